"""Packs written as workbooks of our own, with XlsxWriter. The same pack gives the same bytes.

What officers keep is never written here: ``excel.patch`` changes only the parts of it that must change.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from toolkit.excel import chart as charts
from toolkit.excel.finish import finished
from toolkit.excel.long_rows import LongRows, is_long
from toolkit.excel.ooxml.calculation import as_worked_out
from toolkit.excel.page import Rows, pixels, row_height, set_page, text_lines, text_width
from toolkit.excel.saving import replace
from toolkit.excel.styled_cells import (
    BY_WORD,
    FONT,
    LINE_HEIGHTS,
    SIZE,
    STYLES,
    TABS,
    UNSEEN,
    WIDTH,
    Formats,
    as_text,
    put,
)
from toolkit.excel.tables import ARROW, TableWriter, choice, colour_by_word, list_name, put_samples, write_note
from toolkit.model.pack import Block, Cells, Chart, Content, Facts, Gap, Line, Pack, PackSheet, Panels, Table, depth
from toolkit.model.schemes import LOOK

LISTS = "Lists"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_row_height": charts.ROW,
}
_READABLE = 180
"""Characters across which a paragraph may run; further, and the eye loses the line."""
_ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}


def write_pack(pack: Pack, target: Path) -> Path:
    """Write the pack to a file, whole or not at all; ``.xltx`` makes a template. Raises CannotWrite."""
    target.parent.mkdir(parents=True, exist_ok=True)
    replace(target, as_bytes(pack, template=target.suffix.lower() == ".xltx"))
    return target


def as_bytes(pack: Pack, *, template: bool = False) -> bytes:
    """The pack as the bytes of a workbook."""
    buffer = io.BytesIO()
    # Made anew each time: XlsxWriter writes into it. Without "none" Excel would show the theme's own font.
    font = {"font_name": FONT, "font_size": SIZE, "font_scheme": "none"}
    book = xlsxwriter.Workbook(buffer, {**_OPTIONS, "default_format_properties": font})
    book.set_properties(
        {
            "title": pack.title,
            "subject": pack.subject,
            "author": pack.organisation or "Improvement plan toolkit",
            "created": dt.datetime.combine(pack.created, dt.time()),
        }
    )
    as_worked_out(book)
    formats = Formats(book)
    written = [_SheetWriter(book, formats, pack, spec) for spec in _with_lists(pack)]
    for sheet in written:
        sheet.write()
    for name, cells in (_list_names(pack) | dict(pack.names)).items():
        book.define_name(name, f"={cells}")
    book.close()
    parts = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(written, start=1)}
    fitted = {part: sheet.fitted for part, sheet in parts.items() if sheet.fitted}
    long = {part: sheet.long for part, sheet in parts.items() if sheet.long}
    return finished(buffer.getvalue(), template=template, fitted=fitted, long=long)


def _with_lists(pack: Pack) -> list[PackSheet]:
    """The pack's sheets, with the lists of its drop-downs behind the last sheet people see."""
    sheets = list(pack.sheets)
    if pack.lists:
        seen = [at for at, sheet in enumerate(sheets, start=1) if sheet.state == "visible"]
        sheets.insert(max(seen, default=0), _lists_sheet(pack))
    return sheets


def _lists_sheet(pack: Pack) -> PackSheet:
    longest = max(map(len, pack.lists.values()))
    rows = [[_listed(words, at) for words in pack.lists.values()] for at in range(longest)]
    blocks = (Cells([list(pack.lists)], ("strong",)), Cells(rows))
    widths = [max(text_width(word) for word in (name, *words)) + 2 for name, words in pack.lists.items()]
    return PackSheet(LISTS, blocks, widths, state="hidden", protected=True)


def _listed(words: Sequence[str], at: int) -> Content:
    if at >= len(words):
        return None
    # A figure must be one in the list too, or Excel would put text where figures are added up.
    return int(words[at]) if words[at].isdigit() else words[at]


def _list_names(pack: Pack) -> dict[str, str]:
    columns = {name: xlsxwriter.utility.xl_col_to_name(at) for at, name in enumerate(pack.lists)}
    return {
        list_name(name): f"{LISTS}!${columns[name]}$2:${columns[name]}${len(words) + 1}"
        for name, words in pack.lists.items()
    }


