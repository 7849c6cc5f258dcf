"""What officers do to the returns they are sent, with a program that is not ours, and where what they typed turns up.

Every value typed bears a mark that stands nowhere else: a word, a number or a day. Marks are looked for, in returns and
in registers alike, with openpyxl, so that our own reader and writer cannot hide from themselves what they lose.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.merging.compare import MERGED_SHEETS
from toolkit.model.plan import Book
from toolkit.sheets.columns import LISTS, Column
from toolkit.sheets.every_sheet import spec_of

HEADING_ROW = 4
FIRST_DAY = dt.date(2041, 1, 1)
DAYS = 6000
"""So many days from ``FIRST_DAY`` on are marks."""
FIRST_NUMBER = 7_000_000
_WORD = re.compile(r"zq\d{4}x")
_NUMBER = re.compile(r"(?<![\d.])7\d{6}(?![\d.])")
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ 20\d\d|\d\d/\d\d/20\d\d|20\d\d-\d\d-\d\d")

Mark = str | int | dt.date
Value = str | int | dt.date | None


@dataclass(frozen=True)
class Deed:
    """One thing an officer does: which sheet, row and column it falls on is counted round what there is."""

    what: str
    sheet: int
    row: int
    column: int
    kind: str


@dataclass
class Desk:
    """A return while an officer is at work on it."""

    book: Workbook
    numbers: Iterator[int]
    done: list[str] = field(default_factory=list)

    def value(self, kind: str, choices: Sequence[str] = ()) -> Value:
        """Something to type that nobody typed before; a choice, CLEAR and a blank have been."""
        if kind == "choice" and choices:
            return choices[next(self.numbers) % len(choices)]
        n = next(self.numbers)
        plain = {"clear": "CLEAR", "blank": None, "number": FIRST_NUMBER + n, "date": FIRST_DAY + dt.timedelta(n)}
        if kind in plain:
            return plain[kind]
        words = f"zq{n:04d}x"
        told = {"formula": f"={words}", "long": f"{words} " + "and so on " * 60, "date in words": f"{words} May 2027"}
        return told.get(kind, f"Words {words}")


def deeds() -> st.SearchStrategy[list[Deed]]:
    """What one officer does to one return."""
    anywhere = st.integers(0, 99)
    kinds = st.sampled_from(["words", "words", "choice", "number", "date", "long", "formula", "clear", "blank"])
    names = st.sampled_from([*_OFTEN * 6, *DEEDS])
    return st.lists(st.builds(Deed, names, anywhere, anywhere, anywhere, kinds), min_size=1, max_size=25)


def edited(path: Path, wanted: Sequence[Deed], numbers: Iterator[int], settings: dict[str, Value]) -> set[Mark]:
    """Does all this to a return on disk; gives every mark that then stands in it."""
    desk = Desk(load_workbook(path), numbers)
    for deed in wanted:
        DEEDS[deed.what](desk, deed)
    for label, value in settings.items():
        _set(desk.book["Settings"], label, value)
    desk.book.save(path)
    return marks_in(desk.book, leaving=("Issued",))


def marks_in(book: Workbook, *, leaving: Sequence[str] = (), only: Sequence[str] = ()) -> set[Mark]:
    """Every mark in the cells of a workbook, and in the notes on them."""
    found: set[Mark] = set()
    for sheet in book.worksheets:
        if sheet.title not in leaving and (not only or sheet.title in only):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.value is not None:
                    found |= marks_of(cell.value)
                if getattr(cell, "comment", None) is not None:
                    found |= marks_of(cell.comment.text)
    return found


def marks_of(value: object) -> set[Mark]:
    """The marks in one cell."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return {value} if _is_mark(value) else set()
    if isinstance(value, int | float):
        return {int(value)} if FIRST_NUMBER <= value < FIRST_NUMBER + 10_000 else set()
    text = str(value)
    days = {day for said in _DAY.findall(text) if (day := _day(said)) and _is_mark(day)}
    numbers = {int(n) for n in _NUMBER.findall(text) if int(n) < FIRST_NUMBER + 10_000}
    return {*_WORD.findall(text), *days, *numbers}


def _is_mark(day: dt.date) -> bool:
    return FIRST_DAY <= day < FIRST_DAY + dt.timedelta(DAYS)


