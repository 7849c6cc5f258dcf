"""What keeps a return from going out, or its answers from finding their way back: services and themes nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd
from rapidfuzz import fuzz

from toolkit.model.english import quoted
from toolkit.model.finding import Severity
from toolkit.model.identity import Services, service_key, theme_key
from toolkit.model.plan import Book
from toolkit.rules.case import Case
from toolkit.rules.rule import Example, broken, rule, said
from toolkit.rules.whole_columns import by_place
from toolkit.sheets.services import services_of

_REGISTER = frozenset({Book.REGISTER})
_ALIKE, _SHORT = 83, 4
"""Words of four letters or more that are so alike, out of 100, may be one word misspelt; North and South are two."""


@rule(
    "C-11",
    column="Service",
    severity=Severity.ERROR,
    message="{ref} is of {here}{seen}",
    fix="Type the service in {cell} as it is called. If it is a service of its own, put it on the Services sheet.",
    bad=Example(rows={"Services": [{"name": "Front Door"}], "Actions": [{"service": "Frnt Door"}]}, book=Book.REGISTER),
    good=Example(
        rows={
            "Services": [{"name": "Front Door", "also_written_as": "Contact Centre"}],
            "Actions": [{"service": "Contact Centre"}],
        },
        book=Book.REGISTER,
    ),
    needs=("service",),
    books=_REGISTER,
    stops_issue=True,
)
def service_nobody_knows(case: Case) -> pd.DataFrame:
    """The return of a service that is misspelt goes to nobody, and its actions look as if nobody had reported."""
    services = case.text("Actions", "service").where(~case.elsewhere, "")
    seen = pd.Series("", index=services.index, dtype=object)
    for source, own in services[services != ""].groupby(level="source"):
        seen[own.index] = own.map(_doubts(services_of(case.plan, str(source)), own))
    return broken(seen != "", here=said(services, quoted), seen=seen)


def _doubts(listed: Services, written: Iterable[str]) -> dict[str, str]:
    """By service as it is written, why it may be none; nothing of those that are well known."""
    counts = Counter(written)
    known = [name for name in counts if listed.name(name)]
    if listed.names:
        strange = [name for name in counts if not listed.name(name)]
        near = {name: _near(name, listed.names) for name in strange}
        ends = {name: f": did you mean {quoted(like)}?" if like else "." for name, like in near.items()}
        return dict.fromkeys(known, "") | {
            name: f", which is not on the Services sheet{ends[name]}" for name in strange
        }
    rows: Counter[str] = Counter()
    for name, count in counts.items():
        rows[service_key(name)] += count
    doubts = dict.fromkeys(counts, "")
    for name in counts:
        more = [other for other in counts if rows[service_key(other)] > rows[service_key(name)]]
        if like := _near(name, more):
            doubts[name] = f", and others are of {quoted(like)}: is it the same?"
    return doubts


def _near(name: str, others: Iterable[str]) -> str:
    """The one that differs in a single word, by a letter or two."""
    return next((other for other in others if _misspelt(name, other)), "")


def _misspelt(one: str, other: str) -> bool:
    words = one.casefold().split(), other.casefold().split()
    if len(words[0]) != len(words[1]):
        return False
    differ = [pair for pair in zip(*words, strict=True) if pair[0] != pair[1]]
    if len(differ) != 1 or min(map(len, differ[0])) < _SHORT or any(c.isdigit() for word in differ[0] for c in word):
        return False
    return fuzz.ratio(*differ[0]) >= _ALIKE


@rule(
    "I-08",
    column="Theme",
    severity=Severity.ERROR,
    message='{ref} stands under "{here}", which is the reference of the theme "{title}".',
    fix='Type "{title}" in {cell}: everywhere else a theme is known by its title.',
    bad=Example(
        rows={"Themes": [{"ref": "A", "title": "The front door"}], "Actions": [{"theme": "A"}]}, book=Book.REGISTER
    ),
    good=Example(
        rows={"Themes": [{"ref": "A", "title": "The front door"}], "Actions": [{"theme": "The front door"}]},
        book=Book.REGISTER,
    ),
    needs=("theme", "Themes.title"),
    books=_REGISTER,
    stops_issue=True,
)
def theme_by_its_reference(case: Case) -> pd.DataFrame:
    """A theme that goes by two names is two themes: in the return, in the totals, and on the board's page."""
    themes = case["Themes"]
    titles: dict[str, dict[str, str]] = {}
    for (source, _), ref, title in zip(themes.index, themes["ref"], themes["title"], strict=True):
        if title is not None and theme_key(ref):
            titles.setdefault(source, {})[theme_key(ref)] = str(title)
    written = case.text("Actions", "theme")
    meant = pd.Series("", index=written.index, dtype=object)
    for place, theme in by_place(written):
        own = titles.get(place[0], {})
        if theme_key(theme) in own and theme_key(theme) not in map(theme_key, own.values()):
            meant[place] = own[theme_key(theme)]
    return broken(meant != "", here=written, title=meant)
