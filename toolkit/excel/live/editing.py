"""Edits made in the open workbook, and put back: the twin of ``excel.patch`` for closed ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import xlwings as xw

from toolkit.errors import CannotWrite
from toolkit.excel.live.cells import (
    Block,
    Formula,
    Held,
    area_of,
    areas_of,
    block,
    content,
    held,
    same,
    write,
    write_cells,
)
from toolkit.model.edits import AddSheet, Cached, CellValue, Edit, FillBlock, FillTable, SetCells
from toolkit.model.grid import Area, Cell, address
from toolkit.model.identity import heading_key


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

    @property
    def area(self) -> Area:
        """Where what was left stands."""
        return _area_of(self.top, self.left, self.after)


def apply_edits(book: xw.Book, edits: Sequence[Edit]) -> list[Overwritten]:
    """Make the edits in the open workbook; gives what was overwritten, in order.

    All the edits are made or none: where Excel refuses one, those before it are put back. A cell that already holds
    its value is not touched, a formula with a new result is left to Excel, and the sheet in front stays in front.
    Raises CannotWrite.
    """
    done: list[Overwritten] = []
    finished = False
    try:
        for edit in edits:
            _make(book, edit, done)
        finished = True
    finally:
        if not finished:
            put_back(book, done, changed_or_not=True)
    return done


def put_back(book: xw.Book, done: Sequence[Overwritten], *, changed_or_not: bool = False) -> list[str]:
    """Undo what ``apply_edits`` did; gives the names of sheets where something was left alone.

    Only what still holds what was left there is put back, and in a table only while its rows are in the same order: an
    officer's own change since is kept. A sheet that was added stays, empty.
    """
    left = [one.sheet for one in reversed(done) if not _put_back(book, one, changed_or_not)]
    return list(dict.fromkeys(left))


def _put_back(book: xw.Book, one: Overwritten, changed_or_not: bool) -> bool:
    """Whether everything could be put back."""
    sheet = _find(book, one.sheet)
    if sheet is None:
        return False
    if one.table:
        table = _find_table(sheet, one.table)
        if table is None or not (changed_or_not or _all_same(held(sheet, _body(table)), one.after)):
            return False
        _refill(sheet, table, one.before)
        return True
    now, beside = held(sheet, one.area), _beside(sheet, one.area)
    if not changed_or_not and not _all_same(beside, one.beside):
        return False
    cells = list(_cells(one.top, one.left, one.before, one.after, now))
    kept = {cell: before for cell, before, after, here in cells if changed_or_not or same(here, after)}
    write_cells(sheet, {cell: before for cell, before, _, here in cells if cell in kept and not same(before, here)})
    return len(kept) == len(cells)


def _make(book: xw.Book, edit: Edit, done: list[Overwritten]) -> None:
    match edit:
        case SetCells():
            _set_cells(_named(book, edit.sheet), edit.cells, done)
        case FillTable():
            _fill_table(_named(book, edit.sheet), edit, done)
        case FillBlock():
            _fill_block(_named(book, edit.sheet), edit, done)
        case AddSheet() if _find(book, edit.name) is None:
            _add_sheet(book, edit, done)


def _set_cells(sheet: xw.Sheet, cells: Mapping[Cell, CellValue], done: list[Overwritten]) -> None:
    wanted = {cell: content(value) for cell, value in cells.items() if not isinstance(value, Cached)}
    if not wanted:
        return
    around = _around(wanted)
    now = held(sheet, around)
    before = {cell: now[cell[0] - around[0]][cell[1] - around[1]] for cell in wanted}
    changed = [cell for cell, value in wanted.items() if not same(before[cell], value)]
    _refuse_headings(sheet, changed)
    for area in areas_of(changed):
        rows = _block(area, before)
        record = Overwritten(sheet.name, *area[:2], rows, rows, beside=_beside(sheet, area))
        _overwrite(sheet, record, partial(write, sheet, *area[:2], _block(area, wanted)), done)


def _fill_table(sheet: xw.Sheet, edit: FillTable, done: list[Overwritten]) -> None:
    table = _table(sheet, edit.table)
    top, left, bottom, right = _body(table)
    width, last = right - left + 1, top + max(len(edit.rows), 1) - 1
    where = f"{sheet.book.name}, sheet '{sheet.name}'"
    if (needed := max(map(len, edit.rows), default=0)) > width:
        raise CannotWrite(
            f"{where}: the table '{table.name}' has {width} columns and {needed} are needed. "
            "Put back the columns that were taken out of it and try again."
        )
    now = held(sheet, (top, left, bottom, right))
    wanted = _contents(edit.rows or [()], width, now)
    if _all_same(now, wanted):
        return
    if last > bottom:
        _refuse_to_cover(sheet, (bottom + 1, left, last, right))
    record = Overwritten(sheet.name, top, left, now, wanted, table=table.name)
    _overwrite(sheet, record, partial(_refill, sheet, table, wanted), done)


def _fill_block(sheet: xw.Sheet, edit: FillBlock, done: list[Overwritten]) -> None:
    height = max(len(edit.rows), edit.clear_to - edit.top + 1)
    area = (edit.top, edit.left, edit.top + height - 1, edit.left + edit.columns - 1)
    now = held(sheet, area)
    wanted = _contents([*edit.rows, *[()] * (height - len(edit.rows))], edit.columns, now)
    if _all_same(now, wanted):
        return
    if area[2] > edit.clear_to:
        _refuse_to_cover(sheet, (edit.clear_to + 1, *area[1:]), wanted[edit.clear_to + 1 - edit.top :])
    _refuse_headings(sheet, [cell for cell, old, new in _cells(*area[:2], now, wanted) if not same(old, new)])

    def fill() -> None:
        block(sheet, area).clear_contents()
        write(sheet, *area[:2], wanted)

    _overwrite(sheet, Overwritten(sheet.name, *area[:2], now, wanted), fill, done)


def _add_sheet(book: xw.Book, edit: AddSheet, done: list[Overwritten]) -> None:
    front = book.sheets.active
    after = _find(book, edit.after) if edit.after else None
    sheet = book.sheets.add(edit.name, after=after or book.sheets[len(book.sheets) - 1])
    front.activate()
    for column, width in enumerate(edit.widths, start=1):
        sheet.range((1, column)).column_width = width
    if edit.rows:
        width = max(map(len, edit.rows))
        blank: Block = [[None] * width for _ in edit.rows]
        wanted = _contents(edit.rows, width, blank)
        _overwrite(sheet, Overwritten(sheet.name, 1, 1, blank, wanted), partial(write, sheet, 1, 1, wanted), done)


def _overwrite(sheet: xw.Sheet, one: Overwritten, act: Callable[[], None], done: list[Overwritten]) -> None:
    """Do it, once what to put back is on record; what Excel made of it is read again."""
    done.append(one)
    act()
    done[-1] = replace(one, after=held(sheet, one.area))


def _refill(sheet: xw.Sheet, table: xw.main.Table, rows: Block) -> None:
    """Give a table this body. What was in it is cleared first: links go with it, and rows it no longer has."""
    top, left, bottom, right = _body(table)
    filtered = table.show_autofilter
    if filtered:
        table.show_autofilter = False
    block(sheet, (top, left, bottom, right)).clear_contents()
    if len(rows) != bottom - top + 1:
        table.resize(block(sheet, (top - 1, left, top + len(rows) - 1, right)))
    write(sheet, top, left, rows)
    if filtered:
        table.show_autofilter = True


def _find(book: xw.Book, name: str) -> xw.Sheet | None:
    sheets = list(book.sheets)
    exact = (sheet for sheet in sheets if sheet.name.strip().casefold() == name.strip().casefold())
    return next(exact, None) or next((sheet for sheet in sheets if heading_key(sheet.name) == heading_key(name)), None)


def _named(book: xw.Book, name: str) -> xw.Sheet:
    sheet = _find(book, name)
    if sheet is None:
        there = ", ".join(sheet.name for sheet in book.sheets)
        raise CannotWrite(
            f"{book.name} has no sheet '{name}' to write to (it has: {there}). "
            "Rename the sheet back, or copy the plan into a new Service Return."
        )
    return sheet


def _find_table(sheet: xw.Sheet, name: str) -> xw.main.Table | None:
    return next((table for table in sheet.tables if table.name.casefold() == name.strip().casefold()), None)


def _table(sheet: xw.Sheet, name: str) -> xw.main.Table:
    table = _find_table(sheet, name)
    if table is None:
        there = ", ".join(table.name for table in sheet.tables) or "none"
        raise CannotWrite(
            f"{sheet.book.name}: the sheet '{sheet.name}' has no table '{name}' (tables there: {there}). "
            f"Name the table '{name}' again (Table Design, Table Name) and try again."
        )
    return table


def _body(table: xw.main.Table) -> Area:
    """The rows under a table's headings."""
    if table.show_totals:
        raise CannotWrite(
            f"The table '{table.name}' shows a total row, which stands in the way of new rows. "
            "Take it off (Table Design, Total Row) and try again."
        )
    top, left, bottom, right = area_of(table.range)
    return top + 1, left, bottom, right


