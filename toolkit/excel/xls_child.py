"""Run on its own, never imported: old workbook (.xls) on standard input, its values as JSON on standard output.

The parser allots what the file asks for, so that one damaged number in an old workbook ends the process it runs in.
This is that process; it gives itself no more memory and time than it is told (seconds, megabytes, cells of a sheet).
What it gives is ``{"refused": "password" | "old format" | "too large"}``, or ``{"sheets": [...]}``: of each sheet with
cells its name, whether it is visible, where its values start, the values and its merged areas. A date is
``{"date": "2026-03-31"}``, a time of day or a moment the same; a duration is its words.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress

import olefile
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

_NAMES = ("WORKBOOK", "BOOK")
"""What the stream with the workbook may be called, in any case."""
_BEGIN, _END, _PASSWORD, _EXCEL_97 = 0x0809, 0x000A, 0x002F, 0x0600
_FIRST = 50
"""Records among which a workbook says that it is encrypted."""


def answer(data: bytes, most: int) -> dict[str, object]:
    """What the file holds, or why it cannot be told."""
    stream = _stream(data)
    content = b"" if stream is None else stream[1]
    records = list(_records(content))
    if any(kind == _PASSWORD for kind, _ in records):
        return {"refused": "password"}
    version = next((struct.unpack_from("<H", begun)[0] for kind, begun in records if kind == _BEGIN and begun[1:]), 0)
    if stream is not None and stream[0].upper() == "BOOK" and version != _EXCEL_97:
        return {"refused": "old format"}
    return _sheets(data if stream is None else _renamed(data, stream[0]), most)


def _stream(data: bytes) -> tuple[str, bytes] | None:
    """The workbook's stream by the name the file gives it; nothing where the container is broken."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            there = {path[0].upper(): path[0] for path in container.listdir() if len(path) == 1}
            name = next((there[name] for name in _NAMES if name in there), None)
            return None if name is None else (name, container.openstream(name).read())
    except (OSError, ValueError, IndexError, struct.error):
        return None


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of the first records."""
    at = 0
    for _ in range(_FIRST):
        if at + 4 > len(content):
            return
        kind, size = struct.unpack_from("<HH", content, at)
        yield kind, content[at + 4 : at + 4 + size]
        if kind == _END:
            return
        at += 4 + size


def _renamed(data: bytes, name: str) -> bytes:
    """The same file with the stream under the one name the parser looks for."""
    return data if name == "Workbook" else data.replace(_entry(name), _entry("Workbook"))


def _entry(name: str) -> bytes:
    """How the container's directory begins a stream's line: the name, filled up, and its length with a zero."""
    text = name.encode("utf-16-le")
    return text.ljust(64, b"\0") + struct.pack("<H", len(text) + 2)


def _sheets(data: bytes, most: int) -> dict[str, object]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = []
    for n, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        parsed = book.get_sheet_by_index(n)
        most -= parsed.height * parsed.width
        if most < 0:
            return {"refused": "too large"}
        found.append(
            {
                "name": about.name,
                "visible": about.visible == SheetVisibleEnum.Visible,
                "start": parsed.start or (0, 0),
                "values": parsed.to_python(skip_empty_area=True),
                "merged": parsed.merged_cell_ranges or [],
            }
        )
    return {"sheets": found}


def _plain(value: object) -> object:
    """A value JSON has no word for."""
    for kind, name in ((dt.datetime, "datetime"), (dt.date, "date"), (dt.time, "time")):
        if isinstance(value, kind):
            return {name: value.isoformat()}
    return str(value)


def _bound(seconds: int, megabytes: int) -> None:
    """Take no more than this; Windows has no such bounds, and relies on the time the parent waits."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


if __name__ == "__main__":
    _bound(int(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps(answer(sys.stdin.buffer.read(), int(sys.argv[3])), default=_plain))
