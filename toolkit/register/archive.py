"""Logs that go on for years stay short: the last three periods in sight, older lines on sheets of their own.

Snapshots, sign-offs and corrections are never moved, nor is a question nobody has answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from toolkit.model.english import counted, listed
from toolkit.model.identity import text_key
from toolkit.model.plan import Plan
from toolkit.register.logs import appended, archive_of, periods_in_order
from toolkit.register.to_settle import LIST, open_lines
from toolkit.sheets.register_logs import ARCHIVES

Cells = dict[tuple[str, str], Mapping[tuple[int, str], Any]]
IN_SIGHT = 3
"""How many periods the logs show, the one reported on included."""


def archived(register: Plan) -> tuple[Plan, str]:
    """The register with older lines of its logs archived, and in a sentence what was moved, if anything was."""
    old = {text_key(period) for period in periods_in_order(register)[:-IN_SIGHT]}
    tables, source = dict(register.tables), register.sources[0]
    typed, read_as = dict(register.typed), dict(register.read_as)
    moved: list[str] = []
    for log in ARCHIVES if old else ():
        goes = _goes(register[log], log, old)
        if goes.any():
            tables[log] = register[log][~goes]
            archive = archive_of(log)
            tables[archive] = appended(register[archive], register[log][goes], source)
            left = [int(row) for row in register[log].index.get_level_values("row")[goes.to_numpy()]]
            came = [int(row) for row in tables[archive].index.get_level_values("row")[-len(left) :]]
            for cells in (typed, read_as):
                _along(cells, (source, log), (source, archive), dict(zip(left, came, strict=True)))
            moved.append(f"{counted(int(goes.sum()), 'line')} of {log}")
    if not moved:
        return register, ""
    said = f"Moved to the archive sheets at the end of the register, being older than {IN_SIGHT} periods: "
    return replace(register, tables=tables, typed=typed, read_as=read_as), f"{said}{listed(moved)}."


def _along(cells: Cells, log: tuple[str, str], archive: tuple[str, str], rows: Mapping[int, int]) -> None:
    """What was typed in the cells of lines that move, where it could not be read, moves with them."""
    kept = cells.get(log, {})
    gone = {(rows[row], column): value for (row, column), value in kept.items() if row in rows}
    if gone:
        cells[log] = {at: value for at, value in kept.items() if at[0] not in rows}
        cells[archive] = {**cells.get(archive, {}), **gone}


def _goes(log: pd.DataFrame, name: str, old: set[str]) -> pd.Series:
    of_old = log["period"].map(lambda period: text_key(period) in old).astype(bool)
    if name != LIST or not len(log):
        return of_old
    return of_old & ~log.index.isin(open_lines(log).index)
