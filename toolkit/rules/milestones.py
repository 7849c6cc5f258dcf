"""M: milestones. Each step has a date of its own, and agrees with its action."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from toolkit.model.english import counted, quoted
from toolkit.model.finding import Severity
from toolkit.model.schemes import DONE_STATUSES, ELSEWHERE_STATUSES, OPEN_STATUSES
from toolkit.rules.case import Case
from toolkit.rules.related import (
    actions_of,
    count_milestones,
    earliest,
    lines_of_steps,
    listed_dates,
    milestone_actions,
    steps_of,
    unmatched_actions,
    unmatched_steps,
)
from toolkit.rules.rule import Example, broken, many, rule, said
from toolkit.rules.schema import KEY, Fault
from toolkit.rules.whole_columns import days

_DONE = dt.date(2026, 9, 1)


@rule(
    "M-01",
    sheet="Milestones",
    column="Due as written",
    severity=Severity.ERROR,
    message="{ref} has {milestones} and {dates}.",
    fix="Give each milestone a row and a date of its own.",
    bad=Example(
        rows={
            "Milestones": [
                {
                    "milestone": "Draft agreed\nGuide tested\nGuide printed",
                    "due_as_written": "December 2026 and March 2027",
                }
            ]
        }
    ),
    good=Example(
        rows={
            "Milestones": [
                {"no": "1", "milestone": "Draft agreed", "due_as_written": "11 December 2026"},
                {"no": "2", "milestone": "Guide printed", "due_as_written": "15 March 2027"},
            ]
        }
    ),
    needs=("milestone", "due_as_written", "Actions.ref"),
    where=("Milestones",),
    several="{count} {rows} have more dates than milestones, or fewer",
)
def milestones_and_dates_do_not_match(case: Case) -> pd.DataFrame:
    """With three steps and two dates nobody can say which step is late."""
    return many(
        [
            broken(
                unmatched_steps(case),
                milestones=said(lines_of_steps(case), _milestones),
                dates=said(listed_dates(case, "Milestones").clip(lower=1), _dates),
            ),
            # Dates written against the action, for milestones that have none of their own.
            broken(
                unmatched_actions(case),
                table="Actions",
                column="due_as_written",
                milestones=said(steps_of(case), _milestones),
                dates=said(listed_dates(case, "Actions"), _dates),
            ),
        ]
    )


def _milestones(number: int) -> str:
    return counted(int(number), "milestone")


def _dates(number: int) -> str:
    return counted(int(number), "date")


@rule(
    "M-02",
    sheet="Milestones",
    column="Due as written",
    severity=Severity.ERROR,
    message='The milestone "{words}" of {ref} has no date.',
    fix="Type in {cell} the date it is due, or TBC.",
    bad=Example(rows={"Milestones": [{"due_as_written": None}]}),
    good=Example(rows={"Milestones": [{"due_as_written": "11 December 2026"}]}),
    where=("Milestones",),
    several="{count} milestones have no date",
)
def milestone_without_a_date(case: Case) -> pd.DataFrame:
    """A step without a date is never late, and so never asked about."""
    milestones = case["Milestones"]
    wrong = case.faults("Milestones", Fault.BLANK, "due_as_written") & milestones["milestone"].notna()
    return broken(wrong & milestones["done_on"].isna(), words=said(milestones["milestone"], quoted))


@rule(
    "M-03",
    sheet="Milestones",
    column="Due as written",
    severity=Severity.WARNING,
    message='"{words}" is due after {ref} itself, which is due {due}.',
    fix="Give the milestone an earlier date, or ask for a later one for {ref} with Revised due.",
    bad=Example(rows={"Milestones": [{"due_as_written": "30 April 2027"}]}),
    good=Example(rows={"Milestones": [{"due_as_written": "11 December 2026"}]}),
    needs=("due_as_written", "Actions.due_as_written"),
    where=("Milestones",),
    several="{count} milestones are due after their action",
    several_fix="Move each forward, or ask for a later date for its action with Revised due.",
)
def milestone_after_its_action(case: Case) -> pd.DataFrame:
    """If a step comes after the end, one of the two dates is wrong."""
    of_action = actions_of(case, "Milestones")
    due = case.dates("Milestones", "due_as_written")
    due_of_action = of_action["worked_due"]
    wrong = days(earliest(due)) > days(due_of_action)
    wrong &= case["Milestones"]["done_on"].isna() & ~of_action["status"].isin(DONE_STATUSES + ELSEWHERE_STATUSES)
    return broken(wrong, words=said(case.text("Milestones", "milestone"), quoted), due=due_of_action)


@rule(
    "M-04",
    column="Status",
    severity=Severity.ADVICE,
    message="Every milestone of {ref} is done, but {ref} is still open.",
    fix="Close {ref}, or add its next milestone.",
    bad=Example(rows={"Milestones": [{"done_on": _DONE}]}),
    good=Example(
        rows={
            "Milestones": [
                {"no": "1", "done_on": _DONE},
                {"no": "2", "milestone": "Guide printed", "due_as_written": "15 March 2027"},
            ]
        }
    ),
    needs=("status", "Milestones.done_on"),
    where=("Milestones",),
    several="{count} {rows} are open though every milestone of theirs is done",
    several_fix="Close each, or add its next milestone.",
)
def every_milestone_done_action_open(case: Case) -> pd.Series:
    """Work may be finished and not counted, or its last step may be missing."""
    done, steps = case["Milestones"]["done_on"].notna(), steps_of(case)
    all_done = (steps > 0) & (steps == count_milestones(case, done))
    return all_done & case["Actions"]["status"].isin(OPEN_STATUSES)


@rule(
    "M-05",
    sheet="Milestones",
    column="Done on",
    severity=Severity.ERROR,
    message='{ref} is complete but its milestone "{words}" is not.',
    fix="Type in {cell} the day it was done, or set {ref} back to In progress.",
    bad=Example(
        rows={
            "Actions": [
                {"status": "Complete", "completed_on": _DONE, "evidence_refs": "Published guide", "still_to_do": None}
            ],
            "Milestones": [{"done_on": None}],
        }
    ),
    good=Example(
        rows={
            "Actions": [
                {"status": "Complete", "completed_on": _DONE, "evidence_refs": "Published guide", "still_to_do": None}
            ],
            "Milestones": [{"done_on": _DONE}],
        }
    ),
    needs=("done_on", "Actions.status"),
    where=("Milestones",),
    several="{count} milestones are open though their action is complete",
    several_fix="Type in each the day it was done, or set its action back to In progress.",
)
def action_complete_milestone_open(case: Case) -> pd.DataFrame:
    """An action is not complete while a step of it is not."""
    milestones = case["Milestones"]
    open_step = milestones["done_on"].isna() & ~case.unreadable("Milestones", "done_on")
    wrong = open_step & actions_of(case, "Milestones")["status"].isin(DONE_STATUSES)
    return broken(wrong, words=said(case.text("Milestones", "milestone"), quoted))


@rule(
    "C-08",
    sheet="Milestones",
    column="Action ref",
    severity=Severity.WARNING,
    message="This milestone is of action {ref}, which is not in this file.",
    fix="Correct the ref in {cell}, or put the action back.",
    bad=Example(rows={"Milestones": [{"action_ref": "EX9"}]}),
    good=Example(rows={"Milestones": [{"action_ref": "EX1"}]}),
    needs=("action_ref", "Actions.ref"),
    where=("Milestones",),
    several="{count} milestones belong to no action here",
    several_fix="Correct the reference in each, or put the action back.",
    each="{ref} ({cell})",
)
def milestone_of_no_action(case: Case) -> pd.Series:
    """A milestone that belongs to nothing is watched by nobody."""
    orphan = (milestone_actions(case) < 0) & case["Milestones"]["action_ref"].notna()
    # A missing or doubled ref on Actions is found there; its milestones are not at fault.
    actions = case["Actions"]
    troubled = actions["ref"].isna() | case.faults("Actions", Fault.TWICE, KEY)
    return orphan & ~orphan.index.get_level_values("source").isin(troubled.index[troubled].get_level_values("source"))
