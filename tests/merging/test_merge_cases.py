"""The thirty worked cases of merging, one test each; a case is run alone with ``-k C01``."""

# ruff: noqa: N802  The case numbers are written as everybody writes them.

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.builders import an_action
from tests.merge_builders import (
    EARLY_HELP,
    HEALTH,
    WORDS,
    a_register,
    a_return_of,
    action,
    changes,
    merged,
    proposed,
    registered,
    states,
    together,
)
from toolkit.errors import DoesNotReconcile
from toolkit.merging.merge_returns import merge
from toolkit.merging.receipt import Merged
from toolkit.model.plan import FACT_COLUMNS, Plan, Seen
from toolkit.rating.work_out import work_out
from toolkit.register.carry_forward import carry_forward
from toolkit.register.next_register import carry_missing
from toolkit.register.sign_off import freeze as sign_off
from toolkit.register.snapshots import last_snapshot, verify_snapshot

JUNE = dt.date(2026, 6, 30)


def signed_in_june(*actions: dict[str, object], **options: object) -> Plan:
    """A register whose last period was signed off on 30 June 2026, now in September's period."""
    june = a_register(list(actions), settings={"period": "2026-06", "report_date": JUNE}, **options)  # type: ignore[arg-type]
    signed = sign_off(june, by="Director of Children's Services", on=JUNE)
    settings = signed.settings.assign(period="2026-09", report_date=dt.date(2026, 9, 30))
    return replace(signed, settings=settings)


def total(done: Merged, name: str, service: str = "Whole plan") -> tuple[int, int, str]:
    """Both sides of a control total, and its working."""
    totals = done.control_totals
    line = totals[totals["total"].str.startswith(name) & (totals["service"] == service)].iloc[0]
    return line["left"], line["right"], line["working"]


def question(done: Merged, code: str) -> dict[str, object]:
    """The one line of Proposed changes that names a rule."""
    lines = done.proposed[done.proposed["why"].str.startswith(code)]
    assert len(lines) == 1, list(done.proposed["why"])
    return lines.iloc[0].to_dict()


def test_C01_spaces_and_line_breaks_are_no_change():
    register = a_register()
    as_sent = str(action(register, "EX1")["where_now"])
    spaced = f"  {as_sent} \n".replace(" with", "\nwith")
    done = merged(register, a_return_of(register, changes={"EX1": {"where_now": spaced}}))

    assert changes(done) == []
    assert states(done)["Early Help.xlsx"] == "Unchanged, not confirmed"


def test_C02_an_update_is_taken_and_every_field_of_it_logged():
    register = a_register()
    update = {"status": "On hold", "updated_on": dt.date(2026, 9, 28), "updated_by": "Team manager"}
    done = merged(register, a_return_of(register, changes={"EX2": update}))

    taken = action(done.register, "EX2")
    assert {name: taken[name] for name in update} == update
    assert [taken[c] for c in ("source_file", "source_sheet", "source_row", "source_period", "return_state")] == [
        "Early Help.xlsx", "Actions", 6, "2026-09", "Returned",
    ]  # fmt: skip
    log = done.changes.iloc[0]
    assert changes(done)[0] == ("EX2", "Status", "In progress", "On hold", "Changed")
    assert [log[c] for c in ("file", "row", "who", "on")] == [
        "Early Help.xlsx", 6, "Team manager", dt.date(2026, 9, 28),
    ]  # fmt: skip
    assert log["issue"] == done.register.settings.iloc[0]["register_issue"] == 4


def test_C03_what_is_outside_a_services_ownership_is_proposed():
    register = a_register()
    kept = action(register, "EX1")
    returned = a_return_of(register, changes={"EX1": {"action": f"{kept['action']}, and in Welsh", "rating": "Blue"}})
    issued = {**returned.issued, "Worked out": returned.issued["Actions"].assign(rating="Green")}
    link = a_register(links=[{"action_ref": "EX1", "to": "source", "ref": "9"}])["Links"]
    tables = {**returned.tables, "Links": link.rename(index={"register.xlsx": "Early Help.xlsx"}, level="source")}
    returned = replace(returned, tables=tables, issued=issued)
    done = merged(register, returned)

    assert changes(done) == []
    assert action(done.register, "EX1")["action"] == kept["action"]
    assert proposed(done) == [
        ("Proposed", "EX1", "Action"), ("Proposed", "EX1", "Rating"), ("Proposed", "EX1|source|9", "Whole row"),
    ]  # fmt: skip
    assert len(done.register["Links"]) == 0


