"""K: risks, on the scale their plan has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import FIRST_ROW, SOURCE, a_plan
from tests.rules.asking import with_fact
from toolkit.model.finding import Finding
from toolkit.model.plan import Plan, Seen
from toolkit.rules import find_rule
from toolkit.rules.ask import validate

RISK = {"ref": "R1", "risk": "Posts stay empty", "controls": "A rota", "owner": "Head of Early Help"}


def marked(scale: str, **cells: object) -> Plan:
    """A plan with one risk, as it is read from a file whose cells hold these."""
    words = {column: value for column, value in cells.items() if isinstance(value, str)}
    figures = {column: value for column, value in cells.items() if column not in words}
    plan = a_plan(settings={"risk_scale": scale}, risks=[RISK | figures])
    for column, text in words.items():
        plan = with_fact(plan, Seen.UNREADABLE, "Risks", FIRST_ROW, column, text, "This is not a number.")
    return replace(plan, typed={(SOURCE, "Risks"): {(FIRST_ROW, c): text for c, text in words.items()}})


def asked(plan: Plan, code: str) -> list[Finding]:
    return list(validate(plan, rules=[find_rule(code)]).findings)


def test_a_word_off_the_scale_is_named_and_not_called_blank():
    likelihood, impact = asked(marked("5-point", likelihood="High", impact=None), "K-01")

    assert '"High", which is off the scale: from 1 to 5' in likelihood.message
    assert "3-point beside Risk scale" in likelihood.fix
    assert "blank" in impact.message
    assert "3-point" not in impact.fix


@pytest.mark.parametrize("cells", [{"likelihood": "High", "impact": "low"}, {"likelihood": 3, "impact": "M"}])
def test_low_medium_and_high_are_on_a_scale_of_three_points(cells):
    assert asked(marked("3-point", **cells), "K-01") == []


def test_four_is_off_a_scale_of_three_points():
    (finding,) = asked(marked("3-point", likelihood=4, impact=2), "K-01")

    assert '"4", which is off the scale: Low, Medium or High' in finding.message


@pytest.mark.parametrize(("scale", "asks"), [("3-point", 0), ("5-point", 2)])
def test_a_risk_may_be_high_as_a_whole_where_a_plan_marks_in_words(scale, asks):
    assert len(asked(marked(scale, score="High"), "K-01")) == asks


@pytest.mark.parametrize(
    ("scale", "cells", "asks"),
    [
        ("3-point", {"likelihood": "High", "impact": "Medium"}, 1),
        ("3-point", {"likelihood": "High", "impact": "Medium", "target_score": "Low"}, 0),
        ("3-point", {"likelihood": "Medium", "impact": "Medium"}, 0),
        ("5-point", {"likelihood": 3, "impact": 2}, 0),
        ("5-point", {"likelihood": 5, "impact": 3}, 1),
    ],
)
def test_the_highest_band_is_that_of_the_scale(scale, cells, asks):
    assert len(asked(marked(scale, **cells), "K-03")) == asks


@pytest.mark.parametrize(
    ("scale", "word", "asks"), [("3-point", "Low", 0), ("3-point", "soon", 1), ("5-point", "Low", 1)]
)
def test_a_target_score_may_be_a_word_of_the_scale(scale, word, asks):
    assert len(asked(marked(scale, target_score=word), "C-04")) == asks


def test_a_score_that_follows_from_words_was_not_typed_over():
    plan = marked("3-point", likelihood="High", impact="Medium", score=6)

    assert asked(plan, "F-06") == []
    assert len(asked(marked("3-point", likelihood="High", impact="Medium", score=5), "F-06")) == 1
