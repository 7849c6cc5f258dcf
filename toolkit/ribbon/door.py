"""From a pressed button to words on the screen: attach, work, say, and an exit code.

0: done. 1: something was in the way, and it has been said. Above 1: it could not be said, so Excel's macro says it.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import xlwings as xw

from toolkit.errors import ToolkitError
from toolkit.ribbon.buttons import BUTTONS, Desk, versions_differ
from toolkit.ribbon.call import Call, book_of, call_of
from toolkit.ribbon.log import UNSPOKEN, Caught, note, opened, profile

TITLE = "Improvement plan toolkit"
UNFORESEEN = (
    "Something went wrong in the toolkit. What it had begun to write was taken back, and your workbook has not been "
    "saved or closed.\n\nPlease send the help desk the log: {log}"
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
    with Caught() as caught:
        if call.task not in BUTTONS:
            raise ToolkitError(f"There is no button '{call.task}'. There are: {', '.join(BUTTONS)}.")
        book = book_of(call)
        app = book.app
        with _busy(app, call.task):
            said = BUTTONS[call.task](Desk(book, call, folder, today or dt.date.today()))
    error = caught.error
    note(log, call.task, call.book, "done" if error is None else _outcome(error))
    if error is not None:
        said = str(error) if isinstance(error, ToolkitError) else UNFORESEEN.format(log=folder / "toolkit.log")
    with Caught() as unsaid:
        _say(app or xw.apps.active, said, call, critical=error is not None)
    if unsaid.error is not None:
        note(log, call.task, call.book, unsaid.error)
        return UNSPOKEN
    return 0 if error is None else 1


def _outcome(error: Exception) -> str | Exception:
    """A refusal is told by its kind alone: its words may quote the workbook."""
    return f"refused, {type(error).__name__}" if isinstance(error, ToolkitError) else error


def _say(app: xw.App | None, said: str, call: Call, *, critical: bool) -> None:
    if not said:
        return
    if app is None:
        raise ToolkitError("There is no Excel to say it in.")
    differ = versions_differ(call.addin) if call.task != "about" else ""
    words = "\n\n".join(filter(None, (said, differ)))
    app.alert(words, title=TITLE, buttons="ok", mode="critical" if critical else "info")


@contextmanager
def _busy(app: xw.App, task: str) -> Iterator[None]:
    """Excel says that it is working and does not flicker meanwhile."""
    app.status_bar = f"{TITLE}: {BUTTONS[task].doing}..."
    app.screen_updating = False
    try:
        yield
    finally:
        app.screen_updating = True
        app.status_bar = False
