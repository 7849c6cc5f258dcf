"""Where the register stands before a merge: its period, what has already come in, and how the period opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from toolkit.model.grid import Value
from toolkit.model.identity import Services, canonical, person_key, plain_columns, ref_key, service_key, text_key
from toolkit.model.plan import Plan
from toolkit.model.schemes import DONE_STATUSES, ELSEWHERE_STATUSES, Rating
from toolkit.register.logs import of_period, whole_log
from toolkit.sheets.parts import parts_of
from toolkit.sheets.services import due_back, services_of

READ, NIL, UNCONFIRMED = "Read", "Nil", "Unchanged, not confirmed"
RECEIVED = (READ, NIL, UNCONFIRMED)
LATE, DUPLICATE, SET_ASIDE, MISSING = "Late", "Duplicate", "Set aside", "Missing"
NOT_SIGNED, ALREADY, WRONG_PERIOD = "Not signed", "Already merged", "Wrong period"
CANNOT_TELL = "Cannot tell which"
"""What merges said of two returns of one service before they were joined; it may stand in a register's log."""

RETURNED, NIL_RETURN, NOT_RETURNED, CLOSED, NOT_SENT = (
    "Returned", "Nil return", "Not returned", "Closed", "Not sent",
)  # fmt: skip
GOOD_NEWS = (Rating.GREEN, Rating.BLUE)
"""What is never shown of an action whose return did not come."""


def is_open(status: object) -> bool:
    """Whether an action still has to be done: anything but complete or closed elsewhere."""
    return status not in DONE_STATUSES and status not in ELSEWHERE_STATUSES


@dataclass(frozen=True)
class Opening:
    """One action as it stood when the period opened, before any of the period's returns."""

    key: str
    service: str
    status: Value
    service_key: str
    """Its service, folded."""
    is_part: bool = False
    """It is a part of another action, and counted with it."""

    @property
    def closed_elsewhere(self) -> bool:
        """It was not sent out: superseded, merged, transferred or withdrawn."""
        return self.status in ELSEWHERE_STATUSES


@dataclass(frozen=True)
class Earlier:
    """A return of this period that an earlier merge has taken."""

    file: str
    sha256: str
    signed_on: dt.date | None


@dataclass(frozen=True)
class Standing:
    """What a merge needs to know of the register it starts from."""

    period: str
    plan_code: str
    issue: int
    sent_from: int
    """The issue this period's returns were made from; merging them has moved the register on since."""
    deadline: dt.date | None
    signed_off: bool
    """The period has been signed off; its figures may not change any more."""
    services: Mapping[str, str]
    """Services by folded name, as the register writes them."""
    opening: tuple[Opening, ...]
    earlier: Mapping[str, tuple[Earlier, ...]]
    """Returns of this period already merged, by folded service."""
    heard: frozenset[str]
    """Folded services of which the log of this period names a file, whatever became of it."""
    fates: Mapping[tuple[str, str], tuple[str, str]]
    """What the log of this period says became of files: (file, fingerprint) to state and reason."""
    taken: frozenset[str]
    """Fingerprints of every file ever merged."""
    listed: Services
    """The services of the sheet Services, by every name they go by."""
    due_back: Mapping[str, dt.date]
    """The last day of services that have one of their own, by folded service."""
    waited: frozenset[str]
    """Fingerprints of files that came late for an earlier period and were held for a later one."""
    people: frozenset[str]
    """Everyone who may be named as lead, folded; empty when the People sheet is not kept."""

    def service(self, name: object) -> str:
        """A service as the register writes it, by whatever name it is called."""
        written = self.listed.name(name) or name
        return self.services.get(service_key(written), canonical(written) or "") if name else ""

    def key(self, name: object) -> str:
        """A service folded, by whatever name it is called."""
        return self.listed.key(name)

    def last_day(self, service: str) -> dt.date | None:
        """The last day on which this service's return is in time."""
        return self.due_back.get(self.key(service), self.deadline)


