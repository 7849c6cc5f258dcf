"""A workbook as plain values: what every reader gives and every step starts from."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.model.identity import heading_key

Value = None | bool | int | float | str | dt.date | dt.datetime | dt.time
Cell = tuple[int, int]
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, as Excel counts them (from 1)."""


def plain(value: object) -> Value:
    """One cell as every reader must give it: the same value whatever library read the file.

    Blank is None, a whole number is int, a date at midnight is a date. Text is kept to the letter.
    """
    # bool first: Python thinks True is an int, and Excel does not.
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return int(value) if value.is_integer() else value
    if isinstance(value, dt.datetime):
        value = value.replace(tzinfo=None)
        return value.date() if value.time() == dt.time() else value
    if isinstance(value, int | dt.date | dt.time):
        return value
    return str(value)


def column_letter(column: int) -> str:
    """Excel's name for a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Excel's own name for a cell, such as J17."""
    return f"{column_letter(column)}{row}"


@dataclass(frozen=True)
class Sheet:
    """One sheet: values from row 1, column A on, and what else about it a reader must tell.

    ``rows[r - 1][c - 1]`` is the cell in Excel's row r and column c; rows may differ in length.
    """

    name: str
    rows: list[list[Value]]
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()
    errors: dict[Cell, str] = field(default_factory=dict)
    """Cells that show an Excel error, such as ``#REF!``; their value is None."""
    formulas: frozenset[Cell] = frozenset()
    formats: dict[Cell, str] = field(default_factory=dict)
    """Number formats of date cells that show no day, such as ``mmm-yy``, and of percentages, such as ``0.0%``."""
    fills: dict[Cell, str] = field(default_factory=dict)
    """Blank cells filled by hand in a rating colour: ``red``, ``amber``, ``green``, ``blue``."""
    tables: dict[str, Area] = field(default_factory=dict)
    far: dict[Cell, str] = field(default_factory=dict)
    """Values so far out that ``rows`` stops before them: outside any table, and told of rather than read."""
    notes: dict[Cell, str] = field(default_factory=dict)
    """What is written on cells rather than in them: notes and comments, with the replies to them."""

    def at(self, row: int, column: int) -> Value:
        """The value of a cell; None outside what was read."""
        if 1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return None

    def __iter__(self) -> Iterator[tuple[int, list[Value]]]:
        """Excel's row number and the row's values."""
        return iter(enumerate(self.rows, start=1))


@dataclass(frozen=True)
class Grid:
    """One workbook, closed or open in Excel, as plain values."""

    source: str
    """How the file is named in findings and logs: its name, or its path below the folder read."""
    sheets: tuple[Sheet, ...]
    sha256: str = ""

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, whatever its case and outer spaces."""
        wanted = heading_key(name)
        return next((sheet for sheet in self.sheets if heading_key(sheet.name) == wanted), None)
