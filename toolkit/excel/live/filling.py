"""A table's body, whole, whatever a filter hides of it; and a look at what Excel has made of a write."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.errors import CannotWrite
from toolkit.excel.live.cells import Block, Held, agree, areas_of, block, clear, held, runs, write
from toolkit.excel.live.places import block_from, body_of, cells_of
from toolkit.excel.live.xl import xw
from toolkit.model.grid import Area, Cell, address


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
    whole = list(runs(sheet, (top, left, bottom, right))) == [(top, bottom)]
    return [] if whole else [[None] * (right - left + 1) for _ in range(spare)]


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
