"""Forty actions: on the sound return silence, on the faulty one every fault. Silence is not bought by deafness."""

from __future__ import annotations

import pytest

from tests import every_fault
from tests.forty_actions import NUMBER, sound
from toolkit.model.finding import Report, Severity
from toolkit.model.plan import Book
from toolkit.returns.alike import groups_of
from toolkit.rules import catalogue
from toolkit.rules.ask import validate

MOST_ADVICE = 6
AT_AN_ACTION = [
    (code, place) for place, (_, codes) in enumerate(every_fault.ACTIONS.values()) for code in codes
]  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Report:
    return every_fault.found()


def test_on_forty_sound_actions_there_is_no_error_no_warning_and_little_advice():
    plan = sound()
    report = validate(plan)

    assert len(plan["Actions"]) == NUMBER
    told = [(str(group.severity), group.message()) for group in groups_of(report.for_officers().findings)]
    assert [one for one in told if one[0] != "advice"] == []
    assert len(told) <= MOST_ADVICE
    # Nor is what officers are not told an error or a warning.
    assert {f.severity for f in report.shown.findings} <= {Severity.ADVICE}


def test_every_rule_that_a_return_can_break_is_broken_in_the_faulty_one():
    seeded = {code for code, _ in AT_AN_ACTION} | {code for _, code in every_fault.ROWS if code} | every_fault.ELSEWHERE
    of_returns = {rule.code for rule in catalogue() if Book.RETURN in rule.books and not rule.information}

    assert of_returns - seeded == set(every_fault.CANNOT_BE_BESIDE)


@pytest.mark.parametrize(("code", "place"), AT_AN_ACTION, ids=lambda value: str(value))
def test_a_fault_typed_into_an_action_is_found_at_it(found: Report, code: str, place: int):
    ref = list(every_fault.ACTIONS)[place]
    here = [f for f in found.findings if f.rule == code and f.source == every_fault.SOURCE]

    assert any(f.ref == ref or f.row == every_fault.row_of(place) for f in here) or code == "P-01", [
        f.ref for f in here
    ]
    assert here


@pytest.mark.parametrize(("place", "code"), [(n, code) for n, (_, code) in enumerate(every_fault.ROWS) if code])
def test_a_faulty_row_below_is_found_at_it(found: Report, place: int, code: str):
    rows = {f.row for f in found.findings if f.rule == code and f.source == every_fault.SOURCE}

    assert every_fault.row_of(NUMBER + place) in rows


@pytest.mark.parametrize("code", sorted(every_fault.ELSEWHERE))
def test_a_fault_elsewhere_in_the_return_is_found(found: Report, code: str):
    assert [f for f in found.findings if f.rule == code and f.source == every_fault.SOURCE]
