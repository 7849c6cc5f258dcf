"""A large plan in files: a register, and one filled-in return a service."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

from toolkit.excel.patch import patch
from toolkit.excel.read import read_workbook
from toolkit.excel.write import write_pack
from toolkit.model.edits import SetCells
from toolkit.model.plan import Book, Plan
from toolkit.reading.parse import parse
from toolkit.returns.issue import issue, register_pack
from toolkit.sheets.every_sheet import SHEETS
from toolkit.sheets.frames import plan_of, settings_of, table_of

SETTINGS = {
    "plan_code": "BIG",
    "plan_title": "A large plan",
    "organisation": "Brackenshire Council",
    "service": "Whole plan",
    "period": "2026-09",
    "report_date": dt.date(2026, 9, 30),
    "plan_start": dt.date(2026, 1, 5),
    "plan_end": dt.date(2027, 12, 31),
    "scheme": "Delivery",
    "amber_days": 30,
    "stale_days": 45,
    "marking": "OFFICIAL",
    "register_issue": 3,
    "template_version": "1.0",
}
DUE = ("31 March 2027", "Spring 2027", "Q3 2026/27", "October 2026", "31/12/2026", "TBC", "November 2026")
WORDS = ("Visits", "plans", "reviews", "families", "in time", "this quarter", "audited", "by each team", "and reported")


def make_period(folder: Path, *, returns: int, actions: int) -> None:
    """Write ``register.xlsx`` and ``returns/`` into a folder; every return has a fifth of its rows changed."""
    chance = random.Random(7)
    register = folder / "register.xlsx"
    plan = _register(chance, returns, actions)
    write_pack(register_pack(plan), register)
    read, _ = parse([read_workbook(register)])
    (folder / "returns").mkdir()
    for service, pack in issue(read).items():
        path = write_pack(pack, folder / "returns" / f"{service}.xlsx")
        _fill_in(path, chance)


def _register(chance: random.Random, services: int, actions: int) -> Plan:
    rows = [
        {
            "ref": f"S{s}.{n}",
            "theme": f"Theme {s % 8 + 1}",
            "service": f"Service {s:02}",
            "type": "Action",
            "action": _sentence(chance, 14),
            "lead_body": "Brackenshire Council",
            "lead": f"Head of Service {s:02}",
            "where_now": _sentence(chance, 25),
            "still_to_do": _sentence(chance, 18),
            "status": "In progress",
            "due_as_written": chance.choice(DUE),
            "outcome": _sentence(chance, 12),
            "confidence": "On track",
            "notes": _sentence(chance, 10),
            "updated_on": dt.date(2026, 9, 1),
            "updated_by": "Business manager",
        }
        for s in range(1, services + 1)
        for n in range(1, actions + 1)
    ]
    tables = {spec.name: table_of(spec.name, [], []) for spec in SHEETS}
    tables["Actions"] = table_of("Actions", rows, [("register.xlsx", 5 + n) for n in range(len(rows))])
    return plan_of(tables, settings_of({"register.xlsx": SETTINGS}), Book.REGISTER)


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize()


def _fill_in(path: Path, chance: random.Random) -> None:
    plan, _ = parse([read_workbook(path)])
    source = plan.sources[0]
    place = plan.layouts[source, "Actions"].columns
    cells = {}
    for _, row in plan["Actions"].index:
        if chance.random() < 0.2:
            cells[row, place["where_now"]] = _sentence(chance, 25)
            cells[row, place["updated_on"]] = dt.date(2026, 9, 28)
    settings = plan.layouts[source, "Settings"]
    signed = {"signed_off_by": "Head of Service", "signed_off_on": dt.date(2026, 9, 29)}
    stamps = {(settings.rows[name], settings.columns[name]): value for name, value in signed.items()}
    patch(path, [SetCells("Actions", cells), SetCells(settings.sheet, stamps)], backup=False)
