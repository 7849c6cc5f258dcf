"""What becomes of Accept and Reject under Proposed changes and conflicts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.merge_builders import a_register, a_return_of, action, changes, merged, registered
from toolkit.model.plan import Plan

SHEET = "Proposed changes and conflicts"


def decided(register: Plan, *decisions: str | None) -> Plan:
    """The register with its proposals decided, in order."""
    log = register[SHEET].copy()
    log["decision"] = list(decisions)
    return replace(register, tables=register.tables | {SHEET: log})


def test_an_accepted_proposal_is_carried_out_by_the_next_merge_and_logged():
    register = a_register()
    first = merged(register, a_return_of(register, changes={"EX1": {"theme": "Prevention", "outcome": "Fewer moves"}}))
    done = merged(decided(first.register, "Accept", "Reject"))

    assert [action(done.register, "EX1")[c] for c in ("theme", "outcome")] == ["Prevention", None]
    assert changes(done) == [("EX1", "Theme", "Front door", "Prevention", "Changed")]
    assert done.changes["who"].iloc[0] == "Performance team"
    assert list(done.register[SHEET]["decision"]) == ["Accepted, in issue 5", "Reject"]
    assert done.register.settings.iloc[0]["register_issue"] == 5
    assert merged(done.register).changes.empty


@pytest.mark.parametrize(
    ("field", "said", "then"),
    [
        ("status", "In progress", "In progress"),
        ("completed_on", "CLEAR", None),
        ("still_to_do", None, None),
    ],
)
def test_what_was_held_or_in_conflict_can_be_accepted(field: str, said: object, then: object):
    complete = registered("EX1", status="Complete", completed_on=dt.date(2026, 5, 4))
    sent = a_register([complete])
    register = a_register([complete | ({"completed_on": dt.date(2026, 6, 1)} if field == "completed_on" else {})])
    first = merged(register, a_return_of(sent, changes={"EX1": {field: said}}))
    assert len(first.proposed) == 1
    done = merged(decided(first.register, "accept"))

    assert action(done.register, "EX1")[field] == then
    assert done.reconciles


def test_accepting_a_reopening_gives_up_the_completion_date_and_keeps_the_sums_right():
    register = a_register([registered("EX1", status="Complete", completed_on=dt.date(2026, 5, 4))])
    first = merged(register, a_return_of(register, changes={"EX1": {"status": "In progress"}}))
    done = merged(decided(first.register, "Accept"))

    assert action(done.register, "EX1")["completed_on"] is None
    assert [kind for *_, kind in changes(done)] == ["Reopened", "Reopened"]
    assert done.reconciles


def test_an_accepted_date_comes_back_as_a_date():
    held = a_register([registered("EX1", override_until=dt.date(2026, 12, 31))])
    register = a_register([registered("EX1", override_until=dt.date(2026, 11, 30))])
    first = merged(register, a_return_of(held, changes={"EX1": {"override_until": dt.date(2027, 1, 31)}}))
    done = merged(decided(first.register, "Accept"))

    assert action(done.register, "EX1")["override_until"] == dt.date(2027, 1, 31)


def test_a_question_is_left_for_a_person():
    register = a_register()
    first = merged(register, a_return_of(register, changes={"EX2": {"notes": "Said"}}, drop=["EX1"]))
    done = merged(decided(first.register, "Accept"))

    assert list(done.register[SHEET]["decision"]) == ["Accept"]
    assert changes(done) == []
