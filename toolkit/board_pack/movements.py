"""What a plan is compared with: its last sign-off, or an earlier register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.model.dates import read_plan_date
from toolkit.model.dates.answer import show_date
from toolkit.model.identity import ref_keys
from toolkit.model.plan import Plan
from toolkit.model.schemes import DONE_STATUSES, ELSEWHERE_STATUSES
from toolkit.rating.roll_up import direction, escalation_reasons, tbc_periods
from toolkit.register.corrections import corrections_of
from toolkit.register.logs import of_period
from toolkit.register.snapshots import signed_periods
from toolkit.sheets.corrected import corrected
from toolkit.sheets.parts import counted

NO_THEME = "No theme named"
AS_CORRECTED = ", as corrected since"
COLUMNS_BEFORE = ["ref", "theme", "rating", "status", "due", "due_shown", "escalated"]


@dataclass(frozen=True)
class Before:
    """The plan as it was.

    ``rows``: one row an action, index the ref as it is compared; columns ``COLUMNS``.
    """

    name: str
    """Such as "the sign-off of 30 June 2026"."""
    at: str
    """When that was, as a sentence begins with it: "At the last sign-off, as at 30 June 2026,"."""
    as_at: dt.date | None
    scheme: str | None
    rows: pd.DataFrame


def before_of(previous: Plan, actions: pd.DataFrame) -> Before:
    """An earlier register, its actions worked out."""
    settings = previous.settings.iloc[0]
    as_at = settings["report_date"] if isinstance(settings["report_date"], dt.date) else None
    when = f" as at {show_date(as_at)}" if as_at else ""
    rows = _by_key(actions.set_index("key")[COLUMNS_BEFORE])
    return Before(f"the earlier register{when}", f"In the earlier register{when}", as_at, settings["scheme"], rows)


def last_sign_off(register: Plan, *, before: str | None) -> Before | None:
    """The newest sign-off, or the newest before a period; None where there is none."""
    periods = signed_periods(register, before)
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
    last = counted(last)
    facts = facts.loc[last.index]
    rows = last.assign(theme=last["theme"].fillna(NO_THEME), escalated=escalation_reasons(facts).ne("").astype(bool))
    day = next((day for day in last["as_at"] if isinstance(day, dt.date)), None)
    scheme = next((scheme for scheme in last["scheme"] if scheme), None)
    when = f"{show_date(day) if day else periods[0]}{AS_CORRECTED * bool(len(corrections_of(register, periods[0])))}"
    said = f"At the last sign-off, {'as at' if day else 'of'} {when},"
    return Before(f"the sign-off of {when}", said, day, scheme, rows[COLUMNS_BEFORE])


def _frozen(register: Plan, period: str) -> pd.DataFrame:
    """One period's snapshot as corrected since, by ref; ``due`` as a day, ``due_shown`` as it was told."""
    rows = corrected(register["Snapshots"], register["Corrections"])
    rows = rows[of_period(rows, period)]
    shown = [show_date(due) if isinstance(due, dt.date) else due for due in rows["due"]]
    days = [read_plan_date(due, plan_start=None).date for due in rows["due"]]
    rows = rows.assign(due=pd.Series(days, index=rows.index, dtype=object), due_shown=shown)
    return _by_key(rows.set_axis(pd.Index(ref_keys(rows["ref"]), name="key")))


def _by_key(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a ref; what has no ref can be compared with nothing."""
    return rows[~rows.index.duplicated(keep="last") & (rows.index != "")]


NEW, COMPLETED, CLOSED, REOPENED, MOVED, WORSENED, IMPROVED, GONE = (
    "New", "Completed", "Closed elsewhere", "Reopened", "Date moved", "Worsened", "Improved",
    "No longer in the register",
)  # fmt: skip
KINDS = (NEW, COMPLETED, CLOSED, REOPENED, MOVED, WORSENED, IMPROVED, GONE)
COLUMNS_OF_CHANGES = ["kind", "key", "ref", "action", "lead_body", "lead", "was", "now", "note"]
Row = Mapping[Any, Any]


def compare(
    actions: pd.DataFrame, before: Before | None, scheme: str, parts: frozenset[str] = frozenset()
) -> pd.DataFrame:
    """One row a change, in the order of ``KINDS``: ``COLUMNS``, ``was`` and ``now`` in words.

    ``parts``: keys of rows that are counted with another action; none of them is gone.

    An action that is finished and better rated has a row under each. Ratings of two schemes are not compared.
    """
    if before is None:
        return pd.DataFrame(columns=COLUMNS_OF_CHANGES)
    known = before.rows.reindex(actions["key"])
    same_scheme = before.scheme in (None, scheme)
    known = known.astype(object).where(known.notna(), None)
    moved = direction(actions["rating"], known["rating"].set_axis(actions.index), same_scheme)
    found = [
        change
        for now, was, travel in zip(actions.to_dict("records"), known.to_dict("records"), moved, strict=True)
        for change in _changes(now, was, travel)
    ]
    gone = before.rows[~before.rows.index.isin([*actions["key"], *parts])]
    found += [_gone(row) for row in gone.to_dict("records")]
    found.sort(key=lambda change: KINDS.index(change["kind"]))
    return pd.DataFrame(found, columns=COLUMNS_OF_CHANGES, dtype=object)


def _changes(now: Row, was: Row, travel: str) -> Iterator[Row]:
    """Everything that has happened to one action."""
    if was["ref"] is None:
        yield _change(NEW, now, None, f"{now['rating']}, {_due(now)}", now["came_from"] and f"From {now['came_from']}")
        return
    lifecycle = _lifecycle(now["status"], was["status"])
    if lifecycle:
        note = {COMPLETED: _completed_on(now), CLOSED: now["went_to"] and f"Went to {now['went_to']}"}
        yield _change(lifecycle, now, _state(was), _state(now), note.get(lifecycle) or now["notes"])
    if now["is_open"] and None not in (now["due_shown"], was["due_shown"]) and now["due_shown"] != was["due_shown"]:
        yield _change(MOVED, now, was["due_shown"], now["due_shown"], _moved_because(now))
    if travel in (WORSENED, IMPROVED):
        yield _change(travel, now, was["rating"], now["rating"], now["why"])


def _change(kind: str, now: Row, was: str | None, is_now: str | None, note: str | None) -> Row:
    kept = {name: now[name] for name in ("key", "ref", "action", "lead_body", "lead")}
    return {"kind": kind, **kept, "was": was, "now": is_now, "note": note}


def _gone(row: Row) -> Row:
    note = "Actions are closed, never deleted: put the row back and close it."
    return {"kind": GONE, "ref": row["ref"], "was": _state(row), "note": note}


def _lifecycle(now: str | None, was: str | None) -> str | None:
    if now in DONE_STATUSES:
        return None if was in DONE_STATUSES else COMPLETED
    if now in ELSEWHERE_STATUSES:
        return None if was in ELSEWHERE_STATUSES else CLOSED
    return REOPENED if was in DONE_STATUSES + ELSEWHERE_STATUSES else None


def _state(row: Row) -> str:
    return ", ".join(part for part in (row["status"], row["rating"]) if part)


def _due(now: Row) -> str:
    return f"due {now['due_shown']}" if now["due_shown"] else "no date"


def _completed_on(now: Row) -> str | None:
    return f"Completed on {show_date(now['completed_on'])}" if now["completed_on"] else None


def _moved_because(now: Row) -> str | None:
    agreed = f"Agreed by {now['revision_agreed_by']}" if now["revision_agreed_by"] else None
    return " ".join(f"{str(part).rstrip('.')}." for part in (now["revision_reason"], agreed) if part) or None
