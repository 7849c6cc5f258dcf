"""An Excel to test against: an xlwings engine over openpyxl, on the open part of xlwings alone.

It has what the toolkit uses and no more; anything else raises. Where Excel is awkward, so is this: numbers come as
floats and money as Decimal, an error is a number, text that looks like a number or a date becomes one, a sheet that is
not in front has nothing to select, and a book opened from the web has no path. Harder rules, with where they stand:

- filter: of a block with hidden rows in it the first element goes into every row that is seen, and hidden rows keep
  what they held; emptying passes over them (xlwings #747, #2619; office-js #224; NetOffice #2)
- hidden columns: with a filter on, a block passes over them too (the same reports; for hidden by hand: possible)
- autofill: different formulas written into an empty column of a table all become the last (office-js #6745, #2093,
  #5909)
- busy: once somebody types in a cell no call is answered; reading says 0x80010001, writing 0x800AC472 (xlwings #824,
  #965, #1837)
- protected: a locked cell of a protected sheet takes nothing, and the answer is 0x800A03EC (xlwings #1736)
- merged: a merged block is emptied whole or not at all; what is written under it nobody would see
- long text: in a block no more than 911 characters (Microsoft's knowledge base, 818808; 8,203 in later versions), in
  one cell 32,767, in a formula 8,192
- long paths: over 218 characters "could not be found" (knowledge base 213983)
- dates before 1900 are none of Excel's (ECMA-376, 18.17.4.1)
- error integers: #SPILL! and its kind come as numbers that xlwings has no word for (``_xlwindows.cell_errors``)
- switching a table's filter off shows its rows and forgets what was asked for
"""

from __future__ import annotations

import copyreg
import datetime as dt
import io
import pickle
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import xlwings as xw
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook import Workbook
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as SheetTable
from openpyxl.worksheet.table import TableList
from openpyxl.worksheet.worksheet import Worksheet
from xlwings import base_classes as base

NAME = "openpyxl"
HWND = 4242
ERRORS = {
    "#DIV/0!": -2146826281, "#N/A": -2146826246, "#NAME?": -2146826259, "#NULL!": -2146826288,
    "#NUM!": -2146826252, "#REF!": -2146826265, "#VALUE!": -2146826273,
}  # fmt: skip
_WORDS = {number: word for word, number in ERRORS.items()}
NEWER_ERRORS = {"#SPILL!": -2146826243, "#CALC!": -2146826238, "#FIELD!": -2146826240}
BUSY_READING, BUSY_WRITING, NO = 0x80010001, 0x800AC472, 0x800A03EC
IN_A_BLOCK, IN_A_CELL, IN_A_FORMULA, IN_A_PATH = 911, 32_767, 8_192, 218
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_LOOKS_LIKE_A_DATE = re.compile(
    rf"\d{{1,4}}[/-]\d{{1,2}}([/-]\d{{1,4}})?|\d{{1,2}}[ /-]?{_MONTH}([ /-]?\d{{2,4}})?|{_MONTH}[ /-]\d{{1,4}}", re.I
)
_LOOKS_LIKE_A_NUMBER = re.compile(r"[£$(]?[+-]?[\d,]*\.?\d+(e[+-]?\d+)?%?\)?|\d+:\d\d(:\d\d)?( ?[ap]m)?", re.I)
_HYPERLINK = re.compile(r'=HYPERLINK\("#?(?:[^"]|"")*","((?:[^"]|"")*)"\)', re.I)
_GO_TO = re.compile(r'=IF\(([A-Z]+\d+)="","",HYPERLINK\(.*\)\)')
"""A link of Check results; while nothing has moved it shows what stands in that cell of its line."""


@dataclass(frozen=True)
class Shows:
    """What a formula comes to: whatever another cell of its sheet holds."""

    cell: str


class ExcelSaysNo(RuntimeError):
    """What Excel answers with an error number, as pywin32 passes it on."""

    def __init__(self, text: str, number: int = NO) -> None:
        super().__init__(text)
        self.hresult = number - 2**32


def _tables_of(tables: list[SheetTable]) -> TableList:
    found = TableList()
    for table in tables:
        found.add(table)
    return found


# Pickle asks openpyxl's own lists for what is in them, and one tells where its tables stand, one leaves out doubles.
copyreg.pickle(TableList, lambda tables: (_tables_of, ([*tables.values()],)))
copyreg.pickle(IndexedList, lambda items: (IndexedList, ([*items],)))


