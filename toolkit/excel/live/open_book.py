"""The open workbook as a Grid: the twin of ``excel.read`` for closed ones."""

from __future__ import annotations

from collections.abc import Callable, Collection

from toolkit.errors import CannotRead
from toolkit.excel.live.blocks import ERRORS, formulas_of, is_formula, values_of
from toolkit.excel.live.ranges import alike, area_of, block
from toolkit.excel.live.xl import xw
from toolkit.excel.ooxml.styles import says_more
from toolkit.model.grid import Area, Cell, Grid, Sheet, Value

MAX_AREA = 2_000_000
"""Cells read in one go; a used range beyond it is read bit by bit, to its last real row."""
STEP, WIDEST, LONGEST = 1_000, 256, 200_000
_SHOWN = (True, -1)
"""What a visible sheet says of itself; on Windows a very hidden one says 2."""


Tell = Callable[[int, int, str], object]
"""Told how many of how many are done, and of what."""


def read_book(book: xw.Book, *, tell: Tell = lambda done, of, what: None) -> Grid:
    """The open workbook as plain values, unsaved changes included.

    A few reads a sheet, never one a cell. Hidden rows and the fill of blank cells cannot be read so: they are left
    out, and the two rules that ask for them (F-05, F-07) find nothing here. Raises CannotRead where a sheet is longer
    than any plan.
    """
    sheets, read = list(book.sheets), []
    for number, sheet in enumerate(sheets, start=1):
        tell(number, len(sheets), "reading sheet")
        read.append(_sheet(sheet))
    return Grid(book.name, tuple(read))


def _sheet(sheet: xw.Sheet) -> Sheet:
    tables = {table.name: area_of(table.range) for table in sheet.tables}
    rng = block(sheet, (1, 1, *_extent(sheet, tables.values())))
    values, formulas = values_of(rng), formulas_of(rng)
    cells = [(r, c) for r, row in enumerate(values) for c in range(len(row))]
    worked_out = frozenset((r + 1, c + 1) for r, c in cells if is_formula(formulas[r][c], values[r][c]))
    errors = {(r + 1, c + 1): str(values[r][c]) for r, c in cells if values[r][c] in ERRORS}
    for row, column in errors:
        values[row - 1][column - 1] = None
    return Sheet(
        sheet.name,
        _trimmed(values),
        sheet.visible in _SHOWN,
        # A table cannot hold merged cells, and asking costs many answers where titles are merged.
        merged=() if tables else tuple(_merged(rng)),
        errors=errors,
        formulas=worked_out,
        formats=_formats(rng, values),
        tables=tables,
    )


def _extent(sheet: xw.Sheet, tables: Collection[Area]) -> Cell:
    """The last row and column to read; a stretch of empty rows ends a sheet that would be too large to read."""
    _, _, rows, columns = area_of(sheet.used_range)
    if rows * columns <= MAX_AREA:
        return rows, columns
    columns = min(columns, max([WIDEST, *(area[3] for area in tables)]))
    for top in range(1, rows + 1, STEP):
        if top > LONGEST:
            raise CannotRead(
                f"{sheet.book.name}, sheet '{sheet.name}', holds values below row {LONGEST:,}, more than a plan can "
                "have. Copy the rows that matter into a new workbook and use that.",
                state="Too large",
            )
        here = values_of(block(sheet, (top, 1, min(top + STEP - 1, rows), columns)))
        if not _trimmed(here) and all(top > area[2] for area in tables):
            return max(top - 1, 1), columns
    return rows, columns


def _trimmed(rows: list[list[Value]]) -> list[list[Value]]:
    """The rows down to the last that holds more than spaces."""
    last = len(rows)
    while last and not any(v is not None and not (isinstance(v, str) and not v.strip()) for v in rows[last - 1]):
        last -= 1
    return rows[:last]


def _formats(rng: xw.Range, values: list[list[Value]]) -> dict[Cell, str]:
    """Number formats that say more than the value: a month without its day, a percentage."""
    found: dict[Cell, str] = {}
    for column in range(rng.shape[1]):
        wanted = [not isinstance(row[column], str | bool | None) for row in values]
        for row, code in alike(rng[:, column : column + 1], lambda part: part.number_format, wanted):
            if code and says_more(code):
                found[row + 1, column + 1] = code
    return found


def _merged(rng: xw.Range) -> list[Area]:
    """Merged cells; a range that holds none says so in one answer."""
    if rng.merge_cells is False:
        return []
    area, whole = area_of(rng(1, 1).merge_area), area_of(rng)
    if area[2] >= whole[2] and area[3] >= whole[3]:
        return [area]
    rows, columns = rng.shape
    down, across = rows // 2, columns // 2
    halves = (rng[:down, :], rng[down:, :]) if rows > 1 else (rng[:, :across], rng[:, across:])
    return list(dict.fromkeys(area for half in halves for area in _merged(half)))
