from __future__ import annotations

import datetime as dt

from tests.builders import a_plan, an_action
from tests.merge_builders import together
from toolkit.model.plan import Book, Plan
from toolkit.rules.ask import validate


def a_register(source: str, lead: str, **person: object) -> Plan:
    rows = [an_action(lead=lead, service="Early Help")]
    people = [{"name": lead, "role": lead, "body": "Exampleshire Council"} | person]
    return a_plan(rows, source=source, book=Book.REGISTER, settings={"plan_code": source}, people=people)


def test_the_people_of_one_register_are_not_those_of_another_checked_with_it():
    left = a_register("a.xlsx", "Head of Early Help", left_on=dt.date(2026, 8, 31))
    here = a_register("b.xlsx", "Head of Early Help")
    other = a_register("c.xlsx", "Head of Safeguarding")

    together_ = validate(together(here, left, other))

    assert [(f.source, f.rule) for f in together_.findings] == [("a.xlsx", "L-08")]


def said_of(lead: str, people: list[dict[str, object]]) -> list[tuple[str, str]]:
    """Rule and message of what is found about a lead in a register with some people."""
    plan = a_plan([an_action(lead=lead, service="Early Help")], book=Book.REGISTER, people=people)
    return [(f.rule, f.message) for f in validate(plan).findings]


HEAD = {"name": "Alex Example", "role": "Head of Early Help", "body": "Exampleshire Council"}


def test_a_role_is_asked_about_where_nobody_at_all_is_listed():
    assert [rule for rule, _ in said_of("Head of Early Help", [])] == ["L-05"]
    assert said_of("Head of Early Help", [HEAD]) == []
    assert said_of("Alex Example", []) == []


def test_a_return_alone_knows_nobody_and_asks_nothing():
    assert validate(a_plan([an_action(lead="Head of Early Help")])).brief() == []


def test_somebody_named_beside_a_post_is_no_unheld_role():
    assert said_of("Head of Safeguarding, Sam Sample", []) == []
    assert said_of("Head of Early Help, Alex Example", [HEAD]) == []
    assert [rule for rule, _ in said_of("Head of Safeguarding, Sam Sample", [HEAD])] == ["L-06"]


def test_a_post_and_a_name_run_together_are_one_finding():
    assert said_of("Head of Safeguarding Sam Sample", [HEAD]) == [
        ("L-04", '"Head of Safeguarding Sam Sample" is a post and a name run together.')
    ]


def test_a_chair_and_leads_run_together_are_one_finding():
    assert said_of("Chair of the Audit Group Team Leads", [HEAD]) == [
        ("L-04", '"Chair of the Audit Group Team Leads" looks like two leads.')
    ]


def test_bodies_that_lead_together_are_said_as_several():
    assert said_of("Police and Health", [HEAD]) == [
        ("L-09", '"Police and Health" names organisations, and nobody in them.')
    ]
