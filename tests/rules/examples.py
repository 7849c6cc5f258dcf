"""The rules' examples as plans: what they name, laid over rows that are sound; and all of them checked together.

A check has a fixed cost whatever its size, and a batch may hold any number of files: so every example is a file of its
own in one batch, under a plan code of its own, lest they be compared with each other. Only what speaks of a current
register is checked apart, since a batch has one register.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import pandas as pd

from tests.builders import ACTION, a_plan
from tests.merge_builders import together
from toolkit.model.finding import Report
from toolkit.model.plan import FACT_COLUMNS, Book, Plan
from toolkit.rules import catalogue
from toolkit.rules.ask import validate
from toolkit.rules.rule import Example, Rule
from toolkit.sheets.every_sheet import spec_of

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


def checked(code: str, which: str) -> Report:
    """What is found in the "bad" or the "good" example of a rule, in all its files."""
    report, name = _all_checked()[code, which], _name(code, which)
    files = (name, _beside(name))
    return Report(
        tuple(f for f in report.findings if f.source in files), tuple(u for u in report.unasked if u.source in files)
    )


def checked_alone(rule: Rule, which: str) -> Report:
    """What this rule finds in its own example, with nothing else asked and nothing remembered."""
    return _check({(rule.code, which): _whole(rule, rule.bad if which == "bad" else rule.good)}, [rule])


def examples_alone() -> list[Plan]:
    """Every example that needs no register, each a file of its own."""
    wholes = [
        (f"{rule.code} {which}", _whole(rule, given))
        for rule in catalogue()
        for which, given in (("bad", rule.bad), ("good", rule.good))
    ]
    return [plan for name, example in wholes if not example.register for plan in _plans(example, f"{name}.xlsx")]


@cache
def _all_checked() -> dict[tuple[str, str], Report]:
    """By code and which example, the report of the batch it was checked in."""
    batches: dict[str, dict[tuple[str, str], Example]] = {}
    for rule in catalogue():
        for which, given in (("bad", rule.bad), ("good", rule.good)):
            example = _whole(rule, given)
            batches.setdefault(repr(example.register), {})[rule.code, which] = example
    return {key: report for batch in batches.values() for report in [_check(batch)] for key in batch}


def _check(batch: Mapping[tuple[str, str], Example], rules: Sequence[Rule] | None = None) -> Report:
    plans = [plan for (code, which), example in batch.items() for plan in _plans(example, _name(code, which))]
    register = next(iter(batch.values())).register
    last = register and _plan(Example(**{**vars(register), "book": Book.REGISTER}), "register.xlsx")
    return validate(together(*plans), last=last, rules=rules)


def _whole(rule: Rule, given: Example | Mapping[str, object]) -> Example:
    if isinstance(given, Example):
        return given
    return Example(settings=given) if rule.sheet == "Settings" else Example(rows={rule.sheet: [given]})


def _plans(example: Example, name: str) -> list[Plan]:
    code = {} if example.register else {"plan_code": name}
    plans = [_plan(example, name, code)]
    return plans if example.other is None else [*plans, _plan(example.other, _beside(name), code)]


def _name(code: str, which: str) -> str:
    return f"{code} {which}.xlsx"


def _beside(name: str) -> str:
    return f"Beside {name}"


def _plan(example: Example, source: str, settings: Mapping[str, object] | None = None) -> Plan:
    rows = {"Actions": [{}]} | dict(example.rows)
    extra = IN_REGISTER if example.book is Book.REGISTER else {}
    filled = {
        sheet: [SOUND.get(sheet, {}) | (extra if sheet == "Actions" else {}) | dict(row) for row in given]
        for sheet, given in rows.items()
    }
    others = {sheet.lower().replace(" ", "_"): given for sheet, given in filled.items() if sheet != "Actions"}
    said = {**(settings or {}), **example.settings}
    plan = a_plan(filled["Actions"], source=source, book=example.book, settings=said, **others)
    facts = [{"source": source, "sheet": fact.get("table", "Actions")} | dict(fact) for fact in example.facts]
    return replace(
        plan,
        facts=pd.DataFrame([{c: fact.get(c) for c in FACT_COLUMNS} for fact in facts], columns=FACT_COLUMNS),
        issued={table: _records(table, given, source) for table, given in example.issued.items()},
    )


def _records(table: str, given: object, source: str) -> pd.DataFrame:
    if table == "Settings":
        index = pd.MultiIndex.from_tuples([(source, "Reporting period")], names=["source", "key"])
        return pd.DataFrame([dict(row) for row in given], index=index, dtype=object)
    spec = spec_of("Actions" if table == "Worked out" else table)
    sound = {} if table == "Worked out" else SOUND[table]
    rows = [sound | dict(row) for row in given]
    keys = ["|".join(str(row[column]) for column in spec.key) for row in rows]
    index = pd.MultiIndex.from_tuples([(source, key) for key in keys], names=["source", "key"])
    columns = [*(c.id for c in spec.columns), "tbc_periods", "previous_status"]
    return pd.DataFrame([{c: row.get(c) for c in columns} for row in rows], index=index, dtype=object)
