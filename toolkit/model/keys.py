"""How references are compared, and how a return's rows find the records it was sent with."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.model.identity import ref_key, ref_keys


def words_of(values: pd.Series) -> pd.Series:
    """Whatever stands in a column, as text; "" where blank."""
    return pd.Series([_text(value) for value in values.to_list()], index=values.index, dtype=object)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or value != value else str(value)


def issued_rows(issued: pd.DataFrame, table: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    """The records a return was sent with, row for row with one of its tables; blank where a row was not sent.

    Keys are compared whatever their case. A key used twice is taken as its first record.
    """
    sent: dict[tuple[object, object], int] = {}
    for number, (source, ref) in enumerate(issued.index):
        sent.setdefault((source, ref_key(ref)), number)
    keys = words_of(table[key[0]])
    for column in key[1:]:
        keys = keys + "|" + words_of(table[column])
    wanted = zip(table.index.get_level_values("source"), ref_keys(keys), strict=True)
    # The last line of all is blank, and stands for every row that was not sent.
    blank = np.full((1, len(issued.columns)), None, dtype=object)
    records = np.concatenate([issued.to_numpy(dtype=object), blank])
    found = records[[sent.get(place, -1) for place in wanted]]
    found[pd.isna(found)] = None
    return pd.DataFrame(found, index=table.index, columns=issued.columns, dtype=object)
