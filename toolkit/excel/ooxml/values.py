"""Cell values as a workbook file stores them: what is in a cell, and how a value is put there."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import NamedTuple

from lxml import etree

from toolkit.errors import CannotWrite
from toolkit.model.grid import Value, plain

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LONGEST_TEXT = 32_767
"""Characters in one cell, counted as Excel counts them (an emoji is two)."""

_CONTROLS = r"\x00-\x08\x0b-\x1f\ufffe\uffff"
# An underscore is escaped where it would otherwise begin an escape, be it one made of the next character.
_TO_ESCAPE = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}[_{_CONTROLS}])|[{_CONTROLS}]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def tag(name: str) -> str:
    """An element of a sheet, table or workbook part, as lxml names it."""
    return f"{{{MAIN}}}{name}"


CELL, FORMULA, RESULT, INLINE, TEXT = map(tag, ("c", "f", "v", "is", "t"))
_RUN = tag("r")


class Stored(NamedTuple):
    """A value in the file's terms; ``kind`` is n, t (text), b, e (error) or d (date as text)."""

    kind: str
    content: str

    def same(self, other: Stored | None) -> bool:
        """Whether both mean one value, however the number is written."""
        if other is None or self.kind != other.kind:
            return False
        if self.kind == "n":
            return float(self.content) == float(other.content)
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


def unescaped(text: str) -> str:
    """Text as Excel shows it."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def text_of(element: etree._Element) -> str:
    """The words of plain or rich text, without the reading aids of East Asian text."""
    texts = [*element.iterfind(TEXT), *element.iterfind(f"{_RUN}/{TEXT}")]
    return unescaped("".join(text.text or "" for text in texts))


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
