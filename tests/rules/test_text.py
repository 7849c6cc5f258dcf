from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.merge_builders import together
from tests.rules.asking import at, found
from toolkit.model.plan import Book, Plan

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


@pytest.mark.parametrize(
    "texts",
    [
        ("Read the guide;", "Ring the duty line; and", "Write it down."),
        ("Read the guide,", "Ring the duty line, and", "Write it down."),
        ("To the front door;",),
        ("Visits to schools; and",),
    ],
)
def test_items_of_a_list_that_goes_on_in_another_cell_are_not_cut_short(texts: tuple[str, ...]):
    rows = [an_action(f"EX{n}", action=text) for n, text in enumerate(texts)]

    assert found(a_plan(rows), "T-04") == []


@pytest.mark.parametrize("words", ["Work with both boroughs,", "Draft tested with schools and", "Agreed with these:"])
def test_a_text_that_stops_alone_is_cut_short(words: str):
    rows = [an_action("EX1", action=words), an_action("EX2", action="Train every duty manager.")]

    assert found(a_plan(rows), "T-04") == [ACTION]


def test_the_lists_of_two_files_are_not_one_list():
    plans = [a_plan([an_action(action="Read the guide,")], source=f"{n}.xlsx") for n in "ab"]

    assert len(found(together(*plans), "T-04")) == 2


def a_register(action: str, listed: list[str], **others: object) -> Plan:
    rows = [{"abbreviation": short, "meaning": "What it means"} for short in listed]
    actions = [an_action(action=action, service="Early Help")]
    return a_plan(actions, book=Book.REGISTER, abbreviations=rows, **others)  # type: ignore[arg-type]


def test_an_abbreviation_that_stands_only_in_the_narrative_is_used():
    told = [{"section": "Summary", "no": "1", "title": "Where we are", "text": "The MASH answers within a day."}]

    assert found(a_register("Publish one guide", ["MASH"], narrative=told), "T-09") == []
    assert found(a_register("Publish one guide", ["MASH"]), "T-09") != []


@pytest.mark.parametrize("short", ["CiN", "KS2", "RAG", "SEND", "PEP's"])
def test_an_abbreviation_in_the_list_may_have_any_form(short: str):
    assert found(a_register(f"Publish one guide on {short} plans", [short.removesuffix("'s")]), "T-09") == []


def test_an_abbreviation_in_the_narrative_that_nobody_explains_is_found_there():
    told = [{"section": "Summary", "no": "1", "title": "Where we are", "text": "The MASH answers within a day."}]
    plan = a_register("Publish one guide for every IRO", ["IRO"], narrative=told)

    assert found(plan, "T-09") == [("Narrative", at("Narrative", 5, "text", Book.REGISTER), "Summary")]


@pytest.mark.parametrize("words", ["The DfE is told", "Ask each HoS", "A duty on the LA and its ICBs"])
def test_an_abbreviation_with_a_small_letter_in_it_or_after_it_is_seen(words: str):
    assert found(a_register(words, ["IRO"], narrative=[{"text": "The IRO decides."}]), "T-09") != []


@pytest.mark.parametrize(
    "words",
    ["Each independent reviewing officer (IRO) is told, and the IRO writes", "Each IRO (independent reviewing officer)",
     "PUBLISH ONE GUIDE FOR ALL", "Lead TBC", "Do this URGENTLY"],
)  # fmt: skip
def test_what_the_text_explains_itself_and_what_everybody_knows_need_no_list(words: str):
    assert found(a_register(words, []), "T-09") == []


def test_brackets_that_say_something_else_explain_nothing():
    assert found(a_register("The duty team (IRO) writes", []), "T-09") != []


def test_an_empty_list_of_abbreviations_is_said_once():
    rows = [an_action("EX1", action="Publish one guide on CSE for every IRO"), an_action("EX2", action="Ask the MASH")]
    plan = a_plan([row | {"service": "Early Help"} for row in rows], book=Book.REGISTER)

    assert found(plan, "T-09") == [("Actions", at("Actions", 5, "action", Book.REGISTER), "EX1")]