@lru_cache(maxsize=32)
def _loaded(data: bytes) -> tuple[bytes, dict[tuple[str, int, int], object]]:
    """A workbook of these bytes, pickled, and what its formulas came to: a copy is made in a tenth of the time."""
    book, results = (openpyxl.load_workbook(io.BytesIO(data), data_only=only) for only in (False, True))
    came_to = {
        (sheet.title, cell.row, cell.column): results[sheet.title][cell.coordinate].value
        for sheet in book.worksheets
        for cell in sheet._cells.values()
        if cell.data_type == "f"
    }
    return pickle.dumps(book), came_to


class Engine:
    """The engine; ``name`` and ``type`` as xlwings asks for them."""

    name, type = NAME, "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool) -> Any:
        def clean(value: Any) -> Any:
            if value in ("", None):
                return empty_as
            if isinstance(value, dt.datetime):
                return datetime_builder(
                    year=value.year, month=value.month, day=value.day, hour=value.hour, minute=value.minute,
                    second=value.second, microsecond=value.microsecond, tzinfo=None,
                )  # fmt: skip
            if isinstance(value, float) and number_builder is not None:
                return number_builder(value)
            if isinstance(value, int) and value in _WORDS:
                return _WORDS[value] if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return "" if value is None or value != value else value


class Apps(base.Apps):
    def __init__(self, engine: Engine) -> None:
        self.running = [App(engine)]

    def __iter__(self) -> Iterator[App]:
        return iter(self.running)

    def __len__(self) -> int:
        return len(self.running)

    def __getitem__(self, pid: int) -> App:
        return next(app for app in self.running if app.pid == pid)

    def keys(self) -> list[int]:
        return [app.pid for app in self.running]

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        """As on Windows: with a window's handle, the Excel of that window."""
        for app in self.running:
            if app.hwnd == xl:
                return app
        raise ExcelSaysNo("Invalid window handle", 0x80070578)


class App(base.App):
    """One Excel. ``alerts`` is what it showed, ``calls`` how often which member of a range was used."""

    screen_updating = status_bar = display_alerts = None  # type: ignore[assignment]
    pid = hwnd = engine = books = None  # type: ignore[assignment]

    def __init__(self, engine: Engine, hwnd: int = HWND) -> None:
        self.engine, self.pid, self.hwnd = engine, hwnd, hwnd
        self.screen_updating: bool = True
        self.status_bar: str | bool = False
        self.display_alerts: bool = True
        self.books = Books(self)
        self.alerts: list[str] = []
        self.pressed: list[str] = []
        """What is pressed on the boxes that ask, in order."""
        self.seen: list[tuple[str | bool, bool]] = []
        self.calls: Counter[str] = Counter()
        self.answers: int | None = None
        """Calls until somebody types in a cell and Excel answers none; None where nobody does."""

    def answer(self, what: str) -> None:
        """Count a call, or refuse it."""
        self.calls[what] += 1
        if self.answers is not None:
            self.answers -= 1
            if self.answers < 0:
                raise ExcelSaysNo("busy", BUSY_WRITING if what in ("write", "clear_contents") else BUSY_READING)

    def activate(self, steal_focus: bool = False) -> None:
        """It is in front already."""

    @property
    def selection(self) -> Range | None:
        book = self.books.active
        return None if book is None else book.selected(book.wb.active)

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: Any) -> str:
        self.alerts.append(prompt)
        self.seen.append((self.status_bar, self.screen_updating))
        return "ok" if buttons == "ok" else self.pressed.pop(0)


class Books(base.Books):
    def __init__(self, app: App) -> None:
        self.app = app
        self.opened: list[Book] = []
        self.front: Book | None = None

    @property
    def active(self) -> Book | None:
        return self.front

    def open(self, fullname: str, *args: object, **kwargs: object) -> Book:
        if len(fullname) > IN_A_PATH:
            raise ExcelSaysNo(f"Sorry, we couldn't find {fullname}. Is it possible it was moved, renamed or deleted?")
        return self.take(Book(self, Path(fullname)))

    def take(self, book: Book) -> Book:
        self.opened.append(book)
        self.front = book
        return book

    def __len__(self) -> int:
        return len(self.opened)

    def __iter__(self) -> Iterator[Book]:
        return iter(self.opened)

    def __call__(self, key: int | str) -> Book:
        if isinstance(key, int):
            return self.opened[key - 1]
        for book in self.opened:
            if book.name.casefold() == key.casefold():
                return book
        raise KeyError(key)


