"""T-09: abbreviations. Is each one explained to a board with lay members?"""

from __future__ import annotations

import pandas as pd

from toolkit.model.english import listed
from toolkit.model.finding import Severity
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Book
from toolkit.rules.case import Case
from toolkit.rules.rule import Example, many, only, rule
from toolkit.rules.text import LONG_TEXTS
from toolkit.rules.whole_columns import by_place, sources_of

_ABBREVIATION = pattern_of(r"\b[A-Z](?:[A-Z&]*[A-Z])s?\b")
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
)
def abbreviation_not_explained(case: Case) -> pd.DataFrame:
    """A board has lay members; what they cannot read they cannot challenge."""
    listed_here = case["Abbreviations"]["abbreviation"].dropna()
    used = _used_abbreviations(case)
    with_list = used["source"].isin(set(sources_of(listed_here)))
    known = {(source, _singular(short)) for (source, _), short in by_place(listed_here)}
    seen = set(zip(used["source"], used["short"], strict=True))
    unlisted = only(used, (pair not in known for pair in zip(used["source"], used["short"], strict=True)))
    unlisted = unlisted[with_list[unlisted.index]]
    unused = listed_here[[(source, _singular(short)) not in seen for (source, _), short in by_place(listed_here)]]
    return many(
        [
            unlisted.drop(columns="short").assign(
                what="The plan uses " + unlisted["short"] + ", which is not in the list of abbreviations.",
                how="Add " + unlisted["short"] + " to the Abbreviations sheet, for the board.",
            ),
            _all_unlisted(used[~with_list]),
            pd.DataFrame(
                {
                    "what": unused + " is in the list of abbreviations, but the plan does not use it.",
                    "how": "Delete " + unused + " from the Abbreviations sheet, unless a report uses it.",
                }
            ).reset_index(),
        ]
    )


def _all_unlisted(used: pd.DataFrame) -> pd.DataFrame:
    """The abbreviations of plans that list none: said once a plan, where it uses the first of them."""
    firsts = used.drop_duplicates("source")
    shorts = [used["short"][used["source"] == source].tolist() for source in firsts["source"]]
    named = [listed(some if len(some) <= _MANY else [*some[:_MANY], "others"]) for some in shorts]
    return firsts.drop(columns="short").assign(
        what=[f"The plan uses {names}, and its list of abbreviations is empty." for names in named],
        how="Add what the board may not know to the Abbreviations sheet.",
    )


def _used_abbreviations(case: Case) -> pd.DataFrame:
    """Each abbreviation where its file first uses it: source, row, table, column, short."""
    found = [
        {"source": source, "row": row, "table": sheet, "column": column, "short": _singular(short)}
        for sheet, column in LONG_TEXTS
        for (source, row), text in by_place(case.text(sheet, column))
        if case.books[source] is Book.REGISTER
        for short in _ABBREVIATION.findall(text)
    ]
    columns = ["source", "row", "table", "column", "short"]
    return pd.DataFrame(found, columns=columns).drop_duplicates(["source", "short"])


def _singular(short: str) -> str:
    return short.removesuffix("s")
