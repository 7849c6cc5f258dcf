"""Tables on a sheet: headings, rows, row heights, drop-downs, colour by word, and the marks of a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.excel.long_rows import LONG, LongRows, is_long
from toolkit.excel.page import Rows, row_height, text_lines
from toolkit.excel.styled_cells import BY_WORD, MARKED, NAVY, STYLES, UNSEEN, Formats, Names, as_text, put
from toolkit.model.grid import column_letter
from toolkit.model.pack import Content, PackColumn, Table

REACH = 2000
"""Excel's number of the row down to which lists and colours work, for rows yet to be typed."""
MARK_KEYS, MARK_CELLS, MARK_SHEETS = "markKeys", "markCells", "markSheets"
"""Defined names over columns of the Check results table: what is marked, by key or by address, and on which sheet."""
ARROW = 2
"""Characters of a heading that Excel's filter arrow covers."""
_NOT_LISTED = "Choose a word from the list. To empty a cell that was sent to you filled in, type CLEAR."


def list_name(name: str) -> str:
    """The defined name of a drop-down list."""
    return "List_" + "".join(letter if letter.isalnum() else "_" for letter in name)


@dataclass(frozen=True)
class TableWriter:
    """One table on its sheet.

    ``top`` is the heading row and ``left`` the first column, counted from 0; ``ends`` where its sheet ends with it.
    """

    book: Workbook
    sheet: Worksheet
    formats: Formats
    rows: Rows
    table: Table
    top: int
    left: int
    widths: Sequence[float]
    """Of the sheet's columns."""
    ends: bool

    @property
    def grows(self) -> bool:
        """Rows may be added below."""
        return bool(self.table.name) and self.ends

    @cached_property
    def starts(self) -> list[int]:
        """The sheet's column in which each of the table's begins; the last is the one after the table."""
        return list(accumulate((column.span for column in self.table.columns), initial=self.left))

    @cached_property
    def named(self) -> bool:
        """It is a real Excel table. Excel's tables take no merged cells."""
        return bool(self.table.name) and all(column.span == 1 for column in self.table.columns)

    @cached_property
    def rooms(self) -> list[float]:
        """How wide each of the table's columns is."""
        return [sum(self.widths[a:b]) for a, b in zip(self.starts, self.starts[1:], strict=False)]

    @cached_property
    def long(self) -> LongRows | None:
        """The rows, where they are left to be put in when the rest of the workbook is made."""
        if not (self.ends and is_long(self.table)):
            return None
        names = [_names(column) for column in self.table.columns]
        name = self.table.name if self.named else ""
        return LongRows(self.table.rows, self.first, self.left, names, self.rooms, list(map(_bold, names)), name)

    @property
    def first(self) -> int:
        """The first body row, counted from 0."""
        return self.top + 1

    @property
    def last(self) -> int:
        """The last body row, counted from 0; a table without rows keeps one."""
        return self.top + max(1, len(self.table.rows))

    @property
    def reach(self) -> int:
        """The last row lists and colours work in."""
        return max(self.last, REACH - 1) if self.grows else self.last

    def write(self) -> None:
        """Write everything the table is."""
        self._headings()
        self._body()
        self._notes()
        self._choices()
        if self.table.marks:
            self._marks()
        for style in BY_WORD:
            columns = [at for at, column in zip(self.starts, self.table.columns, strict=False) if column.style == style]
            colour_by_word(self.book, self.sheet, style, columns, self.first, self.reach)
        self._sparklines()

    def _headings(self) -> None:
        names = [_header_names(column) for column in self.table.columns]
        if self.named:
            headed = [
                {"header": column.heading, "header_format": self.formats[name]}
                for column, name in zip(self.table.columns, names, strict=True)
            ]
            options = {"name": self.table.name, "columns": headed, "style": None, "autofilter": self.grows}
            last = self.top + len(self.long.samples) if self.long else self.last
            self.sheet.add_table(self.top, self.left, last, self.starts[-1] - 1, options)
        else:
            for at, (column, name) in enumerate(zip(self.table.columns, names, strict=True)):
                self._put(self.top, at, column.heading, name)
        lines = [
            text_lines(column.heading, max(4, width - ARROW * self.grows), bold=True)
            for column, width in zip(self.table.columns, self.rooms, strict=True)
            if column.style != UNSEEN
        ]
        self.rows.at_least(self.top, row_height(max(lines, default=1)) + 6)

    def _put(self, row: int, column: int, content: Content, names: Names) -> None:
        """Write one cell of the table, over all the columns of the sheet that it covers."""
        at = self.starts[column]
        if self.table.columns[column].span > 1:
            self.sheet.merge_range(row, at, row, self.starts[column + 1] - 1, "", self.formats[names])
        put(self.sheet, self.formats, row, at, content, names)

    def _across(self, row: int, content: Content, names: Names) -> None:
        """Write one cell that runs across the table."""
        last = self.starts[-1] - 1
        if last > self.left:
            self.sheet.merge_range(row, self.left, row, last, "", self.formats[names])
        put(self.sheet, self.formats, row, self.left, content, names)
        self.rows.at_least(row, row_height(text_lines(as_text(content), sum(self.rooms), bold=_bold(names))))

    def _body(self) -> None:
        if self.long:
            put_samples(self.sheet, self.formats, self.long)
            # The notes on the headings hang over the first rows, and say how far down they reach.
            noted = LONG if any(column.note for column in self.table.columns) else 0
            for number, height in enumerate(self.long.heights(noted), start=self.first):
                self.rows.at_least(number, height)
            return
        columns = [_names(column) for column in self.table.columns]
        if not self.table.rows:
            self._blank(columns)
        last = len(self.table.rows) - 1
        for at, row in enumerate(self.table.rows):
            over = self.table.row_styles.get(at) or ("total" if self.table.total and at == last else "")
            if len(row) == 1 < len(columns) and not self.named:
                self._across(self.first + at, row[0], ("cell", "text", over) if over else ("cell", "text"))
            else:
                self._row(self.first + at, at, row, [(*names, over) for names in columns] if over else columns)

    def _blank(self, columns: Sequence[Names]) -> None:
        if self.table.empty and not self.named:
            self._across(self.first, self.table.empty, ("cell", "note"))
            return
        for at, names in enumerate(columns):
            put(self.sheet, self.formats, self.first, self.starts[at], None, names)
        if self.table.empty:
            put(self.sheet, self.formats, self.first, self.left, self.table.empty, ("note",))

    def _row(self, row: int, at: int, contents: Sequence[Content], columns: Sequence[Names]) -> None:
        styles = self.table.cell_styles
        lines = 1
        for column, content in enumerate(contents):
            names = columns[column]
            if styles and (at, column) in styles:
                names = (*names, styles[at, column])
            self._put(row, column, content, names)
            if content is not None:
                lines = max(lines, text_lines(as_text(content), self.rooms[column], bold=_bold(names)))
        for column in range(len(contents), len(columns)):
            self._put(row, column, None, columns[column])
        self.rows.at_least(row, row_height(lines))

    def _notes(self) -> None:
        for at, column in zip(self.starts, self.table.columns, strict=False):
            if column.note:
                write_note(self.sheet, self.top, at, column.note)

    def _choices(self) -> None:
        for at, column in zip(self.starts, self.table.columns, strict=False):
            if column.choices:
                self.sheet.data_validation(self.first, at, self.reach, at, choice(column.choices))

    def _marks(self) -> None:
        """First of all colours, and the last that is looked at: a marked rating shows its word on the mark."""
        corner = f"A{self.first + 1}"
        key = "ADDRESS(ROW(),COLUMN(),4)"
        if not self.table.marks_by_cell:
            key = f'IF(${corner}="",{key},${corner}&"|"&A${self.top + 1})'
        where = MARK_CELLS if self.table.marks_by_cell else MARK_KEYS
        sheet = self.sheet.get_name().replace('"', '""')
        rule = {
            "type": "formula",
            "criteria": f'=COUNTIFS({where},{key},{MARK_SHEETS},"{sheet}")>0',
            "format": self.book.add_format(MARKED),
            "stop_if_true": True,
        }
        self.sheet.conditional_format(self.first, 0, self.reach, len(self.table.columns) - 1, rule)

    def _sparklines(self) -> None:
        headings = [column.heading for column in self.table.columns]
        for at, column in enumerate(self.table.columns):
            if column.spark is None:
                continue
            begin, end = (column_letter(self.starts[headings.index(heading)] + 1) for heading in column.spark)
            for row in range(self.first, self.first + len(self.table.rows)):
                area = f"'{self.sheet.get_name()}'!{begin}{row + 1}:{end}{row + 1}"
                line = {"range": area, "series_color": NAVY, "last_point": True, "last_color": "#B3001B"}
                self.sheet.add_sparkline(row, self.starts[at], line)


