"""Old Office files of a few lines: an OLE container with named streams, and the smallest workbook of Excel 97."""

from __future__ import annotations

import struct

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams: dict[str, bytes]) -> bytes:
    """A container of at most three streams, each long enough to need no short sectors."""
    assert len(streams) <= 3
    fat, sectors = [_FAT, _END], []
    entries = [_entry("Root Entry", 5, child=1)]
    for at, (name, data) in enumerate(streams.items(), start=1):
        padded = data.ljust(-(-max(len(data), 4096) // _SECTOR) * _SECTOR, b"\x00")
        first, count = len(fat), len(padded) // _SECTOR
        fat += [*range(first + 1, first + count), _END]
        sectors.append(padded)
        right = at + 1 if at < len(streams) else _FREE
        entries.append(_entry(name, 2, right=right, start=first, size=len(padded)))
    directory = b"".join(entries).ljust(_SECTOR, b"\x00")
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    return _header() + table + directory + b"".join(sectors)


def _header() -> bytes:
    start = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    numbers = struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    return start + numbers + struct.pack("<109I", 0, *[_FREE] * 108)


def _entry(name: str, kind: int, *, child: int = _FREE, right: int = _FREE, start: int = 0, size: int = 0) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\x00") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return head + struct.pack("<3I", _FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)


def old_workbook(rows: list[list[str | float]], *, sheet: str = "Actions") -> bytes:
    """A workbook as Excel 97 wrote it, of one sheet of texts and numbers."""
    cells = b"".join(_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    body = _record(0x0809, _begin(0x10)) + _record(0x0200, size) + cells + _record(0x0A)
    name = sheet.encode("latin1")
    head = _record(0x0809, _begin(0x05)) + _record(0x42, struct.pack("<H", 1200))
    offset = len(head) + 4 + 8 + len(name) + 4
    listed = _record(0x85, struct.pack("<IBBBB", offset, 0, 0, len(name), 0) + name)
    return ole({"Workbook": head + listed + _record(0x0A) + body})


def _begin(kind: int) -> bytes:
    return struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6)


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x0204, place + struct.pack("<HB", len(value), 0) + value.encode("latin1"))
    return _record(0x0203, place + struct.pack("<d", value))


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
