"""What was overwritten in the open workbook, and how it is put back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from toolkit.errors import CannotWrite
from toolkit.excel.live.blocks import Block, Formula, Held, areas_of, clear, content, held, same, write, write_cells
from toolkit.excel.live.open_book import Tell
from toolkit.excel.live.places import (
    all_same,
    area_from,
    beside,
    blank_tail,
    block_from,
    body_of,
    cells_of,
    find_sheet,
    find_table,
    named_sheet,
    named_table,
    refill,
    refuse_headings,
    refuse_other_than,
    refuse_others,
    refuse_protected,
    refuse_to_cover,
)
from toolkit.excel.live.trouble import PartlyWritten, TakenBack, in_words
from toolkit.excel.live.xl import is_protected, xw
from toolkit.model.edits import AddSheet, Cached, CellValue, Edit, FillBlock, FillTable, SetCells
from toolkit.model.grid import Area, Cell


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


Keep = Callable[[Sequence[Overwritten]], None]


def _nobody(*_: object) -> None:
    """Told, and does nothing."""


@dataclass
class _Work:
    """What is being overwritten; ``keep`` is told before anything is, so that it can be put back come what may."""

    keep: Keep
    done: list[Overwritten] = field(default_factory=list)

    def overwrite(self, sheet: xw.Sheet, one: Overwritten, act: Callable[[], None]) -> None:
        """Do it, once what to put back is on record, and look whether Excel holds what was to be written."""
        refuse_protected(sheet)
        self.keep([*self.done, replace(one, finished=False)])
        self.done.append(replace(one, finished=False))
        act()
        here = held(sheet, one.area)
        refuse_other_than(sheet, one.area, here, one.after)
        self.done[-1] = replace(one, after=here)


def apply_edits(
    book: xw.Book, edits: Sequence[Edit], *, keep: Keep = _nobody, tell: Tell = _nobody
) -> list[Overwritten]:
    """Make the edits in the open workbook; gives what was overwritten, in order.

    All the edits are made or none: where Excel refuses one, those before it are put back. A cell that already holds
    its value is not touched, a formula with a new result is left to Excel, and the sheet in front stays in front.
    ``keep`` is given what is about to be overwritten each time before it is. Raises CannotWrite with nothing changed,
    TakenBack once all was put back, PartlyWritten where that failed too.
    """
    work = _Work(keep)
    _refuse_protected(book, edits)
    try:
        for number, edit in enumerate(edits, start=1):
            tell(number, len(edits), "writing part")
            _make(book, edit, work)
        keep(work.done)
    except Exception as why:
        if not work.done:
            raise
        _take_back(book, work.done, why)
        raise
    return work.done


def _take_back(book: xw.Book, done: Sequence[Overwritten], why: BaseException) -> None:
    """Put back what was written before ``why``; says which of the two ends it came to."""
    said = in_words(why) or "Something went wrong in the toolkit."
    try:
        left = put_back(book, [replace(one, finished=False) for one in done])
        if not left:
            raise TakenBack(f"{said}\n\nWhat had been written was taken back: nothing is changed.") from why
    except TakenBack:
        raise
    except Exception as again:
        raise PartlyWritten(_partly(said, [one.sheet for one in done])) from again
    raise PartlyWritten(_partly(said, left)) from why


def _partly(said: str, sheets: Sequence[str]) -> str:
    names = ", ".join(dict.fromkeys(sheets))
    return (
        f"{said}\n\nPart of it is written and could not be taken back (on {names}). "
        "Press Undo last as soon as Excel answers again: it puts back what is left."
    )


def _refuse_protected(book: xw.Book, edits: Sequence[Edit]) -> None:
    """Asked before anything is written: a protected sheet that would have to change. Raises CannotWrite."""
    for edit in edits:
        sheet = None if isinstance(edit, AddSheet) else find_sheet(book, edit.sheet)
        if sheet is not None and is_protected(sheet):
            # Only where something would have to change does it stand in the way.
            _make(book, edit, _Work(_nobody))


def _make(book: xw.Book, edit: Edit, work: _Work) -> None:
    match edit:
        case SetCells():
            _set_cells(named_sheet(book, edit.sheet), edit.cells, work)
        case FillTable():
            _fill_table(named_sheet(book, edit.sheet), edit, work)
        case FillBlock():
            _fill_block(named_sheet(book, edit.sheet), edit, work)
        case AddSheet() if find_sheet(book, edit.name) is None:
            _add_sheet(book, edit, work)


def _set_cells(sheet: xw.Sheet, cells: Mapping[Cell, CellValue], work: _Work) -> None:
    wanted = {cell: content(value) for cell, value in cells.items() if not isinstance(value, Cached)}
    if not wanted:
        return
    around = _around(wanted)
    now = held(sheet, around)
    before = {cell: now[cell[0] - around[0]][cell[1] - around[1]] for cell in wanted}
    changed = [cell for cell, value in wanted.items() if not same(before[cell], value)]
    refuse_headings(sheet, changed)
    for area in areas_of(changed):
        rows = block_from(area, before)
        rows_wanted = block_from(area, wanted)
        record = Overwritten(sheet.name, *area[:2], rows, rows_wanted, beside=beside(sheet, area))
        work.overwrite(sheet, record, partial(write, sheet, *area[:2], rows_wanted))


def _fill_table(sheet: xw.Sheet, edit: FillTable, work: _Work) -> None:
    table = named_table(sheet, edit.table)
    top, left, bottom, right = body_of(table)
    width, last = right - left + 1, top + max(len(edit.rows), 1) - 1
    where = f"{sheet.book.name}, sheet '{sheet.name}'"
    if (needed := max(map(len, edit.rows), default=0)) > width:
        raise CannotWrite(
            f"{where}: the table '{table.name}' has {width} columns and {needed} are needed. "
            "Put back the columns that were taken out of it and try again."
        )
    now = held(sheet, (top, left, bottom, right))
    wanted = _contents(edit.rows or [()], width, now)
    wanted += blank_tail(sheet, table, wanted)
    if all_same(now, wanted):
        return
    if last > bottom:
        refuse_to_cover(sheet, (bottom + 1, left, last, right))
    record = Overwritten(sheet.name, top, left, now, wanted, table=table.name)
    work.overwrite(sheet, record, partial(refill, sheet, table, wanted))


def _fill_block(sheet: xw.Sheet, edit: FillBlock, work: _Work) -> None:
    height = max(len(edit.rows), edit.clear_to - edit.top + 1)
    area = (edit.top, edit.left, edit.top + height - 1, edit.left + edit.columns - 1)
    now = held(sheet, area)
    wanted = _contents([*edit.rows, *[()] * (height - len(edit.rows))], edit.columns, now)
    if all_same(now, wanted):
        return
    if area[2] > edit.clear_to:
        refuse_to_cover(sheet, (edit.clear_to + 1, *area[1:]), wanted[edit.clear_to + 1 - edit.top :])
    refuse_headings(sheet, [cell for cell, old, new in cells_of(*area[:2], now, wanted) if not same(old, new)])

    def fill() -> None:
        clear(sheet, area)
        write(sheet, *area[:2], wanted)

    work.overwrite(sheet, Overwritten(sheet.name, *area[:2], now, wanted), fill)


def _add_sheet(book: xw.Book, edit: AddSheet, work: _Work) -> None:
    front = book.sheets.active
    after = find_sheet(book, edit.after) if edit.after else None
    sheet = book.sheets.add(edit.name, after=after or book.sheets[len(book.sheets) - 1])
    front.activate()
    for column, width in enumerate(edit.widths, start=1):
        sheet.range((1, column)).column_width = width
    if edit.rows:
        width = max(map(len, edit.rows))
        blank: Block = [[None] * width for _ in edit.rows]
        wanted = _contents(edit.rows, width, blank)
        work.overwrite(sheet, Overwritten(sheet.name, 1, 1, blank, wanted), partial(write, sheet, 1, 1, wanted))


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


def _around(cells: Mapping[Cell, Held]) -> Area:
    rows, columns = zip(*cells, strict=True)
    return min(rows), min(columns), max(rows), max(columns)