def test_C04_a_changed_original_date_is_only_asked_for():
    register = a_register([registered("EX1", due_as_written="31 August 2026")])
    done = merged(register, a_return_of(register, changes={"EX1": {"due_as_written": "31 March 2027"}}))

    row = action(done.register, "EX1")
    dates = [row[c] for c in ("due_as_written", "revised_due", "revision_agreed_by")]
    assert dates == ["31 August 2026", "31 March 2027", None]
    assert proposed(done) == [("Proposed", "EX1", "Revised due")]
    worked = work_out(done.register).actions.iloc[0]
    assert (worked["rating"], worked["due"]) == ("Red", dt.date(2026, 8, 31))


def test_C05_a_missing_row_stays_with_its_last_rating_and_date():
    register = signed_in_june(registered("EX1"), registered("EX2", rating="Amber"))
    done = merged(register, a_return_of(register, changes={"EX2": {"notes": "Met on 3 September"}}, drop=["EX1"]))

    row = action(done.register, "EX1")
    assert row["return_state"] == "Not returned"
    assert row["why"] == "Not in the return from Early Help for 2026-09. Last rated Green on 30 June 2026."
    assert row["rating"] == "Not rated"
    assert question(done, "P-01")["ref"] == "EX1"
    assert len(done.register["Actions"]) == 2


def test_C06_no_file_leaves_nothing_green():
    register = signed_in_june(
        registered("EX1", HEALTH), registered("EX2", HEALTH, rating="Amber"), registered("EX3", HEALTH, rating="Blue")
    )
    done = merged(register)

    assert states(done) == {HEALTH: "Missing"}
    assert list(done.returns_log["reason"]) == ["Missing return: 3 actions."]
    actions = done.register["Actions"]
    assert list(actions["return_state"]) == ["Not returned"] * 3
    assert list(actions["rating"]) == ["Not rated", "Amber", "Not rated"]
    assert list(actions["why"]) == [
        f"No return from Health for 2026-09. Last rated {rating} on 30 June 2026."
        for rating in ("Green", "Amber", "Blue")
    ]
    worked = carry_missing(done.register, work_out(done.register)).actions
    assert list(worked["rating"]) == ["Not rated", "Amber", "Not rated"]
    assert worked["why"].str.startswith("No return from Health").all()


def test_C07_a_signed_nil_return_confirms_every_row():
    register = a_register()
    done = merged(register, a_return_of(register, settings={"nil_return": "Yes"}))

    row = action(done.register, "EX1")
    assert states(done)["Early Help.xlsx"] == "Nil"
    assert (row["return_state"], row["updated_on"], row["rating"]) == ("Nil return", dt.date(2026, 9, 29), "Green")
    assert total(done, "Issued", EARLY_HELP)[2].startswith("2 issued = 0 returned + 2 nil")


def test_C08_unchanged_without_a_declaration_is_received_and_not_confirmed():
    register = a_register()
    unsigned = {"signed_off_by": None, "signed_off_on": None}
    for settings in ({}, unsigned):
        done = merged(register, a_return_of(register, settings=settings))

        log = done.returns_log.iloc[0]
        assert log["state"] == "Unchanged, not confirmed"
        assert log["reason"].startswith("P-04")
        row = action(done.register, "EX1")
        assert (row["return_state"], row["updated_on"]) == ("Returned", dt.date(2026, 9, 21))


