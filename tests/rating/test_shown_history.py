"""What registers and returns show of the time before is never blank."""

from __future__ import annotations

import datetime as dt

from tests.merge_builders import a_register, a_return_of, registered
from toolkit.model.plan import Plan
from toolkit.rating.shown_history import as_shown
from toolkit.rating.work_out import work_out

JUNE = {"period": "2026-06", "as_at": dt.date(2026, 6, 30), "scheme": "Delivery"}
SHOWN = ["previous_rating", "direction", "escalation"]


def shown(plan: Plan) -> dict[str, list[str]]:
    """By ref, previous rating, direction and escalation as the cells show them."""
    cells = as_shown(plan, work_out(plan).actions)[SHOWN].to_numpy().tolist()
    return dict(zip(plan["Actions"]["ref"], cells, strict=True))


def test_before_the_first_sign_off_nothing_is_new_and_nothing_is_blank():
    register = a_register([registered("EX1"), registered("EX2", status=None)])

    assert set(map(tuple, shown(register).values())) == {("Not rated", "No comparison", "No")}


def test_a_register_with_a_sign_off_calls_new_what_was_not_in_it_and_tells_why_an_action_is_escalated():
    late = {"due_as_written": "31 March 2026"}
    register = a_register(
        [registered("EX1", **late), registered("EX2")], snapshots=[JUNE | {"ref": "EX1", "rating": "Red"}]
    )

    assert shown(register) == {
        "EX1": ["Red", "No change", "Red for two periods running"],
        "EX2": ["Not rated", "New", "No"],
    }


def test_a_return_of_a_first_period_compares_with_nothing_also_what_its_service_adds():
    sent = a_return_of(a_register([registered("EX1")]), add=[registered("EX9")])

    assert {ref: cells[:2] for ref, cells in shown(sent).items()} == {
        "EX1": ["Not rated", "No comparison"],
        "EX9": ["Not rated", "No comparison"],
    }


def test_a_return_that_was_sent_with_ratings_calls_new_what_its_service_adds():
    sent = a_return_of(a_register([registered("EX1", previous_rating="Amber")]), add=[registered("EX9")])

    told = shown(sent)
    assert told["EX1"][0] == "Amber"
    assert told["EX9"][:2] == ["Not rated", "New"]
