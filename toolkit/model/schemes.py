"""Ratings: the colours, the two schemes, and the decision tables that lead to them, as data.

Nothing is worked out here. ``toolkit.rating.rate`` answers each condition for a whole plan at once and takes
the first line of the table that holds. The codes are permanent: a board may quote them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Rating(StrEnum):
    """What a board is told about an action, in the order in which boards print them."""

    RED = "Red"
    AMBER = "Amber"
    GREEN = "Green"
    BLUE = "Blue"
    NOT_DUE = "Not due"
    NOT_RATED = "Not rated"
    CLOSED = "Closed"


class Scheme(StrEnum):
    """How a plan rates: one scheme a plan, and never two, for Green means a different thing in each."""

    PROGRESS = "Progress"
    DELIVERY = "Delivery"


RATED = (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.BLUE)
"""The colours, worst first. Percentages and roll-ups are over these alone."""

SEVERITY = (
    Rating.RED,
    Rating.AMBER,
    # A milestone that is Green is no reason to call an action on track that cannot itself be rated.
    Rating.NOT_RATED,
    Rating.NOT_DUE,
    Rating.GREEN,
    Rating.BLUE,
    Rating.CLOSED,
)
"""Every rating, worst first, when two are combined."""

OPEN_STATUSES = ("Not started", "In progress", "On hold")
DONE_STATUSES = ("Complete", "Embedded")
ELSEWHERE_STATUSES = ("Superseded", "Merged", "Transferred", "Withdrawn")
STATUSES = OPEN_STATUSES + DONE_STATUSES + ELSEWHERE_STATUSES
CHECKED_STAGES = ("Checked", "Embedded")

AMBER_DAYS = 30
STALE_DAYS = 45
LATE_DAYS = 28
"""A milestone later than this is Red, and a start missed by more is Amber."""
TOO_MANY_MOVES = 2
TOO_MANY_TBC_PERIODS = 2
REASON_LENGTH = 10
"""The shortest reason an override may give, in characters."""


class Line(NamedTuple):
    """One line of a decision table: if ``when`` holds, and no line above it did, this is the rating.

    A code may have several lines that differ only in their words. Words in braces are filled in from the row.
    """

    code: str
    when: str
    rating: Rating | None
    words: str


NOT_ASKED = Line(
    "S0",
    "not_asked",
    Rating.NOT_RATED,
    "The settings do not give both a rating scheme and a report date.",
)
"""Comes before both schemes: with no scheme or no report date there is nothing to rate against."""

PROGRESS = (
    NOT_ASKED,
    Line("P1", "closed_elsewhere", Rating.CLOSED, "{status}: no longer part of this plan."),
    Line("P2", "done_nothing_left", Rating.GREEN, "{status}, with nothing left to do."),
    Line("P3", "done_work_left", Rating.AMBER, "{status}, but there is work left to do."),
    # P5 before P4: words that say nothing has happened outweigh a status that says something has.
    Line("P5", "not_started", Rating.RED, "Not started."),
    Line("P5", "where_now_blank", Rating.RED, '"Where are we now" is blank.'),
    Line("P5", "little_progress", Rating.RED, '"Where are we now" says little or no progress.'),
    Line("P4", "in_progress", Rating.AMBER, "Progress made, further work required."),
    # The scheme of 2010 had no word for these two. Neither is finished, and both say what has been done.
    Line("P4", "on_hold", Rating.AMBER, "On hold, with further work required."),
    Line("P4", "done_too_soon", Rating.AMBER, "{status} on {completed}, after the report date."),
    Line("P6", "otherwise", Rating.NOT_RATED, "No status."),
)

DELIVERY = (
    NOT_ASKED,
    Line("D0", "no_status", Rating.NOT_RATED, "No status."),
    Line("D1", "closed_elsewhere", Rating.CLOSED, "{status}: no longer part of this plan."),
    Line("D2", "done_work_left", Rating.AMBER, "{status}, but there is work left to do."),
    Line("D3", "done_checked", Rating.BLUE, "Completed on {completed}, and the evidence is checked."),
    Line("D4", "done", Rating.GREEN, "Completed on {completed}; the evidence is not yet checked."),
    Line("D5", "no_date", Rating.NOT_RATED, "No date that can be read, and not marked TBC."),
    Line(
        "D6",
        "overdue_new_date_not_agreed",
        Rating.RED,
        "Due {due}, {late}; the revised date has not been agreed.",
    ),
    Line("D6", "overdue", Rating.RED, "Due {due}, {late}."),
    Line("D7", "off_track", Rating.RED, "The lead says it is off track."),
    Line("D8", "tbc_too_long", Rating.RED, "TBC for {tbc_periods}."),
    # D10 and D11 before D9: a final date still to be agreed must not hide a milestone already missed.
    Line(
        "D10",
        "critical_milestone_late",
        Rating.RED,
        "A critical milestone, due {critical_due}, is {critical_late} late.",
    ),
    Line(
        "D10",
        "milestone_very_late",
        Rating.RED,
        "A milestone, due {milestone_due}, is {milestone_late} late.",
    ),
    Line(
        "D11",
        "milestone_late",
        Rating.AMBER,
        "A milestone, due {milestone_due}, is {milestone_late} late.",
    ),
    Line("D9", "tbc", Rating.AMBER, "The due date is still TBC."),
    Line("D12", "on_hold", Rating.AMBER, "On hold."),
    Line("D13", "at_risk", Rating.AMBER, "The lead says it is at risk."),
    Line("D14", "moved_too_often", Rating.AMBER, "The due date has moved {moves}."),
    Line("D15", "not_started_due_soon", Rating.AMBER, "Not started, and due {due_in}."),
    # D18 before D16 and D17: nobody owes an update on what is not meant to have begun.
    Line("D18", "starts_later", Rating.NOT_DUE, "Not started, and not meant to start until {start}."),
    Line("D16", "start_missed", Rating.AMBER, "Not started; it was to start on {start}, {start_late}."),
    Line("D17", "never_updated", Rating.AMBER, "Never updated."),
    Line("D17", "not_updated", Rating.AMBER, "Not updated since {updated}, {updated_ago}."),
    Line("D19", "otherwise", Rating.GREEN, "Due {due}, and nothing is late."),
)

MILESTONES = (
    Line("M0", "none", None, ""),
    Line("M1", "all_done", Rating.GREEN, "{all} done: ready to close."),
    Line(
        "M2",
        "critical_late",
        Rating.RED,
        "A critical milestone, due {critical_due}, is {critical_late} late.",
    ),
    Line("M2", "last_late", Rating.RED, "The last milestone, due {last_due}, is {last_late} late."),
    Line("M2", "half_late", Rating.RED, "{late_of_open} late."),
    Line("M3", "any_late", Rating.AMBER, "{late_of_open} late."),
    Line("M4", "undated", Rating.AMBER, "{undated} no date yet."),
    Line("M5", "otherwise", Rating.GREEN, "No milestone is late."),
)

ROLL_UP = (
    Line("T0", "nothing_rated", Rating.NOT_RATED, "No action is rated."),
    Line("T1", "escalated_red", Rating.RED, "{escalated_red} Red and escalated."),
    Line("T1", "red_fifth", Rating.RED, "{red} Red ({red_percent}%)."),
    Line("T2", "any_red", Rating.AMBER, "{red} Red ({red_percent}%)."),
    Line("T2", "red_amber_third", Rating.AMBER, "{red_amber} Red or Amber ({red_amber_percent}%)."),
    Line("T3", "many_not_rated", Rating.AMBER, "{not_rated} not rated ({not_rated_percent}%)."),
    Line("T4", "all_blue", Rating.BLUE, "{blue} Blue."),
    Line("T5", "otherwise", Rating.GREEN, "{good} Green or Blue ({good_percent}%)."),
)


class Refusal(NamedTuple):
    """Why an override is not applied: the first that holds is given to whoever typed it."""

    when: str
    words: str


OVERRIDE_REFUSALS = (
    Refusal("no_reason_or_name", "reason and name needed"),
    Refusal("short_reason", "reason of 10 characters or more needed"),
    Refusal("no_end_date", "end date needed"),
    Refusal("lapsed", "lapsed"),
    Refusal("to_blue", "Blue needs checked evidence, not an override"),
    Refusal("not_a_colour", "only Red, Amber or Green can be set"),
    Refusal("cannot_be_rated", "an action that cannot be rated can only be set to Red or Amber"),
    Refusal("two_steps_better", "one step better at most"),
)


class Look(NamedTuple):
    """How a rating is drawn: never by colour alone, so the word goes with it and a shape where drawn."""

    fill: str
    ink: str
    border: str
    shape: str


LOOK = {
    Rating.RED: Look("#B3001B", "#FFFFFF", "#B3001B", "▲"),
    # Amber on white is too faint to show where a cell ends, so its border is darker.
    Rating.AMBER: Look("#FFC000", "#000000", "#7F6000", "◆"),
    Rating.GREEN: Look("#1E7B34", "#FFFFFF", "#1E7B34", "●"),
    Rating.BLUE: Look("#1F4E9E", "#FFFFFF", "#1F4E9E", "■"),
    Rating.NOT_DUE: Look("#F2F2F2", "#000000", "#767676", "○"),
    Rating.NOT_RATED: Look("#FFFFFF", "#000000", "#767676", "□"),
    Rating.CLOSED: Look("#D9D9D9", "#000000", "#767676", "▬"),
}

_KEYS: dict[Scheme, tuple[tuple[Rating, str], ...]] = {
    Scheme.PROGRESS: (
        (Rating.RED, "Not started, or little or no progress, or milestones badly late"),
        (Rating.AMBER, "Progress made, further work required"),
        (Rating.GREEN, "Completed, with nothing left to do"),
        (Rating.NOT_RATED, "No status given"),
        (Rating.CLOSED, "Superseded, merged, transferred or withdrawn"),
    ),
    Scheme.DELIVERY: (
        (Rating.RED, "Overdue or off track, with no date for a second period, or milestones badly late"),
        (Rating.AMBER, "At risk, with something late, on hold, undated, moved twice or not kept up to date"),
        (Rating.GREEN, "On track, or completed with evidence still to be checked"),
        (Rating.BLUE, "Completed, and the evidence has been checked"),
        (Rating.NOT_DUE, "Not meant to have started yet"),
        (Rating.NOT_RATED, "No status, or no date that can be read"),
        (Rating.CLOSED, "Superseded, merged, transferred or withdrawn"),
    ),
}


def key(scheme: Scheme | str) -> list[tuple[Rating, str]]:
    """What each rating means in this plan: printed wherever ratings are shown.

    Raises ValueError when the scheme is neither Progress nor Delivery.
    """
    return list(_KEYS[Scheme(scheme)])


def worst(*ratings: Rating | str | None) -> Rating | None:
    """The worst of several ratings: None counts for nothing, and of nothing the worst is None."""
    said = [Rating(rating) for rating in ratings if rating is not None]
    return min(said, key=SEVERITY.index, default=None)


def reason(rating: str, why: str) -> str:
    """A rating and its reason in one phrase: "Red: due 31 March 2015, 1 day ago"."""
    why = why.removesuffix(".")
    # "TBC" and other capitals stay; only the capital that began a sentence goes.
    if why[1:2].islower() or why.startswith("A "):
        why = why[0].lower() + why[1:]
    return f"{rating}: {why}" if why else str(rating)