class Book(base.Book):
    """An open workbook: openpyxl's, and the results its formulas had when it was last saved."""

    name = app = None  # type: ignore[assignment]

    def __init__(self, books: Books, path: Path, *, name: str = "", from_the_web: bool = False) -> None:
        self.books, self.path, self.from_the_web = books, path, from_the_web
        self.name, self.app = name or path.name, books.app
        book, results = _loaded(path.read_bytes())
        self.wb: Workbook = pickle.loads(book)
        self.results = dict(results)
        self.known = {self.wb[place[0]].cell(*place[1:]).value: result for place, result in self.results.items()}
        self._selected: dict[str, Range] = {}
        self.read_only = False

    @property
    def api(self) -> SimpleNamespace:
        return SimpleNamespace(ReadOnly=self.read_only)

    def worked_out(self, formula: str) -> object:
        """What a formula comes to; Excel would work it out, this knows links, and what it has seen."""
        link = _HYPERLINK.fullmatch(formula)
        if link is not None:
            return link[1].replace('""', '"')
        if (go_to := _GO_TO.fullmatch(formula)) is not None:
            return Shows(go_to[1])
        if formula not in self.known:
            raise NotImplementedError(f"the test engine cannot work out {formula}")
        return self.known[formula]

    @property
    def fullname(self) -> str:
        if self.from_the_web:
            raise ExcelSaysNo("where this book is, is the web's affair")
        return str(self.path)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    def activate(self) -> None:
        self.books.front = self

    def selected(self, sheet: Worksheet) -> Range:
        return self._selected.get(sheet.title) or Range(Sheet(self, sheet), 1, 1, 1, 1)

    def select(self, rng: Range) -> None:
        if self.books.front is not self or self.wb.active is not rng.sheet.ws:
            raise ExcelSaysNo("Select method of Range class failed")
        self._selected[rng.sheet.name] = rng


class Sheets(base.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.wb.active)

    def __len__(self) -> int:
        return len(self.book.wb.worksheets)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, ws) for ws in self.book.wb.worksheets)

    def __call__(self, key: int | str) -> Sheet:
        for index, sheet in enumerate(self, start=1):
            if key == index or (isinstance(key, str) and sheet.name.casefold() == key.casefold()):
                return sheet
        raise KeyError(key)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        place = after.index if after else self.active.index - 1
        sheet = self.book.wb.create_sheet(name, place)
        self.book.wb.active = place
        return Sheet(self.book, sheet)


class Sheet(base.Sheet):
    name = book = index = None  # type: ignore[assignment]

    def __init__(self, book: Book, ws: Worksheet) -> None:
        self.book, self.ws, self.name = book, ws, ws.title
        self.index = book.wb.worksheets.index(ws) + 1

    @property
    def api(self) -> SimpleNamespace:
        return SimpleNamespace(ProtectContents=bool(self.ws.protection.sheet))

    @property
    def visible(self) -> int:
        """As Windows says it: very hidden is 2, which Python takes for true."""
        return {"visible": -1, "hidden": 0, "veryHidden": 2}[self.ws.sheet_state]

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def used_range(self) -> Range:
        ws = self.ws
        return Range(self, ws.min_row, ws.min_column, ws.max_row, ws.max_column)

    def range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, str):
            left, top, right, bottom = range_boundaries(first.replace("$", ""))
            return Range(self, top, left, bottom, right)
        if not isinstance(first, Range) and len(first) == 4:
            row, column, rows, columns = first
            return Range(self, row, column, row + rows - 1, column + columns - 1)
        end = last or first
        corner = (first.row, first.column) if isinstance(first, Range) else first
        other = (end.bottom, end.right) if isinstance(end, Range) else end
        return Range(self, *corner, *other)

    def activate(self) -> None:
        if self.ws.sheet_state != "visible":
            raise ExcelSaysNo("Activate method of Worksheet class failed")
        self.book.activate()
        self.book.wb.active = self.index - 1

    def delete(self) -> None:
        self.book.wb.remove(self.ws)


