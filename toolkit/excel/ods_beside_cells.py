"""What an OpenDocument spreadsheet carries beside its cells: properties, headers, alt text."""

from __future__ import annotations

from toolkit.excel.ooxml.beside_cells import MAX_LOOKED_AT
from toolkit.excel.ooxml.package import Package
from toolkit.model.publication import ToKnow, Words

_PARTS = {"meta.xml": "the document properties", "styles.xml": "a page header or footer", "content.xml": "alt text"}
_ELEMENTS = {
    "meta.xml": None,
    "styles.xml": {"p"},
    "content.xml": {"title", "desc"},
}
"""Which elements are looked at in each; None for all. What stands in cells and notes is read with the cells."""
_AUTHORS = {"creator", "initial-creator", "printed-by"}


def ods_beside_cells(package: Package) -> tuple[list[Words], list[ToKnow]]:
    """The words beside the cells, each with its place, and what must be known of the file."""
    words: list[Words] = []
    fix = "Look at it yourself, or take it out of what is published."
    to_know = [ToKnow("the file", "Not looked at: what its pictures show, hidden columns and charts.", fix)]
    for part, where in _PARTS.items():
        if not package.has(part):
            continue
        if len(package.xml(part)) > MAX_LOOKED_AT:
            to_know.append(ToKnow("the file", f"Not looked at: its part {part}, which is too large.", fix))
            continue
        for element in package.parsed(part).iter():
            name, text = str(element.tag).rpartition("}")[2], "".join(element.itertext()).strip()
            wanted = _ELEMENTS[part]
            if text and (not len(element) if wanted is None else name in wanted):
                words.append(Words(where, text, marks=part != "content.xml"))
                if name in _AUTHORS:
                    to_know.append(
                        ToKnow(where, "Names somebody who worked on it.", "Take the names out before it goes.")
                    )
    return words, to_know
