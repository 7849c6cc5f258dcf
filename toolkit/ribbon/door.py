"""One press of a button, from its command line to what is said: the workbook it means is found, and nothing raised."""

from __future__ import annotations

import datetime as dt
import logging
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.excel.live.trouble import PartlyWritten, TakenBack, in_words
from toolkit.excel.live.xl import xw
from toolkit.ribbon.buttons import BUTTONS, versions_differ
from toolkit.ribbon.call import Call, call_of
from toolkit.ribbon.desk import TITLE, Desk
from toolkit.ribbon.log import UNSPOKEN, Caught, note, opened, profile
from toolkit.ribbon.progress import Progress


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


UNFORESEEN = (
    "Something went wrong in the toolkit. {state} Your workbook has not been saved or closed.\n\n"
    "Please send the help desk the log: {log}"
)
UNCHANGED, CHANGED = "Nothing in your workbook was changed.", "What was written before stays; Undo last takes it back."
NO_ANSWER_WORDS = (
    "Excel gave no answer, so the toolkit stopped. Finish the cell you are typing in with Enter, or close the box that "
    "is open in Excel. Then press Undo last, in case part of it was written, and the button again."
)


def main(words: Sequence[str] | None = None, *, today: dt.date | None = None, folder: Path | None = None) -> int:
    """Do what one button asks of the workbook that is open, and say how it went.

    ``today`` is the day a signature is given, ``folder`` the profile that keeps the log.
    """
    call = call_of(sys.argv[1:] if words is None else words)
    folder = folder or profile()
    log = opened(folder)
    app: xw.App | None = None
    said = ""
    progress = Progress(gave_up=partial(_gave_up, log, call))
    with Caught() as caught:
        if call.task not in BUTTONS:
            raise ToolkitError(f"There is no button '{call.task}'. There are: {', '.join(BUTTONS)}.")
        with progress.waiting():
            book = book_of(call)
            app = book.app
        progress.show = partial(_show, app, call.task)
        with _busy(app, call.task):
            desk = Desk(book, call, folder, today or dt.date.today(), progress)
            said = BUTTONS[call.task](desk)
            if progress.wrote:
                said = "\n\n".join(filter(None, (said, desk.saving)))
    error = caught.error
    note(log, call.task, call.book, "done" if error is None else _outcome(error))
    if error is not None:
        said = _words(error, folder / "toolkit.log", wrote=progress.wrote)
    with Caught() as unsaid:
        _say(app or xw.apps.active, said, call, critical=error is not None)
    if unsaid.error is not None:
        note(log, call.task, call.book, unsaid.error)
        return UNSPOKEN
    return 0 if error is None else 1


def _outcome(error: Exception) -> str | Exception:
    """A refusal is told by its kind alone: its words may quote the workbook. What lies behind it is looked up."""
    if not isinstance(error, ToolkitError):
        return error
    behind = error.__cause__
    unknown = isinstance(behind, Exception) and not isinstance(behind, ToolkitError | OSError)
    return behind if unknown and isinstance(behind, Exception) else f"refused, {type(error).__name__}"


def _words(error: Exception, log: Path, *, wrote: bool) -> str:
    """What an officer is told: our own refusals, what Excel's errors mean, and for the rest where the log is."""
    state = CHANGED if wrote else UNCHANGED
    if isinstance(error, TakenBack | PartlyWritten) and in_words(error.__cause__ or error) is None:
        return f"{error}\n\nPlease send the help desk the log: {log}"
    if isinstance(error, ToolkitError):
        return str(error)
    known = in_words(error)
    return UNFORESEEN.format(state=state, log=log) if known is None else f"{known}\n\n{state}"


def _gave_up(log: logging.Logger, call: Call) -> None:
    """Said without Excel, which does not answer. Where a macro waits, it says the same for the exit code."""
    note(log, call.task, call.book, "stopped: Excel gave no answer")
    if sys.platform == "win32" and call.window is None:
        import ctypes

        topmost_warning = 0x40000 | 0x30
        ctypes.windll.user32.MessageBoxW(None, NO_ANSWER_WORDS, TITLE, topmost_warning)


def _say(app: xw.App | None, said: str, call: Call, *, critical: bool) -> None:
    if not said:
        return
    if app is None:
        raise ToolkitError("There is no Excel to say it in.")
    differ = versions_differ(call.addin) if call.task != "about" else ""
    words = "\n\n".join(filter(None, (said, differ)))
    app.alert(words, title=TITLE, buttons="ok", mode="critical" if critical else "info")


def _show(app: xw.App, task: str, how_far: str) -> None:
    app.status_bar = f"{TITLE}: {BUTTONS[task].doing}{f' ({how_far})' if how_far else ''}..."


@contextmanager
def _busy(app: xw.App, task: str) -> Iterator[None]:
    """Excel says that it is working and does not flicker meanwhile."""
    app.status_bar = f"{TITLE}: {BUTTONS[task].doing}..."
    app.screen_updating = False
    try:
        yield
    finally:
        # An Excel that has stopped answering must not hide what went wrong before.
        for put_right in (partial(setattr, app, "screen_updating", True), partial(setattr, app, "status_bar", False)):
            with Caught():
                put_right()
