"""What an Excel workbook carries beside its cells: properties, headers, pictures, charts, names, hidden columns."""

from __future__ import annotations

import re
from html import unescape

from toolkit.errors import CannotRead
from toolkit.excel.bounded import body_of
from toolkit.excel.ooxml.package import Element, SheetEntry, Workbook
from toolkit.model.english import counted, listed, quoted
from toolkit.model.finding import Severity
from toolkit.model.grid import column_letter
from toolkit.model.publication import ToKnow, Words

MAX_LOOKED_AT = 16 << 20
"""Bytes of one part that are looked at; what is larger is said not to be."""
MAX_OF_ALL = 64 << 20
"""The same of all parts together."""
_PROPERTIES = ("core-properties", "extended-properties", "custom-properties")
_OF_THE_PROGRAM = {
    "Application", "AppVersion", "DocSecurity", "ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged",
    "lpstr", "i4", "created", "modified", "TotalTime", "revision", "Pages", "Words", "Characters",
}  # fmt: skip
_AUTHORS = {"creator", "lastModifiedBy", "Manager"}
_HEADER = re.compile(r"<(?:[\w.-]+:)?(?:odd|even|first)(Header|Footer)\b[^<>]*>([^<]*)<")
_CODE = re.compile(r"&(?:\"[^\"]*\"|[0-9]{1,3}|K[0-9A-Fa-f]{6}|[A-Z])")
_COLUMN = re.compile(r"<(?:[\w.-]+:)?col\s([^<>]*)>")
_PROMPT = re.compile(r"\s(?:prompt|promptTitle|error|errorTitle)=\"([^\"]*)\"")
_ALT = re.compile(r"\salt=\"([^\"]*)\"")
_COPIED = re.compile(r"<(?:[\w.-]+:)?s\s[^<>]*?\bv=\"([^\"]*)\"|<(?:[\w.-]+:)?v>([^<]*)<")


def beside_cells(book: Workbook) -> tuple[list[Words], list[ToKnow]]:
    """The words beside the cells, each with its place, and what must be known of the file."""
    looked = _Looked(book)
    for kind in _PROPERTIES:
        looked.properties(kind)
    for entry in book.sheets:
        looked.sheet(entry)
    looked.names()
    looked.copies()
    looked.files()
    return looked.words, looked.to_know


