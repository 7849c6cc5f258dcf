"""Cells of a workbook that is open in Excel: what a block holds, and values put there as values.

Blocks are read and written whole. Only what Excel on the web offers too is used; there, formulas and number formats
are awaited (``get_formula``, ``get_number_format``).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from toolkit.errors import CannotWrite
from toolkit.excel.live.ranges import block, pieces
from toolkit.excel.live.xl import error_words, on_mac, xw
from toolkit.model.edits import Link, Result
from toolkit.model.grid import Area, Cell, Value, address, plain


@dataclass(frozen=True)
class Formula:
    """A cell that works its value out."""

    text: str


Held = Value | Formula
"""What a cell holds: a formula where it has one, else its value. An error typed in is text, such as ``#N/A``."""
Block = list[list[Held]]

_CLASSIC = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
ERRORS = frozenset({*_CLASSIC, "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#GETTING_DATA"})
_NEWER_ERRORS = range(-2146826250, -2146826200)
"""Errors that xlwings has no word for come as their number; every true number comes as a float."""
LONG = 911
"""Characters beyond which Excel takes a text on its own only, not as part of a block: some versions fail from 912 on
(Microsoft's knowledge base, 818808), all from 8,204."""
LONGEST = 32_767
"""Characters of one cell."""
_EXCELS_DAY_NOUGHT = dt.date(1899, 12, 30)
_WORDS = re.compile(r"[^\W\d_](?:[^\d]*|\w?\d+\w?|.{40,})", re.DOTALL)
"""Text that Excel could not take for anything else: no digits, a short reference such as LG4, or a long sentence."""
_NOT_WORDS = re.compile(r"true|false", re.IGNORECASE)


def values_of(rng: xw.Range) -> list[list[Value]]:
    """What the cells of a range show, in one read (on a Mac two); errors as their words."""
    if not on_mac():
        return [[_value(cell) for cell in row] for row in rng.options(ndim=2, err_to_str=True).value]
    read = [[_value(cell) for cell in row] for row in rng.options(ndim=2).value]
    if all(cell is not None for row in read for cell in row):
        return read
    # A column too narrow for its number shows #####, so only the words of errors are taken.
    return [
        [shown if cell is None and shown in ERRORS else cell for cell, shown in zip(*pair, strict=True)]
        for pair in zip(read, error_words(rng), strict=True)
    ]


def formulas_of(rng: xw.Range) -> list[list[str]]:
    """What the cells of a range show when edited, in one read."""
    read: Any = rng.formula
    if isinstance(read, str):
        return [[read]]
    if not isinstance(read[0], list | tuple):
        # Some engines give a single row or column as a plain list.
        read = [read] if rng.shape[0] == 1 else [[cell] for cell in read]
    return [[str(cell) for cell in row] for row in read]


def is_formula(formula: str, value: Value) -> bool:
    """Whether a cell works its value out; text that begins like a formula shows what it holds."""
    return formula.startswith("=") and formula != value


def held(sheet: xw.Sheet, area: Area) -> Block:
    """What a block holds."""
    rng = block(sheet, area)
    pairs = zip(values_of(rng), formulas_of(rng), strict=True)
    return [
        [Formula(f) if is_formula(f, v) else v for v, f in zip(values, formulas, strict=True)]
        for values, formulas in pairs
    ]


def same(one: Held, other: Held) -> bool:
    """Whether two cells hold the same; Python thinks that 1 and True are, and Excel does not."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def agree(here: Held, wanted: Held) -> bool:
    """Whether a cell holds what was written into it, as Excel gives it back."""
    if isinstance(wanted, dt.time):
        wanted = _typed(wanted)  # type: ignore[assignment]
        here = _typed(here) if isinstance(here, dt.time) else here  # type: ignore[assignment]
    if isinstance(here, Formula) and isinstance(wanted, Formula):
        return _told_alike(here) == _told_alike(wanted)
    if isinstance(here, bool) or isinstance(wanted, bool):
        return same(here, wanted)
    if isinstance(here, int | float) and isinstance(wanted, int | float):
        # Money comes back with four places.
        return math.isclose(here, wanted, rel_tol=1e-9, abs_tol=6e-5)
    if isinstance(here, str) and isinstance(wanted, int | float):
        return here == str(wanted)  # A column that is formatted as text.
    return same(here, wanted)


def _told_alike(formula: Formula) -> str:
    """A formula without what Excel may add or leave out when it tells it: blanks, and quotes around a sheet's name."""
    return re.sub(r"[\s']", "", formula.text).casefold()


