"""What a sheet's XML says beside its values, read from the bytes, and how far the sheet really goes.

A parser makes a dense block of everything between the first and the last cell, so one space in row 1,048,576 costs a
gigabyte and a value in XFD1048576 ends the process. The bytes are looked through first, and a sheet like that is cut
down to its real rows before any parser sees it.

Whatever stands in the bytes, looking through them takes time in proportion to their number: no pattern here reads on
past the next ``<``, and every search goes on from where the one before it ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import TypeVar

from toolkit.errors import CannotRead
from toolkit.excel.bounded import Allowance, body_of, damaged, rewritten
from toolkit.excel.ooxml.areas import LAST_COLUMN, LAST_ROW, area_of, column_of
from toolkit.model.grid import Area, Cell

_T = TypeVar("_T")

MAX_AREA = 8_000_000
"""Cells in the block from A1 to the last value; more is no plan."""
LARGE, THIN, SMALL = 5_000_000, 20, 10_000
"""A block is looked at cell by cell if it is large, or if it is not small and most of it is empty."""
ROW_GAP, COLUMN_GAP = 1_000, 100
"""In such a block, a stretch of so many empty rows or columns ends the sheet."""

_STRETCH = 1_000_000

_MIXED = re.compile(rb"<[^\s<>/:]+:(?:row|c)[\s/>]")
_REF = re.compile(rb'<c r="([A-Za-z]{1,3})([0-9]{1,7})"')
_FILLED = re.compile(rb'<c r="([A-Za-z]{1,3})([0-9]{1,7})"([^<>]*)(?<!/)>(.*?)</c>', re.DOTALL)
_ERROR = b't="e"'
_RESULT = re.compile(rb"<v>([^<]*)</v>")
_FORMULA = re.compile(rb"<f[\s/>]")
_HIDDEN = re.compile(rb'<row r="([0-9]{1,7})"[^<>]*\shidden="(?:1|true)"')
_MERGED = re.compile(rb"<mergeCell\s[^<>]*?ref=[\"']([A-Za-z0-9:$]+)[\"']")
_VALUE = re.compile(rb"<(?:v|t)(?:\s[^<>]*)?>([^<]*)<")
_STYLE = re.compile(rb'<c r="([A-Za-z]{1,3})([0-9]{1,7})"[^<>]*?\ss="([0-9]{1,7})"')
_AT_ONCE = 1_000
"""Cells counted before it is asked whether they are too many."""
_FEW = 60
"""So many styles are looked for one by one, which is quicker; of more, every cell's is looked at."""


@dataclass(frozen=True)
class Scan:
    """What one sheet says beside its values."""

    errors: dict[Cell, str] = field(default_factory=dict)
    formulas: frozenset[Cell] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()
    styled: dict[Cell, int] = field(default_factory=dict)
    """Cells in one of the styles asked for, and their style."""
    far: dict[Cell, str] = field(default_factory=dict)
    """Values too far out to belong to a table, which XML that is safe to parse no longer holds."""
    has_tables: bool = False
    """Whether the sheet points to Excel tables."""


def scan_sheet(
    where: str,
    xml: bytes,
    *,
    styles: Collection[int] = (),
    shared: Callable[[], list[str]] = list,
    allowance: Allowance | None = None,
) -> tuple[Scan, bytes]:
    """Look through one sheet's XML, which ``as_utf8`` gave; gives what it says, and XML that is safe to parse.

    ``where`` names the file and the sheet in an error. ``styles``: the style numbers whose cells are wanted. ``shared``
    gives the workbook's shared texts and is asked only about a sheet that goes too far out. ``allowance``: what the
    workbook may still take.
    """
    allowance = allowance or Allowance(where)
    start, end = body_of(xml)
    cells, refs = _refs(xml, start, end)
    if not _is_orderly(xml, start, end, cells):
        xml = rewritten(where, xml)
        start, end = body_of(xml)
        cells, refs = _refs(xml, start, end)
    allowance.spend(cells=cells)
    rows, columns = _extent(where, *refs)
    cut, far = xml, dict[Cell, str]()
    if rows * columns > min(LARGE, max(SMALL, THIN * cells)):
        cut, far, rows, columns = _cut(where, xml, start, end, shared())
    allowance.spend(block=rows * columns)

    def noted(found: Iterable[_T]) -> Iterator[_T]:
        count = 0
        for one in found:
            count += 1
            if count == _AT_ONCE:
                allowance.spend(noted=count)
                count = 0
            yield one
        allowance.spend(noted=count)

    scan = Scan(
        dict(noted(_errors(xml, start, end, rows, columns))),
        frozenset(_formulas(xml, start, end, rows, columns)),
        frozenset(int(m[1]) for m in _matches(_HIDDEN, xml, start, end, b"hidden=") if int(m[1]) <= rows),
        tuple(noted(_merges(where, xml, end))),
        dict(noted(_styled(xml, start, end, styles, rows, columns))),
        far,
        xml.find(b"<tablePart ", end) >= 0,
    )
    return scan, cut


