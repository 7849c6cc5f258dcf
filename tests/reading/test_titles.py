"""What somebody wrote above a table is noticed; what the template has there is not."""

from __future__ import annotations

import pytest

from tests.plan_grids import ACTION, a_grid, a_sheet, plan_of
from toolkit.model.grid import Sheet, Value
from toolkit.model.plan import Plan, Seen
from toolkit.returns.look import LABELS
from toolkit.sheets.actions import ACTIONS


def above(*rows: list[Value], formulas: frozenset[tuple[int, int]] = frozenset()) -> Plan:
    sheet = a_sheet("Actions", [ACTION])
    rows = (*rows, [], [], [])[:3]
    return plan_of(a_grid(Sheet("Actions", [*rows, *sheet.rows[3:]], formulas=formulas)))


def noticed(plan: Plan) -> list[tuple[str, str, str]]:
    facts = plan.facts[plan.facts["kind"] == Seen.ABOVE_TABLE]
    return list(zip(facts["sheet"], facts["cell"], facts["text"], strict=True))


def test_a_title_of_somebodys_own_is_noticed_with_its_place():
    assert noticed(above(["Return, draft 2"], [None, "Ask finance"])) == [
        ("Actions", "A1", "Return, draft 2"),
        ("Actions", "B2", "Ask finance"),
    ]


def test_what_the_template_has_above_its_headings_is_not():
    counts = "9 actions   ·   1 Red   ·   8 Green"

    assert noticed(above(["Actions"], [ACTIONS.help, None, None, counts], list(LABELS))) == []
    assert noticed(above(["Actions"], [None, "7"], formulas=frozenset({(2, 2)}))) == []


@pytest.mark.parametrize(
    ("subtitle", "title"),
    [
        ("Improvement plan · Early Help · 2026-09", [("Guide", "A2", "Improvement plan")]),
        ("Plan · phase 2 · Early Help · 2026-09", [("Guide", "A2", "Plan · phase 2")]),
        ("Read this once; it takes five minutes.", []),
    ],
)
def test_the_guide_says_for_which_plan_a_return_was_issued(subtitle: str, title: list[tuple[str, str, str]]):
    guide = Sheet("Guide", [["How to fill in this return"], [subtitle]])

    assert noticed(plan_of(a_grid(a_sheet("Actions", [ACTION]), guide))) == title
