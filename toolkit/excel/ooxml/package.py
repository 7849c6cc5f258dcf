"""A workbook file as what it is: a zip of parts with relationships, opened within bounds and put together again."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from toolkit.errors import CannotRead, SignedWorkbook
from toolkit.excel.ooxml.archive import ZipWriter, opened, packed, unpacked

OFFICE_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_CONTENT_TYPES = "[Content_Types].xml"

_NEW_PART_DATE = (1980, 1, 1, 0, 0, 0)

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


@dataclass(frozen=True)
class Relation:
    """A pointer from one part to another, or out of the file."""

    id: str
    kind: str
    """The last word of its type: ``worksheet``, ``table``, ``hyperlink``."""
    target: str
    """The part's name, or for one outside the file the address as written."""
    outside: bool


class Package:
    """The parts of one workbook. Parts that nobody changes come out exactly as they went in."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._data = data
        self._zip = opened(name, data)
        self._infos = self._zip.infolist()
        self._names = {_key(info.filename): info.filename for info in self._infos}
        self._trees: dict[str, etree._Element] = {}
        self._before: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        if _key(_CONTENT_TYPES) not in self._names:
            raise CannotRead(
                f"{name} is a zip file, but not an Excel workbook. "
                "Open it in the program that made it and save it as an Excel workbook (.xlsx)."
            )
        signed = any(part.startswith("_xmlsignatures/") for part in self._names)
        if signed or any(r.kind == "origin" for r in self.relations("")):
            raise SignedWorkbook(
                f"{name} is digitally signed, and any change would break the signature. "
                "Take the signature off (File, Info, View Signatures), or use a copy without it."
            )

    def has(self, part: str) -> bool:
        """Whether the file holds the part, whatever its case."""
        return _key(part) in self._names and self._names[_key(part)] not in self._dropped

    def names(self) -> list[str]:
        """Every part, in the order of the file, those added last."""
        kept = (info.filename for info in self._infos if info.filename not in self._dropped)
        return [*kept, *self._added]

    def read(self, part: str) -> bytes:
        """A part's bytes as they were in the file."""
        if part in self._added:
            return self._added[part]
        if not self.has(part):
            raise CannotRead(
                f"{self.name} is incomplete: its part {part} is missing. "
                "Open it in Excel, let Excel repair it, save it and try again.",
                state="Damaged",
            )
        try:
            return unpacked(self._zip, self._zip.getinfo(self._names[_key(part)]))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise _damaged(self.name, part) from error

    def tree(self, part: str, tidy: Callable[[etree._Element], None] | None = None) -> etree._Element:
        """A part's XML, to be changed in place; a part that comes out as it was is not rewritten.

        ``tidy`` puts the XML in order before use, without counting as a change.
        """
        name = self._names.get(_key(part), part)
        if name not in self._trees:
            try:
                root = etree.fromstring(self.read(name), _PARSER)
            except etree.XMLSyntaxError as error:
                raise _damaged(self.name, part) from error
            if root.getroottree().docinfo.internalDTD is not None:
                raise _damaged(self.name, part)
            if tidy is not None:
                tidy(root)
            self._trees[name] = root
            self._before[name] = etree.tostring(root)
        return self._trees[name]

    def relations(self, part: str) -> list[Relation]:
        """Where a part points; the empty name stands for the package itself."""
        if not self.has(_relations_part(part)) and _relations_part(part) not in self._added:
            return []
        return [self._relation(part, e) for e in self.tree(_relations_part(part)).iter(_rel_tag())]

    def related(self, part: str, kind: str) -> list[Relation]:
        """Where a part points to parts of one kind."""
        return [r for r in self.relations(part) if r.kind == kind]

    def _relation(self, part: str, element: etree._Element) -> Relation:
        target = element.get("Target", "")
        outside = element.get("TargetMode") == "External"
        if not outside:
            base = posixpath.dirname(part)
            target = posixpath.normpath(posixpath.join("/" + base, target)).lstrip("/")
            target = target if self.has(target) else unquote(target)
            target = self._names.get(_key(target), target).replace("\\", "/")
        kind = element.get("Type", "").rsplit("/", 1)[-1]
        return Relation(element.get("Id", ""), kind, target, outside)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Point a part at another; gives the new relationship's id."""
        root = self.tree(_relations_part(part))
        taken = {e.get("Id") for e in root}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        relative = posixpath.relpath(target, posixpath.dirname(part) or ".")
        attributes = {"Id": f"rId{number}", "Type": f"{OFFICE_REL}/{kind}", "Target": relative}
        etree.SubElement(root, _rel_tag(), attributes)
        return f"rId{number}"

    def unrelate(self, part: str, relation: str) -> None:
        """Take one pointer away."""
        root = self.tree(_relations_part(part))
        for element in [e for e in root if e.get("Id") == relation]:
            root.remove(element)

    def add(self, part: str, data: bytes, content_type: str) -> None:
        """Put a new part into the file."""
        attributes = {"PartName": f"/{part}", "ContentType": content_type}
        etree.SubElement(self.tree(_CONTENT_TYPES), f"{{{_TYPES}}}Override", attributes)
        self._added[part] = data

    def drop(self, part: str) -> None:
        """Take a part and its content type out of the file."""
        self._dropped.add(self._names[_key(part)])
        root = self.tree(_CONTENT_TYPES)
        for element in self._type_of(part):
            root.remove(element)

    def retype(self, part: str, content_type: str) -> None:
        """Say anew what a part is."""
        for element in self._type_of(part):
            element.set("ContentType", content_type)

    def _type_of(self, part: str) -> list[etree._Element]:
        wanted = f"/{part.lower()}"
        return [e for e in self.tree(_CONTENT_TYPES) if e.get("PartName", "").lower() == wanted]

    def current(self, part: str) -> bytes:
        """A part as it is now, changes included."""
        name = self._names.get(_key(part), part)
        return etree.tostring(self._trees[name]) if name in self._trees else self.read(name)

    @property
    def changed(self) -> tuple[str, ...]:
        """Parts whose content is not what it was, those dropped among them, in the file's order."""
        return tuple(i.filename for i in self._infos if self._is_changed(i.filename))

    @property
    def added(self) -> tuple[str, ...]:
        """Parts the file did not have."""
        return tuple(self._added)

    def _is_changed(self, name: str) -> bool:
        if name in self._dropped:
            return True
        tree = self._trees.get(name)
        return tree is not None and etree.tostring(tree) != self._before[name]

    def to_bytes(self) -> bytes:
        """The whole file: same parts in the same order with the same dates, changed ones written anew."""
        changed = set(self.changed)
        out = ZipWriter(comment=self._zip.comment)
        for info in self._infos:
            if info.filename not in changed:
                out.copy(info, self._packed(info))
            elif info.filename not in self._dropped:
                out.write(info, self._serialised(info.filename))
        for name, data in self._added.items():
            current = self._serialised(name) if name in self._trees else data
            out.write(zipfile.ZipInfo(name, _NEW_PART_DATE), current)
        return out.finish()

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        try:
            return packed(self._data, info)
        except zipfile.BadZipFile as error:
            raise _damaged(self.name, info.filename) from error

    def _serialised(self, name: str) -> bytes:
        """Changed XML under the declaration it had, byte order mark and standalone included."""
        tree = self._trees[name].getroottree()
        original = self.read(name)
        utf8 = (tree.docinfo.encoding or "UTF-8").upper() == "UTF-8"
        head = original[: original.find(b"?>") + 2] if utf8 and b"<?xml" in original[:8] else b""
        newline = b"\r\n" if head and original[len(head) : len(head) + 2] == b"\r\n" else b"\n"
        if not head:
            head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        return head + newline + etree.tostring(tree, encoding="UTF-8", xml_declaration=False)


def _damaged(name: str, part: str) -> CannotRead:
    return CannotRead(
        f"{name} is damaged: its part {part} cannot be read. "
        "Open it in Excel, let Excel repair it, save it and try again.",
        state="Damaged",
    )


def _key(part: str) -> str:
    """A part's name as it is looked up: case does not count, nor which slash a program wrote."""
    return part.lower().replace("\\", "/").lstrip("/")


def _relations_part(part: str) -> str:
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _rel_tag() -> str:
    return f"{{{_PACKAGE_REL}}}Relationship"
