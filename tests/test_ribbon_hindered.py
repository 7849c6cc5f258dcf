"""What is in the way of a button, from end to end: each is named, with what to do, and nothing is left half done."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.books import signed
from tests.budget import some
from tests.macros.host import Host
from tests.office import ROOT, Office, an_officer, honest, the_team
from toolkit.excel.live.trouble import BUSY
from toolkit.ribbon.door import NO_ANSWER_WORDS
from toolkit.ribbon.progress import NO_ANSWER
from toolkit.ribbon.undo import recalled


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    return an_officer(monkeypatch, tmp_path)


@pytest.fixture
def team(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    return the_team(monkeypatch, tmp_path)


def protect(office: Office, sheet: str, *, on: bool = True) -> None:
    office.book.impl.wb[sheet].protection.sheet = on


class TestProtected:
    @pytest.mark.parametrize(
        ("callback", "sheet"),
        some(
            [("IptValidate", "Check results"), ("IptRefresh", "Actions"), ("IptRefresh", "Milestones")],
            at_once=[("IptRefresh", "Milestones")],
        ),
    )
    def test_a_protected_sheet_is_named_and_nothing_is_changed(self, office: Office, callback: str, sheet: str):
        before = office.cells()
        protect(office, sheet)

        assert office.press(callback) == 1
        assert f"the sheet '{sheet}' is protected" in office.said
        assert "Review > Unprotect Sheet" in office.said
        assert "log" not in office.said
        assert office.cells() == before
        office.press("IptUndo")
        assert office.said == "There is nothing to undo in this workbook."

    @pytest.mark.slow
    def test_undo_waits_until_the_sheet_is_free_again(self, office: Office):
        before = office.cells()
        office.press("IptRefresh")
        after = office.cells()
        protect(office, "Actions")

        assert office.press("IptUndo") == 1
        assert "the sheet 'Actions' is protected" in office.said
        assert office.cells() == after
        protect(office, "Actions", on=False)
        assert office.press("IptUndo") == 0
        assert office.cells() == before


class TestReadOnly:
    def test_what_was_written_into_a_read_only_book_is_said_to_want_another_name(self, office: Office):
        office.book.impl.read_only = True

        assert office.press("IptValidate") == 0
        assert office.said.endswith("is open read-only: to keep what has been written, save it under another name.")
        assert "EX2|Where are we now" in office.column("Check results", "mark")

    @pytest.mark.slow
    def test_a_button_that_wrote_nothing_does_not_speak_of_saving(self, office: Office):
        office.press("IptValidate")
        office.book.impl.read_only = True
        office.press("IptValidate")
        assert "read-only" not in office.said
        office.press("IptAbout")
        assert "read-only" not in office.said


def deep(folder: Path, length: int) -> Path:
    """A folder whose path has so many characters."""
    while len(str(folder)) < length - 101:
        folder /= "d" * 100
    folder /= "e" * (length - len(str(folder)) - 1)
    folder.mkdir(parents=True)
    return folder


class TestLongPath:
    @pytest.mark.parametrize("callback", some(["IptBoard", "IptIssue"], at_once=["IptIssue"]))
    def test_a_folder_too_deep_for_excel_is_said_and_nothing_is_made(self, team: Office, callback: str):
        team.picked = deep(team.folder, 215)

        assert team.press(callback) == 1
        assert "Excel opens no file of more than 218" in team.said
        assert "Choose a folder with a shorter path" in team.said
        assert list(team.picked.iterdir()) == []

    def test_the_next_register_is_not_made_where_excel_cannot_open_it(self, team: Office):
        team.picked = deep(team.folder, 210) / "Returns"
        team.picked.mkdir()
        signed(honest(team.picked))

        assert team.press("IptMerge") == 1
        assert "Excel opens no file of more than 218" in team.said
        assert list(team.picked.parent.iterdir()) == [team.picked]

    def test_a_path_that_is_just_short_enough_is_opened(self, team: Office):
        team.picked = deep(team.folder, 218 - len("/Board pack 2026-09.xlsx"))

        assert team.press("IptBoard") == 0
        assert team.book.name == "Board pack 2026-09.xlsx"
        assert len(str(team.picked / team.book.name)) == 218


class TestOpenAlready:
    def test_where_another_book_of_that_name_is_open_the_new_one_gets_a_number(self, team: Office):
        register = team.book
        other = team.folder / "Board pack 2026-09.xlsx"
        other.write_bytes(team._path.read_bytes())
        team.excel.open(other)
        register.activate()

        assert team.press("IptBoard") == 0
        assert team.book.name == "Board pack 2026-09 (2).xlsx"
        assert str(team.picked / "Board pack 2026-09 (2).xlsx") in team.said.splitlines()[0]

    @pytest.mark.slow
    def test_the_same_pack_open_from_the_web_is_brought_to_the_front_and_not_opened_twice(self, team: Office):
        register = team.book
        team.press("IptBoard")
        made = team.picked / "Board pack 2026-09.xlsx"
        team.app.books.opened.pop()
        pack = team.excel.open(made)
        register.activate()

        assert team.press("IptBoard") == 0
        assert team.said.splitlines()[0] == f"The same board pack was there already: {made}"
        assert team.book.name == pack.name
        assert [book.name for book in team.app.books.opened] == [register.name, pack.name]


def hide(office: Office, sheet: str, *rows: int) -> None:
    """A filter of the sheet's table hides these rows."""
    ws = office.book.impl.wb[sheet]
    (table,) = ws.tables.values()
    table._initialise_columns()
    table.autoFilter.add_filter_column(0, ["EX2"])
    for row in rows:
        ws.row_dimensions[row].hidden = True


