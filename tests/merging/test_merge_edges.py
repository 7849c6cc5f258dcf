"""Where a merge could go either way: the same day, the same name, the same words, a date asked for before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.builders import an_action
from tests.merge_builders import (
    EARLY_HELP,
    HEALTH,
    SIGNED_ON,
    a_register,
    a_return_of,
    action,
    changes,
    merged,
    proposed,
    registered,
    states,
)
from toolkit.register.control_totals import LISTED

OTHER_WORDS = {"action": "Buy a minibus"}
AGREED = {"revised_due": "July 2028", "revision_agreed_by": "Board", "revision_agreed_on": dt.date(2026, 8, 1)}


@pytest.mark.parametrize("also", [{"due_as_written": "May 2028"}, {"theme": "Transport"}])
def test_other_words_with_another_date_or_theme_are_another_action(also: Mapping[str, object]):
    register = a_register()

    assert proposed(merged(register, a_return_of(register, changes={"EX1": OTHER_WORDS | also}))) == [
        ("Question", "EX1", None)
    ]


def test_other_words_alone_are_the_same_action_worded_afresh():
    register = a_register()

    assert proposed(merged(register, a_return_of(register, changes={"EX1": OTHER_WORDS}))) == [
        ("Proposed", "EX1", "Action")
    ]


def test_rows_set_aside_of_two_files_of_one_name_are_not_counted_for_each_other():
    register, other = a_register(), OTHER_WORDS | {"due_as_written": "May 2028"}
    first = merged(register, a_return_of(register, changes={"EX1": other}, source="return.xlsx"))
    health = a_return_of(register, HEALTH, changes={"EX3": other}, source="return.xlsx")
    second = merged(first.register, health)

    lines = [done.control_totals[done.control_totals["total"] == LISTED] for done in (first, second)]
    assert list(lines[0]["working"]) == ["return.xlsx: 1 set aside, 1 listed."]
    assert list(lines[1]["working"]) == []
    assert list(second.set_aside["file"]) == ["return.xlsx"] * 2
    assert first.reconciles
    assert second.reconciles


def test_a_service_written_two_ways_goes_by_the_way_the_register_wrote_it_first():
    register = a_register([registered("EX1"), registered("EX2", "early  HELP"), registered("EX3", HEALTH)])
    done = merged(register, a_return_of(register, settings={"service": "EARLY HELP"}, source="return.xlsx"))

    assert list(done.returns_log["service"]) == [EARLY_HELP, HEALTH]
    assert sorted(set(done.control_totals["service"])) == [EARLY_HELP, HEALTH, "Whole plan"]


def test_what_a_supporting_service_says_is_noted_once_however_often_it_is_merged():
    register = a_register([registered("EX1"), registered("EX2", HEALTH)])
    joint = {c: v for c, v in action(register, "EX1").items() if c in an_action()}
    said = {"where_now": "Clinics have the guide"}
    early = {"signed_off_on": SIGNED_ON - dt.timedelta(1)}
    first = merged(register, a_return_of(register, HEALTH, add=[joint | said], settings=early, source="one.xlsx"))
    again = a_return_of(register, HEALTH, {"EX2": {"notes": "Met"}}, add=[joint | said], source="two.xlsx")
    second = merged(first.register, again)

    assert states(second)["two.xlsx"] == "Read"
    assert action(second.register, "EX1")["notes"] == "[Health, 21 September 2026] Clinics have the guide"


@pytest.mark.parametrize(
    ("register_says", "return_says", "asked", "listed"),
    [
        ({}, {"due_as_written": "May 2028"}, "May 2028", ("Proposed", "Revised due")),
        ({}, {"due_as_written": "May 2028", "revised_due": "June 2028"}, "June 2028", ("Proposed", "Due as written")),
        ({"revised_due": "July 2028"}, {"due_as_written": "May 2028"}, "July 2028", ("Proposed", "Due as written")),
        ({"revised_due": "May 2028"}, {"due_as_written": "May 2028"}, "May 2028", ("Proposed", "Revised due")),
        (AGREED, {"due_as_written": "May 2028"}, "July 2028", ("Proposed", "Due as written")),
        (AGREED, {"due_as_written": "July 2028"}, "July 2028", ("Proposed", "Due as written")),
        ({}, {"due_as_written": None}, None, ("Held", "Due as written")),
        ({}, {"due_as_written": "CLEAR"}, None, ("Proposed", "Due as written")),
    ],
)
def test_another_original_date_asks_for_a_revised_one_only_where_none_stands_in_its_way(
    register_says: Mapping[str, object],
    return_says: Mapping[str, object],
    asked: str | None,
    listed: tuple[str, str],
):
    register = a_register([registered("EX1", **register_says), registered("EX2")])
    done = merged(register, a_return_of(register, changes={"EX1": return_says}))

    row = action(done.register, "EX1")
    assert (row["due_as_written"], row["revised_due"]) == ("31 March 2027", asked)
    # A date that is asked for waits on the list, whichever return brought it.
    waits = [("Proposed", "Revised due")] if asked and register_says != AGREED else []
    assert [(kind, field) for kind, _, field in proposed(done)] == list(dict.fromkeys([listed, *waits]))


def test_an_original_date_that_the_register_has_come_to_share_asks_for_nothing():
    sent = a_register()
    now = a_register([registered("EX1", due_as_written="May 2028"), registered("EX2"), registered("EX3", HEALTH)])
    done = merged(now, a_return_of(sent, changes={"EX1": {"due_as_written": "May 2028", "notes": "Met"}}))

    assert action(done.register, "EX1")["revised_due"] is None
    assert [field for _, field, *_ in changes(done)] == ["Notes"]
    assert proposed(done) == []


@pytest.mark.parametrize(
    ("register_says", "return_says", "by", "listed"),
    [
        ({}, {}, "Deputy", ["Held"]),
        ({}, {"updated_on": dt.date(2026, 9, 28)}, "Lead", []),
        ({"updated_on": None}, {}, "Lead", []),
    ],
    ids=["no day in the return", "a later day in the return", "no day in the register"],
)
def test_of_two_who_updated_a_row_the_later_is_named(
    register_says: Mapping[str, object], return_says: Mapping[str, object], by: str, listed: list[str]
):
    known = {"updated_on": dt.date(2026, 9, 20), "updated_by": "Head of Early Help"} | register_says
    as_sent = a_register([registered("EX1", **known), registered("EX2")])
    returned = a_return_of(as_sent, changes={"EX1": {"updated_by": "Lead"} | return_says})
    since = a_register([registered("EX1", **known | {"updated_by": "Deputy"}), registered("EX2")])
    done = merged(since, returned)

    assert action(done.register, "EX1")["updated_by"] == by
    assert [kind for kind, _, field in proposed(done) if field == "Updated by"] == listed


@pytest.mark.parametrize(("lead", "refs"), [(None, ["EX1", "EX2"]), ("Head of Health", ["EX1", "EX2", "EX1a", "EX1b"])])
def test_a_row_without_a_ref_that_names_only_a_lead_is_a_part_of_the_action_above(lead: str | None, refs: list[str]):
    register = a_register([registered("EX1"), registered("EX2")])
    one, two = ({c: v for c, v in action(register, ref).items() if c in an_action()} for ref in ("EX1", "EX2"))
    dentists = an_action(ref=None, theme=None, action="Send the guide to every dentist", lead=lead, due_as_written=None)
    done = merged(register, a_return_of(register, rows=[one, dentists, two]))

    assert list(done.register["Actions"]["ref"]) == refs
    assert [kind for kind, *_ in proposed(done)] == ["Question"]


def test_clear_in_a_new_action_is_a_blank():
    register = a_register([registered("EX1"), registered("EX2")])
    new = an_action(ref="EX9", action="Send the guide to every dentist", notes="CLEAR", still_to_do="Print it")
    done = merged(register, a_return_of(register, add=[new]))

    assert (action(done.register, "EX9")["notes"], action(done.register, "EX9")["still_to_do"]) == (None, "Print it")


@pytest.mark.parametrize("said", [{}, {"EX1": {"notes": "Met"}}])
def test_a_copy_of_a_return_stays_a_copy_when_the_same_files_are_merged_again(said: Mapping[str, Mapping[str, object]]):
    register = a_register()
    one = a_return_of(register, changes=said, source="one.xlsx")
    two = replace(a_return_of(register, changes=said, source="two.xlsx"), fingerprints={"two.xlsx": "saved twice"})
    first = merged(register, one, two)
    again = merged(first.register, one, two)

    assert [states(done)["two.xlsx"] for done in (first, again)] == ["Duplicate", "Duplicate"]
    assert again.register.settings.iloc[0]["register_issue"] == first.register.settings.iloc[0]["register_issue"]
    for sheet in ("Returns", "Set aside", "Control totals", "Actions"):
        assert again.register[sheet].equals(first.register[sheet]), sheet
