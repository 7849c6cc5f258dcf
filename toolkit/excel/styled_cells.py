"""How the toolkit's workbooks look, as data: colours, type, widths and number formats.

Packs name a style; nothing else decides how a cell looks. Arial, because every council computer has it and its
figures are of one width. Every pair of ink and paper here has a contrast of 4.5 to 1 or more.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from numbers import Real
from typing import TYPE_CHECKING

from toolkit.errors import CannotWrite
from toolkit.model.grid import address
from toolkit.model.pack import Content, Formula, Link
from toolkit.model.schemes import LOOK, Look, Rating

if TYPE_CHECKING:
    # A refresh asks how a cell looks, and writes no workbook.
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT = "Arial"
SIZE = 10
WIDTH = 14.0
"""Of a column nobody gave a width, in characters."""

INK = "#1B232C"
QUIET = "#4A5560"
NAVY = "#17375E"
SLATE = "#56626F"
RULE = "#C6CCD4"
SHADE = "#EEF1F4"
PALE = "#E3EBF5"
MARK = "#FFF0B3"
MARK_EDGE = "#9C5700"
DARK_RED = "#9E0018"

DATE = "dd/mm/yyyy"
DATE_TIME = "dd/mm/yyyy hh:mm"
TIME = "hh:mm"

Style = Mapping[str, object]

_HEADER: Style = {"bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1}


def _edge(look: Look) -> str:
    """White between cells of one colour, so that each stands for itself; a pale colour keeps the edge it needs."""
    return "#FFFFFF" if look.border == look.fill else look.border


# fmt: off
UNSEEN = "unseen"
"""The style of cells, and of their headings, that show and print nothing."""
STYLES: dict[str, Style] = {
    # Lines
    "title": {"bold": True, "font_size": 18, "font_color": NAVY, "valign": "vcenter"},
    "subtitle": {"font_size": 11, "font_color": QUIET, "valign": "vcenter"},
    "heading": {"bold": True, "font_size": 13, "font_color": NAVY, "valign": "vcenter"},
    "note": {"font_color": QUIET, "italic": True, "valign": "top"},
    "warning": {"bold": True, "font_color": DARK_RED, "valign": "top"},
    "strong": {"bold": True, "font_color": NAVY, "valign": "top"},
    "counts": {"bold": True, "font_color": NAVY, "valign": "vcenter"},
    "meaning": {"font_color": INK, "align": "left", "indent": 1, "valign": "vcenter"},
    "label": {"font_size": 8, "font_color": QUIET, "valign": "bottom"},
    "big": {"bold": True, "font_size": 20, "font_color": NAVY, "align": "left", "valign": "vcenter"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "unwrapped": {"text_wrap": False},
    "plain": {},
    # Cells of tables
    "cell": {"border": 1, "border_color": RULE, "valign": "top", "font_color": INK},
    "text": {"text_wrap": True, "valign": "top", "font_color": INK},
    "wrap": {"text_wrap": True, "valign": "top", "font_color": INK},
    UNSEEN: {"num_format": ";;;"},
    "code": {"num_format": "@", "text_wrap": True, "valign": "top", "font_color": INK},
    # Words typed as a date must stay words: Excel would turn "Mar 15" into a day.
    "words": {"num_format": "@", "text_wrap": True, "valign": "top", "font_color": INK},
    "date": {"num_format": DATE, "align": "left"},
    "date and time": {"num_format": DATE_TIME, "align": "left"},
    "time": {"num_format": TIME, "align": "left"},
    "whole": {"num_format": "#,##0", "align": "right", "indent": 1, "valign": "top"},
    "number": {"num_format": "General", "align": "right", "indent": 1, "valign": "top"},
    # A share is a figure out of a hundred, as counted: 92.6, not 0.926.
    "percent": {"num_format": '0.0"%"', "align": "right", "indent": 1, "valign": "top"},
    "rating": {"bold": True, "align": "center", "valign": "top", "text_wrap": True},
    "severity": {"bold": True, "valign": "top"},
    "centre": {"align": "center", "valign": "top", "text_wrap": True},
    "link": {"font_color": "#0B4DA2", "underline": 1},
    # Whole rows and single cells of tables
    "worked out": {"bg_color": SHADE, "font_color": "#37414C"},
    "group": {"bold": True, "bg_color": PALE, "font_color": NAVY},
    "total": {"bold": True, "top": 2, "top_color": NAVY, "bg_color": SHADE},
    "closed": {"font_color": SLATE, "italic": True},
    "header": {**_HEADER, "bg_color": NAVY, "border_color": "#3D5A80"},
    "header left": {},
    "header center": {"align": "center"},
    "header right": {"align": "right", "indent": 1},
    "header worked out": {**_HEADER, "bg_color": SLATE, "border_color": "#7C8793"},
    # Facts
    "facts label": {"bold": True, "font_color": NAVY, "valign": "top", "text_wrap": True},
    "facts value": {"valign": "top", "text_wrap": True, "font_color": INK, "align": "left", "indent": 1},
    "settings label": {"bold": True, "font_color": NAVY, "valign": "vcenter", "text_wrap": True, "bottom": 1,
                       "bottom_color": RULE},
    "settings value": {"valign": "vcenter", "text_wrap": True, "font_color": INK, "align": "left", "border": 1,
                       "border_color": "#7C8793", "indent": 1},
    "settings help": {"valign": "vcenter", "text_wrap": True, "font_color": QUIET, "bottom": 1, "bottom_color": RULE,
                      "align": "left", "indent": 1},
    # Drawn in cells: plans over time, and risks
    "bar": {"bg_color": NAVY, "font_color": "#FFFFFF"},
    "today": {"bg_color": "#FFE9A8", "font_color": INK},
    "heat-1": {"bg_color": "#DDEBD9", "align": "center", "indent": 0, "valign": "vcenter", "text_wrap": True},
    "heat-2": {"bg_color": "#FFF0B3", "align": "center", "indent": 0, "valign": "vcenter", "text_wrap": True},
    "heat-3": {"bg_color": "#FBC98A", "align": "center", "indent": 0, "valign": "vcenter", "text_wrap": True},
    "heat-4": {"bg_color": "#B3001B", "font_color": "#FFFFFF", "bold": True, "align": "center", "indent": 0,
               "valign": "vcenter", "text_wrap": True},
    **{f"{rating} cell": {"bg_color": look.fill, "font_color": look.ink, "border": 1, "border_color": look.border}
       for rating, look in LOOK.items()},
    **{f"{rating} bar": {"bg_color": look.fill, "font_color": look.ink, "border": 1, "border_color": _edge(look)}
       for rating, look in LOOK.items()},
}
# fmt: on

LINE_HEIGHTS = {"title": 30.0, "subtitle": 18.0, "heading": 26.0, "counts": 18.0, "big": 30.0, "meaning": 17.25}
"""Points a line of text gets where its own height would look cramped."""

BY_WORD: dict[str, dict[str, Style]] = {
    "rating": {
        str(rating): {
            "bg_color": look.fill,
            "font_color": look.ink,
            "bold": True,
            "border": 1,
            "border_color": _edge(look),
        }
        for rating, look in LOOK.items()
    },
    "severity": {
        "error": {"font_color": DARK_RED, "bold": True},
        "warning": {"font_color": "#8A4B00", "bold": True},
        "advice": {"font_color": "#1F4E9E", "bold": True},
    },
}
"""Styles whose cells take their colour from the word in them."""

MARKED: Style = {"bg_color": MARK, "border": 1, "border_color": MARK_EDGE}

TABS = {
    "guide": "#2E75B6",
    "fill in": NAVY,
    "worked out": SLATE,
    "register": "#7F6000",
} | {str(rating): look.fill for rating, look in LOOK.items()}

SERIES = {str(rating): LOOK[rating].fill for rating in Rating} | {str(Rating.NOT_RATED): "#A6AEB8"}
"""Not rated is white in cells; a white bar would be no bar."""
SERIES_EDGE = {str(rating): _edge(LOOK[rating]) for rating in Rating}
SERIES_INK = {str(rating): LOOK[rating].ink for rating in Rating}

MOST_TEXT = 32_767
"""Characters a cell takes, an emoji being two. XlsxWriter would leave out a longer text without a word."""
SURELY_FITS = MOST_TEXT // 2
"""Of characters of any kind."""
FIRST_YEAR = 1900

_IN_BOOK = re.compile(r"^#?('.+'|[^'!:/\\]+)!\$?[A-Z]{1,3}\$?\d+")
_ADDRESS = re.compile(r"^(https?|ftp|mailto|internal|external):", re.IGNORECASE)

Names = tuple[str, ...]


class Formats:
    """The formats of one workbook, each combination of styles made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[Names, Format] = {}

    def __getitem__(self, names: Names) -> Format:
        """The styles laid over each other, the last on top."""
        if names not in self._made:
            properties: dict[str, object] = {}
            for name in names:
                properties |= STYLES[name]
            self._made[names] = self._book.add_format(properties)
        return self._made[names]


