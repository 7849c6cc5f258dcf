"""Phrases the sheets of the pack share."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence

from toolkit.board_pack.position import Position, Row
from toolkit.model.dates.answer import show_date
from toolkit.model.english import counted
from toolkit.model.pack import Block, Content, Line, PackColumn, Table

Group = tuple[str, Sequence[Sequence[Content]]]
MOST_LINES = 30
"""Excel's tallest row takes 409 points, which is 32 lines."""


def heading(title: str, at: Position, said: str) -> list[Block]:
    """What every sheet begins with: its title, whose plan it is, and what is on it in a sentence."""
    return [Line(title, "title"), Line(at.line, "subtitle"), Line(said)]


def grouped(
    columns: Sequence[PackColumn], widths: Sequence[float], groups: Sequence[Group], *, empty: str = ""
) -> Table:
    """A table whose rows stand in groups, each under a heading of its own; a row too tall for Excel goes on below."""
    refs = [at for at, column in enumerate(columns) if column.heading == "Ref"]
    rows: list[Sequence[Content]] = []
    styles: dict[int, str] = {}
    for title, members in groups:
        styles[len(rows)] = "group"
        rows.append([title])
        for member in members:
            rows += _in_rows(member, widths, refs)
    return Table(columns, rows, row_styles=styles, empty=empty)


def _in_rows(row: Sequence[Content], widths: Sequence[float], refs: Sequence[int]) -> list[Sequence[Content]]:
    """The row, and where a text is longer than a row can be tall, its rest in rows below that repeat the ref."""
    parts = [in_parts(cell, width) for cell, width in zip(row, widths, strict=True)]
    deepest = max(map(len, parts))
    if deepest == 1:
        return [row]
    below = [[part[n] if n < len(part) else None for part in parts] for n in range(deepest)]
    for more in below[1:]:
        for at in refs:
            more[at] = row[at]
    return [*below]


def in_parts(cell: Content, width: float) -> list[Content]:
    """A text cut between words into parts of at most ``MOST_LINES`` lines; anything else as it is."""
    if not isinstance(cell, str) or len(cell) < width * MOST_LINES / 4:
        return [cell]
    lines = [
        (number, line)
        for number, paragraph in enumerate(cell.split("\n"))
        for line in textwrap.wrap(paragraph, max(1, int(width)), break_on_hyphens=False) or [""]
    ]
    return [_joined(lines[at : at + MOST_LINES]) for at in range(0, len(lines), MOST_LINES)]


def _joined(lines: Sequence[tuple[int, str]]) -> str:
    """Lines as paragraphs again."""
    paragraphs: dict[int, list[str]] = {}
    for number, line in lines:
        paragraphs.setdefault(number, []).append(line)
    return "\n".join(" ".join(part) for part in paragraphs.values())


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
