"""A due date cell cut into tokens of one kind each, so that the cell has a shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from toolkit.model.dates.month_names import month_at
from toolkit.model.patterns import pattern_of

_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4,
             "4th": 4, "last": 4}  # fmt: skip
_WEEKDAYS = {
    form: number
    for number, forms in enumerate(
        ("mon monday", "tue tues tuesday", "wed weds wednesday", "thu thur thurs thursday",
         "fri friday", "sat saturday", "sun sunday")
    )
    for form in forms.split()
}  # fmt: skip
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "winter": 4}
_HOLIDAYS = {"easter": 1, "christmas": 2, "xmas": 2, None: 3}
_SMALL_WORDS = {"to": "t", "until": "t", "till": "t", "til": "t", "through": "t", "thru": "t",
                "and": "&", "plus": "&", "or": "|", "of": "O", "the": "", "a": ""}  # fmt: skip

_UNIT = r"(?:working\ )?(?:day|week|fortnight|month|quarter|term|year)s?"
_OFTEN = rf"""
    (?:every|each)\ (?:other\ |second\ )?(?:(?:\d{{1,2}}|two|three|four|six)\ )?{_UNIT}\b
  | (?:once|twice|(?:two|three|four|\d)\ times)\ (?:an?|per|every|each)\ {_UNIT}\b
  | twice\ yearly\b | annual(?=\W*\Z)
  | (?:(?:bi|six|three|two|four|half|\d{{1,2}})[\ -]?)?
    (?:daily|weekly|fortnightly|monthly|quarterly|termly|yearly|annually|biennially)\b
  | bi-?annually\b | per\ (?:annum|quarter|month|term)\b
"""
_TO_BE_CONFIRMED = r"""
    t\.?b\.?[acd]\b\.?
  | (?:to\ be|yet\ to\ be|not\ yet|(?:is|are|still)\ being)\ (?:re-?)?
    (?:confirmed|agreed|set|advised|arranged|decided|determined|defined|finalised|identified|
       scheduled|established|known|announced)\b
  | not\ (?:set|known|agreed|confirmed)\b | no\ dates?\ (?:yet|set|agreed|given)\b
  | dates?\ to\ follow\b | awaiting\ (?:confirmation|(?:a\ )?date)\b
"""
_CLOCK = r"""
    t?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\ ?(?:[ap]\.?m\b\.?|z\b|hrs\b|[+-]\d{2}:?\d{2})?
  | \d{1,2}(?:\.\d{2})?\ ?[ap]\.?m\b\.?
"""
# Figures that are no part of a date: a stage, money, a share, a thousand.
_LABEL = r"""
    (?:short|medium|long|near)(?:er)?[\ -]term\b
  | (?:phase|stage|tier|cohort|wave|tranche|version|year\ group)\ \d\b(?![./-]\d)
  | \d[.)]\ (?=[^\W\d]) | [\u00a3$\u20ac]\ ?\d[\d,.]*(?:k|m|bn)?\b | \d[\d.,]*\ ?% | \d{1,3}(?:,\d{3})+\b
