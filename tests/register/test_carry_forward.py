from __future__ import annotations

import datetime as dt

import pytest

from tests.merge_builders import a_register, a_return_of, action, merged, registered
from toolkit.errors import ToolkitError
from toolkit.register.carry_forward import carry_forward

OCTOBER = dt.date(2026, 10, 1)
MANAGER = "Performance manager"


def test_the_next_plan_starts_afresh_with_the_same_people_and_no_logs():
    register = a_register(people=[{"name": "Head of Early Help"}])
    register = merged(register, a_return_of(register, changes={"EX1": {"notes": "Said"}})).register
    _, new = carry_forward(register, new_code="EX27", new_title="The next plan", on=OCTOBER, by=MANAGER)

    settings = new.settings.iloc[0]
    assert [settings[s] for s in ("plan_code", "plan_title", "plan_start", "plan_end", "register_issue", "period")] == [
        "EX27", "The next plan", OCTOBER, None, 1, None,
    ]  # fmt: skip
    assert list(new["People"]["name"]) == ["Head of Early Help"]
    assert all(new[sheet].empty for sheet in ("Returns", "Changes", "Control totals", "Snapshots", "Sign-offs"))
    assert action(new, "EX1")["return_state"] is None


def test_parts_stay_with_their_parent_under_its_new_ref():
    register = a_register([registered("QP4"), registered("QP4a", parent_ref="QP4")])
    _, new = carry_forward(register, new_code="NEXT", on=OCTOBER, by=MANAGER, refs={"qp4": "A1", "QP4a": "A1a"})

    assert action(new, "A1a")["parent_ref"] == "A1"


def test_the_old_plan_logs_where_each_action_went():
    old, _ = carry_forward(a_register([registered("EX1")]), new_code="NEXT", on=OCTOBER, by=MANAGER)

    assert list(zip(old["Changes"]["field"], old["Changes"]["new"], old["Changes"]["kind"], strict=True)) == [
        ("Status", "Transferred", "Closed"), ("Went to", "NEXT EX1", "Changed"),
    ]  # fmt: skip
    assert set(old["Changes"]["who"]) == {MANAGER}


def test_two_actions_cannot_get_one_ref():
    with pytest.raises(ToolkitError, match="same ref"):
        carry_forward(a_register(), new_code="NEXT", on=OCTOBER, by=MANAGER, refs={"EX1": "EX2"})


def test_a_plan_with_nothing_open_has_nothing_to_carry():
    with pytest.raises(ToolkitError, match="Nothing is open"):
        carry_forward(a_register([registered("EX1", status="Complete")]), new_code="NEXT", on=OCTOBER, by=MANAGER)
