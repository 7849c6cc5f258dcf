"""An Excel table's own part: where the table stands, and what of it follows when its body grows or shrinks."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping

from lxml import etree

from toolkit.errors import CannotWrite
from toolkit.excel.ooxml.areas import area_name, area_of, meet, whole_number, without
from toolkit.excel.ooxml.cell_values import drop_attribute
from toolkit.excel.ooxml.package import OFFICE_REL, tag
from toolkit.model.edits import Link
from toolkit.model.grid import Area, Cell

_FILTER = tag("autoFilter")


class TablePart:
    """The XML of one table."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.names = {root.get("displayName", ""), root.get("name", "")}

    @property
    def name(self) -> str:
        """The name Excel shows in Table Design."""
        return self.root.get("displayName") or self.root.get("name") or ""

    @property
    def body(self) -> Area:
        """The cells between headings and totals."""
        top, left, bottom, right = area_of(self.root.get("ref", ""))
        return top + self._headings, left, bottom - self._totals, right

    @property
    def headings(self) -> Area:
        """The cells of the headings; an area of no rows where the table shows none."""
        top, left, _, right = area_of(self.root.get("ref", ""))
        return top, left, top + self._headings - 1, right

    @property
    def is_filtered(self) -> bool:
        """Whether a filter may have hidden some of its rows."""
        filters = self.root.find(_FILTER)
        return filters is not None and filters.find(tag("filterColumn")) is not None

    @property
    def formulas(self) -> list[str]:
        """The formula of every column; empty where a column has none, or has an array formula."""
        found = (column.find(tag("calculatedColumnFormula")) for column in self.root.iter(tag("tableColumn")))
        return ["" if f is None or f.get("array") in ("1", "true") else f.text or "" for f in found]

    def resize(self, rows: int, *, where: str) -> None:
        """Give the body so many rows; the filter's range follows. A row of totals stands in the way."""
        top, left, bottom, right = self.body
        if top + rows - 1 != bottom and self._totals:
            raise CannotWrite(
                f"{where}: the table {self.name!r} has a total row, which stands in the way of "
                f"{rows:,} rows. Take it off (Table Design, Total Row) and try again."
            )
        ref = area_name((top - self._headings, left, top + rows - 1 + self._totals, right))
        if self.root.get("ref") != ref:
            self.root.set("ref", ref)
            filters = self.root.find(_FILTER)
            if filters is not None:
                filters.set("ref", area_name((top - self._headings, left, top + rows - 1, right)))

    def forget_filter_and_order(self) -> None:
        """Drop the filter and the sort order that spoke of rows no longer there; the buttons stay."""
        filters = self.root.find(_FILTER)
        for holder in [self.root] if filters is None else [self.root, filters]:
            for element in [e for e in holder if e.tag in (tag("sortState"), tag("filterColumn"))]:
                # A filterColumn may only hide the button of a column; that still holds.
                if element.tag == tag("sortState") or len(element):
                    holder.remove(element)
        # Excel's mark of a table that shows an empty row to type into.
        drop_attribute(self.root, "insertRow")
        drop_attribute(self.root, "insertRowShift")

    @property
    def _headings(self) -> int:
        return whole_number(self.root.get("headerRowCount", "1"))

    @property
    def _totals(self) -> int:
        return whole_number(self.root.get("totalsRowCount", "0"))


LONGEST_TIP = 255
_BEFORE_LINKS = [
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations"),
]
_ID = f"{{{OFFICE_REL}}}id"


def relink(root: etree._Element, cleared: Iterable[Area], links: Mapping[Cell, Link]) -> set[str]:
    """Clear the areas of links, then link the cells; gives relationships nothing uses any more."""
    holder = root.find(tag("hyperlinks"))
    missing = {area_name((*cell, *cell)): link for cell, link in sorted(links.items())}
    areas = list(cleared)
    if holder is None:
        holder = etree.Element(tag("hyperlinks"))
        earlier = [e for e in root if e.tag in set(map(tag, _BEFORE_LINKS))]
        earlier[-1].addnext(holder)
    used_before = _used(holder)
    for element in list(holder):
        if _says(element, missing.get(element.get("ref", ""))):
            del missing[element.get("ref", "")]
        else:
            _trim(holder, element, areas)
    for ref, link in missing.items():
        etree.SubElement(holder, tag("hyperlink"), {"ref": ref, **_attributes(link)})
    if len(holder) == 0:
        root.remove(holder)
    return used_before - _used(holder)


def _attributes(link: Link) -> dict[str, str]:
    tip = {"tooltip": link.tip[:LONGEST_TIP]} if link.tip else {}
    return {"location": link.location, **tip}


def _says(element: etree._Element, link: Link | None) -> bool:
    """Whether a link of the file is already the one wanted."""
    if link is None:
        return False
    said = {k: v for k, v in element.attrib.items() if k in ("location", "tooltip", _ID)}
    return said == _attributes(link)


def _used(holder: etree._Element) -> set[str]:
    return {relationship for element in holder if (relationship := element.get(_ID))}


def _trim(holder: etree._Element, element: etree._Element, cleared: list[Area]) -> None:
    """Keep of a link what lies outside the cleared areas, as several links if need be."""
    area = area_of(element.get("ref", ""))
    if not any(meet(area, hole) for hole in cleared):
        return
    left = [area]
    for hole in cleared:
        left = [piece for whole in left for piece in without(whole, hole)]
    for piece in left:
        kept = copy.deepcopy(element)
        kept.set("ref", area_name(piece))
        element.addprevious(kept)
    holder.remove(element)