"""
_TOKEN = pattern_of(
    rf"""
    (?P<space>\ +)
  | (?P<line>[\n;]+)
  | (?P<often>{_OFTEN})
  | (?P<tbc>{_TO_BE_CONFIRMED})
  | (?P<week>w(?:[/.]\ ?[cbe]|[cb])\b\.? | (?:week|wk)s?[\ .-]*(?:commencing|beginning|ending)\b)
  | (?P<clock>{_CLOCK})
  | (?P<label>{_LABEL})
  | (?P<financial>f\.?/?y\.?(?=[\W_]{{0,2}}\d)|(?:financial|fiscal)\ year\b)
  | (?P<academic>(?:academic|school)\ year\b)
  | (?P<quarter>(?:q|qtr|quarter)s?\.?\ ?(?P<q>\d)(?!\d) | quarter\ (?P<qw>one|two|three|four)\b
      | (?P<qo>first|second|third|fourth|last|1st|2nd|3rd|4th)\ (?:quarter|qtr)\b)
  | (?P<half>h(?P<h>[12])(?!\d) | (?P<ho>first|second|1st|2nd)\ half\b)
  | (?P<term>(?:(?P<ts>autumn|spring|summer)\ )?(?:half[\ -]?)?term\b)
  | (?P<holiday>(?P<hn>easter|christmas|xmas)\b(?:\ (?:break|holidays?|period|eve|day)\b)?
      | new\ year\b | (?:spring|summer|autumn|winter|may|august)\ (?:bank\ )?holidays?\b | good\ friday\b)
  | (?P<first>first(?=\ of\ (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))
  | (?P<ordinal>(?P<day>\d{{1,2}})\ ?(?:st|nd|rd|th)
      (?:(?![^\W\d_])|(?=of|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))
  | (?P<dotted>\d+(?:\.\d+)+)
  | (?P<figures>\d+)
  | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
  | (?P<arrow>[-=]+>|\u2192)
  | (?P<dashes>-+)
  | (?P<mark>[/.,'():&+?])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DOTTED_DATE = pattern_of(r"\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})|\d{1,2}\.\d{4}|\d{4}\.\d{1,2}(?:\.\d{1,2})?")
_REST_OF_CODE = pattern_of(r"[\w.]*\w")
_LETTERS = pattern_of(r"[^\W\d_]+")


class Token(NamedTuple):
    """One word, number or mark.

    Kinds: n one or two figures, o ordinal (31st), Y a year, # other figures, m month, s season,
    Q quarter, H half year, T school term, h holiday, F "financial year", A "academic year", C "w/c",
    w weekday, R how often, B to be confirmed, t "to", & "and", | "or", O "of", > an arrow,
    x any other word. Marks stand for themselves, and a new line is a semicolon.
    """

    kind: str
    value: int
    start: int
    end: int
    misspelt: bool = False


def tokens_of(text: str) -> list[Token]:
    """The tokens of a tidied cell, in order; "the", "a" and times of day are left out."""
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            if not text[place].isspace():
                tokens.append(Token("x", 0, place, place + 1))
            place += 1
            continue
        if found.lastgroup == "space":
            place = found.end()
            continue
        new = _TOKENS_FROM[found.lastgroup or ""](text, found)
        if tokens[-2:] and new and new[0].kind == "Y" and [t.kind for t in tokens[-2:]] == ["m", ";"]:
            tokens.pop()  # March and its year on two lines
        tokens.extend(token for token in new if token.kind)
        place = max(found.end(), new[-1].end) if new else found.end()
    return tokens


def count_of(word: str) -> int | None:
    """`three` or `3` as a number."""
    return int(word) if word.isdecimal() and len(word) <= 4 else _COUNTS.get(word.lower())


def _plain(kind: str) -> Callable[[str, re.Match[str]], list[Token]]:
    return lambda _, found: [Token(kind, 0, *found.span())]


def _left_out(_: str, found: re.Match[str]) -> list[Token]:
    return []


def _quarter(_: str, found: re.Match[str]) -> list[Token]:
    number = found["q"] or found["qw"] or found["qo"]
    value = _ORDINALS.get(number.lower()) or count_of(number)
    return [Token("Q", value or 0, *found.span())]


def _half(_: str, found: re.Match[str]) -> list[Token]:
    number = found["h"] or found["ho"]
    return [Token("H", _ORDINALS.get(number.lower()) or int(number), *found.span())]


def _term(_: str, found: re.Match[str]) -> list[Token]:
    half_term = "half" in found[0].lower()
    value = 0 if half_term or not found["ts"] else _SEASONS[found["ts"].lower()]
    return [Token("T", value, *found.span())]


def _holiday(_: str, found: re.Match[str]) -> list[Token]:
    return [Token("h", _HOLIDAYS[found["hn"] and found["hn"].lower()], *found.span())]


def _ordinal(_: str, found: re.Match[str]) -> list[Token]:
    return [Token("o", int(found["day"]), *found.span())]


def _dotted(text: str, found: re.Match[str]) -> list[Token]:
    """`31.3.15` is a date's figures; `1.2.1.13` and `1.1` are references."""
    if not _DOTTED_DATE.fullmatch(found[0]):
        return [Token("x", 0, *found.span())]
    tokens = []
    for part in re.finditer(r"\d+|\.", found[0]):
        span = found.start() + part.start(), found.start() + part.end()
        tokens.append(_number(part[0], *span) if part[0] != "." else Token(".", 0, *span))
    return tokens


def _figures(text: str, found: re.Match[str]) -> list[Token]:
    letters = _LETTERS.match(text, found.end())
    if letters and not month_at(text, *letters.span()) and not _TOKEN_CLOCK.match(text, found.end()):
        return [_code(text, found.start())]
    return [_number(found[0], *found.span())]


_TOKEN_CLOCK = pattern_of(r"t\d{1,2}:\d{2}", re.IGNORECASE)


def _number(figures: str, start: int, end: int) -> Token:
    value = int(figures) if len(figures) <= 8 else 0
    if len(figures) <= 2:
        return Token("n", value, start, end)
    return Token("Y" if len(figures) == 4 and 1950 <= value <= 2100 else "#", value, start, end)


def _code(text: str, start: int) -> Token:
    """`QP4`, `3a`: letters and figures that are a reference, to their end."""
    rest = _REST_OF_CODE.match(text, start)
    return Token("x", 0, start, rest.end() if rest else start + 1)


def _word(text: str, found: re.Match[str]) -> list[Token]:
    start, end = found.span()
    word = found[0].lower()
    month = month_at(text, start, end)
    if month:
        return [Token("m", month[0], start, end, month[1])]
    if text[end : end + 1].isdecimal():
        return [_code(text, start)]
    if word in _SMALL_WORDS:
        return [Token(_SMALL_WORDS[word], 0, start, end)]
    if word in _SEASONS:
        return [Token("s", _SEASONS[word], start, end)]
    if word in _WEEKDAYS:
        return [Token("w", _WEEKDAYS[word], start, end)]
    return [Token("x", 0, start, end)]


def _mark(_: str, found: re.Match[str]) -> list[Token]:
    return [Token("&" if found[0] == "+" else found[0], 0, *found.span())]


_TOKENS_FROM = {
    "line": _plain(";"),
    "often": _plain("R"),
    "tbc": _plain("B"),
    "week": _plain("C"),
    "clock": _left_out,
    "label": _plain("x"),
    "financial": _plain("F"),
    "academic": _plain("A"),
    "quarter": _quarter,
    "half": _half,
    "term": _term,
    "holiday": _holiday,
    "first": lambda _, found: [Token("o", 1, *found.span())],
    "ordinal": _ordinal,
    "dotted": _dotted,
    "figures": _figures,
    "word": _word,
    "arrow": _plain(">"),
    "dashes": _plain("-"),
    "mark": _mark,
}
