from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import at, found, with_fact
from toolkit.model.plan import Seen
from toolkit.rules import find_rule
from toolkit.rules.ask import validate

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


@pytest.mark.parametrize(
    ("words", "several"),
    [
        ("Assessments done in time; and", []),
        ("Assessments done in time,", []),
        ("Assessments done in time; children seen alone; and", ["2 measures"]),
        ("Assessments done in time; and\nchildren seen alone; and\nplans reviewed.", ["3 measures"]),
        ("% agency workers % vacancies % newly qualified workers in post", ["3 measures"]),
        ("95% of assessments in time 80% of visits in time, 100% of plans reviewed", ["3 measures"]),
        ("Visits done late fall from 60% of visits to 20% of visits", []),
        ("Visits done in time: 61% baseline, 80% target", []),
        ("Children who say that 90% of their visits are in time", []),
        ("Visits done in time (80% of all of them)", []),
    ],
)
def test_what_only_joins_a_measure_to_the_next_is_no_measure(words: str, several: list[str]):
    plan = a_plan(measures=[PERFORMANCE | {"measure": words}])

    report = validate(plan, rules=[find_rule("Q-02")])

    assert [f.message.rpartition(" holds ")[2].rstrip(".") for f in report.findings] == several


@pytest.mark.parametrize(("kind", "asked"), [("Qualitative", []), ("Performance", ["P1"]), (None, ["P1"])])
def test_only_of_a_measure_in_figures_it_is_asked_which_way_is_better(kind: str | None, asked: list[str]):
    plan = a_plan(measures=[PERFORMANCE | {"kind": kind, "good_is": None}])

    assert [ref for _, _, ref in found(plan, "Q-03")] == asked


RECRUIT = {"theme": "Foster carers recruitment", "action": "Recruit ten households"}


@pytest.mark.parametrize(
    ("theme", "action", "asked"),
    [
        ("Foster carers recruitment", "Recruit ten households", ["P1"]),
        # A practice standard is no area, nor is what its number stands for.
        ("Standard 4", "Recruit ten households", []),
        ("foster carers  recruitment", "Recruit ten households", ["P1"]),
        ("Foster carers recruitment", "Match referrals to carers within a week", []),
    ],
)
def test_a_measure_is_in_the_wrong_area_only_where_another_area_is_meant(theme: str, action: str, asked: list[str]):
    actions = [an_action("EX1", theme="Front door referrals"), an_action("EX2", **RECRUIT | {"action": action})]
    measure = PERFORMANCE | {"measure": "Front door referrals sent back", "theme": theme}

    assert [ref for _, _, ref in found(a_plan(actions, measures=[measure]), "Q-07")] == asked
