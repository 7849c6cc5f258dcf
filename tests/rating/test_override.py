from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries
from tests.rating.rating_frames import REPORT, dates, day, table
from toolkit.model.schemes import RATED, Rating
from toolkit.rating.milestones_and_overrides import apply_overrides

AGREED = {
    "override_reason": "The board agreed this in March",
    "override_by": "Director of Children's Services",
    "override_until": day(30),
}


def shown(worked_out, **override):
    actions = table([{f"override_{name}": value for name, value in override.items()}])
    found = apply_overrides(actions, pd.Series([worked_out], index=actions.index), report_date=REPORT)
    return tuple(found.iloc[0])


def set_to(rating, worked_out, **changes):
    override = {name.removeprefix("override_"): value for name, value in AGREED.items()}
    return shown(worked_out, **{**override, "rating": rating, **changes})


@pytest.mark.parametrize(
    ("rating", "worked_out"),
    [
        ("Amber", "Red"),
        ("Green", "Amber"),
        ("Green", "Green"),
        ("Red", "Green"),
        ("Red", "Blue"),
        ("Red", "Not rated"),
        ("Amber", "Not due"),
        ("green ", "Amber"),
    ],
)
def test_one_step_better_or_any_worse_is_applied(rating, worked_out):
    assert set_to(rating, worked_out) == (rating.strip().capitalize(), True, "")


@pytest.mark.parametrize(
    ("rating", "worked_out", "changes", "why_not"),
    [
        ("Green", "Amber", {"reason": None}, "reason and name needed"),
        ("Green", "Amber", {"by": " "}, "reason and name needed"),
        ("Green", "Amber", {"reason": "As agreed"}, "reason of 10 characters or more needed"),
        ("Green", "Amber", {"reason": "As    agreed"}, "reason of 10 characters or more needed"),
        ("Green", "Amber", {"until": None}, "end date needed"),
        ("Green", "Amber", {"until": day(-1)}, "lapsed"),
        ("Blue", "Green", {}, "Blue needs checked evidence, not an override"),
        ("Blue", "Blue", {}, "Blue needs checked evidence, not an override"),
        ("Purple", "Green", {}, "only Red, Amber or Green can be set"),
        ("Closed", "Red", {}, "only Red, Amber or Green can be set"),
        ("Green", "Red", {}, "one step better at most"),
        ("Red", "Green", {"reason": ""}, "reason and name needed"),
        *(
            ("Green", rating, {}, "an action that cannot be rated can only be set to Red or Amber")
            for rating in ("Not rated", "Not due", "Closed")
        ),
    ],
)
def test_what_may_not_be_set_leaves_the_worked_out_rating_and_says_why(rating, worked_out, changes, why_not):
    assert set_to(rating, worked_out, **changes) == (worked_out, False, why_not)


def test_an_override_holds_on_its_last_day():
    assert set_to("Green", "Amber", until=REPORT)[1]


def test_a_reason_of_ten_characters_is_long_enough():
    assert set_to("Green", "Amber", reason="As agreed.")[1]


@pytest.mark.parametrize("rating", [None, "", "  "])
def test_no_override_asked_for_says_nothing(rating):
    assert shown("Amber", rating=rating, reason="half filled in") == ("Amber", False, "")


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "worked_out": st.sampled_from(list(Rating)),
                "override_rating": st.sampled_from([*Rating, None, "Purple"]),
                "override_reason": st.sampled_from([AGREED["override_reason"], "No", None]),
                "override_by": st.sampled_from([AGREED["override_by"], None]),
                "override_until": dates,
            }
        ),
        min_size=1,
        max_size=12,
    )
)
@tries(80)
def test_an_override_is_never_blue_and_never_more_than_a_step_better(rows):
    actions = table(rows)
    found = apply_overrides(actions, actions.worked_out, report_date=REPORT)

    assert found.index.equals(actions.index)
    for given_row, row in zip(rows, found.itertuples(), strict=True):
        before = given_row["worked_out"]
        asked = given_row["override_rating"] is not None
        assert row.applied == (asked and not row.why_not)
        if not row.applied:
            assert row.rating == before
        elif before in RATED:
            assert RATED.index(Rating(row.rating)) - RATED.index(before) <= 1
            assert row.rating != "Blue"
        else:
            assert row.rating in ("Red", "Amber")
