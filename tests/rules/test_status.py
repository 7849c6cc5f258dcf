from __future__ import annotations

import datetime as dt

import pytest

from tests.builders import a_plan, an_action
from tests.merge_builders import EARLY_HELP, a_register, a_return_of
from tests.rules.asking import at, found
from toolkit.model.plan import Book
from toolkit.rules.ask import validate

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


OLD = dt.date(2026, 6, 23)


def of_a_sent_return(**changes: object) -> list[tuple[str, str, str]]:
    """What is said of an action that was sent with an update of June, in a return in which another has changed."""
    rows = [an_action(ref, service=EARLY_HELP, updated_on=OLD, action=f"Visit {ref}") for ref in ("EX1", "EX2")]
    given = {"EX1": changes, "EX2": {"where_now": "Every school seen", "updated_on": dt.date(2026, 9, 28)}}
    report = validate(a_return_of(a_register(rows), changes=given))
    return [(f.rule, f.message, f.fix) for f in report.findings if f.ref == "EX1"]


def test_an_action_without_a_new_update_is_found_once():
    fix = "Add one, or type 'No change' and today's date."

    assert of_a_sent_return() == [("S-10", "No new update for EX1 since 23 June 2026.", fix)]


def test_last_periods_words_under_this_periods_date_are_still_found():
    assert [rule for rule, _, _ in of_a_sent_return(updated_on=dt.date(2026, 9, 28))] == ["T-08"]


def test_new_words_under_an_old_date_are_asked_for_their_date():
    said = of_a_sent_return(where_now="Half of the schools seen")

    message = "No new update for EX1 is dated after 23 June 2026."
    assert said == [("S-10", message, "Type in Updated on today's date.")]


def test_no_change_with_todays_date_is_an_answer():
    now = {"updated_on": dt.date(2026, 9, 28)}
    still = [an_action(service=EARLY_HELP, updated_on=OLD, where_now="No change.")]

    assert of_a_sent_return(where_now="No change", **now) == []
    assert validate(a_return_of(a_register(still), changes={"EX1": now})).brief() == []


def test_a_return_in_which_nothing_has_changed_is_told_so_once():
    rows = [an_action(ref, service=EARLY_HELP, updated_on=OLD, action=f"Visit {ref}") for ref in ("EX1", "EX2")]

    assert {f.rule for f in validate(a_return_of(a_register(rows))).findings} == {"P-04"}


def test_what_is_called_embedded_and_has_no_evidence_is_asked_for_evidence_once():
    embedded = DONE | {"status": "Embedded", "evidence_refs": None}

    assert {f.rule for f in validate(a_plan([an_action(**embedded)])).findings} == {"E-01"}
    assert found(a_plan([an_action(**embedded | {"evidence_refs": "Guide"})]), "E-03") == [STATUS]
