"""The mark that a workbook of ours carries, and whether anything in it has changed since it was written.

The mark is a checksum of all other parts, in the file's own properties. Whoever opens the workbook and saves it changes
the parts, so from then on it is somebody's.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable
from html import unescape
from pathlib import Path

from toolkit.excel.ooxml.archive import MAX_FILE

CORE = "docProps/core.xml"
_MARK = "plan-toolkit "
_MAX_CORE = 64 << 10
_END = b"</cp:coreProperties>"
_FOUND = re.compile(rb"<dc:identifier>plan-toolkit ([0-9a-f]{64})</dc:identifier>")
_SUBJECT = re.compile(rb"<dc:subject>([^<]*)</dc:subject>")


def with_stamp(core: bytes, parts: Iterable[tuple[str, int, int]]) -> bytes:
    """The properties with the mark in them; ``parts``: name, CRC and size of every other part."""
    mark = f"<dc:identifier>{_MARK}{_checksum(parts)}</dc:identifier>".encode()
    return core.replace(_END, mark + _END)


def stamped(path: Path) -> str | None:
    """What a workbook says it is (its subject), where we wrote it and nobody has changed it since; otherwise None."""
    try:
        if path.stat().st_size > MAX_FILE:
            return None
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            others = [(i.filename, i.CRC, i.file_size) for i in archive.infolist() if i.filename != CORE]
            with archive.open(CORE) as part:
                core = part.read(_MAX_CORE)
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile):
        return None
    found, subject = _FOUND.search(core), _SUBJECT.search(core)
    if found is None or subject is None or found[1].decode() != _checksum(others):
        return None
    return unescape(subject[1].decode("utf-8", "replace"))


def _checksum(parts: Iterable[tuple[str, int, int]]) -> str:
    listed = "\n".join(f"{name}\t{crc:08x}\t{size}" for name, crc, size in sorted(parts))
    return hashlib.sha256(listed.encode()).hexdigest()
