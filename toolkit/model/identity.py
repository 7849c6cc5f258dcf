"""What counts as the same: one answer to each such question, whoever asks it.

Rules, merge, control totals, the board, issuing and the names of files all come here, so that what a check calls one
service is one service in the register too. A key says nothing by itself: two things are the same where their keys
are, and a blank key stands for nothing at all.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import pandas as pd

from toolkit.model.patterns import pattern_of

_SPACES = pattern_of(r"[^\S\n]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_APOSTROPHES = dict.fromkeys(map(ord, "'`\u00b4\u02bc\u2018\u2019"))
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_NOT_IN_HEADINGS = pattern_of(r"[\W_]+")
_NUMBERS = pattern_of(r"(\d{1,18})")
_MIDNIGHT = " 00:00:00"


def tidy(text: str) -> str | None:
    """Text without what nobody typed on purpose: outer and doubled spaces, non-breaking spaces.

    Line breaks between words stay; a cell of spaces only is blank.
    """
    text = text.translate(_INVISIBLE).replace("\r\n", "\n").replace("\r", "\n")
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return "\n".join(lines).strip("\n") or None


def canonical(value: object) -> str | None:
    """What a cell says, however it is held: spaces and line breaks folded, a date as its day, 1 and "1" the same."""
    if value is None or value != value:
        return None
    if isinstance(value, str):
        # Only text beyond ASCII can hold what is invisible and yet no space.
        text = value if value.isascii() else tidy(value) or ""
        return " ".join(text.removesuffix(_MIDNIGHT).split()) or None
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return format(value, ".15g")
    return str(value)


def same_words(one: object, other: object) -> bool:
    """Whether two cells say the same, letter by letter, spaces and line breaks aside."""
    return canonical(one) == canonical(other)


def text_key(value: object) -> str:
    """Words whatever their case and spaces: a period, a status, a yes."""
    return (canonical(value) or "").casefold()


def same_text(one: object, other: object) -> bool:
    """Whether two cells say the same, whatever the case and spaces."""
    return text_key(one) == text_key(other)


def ref_key(value: object) -> str:
    """A reference as it is compared: in capitals, without outer spaces, one dash like another; "" where blank."""
    return _ref_key(value) if isinstance(value, str) else (canonical(value) or "").upper()


@lru_cache(maxsize=1 << 16)
def _ref_key(ref: str) -> str:
    return (canonical(ref) or "").translate(_DASHES).casefold().upper()


def same_ref(one: object, other: object) -> bool:
    """Whether two cells name the same row; a blank names none."""
    return ref_key(one) == ref_key(other) != ""


def ref_keys(refs: pd.Series) -> pd.Series:
    """The same of a whole column."""
    return pd.Series([ref_key(ref) for ref in refs.to_list()], index=refs.index, dtype=object)


def ref_order(ref: object) -> tuple[tuple[int, int, str], ...]:
    """Where a reference stands among others, as people count: 1.1, 2.1, 10.2; A2, A10; a blank before all."""
    return _ref_order(ref_key(ref))


@lru_cache(maxsize=1 << 14)
def _ref_order(key: str) -> tuple[tuple[int, int, str], ...]:
    parts = (part for part in _NUMBERS.split(key) if part)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def row_key(parts: Iterable[object]) -> str:
    """What makes a row itself: its key columns, joined; "" where any of them is blank."""
    said = [ref_key(part) for part in parts]
    return "|".join(said) if all(said) else ""


def row_keys(table: pd.DataFrame, columns: tuple[str, ...]) -> list[str]:
    """The key of every row of a table."""
    return [row_key(parts) for parts in zip(*plain_columns(table, columns).values(), strict=True)]


def service_key(name: object) -> str:
    """A service whatever the case of its name, and whatever stands between its words; "" only where it is blank.

    Front-Door and Front Door are one service, written in two ways; Team 1-2 and Team 12 are two. Words of every
    script count. A name without a word, such as ***, is still a service of its own (C-10 asks for a better one).
    """
    return words_key(name) or text_key(name)


def same_service(one: object, other: object) -> bool:
    """Whether two names are of one service; a blank is of none."""
    return service_key(one) == service_key(other) != ""


class Services:
    """The services a register lists, each under one name, whatever else it is or was called.

    A service's own name goes before another's other name; of two that claim one other name, the first has it. What
    is not listed goes by the name it has.
    """

    def __init__(self, listed: Iterable[tuple[str, Iterable[str]]] = ()) -> None:
        """``listed``: each service's name, and what else it is written as."""
        rows = list(listed)
        self._names: dict[str, str] = {}
        for name, _ in rows:
            self._names.setdefault(service_key(name), name)
        for name, others in rows:
            for other in others:
                self._names.setdefault(service_key(other), name)
        self._names.pop("", None)
        self.names = tuple(dict.fromkeys(self._names.values()))
        """Every service listed, under its one name."""

    def name(self, written: object) -> str | None:
        """The name of the service that is written so; None where it is not listed."""
        return self._names.get(service_key(written))

    def key(self, written: object) -> str:
        """What makes it the same service: the key of its name."""
        return service_key(self._names.get(service_key(written), written))

    def same(self, one: object, other: object) -> bool:
        """Whether two names are of one service; a blank is of none."""
        return self.key(one) == self.key(other) != ""


def theme_key(theme: object) -> str:
    """A theme, by title or by reference: 1.1 and 11 are two."""
    return words_key(theme)


def words_key(name: object) -> str:
    """The words of a name or title, whatever stands between them."""
    return _words_key(name if isinstance(name, str) else canonical(name) or "")


@lru_cache(maxsize=1 << 14)
def _words_key(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).casefold().translate(_INVISIBLE | _APOSTROPHES)
    # The plus of "Care leavers 16+" tells it from those of 16; no other sign does.
    kept = (c if c == "+" or unicodedata.category(c)[0] in "LMN" else " " for c in text)
    return " ".join("".join(kept).split())


def heading_key(text: object) -> str:
    """A heading, a sheet's name or a choice, stripped of case, spaces, line breaks and punctuation."""
    return _heading_key(text if isinstance(text, str) else canonical(text) or "")


@lru_cache(maxsize=1 << 14)
def _heading_key(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _NOT_IN_HEADINGS.sub("", text.casefold())


def person_key(name: object) -> str:
    """Somebody's name or role: Ann-Marie and Ann Marie are one."""
    return heading_key(name)


def plain_columns(table: pd.DataFrame, ids: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Columns as arrays of plain values; a column the table lacks is blank, and so is pandas' "missing"."""
    values = table.to_numpy(dtype=object, copy=True)
    values[pd.isna(values)] = None
    places = dict(zip(ids, table.columns.get_indexer(pd.Index(ids)), strict=True))
    blank = np.full(len(table), None, dtype=object)
    return {c: values[:, place] if place >= 0 else blank for c, place in places.items()}
