"""What may be in the way when Excel is asked to do something, in words an officer can act on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.errors import CannotWrite, ToolkitError

_BUSY = frozenset(
    {
        0x80010001,  # RPC_E_CALL_REJECTED: a dialogue is open, or somebody is typing in a cell
        0x8001010A,  # RPC_E_SERVERCALL_RETRYLATER
        0x800AC472,  # VBA_E_IGNORE: writing while somebody types in a cell
    }
)
_GONE = frozenset({0x800706BA, 0x800706BE, 0x80010108, 0x800401FD, 0x80070578, 1400})
"""The Excel that was asked is not there any more."""
_REFUSED = 0x800A03EC
"""Excel's answer to nearly everything that it will not do."""
_MAC_BUSY = frozenset({-1712, -10000})
_MAC_GONE = frozenset({-600, -609})
BUSY = (
    "Excel is busy: somebody is typing in a cell, or a box is open in it. "
    "Finish the cell with Enter or close the box, then press the button again."
)
GONE = "Excel, or the workbook in it, was closed meanwhile. Open the workbook and press the button again."
REFUSED = (
    "Excel would not do it. Look whether a sheet or the workbook is protected (Review > Unprotect), whether a box is "
    "open in Excel, and whether another program holds the workbook, then press the button again."
)


class TakenBack(CannotWrite):
    """Excel stopped part way, and everything that had been written was put back and looked at."""


class PartlyWritten(CannotWrite):
    """Excel stopped part way, and putting back failed too: some cells are new and some are old."""


def in_words(error: BaseException) -> str | None:
    """What Excel's own error means for an officer; None where it is not one of Excel's that we know."""
    if isinstance(error, ToolkitError):
        return str(error)
    if type(error).__name__ == "ExcelBusyError":
        return BUSY
    for number in _numbers(error):
        if number in _BUSY or number - 2**32 in _MAC_BUSY:
            return BUSY
        if number in _GONE or number - 2**32 in _MAC_GONE:
            return GONE
    return REFUSED if _REFUSED in _numbers(error) else None


def _numbers(error: BaseException) -> Sequence[int]:
    """The numbers an error of Excel's carries, as Windows writes them; a Mac's come with ``errornumber``."""
    return [int(number) & 0xFFFFFFFF for number in _signed(error)]


def _signed(error: BaseException) -> Iterator[int]:
    for name in ("hresult", "errornumber", "winerror"):
        if isinstance(number := getattr(error, name, None), int):
            yield number
    details = error.args[2] if len(error.args) > 2 else None
    if isinstance(details, tuple) and len(details) > 5 and isinstance(details[5], int):
        yield details[5]
