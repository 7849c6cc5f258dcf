"""What becomes of Accept and Reject under Proposed changes and conflicts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from tests.merge_builders import EARLY_HELP, HEALTH, a_register, a_return_of, action, changes, merged, registered
from toolkit.model.plan import Plan

SHEET = "Proposed changes and conflicts"


def answers(register: Plan) -> list[object]:
    """What came of each line of the list."""
    return list(register[SHEET]["answer"])


def lines(register: Plan, *columns: str) -> list[tuple[object, ...]]:
    """The list, by these columns."""
    return list(register[SHEET][list(columns)].itertuples(index=False, name=None))


def in_period(register: Plan, period: str) -> Plan:
    """The register once the team has put the next period on Settings."""
    return replace(register, settings=register.settings.assign(period=period))


def decided(register: Plan, *decisions: str | None) -> Plan:
    """The register with its proposals decided, in order."""
    log = register[SHEET].copy()
    log["decision"] = list(decisions)
    return replace(register, tables=register.tables | {SHEET: log})


def test_an_accepted_proposal_is_carried_out_by_the_next_merge_and_logged():
    register = a_register()
    first = merged(register, a_return_of(register, changes={"EX1": {"theme": "Prevention", "outcome": "Fewer moves"}}))
    done = merged(decided(first.register, "Accept", "Reject"))

    assert [action(done.register, "EX1")[c] for c in ("theme", "outcome")] == ["Prevention", None]
    assert changes(done) == [("EX1", "Theme", "Front door", "Prevention", "Changed")]
    assert done.changes["who"].iloc[0] == "Performance team"
    assert answers(done.register) == ["Accepted, in issue 5.", "Rejected in 2026-09."]
    assert done.register.settings.iloc[0]["register_issue"] == 5
    assert merged(done.register).changes.empty


@pytest.mark.parametrize(
    ("field", "said", "then"),
    [
        ("status", "In progress", "In progress"),
        ("completed_on", "CLEAR", None),
        ("still_to_do", None, None),
    ],
)
def test_what_was_held_or_in_conflict_can_be_accepted(field: str, said: object, then: object):
    complete = registered("EX1", status="Complete", completed_on=dt.date(2026, 5, 4))
    sent = a_register([complete])
    register = a_register([complete | ({"completed_on": dt.date(2026, 6, 1)} if field == "completed_on" else {})])
    first = merged(register, a_return_of(sent, changes={"EX1": {field: said}}))
    assert len(first.proposed) == 1
    done = merged(decided(first.register, "accept"))

    assert action(done.register, "EX1")[field] == then
    assert done.reconciles


def test_accepting_a_reopening_gives_up_the_completion_date_and_keeps_the_sums_right():
    register = a_register([registered("EX1", status="Complete", completed_on=dt.date(2026, 5, 4))])
    first = merged(register, a_return_of(register, changes={"EX1": {"status": "In progress"}}))
    done = merged(decided(first.register, "Accept"))

    assert action(done.register, "EX1")["completed_on"] is None
    assert [kind for *_, kind in changes(done)] == ["Reopened", "Reopened"]
    assert done.reconciles


def test_an_accepted_date_comes_back_as_a_date():
    held = a_register([registered("EX1", override_until=dt.date(2026, 12, 31))])
    register = a_register([registered("EX1", override_until=dt.date(2026, 11, 30))])
    first = merged(register, a_return_of(held, changes={"EX1": {"override_until": dt.date(2027, 1, 31)}}))
    done = merged(decided(first.register, "Accept"))

    assert action(done.register, "EX1")["override_until"] == dt.date(2027, 1, 31)


def test_an_accepted_question_stays_open_and_says_how_it_is_settled():
    register = a_register()
    first = merged(register, a_return_of(register, changes={"EX2": {"notes": "Said"}}, drop=["EX1"]))
    done = merged(decided(first.register, "Accept"))

    assert answers(done.register) == [
        "Not carried out: it is a question, and there is nothing to write. Settle it, choose Reject, and say how under "
        "Note."
    ]
    assert changes(done) == []
    assert "To settle: 1 question; none is new." in done.receipt[-2]
    rejected = merged(decided(done.register, "Reject"))
    assert answers(rejected.register) == ["Rejected in 2026-09."]
    assert "Nothing to settle." in " ".join(rejected.receipt)


@pytest.mark.parametrize(
    ("field", "said", "wanted", "then"),
    [
        ("status", "Done", "Complete", "Complete"),
        ("status", "underway", "In progress", "In progress"),
        ("completed_on", "29th September 2026", "29 September 2026", dt.date(2026, 9, 29)),
        ("completed_on", "end of September 2026", "30 September 2026", dt.date(2026, 9, 30)),
        ("evidence_stage", "filled", "Filed", "Filed"),
    ],
)
def test_an_accepted_value_that_was_held_is_written_as_its_suggestion_reads(field, said, wanted, then):
    register = a_register([registered("EX1", status="Not started")])
    first = merged(register, a_return_of(register, changes={"EX1": {field: said}}))
    assert lines(first.register, "kind", "returned", "wanted", "now")[0][:3] == ("Held", said, wanted)
    done = merged(decided(first.register, *["Accept"] * len(first.register[SHEET])))

    assert action(done.register, "EX1")[field] == then
    assert answers(done.register)[0] == "Accepted, in issue 5."


def test_what_nobody_can_read_stays_open_until_somebody_types_what_is_meant():
    register = a_register([registered("EX1", status="Not started")])
    first = merged(register, a_return_of(register, changes={"EX1": {"completed_on": "once the bid is in"}}))
    refused = merged(decided(first.register, "Accept"))
    log = refused.register[SHEET].assign(wanted="3 September 2026")
    done = merged(replace(refused.register, tables=refused.register.tables | {SHEET: log}))

    assert answers(refused.register) == [
        "Not carried out: “once the bid is in” is not a date. Type what should stand there under Value wanted."
    ]
    assert "EX1 Completed on: not carried out" in " ".join(refused.receipt)
    assert "To settle: 1 value held back; none is new." in refused.receipt[-2]
    assert action(done.register, "EX1")["completed_on"] == dt.date(2026, 9, 3)


def test_the_same_question_asked_again_joins_its_line_and_grows_old():
    register = a_register()
    asked = {"EX1": {"theme": "Prevention"}}
    june = merged(register, a_return_of(register, changes=asked, source="June.xlsx"))
    july = in_period(june.register, "2026-10")
    done = merged(july, a_return_of(july, changes=asked, source="July.xlsx"))

    assert lines(done.register, "ref", "file", "asked_by", "since", "age", "now", "wanted") == [
        ("EX1", "July.xlsx", EARLY_HELP, "2026-09", 1, "Front door", "Prevention")
    ]
    assert done.proposed.empty
    assert "To settle: 1 proposed change; none is new." in done.receipt[-2]


def test_another_value_for_the_same_cell_takes_the_place_of_the_first_and_is_as_old():
    register = a_register()
    first = merged(register, a_return_of(register, changes={"EX1": {"theme": "Prevention"}}, source="June.xlsx"))
    october = in_period(first.register, "2026-10")
    done = merged(october, a_return_of(october, changes={"EX1": {"theme": "Early years"}}, source="July.xlsx"))

    assert lines(done.register, "wanted", "since", "answer") == [
        ("Prevention", "2026-09", "Replaced in issue 5: the service now asks for another value."),
        ("Early years", "2026-09", None),
    ]


def test_a_line_that_was_answered_is_asked_again_only_in_another_period():
    register = a_register()
    asked = {"EX1": {"theme": "Prevention"}}
    back = a_return_of(register, changes=asked)
    rejected = merged(decided(merged(register, back).register, "Reject"), back)
    october = in_period(rejected.register, "2026-10")
    done = merged(october, a_return_of(october, changes=asked, source="October.xlsx"))

    assert lines(rejected.register, "answer") == [("Rejected in 2026-09.",)]
    assert lines(done.register, "period", "since", "answer")[1:] == [("2026-10", "2026-10", None)]


def test_a_line_closes_by_itself_once_the_register_says_what_was_wanted():
    register = a_register()
    first = merged(register, a_return_of(register, changes={"EX1": {"theme": "Prevention"}})).register
    typed = first["Actions"].assign(theme=["Prevention", *first["Actions"]["theme"][1:]])
    done = merged(replace(first, tables=first.tables | {"Actions": typed}))

    assert answers(done.register) == ["The register says so since issue 4."]


def asking_for(register: Plan, due: object = "31 December 2027", **others: object) -> Plan:
    """A return that asks for another date."""
    return a_return_of(
        register, changes={"EX1": {"revised_due": due, "revision_reason": "The tender ran late"} | others}
    )


def test_a_date_that_is_asked_for_is_on_the_list_until_it_is_agreed():
    register = a_register()
    first = merged(register, asking_for(register)).register
    asked = ("Proposed", "Revised due", "31 December 2027", "31 March 2027", None)
    assert lines(first, "kind", "field", "wanted", "now", "answer") == [asked]

    agreed = first["Actions"].assign(revision_agreed_by=["Improvement Board", None, None])
    by_hand = merged(replace(first, tables=first.tables | {"Actions": agreed}))
    assert answers(by_hand.register) == ["Agreed by Improvement Board, seen in issue 4."]


def test_accepting_a_date_needs_the_name_of_whoever_agreed_it():
    register = a_register()
    first = merged(register, asking_for(register)).register
    refused = merged(decided(first, "Accept")).register
    log = refused[SHEET].assign(note="Improvement Board, 12 October 2026")
    done = merged(replace(refused, tables=refused.tables | {SHEET: log}))

    assert "say under Note who agreed the date" in answers(refused)[0]
    row = action(done.register, "EX1")
    assert (row["revised_due"], row["revision_agreed_by"]) == ("31 December 2027", "Improvement Board, 12 October 2026")
    assert answers(done.register) == ["Accepted, in issue 5."]


def test_a_date_without_a_reason_is_not_agreed_by_accepting_it():
    register = a_register()
    first = merged(register, asking_for(register, revision_reason=None)).register
    log = first[SHEET].assign(note="Improvement Board", decision="Accept")
    done = merged(replace(first, tables=first.tables | {SHEET: log}))

    assert "EX1 gives no Revision reason" in answers(done.register)[0]


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"status": "Complete", "completed_on": dt.date(2026, 9, 1)}, "No longer asked: EX1 is Complete."),
        ({"revised_due": None}, "Withdrawn: EX1 asks for no date since issue 4."),
    ],
)
def test_a_date_nobody_asks_for_any_more_leaves_the_list(fields, answer):
    register = a_register()
    first = merged(register, asking_for(register)).register
    row = first["Actions"].iloc[:1].assign(**fields)
    actions = pd.concat([row, first["Actions"].iloc[1:]])
    done = merged(replace(first, tables=first.tables | {"Actions": actions}))

    assert answers(done.register) == [answer]


MILESTONE = {"action_ref": "EX1", "no": "1", "milestone": "Tender out", "due_as_written": "31 January 2027"}


def test_a_whole_row_can_be_accepted():
    register = a_register()
    first = merged(register, a_return_of(register, milestones=[MILESTONE]))
    assert lines(first.register, "kind", "sheet", "field") == [("Proposed", "Milestones", "New row")]
    done = merged(decided(first.register, "Accept"))

    [row] = done.register["Milestones"].to_dict("records")
    assert {c: row[c] for c in MILESTONE} == MILESTONE
    assert changes(done) == [("EX1|1", "New row", None, "Tender out", "New")]


def test_of_two_rows_under_one_number_the_second_is_not_accepted():
    register = a_register()
    other = MILESTONE | {"milestone": "Board agrees the bid"}
    first = merged(
        register, a_return_of(register, milestones=[MILESTONE], source="A.xlsx"),
        a_return_of(register, HEALTH, milestones=[other], source="B.xlsx"),
    )  # fmt: skip
    done = merged(decided(first.register, "Accept", "Accept"))

    assert list(done.register["Milestones"]["milestone"]) == ["Tender out"]
    assert answers(done.register)[0] == "Accepted, in issue 5."
    assert "EX1|1 is on Milestones already" in answers(done.register)[1]


def test_a_register_of_before_the_list_told_what_came_of_it_keeps_its_decisions():
    register = a_register()
    first = merged(register, a_return_of(register, changes={"EX1": {"theme": "Prevention"}})).register
    old = first[SHEET].assign(answer=None, wanted=None, since=None, age=None, asked_by=None)
    done = merged(replace(first, tables=first.tables | {SHEET: old.assign(decision="Accepted, in issue 5")}))
    carried = merged(replace(first, tables=first.tables | {SHEET: old.assign(decision="Accept")}))

    assert "Nothing to settle." in " ".join(done.receipt)
    assert action(carried.register, "EX1")["theme"] == "Prevention"


def a_return_with(register: Plan, sheet: str, rows: list[dict[str, object]]) -> Plan:
    """A return to which its service added a sheet of the team's."""
    returned = a_return_of(register)
    table = a_register(**{sheet.lower(): rows})[sheet].rename(
        index={"register.xlsx": "Early Help.xlsx"}, level="source"
    )
    return replace(returned, tables={**returned.tables, sheet: table})


