"""What one workbook may take of a computer, be it made to take more: cells, areas and time, spent sheet by sheet."""

from __future__ import annotations

import time

from toolkit.errors import CannotRead

MAX_SHEETS = 500
MAX_CELLS = 8_000_000
"""Cells written in the sheets of one workbook, blank ones with a look included."""
MAX_BLOCK = 16_000_000
"""Cells in the blocks from A1 to the last value, all sheets together; every one takes memory, filled or not."""
MAX_NOTED = 400_000
"""Cells with an error, merged areas, and cells of a look that says something."""
MAX_SECONDS = 15
"""Of processor time; a plan of sixty thousand actions takes about three."""


class Allowance:
    """What is left for one workbook; the message names what ran out."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._cells = self._block = self._noted = 0
        self._began = time.thread_time()

    def spend(self, *, cells: int = 0, block: int = 0, noted: int = 0) -> None:
        """Take so much; raises CannotRead where a plan cannot need it."""
        self._cells, self._block, self._noted = self._cells + cells, self._block + block, self._noted + noted
        if self._cells > MAX_CELLS:
            raise self._refused(f"holds more than {MAX_CELLS:,} cells")
        if self._block > MAX_BLOCK:
            raise self._refused(f"reaches over more than {MAX_BLOCK:,} cells, most of them empty")
        if self._noted > MAX_NOTED:
            raise self._refused(f"holds more than {MAX_NOTED:,} merged areas, errors and coloured cells")
        if time.thread_time() - self._began > MAX_SECONDS:
            raise self._refused(f"took more than {MAX_SECONDS} seconds to read")

    def sheets(self, count: int) -> None:
        """Refuse a workbook of more sheets than anybody keeps a plan in."""
        if count > MAX_SHEETS:
            raise self._refused(f"lists {count:,} sheets, and a plan may have {MAX_SHEETS:,}")

    def _refused(self, seen: str) -> CannotRead:
        return CannotRead(
            f"{self._source} {seen}, more than a plan can have. Copy the rows that matter into a new workbook "
            "and use that.",
            state="Too large",
        )
