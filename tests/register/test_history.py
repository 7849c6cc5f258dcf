"""One action's life, told from the registers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

import toolkit
from tests.command_line import Run, run
from tests.merge_builders import a_register, a_return_of, merged, registered
from toolkit.errors import ToolkitError
from toolkit.excel.write import write_pack
from toolkit.model.plan import Plan
from toolkit.register.carry_forward import carry_forward
from toolkit.register.history import Event, history, in_words
from toolkit.register.next_register import refreshed_register
from toolkit.register.sign_off import freeze as sign_off
from toolkit.returns.issue import register_pack

__all__ = ["run"]
OCTOBER = dt.date(2026, 10, 20)
MOVED = {
    "revised_due": "30 June 2027", "revision_reason": "The printer closed", "where_now": "Looking for another printer",
}  # fmt: skip


def period_of(register: Plan, period: str, report_date: dt.date) -> Plan:
    return replace(register, settings=register.settings.assign(period=period, report_date=report_date))


@pytest.fixture(scope="module")
def two_periods() -> Plan:
    """EX1 asks for a date and gets it; EX4 comes in September; both periods are signed off."""
    register = a_register([registered("EX1"), registered("EX2")])
    new = registered("EX4", action="Open a drop-in for young carers on the north estate", rating=None)
    came = a_return_of(register, changes={"EX1": MOVED}, add=[new])
    first = merged(register, came).register
    first["Actions"].loc[first["Actions"]["ref"] == "EX1", "revision_agreed_by"] = "Improvement Board"
    signed = sign_off(refreshed_register(first), by="Director", on=OCTOBER)
    october = period_of(signed, "2026-10", dt.date(2026, 10, 31))
    done = {"status": "Complete", "completed_on": dt.date(2026, 10, 12), "still_to_do": None}
    later = a_return_of(october, changes={"EX1": done}, settings={"signed_off_on": dt.date(2026, 10, 30)})
    second = refreshed_register(merged(october, later).register)
    return sign_off(second, by="Director", on=dt.date(2026, 11, 20))


def told(events: list[Event]) -> list[tuple[str, str]]:
    return [(event.period, event.kind) for event in events]


def test_an_actions_life_is_told_in_order_from_first_issue_to_now(two_periods: Plan):
    events = history([two_periods], "ex1")

    kinds = list(dict.fromkeys(told(events)))
    assert kinds[0] == ("2026-09", "First known")
    assert kinds[-1] == ("2026-10", "Now")
    for kind in (("2026-09", "Return"), ("2026-09", "Change"), ("2026-09", "Signed off"), ("2026-09", "Date moved"),
                 ("2026-10", "Signed off")):  # fmt: skip
        assert kind in kinds
    periods = [event.period for event in events]
    assert periods == sorted(periods)
    words = [event.words for event in events]
    was = "Draft guide tested with three schools in August"
    assert f"Where are we now: from {was} to Looking for another printer." in words
    assert "Revised due: from blank to 30 June 2027." in words
    assert any(said.startswith("Closed. Status: from In progress to Complete.") for said in words)
    signed = [event for event in events if event.kind == "Signed off"]
    assert [event.who for event in signed] == ["Director", "Director"]
    assert signed[0].on == OCTOBER
    change = next(event for event in events if event.kind == "Change")
    assert (change.who, change.source) == ("Early Help business manager", "Early Help.xlsx, row 5")


def test_a_new_action_begins_with_the_return_that_brought_it(two_periods: Plan):
    first = history([two_periods], "EX4")[0]

    assert (first.kind, first.source) == ("Added", "Early Help.xlsx, row 7")
    assert first.words.startswith("A new action: “Open a drop-in for young carers on the north estate”")


def test_two_issues_of_one_register_tell_each_thing_once(two_periods: Plan):
    earlier = period_of(two_periods, "2026-09", dt.date(2026, 9, 30))
    earlier = replace(earlier, settings=earlier.settings.assign(register_issue=1))

    alone, both = history([two_periods], "EX1"), history([two_periods, earlier], "EX1")

    assert sorted(map(in_words, both)) == sorted(map(in_words, alone))


def test_an_action_is_followed_into_the_next_plan_and_back():
    register = a_register([registered("EX1"), registered("EX2")])
    old, new = carry_forward(register, new_code="NEXT", on=OCTOBER, by="Director", refs={"EX1": "A1"})

    for ref in ("EX1", "A1"):
        events = history([new, old], ref)
        assert [(event.plan, event.kind) for event in events if event.kind != "Change"] == [
            ("EX", "First known"), ("EX", "Carried forward"), ("EX", "Now"), ("NEXT", "Came from"), ("NEXT", "Now"),
        ]  # fmt: skip
    assert [event.ref for event in history([new], "A1")] == ["A1", "A1"]
    assert {event.plan for event in history([new, old], "EX2")} == {"EX", "NEXT"}


def test_corrections_and_decisions_are_part_of_it():
    register = a_register([registered("EX1")])
    said = {"period": "2026-09", "ref": "EX1", "field": "Rating", "old": "Green", "new": "Red",
            "reason": "The date was misread", "agreed_by": "Improvement Board", "on": OCTOBER}  # fmt: skip
    register = a_register(
        [registered("EX1")],
        corrections=[said],
        changes=[
            {"period": "2026-09", "sheet": "Actions", "ref": "EX1", "field": "Times moved", "old": "0", "new": "1",
             "kind": "Moved", "who": "Improvement Board"},
        ],
        proposed_changes_and_conflicts=[
            {"period": "2026-09", "kind": "Proposed", "sheet": "Actions", "ref": "EX1", "field": "Theme",
             "returned": "Prevention", "why": "Theme belongs to the team.", "who": "Head of Early Help",
             "decision": "Accept", "answer": "Accepted, in issue 4."},
        ],
    )  # fmt: skip

    events = {event.kind: event for event in history([register], "EX1")}

    assert events["Date moved"].words == "Its date has now moved once; the last was agreed by Improvement Board."
    assert events["Corrected"].words == "Rating as signed off, from Green to Red: The date was misread"
    assert (events["Corrected"].who, events["Corrected"].on) == ("Improvement Board", OCTOBER)
    assert events["Asked for"].words == "Proposed. Theme: Prevention. Theme belongs to the team."
    assert events["Decided"].words == "Theme: Accept. Accepted, in issue 4."


def test_a_ref_nobody_has_is_named_with_those_that_are_near():
    with pytest.raises(ToolkitError, match=r"No action is called EX11 in register.xlsx. Did you mean EX1"):
        history([a_register()], "EX11")


def test_history_on_the_command_line_and_as_a_workbook(tmp_path: Path, run: Run, two_periods: Plan):
    path = write_pack(register_pack(two_periods), tmp_path / "Register.xlsx")

    code, out, err = run("history", "EX1", path, "-o", tmp_path / "history.xlsx")

    assert code == 0, err
    assert out.startswith("EX EX1, 2026-09\n  First known: In the plan: “")
    assert "Signed off: " in out
    assert "[Director on 20 October 2026]" in out
    rows = list(load_workbook(tmp_path / "history.xlsx")["History"].iter_rows(min_row=4, values_only=True))
    frame = toolkit.history("EX1", path).events
    assert [row[4] for row in rows] == list(frame["words"])
    assert run("history", "EX9", path).code == 2