def _refuse_headings(sheet: xw.Sheet, cells: Sequence[Cell]) -> None:
    """A table's heading is what everything else is found by."""
    headings = [area_of(table.range) for table in sheet.tables] if cells else []
    for row, column in cells:
        if any(row == top and left <= column <= right for top, left, _, right in headings):
            raise CannotWrite(
                f"{sheet.book.name}, sheet '{sheet.name}': cell {address(row, column)} is a heading of a table, which "
                "the toolkit does not change. Change it by hand and try again."
            )


def _refuse_to_cover(sheet: xw.Sheet, area: Area, wanted: Block | None = None) -> None:
    """What somebody keeps below a list is never written over."""
    now = held(sheet, area)
    wanted = wanted or [[None] * len(row) for row in now]
    for cell, here, new in _cells(*area[:2], now, wanted):
        if here is not None and not same(here, new):
            raise CannotWrite(
                f"{sheet.book.name}, sheet '{sheet.name}': the list grows, and cell {address(*cell)} below it is in "
                "use. Move what stands there to another sheet and try again."
            )


def _beside(sheet: xw.Sheet, area: Area) -> Block:
    for table in sheet.tables:
        top, left, bottom, right = area_of(table.range)
        if top < area[0] and area[2] <= bottom and left < area[1] <= right:
            return held(sheet, (area[0], left, area[2], left))
    return []


