"""What a register says of its services: under which name each goes, and when its return is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from toolkit.model.identity import Services, canonical
from toolkit.model.plan import Plan
from toolkit.sheets.register_sheets import SERVICES


@dataclass(frozen=True)
class Service:
    """One row of the sheet Services; blanks are None."""

    name: str
    contact: str | None = None
    address: str | None = None
    due_back: dt.date | None = None


def services_of(register: Plan, source: str | None = None) -> Services:
    """The services one register lists, by every name they go by."""
    return Services((row["name"], _others(row["also_written_as"])) for row in _rows(register, source))


def lists_every_service(register: Plan, source: str | None = None) -> bool:
    """Whether the sheet says who all the services are, so that one it does not name is strange.

    Rows that only put an earlier name beside a name are a list of renames: of other services they say nothing.
    """
    told = ("contact", "address", "due_back")
    return any(not _others(row["also_written_as"]) or any(row[c] for c in told) for row in _rows(register, source))


def names_claimed(register: Plan, source: str) -> list[tuple[str, list[str]]]:
    """Each row of the sheet, in order: its name, and what else it is written as."""
    return [(row["name"], _others(row["also_written_as"])) for row in _rows(register, source)]


def service_of(register: Plan, service: str) -> Service:
    """What the register says of one service; nothing but its name where it is not listed."""
    services = services_of(register)
    name = services.name(service) or service
    for row in _rows(register):
        if services.same(row["name"], name):
            due = row["due_back"]
            return Service(
                row["name"],
                canonical(row["contact"]),
                canonical(row["address"]),
                due if isinstance(due, dt.date) and not _is_past(register, due) else None,
            )
    return Service(name)


def due_back(register: Plan) -> dict[str, dt.date]:
    """The services that have a last day of their own, by key."""
    services = services_of(register)
    days = {services.key(row["name"]): service_of(register, row["name"]).due_back for row in _rows(register)}
    return {key: day for key, day in days.items() if day is not None}


def under_one_name(register: Plan) -> Plan:
    """The register with every action under the name its service has now."""
    services = services_of(register)
    actions = register["Actions"]
    now = [services.name(service) or service for service in actions["service"]]
    if now == list(actions["service"]):
        return register
    named = actions.assign(service=pd.Series(now, index=actions.index, dtype=object))
    return replace(register, tables={**register.tables, "Actions": named})


def _rows(register: Plan, source: str | None = None) -> list[Mapping[str, str]]:
    table = register.tables.get(SERVICES.name)
    if table is None or table.empty:
        return []
    if source is not None:
        table = table[table.index.get_level_values("source") == source]
    return [row for row in table.to_dict("records") if canonical(row["name"])]  # type: ignore[misc]


def _others(also: object) -> list[str]:
    return [name for part in str(also or "").replace("\n", ";").split(";") if (name := part.strip())]


def _is_past(register: Plan, day: dt.date) -> bool:
    """Whether a day was over when a period was signed off: it was that period's, and nobody has set the next."""
    signed = [on for on in register["Sign-offs"]["on"] if isinstance(on, dt.date)]
    return bool(signed) and day <= max(signed)
