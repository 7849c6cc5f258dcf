"""A rule's examples as plans: what they name, laid over rows that are sound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from tests.builders import ACTION, SOURCE, a_plan
from toolkit.model.plan import FACT_COLUMNS, Plan
from toolkit.rules import Example, Rule
from toolkit.sheets import Book, spec_of

SOUND: dict[str, dict[str, object]] = {
    "Actions": ACTION | {"ref": "EX1"},
    "Milestones": {
        "action_ref": "EX1",
        "no": "1",
        "milestone": "Guide agreed with the schools",
        "due_as_written": "11 December 2026",
    },
    "Measures": {
        "ref": "P1",
        "theme": "Front door",
        "kind": "Performance",
        "measure": "Referrals sent back for want of a reason",
        "unit": "%",
        "good_is": "Low",
        "baseline": 31,
        "target": 10,
    },
    "Measure values": {"measure_ref": "P1", "period": "September 2026", "value": 24},
    "Risks": {
        "ref": "R1",
        "risk": "Schools do not use the guide",
        "likelihood": 2,
        "impact": 3,
        "controls": "Termly visits",
        "owner": "Head of Early Help",
        "review_on": dt.date(2026, 12, 1),
    },
    "Evidence": {"no": "1", "what": "Audit of forty referrals", "action_ref": "EX1", "state": "Filed"},
    "People": {"name": "Head of Early Help", "role": "Head of Early Help", "body": "Exampleshire Council"},
    "Themes": {"ref": "Front door", "level": 1, "title": "The front door"},
}
IN_REGISTER = {"service": "Early Help"}


def plan_of(rule: Rule, example: Example | Mapping[str, object]) -> Plan:
    """The plan an example stands for."""
    if not isinstance(example, Example):
        example = Example(rows={rule.sheet: [example]}) if rule.sheet != "Settings" else Example(settings=example)
    plan = _plan(example, SOURCE)
    return plan if example.other is None else _both(plan, _plan(example.other, "other.xlsx"))


def register_of(example: Example | Mapping[str, object]) -> Plan | None:
    """The current register an example speaks of."""
    if not isinstance(example, Example) or example.register is None:
        return None
    return _plan(Example(**{**vars(example.register), "book": Book.REGISTER}), "register.xlsx")


def _plan(example: Example, source: str) -> Plan:
    rows = {"Actions": [{}]} | dict(example.rows)
    extra = IN_REGISTER if example.book is Book.REGISTER else {}
    filled = {
        sheet: [SOUND.get(sheet, {}) | (extra if sheet == "Actions" else {}) | dict(row) for row in given]
        for sheet, given in rows.items()
    }
    others = {sheet.lower().replace(" ", "_"): given for sheet, given in filled.items() if sheet != "Actions"}
    plan = a_plan(filled["Actions"], source=source, book=example.book, settings=example.settings, **others)
    facts = [{"source": source, "sheet": fact.get("table", "Actions")} | dict(fact) for fact in example.facts]
    plan.facts = pd.DataFrame([{c: fact.get(c) for c in FACT_COLUMNS} for fact in facts], columns=FACT_COLUMNS)
    plan.issued = {table: _records(table, given, source) for table, given in example.issued.items()}
    return plan


def _records(table: str, given: object, source: str) -> pd.DataFrame:
    spec = spec_of("Actions" if table == "Worked out" else table)
    sound = {} if table == "Worked out" else SOUND[table]
    rows = [sound | dict(row) for row in given]
    keys = ["|".join(str(row[column]) for column in spec.key) for row in rows]
    index = pd.MultiIndex.from_tuples([(source, key) for key in keys], names=["source", "key"])
    columns = [*(c.id for c in spec.columns), "tbc_periods", "previous_status"]
    return pd.DataFrame([{c: row.get(c) for c in columns} for row in rows], index=index, dtype=object)


def _both(one: Plan, other: Plan) -> Plan:
    return Plan(
        {name: pd.concat([one[name], other[name]]) if len(other[name]) else one[name] for name in one.tables},
        pd.concat([one.settings, other.settings]),
        one.layouts | other.layouts,
        one.facts,
        one.issued,
    )
