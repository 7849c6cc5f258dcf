"""Rating a plan: each action, its milestones, overrides, and what rolls up from them.

Every rating comes with a permanent code and its reason in words. The tables are in ``toolkit.model.schemes``;
here their conditions are answered for all rows of all returns at once. Nothing here asks the clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from toolkit.model.english import counted
from toolkit.model.patterns import pattern_of
from toolkit.model.schemes import (
    AMBER_DAYS,
    CHECKED_STAGES,
    DELIVERY,
    DONE_STATUSES,
    ELSEWHERE_STATUSES,
    LATE_DAYS,
    PROGRESS,
    SEVERITY,
    STALE_DAYS,
    STATUSES,
    TOO_MANY_MOVES,
    TOO_MANY_TBC_PERIODS,
    Scheme,
)
from toolkit.rating.decide import (
    Array,
    Decided,
    Words,
    dates,
    day_column,
    days,
    decide,
    each,
    flags,
    lengths,
    number_column,
    numbers,
    texts,
)
from toolkit.rating.milestones_and_overrides import apply_overrides, milestones_of, rate_milestones, say_of
from toolkit.rating.roll_up import direction, escalated, escalation_reasons, percentages, roll_up, roll_up_groups

__all__ = [
    "apply_overrides",
    "direction",
    "escalated",
    "escalation_reasons",
    "percentages",
    "rate_actions",
    "rate_milestones",
    "roll_up",
    "roll_up_groups",
]

_LITTLE_PROGRESS = pattern_of(
    r"\b(?:no|little|minimal)"
    r"(?:\s*/\s*no|,?\s+if\s+any,?|\s+(?:or|to|no|little|real|further|significant|measurable|visible))*"
    r"\s+progress\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Action:
    """The columns of the Actions table that ratings turn on, one array each."""

    status: Array
    where_now: Array
    outstanding: Array
    due: Array
    """The date that counts: the revised one only when it has been agreed."""
    new_date_not_agreed: Array
    tbc: Array
    tbc_periods: Array
    start: Array
    completed: Array
    checked: Array
    confidence: Array
    moved: Array
    updated: Array
    report: Array
    amber_days: Array
    stale_days: Array
    asked: Array
    """There is a scheme to rate by and a report date to rate at."""

    @property
    def closed(self) -> Array:
        return np.isin(self.status, ELSEWHERE_STATUSES)

    @property
    def said_done(self) -> Array:
        return np.isin(self.status, DONE_STATUSES)

    @property
    def done(self) -> Array:
        """Complete with a date to prove it, on or before the report date."""
        return self.said_done & (self.completed <= self.report)

    @property
    def done_too_soon(self) -> Array:
        return self.said_done & (self.completed > self.report)


def rate_actions(
    actions: pd.DataFrame,
    milestones: pd.DataFrame,
    *,
    report_date: pd.Series | date,
    scheme: pd.Series | Scheme | str,
    amber_days: pd.Series | int = AMBER_DAYS,
    stale_days: pd.Series | int = STALE_DAYS,
) -> pd.DataFrame:
    """The worked-out rating of every action, before any override.

    ``actions`` and ``milestones`` are matched by source (the first level of a (source, row) index) and ref; a
    column that is missing counts as blank. Settings given as Series have the index of ``actions``; a blank
    threshold is the usual one. Dates are dates or blank: text in a date column is no readable date.

    Gives, on the same index, ``rating``, ``code`` and ``why``; and the two sayings they come from:
    ``own_rating``, ``own_code``, ``milestone_rating`` (missing when there are no milestones) and
    ``milestone_code``. An action that is still open, under either scheme, takes the worse of the two; when they
    are equal its own reason stands.
    """
    report = days(report_date, len(actions))
    schemes = _schemes(scheme, len(actions))
    action = _action(actions, report, schemes, amber_days, stale_days)
    facts = milestones_of(actions, milestones, report)
    own, done = _own_rating(action, facts, schemes)
    said = say_of(facts)

    still_open = ~action.closed & ~done
    worse = still_open & (_severity(said.rating) < _severity(own.rating))
    columns = {
        "rating": np.where(worse, said.rating, own.rating),
        "code": np.where(worse, said.code, own.code),
        "why": np.where(worse, said.why, own.why),
        "own_rating": own.rating,
        "own_code": own.code,
        "milestone_rating": said.rating,
        "milestone_code": said.code,
    }
    return pd.DataFrame(columns, index=actions.index, dtype="str")


def _own_rating(action: _Action, facts: pd.DataFrame, schemes: Array) -> tuple[Decided, Array]:
    """What each scheme says of its own actions, and whether it takes them as done."""
    size = len(schemes)
    own = Decided(*(np.full(size, "", dtype=object) for _ in range(3)))
    done = np.zeros(size, dtype=bool)
    delivery = schemes == Scheme.DELIVERY.value
    if delivery.any():
        answer = decide(DELIVERY, _delivery(action, facts), _delivery_words(action, facts))
        _put(own, answer, delivery)
        done[delivery] = action.done[delivery]
    # Rows with no scheme go the same way: NOT_ASKED is the first line of either table.
    if not delivery.all():
        words = {"status": each(str, action.status), "completed": dates(action.completed)}
        _put(own, decide(PROGRESS, _progress(action), words), ~delivery)
        finished = action.said_done & ~action.done_too_soon
        done[~delivery] = finished[~delivery]
    return own, done


def _put(own: Decided, answer: Decided, rows: Array) -> None:
    for into, out_of in zip(own, answer, strict=True):
        into[rows] = out_of[rows]


def _action(
    actions: pd.DataFrame,
    report: Array,
    schemes: Array,
    amber_days: pd.Series | int,
    stale_days: pd.Series | int,
) -> _Action:
    size = len(actions)
    status = texts(actions, "status")
    revised = day_column(actions, "revised")
    agreed = flags(actions, "revised_agreed") & ~np.isnat(revised)
    return _Action(
        status=np.where(np.isin(status, STATUSES), status, ""),
        where_now=texts(actions, "where_now"),
        outstanding=flags(actions, "outstanding"),
        due=np.where(agreed, revised, day_column(actions, "due")),
        new_date_not_agreed=~agreed & ~np.isnat(revised),
        # "Due as written" keeps its TBC for good: agreeing a date is what ends it.
        tbc=flags(actions, "tbc") & ~agreed,
        tbc_periods=number_column(actions, "tbc_periods"),
        start=day_column(actions, "start"),
        completed=day_column(actions, "completed"),
        checked=np.isin(texts(actions, "evidence_stage"), CHECKED_STAGES),
        confidence=texts(actions, "confidence"),
        moved=number_column(actions, "times_moved"),
        updated=day_column(actions, "updated"),
        report=report,
        amber_days=numbers(amber_days, size, blank=AMBER_DAYS),
        stale_days=numbers(stale_days, size, blank=STALE_DAYS),
        asked=(schemes != "") & ~np.isnat(report),
    )


def _schemes(scheme: pd.Series | Scheme | str, size: int) -> Array:
    if isinstance(scheme, pd.Series):
        named = texts(scheme.to_frame("scheme"), "scheme")
    else:
        named = np.full(size, str(scheme), dtype=object)
    return np.where(np.isin(named, list(Scheme)), named, "")


def _progress(action: _Action) -> dict[str, Array]:
    """The conditions of the Progress scheme.

    A completion date need not be given here, but one after the report date is not completion. A row with neither a
    status nor any words has said nothing at all: that is Not rated (P6), not little progress.
    """
    done = action.said_done & ~action.done_too_soon
    blank = np.array([not any(map(str.isalnum, text)) for text in action.where_now], dtype=bool)
    little = [_LITTLE_PROGRESS.search(text) is not None for text in action.where_now]
    return {
        "not_asked": ~action.asked,
        "closed_elsewhere": action.closed,
        "done_nothing_left": done & ~action.outstanding,
        "done_work_left": done & action.outstanding,
        "not_started": action.status == "Not started",
        "where_now_blank": blank & (action.status != ""),
        "little_progress": np.array(little, dtype=bool),
        "in_progress": action.status == "In progress",
        "on_hold": action.status == "On hold",
        "done_too_soon": action.done_too_soon,
    }


def _delivery(action: _Action, facts: pd.DataFrame) -> dict[str, Array]:
    """The conditions of the Delivery scheme.

    "More than 28 days" begins at 29; "within 30 days" takes in the 30th, and "for 45 days" the 45th.
    """
    overdue = action.due < action.report
    not_started = action.status == "Not started"
    due_in, start_late = action.due - action.report, action.report - action.start
    late_due = day_column(facts, "late_due")
    return {
        "not_asked": ~action.asked,
        "no_status": action.status == "",
        "closed_elsewhere": action.closed,
        "done_work_left": action.done & action.outstanding,
        "done_checked": action.done & action.checked,
        "done": action.done,
        "no_date": np.isnat(action.due) & ~action.tbc,
        "overdue": overdue,
        "overdue_new_date_not_agreed": overdue & action.new_date_not_agreed,
        "off_track": action.confidence == "Off track",
        "tbc_too_long": action.tbc & (action.tbc_periods >= TOO_MANY_TBC_PERIODS),
        "critical_milestone_late": ~np.isnat(day_column(facts, "critical_due")),
        "milestone_very_late": action.report - late_due > np.timedelta64(LATE_DAYS, "D"),
        "milestone_late": ~np.isnat(late_due),
        "tbc": action.tbc,
        "on_hold": action.status == "On hold",
        "at_risk": action.confidence == "At risk",
        "moved_too_often": action.moved >= TOO_MANY_MOVES,
        "not_started_due_soon": not_started & (due_in <= action.amber_days.astype("m8[D]")),
        "starts_later": not_started & (action.start > action.report),
        "start_missed": not_started & (start_late > np.timedelta64(LATE_DAYS, "D")),
        "never_updated": np.isnat(action.updated),
        "not_updated": action.report - action.updated >= action.stale_days.astype("m8[D]"),
    }


def _delivery_words(action: _Action, facts: pd.DataFrame) -> dict[str, Words]:
    critical_due, late_due = day_column(facts, "critical_due"), day_column(facts, "late_due")
    due_in = (action.due - action.report).astype(int)
    return {
        "status": each(str, action.status),
        "completed": dates(action.completed),
        "due": dates(action.due),
        "late": lengths(action.report, action.due, "{} ago"),
        "due_in": each(lambda n: f"in {counted(n, 'day')}" if n else "on the report date", due_in),
        "tbc_periods": each(lambda n: "a second period" if n == 2 else counted(n, "period"), action.tbc_periods),
        "critical_due": dates(critical_due),
        "critical_late": lengths(action.report, critical_due),
        "milestone_due": dates(late_due),
        "milestone_late": lengths(action.report, late_due),
        "moves": each(lambda n: "twice" if n == 2 else counted(n, "time"), action.moved),
        "start": dates(action.start),
        "start_late": lengths(action.report, action.start, "{} ago"),
        "updated": dates(action.updated),
        "updated_ago": lengths(action.report, action.updated, "{} ago"),
    }


def _severity(ratings: Array) -> Array:
    """How far a rating stands from the worst; no say at all stands furthest."""
    place = pd.Index(list(SEVERITY)).get_indexer(pd.Index(ratings))
    return np.where(place < 0, len(SEVERITY), place)
