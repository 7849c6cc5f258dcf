from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from tests.builders import REPORT_DATE, SOURCE, a_plan, an_action
from toolkit.model.plan import Book, Plan
from toolkit.rating.work_out import outstanding, work_out

AGREED = {"revised_due": "30 June 2027", "revision_reason": "The law has changed", "revision_agreed_by": "The board"}


def first(plan: Plan) -> dict[str, object]:
    """What was worked out for the first action."""
    return work_out(plan).actions.iloc[0].to_dict()


def sent_with(plan: Plan, **record: object) -> Plan:
    """The same return, as if it had been sent out with this record of EX1."""
    columns = ["ref", "previous_rating", "times_moved", "tbc_periods", "start", "revised_due"]
    index = pd.MultiIndex.from_tuples([(SOURCE, "EX1")], names=["source", "key"])
    row = {column: record.get(column) for column in columns} | {"ref": "EX1"}
    return replace(plan, issued={"Actions": pd.DataFrame([row], index=index, dtype=object)})


def a_register(*rows: dict[str, object], **fields: object) -> Plan:
    """A register of one action, EX1, with snapshots of it."""
    snapshots = [{"ref": "EX1", "scheme": "Delivery"} | row for row in rows]
    return a_plan([an_action("EX1", **fields)], book=Book.REGISTER, snapshots=snapshots)


def test_a_month_is_due_on_its_last_day_and_rated_by_it():
    worked = first(a_plan([an_action(due_as_written="August 2026")]))

    assert (worked["due"], worked["due_shown"], worked["precision"]) == (
        dt.date(2026, 8, 31),
        "31 August 2026",
        "month",
    )
    assert (worked["rating"], worked["code"], worked["days_late"]) == ("Red", "D6", 30)


def test_a_new_date_counts_once_it_has_a_reason_and_somebody_agreed():
    worked = first(a_plan([an_action(due_as_written="31 August 2026", **AGREED)]))

    assert (worked["due_shown"], worked["code"], worked["times_moved"]) == ("30 June 2027", "D19", 1)


@pytest.mark.parametrize("missing", ["revision_reason", "revision_agreed_by"])
def test_a_new_date_that_is_not_agreed_rescues_nothing(missing: str):
    worked = first(a_plan([an_action(due_as_written="31 August 2026", **AGREED | {missing: None})]))

    assert (worked["due_shown"], worked["rating"], worked["times_moved"]) == ("31 August 2026", "Red", 0)


def test_a_second_move_counts_on_from_what_the_return_was_sent_with():
    plan = sent_with(a_plan([an_action("EX1", **AGREED)]), times_moved=1, revised_due="31 March 2027")

    assert first(plan)["times_moved"] == 2


def test_a_move_that_was_there_when_the_return_was_sent_is_not_counted_twice():
    plan = sent_with(a_plan([an_action("EX1", **AGREED)]), times_moved=1, revised_due="30 June 2027")

    assert first(plan)["times_moved"] == 1


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (None, False),
        ("Print the guide", True),
        ("Benefit only: fewer referrals", False),
        ("Nothing.", False),
        ("N/A", False),
        ("-", False),
        ("None of the schools has been told", True),
    ],
)
def test_what_is_left_is_work_and_not_a_benefit_still_to_come(said: str | None, left: bool):
    assert list(outstanding(a_plan([an_action(still_to_do=said)])["Actions"])) == [left]


def test_tbc_is_shown_as_tbc_and_counts_this_period():
    worked = first(a_plan([an_action(due_as_written="tbc")]))

    assert (worked["due"], worked["due_shown"], worked["tbc_periods"], worked["code"]) == (None, "TBC", 1, "D9")


def test_an_action_that_has_its_date_has_gone_no_period_without_one_whatever_went_before():
    assert first(sent_with(a_plan(), tbc_periods=2))["tbc_periods"] == 0


def test_tbc_for_a_second_period_is_red_and_escalated():
    worked = first(sent_with(a_plan([an_action("EX1", due_as_written="TBC")]), tbc_periods=1))

    assert (worked["rating"], worked["code"], worked["escalated_why"]) == ("Red", "D8", "TBC for two periods")


def test_a_return_compares_with_the_rating_it_was_sent_with_and_not_with_what_was_typed():
    plan = sent_with(a_plan([an_action("EX1", previous_rating="Blue")]), previous_rating="Red")

    worked = first(plan)

    assert (worked["previous_rating"], worked["direction"]) == ("Red", "Improved")


def test_a_register_compares_with_its_last_signed_off_period_and_not_with_its_own():
    plan = a_register(
        {"period": "2026-03", "rating": "Red"},
        {"period": "2026-06", "rating": "Amber"},
        {"period": "2026-09", "rating": "Blue"},
    )

    assert (first(plan)["previous_rating"], first(plan)["direction"]) == ("Amber", "Improved")


def test_a_register_whose_scheme_changed_has_no_comparison():
    plan = a_register({"period": "2026-06", "rating": "Amber", "scheme": "Progress"})

    assert first(plan)["direction"] == "No comparison"


def test_a_register_counts_the_periods_without_a_date_in_a_row():
    plan = a_register(
        {"period": "2025-12", "due": "TBC"},
        {"period": "2026-03", "due": "2026-12-31"},
        {"period": "2026-06", "due": "TBC"},
        due_as_written="TBC",
    )

    assert first(plan)["tbc_periods"] == 2


def test_an_action_that_was_not_returned_is_escalated():
    plan = a_register(return_state="Not returned")

    assert first(plan)["escalated_why"] == "return missing"


def test_milestones_find_their_action_whatever_the_case_of_its_ref():
    late = {"action_ref": "ex1", "no": "1", "milestone": "Agreed", "due_as_written": "1 September 2026"}
    worked = work_out(a_plan([an_action("EX1")], milestones=[late | {"critical": "Yes"}]))

    assert worked.actions["code"].tolist() == ["D10"]
    assert worked.milestones["due_shown"].tolist() == ["1 September 2026"]


def test_an_override_is_applied_and_both_ratings_are_kept():
    override = {
        "override_rating": "Amber",
        "override_reason": "Agreed with the chair",
        "override_by": "Director",
        "override_until": REPORT_DATE,
    }
    worked = first(a_plan([an_action(**override)]))

    assert (worked["worked_out_rating"], worked["rating"], worked["override_applied"]) == ("Green", "Amber", True)


@pytest.mark.parametrize("missing", ["report_date", "scheme", "plan_start", "period"])
def test_a_missing_setting_stops_nothing(missing: str):
    worked = first(a_plan(settings={missing: None}))

    assert worked["rating"] == ("Not rated" if missing in ("report_date", "scheme") else "Green")


def test_what_is_not_known_is_none_and_never_a_pandas_blank():
    worked = work_out(a_plan([an_action(), an_action("EX2", due_as_written=None)]))

    values = worked.actions.to_numpy(object).ravel().tolist()
    assert [value for value in values if value is not None and value != value] == []


def test_a_plan_without_actions_has_nothing_to_work_out():
    assert work_out(a_plan([])).actions.empty
