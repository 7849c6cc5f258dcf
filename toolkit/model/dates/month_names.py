"""The words of a due date cell, tidied; and the names of months in them, well spelt or not."""

from __future__ import annotations

import functools
import html
import re
import unicodedata

from rapidfuzz.distance import OSA

from toolkit.model.patterns import pattern_of

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_NUMBER = {
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    "sept": 9,
}

# Near enough to a month to be taken for a slip of the pen, but words of their own.
_NOT_SLIPS = frozenset({"match", "marsh", "jane", "juno", "octave"})

# "may" and "march" are verbs too: these words follow the verb, and those lead up to the month.
_VERBS = frozenset({"may", "march", "mar"})
_AFTER_A_VERB = ("be", "have", "has", "not", "need", "needs", "also", "well", "take", "slip", "change", "include",
                 "require", "then", "still")  # fmt: skip
_BEFORE_A_MONTH = ("in", "by", "of", "end", "from", "until", "till", "to", "early", "mid", "late", "before", "after",
                   "during", "each", "every", "since", "start", "beginning", "middle", "and", "between", "or",
                   "next")  # fmt: skip

_TAG_BREAK = pattern_of(r"</?(?:p|br|div|li|ul|ol|tr|td)\b[^<>]*>|_x000D_", re.IGNORECASE)
_TAG = pattern_of(r"<sup>[\s\d*,]*</sup>|</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = pattern_of(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_FOOTNOTE = pattern_of(
    r"[\u00b2\u00b3\u00b9\u2070-\u207f\u2020\u2021\u00a7\u00b6*^]"
    r"|\[\s*(?:\d{1,3}|[a-z]|note \d{1,3})\s*\]"
)
_UNSEEN = pattern_of(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_SPACES = pattern_of(r"[^\S\n\r\v\f\u0085\u2028\u2029]+")
_LINE_BREAKS = pattern_of(r"[ \n\r\v\f\u0085\u2028\u2029]*[\n\r\v\f\u0085\u2028\u2029] ?")
_ALIKE = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u2044\u2215\u29f8\uff0f\\", "/")
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`\uff07", "'")
    | dict.fromkeys('"\u201c\u201d', "'")
    | dict.fromkeys("\u2026\u00b7", " ")
    | {"\u2022": "\n"}
)


def tidy(written: str) -> str:
    """The words without markup, footnote marks, odd spaces and odd dashes; lines stay apart."""
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), written)
    if "<" in text or "_x" in text:
        text = _TAG.sub("", _TAG_BREAK.sub("\n", text))
    # Before NFKC, which would turn a footnote's raised 2 into a plain 2.
    text = _UNSEEN.sub("", _FOOTNOTE.sub("", text)).translate(_ALIKE)
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", text).translate(_ALIKE))
    return _LINE_BREAKS.sub("\n", text).strip(" \n")


def month_named(word: str) -> int | None:
    """The number of the month a word names: `Sept` is 9."""
    return _MONTH_NUMBER.get(word.lower())


@functools.lru_cache(maxsize=1024)
def month_misspelt(word: str) -> int | None:
    """The one month a slip of the pen is nearest to; None for words of their own."""
    word = word.lower()
    if not 4 <= len(word) <= 12 or word in _NOT_SLIPS:
        return None
    near: dict[int, list[int]] = {}
    for number, name in enumerate(_MONTHS, 1):
        slips = OSA.distance(word, name) if name[0] == word[0] else len(name)
        if name.startswith(word) or (len(name) > 3 and slips <= (1 if len(name) < 6 else 2)):
            near.setdefault(slips, []).append(number)
    nearest = near[min(near)] if near else []
    return nearest[0] if len(nearest) == 1 else None


_WORD = pattern_of(r"[^\W\d_]+")
_FIGURES_NEXT = pattern_of(r"[ ,/.'-]{0,3}\d")
_YEAR_NEXT = pattern_of(r"(?:[ ,/.-]{0,2}(?:19|20)\d\d|[ /.-]?'?\d\d)(?!\d)")
_WORD_NEXT = pattern_of(r"[ ,/&-]*(?:to |and |or )?([^\W\d_]+)")
_WORD_BEFORE = pattern_of(r"([^\W\d_]+)[ -]+\Z")
_DAY_BEFORE = pattern_of(r"\b\d{1,2}(?:st|nd|rd|th)?[ /.-]*(?:of )?\Z", re.IGNORECASE)


def month_at(text: str, start: int, end: int) -> tuple[int, bool] | None:
    """The month the word at `start:end` stands for, and whether it is misspelt.

    Only a word beside a day or a year is taken for a slip, and "may" for a month only where it
    cannot be the verb.
    """
    word = text[start:end]
    before, after = text[max(0, start - 16) : start], text[end : end + 24]
    number = month_named(word)
    if number is not None:
        verb = word.lower() in _VERBS and _is_the_verb(word, before, after)
        return None if verb else (number, False)
    beside_a_date = _YEAR_NEXT.match(after) or _DAY_BEFORE.search(before)
    if beside_a_date or (start == 0 and not after.strip(" .")):
        slip = month_misspelt(word)
        return None if slip is None else (slip, True)
    return None


def well_spelt(text: str) -> str:
    """The same words with the names of their months spelt as they are: `26 Febuary 2027` with February."""
    places = [found.span() for found in _WORD.finditer(text)]
    for start, end in reversed(places):
        month = month_at(text, start, end)
        if month and month[1]:
            text = text[:start] + _MONTHS[month[0] - 1].capitalize() + text[end:]
    return text


def _is_the_verb(word: str, before: str, after: str) -> bool:
    following = _WORD_NEXT.match(after)
    leading = _WORD_BEFORE.search(before)
    if (
        _FIGURES_NEXT.match(after)
        or _DAY_BEFORE.search(before)
        or (leading and leading[1].lower() in _BEFORE_A_MONTH)
        or (following and month_named(following[1]))
        or (leading and month_named(leading[1]))
    ):
        return False
    if following and following[1].lower() in _AFTER_A_VERB:
        return True
    return word.islower() and bool(before.strip() or following)