def _is_orderly(xml: bytes, start: int, end: int, refs: int) -> bool:
    """Whether the sheet is written as Excel writes it: no prefixes, every row and cell with its address first."""
    cells = xml.count(b"<c", start, end)
    if cells != refs:
        cells -= xml.count(b"<co", start, end) + xml.count(b"<ch", start, end)
    # The parser goes by the name after the colon, whatever stands before it.
    mixed = any(xml.find(sign, start, end) >= 0 for sign in (b":c", b":row")) and _MIXED.search(xml, start, end)
    odd = mixed or xml.find(b"<!") >= 0 or xml.find(b"<?", 5) >= 0 or xml.find(b":sheetData") >= 0
    return not odd and cells == refs and xml.count(b"<row", start, end) == xml.count(b'<row r="', start, end)


def _refs(xml: bytes, start: int, end: int) -> tuple[int, tuple[set[bytes], set[bytes]]]:
    """How many cells there are, and every column and row they name."""
    cells, columns, rows = 0, set[bytes](), set[bytes]()
    while start < end:
        # A stretch at a time, or the names of a large sheet's cells would take more memory than the sheet.
        stop = xml.find(b"<c ", start + _STRETCH, end)
        stop = end if stop < 0 else stop
        found = _REF.findall(xml, start, stop)
        cells, start = cells + len(found), stop
        columns.update(column for column, _ in found)
        rows.update(row for _, row in found)
    return cells, (columns, rows)


def _extent(where: str, columns: set[bytes], rows: set[bytes]) -> Cell:
    """The last row and column that any cell names, blank ones too."""
    numbers, last = set(map(int, rows)), max(map(_column, columns), default=0)
    if numbers and (min(numbers) < 1 or max(numbers) > LAST_ROW or last > LAST_COLUMN):
        raise damaged(where)
    return max(numbers, default=0), last


def _cut(where: str, xml: bytes, start: int, end: int, shared: list[str]) -> tuple[bytes, dict[Cell, str], int, int]:
    """The sheet up to its last real row and column; what holds more than spaces beyond is given beside it."""
    filled, texts = {}, {}
    # A text that thousands of cells share is stripped once: each would be given a copy of its own.
    stripped = cache(str.strip)
    # Up to the last closed cell, or every one that is not closed would be read on to the end.
    closed = xml.rfind(b"</c>", start, end) + len(b"</c>")
    for cell, match in _cells(_FILLED, xml, start, max(closed, start), b"<c", LAST_ROW, LAST_COLUMN):
        if text := stripped(_text(match, shared)):
            filled[cell], texts[cell] = match, text
    rows = _before_gap({row for row, _ in texts}, ROW_GAP)
    columns = _before_gap({column for row, column in texts if row <= rows}, COLUMN_GAP)
    if rows * columns > MAX_AREA:
        raise CannotRead(
            f"{where} holds values down to row {rows:,} and across {columns:,} columns, more than a plan can have. "
            "Copy the rows that matter into a new workbook and use that.",
            state="Too large",
        )
    lines: dict[int, list[bytes]] = {}
    for row, column in sorted(cell for cell in filled if cell[0] <= rows and cell[1] <= columns):
        lines.setdefault(row, []).append(filled[row, column][0])
    body = b"".join(b'<row r="%d">%s</row>' % (row, b"".join(cells)) for row, cells in lines.items())
    far = {cell: text for cell, text in texts.items() if cell[0] > rows or cell[1] > columns}
    return b"<worksheet><sheetData>" + body + b"</sheetData></worksheet>", far, rows, columns


