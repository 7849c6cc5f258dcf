"""A return of forty actions of Brackenshire: sound and brought up to date throughout, and beside it one full of faults.

The sound one is the example's June plan as a careful officer would send it back in September. The faulty one is the
same return with every rule that a return can break, broken at an action of its own: see ``SEEDS``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pandas as pd
import yaml

from examples.build import HERE, SHORT
from tests.builders import REPORT_DATE, a_plan
from toolkit.model.plan import Plan
from toolkit.sheets.every_sheet import spec_of

Row = dict[str, object]
NUMBER = 40
UPDATED = {"updated_on": dt.date(2026, 9, 24), "updated_by": "Improvement business manager"}
DONE = {"status": "Complete", "still_to_do": None, "confidence": "On track", "evidence_stage": "Filed"}
SERVICE = {"service": "Children's Services", "plan_code": "BRK", "organisation": "Brackenshire Council"}
SENT_WITH = ("tbc_periods", "previous_status")
OVER = ("Complete", "Embedded")


@cache
def as_sent() -> dict[str, list[Row]]:
    """The example's plan, its first forty actions: June's rows as they were sent out, by sheet."""
    plan = yaml.safe_load((HERE / "plan.yaml").read_text("utf-8"))
    actions = [
        {"lead_body": one["lead_body"], "updated_by": one["updated_by"], "updated_on": one["updated_on"]} | _full(row)
        for one in plan["services"]
        for row in one["actions"]
    ][:NUMBER]
    refs = {row["ref"] for row in actions}
    steps = [_full(row) for one in plan["services"] for row in one["milestones"] if row["action_ref"] in refs]
    evidence = [row for row in plan["evidence"] if row["action_ref"] in refs]
    others = {name: plan[name] for name in ("measures", "measure_values", "risks")}
    return {"actions": actions, "milestones": steps, "evidence": evidence} | others


def _full(row: Mapping[str, object]) -> Row:
    return {SHORT.get(name, name): value for name, value in row.items() if name not in ("moved", "start")}


NOW = {
    "EH8": "Half of the services are loaded, and parents have tried the search.",
    "EH9": "Finance leads met again in September and agreed how large the test is.",
    "CC3": "Nine carers are approved and four are being assessed.",
    "CC5": "Eight young people have their history; the next six are being written.",
    "CC7": "Five of nineteen children have come back; the first home is furnished.",
    "LQ2": "The average is 20.4 children; four of the eleven posts are filled.",
    "LQ4": "Two screens are built, and the third is being tested.",
}
"""Where some actions are in September, for which the example's returns say nothing or something faulty."""


def _in_september(row: Row, typed: Mapping[str, Row]) -> Row:
    """One action as a careful officer brings it up to date: what was due by now is done, and shows it."""
    ref = str(row["ref"])
    if row["status"] in (*OVER, "Transferred"):
        agreed = "Went to the housing strategy, agreed by the Improvement Board on 9 June."
        return (
            row
            | UPDATED
            | (
                {"notes": agreed}
                if row["status"] == "Transferred"
                else {"status": "Complete", "evidence_stage": "Filed"}
            )
        )
    if ref not in LATER:
        shown = {"completed_on": dt.date(2026, 9, 15), "evidence_refs": _number(ref), "where_now": f"{_what(row)} now."}
        return row | UPDATED | DONE | shown
    told = {"where_now": NOW[ref]} if ref in NOW else {"where_now": typed[ref]["where_now"]}
    kept = {
        name: typed[ref][name]
        for name in ("still_to_do", "notes")
        if typed.get(ref, {}).get(name) not in (None, "CLEAR")
    }
    return row | UPDATED | told | (kept if ref not in NOW else {}) | {"status": "In progress", "confidence": "On track"}


LATER = frozenset(
    ("FD5", "FD6", "FD7", "EH3", "EH5", "EH6", "EH8", "EH9", "CP5", "CP7", "CP8", "CC3", "CC5", "CC7", "LQ2", "LQ4")
)
"""Actions that are due after the report date."""


def _what(row: Row) -> str:
    return f"Done as agreed: {str(row['action'])[0].lower()}{str(row['action'])[1:].rstrip('.')}, which is in place"


def _number(ref: str) -> str:
    return f"{100 * ord(ref[0]) + 10 * ord(ref[1]) + int(ref[2:])}"


def sound(source: str = "return.xlsx") -> Plan:
    """Forty actions, all of them brought up to date for September."""
    return plan_with(sound_rows(), source)


def sound_rows() -> dict[str, list[Row]]:
    """The sound return's rows by sheet."""
    given = as_sent()
    returns = yaml.safe_load((HERE / "returns.yaml").read_text("utf-8"))
    typed = {ref: _full(row) for one in returns for ref, row in one.get("actions", {}).items()}
    actions = [_in_september(row, typed) for row in given["actions"]]
    done = {row["ref"] for row in actions if row["status"] == "Complete"}
    new = [row["evidence_refs"] for row in actions if row.get("completed_on") == dt.date(2026, 9, 15)]
    evidence = [
        {"no": row["evidence_refs"], "what": f"Minute and audit for {row['ref']}", "action_ref": row["ref"],
         "where_kept": "Improvement library", "state": "Filed"}
        for row in actions if row.get("evidence_refs") in new
    ]  # fmt: skip
    steps = [
        step | ({"done_on": dt.date(2026, 9, 10)} if step["action_ref"] in done and not step.get("done_on") else {})
        for step in given["milestones"]
    ]
    steps = [step | ({"done_on": dt.date(2026, 9, 14)} if _past(step) else {}) for step in steps]
    values = [*given["measure_values"], *({"measure_ref": m, "period": "2026-09", "value": v} for m, v in (
        ("M1", 91.8), ("M2", 80.6), ("M3", 52.5), ("M4", 20.4), ("M5", 84.1)))]  # fmt: skip
    return {
        "actions": actions, "milestones": steps, "evidence": [*given["evidence"], *evidence],
        "measures": given["measures"], "measure_values": values, "risks": given["risks"],
    }  # fmt: skip


def _past(step: Row) -> bool:
    return not step.get("done_on") and str(step["due_as_written"]) in (
        "31 August 2026", "15 September 2026", "30 September 2026", "July 2026", "September 2026", "31 July 2026",
    )  # fmt: skip


def plan_with(rows: Mapping[str, list[Row]], source: str, **settings: object) -> Plan:
    """A return with these rows, sent out as June's."""
    others = {name: given for name, given in rows.items() if name != "actions"}
    said = SERVICE | {"signed_off_by": "Director of Children's Services", "signed_off_on": REPORT_DATE} | settings
    plan = a_plan(rows["actions"], source=source, settings=said, **others)
    sent = as_sent()
    return replace(
        plan,
        issued={
            "Actions": _sent("Actions", sent["actions"], source),
            "Milestones": _sent("Milestones", sent["milestones"], source),
        },
    )


def _sent(sheet: str, rows: list[Row], source: str) -> pd.DataFrame:
    spec = spec_of(sheet)
    keys = [(source, "|".join(str(row[name]) for name in spec.key)) for row in rows]
    columns = [*(column.id for column in spec.columns), *SENT_WITH]
    index = pd.MultiIndex.from_tuples(keys, names=["source", "key"])
    return pd.DataFrame([{name: row.get(name) for name in columns} for row in rows], index=index, dtype=object)