def _day(text: str) -> dt.date | None:
    for form in ("%d %B %Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _table(desk: Desk, deed: Deed) -> tuple[Worksheet, int] | None:
    """A sheet with rows to work on, and its last row; mostly Actions."""
    names = [name for name in ("Actions", *MERGED_SHEETS, "Actions", "Evidence") if name in desk.book.sheetnames]
    if not names:
        return None
    sheet = desk.book[names[deed.sheet % len(names)]]
    return sheet, max(_last(sheet), HEADING_ROW)


def _last(sheet: Worksheet) -> int:
    rows = [row for row in range(HEADING_ROW + 1, sheet.max_row + 1) if _filled(sheet, row)]
    return rows[-1] if rows else HEADING_ROW


def _filled(sheet: Worksheet, row: int) -> bool:
    return any(sheet.cell(row, at).value is not None for at in range(1, sheet.max_column + 1))


def _columns(sheet: Worksheet) -> list[Column]:
    return list(spec_of(sheet.title).columns_of(Book.RETURN))


def _choices(sheet: Worksheet, at: int) -> Sequence[str]:
    columns = _columns(sheet)
    choices = columns[at - 1].choices if at <= len(columns) else ""
    return LISTS[choices] if choices else ()


def _row(deed: Deed, last: int) -> int:
    return HEADING_ROW + 1 + deed.row % max(last - HEADING_ROW, 1)


def _type(desk: Desk, deed: Deed) -> None:
    """Any cell of any table: own columns, others' and worked-out ones."""
    if at := _table(desk, deed):
        sheet, last = at
        column = 1 + deed.column % len(_columns(sheet))
        if column > len(spec_of(sheet.title).key):
            _put(sheet, _row(deed, last), column, desk.value(deed.kind, _choices(sheet, column)))


def _retype_key(desk: Desk, deed: Deed) -> None:
    if at := _table(desk, deed):
        sheet, last = at
        column = 1 + deed.column % len(spec_of(sheet.title).key)
        _put(sheet, _row(deed, last), column, desk.value(deed.kind))


def _beside(desk: Desk, deed: Deed) -> None:
    """Text outside the table: right of it, above it, below it, or far out."""
    if at := _table(desk, deed):
        sheet, last = at
        width = len(_columns(sheet))
        places = [(_row(deed, last), width + 2), (1 + deed.row % 3, 3), (last + 3, 2), (last + 2, width + 3),
                  (last + 200, 40), (HEADING_ROW, width + 2)]  # fmt: skip
        row, column = places[deed.column % len(places)]
        _put(sheet, row, column, desk.value(deed.kind))


def _own_column(desk: Desk, deed: Deed) -> None:
    if at := _table(desk, deed):
        sheet, last = at
        column = len(_columns(sheet)) + 1
        _put(sheet, HEADING_ROW, column, desk.value("words"))
        _put(sheet, _row(deed, last), column, desk.value(deed.kind))


def _own_sheet(desk: Desk, deed: Deed) -> None:
    sheet = desk.book.create_sheet(f"Notes {next(desk.numbers)}")
    for n in range(1 + deed.row % 3):
        _put(sheet, 1 + n, 1 + deed.column % 4, desk.value(deed.kind))


OURS = ("Summary", "Settings", "Guide", "Lists", "Check results")


def _other_sheet(desk: Desk, deed: Deed) -> None:
    """A word below what the toolkit wrote on a sheet of its own."""
    name = OURS[deed.sheet % len(OURS)]
    if name in desk.book.sheetnames:
        sheet = desk.book[name]
        _put(sheet, sheet.max_row + 1 + deed.row % 3, 1 + deed.column % 8, desk.value("words"))


def _over_our_words(desk: Desk, deed: Deed) -> None:
    """Over a text or a figure of the toolkit's own; on Settings, over what stands beside the values."""
    name = OURS[deed.sheet % len(OURS)]
    if name in desk.book.sheetnames:
        sheet = desk.book[name]
        row = 1 + deed.row % sheet.max_row
        _put(sheet, row, 3 if name == "Settings" else 1 + deed.column % sheet.max_column, desk.value(deed.kind))


def _note(desk: Desk, deed: Deed) -> None:
    """A note on a cell, be it blank, in a table or on a sheet of the toolkit's own."""
    sheets = [sheet for sheet in desk.book.worksheets if sheet.title != "Issued"]
    sheet = sheets[deed.sheet % len(sheets)]
    cell = sheet.cell(1 + deed.row % (sheet.max_row + 1), 1 + deed.column % sheet.max_column)
    if not isinstance(cell, MergedCell):
        cell.comment = Comment(str(desk.value("words")), "Officer")


def _new_row(desk: Desk, deed: Deed) -> None:
    """A row of their own below the last, with a ref or number that is new, not told, or somebody else's."""
    if at := _table(desk, deed):
        sheet, last = at
        _fill_row(desk, sheet, last + 1, deed)


def _fill_row(desk: Desk, sheet: Worksheet, row: int, deed: Deed) -> None:
    n = next(desk.numbers)
    keys = {"ref": f"EX{n}", "no": str(n), "measure_ref": f"M{n}", "period": f"2026-{1 + n % 12:02d}",
            "action_ref": "EX1"}  # fmt: skip
    blank = deed.kind == "blank"
    for at, column in enumerate(_columns(sheet), start=1):
        if column.id in keys:
            value: Value = None if blank else keys[column.id]
        elif (at + deed.column) % 3 == 0 or column.required:
            kind = "choice" if column.choices else "date" if "date" in str(column.type) else "words"
            value = desk.value(deed.kind if (at + deed.row) % 5 == 0 else kind, _choices(sheet, at))
        else:
            value = None
        _put(sheet, row, at, value)


def _insert_row(desk: Desk, deed: Deed) -> None:
    if at := _table(desk, deed):
        sheet, last = at
        row = _row(deed, last) + 1
        if last > HEADING_ROW:
            sheet.insert_rows(row)
            _fill_row(desk, sheet, row, deed)


def _split(desk: Desk, deed: Deed) -> None:
    """A row without a ref under an action, with words and a lead of its own."""
    sheet = desk.book["Actions"] if "Actions" in desk.book.sheetnames else None
    if sheet is None or _last(sheet) == HEADING_ROW:
        return
    row = _row(deed, _last(sheet)) + 1
    sheet.insert_rows(row)
    for at, column in enumerate(_columns(sheet), start=1):
        if column.id in ("action", "lead", "where_now", "due_as_written", "why"):
            _put(sheet, row, at, desk.value("words"))


def _delete_row(desk: Desk, deed: Deed) -> None:
    if (at := _table(desk, deed)) and at[1] > HEADING_ROW:
        at[0].delete_rows(_row(deed, at[1]))


def _copy_row(desk: Desk, deed: Deed) -> None:
    if (at := _table(desk, deed)) and at[1] > HEADING_ROW:
        sheet, last = at
        for column in range(1, sheet.max_column + 1):
            _put(sheet, last + 1, column, sheet.cell(_row(deed, last), column).value)


def _swap_rows(desk: Desk, deed: Deed) -> None:
    if (at := _table(desk, deed)) and at[1] > HEADING_ROW:
        sheet, last = at
        for column in range(1, sheet.max_column + 1):
            one, other = sheet.cell(_row(deed, last), column), sheet.cell(last, column)
            # Where cells are merged there is only the first of them.
            if not isinstance(one, MergedCell) and not isinstance(other, MergedCell):
                above, below = one.value, other.value
                _put(sheet, one.row, column, below)
                _put(sheet, other.row, column, above)


def _hide_row(desk: Desk, deed: Deed) -> None:
    if at := _table(desk, deed):
        at[0].row_dimensions[_row(deed, at[1])].hidden = True


def _rename_heading(desk: Desk, deed: Deed) -> None:
    """A heading in other words: one that is known, or one that is not."""
    if at := _table(desk, deed):
        sheet = at[0]
        columns = _columns(sheet)
        column = columns[deed.column % len(columns)]
        known = [*column.also, column.heading.upper()]
        _put(sheet, HEADING_ROW, columns.index(column) + 1, desk.value("words") if deed.row % 3 == 0 else known[0])


def _insert_column(desk: Desk, deed: Deed) -> None:
    if at := _table(desk, deed):
        at[0].insert_cols(1 + deed.column % len(_columns(at[0])))


def _merge_cells(desk: Desk, deed: Deed) -> None:
    if (at := _table(desk, deed)) and at[1] > HEADING_ROW:
        row, column = _row(deed, at[1]), 3 + deed.column % (len(_columns(at[0])) - 3)
        at[0].merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + 1)


