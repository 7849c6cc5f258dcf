"""What the help desk can look up: which task ran on which workbook, and how it ended. Never what is in a workbook."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from toolkit import install

UNSPOKEN = 3
"""The exit code where Python could not say what went wrong, so that Excel's macro says it."""
_EXCELS_OWN_WORDS = frozenset({"pywintypes", "appscript", "aem", "xlwings"})
"""Where errors come from whose message is Excel's; others may quote the workbook."""


class Caught:
    """Whatever goes wrong inside is kept, for the door to put into words and into the log."""

    error: Exception | None = None

    def __enter__(self) -> Caught:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.error = error if isinstance(error, Exception) else None
        return self.error is not None


def profile() -> Path:
    """The folder of the person's own profile that keeps the log and what can be undone."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
        return Path(install.windows(local, local, install.RegistrySetting(None)).log).parent
    if sys.platform == "darwin":
        return Path(install.mac(home, install.PreferenceSetting()).log).parent
    return home / ".local" / "state" / install.APP


def opened(folder: Path | None = None) -> logging.Logger:
    """The log, a file of at most a megabyte and the one before; without a file where the profile takes none."""
    log = logging.getLogger("toolkit.ribbon")
    log.setLevel(logging.INFO)
    log.propagate = False
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    folder = folder or profile()
    log.addHandler(logging.NullHandler())
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "toolkit.log", maxBytes=1_000_000, backupCount=1, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        log.addHandler(handler)
    return log


def note(log: logging.Logger, task: str, book: str, outcome: str | Exception) -> None:
    """One line for a task that ended; for an error nobody foresaw, where in the toolkit it arose too."""
    if isinstance(outcome, str):
        log.info("%s %r: %s", task, book, outcome)
        return
    kind = type(outcome)
    said = f": {outcome}" if kind.__module__.partition(".")[0] in _EXCELS_OWN_WORDS else ""
    where = "".join(traceback.format_tb(outcome.__traceback__))
    log.error("%s %r: %s.%s%s\n%s", task, book, kind.__module__, kind.__qualname__, said, where.rstrip())
