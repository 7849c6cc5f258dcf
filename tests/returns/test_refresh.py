"""What a refresh works out in a register beside the ratings of its actions."""

from __future__ import annotations

import datetime as dt

from tests.builders import a_plan, an_action
from toolkit.model.plan import Book, Plan
from toolkit.register.next_register import refreshed_register


def a_register(**others: list[dict[str, object]]) -> Plan:
    actions = [
        an_action("EX1"),
        an_action("EX2", due_as_written="30 June 2026"),
        an_action("EX3", action="Agree one protocol with housing"),
    ]
    return refreshed_register(a_plan(actions, book=Book.REGISTER, **others))


def a_link(action: str, recommendation: str) -> dict[str, object]:
    return {"action_ref": action, "to": "recommendation", "ref": recommendation}


def test_a_recommendation_is_rated_from_the_actions_that_answer_it():
    register = a_register(
        recommendations=[{"ref": "1", "text": "Decide in a day"}, {"ref": "2", "text": "Agree with housing"}],
        links=[a_link("EX1", "1"), a_link("ex2", "1"), a_link("EX3", "2"), a_link("EX3", "1")],
    )

    assert list(register["Recommendations"]["rating"]) == ["Red", "Green"]


def test_a_recommendation_that_no_action_answers_has_no_rating():
    register = a_register(recommendations=[{"ref": "1", "text": "Decide in a day"}], links=[a_link("EX9", "1")])

    assert list(register["Recommendations"]["rating"]) == [None]


def test_the_words_of_the_timeline_become_days():
    review = {"activity": "Peer review", "start_as_written": "1 March 2027", "end_as_written": "April 2027"}
    register = a_register(timeline=[review])

    assert register["Timeline"][["start", "end"]].to_numpy().tolist() == [[dt.date(2027, 3, 1), dt.date(2027, 4, 30)]]
