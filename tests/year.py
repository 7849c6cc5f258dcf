"""A year of a plan as its people live it: what each month brings, and what must then be true, told without the toolkit.

The model knows nothing of the toolkit's code. It keeps each action as a council would on paper, rates it by the
printed key, and counts. Files are written and read with openpyxl, a program that is not ours.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import load_workbook

from tests.read_back import HEADING_ROW, headings, put_on_settings

RED, AMBER, GREEN, BLUE, NOT_RATED = "Red", "Amber", "Green", "Blue", "Not rated"
COLOURS = (RED, AMBER, GREEN, BLUE)
NEWS = ("Met with partners", "Training has begun", "Second audit under way", "Schools were told", "Draft is with legal")
SERVICES = ("Early Help", "Front Door", "Health", "Children in Care")
RENAMED = {"Children in Care": "Corporate Parenting"}
REORGANISED, NEW_SCHEME = 6, 10
"""The months in which a service gets another name, and in which the plan changes its scheme."""
FATES: Mapping[int, Mapping[str, str]] = {
    2: {"Health": "missing"},
    3: {"Front Door": "halves", "Health": "missing"},
    4: {"Early Help": "late"},
    5: {"Front Door": "nil", "Children in Care": "wrong period"},
    7: {"Children in Care": "halves", "Health": "unsigned"},
    8: {"Early Help": "missing", "Front Door": "late"},
    9: {"Health": "nil"},
    11: {"Early Help": "halves", "Children in Care": "missing"},
    12: {"Front Door": "wrong period"},
}
CORRECTED = {4: ("EX7", RED), 8: ("EX2", AMBER)}
"""After a month is signed off: whose rating was wrong, and what it should have been."""


@dataclass
class Action:
    """One action as it is on paper."""

    ref: str
    service: str
    words: str
    due: dt.date
    status: str = "Not started"
    left: bool = True
    stage: str | None = None
    confidence: str | None = None
    completed: dt.date | None = None
    updated: dt.date | None = None
    where: str = "Agreed with partners"
    asked: dt.date | None = None
    agreed: bool = False
    returned: bool = True
    last_rating: str | None = None
    """When it was last returned."""
    rating: str = NOT_RATED

    @property
    def counts(self) -> dt.date:
        """The date that counts."""
        return self.asked if self.asked and self.agreed else self.due

    @property
    def is_open(self) -> bool:
        return self.status != "Complete"


def delivery(a: Action, on: dt.date) -> str:
    """The printed key of the Delivery scheme, for what a year of this plan brings."""
    if a.status == "Complete":
        return AMBER if a.left else BLUE if a.stage == "Checked" else GREEN
    if a.counts < on or a.confidence == "Off track":
        return RED
    due_soon = a.status == "Not started" and (a.counts - on).days <= 30
    stale = a.updated is None or (on - a.updated).days >= 45
    return AMBER if a.confidence == "At risk" or due_soon or stale else GREEN


def progress(a: Action, on: dt.date) -> str:
    """The printed key of the Progress scheme."""
    if a.status == "Complete":
        return AMBER if a.left else GREEN
    return RED if a.status == "Not started" else AMBER


@dataclass
class Month:
    """What one month must show."""

    number: int
    period: str
    on: dt.date
    scheme: str
    counts: Counter[str]
    before: Counter[str] | None
    overdue: set[str]
    open_before: int | None
    completed: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    open_now: int = 0
    missing: dict[str, int] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    """Refs of which a date is asked for and not agreed."""


class Year:
    """The plan on paper."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.actions = [self._begun(n) for n in range(1, 21)]
        self.signed: Counter[str] | None = None
        self.signed_scheme = ""
        self.known: set[str] = set()
        self.open_at_sign_off = 0
        self.frozen: dict[str, tuple[str, bool]] = {}

    def _begun(self, n: int) -> Action:
        service = SERVICES[(n - 1) % 4]
        due = dt.date(2026, 1, 31) + dt.timedelta(days=self._chance.randrange(20, 420))
        words = f"{('Agree', 'Publish', 'Audit', 'Train', 'Review')[n % 5]} the {n}th piece of the plan with {service}"
        return Action(f"EX{n}", service, words, due, updated=dt.date(2026, 1, 2))

    def of(self, service: str) -> list[Action]:
        return [a for a in self.actions if a.service == service]

    def name(self, service: str, month: int) -> str:
        """What a service is called in a month."""
        return RENAMED.get(service, service) if month >= REORGANISED else service

    def live(self, a: Action, on: dt.date) -> dict[str, object]:
        """What an officer types about an action this month, by heading; the model follows."""
        typed: dict[str, object] = {}
        if not a.is_open:
            if a.stage is None and self._chance.random() < 0.4:
                a.stage = typed["Evidence stage"] = "Checked"
            return typed
        if self._chance.random() < 0.3:
            return typed
        a.updated = typed["Updated on"] = on - dt.timedelta(days=self._chance.randrange(1, 20))
        typed["Updated by"] = f"Officer of {a.service}"
        a.where = typed["Where are we now"] = f"{self._chance.choice(NEWS)} in {on:%B}, {a.ref}"
        if a.status == "Not started":
            a.status = typed["Status"] = "In progress"
        chance = self._chance.random()
        if chance < 0.15:
            a.status = typed["Status"] = "Complete"
            a.completed = typed["Completed on"] = a.updated
            if self._chance.random() < 0.8:
                a.left, typed["What still needs to be done"] = False, "CLEAR"
        elif chance < 0.4:
            a.confidence = typed["Lead confidence"] = self._chance.choice(["At risk", "Off track", "On track"])
        elif chance < 0.6 and a.asked is None:
            a.asked = a.due + dt.timedelta(days=90)
            typed["Revised due"] = said(a.asked)
            typed["Revision reason"] = "The tender ran late"
        return typed

    def added(self, month: int) -> Action | None:
        """A new action that a service brings."""
        if month not in (3, 9):
            return None
        ref = f"EX{len(self.actions) + 1}"
        on = dt.date(2026, month, 20)
        new = Action(ref, "Front Door", f"Open a {month}th contact room at the north office", dt.date(2027, 3, 31))
        new.updated, new.status, new.where = on, "In progress", "Begun"
        self.actions.append(new)
        return new

    def close(self, month: int, not_returned: set[str], agreed: set[str]) -> Month:
        """The month as it must be reported, then signed off. ``not_returned``: services."""
        on, scheme = report_date(month), "Progress" if month >= NEW_SCHEME else "Delivery"
        rate = progress if scheme == "Progress" else delivery
        for a in self.actions:
            a.agreed |= a.ref in agreed
            a.returned = a.service not in not_returned
            if a.returned:
                a.rating = a.last_rating = rate(a, on)
            else:
                a.rating = a.last_rating if a.last_rating in (RED, AMBER) else NOT_RATED
        compared = self.signed if self.signed_scheme == scheme else None
        refs = {a.ref for a in self.actions}
        told = Month(
            month, period(month), on, scheme, Counter(a.rating for a in self.actions), compared,
            {a.ref for a in self.actions if a.is_open and a.counts < on},
            self.open_at_sign_off if self.frozen else None,
            completed={a.ref for a in self.actions if not a.is_open and self.frozen.get(a.ref, ("", False))[1]},
            new=refs - set(self.frozen) if self.frozen else set(),
            open_now=sum(a.is_open for a in self.actions),
            missing={self.name(s, month): len(self.of(s)) for s in not_returned},
            waiting={a.ref for a in self.actions if a.is_open and a.asked and not a.agreed},
        )  # fmt: skip
        self.signed, self.signed_scheme = Counter(told.counts), scheme
        self.open_at_sign_off = told.open_now
        self.frozen = {a.ref: (a.rating, a.is_open) for a in self.actions}
        return told

    def correct(self, ref: str, rating: str) -> None:
        """The last month's rating of an action was wrong."""
        assert self.signed is not None
        was, is_open = self.frozen[ref]
        self.signed[was] -= 1
        self.signed[rating] += 1
        self.frozen[ref] = rating, is_open


