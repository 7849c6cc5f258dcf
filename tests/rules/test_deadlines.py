from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import at, found

DUE = ("Actions", at("Actions", 5, "due_as_written"), "EX1")


def test_the_first_of_several_dates_may_be_before_the_plan_began():
    plan = a_plan([an_action(due_as_written="Checks done by January 2025, form in use by March 2027")])

    assert found(plan, "D-04") == [DUE]
    assert found(plan, "D-07") == [DUE]


def test_the_last_of_several_dates_may_be_after_the_plan_ends():
    plan = a_plan([an_action(due_as_written="Checks done by January 2027, form in use by March 2029")])

    assert found(plan, "D-12") == [DUE]


@pytest.mark.parametrize("column", ["action", "where_now", "still_to_do", "outcome", "notes"])
@pytest.mark.parametrize("words", ["May 2027", "3 May 2027", "3rd June 2027", "03/05/2027", "Autumn 2027"])
def test_a_later_date_is_seen_wherever_the_row_names_it(column: str, words: str):
    plan = a_plan([an_action(**{column: f"The guide is with every school by {words}"})])

    assert found(plan, "D-15") == [DUE]


@pytest.mark.parametrize("words", ["March 2027", "August 2026", "Spring 2027"])
def test_a_date_that_may_be_the_due_date_or_before_it_is_not_later(words: str):
    assert found(a_plan([an_action(where_now=f"Tested with schools in {words}")]), "D-15") == []


@pytest.mark.parametrize(("words", "faults"), [("March 2012", 0), ("12 March 2012", 0), ("March 2028", 1)])
def test_without_a_due_date_only_a_day_to_come_is_one_to_be_reminded_of_d15(words: str, faults: int):
    plan = a_plan([an_action(due_as_written=None, where_now=f"The audit of {words} is the model")])

    assert len(found(plan, "D-15")) == faults


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("still_to_do", "Print the guide in May"),
        ("still_to_do", "Hand the guide out by 14 May"),
        ("action", "Open the new hub by the end of May"),
        ("where_now", "The last training day is planned for May"),
        ("notes", "The board will decide in May"),
    ],
)
def test_a_month_without_a_year_is_the_first_one_to_come(column: str, words: str):
    assert found(a_plan([an_action(**{column: words})]), "D-15") == [DUE]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("still_to_do", "Print the guide in February"),
        ("where_now", "The guide was agreed in May"),
        ("still_to_do", "Audit files in May each year"),
        ("still_to_do", "The guide may be printed in colour"),
        ("still_to_do", "In May and June 2026 the guide was tested"),
        ("action", "Work with the March centre for families"),
    ],
)
def test_a_month_that_is_past_or_due_before_or_comes_each_year_is_left_alone(column: str, words: str):
    assert found(a_plan([an_action(**{column: words})]), "D-15") == []


@pytest.mark.parametrize("column", ["action", "where_now", "still_to_do"])
def test_a_month_without_a_year_beside_no_due_date_is_missing_there(column: str):
    plan = a_plan([an_action(due_as_written="TBC", **{column: "The hub will open in February"})])

    assert found(plan, "D-15") == [DUE]


@pytest.mark.parametrize("words", ["Open the hub in February of this year", "To be tested in May next year"])
def test_a_month_of_this_year_is_relative_wherever_it_is_told(words: str):
    plan = a_plan([an_action(still_to_do=words)])

    assert found(plan, "D-16") == [("Actions", at("Actions", 5, "still_to_do"), "EX1")]
    assert found(plan, "D-15") == []


@pytest.mark.parametrize("due", ["February of this year", "by May next year", "this February"])
def test_a_due_date_of_this_year_is_relative(due: str):
    assert found(a_plan([an_action(due_as_written=due)]), "D-16") == [DUE]


@pytest.mark.parametrize("words", ["Open the hub in February 2027", "Fewer referrals than last year", "Year 6 pupils"])
def test_a_year_that_stands_still_is_not_relative(words: str):
    assert found(a_plan([an_action(still_to_do=words)]), "D-16") == []
