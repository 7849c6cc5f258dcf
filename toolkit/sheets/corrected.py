"""A signed-off period as it would have been signed: its frozen rows with what was corrected since laid over them."""

from __future__ import annotations

import pandas as pd

from toolkit.model.identity import ref_key, text_key
from toolkit.sheets.compared import meant
from toolkit.sheets.register_logs import SNAPSHOTS

FIELDS = ("rating", "status", "due", "completed_on")
"""Columns of Snapshots that can be corrected."""
_BY_HEADING = {SNAPSHOTS[name].heading: SNAPSHOTS[name] for name in FIELDS}


def corrected(snapshots: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Rows of Snapshots, index as given, each corrected value in the place of what it corrects; the last one counts.

    ``corrections``: lines of the sheet Corrections.
    """
    if corrections.empty or snapshots.empty:
        return snapshots
    keys = _keys(snapshots)
    columns = {name: list(snapshots[name]) for name in FIELDS}
    for key, heading, new in zip(_keys(corrections), corrections["field"], corrections["new"], strict=True):
        column = _BY_HEADING.get(str(heading))
        if column is None:
            continue
        value, _ = meant(column, new, plan_start=None)
        for place in (n for n, one in enumerate(keys) if one == key):
            columns[column.id][place] = value
    said = {name: pd.Series(values, index=snapshots.index, dtype=object) for name, values in columns.items()}
    return snapshots.assign(**said)


def _keys(lines: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Register, period and action of each line, as they are compared."""
    sources = lines.index.get_level_values("source")
    return list(zip(sources, map(text_key, lines["period"]), map(ref_key, lines["ref"]), strict=True))
