"""Writing into a closed workbook that is somebody else's: only the parts concerned change, the rest stays as it is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from toolkit.errors import CannotRead, CannotWrite, ChangedMeanwhile
from toolkit.excel.ooxml.areas import LAST_ROW, Misstated, holds, moved
from toolkit.excel.ooxml.book import Book
from toolkit.excel.ooxml.changed_package import ChangedPackage
from toolkit.excel.ooxml.sheet import SheetPart
from toolkit.excel.probe import bytes_of
from toolkit.excel.saving import replace
from toolkit.model.edits import AddSheet, Cached, CellValue, Edit, FillBlock, FillTable, SetCells
from toolkit.model.english import printable
from toolkit.model.grid import Cell, address

WIDEST = 200
"""Columns of a table that is filled."""


@dataclass(frozen=True)
class PatchResult:
    """What was written where, and which parts of the file are no longer what they were."""

    path: Path
    backup: Path | None
    changed_parts: tuple[str, ...]
    added_parts: tuple[str, ...] = ()
    left_alone: tuple[str, ...] = ()
    """Cells that were to get a new result but hold no formula any more, such as ``Summary!C4``."""
    asks_to_save: bool = False
    """It holds formulas of others, so Excel works it out on opening and asks to save it on closing."""

    @property
    def warning(self) -> str:
        """What to tell whoever opens it; nothing where there is nothing to tell."""
        if not (self.asks_to_save and self.changed_parts):
            return ""
        return " It holds other formulas, which Excel works out on opening: it will ask to save them on closing."


def patch(
    source: Path,
    edits: Sequence[Edit],
    *,
    target: Path | None = None,
    backup: bool = True,
    stamp: str | None = None,
    read: str | None = None,
) -> PatchResult:
    """Make the edits in a workbook, or in a copy of it at ``target``; a file that was there is kept as a backup.

    All the edits are made or none. Where everything is so already, the file is not written at all.
    ``stamp`` names the backup, as in 'Plan (before STAMP).xlsx'. A template (.xltx) may become a workbook
    (.xlsx) on the way. ``read``: the SHA-256 of the file the edits were made for; of any other, ChangedMeanwhile.
    Raises CannotRead, CannotWrite or SignedWorkbook, with the file as it was.
    """
    source = Path(source)
    data = bytes_of(source, printable(source.name))
    if read is not None and hashlib.sha256(data).hexdigest() != read:
        raise ChangedMeanwhile(f"{printable(source.name)} was changed since it was read.")
    with _numbers_of(printable(source.name)):
        book = Book(ChangedPackage(printable(source.name), data))
        for edit in edits:
            _make(book, edit)
        left_alone = tuple(book.finish())
    path = source if target is None else Path(target)
    book.save_as(path.suffix, was=source.suffix)
    changed, added = book.package.changed, book.package.added
    in_place = os.path.realpath(path) == os.path.realpath(source)
    kept = None
    if changed or added:
        kept = replace(path, book.package.to_bytes(), backup=backup, stamp=stamp, was=data if in_place else None)
    elif not in_place:
        kept = replace(path, data, backup=backup, stamp=stamp)
    return PatchResult(path, kept, changed, added, left_alone, book.asks_to_save)


@contextmanager
def _numbers_of(name: str) -> Iterator[None]:
    """A number, place or count in the file that is none, or counts what is not there, means that it is damaged."""
    try:
        yield
    except Misstated as error:
        raise CannotRead(
            f"{name} is damaged: it speaks of cells, texts or columns that are not there. "
            "Open it in Excel, let Excel repair it, save it and try again.",
            state="Damaged",
        ) from error


def _make(book: Book, edit: Edit) -> None:
    match edit:
        case SetCells():
            _set_cells(book, edit.sheet, sorted(edit.cells.items(), key=lambda item: item[0]))
        case FillTable():
            _fill_table(book, edit)
        case FillBlock():
            _fill_block(book, edit)
        case AddSheet() if not book.has_sheet(edit.name):
            book.add_sheet(edit.name, edit.widths, edit.after)
            _set_cells(book, edit.name, _placed(edit.rows, 1, 1))


def _placed(rows: Iterable[Sequence[CellValue]], top: int, left: int) -> Iterator[tuple[Cell, CellValue]]:
    """Rows of values with the cells they go to."""
    for row, values in enumerate(rows, top):
        for column, value in enumerate(values, left):
            yield (row, column), value


def _set_cells(book: Book, name: str, cells: Iterable[tuple[Cell, CellValue]]) -> None:
    sheet = book.sheet(name)
    bodies = [table.body for table in book.tables(name)]
    for cell, value in _headings_kept(book, name, cells):
        body = next((area for area in bodies if holds(area, cell)), None)
        sheet.put(cell, value, like=None if body is None else (body[0], cell[1]))


def _headings_kept(book: Book, name: str, cells: Iterable[tuple[Cell, CellValue]]) -> Iterator[tuple[Cell, CellValue]]:
    """The same cells; refuses to change a table's heading, without which Excel calls the file damaged."""
    sheet = book.sheet(name)
    headings = [table.headings for table in book.tables(name)]
    for cell, value in cells:
        if any(holds(area, cell) for area in headings) and sheet.would_change(cell, value):
            raise CannotWrite(
                f"{book.package.name}, sheet {sheet.title!r}: cell {address(*cell)} is a heading of a "
                "table, which only Excel can change. Change it there and try again."
            )
        yield cell, value


