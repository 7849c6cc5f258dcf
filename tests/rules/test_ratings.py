from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from tests.builders import REPORT_DATE, SOURCE, a_plan, an_action
from tests.merge_builders import together
from tests.rules.asking import at, found, with_fact
from toolkit.model.plan import Plan, Seen
from toolkit.rules import find_rule
from toolkit.rules.ask import validate

RATING = ("Actions", at("Actions", 5, "rating"), "EX1")
UNTIL = ("Actions", at("Actions", 5, "override_until"), "EX1")
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


def test_a_reason_given_for_a_later_date_says_how_it_comes_back_on_track():
    fields = {"confidence": "Off track", "notes": None, "still_to_do": None}

    assert found(a_plan([an_action(**fields, revision_reason="The printer closed in July")]), "R-06") == []
    assert found(a_plan([an_action(**fields, revision_reason=None)]), "R-06") == [NOTES]


def test_the_way_back_on_track_is_asked_of_an_action_once_and_not_of_its_further_parts():
    off_track = {"confidence": "Off track", "notes": None, "still_to_do": None}
    rows = [an_action(**off_track), an_action(**off_track, lead="Head of Safeguarding")]

    assert found(a_plan(rows), "R-06") == [NOTES]


def test_an_override_with_its_reason_says_how_it_comes_back_on_track():
    over = {"override_rating": "Amber", "override_reason": "Agreed with the chair", "override_by": "The director"}
    off_track = {"confidence": "Off track", "notes": None, "still_to_do": None}

    assert found(a_plan([an_action(**off_track, **over, override_until=REPORT_DATE)]), "R-06") == []
    assert found(a_plan([an_action(**off_track, **over, override_until=None)]), "R-06") == [NOTES]


def recorded(plan: Plan, table: str, **values: object) -> Plan:
    """The plan with what its one action was sent with, or what the toolkit last wrote into it."""
    index = pd.MultiIndex.from_tuples([(SOURCE, "EX1")], names=["source", "key"])
    records = pd.DataFrame({"ref": ["EX1"]} | {c: [v] for c, v in values.items()}, index, dtype=object)
    return replace(plan, issued={**plan.issued, table: records})


@pytest.mark.parametrize("table", ["Actions", "Worked out"])
def test_a_rating_that_stands_as_it_was_sent_or_written_is_old_and_not_typed(table: str):
    plan = a_plan([an_action(rating="Red")])

    assert found(plan, "R-02") == [RATING]
    assert found(recorded(plan, table, rating="Amber"), "R-02") == [RATING]
    assert found(recorded(plan, table, rating="Red"), "R-02") == []


@pytest.mark.parametrize(("days", "ended"), [(-1, True), (0, False)])
def test_an_override_holds_on_its_last_day(days: int, ended: bool):
    until = REPORT_DATE + dt.timedelta(days)
    row = an_action(override_rating="Amber", override_reason="Agreed", override_by="Director", override_until=until)

    assert found(a_plan([row]), "R-03") == ([UNTIL] if ended else [])


@pytest.mark.parametrize("first", ["Delivery", "Progress"])
def test_where_as_many_returns_use_either_scheme_the_same_one_is_asked_whatever_the_order(first: str):
    schemes = {"Delivery": "Progress", "Progress": "Delivery"}
    returns = [
        a_plan(source=f"{scheme}.xlsx", settings={"scheme": scheme, "service": scheme})
        for scheme in (first, schemes[first])
    ]

    report = validate(together(*returns), rules=[find_rule("R-04")])

    assert [f.source for f in report.findings] == ["Progress.xlsx"]


@pytest.mark.parametrize(("figure", "typed"), [("0", False), ("1", False), ("2", True)])
def test_a_summary_counted_before_the_rows_changed_is_old_and_not_typed_over(figure: str, typed: bool):
    plan = recorded(recorded(a_plan(), "Actions", theme="Front door"), "Worked out", rating="Red")
    plan = with_fact(plan, Seen.SUMMARY, "Summary", 17, "Red", figure, "All actions")

    assert bool(found(plan, "R-05")) is typed


@pytest.mark.parametrize("theme", ["Front door", "Leaving care"])
def test_an_old_summary_is_told_by_its_own_theme(theme: str):
    plan = recorded(recorded(a_plan(), "Actions", theme="Front door"), "Worked out", rating="Red")
    plan = with_fact(plan, Seen.SUMMARY, "Summary", 17, "Green", "0", theme)

    # One Green in the theme now, none when it was written; a theme that is nowhere in the rows is not counted.
    assert found(plan, "R-05") == []
