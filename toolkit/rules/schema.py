"""Cell-level truth by pandera, from the declarations in ``toolkit.sheets``: types, lists, blanks, keys.

Each sheet is asked once for a whole batch. Rules give its answers their codes. Loading pandera takes longer than
checking a return, so it is asked only of columns that a quick look, at the same declarations, cannot pass as sound.
The look finds no fault itself: what is wrong, and where, is pandera's answer alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.model.identity import ref_key
from toolkit.sheets.columns import LISTS, Column, Type
from toolkit.sheets.every_sheet import spec_of

if TYPE_CHECKING:
    import pandera.pandas as pa


KEY = "key"


class Fault(StrEnum):
    """What a schema can say of a cell."""

    BLANK = "blank"
    NOT_IN_LIST = "not in list"
    NOT_A_DATE = "not a date"
    NOT_A_NUMBER = "not a number"
    TWICE = "twice"


def faults_of(
    sheet: str, table: pd.DataFrame, absent: frozenset[str] = frozenset()
) -> dict[tuple[Fault, str], pd.Series]:
    """Fault and column to a bool Series on the table's index; False wherever nothing was said.

    ``absent``: columns that no file has; nothing is asked of them. A key in several columns is named ``KEY``, and TWICE
    marks its second and later rows.
    """
    nothing = pd.Series(False, index=table.index)
    found: dict[tuple[Fault, str], pd.Series] = defaultdict(lambda: nothing)
    if table.empty:
        return found
    keys = _keys(sheet, table)
    doubtful = _doubtful(sheet, table, keys, absent)
    if not doubtful:
        return found
    # pandera names rows by the index: positions are unique where a broken file's rows may not be.
    rows = pd.DataFrame(table).reset_index(drop=True).assign(**{KEY: pd.Series(keys, dtype=object)})
    for (check, column), failures in _failures(sheet, doubtful, rows).groupby(["check", "column"], dropna=False):
        marks = nothing.copy()
        marks.iloc[failures["index"].to_numpy(dtype=int)] = True
        fault = _fault(str(check))
        # Blank keys are all alike to pandera, but no row's key.
        found[fault, str(column)] = marks & rows[KEY].notna().to_numpy() if fault is Fault.TWICE else marks
    return found


def _doubtful(sheet: str, table: pd.DataFrame, keys: Sequence[str | None], absent: frozenset[str]) -> tuple[str, ...]:
    """The columns in which there may be a fault."""
    doubtful = [c.id for c in spec_of(sheet).columns if c.id not in absent and not _sound(c, table[c.id])]
    whole = [key for key in keys if key is not None]
    return (*doubtful, KEY) if len(set(whole)) < len(whole) else tuple(doubtful)


def _sound(column: Column, values: pd.Series) -> bool:
    """Whether a column certainly holds what it is declared to hold, nothing blank that may not be."""
    kinds = set(map(type, values.to_list()))
    if column.required and not kinds <= {str, int, dt.date}:
        return False
    if values.dtype != object:
        return False
    if column.choices:
        return kinds <= {str, type(None)} and set(values) <= {*LISTS[column.choices], None}
    if column.type is Type.DATE:
        return kinds <= {dt.date, type(None)}
    if column.type in (Type.WHOLE, Type.NUMBER):
        return kinds <= {int, type(None)} or (not column.required and kinds <= {int, float, type(None)})
    return True


def _failures(sheet: str, columns: tuple[str, ...], rows: pd.DataFrame) -> pd.DataFrame:
    """Every cell of these columns at fault: its check, column and index."""
    from pandera.errors import SchemaErrors

    try:
        _schema(sheet, columns).validate(rows[list(columns)], lazy=True)
    except SchemaErrors as errors:
        return errors.failure_cases
    return pd.DataFrame(columns=["check", "column", "index"])


@cache
def _schema(sheet: str, names: tuple[str, ...]) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    spec = spec_of(sheet)
    columns = {
        c.id: pa.Column(object, _checks(c, pa.Check), nullable=not c.required, title=c.heading, description=c.help)
        for c in spec.columns
        if c.id in names
    }
    if KEY in names:
        columns[KEY] = pa.Column(nullable=True, unique=True, report_duplicates="exclude_first")
    return pa.DataFrameSchema(columns, name=spec.name, title=spec.help)


def _checks(column: Column, check: type[pa.Check]) -> list[pa.Check]:
    if column.choices:
        allowed = LISTS[column.choices]
        numbers = [int(choice) for choice in allowed if choice.isdigit()]
        return [check.isin([*allowed, *numbers], error=Fault.NOT_IN_LIST)]
    if column.type is Type.DATE:
        return [check(_is_date, element_wise=True, error=Fault.NOT_A_DATE)]
    if column.type in (Type.WHOLE, Type.NUMBER):
        return [check(_is_number, element_wise=True, error=Fault.NOT_A_NUMBER)]
    return []


def _is_date(value: object) -> bool:
    return isinstance(value, dt.date)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _keys(sheet: str, table: pd.DataFrame) -> list[str | None]:
    """Each row's key as it is compared, within its source; None where a part is blank."""
    columns = [table[column].to_list() for column in spec_of(sheet).key]
    if not columns:
        return [None] * len(table)
    rows = zip(table.index.get_level_values("source"), *columns, strict=True)
    return [_key(source, parts) for source, *parts in rows]


def _key(source: str, parts: Sequence[object]) -> str | None:
    blank = any(part is None or part != part for part in parts)
    return None if blank else "|".join([source, *map(ref_key, parts)])


def _fault(check: str) -> Fault:
    if check == "not_nullable":
        return Fault.BLANK
    if check == "field_uniqueness":
        return Fault.TWICE
    return Fault(check)
