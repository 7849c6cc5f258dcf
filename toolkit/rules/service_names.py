"""C: services. Is each action of a service that can be named, and named in one way?"""

from __future__ import annotations

import pandas as pd

from toolkit.model.english import quoted
from toolkit.model.finding import Severity
from toolkit.model.identity import service_key, words_key
from toolkit.model.plan import Book, Plan
from toolkit.rules.case import Case
from toolkit.rules.rule import Example, broken, rule, said
from toolkit.rules.whole_columns import each, holds, places_of
from toolkit.sheets.services import services_of

_REGISTER = frozenset({Book.REGISTER})


@rule(
    "C-09",
    column="Service",
    severity=Severity.WARNING,
    message="{ref} is of {here}; an action above it says {first}, and they count as one service.",
    fix="Write it the same way in every row, or give one of them another word if they are two services.",
    bad=Example(
        rows={
            "Actions": [
                {"ref": "EX1", "service": "Front Door"},
                {"ref": "EX2", "service": "Front-Door", "action": "Train every duty manager", "lead": "Duty manager"},
            ]
        },
        book=Book.REGISTER,
    ),
    good=Example(
        rows={
            "Actions": [
                {"ref": "EX1", "service": "Team 12"},
                {"ref": "EX2", "service": "Team 1-2", "action": "Train every duty manager", "lead": "Duty manager"},
            ]
        },
        book=Book.REGISTER,
    ),
    needs=("service",),
    books=_REGISTER,
    several="{count} {rows} write their service in another way than a row above, and count as of one",
    each="{ref} ({here})",
)
def service_written_in_two_ways(case: Case) -> pd.DataFrame:
    """A service that is written in two ways looks like two to whoever reads the totals."""
    services = case.text("Actions", "service")
    services = _as_listed(case.plan, services)
    first: dict[tuple[str, str], str] = {}
    places = places_of(each(services, service_key))
    above = [first.setdefault(place, name) for place, name in zip(places, services, strict=True)]
    written = pd.Series(above, index=services.index, dtype=object)
    wrong = (services != written) & (services != "")
    return broken(wrong, here=said(services, quoted), first=said(written, quoted))


def _as_listed(plan: Plan, services: pd.Series) -> pd.Series:
    """Each service under its name on its register's sheet Services; that somebody said so is no fault."""
    listed = {source: services_of(plan, source) for source in plan.sources}
    sources = services.index.get_level_values("source")
    now = [listed[source].name(name) or name for source, name in zip(sources, services, strict=True)]
    return pd.Series(now, index=services.index, dtype=object)


@rule(
    "C-10",
    column="Service",
    severity=Severity.ERROR,
    message="{ref} is of a service called {name}, which has no word in it.",
    fix="Type the service's name in {cell}: its return can have no name until then.",
    bad=Example(rows={"Actions": [{"service": "***"}]}, book=Book.REGISTER),
    good=Example(rows={"Actions": [{"service": "子"}]}, book=Book.REGISTER),
    needs=("service",),
    books=_REGISTER,
    stops_issue=True,
    several="{count} {rows} are of a service whose name has no word in it",
)
def service_without_a_word(case: Case) -> pd.DataFrame:
    """A return that cannot be named cannot be sent, and its actions would be reported by nobody."""
    services = case.text("Actions", "service")
    return broken((services != "") & ~holds(services, words_key), name=said(services, quoted))
