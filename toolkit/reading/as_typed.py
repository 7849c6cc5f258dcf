"""What was typed where nothing could be made of it ("High" in a score, "Quarterly" in a date), or something else.

A plan's tables hold what was read, so that everything can be worked out from them; ``Plan.typed`` holds these words.
They go back into their cells before cells are compared or written, and out again before anything is worked out.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from numbers import Integral, Real

import pandas as pd

from toolkit.model.dates.day_numbers import read_date_cell
from toolkit.model.grid import Value
from toolkit.model.plan import Plan, Seen
from toolkit.reading.settings import SHEET as SETTINGS_SHEET
from toolkit.reading.typed_cells import ERRORS
from toolkit.sheets.columns import SETTINGS, Type
from toolkit.sheets.every_sheet import SHEETS

FILLED_IN = tuple(spec.name for spec in SHEETS if not spec.written_by_toolkit)
"""Sheets that people fill in."""
_HOLDS = {Type.DATE: dt.date, Type.WHOLE: Integral, Type.NUMBER: Real}
_COLUMNS = {
    spec.name: {c.id: c.type for c in spec.columns if c.type in _HOLDS} for spec in SHEETS if spec.name in FILLED_IN
}
_DEFAULTS = {setting.id: setting.default for setting in SETTINGS}
Typed = dict[tuple[str, str], dict[tuple[int, str], Value]]


def as_typed(plan: Plan, sheets: Collection[str] | None = None, *, written: bool = False) -> Plan:
    """The plan with those words in their cells, of some sheets or of all.

    ``written``: as a register is written, with Excel's errors and the words of cells that were read as something else.
    A cell that has come to hold something else since keeps it. A date of which the cell showed only the month, or the
    year, becomes those words: whatever takes its place is shown as it is.
    """
    plan = _months_in_words(_otherwise(plan) if written else plan)
    tables, settings = dict(plan.tables), plan.settings.copy()
    left: Typed = {}
    for (source, sheet), typed in plan.typed.items():
        if sheets is not None and sheet not in sheets:
            left[source, sheet] = dict(typed)
            continue
        if sheet == SETTINGS_SHEET:
            for (_, column), value in typed.items():
                if settings.at[source, column] in (None, _DEFAULTS[column]):
                    settings.at[source, column] = value  # type: ignore[assignment]
            continue
        table = tables[sheet]
        places = {place: at for at, place in enumerate(table.index)}
        columns: dict[str, list[Value]] = {}
        for (row, column), value in typed.items():
            at = places.get((source, row))
            if value in ERRORS and not written:
                left.setdefault((source, sheet), {})[row, column] = value
            elif at is not None and column in table.columns:
                cells = columns.setdefault(column, list(table[column]))
                cells[at] = value if cells[at] is None or cells[at] != cells[at] else cells[at]
        tables[sheet] = table.assign(**{c: _column(cells, table.index) for c, cells in columns.items()})
    return replace(plan, tables=tables, settings=settings, typed=left) if plan.typed else plan


def _otherwise(plan: Plan) -> Plan:
    """Cells that still hold what they were read as, with what was typed in them."""
    tables = dict(plan.tables)
    for (_, sheet, column), cells in read_otherwise(plan).items():
        table = tables[sheet]
        words = [cells.get(place, value) for place, value in zip(table.index, table[column], strict=True)]
        tables[sheet] = table.assign(**{column: _column(words, table.index)})
    return replace(plan, tables=tables)


def read_otherwise(plan: Plan) -> dict[tuple[str, str, str], dict[tuple[str, int], Value]]:
    """By source, sheet and column, what was typed in each (source, row) that still holds what it was read as."""
    found: dict[tuple[str, str, str], dict[tuple[str, int], Value]] = defaultdict(dict)
    for (source, sheet), cells in plan.read_as.items():
        table = plan[sheet]
        rows = {row: at for at, (of, row) in enumerate(table.index) if of == source}
        columns = {column: list(table[column]) for _, column in cells}
        for (row, column), (typed, read) in cells.items():
            if row in rows and columns[column][rows[row]] == read:
                found[source, sheet, column][source, row] = typed
    return found


def _months_in_words(plan: Plan) -> Plan:
    """Looks go with the cell, so what they say of a date is put into words before another date may come there."""
    facts = plan.facts
    of_looks = facts["kind"] == Seen.MONTH_FORMAT
    if not of_looks.any():
        return plan
    tables = dict(plan.tables)
    told = facts[of_looks]
    for (sheet, column), cells in told.groupby(["table", "column"]):
        table = tables[str(sheet)]
        formats = {(s, r): code for s, r, code in zip(cells["source"], cells["row"], cells["text"], strict=True)}
        shown = [_as_shown(value, formats.get(at)) for at, value in zip(table.index, table[column], strict=True)]
        tables[str(sheet)] = table.assign(**{str(column): _column(shown, table.index)})
    return replace(plan, tables=tables, facts=facts[~of_looks])


def _as_shown(value: Value, number_format: str | None) -> Value:
    if number_format is None or not isinstance(value, dt.date):
        return value
    read = read_date_cell(value, number_format)
    return value if read.precision == "day" else read.written


def as_read(plan: Plan) -> Plan:
    """The plan with such words out of the cells of its dates and figures, and kept beside them."""
    tables = dict(plan.tables)
    kept: Typed = defaultdict(dict, {place: dict(typed) for place, typed in plan.typed.items()})
    for sheet, types in _COLUMNS.items():
        table = tables[sheet]
        changed = {}
        for column, type_ in types.items():
            cells = list(table[column])
            wrong = [at for at, value in enumerate(cells) if not _fits(type_, value)]
            for at in wrong:
                source, row = table.index[at]
                kept[source, sheet][row, column] = cells[at]
                cells[at] = None
            if wrong:
                changed[column] = _column(cells, table.index)
        if changed:
            tables[sheet] = table.assign(**changed)
    return replace(plan, tables=tables, typed=dict(kept))


def with_settings(plan: Plan, **values: object) -> Plan:
    """The plan with other settings, in which nothing typed in their cells counts any more."""
    typed = {
        place: {at: value for at, value in cells.items() if place[1] != SETTINGS_SHEET or at[1] not in values}
        for place, cells in plan.typed.items()
    }
    index = plan.settings.index
    columns = {name: pd.Series([value] * len(index), index=index, dtype=object) for name, value in values.items()}
    return replace(plan, settings=plan.settings.assign(**columns), typed=typed)


def _fits(type_: Type, value: object) -> bool:
    if value is None or value != value:
        return True
    if isinstance(value, bool):
        return False
    whole = type_ is Type.WHOLE and isinstance(value, float) and value.is_integer()
    return whole or isinstance(value, _HOLDS[type_])


def _column(cells: list[Value], index: pd.Index) -> pd.Series:
    return pd.Series(cells, index=index, dtype=object)
