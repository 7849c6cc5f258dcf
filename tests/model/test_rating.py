from __future__ import annotations

from itertools import product

import pytest

from toolkit.model.schemes import (
    DELIVERY,
    LOOK,
    MILESTONES,
    OVERRIDE_REFUSALS,
    PROGRESS,
    RATED,
    REASON_LENGTH,
    ROLL_UP,
    SEVERITY,
    Rating,
    Scheme,
    key,
    reason,
    worst,
)

TABLES = {"progress": PROGRESS, "delivery": DELIVERY, "milestones": MILESTONES, "roll-up": ROLL_UP}


def brightness(colour: str) -> float:
    """Relative luminance as the accessibility guidelines (WCAG) define it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("one", [*Rating, None])
@pytest.mark.parametrize("other", [*Rating, None])
def test_the_worst_of_two_is_one_of_them_whichever_comes_first(one, other):
    assert worst(one, other) in (one, other)
    assert worst(one, other) == worst(other, one)


def test_red_and_amber_outweigh_what_cannot_be_rated_and_green_does_not():
    unrated = (Rating.NOT_RATED, Rating.NOT_DUE)
    for rating, colour in product(unrated, (Rating.RED, Rating.AMBER)):
        assert worst(rating, colour) == colour
    for rating, colour in product(unrated, (Rating.GREEN, Rating.BLUE)):
        assert worst(rating, colour) == rating


def test_the_worst_of_nothing_is_nothing():
    assert worst() is None
    assert worst(None, None) is None


def test_every_rating_has_its_place_and_its_look():
    assert set(SEVERITY) == set(Rating)
    assert set(LOOK) == set(Rating)
    assert tuple(rating for rating in SEVERITY if rating in RATED) == RATED


def test_every_rating_reads_easily_on_its_colour():
    assert all(contrast(look.fill, look.ink) >= 4.5 for look in LOOK.values())


def test_every_rating_can_be_told_from_a_white_page():
    assert all(contrast(look.border, "#FFFFFF") >= 3 for look in LOOK.values())


def test_no_two_ratings_have_the_same_shape():
    assert len({look.shape for look in LOOK.values()}) == len(LOOK)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_code_means_one_rating(table):
    ratings: dict[str, set[Rating | None]] = {}
    for line in table:
        ratings.setdefault(line.code, set()).add(line.rating)

    assert all(len(found) == 1 for found in ratings.values())


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_ends_with_what_is_left(table):
    assert [line.when == "otherwise" for line in table] == [False] * (len(table) - 1) + [True]


def test_the_codes_stand_in_the_order_in_which_they_are_tried():
    def tried(table):
        return list(dict.fromkeys(line.code for line in table if line.code != "S0"))

    assert tried(PROGRESS) == ["P1", "P2", "P3", "P5", "P4", "P6"]
    order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 9, 12, 13, 14, 15, 18, 16, 17, 19]
    assert tried(DELIVERY) == [f"D{number}" for number in order]
    assert tried(MILESTONES) == ["M0", "M1", "M2", "M3", "M4", "M5"]
    assert tried(ROLL_UP) == ["T0", "T1", "T2", "T3", "T4", "T5"]


def test_the_key_explains_every_rating_its_scheme_can_give():
    given = {Scheme.PROGRESS: PROGRESS, Scheme.DELIVERY: DELIVERY}
    for scheme, table in given.items():
        assert {line.rating for line in table} == {rating for rating, _ in key(scheme)}


def test_green_means_another_thing_in_each_scheme():
    assert dict(key("Progress"))[Rating.GREEN] != dict(key("Delivery"))[Rating.GREEN]


def test_there_is_no_key_to_a_scheme_that_does_not_exist():
    with pytest.raises(ValueError, match="Traffic lights"):
        key("Traffic lights")


def test_the_shortest_reason_is_told_as_it_is_measured():
    assert any(str(REASON_LENGTH) in refusal.words for refusal in OVERRIDE_REFUSALS)


@pytest.mark.parametrize(
    ("why", "phrase"),
    [
        ("Due 31 March 2015, 1 day ago.", "Red: due 31 March 2015, 1 day ago"),
        ("TBC for a second period.", "Red: TBC for a second period"),
        ("A milestone, due 1 March 2015, is 31 days late.", "Red: a milestone, due 1 March 2015, is 31 days late"),
        ('"Where are we now" is blank.', 'Red: "Where are we now" is blank'),
        ("", "Red"),
    ],
)
def test_a_rating_is_told_with_its_reason(why, phrase):
    assert reason(Rating.RED, why) == phrase
