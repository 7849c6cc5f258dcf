"""What one workbook may take of a computer, be it made to take more: cells, areas and time, spent sheet by sheet."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError

from toolkit.errors import CannotRead
from toolkit.excel.ooxml.areas import column_of
from toolkit.model.grid import Cell, address

MAX_SHEETS = 500
MAX_CELLS = 8_000_000
"""Cells written in the sheets of one workbook, blank ones with a look included."""
MAX_BLOCK = 16_000_000
"""Cells in the blocks from A1 to the last value, all sheets together; every one takes memory, filled or not."""
MAX_NOTED = 400_000
"""Cells with an error, merged areas, and cells of a look that says something."""
MAX_TEXT = 50_000_000
"""Characters of shared texts, counted for every cell that cites one: each is given a text of its own."""
MAX_SECONDS = 15
"""Of processor time; a plan of sixty thousand actions takes about three."""


class Allowance:
    """What is left for one workbook; the message names what ran out."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._cells = self._block = self._noted = self._text = 0
        self._began = time.thread_time()

    def spend(self, *, cells: int = 0, block: int = 0, noted: int = 0, text: int = 0) -> None:
        """Take so much; raises CannotRead where a plan cannot need it."""
        self._cells, self._block, self._noted = self._cells + cells, self._block + block, self._noted + noted
        self._text += text
        if self._cells > MAX_CELLS:
            raise self._refused(f"holds more than {MAX_CELLS:,} cells")
        if self._block > MAX_BLOCK:
            raise self._refused(f"reaches over more than {MAX_BLOCK:,} cells, most of them empty")
        if self._noted > MAX_NOTED:
            raise self._refused(f"holds more than {MAX_NOTED:,} merged areas, errors and coloured cells")
        if self._text > MAX_TEXT:
            raise self._refused(f"holds more than {MAX_TEXT:,} characters")
        if time.thread_time() - self._began > MAX_SECONDS:
            raise self._refused(f"took more than {MAX_SECONDS} seconds to read")

    @property
    def text_left(self) -> int:
        """How many characters more there may be."""
        return MAX_TEXT - self._text

    def sheets(self, count: int) -> None:
        """Refuse a workbook of more sheets than anybody keeps a plan in."""
        if count > MAX_SHEETS:
            raise self._refused(f"lists {count:,} sheets, and a plan may have {MAX_SHEETS:,}")

    def _refused(self, seen: str) -> CannotRead:
        return CannotRead(
            f"{self._source} {seen}, more than a plan can have. Copy the rows that matter into a new workbook "
            "and use that.",
            state="Too large",
        )


_DECLARED = re.compile(rb"\A\s*<\?xml[^<>]*?encoding=[\"']([A-Za-z0-9._-]+)[\"'][^<>]*\?>")
_DECLARATION = 1_000
"""An XML declaration is never longer."""
_CODEC = re.compile(
    r"utf-?(8|16|32)(-?[lb]e)?|(us-)?ascii|iso-?8859-\d+|latin-?1|(windows-|cp)\d+|shift_jis|gb\w+|big5"
)
"""Encodings of text that take a time in proportion to its length; Python knows others."""
_PREFIX = re.compile(rb"<(/?)[^\s<>/:!?\"'=]+:(?=[A-Za-z])")
_TOKEN = re.compile(rb"<(row|c)(?=[\s/>])((?:[^<>\"']|\"[^<\"]*\"|'[^<']*')*+)>")
_ATTRIBUTE = re.compile(rb"\s(r|s|t|hidden)\s*=\s*[\"']([^\"']*)[\"']")
_NAME = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})\Z")
_DATA = b"<![CDATA["
_ODD = ((b"<!--", b"-->"), (_DATA, b"]]>"), (b"<?", b"?>"))
_ODD_MARK = re.compile(rb"<[!?]")


