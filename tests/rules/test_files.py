from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from tests.builders import SETTINGS, SOURCE, a_plan, an_action
from tests.merge_builders import together
from tests.rules.asking import at, found, with_fact
from toolkit.model.finding import Severity
from toolkit.model.plan import Plan, Seen
from toolkit.rules.ask import validate

RISK = {"ref": "K1", "risk": "Schools do not use it", "likelihood": 2, "impact": 3, "controls": "Visits"}
RISK |= {"owner": "Head of Early Help", "review_on": dt.date(2026, 12, 1)}
STEP = {"action_ref": "EX1", "no": "1", "milestone": "Guide agreed", "due_as_written": "December 2026"}
NEVER_ISSUED = {"register_issue": None}
COLUMNS = ["due", "worked_out_rating", "why", "rating", "previous_rating", "direction"]


def written(plan: Plan, **values: object) -> Plan:
    """The plan with what the toolkit last wrote into its one action."""
    index = pd.MultiIndex.from_tuples([(SOURCE, "EX1")], names=["source", "key"])
    records = {column: [values.get(column)] for column in COLUMNS}
    return replace(plan, issued={**plan.issued, "Worked out": pd.DataFrame(records, index=index, dtype=object)})


@pytest.mark.parametrize("column", ["rating", "worked_out_rating", "previous_rating"])
def test_whatever_stands_in_a_worked_out_cell_before_the_first_refresh_was_typed(column: str):
    plan = a_plan([an_action(**{column: "Green"})], settings=NEVER_ISSUED)

    assert ("Actions", at("Actions", 5, column), "EX1") in found(plan, "F-06")


def test_what_a_refresh_wrote_into_a_new_return_was_not_typed():
    plan = a_plan([an_action(rating="Green", direction="New")], settings=NEVER_ISSUED)

    assert found(written(plan, rating="Green", direction="New"), "F-06") == []


def test_what_is_worked_out_anyway_was_not_typed_over_where_the_record_is_lost():
    assert found(a_plan([an_action(rating="Green")]), "F-06") == []


@pytest.mark.parametrize(("score", "typed"), [(6, False), (3, True)])
def test_the_score_of_a_risk_may_be_typed_over(score: int, typed: bool):
    plan = a_plan(risks=[RISK | {"score": score}, RISK | {"ref": "K2", "likelihood": None}])

    assert bool(found(plan, "F-06")) is typed


@pytest.mark.parametrize(("due", "typed"), [(dt.date(2026, 12, 31), False), (dt.date(2026, 12, 1), True)])
def test_the_day_of_a_milestone_may_be_typed_over(due: dt.date, typed: bool):
    assert bool(found(a_plan(milestones=[STEP | {"due": due}]), "F-06")) is typed


@pytest.mark.parametrize(
    ("table", "text", "other"),
    [
        ("Actions", "Children's social care improvement plan", True),
        ("Actions", "Corporate parenting plan", False),
        ("Actions", "Children's service improvement plans", True),
        ("Actions", "Improvement plan", False),
        ("Actions", "Return of the early help service, draft 2", False),
        ("Guide", "Safeguarding plan", True),
        ("Guide", SETTINGS["plan_title"], False),
    ],
)
def test_a_title_that_is_nearly_the_plans_name_is_another_name(table: str, text: str, other: bool):
    plan = with_fact(a_plan(), Seen.ABOVE_TABLE, table, 1, "", text)

    assert bool(found(plan, "F-13")) is other


def with_own_ratings(*ratings: str | None, **settings: object) -> Plan:
    """A return whose Rating column holds what the council calls its actions."""
    rows = [an_action(f"EX{n}", action=f"Visit school number {n}", rating=r) for n, r in enumerate(ratings, start=1)]
    return a_plan(rows, settings=settings)


@pytest.mark.parametrize("words", ["Blue", "Completed"])
def test_a_column_of_the_councils_own_ratings_is_one_finding_and_no_fault(words: str):
    report = validate(with_own_ratings(*[words] * 55))

    [finding] = [f for f in report.findings if f.rule[0] in "FRC"]
    assert (finding.rule, finding.severity, finding.cell) == ("F-06", Severity.ADVICE, at("Actions", 5, "rating"))
    assert finding.message.startswith(f"{finding.cell} holds the council's own rating, as do 54 more cells")
    assert len(finding.message) <= 160


def test_each_file_is_told_of_its_own_ratings():
    plans = [replace_source(with_own_ratings("Blue", "Blue", "Blue", plan_code=n), n) for n in ("a.xlsx", "b.xlsx")]

    found = [f for f in validate(together(*plans)).findings if f.rule == "F-06"]

    assert [(f.source, f.row) for f in found] == [("a.xlsx", 5), ("b.xlsx", 5)]


def replace_source(plan: Plan, name: str) -> Plan:
    """The same return under another name."""
    rows = plan["Actions"].to_dict("records")
    return a_plan(rows, source=name, settings={"plan_code": name})


def test_a_rating_typed_over_here_and_there_is_asked_about_once_in_its_own_cell():
    worked = [*["Green"] * 7, "Blue"]
    report = validate(with_own_ratings(*worked))

    assert [(f.rule, f.severity, f.row) for f in report.findings] == [("R-02", Severity.ERROR, 12)]


def test_a_word_that_is_no_rating_typed_over_one_rating_is_still_typed_over():
    report = validate(with_own_ratings(*["Green"] * 7, "Nearly"))

    assert {(f.rule, f.row) for f in report.findings} == {("F-06", 12), ("R-01", 12)}
