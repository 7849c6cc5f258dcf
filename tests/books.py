"""Workbooks as officers have them, on disk: a register, the returns issued from it, and what was typed into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.merge_builders import EARLY_HELP, HEALTH, a_register, registered
from toolkit.excel.patch import patch
from toolkit.excel.read import read_workbook
from toolkit.excel.write import as_bytes
from toolkit.model.edits import SetCells
from toolkit.model.grid import Value
from toolkit.model.plan import Book
from toolkit.returns.issue import issue, register_pack
from toolkit.sheets.every_sheet import spec_of

FIRST_ROW = 5
SERVICES = (EARLY_HELP, HEALTH)
TODAY = dt.date(2026, 9, 30)

_ACTIONS = [
    registered("EX1", updated_on=dt.date(2026, 9, 1)),
    registered("EX2", due_as_written="30 June 2026", status="In progress"),
    registered("EX3", status="Not started", due_as_written="March 2027", where_now=None, still_to_do="Begin"),
    registered("EX4", HEALTH),
]
_MILESTONES = [
    {
        "action_ref": "EX1",
        "no": "1",
        "milestone": "Draft the guide",
        "due_as_written": "31 July 2026",
        "critical": "No",
        "done_on": dt.date(2026, 7, 20),
    },
    {"action_ref": "EX1", "no": "2", "milestone": "Print it", "due_as_written": "31 January 2027", "critical": "Yes"},
]
_RISKS = [
    {"ref": "R1", "risk": "Schools do not use the guide", "likelihood": 3, "impact": 4, "controls": "Training",
     "owner": "Head of Early Help", "review_on": dt.date(2026, 12, 1)},
]  # fmt: skip
_EVIDENCE = [{"no": "1", "what": "Minutes", "action_ref": "EX1", "where_kept": "Team site", "state": "Filed"}]

TYPED = {
    "Actions": {
        "EX1": {"where_now": "Printed, and sent to every school", "updated_on": dt.date(2026, 9, 28)},
        "EX2": {"where_now": "=late", "revised_due": "31 December 2026", "revision_reason": "Two posts were empty"},
        "EX3": {"status": "Complete", "still_to_do": None, "rating": "Blue"},
    },
    "Settings": {},
}
"""What a service typed: an honest update, a date that is not agreed, and an action closed without evidence."""


@cache
def _bytes(kind: str) -> bytes:
    register = a_register(_ACTIONS, milestones=_MILESTONES, risks=_RISKS, evidence=_EVIDENCE)
    if kind == Book.REGISTER:
        return as_bytes(register_pack(register))
    return as_bytes(issue(register)[kind])


def register_file(folder: Path, name: str = "Plan Register.xlsx") -> Path:
    """The register, rated by nobody yet."""
    return _saved(folder / name, Book.REGISTER)


def return_file(folder: Path, service: str = EARLY_HELP, *, name: str = "") -> Path:
    """A return as it was issued."""
    return _saved(folder / (name or f"{service}.xlsx"), service)


def filled_in(path: Path, typed: Mapping[str, Mapping[str, Mapping[str, Value]]] = TYPED) -> Path:
    """The return once a service has typed into it, by sheet, ref and column."""
    edits = []
    for sheet, rows in typed.items():
        for ref, fields in rows.items():
            cells = {place(sheet, int(ref[2:]), column): value for column, value in fields.items()}
            edits.append(SetCells(sheet, cells))
    patch(path, edits, backup=False)
    return path


def signed(path: Path, by: str = "Head of Early Help", on: dt.date = dt.date(2026, 9, 29)) -> Path:
    """The return once it is signed."""
    patch(path, [SetCells("Settings", {setting_cell(path, "Signed off by"): by,
                                       setting_cell(path, "Signed off on"): on})], backup=False)  # fmt: skip
    return path


def setting_cell(path: Path, label: str) -> tuple[int, int]:
    """Where the value of a setting stands in a workbook made from the template."""
    sheet = read_workbook(path).sheet("Settings")
    assert sheet is not None
    return next((row, 2) for row, values in sheet if values and values[0] == label)


def place(sheet: str, number: int, column: str) -> tuple[int, int]:
    """The cell of the so-manieth row of a table in a return."""
    columns = [c.id for c in spec_of(sheet).columns_of(Book.RETURN)]
    return FIRST_ROW + number - 1, columns.index(column) + 1


def _saved(path: Path, kind: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_bytes(kind))
    return path
