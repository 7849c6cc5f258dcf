"""Edits in an open workbook: all or none, nothing of anybody's covered, and back as it was on request."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import xlwings as xw

from tests.excel.engine import ExcelSaysNo, Range
from tests.excel.grids import held_in
from tests.excel.live.conftest import Open
from toolkit.errors import CannotWrite
from toolkit.excel.live.blocks import Formula
from toolkit.excel.live.editing import apply_edits, put_back
from toolkit.excel.live.open_book import read_book
from toolkit.excel.live.trouble import TakenBack
from toolkit.model.edits import AddSheet, Cached, Edit, FillBlock, FillTable, Link, SetCells

TABLE = {"A1": "Ref", "B1": "Rating", "A2": "EX1", "B2": "Red", "A3": "EX2", "B3": "Green", "A4": "EX3", "B4": "Red"}


def rows(book: xw.Book, sheet: str = "Plan") -> list[list[object]]:
    found = read_book(book).sheet(sheet)
    assert found is not None
    return found.rows


def seen(book: xw.Book) -> dict[str, object]:
    return held_in(read_book(book))


def no_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on Excel refuses to write."""

    def refuse(self: Range, value: object, counted: str) -> None:
        raise ExcelSaysNo("busy")

    monkeypatch.setattr(Range, "_write", refuse)


EDITS: dict[str, list[Edit]] = {
    "cells": [SetCells("Plan", {(2, 2): "Amber", (3, 2): "Amber", (9, 9): 5})],
    "fewer rows": [FillTable("Plan", "Actions", [["EX9", Link("J7", "'Plan'!J7")]])],
    "no rows": [FillTable("Plan", "Actions", [])],
    "more rows": [FillTable("Plan", "Actions", [[f"EX{n}", n] for n in range(9)])],
    "a block": [FillBlock("Plan", 8, 4, [["a", 1], ["b"]], clear_to=12)],
    "several": [
        FillTable("Plan", "Actions", [["EX9", "Blue"]]),
        SetCells("Plan", {(2, 2): "Red"}),
        FillBlock("Plan", 8, 4, [], clear_to=9, width=2),
    ],
}
every_edit = pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)


@pytest.fixture
def book(opened: Open) -> xw.Book:
    return opened(TABLE | {"D8": "old", "E9": "=1+1", "G20": "mine"}, table="A1:B4")


@every_edit
def test_what_was_overwritten_can_be_put_back(book: xw.Book, edits: list[Edit]):
    before = seen(book)
    done = apply_edits(book, edits)
    assert seen(book) != before

    assert put_back(book, done) == []
    assert seen(book) == before


@every_edit
def test_making_the_same_edits_again_changes_nothing(book: xw.Book, edits: list[Edit], monkeypatch):
    if len(edits) == 1:
        apply_edits(book, edits)
        no_writing(monkeypatch)

        assert apply_edits(book, edits) == []


@every_edit
def test_where_one_edit_is_refused_none_is_made(book: xw.Book, edits: list[Edit]):
    before = seen(book)
    refused = [*edits, SetCells("Plan", {(1, 2): "a heading"})]

    with pytest.raises(CannotWrite, match="B1 is a heading"):
        apply_edits(book, refused)
    assert seen(book) == before


def test_a_write_that_fails_part_way_is_taken_back(book: xw.Book, monkeypatch: pytest.MonkeyPatch):
    before = seen(book)
    write = Range._write

    def refuse(self: Range, value: object, counted: str) -> None:
        write(self, value, counted)
        if self.row == 8:
            monkeypatch.setattr(Range, "_write", write)
            raise ExcelSaysNo("busy")

    monkeypatch.setattr(Range, "_write", refuse)
    with pytest.raises(TakenBack):
        apply_edits(book, EDITS["several"])
    assert seen(book) == before


def test_an_officers_change_since_is_kept(book: xw.Book):
    done = apply_edits(book, [SetCells("Plan", {(2, 2): "Amber", (3, 2): "Amber"})])
    book.sheets["Plan"]["B2"].value = "Mine"

    assert put_back(book, done) == ["Plan"]
    assert [row[1] for row in rows(book)[1:4]] == ["Mine", "Green", "Red"]


def test_rows_sorted_since_get_no_other_rows_values_back(book: xw.Book):
    done = apply_edits(book, [SetCells("Plan", {(2, 2): "Amber", (3, 2): "Amber"})])
    book.sheets["Plan"]["A2:A3"].value = [["EX2"], ["EX1"]]

    assert put_back(book, done) == ["Plan"]
    assert [row[1] for row in rows(book)[1:4]] == ["Amber", "Amber", "Red"]


