"""Single cells: a value, a link or a formula, in one of the named styles. Text is always text."""

from __future__ import annotations

import datetime as dt
import re
from numbers import Real

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toolkit.errors import CannotWrite
from toolkit.excel.style import STYLES
from toolkit.model.grid import address
from toolkit.model.pack import Content, Formula, Link

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
