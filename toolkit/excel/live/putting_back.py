"""What was overwritten in the open workbook, and how it is put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from toolkit.excel.live.cells import Block, held, same, write_cells
from toolkit.excel.live.filling import blank_tail, refill, refuse_other_than, refuse_others
from toolkit.excel.live.places import (
    all_same,
    area_from,
    beside,
    body_of,
    cells_of,
    find_sheet,
    find_table,
    refuse_protected,
)
from toolkit.excel.live.xl import xw
from toolkit.model.grid import Area


@dataclass(frozen=True)
class Overwritten:
    """One block of cells as it was and as it was left, so that it can be put back."""

    sheet: str
    top: int
    left: int
    before: Block
    after: Block = field(default_factory=list)
    table: str = ""
    """Whose whole body it is, where it is one."""
    beside: Block = field(default_factory=list)
    """The first cells of the same rows, where they are rows of a table: once it is sorted, they tell."""
    finished: bool = True
    """Whether it was written to its end, and looked at. Where not, nobody knows what stands there."""

    @property
    def area(self) -> Area:
        """Where what was left stands."""
        return area_from(self.top, self.left, self.after)


def put_back(book: xw.Book, done: Sequence[Overwritten]) -> list[str]:
    """Undo what ``apply_edits`` did; gives the names of sheets where something was left alone.

    Only what still holds what was left there is put back, and in a table only while its rows are in the same order: an
    officer's own change since is kept. What was not written to its end is put back whatever stands there. A sheet that
    was added stays, empty. Raises CannotWrite where a sheet is protected.
    """
    for one in done:
        if (sheet := find_sheet(book, one.sheet)) is not None:
            refuse_protected(sheet)
    left = [one.sheet for one in reversed(done) if not _put_back(book, one)]
    return list(dict.fromkeys(left))


def _put_back(book: xw.Book, one: Overwritten) -> bool:
    """Whether everything could be put back."""
    sheet = find_sheet(book, one.sheet)
    if sheet is None:
        return False
    if one.table:
        return _put_table_back(sheet, one)
    now = held(sheet, one.area)
    if not all_same(beside(sheet, one.area), one.beside):
        return False
    cells = list(cells_of(one.top, one.left, one.before, one.after, now))
    kept = {
        cell: before
        for cell, before, after, here in cells
        if not one.finished or same(here, after) or same(here, before)
    }
    changed = {cell: before for cell, before, _, here in cells if cell in kept and not same(before, here)}
    write_cells(sheet, changed)
    refuse_others(sheet, changed)
    return len(kept) == len(cells)


def _put_table_back(sheet: xw.Sheet, one: Overwritten) -> bool:
    table = find_table(sheet, one.table)
    if table is None:
        return False
    now = held(sheet, body_of(table))
    if all_same(now, one.before):
        return True
    if one.finished and not all_same(now, one.after):
        return False
    wanted = [*one.before, *blank_tail(sheet, table, one.before)]
    refill(sheet, table, wanted)
    here = held(sheet, body_of(table))
    refuse_other_than(sheet, body_of(table), here, wanted)
    return True
