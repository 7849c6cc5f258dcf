"""A parser's rows as a Grid holds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from sys import intern
from typing import Any

from toolkit.model.grid import Value, plain


def plain_rows(start: tuple[int, int], values: Sequence[Sequence[Any]]) -> list[list[Value]]:
    """Plain values from row 1 and column A on, up to the last row that holds more than spaces.

    ``start``: row and column of the first value, from 0.
    """
    above, left = start if values else (0, 0)
    before: list[Value] = [None] * left
    rows: list[list[Value]] = [[] for _ in range(above)]
    # Most cells are blank, text or dates, and need no more than this. The parser makes a new text for every cell, but
    # what a return, its record of what was sent and the register all say is kept in memory once.
    rows += [
        before + [(intern(v) or None) if (kind := type(v)) is str else v if kind is dt.date else plain(v) for v in row]
        for row in values
    ]
    while rows and all(value is None or _is_spaces(value) for value in rows[-1]):
        rows.pop()
    return rows


def _is_spaces(value: Value) -> bool:
    return isinstance(value, str) and not value.strip()
