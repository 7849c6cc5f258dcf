"""Registers and returns made from template 1.0, frozen as they were made then: read, merged, issued from, for good.

The files in ``template_1_0`` are never made again. What is wanted of them is read from the files themselves, with a
reader that is not ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.read_back import HEADING_ROW, rows
from toolkit import tasks
from toolkit.sheets.columns import OLDEST_TEMPLATE, SETTINGS, TEMPLATE_VERSION
from toolkit.sheets.every_sheet import SHEETS, spec_of

FROZEN = Path(__file__).parent / "template_1_0"
REGISTER, MERGED = FROZEN / "Plan Register 2026-06.xlsx", FROZEN / "Plan Register 2026-09.xlsx"
DAMAGED = "Police and Schools"
RETURNS = [path for path in sorted((FROZEN / "returned").glob("*.xlsx")) if path.stem != DAMAGED]


def said(value: object) -> str:
    """A cell as one would say it: dates as days, numbers without a needless nought."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def setting(path: Path, label: str) -> object:
    """The value of a line of Settings."""
    return next(row[1].value for row in load_workbook(path)["Settings"].iter_rows() if row[0].value == label)


RENAMED = {"Parent ref": "Part of"}


def first_headings() -> Iterator[tuple[str, list[str]]]:
    """Each table of the frozen register, with its headings."""
    book = load_workbook(REGISTER)
    names = {spec.name for spec in SHEETS}
    return ((s.title, [c.value for c in s[HEADING_ROW] if c.value]) for s in book.worksheets if s.title in names)


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next register, of files that are all of template 1.0."""
    target = tmp_path_factory.mktemp("merged") / "Next.xlsx"
    assert tasks.merge(REGISTER, FROZEN / "returned", target).reconciles
    return target


def test_the_frozen_files_are_of_the_first_template():
    assert {setting(path, "Template version") for path in [REGISTER, MERGED, *RETURNS]} == {"1.0"} == {OLDEST_TEMPLATE}
    assert TEMPLATE_VERSION != OLDEST_TEMPLATE


def test_no_heading_of_the_first_template_has_lost_its_meaning():
    for sheet, headings in first_headings():
        known = {heading for c in spec_of(sheet).columns for heading in (c.heading, *c.also)}
        assert set(headings) <= known, sheet


def test_what_was_added_since_may_be_missing():
    first = dict(first_headings())
    for spec in SHEETS:
        added = [c for c in spec.columns if c.required and not {c.heading, *c.also} & set(first.get(spec.name, ()))]
        assert not added or spec.name not in first, spec.name
    labels = {row[0].value for row in load_workbook(REGISTER)["Settings"].iter_rows()}
    assert not [s.label for s in SETTINGS if s.required and s.label not in labels]


@pytest.mark.parametrize("path", RETURNS, ids=lambda path: path.stem)
def test_a_first_return_is_not_told_that_it_is_old(path):
    checked = tasks.check(path, register=REGISTER)

    assert not checked.unread
    assert not {"F-01", "F-02"} & set(checked.findings["rule"])


def test_a_period_of_the_first_template_merges_to_the_figures_it_gave_then(merged):
    """Typed and worked out alike: every column of Actions as it was merged and rated when the files were made."""
    now, then = rows(merged, "Actions"), rows(MERGED, "Actions")
    # Since 2.0 the column is called as in returns.
    then = [{RENAMED.get(heading, heading): value for heading, value in row.items()} for row in then]
    headings = list(then[0])

    # Since 2.0 the cell says so where nothing was signed off before; it was blank.
    then = [row | {"Previous rating": row["Previous rating"] or "Not rated"} for row in then]
    assert [{h: said(row[h]) for h in headings} for row in now] == [{h: said(row[h]) for h in headings} for row in then]


def test_the_register_that_comes_out_is_of_todays_template(merged):
    assert setting(merged, "Template version") == TEMPLATE_VERSION


def test_a_first_return_that_comes_late_is_merged_into_todays_register(tmp_path, merged):
    """The team moved to this toolkit in the middle of a period: the last returns were still made with the first."""
    early = tmp_path / "early"
    early.mkdir()
    for path in (FROZEN / "returned").glob("[A-E]*.xlsx"):
        (early / path.name).write_bytes(path.read_bytes())
    tasks.merge(REGISTER, early, tmp_path / "Half.xlsx")

    done = tasks.merge(tmp_path / "Half.xlsx", FROZEN / "returned", tmp_path / "Whole.xlsx")

    assert done.reconciles
    assert setting(tmp_path / "Half.xlsx", "Template version") == TEMPLATE_VERSION
    typed = [h for c in spec_of("Actions").columns if (h := c.heading) in rows(REGISTER, "Actions")[0]]
    whole, at_once = rows(tmp_path / "Whole.xlsx", "Actions"), rows(merged, "Actions")
    assert [{h: said(row[h]) for h in typed} for row in whole] == [{h: said(row[h]) for h in typed} for row in at_once]


def test_a_signed_register_of_the_first_template_gives_its_pack_and_its_returns(tmp_path):
    tasks.board(MERGED, tmp_path / "Pack.xlsx", previous=REGISTER)
    issued = tasks.issue(MERGED, tmp_path / "issued", anyway=True)

    assert len(issued.made) == 7
    assert not issued.refused
