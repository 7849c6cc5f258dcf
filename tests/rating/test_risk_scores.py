"""What a risk scores, on the scale of its plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import FIRST_ROW, SOURCE, a_plan
from toolkit.model.plan import Plan
from toolkit.rating.risk_scores import scores

PAIRS = ((2, 3), (2, None), (None, 3), (None, None), (7, 3), ("High", "Low"), ("med", "H"), ("certain", 2))


def risks_of(scale: str | None, pairs=PAIRS) -> Plan:
    """A plan as it is read: words are no figures, and stand beside its tables."""
    read = [[mark if isinstance(mark, int) else None for mark in pair] for pair in pairs]
    typed = {
        (FIRST_ROW + at, column): mark
        for at, pair in enumerate(pairs)
        for column, mark in zip(("likelihood", "impact"), pair, strict=True)
        if isinstance(mark, str)
    }
    risks = [{"ref": f"R{n}", "likelihood": a, "impact": b} for n, (a, b) in enumerate(read)]
    return replace(a_plan(settings={"risk_scale": scale}, risks=risks), typed={(SOURCE, "Risks"): typed})


@pytest.mark.parametrize("scale", [None, "5-point"])
def test_a_risk_of_five_points_is_scored_where_both_its_figures_are_on_the_scale(scale):
    assert list(scores(risks_of(scale))["score"]) == [6, None, None, None, None, None, None, None]


def test_low_medium_and_high_count_as_one_two_and_three_on_a_scale_of_three_points():
    assert list(scores(risks_of("3-point"))["score"]) == [6, None, None, None, None, 3, 6, None]


def test_an_emptied_mark_is_blank():
    assert list(scores(risks_of("3-point", [("CLEAR", "High")]))["score"]) == [None]
