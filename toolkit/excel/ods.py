"""OpenDocument spreadsheets (.ods), as LibreOffice and Google save them, read from their one XML part.

Its repeat counts stand for a million rows in a few bytes, so rows are counted here and only real ones are made. What is
made is taken from the same allowance as that of an Excel workbook.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from toolkit.errors import CannotRead
from toolkit.excel.bounded import Allowance, damaged
from toolkit.excel.ooxml.areas import LAST_COLUMN, LAST_ROW
from toolkit.excel.ooxml.package import Package
from toolkit.excel.probe import no_sheets
from toolkit.excel.scan import COLUMN_GAP, MAX_AREA, ROW_GAP
from toolkit.model.grid import Area, Cell, Sheet, Value, plain

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_ROWS, _ROW = ("table-row-group", "table-header-rows", "table-rows"), f"{_TABLE}table-row"
_GROUPS = tuple(f"{_TABLE}{name}" for name in _ROWS)
_MOST_TAGS = 3_000_000
"""Each takes about a hundred bytes; a plan of five thousand actions has half a million."""
_LONGEST_TEXT = 1_000_000
"""Characters of one cell; a cell of Excel has at most 32,767."""
_CLOCK = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


@dataclass
class _Reading:
    """One sheet while its rows are read."""

    rows: list[list[Value]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    errors: dict[Cell, str] = field(default_factory=dict)
    formulas: set[Cell] = field(default_factory=set)
    formats: dict[Cell, str] = field(default_factory=dict)
    far: dict[Cell, str] = field(default_factory=dict)
    notes: dict[Cell, str] = field(default_factory=dict)


def ods_sheets(source: str, data: bytes) -> list[Sheet]:
    """Every sheet of an OpenDocument spreadsheet; fills and month formats are not told."""
    parts = Package(source, data)
    if parts.has("META-INF/manifest.xml") and b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise CannotRead(
            f"{source} needs a password to open. Save it without one (or as .xlsx) and try again.", state="Password"
        )
    if not parts.read("mimetype").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise CannotRead(
            f"{source} is a LibreOffice document, but not a spreadsheet. Choose the workbook itself.",
            state="Not a workbook",
        )
    content = parts.xml("content.xml")
    if content.count(b"<") > _MOST_TAGS:
        raise _too_large(source, f"holds more than {_MOST_TAGS:,} cells and paragraphs")
    try:
        root = etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise parts.damaged("content.xml") from error
    unseen = _unseen_styles(root)
    tables = root.findall(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    if not tables:
        raise no_sheets(source)
    allowance = Allowance(source)
    allowance.sheets(len(tables))
    return [_sheet(source, table, unseen, allowance) for table in tables]


def _unseen_styles(root: etree._Element) -> set[str]:
    properties = root.iterfind(f"{_OFFICE}automatic-styles/{_STYLE}style/{_STYLE}table-properties")
    hidden = (e.getparent() for e in properties if e.get(f"{_TABLE}display") == "false")
    return {e.get(f"{_STYLE}name", "") for e in hidden if e is not None}


def _sheet(source: str, table: etree._Element, unseen: set[str], allowance: Allowance) -> Sheet:
    name = table.get(f"{_TABLE}name", "")
    got, row = _Reading(), 1
    for element in _rows(table):
        times = _repeat(source, element, "number-rows-repeated")
        if row + times - 1 > LAST_ROW:
            raise damaged(source)
        _read_row(f"{source}, sheet '{name}',", element, row, times, got, allowance)
        row += times
    return Sheet(
        name, got.rows, table.get(f"{_TABLE}style-name", "") not in unseen, frozenset(got.hidden), tuple(got.merged),
        got.errors, frozenset(got.formulas), got.formats, far=got.far, notes=got.notes,
    )  # fmt: skip


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a sheet, in groups or not; a table within a cell is no row of the sheet."""
    for element in table.iterchildren(_ROW, *_GROUPS):
        if element.tag == _ROW:
            yield element
        else:
            yield from _rows(element)


def _read_row(where: str, element: etree._Element, row: int, times: int, got: _Reading, allowance: Allowance) -> None:
    notes = {(row, column): text for column, text in _notes(where, element)}
    allowance.spend(noted=len(notes), text=sum(map(len, notes.values())))
    got.notes |= notes
    cells = list(_filled(where, element))
    # Also where nothing is filled: a million rows may have cost time that nobody sees.
    allowance.spend(cells=len(element) + len(cells))
    if not cells:
        return
    if element.get(f"{_TABLE}visibility", "visible") != "visible":
        allowance.spend(noted=times)
        got.hidden.update(range(row, row + times))
    too_far = row - len(got.rows) > ROW_GAP
    values: list[Value] = []
    for column, value, cell in cells:
        if too_far or column - len(values) > COLUMN_GAP:
            got.far[row, column] = str(value)
            allowance.spend(noted=1)
            continue
        values += [None] * (column - 1 - len(values)) + [value]
        if _notice(cell, row, column, got):
            allowance.spend(noted=1)
    if any(value is not None for value in values) or (values and not too_far):
        if (row + times) * max(len(values), 1) > MAX_AREA:
            raise _too_large(where, "holds more rows than a plan can have")
        allowance.spend(
            block=(row - 1 - len(got.rows)) + times * len(values),
            text=times * sum(len(value) for value in values if isinstance(value, str)),
        )
        got.rows += [[] for _ in range(row - 1 - len(got.rows))] + [list(values) for _ in range(times)]


