"""Counts and lists, as a sentence says them."""

from __future__ import annotations

import unicodedata
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


def within(sentence: str) -> str:
    """The first sentence of a text as a part of another: no capital to begin it, no full stop to end it."""
    first = sentence.strip().split(". ")[0].removesuffix(".")
    return first if first[:2].isupper() else first[:1].lower() + first[1:]


_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the order of what follows, so that a name looks like another."""


def printable(name: object) -> str:
    """A file's name as it can be shown, written and sent on: what is no text, or cannot be seen, as its code."""
    return "".join(_code(c) if _is_unseen(c) else c for c in str(name))


def _is_unseen(character: str) -> bool:
    return character in _TURNING or unicodedata.category(character) in _UNSEEN


def _code(character: str) -> str:
    # A byte that is no UTF-8 comes from the file system as U+DC80 to U+DCFF.
    is_byte = "\udc80" <= character <= "\udcff"
    return f"\\x{ord(character) - 0xDC00:02x}" if is_byte else character.encode("unicode_escape").decode()
