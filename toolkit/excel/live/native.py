"""The few things that xlwings has no word for, asked of Excel itself. Where Excel gives no answer, nothing is known."""

from __future__ import annotations

import sys
from typing import Any

from toolkit.excel.live.xl import xw


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
