"""CLEAR: the one way to empty, through a return, a cell that was sent filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from toolkit.model.plan import Plan, Seen
from toolkit.sheets import SHEETS, Book, Owner
from toolkit.steps.canonical import is_clear

_COLUMNS = {
    spec.name: [c.id for c in spec.columns if c.owner is Owner.SERVICE]
    for spec in SHEETS
    if Book.RETURN in spec.books and not spec.written_by_toolkit
}
"""What a service may empty."""


def as_cleared(plan: Plan) -> Plan:
    """The plan as it will read once it is merged: blank where an officer typed CLEAR."""
    tables = {name: _emptied(table, _COLUMNS.get(name, ())) for name, table in plan.tables.items()}
    facts = plan.facts
    # A date column takes no words: there CLEAR is kept as what could not be read.
    typed = (facts["kind"] == Seen.UNREADABLE) & facts["text"].map(is_clear).astype(bool)
    changed = typed.any() or any(tables[name] is not plan[name] for name in tables)
    return replace(plan, tables=tables, facts=facts[~typed]) if changed else plan


def _emptied(table: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    found = {name: cleared for name in columns if any(cleared := [is_clear(value) for value in table[name]])}
    columns = {name: table[name].mask(pd.Series(cleared, table.index), None) for name, cleared in found.items()}
    return table.assign(**columns) if found else table