class _SheetWriter:
    """One sheet in the making."""

    def __init__(self, book: xlsxwriter.Workbook, formats: Formats, pack: Pack, spec: PackSheet) -> None:
        self.book, self.formats, self.pack, self.spec = book, formats, pack, spec
        self.sheet: Worksheet = book.add_worksheet(spec.name)
        self.columns = max([len(spec.widths), *map(_columns, spec.blocks)])
        self.tables = list(_tables(spec.blocks, [top - 1 for top in spec.tops]))
        self.widths = self._widths()
        self.rows = Rows(self.sheet)
        self.fitted: set[int] = set()
        """Excel's numbers of the rows it may fit again."""
        self.long: LongRows | None = None

    def write(self) -> None:
        """Write the blocks and everything about the sheet as a whole."""
        self._set_columns()
        everywhere = (0, self.columns - 1)
        for block, top in zip(self.spec.blocks, self.spec.tops, strict=False):
            self._block(block, top - 1, everywhere)
        # Last, for how tall a chart is depends on the rows beside it.
        for block, top in zip(self.spec.blocks, self.spec.tops, strict=False):
            self._charts(block, top - 1, everywhere)
        self._set_view()
        if self.spec.state == "visible":
            breaks = [self.spec.tops[at] - 1 for at in self.spec.page_breaks]
            set_page(self.sheet, self.spec, self.pack, self.widths, breaks)
            self._repeat_headings()
        if self.spec.protected:
            self.sheet.protect("", _ALLOWED)

    def _widths(self) -> list[float]:
        """The columns' widths, wide enough for the longest word of their headings."""
        widths = [*self.spec.widths, *[WIDTH] * (self.columns - len(self.spec.widths))]
        for _, left, table in self.tables:
            for at, column in enumerate(table.columns, start=left):
                if column.style == UNSEEN or any(other.span > 1 for other in table.columns):
                    continue
                words = max(text_width(word, bold=True) for word in column.heading.split() or [""])
                widths[at] = max(widths[at], round(words, 1) + (ARROW if table.name else 0))
        return widths

    def _block(self, block: object, top: int, within: tuple[int, int]) -> None:
        match block:
            case Line():
                self._line(block, top, within)
            case Cells():
                self._cells(block, top)
            case Facts():
                self._facts(block, top)
            case Table():
                self._table(block, top, within[0])
            case Panels():
                for panel in block.panels:
                    for part, below in zip(panel.blocks, panel.tops, strict=False):
                        self._block(part, top + below, (panel.first, panel.last))
            case Chart() | Gap():
                pass

    def _charts(self, block: object, top: int, within: tuple[int, int]) -> None:
        match block:
            case Panels():
                for panel in block.panels:
                    for part, below in zip(panel.blocks, panel.tops, strict=False):
                        self._charts(part, top + below, (panel.first, panel.last))
            case Chart():
                first, last = within
                size = (
                    min(1000, sum(map(pixels, self.widths[first : last + 1])) - 4),
                    self.rows.pixels(top, block.rows, charts.ROW) - 6,
                )
                row, left, table = next(placed for placed in self.tables if placed[2].name == block.table)
                charts.draw(self.book, self.sheet, block, table, at=(top, first), table_at=(row, left), size=size)

    def _line(self, line: Line, row: int, within: tuple[int, int]) -> None:
        look = STYLES[line.style]
        size, bold = float(str(look.get("font_size", SIZE))), bool(look.get("bold"))
        first, last = within
        if within == (0, self.columns - 1):
            last = self._span() - 1 if self.spec.merge else 0
        lines = text_lines(line.text, sum(self.widths[first : last + 1]), size, bold)
        if lines == 1:
            put(self.sheet, self.formats, row, first, line.text, (line.style, "unwrapped"))
        else:
            self._merged(row, first, last, line.text, line.style)
        self.rows.at_least(row, max(row_height(lines, size), LINE_HEIGHTS.get(line.style, 0)))

    def _span(self) -> int:
        """How many columns a paragraph runs across."""
        total = 0.0
        for count, width in enumerate(self.widths, start=1):
            total += width
            if total > _READABLE:
                return max(1, count - 1)
        return self.columns

    def _merged(self, row: int, first: int, last: int, content: Content, style: str) -> None:
        names = (style, "wrapped")
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", self.formats[names])
        put(self.sheet, self.formats, row, first, content, names)

    def _cells(self, block: Cells, top: int) -> None:
        styles = [block.styles[min(column, len(block.styles) - 1)] for column in range(_columns(block))]
        if block is self.spec.blocks[-1] and set(styles).isdisjoint((*LINE_HEIGHTS, *BY_WORD)) and is_long(block):
            self.long = LongRows(block.rows, top, 0, [(style, "unwrapped") for style in styles])
            put_samples(self.sheet, self.formats, self.long)
            return
        for row, contents in enumerate(block.rows, start=top):
            for column, content in enumerate(contents):
                if content is not None:
                    put(self.sheet, self.formats, row, column, content, (styles[column], "unwrapped"))
            tallest = max((LINE_HEIGHTS.get(style, 0) for style in block.styles), default=0)
            if tallest:
                self.rows.at_least(row, tallest)
        for column, style in enumerate(styles):
            if style in BY_WORD:
                colour_by_word(self.book, self.sheet, style, [column], top, top + len(block.rows) - 1)

    def _facts(self, facts: Facts, top: int) -> None:
        for row, (label, content) in enumerate(facts.rows, start=top):
            rating = (f"{label} cell",) if label in LOOK else ()
            put(self.sheet, self.formats, row, 0, label, (f"{facts.style} label", *rating))
            lines = max(text_lines(label, self.widths[0], bold=True), self._value(facts, label, content, row))
            if label in facts.choices:
                self.sheet.data_validation(row, 1, row, 1, choice(facts.choices[label]))
            if label in facts.notes:
                write_note(self.sheet, row, 0, facts.notes[label])
            if label in facts.names:
                self.book.define_name(facts.names[label], f"='{self.spec.name}'!$B${row + 1}")
            if label in facts.help:
                put(self.sheet, self.formats, row, 2, facts.help[label], (f"{facts.style} help",))
                lines = max(lines, text_lines(facts.help[label], self.widths[2] - 2))
            self.rows.at_least(row, row_height(lines) + 1.5)
            self.fitted.add(row + 1)

    def _value(self, facts: Facts, label: str, content: Content, row: int) -> int:
        style, text = f"{facts.style} value", as_text(content)
        span = self._span()
        if span > 2 and label not in facts.help and text_lines(text, self.widths[1]) > 1:
            self._merged(row, 1, span - 1, content, style)
            return text_lines(text, sum(self.widths[1:span]) - 2)
        rating = (f"{content} cell",) if isinstance(content, str) and content in LOOK else ()
        put(self.sheet, self.formats, row, 1, content, (style, *rating))
        return text_lines(text, self.widths[1] - 2)

    def _table(self, table: Table, top: int, left: int) -> None:
        ends = table is self.spec.blocks[-1]
        writer = TableWriter(self.book, self.sheet, self.formats, self.rows, table, top, left, self.widths, ends)
        writer.write()
        self.long = writer.long
        if not self.long:
            self.fitted.update(range(writer.first + 1, writer.last + 2))
        self.sheet.ignore_errors({"number_stored_as_text": f"A{top + 2}:XFD{writer.reach + 1}"})

    def _set_columns(self) -> None:
        typed = self.tables[0][2].columns if self.spec.gridlines and len(self.tables) == 1 else ()
        for at, width in enumerate(self.widths):
            # The whole column has the format, so that a ref typed below the table stays text.
            form = self.formats[(typed[at].style,)] if at < len(typed) else None
            self.sheet.set_column(at, at, width, form)

    def _set_view(self) -> None:
        if not self.spec.gridlines:
            self.sheet.hide_gridlines(2)
        if self.spec.tab:
            self.sheet.set_tab_color(TABS[self.spec.tab])
        if self.spec.state == "hidden":
            self.sheet.hide()
        elif self.spec.state == "very hidden":
            self.sheet.very_hidden()
        if len(self.tables) == 1 and self.tables[0][0] < 12 and not self.spec.one_page:
            self.sheet.freeze_panes(self.tables[0][0] + 1, self.spec.freeze_columns)

    def _repeat_headings(self) -> None:
        """Repeat the headings of the last table, under which no other can come, and print what there is."""
        if self.tables and not self.spec.one_page:
            self.sheet.repeat_rows(self.tables[-1][0])
        last = self.spec.blocks[-1] if self.spec.blocks else None
        if not (isinstance(last, Table) and last.name):
            # Rows added to a table must print too, so a sheet that ends in one has no fixed area.
            rows = self.spec.tops[-1] + (depth(last) - 1 if last else 0)
            self.sheet.print_area(0, 0, max(0, rows - 1), max(0, self.columns - 1))


def _tables(blocks: Sequence[Block], tops: Sequence[int], left: int = 0) -> Iterator[tuple[int, int, Table]]:
    """Every table of a sheet, with the row and the column of its first heading, counted from 0."""
    for block, top in zip(blocks, tops, strict=False):
        if isinstance(block, Table):
            yield top, left, block
        elif isinstance(block, Panels):
            for panel in block.panels:
                yield from _tables(panel.blocks, [top + below for below in panel.tops], panel.first)


def _columns(block: object) -> int:
    match block:
        case Table():
            return sum(column.span for column in block.columns)
        case Panels():
            return max(panel.last + 1 for panel in block.panels)
        case Cells():
            return max((len(row) for row in block.rows), default=0)
        case Facts():
            return 3 if block.help else 2
        case _:
            return 1
