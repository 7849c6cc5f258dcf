"""Cell styles of somebody else's workbook; added to only so that a date shows as a date, and a number as a number."""

from __future__ import annotations

import copy
import re

from lxml import etree

from toolkit.errors import CannotWrite
from toolkit.excel.ooxml.cell_values import tag
from toolkit.excel.ooxml.package import Package

GENERAL = "general"
DATE_FORMAT = "dd/mm/yyyy"
MOMENT_FORMAT = "dd/mm/yyyy hh:mm"
TIME_FORMAT = "hh:mm"

_BUILT_IN_DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_BUILT_IN_TIMES = {*range(18, 22), *range(45, 48)}
_FIRST_FREE_FORMAT = 164
_NOT_FORMAT_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


class Styles:
    """The numbered cell styles of one workbook."""

    def __init__(self, package: Package, part: str | None) -> None:
        self._package = package
        self._part = part
        self._fitting: dict[tuple[int, str], int] = {}
        self._wraps: dict[int, bool] = {}

    def fitting(self, style: int, code: str) -> int:
        """The style itself where it shows what the format code shows (a date, a number), else its twin that does."""
        if (style, code) not in self._fitting:
            fits = self._shows(style, code) if self._part or code != GENERAL else True
            self._fitting[style, code] = style if fits else self._twin(style, code)
        return self._fitting[style, code]

    def wraps(self, style: int) -> bool:
        """Whether long text goes on in a further line of its cell."""
        if style not in self._wraps:
            formats = self._formats() if self._part else []
            alignment = formats[style].find(tag("alignment")) if style < len(formats) else None
            self._wraps[style] = alignment is not None and alignment.get("wrapText") in ("1", "true")
        return self._wraps[style]

    @property
    def _root(self) -> etree._Element:
        if self._part is None:
            raise CannotWrite(
                f"{self._package.name} has no cell styles, so a date would show as a number. "
                "Open it in Excel, save it and try again."
            )
        return self._package.tree(self._part)

    def _formats(self) -> list[etree._Element]:
        formats = self._root.find(tag("cellXfs"))
        return [] if formats is None else list(formats)

    def _codes(self) -> dict[int, str]:
        elements = self._root.iterfind(f"{tag('numFmts')}/{tag('numFmt')}")
        return {int(e.get("numFmtId", "0")): e.get("formatCode", "") for e in elements}

    def _shows(self, style: int, code: str) -> bool:
        formats = self._formats()
        number = int(formats[style].get("numFmtId", "0")) if style < len(formats) else 0
        custom = self._codes().get(number)
        if custom is None:
            is_date, is_time = number in _BUILT_IN_DATES, number in _BUILT_IN_TIMES
        else:
            letters = set(_NOT_FORMAT_LETTERS.sub("", custom.partition(";")[0]).lower())
            is_date, is_time = bool(letters & set("dy")), bool(letters & set("hs"))
        if code == GENERAL:
            return not (is_date or is_time)
        return is_time if code == TIME_FORMAT else is_date

    def _twin(self, style: int, code: str) -> int:
        """A style like the given one but for its number format: one there is, or a new one."""
        formats = self._formats()
        twin = copy.deepcopy(formats[style]) if style < len(formats) else etree.Element(tag("xf"))
        twin.set("numFmtId", str(self._format_number(code)))
        twin.set("applyNumberFormat", "1")
        for number, element in enumerate(formats):
            if _alike(element) == _alike(twin):
                return number
        parent = self._root.find(tag("cellXfs"))
        if parent is None:
            raise CannotWrite(
                f"{self._package.name} is incomplete: it has no list of cell styles. "
                "Open it in Excel, let Excel repair it, save it and try again."
            )
        parent.append(twin)
        parent.set("count", str(len(formats) + 1))
        return len(formats)

    def _format_number(self, code: str) -> int:
        if code == GENERAL:
            return 0
        codes = self._codes()
        for number, known in codes.items():
            if known.lower() == code:
                return number
        parent = self._root.find(tag("numFmts"))
        if parent is None:
            parent = etree.Element(tag("numFmts"))
            self._root.insert(0, parent)
        number = max([_FIRST_FREE_FORMAT - 1, *codes]) + 1
        etree.SubElement(parent, tag("numFmt"), {"numFmtId": str(number), "formatCode": code})
        parent.set("count", str(len(parent)))
        return number


def _alike(element: etree._Element) -> tuple[object, ...]:
    """What makes two styles the same, in whatever order it is written."""
    return element.tag, sorted(element.attrib.items()), [_alike(child) for child in element]
