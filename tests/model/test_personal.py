"""Whether words may tell who a child is: check figures, weights, what stands beside a sign, and what it costs."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries
from tests.cases import personal_cases
from tests.work import calls_in
from toolkit.model.personal import Kind, personal_data, personal_in
from toolkit.model.personal.check_letters import (
    UPN_LETTERS,
    is_nhs_number,
    is_upn,
    nhs_check_figure,
    upn_check_letter,
)

CASES = json.loads(personal_cases.CASES.read_text(encoding="utf-8"))
TEXTS = [case["text"] for case in CASES]
FIGURES = "0123456789"
SPACES = [" ", "  ", "\u00a0", "\u2009", ".", "-", "\u2013", " \u00a0", "/"]


def figures(count: int) -> st.SearchStrategy[str]:
    return st.text(FIGURES, min_size=count, max_size=count)


def test_of_what_is_found_nearly_all_should_be_and_of_what_should_be_nearly_all_is_found():
    precision, recall = personal_cases.measured(CASES)

    assert len(CASES) >= 200
    assert precision >= 0.99
    assert recall >= 0.98


def test_the_figures_in_the_documentation_are_fresh():
    page = personal_cases.PAGE.read_text(encoding="utf-8")

    assert page == personal_cases.page_with(page), "run `make docs`"
    assert f"{len(CASES)} strings" in page


def test_many_texts_looked_at_as_one_are_each_found_as_if_alone():
    assert personal_in(TEXTS) == {n: found for n, text in enumerate(TEXTS) if (found := personal_data(text))}
    assert personal_in(TEXTS[::-1]).keys() == {len(TEXTS) - 1 - n for n in personal_in(TEXTS)}


@tries(200)
@given(figures(9), st.sampled_from(SPACES))
def test_a_number_of_the_nhs_is_one_however_it_is_spaced(nine: str, between: str):
    check = nhs_check_figure(f"999{nine[3:]}")
    number = f"999{nine[3:]}{check}"

    if check is not None:
        assert is_nhs_number(number)
        found = personal_data(f"Waiting for {number[:3]}{between}{number[3:6]}{between}{number[6:]} to be matched")
        assert found.kinds[0] is Kind.NHS_NUMBER


@tries(200)
@given(figures(9), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_figure_makes_it_no_number_of_the_nhs(nine: str, place: int, more: int):
    check = nhs_check_figure(nine)
    if check is not None:
        number = nine + check
        other = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
        assert not is_nhs_number(other)


@tries(200)
@given(figures(11), st.sampled_from(FIGURES + UPN_LETTERS), st.sampled_from(["", " "]))
def test_a_pupil_number_is_known_by_its_letter_temporary_ones_too(eleven: str, last: str, between: str):
    letter = upn_check_letter(eleven + last)
    number = letter + eleven + last

    assert is_upn(number)
    assert personal_data(f"Not on roll: {letter}{between}{eleven}{last}").kinds == (Kind.UPN,)
    for other in UPN_LETTERS.replace(letter, ""):
        assert not is_upn(other + eleven + last)


@tries(200)
@given(figures(12), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_figure_makes_it_no_pupil_number(twelve: str, place: int, more: int):
    other = twelve[:place] + str((int(twelve[place]) + more) % 10) + twelve[place + 1 :]

    assert not is_upn(upn_check_letter(twelve) + other)


@pytest.mark.parametrize("letters", ["I", "O", "S"])
def test_letters_that_look_like_figures_begin_no_pupil_number(letters: str):
    assert letters not in UPN_LETTERS
    assert not is_upn(letters + "8" * 12)


def test_signs_count_together_only_where_they_stand_near_each_other():
    age, school = "a girl aged 14", "Hillside School"

    assert personal_data(f"{age} at {school}")
    assert not personal_data(age)
    assert not personal_data(school)
    assert not personal_data(f"{age}. {'The board met and agreed the minutes. ' * 6}{school}")


def test_one_sign_found_twice_counts_once():
    assert not personal_data("BK1 2AB, BK2 3CD, BK3 4EF and BK4 5GH")


def test_a_published_review_takes_the_letter_away_but_not_what_else_is_said():
    assert not personal_data("Child Q serious case review")
    assert personal_data("Child Q serious case review, DOB 12/03/2014").kinds[0] is Kind.BIRTH
    assert personal_data("Delayed by the review of Child B").kinds == (Kind.LETTER,)


def test_a_finding_names_the_strongest_signs_and_repeats_none_of_them():
    found = personal_data("UPN Q820432108001, JS (14), Mosaic 445566, mum 07700 900123")

    assert found.words == "a unique pupil number, initials with an age or a family and the number of a record"
    assert "Q82" not in found.words


@tries(300)
@given(st.text(max_size=80), st.sampled_from(TEXTS), st.text(max_size=80))
def test_any_words_are_read_and_the_clues_lose_nothing(before: str, sample: str, after: str):
    text = f"{before} {sample} {after}"

    assert bool(personal_data(text)) == (0 in personal_in([text]))


LONG = ["Child ", "A. ", "1 ", "999 ", "a@", "b. ", "12 Alder Brook Mill ", "JS (", "A, ", "+44 (0) ", "BK1 2AB ", "'"]


@pytest.mark.parametrize("words", LONG)
def test_the_work_grows_no_faster_than_the_words(words: str):
    short, long = (words * (size // len(words)) for size in (1_000, 8_000))
    personal_data(short)

    assert calls_in(lambda: personal_data(long)) < 12 * max(calls_in(lambda: personal_data(short)), 40)
