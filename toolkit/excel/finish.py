"""What XlsxWriter leaves undone in a workbook: its language, its kind, and rows that Excel may fit again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Set
from functools import partial

from toolkit.excel.long_rows import WITH_ROWS, LongRows, Part, with_rows
from toolkit.excel.ooxml.archive import ZipWriter, packed
from toolkit.excel.stamp import CORE, with_stamp

LANGUAGE = "en-GB"
WORKBOOK = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TEMPLATE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"

MADE_ANYWHERE = 0
"""Otherwise the file would say whether Windows or Linux built it."""

_TYPES = "[Content_Types].xml"
_LINKS = "xl/worksheets/_rels/"
_BACKWARD = re.compile(rb'Target="(?!file:)[^"]*"')
"""Links to files as XlsxWriter writes them, with the slashes that only Windows follows."""
_SHEETS = "xl/worksheets/sheet"
_USUAL_ROW = re.compile(rb'(<sheetFormatPr [^>]*?) customHeight="1"')
"""XlsxWriter calls any row height but Calibri's a choice of ours, and then Excel fits no row of the sheet by itself."""
_ROW = re.compile(rb'<row r="(\d+)"([^>]*) customHeight="1"')


def finished(data: bytes, *, template: bool, fitted: Mapping[str, Set[int]], long: Mapping[str, LongRows]) -> bytes:
    """The workbook as it goes out: the same parts give the same bytes.

    ``fitted``: for each sheet's part, Excel's numbers of the rows whose height is an estimate. Excel keeps it until
    somebody types there, and then fits the row; a height that is fixed would cut their words off. ``long``: for each
    sheet's part, rows that are still to be put in.
    """
    parts = parts_of(data, changing=(CORE, _LINKS, _SHEETS, *(WITH_ROWS if long else ())))
    parts[CORE] = parts[CORE].replace(
        b"</cp:coreProperties>", f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>".encode()
    )
    for part in (name for name in parts if name.startswith(_LINKS)):
        parts[part] = _BACKWARD.sub(lambda found: found[0].replace(b"\\", b"/"), parts[part])
    for part in (name for name in parts if name.startswith(_SHEETS)):
        parts[part] = _USUAL_ROW.sub(rb"\1", parts[part], count=1)
    for part, rows in fitted.items():
        parts[part] = _ROW.sub(partial(_row, rows=rows), parts[part])
    changed = with_rows(parts, long) if long else parts
    return as_template({**parts_of(data), **changed}) if template else _repacked(data, changed)


def as_template(parts: Mapping[str, Part]) -> bytes:
    """The parts as an Excel template (.xltx).

    Stored, not deflated: two builds of zlib may pack the same text differently, and templates are compared.
    """
    return _packed(_retyped(parts, WORKBOOK, TEMPLATE), zipfile.ZIP_STORED)


def as_workbook(template: bytes) -> bytes:
    """A new workbook made from a template, as Excel itself makes one."""
    return _packed(_retyped(parts_of(template), TEMPLATE, WORKBOOK), zipfile.ZIP_DEFLATED)


def parts_of(data: bytes, *, changing: tuple[str, ...] = ("",)) -> dict[str, bytes]:
    """The parts of a package of ours whose names begin so, in its order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith(changing)}


def _repacked(data: bytes, changed: Mapping[str, Part]) -> bytes:
    """The package with some parts new; the others pass as they lie in it."""
    out = ZipWriter(comment=b"")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        # The properties last: they hold a checksum of all the rest.
        for info in sorted(archive.infolist(), key=lambda info: info.filename == CORE):
            info.create_system = MADE_ANYWHERE
            if info.filename == CORE:
                out.write(info, with_stamp(_whole(changed[CORE]), out.sums))
            elif info.filename in changed:
                out.write(info, changed[info.filename])
            else:
                out.copy(info, packed(data, info))
    return out.finish()


def _whole(part: Part) -> bytes:
    return part if isinstance(part, bytes) else b"".join(part)


def _packed(parts: Mapping[str, Part], kind: int) -> bytes:
    """The parts zipped, with dates that never change."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as archive:
        for name, data in parts.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = MADE_ANYWHERE
            member.compress_type = kind
            with archive.open(member, "w") as file:
                file.writelines([data] if isinstance(data, bytes) else data)
    return buffer.getvalue()


def _retyped(parts: Mapping[str, Part], old: bytes, new: bytes) -> dict[str, Part]:
    types = parts[_TYPES]
    assert isinstance(types, bytes)
    return {**parts, _TYPES: types.replace(old, new)}


def _row(found: re.Match[bytes], rows: Set[int]) -> bytes:
    if int(found[1]) not in rows:
        return found[0]
    return b'<row r="%s"%s' % (found[1], found[2])
