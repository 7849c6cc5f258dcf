"""What the milestones of an action say of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from toolkit.model.english import counted
from toolkit.model.schemes import MILESTONES, OVERRIDE_REFUSALS, RATED, REASON_LENGTH, Rating
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
    share_of,
    steps,
    texts,
)

_NEVER = np.datetime64("NaT", "D")
_COUNTS = ["count", "open", "late", "undated"]
_DAYS = ["late_due", "critical_due", "last_due", "report"]


def rate_milestones(milestones: pd.DataFrame, *, report_date: pd.Series | date) -> pd.DataFrame:
    """What the milestones of each action say of it: ``rating``, ``code`` and ``why``.

    The index is (source, action_ref), in the order met; an action with no milestones is not in it, and has no
    say (M0). A milestone is done when it has a "Done on" date that is not after the report date. It is late
    when it is not done and was due before the report date, even if it is also marked TBC. The last milestone is
    the last of the action's rows, unless a column ``final`` marks it. Rows with no action ref are left out.
    """
    facts = _milestone_facts(milestones, days(report_date, len(milestones)))
    said = say_of(facts)
    return pd.DataFrame(said._asdict(), index=facts.index, dtype="str")


def _milestone_facts(milestones: pd.DataFrame, report: Array) -> pd.DataFrame:
    """One row an action: how many milestones are open, late and undated, and the oldest late dates."""
    due, done_on = day_column(milestones, "due"), day_column(milestones, "done_on")
    still_open = ~(done_on <= report)
    late = still_open & (due < report)
    rows = pd.DataFrame(_keys(milestones, "action_ref"))
    last = ~rows.duplicated(keep="last").to_numpy()
    if "final" in milestones:
        last = flags(milestones, "final")
    rows["count"], rows["open"], rows["late"] = 1, still_open, late
    rows["undated"] = still_open & (np.isnat(due) | flags(milestones, "tbc"))
    rows["late_due"] = np.where(late, due, _NEVER)
    rows["critical_due"] = np.where(late & flags(milestones, "critical"), due, _NEVER)
    rows["last_due"] = np.where(late & last, due, _NEVER)
    rows["report"] = report
    grouped = rows[rows.ref != ""].groupby(["source", "ref"], sort=False)
    return grouped[_COUNTS].sum().join(grouped[_DAYS].min())


def milestones_of(actions: pd.DataFrame, milestones: pd.DataFrame, report: Array) -> pd.DataFrame:
    """The facts of each action's milestones, row for row with ``actions``; zeroes where it has none."""
    if milestones.empty:
        none = dict.fromkeys(_COUNTS, 0) | dict.fromkeys(_DAYS, _NEVER)
        return pd.DataFrame(none, index=actions.index)
    keys = pd.MultiIndex.from_frame(pd.DataFrame(_keys(actions, "ref")))
    reports = pd.Series(report, index=keys)
    reports = reports[~reports.index.duplicated()]
    wanted = pd.MultiIndex.from_frame(pd.DataFrame(_keys(milestones, "action_ref")))
    facts = _milestone_facts(milestones, days(reports.reindex(wanted), len(milestones)))
    facts = facts.reindex(keys)
    facts[_COUNTS] = facts[_COUNTS].fillna(0).astype(int)
    return facts


def _keys(frame: pd.DataFrame, ref: str) -> dict[str, Array]:
    """What ties a milestone to its action: refs are only unique within one source."""
    index = frame.index
    source = index.get_level_values(0) if isinstance(index, pd.MultiIndex) else [""] * len(frame)
    return {"source": np.asarray(source, dtype=object), "ref": texts(frame, ref)}


def say_of(facts: pd.DataFrame) -> Decided:
    """What the facts of each action's milestones come to (M0 to M5)."""
    count, still_open = facts["count"].to_numpy(), facts["open"].to_numpy()
    late, undated = facts["late"].to_numpy(), facts["undated"].to_numpy()
    report = day_column(facts, "report")
    last, critical = day_column(facts, "last_due"), day_column(facts, "critical_due")
    when = {
        "none": count == 0,
        "all_done": still_open == 0,
        "critical_late": ~np.isnat(critical),
        "last_late": ~np.isnat(last),
        "half_late": (late > 0) & (late * 2 >= still_open),
        "any_late": late > 0,
        "undated": undated > 0,
    }
    words: dict[str, Words] = {
        "all": each(lambda n: "The only milestone is" if n == 1 else f"All {n:,} milestones are", count),
        "critical_due": dates(critical),
        "critical_late": lengths(report, critical),
        "last_due": dates(last),
        "last_late": lengths(report, last),
        "late_of_open": each(share_of("open milestone"), late, still_open),
        "undated": each(lambda n: f"{counted(n, 'milestone')} {'has' if n == 1 else 'have'}", undated),
    }
    return decide(MILESTONES, when, words)


def apply_overrides(actions: pd.DataFrame, worked_out: pd.Series, *, report_date: pd.Series | date) -> pd.DataFrame:
    """The rating each action is shown with, once what people have set is taken into account.

    Reads ``override_rating``, ``override_reason``, ``override_by`` and ``override_until`` (its last day). Gives
    ``rating``, ``applied`` and ``why_not``, which is empty when the override was applied or none was asked for.
    To set the rating that was worked out anyway, or a worse one, is allowed; but it too needs a reason, a name
    and an end date. Not due and Closed count, like Not rated, as ratings that cannot be improved on.
    """
    asked = texts(actions, "override_rating")
    wanted = np.array([text.capitalize() for text in asked], dtype=object)
    why_not = np.full(len(actions), "", dtype=object)
    refused = _refused(actions, wanted, texts(worked_out.to_frame("is"), "is"), report_date)
    for refusal in reversed(OVERRIDE_REFUSALS):
        why_not[refused[refusal.when]] = refusal.words
    why_not[asked == ""] = ""
    applied = (asked != "") & (why_not == "")
    shown = np.where(applied, wanted, worked_out.to_numpy(object))
    return pd.DataFrame(
        {
            "rating": pd.Series(shown, index=actions.index, dtype="str"),
            "applied": applied,
            "why_not": pd.Series(why_not, index=actions.index, dtype="str"),
        },
        index=actions.index,
    )


def _refused(
    actions: pd.DataFrame, wanted: Array, worked_out: Array, report_date: pd.Series | date
) -> dict[str, Array]:
    report, until = days(report_date, len(actions)), day_column(actions, "override_until")
    reasons = texts(actions, "override_reason")
    length = np.array([len(" ".join(reason.split())) for reason in reasons], dtype=int)
    to, away = steps(wanted), steps(worked_out)
    return {
        "no_reason_or_name": (length == 0) | (texts(actions, "override_by") == ""),
        "short_reason": length < REASON_LENGTH,
        "no_end_date": np.isnat(until),
        "lapsed": ~(report <= until),
        "to_blue": wanted == Rating.BLUE.value,
        "not_a_colour": to < 0,
        "cannot_be_rated": (away < 0) & (to > RATED.index(Rating.AMBER)),
        "two_steps_better": (away >= 0) & (to - away > 1),
    }
