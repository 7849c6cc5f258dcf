from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import at, found
from toolkit.model.plan import Book

ACTION, NOW = ("Actions", at("Actions", 5, "action"), "EX1"), ("Actions", at("Actions", 5, "where_now"), "EX1")


@pytest.mark.parametrize(
    ("action", "several"),
    [
        ("Agree a pathway. Train every carer to use it Monitor its use each month", True),
        ("Agree one pathway with schools Train all carers in it", True),
        ("Bring every case to the monthly Review with the chair's summary", False),
        ("Bring every case to the monthly Review before it closes", False),
        ("Publish the annual Report and share it with schools", False),
    ],
)
def test_a_second_sentence_begins_with_a_verb_even_where_the_full_stop_is_missing(action: str, several: bool):
    assert found(a_plan([an_action(action=action)]), "T-03") == ([ACTION] if several else [])


@pytest.mark.parametrize("words", ["Met child A on Monday", "NHS record 9434765919", "Record 943-476-5919 is closed"])
def test_a_child_may_be_known_by_a_letter_or_a_number(words: str):
    assert found(a_plan([an_action(where_now=words)]), "T-10") == [NOW]


@pytest.mark.parametrize("words", ["Ring 01632 960 123", "Order 1234567890 is paid", "A child a week is seen"])
def test_other_numbers_and_letters_are_no_childs(words: str):
    assert found(a_plan([an_action(where_now=words)]), "T-10") == []


def test_an_empty_list_of_abbreviations_is_said_once():
    rows = [an_action("EX1", action="Publish one guide on CSE for every IRO"), an_action("EX2", action="Ask the MASH")]
    plan = a_plan([row | {"service": "Early Help"} for row in rows], book=Book.REGISTER)

    assert found(plan, "T-09") == [("Actions", at("Actions", 5, "action", Book.REGISTER), "EX1")]
