from __future__ import annotations

import pytest

from toolkit.model.grid import column_letter
from toolkit.model.pack import Cells, Table
from toolkit.model.plan import Book
from toolkit.model.schemes import Rating, Scheme
from toolkit.returns.look import (
    COUNTS_CELL,
    HEADING_ROW,
    counts_formula,
    counts_text,
    lists_of,
    mark_names,
    settings_sheet,
    table_sheet,
)
from toolkit.sheets.columns import LISTS, Owner, SheetSpec
from toolkit.sheets.every_sheet import sheets_of, spec_of
from toolkit.sheets.return_sheets import CHECK_RESULTS

EVERY = [pytest.param(book, spec, id=f"{book} {spec.name}") for book in Book for spec in sheets_of(book)]
TYPED = [param for param in EVERY if not param.values[1].written_by_toolkit]


def table_of(spec: SheetSpec, book: Book) -> Table:
    return next(block for block in table_sheet(spec, book).blocks if isinstance(block, Table))


@pytest.mark.parametrize(("book", "spec"), EVERY)
def test_headings_stand_in_row_4_of_every_sheet(book: Book, spec: SheetSpec):
    sheet = table_sheet(spec, book)

    assert sheet.tops[-1] == HEADING_ROW
    assert [c.heading for c in table_of(spec, book).columns] == [c.heading for c in spec.columns_of(book)]
    assert table_of(spec, book).name == spec.table


@pytest.mark.parametrize(("book", "spec"), EVERY)
def test_no_sheet_of_a_table_is_protected(book: Book, spec: SheetSpec):
    assert not table_sheet(spec, book).protected


@pytest.mark.parametrize(("book", "spec"), TYPED)
def test_what_is_worked_out_is_grey_and_has_no_list(book: Book, spec: SheetSpec):
    for column, declared in zip(table_of(spec, book).columns, spec.columns_of(book), strict=True):
        assert column.shaded == (declared.owner is Owner.TOOLKIT)
        assert not (column.shaded and column.choices)
        assert declared.help in column.note


@pytest.mark.parametrize(("book", "spec"), EVERY)
def test_every_list_a_column_chooses_from_is_kept(book: Book, spec: SheetSpec):
    assert {c.choices for c in table_of(spec, book).columns} - {""} <= set(lists_of(book))
    assert set(lists_of(book)) == set(LISTS) & set(lists_of(book)) | {f"Key {scheme}" for scheme in Scheme}


@pytest.mark.parametrize(
    ("column", "said_in_return", "said_in_register"),
    [
        ("status", "Required", "Required"),
        ("notes", "If it applies", "If it applies"),
        ("action", "Plan team", "Required"),
        ("sponsor", "Plan team", "If it applies"),
        ("rating", "Worked out", "Worked out"),
    ],
)
def test_each_column_says_whose_it_is(column: str, said_in_return: str, said_in_register: str):
    for book, said in ((Book.RETURN, said_in_return), (Book.REGISTER, said_in_register)):
        labels = table_sheet(spec_of("Actions"), book).blocks[2]
        at = [c.id for c in spec_of("Actions").columns_of(book)].index(column)
        assert isinstance(labels, Cells)
        assert labels.rows[0][at] == said


def test_only_rows_with_a_key_of_their_own_are_marked_by_it():
    marked = [s for s in sheets_of(Book.RETURN) if table_of(s, Book.RETURN).marks]
    by_cell = [s.name for s in marked if table_of(s, Book.RETURN).marks_by_cell]

    assert by_cell == ["Milestones", "Measure values"]
    assert [s.name for s in marked] == ["Actions", "Milestones", "Measures", "Measure values", "Risks", "Evidence"]


def test_every_sheet_a_team_fills_in_is_marked_and_rows_whose_first_cell_is_not_their_key_by_their_cells():
    filled_in = [s for s in sheets_of(Book.REGISTER) if not s.written_by_toolkit]
    marked = [s for s in sheets_of(Book.REGISTER) if table_of(s, Book.REGISTER).marks]

    assert marked == filled_in
    for spec in marked:
        first = spec.columns_of(Book.REGISTER)[0].id
        assert table_of(spec, Book.REGISTER).marks_by_cell is (spec.key != (first,))


def test_the_names_the_marks_use_stand_for_columns_of_the_check_results():
    ids = [column.id for column in CHECK_RESULTS.columns]
    letter = column_letter(ids.index("mark") + 1)

    assert mark_names()["markKeys"] == f"'Check results'!${letter}$5:${letter}$2004"
    assert set(mark_names()) == {"markKeys", "markCells", "markSheets"}


def test_the_live_counts_are_stored_with_the_value_their_formula_has():
    spec = spec_of("Actions")
    ids = [c.id for c in spec.columns_of(Book.RETURN)]
    rows = [[None] * len(ids) for _ in range(3)]
    for row, rating in zip(rows, ("Red", "Green", None), strict=True):
        row[ids.index("ref")], row[ids.index("rating")] = "EX1", rating
    counts = table_sheet(spec, Book.RETURN, rows).blocks[1].rows[0][COUNTS_CELL[1] - 1]

    assert counts.value == counts_text(3, {"Red": 1, "Green": 1})
    assert counts.value.startswith("3 actions   ·   1 Red   ·   0 Amber   ·   1 Green")
    assert counts.text == counts_formula()


def test_one_action_is_counted_as_one():
    assert counts_text(1, {}).startswith("1 action   ·   0 Red")


def test_the_counts_formula_counts_every_rating_of_the_table():
    assert all(f'COUNTIFS(Actions[Rating],"{rating}",Actions[Part of],"")' in counts_formula() for rating in Rating)


def test_every_setting_has_its_help_and_its_name():
    facts = settings_sheet(Book.RETURN, {}).blocks[-1]

    assert set(facts.help) == set(facts.names) == {label for label, _ in facts.rows}
    assert facts.names["Report date"] == "setting_report_date"
    assert facts.choices["Rating scheme"] == "Scheme"
    assert facts.help["Plan code"].startswith("Required. ")
