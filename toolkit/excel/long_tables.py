"""Long tables: their rows are put by our own code into the workbook that XlsxWriter made of everything else.

XlsxWriter keeps every cell and handles it many times over, which was most of the time a register took to write. It is
given blanks instead, a row of them for every kind of value in the table: the looks of each column are read from those,
and the rows take their place. A workbook made so says the same as one written cell by cell.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple
from xml.sax.saxutils import escape

from toolkit.excel.cells import FIRST_YEAR, SURELY_FITS, Names, as_text, time_style
from toolkit.excel.heights import lines_in, room_of, row_height
from toolkit.excel.ooxml.areas import area_name
from toolkit.excel.ooxml.values import escaped, serial
from toolkit.model.grid import column_letter
from toolkit.model.pack import Content, Table

Part = bytes | Iterator[bytes]
"""A part of a workbook's file, whole or made while it is packed."""
LONG = 25
"""From so many rows on it is worth it."""

_TIMES = (dt.date, dt.datetime, dt.time)
_USUAL = frozenset({type(None), str, bool, int, float, *_TIMES})
_AT_ONCE = 200
"""Rows made before they are packed."""

_SHARED = "xl/sharedStrings.xml"
_TABLE = "xl/tables/table"
_LOOK = re.compile(rb'<c r="([A-Z]+)([0-9]+)" s="([0-9]+)"/>')
_SPANS = re.compile(rb' spans="[0-9:]+"')
_LAST_ROW = re.compile(rb'(<dimension ref="[A-Z0-9]+:[A-Z]+)[0-9]+"')
_COUNTS = re.compile(rb' count="([0-9]+)" uniqueCount="([0-9]+)"')


def is_long(table: Table) -> bool:
    """Whether a table is long, and so plain that its rows are nothing but values in the looks of their columns.

    What cannot be written at all is not plain: XlsxWriter's way refuses it.
    """
    if len(table.rows) < LONG or table.total or table.row_styles or table.cell_styles:
        return False
    if any(column.spark for column in table.columns) or {len(row) for row in table.rows} != {len(table.columns)}:
        return False
    values = list(chain.from_iterable(table.rows))
    if not _USUAL.issuperset(map(type, values)) or max(map(len, _texts(values)), default=0) > SURELY_FITS:
        return False
    days = (value.year >= FIRST_YEAR for value in values if isinstance(value, dt.date))
    return all(days) and all(math.isfinite(value) for value in values if type(value) is float)


@dataclass(frozen=True)
class LongTable:
    """The rows of one long table, under which its sheet has no more. Rows and columns count from 0."""

    table: Table
    first: int
    left: int
    names: Sequence[Names]
    """The styles of each column."""
    widths: Sequence[float]
    """How wide each of its columns is."""
    bold: Sequence[bool]

    @cached_property
    def samples(self) -> list[dict[int, Names]]:
        """Rows of blanks, as columns and their styles: of the columns as such, then of each kind of day and time."""
        timed = ({at: (*self.names[at], time_style(kind)) for at in columns} for kind, columns in self.times.items())
        return [dict(enumerate(self.names)), *timed]

    def heights(self, rows: int) -> list[float]:
        """How tall the first rows are."""
        columns = [_Lines(room_of(width, bold=bold)) for width, bold in zip(self.widths, self.bold, strict=True)]
        return [
            row_height(max(lines[as_text(content)] for lines, content in zip(columns, contents, strict=True)))
            for contents in self.table.rows[:rows]
        ]

    @cached_property
    def times(self) -> dict[type, list[int]]:
        """The kinds of days and times in the table, and in which of its columns each is."""
        kinds = [set(map(type, column)) for column in zip(*self.table.rows, strict=True)]
        found = {kind: [at for at, types in enumerate(kinds) if kind in types] for kind in _TIMES}
        return {kind: columns for kind, columns in found.items() if columns}

    def area(self, rows: int) -> bytes:
        """The table with so many rows and its headings, by Excel's name."""
        return area_name((self.first, self.left + 1, self.first + rows, self.left + len(self.names))).encode()


def with_rows(parts: Mapping[str, bytes], tables: Mapping[str, LongTable]) -> dict[str, Part]:
    """The parts of a workbook with the rows of its long tables, each given by its sheet's part, in place of samples."""
    texts = _SharedTexts(parts[_SHARED])
    filled: dict[str, Part] = dict(parts)
    for name, table in tables.items():
        texts.take(_texts(chain.from_iterable(table.table.rows)))
        filled[name] = _sheet(parts[name], table, texts.places)
        told, real = (b' ref="%s"' % table.area(rows) for rows in (len(table.samples), len(table.table.rows)))
        own = b' displayName="%s"' % table.table.name.encode()
        part = next(part for part, xml in parts.items() if part.startswith(_TABLE) and own in xml)
        filled[part] = parts[part].replace(told, real)
    filled[_SHARED] = texts.xml()
    return filled


