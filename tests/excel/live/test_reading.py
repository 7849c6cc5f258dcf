"""An open workbook read as a Grid: what a closed reader would give, in a few reads."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.excel.engine import Excel
from tests.excel.live.conftest import Open
from toolkit.errors import CannotRead
from toolkit.excel.live import open_book as reading
from toolkit.excel.live.open_book import read_book


def test_values_come_as_every_reader_gives_them(opened: Open):
    cells = {"A1": 3, "B1": 2.5, "C1": True, "D1": dt.date(2027, 3, 31), "E1": dt.time(9, 30), "F1": " text ", "G1": 40}

    def money(sheet):
        sheet["G1"].number_format = "£#,##0.00"

    sheet = read_book(opened(cells, prepare=money)).sheets[0]

    assert sheet.rows == [[3, 2.5, True, dt.date(2027, 3, 31), dt.time(9, 30), " text ", 40]]
    assert [type(value) for value in sheet.rows[0]] == [int, float, bool, dt.date, dt.time, str, int]


def test_addresses_count_from_a1_however_little_is_used(opened: Open):
    assert read_book(opened({"C4": "Ref"})).sheets[0].at(4, 3) == "Ref"


def test_errors_are_told_and_hold_nothing(opened: Open):
    def errors(sheet):
        for address in ("A1", "B1"):
            sheet[address].data_type = "e"

    sheet = read_book(opened({"A1": "#REF!", "B1": "#DIV/0!", "C1": "ok"}, prepare=errors)).sheets[0]

    assert sheet.errors == {(1, 1): "#REF!", (1, 2): "#DIV/0!"}
    assert sheet.rows == [[None, None, "ok"]]


def test_number_formats_that_say_more_than_the_value_are_told(opened: Open):
    day = dt.date(2027, 3, 1)

    def formats(sheet):
        sheet["A2"].number_format = sheet["A7"].number_format = "mmm-yy"
        sheet["B3"].number_format = "0%"

    cells = {f"A{row}": day for row in range(1, 10)} | {f"B{row}": 0.5 for row in range(1, 10)}
    sheet = read_book(opened(cells, prepare=formats)).sheets[0]

    assert sheet.formats == {(2, 1): "mmm-yy", (7, 1): "mmm-yy", (3, 2): "0%"}


def test_one_question_is_enough_where_all_cells_are_alike(opened: Open, excel: Excel):
    read_book(opened({f"A{row}": dt.date(2027, 3, 1) for row in range(1, 301)}))

    assert excel.app.calls["number_format"] == 1
    assert excel.app.calls["value"] == excel.app.calls["formula"] == 1


@pytest.mark.parametrize("areas", [[], ["A1:C1"], ["A1:B2", "D4:D9", "F2:G2"]])
def test_merged_cells_are_found(opened: Open, areas: list[str]):
    def merge(sheet):
        for area in areas:
            sheet.merge_cells(area)

    sheet = read_book(opened({"A1": "Plan", "H9": "end"}, prepare=merge)).sheets[0]

    named = {"A1:C1": (1, 1, 1, 3), "A1:B2": (1, 1, 2, 2), "D4:D9": (4, 4, 9, 4), "F2:G2": (2, 6, 2, 7)}
    assert set(sheet.merged) == {named[area] for area in areas}


@pytest.mark.parametrize(("state", "visible"), [("visible", True), ("hidden", False), ("veryHidden", False)])
def test_hidden_sheets_are_read_and_told(opened: Open, state: str, visible: bool):
    def hide(sheet):
        sheet.parent.create_sheet("Other")
        sheet.sheet_state = state

    sheet = read_book(opened({"A1": "Ref"}, prepare=hide)).sheets[0]

    assert (sheet.visible, sheet.at(1, 1)) == (visible, "Ref")


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch):
    for name, value in {"MAX_AREA": 500, "STEP": 50, "WIDEST": 20, "LONGEST": 1_000}.items():
        monkeypatch.setattr(reading, name, value)


@pytest.mark.usefixtures("small_steps")
def test_a_stray_space_at_the_bottom_of_the_sheet_is_not_a_million_rows(opened: Open):
    sheet = read_book(opened({"A1": "Ref", "XFD1048576": " "})).sheets[0]

    assert sheet.rows == [["Ref", *[None] * (reading.WIDEST - 1)]]


@pytest.mark.usefixtures("small_steps")
def test_a_table_is_read_whole_however_empty_its_rows(opened: Open):
    headings = {f"{chr(64 + n)}1": f"Heading {n}" for n in range(1, 27)}
    cells = headings | {"A290": "EX1", "Z290": "March", "XFD1048576": " "}
    sheet = read_book(opened(cells, table="A1:Z300")).sheets[0]

    assert (sheet.at(290, 1), sheet.at(290, 26)) == ("EX1", "March")


@pytest.mark.usefixtures("small_steps")
def test_a_sheet_longer_than_any_plan_is_refused(opened: Open):
    with pytest.raises(CannotRead, match="below row 1,000"):
        read_book(opened({f"A{row}": row for row in range(1, 1_200)}))
