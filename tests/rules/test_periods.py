"""P: what two returns say of one action."""

from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.merge_builders import together
from toolkit.rules import find_rule
from toolkit.rules.ask import validate


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [("In Hand", "in  hand", False), ("In progress", "IN PROGRESS", False), ("In progress", "On hold", True)],
)
def test_two_returns_disagree_where_they_say_something_else_and_not_in_case_or_spaces(
    one: str, other: str, disagree: bool
):
    early = a_plan([an_action(status=one)], source="early.xlsx", settings={"service": "Early Help"})
    duty = a_plan([an_action(status=other)], source="duty.xlsx", settings={"service": "Front Door"})

    found = validate(together(early, duty), rules=[find_rule("P-03")]).findings

    assert [f.source for f in found] == (["early.xlsx", "duty.xlsx"] if disagree else [])