def _before_gap(numbers: set[int], gap: int) -> int:
    last = 0
    for number in sorted(numbers):
        if number - last > gap:
            break
        last = number
    return last


def _text(cell: re.Match[bytes], shared: list[str]) -> str:
    """What a cell says, as far as it takes to tell whether it says anything."""
    values = b"".join(_VALUE.findall(cell[4])).decode("utf-8", "replace")
    if b't="s"' not in cell[3]:
        return unescape(values)
    return shared[int(values)] if values.isdigit() and int(values) < len(shared) else ""


def _cells(
    pattern: re.Pattern[bytes], xml: bytes, start: int, end: int, sign: bytes, rows: int, columns: int
) -> Iterator[tuple[Cell, re.Match[bytes]]]:
    for match in _matches(pattern, xml, start, end, sign):
        row, column = int(match[2]), _column(match[1])
        if row <= rows and column <= columns:
            yield (row, column), match


def _matches(pattern: re.Pattern[bytes], xml: bytes, start: int, end: int, sign: bytes) -> Iterator[re.Match[bytes]]:
    # Searching for a plain sign first is ten times cheaper, and most sheets do not have it.
    return pattern.finditer(xml, start, end) if xml.find(sign, start, end) >= 0 else iter(())


def _errors(xml: bytes, start: int, end: int, rows: int, columns: int) -> Iterator[tuple[Cell, str]]:
    at = xml.find(_ERROR, start, end)
    while at >= 0:
        name = _REF.match(xml, max(xml.rfind(b"<", start, at), 0))
        start = xml.find(b">", at, end) if name else at + len(_ERROR)
        if start < 0:
            return
        if name and xml[start - 1 : start] != b"/":
            close = xml.find(b"</c>", start, end)
            result = _RESULT.search(xml, start, close) if close >= 0 else None
            row, column = int(name[2]), _column(name[1])
            if result and row <= rows and column <= columns:
                yield (row, column), unescape(result[1].decode("utf-8", "replace"))
            if close < 0:
                return
            start = close
        at = xml.find(_ERROR, start, end)


def _formulas(xml: bytes, start: int, end: int, rows: int, columns: int) -> Iterator[Cell]:
    for match in _matches(_FORMULA, xml, start, end, b"<f"):
        # Back from the formula to its cell: most sheets have thousands of cells for one formula.
        opened = xml.rfind(b"<c ", start, match.start())
        name = _REF.match(xml, opened) if opened >= 0 else None
        start = match.end()
        if name and int(name[2]) <= rows and _column(name[1]) <= columns:
            yield int(name[2]), _column(name[1])


def _styled(
    xml: bytes, start: int, end: int, styles: Collection[int], rows: int, columns: int
) -> Iterator[tuple[Cell, int]]:
    few = len(styles) <= _FEW
    there = tuple(s for s in sorted(styles) if not few or xml.find(b' s="%d"' % s, start, end) >= 0)
    if there:
        wanted, pattern = frozenset(there), _in_styles(there) if few else _STYLE
        for cell, match in _cells(pattern, xml, start, end, b's="', rows, columns):
            if int(match[3]) in wanted:
                yield cell, int(match[3])


@cache
def _in_styles(styles: tuple[int, ...]) -> re.Pattern[bytes]:
    numbers = "|".join(map(str, styles)).encode()
    return re.compile(rb'<c r="([A-Za-z]{1,3})([0-9]{1,7})"[^<>]*?\ss="(' + numbers + rb')"')


def _merges(where: str, xml: bytes, start: int) -> Iterator[Area]:
    for match in _MERGED.finditer(xml, start):
        try:
            yield area_of(match[1].decode())
        except ValueError as error:
            raise damaged(where) from error


@cache
def _column(letters: bytes) -> int:
    return column_of(letters.decode())