def test_an_accepted_setting_is_written_and_logged_and_the_next_file_of_the_period_is_still_taken():
    register = a_register()
    asked = {"plan_end": dt.date(2028, 3, 31), "stale_days": 60, "plan_title": "One plan", "scheme": "Progress"}
    first = merged(register, a_return_of(register, settings=asked))
    assert len(lines(first.register, "field")) == 4
    done = merged(
        decided(first.register, *["Accept"] * 4),
        a_return_of(register, changes={"EX1": {"notes": "Met"}}, source="b.xlsx"),
    )

    assert {name: done.register.settings.iloc[0][name] for name in asked} == asked
    assert {(ref, new) for ref, _, _, new, _ in changes(done)} >= {
        ("Plan end", "31 March 2028"), ("Stale after days", "60"), ("Plan title", "One plan"),
    }  # fmt: skip
    assert set(answers(done.register)) == {"Accepted, in issue 5."}
    assert action(done.register, "EX1")["notes"] == "Met"
    assert done.reconciles


def test_the_period_is_put_on_settings_by_hand_and_the_line_says_so():
    register = a_register()
    first = merged(register, a_return_of(register, settings={"report_date": dt.date(2026, 9, 29)}))
    assert "by hand" in str(lines(first.register, "why")[0][0])

    done = merged(decided(first.register, "Accept"))

    assert done.register.settings.iloc[0]["report_date"] == register.settings.iloc[0]["report_date"]
    assert str(answers(done.register)[0]).startswith("Not carried out: By this it is told what a merge takes")


