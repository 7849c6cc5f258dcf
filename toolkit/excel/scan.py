"""What a sheet's XML says beside its values, read from the bytes, and how far the sheet really goes.

A parser makes a dense block of everything between the first and the last cell, so one space in row 1,048,576 costs a
gigabyte and a value in XFD1048576 ends the process. The bytes are looked through first, and a sheet like that is cut
down to its real rows before any parser sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape

from toolkit.errors import CannotRead
from toolkit.excel.ooxml.areas import LAST_COLUMN, LAST_ROW, area_of, column_of
from toolkit.model.grid import Area, Cell, address

MAX_AREA = 20_000_000
"""Cells in the block from A1 to the last value; more is no plan."""
LARGE, THIN, SMALL = 5_000_000, 20, 10_000
"""A block is looked at cell by cell if it is large, or if it is not small and most of it is empty."""
ROW_GAP, COLUMN_GAP = 1_000, 100
"""In such a block, a stretch of so many empty rows or columns ends the sheet."""

_STRETCH = 1_000_000

_DECLARED = re.compile(rb"\A\s*<\?xml[^>]*?encoding=[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
_MIXED = re.compile(rb"<[\w.-]+:(?:row|c)[\s/>]")
_REF = re.compile(rb'<c r="([A-Za-z]{1,3})([0-9]{1,7})"')
_TOKEN = re.compile(rb"<(row|c)(?=[\s/>])([^>]*)>")
_ATTRIBUTE = re.compile(rb"\s(r|s|t|hidden)\s*=\s*[\"']([^\"']*)[\"']")
_NAME = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})\Z")
_FILLED = re.compile(rb'<c r="([A-Za-z]{1,3})([0-9]{1,7})"([^>]*)(?<!/)>(.*?)</c>', re.DOTALL)
_ERROR = re.compile(
    rb'<c r="([A-Za-z]{1,3})([0-9]{1,7})"[^>]*\st="e"[^>]*(?<!/)>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL
)
_FORMULA = re.compile(rb"<f[\s/>]")
_HIDDEN = re.compile(rb'<row r="([0-9]{1,7})"[^>]*\shidden="(?:1|true)"')
_MERGED = re.compile(rb"<mergeCell\s[^>]*?ref=[\"']([A-Za-z0-9:$]+)[\"']")
_VALUE = re.compile(rb"<(?:v|t)(?:\s[^>]*)?>([^<]*)<")


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


def as_utf8(where: str, xml: bytes) -> bytes:
    """A part's XML in UTF-8 and without a document type; the parser knows no other, and reads UTF-16 as empty."""
    declared = _DECLARED.match(xml)
    codec = declared[1].decode("ascii").lower() if declared else "utf-8"
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16"
    if codec not in ("utf-8", "utf8", "us-ascii", "ascii"):
        try:
            text = xml.decode(codec)
        except (LookupError, UnicodeError) as error:
            raise damaged(where) from error
        xml = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text).encode()
    if b"<!" in xml and (b"<!DOCTYPE" in xml or b"<!ENTITY" in xml):
        raise CannotRead(
            f"{where} carries instructions that Excel never writes (a document type), so it was not opened. "
            "Copy the sheets into a new workbook and use that.",
            state="Not safe to open",
        )
    return xml


def scan_sheet(
    where: str, xml: bytes, *, styles: Collection[int] = (), shared: Callable[[], list[str]] = list
) -> tuple[Scan, bytes]:
    """Look through one sheet's XML, which ``as_utf8`` gave; gives what it says, and XML that is safe to parse.

    ``where`` names the file and the sheet in an error. ``styles``: the style numbers whose cells are wanted. ``shared``
    gives the workbook's shared texts and is asked only about a sheet that goes too far out.
    """
    start, end = _body(xml)
    cells, refs = _refs(xml, start, end)
    if not _is_orderly(xml, start, end, cells):
        xml = _rewritten(where, xml)
        start, end = _body(xml)
        cells, refs = _refs(xml, start, end)
    rows, columns = _extent(where, *refs)
    cut, far = xml, dict[Cell, str]()
    if rows * columns > min(LARGE, max(SMALL, THIN * cells)):
        cut, far, rows, columns = _cut(where, xml, start, end, shared())
    scan = Scan(
        {cell: unescape(m[3].decode()) for cell, m in _cells(_ERROR, xml, start, end, b't="e"', rows, columns)},
        frozenset(_formulas(xml, start, end, rows, columns)),
        frozenset(int(m[1]) for m in _matches(_HIDDEN, xml, start, end, b"hidden=") if int(m[1]) <= rows),
        tuple(_merges(where, xml, end)),
        dict(_styled(xml, start, end, styles, rows, columns)),
        far,
        xml.find(b"<tablePart ", end) >= 0,
    )
    return scan, cut


def damaged(where: str) -> CannotRead:
    """The file's inside is broken."""
    return CannotRead(
        f"{where} is damaged and cannot be read. Open it in Excel, let Excel repair it, save it and try again; "
        "or ask for the file again.",
        state="Damaged",
    )


