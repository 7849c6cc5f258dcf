from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import at, found

NOTES = ("Actions", at("Actions", 5, "notes"), "EX1")


@pytest.mark.parametrize("status", ["Not started", "In progress"])
def test_red_and_amber_of_the_progress_scheme_need_a_word_on_what_happens_next_too(status: str):
    plan = a_plan([an_action(status=status, still_to_do=None, notes=None)], settings={"scheme": "Progress"})

    assert found(plan, "R-06") == [NOTES]


def test_a_milestone_to_come_says_what_happens_next():
    steps = [{"action_ref": "EX1", "no": "1", "milestone": "Guide printed", "due_as_written": "11 December 2026"}]
    plan = a_plan([an_action(still_to_do=None)], settings={"scheme": "Progress"}, milestones=steps)

    assert found(plan, "R-06") == []


def test_what_is_off_track_needs_more_than_a_milestone_planned_before_it_was():
    steps = [{"action_ref": "EX1", "no": "1", "milestone": "Guide printed", "due_as_written": "11 December 2026"}]
    plan = a_plan([an_action(still_to_do=None, confidence="Off track")], milestones=steps)

    assert found(plan, "R-06") == [NOTES]
