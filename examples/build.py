"""Build the worked example: the register after the June sign-off, and the returns that came back for September.

Everything is read from ``plan.yaml`` and ``returns.yaml``; change a line there and build again.
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msoffcrypto
import yaml
from msoffcrypto.format.ooxml import OOXMLFile

from toolkit import tasks
from toolkit.excel.patch import patch
from toolkit.excel.read import read_workbook
from toolkit.excel.write import write_pack
from toolkit.model.edits import Edit, FillTable, SetCells
from toolkit.model.plan import Book, Plan
from toolkit.reading.parse import parse
from toolkit.register.next_register import refreshed_register
from toolkit.register.sign_off import sign_off
from toolkit.returns.issue import register_pack
from toolkit.sheets.every_sheet import SHEETS, spec_of
from toolkit.sheets.frames import plan_of, settings_of, table_of

HERE = Path(__file__).parent
SHORT = {
    "due": "due_as_written",
    "now": "where_now",
    "todo": "still_to_do",
    "stage": "evidence_stage",
    "evidence": "evidence_refs",
    "revised": "revised_due",
    "moved": "times_moved",
}
JUNE = {"period": "2026-06", "report_date": dt.date(2026, 6, 30), "register_issue": 2}
SIGNED = {"by": "Director of Children's Services", "on": dt.date(2026, 7, 7)}
Row = dict[str, Any]


def build_register(target: Path) -> Path:
    """The register as the performance team holds it in September: June signed off, nothing returned yet."""
    given = yaml.safe_load((HERE / "plan.yaml").read_text("utf-8"))
    june = refreshed_register(_plan(given, target.name))
    signed = sign_off(june, **SIGNED).register
    now = replace(signed, settings=settings_of({target.name: given["settings"]}))
    return write_pack(register_pack(now), target)


def build_first_register(target: Path) -> Path:
    """The same plan as a new team types it in for June: nothing rated, nothing merged, nothing signed off."""
    given = yaml.safe_load((HERE / "plan.yaml").read_text("utf-8"))
    return write_pack(register_pack(_plan(given, target.name)), target)


def build_returns(issued: Path, target: Path) -> list[Path]:
    """The files that came back, made from those issued: good, faulty, late, nil, copied, locked and damaged."""
    target.mkdir(parents=True, exist_ok=True)
    given = yaml.safe_load((HERE / "returns.yaml").read_text("utf-8"))
    by_service = _issued_by_service(issued)
    return [_came_back(one, by_service, target) for one in given]


def _plan(given: Row, source: str) -> Plan:
    rows: dict[str, list[Row]] = {"Actions": [], "Milestones": [], "Services": []}
    for service in given["services"]:
        common = {name: service[name] for name in ("service", "lead_body", "updated_by", "updated_on")}
        rows["Actions"] += [{"type": "Action"} | common | _full(action) for action in service["actions"]]
        rows["Milestones"] += [_full(milestone) for milestone in service["milestones"]]
        rows["Services"].append({"name": service["service"]} | {c: service[c] for c in ("contact", "address")})
    for spec in SHEETS:
        name = spec.name.lower().replace(" ", "_")
        rows.setdefault(spec.name, [_full(row, {}) for row in given.get(name, [])])
    tables = {name: table_of(name, some, [(source, 5 + n) for n in range(len(some))]) for name, some in rows.items()}
    return plan_of(tables, settings_of({source: given["settings"] | JUNE}), Book.REGISTER)


def _full(row: Row, short: Mapping[str, str] = SHORT) -> Row:
    return {short.get(name, name): value for name, value in row.items()}


def _issued_by_service(folder: Path) -> dict[str, tuple[Path, Plan]]:
    found = {}
    for path in sorted(folder.glob("*.xlsx")):
        plan, _ = parse([read_workbook(path)])
        found[str(plan.settings["service"].iloc[0])] = path, plan
    return found


def _came_back(one: Row, issued: dict[str, tuple[Path, Plan]], folder: Path) -> Path:
    target = folder / one["file"]
    if "copy_of" in one:
        shutil.copyfile(folder / one["copy_of"], target)
        if "password" in one:
            _lock(target, one["password"])
        return target
    path, plan = issued[one["service"]]
    if one.get("damaged"):
        target.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        return target
    return patch(path, _edits(one, plan), target=target).path


def _edits(one: Row, plan: Plan) -> list[Edit]:
    edits: list[Edit] = [_settings(one, plan)]
    stamp = {name: one[name] for name in ("updated_on", "updated_by") if name in one}
    changes = {ref: stamp | _full(fields) for ref, fields in one.get("actions", {}).items()}
    new = [stamp | _full(row) for row in one.get("new", [])]
    edits.append(_table(plan, "Actions", changes, new, one.get("remove", [])))
    steps = {key: _full(fields) for key, fields in one.get("milestones", {}).items()}
    edits.append(_table(plan, "Milestones", steps, [], []))
    edits.append(_table(plan, "Evidence", {}, one.get("evidence", []), []))
    edits.append(_table(plan, "Measure values", {}, one.get("measure_values", []), []))
    return edits


def _table(plan: Plan, sheet: str, changes: Mapping[str, Row], new: list[Row], remove: list[str]) -> FillTable:
    """A sheet's table with the rows changed, added and taken out, as if an officer had typed it."""
    spec, layout = spec_of(sheet), plan.layouts[plan.sources[0], sheet]
    rows = plan[sheet].to_dict("records")
    keyed = {"|".join(str(row[name]) for name in spec.key): row for row in rows}
    for key, fields in changes.items():
        keyed[key].update(fields)
    kept = [row for key, row in keyed.items() if key not in remove] + new
    return FillTable(layout.sheet, spec.table, [[row.get(name) for name in layout.columns] for row in kept])


def _settings(one: Row, plan: Plan) -> SetCells:
    place = plan.layouts[plan.sources[0], "Settings"]
    names = ("nil_return", "signed_off_by", "signed_off_on")
    return SetCells(place.sheet, {(place.rows[name], place.columns[name]): one[name] for name in names if name in one})


def _lock(path: Path, password: str) -> None:
    """Put a password on a workbook, as Excel's 'Encrypt with password' does."""
    locked = io.BytesIO()
    with path.open("rb") as plain:
        file = msoffcrypto.OfficeFile(plain)
        assert isinstance(file, OOXMLFile)
        file.encrypt(password, locked)
    path.write_bytes(locked.getvalue())


def build(folder: Path) -> tuple[Path, Path]:
    """Everything of the example: gives the register and the folder of what came back."""
    register = build_register(folder / "Plan Register 2026-06.xlsx")
    tasks.issue(register, folder / "issued", replace=True)
    build_returns(folder / "issued", folder / "returned")
    return register, folder / "returned"
