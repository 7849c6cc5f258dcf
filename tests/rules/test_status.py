from __future__ import annotations

import datetime as dt

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import at, found
from toolkit.model.plan import Book

DONE = {"status": "Complete", "completed_on": dt.date(2026, 9, 1), "still_to_do": None, "evidence_refs": "Guide"}
STATUS = ("Actions", at("Actions", 5, "status"), "EX1")


def test_what_is_called_completed_is_asked_for_its_word_and_not_for_a_due_date():
    plan = a_plan([an_action(status="Completed", due_as_written=None)])

    assert found(plan, "S-02") == [STATUS]
    assert found(plan, "D-01") == []


@pytest.mark.parametrize(
    ("period", "updated", "stale"),
    [
        ("2026-09", dt.date(2026, 8, 31), True),
        ("2026-09", dt.date(2026, 9, 1), False),
        ("September 2026", dt.date(2026, 8, 20), True),
        ("Q2 2026/27", dt.date(2026, 8, 20), False),
        ("Period 6", dt.date(2026, 8, 20), False),
        ("Period 6", dt.date(2026, 8, 10), True),
    ],
)
def test_a_row_last_updated_before_its_period_began_is_not_up_to_date(period: str, updated: dt.date, stale: bool):
    plan = a_plan([an_action(updated_on=updated)], settings={"period": period})

    assert bool(found(plan, "S-10")) is stale


def test_a_register_waits_for_its_returns_before_its_rows_are_old():
    rows = [an_action(updated_on=dt.date(2026, 8, 20), service="Early Help")]

    assert found(a_plan(rows, book=Book.REGISTER), "S-10") == []


@pytest.mark.parametrize("words", ["100% complete", "100%", "The work is now 100% complete.", "Action is 100% done"])
@pytest.mark.parametrize("column", ["where_now", "notes"])
def test_wholly_complete_and_open_disagree(words: str, column: str):
    assert found(a_plan([an_action(**{column: words})]), "S-11") == [STATUS]


@pytest.mark.parametrize("words", ["100% of staff are trained", "90% of plans, from 72%", "Phase 1 is 100% complete"])
def test_a_share_of_something_is_not_how_complete_the_action_is(words: str):
    assert found(a_plan([an_action(where_now=words)]), "S-11") == []
    assert found(a_plan([an_action(**DONE | {"where_now": words})]), "S-11") == []
