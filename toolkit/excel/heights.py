"""How tall a row must be: Excel fits only rows that somebody typed in, so the file has to say.

Text is measured with the widths of Arial's own letters and broken at spaces as Excel does.
"""

from __future__ import annotations

import math
from functools import lru_cache

from toolkit.excel.style import SIZE

TALLEST = 409.0
"""Excel's limit for a row, in points."""
POINTS_A_LINE = 1.275
PADDING = 4.0

_WIDE_AS = {
    222: "ijl", 191: "'", 278: " !,./:;I[]\\ft|", 333: "()-r`\u2018\u2019", 355: '"', 389: "*", 469: "^",
    500: "Jckvxyz", 556: "#$0123456789?_abdeghnopqu\u201c\u201d\u2013£€", 584: "+<=>~", 611: "FTZ",
    667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "\u2014\u2026", 1015: "@",
}
_WIDTHS = {letter: width for width, letters in _WIDE_AS.items() for letter in letters}
_OTHER = 600
_CAPITALS_AND_BOLD = 1.08
_SPARE = 6
"""Pixels of a column that Excel leaves empty at the sides, with one to be safe."""


def row_height(lines: int, size: float = SIZE) -> float:
    """Points for so many lines of text, in steps of a pixel."""
    return min(TALLEST, math.ceil((lines * size * POINTS_A_LINE + PADDING) / 0.75) * 0.75)


def text_lines(text: str, width: float, size: float = SIZE, bold: bool = False) -> int:
    """How many lines a text takes in a column of that many characters."""
    room = (pixels(width) - _SPARE) * 750 / size
    if bold:
        room /= _CAPITALS_AND_BOLD
    if "\n" not in text and len(text) * 1015 <= room:
        return 1
    return sum(_wrapped(paragraph, room) for paragraph in text.split("\n"))


def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """Characters of column width one line of the text needs."""
    longest = max(_measure(line) for line in text.split("\n"))
    return (longest * size / 750 * (_CAPITALS_AND_BOLD if bold else 1) + _SPARE - 5) / 7


def pixels(width: float) -> int:
    """A column's width on screen, from its width in characters."""
    return int(width * 7 + 5)


def _wrapped(paragraph: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in paragraph.split(" "):
        wide = _measure(word)
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        if wide > room:
            # Excel breaks a word only where it has a whole line to itself.
            whole, wide = divmod(wide, room)
            lines += int(whole)
        used += wide + _WIDTHS[" "]
    return lines


@lru_cache(maxsize=50_000)
def _measure(word: str) -> float:
    return sum(_WIDTHS.get(letter, _OTHER) for letter in word)
