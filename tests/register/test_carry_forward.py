from __future__ import annotations

import datetime as dt

import pytest

from tests.merge_builders import a_register, a_return_of, action, merged, registered
from toolkit.board_pack import board_pack
from toolkit.errors import ToolkitError
from toolkit.model.pack import Line, Table
from toolkit.model.plan import Plan
from toolkit.register.carried_rows import in_words
from toolkit.register.carry_forward import carry_forward
from toolkit.register.next_register import refreshed_register
from toolkit.register.sign_off import sign_off
from toolkit.returns.issue import register_pack

OCTOBER = dt.date(2026, 10, 1)
DONE = {"status": "Complete", "completed_on": dt.date(2026, 6, 1), "still_to_do": None}
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
        carry_forward(a_register([registered("EX1", **DONE)]), new_code="NEXT", on=OCTOBER, by=MANAGER)


def the_end_of_a_plan() -> Plan:
    """Complete, complete with work left, open and withdrawn; and rows that name no action of these."""
    actions = [
        registered("EX1", **DONE),
        registered("EX2", **DONE | {"still_to_do": "Translate it"}),
        registered("EX3", evidence_refs="7, 8", parent_ref="EX1", went_to="Asked of the Housing Board"),
        registered("EX4", status="Withdrawn", went_to="Council plan 4.1"),
    ]
    timeline = [{"activity": f"Meeting {n}"} for n in range(1, 15)]
    timeline += [{"activity": "Sign the guide", "action_ref": "EX1"}, {"activity": "Typo", "action_ref": "EX33"}]
    evidence = [
        {"no": "7", "what": "Minutes", "action_ref": "EX1", "state": "Filed"},
        {"no": "8", "what": "Survey", "state": "Filed"},
        {"no": "9", "what": "Only of what is done", "action_ref": "EX1", "state": "Filed"},
    ]
    return a_register(actions, timeline=timeline, evidence=evidence)


def looks(old: Plan) -> dict[tuple[str, str], str]:
    listed = old["Carry-forward"].to_dict("records")
    return {(line["sheet"], line["ref"]): line["look"] for line in listed if line["look"]}


def test_complete_with_work_left_goes_along_and_is_named():
    old, new = carry_forward(the_end_of_a_plan(), new_code="NEXT", on=OCTOBER, by=MANAGER)

    assert list(new["Actions"]["ref"]) == ["EX2", "EX3"]
    assert (action(new, "EX2")["status"], action(old, "EX2")["status"]) == ("Complete", "Transferred")
    assert looks(old)["Actions", "EX2"] == (
        "It goes along as Complete, with work left to do. Say in the next plan how far it is."
    )
    listed = old["Carry-forward"]
    row = listed[listed["ref"] == "EX2"].iloc[0]
    assert [row[c] for c in ("was", "rating", "went_to", "why")] == [
        "Complete", "Amber", "NEXT EX2", "Complete, but there is work left to do",
    ]  # fmt: skip
    line = old["Control totals"].iloc[-1]
    assert line["working"] == "0 complete + 1 closed elsewhere + 2 carried forward = 3 actions."


def test_rows_without_an_action_and_evidence_that_is_cited_go_along_and_are_named():
    old, new = carry_forward(the_end_of_a_plan(), new_code="NEXT", on=OCTOBER, by=MANAGER)

    assert list(new["Timeline"]["activity"]) == [*(f"Meeting {n}" for n in range(1, 15)), "Typo"]
    evidence = zip(new["Evidence"]["no"], new["Evidence"]["action_ref"], strict=True)
    assert list(evidence) == [("7", None), ("8", None)]
    listed = old["Carry-forward"]
    assert list(listed["sheet"]).count("Timeline") == 15
    assert looks(old)["Evidence", "7"].startswith("It is of EX1, which stays behind")
    assert "There is no action EX33." in set(listed["look"])
    assert looks(old)["Actions", "EX3"] == (
        "It was a part of EX1, which stays behind; in the next plan it stands alone."
    )
    said = in_words(old)
    assert said[:2] == [
        "0 complete + 1 closed elsewhere + 2 carried forward = 3 actions.",
        "19 rows to look at in the next plan, listed on the sheet Carry-forward:",
    ]
    assert len(said) == 21


def test_what_went_to_said_is_kept_before_the_new_place():
    old, _ = carry_forward(the_end_of_a_plan(), new_code="NEXT", on=OCTOBER, by=MANAGER)

    assert action(old, "EX3")["went_to"] == "Asked of the Housing Board; NEXT EX3"
    assert action(old, "EX4")["went_to"] == "Council plan 4.1"
    log = old["Changes"]
    assert list(log["old"][(log["ref"] == "EX3") & (log["field"] == "Went to")]) == ["Asked of the Housing Board"]


def test_the_pack_of_a_plan_that_has_ended_shows_the_sum_boards_ask_for():
    """Also where its last period is signed off, and where a merge has counted what was open then."""
    register = the_end_of_a_plan()
    register["Actions"]["parent_ref"] = None
    came = a_return_of(register, changes={"EX3": {"where_now": "Nearly there"}})
    rated = refreshed_register(merged(register, came).register)
    signed = sign_off(rated, by="Director", on=OCTOBER).register
    old, _ = carry_forward(signed, new_code="NEXT", on=OCTOBER, by=MANAGER)

    pack = board_pack(refreshed_register(old))

    page = next(sheet for sheet in pack.sheets if sheet.name == "Carry-forward")
    lines = [block.text for block in page.blocks if isinstance(block, Line)]
    assert lines[2].startswith("1 complete + 1 closed elsewhere + 2 carried forward = 4 actions.")
    sums, carried = (block for block in page.blocks if isinstance(block, Table))
    assert list(sums.rows[-1]) == ["Whole plan", 1, 1, 2, 4]
    assert [row[0] for row in carried.rows] == ["EX2", "EX3"]
    assert "Carry-forward" not in [sheet.name for sheet in board_pack(rated).sheets]


def test_a_register_has_the_sheet_only_once_its_plan_has_ended():
    register = the_end_of_a_plan()
    old, new = carry_forward(register, new_code="NEXT", on=OCTOBER, by=MANAGER)

    assert "Carry-forward" in [sheet.name for sheet in register_pack(old).sheets]
    for plan in (register, new):
        assert "Carry-forward" not in [sheet.name for sheet in register_pack(plan).sheets]
