"""People known by a letter or a number, as case files name them: Child B, Young Person K, siblings R and S."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.model.patterns import pattern_of
from toolkit.model.personal.abbreviations import ABBREVIATIONS
from toolkit.model.personal.sign import Kind, Sign, beside

_PEOPLE = (
    "child", "baby", "infant", "toddler", "young person", "yp", "sibling", "twin", "boy", "girl", "pupil", "student",
    "mother", "father", "family", "parent", "carer", "adult", "grandmother", "grandfather", "brother", "sister",
    "service user", "patient", "case", "young man", "young woman", "teenager",
)  # fmt: skip
_SEVERAL = (
    "children", "siblings", "twins", "babies", "young people", "pupils", "brothers", "sisters", "boys", "girls",
    "parents", "mothers", "fathers", "carers", "families",
)  # fmt: skip
_LETTER = r"[A-Z](?!\w)|[A-Z]\d{1,2}(?!\w)|[A-Z]{2}(?!\w)|#? ?\d{1,2}(?![\w.,/%-]|:\d)|[b-hj-z](?!\w)"
_ONE = pattern_of(
    rf"\b(?P<who>(?i:{'|'.join(_PEOPLE)}))(?P<between> |-|_| ['\"(] ?|\(|: |(?<=[yY][pP])(?=\d)| (?i:no\.?|number) "
    rf"?)['\"]?(?P<letter>{_LETTER})(?:['\"](?!s\b))?(?=(?P<on>.{{0,12}}))"
)
_MANY = pattern_of(
    rf"\b(?i:{'|'.join(_SEVERAL)}) ['\"]?[A-Z]['\"]?(?:, ?['\"]?[A-Z]['\"]?(?!\w)){{0,9}},? ?(?:and|&) "
    rf"['\"]?(?P<last>[A-Z])(?![\w&])"
)
# C of E, A level, A-Z, A&E, B&B, A*: the letter goes on to mean something else.
_GOES_ON = pattern_of(r"[&+*/]|\.\w|-\w| ?& ?[A-Z]\b(?! ?and)| of [A-Z]\b| levels?\b| star\b| and E\b", re.IGNORECASE)
_AS_A_PERSON = pattern_of(
    r"['\"]?s?['\"]? ?(?:\(|\)|,|;|:|\.|!|\?|$|\n)|'s\b| (?:is|was|were|has|had|will|and|who|to|did|does|remains|"
    r"moved|went|"
    r"lives|waits|needs|attends|disclosed|said|told|in|at|from|on|with|\w{2,12}ed)\b",
    re.IGNORECASE,
)
_IS_A_PERSON = pattern_of(r"'s\b|[,.;:)]| (?:is|has|and)\b|$", re.IGNORECASE)
"""What stands behind "Child I" where it is no child that I visit."""
_A_SERVICE = pattern_of(
    r" (?:teams?|plans?|services?|assess\w*|reviews?|meetings?|visits?|work|workers?|support|project|cent\w*|"
    r"data|figures|"
    r"cases|pathway|panel)",
    re.IGNORECASE,
)
_NO_PERSON = pattern_of(r"[SY]\d{1,2}|Q[1-4]")
"""A section of the law, a school year, a quarter."""
_REVIEWED = pattern_of(
    r"\b(?:serious case reviews?|scrs?|l?cspr|lscpr|safeguarding practice reviews?|practice (?:learning )?reviews?|"
    r"learning (?:lessons )?reviews?|reviews? into|homicide reviews?|dhrs?|inquiry|enquiry into|national "
    r"(?:panel|review)|thematic review|published|"
    r"overview report)\b"
)
"""Reviews that are published give the child a letter of their own, which tells nobody who it was."""
_ITS_REVIEW = pattern_of(
    r"\A['\"]? ?(?:(?:serious|case|safeguarding|practice|learning|thematic|national|local|independent|"
    r"multi-agency) ){0,4}"
    r"(?:reviews?\b(?! (?:conference|meeting|health|due|date))|recommendations?\b|inquiry\b|learning\b|lessons\b|"
    r"briefing\b)",
    re.IGNORECASE,
)
_WEIGHT, _LIKELY, _SURE = 100, 60, 40

_TAILS = sorted({name.split()[-1][1:] for name in (*_PEOPLE, *_SEVERAL)} - {"p"})
CLUES = (
    *(rf"{tail}(?:[^\w]{{1,3}}(?:[A-Z0-9#]|[b-hj-z]\b|no\.?\s?\d|number\s)|_[A-Z])" for tail in _TAILS),
    *(rf"{tail.upper()}(?:[^\w]{{1,3}}[A-Z0-9#]|_[A-Z])" for tail in _TAILS),
    *(rf"{yp}(?:[^\w]{{0,3}}(?:[A-Z0-9#]|[b-hj-z]\b))" for yp in ("YP", "yp", "Yp")),
)


def letters_in(text: str) -> Iterator[Sign]:
    """Everybody who is known by a letter, a number or two letters."""
    for match in _ONE.finditer(text):
        if (weight := _weight(match)) and not _has_been_reviewed(text, match):
            yield Sign(Kind.LETTER, weight, match.start(), match.end("letter"))
    for match in _MANY.finditer(text):
        pair = match[0][-8:].replace("and", "&").replace(" ", "")
        if not pair.endswith(("A&E", "B&B", "Q&A")) and not _REVIEWED.search(beside(text, *match.span())):
            yield Sign(Kind.LETTER, _WEIGHT, *match.span())


def _weight(match: re.Match[str]) -> int:
    who, letter, on = match["who"], match["letter"], match["on"]
    if letter.islower() and match["between"] != " ":
        # The s of "carer(s)", and of a list marker.
        return 0
    if _GOES_ON.match(on) or _NO_PERSON.fullmatch(letter):
        return 0
    if who.lower() == "case" and not (who[0].isupper() and letter.isupper()):
        return 0
    person = _SURE if _AS_A_PERSON.match(on) else 0
    if letter == "I":
        return _WEIGHT if _IS_A_PERSON.match(on) else 0
    if letter == "A" and who.isupper():
        # A CHILD A WEEK: in capitals the article looks like a letter.
        return _WEIGHT if person else 0
    if len(letter) == 1 and letter.isupper():
        return _LIKELY + person if who.lower() == "case" else _WEIGHT
    if letter.isalpha() and letter.isupper():
        return 0 if letter in ABBREVIATIONS else _LIKELY if _A_SERVICE.match(on) else _WEIGHT
    if letter.islower() or letter.lstrip("# ").isdigit():
        return _LIKELY + person if who[0].isupper() or letter.islower() else 0
    return _WEIGHT


def _has_been_reviewed(text: str, match: re.Match[str]) -> bool:
    """Whether this is the name of a review that is published, and no child whose plan is being reviewed."""
    return bool(
        _ITS_REVIEW.match(match["on"] + text[match.end() : match.end() + 40])
        or _REVIEWED.search(beside(text, match.start(), match.end("letter")))
    )