def as_utf8(where: str, xml: bytes) -> bytes:
    """A part's XML in UTF-8 and without a document type; the parser knows no other, and reads UTF-16 as empty."""
    declared = _DECLARED.match(xml[:_DECLARATION])
    codec = declared[1].decode("ascii").lower() if declared else "utf-8"
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16"
    if codec not in ("utf-8", "utf8", "us-ascii", "ascii"):
        try:
            text = xml.decode(codec if _CODEC.fullmatch(codec) else "unknown")
        except (LookupError, UnicodeError) as error:
            raise damaged(where) from error
        xml = re.sub(r"\A\s*<\?xml[^<>]*\?>", "", text).encode()
    if b"<!" in xml and (b"<!DOCTYPE" in xml or b"<!ENTITY" in xml):
        raise CannotRead(
            f"{where} carries instructions that Excel never writes (a document type), so it was not opened. "
            "Copy the sheets into a new workbook and use that.",
            state="Not safe to open",
        )
    return xml


def damaged(where: str, part: str = "") -> CannotRead:
    """The file's inside is broken, or only a part of it."""
    seen = f"is damaged: {part} cannot be read" if part else "is damaged and cannot be read"
    return CannotRead(
        f"{where} {seen}. Open it in Excel, let Excel repair it, save it and try again; or ask for the file again.",
        state="Damaged",
    )


@contextmanager
def parser_errors(where: str) -> Iterator[None]:
    """Whatever the parser stumbles over means that the file, or the sheet that is named, is damaged."""
    try:
        yield
    except (CalamineError, ParseError) as error:
        raise damaged(where) from error
    except BaseException as error:
        # A panic in the parser is no Exception, and its class can be told only by its name.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(where) from error


def body_of(xml: bytes) -> tuple[int, int]:
    """Where the rows begin and end; an empty stretch where the sheet has none."""
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if start < 0:
        return 0, 0
    return start, end if end > start else len(xml)


def rewritten(where: str, xml: bytes) -> bytes:
    """The same sheet in that order."""
    xml = _PREFIX.sub(rb"<\1", _without_comments(where, xml))
    start, end = body_of(xml)
    row, column = 0, 0
    lines: list[list[bytes]] = []
    tokens = list(_TOKEN.finditer(xml, start, end))
    ends = [token.start() for token in tokens[1:]] + [end]
    for token, stop in zip(tokens, ends, strict=True):
        given = dict(_ATTRIBUTE.findall(token[2]))
        if token[1] == b"row":
            row, column = _number(where, given.get(b"r"), row + 1), 0
            hidden = b' hidden="1"' if given.get(b"hidden") in (b"1", b"true") else b""
            lines.append([b'<row r="%d"%s>' % (row, hidden)])
        elif lines:
            row, column = _place(where, given.get(b"r"), row, column + 1)
            lines[-1].append(_cell(where, xml, token, stop, address(row, column).encode(), given))
    body = b"".join(b"".join(line) + b"</row>" for line in lines)
    return b"<worksheet><sheetData>" + body + b"</sheetData>" + xml[end:].removeprefix(b"</sheetData>")


def _without_comments(where: str, xml: bytes) -> bytes:
    """The same without comments and instructions, and with character data as text."""
    kept, at = [], 0
    while odd := _ODD_MARK.search(xml, at):
        begins = odd.start()
        sign, end = next((pair for pair in _ODD if xml.startswith(pair[0], begins)), (b"", b""))
        stop = xml.find(end, begins + len(sign)) if end else -1
        if stop < 0:
            raise damaged(where)
        kept.append(xml[at:begins])
        if sign == _DATA:
            kept.append(_escaped(xml[begins + len(sign) : stop]))
        at = stop + len(end)
    return b"".join([*kept, xml[at:]])


def _cell(where: str, xml: bytes, token: re.Match[bytes], stop: int, name: bytes, given: dict[bytes, bytes]) -> bytes:
    kept = b"".join(b' %s="%s"' % (key, given[key]) for key in (b"s", b"t") if key in given)
    inside = b""
    if not token[2].endswith(b"/"):
        close = xml.find(b"</c>", token.end(), stop)
        if close < 0:
            raise damaged(where)
        inside = xml[token.end() : close]
    return b'<c r="%s"%s>%s</c>' % (name, kept, inside)


def _escaped(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _number(where: str, text: bytes | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isdigit() or len(text) > 7:
        raise damaged(where)
    return int(text)


def _place(where: str, name: bytes | None, row: int, column: int) -> Cell:
    if name is None:
        return row, column
    match = _NAME.match(name)
    if match is None:
        raise damaged(where)
    return int(match[2]), column_of(match[1].decode())
