"""A cell that shows "Mar-27" says the month; a date that takes its place says its day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.merge_builders import EARLY_HELP, a_register, registered
from toolkit import tasks
from toolkit.excel.write import write_pack
from toolkit.returns.issue import register_pack

MARCH = dt.date(2027, 3, 1)
COLUMN = "Revised due"


def shown_in(path: Path, value: object, number_format: str = "General") -> Path:
    """The file with a revised date in its one action, shown that way."""
    book = load_workbook(path)
    cell = next(c for c in book["Actions"][4] if c.value == COLUMN)
    book["Actions"].cell(5, cell.column, value).number_format = number_format
    settings = {row[0].value: row[1] for row in book["Settings"].iter_rows() if len(row) > 1}
    if path.name != "Plan.xlsx":
        settings["Signed off by"].value, settings["Signed off on"].value = "Head of Service", dt.date(2026, 9, 29)
    book.save(path)
    return path


def merged(folder: Path, before: tuple[object, str], after: tuple[object, str] | None) -> object:
    action = registered("EX1")
    register = write_pack(register_pack(a_register([action])), folder / "Plan.xlsx")
    shown_in(register, *before)
    tasks.issue(register, folder / "returned")
    if after:
        shown_in(folder / "returned" / f"{EARLY_HELP}.xlsx", *after)
    done = tasks.merge(register, folder / "returned", folder / "next.xlsx")
    assert done.reconciles
    sheet = load_workbook(folder / "next.xlsx")["Actions"]
    value = sheet.cell(5, next(c.column for c in sheet[4] if c.value == COLUMN)).value
    return value.date() if isinstance(value, dt.datetime) else value


@pytest.mark.parametrize(
    ("before", "after", "now"),
    [
        ((MARCH, "mmm-yy"), (dt.date(2027, 5, 15), "dd/mm/yyyy"), dt.date(2027, 5, 15)),
        ((MARCH, "mmm-yy"), (dt.date(2027, 5, 1), "dd/mm/yyyy"), dt.date(2027, 5, 1)),
        ((MARCH, "mmm-yy"), None, "March 2027"),
        ((None, "General"), (MARCH, "mmm-yy"), "March 2027"),
        ((dt.date(2027, 3, 15), "mmm-yy"), None, dt.date(2027, 3, 15)),
        ((dt.date(2027, 1, 1), "yyyy"), None, "2027"),
    ],
    ids=["a day for a month", "the first for a month", "unchanged", "a month returned", "a 15th", "a year"],
)
def test_the_next_register_says_the_month_or_the_day_that_was_shown(tmp_path: Path, before, after, now):
    assert merged(tmp_path, before, after) == now
