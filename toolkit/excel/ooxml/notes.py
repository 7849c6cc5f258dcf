"""Notes and comments on cells, which no reader of values gives: of both kinds that Excel has had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from xml.etree import ElementTree

from toolkit.errors import CannotRead
from toolkit.excel.bounded import Allowance
from toolkit.excel.ooxml.areas import cell_of
from toolkit.excel.ooxml.package import Element, Package, parsed, text_of
from toolkit.model.grid import Cell

NOTES, THREADS = "comments", "threadedComment"
"""The old kind, which Excel calls notes now, and the new one, to which people reply. Beside a thread stands a note
that only tells an older Excel what was said in it."""
UNREADABLE = "The notes on this sheet are damaged and could not be read."


def notes_of(package: Package, part: str, allowance: Allowance) -> dict[Cell, str]:
    """What is written on the cells of a sheet, replies on lines of their own; where it is broken, that it is.

    The values of a sheet can be read whatever has become of its notes.
    """
    said: dict[str, dict[Cell, list[str]]] = {NOTES: defaultdict(list), THREADS: defaultdict(list)}
    for kind, xml in _parts(package, part):
        # A note takes a dozen elements, each opened and closed.
        allowance.spend(noted=xml.count(b"<") // 2)
        for cell, text in _written(xml):
            said[kind][cell].append(text)
    return {cell: "\n".join(texts) for cell, texts in sorted((said[NOTES] | said[THREADS]).items())}


def _parts(package: Package, part: str) -> list[tuple[str, bytes]]:
    try:
        related = [r for r in package.relations(part) if r.kind in (NOTES, THREADS) and package.has(r.target)]
        return [(relation.kind, package.xml(relation.target)) for relation in related]
    except CannotRead:
        return [(NOTES, b"")]


def _written(xml: bytes) -> Iterator[tuple[Cell, str]]:
    """Cell and words of every note or reply that says anything."""
    try:
        root = parsed(xml)
        for element in (*root.iterfind(".//{*}comment"), *root.iterfind(".//{*}threadedComment")):
            if text := _words(element).strip():
                yield cell_of(element.get("ref", "").partition(":")[0]), text
    except (ElementTree.ParseError, ValueError):
        yield (1, 1), UNREADABLE


def _words(element: Element) -> str:
    written = element.find("{*}text")
    return "" if written is None else text_of(written) or written.text or ""
