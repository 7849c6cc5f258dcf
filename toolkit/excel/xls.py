"""Old workbooks (.xls), parsed in a process of their own, which hands back JSON and nothing that could be run."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from toolkit.errors import CannotRead
from toolkit.excel.limits import MAX_SECONDS
from toolkit.excel.orderly import damaged
from toolkit.excel.parts import no_sheets
from toolkit.excel.probe import too_old
from toolkit.excel.rows import plain_rows
from toolkit.model.grid import Sheet

_CHILD = Path(__file__).with_name("xls_child.py")
_WAIT = 4 * MAX_SECONDS
"""By the clock, on a computer that is busy with other things too."""
_MEGABYTES = 800
MAX_CELLS = 4_000_000
"""In the blocks of all sheets; a sheet of this kind has 65,536 rows."""
_KILLED_FOR_TIME = (-24, 152)
_DATES = {"datetime": dt.datetime, "date": dt.date, "time": dt.time}


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
    if done.returncode:
        raise damaged(source)
    try:
        return json.loads(done.stdout, object_hook=_date)
    except ValueError as error:
        raise damaged(source) from error


def _date(said: dict[str, Any]) -> Any:
    (kind, text), *more = said.items()
    return _DATES[kind].fromisoformat(text) if kind in _DATES and not more else said


def _refused(source: str, why: str) -> CannotRead:
    if why == "password":
        return CannotRead(
            f"{source} needs a password to open. Give the password, or take it off in Excel, save and try again.",
            state="Password",
        )
    if why == "old format":
        return too_old(source)
    seen = f"took more than {MAX_SECONDS} seconds to read" if why == "time" else f"holds more than {MAX_CELLS:,} cells"
    return CannotRead(
        f"{source} {seen}, more than a plan can have. Open it in Excel, save what matters as .xlsx and try again.",
        state="Too large",
    )