def _filled(where: str, row: etree._Element) -> Iterator[tuple[int, Value, etree._Element]]:
    """Column, value and element of every cell of a row that shows something, an error too."""
    column = 1
    for cell in row.iterchildren(*_CELLS):
        times = _repeat(where, cell, "number-columns-repeated")
        if column + times - 1 > LAST_COLUMN:
            raise damaged(where)
        value = _value(where, cell)
        shows = value is not None and not (isinstance(value, str) and not value.strip())
        if shows or _error(cell):
            if isinstance(value, str) and len(value) > _LONGEST_TEXT:
                raise _too_large(where, f"holds a cell of more than {_LONGEST_TEXT:,} characters")
            yield from ((column + n, value, cell) for n in range(times))
        column += times


def _notes(where: str, row: etree._Element) -> Iterator[tuple[int, str]]:
    """Column and words of every note on the cells of a row, blank cells too."""
    column = 1
    for cell in row.iterchildren(*_CELLS):
        words = [_words(note) for note in cell.iterfind(f"{_OFFICE}annotation")]
        if text := "\n".join(filter(None, words)).strip():
            yield column, text
        column += _repeat(where, cell, "number-columns-repeated")


def _repeat(where: str, element: etree._Element, attribute: str) -> int:
    text = element.get(f"{_TABLE}{attribute}", "1")
    if not text.isdigit() or len(text) > 7 or not 0 < int(text) <= LAST_ROW:
        raise damaged(where)
    return int(text)


def _notice(cell: etree._Element, row: int, column: int, got: _Reading) -> bool:
    """What a cell says beside its value; gives whether it says anything."""
    if error := _error(cell):
        got.errors[row, column] = error
    if formula := bool(cell.get(f"{_TABLE}formula")):
        got.formulas.add((row, column))
    if percentage := cell.get(f"{_OFFICE}value-type") == "percentage":
        got.formats[row, column] = "0%"
    spans = [cell.get(f"{_TABLE}number-{way}-spanned", "1") for way in ("rows", "columns")]
    if merged := spans != ["1", "1"] and all(span.isdigit() and len(span) < 8 for span in spans):
        got.merged.append((row, column, row + int(spans[0]) - 1, column + int(spans[1]) - 1))
    return bool(error) or formula or percentage or merged


def _error(cell: etree._Element) -> str:
    return _words(cell) or "" if cell.get(f"{_EXTENDED}value-type") == "error" else ""


def _value(where: str, cell: etree._Element) -> Value:
    kind = cell.get(f"{_OFFICE}value-type")
    try:
        if kind in ("float", "percentage", "currency"):
            return plain(float(cell.get(f"{_OFFICE}value", "")))
        if kind == "date":
            return plain(dt.datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", "")))
        if kind == "time":
            return _time(cell.get(f"{_OFFICE}time-value", ""))
    except ValueError as error:
        raise damaged(where) from error
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    return None if cell.get(f"{_EXTENDED}value-type") == "error" else _words(cell)


def _time(text: str) -> Value:
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[1]) > 23:
        return text
    return dt.time(int(match[1]), int(match[2]), int(match[3]))


def _words(cell: etree._Element) -> str | None:
    """A cell's paragraphs, each on a line of its own; comments are not part of it."""
    lines, size = [], 0
    for paragraph in cell.iterfind(f"{_TEXT}p"):
        lines.append(_paragraph(paragraph))
        size += len(lines[-1])
        if size > _LONGEST_TEXT:
            break
    return "\n".join(lines) or None


def _paragraph(element: etree._Element) -> str:
    text = element.text or ""
    for part in element:
        if part.tag == f"{_TEXT}s":
            count = part.get(f"{_TEXT}c", "1")
            text += " " * (min(int(count), 1_000) if count.isdigit() and len(count) < 10 else 1)
        elif part.tag == f"{_TEXT}line-break":
            text += "\n"
        elif part.tag == f"{_TEXT}tab":
            text += "\t"
        elif part.tag != f"{_OFFICE}annotation":
            text += _paragraph(part)
        text += part.tail or ""
        if len(text) > _LONGEST_TEXT:
            break
    return text


def _too_large(where: str, seen: str) -> CannotRead:
    return CannotRead(f"{where} {seen}. Copy the rows that matter into a new workbook and use that.", state="Too large")
