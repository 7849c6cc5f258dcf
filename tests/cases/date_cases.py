"""Worked cases of plan dates: what a cell holds, and what it should be read as."""

from __future__ import annotations

import datetime as dt
from typing import Any

from toolkit.model.dates import read_plan_date
from toolkit.model.dates.answer import PlanDate

Case = dict[str, Any]

# Of these a case says only that there is one; the wording is the toolkit's.
_WORDED = ("reason", "advice")


def run(cases: list[Case]) -> list[tuple[str, str | None]]:
    """Each case's name, and what differs from what its `expect` names; None if nothing does."""
    return [(name_of(case), problem_with(case)) for case in cases]


def name_of(case: Case) -> str:
    """A case as a person would point at it: what was written, and when the plan began."""
    written = "blank" if case["input"] in (None, "") else repr(case["input"])
    return f"{written} ({case.get('type', 'str')}, plan of {case['plan_start']})"


def problem_with(case: Case) -> str | None:
    """What was expected and what was seen, for the first thing that differs."""
    seen = read(case)
    for field, wanted in case["expect"].items():
        if field in _WORDED:
            if not getattr(seen, field):
                return f"expected {field} ({wanted}), seen none: {seen}"
        elif shown(getattr(seen, field)) != wanted:
            return f"expected {field} {wanted!r}, seen {shown(getattr(seen, field))!r}: {seen}"
    return None


def read(case: Case) -> PlanDate:
    """The case's cell, read."""
    anchor = case.get("anchor")
    return read_plan_date(
        value_of(case),
        plan_start=dt.date.fromisoformat(case["plan_start"]),
        anchor=dt.date.fromisoformat(anchor) if anchor else None,
        number_format=case.get("number_format"),
    )


def value_of(case: Case) -> object:
    """What the cell held: `type` tells a true date from its words."""
    value = case["input"]
    match case.get("type"):
        case "date cell" | "date":
            return dt.datetime.fromisoformat(value).date()
        case "datetime":
            return dt.datetime.fromisoformat(value)
        case "int":
            return int(value)
        case "float":
            return float(value)
    return value


def shown(value: object) -> object:
    """A value as the cases write it: dates in ISO."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [shown(each) for each in value]
    return value
