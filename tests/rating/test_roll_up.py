from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rating.rating_frames import table
from toolkit.model.schemes import RATED, ROLL_UP, Rating
from toolkit.rating.roll_up import (
    direction,
    escalated,
    escalation_reasons,
    percentages,
    roll_up,
    roll_up_groups,
)

tallies = st.dictionaries(st.sampled_from([str(rating) for rating in Rating]), st.integers(0, 400))


@pytest.mark.parametrize(
    ("counts", "escalated_reds", "code", "why"),
    [
        ({}, 0, "T0", "No action is rated."),
        ({"Not rated": 5, "Not due": 1}, 0, "T0", "No action is rated."),
        ({"Red": 1, "Green": 99}, 1, "T1", "1 of 100 rated actions is Red and escalated."),
        ({"Red": 2, "Green": 8}, 0, "T1", "2 of 10 rated actions are Red (20.0%)."),
        ({"Red": 1}, 0, "T1", "The only rated action is Red (100.0%)."),
        ({"Red": 199, "Green": 801}, 0, "T2", "199 of 1,000 rated actions are Red (19.9%)."),
        ({"Amber": 3, "Green": 7}, 0, "T2", "3 of 10 rated actions are Red or Amber (30.0%)."),
        ({"Green": 8, "Not rated": 1}, 0, "T3", "1 of 9 actions is not rated (11.1%)."),
        ({"Blue": 5, "Closed": 40}, 0, "T4", "All 5 rated actions are Blue."),
        ({"Green": 9, "Not rated": 1}, 0, "T5", "9 of 9 rated actions are Green or Blue (100.0%)."),
        ({"Amber": 29, "Green": 71}, 0, "T5", "71 of 100 rated actions are Green or Blue (71.0%)."),
        ({"Green": 9, "Not due": 90}, 0, "T5", "9 of 9 rated actions are Green or Blue (100.0%)."),
    ],
)
def test_a_group_is_rated_from_its_counts(counts, escalated_reds, code, why):
    rating = next(line.rating for line in ROLL_UP if line.code == code)

    assert roll_up(counts, escalated_reds) == (rating, code, why)


def test_what_is_escalated_but_not_red_does_not_make_a_theme_red():
    assert roll_up({"Amber": 1, "Green": 9}, 1).code == "T5"


@given(tallies, st.integers(0, 5))
def test_any_counts_roll_up_to_one_rating(counts, escalated_reds):
    said = roll_up(counts, escalated_reds)

    assert said.rating in {line.rating for line in ROLL_UP if line.code == said.code}
    assert (said.rating == "Not rated") == (sum(counts.get(rating, 0) for rating in RATED) == 0)


@given(st.integers(1, 400), st.integers(0, 400))
def test_a_fifth_red_is_red_exactly(red, others):
    said = roll_up({"Red": red, "Green": others})

    assert (said.rating == "Red") == (Decimal(red) / Decimal(red + others) >= Decimal("0.2"))


def test_percentages_are_of_the_rated_and_to_one_decimal():
    shares = percentages({"Green": 150, "Amber": 11, "Red": 1, "Closed": 12})

    assert shares == {Rating.RED: 0.6, Rating.AMBER: 6.8, Rating.GREEN: 92.6, Rating.BLUE: 0.0}


def test_nothing_rated_has_no_share():
    assert set(percentages({"Closed": 3}).values()) == {0.0}


@given(tallies)
def test_half_of_a_tenth_is_rounded_up(counts):
    rated = sum(counts.get(rating, 0) for rating in RATED)
    for rating, share in percentages(counts).items():
        if rated:
            exact = Decimal(counts.get(rating, 0) * 1000) / rated
            assert Decimal(str(share)) * 10 == exact.quantize(Decimal(1), ROUND_HALF_UP)


def groups(ratings, by, escalated_rows=()):
    index = [f"A{n}" for n in range(len(ratings))]
    worst_first = pd.Series([n in escalated_rows for n in range(len(ratings))], index=index)
    if not isinstance(by, pd.Series):
        by = pd.Series(by, index=index)
    return roll_up_groups(pd.Series(ratings, index=index), worst_first, by)


