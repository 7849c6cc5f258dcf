"""Frames of the declared shape, from plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from toolkit.model.plan import INDEX, Book, Layout, Plan, Seen
from toolkit.sheets.columns import SETTINGS, Owner
from toolkit.sheets.compared import is_clear
from toolkit.sheets.every_sheet import SHEETS, spec_of

Row = Mapping[str, object]
Place = tuple[str, int]


def table_of(sheet: str, rows: Sequence[Row], places: Sequence[Place]) -> pd.DataFrame:
    """Rows of one sheet as a frame with every declared column, indexed (source, row); what a row lacks is None."""
    index = pd.MultiIndex.from_tuples(places, names=INDEX) if places else no_rows()
    columns = {c.id: [row.get(c.id) for row in rows] for c in spec_of(sheet).columns}
    return pd.DataFrame(columns, index=index, dtype=object)


def frame_of(
    sheet: str, columns: Mapping[str, Sequence[object]], sources: Sequence[str], rows: Sequence[int]
) -> pd.DataFrame:
    """The same from whole columns; ``columns`` names every declared one."""
    places: list[pd.Index] = [pd.Index(list(sources), dtype=object), pd.Index(list(rows), dtype="int64")]
    index = pd.MultiIndex.from_arrays(places, names=INDEX)
    return pd.DataFrame({c.id: columns[c.id] for c in spec_of(sheet).columns}, index=index, dtype=object)


def no_rows() -> pd.MultiIndex:
    """The index of an empty table."""
    return pd.MultiIndex.from_arrays([pd.Index([], dtype=object), pd.Index([], dtype="int64")], names=INDEX)


def settings_of(by_source: Mapping[str, Row]) -> pd.DataFrame:
    """Settings of one or many files: index source, a column a setting; defaults are not filled in."""
    columns = {s.id: [row.get(s.id) for row in by_source.values()] for s in SETTINGS}
    return pd.DataFrame(columns, index=pd.Index(list(by_source), dtype=object, name="source"), dtype=object)


def plan_of(
    tables: Mapping[str, pd.DataFrame],
    settings: pd.DataFrame,
    book: Book,
    layouts: Mapping[tuple[str, str], Layout] | None = None,
) -> Plan:
    """A plan of frames that were read from no workbook; ``settings`` name its sources, all of one kind."""
    books = dict.fromkeys(settings.index, book)
    return Plan(tables=dict(tables), settings=settings, books=books, layouts=dict(layouts or {}))


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
    if table.empty:
        return table
    found = {name: cleared for name in columns if any(cleared := [is_clear(value) for value in table[name].to_list()])}
    columns = {name: table[name].mask(pd.Series(cleared, table.index), None) for name, cleared in found.items()}
    return table.assign(**columns) if found else table
