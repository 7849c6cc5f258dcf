"""Counts and lists, as a sentence says them."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun: 1 row, 2 rows."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def listed(words: Sequence[str], joined: str = "and") -> str:
    """Words as a list: one, two and three."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joined} {words[-1]}"


def quoted(text: object, longest: int = 60) -> str:
    """Text short enough to be quoted in a message, on one line."""
    words = " ".join(str(text).split())
    return words if len(words) <= longest else words[: longest - 3].rstrip() + "..."