def test_each_theme_has_its_counts_and_its_rating():
    found = groups(["Green", "Red", "Blue", "Green"], ["Help", "Care", "Care", None])

    assert list(found.index) == ["Help", "Care", ""]
    assert list(found.Red) == [0, 1, 0]
    assert list(found.Closed) == [0, 0, 0]
    assert list(found.rating) == ["Green", "Red", "Green"]
    assert list(found.code) == ["T5", "T1", "T5"]


def test_an_escalated_red_makes_its_theme_red():
    ratings, by = ["Red"] + ["Green"] * 9, ["Help"] * 10

    assert list(groups(ratings, by).code) == ["T2"]
    assert list(groups(ratings, by, escalated_rows={0}).code) == ["T1"]
    assert list(groups(ratings, by, escalated_rows={1}).code) == ["T2"]


def test_an_action_counts_once_in_each_recommendation_however_often_it_is_linked():
    links = pd.Series(["R1", "R2", "R1", "R2"], index=["A0", "A0", "A0", "A1"])

    found = groups(["Red", "Green"], links)

    assert list(found.index) == ["R1", "R2"]
    assert list(found.Red) == [1, 1]
    assert list(found.Green) == [0, 1]


def test_groups_agree_with_one_at_a_time():
    ratings = [str(rating) for rating in Rating] * 3
    found = groups(ratings, ["one"] * 7 + ["two"] * 14)

    for row in found.itertuples():
        counts = {rating: int(found.loc[row.Index, str(rating)]) for rating in Rating}
        assert roll_up(counts) == (row.rating, row.code, row.why)


def test_no_actions_make_no_groups():
    assert groups([], []).empty


@pytest.mark.parametrize(
    ("now", "before", "same", "said"),
    [
        ("Green", None, True, "New"),
        ("Green", "", False, "New"),
        ("Closed", "Red", False, "Closed"),
        ("Closed", "Closed", True, "Closed"),
        ("Green", "Amber", False, "No comparison"),
        ("Green", "Not rated", True, "No comparison"),
        ("Green", "Not due", True, "No comparison"),
        ("Green", "Closed", True, "No comparison"),
        ("Not rated", "Green", True, "No comparison"),
        ("Blue", "Green", True, "Improved"),
        ("Red", "Amber", True, "Worsened"),
        ("Amber", "Amber", True, "No change"),
    ],
)
def test_direction_is_against_the_last_snapshot(now, before, same, said):
    index = pd.Index(["A1"])
    found = direction(pd.Series([now], index=index), pd.Series([before], index=index), pd.Series([same], index=index))

    assert list(found) == [said]
    assert found.index.equals(index)


@pytest.mark.parametrize(
    ("action", "reasons"),
    [
        ({"rating": "Red", "previous_rating": "Red"}, "Red for two periods running"),
        ({"rating": "Red", "previous_rating": "Amber"}, ""),
        ({"rating": "Green", "previous_rating": "Red"}, ""),
        ({"rating": "Amber", "tbc_periods": 2}, "TBC for two periods"),
        ({"rating": "Amber", "tbc_periods": 1}, ""),
        ({"rating": "Amber", "times_moved": 3}, "due date moved twice"),
        ({"rating": "Amber", "not_returned": True}, "return missing"),
        ({"rating": "Closed", "times_moved": 3, "not_returned": True}, ""),
        ({"rating": "Blue", "status": "Complete", "times_moved": 2}, ""),
        (
            {"rating": "Red", "previous_rating": "Red", "not_returned": True},
            "Red for two periods running; return missing",
        ),
        ({}, ""),
    ],
)
def test_what_is_escalated_is_told_why(action, reasons):
    rows = table([{"ref": "1", **action}])

    assert list(escalation_reasons(rows)) == [reasons]
    assert list(escalated(rows)) == [bool(reasons)]
