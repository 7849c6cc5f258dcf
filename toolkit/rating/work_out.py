"""Everything the toolkit works out for a plan's rows: dates, ratings with reasons, direction, escalation.

One call for a whole batch. A refresh, a merge, the board's pack and the rules all start from here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.model.dates.answer import show_date
from toolkit.model.identity import ref_keys
from toolkit.model.keys import issued_rows, words_of
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Plan, rows_of
from toolkit.model.schemes import DONE_STATUSES, ELSEWHERE_STATUSES
from toolkit.rating.listed_dates import holds_tbc, settled_lists
from toolkit.rating.milestones_and_overrides import apply_overrides
from toolkit.rating.rate import rate_actions
from toolkit.rating.roll_up import direction, earlier, escalation_reasons, last_of, tbc_periods
from toolkit.rating.worst_of_parts import escalated_parts, groups_of, worst_of_parts
from toolkit.sheets.frames import as_cleared

ALSO_ISSUED = ("start", "times_moved", "tbc_periods", "previous_rating", "revised_due")
_NOTHING_LEFT = pattern_of(
    r"benefits? only\b.*|none|nil|no|n/?a|not applicable|nothing( further| more| left)?( to do)?|"
    r"no further (action|work)s?( is| are)?( needed| required)?|[\W_]*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Worked:
    """What was worked out, row for row with the plan's tables.

    ``plan``: what it was worked out of, in which cells that say CLEAR are blank.
    ``actions``: ``due`` (the date that counts: revised once agreed), ``due_shown`` ("31 March 2015", "TBC", "Ongoing"
    or blank), ``precision``, ``outstanding`` (bool), ``worked_out_rating``, ``own_rating``, ``code``, ``why``,
    ``override_applied`` (bool), ``override_why_not``, ``rating``, ``previous_rating``, ``direction``, ``times_moved``,
    ``tbc_periods``, ``escalated`` (bool), ``escalated_why`` and ``days_late`` (0 unless open and overdue).
    ``milestones``: ``due`` and ``due_shown``.
    ``dates``: what the dates in words mean, by (sheet, column), as ``Plan.dates`` gives them.
    """

    plan: Plan
    actions: pd.DataFrame
    milestones: pd.DataFrame
    dates: dict[tuple[str, str], pd.DataFrame]

    def of(self, sources: Iterable[str]) -> Worked:
        """The part that was worked out of some of the plan's files."""
        kept = list(sources)
        dates = {column: rows_of(table, kept) for column, table in self.dates.items()}
        return Worked(self.plan.of(kept), rows_of(self.actions, kept), rows_of(self.milestones, kept), dates)


def work_out(plan: Plan) -> Worked:
    """Dates and ratings of every action and milestone of a batch of returns, or of a register.

    Where a return does not give a report date or a scheme its actions are Not rated, and the reason says so.
    """
    plan = as_cleared(plan)
    actions, milestones = plan["Actions"], plan["Milestones"]
    due, revised = plan.dates("Actions", "due_as_written"), plan.dates("Actions", "revised_due")
    steps = plan.dates("Milestones", "due_as_written")
    due = settled_lists(plan, due, steps)
    before = _before(plan)
    facts = _facts(actions, due, revised, before)
    report_date = plan.setting("report_date", actions.index)
    rated = rate_actions(
        facts,
        _steps(milestones, steps),
        report_date=report_date,
        scheme=plan.setting("scheme", actions.index),
        amber_days=plan.setting("amber_days", actions.index),
        stale_days=plan.setting("stale_days", actions.index),
    )
    worked = _worked(actions, facts, rated, report_date, before["same_scheme"])
    return Worked(
        plan,
        worked,
        pd.DataFrame({"due": steps["date"], "due_shown": _shown(steps["date"], steps["outcome"])}, dtype=object),
        {
            ("Actions", "due_as_written"): due,
            ("Actions", "revised_due"): revised,
            ("Milestones", "due_as_written"): steps,
        },
    )


def outstanding(actions: pd.DataFrame) -> pd.Series:
    """Whether "What still needs to be done" names work that is left, and not a benefit still to come."""
    said = actions["still_to_do"]
    left = [isinstance(text, str) and not _NOTHING_LEFT.fullmatch(text.strip(" .")) for text in said]
    return pd.Series(left, index=actions.index, dtype=bool)