class Range(base.Range):
    sheet = row = column = None  # type: ignore[assignment]

    def __init__(self, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
        self.sheet, self.row, self.column, self.bottom, self.right = sheet, top, left, bottom, right
        self.options: dict[str, object] = {}

    @property
    def api(self) -> Range:
        return self

    @property
    def area(self) -> tuple[int, int, int, int]:
        return self.row, self.column, self.bottom, self.right

    @property
    def shape(self) -> tuple[int, int]:
        return self.bottom - self.row + 1, self.right - self.column + 1

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        mark, dollar = "$" * bool(row_absolute), "$" * bool(col_absolute)
        corners = [(self.row, self.column), (self.bottom, self.right)]
        names = [f"{dollar}{get_column_letter(c)}{mark}{r}" for r, c in dict.fromkeys(corners)]
        return ":".join(names)

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            down, across = divmod(row - 1, self.shape[1])
            row, column = down + 1, across + 1
        at = self.row + row - 1, self.column + column - 1
        return Range(self.sheet, *at, *at)

    @property
    def raw_value(self) -> Any:
        self._count("value")
        return self._read(self._value)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self._write(value, "write")

    @property
    def formula(self) -> Any:
        self._count("formula")
        return self._read(self._formula)

    @formula.setter
    def formula(self, value: Any) -> None:
        self._write(value, "write")

    @property
    def number_format(self) -> str | None:
        self._count("number_format")
        return self._same(lambda cell: cell.number_format)

    @property
    def merge_cells(self) -> bool | None:
        self._count("merge_cells")
        covered = sum(_overlap(self.area, area) for area in self._merges())
        return None if 0 < covered < len(self) else covered > 0

    @property
    def merge_area(self) -> Range:
        corner = (self.row, self.column, self.row, self.column)
        return Range(self.sheet, *next((area for area in self._merges() if _overlap(corner, area)), corner))

    def _merges(self) -> Iterator[tuple[int, int, int, int]]:
        for area in self.sheet.ws.merged_cells.ranges:
            yield area.min_row, area.min_col, area.max_row, area.max_col

    @property
    def row_hidden(self) -> bool | None:
        self._count("row_hidden")
        answers = {row in self._hidden() for row in range(self.row, self.bottom + 1)}
        return answers.pop() if len(answers) == 1 else None

    @property
    def column_hidden(self) -> bool | None:
        self._count("column_hidden")
        answers = {column in self._hidden_columns() for column in range(self.column, self.right + 1)}
        return answers.pop() if len(answers) == 1 else None

    def SpecialCells(self, kind: int) -> SimpleNamespace:  # noqa: N802
        """As on Windows: what is shown of the range, in areas."""
        assert kind == 12  # xlCellTypeVisible
        self._count("special_cells")
        rows = _stretches(set(range(self.row, self.bottom + 1)) - self._hidden())
        columns = _stretches(set(range(self.column, self.right + 1)) - self._hidden_columns())
        areas = [Range(self.sheet, top, left, bottom, right) for top, bottom in rows for left, right in columns]
        if not areas:
            raise ExcelSaysNo("No cells were found.")
        return SimpleNamespace(Areas=SimpleNamespace(Count=len(areas), Item=lambda n: _as_com(areas[n - 1])))

    @property
    def column_width(self) -> float | None:
        raise NotImplementedError

    @column_width.setter
    def column_width(self, width: float) -> None:
        for column in range(self.column, self.right + 1):
            self.sheet.ws.column_dimensions[get_column_letter(column)].width = width

    def clear_contents(self) -> None:
        self._count("clear_contents")
        self._refuse_if_protected()
        for area in self._merges():
            if 0 < _overlap(self.area, area) < _overlap(area, area):
                raise ExcelSaysNo("To do this, all the merged cells need to be the same size")
        passed = self._passed_over()
        for cell in self._each():
            if (cell.row not in self._hidden() or self.shape[0] == 1) and cell.column not in passed:
                self._put(cell, None)
                cell.hyperlink = None

    def select(self) -> None:
        self.sheet.book.select(self)

    def _places(self) -> list[list[tuple[int, int]]]:
        if len(self) > 3_000_000:
            raise MemoryError("Excel would not hand over so many cells at once")
        columns = range(self.column, self.right + 1)
        return [[(row, column) for column in columns] for row in range(self.row, self.bottom + 1)]

    def _cells(self) -> list[list[Cell | MergedCell]]:
        return [[self.sheet.ws.cell(*place) for place in row] for row in self._places()]

    def _each(self) -> Iterator[Cell | MergedCell]:
        return (cell for row in self._cells() for cell in row)

    def _same(self, ask: Callable[[Any], Any]) -> Any:
        answers = {ask(cell) for cell in self._each()}
        return answers.pop() if len(answers) == 1 else None

    def _read(self, ask: Callable[[Any], Any]) -> Any:
        there, blank = self.sheet.ws._cells, Cell(self.sheet.ws, 1, 1)
        rows = tuple(tuple(ask(there.get(place, blank)) for place in row) for row in self._places())
        return rows[0][0] if len(self) == 1 else rows

    def _value(self, cell: Cell | MergedCell) -> Any:
        value = cell.value
        if cell.data_type == "f":
            value = self.sheet.book.results.get((self.sheet.name, cell.row, cell.column))
            if isinstance(value, Shows):
                value = self.sheet.ws[value.cell].value
        if isinstance(value, str) and value in ERRORS and cell.data_type != "s":
            return ERRORS[value]
        if isinstance(value, str) and value in NEWER_ERRORS and cell.data_type != "s":
            return NEWER_ERRORS[value]
        if isinstance(value, dt.time):
            return dt.datetime.combine(dt.date(1899, 12, 30), value)
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return dt.datetime.combine(value, dt.time())
        if isinstance(value, int | float) and not isinstance(value, bool):
            return Decimal(str(value)) if "£" in cell.number_format else float(value)
        return value

    def _formula(self, cell: Cell | MergedCell) -> str:
        value = cell.value
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, dt.date | dt.time):
            return f"{to_excel(value):g}"
        return str(getattr(value, "text", value))

    def _write(self, value: Any, counted: str) -> None:
        self._count(counted)
        self._refuse_if_protected()
        self._refuse_what_excel_cannot_hold(value)
        hidden = self._hidden() if self.shape[0] > 1 and isinstance(value, list | tuple) else set()
        emptied = self._emptied()
        smeared = bool(hidden & set(range(self.row, self.bottom + 1)))
        passed = self._passed_over()
        for i, row in enumerate(self._cells()):
            for j, cell in enumerate(row):
                if cell.column in passed:
                    continue
                if smeared and cell.row not in hidden:
                    self._put(cell, value[0][0])
                elif not smeared:
                    self._put(cell, value[i][j] if isinstance(value, list | tuple) else value)
        for area in emptied:
            self._fill_down(*area)

    def _hidden(self) -> set[int]:
        return {row for row, as_is in self.sheet.ws.row_dimensions.items() if as_is.hidden}

    def _hidden_columns(self) -> set[int]:
        hidden = (as_is for as_is in self.sheet.ws.column_dimensions.values() if as_is.hidden)
        return {column for as_is in hidden for column in range(as_is.min, as_is.max + 1)}

    def _passed_over(self) -> set[int]:
        """Columns that a block leaves as they are."""
        return self._hidden_columns() if self._hidden() and len(self) > 1 else set()

    def _emptied(self) -> list[tuple[int, int, int]]:
        """Column, first and last row of every column of a table that holds nothing yet and is now written to."""
        found: list[tuple[int, int, int]] = []
        for table in self.sheet.ws.tables.values():
            top, left, bottom, right = range_of(table.ref)
            if self.row > top and self.bottom <= bottom:
                columns = range(max(left, self.column), min(right, self.right) + 1)
                found += [(c, top + 1, bottom) for c in columns if not self._holds(c, top + 1, bottom)]
        return found

    def _holds(self, column: int, top: int, bottom: int) -> bool:
        cells = self.sheet.ws._cells
        return any(cells[row, column].value is not None for row in range(top, bottom + 1) if (row, column) in cells)

    def _fill_down(self, column: int, top: int, bottom: int) -> None:
        """Formulas that differ, as Excel sees it from their own row, become the last one in the whole column."""
        here = [self.sheet.ws.cell(row, column) for row in range(self.row, self.bottom + 1)]
        if not all(cell.data_type == "f" for cell in here):
            return
        last = Translator(here[-1].value, here[-1].coordinate)
        for row in range(top, bottom + 1):
            cell = self.sheet.ws.cell(row, column)
            filled = last.translate_formula(cell.coordinate)
            if cell.value != filled:
                self._put(cell, filled)

    def _refuse_what_excel_cannot_hold(self, value: Any) -> None:
        in_a_block = isinstance(value, list | tuple)
        for one in (one for row in value for one in row) if in_a_block else (value,):
            if isinstance(one, str) and len(one.removeprefix("'")) > (IN_A_BLOCK if in_a_block else IN_A_CELL):
                raise ExcelSaysNo("Application-defined or object-defined error")
            if isinstance(one, str) and one.startswith("=") and len(one) > IN_A_FORMULA:
                raise ExcelSaysNo("Application-defined or object-defined error")
            if isinstance(one, dt.date) and one.year < 1900:
                raise ExcelSaysNo("Application-defined or object-defined error")

    def _put(self, cell: Any, value: Any) -> None:
        book, place = self.sheet.book, (self.sheet.name, cell.row, cell.column)
        if isinstance(cell, MergedCell):
            if value not in (None, ""):
                raise ExcelSaysNo("writes under a merged cell, where nobody would see it")
            return
        book.results.pop(place, None)
        if not isinstance(value, str):
            cell.value = value
        elif value.startswith("'") or cell.number_format == "@":
            cell.value, cell.data_type = value.removeprefix("'") or None, "s"
        else:
            cell.value = _as_typed(value)
            if cell.data_type == "f":
                book.results[place] = book.worked_out(value)

    def _refuse_if_protected(self) -> None:
        if self.sheet.ws.protection.sheet and any(cell.protection.locked for cell in self._each()):
            raise ExcelSaysNo("The cell you're trying to change is on a protected sheet")

    def _count(self, what: str) -> None:
        self.sheet.book.app.answer(what)