def period(month: int) -> str:
    return f"2026-{month:02}"


def report_date(month: int) -> dt.date:
    return dt.date(2026, month, calendar.monthrange(2026, month)[1])


def said(day: dt.date) -> str:
    """A day as officers write it."""
    return f"{day.day} {day:%B %Y}"


def fill_in(
    path: Path, target: Path, typed: Mapping[str, Mapping[str, object]], settings: Mapping[str, object]
) -> Path:
    """A return as an officer sends it back: words typed by ref and heading; a ref it does not have is a new row."""
    book = load_workbook(path)
    sheet = book["Actions"]
    at = headings(sheet)
    places = {str(sheet.cell(r, at["Ref"]).value): r for r in range(HEADING_ROW + 1, sheet.max_row + 1)}
    last = max(r for ref, r in places.items() if ref != "None")
    for ref, cells in typed.items():
        if ref not in places:
            last += 1
            places[ref] = last
            sheet.cell(last, at["Ref"], ref)
            table = next(iter(sheet.tables.values()))
            first, _, end = table.ref.partition(":")
            table.ref = f"{first}:{end.rstrip('0123456789')}{max(last, int(end.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')))}"
            table.autoFilter.ref = table.ref
        for heading, value in cells.items():
            sheet.cell(places[ref], at[heading], value)
    put_on_settings(book, settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def words_of(path: Path) -> Iterator[tuple[str, list[object]]]:
    """Every row of every sheet that has words in it."""
    for sheet in load_workbook(path):
        for row in sheet.iter_rows(values_only=True):
            if cells := [value for value in row if value is not None]:
                yield sheet.title, cells
