"""One sign that a text may tell who somebody is, what it weighs, and where it stands."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import NamedTuple

from toolkit.model.patterns import pattern_of

ENOUGH = 100
"""Signs near each other that weigh so much together may identify a child."""
NEAR = 120
"""Characters within which signs count together: about two sentences."""
BESIDE = 60
"""Characters before and behind a sign in which words say more about it: "office", "serious case review"."""


class Kind(StrEnum):
    """What a sign is, in the words of a finding."""

    NHS_NUMBER = "an NHS number"
    UPN = "a unique pupil number"
    INSURANCE_NUMBER = "a National Insurance number"
    RECORD = "the number of a record"
    BIRTH = "a date of birth"
    LETTER = "a person known by a letter"
    INITIALS = "initials with an age or a family"
    NAME = "a name"
    AGE = "an age"
    EMAIL = "a private e-mail address"
    MOBILE = "a mobile number"
    PHONE = "a home telephone number"
    ADDRESS = "an address"
    PLACE = "a named school, home or road"
    RELATION = "a family"


class Sign(NamedTuple):
    """What was seen, how much it says, and from where to where it stands in the tidied text."""

    kind: Kind
    weight: int
    start: int
    end: int


_PLAIN = str.maketrans("‘’‛`´“”„‐‑‒–—−", "'''''\"\"\"------", "\u200b\u200c\u200d\u2060\ufeff\u00ad")
_SPACES = pattern_of(r"[^\S\n]+")


def tidy(text: str) -> str:
    """The text with one kind of space, dash, quote and figure, whatever a word processor made of them."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    return _SPACES.sub(" ", text)


def beside(text: str, start: int, end: int, *, before: int = BESIDE, after: int = BESIDE) -> str:
    """The words around a place, in lower case, with a mark where the place itself stands."""
    return f"{text[max(start - before, 0) : start]}\x1f{text[end : end + after]}".lower()