def hidden(office: Office, sheet: str) -> set[int]:
    return {row for row, as_is in office.book.impl.wb[sheet].row_dimensions.items() if as_is.hidden}


@pytest.mark.parametrize("rows", some([((5,),), ((5, 7),), ((6, 7),), ((5, 6, 7),)], at_once=[((5, 7),)]), ids=str)
def test_a_filtered_plan_is_rated_in_every_row_and_undone(monkeypatch, tmp_path: Path, rows: tuple[int, ...]):
    (tmp_path / "plain").mkdir()
    plain = an_officer(monkeypatch, tmp_path / "plain")
    plain.press("IptRefresh")
    rated = plain.cells()
    office = an_officer(monkeypatch, tmp_path)
    hide(office, "Actions", *rows)
    hide(office, "Milestones", 6)
    before = office.cells()

    assert office.press("IptRefresh") == 0
    assert office.column("Actions", "rating") == ["Green", "Red", "Green"]
    assert office.cells() == rated
    assert (hidden(office, "Actions"), hidden(office, "Milestones")) == (set(rows), {6})
    assert office.press("IptUndo") == 0
    assert office.said == "Undone: Refresh RAG."
    assert office.cells() == before
    assert hidden(office, "Actions") == set(rows)


@pytest.mark.parametrize("callback", ["IptValidate", "IptRefresh", "IptUndo"])
def test_an_excel_in_which_somebody_types_is_said_and_nothing_is_changed(office: Office, callback: str, monkeypatch):
    before = office.cells()
    office.press("IptRefresh")
    if callback != "IptUndo":
        office.press("IptUndo")
    as_is = office.cells()
    office.app.answers = 0
    monkeypatch.setattr(type(office.app), "alert", typing_ends(type(office.app).alert))

    assert office.press(callback) == 1
    assert BUSY in office.said
    assert office.cells() == as_is
    office.press("IptUndo")
    assert office.cells() == before


def typing_ends(alert: Callable[..., str]) -> Callable[..., str]:
    """A message box comes up once the officer has finished the cell."""

    def shown(app, *words: object, **how: object) -> str:
        app.answers = None
        return alert(app, *words, **how)

    return shown


PROGRAM = """
import datetime, pathlib, sys, threading
sys.path.insert(0, ROOT)
from tests.excel import engine
from toolkit.ribbon import progress
from toolkit.ribbon.door import main
watchdogs, begin, write = [], progress.Watchdog.__enter__, engine.Range._write

def seen(watchdog):
    watchdogs.append(watchdog)
    return begin(watchdog)

def stuck(rng, value, counted):
    write(rng, value, counted)
    watchdogs[-1]._patience = 0.01
    watchdogs[-1].feed()
    threading.Event().wait()

progress.Watchdog.__enter__, engine.Range._write = seen, stuck
excel = engine.Excel()
excel.open(pathlib.Path(BOOK))
main(WORDS, today=datetime.date(2026, 9, 30), folder=pathlib.Path(PROFILE))
"""


def test_an_excel_that_never_answers_is_left_with_words_and_undo_last_knows_of_it(office: Office, monkeypatch):
    book = office._path
    names = {
        "ROOT": str(ROOT),
        "BOOK": str(book),
        "WORDS": office.words_of("IptRefresh"),
        "PROFILE": str(office.profile),
    }
    program = "\n".join(f"{name} = {value!r}" for name, value in names.items()) + PROGRAM
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (NO_ANSWER, "")

    host = Host(monkeypatch, mac=False, book=book)
    host.exit_code = done.returncode
    host.press("IptRefresh")

    assert host.messages[0].startswith(NO_ANSWER_WORDS)
    assert office.log.endswith(f"refresh {book.name!r}: stopped: Excel gave no answer\n")
    kept = recalled(office.profile / "undo", book.name)
    assert kept is not None
    task, (first, *_) = kept
    assert (task, first.finished) == ("refresh", False)
    # The same workbook, as the officer finds it: part of it is written.
    office.book.sheets[first.sheet].range((first.top, first.left)).value = first.after[0][0]
    assert office.press("IptUndo") == 0
    assert office.book.sheets[first.sheet].range((first.top, first.left)).value == first.before[0][0]
