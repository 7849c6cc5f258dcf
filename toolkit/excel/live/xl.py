"""xlwings, taken in so that it does no harm when Python ends, and asks a busy Excel for some seconds and not for ever.

Everything of the toolkit that speaks with Excel has xlwings from here.
"""

from __future__ import annotations

import atexit
import sys
import time
from typing import Any

from toolkit.excel.live.trouble import REFUSED, in_words
from toolkit.model.grid import Area

try:
    import xlwings as xw
finally:
    # At the end of Python, xlwings would end by force every Excel on Windows that shows no workbook's window (one with
    # a file in Protected View, one that another program fills), and on a Mac run a macro in every open Excel. Also
    # where the rest of xlwings could not be imported.
    for _engine in ("xlwings._xlwindows", "xlwings._xlmac"):
        if _engine in sys.modules and hasattr(sys.modules[_engine], "cleanup"):
            atexit.unregister(sys.modules[_engine].cleanup)

__all__ = ["Attempts", "xw"]

_VISIBLE = 12
"""xlCellTypeVisible."""


class Attempts(int):
    """How often xlwings asks a busy Excel again. It pauses in between, which xlwings does not do of its own."""

    LONGEST = 0.25

    def __gt__(self, asked: int) -> bool:
        time.sleep(min(self.LONGEST, asked / 100))
        return int(self) > int(asked)


if "xlwings._xlwindows" in sys.modules:
    # About ten seconds in all; xlwings' own number means for ever.
    sys.modules["xlwings._xlwindows"].N_COM_ATTEMPTS = Attempts(50)  # type: ignore[attr-defined]


def on_mac() -> bool:
    """Whether this is Excel for the Mac, which says errors in its own way."""
    return sys.platform == "darwin"


def error_words(rng: xw.Range) -> list[list[str]]:
    """On a Mac, what the cells of a range show, in one read.

    There an error reads as a blank, and xlwings' own ``err_to_str`` fails on two rows or more.
    """
    shown: Any = rng.api.string_value.get()
    rows, columns = rng.shape
    if not isinstance(shown, list):
        return [[str(shown)]]
    if not isinstance(shown[0], list):
        shown = [shown] if rows == 1 else [[cell] for cell in shown]
    return [[str(cell) for cell in row[:columns]] for row in shown]


def shown_in(rng: xw.Range) -> list[Area] | None:
    """The areas of a range that are shown, which Excel on Windows says at once; None where it has no word for it.

    xlwings asks it for the one row after the other.
    """
    ask = None if on_mac() else getattr(rng.api, "SpecialCells", None)
    if ask is None:
        return None
    try:
        areas = ask(_VISIBLE).Areas
        found = [areas.Item(n) for n in range(1, areas.Count + 1)]
        return [(a.Row, a.Column, a.Row + a.Rows.Count - 1, a.Column + a.Columns.Count - 1) for a in found]
    except Exception as error:
        # So it says that nothing of the range is shown.
        if in_words(error) == REFUSED:
            return []
        raise


def is_protected(sheet: xw.Sheet) -> bool:
    """Whether a sheet takes no changes until its protection is taken off."""
    return _said(sheet.api, "ProtectContents", "protect_contents")


def is_read_only(book: xw.Book) -> bool:
    """Whether a workbook cannot be saved under its own name."""
    return _said(book.api, "ReadOnly", "read_only")


def _said(asked: Any, windows: str, mac: str) -> bool:
    """A yes or no of Excel's; the two platforms know it by different names, and Excel on the web by none."""
    if asked is None:
        return False
    if on_mac():
        answer = getattr(asked, mac, None)
        return False if answer is None else answer.get() is True
    return getattr(asked, windows, False) is True
