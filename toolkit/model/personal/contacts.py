"""How one person is reached: a private e-mail address, a mobile, a telephone at home."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.model.patterns import pattern_of
from toolkit.model.personal.sign import Kind, Sign, beside

_EMAIL = pattern_of(
    r"(?<![\w.+-])(?P<who>[\w.+'%-]{1,64})(?:@| ?[\[(]at[\])] ?)(?P<where>[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})"
)
_PUBLIC = (
    ".gov.uk", ".gov.wales", ".gov.scot", "nhs.net", ".nhs.uk", ".nhs.scot", ".police.uk", ".sch.uk", ".ac.uk",
    ".mod.uk", ".parliament.uk", "cjsm.net", ".judiciary.uk", ".gsi.uk", ".pnn.uk",
)  # fmt: skip
_FREE = pattern_of(
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|rocketmail|icloud|me|mac|aol|btinternet|"
    r"btopenworld|sky|"
    r"talktalk|virginmedia|ntlworld|blueyonder|tiscali|protonmail|proton|gmx|mail|fastmail|zoho|plusnet)\.[\w.]{2,10}"
)
_SHARED = pattern_of(
    r"(?:.{0,40}[._-])?(?:info|admin|administration|office|enquir\w{1,6}|contact\w{0,2}|hello|help\w{0,6}|"
    r"support|bookings?|"
    r"team|duty|referrals?|safeguarding|mash|front\.?door|no-?reply|training|events|press|media|jobs|recruitment|hr|"
    r"complaints|feedback|participation|mailbox|inbox|reception|sales|accounts|finance|editor|webmaster|post\w{0,6})"
    r"(?:[._-].{0,40})?\d{0,4}"
)
_OF_A_SERVICE = pattern_of(
    r"child|famil|care|early|help|protection|improve|perform|foster|adopt|youth|education|school|health|police|housing|"
    r"service|council|partner|board|social|hub|quality|assurance|commission|inspection|plan|head|governor"
)
"""With a public body or a company: a mailbox with such a word in its name is not one person's."""
_STARTS = r"(?<![\w+])(?:\(?\+44\)?[ -]?(?:\(0\) ?)?|0044 ?(?:\(0\) ?)?|44 ?(?=7)|\(?0 ?)"
_MOBILE = pattern_of(rf"{_STARTS}7[1-57-9](?:[ .()-]{{0,2}}\d){{8}}(?!\d)")
_LANDLINE = pattern_of(rf"{_STARTS}[12](?:[ .()-]{{0,2}}\d){{8,9}}(?!\d)")
_ONES_OWN = pattern_of(
    r"\b(?:mother|father|mum|dad|carer|parents?|grand\w{3,8}|nan|aunt|uncle|sibling|brother|sister|guardian|family|"
    r"young person|child|boy|girl|home (?:tel|phone|number|line)|at home)\b"
)
_TEAMS = pattern_of(
    r"\b(?:duty|teams?|helpline|hotline|text ?line|on[- ]call|out[- ]of[- ]hours|emergency|crisis|switchboard|office|"
    r"council|press|service|reception|children's home|centre)\b"
)

CLUES = ("@", r"\[at\]", r"\(at\)", r"0[\s()]{0,4}7(?:[^\S\n\x1f]{0,2}[.()–-]?[^\S\n\x1f]{0,2}[0-9]){8}")
"""Beside these, nine figures that stand together, which ``numbers`` looks for."""


def contacts_in(text: str) -> Iterator[Sign]:
    """Every address and number that reaches one person and not a service."""
    for match in _EMAIL.finditer(text):
        if weight := _weight_of_email(match["who"].lower(), match["where"].lower()):
            yield Sign(Kind.EMAIL, weight, *match.span())
    for match in _MOBILE.finditer(text):
        around = beside(text, *match.span(), after=30)
        shared = _TEAMS.search(around) and not _ONES_OWN.search(around)
        yield Sign(Kind.MOBILE, 40 if shared else 100, *match.span())
    for match in _LANDLINE.finditer(text):
        around = beside(text, *match.span(), before=40, after=30)
        if _ONES_OWN.search(around) and not _TEAMS.search(around):
            yield Sign(Kind.PHONE, 100, *match.span())


def _weight_of_email(who: str, where: str) -> int:
    """Nothing for a mailbox that many read; little for an officer's own at a public body."""
    if _FREE.fullmatch(where):
        return 100
    if _SHARED.fullmatch(who) or _OF_A_SERVICE.search(who):
        return 0
    if f".{where}".endswith(_PUBLIC):
        return 40 if "." in who else 0
    return 100
