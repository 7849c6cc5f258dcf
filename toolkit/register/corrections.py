"""Corrections of a signed-off period: its frozen rows stay, and a dated line beside them says what was wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from toolkit.errors import ToolkitError
from toolkit.model.dates import read_plan_date
from toolkit.model.dates.answer import show_date
from toolkit.model.english import listed
from toolkit.model.identity import canonical, heading_key, ref_key, same_text, text_key
from toolkit.model.plan import Plan
from toolkit.model.schemes import STATUSES, Rating
from toolkit.register.logs import appended, lines_of, of_period
from toolkit.register.standing import whole
from toolkit.sheets.columns import Column
from toolkit.sheets.compared import shown
from toolkit.sheets.corrected import FIELDS, corrected
from toolkit.sheets.parts import counted
from toolkit.sheets.register_logs import CORRECTIONS, SNAPSHOTS

SHEET = CORRECTIONS.name
CHOICES = {"rating": tuple(map(str, Rating)), "status": STATUSES}


def correct(
    register: Plan, *, period: str, ref: str, field: str, to: object, reason: str, agreed_by: str, on: dt.date
) -> Plan:
    """The register with one more line on Corrections; its Snapshots and Sign-offs are as they were.

    ``field`` is a heading of Snapshots: Rating, Status, Due or Completed on. Raises ToolkitError where the period is
    not signed off, the action is not in it, the value is no such value or the one that stands, or reason or name lack.
    """
    rows = register["Snapshots"]
    rows = rows[of_period(rows, period)]
    if rows.empty:
        raise ToolkitError(f"{period} is not signed off, so there is nothing to correct. Change the register itself.")
    at = [place for place, one in enumerate(rows["ref"]) if ref_key(one) == ref_key(ref)]
    if not at:
        raise ToolkitError(f"{ref} is not among the {len(counted(rows))} actions signed off for {period}.")
    column = _column(field)
    value = _value(column, to)
    before = shown(corrected(rows, register[SHEET])[column.id].iloc[at[0]])
    if same_text(before, value):
        raise ToolkitError(f"{column.heading} of {ref} for {period} is {before} already.")
    lacking = [what for what, said in (("a reason", reason), ("who agreed it", agreed_by)) if not canonical(said)]
    if lacking:
        raise ToolkitError(f"A correction needs {listed(lacking)}: the board will ask.")
    line = {
        "period": rows["period"].iloc[at[0]], "ref": rows["ref"].iloc[at[0]], "field": column.heading, "old": before,
        "new": value, "reason": canonical(reason), "agreed_by": canonical(agreed_by), "on": on,
        "issue": whole(register.settings.iloc[0]["register_issue"]),
    }  # fmt: skip
    source = register.sources[0]
    log = appended(register[SHEET], lines_of(SHEET, [line], source), source)
    return replace(register, tables={**register.tables, SHEET: log})


def corrections_of(register: Plan, period: str) -> pd.DataFrame:
    """The lines that correct a period, in the order in which they were made."""
    return register[SHEET][of_period(register[SHEET], period)]


def corrected_since_sign_off(register: Plan) -> pd.DataFrame:
    """The corrections made since the last sign-off before the period reported on: what the next pack must tell."""
    log, signed = register[SHEET], register["Sign-offs"]
    own = canonical(register.settings.iloc[0]["period"]) or ""
    days = [day for day in signed[~of_period(signed, own)]["on"] if isinstance(day, dt.date)]
    if not days:
        return log
    return log[[not isinstance(on, dt.date) or on >= max(days) for on in log["on"]]] if len(log) else log


def in_words(line: dict[str, object]) -> str:
    """A correction as one says it."""
    on = line["on"]
    day = f" on {show_date(on)}" if isinstance(on, dt.date) else ""
    was, now = (line[c] or "blank" for c in ("old", "new"))
    said = f"{line['ref']} {line['field']} of {line['period']}: {was}, corrected to {now}{day}"
    return f"{said}, agreed by {line['agreed_by']}. {str(line['reason']).rstrip('.')}."


def _column(field: str) -> Column:
    columns = {heading_key(SNAPSHOTS[name].heading): SNAPSHOTS[name] for name in FIELDS}
    if (key := heading_key(field)) not in columns:
        known = listed([column.heading for column in columns.values()], "or")
        raise ToolkitError(f"There is no {field} to correct. Choose {known}.")
    return columns[key]


def _value(column: Column, to: object) -> str | None:
    """What will stand after the correction, as the logs print it."""
    if canonical(to) is None:
        return None
    if column.id in CHOICES:
        known = {text_key(word): word for word in CHOICES[column.id]}
        if text_key(to) not in known:
            raise ToolkitError(f"“{to}” is not a {column.heading}. Choose {listed(list(known.values()), 'or')}.")
        return known[text_key(to)]
    if text_key(to) == "tbc" and column.id == "due":
        return "TBC"
    day = to if isinstance(to, dt.date) else read_plan_date(str(to), plan_start=None).date
    if day is None:
        raise ToolkitError(f"“{to}” is not a day. Give one such as 12 October 2026.")
    return show_date(day)
