"""What officers soundly write must raise nothing; what is plainly wrong must be found in its own cell."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import faults
from toolkit.model.finding import Severity
from toolkit.rules.ask import validate

DONE = {
    "status": "Complete",
    "completed_on": dt.date(2026, 9, 1),
    "still_to_do": None,
    "evidence_refs": "Audit of forty referrals",
}

SOUND_WORDS = """\
Continue the programme of observed supervision so that every team has been seen by a senior manager this year
Review, refresh and further strengthen corporate parenting arrangements
Support Member visits to the children's homes (including DBS checks)
Ensure all cases have relevant issues of diversity recorded on the system, including ethnicity
Apply for the Innovation Grant – Fostering
Introduce "Distance Travelled" questionnaires for parents to "benchmark" before and after an intervention
Review and evaluate the project "Delivering the vision"
Each child and young person is seen alone by their social worker every month
A further review of the board in March 2027 finds that it works well
The review has been completed and ongoing monitoring is in place
This work is ongoing and linked to the regional development programme
All posts have been recruited to
Every placement has been accounted for
The plan sets out what good looks like: children seen, plans written, families heard
An independent Review of the front door was held, with a Support Plan for each team
Phone 01234 567 890 on any working day
Staffing model to be agreed by the board in May 2027
Contact the Child Protection Unit for advice
Work with partners in Q3 2026/27 and report to the board
Agreed with DCS, DfE and Ofsted; see the LSCB minutes
50% of plans were updated, 12 of 24, and the rest are booked""".splitlines()

READABLE = [
    "31 March 2027", "March 2027", "Spring 2027", "Q3 2026/27", "end of January 2027", "15/01/2027", "Ongoing",
    "2026/27", dt.date(2027, 3, 31), "w/c 11 January 2027", "January - March 2027", "Jan 27",
]  # fmt: skip

FAULTS = [
    ("T-02", "Action", {"action": "Other actions to be confirmed"}),
    ("T-02", "Action", {"action": "TBC"}),
    ("T-03", "Action", {"action": "• Train the staff\n• Audit the plans"}),
    ("T-04", "Where are we now", {"where_now": "Work has begun with the"}),
    ("T-10", "Notes", {"notes": "Waiting for DOB 12/03/2016"}),
    ("T-10", "Notes", {"notes": "NHS number 943 476 5919"}),
    ("S-02", "Status", {"status": "Ongoing"}),
    ("S-04", "Completed on", DONE | {"completed_on": None}),
    ("S-05", "Completed on", DONE | {"completed_on": dt.date(2026, 12, 1)}),
    ("S-06", "Where are we now", {"where_now": "Achieved/Ongoing"}),
    ("S-10", "Updated on", {"updated_on": None}),
    ("D-02", "Due as written", {"due_as_written": "ASAP"}),
    ("D-02", "Due as written", {"due_as_written": "22nd October"}),
    ("D-02", "Revised due", {"revised_due": "When the law has changed", "revision_reason": "The law"}),
    ("D-04", "Due as written", {"due_as_written": "January 2025"}),
    ("D-07", "Due as written", {"due_as_written": "31/01/27 revised to 31/03/27"}),
    ("D-16", "Due as written", {"due_as_written": "Next month"}),
    ("L-02", "Accountable lead", {"lead": "To be appointed"}),
    ("L-04", "Accountable lead", {"lead": "Team Manager Head of Safeguarding"}),
    ("E-01", "Evidence refs", DONE | {"evidence_refs": None, "evidence_stage": "Claimed"}),
    ("R-01", "Override rating", {"override_rating": "Yellow"}),
]


def messages(*actions: dict[str, object]) -> list[str]:
    """What is found wrong with these actions, each in a return of its own."""
    return [f.message for found in faults(*([action] for action in actions)) for f in found]


@pytest.mark.parametrize("column", ["action", "where_now", "notes"])
def test_sound_words_raise_no_error_and_no_warning(column: str):
    assert messages(*(an_action("EX1", **{column: words}) for words in SOUND_WORDS)) == []


def test_a_date_that_can_be_read_raises_no_error_and_no_warning():
    assert messages(*(an_action("EX1", due_as_written=due) for due in READABLE)) == []


def test_a_fault_is_found_once_in_its_own_cell():
    sound, other = an_action("EX1"), an_action("EX2", action="Visit every college")

    found = faults(*([sound, other | fields] for _, _, fields in FAULTS))

    assert [[(f.rule, f.row, f.column) for f in here] for here in found] == [
        [(rule, 6, column)] for rule, column, _ in FAULTS
    ]


def test_a_complete_action_with_a_benefit_still_to_come_is_complete():
    done = an_action("EX1", **DONE | {"still_to_do": "Benefit only: fewer referrals sent back"})

    assert validate(a_plan([done])).brief() == []


def test_a_blank_required_column_is_said_once_for_the_whole_file():
    words = ("Train duty managers", "Audit forty referrals", "Visit every college")
    rows = [an_action(f"EX{n}", action=action, lead_body=None) for n, action in enumerate(words)]

    assert validate(a_plan(rows)).brief() == [("C-01", "Actions", 4)]


def test_milestones_of_a_missing_reference_are_not_at_fault():
    plan = a_plan(
        [an_action(None)],
        milestones=[{"action_ref": "EX1", "no": "1", "milestone": "Agreed", "due_as_written": "11 December 2026"}],
    )

    assert validate(plan).brief() == [("I-01", "Actions", 5)]


def test_a_plan_that_dates_its_milestones_is_asked_for_due_dates_and_not_refused():
    rows = [
        an_action(f"EX{n}", action=action, due_as_written=None)
        for n, action in enumerate(("Train duty managers", "Audit forty referrals", "Visit every college"))
    ]
    steps = [
        {"action_ref": f"EX{n}", "no": "1", "milestone": "First step", "due_as_written": "11 December 2026"}
        for n in range(3)
    ]

    report = validate(a_plan(rows, milestones=steps))

    assert {(f.rule, f.severity) for f in report.findings} == {("D-01", Severity.WARNING)}
