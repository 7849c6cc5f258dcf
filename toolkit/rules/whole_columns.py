"""Whole columns at a time: what rules ask of words and dates.

pandas' own ``map`` guesses a type for what comes out, which costs more than most questions rules ask; so does walking
through a column rather than the list it holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeGuard

import numpy as np
import pandas as pd

from toolkit.model.identity import canonical, same_words
from toolkit.model.patterns import near


class Table(pd.DataFrame):
    """A table that is only looked at: each column is taken out of it once, where pandas makes it anew at each asking.

    What is made from it is a plain frame again. Its columns are shared: a rule changes none of them.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        super().__init__(frame)  # type: ignore[call-arg]
        # Not as an attribute, which pandas would take for a column.
        object.__setattr__(self, "_taken", {})

    def __getitem__(self, wanted: Any) -> Any:
        """One column, by its name; whatever else is asked for as of any frame."""
        if not isinstance(wanted, str):
            return super().__getitem__(wanted)
        taken = self._taken
        if wanted not in taken:
            taken[wanted] = super().__getitem__(wanted)
        return taken[wanted]


def holds(values: pd.Series, test: Callable[[Any], object]) -> pd.Series:
    """For which values of a column something is true."""
    return pd.Series(
        np.fromiter(map(bool, map(test, values.to_list())), dtype=bool, count=len(values)), index=values.index
    )


def holds_near(texts: pd.Series, clues: Iterable[str], test: Callable[[str], object]) -> pd.Series:
    """For which texts something is true that can only be so where one of some clues occurs.

    Each clue is a pattern; see ``near``.
    """
    words = texts.to_list()
    flags = np.zeros(len(words), dtype=bool)
    for row in near(words, clues):
        flags[row] = bool(test(words[row]))
    return pd.Series(flags, index=texts.index)


def filled(values: pd.Series) -> np.ndarray:
    """Which cells of a column are not blank: ``notna`` without what a column costs."""
    return np.asarray(pd.notna(values.to_numpy()))


def each(values: pd.Series, say: Callable[[Any], object]) -> pd.Series:
    """What is said of each value of a column."""
    return pd.Series([say(value) for value in values.to_list()], index=values.index, dtype=object)


def true_at(index: pd.Index, flags: Iterable[object]) -> pd.Series:
    """Flags as a column."""
    return pd.Series(np.fromiter(map(bool, flags), dtype=bool, count=len(index)), index=index)


def nowhere(index: pd.Index) -> pd.Series:
    """A column of False."""
    return pd.Series(np.zeros(len(index), dtype=bool), index=index)


def sources_of(values: pd.Series | pd.DataFrame) -> pd.Index:
    """The file each row stands in."""
    return values.index.get_level_values("source")


def by_place(values: pd.Series) -> Iterator[tuple[tuple[str, int], Any]]:
    """Each value with its file and row."""
    return zip(values.index, values.to_list(), strict=True)


def places_of(values: pd.Series) -> list[tuple[str, Any]]:
    """Each row's file and value."""
    return list(zip(sources_of(values), values.to_list(), strict=True))


def is_day(value: object) -> TypeGuard[dt.date]:
    """Whether a cell holds a date."""
    return isinstance(value, dt.date)


def days(values: pd.Series) -> pd.Series:
    """A column of dates that can be compared; what is no date is NaT."""
    found = np.array(
        [value if isinstance(value, dt.date) else None for value in values.to_list()], dtype="datetime64[s]"
    )
    return pd.Series(found, index=values.index)


def as_compared(values: pd.Series) -> pd.Series:
    """What cells say, as it is compared for change: spaces and line breaks do not count, nor how a date is held."""
    return each(values, lambda value: canonical(value) or "")


def differs(now: pd.Series, then: pd.Series) -> pd.Series:
    """Where two columns say different things, spaces and line breaks aside."""
    pairs = zip(now.to_list(), then.to_list(), strict=True)
    return true_at(now.index, (a is not b and a != b and not same_words(a, b) for a, b in pairs))