class Tables(base.Tables):
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def __len__(self) -> int:
        return len(self.sheet.ws.tables)

    def __iter__(self) -> Iterator[Table]:
        return (Table(self.sheet, table) for table in self.sheet.ws.tables.values())

    def __call__(self, key: int | str) -> Table:
        tables = list(self)
        if isinstance(key, int):
            return tables[key - 1]
        return next(table for table in tables if table.name.casefold() == key.casefold())


class Table(base.Table):
    name = parent = None  # type: ignore[assignment]

    def __init__(self, sheet: Sheet, table: SheetTable) -> None:
        self.parent, self.table, self.name = sheet, table, table.displayName

    @property
    def range(self) -> Range:
        return self.parent.range(self.table.ref)

    @property
    def show_totals(self) -> bool:
        return bool(self.table.totalsRowCount)

    @property
    def show_autofilter(self) -> bool:
        return self.table.autoFilter is not None

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.table.autoFilter = AutoFilter(ref=self.table.ref) if value else None
        for row in range(self.range.row, self.range.bottom + 1):
            self.parent.ws.row_dimensions[row].hidden = False

    def resize(self, rng: Any) -> None:
        top, left, *_ = range_of(self.table.ref)
        if (rng.row, rng.column) != (top, left) or rng.impl.bottom < top + 1:
            raise ExcelSaysNo("The headers must remain in the same row")
        self.table.ref = rng.address.replace("$", "")
        if self.table.autoFilter is not None:
            self.table.autoFilter.ref = self.table.ref


