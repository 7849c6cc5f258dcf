"""What the milestones of an action say of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from toolkit.model.rating import MILESTONES
from toolkit.model.words import counted
from toolkit.steps.rating.decide import (
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
    texts,
)

_NEVER = np.datetime64("NaT", "D")
_COUNTS = ["count", "open", "late", "undated"]


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
    return grouped[_COUNTS].sum().join(grouped[["late_due", "critical_due", "last_due", "report"]].min())


def milestones_of(actions: pd.DataFrame, milestones: pd.DataFrame, report: Array) -> pd.DataFrame:
    """The facts of each action's milestones, row for row with ``actions``; zeroes where it has none."""
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
