from __future__ import annotations

import pytest

from tests.builders import a_plan
from tests.rules.asking import at, found


def a_step(milestone: str, due: str | None = "11 December 2026") -> list[dict[str, object]]:
    return [{"action_ref": "EX1", "no": "1", "milestone": milestone, "due_as_written": due}]


@pytest.mark.parametrize(
    ("milestone", "due", "unmatched"),
    [
        ("- Draft agreed\n- Guide tested\n- Guide printed", "11 December 2026", True),
        ("1. Draft agreed\n2. Guide printed", "11 December 2026", True),
        ("1. Draft agreed\n2. Guide printed", "11 December 2026 and 15 March 2027", False),
        ("Draft agreed with schools\nand with the police", "11 December 2026", False),
        ("Draft agreed\nGuide tested\nGuide printed", "11 December 2026 and 15 March 2027", True),
    ],
)
def test_items_of_a_list_are_milestones_and_each_wants_a_date(milestone: str, due: str, unmatched: bool):
    cell = ("Milestones", at("Milestones", 5, "due_as_written"), "EX1")

    assert found(a_plan(milestones=a_step(milestone, due)), "M-01") == ([cell] if unmatched else [])
