"""A workbook file that is being changed: what nobody changes comes out exactly as it went in."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable

from lxml import etree

from toolkit.errors import SignedWorkbook
from toolkit.excel.ooxml.archive import ZipWriter, packed
from toolkit.excel.ooxml.package import OFFICE_REL, PACKAGE, RELATION, Package, relations_of
from toolkit.excel.probe import not_a_workbook

_TYPES = f"{PACKAGE}/content-types"
_CONTENT_TYPES = "[Content_Types].xml"
_NEW_PART_DATE = (1980, 1, 1, 0, 0, 0)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


class ChangedPackage(Package):
    """The parts of one workbook, to be changed, added to and put together again."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(name, data)
        self._data = data
        self._trees: dict[str, etree._Element] = {}
        self._before: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        if not self.has(_CONTENT_TYPES):
            raise not_a_workbook(name, self.keys)
        signed = any(part.startswith("_xmlsignatures/") for part in self.keys)
        if signed or any(r.kind == "origin" for r in self.relations("")):
            raise SignedWorkbook(
                f"{name} is digitally signed, and any change would break the signature. "
                "Take the signature off (File, Info, View Signatures), or use a copy without it."
            )

    def has(self, part: str) -> bool:
        """Whether the file holds the part, whatever its case."""
        return part in self._added or (super().has(part) and self._name(part) not in self._dropped)

    def names(self) -> list[str]:
        """Every part, in the order of the file, those added last."""
        kept = (info.filename for info in self._infos if info.filename not in self._dropped)
        return [*kept, *self._added]

    def read(self, part: str) -> bytes:
        """A part's bytes as they were in the file."""
        return self._added[part] if part in self._added else super().read(part)

    def tree(self, part: str, tidy: Callable[[etree._Element], None] | None = None) -> etree._Element:
        """A part's XML, to be changed in place; a part that comes out as it was is not rewritten.

        ``tidy`` puts the XML in order before use, without counting as a change.
        """
        name = self._name(part)
        if name not in self._trees:
            try:
                root = etree.fromstring(self.xml(name), _PARSER)
            except (etree.XMLSyntaxError, ValueError) as error:
                raise self.damaged(part) from error
            if tidy is not None:
                tidy(root)
            self._trees[name] = root
            self._before[name] = etree.tostring(root)
        return self._trees[name]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Point a part at another; gives the new relationship's id."""
        root = self.tree(relations_of(part))
        taken = {e.get("Id") for e in root}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        relative = posixpath.relpath(target, posixpath.dirname(part) or ".")
        attributes = {"Id": f"rId{number}", "Type": f"{OFFICE_REL}/{kind}", "Target": relative}
        etree.SubElement(root, RELATION, attributes)
        return f"rId{number}"

    def unrelate(self, part: str, relation: str) -> None:
        """Take one pointer away."""
        root = self.tree(relations_of(part))
        for element in [e for e in root if e.get("Id") == relation]:
            root.remove(element)

    def add(self, part: str, data: bytes, content_type: str) -> None:
        """Put a new part into the file."""
        attributes = {"PartName": f"/{part}", "ContentType": content_type}
        etree.SubElement(self.tree(_CONTENT_TYPES), f"{{{_TYPES}}}Override", attributes)
        self._added[part] = data

    def drop(self, part: str) -> None:
        """Take a part and its content type out of the file."""
        self._dropped.add(self._name(part))
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
        name = self._name(part)
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
            raise self.damaged(info.filename) from error

    def _serialised(self, name: str) -> bytes:
        """Changed XML under the declaration it had, byte order mark and standalone included."""
        tree, original = self._trees[name].getroottree(), self.read(name)
        utf8 = self.xml(name) == original
        head = original[: original.find(b"?>") + 2] if utf8 and b"<?xml" in original[:8] else b""
        newline = b"\r\n" if head and original[len(head) : len(head) + 2] == b"\r\n" else b"\n"
        if not head:
            head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        return head + newline + etree.tostring(tree, encoding="UTF-8", xml_declaration=False)
