"""What counts as the same service, reference, heading or text: the one answer everybody uses."""

import pandas as pd
import pytest

from toolkit.model.identity import (
    heading_key,
    ref_keys,
    ref_order,
    row_key,
    same_ref,
    same_service,
    same_text,
    service_key,
    theme_key,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Front-Door", "Front Door"),
        ("Early Help", " early  help"),
        ("Children's Services", "Childrens’ Services"),
        ("Café", "Cafe\u0301"),
    ],
)
def test_one_service_written_in_two_ways_is_one(one, other):
    assert same_service(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Team 1-2", "Team 12"), ("子", "母"), ("***", "---"), ("Care leavers 16", "Care leavers 16+"), (None, None)],
)
def test_two_services_stay_two(one, other):
    assert not same_service(one, other)


def test_every_name_that_is_not_blank_is_a_service_of_its_own():
    assert all(service_key(name) for name in ("子", "***", "हिन्दी", "12"))
    assert not any(service_key(name) for name in (None, float("nan"), "", " \u200b"))


def test_refs_are_compared_in_capitals_and_whatever_dash_was_typed():
    assert same_ref(" ex-1 ", "EX\u20131")
    assert not same_ref("1.10", "1.1")
    assert not same_ref(None, "")
    assert ref_keys(pd.Series([" ex1 ", None, 7], dtype=object)).tolist() == ["EX1", "", "7"]


def test_a_row_without_a_whole_key_has_none():
    assert row_key(("ex1", 2)) == "EX1|2"
    assert row_key(("ex1", None)) == ""


def test_a_numbered_theme_is_not_another_whose_figures_run_together():
    assert theme_key("1.1") != theme_key("11")


def test_headings_are_read_whatever_their_case_spaces_and_punctuation():
    assert heading_key("Due date\n(as written)") == heading_key("DUE DATE AS-WRITTEN")
    assert heading_key("子") != heading_key("母")


def test_a_yes_is_a_yes_in_any_case():
    assert same_text(" YES ", "yes")
    assert not same_text("yes", "no")


def test_refs_stand_in_the_order_in_which_people_count():
    refs = ["10.2", "2.1", "1.10", "1.1", "A10", "a2", "A2/b", "", "1.1a", "2"]

    assert sorted(refs, key=ref_order) == ["", "1.1", "1.1a", "1.10", "2", "2.1", "10.2", "a2", "A2/b", "A10"]
    assert ref_order("ex 4") == ref_order("EX 4")
    assert ref_order(None) == ()
