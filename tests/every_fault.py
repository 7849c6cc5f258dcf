"""The return of ``forty_actions`` with every rule that a return can break, broken at an action or a row of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from tests.builders import FIRST_ROW, a_plan
from tests.forty_actions import SERVICE, UPDATED, Row, as_sent, plan_with, sound_rows
from tests.merge_builders import together
from toolkit.model.finding import Report
from toolkit.model.plan import FACT_COLUMNS, Book, Plan, Seen
from toolkit.rules.ask import validate

SOURCE = "faulty.xlsx"
OPEN = {
    "lead": "Head of Safeguarding", "status": "In progress", "due_as_written": "31 March 2027", "confidence": None,
    "where_now": "Tried in two teams since August", "still_to_do": "Begin in the other teams", "completed_on": None,
    "evidence_refs": None, "evidence_stage": None, "revised_due": None, "notes": None,
} | UPDATED  # fmt: skip
DONE = {"status": "Complete", "completed_on": dt.date(2026, 9, 1), "still_to_do": None, "evidence_refs": "1"}
TWICE = "Tell the referrer what was decided, and why, within three working days."

ACTIONS: dict[str, tuple[Row, tuple[str, ...]]] = {
    "FD1": ({"ref": None}, ("I-01",)),
    "FD2": ({"action": None}, ("T-01",)),
    "FD3": ({"action": "Further actions to be agreed", "lead": None}, ("T-02", "L-01")),
    "FD4": (
        {"action": "Write one threshold guide for partners Introduce a weekly audit of referrals", "lead": "TBC"},
        ("T-03", "L-02"),
    ),
    "FD5": (
        {"where_now": "Draft guide tested with three schools and", "lead": "Head of Early Help / Head of Safeguarding"},
        ("T-04", "L-03"),
    ),
    "FD6": (
        {"where_now": "Delayed by the review of Child B", "lead": "Service Manager Head of Safeguarding"},
        ("T-10", "L-04"),
    ),
    "FD7": ({"status": None, "lead": "Improvement Board"}, ("S-01", "L-05")),
    "FD8": ({"status": "Nearly there", "lead": "Brackenshire Police"}, ("S-02", "L-09")),
    "EH1": (DONE | {"still_to_do": "Print and hand out the guide"}, ("S-03",)),
    "EH2": (DONE | {"completed_on": None}, ("S-04", "M-05")),
    "EH3": ({"status": "Transferred", "notes": None, "still_to_do": None}, ("S-09",)),
    "EH4": ({"where_now": "Completed and ongoing", "lead_body": None}, ("S-06", "C-01")),
    "EH5": (DONE | {"completed_on": dt.date(2026, 10, 5), "evidence_refs": "61"}, ("S-05", "E-04")),
    "EH6": ({"updated_on": dt.date(2026, 7, 1)}, ("S-10",)),
    "EH7": ({"where_now": "100% complete", "evidence_stage": "Seen"}, ("S-11", "C-02")),
    "EH8": ({"due_as_written": None, "evidence_refs": "77"}, ("D-01", "X-07", "M-01")),
    "EH9": ({"due_as_written": "31 June 2027"}, ("D-02", "M-02")),
    "CP1": (
        {"due_as_written": "TBC", "direction": "Improved a lot", "where_now": "Awaiting feedback on the bid"},
        ("D-03", "F-06", "S-07"),
    ),
    "CP2": ({"due_as_written": "31 March 2025"}, ("D-04",)),
    "CP3": ({"due_as_written": "Guide drafted December 2026, guide printed March 2027"}, ("D-07",)),
    "CP4": ({"due_as_written": "01/13/2027"}, ("D-08",)),
    "CP5": ({"due_as_written": "Review January 2027"}, ("D-09",)),
    "CP6": ({"due_as_written": "First report June 2027 and then quarterly"}, ("D-10",)),
    "CP7": ({"due_as_written": "31 March 2028"}, ("D-12", "D-13")),
    "CP8": ({"due_as_written": "27 March 2027"}, ("D-14", "M-03")),
    "CP9": ({"still_to_do": "Print and hand out the guide in May 2027"}, ("D-15", "S-08")),
    "CC1": ({"due_as_written": "Within the next three months"}, ("D-16",)),
    "CC2": ({"override_rating": "Purple"}, ("R-01",)),
    "CC3": (DONE | {"evidence_refs": None}, ("E-01",)),
    "CC4": ({"override_rating": "Amber"}, ("R-02",)),
    "CC5": (
        {"override_rating": "Amber", "override_reason": "Agreed with the chair", "override_by": "Director",
         "override_until": dt.date(2026, 8, 31)},
        ("R-03",),
    ),
    "CC6": ({"confidence": "Off track", "still_to_do": None}, ("R-06",)),
    "CC7": ({"due_as_written": "26 Febuary 2027"}, ("C-06",)),
    "CC8": (
        {"action": "Continue to support families early", "due_as_written": "Ongoing", "theme": "Working together"},
        ("T-05", "I-04"),
    ),
    "CC9": ({"action": TWICE}, ("T-06",)),
    "LQ1": (DONE | {"status": "Embedded", "evidence_refs": "62"}, ("E-03",)),
    "LQ2": ({"notes": "Waits for action FD99"}, ("X-02",)),
    "LQ3": ({"notes": "The foster carers' payments are settled in action CP2", "lead": "Alex Exampel"}, ("X-03",)),
    "LQ4": ({"ref": "LQ44"}, ()),
}  # fmt: skip
"""By ref what is typed into the action, over a sound and open one, and the rules it breaks there."""

ROWS: tuple[tuple[Row, str], ...] = (
    ({"ref": "EH6", "action": "Audit twenty referrals a month"} | OPEN, "I-02"),
    ({"ref": None, "action": None} | UPDATED | {"lead": "Head of Care", "due_as_written": "30 June 2027"}, "I-05"),
    ({"where_now": "and with two colleges in September"}, "F-09"),
    ({"ref": "FD50", "action": TWICE.replace("three", "four"), "start": dt.date(2027, 6, 1)} | OPEN, "D-11"),
    ({"ref": "CP5a", "action": "Find two more assessors"} | OPEN | {"parent_ref": "CP77"}, "I-09"),
    ({"ref": "CP5b", "action": "Clear the forty oldest cases"} | OPEN | {"parent_ref": "CP5"}, ""),
    ({"ref": "CP5c", "action": "Report the wait to the board"} | OPEN | {"parent_ref": "CP5b"}, "I-10"),
)
"""Rows put in below the others, each with what it breaks, if anything; the fourth is also much like FD5 (T-07)."""
MILESTONES: tuple[Row, ...] = (
    {"action_ref": "EH8", "no": "7", "milestone": "Agreed\nTested\nPrinted",
     "due_as_written": "December 2026 and March 2027"},
    {"action_ref": "EH9", "no": "7", "milestone": "Size agreed"},
    {"action_ref": "CP8", "no": "7", "milestone": "Team starts", "due_as_written": "30 April 2027"},
    {"action_ref": "EH2", "no": "7", "milestone": "Plan printed", "due_as_written": "15 September 2026"},
    {"action_ref": "CP6", "no": "7", "milestone": "Notice agreed", "due_as_written": "15 May 2026",
     "done_on": dt.date(2026, 5, 1)},
    {"action_ref": "ZZ9", "no": "1", "milestone": "Of no action", "due_as_written": "15 May 2027"},
)  # fmt: skip
EVIDENCE: tuple[Row, ...] = (
    {"no": "61", "what": "Minutes of the partnership meeting", "action_ref": "EH5", "state": "Filed"},
    {"no": "62", "what": "Audit of forty plans", "action_ref": "LQ1", "state": "Checked",
     "checked_on": dt.date(2026, 3, 2)},
    {"no": "63", "what": "Letter: bid unsuccessful", "action_ref": "CP1", "state": "Filed"},
    {"no": "64", "what": "Dip sample", "action_ref": "CP2", "state": "Promised"},
    {"no": "64", "what": "Survey of schools", "action_ref": "CP2", "state": "Filed"},
)  # fmt: skip
MEASURE: Row = {"theme": "The front door", "kind": "Performance", "unit": "%", "good_is": "High", "baseline": 5,
                "target": 9}  # fmt: skip
MEASURES: tuple[Row, ...] = tuple(
    MEASURE | {"ref": f"P{n}"} | more
    for n, more in enumerate((
        {"measure": "Calls answered in a minute", "baseline": None},
        {"measure": "Assessments done in time; children seen alone"},
        {"measure": "Caseload of managers", "good_is": None},
        {"measure": "Letters sent in time", "target": None},
        {"measure": "Working together pledge", "theme": "Leadership and quality"},
        {"measure": "Visits on time"},
    ), start=1)
)  # fmt: skip
VALUES: tuple[Row, ...] = tuple(
    {"measure_ref": ref, "period": period, "value": value}
    for ref, period, value in (
        ("P6", "January 2026", 62.0), ("P6", "February 2026", 70.0), ("P6", "March 2026", 75.0),
        ("P6", "January to March 2026", 69.0), ("P4", "January 2026", 62.3), ("P4", "February 2026", 63.9),
        ("P4", "March 2026", 0.698),
    )
)  # fmt: skip
RISK: Row = {"risk": "Posts stay empty", "likelihood": 2, "impact": 3, "controls": "Visits", "owner": "Head of Care",
             "review_on": dt.date(2026, 12, 1)}  # fmt: skip
RISKS: tuple[Row, ...] = tuple(
    RISK | {"ref": f"R{n}"} | more
    for n, more in enumerate(({"impact": 7}, {"owner": None}, {"likelihood": 5, "impact": 4}), start=7)
)
SETTINGS = {
    "marking": None, "signed_off_by": None, "signed_off_on": None, "period": "August 2026", "register_issue": 2,
    "plan_title": "Another plan", "inspection_received": dt.date(2025, 8, 4),
}  # fmt: skip
FACTS: tuple[Row, ...] = (
    {"kind": Seen.NO_STAMP, "table": "Settings"},
    {"kind": Seen.MISSING_COLUMN, "table": "Actions", "column": "theme"},
    {"kind": Seen.REPEATED_HEADING, "table": "Actions", "row": 60},
    {"kind": Seen.MERGED, "table": "Actions", "row": 50, "cell": "E50:E51"},
    {"kind": Seen.HIDDEN_ROWS, "table": "Actions", "text": "2"},
    {"kind": Seen.COLOURED, "table": "Actions", "row": 20, "column": "challenge", "text": "red"},
    {"kind": Seen.BLANK_ROW, "table": "Actions", "row": 61},
    {"kind": Seen.OUTSIDE_TABLE, "table": "Actions", "row": 20, "cell": "AK20", "text": "See the minutes of March"},
    {"kind": Seen.OUTSIDE_TABLE, "table": "Actions", "row": 70, "cell": "A70", "text": "\u2022 Fostering"},
    {"kind": Seen.OUTSIDE_TABLE, "table": "Actions", "row": 71, "cell": "A71", "text": "\u2022 Leaving care"},
    {"kind": Seen.ODD_TEXT, "table": "Actions", "row": 21, "column": "where_now"},
    {"kind": Seen.EXCEL_ERROR, "table": "Actions", "row": 22, "column": "notes", "text": "#REF!"},
    {"kind": Seen.FORMULA_TEXT, "table": "Actions", "row": 23, "column": "notes", "text": "+two posts"},
    {"kind": Seen.NOT_TEXT, "table": "Actions", "row": 24, "column": "ref", "text": "1.1"},
    {"kind": Seen.UNREADABLE, "table": "Actions", "row": 25, "column": "completed_on", "text": "Spring"},
    {"kind": Seen.UNREADABLE, "table": "Measures", "row": 5, "column": "tolerance", "text": "about five"},
    {"kind": Seen.UNREADABLE, "table": "Measures", "row": 13, "column": "target", "text": "To be set"},
    {"kind": Seen.EXTRA_COLUMN, "table": "Actions", "row": 4, "column": "Team use"},
    {"kind": Seen.SUMMARY, "table": "Summary", "sheet": "Summary", "row": 17, "cell": "G17", "column": "Green",
     "text": "150", "detail": "All actions"},
)  # fmt: skip
ELSEWHERE = frozenset(
    {"T-07", "T-08", "L-06", "L-07", "L-08", "M-04", "D-17", "R-04", "R-05", "E-02"}
    | {f"F-{n:02}" for n in range(1, 16) if n not in (6, 9)}
    | {"I-06", "Q-01", "Q-02", "Q-03", "Q-04", "Q-05", "Q-06", "Q-07", "K-01", "K-02", "K-03"}
    | {"P-01", "P-02", "P-03", "P-05", "P-06", "P-07", "C-03", "C-04", "C-05", "C-07", "C-13"}
)
"""Rules that the other sheets, the settings, another return and what a reader notices are there to break."""
CANNOT_BE_BESIDE = {
    "P-04": "nothing has changed",
    "I-03": "the refs of this plan are of several forms",
    "C-08": "not asked where refs are blank or used twice",
}
AS_SENT = "LQ5"
"""The one action whose update is that of June under a new date (T-08)."""


def faulty() -> Plan:
    """The return, and one of another service that says otherwise of one of its actions."""
    rows = sound_rows()
    given = rows | {
        "actions": [*map(_typed, rows["actions"]), *(row for row, _ in ROWS)],
        "milestones": [*rows["milestones"], *MILESTONES],
        "evidence": [*rows["evidence"], *EVIDENCE],
        "measures": [*rows["measures"], *MEASURES],
        "measure_values": [*rows["measure_values"], *VALUES],
        "risks": [*rows["risks"], *RISKS],
        "answers": [{"rule": "T-07", "ref": "FD5", "answer": "Yes, I know"}],
    }
    plan = plan_with(given, SOURCE, **SETTINGS)
    sheets = [{"source": SOURCE, "sheet": one["table"]} | one for one in FACTS]
    facts = pd.DataFrame([{name: one.get(name) for name in FACT_COLUMNS} for one in sheets], columns=FACT_COLUMNS)
    index = pd.MultiIndex.from_tuples([(SOURCE, "Reporting period")], names=["source", "key"])
    sent = {"Settings": pd.DataFrame([{"period": "2026-09"}], index=index, dtype=object)}
    return together(replace(plan, facts=facts.astype(object), issued={**plan.issued, **sent}), _other())


def _typed(row: Row) -> Row:
    ref = str(row["ref"])
    if ref == AS_SENT:
        return next(one for one in as_sent()["actions"] if one["ref"] == ref) | UPDATED
    return row | OPEN | ACTIONS[ref][0]


def _other() -> Plan:
    mine = next(row for row in sound_rows()["actions"] if row["ref"] == "EH1")
    said = mine | OPEN | {"status": "On hold", "notes": "Waits for the new law"}
    return a_plan([said], source="other.xlsx", settings=SERVICE | {"service": "Housing"})


def register() -> Plan:
    """The current register, which calls the plan and its colours by other names and knows who has left."""
    people = [
        {"name": "Head of Safeguarding", "role": "Head of Safeguarding", "left_on": dt.date(2026, 8, 31)},
        {"name": "Alex Example", "role": "Head of Care"},
    ]
    actions = [row | {"service": "Children's Services"} for row in as_sent()["actions"]]
    settings = SERVICE | {"scheme": "Progress"}
    return a_plan(actions, source="register.xlsx", book=Book.REGISTER, settings=settings, people=people)


def found() -> Report:
    """What is found in the faulty return, with the register at hand."""
    return validate(faulty(), last=register())


def row_of(place: int) -> int:
    """Excel's row of the return's action at a place, counted from nought."""
    return FIRST_ROW + place
