"""S: the status. Does the row agree with itself?"""

from __future__ import annotations

import datetime as dt
import re
from functools import partial

import numpy as np
import pandas as pd

from toolkit.model.english import quoted
from toolkit.model.finding import Severity
from toolkit.model.patterns import pattern_of
from toolkit.rules.case import Case
from toolkit.rules.related import evidence_words
from toolkit.rules.rule import NOTHING, Example, broken, many, rule, said
from toolkit.rules.schema import Fault
from toolkit.rules.whole_columns import days, holds, holds_near
from toolkit.sheets.columns import LISTS
from toolkit.sheets.compared import choice_meant

JULY, _DONE, RECENT = dt.date(2026, 7, 1), dt.date(2026, 9, 1), dt.date(2026, 9, 21)
_TODAY, _LATER = dt.date(2026, 9, 30), dt.date(2026, 10, 5)
_BOTH = pattern_of(
    r"\b(?:complete[d]?|achieved|done|finished)\s*(?:/|&|\+|,|;|-|–|\band\b|\bbut\b)\s*(?:now |is |still )?on-?\s?going"
    r"(?=\s*(?:[.,;)]|\Z|$))|"
    r"\bon-?\s?going\s*(?:/|&|\+)\s*(?:complete[d]?|achieved|done|finished)\b",
    re.IGNORECASE | re.MULTILINE,
)
_GOING = ("oing", "OING")
_WAITING = ("wait", "ending", "WAIT", "ENDING")
_AWAITING = pattern_of(
    r"\b(?:awaiting|pending|await|waiting for)\b[^.\n]{0,30}?\b(feedback|outcome|decision|result|response|approval"
    r"|agreement|sign-?off|confirmation)s?\b",
    re.IGNORECASE,
)
_SETTLED = pattern_of(
    r"\b(?:un)?successful\b|\b(?:bid|application|request|proposal|plan|policy|strategy|budget|funding)\b[^.\n]{0,20}"
    r"\b(agreed|approved|refused|rejected|declined|awarded|granted)\b",
    re.IGNORECASE,
)


@rule(
    "S-01",
    column="Status",
    severity=Severity.ERROR,
    message="{ref} has no status.",
    fix="Choose a status from the list in {cell}.",
    bad={"status": None},
    good={"status": "Not started"},
    several="{count} {rows} have no status",
)
def no_status(case: Case) -> pd.Series:
    """An action without a status cannot be rated, and the board cannot tell forgotten from finished."""
    return case.faults("Actions", Fault.BLANK, "status") & case["Actions"]["action"].notna() & ~case.part


@rule(
    "S-02",
    column="Status",
    severity=Severity.ERROR,
    message='"{value}" is not in the list of statuses.{suggest}',
    fix="Choose one of: " + ", ".join(LISTS["Status"]) + ".",
    bad={"status": "Completed"},
    good={"status": "In progress"},
    several="{count} {rows} have a status that is not in the list",
    each='{ref} ("{value}")',
)
def status_not_in_the_list(case: Case) -> pd.DataFrame:
    """Words of one's own are counted by nobody: the totals only know the list."""
    statuses = case.text("Actions", "status")
    wrong = case.faults("Actions", Fault.NOT_IN_LIST, "status")
    return broken(wrong, value=said(statuses, quoted), suggest=said(statuses, _meant))


def _meant(status: str) -> str:
    suggestion = choice_meant("Status", status)
    return f" Did you mean {suggestion}?" if suggestion else ""


@rule(
    "S-03",
    column="What still needs to be done",
    severity=Severity.ERROR,
    message="{ref} says complete but lists work still to do.",
    fix="If nothing is left, type CLEAR in {cell}; if only the benefit is to come, begin it with 'Benefit only:'; else "
    "set {ref} to In progress.",
    bad={
        "status": "Complete",
        "completed_on": _DONE,
        "evidence_refs": "Published guide",
        "still_to_do": "Print and hand out the guide",
    },
    good={
        "status": "Complete",
        "completed_on": _DONE,
        "evidence_refs": "Published guide",
        "still_to_do": "Benefit only: fewer referrals sent back by spring",
    },
    needs=("status", "still_to_do"),
    several="{count} {rows} say complete but list work still to do",
    several_fix="If nothing is left, type CLEAR in each. If only the benefit is still to come, begin the text with "
    "'Benefit only:'. "
    "Else set the action to In progress, or move what is left to a new action.",
)
def complete_with_work_left(case: Case) -> pd.Series:
    """The board stops asking about what is complete; work left under it is work nobody watches."""
    return case.done & case.worked["outstanding"]