def put(sheet: Worksheet, formats: Formats, row: int, column: int, content: Content, names: Names) -> None:
    """Write one cell; row and column count from 0, as XlsxWriter does. Raises CannotWrite where text is too long."""
    if content is None or content == "":
        sheet.write_blank(row, column, None, formats[names])
    elif isinstance(content, str):
        _put_text(sheet, formats, row, column, content, names)
    # bool first: Python thinks True is an int, and Excel does not.
    elif isinstance(content, bool):
        sheet.write_boolean(row, column, content, formats[names])
    elif isinstance(content, int | float | Real):
        sheet.write_number(row, column, content, formats[names])
    elif isinstance(content, Formula):
        value = "" if content.value is None else content.value
        sheet.write_formula(row, column, content.text, formats[names], value)
    elif isinstance(content, Link):
        _check(sheet, row, column, content.text)
        sheet.write_url(row, column, target(content.target), formats[(*names, "link")], content.text)
    else:
        _put_time(sheet, formats, row, column, content, names)


def target(link: str) -> str:
    """Where a link goes, as XlsxWriter wants it said: within the workbook, to an address or to a file."""
    if _ADDRESS.match(link):
        return link
    if _IN_BOOK.match(link):
        return f"internal:{link.removeprefix('#')}"
    return f"external:{link}"


