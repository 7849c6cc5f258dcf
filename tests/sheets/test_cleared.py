"""CLEAR counts as blank wherever a return is checked or rated, and nowhere else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from tests.builders import SOURCE, a_plan, an_action
from toolkit.model.plan import FACT_COLUMNS, Plan, Seen
from toolkit.rating.work_out import work_out
from toolkit.returns.refresh import refresh_edits
from toolkit.rules.ask import validate
from toolkit.sheets.frames import as_cleared

DONE = {"status": "Complete", "completed_on": dt.date(2026, 9, 7), "evidence_refs": "1", "evidence_stage": "Filed"}


def rules_of(plan: Plan) -> set[str]:
    return {finding.rule for finding in validate(plan).findings}


@pytest.mark.parametrize("typed", ["CLEAR", "clear", " Clear "])
def test_work_left_that_was_cleared_is_no_work_left(typed: str):
    plan = a_plan([an_action(**DONE, still_to_do=typed)])

    assert "S-03" not in rules_of(plan)
    assert list(work_out(plan).actions["code"]) == ["D4"]


def test_a_required_cell_that_was_cleared_is_blank():
    assert "L-01" in rules_of(a_plan([an_action(lead="CLEAR")]))


def test_a_day_that_was_cleared_is_not_an_unreadable_day():
    fact = dict.fromkeys(FACT_COLUMNS, "") | {
        "source": SOURCE, "table": "Actions", "sheet": "Actions", "kind": Seen.UNREADABLE, "row": 5,
        "column": "completed_on", "cell": "P5", "text": "CLEAR",
    }  # fmt: skip
    plan = replace(a_plan([an_action()]), facts=pd.DataFrame([fact], columns=FACT_COLUMNS))

    assert "C-03" not in rules_of(plan)


def test_what_the_performance_team_owns_is_not_emptied():
    plan = as_cleared(a_plan([an_action(action="CLEAR")]))

    assert list(plan["Actions"]["action"]) == ["CLEAR"]


def test_a_plan_with_nothing_cleared_is_the_same_plan():
    plan = a_plan([an_action()])

    assert as_cleared(plan) is plan


def test_a_refresh_writes_the_same_for_what_was_cleared_as_for_what_is_blank():
    cleared, blank = (with_results(a_plan([an_action(lead=said, status=said)])) for said in ("CLEAR", None))

    written, expected = (refresh_edits(plan, validate(plan)) for plan in (cleared, blank))

    assert written.edits == expected.edits


def with_results(plan: Plan) -> Plan:
    place = (SOURCE, "Check results")
    listed = replace(plan.layouts[place], table=(4, 1, 5, len(plan.layouts[place].columns)))
    return replace(plan, layouts=plan.layouts | {place: listed})
