"""A workbook of ours as another program sees it: read, and typed into, with openpyxl."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADING_ROW, FIRST_ROW = 4, 5


def headings(sheet: Worksheet, row: int = HEADING_ROW) -> dict[str, int]:
    """The number of each column, by its heading."""
    return {str(cell.value): cell.column for cell in sheet[row] if cell.value}


def rows(path: Path, sheet: str, *, heading_row: int = HEADING_ROW) -> list[dict[str, object]]:
    """A table sheet's rows by heading, without those in which nothing stands."""
    where = load_workbook(path)[sheet]
    names, first = headings(where, heading_row), heading_row + 1
    said = [{name: where.cell(n, at).value for name, at in names.items()} for n in range(first, where.max_row + 1)]
    return [row for row in said if any(value is not None for value in row.values())]


def put_on_settings(book: Workbook, values: Mapping[str, object]) -> None:
    """Type what stands beside these labels."""
    for row in book["Settings"].iter_rows():
        if row[0].value in values:
            row[1].value = values[row[0].value]