def _body(xml: bytes) -> tuple[int, int]:
    """Where the rows begin and end; an empty stretch where the sheet has none."""
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if start < 0:
        return 0, 0
    return start, end if end > start else len(xml)


def _is_orderly(xml: bytes, start: int, end: int, refs: int) -> bool:
    """Whether the sheet is written as Excel writes it: no prefixes, every row and cell with its address first."""
    cells = xml.count(b"<c", start, end)
    if cells != refs:
        cells -= xml.count(b"<co", start, end) + xml.count(b"<ch", start, end)
    # The parser goes by the name after the colon, whatever stands before it.
    mixed = any(xml.find(sign, start, end) >= 0 for sign in (b":c", b":row")) and _MIXED.search(xml, start, end)
    odd = mixed or xml.find(b"<!") >= 0 or xml.find(b":sheetData") >= 0
    return not odd and cells == refs and xml.count(b"<row", start, end) == xml.count(b'<row r="', start, end)


def _rewritten(where: str, xml: bytes) -> bytes:
    """The same sheet in that order."""
    xml = re.sub(rb"<!--.*?-->", b"", xml, flags=re.DOTALL)
    xml = re.sub(rb"<!\[CDATA\[(.*?)\]\]>", lambda m: _escaped(m[1]), xml, flags=re.DOTALL)
    xml = re.sub(rb"<(/?)[A-Za-z_][\w.-]*:(?=[A-Za-z])", rb"<\1", xml)
    start, end = _body(xml)
    row, column = 0, 0
    lines: list[list[bytes]] = []
    for token in _TOKEN.finditer(xml, start, end):
        given = dict(_ATTRIBUTE.findall(token[2]))
        if token[1] == b"row":
            row, column = _number(where, given.get(b"r"), row + 1), 0
            hidden = b' hidden="1"' if given.get(b"hidden") in (b"1", b"true") else b""
            lines.append([b'<row r="%d"%s>' % (row, hidden)])
        elif lines:
            row, column = _place(where, given.get(b"r"), row, column + 1)
            lines[-1].append(_cell(xml, token, end, address(row, column).encode(), given))
    body = b"".join(b"".join(line) + b"</row>" for line in lines)
    return b"<worksheet><sheetData>" + body + b"</sheetData>" + xml[end:].removeprefix(b"</sheetData>")


def _cell(xml: bytes, token: re.Match[bytes], end: int, name: bytes, given: dict[bytes, bytes]) -> bytes:
    kept = b"".join(b' %s="%s"' % (key, given[key]) for key in (b"s", b"t") if key in given)
    close = -1 if token[2].endswith(b"/") else xml.find(b"</c>", token.end(), end)
    inside = b"" if close < 0 else xml[token.end() : close]
    return b'<c r="%s"%s>%s</c>' % (name, kept, inside)


def _escaped(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _number(where: str, text: bytes | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isdigit() or len(text) > 7:
        raise damaged(where)
    return int(text)


def _place(where: str, name: bytes | None, row: int, column: int) -> Cell:
    if name is None:
        return row, column
    match = _NAME.match(name)
    if match is None:
        raise damaged(where)
    return int(match[2]), _column(match[1])


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
    for cell, match in _cells(_FILLED, xml, start, end, b"<c", LAST_ROW, LAST_COLUMN):
        if text := _text(match, shared).strip():
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


def _formulas(xml: bytes, start: int, end: int, rows: int, columns: int) -> Iterator[Cell]:
    for match in _matches(_FORMULA, xml, start, end, b"<f"):
        # Back from the formula to its cell: most sheets have thousands of cells for one formula.
        name = _REF.match(xml, xml.rfind(b"<c ", start, match.start()))
        if name and int(name[2]) <= rows and _column(name[1]) <= columns:
            yield int(name[2]), _column(name[1])


def _styled(
    xml: bytes, start: int, end: int, styles: Collection[int], rows: int, columns: int
) -> Iterator[tuple[Cell, int]]:
    there = tuple(style for style in sorted(styles) if xml.find(b' s="%d"' % style, start, end) >= 0)
    if there:
        for cell, match in _cells(_in_styles(there), xml, start, end, b's="', rows, columns):
            yield cell, int(match[3])


@cache
def _in_styles(styles: tuple[int, ...]) -> re.Pattern[bytes]:
    numbers = "|".join(map(str, styles)).encode()
    return re.compile(rb'<c r="([A-Za-z]{1,3})([0-9]{1,7})"[^>]*?\ss="(' + numbers + rb')"')


def _merges(where: str, xml: bytes, start: int) -> Iterator[Area]:
    for match in _MERGED.finditer(xml, start):
        try:
            yield area_of(match[1].decode())
        except ValueError as error:
            raise damaged(where) from error


@cache
def _column(letters: bytes) -> int:
    return column_of(letters.decode())
