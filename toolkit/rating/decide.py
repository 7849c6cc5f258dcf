"""Reading a decision table for every row at once: the first line that holds, and its words filled in.

Columns are read into numpy arrays first, where a blank is "", NaT, 0 or False and compares as "no".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from toolkit.model.dates.answer import show_date
from toolkit.model.english import counted
from toolkit.model.keys import words_of
from toolkit.model.schemes import RATED, Line

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Words: TypeAlias = Callable[[Array], Iterable[str]]
"""Gives the words of one field for the rows asked for, so that only words that are used are made."""


class Decided(NamedTuple):
    """What a table says of each row."""

    rating: Array
    code: Array
    why: Array


def decide(table: Sequence[Line], when: Mapping[str, Array], words: Mapping[str, Words]) -> Decided:
    """The first line that holds for each row; the last line, where none above it does.

    ``when`` answers the condition of every other line, and ``words`` gives every field they name.
    """
    size = len(next(iter(when.values())))
    chosen = np.full(size, len(table) - 1)
    # From the bottom up, so that the first line to hold is the last one written.
    for number in range(len(table) - 2, -1, -1):
        chosen[when[table[number].when]] = number
    why = np.full(size, "", dtype=object)
    for number in np.unique(chosen):
        rows = np.flatnonzero(chosen == number)
        why[rows] = _filled(table[number].words, rows, words)
    ratings = [None if line.rating is None else line.rating.value for line in table]
    return Decided(
        np.array(ratings, dtype=object)[chosen],
        np.array([line.code for line in table], dtype=object)[chosen],
        why,
    )


def _filled(template: str, rows: Array, words: Mapping[str, Words]) -> list[str] | str:
    fields = [field for _, field, _, _ in Formatter().parse(template) if field]
    if not fields:
        return template
    columns = [words[field](rows) for field in fields]
    return [template.format(**dict(zip(fields, said, strict=True))) for said in zip(*columns, strict=True)]


def texts(frame: pd.DataFrame, column: str) -> Array:
    """A column's words with stray spaces gone; "" where blank or where there is no such column."""
    if column not in frame:
        return np.full(len(frame), "", dtype=object)
    return np.array([text.strip() for text in words_of(frame[column])], dtype=object)


def flags(frame: pd.DataFrame, column: str) -> Array:
    """A yes or no column; blank is no."""
    if column not in frame:
        return np.zeros(len(frame), dtype=bool)
    values = frame[column]
    return values.astype(object).where(values.notna(), False).astype(bool).to_numpy()


def numbers(values: pd.Series | int | float | None, size: int, *, blank: float = 0) -> Array:
    """Whole numbers for every row, from a column or from one number; ``blank`` where there is none."""
    column = values if isinstance(values, pd.Series) else pd.Series([values] * size, dtype=object)
    return pd.to_numeric(column, errors="coerce").fillna(blank).to_numpy(float).astype(int)


def days(values: pd.Series | date | None, size: int) -> Array:
    """Calendar days for every row, from a column or from one date; NaT where there is no date."""
    if not isinstance(values, pd.Series):
        return np.full(size, _day(values), dtype="datetime64[D]")
    if pd.api.types.is_datetime64_dtype(values.dtype):
        return values.to_numpy("datetime64[D]")
    return np.array([_day(value) for value in values], dtype="datetime64[D]")


def _day(value: object) -> date | None:
    # NaT claims to be a date.
    return value if isinstance(value, date) and value is not pd.NaT else None


def day_column(frame: pd.DataFrame, column: str) -> Array:
    """A column of dates; NaT where blank or where there is no such column."""
    return days(frame.get(column), len(frame))


def number_column(frame: pd.DataFrame, column: str) -> Array:
    """A column of whole numbers; 0 where blank or where there is no such column."""
    return numbers(frame.get(column), len(frame))


show = lru_cache(maxsize=4096)(show_date)


def dates(values: Array) -> Words:
    """Dates as an officer reads them."""
    return lambda rows: [show(day) for day in values[rows].tolist()]


def lengths(later: Array, earlier: Array, words: str = "{}") -> Words:
    """How long from one day to another: "1 day", or in other words about it such as "{} ago"."""
    return lambda rows: [
        words.format(counted(gap, "day")) for gap in (later[rows] - earlier[rows]).astype(int).tolist()
    ]


def each(say: Callable[..., str], *columns: Array) -> Words:
    """Words made row by row from several columns."""
    return lambda rows: [say(*row) for row in zip(*(column[rows].tolist() for column in columns), strict=True)]


def share_of(noun: str) -> Callable[[int, int], str]:
    """Words for a part of a number of things: 1 of 3 rated actions is, 2 of 3 are."""

    def words(part: int, whole: int) -> str:
        if whole == 1:
            return f"The only {noun} is"
        return f"{part:,} of {whole:,} {noun}s {'is' if part == 1 else 'are'}"

    return words


def steps(ratings: Array) -> Array:
    """How far up from Red a colour stands; -1 for what is not a colour."""
    return pd.Index(list(RATED)).get_indexer(pd.Index(ratings))