def _stretches(numbers: set[int]) -> list[tuple[int, int]]:
    firsts = sorted(number for number in numbers if number - 1 not in numbers)
    lasts = sorted(number for number in numbers if number + 1 not in numbers)
    return list(zip(firsts, lasts, strict=True))


def _as_com(rng: Range) -> SimpleNamespace:
    rows, columns = (SimpleNamespace(Count=count) for count in rng.shape)
    return SimpleNamespace(Row=rng.row, Column=rng.column, Rows=rows, Columns=columns)


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> int:
    """How many cells two areas share."""
    down = min(one[2], other[2]) - max(one[0], other[0]) + 1
    across = min(one[3], other[3]) - max(one[1], other[1]) + 1
    return max(down, 0) * max(across, 0)


def range_of(ref: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(ref)
    return top, left, bottom, right


def _as_typed(text: str) -> Any:
    """What Excel makes of text put into a cell without more ado."""
    if not text:
        return None
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE"
    if _LOOKS_LIKE_A_DATE.fullmatch(text):
        return dt.datetime(2000, 1, 1)
    if _LOOKS_LIKE_A_NUMBER.fullmatch(text):
        return 0.0
    if text[0] in "+-@":
        raise ExcelSaysNo("There's a problem with this formula")
    return text


class Excel:
    """A running Excel in a test: open books in it, press a task's button, look at what it shows."""

    def __init__(self) -> None:
        engine = xw.Engine(impl=Engine())
        xw.engines.engines[:] = [one for one in xw.engines.engines if one.name != NAME]
        xw.engines.add(engine)
        engine.activate()
        self.app: App = engine.impl.apps.running[0]

    def open(self, path: Path, *, name: str = "") -> xw.Book:
        """Open a file as if from the web: it has a name, and no path that could be used."""
        return xw.Book(impl=self.app.books.take(Book(self.app.books, path, name=name, from_the_web=True)))
