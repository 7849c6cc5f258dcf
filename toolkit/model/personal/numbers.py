"""Numbers given to one person: by the NHS, a school, the tax office or a case system."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.model.patterns import pattern_of
from toolkit.model.personal.check_letters import is_nhs_number, is_upn, may_be_given_out
from toolkit.model.personal.sign import Kind, Sign, beside

_BETWEEN = r"(?: ?[-./]? ?)"
_TEN = pattern_of(rf"(?<!\d)(?<!\d[-./])(\d{{3}}){_BETWEEN}(\d{{3}}){_BETWEEN}(\d{{4}})(?!\d|[-./]\d)")
_SAID_NHS = pattern_of(
    r"\bNHS(?: ?(?:no|number|num|nr|id)\b\.?| ?#)[^\w\n]{0,4}(?:is |was )?\d[\d ./-]{7,16}\d", re.IGNORECASE
)
_OF_HEALTH = pattern_of(r"\b(?:nhs|patient|chi|health|spine|gp)\b")
_OF_MONEY = pattern_of(
    r"\b(?:invoices?|inv|purchase|orders?|po|accounts?|acct?|contract|cost ?cent(?:re|er)|budget|code|licen[cs]e|"
    r"tel|phone|fax|"
    r"telephone|isbn|uprn|barcode|vat|charity|company|supplier|quote|tender|receipt|payment|spend|grant|sort code)\b|£"
)
_VALID, _NOT_GIVEN_OUT, _SAID, _MONEY = 100, 40, 60, 70

_UPN_LETTER = "[A-HJ-NP-RT-Z]"
_THIRTEEN = pattern_of(
    rf"(?<![A-Za-z0-9]){_UPN_LETTER}(?:[ -]?\d){{11}}[ -]?(?:\d|{_UPN_LETTER})(?![A-Za-z0-9])", re.IGNORECASE
)
_SAID_UPN = pattern_of(
    r"\b(?:UPN|unique pupil (?:no|number|ref(?:erence)?))\b\.?[^\w\n]{0,4}(?:is |was )?[A-Z](?:[ -]?\d){11}[ -]?\w\b",
    re.IGNORECASE,
)
_INSURANCE = pattern_of(r"(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D](?![A-Za-z0-9])")
_SYSTEMS = "LCS|ICS|Mosaic|Liquid ?logic|Care ?First|Eclipse|Azeus|Capita One|Protocol"
_RECORD = pattern_of(
    rf"\b(?:case|child|client|person|pupil|patient|service user|{_SYSTEMS})(?:'s)? ?"
    r"(?:no|number|num|nr|id|ref(?:erence)?)\b\.?[^\w\n]{0,3}(?:is |was )?[A-Z]{0,3}-?\d{5,20}"
    rf"|\b(?:{_SYSTEMS})[^\w\n]{{1,3}}\d{{5,20}}\b",
    re.IGNORECASE,
)
_SAID_INSURANCE = pattern_of(
    r"\b(?:NI|NINO|national insurance) ?(?:no|number)?\b\.?[^\w\n]{0,3}[A-Z]{2} ?(?:\d\d ?){3}[A-D]\b", re.IGNORECASE
)
_COURT_CASE = pattern_of(r"(?<![A-Za-z0-9])[A-Z]{2}\d\d[CPF]\d{5}(?![A-Za-z0-9])")
_AS_THEY_STAND = (
    (_SAID_UPN, Kind.UPN),
    (_INSURANCE, Kind.INSURANCE_NUMBER),
    (_SAID_INSURANCE, Kind.INSURANCE_NUMBER),
    (_RECORD, Kind.RECORD),
    (_COURT_CASE, Kind.RECORD),
)

FIGURES = (
    # Five figures in one run, an insurance number's pairs, or nine that stand together: one walk for all, from where a
    # run begins.
    r"(?<![0-9])[0-9](?:[0-9]{4}|[0-9](?:\s[0-9]{2}){2}\s[A-Da-d]\b|"
    r"(?:[^\S\n\x1f]{0,3}[-./–]?[^\S\n\x1f]{0,3}[0-9]){8})",
)
CLUES = (
    "NHS",
    "nhs",
    "Nhs",
    "UPN",
    "upn",
)


def numbers_in(text: str) -> Iterator[Sign]:
    """Every number by which one person is known."""
    for match in _TEN.finditer(text):
        if weight := _weight_of_ten(text, match):
            yield Sign(Kind.NHS_NUMBER, weight, *match.span())
    for match in _SAID_NHS.finditer(text):
        yield Sign(Kind.NHS_NUMBER, _VALID, *match.span())
    for match in _THIRTEEN.finditer(text):
        if is_upn("".join(filter(str.isalnum, match[0].upper()))):
            yield Sign(Kind.UPN, _VALID, *match.span())
    for pattern, kind in _AS_THEY_STAND:
        for match in pattern.finditer(text):
            yield Sign(kind, _VALID, *match.span())


def _weight_of_ten(text: str, match: re.Match[str]) -> int:
    """One in eleven of all tens of figures has the right check figure: what stands before them tells which it is."""
    figures = "".join(match.groups())
    if not is_nhs_number(figures):
        return 0
    weight = _VALID if may_be_given_out(figures) else _NOT_GIVEN_OUT
    words = beside(text, *match.span(), before=30, after=12)
    if _OF_HEALTH.search(words):
        return weight + _SAID
    return max(weight - _MONEY, 0) if _OF_MONEY.search(words) else weight