def test_a_table_changed_since_is_left_alone(book: xw.Book):
    done = apply_edits(book, EDITS["more rows"])
    book.sheets["Plan"]["B2"].value = "Mine"
    now = seen(book)

    assert put_back(book, done) == ["Plan"]
    assert seen(book) == now


@pytest.mark.parametrize("name", ["Plan", "Actions"])
def test_what_is_no_longer_there_is_left_alone(book: xw.Book, name: str):
    done = apply_edits(book, EDITS["more rows"])
    if name == "Plan":
        book.impl.wb.worksheets[0].title = "Gone"
    else:
        del book.impl.wb["Plan"].tables["Actions"]

    assert put_back(book, done) == ["Plan"]


def test_a_table_never_grows_over_what_stands_below(opened: Open):
    book = opened(TABLE | {"B9": "Contact list"}, table="A1:B4")

    apply_edits(book, [FillTable("Plan", "Actions", [["EX1"]] * 7)])
    with pytest.raises(CannotWrite, match="B9 below it is in use"):
        apply_edits(book, [FillTable("Plan", "Actions", [["EX1"]] * 8)])


def test_a_block_never_grows_over_what_stands_below(book: xw.Book):
    with pytest.raises(CannotWrite, match="E9 below it is in use"):
        apply_edits(book, [FillBlock("Plan", 7, 4, [["a", "b"]] * 3, clear_to=8)])


def test_a_filter_is_never_lifted(opened: Open):
    def filtered(sheet):
        table = sheet.tables["Actions"]
        table._initialise_columns()
        table.autoFilter.add_filter_column(1, ["Red"])

    book = opened(TABLE, table="A1:B4", prepare=filtered)
    apply_edits(book, EDITS["more rows"])

    table = book.impl.wb["Plan"].tables["Actions"]
    assert (table.ref, table.autoFilter.ref) == ("A1:B10", "A1:B10")
    assert table.autoFilter.filterColumn[0].filters.filter == ["Red"]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (FillTable("Nowhere", "Actions", []), "has no sheet 'Nowhere'"),
        (FillTable("Plan", "Nothing", []), r"no table 'Nothing' \(tables there: Actions\)"),
        (FillTable("Plan", "Actions", [[1, 2, 3]]), "has 2 columns and 3 are needed"),
        (FillBlock("Plan", 1, 1, [["x"]], clear_to=1), "A1 is a heading"),
    ],
)
def test_what_cannot_be_done_is_said(book: xw.Book, edit: Edit, said: str):
    with pytest.raises(CannotWrite, match=said):
        apply_edits(book, [edit])


def test_a_total_row_is_asked_to_be_taken_off(opened: Open):
    def totals(sheet):
        sheet.tables["Actions"].totalsRowCount = 1

    with pytest.raises(CannotWrite, match="Take it off"):
        apply_edits(opened(TABLE, table="A1:B4", prepare=totals), EDITS["more rows"])


def test_a_result_is_left_to_the_formula_and_a_typed_cell_alone(book: xw.Book):
    assert apply_edits(book, [SetCells("Plan", {(9, 5): Cached(7), (8, 4): Cached("new")})]) == []


def test_a_sheet_is_added_once_behind_another_and_what_was_in_front_stays(book: xw.Book, excel):
    book.sheets["Plan"]["B3"].select()
    edit = AddSheet("Receipt", [["File", "State"], ["a.xlsx", "Read"]], widths=[30, 12], after="plan")
    done = apply_edits(book, [edit])

    assert [sheet.name for sheet in book.sheets] == ["Plan", "Receipt"]
    assert rows(book, "Receipt") == [["File", "State"], ["a.xlsx", "Read"]]
    assert apply_edits(book, [edit]) == []
    assert (book.sheets.active.name, excel.app.selection.address) == ("Plan", "$B$3")
    assert put_back(book, done) == []
    assert rows(book, "Receipt") == []


def test_formulas_that_are_written_over_come_back_as_formulas(book: xw.Book):
    done = apply_edits(book, [SetCells("Plan", {(9, 5): 3})])
    assert done[0].before == [[Formula("=1+1")]]


def test_single_cells_are_written_in_blocks(opened: Open, excel):
    cells: Callable[[], dict] = lambda: {f"A{n}": f"EX{n}" for n in range(2, 302)}  # noqa: E731
    book = opened({"A1": "Ref", "B1": "Due", "C1": "Rating"} | cells(), table="A1:C301")
    excel.app.calls.clear()
    apply_edits(book, [SetCells("Plan", {(r, c): f"r{r}c{c}" for r in range(2, 302) for c in (2, 3)})])

    assert excel.app.calls["write"] == 1
    assert excel.app.calls.total() < 10