class _Looked:
    """One workbook while it is looked through."""

    def __init__(self, book: Workbook) -> None:
        self.book, self.package = book, book.package
        self.words: list[Words] = []
        self.to_know: list[ToKnow] = []
        self._authors: dict[str, str] = {}
        self._left = MAX_OF_ALL

    def _xml(self, part: str) -> str:
        """A part's text; nothing where it is too large or broken, which is said."""
        try:
            xml = self.package.xml(part) if self.package.has(part) else b""
        except CannotRead:
            xml = b" " * (MAX_LOOKED_AT + 1)
        if len(xml) <= min(MAX_LOOKED_AT, self._left):
            self._left -= len(xml)
            return xml.decode("utf-8", "replace")
        self._not_looked_at(f"its part {part}, which is too large or broken")
        return ""

    def _parsed(self, part: str) -> Element | None:
        if not self._xml(part):
            return None
        try:
            return self.package.parsed(part)
        except CannotRead:
            self._not_looked_at(f"its part {part}, which is broken")
            return None

    def _not_looked_at(self, what: str) -> None:
        fix = "Look at it yourself, or take it out of what is published."
        self.to_know.append(ToKnow("the file", f"Not looked at: {what}.", fix))

    def _say(self, where: str, text: str, *, marks: bool = False) -> None:
        if text.strip():
            self.words.append(Words(where, text.strip(), marks))

    def properties(self, kind: str) -> None:
        """Title, author, company, what somebody added."""
        for relation in self.package.related("", kind):
            root = None if relation.outside else self._parsed(relation.target)
            for element in root.iter() if root is not None else ():
                name, text = _local(element.tag), (element.text or "").strip()
                if not text or name in _OF_THE_PROGRAM:
                    continue
                self._say(f"the document properties ({name})", text, marks=True)
                if name in _AUTHORS:
                    self._authors.setdefault(text, name)

    def sheet(self, entry: SheetEntry) -> None:
        """Headers and footers, messages at cells, hidden columns, pictures and charts of one sheet."""
        if not entry.part or not self.package.has(entry.part):
            return
        around = _around_cells(self.package.xml(entry.part))
        for which, text in _HEADER.findall(around):
            for piece in re.split(r"&[LCR]", unescape(text)):
                self._say(f"{entry.name}, the page {which.lower()}", _CODE.sub("", piece), marks=True)
        for text in _PROMPT.findall(around):
            self._say(f"{entry.name}, a message shown at cells", unescape(text))
        if columns := _hidden_columns(around):
            message = f"Has {counted(len(columns), 'hidden column')} ({', '.join(columns[:5])}) that goes out with it."
            fix = "Nothing to do if they may be read; else delete them."
            self.to_know.append(
                ToKnow(entry.name, message.replace("that goes", "that go") if len(columns) > 1 else message, fix)
            )
        for relation in self.package.relations(entry.part):
            if relation.kind in ("drawing", "chart", "vmlDrawing") and not relation.outside:
                self._drawing(entry.name, relation.target, depth=0)

    def _drawing(self, sheet: str, part: str, *, depth: int) -> None:
        """Alt text, text boxes and the words of charts; a chart points to no more than its own parts."""
        if part.lower().endswith(".vml"):
            for text in _ALT.findall(self._xml(part)):
                self._say(f"{sheet}, the alt text of a shape", unescape(text))
            return
        root = self._parsed(part)
        for element in root.iter() if root is not None else ():
            name = _local(element.tag)
            if name == "cNvPr":
                what = element.get("name") or "a picture"
                for attribute in ("descr", "title"):
                    self._say(f"{sheet}, the alt text of {what}", element.get(attribute) or "")
            elif name == "p":
                self._say(
                    f"{sheet}, a text box or title",
                    "".join(e.text or "" for e in element.iter() if _local(e.tag) == "t"),
                    marks=True,
                )
            elif name == "strCache":
                labels = [e.text or "" for e in element.iter() if _local(e.tag) == "v"]
                for label in labels:
                    self._say(f"{sheet}, a label of a chart", label)
        for relation in self.package.relations(part) if depth < 2 else ():
            if relation.kind in ("chart", "chartEx", "chartUserShapes", "diagramData") and not relation.outside:
                self._drawing(sheet, relation.target, depth=depth + 1)

    def names(self) -> None:
        """Defined names, the ones Excel hides too."""
        for element in self.book.root.iterfind("{*}definedNames/{*}definedName"):
            name = element.get("name", "")
            said = " ".join(filter(None, (name, element.text, element.get("comment"))))
            self._say(f"the defined name '{name[:60]}'", said)

    def copies(self) -> None:
        """What pivot tables and links keep of data that stands elsewhere."""
        kinds = {
            "xl/pivotcache/": "a pivot table's own copy of its data",
            "xl/externallinks/": "values of another workbook",
        }
        for folder, what in kinds.items():
            parts = sorted(p for p in self.package.keys if p.startswith(folder) and p.endswith(".xml"))
            texts = [unescape(a or b) for part in parts for a, b in _COPIED.findall(self._xml(part))]
            for text in texts:
                self._say(what, text)
            if texts:
                fix = "Copy the figures as values, and delete the pivot table or the link."
                self.to_know.append(ToKnow(what, "Keeps values that no sheet shows.", fix, Severity.WARNING))

    def files(self) -> None:
        """Who is named as having worked on it, and what cannot be looked into."""
        if self._authors:
            names = listed([quoted(name, 40) for name in self._authors][:3])
            fix = "In Excel, File, Info, Inspect Document takes names out."
            self.to_know.append(ToKnow("the document properties", f"Names {names} as having worked on it.", fix))
        keys = self.package.keys
        if any(key.startswith("xl/persons/") and b"displayName" in self.package.read(key) for key in keys):
            fix = "In Excel, File, Info, Inspect Document takes comments and names out."
            self.to_know.append(ToKnow("the comments", "Go out with the names of those who wrote them.", fix))
        for folder, what in (("xl/media/", "picture"), ("xl/embeddings/", "embedded file")):
            if number := sum(key.startswith(folder) for key in keys):
                self._not_looked_at(
                    f"what {counted(number, what)} shows" if number == 1 else f"what {counted(number, what)} show"
                )
        if any(key.endswith("vbaproject.bin") for key in keys):
            self._not_looked_at("its macros")


def _around_cells(xml: bytes) -> str:
    """A sheet without its cells, which are read elsewhere."""
    start, end = body_of(xml)
    kept = xml[:start] + xml[end:] if end else xml[:MAX_LOOKED_AT]
    return kept[:MAX_LOOKED_AT].decode("utf-8", "replace")


def _hidden_columns(around: str) -> list[str]:
    found = []
    for attributes in _COLUMN.findall(around):
        given = dict(re.findall(r"(\w+)=[\"']([^\"']*)[\"']", attributes))
        first, last = given.get("min", ""), given.get("max", "")
        if given.get("hidden") in ("1", "true") and first.isdigit() and last.isdigit() and len(first + last) < 12:
            left, right = column_letter(int(first)), column_letter(int(last))
            found.append(left if left == right else f"{left}:{right}")
    return found


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]