def test_C09_a_late_return_waits_and_the_snapshot_stands():
    register = a_register()
    on_time = merged(register, a_return_of(register, changes={"EX1": {"status": "On hold"}}))
    signed = sign_off(on_time.register, by="Director of Children's Services", on=dt.date(2026, 10, 2))
    late = a_return_of(register, HEALTH, {"EX3": {"status": "Complete", "completed_on": dt.date(2026, 9, 20)}})
    done = merged(signed, late)

    assert states(done)["Health.xlsx"] == "Late"
    assert changes(done) == []
    assert done.register["Snapshots"].equals(signed["Snapshots"])
    assert verify_snapshot(done.register, "2026-09")
    assert set(done.set_aside["value"]) == {"Complete", "20 September 2026"}

    october = {"period": "2026-10", "report_date": dt.date(2026, 10, 31)}
    taken = merged(replace(done.register, settings=done.register.settings.assign(**october)), late)
    assert states(taken)["Health.xlsx"] == "Read"
    assert action(taken.register, "EX3")["status"] == "Complete"


def test_C09_a_return_signed_after_the_deadline_is_late():
    register = a_register(settings={"returns_due": dt.date(2026, 9, 25)})
    done = merged(register, a_return_of(register, changes={"EX1": {"status": "On hold"}}))

    assert states(done)["Early Help.xlsx"] == "Late"
    assert action(done.register, "EX1")["status"] == "In progress"


def test_C10_two_files_are_joined_and_the_newer_one_wins_where_both_changed_a_cell():
    register = a_register()
    older = a_return_of(
        register, changes={"EX1": {"status": "On hold", "notes": "Old"}, "EX2": {"notes": "Only here"}},
        source="a.xlsx", settings={"signed_off_on": dt.date(2026, 9, 20)},
    )  # fmt: skip
    newer = a_return_of(register, changes={"EX1": {"notes": "New"}}, source="b.xlsx")
    done = merged(register, older, newer)

    assert (states(done)["a.xlsx"], states(done)["b.xlsx"]) == ("Read", "Read")
    assert [action(done.register, "EX1")[c] for c in ("status", "notes")] == ["On hold", "New"]
    assert action(done.register, "EX2")["notes"] == "Only here"
    assert list(done.proposed[["kind", "ref", "field", "returned"]].iloc[0]) == ["Held", "EX1", "Notes", "Old"]
    assert len(done.proposed) == 1


@pytest.mark.parametrize(
    ("stamp", "state"), [({}, "Read"), ({"signed_off_by": None, "signed_off_on": None}, "Not signed")]
)
def test_C10_in_a_tie_only_the_cells_that_differ_are_conflicts(stamp: dict[str, object], state: str):
    register = a_register()
    one = a_return_of(register, changes={"EX1": {"status": "On hold"}}, source="a.xlsx", settings=stamp)
    other = a_return_of(register, changes={"EX1": {"status": "Not started"}}, source="b.xlsx", settings=stamp)
    done = merged(register, one, other)

    assert {states(done)[name] for name in ("a.xlsx", "b.xlsx")} == {state}
    assert proposed(done) == [("Conflict", "EX1", "Status")] * 2
    assert action(done.register, "EX1")["status"] == "In progress"


def test_C11_the_accountable_service_wins_and_the_other_adds_words_and_evidence():
    register = a_register([registered("EX1"), registered("EX2", HEALTH)])
    own = a_return_of(register, changes={"EX1": {"status": "On hold"}})
    joint = {c: v for c, v in action(register, "EX1").items() if c in an_action()}
    said = {"status": "Complete", "where_now": "Clinics have the guide", "evidence_refs": "5", "lead": "Head of Health"}
    health = a_return_of(register, HEALTH, add=[joint | said])
    done = merged(register, own, health)

    row = action(done.register, "EX1")
    assert (row["status"], row["lead"], row["evidence_refs"]) == ("On hold", "Head of Early Help", "5")
    assert row["where_now"] == "Draft guide tested with three schools in August"
    assert row["notes"] == "[Health, 21 September 2026] Clinics have the guide"
    assert proposed(done) == [("Proposed", "EX1", "Accountable lead"), ("Conflict", "EX1", "Status")]


