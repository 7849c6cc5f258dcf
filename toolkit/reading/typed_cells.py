"""What a reader notices about a file beside its values, gathered as the rows of ``Plan.facts``.

What each kind says, beside where it stands:

==================  =======================================================================================
MISSING_COLUMN      column: identifier of a required column that the sheet lacks
EXTRA_COLUMN        column, text: the heading; cell: where it stands; detail: how many rows are filled in
REPEATED_HEADING    row
BLANK_ROW           row
MERGED              row: its first; cell, text: the range
HIDDEN_ROWS         text: how many; detail: which; one a sheet
EXCEL_ERROR         text: the error as shown, such as #REF!
FORMULA             text: the value it shows
FORMULA_TEXT        text: what stands there; detail: its first character
OUTSIDE_TABLE       cell, text; of a row below or between: its first cell and all its text
ABOVE_TABLE         row, cell, text: what the template does not write there
OWN_SHEET           row, cell, text: on a sheet of their own, or on one of ours what the toolkit did not write
NOTE                row, cell, text: what is written on a cell, and was not by the toolkit
ODD_TEXT            text: what stands there; detail: what is odd
COLOURED            text: the colour
NOT_TEXT            text: what Excel shows
UNREADABLE          text: what stands there; detail: why not
READ_AS             text: what stands there; detail: what it was read as
MONTH_FORMAT        text: the number format
SUMMARY             a count on the Summary sheet: row, cell; column: its heading; text: it; detail: its theme
OLD_TEMPLATE        text: the version
==================  =======================================================================================
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from toolkit.model.dates import read_plan_date
from toolkit.model.dates.answer import show_date
from toolkit.model.grid import Cell, Value, address
from toolkit.model.identity import heading_key, tidy
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import FACT_COLUMNS, Seen
from toolkit.reading.too_much import refuse_noted
from toolkit.sheets.columns import LISTS, Column, Setting, Type

Fact = tuple[str, str, str, Seen, int | None, str, str, str, str]


@dataclass
class Noticed:
    """The facts of one table of one file; ``columns``: identifier to Excel's column."""

    source: str
    table: str
    sheet: str
    columns: dict[str, int] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    def add(
        self, kind: Seen, *, row: int | None = None, column: str = "", cell: str = "", text: str = "", detail: str = ""
    ) -> None:
        """Note one thing; the cell is worked out from row and column where it is not given."""
        if not cell and row is not None and column in self.columns:
            cell = address(row, self.columns[column])
        refuse_noted(self.source, self.sheet, len(self.facts))
        self.facts.append((self.source, self.table, self.sheet, kind, row, column, cell, text, detail))


def facts_of(facts: list[Fact]) -> pd.DataFrame:
    """Facts as a plan keeps them."""
    return pd.DataFrame(facts, columns=FACT_COLUMNS, dtype=object)


ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
REFS = frozenset({"ref", "action_ref", "measure_ref", "theme_ref", "parent_ref", "code", "plan_code"})
"""Columns that name something elsewhere; a number or date in them is no longer what was typed."""

_DASHES = "-\u2010\u2011\u2012\u2013\u2014"
# Whatever else a text holds is worth a closer look; most hold nothing else.
_UNUSUAL = pattern_of("[^\x1f -%'-;=-^`-~\n£\u2013\u2014\u2018\u2019\u201c\u201d\u2026]")
_EDGES = pattern_of(r"\A[ \n=+\-@#]|[ \n]\Z|  | \n|\n ")
_MARK = "\x1f"
"""Stands between the texts of a column while they are looked at as one."""
_SIGNS = ("  ", " \n", "\n ", " \x1f", "\n\x1f", *(f"\x1f{first}" for first in " \n=+-@#"))
"""The same edges there, which is many times quicker."""
_ODD = (
    (pattern_of(r"</?[A-Za-z][^<>]*>|<!--"), "markup"),
    (pattern_of(r"&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]{2,8});"), "a character code"),
    (pattern_of(r"_x00[0-9A-F]{2}_"), "a character code"),
    (pattern_of("[\u00b9\u00b2\u00b3\u2070\u2074-\u2079\u2020\u2021]"), "a footnote mark"),
    (pattern_of("[\u00a0\u202f\u2007]"), "a non-breaking space"),
    (pattern_of("[\u200b-\u200d\u2060\ufeff\u00ad]"), "an invisible character"),
    (pattern_of("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ue000-\uf0a6\uf0a8-\uf0b6\uf0b8-\uf8ff]"), "an odd character"),
    # Word's own bullets begin a line; anywhere else they print as a box.
    (pattern_of("(?m:(?<=[^\\s\uf0a7\uf0b7])[ \t]*[\uf0a7\uf0b7])"), "an odd character"),
)
_DASH_BEFORE_WORDS = pattern_of(
    r"-[-\s]*(?![A-Za-z]{1,3}\$?\d+\s*(?:\Z|[-+*/^&:=<>]))(?:[^\W\d_]|\d[\d,.]*%?\s+[^\W\d_]|[\"'\u201c\u2018\u00a3])"
)
_RUNS = pattern_of(r"\||!\$?[A-Za-z]{1,3}\$?\d|\A[-\s]*[A-Za-z.]+\((?!e?s\))")
_NUMBER = pattern_of(r"[+\-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")


