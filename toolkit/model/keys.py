"""How references are compared, and how a return's rows find the records it was sent with."""

from __future__ import annotations

import pandas as pd

from toolkit.model.identity import ref_keys
from toolkit.model.plan import INDEX


def words_of(values: pd.Series) -> pd.Series:
    """Whatever stands in a column, as text; "" where blank."""
    return pd.Series([_text(value) for value in values], index=values.index, dtype=object)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or value != value else str(value)


def issued_rows(issued: pd.DataFrame, table: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    """The records a return was sent with, row for row with one of its tables; blank where a row was not sent.

    Keys are compared whatever their case. A key used twice is taken as its first record.
    """
    records = issued.copy()
    records.index = pd.MultiIndex.from_arrays(
        [records.index.get_level_values(0), ref_keys(pd.Series(records.index.get_level_values(1)))], names=INDEX
    )
    records = records[~records.index.duplicated()]
    keys = words_of(table[key[0]])
    for column in key[1:]:
        keys = keys + "|" + words_of(table[column])
    wanted = pd.MultiIndex.from_arrays([table.index.get_level_values("source"), ref_keys(keys)], names=INDEX)
    found = records.reindex(wanted)
    found.index = table.index
    return found.astype(object).where(found.notna(), None)
