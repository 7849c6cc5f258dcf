"""T-09: abbreviations. Is each one explained to a board with lay members?"""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from toolkit.model.english import listed
from toolkit.model.finding import Severity
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Book
from toolkit.rules.case import Case
from toolkit.rules.rule import Example, many, only, rule
from toolkit.rules.text import LONG_TEXTS
from toolkit.rules.whole_columns import by_place, holds, sources_of
from toolkit.sheets.columns import Owner, Type
from toolkit.sheets.every_sheet import SHEETS

_ABBREVIATION = pattern_of(r"\b(?:[A-Z][A-Z&]*[A-Z]|[A-Z]{1,3}[a-z][A-Z]{1,3})s?\b")
"""CSC, IROs, Q&A, DfE."""
_EXPLAINED = pattern_of(
    r"((?:[\w'’-]+ ){2,8})\(([A-Z][A-Za-z&]*[A-Z])s?\)|\b([A-Z][A-Za-z&]*[A-Z])s? \(((?:[\w'’-]+ ?){2,8})\)"
)
"""Independent reviewing officer (IRO), or IRO (independent reviewing officer)."""
_EVERYBODY_KNOWS = frozenset({"TBC", "TBA", "TBD", "UK", "OK", "RAG", "II", "III", "IV", "VI", "CLEAR"})
_LONGEST = 6
"""Letters: a longer word in capitals is a word."""
_NOT_READ = frozenset(
    {"source_file", "source_sheet", "source_period", "return_state", "repeats", "went_to", "came_from", "updated_by"}
)
"""Columns of Actions that no board reads."""
_OUR_OWN_COLUMNS = (("People", "name"), ("People", "role"), ("People", "also_written_as"), ("Services", "name"))
_LISTS_OF_OUR_OWN = frozenset({"Abbreviations", "Services", "People"})
_UNLISTED = "that the plan uses are not in its list"
_MANY = 5
"""More abbreviations than this are not all named in one message."""


@rule(
    "T-09",
    sheet="Abbreviations",
    column="Abbreviation",
    severity=Severity.ADVICE,
    message="{what}",
    fix="{how}",
    bad=Example(
        rows={
            "Abbreviations": [{"abbreviation": "LAC", "meaning": "Looked after children"}],
            "Actions": [{"action": "Publish one guide on LAC for every IRO"}],
        },
        book=Book.REGISTER,
    ),
    good=Example(
        rows={
            "Abbreviations": [{"abbreviation": "IRO", "meaning": "Independent reviewing officer"}],
            "Actions": [{"action": "Publish one guide for every IRO"}],
        },
        book=Book.REGISTER,
    ),
    several="{count} abbreviations {several}",
    several_fix="Add those the plan uses to the Abbreviations sheet, for the board, and delete those it does not.",
    each="{short}",
)
def abbreviation_not_explained(case: Case) -> pd.DataFrame:
    """A board has lay members; what they cannot read they cannot challenge."""
    listed_here = case["Abbreviations"]["abbreviation"].dropna()
    known = {(source, _singular(short)) for (source, _), short in by_place(listed_here)} | _explained(case)
    used = _used_abbreviations(case)
    unsaid = only(used, (pair not in known for pair in zip(used["source"], used["short"], strict=True)))
    with_list = unsaid["source"].isin(set(sources_of(listed_here)))
    unlisted, unused = unsaid.loc[with_list], _not_used(case, listed_here)
    return many(
        [
            unlisted.assign(
                several=_UNLISTED,
                what="The plan uses " + unlisted["short"] + ", which is not in the list of abbreviations.",
                how="Add " + unlisted["short"] + " to the Abbreviations sheet, for the board.",
            ),
            _all_unlisted(unsaid.loc[~with_list]),
            pd.DataFrame(
                {
                    "short": unused,
                    "several": "in the list of abbreviations are not used in the plan",
                    "what": unused + " is in the list of abbreviations, but the plan does not use it.",
                    "how": "Delete " + unused + " from the Abbreviations sheet, unless a report uses it.",
                }
            ).reset_index(),
        ]
    )