@dataclass
class Reading:
    """One column of one file while it is read: where its cells are, and what is known beside their values."""

    noticed: Noticed
    column: Column | Setting
    rows: Sequence[int]
    formulas: frozenset[Cell] = frozenset()
    formats: dict[int, str] = field(default_factory=dict)
    """Row to number format, where it shows no day or is a percentage."""
    plan_start: dt.date | None = None
    received: dt.date | None = None
    quiet: bool = False
    """Whether the toolkit wrote the sheet, so that only what is lost is told."""

    def note(self, kind: Seen, row: int, text: Value, detail: Value = "") -> None:
        """Note something about the cell of this row."""
        if not self.quiet or kind in (Seen.UNREADABLE, Seen.EXCEL_ERROR):
            self.noticed.add(kind, row=row, column=self.column.id, text=shown(text), detail=shown(detail))


def read_cells(reading: Reading, values: Sequence[Value]) -> list[Value]:
    """Every cell of a column as its type, blanks None; ``values`` are row for row with ``reading.rows``."""
    if _is_sound(reading, values):
        return list(values)
    read = _READERS[reading.column.type]
    return [None if v is None else read(reading, row, v) for row, v in zip(reading.rows, values, strict=True)]


def _is_sound(reading: Reading, values: Sequence[Value]) -> bool:
    """Whether a whole column is already as it should be; told at once, as most columns of most returns are."""
    kinds = set(map(type, values)) - {type(None)}
    if reading.formats or not kinds <= _SOUND[reading.column.type]:
        return False
    texts = [value for value in values if type(value) is str]
    if reading.column.type is Type.CHOICE:
        return set(texts) <= set(_choices(reading.column).values())
    together = _MARK.join(["", *texts, ""])
    if any(sign in together for sign in _SIGNS) or _UNUSUAL.search(together):
        return False
    return together.count(_MARK) == len(texts) + 1