def _fill_table(book: Book, edit: FillTable) -> None:
    sheet, table = book.sheet(edit.sheet), book.table(edit.sheet, edit.table)
    where = f"{book.package.name}, sheet {sheet.title!r}"
    top, left, bottom, right = table.body
    width, formulas = right - left + 1, table.formulas
    if len(formulas) != width:
        raise Misstated(f"a table of {width} columns names {len(formulas)}")
    if width > WIDEST:
        raise CannotWrite(
            f"{where}: the table {table.name!r} has {width:,} columns, and {WIDEST} are the most that are filled. "
            "Delete the columns you do not need and try again."
        )
    rows = edit.rows or [()]
    if max(map(len, rows)) > width:
        raise CannotWrite(
            f"{where}: the table {table.name!r} has {width} columns and {max(map(len, rows))} are needed. "
            "Put back the columns that were taken out of it and try again."
        )
    last = top + len(rows) - 1
    below = product(range(bottom + 1, last + 1), range(left, right + 1))
    _refuse_to_cover(where, sheet, ((cell, None) for cell in below))
    changed_before, sheet.values_changed = sheet.values_changed, False
    blank_rows = [()] * (min(bottom, sheet.cells.last_row) - last)
    padded = ([*row, *[None] * (width - len(row))] for row in [*rows, *blank_rows])
    sheet.unlink((top, left, max(bottom, last), right))
    for cell, value in _placed(padded, top, left):
        _put_in_table(sheet, cell, value, formulas[cell[1] - left], first=(top, cell[1]))
        if cell[0] > bottom:
            sheet.dress(cell, like=(top, cell[1]))
    table.resize(len(rows), where=where)
    if sheet.values_changed:
        if table.is_filtered:
            sheet.cells.unhide(top, max(bottom, last))
        table.forget_filter_and_order()
    sheet.values_changed |= changed_before


def _put_in_table(sheet: SheetPart, cell: Cell, value: CellValue, formula: str, *, first: Cell) -> None:
    """A result goes to the column's formula, which a new row is given; a column without takes the value."""
    if isinstance(value, Cached) and not sheet.has_formula(cell):
        # A formula that leans on neighbouring cells cannot be put in another row without knowing from which.
        if formula and moved(formula, down=1, right=1) == formula:
            sheet.put_formula(cell, formula, value.value, like=first)
            return
        value = value.value
    sheet.put(cell, value, like=first)


def _fill_block(book: Book, edit: FillBlock) -> None:
    sheet = book.sheet(edit.sheet)
    where = f"{book.package.name}, sheet {sheet.title!r}"
    height = max(len(edit.rows), edit.clear_to - edit.top + 1)
    blank_rows = [()] * (height - len(edit.rows))
    padded = [[*row, *[None] * (edit.columns - len(row))] for row in [*edit.rows, *blank_rows]]
    cells = list(_placed(padded, edit.top, edit.left))
    _refuse_to_cover(where, sheet, (item for item in cells if item[0][0] > edit.clear_to))
    sheet.unlink((edit.top, edit.left, edit.top + height - 1, edit.left + edit.columns - 1))
    for cell, value in _headings_kept(book, edit.sheet, cells):
        sheet.put(cell, value, like=(edit.top, cell[1]))


def _refuse_to_cover(where: str, sheet: SheetPart, cells: Iterable[tuple[Cell, CellValue]]) -> None:
    """What somebody keeps below a list is never written over."""
    for cell, value in cells:
        if cell[0] > LAST_ROW:
            raise CannotWrite(f"{where} has too few rows for the list. Begin a new workbook.")
        if sheet.would_change(cell, value):
            raise CannotWrite(
                f"{where}: the list grows, and cell {address(*cell)} below it is in use. "
                "Move what stands there to another sheet and try again."
            )
