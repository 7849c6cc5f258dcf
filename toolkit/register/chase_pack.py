"""The team's table of a chase: who is asked for what, and where the message and the marked return lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from toolkit.model.english import counted, listed
from toolkit.model.pack import Content, Line, Link, Pack, PackColumn, PackSheet, Table
from toolkit.register.chase import Chased

SUBJECT = "Chasing"
"""What the workbook calls itself."""
COLUMNS = (
    PackColumn("Service", "wrap"),
    PackColumn("Contact", "wrap"),
    PackColumn("Address", "wrap"),
    PackColumn("Why", "wrap"),
    PackColumn("What is asked", "wrap"),
    PackColumn("Files that came", "wrap"),
    PackColumn("Errors", "whole"),
    PackColumn("Last day", "date"),
    PackColumn("Message", "wrap"),
    PackColumn("Goes with it", "wrap"),
)
WIDTHS = (24, 22, 30, 18, 64, 28, 9, 13, 24, 24)
UNKNOWN = (PackColumn("File", "wrap"), PackColumn("Why its service cannot be told", "wrap"))
Letter = tuple[Chased, str, Sequence[str]]
"""Who is chased, and the names of the message and of the workbooks that go with it."""


def chase_pack(letters: Sequence[Letter], unknown: Sequence[tuple[str, str]], *, period: str, created: dt.date) -> Pack:
    """The table as a workbook that lies beside the messages."""
    rows = [_row(*letter) for letter in letters]
    table = Table(COLUMNS, rows, name="Chasing", empty="Nothing is asked of anybody.")
    note = Line(f"{said(letters)} Nothing was sent: each message is a draft beside this workbook.")
    sheets = [PackSheet("Chasing", (Line(f"Returns for {period}", "title"), note, table), WIDTHS)]
    if unknown:
        of_nobody = Table(UNKNOWN, [list(one) for one in unknown], name="OfNobody")
        blocks = (Line("Files of nobody", "title"), Line("Nobody is asked about these."), of_nobody)
        sheets.append(PackSheet("Files of nobody", blocks, (34, 100)))
    return Pack("Chasing", tuple(sheets), subject=SUBJECT, created=created)


def said(letters: Sequence[Letter]) -> str:
    """The chase in one sentence."""
    if not letters:
        return "Every return is in, signed and without errors."
    kinds = list(dict.fromkeys(why for chased, _, _ in letters for why in chased.why))
    counts = [f"{sum(why in chased.why for chased, _, _ in letters)} {why.lower()}" for why in kinds]
    return f"{counted(len(letters), 'service')} to ask: {listed(counts)}."


def _row(chased: Chased, message: str, beside: Sequence[str]) -> list[Content]:
    service = chased.service
    return [
        service.name,
        service.contact,
        service.address,
        ", ".join(chased.why),
        "\n".join(chased.said),
        "\n".join(chased.files),
        chased.errors,
        chased.due,
        Link(message, f"external:{message}"),
        # A cell leads to one place: the first of several.
        Link("\n".join(beside), f"external:{beside[0]}") if beside else None,
    ]
