from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.model.schemes import RATED, Rating, Scheme
from toolkit.rating.summarise import COUNTED, Summary, as_last_rated, drafted, summarise

AS_AT = dt.date(2010, 9, 30)
RATINGS = st.lists(st.sampled_from([str(rating) for rating in Rating]), max_size=60)


def actions(*ratings: str, themes: list[str] | None = None, escalated: tuple[int, ...] = (), **others) -> pd.DataFrame:
    rows = {
        "theme": themes or ["Front door"] * len(ratings),
        "rating": list(ratings),
        "escalated": [n in escalated for n in range(len(ratings))],
    }
    return pd.DataFrame(rows | others).astype({"theme": object, "rating": object, "escalated": bool})


def summary(*ratings: str, scheme: str = "Progress", before: pd.DataFrame | None = None, **others) -> Summary:
    return summarise(actions(*ratings, **others), as_at=AS_AT, scheme=scheme, before=before)


def test_counts_come_first_and_percentages_are_to_one_decimal():
    found = summary(*["Green"] * 150, *["Amber"] * 11, "Red")

    assert (found.actions, found.rated) == (162, 162)
    assert found.percent == {"Red": 0.6, "Amber": 6.8, "Green": 92.6, "Blue": 0.0}


@given(RATINGS)
def test_every_action_is_counted_once_in_the_plan_and_once_in_its_theme(ratings):
    themes = [f"Theme {n % 3}" for n in range(len(ratings))]
    found = summary(*ratings, themes=themes, scheme="Delivery")

    assert found.actions == len(ratings)
    assert found.rated == sum(rating in list(RATED) for rating in ratings)
    assert found.themes["actions"].sum() == len(ratings)
    for rating in COUNTED:
        assert found.themes[rating].sum() == found.counts[rating]


def test_themes_stand_in_the_order_of_the_actions():
    found = summary("Green", "Red", "Green", themes=["Zeal", "Care", "Zeal"])

    assert list(found.themes.index) == ["Zeal", "Care"]


def test_a_theme_is_compared_with_what_it_was_at_the_last_sign_off():
    was = actions("Green", "Red", themes=["Front door", "Care"])
    found = summary("Red", "Green", "Green", themes=["Front door", "Care", "New theme"], before=was)

    assert found.themes["previous"].fillna("").tolist() == ["Green", "Red", ""]
    assert found.themes["direction"].tolist() == ["Worsened", "Improved", "New"]
    assert (found.change("Red"), found.change("Green"), found.change("Blue")) == (0, 1, 0)


def test_with_nothing_signed_off_before_nothing_is_compared():
    found = summary("Red", "Green")

    assert set(found.themes["direction"]) == {"No comparison"}
    assert found.before is None
    assert found.change("Red") is None


def test_an_escalated_red_makes_the_theme_and_the_plan_red():
    calm = summary(*["Green"] * 9, "Red")
    escalated = summary(*["Green"] * 9, "Red", escalated=(9,))

    assert (calm.rating, escalated.rating) == ("Amber", "Red")
    assert escalated.themes["rating"].tolist() == ["Red"]


def test_missing_returns_are_counted_by_service():
    found = summary(
        *["Green"] * 4,
        service=["Youth Justice", "Early Help", "Youth Justice", None],
        return_state=["Not returned", "Returned", "Not returned", "Not returned"],
    )

    assert found.not_returned == {"Youth Justice": 2, "no service named": 1}


def test_an_empty_plan_has_a_summary_too():
    found = summary()

    assert (found.actions, found.rating, len(found.themes)) == (0, "Not rated", 0)
    assert drafted(found) == "On 30 September 2010 the plan holds no actions."


def test_the_paragraph_tells_each_colour_with_its_count_and_its_meaning():
    found = summary(*["Green"] * 150, *["Amber"] * 11, "Red")

    assert drafted(found) == (
        "By 30 September 2010 the status of the 162 actions is as follows: "
        "150 actions are Green: completed, with nothing left to do; "
        "11 actions are Amber: progress made, further work required; "
        "1 action is Red: not started, or little or no progress, or milestones badly late."
    )


def test_the_paragraph_says_how_it_stood_before_and_whose_returns_are_missing():
    found = summary(
        "Green", "Amber", "Amber",
        before=actions("Red", "Amber"),
        service=["Early Help", "Youth Justice", "Early Help"],
        return_state=["Not returned", "Not returned", "Not returned"],
    )  # fmt: skip

    assert drafted(found, before="At the last sign-off, as at 30 June 2010,").endswith(
        " At the last sign-off, as at 30 June 2010, the figures were 1 Amber and 1 Red. "
        "No return has been merged from Early Help (2 actions) or Youth Justice (1 action); "
        "without one nothing is shown as Green or Blue."
    )


def test_one_action_is_told_in_the_singular():
    told = drafted(summary("Red", service=["Early Help"], return_state=["Not returned"]))

    assert told.startswith("By 30 September 2010 the status of the one action is as follows: 1 action is Red: ")
    assert "No return has been merged from Early Help (1 action); " in told


@pytest.mark.parametrize("scheme", list(Scheme))
@given(RATINGS)
def test_every_figure_of_the_paragraph_is_the_summarys(scheme, ratings):
    found = summary(*ratings, scheme=scheme)
    told = drafted(found)

    for rating, count in found.counts.items():
        noun = "1 action is" if count == 1 else f"{count} actions are"
        assert (f"{noun} {rating}: " in told) == bool(count)


def test_the_figures_given_out_are_plain_numbers():
    given_out = summary("Red", "Green", themes=["Care", "Front door"]).as_json()

    assert given_out["counts"]["Red"] == 1
    assert given_out["percent"] == {"Red": 50.0, "Amber": 0.0, "Green": 50.0, "Blue": 0.0}
    assert [theme["theme"] for theme in given_out["themes"]] == ["Care", "Front door"]
    assert all(type(n) is int for theme in given_out["themes"] for n in theme["counts"].values())


def test_a_return_is_compared_with_what_its_actions_were_last_signed_off_as():
    now = actions("Red", "Green", "Amber", escalated=(0, 1)).assign(previous_rating=["Amber", "Red", None])

    before = as_last_rated(now)

    assert before is not None
    assert before["rating"].tolist() == ["Amber", "Red"]
    assert before["escalated"].tolist() == [False, False]


def test_where_nothing_was_signed_off_there_is_nothing_to_compare_with():
    assert as_last_rated(actions("Red").assign(previous_rating=[None])) is None