def test_C12_a_ref_used_twice_in_a_return_is_kept_apart():
    register = a_register([registered("I.4"), registered("I.5")])
    twice = [registered("I.4", status="Complete"), registered("i.4 ", action="Something else altogether")]
    done = merged(register, a_return_of(register, rows=[*twice, registered("I.5", status="On hold")]))

    assert question(done, "I-02")["ref"] == "I.4"
    assert sorted(set(done.set_aside["row"])) == [5, 6]
    assert action(done.register, "I.4")["status"] == "In progress"
    assert action(done.register, "I.4")["return_state"] == "Not returned"
    assert action(done.register, "I.5")["status"] == "On hold"
    assert done.reconciles


def test_C13_the_same_ref_in_another_plan_is_another_action():
    register = a_register([registered("LG5")], settings={"plan_code": "YORK14"})
    other = a_register([registered("LG5", status="Complete")], settings={"plan_code": "YORK20"})
    for issued in (True, False):
        returned = a_return_of(other, changes={"LG5": {"status": "Embedded"}}, issued=issued)
        done = merged(register, returned)

        assert states(done)["Early Help.xlsx"] == "Set aside"
        assert "YORK20" in done.returns_log["reason"].iloc[0]
        assert action(done.register, "LG5")["status"] == "In progress"
        assert "Embedded" in set(done.set_aside["value"])


def test_C14_shifted_refs_are_one_question_and_nothing_is_merged_for_them():
    register = a_register([registered(f"EX{n}", action=WORDS[n]) for n in range(1, 6)])
    shifted = [registered(f"EX{n}", action=WORDS[n]) for n in (1, 2)] + [
        registered(f"EX{n + 1}", action=WORDS[n] + ".", status="Complete", notes=f"was EX{n}") for n in (3, 4, 5)
    ]
    done = merged(register, a_return_of(register, rows=shifted))

    asked = done.proposed[done.proposed["kind"] == "Question"]
    assert list(asked["returned"]) == ["EX3 is now EX4; EX4 is now EX5; EX5 is now EX6"]
    assert len(done.register["Actions"]) == 5
    assert list(done.register["Actions"]["status"]) == ["In progress"] * 5
    assert list(done.register["Actions"]["return_state"]) == ["Returned"] * 2 + ["Not returned"] * 3
    assert changes(done) == []
    assert {"was EX3", "was EX4", "was EX5"} <= set(done.set_aside["value"])


def test_C15_a_new_action_is_added_with_its_source():
    register = a_register()
    new = an_action("EX9", action="Open a crèche beside the family court")
    done = merged(register, a_return_of(register, add=[new]))

    row = action(done.register, "EX9")
    assert (row["service"], row["source_file"], row["source_row"], row["return_state"]) == (
        EARLY_HELP, "Early Help.xlsx", 7, "Returned",
    )  # fmt: skip
    assert changes(done) == [("EX9", "Action", None, "Open a crèche beside the family court", "New")]
    assert done.changes["on"].iloc[0] == dt.date(2026, 9, 21)
    assert total(done, "All actions")[2] == "3 opening + 1 new = 4 closing."


def test_C16_a_new_action_that_reads_like_another_is_added_and_asked_about():
    register = a_register()
    like = str(action(register, "EX3")["action"]).replace("each", "every")
    done = merged(register, a_return_of(register, add=[an_action("EX9", action=like)]))

    assert action(done.register, "EX9")["action"] == like
    asked = question(done, "T-07")
    assert (asked["kind"], asked["ref"]) == ("Question", "EX9")
    assert "EX3" in str(asked["why"])


def test_C17_reopening_needs_a_reason_and_keeps_the_old_completion_date():
    done_in_may = registered("EX1", status="Complete", completed_on=dt.date(2026, 5, 4), rating="Blue")
    register = a_register([done_in_may])
    silent = merged(register, a_return_of(register, changes={"EX1": {"status": "In progress"}}))
    assert action(silent.register, "EX1")["status"] == "Complete"
    assert question(silent, "S-08")["kind"] == "Held"

    reasoned = {"status": "In progress", "notes": "The audit of August found it is not done in two teams"}
    told = merged(register, a_return_of(register, changes={"EX1": reasoned}))
    row = action(told.register, "EX1")
    assert (row["status"], row["completed_on"]) == ("In progress", None)
    assert ("EX1", "Status", "Complete", "In progress", "Reopened") in changes(told)
    assert ("EX1", "Completed on", "4 May 2026", None, "Reopened") in changes(told)
    assert total(told, "Open actions")[2] == "0 opening + 0 new + 1 reopened - 0 closed = 1 closing."


