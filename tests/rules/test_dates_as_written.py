"""The words of a due date, and of any other date, are read in one way wherever they stand."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import with_fact
from toolkit.model.dates import read_plan_date
from toolkit.model.finding import Finding, Severity
from toolkit.model.plan import Book, Seen
from toolkit.rules.ask import validate

START = dt.date(2026, 1, 5)


def said_of(due: object) -> list[Finding]:
    """What is found of one action whose due date is written so."""
    return list(validate(a_plan([an_action(due_as_written=due)], settings={"plan_start": START})).findings)


def test_two_figures_that_can_only_be_a_financial_year_are_read_with_advice_that_names_it():
    advice = said_of("26/27")

    assert [(f.rule, f.severity, f.message) for f in advice] == [
        ("D-06", Severity.ADVICE, '"26/27" is read as 31 March 2027.')
    ]
    assert "Type 2026/27," in advice[0].fix


@pytest.mark.parametrize("due", ["11/12", "26/28", "15/16"])
def test_two_figures_that_may_be_something_else_or_lie_far_from_the_plan_are_asked_about(due: str):
    assert [(f.rule, f.severity) for f in said_of(due)] == [("D-02", Severity.ERROR)]


@pytest.mark.parametrize("due", ["Achieved/Ongoing", "Complete and ongoing", "Done - ongoing"])
def test_what_is_done_and_goes_on_is_ongoing_and_the_rules_of_status_speak_once(due: str):
    assert [(f.rule, f.severity) for f in said_of(due)] == [("S-06", Severity.WARNING)]


def test_a_status_alone_is_no_date():
    assert [f.rule for f in said_of("Completed")] == ["D-02"]


@pytest.mark.parametrize(
    ("due", "exact"),
    [
        ("26 Febuary 2027", "26 February 2027"),
        ("Febuary 2027", "February 2027"),
        ("Autumn 26", "Autumn 2026"),
        ("Mar-27", "March 2027"),
        ("26/27", "2026/27"),
        ("29th Sept", "29 September 2026"),
        ("01/13/2027", "13 January 2027"),
    ],
)
def test_the_fix_names_the_words_that_are_read_without_a_question(due: str, exact: str):
    assert read_plan_date(due, plan_start=START).plain == exact
    assert any(f.fix.startswith(f"Type {exact},") for f in said_of(due))
    assert not [f for f in said_of(exact) if f.rule != "D-05"]


@pytest.mark.parametrize("words", ["Q1 2026/27", "Q2 2026/27", "Q3 2026/27", "Q4 2026/27", "2026/27", "2027",
                                   "Winter 2026/27", "Spring 2027", "March 2027", "31 March 2027"])  # fmt: skip
def test_the_plain_words_of_a_date_mean_the_same_date(words: str):
    read = read_plan_date(words, plan_start=START)

    assert read_plan_date(read.plain, plan_start=START).date == read.date


@pytest.mark.parametrize("words", ["29th Sept", "2 Febuary", "01/13/2026", "ASAP", "31 June 2026"])
def test_another_date_is_asked_about_in_the_words_of_a_due_date(words: str):
    plan = with_fact(a_plan(settings={"plan_start": START}), Seen.UNREADABLE, "Actions", 5, "updated_on", words)
    (asked,) = (f for f in validate(plan).findings if f.rule == "C-03")
    read = read_plan_date(words, plan_start=START)

    assert read.why in asked.message
    assert asked.fix == read.what_next


def test_a_cell_for_one_day_that_holds_two_is_asked_for_one():
    plan = with_fact(a_plan(), Seen.UNREADABLE, "Actions", 5, "updated_on", "3 March 2026 and 4 May 2026")
    (asked,) = (f for f in validate(plan).findings if f.rule == "C-03")

    assert asked.message.endswith('"3 March 2026 and 4 May 2026" is not one day.')


def test_a_part_without_a_date_is_due_when_its_action_is():
    def refs(due: str | None) -> list[str | None]:
        rows = [an_action("EX1", due_as_written=due), an_action("EX1/a", action="Print it", parent_ref="EX1"),
                an_action("EX2", action="Visit every college")]  # fmt: skip
        rows[1] |= {"due_as_written": None}
        plan = a_plan([row | {"service": "Early Help"} for row in rows], book=Book.REGISTER)
        return [f.ref for f in validate(plan).findings if f.rule == "D-01"]

    assert refs("March 2027") == []
    assert refs(None) == ["EX1"]
