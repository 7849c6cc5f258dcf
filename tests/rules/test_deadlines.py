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
