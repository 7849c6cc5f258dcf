"""Old workbooks (.xls), parsed in a process of their own."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

from toolkit.errors import CannotRead
from toolkit.excel.orderly import damaged
from toolkit.excel.parts import no_sheets
from toolkit.excel.rows import plain_rows
from toolkit.model.grid import Sheet

_CHILD = Path(__file__).with_name("xls_child.py")
_SECONDS = 120


def xls_sheets(source: str, data: bytes) -> list[Sheet]:
    """Values, names, visibility and merged cells; errors, formulas, hidden rows and colours are not told."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)], input=data, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CannotRead(
            f"{source} took too long to read. Open it in Excel, save it as .xlsx and try again.", state="Too large"
        ) from error
    if done.returncode:
        if b"PasswordError" in done.stderr:
            raise CannotRead(
                f"{source} needs a password to open. Give the password, or take it off in Excel, save and try again.",
                state="Password",
            )
        raise damaged(source)
    found = pickle.loads(done.stdout)
    if not found:
        raise no_sheets(source)
    return [
        Sheet(
            name,
            plain_rows(start, values),
            visible,
            merged=tuple((top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in merged),
        )
        for name, visible, start, values, merged in found
    ]
