"""Initials, names and ages: little each, and a child where they stand together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.model.patterns import pattern_of
from toolkit.model.personal.abbreviations import ABBREVIATIONS
from toolkit.model.personal.sign import Kind, Sign, beside

_INITIALS = r"(?<![\w.&/'@-])(?P<who>(?:[A-Z]\. ?){1,2}[A-Z]\.?(?!\w)|[A-Z] [A-Z](?!\w)|[A-Z]{2,3}(?!\w))"
_UNIT = r"(?:years?|yrs?|y/?o|y|months?|mths?|mos)"
_NO_RANGE = r"(?! ?(?:- ?\d|to\b|(?:and|or) (?:over|above|under|up|more|older|younger|\d)|\+|plus|%|/|days|weeks))"
_AGE = rf"(?P<age>\d{{1,2}})(?!\d){_NO_RANGE}"
_SEX = r"(?:(?i:female|male|boy|girl|[fm]),? )?"
_WITH_AGE = pattern_of(
    rf"{_INITIALS}[ ,(]{{1,3}}(?:who is |is |now )?(?:an? )?{_SEX}"
    rf"(?:(?i:aged?):? {_AGE}|{_AGE.replace('age', 'old')}[ -]?(?i:{_UNIT})(?![\w+]))"
)
_IN_BRACKETS = pattern_of(rf"{_INITIALS} ?\({_SEX}{_AGE}\)")
_IN_COMMAS = pattern_of(rf"{_INITIALS}(?:,| -) {_SEX}{_AGE}(?=[,;)]|\.?$|\.\s)")
_AGE_FIRST = pattern_of(rf"\b{_AGE}[ -]?(?i:{_UNIT})(?:[ -]old)?[ ,(]{{1,2}}(?:called )?{_INITIALS}")
_FAMILY = pattern_of(
    rf"{_INITIALS}'s (?:birth |step ?)?(?:mother|mum|father|dad|parents?|sisters?|brothers?|siblings?|family|foster|"
    r"carers?|grand\w{3,8}|aunt|uncle|twin|school|placement)\b"
)
_SAID = pattern_of(r"\b(?i:initials)\W{1,3}(?:are |is )?[A-Z]\.? ?[A-Z]\b")
_COUNTED = pattern_of(
    r"\x1f\)? ?(?:and |& |, )?[^.;\n]{0,30}\b(?:posts?|cases|reviews|plans|visits|teams|vacancies|audits|staff|"
    r"children|"
    r"referrals|places|workers)\b"
)
_OLDEST = 25
"""Until then somebody may be in care, or have left it."""

_EXPLICIT = pattern_of(
    rf"\b(?:(?:aged?|age of):? {_AGE}(?![\d])|(?P<old>\d{{1,2}})[ -]?(?:{_UNIT}[ -]old\b|y/?o\b|yr[ -]old\b))(?!s)",
    re.IGNORECASE,
)
_CALLED = pattern_of(
    r"\b(?i:child|boy|girl|baby|son|daughter|sibling|brother|sister|young person|pupil|mother|father|mum|dad|carer),? "
    r"(?i:called|named|by the name of) (?P<name>[A-Z][a-z]+)"
    r"|\b(?i:name of (?:the )?(?:child|young person|pupil|parent|mother|father|carer)|"
    r"(?:child|young person|pupil|mother|father|parent|carer|baby)'?s? (?:full |first |sur)?name)(?i: is| was)?\W{1,3}"
    r"(?P<given>[A-Z][a-z]+)"
)
_NAME_AND_AGE = pattern_of(rf"\b(?P<name>[A-Z][a-z]{{2,}})(?:, \(?| \()(?i:aged?) {_AGE}")
_NAME_AND_LETTER = pattern_of(rf"\b(?P<name>[A-Z][a-z]{{2,}}) [A-Z]\.?,? ?\({_SEX}{_AGE}\)")
_THINGS = """
To Not See The None Unknown Recorded And Is Yes No Child Children Those All Any Everyone Anyone People Person Youth
Appendix Table Team Plan Option Band Level Grade Strand Panel Class Phase Tier Annex Section Part Type Stage Priority
Objective Theme Hub Room Ward Zone Site Unit Schedule Category Cllr Councillor Vitamin Step Form Question Area
Locality Cohort Group Pupil Boy Girl Baby Mother Father Parent Sibling Brother Sister Student Placement Service Family
"""
_NO_NAME = frozenset(_THINGS.split())
_GENDER = pattern_of(
    r"\b(?:boy|girl|son|daughter|she|he|her|his|brother|sister|mother|father|grandmother|grandfather|stepfather|"
    r"twin)\b",
    re.IGNORECASE,
)
_KIN = pattern_of(r"\b(?:lives|living|placed|stays) with (?:her|his|their|an?|the) \w+", re.IGNORECASE)

CLUES = (
    r"ge[d:]?\s?[0-9]", r"GE[D:]?\s?[0-9]", r"ge[d:]:?\s[0-9]",
    r"year(?<=[0-9].year)", r"Year(?<=[0-9].Year)", r"year(?<=[0-9]year)",
    r"y(?<=[0-9]y)", r"y(?<=[0-9][\s-]y)(?:[ro/]|\b)", r"mo(?<=[0-9].mo)", r"mo(?<=[0-9]mo)", r"mt(?<=[0-9].mt)",
    r"\(\s?(?:[fmFMbg]\w{0,5},?\s?)?[0-9]{1,2}(?![0-9])", r",\s(?:[fmFMbg]\w{0,5},?\s)?[0-9]{1,2}(?:[,;)\x1f]|"
    r"\.?\Z|\.\s|\.?\x1f)",
    r"-\s[0-9]{1,2}(?:[,;)\x1f]|\.?\Z|\.?\x1f|\.\s)", r"–\s[0-9]{1,2}(?:[,;)\x1f]|\.?\Z|\.?\x1f|\.\s)",
    "nitials", r"alled\s[A-Z]", r"amed\s[A-Z]", r"name\W", "ame of", r"'s\s(?<=[A-Z.]'s\s)", r"’s\s(?<=[A-Z.]’s\s)",
)  # fmt: skip


def initials_in(text: str) -> Iterator[Sign]:
    """Initials beside an age or a family, and names that are said to be a child's."""
    for pattern, sure in ((_WITH_AGE, 100), (_AGE_FIRST, 100), (_FAMILY, 100), (_IN_BRACKETS, 60), (_IN_COMMAS, 60)):
        for match in pattern.finditer(text):
            if weight := _weight(text, match, sure):
                yield Sign(Kind.INITIALS, weight, *match.span())
    for match in _SAID.finditer(text):
        yield Sign(Kind.INITIALS, 100, *match.span())
    for match in _CALLED.finditer(text):
        if (match["name"] or match["given"]) not in _NO_NAME:
            yield Sign(Kind.NAME, 100, *match.span())
    for match in _NAME_AND_LETTER.finditer(text):
        if match["name"] not in _NO_NAME and int(match["age"]) <= _OLDEST:
            yield Sign(Kind.NAME, 100, *match.span())
    for match in _NAME_AND_AGE.finditer(text):
        if match["name"] not in _NO_NAME and int(match["age"]) <= _OLDEST:
            # Those ending in s are most often several: Leavers, aged 18.
            yield Sign(Kind.NAME, 60 if match["name"].endswith("s") else 100, *match.span())


def _weight(text: str, match: re.Match[str], three_letters: int) -> int:
    """Nothing for what stands for a thing or is counted; less for three letters, which seldom are initials."""
    who, given = match["who"], match.groupdict()
    letters = "".join(filter(str.isalpha, who))
    age = int(given.get("age") or given.get("old") or 0)
    dotted = "." in who
    if age > _OLDEST or (letters in ABBREVIATIONS and not dotted):
        return 0
    if three_letters < 100 and _COUNTED.search(beside(text, *match.span())):
        return 0
    return three_letters if len(letters) == 3 and not dotted else 100


def ages_in(text: str) -> Iterator[Sign]:
    """One person's age, and the family words near one; none of them says much alone."""
    found = False
    for match in _EXPLICIT.finditer(text):
        if int(match["age"] or match["old"]) <= _OLDEST:
            found = True
            yield Sign(Kind.AGE, 40, *match.span())
    if not found:
        return
    for match in _KIN.finditer(text):
        yield Sign(Kind.RELATION, 30, *match.span())
    for match in _GENDER.finditer(text):
        yield Sign(Kind.RELATION, 20, *match.span())
