"""How far the work is, for the status bar, and an end to waiting for an Excel that gives no answer."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from toolkit.ribbon.log import Caught

NO_ANSWER = 4
"""The exit code where Excel gave no answer for so long that the toolkit stopped; Excel's macro says it."""
PATIENCE = 120.0
"""Seconds without a sign of life: opening a large register from a far server takes one."""
QUIET, PAUSE = 2.0, 0.5
"""Seconds before the first count, and between two."""


class Watchdog:
    """Ends the program where nothing has happened for so long; each ``feed`` gives it the whole time again."""

    def __init__(self, patience: float, end: Callable[[], object]) -> None:
        self._patience, self._end = patience, end
        self._fed, self._over = threading.Event(), False
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        self._fed.set()
        self._thread.join()

    def feed(self) -> None:
        """Something has happened."""
        self._fed.set()

    def _watch(self) -> None:
        while self._fed.wait(self._patience):
            self._fed.clear()
            if self._over:
                return
        self._end()


def _nothing(_: str) -> None:
    """Nobody looks on."""


@dataclass
class Progress:
    """One press of a button: what the status bar is told, and what is done where Excel does not answer."""

    show: Callable[[str], object] = _nothing
    gave_up: Callable[[], object] = lambda: None
    patience: float = PATIENCE
    clock: Callable[[], float] = time.monotonic
    wrote: bool = False
    """Whether anything in the workbook has been changed so far."""

    def __post_init__(self) -> None:
        self._begun, self._last = self.clock(), 0.0
        self._watchdog: Watchdog | None = None

    def tell(self, done: int, of: int, what: str) -> None:
        """So many of so many; nothing is shown in the first seconds, nor more often than can be read."""
        if self._watchdog is not None:
            self._watchdog.feed()
        now = self.clock()
        if now - self._begun > QUIET and now - self._last > PAUSE:
            self._last = now
            self._show(f"{what}, {done} of {of}")

    def counted(self) -> None:
        """What was counted is done: the status bar says again what the button does."""
        if self._last:
            self._show("")

    def _show(self, how_far: str) -> None:
        with Caught() as caught:
            self.show(how_far)
        if caught.error is not None:
            # An Excel that is busy is asked for nothing that can wait.
            self.show = _nothing

    def watch(self, items: Iterable[Any], doing: str, total: int) -> Iterator[Any]:
        """The files of a task as they come, as the command line's bar is given them."""
        for number, item in enumerate(items, start=1):
            self.tell(number, total, doing.lower())
            yield item
        self.counted()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Excel is asked now. Working things out is not watched: it takes as long as it takes."""
        with Watchdog(self.patience, self._end) as self._watchdog:
            yield
        self._watchdog = None

    def _end(self) -> None:
        try:
            self.gave_up()
        finally:
            # The thread that waits for Excel hears of nothing else.
            os._exit(NO_ANSWER)
