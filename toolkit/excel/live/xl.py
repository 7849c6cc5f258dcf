"""xlwings, taken in so that it does no harm when Python ends, and asks a busy Excel for some seconds and not for ever.

Everything of the toolkit that speaks with Excel has xlwings from here.
"""

from __future__ import annotations

import atexit
import sys
import time

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


class Attempts(int):
    """How often xlwings asks a busy Excel again. It pauses in between, which xlwings does not do of its own."""

    LONGEST = 0.25

    def __gt__(self, asked: int) -> bool:
        time.sleep(min(self.LONGEST, asked / 100))
        return int(self) > int(asked)


if "xlwings._xlwindows" in sys.modules:
    # About ten seconds in all; xlwings' own number means for ever.
    sys.modules["xlwings._xlwindows"].N_COM_ATTEMPTS = Attempts(50)  # type: ignore[attr-defined]