def shown(value: Value) -> str:
    """A value as a person reads it in a sheet."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return show_date(value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return f"{value:.15g}"


def _words(reading: Reading, row: int, text: str) -> str | None:
    """Text as typed, without the spaces nobody typed; what could harm or puzzle is noticed."""
    if _UNUSUAL.search(text) is None and _EDGES.search(text) is None and _MARK not in text:
        return text
    clean = tidy(text)
    if clean is None:
        return None
    if clean in ERRORS:
        reading.note(Seen.EXCEL_ERROR, row, clean)
        return None
    if clean[0] in "=+-@" and not _is_harmless(clean) and not _has_formula(reading, row):
        reading.note(Seen.FORMULA_TEXT, row, clean, clean[0])
    if odd := ", ".join(dict.fromkeys(name for pattern, name in _ODD if pattern.search(text))):
        reading.note(Seen.ODD_TEXT, row, text, odd)
    return clean


def _is_harmless(text: str) -> bool:
    """A dash for 'nothing' or before words, or a number with its sign: nobody could mean those as a formula."""
    if _DASH_BEFORE_WORDS.match(text) and not _RUNS.search(text):
        return True
    return not text.strip(_DASHES + " ") or _as_number(text) is not None


def _has_formula(reading: Reading, row: int) -> bool:
    return bool(reading.formulas) and (row, reading.noticed.columns.get(reading.column.id, 0)) in reading.formulas


def _text(reading: Reading, row: int, value: Value) -> Value:
    if isinstance(value, str):
        return _words(reading, row, value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        text = f"{value:%Y-%m}" if row in reading.formats else f"{value:%d/%m/%Y}"
        reading.note(Seen.READ_AS, row, value, text)
        return text
    if isinstance(value, int | float) and reading.formats.get(row, "").endswith("%"):
        return f"{shown(round(value * 100, 9))}%"
    return shown(value)


def _code(reading: Reading, row: int, value: Value) -> Value:
    if isinstance(value, str):
        return _words(reading, row, value)
    if reading.column.id in REFS:
        reading.note(Seen.NOT_TEXT, row, value)
    return value.isoformat() if isinstance(value, dt.date) else shown(value)


def _choice(reading: Reading, row: int, value: Value) -> Value:
    text = _words(reading, row, value) if isinstance(value, str) else shown(value)
    known = _choices(reading.column)
    if text is None or text in known.values():
        return text
    meant = known.get("yes" if value is True else "no" if value is False else heading_key(text))
    if meant is None:
        return text
    reading.note(Seen.READ_AS, row, value, meant)
    return meant


def _choices(column: Column | Setting) -> dict[str, str]:
    # Ratings that are worked out offer no list, and are still ratings.
    return _folded(column.choices or ("Rating" if column.id.endswith("rating") else ""))


@cache
def _folded(name: str) -> dict[str, str]:
    return {heading_key(choice): choice for choice in LISTS.get(name, ())}


def _words_for_a_date(reading: Reading, row: int, value: Value) -> Value:
    """Dates in words stay as written; the words are read where they are needed."""
    if isinstance(value, str):
        return _words(reading, row, value)
    if isinstance(value, dt.datetime):
        reading.note(Seen.READ_AS, row, value, value.date())
        return value.date()
    if isinstance(value, dt.date) and row in reading.formats:
        reading.note(Seen.MONTH_FORMAT, row, reading.formats[row])
    return shown(value) if isinstance(value, dt.time | bool) else value


def _date(reading: Reading, row: int, value: Value) -> Value:
    if type(value) is dt.date and row not in reading.formats:
        return value
    if isinstance(value, dt.datetime):
        reading.note(Seen.READ_AS, row, value, value.date())
        return value.date()
    text = _words(reading, row, value) if isinstance(value, str) else value
    if text is None:
        return None
    read = read_plan_date(
        text, plan_start=reading.plan_start, anchor=reading.received, number_format=reading.formats.get(row)
    )
    if read.outcome == "date":
        if read.date != value:
            reading.note(Seen.READ_AS, row, value, read.date)
        return read.date
    why = read.reason or "This is not one date."
    reading.note(Seen.UNREADABLE, row, value, why)
    return None


def _whole(reading: Reading, row: int, value: Value) -> Value:
    number = _number(reading, row, value)
    if isinstance(number, float):
        reading.note(Seen.UNREADABLE, row, value, "This is not a whole number.")
        return None
    return number


def _number(reading: Reading, row: int, value: Value) -> Value:
    # bool first: Python thinks True is an int, and Excel does not.
    if isinstance(value, int | float) and not isinstance(value, bool):
        if reading.formats.get(row, "").endswith("%"):
            # The cell shows 69.8% and holds 0.698; officers and their targets speak of 69.8.
            percent = _simple(round(value * 100, 9))
            reading.note(Seen.READ_AS, row, f"{shown(percent)}%", percent)
            return percent
        return value
    text = _words(reading, row, value) if isinstance(value, str) else value
    # 69.8% typed as text means what it says; that it stands in another unit is for a rule to say.
    number = _as_number(text.removesuffix("%").rstrip()) if isinstance(text, str) else None
    if number is not None:
        reading.note(Seen.READ_AS, row, value, number)
    elif text is not None:
        reading.note(Seen.UNREADABLE, row, value, "This is not a number.")
    return number


def _as_number(text: str) -> int | float | None:
    if not _NUMBER.fullmatch(text) or not any(map(str.isdigit, text)):
        return None
    number = float(text.replace(",", ""))
    return _simple(number) if math.isfinite(number) else None


def _simple(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number


_READERS: dict[Type, Callable[[Reading, int, Value], Value]] = {
    Type.TEXT: _text,
    Type.LONG: _text,
    Type.CODE: _code,
    Type.CHOICE: _choice,
    Type.DATE: _date,
    Type.WORDS: _words_for_a_date,
    Type.WHOLE: _whole,
    Type.NUMBER: _number,
}
_SOUND: dict[Type, frozenset[type]] = {
    **dict.fromkeys((Type.TEXT, Type.LONG, Type.CODE, Type.CHOICE), frozenset({str})),
    Type.DATE: frozenset({dt.date}),
    Type.WORDS: frozenset({str, dt.date}),
    Type.WHOLE: frozenset({int}),
    Type.NUMBER: frozenset({int, float}),
}
"""What the cells of a sound column are, as Python types."""