def as_text(content: Content) -> str:
    """What a cell shows, near enough to measure."""
    if content is None:
        return ""
    if isinstance(content, Link):
        return content.text
    if isinstance(content, Formula):
        return as_text(content.value)
    if isinstance(content, dt.date | dt.time):
        return "00/00/0000"
    return str(content)


def _put_text(sheet: Worksheet, formats: Formats, row: int, column: int, text: str, names: Names) -> None:
    _check(sheet, row, column, text)
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter would take it for markup of its own, unless it comes in pieces.
        sheet.write_rich_string(row, column, text[:1], formats[names], text[1:], formats[names])
    else:
        sheet.write_string(row, column, text, formats[names])


def time_style(kind: type) -> str:
    """The style of a day, a moment or a time of day."""
    return "time" if issubclass(kind, dt.time) else "date and time" if issubclass(kind, dt.datetime) else "date"


def _put_time(
    sheet: Worksheet, formats: Formats, row: int, column: int, moment: dt.date | dt.time, names: Names
) -> None:
    if isinstance(moment, dt.date) and moment.year < FIRST_YEAR:
        # Excel has no such days: they can only be words.
        sheet.write_string(row, column, moment.strftime("%d/%m/%Y"), formats[names])
        return
    sheet.write_datetime(row, column, moment, formats[(*names, time_style(type(moment)))])


def _check(sheet: Worksheet, row: int, column: int, text: str) -> None:
    length = len(text.encode("utf-16-le")) // 2 if len(text) > SURELY_FITS else 0
    if length > MOST_TEXT:
        raise CannotWrite(
            f"The text for cell {address(row + 1, column + 1)} of sheet '{sheet.get_name()}' has {length:,} "
            f"characters and an Excel cell takes {MOST_TEXT:,}. Shorten it and try again."
        )
