"""What rolls up from ratings: themes and recommendations, direction of travel, and what is escalated.

Counts come first. A percentage is of the rated actions alone, to one decimal, and never stands without its count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from toolkit.model.identity import ref_keys
from toolkit.model.plan import Plan
from toolkit.model.schemes import (
    DONE_STATUSES,
    ELSEWHERE_STATUSES,
    RATED,
    ROLL_UP,
    TOO_MANY_MOVES,
    TOO_MANY_TBC_PERIODS,
    Rating,
)
from toolkit.rating.decide import Array, Decided, Words, decide, each, flags, number_column, share_of, steps, texts
from toolkit.sheets.corrected import corrected


class RollUp(NamedTuple):
    """What a theme, a recommendation or the whole plan is rated, and why."""

    rating: Rating
    code: str
    why: str


def roll_up(counts: Mapping[str, int], escalated: int = 0) -> RollUp:
    """The rating of one group from its counts of each rating; ``escalated`` of its Reds are escalated."""
    row = pd.DataFrame([{rating.value: counts.get(rating, 0) for rating in Rating}])
    said = _rolled_up(row, np.array([escalated]))
    return RollUp(Rating(said.rating[0]), said.code[0], said.why[0])


def roll_up_groups(ratings: pd.Series, escalated: pd.Series, by: pd.Series) -> pd.DataFrame:
    """The counts and the rating of every theme, recommendation or other group.

    ``ratings`` and ``escalated`` have one row an action. ``by`` names the group and is matched on the index; an
    action with several groups is repeated there, and counts once in each however often it is linked to it.
    Actions with no group are kept, under "". Gives one row a group, in the order met: a column for each rating
    with its count, then ``rating``, ``code`` and ``why``.
    """
    links = pd.DataFrame({"group": texts(by.to_frame("by"), "by")}, index=by.index)
    once = ~links.set_index("group", append=True).index.duplicated()
    links = links[once]
    links["rating"] = ratings.reindex(links.index)
    red = (links.rating == Rating.RED) & escalated.reindex(links.index, fill_value=False).astype(bool)
    groups = pd.Index(links.group.unique(), name=by.name)
    counts = (
        pd.crosstab(links.group, links.rating)
        .reindex(index=groups, columns=[rating.value for rating in Rating], fill_value=0)
        .rename_axis(columns=None)
    )
    said = _rolled_up(counts, red.groupby(links.group).sum().reindex(groups).to_numpy())
    return counts.assign(rating=said.rating, code=said.code, why=said.why)


def _rolled_up(counts: pd.DataFrame, escalated: Array) -> Decided:
    """One row a group. Shares are compared in whole numbers, so that exactly a fifth is a fifth.

    "More than 10% not rated" is of rated and not rated together: nobody is asked to rate what is closed or
    not yet due.
    """
    red, amber, green, blue = (counts[rating.value].to_numpy(int) for rating in RATED)
    rated, not_rated = red + amber + green + blue, counts[Rating.NOT_RATED.value].to_numpy(int)
    escalated = np.minimum(escalated, red)
    of_rated = share_of("rated action")
    when = {
        "nothing_rated": rated == 0,
        "escalated_red": escalated > 0,
        "red_fifth": red * 5 >= rated,
        "any_red": red > 0,
        "red_amber_third": (red + amber) * 10 >= rated * 3,
        "many_not_rated": not_rated * 10 > rated + not_rated,
        "all_blue": blue == rated,
    }
    words: dict[str, Words] = {
        "escalated_red": each(of_rated, escalated, rated),
        "red": each(of_rated, red, rated),
        "red_percent": each(_percent, red, rated),
        "red_amber": each(of_rated, red + amber, rated),
        "red_amber_percent": each(_percent, red + amber, rated),
        "not_rated": each(share_of("action"), not_rated, rated + not_rated),
        "not_rated_percent": each(_percent, not_rated, rated + not_rated),
        "blue": each(lambda n: "The only rated action is" if n == 1 else f"All {n:,} rated actions are", blue),
        "good": each(of_rated, green + blue, rated),
        "good_percent": each(_percent, green + blue, rated),
    }
    return decide(ROLL_UP, when, words)


def _percent(part: int, whole: int) -> str:
    """A share to one decimal, half rounded up, worked out in whole numbers."""
    tenths = (2000 * part + whole) // (2 * whole) if whole else 0
    return f"{tenths // 10}.{tenths % 10}"


def percentages(counts: Mapping[str, int]) -> dict[Rating, float]:
    """Each colour's share of the rated actions, to one decimal: 150, 11 and 1 of 162 are 92.6, 6.8 and 0.6.

    Shown beside the counts, never instead of them; they need not add up to 100. All 0 when nothing is rated.
    """
    rated = sum(int(counts.get(rating, 0)) for rating in RATED)
    return {rating: float(_percent(int(counts.get(rating, 0)), rated)) for rating in RATED}


def direction(now: pd.Series, before: pd.Series, same_scheme: pd.Series | bool) -> pd.Series:
    """How each rating has moved since the last signed-off snapshot.

    ``before`` is blank for an action that was not in the snapshot. The first of these that holds: New, Closed,
    No comparison (the scheme changed, or one of the two is not a colour), Improved, Worsened, No change.
    """
    was, is_now = texts(before.to_frame("is"), "is"), texts(now.to_frame("is"), "is")
    moved = steps(is_now) - steps(was)
    comparable = (steps(was) >= 0) & (steps(is_now) >= 0) & np.asarray(same_scheme, dtype=bool)
    return pd.Series(
        np.select(
            [was == "", is_now == Rating.CLOSED.value, ~comparable, moved > 0, moved < 0],
            ["New", "Closed", "No comparison", "Improved", "Worsened"],
            default="No change",
        ),
        index=now.index,
        dtype="str",
    )


def escalated(actions: pd.DataFrame) -> pd.Series:
    """Whether an action goes to the board by name. The reasons are in ``escalation_reasons``."""
    return escalation_reasons(actions) != ""


def escalation_reasons(actions: pd.DataFrame) -> pd.Series:
    """Why an action goes to the board by name, in words; "" when it does not.

    Reads ``rating``, ``previous_rating``, ``tbc_periods``, ``times_moved``, ``not_returned`` and, where there,
    ``status``: what is finished or closed is past escalating, unless it is still Red.
    """
    rating, before = texts(actions, "rating"), texts(actions, "previous_rating")
    finished = np.isin(texts(actions, "status"), DONE_STATUSES + ELSEWHERE_STATUSES)
    still_open = ~finished & (rating != Rating.CLOSED.value)
    found = {
        "Red for two periods running": (rating == Rating.RED.value) & (before == Rating.RED.value),
        "TBC for two periods": still_open & (number_column(actions, "tbc_periods") >= TOO_MANY_TBC_PERIODS),
        "due date moved twice": still_open & (number_column(actions, "times_moved") >= TOO_MANY_MOVES),
        "return missing": still_open & flags(actions, "not_returned"),
    }
    reasons = [
        "; ".join(words for words, holds in zip(found, row, strict=True) if holds)
        for row in zip(*found.values(), strict=True)
    ]
    return pd.Series(reasons, index=actions.index, dtype="str")


def earlier(plan: Plan) -> pd.DataFrame:
    """The snapshots of the periods before the one reported on, as corrected since, of every register of a batch."""
    snapshots = corrected(plan["Snapshots"], plan["Corrections"])
    return snapshots[snapshots["period"] != plan.setting("period", snapshots.index)]


def last_of(snapshots: pd.DataFrame) -> pd.DataFrame:
    """The rows of one register's last signed-off period, indexed by ref as refs are compared."""
    last = (_periods(snapshots) or [snapshots])[-1]
    last = last.set_axis(pd.Index(ref_keys(last["ref"]), name="key"))
    return last[~last.index.duplicated(keep="last")]


def tbc_periods(snapshots: pd.DataFrame) -> dict[str, int]:
    """By ref, as refs are compared: for how many signed-off periods running, the last among them, its date was TBC."""
    running: dict[str, int] = {}
    for period in _periods(snapshots):
        before, running = running, {}
        for key, due in zip(ref_keys(period["ref"]), period["due"], strict=True):
            if str(due).upper() == "TBC":
                running[key] = before.get(key, 0) + 1
    return running


def _periods(snapshots: pd.DataFrame) -> list[pd.DataFrame]:
    """One frame a signed-off period, oldest first; those that do not say when come first, as they stand."""
    frames = [own for _, own in snapshots.groupby("period", sort=False, dropna=False)]
    return sorted(frames, key=lambda own: max((d for d in own["as_at"] if isinstance(d, dt.date)), default=dt.date.min))
