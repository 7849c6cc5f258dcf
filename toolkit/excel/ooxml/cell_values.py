"""Cell values as a workbook file stores them: what is in a cell, and how a value is put there."""

from __future__ import annotations

import datetime as dt
import math
import re
from bisect import bisect, insort
from typing import NamedTuple

from lxml import etree

from toolkit.errors import CannotRead, CannotWrite
from toolkit.excel.ooxml.areas import any_number, area_name, around, cell_of, whole_number
from toolkit.excel.ooxml.package import MAIN, tag
from toolkit.model.grid import Cell, Value, address, plain

LONGEST_TEXT = 32_767
"""Characters in one cell, counted as Excel counts them (an emoji is two)."""

_CONTROLS = r"\x00-\x08\x0b-\x1f\ufffe\uffff"
# An underscore is escaped where it would otherwise begin an escape, be it one made of the next character.
_TO_ESCAPE = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}[_{_CONTROLS}])|[{_CONTROLS}]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


CELL, FORMULA, RESULT, INLINE, TEXT = map(tag, ("c", "f", "v", "is", "t"))


class Stored(NamedTuple):
    """A value in the file's terms; ``kind`` is n, t (text), b, e (error) or d (date as text)."""

    kind: str
    content: str

    def same(self, other: Stored | None) -> bool:
        """Whether both mean one value, however the number is written."""
        if other is None or self.kind != other.kind:
            return False
        if self.kind == "n":
            return any_number(self.content) == any_number(other.content)
        return self.content == other.content


def to_store(value: Value, *, date1904: bool) -> Stored | None:
    """A plain value in the file's terms; None for a blank.

    Raises CannotWrite for what a cell cannot hold: too long a text, a date before Excel's first day.
    """
    value = plain(value)
    if value is None:
        return None
    if isinstance(value, bool):
        return Stored("b", str(int(value)))
    if isinstance(value, str):
        return Stored("t", _fit_for_a_cell(value))
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise ValueError("a cell cannot hold an infinite number")
        return Stored("n", int.__repr__(value) if isinstance(value, int) else float.__repr__(value))
    number = serial(value, date1904=date1904)
    return Stored("n", str(int(number)) if number == int(number) else repr(number))


def _fit_for_a_cell(text: str) -> str:
    text = _LONE_SURROGATE.sub("\ufffd", str.__str__(text))
    length = len(text.encode("utf-16-le")) // 2
    if length > LONGEST_TEXT:
        raise CannotWrite(
            f"A text of {length:,} characters was to be written, and a cell holds {LONGEST_TEXT:,}. "
            f"Shorten it and try again. It begins: {text[:60]}"
        )
    return text


def serial(value: dt.date | dt.datetime | dt.time, *, date1904: bool) -> float:
    """The number Excel keeps for a date or a time."""
    if isinstance(value, dt.time):
        return _day_part(value)
    time = value.time() if isinstance(value, dt.datetime) else dt.time()
    day = dt.date(value.year, value.month, value.day)
    days = day.toordinal() - dt.date(1904, 1, 1).toordinal()
    if not date1904:
        # Excel's calendar holds a 29 February 1900 that never was.
        days += 1462 if day >= dt.date(1900, 3, 1) else 1461
    if days < (0 if date1904 else 1):
        first = 1904 if date1904 else 1900
        raise CannotWrite(
            f"The date {day.day} {day:%B} {day.year} cannot be written: Excel's dates begin in {first} "
            "in this workbook. Correct the date and try again."
        )
    return days + _day_part(time)


def _day_part(time: dt.time) -> float:
    seconds = time.hour * 3600 + time.minute * 60 + time.second
    return (seconds + time.microsecond / 1_000_000) / 86_400


def escaped(text: str) -> str:
    """Text as the file spells it: characters XML has no room for become ``_x0008_``."""
    if text.isprintable() and "_x" not in text:
        return text
    return _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def store(cell: etree._Element, stored: Stored | None) -> None:
    """Give an element a value of its own, whatever it held before; its style stays."""
    empty(cell)
    if stored is None:
        return
    if stored.kind == "t":
        # Inline, so that the workbook's shared strings need no change.
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, INLINE), TEXT)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.text = escaped(stored.content)
        return
    if stored.kind == "b":
        cell.set("t", "b")
    etree.SubElement(cell, RESULT).text = stored.content