def put_samples(sheet: Worksheet, formats: Formats, long: LongRows) -> None:
    """What XlsxWriter must know of long rows while it makes the rest of the workbook."""
    for row, looks in enumerate(long.samples, start=long.first):
        for at, names in looks.items():
            put(sheet, formats, row, long.left + at, None, names)


def colour_by_word(book: Workbook, sheet: Worksheet, style: str, columns: Sequence[int], first: int, last: int) -> None:
    """Let cells of those columns take the colour of the word in them; rows and columns count from 0."""
    letters = [column_letter(column + 1) for column in columns]
    areas = [f"{letter}{first + 1}:{letter}{last + 1}" for letter in letters]
    for word, look in BY_WORD[style].items() if areas else ():
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.add_format(dict(look))}
        if len(areas) > 1:
            rule["multi_range"] = " ".join(areas)
        sheet.conditional_format(areas[0], rule)


def choice(name: str) -> dict[str, object]:
    """A drop-down from a named list. It asks before it takes another word, for CLEAR is one."""
    return {
        "validate": "list",
        "source": f"={list_name(name)}",
        "error_type": "warning",
        "error_title": "Not on the list",
        "error_message": _NOT_LISTED,
    }


def write_note(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """A note on a cell, in a box that shows all of it."""
    lines = text_lines(text, 30, size=9)
    options = {"width": 236, "height": 12 + 15 * lines, "font_name": "Arial", "font_size": 9, "color": "#FFFBE6"}
    sheet.write_comment(row, column, text, options)


def _names(column: PackColumn) -> Names:
    if column.style == UNSEEN:
        return (UNSEEN,)
    return ("cell", column.style, "worked out") if column.shaded else ("cell", column.style)


def _header_names(column: PackColumn) -> Names:
    """A heading stands over its figures: on the side on which they do. Over what nobody sees it is not seen either."""
    if column.style == UNSEEN:
        return (UNSEEN,)
    name = "header worked out" if column.shaded else "header"
    return name, f"header {STYLES[column.style].get('align', 'left')}"


def _bold(names: Names) -> bool:
    return any(STYLES[name].get("bold", False) for name in names)