def standing_of(register: Plan, *, deadline: dt.date | None = None) -> Standing:
    """Where a register stands; a ``deadline`` given goes before every last day the register names."""
    settings = register.settings.iloc[0]
    period = canonical(settings["period"]) or ""
    due = deadline or settings["returns_due"]
    issue = whole(settings["register_issue"]) or 0
    log = register["Returns"]
    this_period = log[of_period(log, period)]
    received = log[log["state"].isin(RECEIVED)]
    services = [s for s in register["Actions"]["service"] if canonical(s)]
    listed = services_of(register)
    return Standing(
        period=period,
        plan_code=ref_key(settings["plan_code"]),
        issue=issue,
        sent_from=max((whole(n) or 0 for n in received["register_issue"][of_period(received, period)]), default=issue),
        deadline=due if isinstance(due, dt.date) else None,
        signed_off=text_key(period) in {text_key(p) for p in register["Sign-offs"]["period"]},
        services={service_key(s): canonical(s) or "" for s in reversed(services)},
        opening=_opening(register, period),
        earlier=_earlier(received[of_period(received, period)], listed),
        heard=frozenset(listed.key(s) for s in this_period["service"][this_period["state"] != MISSING] if s),
        fates={
            (file, sha or ""): (state, reason or "")
            for file, sha, state, reason in zip(
                *(this_period[c] for c in ("file", "sha256", "state", "reason")), strict=True
            )
        },
        taken=_taken(whole_log(register, "Returns")),
        listed=listed,
        due_back={} if deadline else due_back(register),
        waited=frozenset(s for s in log["sha256"][log["state"] == LATE] if isinstance(s, str)),
        people=frozenset(_people(register["People"])),
    )


def whole(value: object) -> int | None:
    """A whole number from Settings, also where it was typed as text."""
    text = canonical(value) or ""
    return int(text) if text.isdigit() else None


def _taken(log: pd.DataFrame) -> frozenset[str]:
    """Fingerprints of what was ever received; ``log``: all of Returns, what is archived too."""
    received = log["sha256"][log["state"].isin(RECEIVED)]
    return frozenset(s for s in received if isinstance(s, str))


def _earlier(received: pd.DataFrame, listed: Services) -> dict[str, tuple[Earlier, ...]]:
    found: dict[str, tuple[Earlier, ...]] = {}
    for line in received.to_dict("records"):
        on = line["signed_off_on"]
        one = Earlier(line["file"], line["sha256"] or "", on if isinstance(on, dt.date) else None)
        key = listed.key(line["service"])
        found[key] = (*found.get(key, ()), one)
    return found


def _opening(register: Plan, period: str) -> tuple[Opening, ...]:
    """The actions as the period opened: what this period's earlier merges changed is rolled back."""
    actions = plain_columns(register["Actions"], ("ref", "service", "status"))
    parts = parts_of(register["Actions"])
    log = register["Changes"]
    log = log[of_period(log, period) & log["sheet"].eq("Actions").astype(bool)]
    new = {ref_key(ref) for ref in log["ref"][log["kind"] == "New"]}
    first = log[log["field"] == "Status"].drop_duplicates("ref")
    before = {ref_key(ref): old for ref, old in zip(first["ref"], first["old"], strict=True)}
    rows = zip(map(ref_key, actions["ref"]), actions["service"], actions["status"], parts, strict=True)
    services = {service: service_key(service) if service else "" for service in set(actions["service"])}
    return tuple(
        Opening(key, canonical(service) or "", before.get(key, status), services[service], is_part)
        for key, service, status, is_part in rows
        if key not in new
    )


def _people(people: pd.DataFrame) -> set[str]:
    known = set()
    for person in people.to_dict("records"):
        others = str(person["also_written_as"] or "").split(";")
        known |= {person_key(name) for name in (person["name"], person["role"], *others) if name}
    return known - {""}
