"""Long runs of rows: put by our own code into the workbook that XlsxWriter made of everything else.

XlsxWriter keeps every cell and handles it many times over, which was most of the time a register took to write. It is
given blanks instead, a row of them for every kind of value there is: the looks of each column are read from those, and
the rows take their place. A workbook made so says the same as one written cell by cell.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import chain, zip_longest
from typing import NamedTuple

from toolkit.excel.ooxml.areas import area_name
from toolkit.excel.ooxml.cell_values import escaped, serial
from toolkit.excel.page import lines_in, room_of, row_height
from toolkit.excel.styled_cells import FIRST_YEAR, SURELY_FITS, Names, as_text, time_style
from toolkit.model.grid import column_letter
from toolkit.model.pack import Cells, Content, Table

Part = bytes | Iterator[bytes]
"""A part of a workbook's file, whole or made while it is packed."""
LONG = 25
"""From so many rows on it is worth it."""

_TIMES = (dt.date, dt.datetime, dt.time)
_USUAL = frozenset({type(None), str, bool, int, float, *_TIMES})
_AT_ONCE = 200
"""Rows made before they are packed."""

_SHARED, _TABLE = "xl/sharedStrings.xml", "xl/tables/table"
WITH_ROWS = (_SHARED, _TABLE)
"""How the names of parts begin that rows change, beside their sheets."""
_LOOK = re.compile(rb'<c r="([A-Z]+)([0-9]+)" s="([0-9]+)"/>')
_SPANS = re.compile(rb' spans="[0-9:]+"')
_LAST_ROW = re.compile(rb'(<dimension ref="[A-Z0-9]+:[A-Z]+)[0-9]+"')
_COUNTS = re.compile(rb' count="([0-9]+)" uniqueCount="[0-9]+"')
_ITEM_ENDS = b"</si>"


def is_long(block: Table | Cells) -> bool:
    """Whether a block is long, and so plain that its rows are nothing but values in the looks of their columns.

    What cannot be written at all is not plain: XlsxWriter's way refuses it.
    """
    if len(block.rows) < LONG:
        return False
    if isinstance(block, Table):
        if block.total or block.row_styles or block.cell_styles or any(c.spark or c.span > 1 for c in block.columns):
            return False
        if {len(row) for row in block.rows} != {len(block.columns)}:
            return False
    values = list(chain.from_iterable(block.rows))
    if not _USUAL.issuperset(map(type, values)) or max(map(len, _texts(values)), default=0) > SURELY_FITS:
        return False
    days = (value.year >= FIRST_YEAR for value in values if isinstance(value, dt.date))
    return all(days) and all(math.isfinite(value) for value in values if type(value) is float)


@dataclass(frozen=True)
class LongRows:
    """The long rows with which a sheet ends. Rows and columns count from 0."""

    rows: Sequence[Sequence[Content]]
    first: int
    left: int
    names: Sequence[Names]
    """The styles of each column."""
    widths: Sequence[float] = ()
    """How wide each column is, where rows are as tall as their texts need; without, blanks are no cells at all."""
    bold: Sequence[bool] = ()
    table: str = ""
    """The name of the Excel table whose body they are."""

    @cached_property
    def samples(self) -> list[dict[int, Names]]:
        """Rows of blanks, as columns and their styles: of the columns as such, then of each kind of day and time."""
        timed = ({at: (*self.names[at], time_style(kind)) for at in columns} for kind, columns in self.times.items())
        return [dict(enumerate(self.names)), *timed]

    @cached_property
    def times(self) -> dict[type, list[int]]:
        """The kinds of days and times there are, and in which of the columns each is."""
        kinds = [set(map(type, column)) for column in zip_longest(*self.rows)]
        found = {kind: [at for at, types in enumerate(kinds) if kind in types] for kind in _TIMES}
        return {kind: columns for kind, columns in found.items() if columns}

    @cached_property
    def rooms(self) -> list[float]:
        """What goes into a line of each column."""
        return [room_of(width, bold=bold) for width, bold in zip(self.widths, self.bold, strict=True)]

    def heights(self, rows: int) -> list[float]:
        """How tall the first rows are."""
        texts = ([as_text(content) for content in row] for row in self.rows[:rows])
        return [row_height(max(map(lines_in, row, self.rooms))) for row in texts]

    def area(self, rows: int) -> bytes:
        """So many of the rows and the headings above, by Excel's name."""
        return area_name((self.first, self.left + 1, self.first + rows, self.left + len(self.names))).encode()


