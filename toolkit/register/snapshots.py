"""What was signed off: the frozen rows of each period, and what is measured against them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace

import pandas as pd

from toolkit.model.dates.answer import show_date
from toolkit.model.identity import canonical, ref_key, text_key
from toolkit.model.plan import Plan
from toolkit.model.schemes import Rating
from toolkit.rating.listed_dates import holds_tbc, settled_lists
from toolkit.register.logs import of_period
from toolkit.sheets.corrected import corrected
from toolkit.sheets.parts import counted
from toolkit.sheets.register_logs import SNAPSHOTS

TBC = "TBC"


def checksum(rows: pd.DataFrame) -> str:
    """SHA-256 of the rows as compared values, so that a trip through Excel does not change it."""
    # Rows that were signed before there was a column "Part of" have the sum they were signed with.
    columns = [c.id for c in SNAPSHOTS.columns if c.id != "parent_ref" or rows[c.id].notna().any()]
    said = [[canonical(v) for v in row] for row in zip(*(rows[c] for c in columns), strict=True)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def counts_in_words(ratings: pd.Series) -> str:
    """How many of each rating, worst first: "Red 1, Amber 11, Green 150"."""
    counts = ratings.fillna("Not rated").value_counts()
    return ", ".join(f"{rating} {counts[rating]}" for rating in Rating if counts.get(rating))


def verify_snapshot(register: Plan, period: str) -> bool:
    """Whether the frozen rows of a period still are what was signed. False where it was never signed off."""
    signed = register["Sign-offs"]
    signed = signed[of_period(signed, period)]
    if signed.empty:
        return False
    rows = register["Snapshots"]
    rows = rows[of_period(rows, period)]
    line = signed.iloc[-1]
    return canonical(len(counted(rows))) == canonical(line["rows"]) and checksum(rows) == line["checksum"]


def signed_periods(register: Plan, before: str | None = None) -> list[str]:
    """Periods signed off, latest first; with ``before``, only those reported on earlier than it."""
    signed = register["Sign-offs"].dropna(subset=["period"]).drop_duplicates("period", keep="last")
    days = {text_key(p): d for p, d in zip(signed["period"], signed["as_at"], strict=True)}
    limit = days.get(text_key(before)) if before else None
    kept = [
        (day, order, period)
        for order, (period, day) in enumerate(zip(signed["period"], signed["as_at"], strict=True))
        if text_key(period) != text_key(before) and (limit is None or day < limit)
    ]
    return [period for _, _, period in sorted(kept, reverse=True)]


def last_snapshot(register: Plan, before: str | None = None) -> pd.DataFrame:
    """The rows of the last signed-off period (before the one named), as corrected since: what is measured against."""
    rows = corrected(register["Snapshots"], register["Corrections"])
    periods = signed_periods(register, before)
    return rows[of_period(rows, periods[0])] if periods else rows.iloc[:0]


def due_in_words(register: Plan) -> pd.Series:
    """The date that counts for every action, in words: its revised date once agreed, or its original; TBC, or None."""
    actions = register["Actions"]
    original = _originally_due(register)
    words = [
        show_date(day) if isinstance(day, dt.date) else TBC if tbc else None
        for day, tbc in zip(original["date"], original["outcome"].eq("tbc") | holds_tbc(original), strict=True)
    ]
    due = pd.Series(words, index=actions.index, dtype=object)
    # An agreed date has a reason and the name of whoever agreed it; anything less does not count.
    agreed = actions[["revised_due", "revision_reason", "revision_agreed_by"]].notna().all(axis=1)
    if agreed.any():
        part = replace(register, tables={**register.tables, "Actions": actions[agreed]})
        revised = part.dates("Actions", "revised_due")["date"].dropna()
        due.loc[revised.index] = revised.map(show_date)
    return due


def _originally_due(register: Plan) -> pd.DataFrame:
    """What the original dates mean, a list by the milestones that carry it."""
    due, steps = (register.dates(sheet, "due_as_written") for sheet in ("Actions", "Milestones"))
    return settled_lists(register, due, steps)


def times_moved(register: Plan) -> pd.Series:
    """How often the date of each action has moved: once more where an agreed date differs from the last signed off.

    Index as the actions'. Never fewer than the register says already; counting again changes nothing.
    """
    actions = register["Actions"]
    now = due_in_words(register)
    last = last_snapshot(register, canonical(register.settings.iloc[0]["period"]))
    then = {ref_key(r): (d, int(m or 0)) for r, d, m in zip(last["ref"], last["due"], last["times_moved"], strict=True)}
    original = _originally_due(register)["date"]
    moved = []
    for ref, due, first, so_far in zip(actions["ref"], now, original, actions["times_moved"], strict=True):
        before, count = then.get(ref_key(ref), (show_date(first) if isinstance(first, dt.date) else None, 0))
        both = due not in (None, TBC) and before not in (None, TBC)
        moved.append(max(int(so_far or 0), count + (both and due != before)))
    return pd.Series(moved, index=actions.index, dtype=object)