def content(value: Value | Link | Result | Formula) -> Held:
    """What a cell will hold once it is given a value. A link is its text: formulas that differ from row to row may all
    become one in a table, and then every link leads to the same cell.
    """
    if isinstance(value, Link):
        value = value.text
    if isinstance(value, Result):
        return Formula(value.formula)
    if isinstance(value, Formula):
        return value
    value = plain(value)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def write(sheet: xw.Sheet, top: int, left: int, rows: Sequence[Sequence[Held]]) -> None:
    """Put a block of values there, in as few writes as Excel can be trusted with. Raises CannotWrite."""
    _refuse_what_no_cell_holds(sheet, top, left, rows)
    for first, begin, last, end in pieces(sheet, (top, left, top + len(rows) - 1, left + len(rows[0]) - 1)):
        part = [row[begin - left : end - left + 1] for row in rows[first - top : last - top + 1]]
        _write_piece(sheet, first, begin, part)


def clear(sheet: xw.Sheet, area: Area) -> None:
    """Empty a block, what is hidden in it too."""
    for piece in pieces(sheet, area):
        block(sheet, piece).clear_contents()


def _write_piece(sheet: xw.Sheet, top: int, left: int, rows: Sequence[Sequence[Held]]) -> None:
    area = (top, left, top + len(rows) - 1, left + len(rows[0]) - 1)
    long = {
        (top + r, left + c): cell
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        if isinstance(cell, str) and len(cell) > LONG
    }
    block(sheet, area).value = [
        [None if (top + r, left + c) in long else _typed(cell) for c, cell in enumerate(row)]
        for r, row in enumerate(rows)
    ]
    for cell, text in long.items():
        sheet.range(cell).value = _typed(text)


def _refuse_what_no_cell_holds(sheet: xw.Sheet, top: int, left: int, rows: Sequence[Sequence[Held]]) -> None:
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if why := _no_cell_holds(cell):
                where = f"{sheet.book.name}, sheet '{sheet.name}', cell {address(top + r, left + c)}"
                raise CannotWrite(f"{where}: {why}")


def _no_cell_holds(cell: Held) -> str:
    if isinstance(cell, dt.date) and cell.year < 1900:
        day = f"{cell.day} {cell:%B} {cell.year}"
        return f"the date {day} cannot be written: Excel's dates begin in 1900. Correct the date and try again."
    if isinstance(cell, str) and len(cell) > LONGEST:
        return (
            f"a text of {len(cell):,} characters cannot be written: a cell holds {LONGEST:,}. Shorten it and try again."
        )
    return ""


def write_cells(sheet: xw.Sheet, cells: dict[Cell, Held]) -> None:
    """Put single values there, those side by side in one write."""
    for top, left, bottom, right in areas_of(cells):
        rows = range(top, bottom + 1)
        write(sheet, top, left, [[cells[row, column] for column in range(left, right + 1)] for row in rows])


def areas_of(cells: Iterable[Cell]) -> list[Area]:
    """The cells as few rectangles: stretches of a column, joined where the next column has the same."""
    areas: list[Area] = []
    for column, top, bottom in _stretches(sorted(cells, key=lambda cell: cell[::-1])):
        at = next((n for n, area in enumerate(areas) if area[::2] == (top, bottom) and area[3] == column - 1), None)
        if at is None:
            areas.append((top, column, bottom, column))
        else:
            areas[at] = (top, areas[at][1], bottom, column)
    return areas


def _stretches(cells: Iterable[Cell]) -> Iterator[tuple[int, int, int]]:
    """Column, first row and last row of every unbroken stretch; ``cells`` go down one column after another."""
    top, last = (0, 0), (0, 0)
    for cell in cells:
        if cell != (last[0] + 1, last[1]):
            if last != (0, 0):
                yield last[1], top[0], last[0]
            top = cell
        last = cell
    if last != (0, 0):
        yield last[1], top[0], last[0]


def _value(value: object) -> Value:
    """A value as every reader gives it; money comes as Decimal, a time of day as a moment of Excel's first day."""
    if isinstance(value, Decimal):
        return plain(float(value))
    if isinstance(value, dt.datetime) and value.date() == _EXCELS_DAY_NOUGHT:
        return value.time()
    if isinstance(value, int) and not isinstance(value, bool) and value in _NEWER_ERRORS:
        return "#CALC!"
    return plain(value)


def _typed(cell: Held) -> object:
    """A value as it is handed to Excel, so that text stays text whatever it looks like."""
    if isinstance(cell, Formula):
        return cell.text
    if isinstance(cell, dt.time):
        return (cell.hour * 3600 + cell.minute * 60 + cell.second) / 86_400
    if isinstance(cell, str) and (_NOT_WORDS.fullmatch(cell) or not _WORDS.fullmatch(cell)):
        return f"'{cell}"
    return cell
