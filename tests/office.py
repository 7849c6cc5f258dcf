"""One officer's computer, for tests that press buttons: Excel with a workbook open, the add-in, and a profile."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlwings as xw

from tests.books import TODAY, filled_in, register_file, return_file
from tests.excel.engine import App, Excel
from tests.excel.grids import cells_of
from tests.macros.host import Host
from toolkit.excel.live.open_book import read_book
from toolkit.model.grid import Cell
from toolkit.model.plan import Book
from toolkit.ribbon.door import main
from toolkit.sheets.every_sheet import spec_of

ROOT = Path(__file__).parents[1]
Cells = dict[str, dict[Cell, tuple[str, object]]]
STARTED: dict[tuple[object, ...], list[str]] = {}


class Office:
    """One officer's computer: Excel with a workbook open, the add-in, and a profile."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path, *, mac: bool = False) -> None:
        self._monkeypatch, self.folder, self.mac = monkeypatch, folder, mac
        self.profile = folder / "profile"
        self.today = TODAY
        self.excel = Excel()
        self.picked: Path | None = None

    @property
    def app(self) -> App:
        return self.excel.app

    @property
    def book(self) -> xw.Book:
        return xw.Book(impl=self.app.books.active)

    def open(self, path: Path) -> xw.Book:
        self._path = path
        return self.excel.open(path)

    def press(self, callback: str) -> int:
        """Press a button of the tab, and run what it starts."""
        return self.start(*self.words_of(callback))

    def words_of(self, callback: str) -> list[str]:
        """The command line the button starts, from the task word on. The macro runs once for each."""
        pressed = callback, self.mac, self._path.name, self.picked
        if pressed not in STARTED:
            with self._monkeypatch.context() as patched:
                host = Host(patched, mac=self.mac, book=self._path)
                host.picked = None if self.picked is None else str(self.picked)
                host.press(callback)
                assert host.messages == []
            (words,) = host.started
            assert self.mac or words[1:4] == ["-I", "-m", "toolkit.ribbon"]
            STARTED[pressed] = words[1 if self.mac else 4 :]
        return STARTED[pressed]

    def start(self, *words: str) -> int:
        return main(words, today=self.today, folder=self.profile)

    @property
    def said(self) -> str:
        """The last thing Excel showed."""
        return self.app.alerts[-1]

    @property
    def log(self) -> str:
        return (self.profile / "toolkit.log").read_text("utf-8")

    def cells(self) -> Cells:
        return {sheet.name: cells_of(sheet) for sheet in read_book(self.book).sheets}

    def column(self, sheet: str, column: str) -> list[object]:
        """A column's values from its first row on, blanks left out."""
        found = read_book(self.book).sheet(sheet)
        assert found is not None
        ids = [c.id for c in spec_of(sheet).columns_of(Book.RETURN)]
        return [row[ids.index(column)] for row in found.rows[4:] if row[ids.index(column)] is not None]


def an_officer(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Office:
    """An officer with a filled-in return open, which has errors."""
    made = Office(monkeypatch, folder)
    made.open(filled_in(return_file(folder, name="Early Help 2026 = draft.xlsx")))
    return made


def the_team(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Office:
    """Somebody of the performance team with the register open."""
    made = Office(monkeypatch, folder)
    made.open(register_file(folder))
    made.picked = folder / "Returns"
    made.picked.mkdir()
    return made


def honest(folder: Path) -> Path:
    """A return with an honest update, in which nothing is wrong."""
    return filled_in(
        return_file(folder),
        {
            "Actions": {
                "EX1": {"where_now": "Printed, and sent to every school", "updated_on": dt.date(2026, 9, 28)},
                "EX2": {"revised_due": None, "status": "Complete", "completed_on": dt.date(2026, 9, 4),
                        "evidence_refs": "1", "evidence_stage": "Filed", "updated_on": dt.date(2026, 9, 28),
                        "still_to_do": None, "where_now": "Agreed and published"},
                "EX3": {"where_now": "Waiting for the guide", "updated_on": dt.date(2026, 9, 28)},
            }
        },
    )  # fmt: skip