def test_a_setting_nobody_can_read_waits_until_it_is_typed():
    register = a_register()
    first = merged(register, a_return_of(register, settings={"stale_days": "a month"}))

    assert str(answers(merged(decided(first.register, "Accept")).register)[0]).startswith("Not carried out:")


def test_a_row_for_a_sheet_of_the_teams_is_accepted_whole():
    register = a_register()
    row = {"ref": "B", "level": 1, "title": "Fostering"}
    first = merged(register, a_return_with(register, "Themes", [row]))
    assert lines(first.register, "field") == [("Whole row",)]

    done = merged(decided(first.register, "Accept"))

    assert list(done.register["Themes"]["title"]) == ["Fostering"]
    assert changes(done) == [("B", "New row", None, "Fostering", "New")]
    assert answers(done.register) == ["Accepted, in issue 5."]


def test_a_row_that_says_otherwise_than_the_teams_own_is_left_to_the_team():
    register = a_register(themes=[{"ref": "B", "level": 1, "title": "Adoption"}])
    first = merged(register, a_return_with(register, "Themes", [{"ref": "B", "level": 1, "title": "Fostering"}]))

    done = merged(decided(first.register, "Accept"))

    assert list(done.register["Themes"]["title"]) == ["Adoption"]
    assert answers(done.register) == [
        "Not carried out: B is on Themes already, and says something else. Change it there, and choose Reject."
    ]
