"""The VBA project of the add-in as whoever writes one must leave it: sources only, and no cache of any Office's."""

from __future__ import annotations

import struct
from collections.abc import Iterator

VERSION_HEADER = struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 0)
"""All of the stream ``_VBA_PROJECT``: [MS-OVBA] 2.3.4.1 asks a writer for version 0xFFFF and no cache after it."""

_STREAM_NAME, _OFFSET, _VERSION = 0x001A, 0x0031, 0x0009
"""Records of the stream ``dir`` ([MS-OVBA] 2.3.4.2)."""
_VERSION_BYTES = 6
"""The one record whose length is not what it says (2.3.4.2.1.11)."""


def without_caches(project: bytes) -> bytes:
    """The same project with the same sources, and nothing compiled: Excel compiles it when it opens the add-in.

    A cache of another version than Excel's own is thrown away; one that claims to fit might be run unread.
    """
    # Here and not above: only who builds the add-in needs it.
    from pyopenvba.cfb import CFB
    from pyopenvba.vba import compress, decompress

    streams = CFB.from_bytes(project)
    records = bytearray(decompress(streams.get_stream_in_storage("VBA", "dir")))
    name = ""
    for record, at, size in _records(bytes(records)):
        if record == _STREAM_NAME:
            name = records[at : at + size].decode("ascii")
        elif record == _OFFSET:
            (offset,) = struct.unpack_from("<I", records, at)
            source = streams.get_stream_in_storage("VBA", name)[offset:]
            streams.write_stream_in_storage("VBA", name, source)
            struct.pack_into("<I", records, at, 0)
    streams.write_stream_in_storage("VBA", "dir", compress(bytes(records)))
    streams.write_stream_in_storage("VBA", "_VBA_PROJECT", VERSION_HEADER)
    return streams.to_bytes()


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Each record's number, where its content begins and how long it is."""
    at = 0
    while at + 6 <= len(data):
        record, size = struct.unpack_from("<HI", data, at)
        size = _VERSION_BYTES if record == _VERSION else size
        yield record, at + 6, size
        at += 6 + size
