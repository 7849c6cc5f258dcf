"""What was answered to a finding settles it, for as long as the words that were judged stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from tests.builders import a_plan, an_action
from toolkit.model.answers import ANSWERS, MEANT, NO_CHANGE, NOT_THE_SAME
from toolkit.model.finding import Report, Severity
from toolkit.model.plan import Book, Plan
from toolkit.rules import catalogue, find_rule
from toolkit.rules.ask import validate

VAGUE = "Continue to support families early"
ALIKE = "Publish one threshold guide for each agency that refers a child"
Row = Mapping[str, object]


def vague(ref: str = "EX1", action: str = VAGUE, **fields: object) -> dict[str, object]:
    return an_action(ref, action=action, due_as_written="Ongoing", **fields)


def an_answer(rule: str, ref: str, words: str | None, answer: str, **fields: object) -> dict[str, object]:
    return {"rule": rule, "ref": ref, "words": words, "answer": answer} | fields


def checked(actions: Sequence[Row], answers: Sequence[Row] = (), **others: Sequence[Row]) -> Report:
    return validate(a_plan(actions, answers=answers, **others))


def asked(report: Report, rule: str) -> list[str]:
    return [finding.ref for finding in report.findings if finding.rule == rule]


def test_a_finding_that_is_answered_is_not_shown_again_and_another_is():
    report = checked([vague("EX1"), vague("EX2", "Embed the new model")], [an_answer("T-05", "ex1", VAGUE, MEANT)])

    assert asked(report, "T-05") == ["EX2"]
    assert [(f.rule, f.ref) for f in report.answered] == [("T-05", "EX1")]


@pytest.mark.parametrize("words", [VAGUE.upper(), f"  {VAGUE} ", VAGUE.replace(" ", "\n", 1)])
def test_case_and_spaces_are_no_new_words(words: str):
    assert asked(checked([vague()], [an_answer("T-05", "EX1", words, "this is meant")]), "T-05") == []


def test_when_the_words_change_the_question_comes_again():
    report = checked([vague(action=f"{VAGUE} and warmly")], [an_answer("T-05", "EX1", VAGUE, MEANT)])

    assert asked(report, "T-05") == ["EX1"]
    assert report.answered == ()


def test_long_words_are_known_again_and_a_change_at_their_end_is_seen():
    long = f"{VAGUE} {'in every town of the county ' * 20}"
    judged = next(f.judged for f in checked([vague(action=long)]).findings if f.rule == "T-05")
    answers = [an_answer("T-05", "EX1", judged, MEANT)]

    assert len(judged) < 260
    assert asked(checked([vague(action=long)], answers), "T-05") == []
    assert asked(checked([vague(action=f"{long} and beyond")], answers), "T-05") == ["EX1"]


def test_two_actions_that_are_not_the_same_are_asked_again_when_the_other_changes():
    actions = [an_action("EX1"), an_action("EX2", action=ALIKE)]
    judged = next(f.judged for f in checked(actions).findings if f.rule == "T-07")
    answers = [an_answer("T-07", "EX2", judged, NOT_THE_SAME)]
    other = an_action("EX1", action=f"{an_action()['action']} or a family")

    assert asked(checked(actions, answers), "T-07") == []
    assert asked(checked([other, actions[1]], answers), "T-07") == ["EX2"]


@pytest.mark.parametrize(("period", "again"), [("2026-09", []), ("September 2026", []), ("2026-06", ["EX1"])])
def test_that_nothing_has_changed_is_true_of_its_period_alone(period: str, again: list[str]):
    stale = an_action("EX1", updated_on=None)
    answers = [an_answer("S-10", "EX1", "(Updated on is blank)", NO_CHANGE, period=period)]

    assert asked(checked([stale], answers), "S-10") == again


def test_what_is_chosen_beside_a_finding_counts_before_anybody_presses_a_button():
    beside = {"rule": "T-05", "ref": "EX1", "judged": VAGUE, "answer": MEANT}

    assert asked(checked([vague()], check_results=[beside]), "T-05") == []


def test_a_line_typed_by_hand_needs_no_words():
    assert asked(checked([vague()], [an_answer("t-05", "EX1", None, MEANT)]), "T-05") == []


@pytest.mark.parametrize(
    ("rule", "answer", "do"),
    [
        ("T-05", "Yes, I know", 'Choose "This is meant" from the list beside it on Check results.'),
        ("T-05", NO_CHANGE, 'Choose "This is meant" from the list beside it on Check results.'),
        ("T-01", MEANT, "T-01 takes no answer: put right what it found."),
        ("T-55", MEANT, "There is no rule T-55: correct the code on the sheet Answers."),
    ],
)
def test_what_is_no_answer_leaves_the_finding_and_says_what_to_do(rule: str, answer: str, do: str):
    report = checked([vague()], [an_answer(rule, "EX1", VAGUE, answer)])

    assert asked(report, "T-05") == ["EX1"]
    assert [f.fix for f in report.findings if f.rule == "C-13"] == [do]


def test_an_error_stands_in_the_way_whatever_is_answered():
    report = checked([an_action(lead=None)], [an_answer("L-01", "EX1", "(Accountable lead is blank)", MEANT)])

    assert asked(report, "L-01") == ["EX1"]


def test_the_teams_answers_settle_what_a_check_of_the_register_finds():
    actions = [vague(service="Early Help")]
    register: Plan = a_plan(actions, book=Book.REGISTER, answers=[an_answer("T-05", "EX1", VAGUE, MEANT)])

    assert asked(validate(register), "T-05") == []


def test_every_rule_says_which_answers_it_takes():
    for rule in catalogue():
        assert set(rule.answers) <= set(ANSWERS)
        assert not rule.answers or rule.severity is not Severity.ERROR, rule.code
    assert find_rule("T-07").answers == (NOT_THE_SAME,)
    assert find_rule("S-10").answers == (NO_CHANGE,)
