"""Runs worked rating cases against the functions the product itself rates with.

A case is a mapping with ``fn`` (progress, delivery, milestone, rollup, override or travel), ``name``, what is
given, and ``want``. Each is made into a plan of one action, as if an officer had typed it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from toolkit.model.schemes import Scheme
from toolkit.rating.milestones_and_overrides import apply_overrides
from toolkit.rating.rate import rate_actions
from toolkit.rating.roll_up import direction, roll_up

Case = Mapping[str, Any]

SOURCE = "case"
ANY_DAY = date(2015, 4, 1)
EVIDENCE = ("None", "Claimed", "Checked")


def run(cases: Sequence[Case]) -> list[tuple[str, str | None]]:
    """Each case's name, and what is wrong; None when it comes out as wanted."""
    return [(f"{case['fn']}: {case['name']}", RUNNERS[case["fn"]](case)) for case in cases]


def _rated(case: Case, scheme: Scheme, milestones: Sequence[Case]) -> pd.Series:
    given = case["a"] if isinstance(case["a"], Mapping) else {}
    action = {
        "ref": "A1",
        "status": given.get("status"),
        "where_now": given.get("progress_text"),
        "outstanding": given.get("outstanding"),
        "due": _date(given.get("due")),
        "tbc": given.get("tbc"),
        "tbc_periods": given.get("tbc_periods"),
        "revised": _date(given.get("revised")),
        "revised_agreed": given.get("revised_approved"),
        "start": _date(given.get("start")),
        "completed": _date(given.get("completed")),
        "evidence_stage": EVIDENCE[given.get("evidence") or 0],
        "confidence": given.get("confidence"),
        "times_moved": given.get("slips"),
        "updated": _date(given.get("updated")),
    }
    report_date = _report_date(case)
    rows = [_milestone(milestone, report_date) for milestone in milestones]
    return rate_actions(_table([action]), _table(rows), report_date=report_date, scheme=scheme).iloc[0]


def _milestone(given: Case, report_date: date) -> dict[str, object]:
    return {
        "action_ref": "A1",
        "due": _date(given.get("due")),
        "tbc": given.get("tbc"),
        "critical": given.get("critical"),
        "done_on": report_date if given.get("done") else None,
        "final": given.get("final"),
    }


def _own(case: Case, scheme: Scheme) -> str | None:
    row = _rated(case, scheme, case["a"].get("milestones") or ())
    return _differs(case["want"], [row.own_rating, row.own_code])


def _milestone_say(case: Case) -> str | None:
    row = _rated(case, Scheme.DELIVERY, case["a"])
    rating = None if pd.isna(row.milestone_rating) else row.milestone_rating
    return _differs(case["want"], [rating, row.milestone_code])


def _roll_up(case: Case) -> str | None:
    said = roll_up(case["a"], case.get("escalated") or 0)
    return _differs(case["want"], [said.rating, said.code])


def _override(case: Case) -> str | None:
    given = case["a"] or {}
    action = {
        "ref": "A1",
        "override_rating": given.get("rating"),
        "override_reason": given.get("reason"),
        "override_by": given.get("by"),
        "override_until": _date(given.get("expires")),
    }
    actions = _table([action])
    worked_out = pd.Series([case["computed"]], index=actions.index)
    shown = apply_overrides(actions, worked_out, report_date=_report_date(case)).iloc[0]
    rating, applied, message = case["want"]
    got = [shown.rating, bool(shown.applied)]
    if problem := _differs([rating, applied], got):
        return f"{problem} ({shown.why_not})"
    # The words may be put better; that there are some, or none, may not differ.
    return _differs([bool(message)], [bool(shown.why_not)])


def _travel(case: Case) -> str | None:
    said = direction(pd.Series([case["now"]]), pd.Series([case["before"]]), case["same"])
    return _differs([case["want"]], [said[0]])


RUNNERS: dict[str, Callable[[Case], str | None]] = {
    "progress": lambda case: _own(case, Scheme.PROGRESS),
    "delivery": lambda case: _own(case, Scheme.DELIVERY),
    "milestone": _milestone_say,
    "rollup": _roll_up,
    "override": _override,
    "travel": _travel,
}


def _differs(want: Sequence[object], got: Sequence[object]) -> str | None:
    return None if list(want) == list(got) else f"expected {list(want)}, got {list(got)}"


def _table(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    places = [(SOURCE, number) for number in range(4, 4 + len(rows))]
    index = pd.MultiIndex.from_tuples(places, names=["source", "row"]) if places else None
    return pd.DataFrame(list(rows), index=index, dtype=object)


def _report_date(case: Case) -> date:
    return _date(case.get("R")) or ANY_DAY


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
