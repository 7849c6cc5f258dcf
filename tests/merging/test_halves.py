"""Two officers return halves of a service, or one of them sends a corrected file: joined cell by cell (C10)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.books import filled_in, register_file, return_file, signed
from tests.budget import tries
from tests.builders import an_action
from tests.merge_builders import (
    SIGNED_ON,
    a_register,
    a_return_of,
    action,
    merged,
    proposed,
    registered,
    states,
)
from toolkit import tasks
from toolkit.merging.receipt import Merged
from toolkit.model.identity import canonical
from toolkit.model.plan import Plan
from toolkit.register.to_settle import open_lines

DAY_BEFORE = {"signed_off_on": SIGNED_ON - dt.timedelta(1)}
UNSIGNED = {"signed_off_by": None, "signed_off_on": None}
NURSERY = "Open a nurture room in every primary school"


def listed_values(done: Merged) -> list[tuple[object, ...]]:
    """What is listed of cells: kind, ref, column, what stands, what was returned, in which file."""
    columns = ("kind", "ref", "field", "register", "returned", "file")
    return sorted(zip(*(done.proposed[c] for c in columns), strict=True), key=str)


def sources(done: Merged, ref: str) -> tuple[object, object]:
    row = action(done.register, ref)
    return row["source_file"], row["source_row"]


def test_halves_of_one_day_are_joined_and_each_row_names_the_file_its_change_came_from():
    register = a_register()
    one = a_return_of(register, changes={"EX1": {"status": "On hold"}}, source="a.xlsx")
    other = a_return_of(register, changes={"EX2": {"notes": "Met"}}, source="b.xlsx")
    done = merged(register, one, other)

    assert {states(done)[name] for name in ("a.xlsx", "b.xlsx")} == {"Read"}
    assert (action(done.register, "EX1")["status"], action(done.register, "EX2")["notes"]) == ("On hold", "Met")
    assert (sources(done, "EX1"), sources(done, "EX2")) == (("a.xlsx", 5), ("b.xlsx", 6))
    assert proposed(done) == []
    assert list(done.register["Actions"]["return_state"][:2]) == ["Returned"] * 2
    assert done.reconciles


def test_halves_without_each_others_rows_leave_none_unreturned():
    register = a_register()
    one = a_return_of(register, changes={"EX1": {"status": "On hold"}}, source="a.xlsx", drop=["EX2"])
    other = a_return_of(register, changes={"EX2": {"notes": "Met"}}, source="b.xlsx", drop=["EX1"])
    at_once, first = merged(register, one, other), merged(register, one)
    later = merged(first.register, other)

    for done in (at_once, later):
        assert list(done.register["Actions"]["return_state"][:2]) == ["Returned"] * 2
        assert (sources(done, "EX1"), sources(done, "EX2")) == (("a.xlsx", 5), ("b.xlsx", 5))
        assert done.proposed.empty
        assert done.reconciles


def test_a_half_that_comes_days_later_takes_nothing_back():
    register = a_register()
    first = merged(
        register, a_return_of(register, changes={"EX1": {"status": "On hold"}}, source="a.xlsx", settings=DAY_BEFORE)
    )
    done = merged(first.register, a_return_of(register, changes={"EX2": {"notes": "Met"}}, source="b.xlsx"))

    assert (action(done.register, "EX1")["status"], action(done.register, "EX2")["notes"]) == ("On hold", "Met")
    assert sources(done, "EX1") == ("a.xlsx", 5)
    assert proposed(done) == []
    reason = done.returns_log.set_index("file")["reason"]["b.xlsx"]
    assert reason == "Joined cell by cell with a.xlsx (merged before)."


def test_a_half_with_no_record_of_what_was_sent_takes_nothing_back_either():
    register = a_register()
    first = merged(
        register, a_return_of(register, changes={"EX1": {"status": "On hold"}}, source="a.xlsx", settings=DAY_BEFORE)
    )
    other = a_return_of(register, changes={"EX2": {"notes": "Met"}}, source="b.xlsx", issued=False)
    done = merged(first.register, other)

    assert (action(done.register, "EX1")["status"], action(done.register, "EX2")["notes"]) == ("On hold", "Met")


@pytest.mark.parametrize("at_once", [True, False])
def test_of_two_values_the_newer_files_stands_and_the_other_is_listed(at_once: bool):
    register = a_register()
    older = a_return_of(register, changes={"EX1": {"notes": "Old"}}, source="a.xlsx", settings=DAY_BEFORE)
    newer = a_return_of(register, changes={"EX1": {"notes": "New"}}, source="b.xlsx")
    done = merged(register, older, newer) if at_once else merged(merged(register, older).register, newer)

    assert action(done.register, "EX1")["notes"] == "New"
    assert listed_values(done) == [("Held", "EX1", "Notes", "New", "Old", "a.xlsx")]


def test_an_older_file_that_comes_last_adds_what_only_it_says():
    register = a_register()
    first = merged(register, a_return_of(register, changes={"EX1": {"notes": "New"}}, source="b.xlsx"))
    late = {"EX1": {"notes": "Old", "challenge": "No room"}}
    done = merged(first.register, a_return_of(register, changes=late, source="a.xlsx", settings=DAY_BEFORE))

    row = action(done.register, "EX1")
    assert (row["notes"], row["challenge"]) == ("New", "No room")
    assert listed_values(done) == [("Held", "EX1", "Notes", "New", "Old", "a.xlsx")]


@pytest.mark.parametrize("at_once", [True, False])
def test_on_one_day_only_the_cells_that_differ_are_conflicts(at_once: bool):
    register = a_register()
    one = a_return_of(register, changes={"EX1": {"notes": "One", "challenge": "No room"}}, source="a.xlsx")
    other = a_return_of(register, changes={"EX1": {"notes": "Other", "status": "On hold"}}, source="b.xlsx")
    done = merged(register, one, other) if at_once else merged(merged(register, one).register, other)

    row = action(done.register, "EX1")
    stands = None if at_once else "One"
    assert (row["notes"], row["challenge"], row["status"]) == (stands, "No room", "On hold")
    of_both = [("Conflict", "EX1", "Notes", stands, "One", "a.xlsx")] if at_once else []
    assert listed_values(done) == [*of_both, ("Conflict", "EX1", "Notes", stands, "Other", "b.xlsx")]


def test_two_unsigned_halves_wait_and_where_they_differ_is_a_conflict_already():
    register = a_register()
    one = a_return_of(
        register, changes={"EX1": {"notes": "One", "status": "On hold"}}, source="a.xlsx", settings=UNSIGNED
    )
    other = a_return_of(register, changes={"EX1": {"notes": "Other"}}, source="b.xlsx", settings=UNSIGNED)
    done = merged(register, one, other)

    assert {states(done)[name] for name in ("a.xlsx", "b.xlsx")} == {"Not signed"}
    assert [line[:3] for line in listed_values(done)] == [("Conflict", "EX1", "Notes")] * 2
    assert sorted(done.set_aside["value"].dropna()) == ["On hold", "One", "Other"]
    assert action(done.register, "EX1")["return_state"] == "Not returned"

    signed_now = [a_return_of(register, changes={"EX1": {"notes": "One", "status": "On hold"}}, source="a.xlsx")]
    then = merged(done.register, *signed_now, other)
    assert action(then.register, "EX1")["notes"] == "One"
    assert open_lines(then.register["Proposed changes and conflicts"]).empty
    assert then.reconciles


def test_an_unsigned_half_beside_a_signed_one_waits_alone():
    register = a_register()
    one = a_return_of(register, changes={"EX1": {"notes": "Said"}}, source="a.xlsx")
    other = a_return_of(register, changes={"EX2": {"notes": "Met"}}, source="b.xlsx", settings=UNSIGNED)
    done = merged(register, one, other)

    assert (states(done)["a.xlsx"], states(done)["b.xlsx"]) == ("Read", "Not signed")
    assert (action(done.register, "EX1")["notes"], action(done.register, "EX2")["notes"]) == ("Said", None)


def test_what_the_team_changed_since_is_no_half_and_stays_a_conflict():
    register = a_register()
    first = merged(
        register, a_return_of(register, changes={"EX1": {"notes": "First"}}, source="a.xlsx", settings=DAY_BEFORE)
    )
    actions = first.register["Actions"]
    actions.loc[actions["ref"] == "EX1", "notes"] = "The team's own"
    done = merged(first.register, a_return_of(register, changes={"EX1": {"notes": "Second"}}, source="b.xlsx"))

    assert action(done.register, "EX1")["notes"] == "The team's own"
    assert [kind for kind, *_ in proposed(done)] == ["Conflict"]


def test_CLEAR_in_a_corrected_file_takes_back_what_the_first_filled_in():  # noqa: N802
    register = a_register()
    one = a_return_of(register, changes={"EX1": {"notes": "Too soon"}}, source="a.xlsx", settings=DAY_BEFORE)
    other = a_return_of(register, changes={"EX1": {"notes": "CLEAR"}}, source="b.xlsx")

    for done in (merged(register, one, other), merged(merged(register, one).register, other)):
        assert action(done.register, "EX1")["notes"] is None
        assert [line[4:] for line in listed_values(done)] == [("Too soon", "a.xlsx")]


def test_the_latest_look_at_a_row_counts_whichever_file_was_signed_first():
    register = a_register()
    late, early = dt.date(2026, 9, 28), dt.date(2026, 9, 25)
    one = a_return_of(
        register,
        changes={"EX1": {"updated_on": late, "updated_by": "Ann's post"}},
        source="a.xlsx",
        settings=DAY_BEFORE,
    )
    other = a_return_of(register, changes={"EX1": {"updated_on": early, "updated_by": "Bob's post"}}, source="b.xlsx")
    row = action(merged(register, one, other).register, "EX1")

    assert (row["updated_on"], row["updated_by"]) == (late, "Ann's post")


def test_a_new_action_of_both_halves_comes_once_and_keeps_what_each_says():
    register = a_register()
    new = an_action("EX9", action=NURSERY, notes=None)
    one = a_return_of(register, add=[new | {"notes": "Rooms found"}], source="a.xlsx")
    other = a_return_of(register, add=[new | {"challenge": "No staff"}], source="b.xlsx")
    done = merged(register, one, other)

    row = action(done.register, "EX9")
    assert (row["notes"], row["challenge"]) == ("Rooms found", "No staff")
    assert len(done.register["Actions"]) == 4
    assert proposed(done) == []
    assert done.reconciles


def test_a_new_action_that_both_halves_number_differently_comes_once():
    register = a_register()
    one = a_return_of(register, add=[an_action("EX8", action=NURSERY)], source="a.xlsx")
    other = a_return_of(register, add=[an_action("EX9", action=NURSERY)], source="b.xlsx")
    done = merged(register, one, other)

    assert [ref for ref in done.register["Actions"]["ref"] if ref in ("EX8", "EX9")] == ["EX8"]
    assert set(done.set_aside["why"]) == {"The same new action as EX8 on row 7 of a.xlsx."}
    assert done.reconciles


def test_two_new_actions_under_one_number_are_asked_about():
    register = a_register()
    one = a_return_of(register, add=[an_action("EX9", action=NURSERY)], source="a.xlsx")
    other = a_return_of(register, add=[an_action("EX9", action="Buy a minibus")], source="b.xlsx")
    done = merged(register, one, other)

    assert [kind for kind, *_ in proposed(done)] == ["Question"]
    assert "EX9" not in set(done.register["Actions"]["ref"])


def test_milestones_figures_and_risks_are_joined_like_actions():
    step = {"action_ref": "EX1", "no": "1", "milestone": "Draft it", "due_as_written": "31 July 2027"}
    figure = {"measure_ref": "M1", "period": "2026-09", "value": 70}
    risk = {"ref": "R1", "risk": "Nobody comes", "likelihood": 3, "impact": 4, "owner": "Head of Early Help"}
    register = a_register(milestones=[step], measure_values=[figure], risks=[risk])
    one = a_return_of(
        register, source="a.xlsx", settings=DAY_BEFORE, milestones=[step | {"done_on": dt.date(2026, 9, 1)}],
        measure_values=[figure | {"value": 71}], risks=[risk | {"controls": "A rota"}],
    )  # fmt: skip
    other = a_return_of(
        register, source="b.xlsx", milestones=[step | {"note": "Late"}], measure_values=[figure | {"value": 72}],
        risks=[risk | {"likelihood": 2}],
    )  # fmt: skip

    for done in (merged(register, one, other), merged(merged(register, one).register, other)):
        milestone, value, kept = (done.register[name].iloc[0] for name in ("Milestones", "Measure values", "Risks"))
        assert (milestone["done_on"], milestone["note"]) == (dt.date(2026, 9, 1), "Late")
        assert (kept["controls"], kept["likelihood"]) == ("A rota", 2)
        assert value["value"] == 72
        assert [line[:1] + line[2:5] for line in listed_values(done)] == [("Held", "Value", "72", "71")]


def test_evidence_that_both_halves_number_alike_is_two_pieces_of_evidence_also_days_later():
    register = a_register()
    guide = {"no": "1", "what": "The printed guide", "action_ref": "EX1", "state": "Filed"}
    audit = {"no": "1", "what": "Audit of forty case files", "action_ref": "EX2", "state": "Filed"}
    one = a_return_of(register, changes={"EX1": {"evidence_refs": "1"}}, evidence=[guide], source="a.xlsx")
    other = a_return_of(register, changes={"EX2": {"evidence_refs": "1"}}, evidence=[audit], source="b.xlsx")

    for done in (merged(register, one, other), merged(merged(register, one).register, other)):
        assert list(done.register["Evidence"]["what"]) == ["The printed guide", "Audit of forty case files"]
        assert [action(done.register, ref)["evidence_refs"] for ref in ("EX1", "EX2")] == ["1", "2"]


HEADING = {
    "notes": "Notes", "challenge": "Challenge or risk", "supporting_leads": "Supporting leads",
    "still_to_do": "What still needs to be done",
}  # fmt: skip
COLUMNS = tuple(HEADING)
WORDS = st.sampled_from(["One", "Two", "Three", "CLEAR"])
HALF = st.fixed_dictionaries({}, optional={(ref, column): WORDS for ref in ("EX1", "EX2") for column in COLUMNS})


def half(register: Plan, cells: dict[tuple[str, str], str], source: str, signed_on: dt.date) -> Plan:
    changes: dict[str, dict[str, object]] = {"EX1": {}, "EX2": {}}
    for (ref, column), words in cells.items():
        changes[ref][column] = words
    return a_return_of(register, changes=changes, source=source, settings={"signed_off_on": signed_on})


def as_it_should_be(before: Plan, one: dict, other: dict, tie: bool) -> dict[tuple[str, str], object]:
    """Every cell by the rule as it is written, worked out without the merge; ``other`` is the newer file."""
    expected: dict[tuple[str, str], object] = {}
    for ref in ("EX1", "EX2"):
        for column in COLUMNS:
            sent = action(before, ref)[column]
            said = [cells[ref, column] for cells in (one, other) if (ref, column) in cells]
            changed = [None if words == "CLEAR" else words for words in said if words != sent]
            value = changed[-1] if changed else sent
            expected[ref, column] = sent if tie and len(set(changed)) > 1 else value
    return expected


@tries(
    30, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)  # fmt: skip
@given(HALF, HALF, st.booleans(), st.booleans())
def test_two_halves_come_to_what_the_rule_says_and_every_other_value_is_listed(one, other, tie, days_later):
    register = a_register([registered("EX1", notes="Sent"), registered("EX2")])
    first = half(register, one, "a.xlsx", SIGNED_ON if tie else SIGNED_ON - dt.timedelta(1))
    second = half(register, other, "b.xlsx", SIGNED_ON)
    done = merged(merged(register, first).register, second) if days_later else merged(register, first, second)

    expected = as_it_should_be(register, one, other, tie)
    if not (tie and days_later):  # Then what the first brought stands in the register until someone chooses.
        assert {at: action(done.register, at[0])[at[1]] for at in expected} == expected
    log = done.register["Proposed changes and conflicts"]
    listed = set(zip(log["ref"], log["field"], log["returned"], strict=True))
    for cells in (one, other):
        for (ref, column), words in cells.items():
            if days_later and words == "CLEAR" and action(register, ref)[column] is None:
                continue  # It emptied what was empty: at that time it said nothing.
            stands = canonical(action(done.register, ref)[column]) or "CLEAR"
            assert stands == words or (ref, HEADING[column], words) in listed, (ref, column, words)
    assert done.reconciles


def test_halves_through_files_give_the_same_bytes_when_merged_again(tmp_path: Path):
    register, early, late = register_file(tmp_path), tmp_path / "early", tmp_path / "late"
    said = {"notes": "Rooms found", "challenge": "No staff"}
    for folder, name, column in ((early, "Half one.xlsx", "notes"), (late, "Half two.xlsx", "challenge")):
        path = return_file(folder, name=name)
        signed(filled_in(path, {"Actions": {"EX1": {column: said[column]}}}))

    tasks.merge(register, early, tmp_path / "First.xlsx")
    tasks.merge(tmp_path / "First.xlsx", late, tmp_path / "Second.xlsx")
    tasks.merge(tmp_path / "Second.xlsx", [early, late], tmp_path / "Again.xlsx")

    headings, first, *_ = load_workbook(tmp_path / "Second.xlsx")["Actions"].iter_rows(min_row=4, values_only=True)
    row = dict(zip(headings, first, strict=True))
    assert (row["Notes"], row["Challenge or risk"]) == (said["notes"], said["challenge"])
    assert (tmp_path / "Again.xlsx").read_bytes() == (tmp_path / "Second.xlsx").read_bytes()


def test_what_was_asked_after_the_first_half_is_closed_when_the_second_brings_it():
    register = a_register(
        evidence=[{"no": "1", "what": "Minutes", "action_ref": "EX2", "where_kept": "Site", "state": "Filed"}]
    )
    first = a_return_of(register, changes={"EX1": {"notes": "Met"}}, drop=["EX2"], source="a.xlsx", evidence=[])
    second = a_return_of(register, changes={"EX2": {"notes": "Begun"}}, drop=["EX1"], source="b.xlsx")
    half = merged(register, first)
    asked = open_lines(half.register["Proposed changes and conflicts"])
    assert sorted(asked["ref"]) == ["1", "EX2"]

    whole = merged(half.register, second)

    lines = whole.register["Proposed changes and conflicts"]
    assert list(open_lines(lines)["ref"]) == []
    assert set(lines["answer"]) == {f"It has come since, in b.xlsx, merged in issue {4 + 1}."}
    assert (
        list(open_lines(merged(whole.register, first, second).register["Proposed changes and conflicts"])["ref"]) == []
    )
    assert whole.reconciles


def test_what_neither_half_brings_stays_asked():
    register = a_register()
    half = merged(register, a_return_of(register, drop=["EX2"], source="a.xlsx"))
    other = a_return_of(register, changes={"EX1": {"notes": "Met"}}, drop=["EX2"], source="b.xlsx")

    waits = open_lines(merged(half.register, other).register["Proposed changes and conflicts"])

    assert list(waits["ref"]) == ["EX2"]
