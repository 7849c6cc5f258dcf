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
