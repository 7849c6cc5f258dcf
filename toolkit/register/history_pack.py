"""One action's life as a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from toolkit.model.pack import Line, Pack, PackColumn, PackSheet, Table
from toolkit.register.history import Event

SUBJECT = "History"
"""What the workbook calls itself."""
COLUMNS = (
    PackColumn("Plan", "code"),
    PackColumn("Ref", "code"),
    PackColumn("Period", "wrap"),
    PackColumn("What", "wrap"),
    PackColumn("In words", "wrap"),
    PackColumn("Who", "wrap"),
    PackColumn("On", "date"),
    PackColumn("File and row", "wrap"),
)
WIDTHS = (10, 9, 12, 16, 84, 28, 13, 34)


def history_pack(events: Sequence[Event], ref: str, *, created: dt.date) -> Pack:
    """The events, a row each."""
    rows = [[e.plan, e.ref, e.period, e.kind, e.words, e.who or None, e.on, e.source or None] for e in events]
    table = Table(COLUMNS, rows, name="History", empty="Nothing is logged.")
    note = Line("From first issue to now, as the registers tell it.")
    sheet = PackSheet("History", (Line(f"The history of {ref}", "title"), note, table), WIDTHS)
    return Pack(f"The history of {ref}", (sheet,), subject=SUBJECT, created=created)
