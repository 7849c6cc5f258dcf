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
from toolkit.rules.rule import NOTHING, Example, broken, rule, said
from toolkit.rules.whole_columns import by_place
from toolkit.sheets.services import lists_every_service, names_claimed, services_of

_REGISTER = frozenset({Book.REGISTER})
_ALIKE, _SHORT = 83, 4
"""Words of four letters or more that are so alike, out of 100, may be one word misspelt; North and South are two."""


@rule(
    "C-11",
    column="Service",
    severity=Severity.ERROR,
    message="{ref} is of {here}{seen}",
    fix="Type the service in {cell} as it is called, or put it on the Services sheet if it is a service of its own.",
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
    several="{count} {rows} are of a service that is not known",
    each="{ref} ({here})",
)
def service_nobody_knows(case: Case) -> pd.DataFrame:
    """The return of a service that is misspelt goes to nobody, and its actions look as if nobody had reported."""
    services = case.text("Actions", "service").where(~case.elsewhere, "")
    seen = pd.Series("", index=services.index, dtype=object)
    for source, own in services[services != ""].groupby(level="source"):
        everybody = lists_every_service(case.plan, str(source))
        seen[own.index] = own.map(_doubts(services_of(case.plan, str(source)), own, everybody))
    return broken(seen != "", here=said(services, quoted), seen=seen)


def _doubts(listed: Services, written: Iterable[str], everybody: bool) -> dict[str, str]:
    """By service as it is written, why it may be none; nothing of those that are well known."""
    counts = Counter(written)
    rows: Counter[str] = Counter()
    for name, count in counts.items():
        rows[listed.key(name)] += count
    more = {name: [other for other in counts if rows[listed.key(other)] > rows[listed.key(name)]] for name in counts}
    return {name: "" if listed.name(name) else _doubt(name, listed, everybody, more[name]) for name in counts}


def _doubt(name: str, listed: Services, everybody: bool, more: Iterable[str]) -> str:
    """Of a service that is not listed; ``everybody``: the sheet names them all, and is no list of renames alone."""
    if like := _near(name, listed.names):
        return f", which is not on the Services sheet: did you mean {quoted(like)}?"
    if everybody:
        return ", which is not on the Services sheet."
    like = _near(name, more)
    return f", and others are of {quoted(like)}: is it the same?" if like else ""


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
    "C-12",
    sheet="Services",
    column="Service",
    severity=Severity.ERROR,
    message='"{here}" is claimed by {ref} and by {other}, and its actions count as those of {has}.',
    fix="Leave it to one of the two on the Services sheet, or make one row of them if both are one service.",
    bad=Example(
        rows={
            "Services": [
                {"name": "Front Door", "also_written_as": "Contact Centre"},
                {"name": "Early Help", "also_written_as": "Helpline; Contact Centre"},
            ],
            "Actions": [{"service": "Front Door"}],
        },
        book=Book.REGISTER,
    ),
    good=Example(
        rows={
            "Services": [
                {"name": "Front Door", "also_written_as": "Contact Centre"},
                {"name": "Early Help", "also_written_as": "Helpline"},
            ],
            "Actions": [{"service": "Front Door"}],
        },
        book=Book.REGISTER,
    ),
    needs=("name", "also_written_as"),
    books=_REGISTER,
    where=("Services",),
    stops_issue=True,
    several="{count} names are each claimed by two services",
    several_fix="Leave each to one of the two on the Services sheet, or make one row of them if both are one service.",
    each='"{here}"',
)
def one_name_for_two_services(case: Case) -> pd.DataFrame:
    """What one of the two reports is taken for the other's: its return, its deadline and its place in the totals."""
    table, found = case["Services"], []
    named = table.index[table["name"].notna()]
    for source in named.get_level_values("source").unique():
        listed = services_of(case.plan, str(source))
        first: dict[str, tuple[tuple[str, int], str]] = {}
        places = [place for place in named if place[0] == source]
        for place, (name, also) in zip(places, names_claimed(case.plan, str(source)), strict=True):
            for claim in (name, *also):
                there, other = first.setdefault(service_key(claim), (place, name))
                if there != place:
                    column = "name" if claim is name else "also_written_as"
                    found.append((*place, column, quoted(claim), other, listed.name(claim)))
    if not found:
        return NOTHING
    rows = pd.DataFrame(found, columns=["source", "row", "column", "here", "other", "has"])
    return rows.drop_duplicates(["source", "row", "here"]).assign(table="Services")


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
    several="{count} {rows} stand under the reference of a theme",
    several_fix="Type the title of the theme in each: everywhere else a theme is known by its title.",
    each='{ref} ("{here}")',
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
