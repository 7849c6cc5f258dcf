"""The command line of a button, and the workbook it means."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.excel.live.trouble import in_words
from toolkit.excel.live.xl import xw


@dataclass(frozen=True)
class Call:
    """One press of a button."""

    task: str
    book: str = ""
    """The workbook's name; blank for the one in front, as when Windows' Start menu starts a task."""
    window: int | None = None
    folder: Path | None = None
    addin: str = ""
    """The add-in's version; blank where no add-in was asked."""


def call_of(words: Sequence[str]) -> Call:
    """Read the command line. A name may hold ``=`` and spaces: everything after the first ``=`` is the value."""
    options = {}
    tasks = []
    for word in words:
        name, _, value = word.partition("=")
        if word.startswith("--"):
            options[name] = value
        else:
            tasks.append(word)
    window, folder = options.get("--hwnd", ""), options.get("--folder", "")
    return Call(
        tasks[0] if tasks else "",
        options.get("--wb", ""),
        int(window) if window.lstrip("-").isdigit() else None,
        Path(folder) if folder else None,
        options.get("--addin-version", ""),
    )


def book_of(call: Call) -> xw.Book:
    """The workbook the button was pressed on, found by its name: it may never have been saved, or lie on the web.

    With the window the button was pressed in, no other Excel is asked: one in which somebody types in a cell would
    keep this one waiting. Raises ToolkitError where there is none.
    """
    if not call.book:
        front = xw.apps.active
        if front is None or not len(front.books):
            raise ToolkitError("Open an improvement plan workbook in Excel first, then start this again.")
        return front.books.active
    apps = xw.apps if call.window is None else [xw.apps.add(xl=call.window)]
    book = next((book for app in apps for book in _books(app) if _folded(book.name) == _folded(call.book)), None)
    if book is None:
        raise ToolkitError(
            f"'{call.book}' is not open in Excel any more, so nothing was changed. Open it and press the button again. "
            "If it is in Protected View, press Enable Editing first."
        )
    return book


def _books(app: xw.App) -> list[xw.Book]:
    """An Excel's workbooks; of one that is busy or has just been closed none, since another may have the workbook."""
    try:
        return list(app.books)
    except Exception as error:
        if in_words(error) is None or len(xw.apps) == 1:
            raise
        return []


def _folded(name: str) -> str:
    # A Mac may give the same name with its accents as characters of their own.
    return unicodedata.normalize("NFC", name).casefold()