def test_C18_a_transferred_action_leaves_the_open_count_and_stays_in_the_sums():
    register = a_register()
    moved = {"status": "Transferred", "notes": "Now part of the medium term financial strategy"}
    done = merged(register, a_return_of(register, changes={"EX1": moved}))

    assert ("EX1", "Status", "In progress", "Transferred", "Closed") in changes(done)
    assert len(done.register["Actions"]) == 3
    assert total(done, "Open actions")[2] == "3 opening + 0 new + 0 reopened - 1 closed = 2 closing."

    october = done.register.settings.assign(period="2026-10")
    later = merged(replace(done.register, settings=october))
    assert action(later.register, "EX1")["return_state"] == "Closed"
    assert total(later, "Issued")[2] == "3 issued = 0 returned + 0 nil + 2 not returned + 1 closed."
    assert later.reconciles


def year_end() -> Plan:
    """A plan of 162 actions, 150 of them complete."""
    done = {"status": "Complete", "completed_on": JUNE, "still_to_do": None}
    complete = [registered(f"N{n}", **done) for n in range(150)]
    still_open = [
        registered(f"N{n}", due_as_written="March 2026", times_moved=2, status="On hold") for n in range(150, 162)
    ]
    return a_register([*complete, *still_open], milestones=[
        {"action_ref": "N160", "no": "1", "milestone": "Agree it", "due_as_written": "May 2026"},
        {"action_ref": "N3", "no": "1", "milestone": "Agreed", "due_as_written": "May 2025"},
    ])  # fmt: skip


def test_C19_open_actions_are_carried_forward_with_their_history():
    old, new = carry_forward(
        year_end(), new_code="NEXT", on=dt.date(2026, 10, 1), by="Performance manager", refs={"N150": "A1"}
    )

    assert len(new["Actions"]) == 12
    carried = action(new, "A1")
    assert [carried[c] for c in ("came_from", "due_as_written", "times_moved", "status")] == [
        "EX N150", "March 2026", 2, "On hold",
    ]  # fmt: skip
    assert list(new["Milestones"]["action_ref"]) == ["N160"]
    assert action(old, "N150")["went_to"] == "NEXT A1"
    line = old["Control totals"].iloc[-1]
    assert line["working"] == "150 complete + 0 closed elsewhere + 12 carried forward = 162 actions."
    assert (line["left"], line["right"]) == (162, 162)


def test_C20_what_is_carried_forward_never_counts_as_complete():
    old, _ = carry_forward(year_end(), new_code="NEXT", on=dt.date(2026, 10, 1), by="Performance manager")

    assert old["Actions"]["status"].value_counts().to_dict() == {"Complete": 150, "Transferred": 12}
    assert list(work_out(old).actions["rating"][150:].unique()) == ["Closed"]


def test_C21_a_stale_copy_is_compared_with_the_issue_it_came_from():
    issue_3 = a_register()
    stale = a_return_of(issue_3, changes={"EX1": {"status": "On hold"}})
    newer = registered("EX1", where_now="The team's own newer words", theme="Prevention")
    issue_5 = a_register([newer, registered("EX2")], settings={"register_issue": 5})
    done = merged(issue_5, stale)

    row = action(done.register, "EX1")
    assert (row["status"], row["where_now"], row["theme"]) == ("On hold", "The team's own newer words", "Prevention")
    assert proposed(done) == []
    log = done.returns_log.iloc[0]
    assert (log["state"], log["register_issue"]) == ("Read", 3)
    assert log["reason"].startswith("P-02")


def test_C22_where_both_sides_changed_neither_is_applied():
    sent = a_register()
    returned = a_return_of(sent, changes={"EX1": {"still_to_do": "Print it in three languages"}})
    register = a_register([registered("EX1", still_to_do="Nothing; it is on the website"), registered("EX2")])
    done = merged(register, returned)

    assert action(done.register, "EX1")["still_to_do"] == "Nothing; it is on the website"
    line = done.proposed.iloc[0]
    assert [line[c] for c in ("kind", "field", "issued", "register", "returned")] == [
        "Conflict", "What still needs to be done", "Print and hand out the guide", "Nothing; it is on the website",
        "Print it in three languages",
    ]  # fmt: skip


