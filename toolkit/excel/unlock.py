"""Opening what has a password. Few files have one, and what opens them takes as long to load as all else that reads."""

from __future__ import annotations

import io
import struct
from typing import Any
from xml.parsers.expat import ExpatError

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, EncryptionError, FileFormatError, ParseError
from msoffcrypto.format.ooxml import OOXMLFile

from toolkit.errors import CannotRead
from toolkit.excel.bounded import damaged

_WRONG = (DecryptionError, EncryptionError, FileFormatError, ParseError)
# The library checks little of what it reads, so that a damaged lock shows itself in any of these.
_BROKEN = (ArithmeticError, AttributeError, ExpatError, LookupError, OSError, TypeError, ValueError, struct.error)


_MOST_TURNS = 1_000_000
"""Times that a password is turned over before it opens anything; Excel does it 100,000 times."""


def unlocked(source: str, data: bytes, password: str | None) -> bytes:
    """The workbook inside an encrypted one, or the same bytes where nothing is encrypted."""
    if password is None:
        raise CannotRead(
            f"{source} needs a password to open. Give the password, or take it off in Excel "
            "(File, Info, Protect Workbook, Encrypt with Password), save and try again.",
            state="Password",
        )
    out = io.BytesIO()
    try:
        locked = _opened(source, data)
        if not locked.is_encrypted():
            return data
        if isinstance(locked, OOXMLFile):
            locked.load_key(password=password, verify_password=True)
        else:
            locked.load_key(password=password)
        locked.decrypt(out)
    except _WRONG as error:
        raise CannotRead(
            f"{source} could not be opened with the password given. Check the password, or take it off in Excel.",
            state="Password",
        ) from error
    except _BROKEN as error:
        raise damaged(source) from error
    return out.getvalue()


def _opened(source: str, data: bytes) -> Any:
    """The file as the library knows it; raises CannotRead where a password would take minutes to try."""
    try:
        locked = msoffcrypto.OfficeFile(io.BytesIO(data))
    except DecryptionError as error:
        raise _slow_lock(source) from error
    if isinstance(locked, OOXMLFile) and locked.is_encrypted() and locked.info.get("spinValue", 0) > _MOST_TURNS:
        raise _slow_lock(source)
    return locked


def _slow_lock(source: str) -> CannotRead:
    return CannotRead(
        f"{source} is locked in a way that Excel does not lock workbooks: to try the password would take minutes. "
        "Take the password off in Excel, save and try again.",
        state="Password",
    )