class _SharedTexts:
    """The workbook's shared texts, and those that join them."""

    def __init__(self, xml: bytes) -> None:
        counts = _COUNTS.search(xml)
        assert counts is not None
        self._head, self._body = xml[: counts.start()], xml[counts.end() :].removesuffix(b"</sst>")
        self._count, self._first = int(counts[1]), int(counts[2])
        self.places: dict[str, int] = {}

    def take(self, texts: Sequence[str]) -> None:
        """Give each text a place."""
        for text in texts:
            self.places.setdefault(text, self._first + len(self.places))
        self._count += len(texts)

    def xml(self) -> bytes:
        """The part with all of them."""
        counts = f' count="{self._count}" uniqueCount="{self._first + len(self.places)}"'
        return b"".join([self._head, counts.encode(), self._body, *map(_shared, self.places), b"</sst>"])


def _shared(text: str) -> bytes:
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{kept}>{escape(escaped(text))}</t></si>".encode()


def _sheet(xml: bytes, table: LongTable, places: Mapping[str, int]) -> Iterator[bytes]:
    """The sheet, some rows at a time."""
    start, end = xml.index(b'<row r="%d"' % (table.first + 1)), xml.index(b"</sheetData>")
    spans = _SPANS.search(xml, start)
    looks = {(column.decode(), int(row)): look.decode() for column, row, look in _LOOK.findall(xml, start, end)}
    rows, columns = table.table.rows, _columns(table, looks)
    yield _LAST_ROW.sub(rb'\g<1>%d"' % (table.first + len(rows)), xml[:start], count=1)
    for at in range(0, len(rows), _AT_ONCE):
        numbered = enumerate(rows[at : at + _AT_ONCE], start=table.first + 1 + at)
        lines = (_row(row, contents, columns, spans[0].decode() if spans else "", places) for row, contents in numbered)
        yield "".join(lines).encode()
    yield xml[end:]


class _Column(NamedTuple):
    """What a cell of one column is spelt with: before the row's number, and after it by what the cell holds."""

    cell: str
    blank: str
    text: str
    other: Mapping[type, str]
    lines: Mapping[str, int]
    """How many lines each text takes in it."""


class _Lines(dict[str, int]):
    """How many lines texts take in so much room, each counted once: what stands in a column repeats itself."""

    def __init__(self, room: float) -> None:
        super().__init__()
        self._room = room

    def __missing__(self, text: str) -> int:
        self[text] = lines = lines_in(text, self._room)
        return lines


def _columns(table: LongTable, looks: Mapping[tuple[str, int], str]) -> list[_Column]:
    """``looks``: the numbers of the samples' styles, by column and Excel's row."""
    columns = []
    for at, (width, bold) in enumerate(zip(table.widths, table.bold, strict=True)):
        letter = column_letter(table.left + at + 1)
        start = f'" s="{looks[letter, table.first + 1]}"'
        other = {int: f"{start}><v>", float: f"{start}><v>", bool: f'{start} t="b"><v>'}
        for row, (kind, within) in enumerate(table.times.items(), start=table.first + 2):
            if at in within:
                other[kind] = f'" s="{looks[letter, row]}"><v>'
        lines = _Lines(room_of(width, bold=bold))
        columns.append(_Column(f'<c r="{letter}', f"{start}/>", f'{start} t="s"><v>', other, lines))
    return columns


def _row(
    number: int, contents: Sequence[Content], columns: Sequence[_Column], spans: str, places: Mapping[str, int]
) -> str:
    """One row, as tall as its texts need; Excel may fit it again, so the height is not called a choice of ours."""
    cells, tallest = [], 1
    for (cell, blank, text, other, lines), content in zip(columns, contents, strict=True):
        if content is None or content == "":
            cells.append(f"{cell}{number}{blank}")
            continue
        if type(content) is str:
            cells.append(f"{cell}{number}{text}{places[content]}</v></c>")
            shown = content
        else:
            cells.append(f"{cell}{number}{other[type(content)]}{_stored(content)}</v></c>")
            shown = as_text(content)
        if lines[shown] > tallest:
            tallest = lines[shown]
    return f'<row r="{number}"{spans} ht="{row_height(tallest):.16g}">{"".join(cells)}</row>'


def _stored(content: Content) -> str:
    if isinstance(content, dt.date | dt.time):
        content = serial(content, date1904=False)
    return f"{int(content) if isinstance(content, bool) else content:.16G}"


def _texts(values: Iterable[Content]) -> list[str]:
    return [value for value in values if type(value) is str and value]
