"""A workbook file as what it is, a zip of parts with relationships: the one reader, for reading and for changing."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias
from urllib.parse import unquote
from xml.etree import ElementTree

from toolkit.errors import CannotRead
from toolkit.excel.bounded import as_utf8, damaged
from toolkit.excel.ooxml.archive import BINARY, opened, unpacked
from toolkit.excel.probe import not_a_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATION = f"{{{PACKAGE}/relationships}}Relationship"

Element: TypeAlias = Any
"""The standard library's where a workbook is read, which loads at once; lxml's, written as it was, where changed."""

_SHARED_TEXT = re.compile(rb"<(?:[^\s<>/:]+:)?si(?=[\s/>])")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def tag(name: str) -> str:
    """An element of a sheet, table or workbook part, as parsers name it."""
    return f"{{{MAIN}}}{name}"


@dataclass(frozen=True)
class Relation:
    """A pointer from one part to another, or out of the file."""

    id: str
    kind: str
    """The last word of its type: ``worksheet``, ``table``, ``hyperlink``."""
    target: str
    """The part's name, or for one outside the file the address as written."""
    outside: bool


@dataclass(frozen=True)
class SheetEntry:
    """A line of the workbook's list of sheets, and what it points to."""

    name: str
    id: str
    part: str
    kind: str
    """``worksheet`` for one with cells; chart sheets have another, and a line that points nowhere has none."""
    visible: bool


class Package:
    """The parts of one file, each unpacked when it is asked for."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._zip = opened(name, data)
        self._infos = self._zip.infolist()
        self._names = {_key(info.filename): info.filename for info in self._infos}
        self._parsed: dict[str, Element] = {}

    @property
    def keys(self) -> set[str]:
        """Every part's name in lower case."""
        return set(self._names)

    def has(self, part: str) -> bool:
        """Whether the file holds the part, whatever its case."""
        return _key(part) in self._names

    def read(self, part: str) -> bytes:
        """A part's bytes as they are in the file; raises CannotRead where it is missing or broken."""
        if not self.has(part):
            raise CannotRead(
                f"{self.name} is incomplete: its part {part} is missing. "
                "Open it in Excel, let Excel repair it, save it and try again.",
                state="Damaged",
            )
        try:
            return unpacked(self._zip, self._zip.getinfo(self._name(part)))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise self.damaged(part) from error

    def xml(self, part: str) -> bytes:
        """A part's XML in UTF-8."""
        return as_utf8(f"{self.name}, part {part},", self.read(part))

    def parsed(self, part: str) -> Element:
        """A part's XML as it is in the file, to be read and not changed."""
        try:
            return parsed(self.xml(part))
        except ElementTree.ParseError as error:
            raise self.damaged(part) from error

    def tree(self, part: str) -> Element:
        """A part's XML as it is now, kept for whoever asks again."""
        if part not in self._parsed:
            self._parsed[part] = self.parsed(part)
        return self._parsed[part]

    def relations(self, part: str) -> list[Relation]:
        """Where a part points; the empty name stands for the file itself."""
        listed = relations_of(part)
        elements = self.tree(listed).iterfind("{*}Relationship") if self.has(listed) else ()
        return [self._relation(part, element) for element in elements]

    def related(self, part: str, kind: str) -> list[Relation]:
        """Where a part points to parts of one kind."""
        return [r for r in self.relations(part) if r.kind == kind]

    def _relation(self, part: str, element: Element) -> Relation:
        target = element.get("Target", "")
        outside = element.get("TargetMode") == "External"
        if not outside:
            target = posixpath.normpath(posixpath.join("/" + posixpath.dirname(part), target)).lstrip("/")
            target = target if self.has(target) else unquote(target)
            target = self._name(target).replace("\\", "/")
        return Relation(element.get("Id", ""), element.get("Type", "").rsplit("/", 1)[-1], target, outside)

    def _name(self, part: str) -> str:
        """How the file spells the part's name."""
        return self._names.get(_key(part), part)

    def damaged(self, part: str) -> CannotRead:
        """A part that is not what it must be."""
        return damaged(self.name, f"its part {part}")


class Workbook:
    """A workbook's own part and what it points to."""

    def __init__(self, package: Package) -> None:
        self.package = package
        main = [r.target for r in package.related("", "officeDocument") if not r.outside]
        if not main or not package.has(main[0]):
            raise not_a_workbook(package.name, package.keys)
        self.part = main[0]
        if package.read(self.part).startswith(BINARY):
            raise not_a_workbook(package.name, {"xl/workbook.bin"})
        self.root = package.tree(self.part)
        if _local(self.root.tag) != "workbook":
            raise not_a_workbook(package.name, package.keys)

    def part_of(self, kind: str) -> str | None:
        """The part of one kind (styles, theme) that the workbook points to."""
        return next((r.target for r in self.package.related(self.part, kind) if not r.outside), None)

    def xml_of(self, kind: str) -> bytes:
        """That part's XML, unpacked whenever it is asked for; nothing where the workbook has none."""
        part = self.part_of(kind)
        return self.package.xml(part) if part is not None and self.package.has(part) else b""

    @property
    def sheets(self) -> list[SheetEntry]:
        """The list of sheets, as it is now."""
        relations = {r.id: r for r in self.package.relations(self.part) if not r.outside}
        nothing = Relation("", "", "", outside=True)
        found = []
        for element in self.root.iterfind("{*}sheets/{*}sheet"):
            ids = [str(value) for key, value in element.items() if _local(key) == "id"]
            to = relations.get(ids[0] if ids else "", nothing)
            seen = element.get("state", "visible") == "visible"
            found.append(SheetEntry(element.get("name", ""), element.get("sheetId", ""), to.target, to.kind, seen))
        return found

    @property
    def date1904(self) -> bool:
        """Whether the workbook counts days from 1904, as those begun on old Macs do."""
        properties = self.root.find("{*}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true", "on")

    @cached_property
    def sizes_of_shared_texts(self) -> list[int]:
        """Of each shared text a number of characters that it has no more than, told without reading it."""
        xml = self.xml_of("sharedStrings")
        _, *texts = _SHARED_TEXT.split(xml)
        sizes = list(map(len, texts))
        # What only looks like a text, in a comment or in another text, would put the others under wrong numbers.
        sound = b"<!" not in xml and all(b"</si>" in text or text.startswith(b"/>") for text in texts)
        return sizes if sound else [max(sizes)] * len(sizes)

    @cached_property
    def shared_texts(self) -> list[str]:
        """The workbook's shared texts, which cells cite by number."""
        part = self.part_of("sharedStrings")
        if part is None or not self.package.has(part):
            return []
        return [text_of(item) for item in self.package.parsed(part).iterfind("{*}si")]


def parsed(xml: bytes) -> Element:
    """XML in UTF-8 as a tree; raises ``ParseError`` where it is broken, be it in what it says of its encoding."""
    try:
        return ElementTree.fromstring(xml)
    except (LookupError, ValueError) as error:
        raise ElementTree.ParseError(str(error)) from error


def text_of(element: Element) -> str:
    """The words of plain or rich text, without the reading aids of East Asian text."""
    texts = [*element.iterfind("{*}t"), *element.iterfind("{*}r/{*}t")]
    return unescaped("".join(text.text or "" for text in texts))


def unescaped(text: str) -> str:
    """Text as Excel shows it."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def relations_of(part: str) -> str:
    """The part that lists where a part points."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def _key(part: str) -> str:
    """A part's name as it is looked up: case does not count, nor which slash a program wrote."""
    return part.lower().replace("\\", "/").lstrip("/")