def _not_used(case: Case, listed_here: pd.Series) -> pd.Series:
    """Those of some abbreviations that stand as a word in no text of their file."""
    if listed_here.empty:
        return listed_here
    everything: dict[str, list[str]] = {}
    for _, _, texts in case.texts((*_read_columns(), *_OUR_OWN_COLUMNS)):
        for (source, _), text in by_place(texts):
            everything.setdefault(source, []).append(text)
    together = {source: "\n".join(texts) for source, texts in everything.items()}
    used = [_stands_in(_singular(short), together.get(source, "")) for (source, _), short in by_place(listed_here)]
    return listed_here.loc[[not one for one in used]]


def _stands_in(short: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(short)}(?:['’]?s)?(?!\w)", text) is not None


def _all_unlisted(used: pd.DataFrame) -> pd.DataFrame:
    """The abbreviations of plans that list none: said once a plan, where it uses the first of them."""
    firsts = used.drop_duplicates("source")
    shorts = [used["short"][used["source"] == source].tolist() for source in firsts["source"]]
    named = [listed(some if len(some) <= _MANY else [*some[:_MANY], "others"]) for some in shorts]
    return firsts.assign(
        several=_UNLISTED,
        what=[f"The plan uses {names}, and its list of abbreviations is empty." for names in named],
        how="Add what the board may not know to the Abbreviations sheet.",
    )


def _used_abbreviations(case: Case) -> pd.DataFrame:
    """Each abbreviation where its file first uses it: source, row, table, column, short."""
    found = [
        {"source": source, "row": row, "table": sheet, "column": column, "short": _singular(short)}
        for sheet, column, texts in case.texts(_read_columns())
        for (source, row), text in by_place(texts)
        if case.books[source] is Book.REGISTER
        for short in _abbreviations_in(text)
    ]
    columns = ["source", "row", "table", "column", "short"]
    return pd.DataFrame(found, columns=columns).drop_duplicates(["source", "short"], ignore_index=True)


def _abbreviations_in(text: str) -> list[str]:
    # Words all in capitals are a heading, or are shouted.
    if text.upper() == text and " " in text:
        return []
    found = (short for short in _ABBREVIATION.findall(text) if len(_singular(short)) <= _LONGEST)
    return [short for short in found if _singular(short) not in _EVERYBODY_KNOWS]


@cache
def _read_columns() -> tuple[tuple[str, str], ...]:
    """Every column of words that a board may read: those of actions first, the narrative and all others after them."""
    others = [
        (spec.name, column.id)
        for spec in SHEETS
        if not spec.written_by_toolkit and spec.name not in _LISTS_OF_OUR_OWN
        for column in spec.columns
        if column.type in (Type.LONG, Type.TEXT) and not column.choices and column.owner is not Owner.TOOLKIT
        and column.id not in _NOT_READ
    ]  # fmt: skip
    return tuple(dict.fromkeys((*LONG_TEXTS, *others)))


def _explained(case: Case) -> set[tuple[str, str]]:
    """Abbreviations that the words of a file explain themselves, or that its people go by: source and short."""
    found = set()
    for _, _, texts in case.texts(_read_columns()):
        for (source, _), text in by_place(texts[holds(texts, lambda text: "(" in text)]):
            for before, short, other, after in _EXPLAINED.findall(text):
                if _initials(before or after).endswith(_small(short or other)):
                    found.add((source, _singular(short or other)))
    for _, _, texts in case.texts((("People", "name"), ("People", "also_written_as"))):
        found |= {(source, _singular(s)) for (source, _), text in by_place(texts) for s in _abbreviations_in(text)}
    return found


def _initials(words: str) -> str:
    return "".join(word[0] for word in words.casefold().split() if word not in _LINKS)


def _small(short: str) -> str:
    return "".join(letter for letter in short.casefold() if letter.isalpha())


_LINKS = frozenset({"of", "and", "the", "for", "in", "to", "a", "on"})


def _singular(short: str) -> str:
    return short.removesuffix("s")
