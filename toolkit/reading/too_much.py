"""What is too much to be a plan: rows and words that would hold every command up, refused before a rule is asked.

A plan has hundreds of actions. Readers bound what a file takes to be opened (``excel/bounded``); this bounds what is
made of it afterwards, where every rule looks at every row.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.errors import CannotRead
from toolkit.model.grid import Grid
from toolkit.model.plan import Book
from toolkit.reading.find_tables import Body, Found
from toolkit.sheets.every_sheet import ISSUED_SHEET

MOST_ACTIONS: Mapping[Book, int] = {Book.RETURN: 3_000, Book.REGISTER: 6_000}
MOST_ROWS = 20_000
"""Of any other table that people fill in."""
MOST_LINES = 100_000
"""Of a log or record that the toolkit keeps."""
MOST_TEXT = 10_000_000
"""Characters in all tables of one workbook."""
MOST_NOTED = 20_000
"""Cells of one sheet that need a remark: beside the table, in error, of an odd kind."""


def refuse_too_much(grid: Grid, found: Mapping[str, Found], bodies: Mapping[str, Body], book: Book) -> None:
    """Refuse more rows and words than a plan can have; ``bodies`` are the rows of the tables found."""
    for name, body in bodies.items():
        kept = MOST_LINES if found[name].spec.written_by_toolkit else MOST_ROWS
        most = MOST_ACTIONS[book] if name == "Actions" else kept
        _refuse_rows(grid.source, found[name].sheet.name, len(body.rows), most)
    if sent := grid.sheet(ISSUED_SHEET):
        _refuse_rows(grid.source, sent.name, len(sent.rows), MOST_LINES)
    cells = (cell for body in bodies.values() for row in body.values for cell in row)
    if (size := sum(len(cell) for cell in cells if isinstance(cell, str))) > MOST_TEXT:
        raise _too_large(grid.source, f"holds {size:,} characters in its tables, and a plan may hold {MOST_TEXT:,}")


def _refuse_rows(source: str, sheet: str, rows: int, most: int) -> None:
    if rows > most:
        raise _too_large(source, f"has {rows:,} rows on its sheet '{sheet}', which may have {most:,}")


def refuse_noted(source: str, sheet: str, noted: int) -> None:
    """Refuse a sheet with more to remark upon than anybody would read."""
    if noted > MOST_NOTED:
        raise _too_large(
            source, f"has more than {MOST_NOTED:,} cells on its sheet '{sheet}' that are odd or outside its table"
        )


def _too_large(source: str, seen: str) -> CannotRead:
    return CannotRead(
        f"{source} {seen}. Copy the rows that matter into a new workbook and use that.", state="Too large"
    )
