"""Several dates in one due cell, and the milestones that carry them."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.builders import a_plan, an_action
from toolkit.model.plan import Plan
from toolkit.rating.work_out import work_out
from toolkit.register.snapshots import due_in_words
from toolkit.rules.ask import validate

WORDS = "November 2026 January 2027 April 2027"
MONTHS = ("November 2026", "January 2027", "April 2027")


def with_steps(words: str, *days: str) -> Plan:
    steps = [
        {"action_ref": "ex1", "no": str(n), "milestone": f"Step {n} of the guide", "due_as_written": day}
        for n, day in enumerate(days, start=1)
    ]
    return a_plan([an_action("EX1", due_as_written=words)], milestones=steps)


def due(plan: Plan) -> tuple[object, object]:
    row = work_out(plan).actions.iloc[0]
    return row["due_shown"], row["rating"]


def asked(plan: Plan) -> set[str]:
    return {finding.rule for finding in validate(plan).findings}


def test_a_list_that_the_milestones_carry_is_due_at_the_last_of_them_and_asks_nothing():
    plan = with_steps(WORDS, *MONTHS)

    assert due(plan) == ("30 April 2027", "Green")
    assert not {"D-07", "M-01"} & asked(plan)


def test_a_day_of_the_month_carries_the_month():
    assert due(with_steps(WORDS, "14 November 2026", "January 2027", "2 April 2027"))[0] == "30 April 2027"


@pytest.mark.parametrize("days", [(), MONTHS[:2]])
def test_a_list_that_no_milestones_carry_is_asked_about_and_not_rated(days: tuple[str, ...]):
    plan = with_steps(WORDS, *days)

    assert due(plan) == (None, "Not rated")
    assert "D-07" in asked(plan)


def test_a_list_that_holds_tbc_is_tbc_until_it_is_settled():
    assert due(with_steps("November 2026; TBC")) == ("TBC", "Amber")
    carried = with_steps("November 2026; TBC", "November 2026", "TBC")
    assert due(carried) == ("TBC", "Amber")
    assert "D-07" not in asked(carried)


def test_an_overdue_list_is_as_late_as_its_last_date():
    plan = with_steps("May 2026, June 2026", "May 2026", "June 2026")

    row = work_out(plan).actions.iloc[0]
    assert (row["due"], row["code"], row["days_late"]) == (dt.date(2026, 6, 30), "D6", 92)


@pytest.mark.parametrize(
    ("words", "days", "signed"),
    [
        (WORDS, MONTHS, "30 April 2027"),
        (WORDS, (), None),
        ("November 2026; TBC", ("November 2026",), "TBC"),
        ("31 March 2027", (), "31 March 2027"),
    ],
)
def test_a_sign_off_freezes_the_date_that_a_list_comes_to(words: str, days: tuple[str, ...], signed: str | None):
    assert list(due_in_words(with_steps(words, *days))) == [signed]
