"""The logs a register keeps: lines of declared shape, added after those of earlier periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from toolkit.model.identity import canonical, text_key
from toolkit.model.plan import INDEX, Plan
from toolkit.sheets.frames import table_of
from toolkit.sheets.register_logs import ARCHIVES

FIRST_ROW = 5
Line = dict[str, object]


def of_period(log: pd.DataFrame, period: str) -> pd.Series:
    """Which lines of a log are of a period."""
    return log["period"].map(text_key).eq(text_key(period)).astype(bool)


def archive_of(sheet: str) -> str:
    """The sheet to which a log's older lines go."""
    return ARCHIVES[sheet].name


def whole_log(register: Plan, sheet: str) -> pd.DataFrame:
    """A log with the lines that have been archived, oldest first. Rows of the archive count in numbers of their own."""
    archive = register[archive_of(sheet)]
    if archive.empty:
        return register[sheet]
    return pd.concat([archive, register[sheet]]) if len(register[sheet]) else archive


def periods_in_order(register: Plan) -> list[str]:
    """Every period the register speaks of, oldest first, the one reported on last.

    Periods are words, so what is signed off goes by its report date, and the others by the order of the logs.
    """
    signed = register["Sign-offs"].dropna(subset=["period"])
    dated = sorted(
        ((day, n, period) for n, (day, period) in enumerate(zip(signed["as_at"], signed["period"], strict=True))
         if isinstance(day, dt.date)),
    )  # fmt: skip
    said = [period for _, _, period in dated]
    for sheet in ("Returns", "Changes", "Control totals"):
        said += list(whole_log(register, sheet)["period"])
    now = canonical(register.settings.iloc[0]["period"])
    names = {text_key(period): str(period) for period in reversed(said) if text_key(period)}
    order = list(dict.fromkeys(text_key(period) for period in said if text_key(period)))
    return [*(names[key] for key in order if key != text_key(now)), *([now] if now else [])]


def lines_of(sheet: str, lines: Sequence[Line], source: str, *, first_row: int = FIRST_ROW) -> pd.DataFrame:
    """Log lines as a frame of the declared shape."""
    return table_of(sheet, lines, [(source, first_row + n) for n in range(len(lines))])


def not_yet_logged(history: pd.DataFrame, lines: Sequence[Line], columns: Sequence[str]) -> list[Line]:
    """The lines that the log does not hold: merging the same files again adds none."""
    said = set(zip(*([canonical(v) for v in history[c]] for c in columns), strict=True)) if len(history) else set()
    new = []
    for line in lines:
        mark = tuple(canonical(line.get(c)) for c in columns)
        if mark not in said:
            said.add(mark)
            new.append(line)
    return new


def appended(history: pd.DataFrame, lines: pd.DataFrame, source: str) -> pd.DataFrame:
    """A log with new lines after those of earlier periods."""
    if lines.empty:
        return history
    first = max(history.index.get_level_values("row"), default=FIRST_ROW - 1) + 1
    places = [(source, first + n) for n in range(len(lines))]
    moved = lines.set_axis(pd.MultiIndex.from_tuples(places, names=INDEX))
    return pd.concat([history, moved]) if len(history) else moved
