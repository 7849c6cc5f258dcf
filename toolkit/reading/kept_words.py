"""What was typed into cells of which the reader could make nothing, or made something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from toolkit.model.grid import Value
from toolkit.model.identity import tidy
from toolkit.reading.find_tables import Body, Found
from toolkit.reading.typed_cells import shown

Place = tuple[int, str]


def not_read(name: str, rows: Sequence[int], typed: Sequence[Value], read: Sequence[Value]) -> dict[Place, Value]:
    """By row and column, what stands in cells of which nothing could be made."""
    if read.count(None) == typed.count(None):
        return {}
    cells = zip(rows, typed, read, strict=True)
    return {(row, name): was for row, was, now in cells if now is None and was is not None and shown(was).strip()}


def read_as(
    name: str, rows: Sequence[int], typed: Sequence[Value], read: Sequence[Value]
) -> dict[Place, tuple[Value, Value]]:
    """By row and column, what stands in cells of which something else was made, and what was made of it."""
    if list(typed) == list(read):
        return {}
    cells = zip(rows, typed, read, strict=True)
    words = {(row, name): (_words(was, now), now) for row, was, now in cells if now is not None and was != now}
    return {place: pair for place, pair in words.items() if pair[0] is not None}


def _words(typed: Value, read: Value) -> Value:
    """What was typed, where that is not merely read without the spaces around it."""
    if type(typed) is dt.datetime or (type(typed) is str and tidy(typed) != read):
        return typed
    # The cell held 0.698 and showed 69.8%.
    return f"{shown(read)}%" if _is_number(typed) and _is_number(read) else None


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def errors_in(found: Found, body: Body) -> dict[Place, Value]:
    """Cells of the table that show an Excel error."""
    names, rows = {at: name for name, at in found.columns.items()}, set(body.rows) if found.sheet.errors else ()
    return {(r, names[at]): text for (r, at), text in found.sheet.errors.items() if r in rows and at in names}