def with_rows(parts: Mapping[str, bytes], long: Mapping[str, LongRows]) -> dict[str, Part]:
    """The parts of a workbook with the long rows of its sheets, each given by its sheet's part, in place of samples."""
    texts = _SharedTexts(parts[_SHARED])
    filled: dict[str, Part] = dict(parts)
    for name, run in long.items():
        texts.take(_texts(chain.from_iterable(run.rows)))
        filled[name] = _sheet(parts[name], run, texts.places)
        if run.table:
            own = b' displayName="%s"' % run.table.encode()
            part = next(part for part, xml in parts.items() if part.startswith(_TABLE) and own in xml)
            told, real = (b' ref="%s"' % run.area(rows) for rows in (len(run.samples), len(run.rows)))
            filled[part] = parts[part].replace(told, real)
    filled[_SHARED] = texts.xml()
    return filled


class _SharedTexts:
    """The workbook's shared texts, and those that join them."""

    def __init__(self, xml: bytes) -> None:
        counts = _COUNTS.search(xml)
        assert counts is not None
        self._head, self._count = xml[: counts.start()], int(counts[1])
        *items, _ = xml[counts.end() + 1 :].split(_ITEM_ENDS)
        self._items = {item + _ITEM_ENDS: place for place, item in enumerate(items)}
        self.places: dict[str, int] = {}

    def take(self, texts: Sequence[str]) -> None:
        """Give each text a place, its old one if it has one."""
        for text in texts:
            if text not in self.places:
                self.places[text] = self._items.setdefault(_shared(text), len(self._items))
        self._count += len(texts)

    def xml(self) -> bytes:
        """The part with all of them."""
        counts = f' count="{self._count}" uniqueCount="{len(self._items)}">'
        return b"".join([self._head, counts.encode(), *self._items, b"</sst>"])


def _shared(text: str) -> bytes:
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{kept}>{escape(escaped(text), quote=False)}</t></si>".encode()


def _sheet(xml: bytes, run: LongRows, places: Mapping[str, int]) -> Iterator[bytes]:
    """The sheet, some rows at a time."""
    start, end = xml.index(b'<row r="%d"' % (run.first + 1)), xml.index(b"</sheetData>")
    spans = _SPANS.search(xml, start)
    looks = {(column.decode(), int(row)): look.decode() for column, row, look in _LOOK.findall(xml, start, end)}
    columns = _columns(run, looks)
    yield _LAST_ROW.sub(rb'\g<1>%d"' % (run.first + len(run.rows)), xml[:start], count=1)
    for at in range(0, len(run.rows), _AT_ONCE):
        numbered = enumerate(run.rows[at : at + _AT_ONCE], start=run.first + 1 + at)
        lines = (_row(row, contents, columns, spans[0].decode() if spans else "", places) for row, contents in numbered)
        yield "".join(lines).encode()
    yield xml[end:]


class _Column(NamedTuple):
    """What a cell of one column is spelt with: before the row's number, and after it by what the cell holds."""

    cell: str
    blank: str
    text: str
    other: Mapping[type, str]
    room: float | None


def _columns(run: LongRows, looks: Mapping[tuple[str, int], str]) -> list[_Column]:
    """``looks``: the numbers of the samples' styles, by column and Excel's row."""
    columns = []
    for at in range(len(run.names)):
        letter = column_letter(run.left + at + 1)
        start = f'" s="{looks[letter, run.first + 1]}"'
        other = {int: f"{start}><v>", float: f"{start}><v>", bool: f'{start} t="b"><v>'}
        for row, (kind, within) in enumerate(run.times.items(), start=run.first + 2):
            if at in within:
                other[kind] = f'" s="{looks[letter, row]}"><v>'
        room = run.rooms[at] if run.rooms else None
        columns.append(_Column(f'<c r="{letter}', f"{start}/>", f'{start} t="s"><v>', other, room))
    return columns


def _row(
    number: int, contents: Sequence[Content], columns: Sequence[_Column], spans: str, places: Mapping[str, int]
) -> str:
    """One row. Excel may fit it again, so the height is not called a choice of ours."""
    cells, lines = [], 0
    for (cell, blank, text, other, room), content in zip(columns, contents, strict=False):
        if content is None or content == "":
            if room or content is not None:
                cells.append(f"{cell}{number}{blank}")
            continue
        if type(content) is str:
            cells.append(f"{cell}{number}{text}{places[content]}</v></c>")
            shown = content
        else:
            cells.append(f"{cell}{number}{other[type(content)]}{_stored(content)}</v></c>")
            shown = as_text(content)
        if room:
            lines = max(lines, lines_in(shown, room))
    height = f' ht="{row_height(max(1, lines)):.16g}"' if columns[0].room else ""
    return f'<row r="{number}"{spans}{height}>{"".join(cells)}</row>'


def _stored(content: Content) -> str:
    if isinstance(content, dt.date | dt.time):
        content = serial(content, date1904=False)
    return f"{int(content) if isinstance(content, bool) else content:.16G}"


def _texts(values: Iterable[Content]) -> list[str]:
    return [value for value in values if type(value) is str and value]
