"""What a file really is, whatever its name says, told from its bytes before anything is unpacked."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from toolkit.errors import CannotRead
from toolkit.excel.ooxml.archive import MAX_FILE

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_SAVE = "Open it in Excel, save it as 'Excel Workbook' (.xlsx) and try again."
_CHOOSE = "Choose the workbook itself, or save the table in it as a workbook (.xlsx) and try again."

_SIGNATURES = (
    (b"%PDF", "a PDF", _CHOOSE),
    (b"{\\rtf", "a Word document (RTF)", "Copy its rows into a return made with 'plan-toolkit new return'."),
    (b"\x89PNG", "a picture", _CHOOSE),
    (b"\xff\xd8\xff", "a picture", _CHOOSE),
    (b"GIF8", "a picture", _CHOOSE),
    (b"BM", "a picture", _CHOOSE),
    (b"II*\x00", "a picture", _CHOOSE),
    (b"Rar!", "an archive (RAR)", "Take the workbook out of it and try again."),
    (b"7z\xbc\xaf", "an archive (7-Zip)", "Take the workbook out of it and try again."),
    (b"\x1f\x8b", "an archive (gzip)", "Take the workbook out of it and try again."),
    (b"MZ", "a program", _CHOOSE),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut to a file", "Copy the file that it points to."),
    (b"[InternetShortcut]", "a link to a web page", "Open the link and download the workbook."),
    (b"MIME-Version:", "a web page", _SAVE),
)
"""First bytes, what they are, and what to do."""
_OLD_RECORDS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
"""How a workbook of Excel 2, 3 or 4 begins."""


class Kind(StrEnum):
    """What a file can be opened as."""

    XLSX = "Excel workbook"
    ODS = "OpenDocument spreadsheet"
    XLS = "Excel 97-2003 workbook"
    LOCKED = "encrypted Office file"


def bytes_of(path: Path, source: str) -> bytes:
    """A file's bytes, read once; ``source`` names the file in an error."""
    if path.name.startswith(("~$", ".~lock.")):
        raise CannotRead(
            f"{source} is the mark Excel leaves while a workbook is open, not the workbook. "
            "Close the workbook, and choose the file without the mark in its name.",
            state="Lock file",
        )
    try:
        if path.is_dir():
            raise CannotRead(f"{source} is a folder. Choose the workbook inside it.", state="Folder")
        if path.stat().st_size > MAX_FILE:
            raise CannotRead(
                f"{source} is {path.stat().st_size / (1 << 20):,.0f} MB, far more than a plan needs, so it was not "
                "opened. Take out pictures, or copy the sheets into a new workbook.",
                state="Too large",
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CannotRead(
            f"{source} is not there any more. Check the name and the folder.", state="Not found"
        ) from error
    except PermissionError as error:
        raise CannotRead(
            f"{source} may not be opened: somebody may have it open, or you may not have permission. "
            "Close it, or ask for access to the folder.",
            state="No permission",
        ) from error
    except OSError as error:
        raise CannotRead(
            f"{source} could not be opened ({error.strerror or 'the disk or network did not answer'}). "
            "Copy it to your own computer and try again.",
        ) from error


def kind_of(source: str, data: bytes) -> Kind:
    """What the bytes are, or a ``CannotRead`` that says what they are instead."""
    if not data.strip(b"\x00"):
        raise CannotRead(
            f"{source} is empty"
            + (", though it has a size: it was never fully copied. " if data else ". ")
            + "Ask for the file again, or let OneDrive finish and try again.",
            state="Empty",
        )
    if data.startswith(_OLE):
        return _old_kind(source, data)
    if data.startswith(_ZIP):
        return Kind.ODS if _is_open_document(data) else Kind.XLSX
    if data.startswith(_OLD_RECORDS):
        raise too_old(source)
    raise CannotRead(f"{source} {_something_else(data)}", state="Not a workbook")


def not_a_workbook(source: str, names: set[str]) -> CannotRead:
    """What a zip without a workbook is, told from the names of its parts (in lower case)."""
    if "xl/workbook.bin" in names:
        return CannotRead(f"{source} is a binary workbook (.xlsb). {_SAVE}", state="Binary workbook")
    if any(n.startswith("word/") for n in names):
        seen = (
            "is a Word document. Choose the workbook, or copy its rows into a return made with "
            "'plan-toolkit new return'."
        )
    elif any(n.startswith("ppt/") for n in names):
        seen = f"is a PowerPoint presentation. {_CHOOSE}"
    elif any(n.endswith(".iwa") for n in names):
        seen = "is an Apple Numbers file. In Numbers choose File, Export To, Excel, and use that file."
    elif any(n.endswith((".xlsx", ".xlsm", ".xls", ".ods")) for n in names):
        seen = "is a zip folder with files inside. Take the workbook out of it and try again."
    elif any(n.startswith("xl/") for n in names):
        return CannotRead(
            f"{source} is incomplete: the workbook's own part is missing. Open it in Excel, let Excel repair it, "
            "save it and try again.",
            state="Damaged",
        )
    else:
        seen = f"is a zip file without a workbook in it. {_CHOOSE}"
    return CannotRead(f"{source} {seen}", state="Not a workbook")


def _is_open_document(data: bytes) -> bool:
    """The first part of an OpenDocument file says what it is, and is stored as it is."""
    return b"mimetypeapplication/vnd.oasis.opendocument" in data[:120]


def _old_kind(source: str, data: bytes) -> Kind:
    """What an OLE container holds, from the names in its directory (64 bytes each, filled up with zeros).

    Case does not count in them: some programs write WORKBOOK.
    """
    data = data.upper()
    if _has_stream(data, "DRMEncryptedDataSpace") or _has_stream(data, "\x09DRMContent"):
        raise CannotRead(
            f"{source} is protected by your organisation (a sensitivity label or rights management), which only "
            "Excel can open. In Excel choose a label without protection, save a copy and use that.",
            state="Protected",
        )
    if _has_stream(data, "EncryptedPackage"):
        return Kind.LOCKED
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return Kind.XLS
    seen = "is an old Office file, but not an Excel workbook"
    if _has_stream(data, "WordDocument"):
        seen = "is a Word document (.doc)"
    elif _has_stream(data, "PowerPoint Document"):
        seen = "is a PowerPoint presentation"
    elif _has_stream(data, "__properties_version1.0"):
        seen = "is an e-mail; the workbook may be attached to it"
    raise CannotRead(f"{source} {seen}. {_CHOOSE}", state="Not a workbook")


def _has_stream(data: bytes, name: str) -> bool:
    return name.upper().encode("utf-16-le").ljust(64, b"\x00") in data


def too_old(source: str) -> CannotRead:
    """A workbook from before 1997."""
    return CannotRead(f"{source} is from Excel 95 or older. {_SAVE}", state="Old format")


def _something_else(data: bytes) -> str:
    """The end of a sentence that says what a file is, if it is neither zip nor OLE."""
    start = data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:2000]
    for signature, what, advice in _SIGNATURES:
        if start.startswith(signature) or data.startswith(signature):
            return f"is {what}, not a workbook. {advice}"
    text = start.replace(b"\x00", b"").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
        return f"is an XML spreadsheet of 2003. {_SAVE}"
    if re.match(rb"<(?:!doctype html|html|head|body|table|div|meta|style)\b", text):
        return f"is a web page saved under a workbook's name. {_SAVE}"
    if b'"url"' in text and b"docs.google.com" in text:
        return "is a link to a Google Sheet. Open it, choose File, Download, Microsoft Excel, and use that file."
    if all(byte >= 32 or byte in b"\t\r\n\x00" for byte in start[:500]):
        return f"is a text file (perhaps CSV), not a workbook. {_SAVE}"
    return "is not a workbook, or its beginning is damaged. Ask for the file again."


def no_sheets(source: str) -> CannotRead:
    """A workbook in which nothing has cells."""
    return CannotRead(
        f"{source} has no sheet with cells in it. Open it in Excel to see whether it is the right file.",
        state="No sheets",
    )