@rule(
    "S-04",
    column="Completed on",
    severity=Severity.ERROR,
    message="{ref} says complete but not since when.",
    fix="Type in {cell} the day {ref} was completed.",
    bad={"status": "Complete", "completed_on": None, "evidence_refs": "Published guide", "still_to_do": None},
    good={"status": "Complete", "completed_on": _DONE, "evidence_refs": "Published guide", "still_to_do": None},
    needs=("status", "completed_on"),
    several="{count} {rows} say complete but not since when",
    several_fix="Type in each the day it was completed.",
)
def complete_without_a_date(case: Case) -> pd.Series:
    """Without the day it was done, nobody can say whether it was done in time."""
    return case.done & case["Actions"]["completed_on"].isna() & ~case.unreadable("Actions", "completed_on")


@rule(
    "S-05",
    column="Completed on",
    severity=Severity.ERROR,
    message="{ref} is marked complete on {date}, which is {why}.",
    fix="Correct the date in {cell}, or set {ref} to In progress if it is not done yet.",
    bad={"status": "Complete", "completed_on": _LATER, "evidence_refs": "Published guide", "still_to_do": None},
    good={"status": "Complete", "completed_on": _TODAY, "evidence_refs": "Published guide", "still_to_do": None},
    needs=("completed_on", "Settings.report_date"),
    several="{count} {rows} are complete on a day that cannot be right",
    each="{ref} ({date})",
)
def completed_on_an_impossible_date(case: Case) -> pd.DataFrame:
    """A completion date that cannot be true makes a board doubt the ones that are."""
    actions = case["Actions"]
    completed = days(actions["completed_on"])
    if completed.isna().all():
        return NOTHING
    start = days(actions["start"].where(actions["start"].notna(), case.issued("Actions")["start"]))
    plan_start = case.setting_days("plan_start")
    future = completed > case.setting_days("report_date")
    before_start = completed < start
    # Work may have been finished before the plan that lists it began, so that alone is only asked about.
    before_plan = completed < plan_start
    why = np.select(
        [future, before_start], ["after the report date", "before it started"], default="before this plan began"
    )
    severity = np.where(future | before_start, Severity.ERROR, Severity.WARNING)
    return broken(
        future | before_start | before_plan,
        date=actions["completed_on"],
        why=pd.Series(why, index=actions.index),
        severity=pd.Series(severity, index=actions.index),
    )


@rule(
    "S-06",
    column="Where are we now",
    severity=Severity.WARNING,
    message='{ref} is said to be both complete and ongoing: "{words}".',
    fix="Say what is finished, move what is now everyday work to a row of its own, and give it an owner.",
    bad={"where_now": "Completed and ongoing"},
    good={"where_now": "Guide published; its use is now checked every month"},
    several="{count} {rows} are said to be both complete and ongoing",
)
def complete_and_ongoing(case: Case) -> pd.DataFrame:
    """An action that is done and not done is never closed, and never missed."""
    found = []
    for column in ("where_now", "status"):
        texts = case.text("Actions", column)
        both = holds_near(texts, _GOING, _BOTH.search)
        found.append(broken(both, column=column, words=said(texts, quoted)))
    # In the date's cell it is read as ongoing; what is done belongs in Status all the same.
    dates = case.dates("Actions", "due_as_written")
    both = holds(dates["read"], lambda read: "done-and-ongoing" in read.codes)
    written = case.text("Actions", "due_as_written")
    return many([*found, broken(both, column="due_as_written", words=said(written, quoted))])


@rule(
    "S-07",
    column="Where are we now",
    severity=Severity.ADVICE,
    message='{ref}: the progress says "{a}" but the evidence says "{b}".',
    fix="Bring the two into line: say what was decided, and when.",
    bad=Example(
        rows={
            "Actions": [{"where_now": "Awaiting feedback on the bid", "evidence_refs": "1"}],
            "Evidence": [{"no": "1", "what": "Letter: bid unsuccessful", "action_ref": "EX1", "state": "Filed"}],
        }
    ),
    good=Example(
        rows={
            "Actions": [{"where_now": "Bid turned down in August", "evidence_refs": "1"}],
            "Evidence": [{"no": "1", "what": "Letter: bid unsuccessful", "action_ref": "EX1", "state": "Filed"}],
        }
    ),
    needs=("where_now",),
    several="{count} {rows} say one thing under progress and another under evidence",
)
def progress_and_evidence_disagree(case: Case) -> pd.DataFrame:
    """If the letter has come, the board should not read that it is awaited."""
    now, left = case.text("Actions", "where_now"), case.text("Actions", "still_to_do")
    both = holds_near(now, _WAITING, _AWAITING.search) | holds_near(left, _WAITING, _AWAITING.search)
    if not both.any():
        return NOTHING
    progress, shown = now + "\n" + left, case.text("Actions", "evidence_refs") + "\n" + evidence_words(case)
    both[both] = holds(shown[both], _SETTLED.search)
    return broken(
        both,
        a=said(progress, partial(_first, _AWAITING)),
        b=said(shown, partial(_first, _SETTLED)),
    )


def _first(pattern: re.Pattern[str], text: str) -> str:
    """What a pattern finds first in a text that is known to hold it."""
    return quoted(next(pattern.finditer(text))[0])
