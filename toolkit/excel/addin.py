"""The VBA project of the add-in as whoever writes one must leave it: sources only, and no cache of any Office's."""

from __future__ import annotations

import io
import re
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import xlsxwriter

from toolkit import __version__
from toolkit.errors import CannotRead, CannotWrite
from toolkit.excel.ooxml.calculation import as_worked_out

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


MACROS = Path(__file__).parents[2] / "macros"

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ADDIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"

PROJECT = "xl/vbaProject.bin"

# Excel 2007 reads the first form of the ribbon part, later ones the second; the text is the same.
RIBBON_2009 = "http://schemas.microsoft.com/office/2009/07/customui"
RIBBON_2006 = "http://schemas.microsoft.com/office/2006/01/customui"
RIBBON_PARTS = {
    "customUI/customUI.xml": (
        RIBBON_2006,
        "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
    ),
    "customUI/customUI14.xml": (
        RIBBON_2009,
        "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
    ),
}


def build_addin(target: Path, *, macros: Path = MACROS) -> Path:
    """Make the add-in that officers install: the ribbon tab and the macros behind its buttons.

    `macros` is a folder of `.bas` modules in plain ASCII and one `ribbon.xml`. The target is replaced.
    Raises CannotRead when the folder is not there, as in an installed copy.
    """
    if not (macros / "ribbon.xml").is_file():
        raise CannotRead(f"The sources of the add-in are not in {macros}. Build it in a checkout of the toolkit.")
    parts = _with_macros(_empty_workbook(), modules(macros))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_packed(_as_addin(parts, (macros / "ribbon.xml").read_text("ascii"))))
    return target


def modules(macros: Path = MACROS) -> dict[str, str]:
    """The VBA modules by name, as the VBA editor would show them, with its line ends.

    Raises UnicodeDecodeError for a character outside ASCII: the editor's code page differs between computers.
    """
    return {
        path.stem: path.read_bytes().decode("ascii").replace("\r\n", "\n").replace("\n", "\r\n")
        for path in sorted(macros.glob("*.bas"))
    }


def addin_version(addin: Path) -> str | None:
    """The version an add-in was built as, or None when the file does not say.

    It is kept in the document's subject, which survives when an IT department signs the macros.
    """
    try:
        core = _parts(addin.read_bytes())["docProps/core.xml"].decode("utf-8")
    except (zipfile.BadZipFile, KeyError) as damaged:
        raise CannotRead(f"{addin} is damaged. Run: plan-toolkit addin install") from damaged
    found = re.search(r"<dc:subject>Version ([^<]+)</dc:subject>", core)
    return found[1] if found else None


def _empty_workbook() -> bytes:
    """The workbook every add-in is underneath: one sheet, never shown."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        # Excel shows the title and the comments in its list of add-ins.
        book.set_properties(
            {
                "title": "Improvement plan toolkit",
                "subject": f"Version {__version__}",
                "author": "Improvement plan toolkit",
                "comments": "Checks, rates, issues and merges improvement plans: tab 'Improvement plan'.",
                "created": datetime(2026, 1, 1),
            }
        )
        as_worked_out(book)
        sheet = book.add_worksheet("Add-in")
        sheet.write("A1", "This workbook is the toolkit's add-in. There is nothing to fill in here.")
    return buffer.getvalue()


def _with_macros(workbook: bytes, sources: dict[str, str]) -> dict[str, bytes]:
    """The workbook's parts with a VBA project that holds the sources."""
    try:
        # Here and not above: only who builds the add-in needs it, and officers' computers do without.
        from pyopenvba import ExcelFile
    except ModuleNotFoundError as missing:
        raise CannotWrite(
            "Building the add-in needs pyOpenVBA. In a checkout of the toolkit: pip install '.[excel]'"
        ) from missing
    parts = _retyped(_parts(workbook), WORKBOOK_TYPE, MACRO_TYPE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "addin.xlsm"
        path.write_bytes(_packed(parts))
        with ExcelFile(path) as book:
            project = book.add_vba_project()
            for name, source in sources.items():
                project.add_module(name, source)
            book.save()
        made = _parts(path.read_bytes())
    return made | {PROJECT: without_caches(made[PROJECT])}


def _as_addin(parts: dict[str, bytes], ribbon: str) -> dict[str, bytes]:
    """The same parts typed as an add-in, with the ribbon in both forms."""
    parts = _retyped(parts, MACRO_TYPE, ADDIN_TYPE)
    relations = ""
    for number, (name, (namespace, relation)) in enumerate(RIBBON_PARTS.items(), start=1):
        parts[name] = ribbon.replace(RIBBON_2009, namespace).encode("ascii")
        relations += f'<Relationship Id="rIdRibbon{number}" Type="{relation}" Target="{name}"/>'
    end = b"</Relationships>"
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(end, relations.encode("ascii") + end)
    return parts


def _retyped(parts: dict[str, bytes], old: str, new: str) -> dict[str, bytes]:
    """The parts, with the workbook declared as another kind of workbook."""
    types = parts["[Content_Types].xml"]
    return parts | {"[Content_Types].xml": types.replace(old.encode("ascii"), new.encode("ascii"))}


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    """A package in fixed order with fixed dates.

    Stored, not deflated: two builds of zlib may pack the same text differently.
    """
    first = ["[Content_Types].xml", "_rels/.rels"]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in [*first, *sorted(parts.keys() - set(first))]:
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            # Otherwise the file would say whether Windows or Linux built it.
            member.create_system = 0
            archive.writestr(member, parts[name])
    return buffer.getvalue()