def _contents(rows: Sequence[Sequence[CellValue]], width: int, now: Block) -> Block:
    """What cells will hold, rows filled up with blanks; where only a result is new, what they hold already."""
    found: Block = []
    for r, row in enumerate(rows):
        here = now[r] if r < len(now) else [None] * width
        padded = [*row, *[None] * (width - len(row))]
        found.append([_kept(value, old) for value, old in zip(padded, here, strict=True)])
    return found


def _kept(value: CellValue, old: Held) -> Held:
    if isinstance(value, Cached):
        return old if isinstance(old, Formula) else content(value.value)
    return content(value)


def _cells(top: int, left: int, *blocks: Block) -> Iterator[tuple[Any, ...]]:
    """Every cell with what each of the blocks has for it."""
    for r, rows in enumerate(zip(*blocks, strict=True)):
        for c, values in enumerate(zip(*rows, strict=True)):
            yield (top + r, left + c), *values


def _all_same(one: Block, other: Block) -> bool:
    return [len(row) for row in one] == [len(row) for row in other] and all(
        same(a, b) for rows in zip(one, other, strict=True) for a, b in zip(*rows, strict=True)
    )


def _block(area: Area, cells: Mapping[Cell, Held]) -> Block:
    top, left, bottom, right = area
    return [[cells[row, column] for column in range(left, right + 1)] for row in range(top, bottom + 1)]


def _around(cells: Mapping[Cell, Held]) -> Area:
    rows, columns = zip(*cells, strict=True)
    return min(rows), min(columns), max(rows), max(columns)


def _area_of(top: int, left: int, rows: Block) -> Area:
    return top, left, top + len(rows) - 1, left + len(rows[0]) - 1
