"""How many measures a text holds: lists, quantities and percentages one after another."""

from __future__ import annotations

import re

from toolkit.model.patterns import pattern_of

_QUANTITY = r"(?:number|percentage|proportion|rate|share|average) of\b"
_SEVERAL = pattern_of(
    rf"\n\s*\S|;\s+\S|\s[•●▪]\s|\b{_QUANTITY}.*?(?:,|\band\b) (?:the )?(?={_QUANTITY})", re.IGNORECASE | re.DOTALL
)
_JOINED_ON = pattern_of(r"[;,]?[ ]+(?:and|or)[ ]*[;,.]?[ ]*(?=\n|\Z)|[;,][ ]*(?=\n|\Z)", re.IGNORECASE)
"""What only joins an item of a list to the next one."""
_PERCENTAGE = pattern_of(r"(?:\d[\d.]*\s?)?(?:%|per ?cent\b)\s*([A-Za-z]+)", re.IGNORECASE)
_WORD_BEFORE = pattern_of(r"([A-Za-z]+)[\s.,;:]*\Z")
_LEADS_ON_LIST = """
    about above achieve and approximately at average be below between by exceed exceeds for from in is least most of
    only or over reach reached reaches than that the this to under up was were where which with within
"""
_LEADS_ON = frozenset(_LEADS_ON_LIST.split())
"""Words that a percentage goes on from: "from 60% of visits to 80% of visits" is one measure."""
_OF_ANOTHER = frozenset(
    {"baseline", "by", "compared", "fewer", "for", "higher", "in", "less", "lower", "more", "target"}
)
"""Words after a percentage that is only a figure of the measure before it."""


def measures_in(text: str) -> int:
    """How many things a text would have counted: a line, an item of a list, or a percentage each."""
    whole = _JOINED_ON.sub("", text.strip()).strip()
    return max(len(_SEVERAL.findall(whole)) + 1, sum(map(_begins_a_measure, _PERCENTAGE.finditer(whole))))


def _begins_a_measure(percentage: re.Match[str]) -> bool:
    """Whether a percentage begins a measure, and does not only go on with the one before it."""
    before = percentage.string[: percentage.start()].rstrip()
    word = _WORD_BEFORE.search(before)
    goes_on = before[-1:] in set("(/-–") or (word is not None and word[1].casefold() in _LEADS_ON)
    return not (before and goes_on) and percentage[1].casefold() not in _OF_ANOTHER
