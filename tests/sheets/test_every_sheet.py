"""What holds of every sheet that is declared."""

from __future__ import annotations

import pytest

from toolkit.model.identity import heading_key
from toolkit.model.plan import Book
from toolkit.sheets.columns import SheetSpec
from toolkit.sheets.every_sheet import SHEETS


@pytest.mark.parametrize("spec", SHEETS, ids=lambda spec: spec.name)
def test_no_two_columns_of_a_sheet_have_one_heading(spec: SheetSpec):
    for book in spec.books:
        headings = [heading_key(column.heading) for column in spec.columns_of(book)]
        assert len(set(headings)) == len(headings)


@pytest.mark.parametrize("book", Book)
def test_no_two_sheets_of_a_workbook_have_one_name_or_one_table(book: Book):
    specs = [spec for spec in SHEETS if book in spec.books]
    for names in ([spec.name.casefold() for spec in specs], [spec.table.casefold() for spec in specs]):
        assert len(set(names)) == len(names)
