"""Several dates in one due cell: where the action's own milestones carry them, it is due at the last of them."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from typing import Any

import pandas as pd

from toolkit.model.dates.answer import TBC
from toolkit.model.identity import ref_key
from toolkit.model.plan import Plan

Carried = dict[tuple[str, str], list[object]]
"""By source and folded ref, the dates of an action's milestones; ``TBC`` for one that is to be confirmed."""


def settled_lists(plan: Plan, due: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """What the due dates of actions mean, once their milestones have been asked about those that list several.

    ``due`` and ``steps``: as ``Plan.dates`` reads the due dates of actions and milestones. A list that the milestones
    carry becomes the last of its dates, or TBC where one of them is; any other stays a list, and is asked about (D-07).
    """
    if not due["outcome"].eq("list").any():
        return due
    carried = _carried(plan, steps)
    parts = ("outcome", "date", "precision", "dates")
    rows = [
        _settled(row, carried[source, ref_key(ref)]) if row[0] == "list" else row
        for (source, _), ref, *row in zip(
            due.index, plan["Actions"]["ref"], *(due[part] for part in parts), strict=True
        )
    ]
    columns = dict(zip(parts, zip(*rows, strict=True), strict=True))
    return due.assign(**{part: pd.Series(values, index=due.index, dtype=object) for part, values in columns.items()})


def _settled(row: list[Any], carried: list[object]) -> list[Any]:
    """Outcome, date, precision and dates of a list, as its milestones leave it."""
    said = row[3]
    days = [day for day in said if isinstance(day, dt.date)]
    if not days or not all(_stands_in(day, carried) for day in said):
        return row
    return ["tbc", None, None, ()] if len(days) < len(said) else ["date", max(days), "day", ()]


def holds_tbc(due: pd.DataFrame) -> pd.Series:
    """Which due dates are lists that hold a TBC: to be confirmed until they are settled."""
    return due["outcome"].eq("list") & due["dates"].map(lambda said: TBC in said).astype(bool)


def _carried(plan: Plan, steps: pd.DataFrame) -> Carried:
    found: Carried = defaultdict(list)
    rows = zip(steps.index, plan["Milestones"]["action_ref"], steps["outcome"], steps["date"], strict=True)
    for (source, _), ref, outcome, day in rows:
        found[source, ref_key(ref)].append(TBC if outcome == "tbc" else day)
    return found


def _stands_in(day: object, carried: list[object]) -> bool:
    """A month in the list may be a day of that month on its milestone."""
    if day in carried or not isinstance(day, dt.date):
        return day in carried
    whole_month = day.day == calendar.monthrange(day.year, day.month)[1]
    months = {(one.year, one.month) for one in carried if isinstance(one, dt.date)}
    return whole_month and (day.year, day.month) in months