def store_result(cell: etree._Element, stored: Stored | None) -> None:
    """Give a formula's cell a new result."""
    for result in [c for c in cell if c.tag in (RESULT, INLINE)]:
        cell.remove(result)
    drop_attribute(cell, "t")
    if stored is None:
        return
    if stored.kind != "n":
        cell.set("t", "str" if stored.kind == "t" else stored.kind)
    result = etree.Element(RESULT)
    result.text = escaped(stored.content)
    cell.insert([child.tag for child in cell].index(FORMULA) + 1, result)


def empty(cell: etree._Element) -> None:
    """Take value and formula out of a cell."""
    for child in [c for c in cell if c.tag in (FORMULA, RESULT, INLINE)]:
        cell.remove(child)
    # cm and vm tie a cell to its formula's spill and to a picture in the cell.
    for attribute in ("t", "cm", "vm"):
        drop_attribute(cell, attribute)


def drop_attribute(element: etree._Element, name: str) -> None:
    """Take an attribute away, if it is there."""
    if name in element.attrib:
        del element.attrib[name]


_ROW = tag("row")
_LOOK_UP = 200
"""How many rows up a new cell looks for a style; a list with a longer gap is another list."""

_NAMELESS = etree.XPath("boolean(//m:sheetData/m:row[not(@r) or m:c[not(@r)]])", namespaces={"m": MAIN})

_USUAL_WIDTH = 8.43


def number_rows(root: etree._Element) -> None:
    """Name rows and cells that rely on their position, and put rows in order."""
    data = root.find(tag("sheetData"))
    if data is None:
        return
    rows = data.findall(_ROW)
    if _NAMELESS(root):
        last = 0
        for row in rows:
            last = whole_number(row.get("r") or str(last + 1))
            row.set("r", str(last))
            _name_cells(row)
    numbers = [whole_number(row.get("r", "0")) for row in rows]
    if numbers != sorted(numbers):
        data.extend(sorted(rows, key=lambda row: whole_number(row.get("r", "0"))))


def _name_cells(row: etree._Element) -> None:
    column = 0
    for cell in row.iterfind(CELL):
        column = cell_of(cell.get("r", ""))[1] if cell.get("r") else column + 1
        cell.set("r", address(whole_number(row.get("r", "0")), column))


