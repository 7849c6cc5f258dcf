"""T-06 and T-07: the same piece of work twice, and pieces of work that only sound alike."""

from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import found
from toolkit.model.plan import Book, Plan


def a_pair(one: str, other: str, **fields: object) -> Plan:
    rows = [an_action("EX1", action=one), an_action("EX2", action=other) | fields]
    return a_plan([row | {"service": "Early Help"} for row in rows], book=Book.REGISTER)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Audit twenty referrals a month", "Audit twenty assessments a month"),
        ("Report on placements to the board each quarter", "Report on adoptions to the board each quarter"),
        ("Refresh the fostering offer by spring", "Refresh the housing offer by spring"),
        ("Reduce agency staff by 10 posts", "Reduce agency staff by 25 posts"),
        ("Hold a training day for foster carers", "Hold a training day for residential staff"),
    ],
)
def test_short_actions_in_one_form_are_several_pieces_of_work(one: str, other: str):
    assert found(a_pair(one, other), "T-07") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Train every duty manager to record decisions", "Train each duty manager to record decisions"),
        ("Train every duty manager to record decisions", "Train every duty manger to record decisons"),
        (
            "Publish one threshold guide for every school, nursery and surgery in the county",
            "Publish one threshold guide for every school, nursery and surgery in the borough",
        ),
    ],
)
def test_one_piece_of_work_in_nearly_the_same_words_is_found(one: str, other: str):
    assert [ref for _, _, ref in found(a_pair(one, other), "T-07")] == ["EX2"]


WORDS = "Publish one threshold guide for every school in the county"


@pytest.mark.parametrize("code", ["T-06", "T-07"])
def test_a_part_is_not_compared_with_its_own_action(code: str):
    nearly = {"T-06": WORDS, "T-07": WORDS.replace("every", "each")}[code]

    assert found(a_pair(WORDS, nearly, parent_ref="EX1"), code) == []
    assert [ref for _, _, ref in found(a_pair(WORDS, nearly), code)] == ["EX2"]
    assert [ref for _, _, ref in found(a_pair(WORDS, nearly, parent_ref="EX7"), code)] == ["EX2"]


def test_parts_of_two_actions_that_say_the_same_are_found_once():
    rows = [
        an_action("EX1", action=WORDS),
        an_action("EX1/a", action=WORDS, parent_ref="EX1"),
        an_action("EX2", action="Visit every college"),
        an_action("EX2/a", action=WORDS, parent_ref="EX2"),
    ]
    plan = a_plan([row | {"service": "Early Help"} for row in rows], book=Book.REGISTER)

    assert [ref for _, _, ref in found(plan, "T-06")] == ["EX2/a"]
