"""A parser's rows as a Grid holds them."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from sys import intern
from typing import Any

from toolkit.errors import CannotRead
from toolkit.excel.bounded import MAX_SECONDS, damaged
from toolkit.excel.probe import no_sheets, too_old
from toolkit.model.grid import Sheet, Value, plain


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


_CHILD = Path(__file__).with_name("xls_child.py")
_WAIT = 4 * MAX_SECONDS
"""By the clock, on a computer that is busy with other things too."""
_MEGABYTES = 800
MAX_CELLS = 4_000_000
"""In the blocks of all sheets; a sheet of this kind has 65,536 rows."""
_KILLED_FOR_TIME = (-24, 152)
_OUT_OF_MEMORY = (b"MemoryError", b"memory allocation of")
"""What Python and the parser say last."""
_GROWS = 50
"""How many times its own size a sound workbook of this kind may take in memory. In one that asks for more, a number is
damaged."""
_DATES = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
}


def xls_sheets(source: str, data: bytes) -> list[Sheet]:
    """Values, names, visibility and merged cells; errors, formulas, hidden rows and colours are not told."""
    found = _asked(source, data)
    if why := found.get("refused"):
        raise _refused(source, why)
    if not found["sheets"]:
        raise no_sheets(source)
    return [
        Sheet(
            sheet["name"],
            plain_rows(tuple(sheet["start"]), sheet["values"]),
            sheet["visible"],
            merged=tuple(
                (top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet["merged"]
            ),
        )
        for sheet in found["sheets"]
    ]


def _asked(source: str, data: bytes) -> dict[str, Any]:
    """What the other process says of the file."""
    bounds = map(str, (MAX_SECONDS, _MEGABYTES, MAX_CELLS))
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD), *bounds], input=data, capture_output=True, timeout=_WAIT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _refused(source, "time") from error
    if done.returncode in _KILLED_FOR_TIME:
        raise _refused(source, "time")
    if b"PasswordError" in done.stderr:
        raise _refused(source, "password")
    out_of_memory = any(words in done.stderr for words in _OUT_OF_MEMORY)
    if done.returncode and out_of_memory and len(data) * _GROWS > _MEGABYTES << 20:
        raise _refused(source, "memory")
    if done.returncode:
        raise damaged(source)
    try:
        return json.loads(done.stdout, object_hook=_date)
    except ValueError as error:
        raise damaged(source) from error


def _date(said: dict[str, Any]) -> Any:
    (kind, text), *more = said.items()
    return _DATES[kind](text) if kind in _DATES and not more else said


def _refused(source: str, why: str) -> CannotRead:
    if why == "password":
        return CannotRead(
            f"{source} needs a password to open. Give the password, or take it off in Excel, save and try again.",
            state="Password",
        )
    if why == "old format":
        return too_old(source)
    seen = {
        "time": f"took more than {MAX_SECONDS} seconds to read",
        "memory": f"needs more than {_MEGABYTES:,} MB of memory to read",
    }.get(why, f"holds more than {MAX_CELLS:,} cells")
    return CannotRead(
        f"{source} {seen}, more than a plan can have. Open it in Excel, save what matters as .xlsx and try again.",
        state="Too large",
    )