class Cells:
    """What stands where in one sheet; only rows that are asked for are looked through."""

    def __init__(self, root: etree._Element, where: str) -> None:
        self._where = where
        data = root.find(tag("sheetData"))
        rows = [] if data is None else data.findall(_ROW)
        self._rows = {whole_number(row.get("r", "0")): row for row in rows}
        if data is None or len(self._rows) < len(rows):
            raise self._damaged("it has no rows at all, or one of them twice")
        self._root = root
        self._data = data
        self._numbers = sorted(self._rows)
        self._cells: dict[int, dict[int, etree._Element]] = {}
        self._widths: list[tuple[int, int, float]] | None = None

    def _damaged(self, seen: str) -> CannotRead:
        return CannotRead(
            f"{self._where} is damaged: {seen}. Open the workbook in Excel, let Excel repair it, save it and try again."
        )

    def unhide(self, first: int, last: int) -> None:
        """Show rows a filter had hidden."""
        for number in self._numbers[bisect(self._numbers, first - 1) : bisect(self._numbers, last)]:
            drop_attribute(self._rows[number], "hidden")

    @property
    def last_row(self) -> int:
        """The last row the file has; 0 where it has none."""
        return self._numbers[-1] if self._numbers else 0

    def set_height(self, number: int, points: float | None) -> None:
        """Make a row as tall as its new text needs, or as tall as any row, unless somebody set the height.

        Said in the file, since not every program fits rows when it opens one; Excel still fits it again when typed in.
        """
        row = self._rows[number]
        if row.get("customHeight") in ("1", "true"):
            return
        if points is None:
            drop_attribute(row, "ht")
        else:
            row.set("ht", f"{points:g}")

    def width(self, column: int) -> float:
        """A column's width in characters."""
        if self._widths is None:
            spans = self._root.iterfind(f"{tag('cols')}/{tag('col')}")
            self._widths = [
                (
                    whole_number(c.get("min", "1")),
                    whole_number(c.get("max", "1")),
                    any_number(c.get("width", str(_USUAL_WIDTH))),
                )
                for c in spans
            ]
        return next((width for first, last, width in self._widths if first <= column <= last), _USUAL_WIDTH)

    def row(self, number: int) -> dict[int, etree._Element]:
        """The cells of a row, by column."""
        return self._row_cells(number)

    def find(self, cell: Cell) -> etree._Element | None:
        """The cell's element, where the file has one."""
        return self._row_cells(cell[0]).get(cell[1])

    def _row_cells(self, number: int) -> dict[int, etree._Element]:
        """The cells of a row by column, put in order if the file had them out of it."""
        if number not in self._cells:
            row = self._rows.get(number)
            cells = [] if row is None else row.findall(CELL)
            columns = {cell_of(cell.get("r", ""))[1]: cell for cell in cells}
            if len(columns) < len(cells):
                raise self._damaged(f"row {number} holds the same cell twice")
            if row is not None and list(columns) != sorted(columns):
                columns = dict(sorted(columns.items()))
                for position, cell in enumerate(columns.values()):
                    row.insert(position, cell)
            self._cells[number] = columns
        return self._cells[number]

    def new(self, cell: Cell, *, like: Cell | None) -> etree._Element:
        """A cell where there was none; it looks like ``like``, else like its surroundings."""
        number, column = cell
        style = self._style_for(cell, like)
        row = self._rows[number] if number in self._rows else self._new_row(number)
        attributes = {"r": address(number, column), **({"s": style} if style else {})}
        cells = self._row_cells(number)
        after = next((c for c in cells if c > column), None)
        element = etree.SubElement(row, CELL, attributes)
        if after is None:
            # An extension list may follow a row's cells.
            if len(row) > len(cells) + 1:
                row.insert(len(cells), element)
            cells[column] = element
        else:
            cells[after].addprevious(element)
            self._cells[number] = dict(sorted({**cells, column: element}.items()))
        # Spans only help Excel load a row faster, and this row's are no longer true.
        drop_attribute(row, "spans")
        return element

    def _new_row(self, number: int) -> etree._Element:
        row = etree.Element(_ROW, {"r": str(number)})
        position = bisect(self._numbers, number)
        if position < len(self._numbers):
            self._rows[self._numbers[position]].addprevious(row)
        else:
            self._data.append(row)
        insort(self._numbers, number)
        self._rows[number] = row
        self._cells[number] = {}
        return row

    def _style_for(self, cell: Cell, like: Cell | None) -> str | None:
        """The look of a new cell: as told, as its row says, as above it, as its column says."""
        number, column = cell
        if like is not None and (model := self.find(like)) is not None:
            return model.get("s")
        row = self._rows.get(number)
        if row is not None and row.get("customFormat") in ("1", "true"):
            return row.get("s")
        position = bisect(self._numbers, number - 1)
        for above in reversed(self._numbers[:position] if like is None else []):
            if above < number - _LOOK_UP:
                break
            model = self._row_cells(above).get(column)
            if model is not None and model.get("s"):
                return model.get("s")
        columns = self._root.iterfind(f"{tag('cols')}/{tag('col')}")
        spans = (c for c in columns if whole_number(c.get("min", "0")) <= column <= whole_number(c.get("max", "0")))
        return next((c.get("style") for c in spans), None)

    def extent(self) -> str:
        """The area from the first to the last cell there is, blank ones with a style included."""
        filled = [row for row in (self._rows[n].findall(CELL) for n in self._numbers) if row]
        if not filled:
            return "A1"
        return area_name(around([cell_of(row[end].get("r", "")) for row in filled for end in (0, -1)]))
