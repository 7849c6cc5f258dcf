from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import at, found, with_fact
from toolkit.model.plan import Seen

PERFORMANCE = {
    "ref": "P1",
    "kind": "Performance",
    "measure": "Assessments done in time",
    "unit": "%",
    "good_is": "High",
    "baseline": 31,
    "target": 80,
}


def values(*figures: object) -> list[dict[str, object]]:
    return [{"measure_ref": "P1", "period": f"2026-0{n}", "value": v} for n, v in enumerate(figures, 1)]


def test_a_figure_that_is_missing_does_not_stop_the_others_being_looked_at():
    plan = a_plan(measures=[PERFORMANCE], measure_values=values(62.3, None, 63.9, 0.698))

    assert found(plan, "Q-05") == [("Measure values", at("Measure values", 8, "value"), "P1")]


def test_a_figure_typed_with_a_percent_sign_among_others_without_is_in_another_unit():
    plan = a_plan(measures=[PERFORMANCE], measure_values=values(62.3, 63.9, 69.8))
    plan = with_fact(plan, Seen.READ_AS, "Measure values", 7, "value", "69.8%")

    assert found(plan, "Q-05") == [("Measure values", at("Measure values", 7, "value"), "P1")]


def test_a_series_all_in_percent_is_in_one_unit():
    plan = a_plan(measures=[PERFORMANCE], measure_values=values(62.3, 63.9))
    for row in (5, 6):
        plan = with_fact(plan, Seen.READ_AS, "Measure values", row, "value", "62.3%")

    assert found(plan, "Q-05") == []


@pytest.mark.parametrize(
    ("words", "several"),
    [
        ("Percentage of assessments in time and number of children seen alone", True),
        ("Number of children in care and of care leavers", False),
        ("Number of children seen and heard", False),
    ],
)
def test_two_quantities_in_one_cell_are_two_measures(words: str, several: bool):
    plan = a_plan(measures=[PERFORMANCE | {"measure": words}])

    assert bool(found(plan, "Q-02")) is several


def test_a_target_to_be_set_is_found_where_the_plan_keeps_its_outcomes():
    plan = a_plan([an_action(outcome="Fewer referrals are sent back [target to be set]")])

    assert found(plan, "Q-06") == [("Actions", at("Actions", 5, "outcome"), "EX1")]
