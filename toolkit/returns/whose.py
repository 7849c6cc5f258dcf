"""Whose a measure or a risk is: which services are sent it, and what is sent to nobody.

The register's own column Service decides. Where it is blank, a measure goes to the services that have actions of its
theme, or that answer its practice standard; a risk goes to the services whose actions its owner leads, supports or
sponsors, else to the service its owner, or the owner's body on People, is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit.model.english import listed
from toolkit.model.identity import canonical, person_key, ref_key, service_key, theme_key
from toolkit.model.plan import Plan
from toolkit.model.schemes import ELSEWHERE_STATUSES
from toolkit.sheets.services import services_of

Row = Mapping[Any, Any]
Keys = frozenset[str]
NOBODY: Keys = frozenset()
MOST_NAMED = 20
_READ = ("ref", "service", "theme", "lead", "supporting_leads", "sponsor", "lead_body")
_NAME_SPLIT = re.compile(r"[;,/&\n]|\band\b")


def names_in(text: object) -> list[str]:
    """What stands in a cell of several names or numbers."""
    if text is None or text != text:
        return []
    return [name for part in _NAME_SPLIT.split(str(text)) if (name := part.strip())]


def sent_to(whose: Whose, service: str) -> tuple[pd.Series, pd.Series]:
    """Which measures and which risks one service is sent."""
    key = services_of(whose.register).key(service)
    measures, risks = whose.register["Measures"], whose.register["Risks"]
    return _where(measures, whose.measure, key), _where(risks, whose.risk, key)


def sent_to_nobody(register: Plan) -> tuple[str, ...]:
    """A line for each sheet of which something belongs to no service, and what to do."""
    whose, lines = Whose(register), []
    asked: tuple[tuple[str, str, Callable[[Row], Keys], str], ...] = (
        ("Measures", "measure", whose.measure, "Fill in Service on Measures."),
        ("Risks", "risk", whose.risk, "Fill in Service on Risks."),
        ("Standards", "standard", whose.answers("standard"), "Link an action to each on Links."),
        ("Recommendations", "recommendation", whose.answers("recommendation"), "Link an action to each on Links."),
    )
    for sheet, noun, owners, to_do in asked:
        rows = register[sheet].to_dict("records")
        refs = [canonical(row["ref"]) or "(no ref)" for row in rows if not owners(row)]
        if refs:
            named = listed(tuple(refs)) if len(refs) <= MOST_NAMED else f"{', '.join(refs[:MOST_NAMED])} and more"
            some = f"{len(refs)} {noun}{'' if len(refs) == 1 else 's'}"
            lines.append(f"Sent to nobody: {some} that no service's actions lead to ({named}). {to_do}")
    return tuple(lines)


def _where(table: pd.DataFrame, owners: Callable[[Row], Keys], service: str) -> pd.Series:
    return pd.Series([service in owners(row) for row in table.to_dict("records")], index=table.index, dtype=bool)


@dataclass(frozen=True, eq=False)
class Whose:
    """The services a register's rows belong to, by the keys of their names."""

    register: Plan

    def measure(self, row: Row) -> Keys:
        """The services that are sent a measure."""
        theme = theme_key(row["theme"])
        return self._named(row) or self._themes.get(theme, NOBODY) or self._standards.get(theme, NOBODY)

    def risk(self, row: Row) -> Keys:
        """The services that are sent a risk."""
        owner = person_key(row["owner"])
        if own := self._named(row) or self._people.get(owner, NOBODY):
            return own
        for person in self._known.get(owner, ()):
            names = (person["name"], person["role"], *names_in(person["also_written_as"]))
            if own := frozenset().union(*(self._people.get(person_key(name), NOBODY) for name in names)):
                return own
        bodies = (row["owner"], *(person["body"] for person in self._known.get(owner, ())))
        return next((own for body in bodies if (own := self._of_body(body))), NOBODY)

    def answers(self, what: str) -> Callable[[Row], Keys]:
        """Gives the services whose actions answer a standard or a recommendation."""
        return lambda row: self._linked.get((what, ref_key(row["ref"])), NOBODY)

    def _named(self, row: Row) -> Keys:
        named = (self._services.key(row["service"]),) if canonical(row.get("service")) else ()
        return frozenset(named) & self._all

    def _of_body(self, body: object) -> Keys:
        """The service of that name, or the one service of that organisation."""
        key = self._services.key(body) if canonical(body) else ""
        if key in self._all:
            return frozenset({key})
        own = self._bodies.get(service_key(body) if canonical(body) else "", NOBODY)
        return own if len(own) == 1 else NOBODY

    @cached_property
    def _services(self) -> Any:
        return services_of(self.register)

    @cached_property
    def _actions(self) -> list[tuple[str, Row]]:
        """The actions that are sent out, each with the key of its service."""
        actions = self.register["Actions"]
        rows = actions.loc[~actions["status"].isin(ELSEWHERE_STATUSES), list(_READ)].to_dict("records")
        return [(self._services.key(row["service"]), row) for row in rows if canonical(row["service"])]

    @cached_property
    def _all(self) -> Keys:
        return frozenset(self._services.key(name) for name in self.register["Actions"]["service"] if canonical(name))

    @cached_property
    def _themes(self) -> Mapping[str, Keys]:
        """By title and by reference."""
        also: dict[str, set[str]] = defaultdict(set)
        for heading in self.register["Themes"].to_dict("records"):
            ref, title = theme_key(heading["ref"]), theme_key(heading["title"])
            also[ref].add(title)
            also[title].add(ref)
        said = ((theme, key) for key, row in self._actions for theme in _with(theme_key(row["theme"]), also))
        return _together(said)

    @cached_property
    def _linked(self) -> Mapping[tuple[str, str], Keys]:
        """By what is answered and its reference."""
        of_action = {ref_key(row["ref"]): key for key, row in self._actions}
        links = self.register["Links"].to_dict("records")
        return _together(
            ((str(link["to"]), ref_key(link["ref"])), of_action[ref])
            for link in links
            if (ref := ref_key(link["action_ref"])) in of_action
        )

    @cached_property
    def _standards(self) -> Mapping[str, Keys]:
        """By reference and by words."""
        rows = self.register["Standards"].to_dict("records")
        said = ((row["ref"], self._linked.get(("standard", ref_key(row["ref"])), NOBODY)) for row in rows)
        words = {ref_key(row["ref"]): row["standard"] for row in rows}
        return {theme_key(name): own for ref, own in said for name in (ref, words[ref_key(ref)]) if theme_key(name)}

    @cached_property
    def _people(self) -> Mapping[str, Keys]:
        cells = ((key, row[column]) for key, row in self._actions for column in ("lead", "supporting_leads", "sponsor"))
        return _together((person_key(name), key) for key, cell in cells for name in (*names_in(cell), cell) if name)

    @cached_property
    def _bodies(self) -> Mapping[str, Keys]:
        bodies = ((row["lead_body"], key) for key, row in self._actions)
        return _together((service_key(body), key) for body, key in bodies if canonical(body))

    @cached_property
    def _known(self) -> Mapping[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for person in self.register["People"].to_dict("records"):
            for name in {person["name"], person["role"], *names_in(person["also_written_as"])} - {None}:
                found[person_key(name)].append(person)
        return found


def _with(theme: str, also: Mapping[str, set[str]]) -> set[str]:
    return ({theme} | also.get(theme, set())) - {""} if theme else set()


def _together(pairs: Iterable[tuple[Any, str]]) -> dict[Any, Keys]:
    found: dict[Any, set[str]] = defaultdict(set)
    for name, key in pairs:
        found[name].add(key)
    found.pop("", None)
    return {name: frozenset(keys) for name, keys in found.items()}