def test_C23_a_blank_does_not_erase_and_clear_does():
    register = a_register([registered("EX1", still_to_do="Print it"), registered("EX2", completed_on=JUNE)])
    blanked = {"EX1": {"still_to_do": None}, "EX2": {"challenge": "Staffing"}}
    done = merged(register, a_return_of(register, changes=blanked))
    assert action(done.register, "EX1")["still_to_do"] == "Print it"
    assert proposed(done) == [("Held", "EX1", "What still needs to be done")]

    returned = a_return_of(register, changes={"EX1": {"still_to_do": "clear"}, "EX2": {"completed_on": None}})
    returned = replace(returned, typed={("Early Help.xlsx", "Actions"): {(6, "completed_on"): "CLEAR"}})
    done = merged(register, returned)
    assert action(done.register, "EX1")["still_to_do"] is None
    assert action(done.register, "EX2")["completed_on"] is None
    assert [kind for *_, kind in changes(done)] == ["Cleared", "Cleared"]


def test_C24_a_lead_who_is_not_on_people_is_held():
    people = [{"name": "Head of Early Help", "role": "Head of Service"}, {"name": "Principal Social Worker"}]
    register = a_register(people=people)
    new = {"EX1": {"lead": "Head of Erly Help"}, "EX2": {"lead": "principal social worker"}}
    done = merged(register, a_return_of(register, changes=new))

    assert action(done.register, "EX1")["lead"] == "Head of Early Help"
    assert action(done.register, "EX2")["lead"] == "principal social worker"
    held = question(done, "L-06")
    assert (held["kind"], held["returned"]) == ("Held", "Head of Erly Help")


def test_C25_extra_columns_are_listed_and_stay_in_the_return():
    register = a_register()
    returned = a_return_of(register, changes={"EX1": {"notes": "Said"}})
    fact = {"source": "Early Help.xlsx", "table": "Actions", "sheet": "Actions", "kind": Seen.EXTRA_COLUMN}
    fact |= {"row": None, "column": "Our own priority", "cell": "AH4", "text": "Our own priority", "detail": "2 rows"}
    returned.facts.loc[0] = [fact[c] for c in FACT_COLUMNS]
    done = merged(register, returned)

    aside = done.set_aside.iloc[0]
    assert (aside["column"], aside["sheet"]) == ("Our own priority", "Actions")
    assert list(done.register["Actions"].columns) == list(register["Actions"].columns)
    assert done.reconciles


def test_C26_hidden_and_filtered_rows_are_merged_like_any_other():
    register = a_register([registered(f"EX{n}") for n in range(40)])
    returned = a_return_of(register, changes={f"EX{n}": {"notes": f"Update {n}"} for n in range(40)})
    fact = {"source": "Early Help.xlsx", "table": "Actions", "sheet": "Actions", "kind": Seen.HIDDEN_ROWS, "row": None}
    fact |= {"column": "", "cell": "", "text": "28", "detail": "17-44"}
    returned.facts.loc[0] = [fact[c] for c in FACT_COLUMNS]
    done = merged(register, returned)

    assert len(changes(done)) == 40
    assert list(done.returns_log[["rows_read", "rows_merged"]].iloc[0]) == [40, 40]


