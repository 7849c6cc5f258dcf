"""Logs that go on for years stay short: the last three periods in sight, older lines on sheets of their own.

Snapshots, sign-offs and corrections are never moved, nor is a question nobody has answered.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from toolkit.model.english import counted, listed
from toolkit.model.identity import text_key
from toolkit.model.plan import Plan
from toolkit.register.logs import appended, archive_of, periods_in_order
from toolkit.register.to_settle import LIST, open_lines
from toolkit.sheets.register_logs import ARCHIVES

IN_SIGHT = 3
"""How many periods the logs show, the one reported on included."""


def archived(register: Plan) -> tuple[Plan, str]:
    """The register with older lines of its logs archived, and in a sentence what was moved, if anything was."""
    old = {text_key(period) for period in periods_in_order(register)[:-IN_SIGHT]}
    tables, source = dict(register.tables), register.sources[0]
    moved: list[str] = []
    for log in ARCHIVES if old else ():
        goes = _goes(register[log], log, old)
        if goes.any():
            tables[log] = register[log][~goes]
            tables[archive_of(log)] = appended(register[archive_of(log)], register[log][goes], source)
            moved.append(f"{counted(int(goes.sum()), 'line')} of {log}")
    if not moved:
        return register, ""
    said = f"Moved to the archive sheets at the end of the register, being older than {IN_SIGHT} periods: "
    return replace(register, tables=tables), f"{said}{listed(moved)}."


def _goes(log: pd.DataFrame, name: str, old: set[str]) -> pd.Series:
    of_old = log["period"].map(lambda period: text_key(period) in old).astype(bool)
    if name != LIST or not len(log):
        return of_old
    return of_old & ~log.index.isin(open_lines(log).index)
