"""T-02: words that promise an action, and words like them that name one."""

from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import at, found
from toolkit.rules.placeholders import names_no_action

PROMISED = """\
Further actions to be considered following the summer audit
Further actions to be considered by the board
Further actions arising from the peer review
Other actions will be identified as part of the self-assessment
Any other actions arising from the audit of thresholds
A joint protocol with health to be considered
A shared hub to be potentially scoped with housing
An outreach team, potentially scoped with partners
Training needs will be identified as part of the workforce plan
Areas for improvement will be identified within the new framework
Priorities for the second year to be identified following consultation
Additional steps may be needed after the review
Further actions that are needed
Further actions to be agreed
TBC""".splitlines()

NAMED = """\
Staffing model to be agreed by the board in May 2027
Options for weekend cover to be considered by the board in June
Consider with housing where a family hub could stand
Children who may be potentially at risk are seen within a day
Training needs will be identified within five days of starting
Children missing from school will be identified as soon as the register closes
Reduce the number of children potentially exposed to harm
Each carer's needs are to be identified within two weeks
Take further action against landlords who do not reply
Further work with schools raises attendance to 95%
Publish the other actions of the peer review
More work with fathers: visit each one in the first week
Further actions arising from the audit are closed by March 2027""".splitlines()


@pytest.mark.parametrize("words", PROMISED)
def test_an_action_that_is_only_announced_is_a_placeholder(words: str):
    assert names_no_action(words)


@pytest.mark.parametrize("words", NAMED)
def test_an_action_that_says_what_will_be_done_is_none(words: str):
    assert not names_no_action(words)


def test_a_placeholder_is_found_among_actions_and_among_milestones():
    steps = [{"action_ref": "EX1", "no": "1", "milestone": "A hub to be considered", "due_as_written": "March 2027"}]
    plan = a_plan([an_action(action="Other actions will be identified as part of the review")], milestones=steps)

    assert found(plan, "T-02") == [
        ("Actions", at("Actions", 5, "action"), "EX1"),
        ("Milestones", at("Milestones", 5, "milestone"), "EX1"),
    ]
