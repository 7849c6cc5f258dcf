"""What was typed over a worked-out cell is put to the performance team, whatever the toolkit had written there."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.builders import an_action
from tests.merge_builders import EARLY_HELP, a_register, a_return_of, merged, registered
from toolkit.model.grid import Value
from toolkit.model.plan import Plan
from toolkit.returns.what_was_sent import WORKED_OUT, WORKED_OUT_COLUMNS

SOURCE = f"{EARLY_HELP}.xlsx"
RISK = {"ref": "R1", "risk": "Nobody comes", "likelihood": 2, "impact": 3, "score": 6, "owner": "Head of Early Help"}
STEP = {"action_ref": "EX1", "no": "1", "milestone": "Ask", "due_as_written": "31 May 2027", "due": "31 May 2027"}


def returned(written: dict[str, Value] | None, **given: Value) -> list[tuple[object, object]]:
    """The columns found to be typed over in one row, and what was typed."""
    register = a_register([registered("EX1", rating="Green")])
    plan = a_return_of(register, changes={"EX1": given}, issued=written is not None)
    if written is not None:
        index = pd.MultiIndex.from_tuples([(SOURCE, "EX1")], names=["source", "key"])
        row = {column: written.get(column) for column in WORKED_OUT_COLUMNS}
        records = pd.DataFrame([row], index=index, columns=list(WORKED_OUT_COLUMNS), dtype=object)
        plan = replace(plan, issued={**plan.issued, WORKED_OUT: records})
    return proposed(register, plan)


def proposed(register: Plan, plan: Plan) -> list[tuple[object, object]]:
    done = merged(register, plan).proposed
    return list(zip(done["field"], done["returned"], strict=True))


@pytest.mark.parametrize("column", WORKED_OUT_COLUMNS)
@pytest.mark.parametrize("written", [None, "Amber"])
def test_another_word_in_a_worked_out_cell_is_found(column: str, written: str | None):
    found = returned({"rating": "Green", column: written}, **{column: "Blue"})

    assert [said for _, said in found] == ["Blue"]


def test_what_the_toolkit_wrote_and_what_was_emptied_is_not():
    assert returned({"rating": "Amber", "why": "Due soon"}, rating="amber ", why=None) == []


def test_without_a_record_the_register_says_what_stood_there():
    assert returned(None, rating="Blue") == [("Rating", "Blue")]
    assert returned(None, rating="Green") == []


def test_a_rating_typed_beside_a_new_action_is_found():
    register = a_register()
    plan = a_return_of(register, add=[an_action("EX9", action="Open a nurture room", rating="Blue")])

    assert ("Rating", "Blue") in proposed(register, plan)


@pytest.mark.parametrize(
    ("sheet", "row", "typed"), [("risks", RISK, {"score": 25}), ("milestones", STEP, {"due": "June"})]
)
def test_the_score_of_a_risk_and_the_day_of_a_milestone_are_found(sheet: str, row: dict, typed: dict):
    register = a_register(**{sheet: [row]})

    assert proposed(register, a_return_of(register, **{sheet: [row]})) == []
    assert len(proposed(register, a_return_of(register, **{sheet: [row | typed]}))) == 1


def test_what_a_refresh_worked_out_after_a_change_was_not_typed():
    register = a_register(risks=[RISK])
    plan = a_return_of(register, risks=[RISK | {"impact": 5, "score": 10}])

    assert proposed(register, plan) == []