def test_C27_rows_under_one_ref_become_its_parts():
    register = a_register([registered("QP4", action="Agree three protocols"), registered("QP5")])
    blank = {"ref": None, "theme": None, "lead_body": None}
    rows = [
        registered("QP4", action="Agree three protocols", status="Complete", completed_on=JUNE),
        an_action(**blank, action="Protocol with the courts", lead="Head of Legal", status="Not started"),  # type: ignore[arg-type]
        an_action(**blank, action="Protocol with the police", lead="Head of Safeguarding", status="In progress"),  # type: ignore[arg-type]
        registered("QP5"),
    ]
    done = merged(register, a_return_of(register, rows=rows))

    parts = [action(done.register, f"QP4{letter}") for letter in "abc"]
    assert [p["parent_ref"] for p in parts] == ["QP4"] * 3
    assert [p["action"] for p in parts] == [
        "Agree three protocols", "Protocol with the courts", "Protocol with the police",
    ]  # fmt: skip
    assert [p["theme"] for p in parts] == ["Front door"] * 3
    assert action(done.register, "QP4")["status"] == "Not started"
    assert total(done, "All actions")[2] == "2 opening + 0 new = 2 closing."
    assert total(done, "Rows read", EARLY_HELP)[2] == "Early Help.xlsx: 4 read = 4 merged + 0 set aside."
    assert done.reconciles


def test_C28_one_action_with_five_recommendations_is_one_row_and_five_links():
    actions = [registered(f"E{n}") for n in range(73)]
    links = [{"action_ref": f"E{n % 73}", "to": "recommendation", "ref": str(n // 73 + 1)} for n in range(263)]
    register = a_register(actions, links=links)
    done = merged(register, a_return_of(register, changes={"E1": {"notes": "Said"}}))

    assert (len(done.register["Actions"]), len(done.register["Links"])) == (73, 263)
    assert total(done, "Links")[2] == "73 actions and 263 links; 263 links before."


def test_C29_control_totals_account_for_every_action_and_a_mismatch_stops_the_sign_off():
    services = [EARLY_HELP, HEALTH, "Education", "Housing", "Police"]
    status = {4: "Withdrawn", 9: "Withdrawn"}
    actions = [registered(f"P{n}", services[n % 5], status=status.get(n, "In progress")) for n in range(48)]
    register = a_register(actions)
    room = an_action("P99", action="Open a nurture room")
    returns = [
        a_return_of(register, EARLY_HELP, {"P0": {"status": "Complete"}}, drop=["P5"]),
        a_return_of(register, HEALTH, settings={"nil_return": "Yes"}),
        a_return_of(register, "Education", {"P2": {"notes": "Said"}}, add=[room]),
    ]
    done = merged(register, *returns)

    assert total(done, "Issued")[2] == "48 issued = 19 returned + 10 nil + 17 not returned + 2 closed."
    assert total(done, "All actions")[2] == "48 opening + 1 new = 49 closing."
    assert done.reconciles

    broken = replace(done.register, tables=done.register.tables | {"Actions": done.register["Actions"].iloc[1:]})
    again = merge(broken, together(*returns))
    assert not again.reconciles
    where = "Open actions: opening + new + reopened - closed = closing (Whole plan): 45 opening + 1 new"
    assert any(line.startswith(where) for line in again.receipt)
    with pytest.raises(DoesNotReconcile, match="45 opening"):
        sign_off(again.register, by="Director of Children's Services", on=dt.date(2026, 10, 2))


def test_C30_a_signed_off_snapshot_is_frozen_and_the_next_period_compares_with_it():
    register = a_register([registered("EX1"), registered("EX2", rating="Red"), registered("EX3", rating="Red")])
    signed = sign_off(register, by="Director of Children's Services", on=dt.date(2026, 10, 2))

    line = signed["Sign-offs"].iloc[0]
    assert [line[c] for c in ("period", "as_at", "by", "rows", "counts")] == [
        "2026-09", dt.date(2026, 9, 30), "Director of Children's Services", 3, "Red 2, Green 1",
    ]  # fmt: skip
    assert len(line["checksum"]) == 64
    assert verify_snapshot(signed, "2026-09")
    assert list(last_snapshot(signed, "2026-10")["rating"]) == ["Green", "Red", "Red"]

    altered = signed["Snapshots"].copy()
    altered.loc[altered.index[1], "rating"] = "Green"
    assert not verify_snapshot(replace(signed, tables=signed.tables | {"Snapshots": altered}), "2026-09")

    october = replace(signed, settings=signed.settings.assign(period="2026-10", report_date=dt.date(2026, 10, 31)))
    assert list(work_out(october).actions["previous_rating"]) == ["Green", "Red", "Red"]
