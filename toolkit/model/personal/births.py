"""When somebody was born: a day, a month or a year that is said to be one of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.model.patterns import pattern_of
from toolkit.model.personal.sign import Kind, Sign, beside

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_YEAR = r"(?:(?:19|20)\d\d|'?\d\d)(?!\d)"
_DAY = (
    rf"(?P<day>{_WEEKDAY}\d{{1,2}}(?:[ /.-]{{1,3}}\d{{1,2}}[ /.-]{{1,3}}{_YEAR}|"
    rf"(?:st|nd|rd|th)?(?: of)?[ .,/-]{{0,2}}{_MONTH}[ .,/-]{{0,2}}{_YEAR})"
    rf"|\d{{4}}-\d\d-\d\d|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
)
_IN_MONTH = rf"(?P<month>{_MONTH},? (?:19|20)\d\d|{_MONTH}[ -]'?\d\d(?![\d:])|\d{{1,2}}/(?:19|20)\d\d)"
_DATE = rf"(?:{_DAY}|{_IN_MONTH}|(?P<year>(?:19|20)\d\d)(?![\d/-]))"

_SAID = pattern_of(
    rf"\b(?:d\.? ?o\.? ?b\b\.?|dates? of birth|birth ?dates?|birthdays?)\W{{0,5}}"
    rf"(?:is |was |being |given as )?(?:on )?(?:the )?{_DATE}",
    re.IGNORECASE,
)
_BORN = pattern_of(rf"\bborn ?[:=-]?(?: on| in)?(?: the)? ?{_DATE}", re.IGNORECASE)
_B = pattern_of(rf"(?<![\w.&])b(?P<dot>[.:])? ?{_DATE}", re.IGNORECASE)

_MANY = pattern_of(
    r"\b(?:children|babies|infants|those|all|everyone|anyone|pupils|people|cohorts?|any|each|every|boys|girls|twins)\b"
    r"[^.;\n]*\x1f"
)
_ONE = pattern_of(
    r"\b(?:child|boy|girl|baby|sibling|son|daughter|brother|sister|he|she|who|person|mother|mum|male|female)\b"
)
_LISTED = pattern_of(r"(?:^|\n|[;.] ?)\(?[ac][.)] ", re.IGNORECASE)
_EVENT = pattern_of(
    r"\x1f ?:|\x1f[^\n]{0,40}\b(?:meeting|workshop|board|deadline|report|launch|training|audit|session|event|"
    r"conference|agree)"
)

CLUES = (
    "irth", "IRTH", "DOB", "dob", "Dob", "DoB", r"D\.?\s?[Oo]\.?\s?[Bb]", r"d\.?\s?o\.?\s?b", "orn\\s", "ORN\\s",
    "orn[:=]", "ORN[:=]",
    r"b(?<![A-Za-z]b)(?:[.:]\s{0,3}[0-9JFMASONDjfmasond]|\s?[0-9])",
    r"B(?<![A-Za-z]B)(?:[.:]\s{0,3}[0-9JFMASONDjfmasond]|\s?[0-9])",
)  # fmt: skip


def births_in(text: str) -> Iterator[Sign]:
    """Every date that is said to be somebody's birth."""
    for match in _SAID.finditer(text):
        yield _sign(match, 100 if match["day"] or match["month"] else 70)
    for match in _BORN.finditer(text):
        weight = 100 if match["day"] else 70 if match["month"] else 30
        around = beside(text, *match.span())
        if not _MANY.search(around):
            yield _sign(match, weight + 30 * bool(_ONE.search(around)))
    for match in _B.finditer(text):
        if not _is_a_list_marker(text, match):
            yield _sign(match, _weight_of_b(text, match))


def _sign(match: re.Match[str], weight: int) -> Sign:
    return Sign(Kind.BIRTH, weight, *match.span())


def _weight_of_b(text: str, match: re.Match[str]) -> int:
    """A year alone, or no full stop, says less: "(b. 2011)", "b 12/03/2014"."""
    if not match["dot"]:
        return 100 if match["day"] else 0
    return 100 if match["day"] or match["month"] else 70 + 30 * bool(_ONE.search(beside(text, *match.span())))


def _is_a_list_marker(text: str, match: re.Match[str]) -> bool:
    """Whether "b." is the second of a list that begins with "a.", or stands before what is done on that day."""
    before = text[: match.start()].rstrip(" (")
    opens = not before or before[-1] in "\n;"
    listed = _LISTED.search(text) is not None and opens
    return listed or (opens and _EVENT.search(beside(text, *match.span())) is not None)
