"""The links of one sheet: old ones taken out of an area, new ones put in, and nothing else moved."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping

from lxml import etree

from toolkit.excel.ooxml.areas import area_name, area_of, meet, without
from toolkit.excel.ooxml.package import OFFICE_REL
from toolkit.excel.ooxml.values import tag
from toolkit.model.edits import Link
from toolkit.model.grid import Area, Cell

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
