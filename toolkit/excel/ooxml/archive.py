"""Zip files opened within bounds, and put together again without unpacking what nobody changed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

from toolkit.errors import CannotRead

MAX_FILE = 256 << 20
MAX_PART = 256 << 20
MAX_TOTAL = 1 << 30
MAX_PARTS = 10_000
MAX_RATIO = 200
"""How many times its zipped size a part may unpack to; sheets of real plans stay below 40."""
RATIO_MATTERS_FROM = 8 << 20
MAX_RATIO_OF_ALL, ALL_MATTERS_FROM = 60, 32 << 20
"""The same of all parts together: many small parts must not come to what one part may not."""

BINARY = b"\x83\x01"
"""How the workbook's part of an .xlsb begins, whatever it is called."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_END = struct.Struct("<4s4H2LH")


def opened(name: str, data: bytes) -> zipfile.ZipFile:
    """A workbook's zip, once it is known to be one, and of a size a plan can have.

    Only what the zip says of itself is checked here; ``unpacked`` and ``packed`` hold it to its word.
    """
    if data.startswith(_OLE):
        raise _old_or_locked(name, data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
        raise CannotRead(
            f"{name} is not an Excel workbook, or it was cut short while it was copied. "
            "Open it in Excel to see whether it is whole, save it as .xlsx and try again.",
            state="Damaged",
        ) from error
    _check_bounds(name, archive.infolist())
    return archive


def _old_or_locked(name: str, data: bytes) -> CannotRead:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return CannotRead(
            f"{name} needs a password to open. In Excel, take the password off "
            "(File, Info, Protect Workbook, Encrypt with Password), save and try again.",
            state="Password",
        )
    return CannotRead(
        f"{name} is in the old Excel format (.xls). Open it in Excel, save it as .xlsx and try again.",
        state="Old format",
    )


def _check_bounds(name: str, infos: list[zipfile.ZipInfo]) -> None:
    """Refuse what would unpack to more than a plan can be, and what two programs would read differently."""
    big = [i for i in infos if i.file_size > RATIO_MATTERS_FROM]
    total = sum(i.file_size for i in infos)
    bomb = any(i.file_size > min(MAX_PART, MAX_RATIO * i.compress_size) for i in big)
    packed = sum(i.compress_size for i in infos)
    bomb = bomb or total > max(ALL_MATTERS_FROM, MAX_RATIO_OF_ALL * packed)
    if bomb or total > MAX_TOTAL or len(infos) > MAX_PARTS:
        raise CannotRead(
            f"{name} would unpack to {total / (1 << 20):,.0f} MB in {len(infos):,} parts, far more than "
            "a plan needs, so it was not opened. Copy the sheets into a new workbook and use that.",
            state="Too large",
        )
    if any(i.flag_bits & 1 for i in infos):
        raise CannotRead(
            f"{name} is a zip file with a password. Save it again from Excel without one.", state="Password"
        )
    if any(i.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for i in infos):
        raise CannotRead(f"{name} was packed in a way Excel does not use. Save it again from Excel.", state="Damaged")
    if len({i.filename.lower() for i in infos}) < len(infos):
        raise CannotRead(
            f"{name} is damaged: it holds the same part twice. Open it in Excel, save it and try again.",
            state="Damaged",
        )


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part's content, never more of it than the zip's directory said there would be."""
    # Without the size, zipfile unpacks up to 2 GB before it cuts back to the size the directory gives.
    with archive.open(info) as part:
        return part.read(info.file_size)


def packed(data: bytes, info: zipfile.ZipInfo) -> memoryview:
    """A part's zipped bytes as they lie in the file; raises BadZipFile where they do not."""
    begins = info.header_offset
    header = data[begins : begins + _LOCAL.size]
    if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
        raise zipfile.BadZipFile(f"no part begins at {begins}")
    *_, name_length, extra_length = _LOCAL.unpack(header)
    start = begins + _LOCAL.size + name_length + extra_length
    if start + info.compress_size > len(data):
        raise zipfile.BadZipFile(f"the part at {begins} is cut short")
    return memoryview(data)[start : start + info.compress_size]


class ZipWriter:
    """A zip written record by record, so that parts can pass through without being unpacked."""

    def __init__(self, *, comment: bytes) -> None:
        self._out = io.BytesIO()
        self._directory: list[bytes] = []
        self._comment = comment
        self.sums: list[tuple[str, int, int]] = []
        """Name, CRC and size of each part so far."""

    def write(self, info: zipfile.ZipInfo, data: bytes | Iterable[bytes]) -> None:
        """Pack new content, whole or as it is made, under the name, date and attributes of ``info``."""
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed, crc, size = [], 0, 0
        for chunk in [data] if isinstance(data, bytes) else data:
            packed.append(deflate.compress(chunk))
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        packed.append(deflate.flush())
        self._record(info, b"".join(packed), zipfile.ZIP_DEFLATED, crc, size)

    def copy(self, info: zipfile.ZipInfo, packed: memoryview) -> None:
        """Take a part over as it lies in the old file."""
        self._record(info, packed, info.compress_type, info.CRC, info.file_size)

    def _record(self, info: zipfile.ZipInfo, packed: bytes | memoryview, method: int, crc: int, size: int) -> None:
        # Sizes are known here, so the flag for sizes that follow the data (8) goes.
        ascii_name = info.filename.isascii()
        flags = (info.flag_bits & ~0x0008) if ascii_name else info.flag_bits & ~0x0008 | 0x0800
        name = info.filename.encode("utf-8")
        year, month, day, hour, minute, second = info.date_time
        date, time = (year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2
        self.sums.append((info.filename, crc, size))
        same = (flags, method, time, date, crc, len(packed), size, len(name))
        offset = self._out.tell()
        self._out.write(_LOCAL.pack(b"PK\3\4", 20, 0, *same, 0) + name)
        self._out.write(packed)
        made_by = (info.create_version, info.create_system, 20, 0)
        rest = (0, len(info.comment), 0, info.internal_attr, info.external_attr, offset)
        self._directory.append(_CENTRAL.pack(b"PK\1\2", *made_by, *same, *rest) + name + info.comment)

    def finish(self) -> bytes:
        """Close the zip with its directory."""
        start, directory = self._out.tell(), b"".join(self._directory)
        count = len(self._directory)
        self._out.write(directory)
        end = (0, 0, count, count, len(directory), start, len(self._comment))
        self._out.write(_END.pack(b"PK\5\6", *end) + self._comment)
        return self._out.getvalue()
