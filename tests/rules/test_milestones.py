from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import at, found
from toolkit.rules import find_rule
from toolkit.rules.ask import validate


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


@pytest.mark.parametrize(
    ("own", "due", "unmatched"),
    [
        # Three milestones and three dates, whichever of them are written twice.
        (["11 December 2026", None, None], "11 December 2026, 15 March 2027 and 30 June 2027", False),
        ([None, None, None], "11 December 2026, 15 March 2027 and 30 June 2027", False),
        (["11 December 2026", None, None], "15 March 2027 and 30 June 2027", True),
        ([None, None], "11 December 2026, 15 March 2027 and 30 June 2027", True),
    ],
)
def test_milestones_count_with_a_date_of_their_own_and_without(own: list[str | None], due: str, unmatched: bool):
    steps = [
        {"action_ref": "EX1", "no": str(n), "milestone": f"Chapter {n} agreed", "due_as_written": date}
        for n, date in enumerate(own, start=1)
    ]
    plan = a_plan([an_action(due_as_written=due)], milestones=steps)

    said = [f.message for f in validate(plan, rules=[find_rule("M-01")]).findings]

    dates = due.count("20")
    assert said == ([f"EX1 has {len(own)} milestones and {dates} dates."] if unmatched else [])
