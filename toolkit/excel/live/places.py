"""Where in an open workbook something is written: sheets and tables by name, and what may not be written over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.errors import CannotWrite
from toolkit.excel.live.blocks import Block, Held, agree, areas_of, clear, held, same, write
from toolkit.excel.live.ranges import area_of, block, seen
from toolkit.excel.live.xl import is_protected, xw
from toolkit.model.grid import Area, Cell, address
from toolkit.model.identity import heading_key


def find_sheet(book: xw.Book, name: str) -> xw.Sheet | None:
    """The sheet of that name, however it is spaced or written; None where there is none."""
    sheets = list(book.sheets)
    exact = (sheet for sheet in sheets if sheet.name.strip().casefold() == name.strip().casefold())
    return next(exact, None) or next((sheet for sheet in sheets if heading_key(sheet.name) == heading_key(name)), None)


def named_sheet(book: xw.Book, name: str) -> xw.Sheet:
    """The sheet of that name. Raises CannotWrite."""
    sheet = find_sheet(book, name)
    if sheet is None:
        there = ", ".join(sheet.name for sheet in book.sheets)
        raise CannotWrite(
            f"{book.name} has no sheet '{name}' to write to (it has: {there}). "
            "Rename the sheet back, or copy the plan into a new Service Return."
        )
    return sheet


def find_table(sheet: xw.Sheet, name: str) -> xw.main.Table | None:
    """The table of that name on a sheet; None where there is none."""
    return next((table for table in sheet.tables if table.name.casefold() == name.strip().casefold()), None)


def named_table(sheet: xw.Sheet, name: str) -> xw.main.Table:
    """The table of that name on a sheet. Raises CannotWrite."""
    table = find_table(sheet, name)
    if table is None:
        there = ", ".join(table.name for table in sheet.tables) or "none"
        raise CannotWrite(
            f"{sheet.book.name}: the sheet '{sheet.name}' has no table '{name}' (tables there: {there}). "
            f"Name the table '{name}' again (Table Design, Table Name) and try again."
        )
    return table


def body_of(table: xw.main.Table) -> Area:
    """The rows under a table's headings."""
    if table.show_totals:
        raise CannotWrite(
            f"The table '{table.name}' shows a total row, which stands in the way of new rows. "
            "Take it off (Table Design, Total Row) and try again."
        )
    top, left, bottom, right = area_of(table.range)
    return top + 1, left, bottom, right


def beside(sheet: xw.Sheet, area: Area) -> Block:
    """The first cells of the rows of an area, where they are rows of a table."""
    for table in sheet.tables:
        top, left, bottom, right = area_of(table.range)
        if top < area[0] and area[2] <= bottom and left < area[1] <= right:
            return held(sheet, (area[0], left, area[2], left))
    return []


def refuse_headings(sheet: xw.Sheet, cells: Sequence[Cell]) -> None:
    """A table's heading is what everything else is found by."""
    headings = [area_of(table.range) for table in sheet.tables] if cells else []
    for row, column in cells:
        if any(row == top and left <= column <= right for top, left, _, right in headings):
            raise CannotWrite(
                f"{sheet.book.name}, sheet '{sheet.name}': cell {address(row, column)} is a heading of a table, which "
                "the toolkit does not change. Change it by hand and try again."
            )


def refuse_to_cover(sheet: xw.Sheet, area: Area, wanted: Block | None = None) -> None:
    """What somebody keeps below a list is never written over."""
    now = held(sheet, area)
    wanted = wanted or [[None] * len(row) for row in now]
    for cell, here, new in cells_of(*area[:2], now, wanted):
        if here is not None and not same(here, new):
            raise CannotWrite(
                f"{sheet.book.name}, sheet '{sheet.name}': the list grows, and cell {address(*cell)} below it is in "
                "use. Move what stands there to another sheet and try again."
            )


def refuse_protected(sheet: xw.Sheet) -> None:
    """Raises CannotWrite where a sheet takes no changes."""
    if is_protected(sheet):
        raise CannotWrite(
            f"{sheet.book.name}: the sheet '{sheet.name}' is protected, so nothing can be written there. "
            "Take the protection off (Review > Unprotect Sheet), then press the button again."
        )


def cells_of(top: int, left: int, *blocks: Block) -> Iterator[tuple[Any, ...]]:
    """Every cell with what each of the blocks has for it."""
    for r, rows in enumerate(zip(*blocks, strict=True)):
        for c, values in enumerate(zip(*rows, strict=True)):
            yield (top + r, left + c), *values


def all_same(one: Block, other: Block) -> bool:
    """Whether two blocks hold the same."""
    return [len(row) for row in one] == [len(row) for row in other] and all(
        same(a, b) for rows in zip(one, other, strict=True) for a, b in zip(*rows, strict=True)
    )


def block_from(area: Area, cells: Mapping[Cell, Held]) -> Block:
    """The cells of an area as a block."""
    top, left, bottom, right = area
    return [[cells[row, column] for column in range(left, right + 1)] for row in range(top, bottom + 1)]


def area_from(top: int, left: int, rows: Block) -> Area:
    """Where a block stands."""
    return top, left, top + len(rows) - 1, left + len(rows[0]) - 1


def refill(sheet: xw.Sheet, table: xw.main.Table, rows: Block) -> None:
    """Give a table this body. What was in it is cleared first: links go with it, and rows it no longer has."""
    top, left, bottom, right = body_of(table)
    clear(sheet, (top, left, bottom, right))
    if len(rows) != bottom - top + 1:
        table.resize(block(sheet, (top - 1, left, top + len(rows) - 1, right)))
    write(sheet, top, left, rows)


def blank_tail(sheet: xw.Sheet, table: xw.main.Table, rows: Block) -> Block:
    """Blank rows that keep a filtered table as long as it is: rows that it gave up would stay hidden below it."""
    top, left, bottom, right = body_of(table)
    spare = bottom - top + 1 - len(rows)
    shown, _ = seen(sheet, (top, left, bottom, right))
    return [] if len(shown) == bottom - top + 1 else [[None] * (right - left + 1) for _ in range(spare)]


def refuse_others(sheet: xw.Sheet, cells: Mapping[Cell, Held]) -> None:
    """The same for single cells. Raises CannotWrite."""
    for area in areas_of(cells):
        refuse_other_than(sheet, area, held(sheet, area), block_from(area, cells))


def refuse_other_than(sheet: xw.Sheet, area: Area, here: Block, wanted: Block) -> None:
    """What Excel has made of a write is looked at. Raises CannotWrite where it is not what was written."""
    for cell, holds, wants in cells_of(*area[:2], here, wanted):
        if not agree(holds, wants):
            raise CannotWrite(
                f"{sheet.book.name}, sheet '{sheet.name}': Excel did not take what was written into cell "
                f"{address(*cell)}. Look whether the cell is merged or formatted as text, then try again."
            )
