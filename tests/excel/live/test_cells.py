"""Text, links and numbers put into an open workbook are what is read from it again, whatever they look like."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.excel.engine import Excel
from tests.excel.live.conftest import Open
from toolkit.excel.live.blocks import areas_of, content, held, same, write
from toolkit.excel.live.open_book import read_book
from toolkit.model.edits import Link
from toolkit.model.grid import plain

AWKWARD = [
    "=1+1", "+44 20", "-", "- not started", "@home", "'quoted'", "007", "1E5", "12%", "£300", "1/2", "31/03/2027",
    "31 March 2027", "March 2027", "Mar-27", "May 5", "TRUE", "false", "10:30", "#N/A is not an error", "LG4", "EX1",
    "CIP12", "J7", "two\nlines", " spaces ", "Ω", "=", "'", "Dec4",
]  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD)
def test_text_stays_text(opened: Open, text: str):
    book = opened({"A1": "x"})
    write(book.sheets["Plan"], 1, 1, [[text, 1]])

    assert read_book(book).sheets[0].at(1, 1) == text
    assert not read_book(book).sheets[0].formulas


@pytest.fixture(scope="module")
def one_book(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("live") / "plan.xlsx"
    openpyxl.Workbook().save(path)
    return Excel().open(path)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)
numbers = st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False, width=32)
days = st.dates(dt.date(1950, 1, 1), dt.date(2080, 1, 1))


@given(value=texts | numbers | days | st.booleans() | st.none())
def test_any_value_is_held_as_it_was_given(one_book, value: object):
    sheet = one_book.sheets[0]
    sheet.range("A1").clear_contents()
    write(sheet, 1, 1, [[value]])

    assert same(held(sheet, (1, 1, 1, 1))[0][0], plain(value))


def test_long_text_is_written_on_its_own(opened: Open):
    book = opened({"A1": "x"})
    long = "{" + "word " * 5_000 + "}"
    write(book.sheets["Plan"], 1, 1, [["short", long], [long, None]])

    assert held(book.sheets["Plan"], (1, 1, 2, 2)) == [["short", long], [long, None]]


def test_a_link_is_its_text_and_no_formula(opened: Open):
    book = opened({"A1": "x"})
    write(book.sheets["Plan"], 1, 1, [[content(Link('J7 "due"', "'Lead''s list'!J7"))]])

    assert read_book(book).sheets[0].at(1, 1) == 'J7 "due"'
    assert not read_book(book).sheets[0].formulas


def test_what_looks_like_a_formula_and_is_text_is_no_formula(opened: Open):
    def as_text(sheet):
        sheet["A1"].value, sheet["A1"].data_type = "=NOT(a formula)", "s"

    sheet = read_book(opened({"A1": "x", "B1": "=1+1"}, prepare=as_text)).sheets[0]

    assert sheet.formulas == {(1, 2)}
    assert sheet.at(1, 1) == "=NOT(a formula)"


def test_one_and_true_are_not_the_same():
    assert not same(1, True)
    assert same(1, 1.0)


@given(cells=st.sets(st.tuples(st.integers(1, 8), st.integers(1, 8))))
def test_areas_cover_exactly_the_cells(cells: set[tuple[int, int]]):
    covered = [
        (row, column)
        for top, left, bottom, right in areas_of(cells)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]

    assert sorted(covered) == sorted(cells)


def test_a_full_block_is_one_area():
    assert areas_of((row, column) for row in range(5, 305) for column in range(22, 28)) == [(5, 22, 304, 27)]
