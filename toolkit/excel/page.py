"""How a sheet prints: A4, nothing cut off, the marking and the page number on every page."""

from __future__ import annotations

import math
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from toolkit.excel.heights import pixels
from toolkit.model.pack import Pack, PackSheet

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
