"""An action that a service splits: its parts are given refs that stay, and it stays one action in every sum."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries
from tests.builders import an_action
from tests.merge_builders import (
    EARLY_HELP,
    HEALTH,
    a_register,
    a_return_of,
    action,
    changes,
    merged,
    proposed,
    registered,
)
from toolkit.board_pack.position import position
from toolkit.merging.receipt import Merged
from toolkit.model.plan import Plan
from toolkit.register.next_register import rated_register
from toolkit.register.sign_off import sign_off
from toolkit.returns.issue import actions_in, issue, register_pack
from toolkit.rules.ask import validate

OCTOBER = dt.date(2026, 10, 5)
GREEN = {"due_as_written": "31 March 2027", "status": "In progress"}
RED = {"due_as_written": "30 June 2026", "status": "In progress", "notes": "A printer is found by 30 October"}
DONE = {"status": "Complete", "completed_on": dt.date(2026, 9, 1), "still_to_do": None, "evidence_stage": "Filed"}


def a_part(words: str = "Agree the protocol with the courts", of: str = "3.2", **fields: object) -> dict[str, object]:
    own = {"ref": None, "theme": None, "lead_body": None, "lead": "Head of Legal", "action": words, "parent_ref": of}
    return an_action(**own | fields)  # type: ignore[arg-type]


def a_plan_of_two() -> Plan:
    return a_register([registered("3.1", **GREEN), registered("3.2", **GREEN)])


def split(*parts: dict[str, object], **changed: object) -> Merged:
    register = a_plan_of_two()
    return merged(register, a_return_of(register, add=parts, changes={"3.2": changed} if changed else None))


def test_a_row_that_says_what_it_is_part_of_is_given_a_ref_for_good():
    done = split(a_part(), a_part("Agree the protocol with the police"))

    parts = [action(done.register, f"3.2/{letter}") for letter in "ab"]
    assert [(p["parent_ref"], p["theme"], p["lead"], p["service"]) for p in parts] == [
        ("3.2", "Front door", "Head of Legal", EARLY_HELP)
    ] * 2
    assert proposed(done) == []
    assert ("3.2/a", "Part of", None, "3.2", "Changed") in changes(done)
    assert any(line.startswith("3.2 was split: 3.2/a and 3.2/b are new parts of it.") for line in done.receipt)
    assert done.reconciles


def test_an_action_keeps_its_own_status_beside_its_parts():
    done = split(a_part(status="Not started"), where_now="The first protocol is signed")
    assert action(done.register, "3.2")["status"] == "In progress"


def test_an_action_is_not_complete_while_a_part_of_it_is_open():
    done = split(a_part(), **DONE)
    assert action(done.register, "3.2")["status"] == "In progress"
    why = done.proposed["why"][done.proposed["field"] == "Status"].iloc[0]
    assert why == "3.2/a is still open. An action is complete once all its parts are."


def test_an_action_that_was_complete_is_reopened_by_a_new_open_part():
    register = a_register([registered("3.1", **GREEN), registered("3.2", **DONE)])
    done = merged(register, a_return_of(register, add=[a_part()]))
    now = action(done.register, "3.2")
    assert (now["status"], now["completed_on"]) == ("In progress", None)
    assert ("3.2", "Status", "Complete", "In progress", "Reopened") in changes(done)
    assert done.reconciles


def test_the_part_that_comes_again_without_its_ref_is_the_same_part():
    register = split(a_part()).register
    again = a_return_of(register, add=[a_part(where_now="Courts have agreed")], settings={"signed_off_by": "Deputy"})
    done = merged(register, again)
    assert [ref for ref in done.register["Actions"]["ref"] if "/" in ref] == ["3.2/a"]
    assert action(done.register, "3.2/a")["where_now"] == "Courts have agreed"


def test_a_letter_is_not_given_again_when_its_part_has_gone():
    register = split(a_part(), a_part("Agree the protocol with the police")).register
    actions = register["Actions"]
    register = replace(register, tables={**register.tables, "Actions": actions.loc[actions["ref"] != "3.2/b"]})
    done = merged(register, a_return_of(register, add=[a_part("Agree the protocol with schools")], source="Later.xlsx"))
    assert action(done.register, "3.2/c")["action"] == "Agree the protocol with schools"


@pytest.mark.parametrize(
    ("part", "code", "said"),
    [
        (a_part(of="9.9"), "I-09", "there is no such action"),
        (a_part(of="3.2/a"), "I-10", "3.2/a is a part itself, of 3.2. Type 3.2 under Part of."),
        (a_part(of="3.9", ref="3.9"), "I-09", "3.9 says that it is a part of itself"),
    ],
)
def test_what_cannot_be_a_part_is_found_and_asked_in_the_same_words(part: dict, code: str, said: str):
    register = split(a_part("Agree the protocol with the police")).register
    returned = a_return_of(register, add=[part])
    assert code in {finding.rule for finding in validate(returned).findings}
    done = merged(register, returned)
    assert [line for line in done.proposed["why"] if line.startswith(code) and said in line]
    assert done.reconciles


def test_a_row_without_a_ref_is_asked_about_in_the_same_words_by_check_and_merge():
    register = a_plan_of_two()
    row = an_action(None, action="Agree the protocol with the courts")  # type: ignore[arg-type]
    returned = a_return_of(register, add=[row])
    question = "a new action, or part of 3.2?"

    found = [f for f in validate(returned).findings if f.rule == "I-01"]
    done = merged(register, returned)

    assert [question in f.message for f in found] == [True]
    assert [question in why for why in done.proposed["why"]] == [True]
    assert len(done.register["Actions"]) == 2


def test_a_part_under_its_action_is_not_asked_for_a_ref():
    returned = a_return_of(a_plan_of_two(), add=[a_part()])
    found = {f.rule for f in validate(returned).findings}
    assert found.isdisjoint({"I-01", "I-09", "I-10"})


@pytest.mark.parametrize(
    ("own", "parts", "rating"),
    [
        (GREEN, [RED, GREEN], "Red"),
        (RED, [GREEN], "Red"),
        (GREEN, [GREEN, DONE], "Green"),
        (DONE, [RED | {"status": "Complete", "completed_on": dt.date(2026, 9, 1), "still_to_do": None}], "Green"),
        (GREEN, [RED | {"status": "Withdrawn"}], "Green"),
    ],
)
def test_an_action_is_rated_as_the_worst_of_what_is_open_of_it(own: dict, parts: list[dict], rating: str):
    rows = [registered("3.2", **own)]
    rows += [registered(f"3.2/{'abc'[n]}", parent_ref="3.2", **part) for n, part in enumerate(parts)]
    rated = rated_register(a_register(rows))
    assert action(rated.plan, "3.2")["rating"] == rating


def test_the_reason_names_the_part():
    rated = rated_register(a_register([registered("3.2", **GREEN), registered("3.2/a", parent_ref="3.2", **RED)]))
    assert str(action(rated.plan, "3.2")["why"]).startswith("3.2/a, a part of it: ")


rows_of_a_plan = st.lists(
    st.tuples(st.sampled_from([EARLY_HELP, HEALTH]), st.lists(st.sampled_from([0, 1, 2]), max_size=3)),
    min_size=1, max_size=6,
)  # fmt: skip


@tries(25)
@given(rows_of_a_plan)
def test_every_sum_is_of_distinct_actions(plan: list[tuple[str, list[int]]]):
    """Counted again with pandas alone: what is said under Part of, or else under Ref."""
    kinds = (GREEN, RED, DONE)
    rows = []
    for n, (service, parts) in enumerate(plan):
        rows.append(registered(f"{n}", service, **GREEN))
        rows += [registered(f"{n}/{'abc'[m]}", service, parent_ref=f"{n}", **kinds[k]) for m, k in enumerate(parts)]
    register = a_register(rows)
    done = merged(register, *(a_return_of(register, service) for service in {service for service, _ in plan}))
    signed = sign_off(done.register, by="Director", on=OCTOBER).register
    at = position(rated_register(signed))
    frame = pd.DataFrame(rows).reindex(columns=["ref", "parent_ref", "due_as_written", "status"])
    whole = frame["parent_ref"].where(frame["parent_ref"].notna(), frame["ref"])
    wanted = whole.nunique()

    line = signed["Sign-offs"].iloc[-1]
    counts = sum(int(part.rsplit(" ", 1)[1]) for part in line["counts"].split(", "))
    assert (at.summary.actions, line["rows"], counts, len(at.actions)) == (wanted,) * 4
    assert at.summary.themes["actions"].sum() == wanted
    totals = done.control_totals
    of_all = totals[totals["total"].str.startswith("All actions") & (totals["service"] == "Whole plan")].iloc[0]
    assert (of_all["left"], of_all["right"]) == (wanted, wanted)
    assert sum(actions_in(pack) for pack in issue(signed).values()) == actions_in(register_pack(signed)) == wanted
    red = frame.assign(red=frame["due_as_written"].eq("30 June 2026") & frame["status"].ne("Complete"))
    assert at.summary.counts["Red"] == red.groupby(whole)["red"].any().sum()
