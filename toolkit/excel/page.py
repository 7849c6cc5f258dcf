"""How tall a row must be: Excel fits only rows that somebody typed in, so the file has to say.

Text is measured with the widths of Arial's own letters and broken at spaces as Excel does.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from toolkit.excel.styled_cells import SIZE
from toolkit.model.pack import Pack, PackSheet

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TALLEST = 409.0
"""Excel's limit for a row, in points."""
POINTS_A_LINE = 1.275
PADDING = 4.0

# fmt: off
_WIDE_AS = {
    222: "ijl", 191: "'", 278: " !,./:;I[]\\ft|", 333: "()-r`\u2018\u2019", 355: '"', 389: "*", 469: "^",
    334: "{}", 500: "Jcksvxyz", 556: "#$0123456789?L_abdeghnopqu\u201c\u201d\u2013£€", 584: "+<=>~", 611: "FTZ",
    667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "\u2014\u2026", 1015: "@",
}
# fmt: on
_WIDTHS = {letter: width for width, letters in _WIDE_AS.items() for letter in letters}
_WIDEST, _OTHER = max(_WIDTHS.values()), 600
_BOLD = 1.08
_SPARE = 6
"""Pixels of a column that Excel leaves empty at the sides, with one to be safe."""


class Rows:
    """The rows of one sheet: what stands side by side shares them, and the tallest decides."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._heights: dict[int, float] = {}

    def at_least(self, row: int, points: float) -> None:
        """Make a row, counted from 0, as tall as that, unless it is taller already."""
        if points > self._heights.get(row, 0):
            self._heights[row] = points
            self._sheet.set_row(row, points)

    def pixels(self, first: int, count: int, usual: int) -> int:
        """How tall some rows are together on screen; ``usual`` is a row nobody has set."""
        return sum(
            round(self._heights[row] / 0.75) if row in self._heights else usual for row in range(first, first + count)
        )


def row_height(lines: int, size: float = SIZE) -> float:
    """Points for so many lines of text, in steps of a pixel."""
    return min(TALLEST, math.ceil((lines * size * POINTS_A_LINE + PADDING) / 0.75) * 0.75)


def text_lines(text: str, width: float, size: float = SIZE, bold: bool = False) -> int:
    """How many lines a text takes in a column of that many characters."""
    return lines_in(text, room_of(width, size, bold))


def room_of(width: float, size: float = SIZE, bold: bool = False) -> float:
    """What goes into one line of a column, in the units of ``lines_in``."""
    room = (pixels(width) - _SPARE) * 750 / size
    return room / _BOLD if bold else room


@lru_cache(maxsize=20_000)
def lines_in(text: str, room: float) -> int:
    """How many lines a text takes where each has that much room."""
    if len(text) * _WIDEST <= room and "\n" not in text:
        return 1
    return sum(_wrapped(paragraph, room) for paragraph in text.split("\n"))


def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """Characters of column width one line of the text needs."""
    longest = max(map(_measure, text.split("\n"))) - _WIDTHS[" "]
    return (longest * size / 750 * (_BOLD if bold else 1) + _SPARE - 5) / 7


def pixels(width: float) -> int:
    """A column's width on screen, from its width in characters."""
    return int(width * 7 + 5)


def _wrapped(paragraph: str, room: float) -> int:
    """Lines of one paragraph; every word is as wide as itself and the space after it."""
    space = _WIDTHS[" "]
    words = list(map(_measure, paragraph.split(" ")))
    ends = list(accumulate(words))
    if ends[-1] <= room + space:
        return 1
    if max(words) > room + space:
        return _broken(words, room)
    lines, first, begins = 1, 0, 0
    while (first := bisect(ends, begins + room + space, first)) < len(ends):
        lines, begins = lines + 1, ends[first - 1]
    return lines


def _broken(words: list[int], room: float) -> int:
    """Lines where a word is too wide for one. Excel breaks it only where it has a whole line to itself."""
    space = _WIDTHS[" "]
    lines, used = 1, 0.0
    for word in words:
        wide: float = word - space
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        if wide > room:
            whole, wide = divmod(wide, room)
            lines += int(whole)
        used += wide + space
    return lines


@lru_cache(maxsize=50_000)
def _measure(word: str) -> int:
    return sum(_WIDTHS.get(letter, _OTHER) for letter in word) + _WIDTHS[" "]


A4 = 9
SIDE, END, EDGE = 0.4, 0.8, 0.35
"""Margins at the sides, at top and bottom, and of the header from the edge, in inches."""
LONG_EDGE, SHORT_EDGE = 11.69, 8.27
SMALLEST = 0.65
"""A sheet that would have to shrink further than this to fit one page wide takes two, or more."""

_SMALL = '&"Arial,Regular"&8'


def set_page(sheet: Worksheet, spec: PackSheet, pack: Pack, widths: Sequence[float], breaks: Sequence[int]) -> None:
    """Set paper, margins, scale, header and footer. ``breaks``: rows that start a page, counted from 0.

    On a sheet too wide for one page, the columns that are frozen on screen repeat on every page.
    """
    sheet.set_paper(A4)
    if spec.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=SIDE, right=SIDE, top=END, bottom=END)
    sheet.set_header(_header(pack), {"margin": EDGE})
    sheet.set_footer(_footer(pack), {"margin": EDGE})
    room = ((LONG_EDGE if spec.landscape else SHORT_EDGE) - 2 * SIDE) * 96
    needed = sum(map(pixels, widths))
    if spec.one_page:
        sheet.fit_to_pages(1, 1)
    elif breaks:
        # Excel ignores page breaks of ours on a sheet that is to fit a number of pages, so the scale is worked out.
        sheet.set_print_scale(max(10, min(100, int(92 * room / needed))))
        sheet.set_h_pagebreaks(list(breaks))
    else:
        repeated = sum(map(pixels, widths[: spec.freeze_columns]))
        pages = 1 if needed * SMALLEST <= room else math.ceil((needed - repeated) / (room / SMALLEST - repeated))
        sheet.fit_to_pages(pages, 0)
        if pages > 1:
            sheet.print_across()
            if spec.freeze_columns:
                sheet.repeat_columns(0, spec.freeze_columns - 1)


def _header(pack: Pack) -> str:
    return f"&L{_SMALL} {_said(pack.title, 90)}{_marking(pack)}&R{_SMALL} {_said(pack.organisation)}"


def _footer(pack: Pack) -> str:
    return f"&L{_SMALL} {_said(pack.footer, 90)}{_marking(pack)}&R{_SMALL} Page &P of &N"


def _marking(pack: Pack) -> str:
    return f'&C&"Arial,Bold"&10 {_said(pack.marking.upper())}' if pack.marking else ""


def _said(text: str, most: int = 40) -> str:
    """Text for a header. Excel takes 255 characters in all, and reads & as a code."""
    text = " ".join(text.split())
    return (text if len(text) <= most else f"{text[: most - 1].rstrip()}…").replace("&", "&&")