def _rename_sheet(desk: Desk, deed: Deed) -> None:
    if at := _table(desk, deed):
        at[0].title = at[0].title.upper() if deed.row % 2 else f" {at[0].title}"


def _setting(desk: Desk, deed: Deed) -> None:
    labels = ("Plan title", "Organisation", "Report date", "Amber window days", "Protective marking", "Plan end")
    _set(desk.book["Settings"], labels[deed.row % len(labels)], desk.value(deed.kind))


def _put(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _set(sheet: Worksheet, label: str, value: Value) -> None:
    for row in sheet.iter_rows():
        if row[0].value == label:
            _put(sheet, row[0].row, 2, value)


DEEDS: dict[str, Callable[[Desk, Deed], None]] = {
    "type": _type,
    "type beside": _beside,
    "add a row": _new_row,
    "add a column": _own_column,
    "add a sheet": _own_sheet,
    "type on another sheet": _other_sheet,
    "type over our words": _over_our_words,
    "write a note": _note,
    "retype a key": _retype_key,
    "insert a row": _insert_row,
    "split": _split,
    "delete a row": _delete_row,
    "copy a row": _copy_row,
    "swap rows": _swap_rows,
    "hide a row": _hide_row,
    "rename a heading": _rename_heading,
    "insert a column": _insert_column,
    "merge cells": _merge_cells,
    "rename a sheet": _rename_sheet,
    "change a setting": _setting,
}
_OFTEN = ["type"]