def _facts(actions: pd.DataFrame, due: pd.DataFrame, revised: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """The columns a rating turns on, named as ``rate_actions`` reads them."""
    agreed = revised["date"].notna() & actions["revision_reason"].notna() & actions["revision_agreed_by"].notna()
    to_be_confirmed = (due["outcome"] == "tbc") | holds_tbc(due)
    tbc = to_be_confirmed & ~agreed
    newly_moved = agreed & _differs(actions["revised_due"], before["revised_due"])
    facts = {
        "ref": ref_keys(actions["ref"]),
        "status": actions["status"],
        "where_now": actions["where_now"],
        "outstanding": outstanding(actions),
        "due": due["date"],
        "revised": revised["date"],
        "revised_agreed": agreed,
        "due_outcome": due["outcome"].mask(to_be_confirmed, "tbc").where(~agreed, revised["outcome"]),
        "precision": due["precision"].where(~agreed, revised["precision"]),
        "tbc": tbc,
        "tbc_periods": np.where(tbc, np.maximum(_count(before["tbc_periods"]), 1), 0),
        "start": actions["start"].where(actions["start"].notna(), before["start"]),
        "completed": actions["completed_on"],
        "evidence_stage": actions["evidence_stage"],
        "confidence": actions["confidence"],
        "times_moved": np.maximum(_count(before["times_moved"]) + newly_moved, agreed.astype(int)),
        "updated": actions["updated_on"],
        "previous_rating": before["previous_rating"],
        "not_returned": actions["return_state"] == "Not returned",
    }
    return pd.DataFrame(facts, index=actions.index)


def _steps(milestones: pd.DataFrame, due: pd.DataFrame) -> pd.DataFrame:
    """Milestones as ``rate_actions`` reads them."""
    facts = {
        "action_ref": ref_keys(milestones["action_ref"]),
        "due": due["date"],
        "done_on": milestones["done_on"],
        "critical": milestones["critical"].astype(str).str.casefold() == "yes",
        "tbc": due["outcome"] == "tbc",
    }
    return pd.DataFrame(facts, index=milestones.index)


def _worked(
    actions: pd.DataFrame, facts: pd.DataFrame, rated: pd.DataFrame, report_date: pd.Series, same_scheme: pd.Series
) -> pd.DataFrame:
    """Ratings, what people have set instead, and what follows from both; an action with parts is as they are."""
    overridden = apply_overrides(actions, rated["rating"], report_date=report_date)
    if groups := groups_of(actions):
        rated = worst_of_parts(actions, rated, overridden["rating"], groups)
        overridden = apply_overrides(actions, rated["rating"], report_date=report_date)
    shown = facts.assign(rating=overridden["rating"])
    counts_from = facts["due"].where(~facts["revised_agreed"], facts["revised"])
    reasons = escalated_parts(actions, escalation_reasons(shown), groups)
    columns = {
        "due": counts_from,
        "due_shown": _shown(counts_from, facts["due_outcome"]),
        "precision": facts["precision"],
        "outstanding": facts["outstanding"],
        "worked_out_rating": rated["rating"],
        "own_rating": rated["own_rating"],
        "code": rated["code"],
        "why": rated["why"],
        "override_applied": overridden["applied"],
        "override_why_not": overridden["why_not"],
        "rating": overridden["rating"],
        "previous_rating": facts["previous_rating"],
        "direction": direction(overridden["rating"], facts["previous_rating"], same_scheme),
        "times_moved": facts["times_moved"],
        "tbc_periods": facts["tbc_periods"],
        "escalated": reasons != "",
        "escalated_why": reasons,
        "days_late": _days_late(actions["status"], counts_from, report_date),
    }
    frame = pd.DataFrame(columns, index=actions.index)
    flags = ["outstanding", "override_applied", "escalated"]
    words = frame.columns.difference(flags)
    frame[words] = frame[words].astype(object).where(frame[words].notna(), None)
    return frame


def _days_late(status: pd.Series, due: pd.Series, report_date: pd.Series) -> pd.Series:
    closed = status.isin(DONE_STATUSES + ELSEWHERE_STATUSES)
    late = [
        max((report - day).days, 0) if isinstance(day, dt.date) and isinstance(report, dt.date) and not done else 0
        for day, report, done in zip(due, report_date, closed, strict=True)
    ]
    return pd.Series(late, index=due.index)


def _shown(dates: pd.Series, outcomes: pd.Series) -> pd.Series:
    words = {"tbc": "TBC", "ongoing": "Ongoing"}
    shown = [
        show_date(day) if isinstance(day, dt.date) else words.get(outcome)
        for day, outcome in zip(dates, outcomes, strict=True)
    ]
    return pd.Series(shown, index=dates.index, dtype=object)


def _before(plan: Plan) -> pd.DataFrame:
    """What is known of each action from before: a return has it from its issue, a register from its snapshots.

    ``tbc_periods`` counts the period being reported too.
    """
    actions = plan["Actions"]
    known = {name: actions.get(name) for name in ALSO_ISSUED}
    before = pd.DataFrame(known, index=actions.index, dtype=object)
    # What stands in a return's own worked-out columns may have been typed over; only the issue is to be trusted.
    if "Actions" in plan.issued:
        issued = plan.issued["Actions"].reindex(columns=list(ALSO_ISSUED))
        was_sent = before.index.get_level_values("source").isin(issued.index.get_level_values("source"))
        before[was_sent] = issued_rows(issued, actions, ("ref",))[was_sent].to_numpy()
        # Sent are the periods that were signed off without a date; the one being reported comes on top of them.
        before.loc[was_sent, "tbc_periods"] = _count(before["tbc_periods"][was_sent]) + 1
    before["same_scheme"] = True
    for source, snapshots in earlier(plan).groupby(level="source"):
        rows = before.index.get_level_values("source") == source
        told = _from_snapshots(actions["ref"][rows], snapshots, plan.settings.at[source, "scheme"])
        before.loc[rows, list(told.columns)] = told.to_numpy()
    return before


def _from_snapshots(refs: pd.Series, snapshots: pd.DataFrame, scheme: object) -> pd.DataFrame:
    """Each action's last signed-off rating, and how long it has had no date."""
    keys = ref_keys(refs)
    last = last_of(snapshots).to_dict()
    schemes = keys.map(last["scheme"].get)
    known = {
        "previous_rating": keys.map(last["rating"].get),
        "tbc_periods": keys.map(tbc_periods(snapshots).get).fillna(0) + 1,
        "same_scheme": (schemes == scheme) | schemes.isna(),
    }
    return pd.DataFrame(known, index=refs.index).astype(object)


def _count(values: pd.Series) -> pd.Series:
    return pd.to_numeric(values, errors="coerce").fillna(0).astype(int)


def _differs(now: pd.Series, before: pd.Series) -> pd.Series:
    return words_of(now) != words_of(before)
