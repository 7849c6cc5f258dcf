"""One workbook, closed on disk or open in Excel: the same values, findings, ratings, and cells after the same edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from tests.books import TYPED, filled_in, register_file, return_file, signed
from tests.excel import stuffed
from tests.excel.engine import Excel
from tests.excel.grids import held_in
from toolkit.excel.live.editing import apply_edits
from toolkit.excel.live.open_book import read_book
from toolkit.excel.patch import patch
from toolkit.excel.read import read_workbook
from toolkit.model.edits import AddSheet, Edit, FillBlock, FillTable, Link, Result, SetCells
from toolkit.model.finding import Report
from toolkit.model.grid import Grid
from toolkit.model.plan import Plan
from toolkit.reading.parse import parse
from toolkit.returns.refresh import Refresh, refresh_edits, results_edits
from toolkit.rules.ask import validate
from toolkit.sheets.return_sheets import CHECK_RESULTS


@dataclass
class Side:
    """One way in and out of a workbook."""

    read: Callable[[], Grid]
    make: Callable[[list[Edit]], object]

    def plan(self) -> Plan:
        plan, failed = parse([self.read()])
        assert failed == []
        return plan

    def checked(self) -> Report:
        return validate(self.plan())

    def refreshed(self) -> Refresh:
        return refresh_edits(self.plan(), self.checked())


def closed(path: Path) -> Side:
    return Side(lambda: read_workbook(path), lambda edits: patch(path, edits, backup=False))


def opened(path: Path) -> Side:
    book = Excel().open(path)
    return Side(lambda: read_book(book), lambda edits: apply_edits(book, edits))


def awkward(folder: Path) -> Path:
    """A return in which cells say more, or less, than their values."""
    path = filled_in(return_file(folder))
    book = openpyxl.load_workbook(path)
    actions = book["Actions"]
    actions["K5"].number_format, actions["K5"].value = "mmm-yy", openpyxl.utils.datetime.from_excel(46082)
    actions["P6"].value, actions["P6"].data_type = "#REF!", "e"
    actions["I7"].value = "=1+1"
    actions["A7"].number_format, actions["A7"].value = "General", 3
    book["Measure values"]["C5"].value, book["Measure values"]["C5"].number_format = 0.698, "0.0%"
    book["Evidence"].sheet_state = "hidden"
    book.save(path)
    return path


MAKERS: dict[str, Callable[[Path], Path]] = {
    "as issued": return_file,
    "filled in": lambda folder: filled_in(return_file(folder)),
    "signed": lambda folder: signed(filled_in(return_file(folder))),
    "awkward": awkward,
    "register": register_file,
}
HARDEST = ("awkward", "register")
"""What is hard in the others is in these two; a check costs most of a second, so that the others wait for CI."""


def _tried(name: str) -> object:
    return pytest.param(MAKERS[name], id=name, marks=() if name in HARDEST else pytest.mark.slow)


every_workbook = pytest.mark.parametrize("make", list(map(_tried, MAKERS)))
every_return = pytest.mark.parametrize("make", list(map(_tried, ["filled in", "awkward"])))
both = pytest.mark.parametrize("side", [closed, opened], ids=["closed", "open"])


def the_same(live: Grid, file: Grid) -> None:
    """Excel works the counts of Actions out for itself."""
    one, other = held_in(live), held_in(file)
    for cells in (one, other):
        if "Actions" in cells:
            cells["Actions"][0].pop((2, 4), None)
    assert one == other


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_both_read_the_same(make: Callable[[Path], Path], tmp_path: Path):
    path = make(tmp_path)

    assert held_in(opened(path).read()) == held_in(closed(path).read())


@every_workbook
def test_both_find_the_same(make: Callable[[Path], Path], tmp_path: Path):
    path = make(tmp_path)
    live, file = opened(path).checked(), closed(path).checked()

    assert live.findings == file.findings
    assert live.unasked == file.unasked


@every_return
def test_both_rate_the_same_and_hold_the_same_once_refreshed(make: Callable[[Path], Path], tmp_path: Path):
    path = make(tmp_path)
    live, file = opened(path), closed(path)
    one, other = live.refreshed(), file.refreshed()

    assert one.actions_json() == other.actions_json()
    assert one.sentence == other.sentence
    live.make(one.edits)
    file.make(other.edits)
    the_same(live.read(), file.read())


@both
@every_return
def test_refreshing_again_changes_nothing_more(make: Callable[[Path], Path], side, tmp_path: Path):
    one = side(make(tmp_path))
    for _ in range(2):  # The first puts back what was typed over, of which the second finds nothing any more.
        one.make(one.refreshed().edits)
    before = held_in(one.read())
    one.make(one.refreshed().edits)

    assert held_in(one.read()) == before


@both
def test_marks_come_and_go(side, tmp_path: Path):
    one = side(filled_in(return_file(tmp_path)))
    before = held_in(one.read())
    plan = one.plan()
    one.make(results_edits(plan, plan.sources[0], validate(plan)))
    marked = one.read().sheet("Check results")
    assert marked is not None
    late = next(ref for ref, fields in TYPED["Actions"].items() if fields.get("where_now") == "=late")
    mark = [column.id for column in CHECK_RESULTS.columns].index("mark")
    assert f"{late}|Where are we now" in [row[mark] for row in marked.rows[4:]]

    one.make(results_edits(plan, plan.sources[0], Report()))
    assert held_in(one.read()) == before


TRAPS = ["=1+1", "+44", "-", "@x", "007", "1/2", "TRUE"]
EDITS: dict[str, list[Edit]] = {
    "text that looks like something else": [
        SetCells("Actions", {(5 + n, 8): text for n, text in enumerate(TRAPS)})
    ],
    "a table that grows": [FillTable("Risks", "Risks", [[f"R{n}", None, n] for n in range(1, 30)])],
    "a table that shrinks": [FillTable("Milestones", "Milestones", [])],
    "links": [FillTable("Check results", "CheckResults", [["error", "E-01", "EX1", None, Link("J7", "'Actions'!J7")]])],
    "one formula for all lines": [
        FillTable(
            "Check results",
            "CheckResults",
            [
                [*"abcd", Result(f'=IF(M{row}="","",HYPERLINK("#Actions!"&M{row},M{row}))', place), *"abcdefg", place]
                for row, place in enumerate(["J7", "", "H6"], start=5)
            ],
        )
    ],
    "a block": [FillBlock("Guide", 200, 1, [["a", 1, True], [2.5]], clear_to=205)],
    "a sheet": [AddSheet("Receipt", [["File", "State"], ["a.xlsx", "Read"]], after="Summary")],
}  # fmt: skip


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_both_hold_the_same_after_the_same_edits(edits: list[Edit], tmp_path: Path):
    path = return_file(tmp_path)
    if "Guide" in {getattr(edit, "sheet", "") for edit in edits}:
        book = openpyxl.load_workbook(path)
        book["Guide"].protection.disable()
        book.save(path)
    live = opened(path)
    live.make(edits)
    file = closed(path)
    file.make(edits)

    the_same(live.read(), file.read())
    assert [sheet.name for sheet in live.read().sheets] == [sheet.name for sheet in file.read().sheets]


@pytest.mark.filterwarnings("ignore:.*not supported and will be removed")
def test_both_hold_the_same_in_an_officers_own_workbook(book: Path):
    live = opened(book)
    live.make(stuffed.EDITS)
    file = closed(book)
    file.make(stuffed.EDITS)
    one, other = live.read(), file.read()

    for sheet in ("Actions", "Check results"):
        found, wanted = one.sheet(sheet), other.sheet(sheet)
        assert found is not None
        assert wanted is not None
        assert found.rows == wanted.rows
        assert found.tables == wanted.tables


def test_what_excel_saved_can_be_cleared_closed(tmp_path: Path):
    path = filled_in(return_file(tmp_path))
    book = Excel().open(path)
    live = Side(lambda: read_book(book), lambda edits: apply_edits(book, edits))
    live.make(live.refreshed().edits)
    book.impl.wb.save(path)
    file = closed(path)
    plan = file.plan()
    file.make(results_edits(plan, plan.sources[0], Report()))

    cleared = file.read().sheet("Check results")
    assert cleared is not None
    assert cleared.rows[4:] == []
    assert cleared.formulas == set()
