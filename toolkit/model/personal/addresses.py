"""Where somebody lives: a number and a road, a postcode, and whether the words around are a home's or an office's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.model.patterns import pattern_of
from toolkit.model.personal.sign import Kind, Sign, beside

_ROADS = (
    "Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Close|Drive|Way|Crescent|Cres|Gardens|Gdns|Grove|Terrace|Place|Court|Square|"
    "Hill|Walk|Mews|Row|Parade|View|Rise|Green|Mount|Croft|Meadows?|Fields|Broadway|Park|Wharf|Quay"
)
_WORDS = r"(?:[A-Z][\w'-]{1,20} ){1,3}"
_HOUSE = pattern_of(rf"(?<![\w£.,/-])\d{{1,4}}[a-zA-Z]?,? {_WORDS}(?:{_ROADS})\b(?!')")
_POSTCODE = pattern_of(r"(?<![A-Za-z0-9])[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?![A-Za-z0-9])")
_NAMED_PLACE = pattern_of(
    r"\b[A-Z][\w'-]{2,20} (?:[A-Z][a-z]{1,20} )?(?:School|Academy|Primary|Nursery|College|House|Cottage|Farm|"
    r"Lodge|Children's Home|"
    r"Road|Street|Lane|Avenue|Close|Drive|Crescent|Terrace)\b"
)
_LIVES = pattern_of(
    r"\b(?:lives?|living|lived|resid\w{1,6}|family home|home address|home visits?|mothers?|fathers?|mum|dad|"
    r"carers?|foster\w{0,4}|"
    r"flat|apartment|child|girl|boy|grand\w{3,8}|sibling|placements?|placed|cottage|caravan|(?:the|her|his|their|"
    r"this) family(?! (?:centre|hub|court|support|group|service|help))|stays?|staying)\b"
)
_GOES_THERE = pattern_of(r"\b(?:moved to|address is|visit(?:ed)? to|sent to|she|he|her|his)\b")
_OFFICES = pattern_of(
    r"\b(?:offices?|council|civic|(?:town|county|shire|city) hall|library|police|schools?|nursery|college|"
    r"hospital|clinic|"
    r"surgery|centre|hub|venue|held at|meetings?|depot|headquarters|hq|po box|freepost|premises|teams?|service|church|"
    r"courts?\b(?! lane)|museum|leisure|shop)\b"
)
_ROAD_NAMES = pattern_of(
    r"\b(?:church|school|station|college|library|court|hospital|police) (?:road|street|lane|avenue|close|drive|way)\b"
)
_HOUSE_WEIGHT, _POSTCODE_WEIGHT, _LIVES_WEIGHT, _OFFICE_WEIGHT = 50, 50, 50, 60

CLUES = (
    r"[A-Z][0-9][A-Z0-9]?\s?[0-9][A-Z]{2}\b",
    rf"[0-9][a-zA-Z]?,?\s(?:[A-Z][\w'’-]{{1,20}}\s){{1,3}}(?:{_ROADS})\b",
)


def addresses_in(text: str) -> Iterator[Sign]:
    """Every address or postcode, weighed by whose it seems to be."""
    houses, codes = list(_HOUSE.finditer(text)), list(_POSTCODE.finditer(text))
    for house in houses:
        code = next((c for c in codes if 0 <= c.start() - house.end() <= 60), None)
        yield _sign(text, house.start(), (code or house).end(), _HOUSE_WEIGHT + _POSTCODE_WEIGHT * bool(code))
    for code in codes:
        if not any(0 <= code.start() - house.end() <= 60 for house in houses):
            yield _sign(text, *code.span(), _POSTCODE_WEIGHT)


def _sign(text: str, start: int, end: int, weight: int) -> Sign:
    around = re.sub(_ROAD_NAMES.pattern, "", beside(text, start, end))
    lives, office = _LIVES.search(around), _OFFICES.search(around)
    if lives or (_GOES_THERE.search(around) and not office):
        weight += _LIVES_WEIGHT
    elif office:
        weight -= _OFFICE_WEIGHT
    return Sign(Kind.ADDRESS, min(max(weight, 0), 100), start, end)


def places_in(text: str) -> Iterator[Sign]:
    """A school, home or road by its name: nothing alone, much beside an age."""
    for match in _NAMED_PLACE.finditer(text):
        yield Sign(Kind.PLACE, 40, *match.span())
