"""What a plan is compared with: its last sign-off, or an earlier register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from toolkit.model.identity import canonical, ref_keys
from toolkit.model.plan import Plan
from toolkit.model.plan_date import read_plan_date, show_date
from toolkit.steps.logs import of_period
from toolkit.steps.rating.rate import escalation_reasons
from toolkit.steps.rating.snapshots import tbc_periods
from toolkit.steps.sign_off import signed_periods

NO_THEME = "No theme named"
COLUMNS = ["ref", "theme", "rating", "status", "due", "due_shown", "escalated"]


@dataclass(frozen=True)
class Before:
    """The plan as it was.

    ``rows``: one row an action, index the ref as it is compared; columns ``COLUMNS``.
    """

    name: str
    """Such as "the sign-off of 30 June 2026"."""
    as_at: dt.date | None
    scheme: str | None
    rows: pd.DataFrame


def before_of(previous: Plan, actions: pd.DataFrame) -> Before:
    """An earlier register, its actions worked out."""
    settings = previous.settings.iloc[0]
    as_at = settings["report_date"] if isinstance(settings["report_date"], dt.date) else None
    when = f" as at {show_date(as_at)}" if as_at else ""
    rows = _by_key(actions.set_index("key")[COLUMNS])
    return Before(f"the earlier register{when}", as_at, settings["scheme"], rows)


def last_sign_off(register: Plan) -> Before | None:
    """The newest sign-off before the period reported on; None where there is none."""
    periods = signed_periods(register, canonical(register.settings.iloc[0]["period"]))
    if not periods:
        return None
    last = _frozen(register, periods[0])
    earlier = _frozen(register, periods[1])["rating"] if len(periods) > 1 else pd.Series(dtype=object)
    log = register["Snapshots"]
    undated = tbc_periods(log[log["period"].isin(periods)])
    facts = last.assign(
        previous_rating=earlier.reindex(last.index),
        tbc_periods=ref_keys(last["ref"]).map(undated.get),
    )
    rows = last.assign(theme=last["theme"].fillna(NO_THEME), escalated=escalation_reasons(facts).ne("").astype(bool))
    day = next((day for day in last["as_at"] if isinstance(day, dt.date)), None)
    scheme = next((scheme for scheme in last["scheme"] if scheme), None)
    return Before(f"the sign-off of {show_date(day) if day else periods[0]}", day, scheme, rows[COLUMNS])


def _frozen(register: Plan, period: str) -> pd.DataFrame:
    """One period's snapshot, by ref; ``due`` as a day, ``due_shown`` as it was told."""
    rows = register["Snapshots"]
    rows = rows[of_period(rows, period)]
    shown = [show_date(due) if isinstance(due, dt.date) else due for due in rows["due"]]
    days = [read_plan_date(due, plan_start=None).date for due in rows["due"]]
    rows = rows.assign(due=pd.Series(days, index=rows.index, dtype=object), due_shown=shown)
    return _by_key(rows.set_axis(pd.Index(ref_keys(rows["ref"]), name="key")))


def _by_key(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a ref; what has no ref can be compared with nothing."""
    return rows[~rows.index.duplicated(keep="last") & (rows.index != "")]
