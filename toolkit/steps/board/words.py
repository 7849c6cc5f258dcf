"""Phrases the sheets of the pack share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from toolkit.model.pack import Block, Content, Line, PackColumn, Table
from toolkit.model.plan_date import show_date
from toolkit.steps.board.position import Position, Row
from toolkit.steps.decide import counted

Group = tuple[str, Sequence[Sequence[Content]]]


def heading(title: str, at: Position, said: str) -> list[Block]:
    """What every sheet begins with: its title, whose plan it is, and what is on it in a sentence."""
    return [Line(title, "title"), Line(at.line, "subtitle"), Line(said)]


def grouped(columns: Sequence[PackColumn], groups: Sequence[Group], *, empty: str) -> Table:
    """A table whose rows stand in groups, each under a heading of its own."""
    rows: list[Sequence[Content]] = []
    styles: dict[int, str] = {}
    for title, members in groups:
        styles[len(rows)] = "group"
        rows += [[title], *members]
    return Table(columns, rows, row_styles=styles, empty=empty)


def why(action: Row) -> str:
    """Why an action is rated as it is, who set it otherwise, and why it goes to the board by name."""
    said = [str(action["why"] or "")]
    if action["worked_out_rating"] not in (None, action["rating"]) and action["override_rating"] == action["rating"]:
        until = f" until {show_date(action['override_until'])}" if action["override_until"] else ""
        said = [
            f"Set to {action['rating']} by {action['override_by']}{until}: {ended(action['override_reason'])}",
            f"Worked out {action['worked_out_rating']}: {said[0]}",
        ]
    if action["escalated_why"]:
        said.append(f"Escalated: {ended(action['escalated_why'])}")
    return "\n".join(part for part in said if part)


def shortened(text: object, most: int) -> str:
    """The beginning of a long text, cut between words; a text that fits is left alone."""
    words = " ".join(str(text or "").split())
    if len(words) <= most:
        return words
    return words[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def ended(text: object) -> str:
    """Words with the full stop that ends a sentence."""
    words = str(text or "").strip()
    return words if not words or words[-1] in ".!?…" else f"{words}."


def day(value: object) -> str:
    """A date as the board reads it; nothing where there is none."""
    return show_date(value) if isinstance(value, dt.date) else str(value or "")


def of_them(part: int, whole: int, what: str) -> str:
    """The tail of a count: ", 2 of them escalated", ", all of them escalated"; nothing for none."""
    if not part:
        return ""
    if part == whole:
        return f", {what}" if whole == 1 else f", all of them {what}"
    return f", {part} of them {what}"


def actions(number: int) -> str:
    """How many actions, in words a board reads."""
    return counted(number, "action") if number else "no actions"
