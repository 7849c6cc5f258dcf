"""The parts of a workbook that reading needs, unpacked within bounds, and a small workbook made of only those."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from toolkit.errors import CannotRead
from toolkit.excel.bounded import as_utf8, damaged
from toolkit.excel.ooxml.archive import BINARY, opened, unpacked
from toolkit.excel.probe import not_a_workbook

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STAMP = (1980, 1, 1, 0, 0, 0)
_TEXTS = re.compile(rb"<(?:[\w.-]+:)?sst(?=[\s/>])[^>]*>")
# The parser allots as many texts and styles as these say there are, and ends the process where that is too many.
_COUNT = re.compile(rb"\s(?:count|uniqueCount)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


@dataclass(frozen=True)
class SheetPart:
    """A line of the workbook's list of sheets that has cells."""

    name: str
    part: str
    visible: bool


class Parts:
    """One workbook's parts, each unpacked when it is asked for."""

    def __init__(self, source: str, data: bytes) -> None:
        self.source = source
        self._zip = opened(source, data)
        self._infos = {info.filename.lower().replace("\\", "/").lstrip("/"): info for info in self._zip.infolist()}

    @property
    def names(self) -> set[str]:
        """Every part's name in lower case."""
        return set(self._infos)

    def read(self, part: str) -> bytes:
        """A part as it is in the file; raises CannotRead where it is missing or broken."""
        info = self._infos.get(part.lower())
        if info is None:
            raise damaged(self.source)
        try:
            return unpacked(self._zip, info)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise damaged(self.source) from error

    def xml(self, part: str) -> bytes:
        """A part's XML in UTF-8; nothing where the workbook has no such part."""
        return as_utf8(self.source, self.read(part)) if part.lower() in self._infos else b""

    def tree(self, part: str) -> etree._Element:
        """A small part's XML as a tree."""
        try:
            return etree.fromstring(
                self.xml(part), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            )
        except (etree.XMLSyntaxError, ValueError) as error:
            raise damaged(self.source) from error

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationship id to (kind, part) for what a part points to inside the file; "" is the file itself."""
        folder, base = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations.lower() not in self._infos:
            return {}
        found = {}
        for element in self.tree(relations).iterfind("{*}Relationship"):
            if element.get("TargetMode") != "External":
                kind = element.get("Type", "").rsplit("/", 1)[-1]
                found[element.get("Id", "")] = kind, self._target(folder, element.get("Target", ""))
        return found

    def _target(self, folder: str, target: str) -> str:
        whole = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        return whole if whole.lower() in self._infos else unquote(whole)


class WorkbookParts:
    """A workbook's own part and what it points to."""

    def __init__(self, source: str, data: bytes) -> None:
        self.parts = Parts(source, data)
        main = [part for kind, part in self.parts.related("").values() if kind == "officeDocument"]
        if not main or main[0].lower() not in self.parts.names:
            raise not_a_workbook(source, self.parts.names)
        if self.parts.read(main[0]).startswith(BINARY):
            raise not_a_workbook(source, {"xl/workbook.bin"})
        self._root = self.parts.tree(main[0])
        if etree.QName(self._root).localname != "workbook":
            raise not_a_workbook(source, self.parts.names)
        self._related = self.parts.related(main[0])
        self._by_kind = dict(self._related.values())
        self.styles = self.parts.xml(self._by_kind.get("styles", ""))
        self.theme = self.parts.xml(self._by_kind.get("theme", ""))

    @property
    def sheets(self) -> list[SheetPart]:
        """Sheets with cells, in order; chart sheets are left out."""
        found = []
        for element in self._root.iterfind("{*}sheets/{*}sheet"):
            ids = [str(value) for key, value in element.items() if etree.QName(key).localname == "id"]
            kind, part = self._related.get(ids[0] if ids else "", ("", ""))
            if kind == "worksheet":
                found.append(SheetPart(element.get("name", ""), part, element.get("state", "visible") == "visible"))
        return found

    @property
    def shared(self) -> bytes:
        """The shared texts' XML, unpacked whenever it is asked for: of a large workbook it is large."""
        return self.parts.xml(self._by_kind.get("sharedStrings", ""))

    @property
    def date1904(self) -> bool:
        """Whether the workbook counts days from 1904, as those begun on old Macs do."""
        properties = self._root.find("{*}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true", "on")

    def shared_texts(self) -> list[str]:
        """The workbook's shared texts, which cells cite by number."""
        if not (shared := self.shared):
            return []
        try:
            root = etree.fromstring(shared, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise damaged(self.parts.source) from error
        return ["".join(t.text or "" for t in item.iter("{*}t")) for item in root.iterfind("{*}si")]

    def small(self, sheets: Iterable[bytes], count: int) -> bytes:
        """A workbook of so many sheets with the styles and texts of this one, and nothing else.

        The parser is given only what was unpacked here: it can meet no part that was not looked at, unpack none to
        more than the zip promised, and need not unpack anything twice.
        """
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
            for name, content in self._small_parts(sheets, count):
                package.writestr(zipfile.ZipInfo(name, _STAMP), content)
        return out.getvalue()

    def _small_parts(self, sheets: Iterable[bytes], count: int) -> Iterator[tuple[str, bytes | str]]:
        numbers = range(1, count + 1)
        listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
        targets = "".join(_relationship(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers)
        book = f'<workbookPr date1904="{int(self.date1904)}"/><sheets>{listed}</sheets>'
        yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>'
        yield "_rels/.rels", _relationships(_relationship("r1", "officeDocument", "xl/workbook.xml"))
        yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">{book}</workbook>'
        yield "xl/_rels/workbook.xml.rels", _relationships(targets)
        if self.styles:
            yield "xl/styles.xml", _COUNT.sub(b"", self.styles)
        if shared := self.shared:
            yield "xl/sharedStrings.xml", _uncounted(shared)
        for number, xml in enumerate(sheets, start=1):
            yield f"xl/worksheets/sheet{number}.xml", xml


def _uncounted(shared: bytes) -> bytes:
    return _TEXTS.sub(lambda tag: _COUNT.sub(b"", tag[0]), shared, count=1)


def _relationships(inside: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _relationship(id: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{id}" Type="{_REL}/{kind}" Target="{target}"/>'


def no_sheets(source: str) -> CannotRead:
    """A workbook in which nothing has cells."""
    return CannotRead(
        f"{source} has no sheet with cells in it. Open it in Excel to see whether it is the right file.",
        state="No sheets",
    )
