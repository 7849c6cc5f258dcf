"""D, second part: dates beside other dates. Do they fit the plan, the calendar and what was agreed?"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from toolkit.model.dates import read_plan_date
from toolkit.model.dates.answer import show_date
from toolkit.model.dates.periods import is_working_day, working_days_after
from toolkit.model.finding import Severity
from toolkit.model.plan import Book
from toolkit.rules.case import Case
from toolkit.rules.months_in_words import CLUES, TELLING, later_day
from toolkit.rules.related import DATED, dated_cells
from toolkit.rules.rule import ISSUED, Example, broken, rule, said
from toolkit.rules.whole_columns import days, differs, each, holds, holds_near, is_day

SUBMISSION_DAYS = 70
"""Working days from receiving the inspection report in which the plan must be sent (Education and Inspections Act
2006, section 137, and its regulations)."""


@rule(
    "D-04",
    column="Due as written",
    severity=Severity.ERROR,
    message="{ref} is due {date}, before this plan began ({start}).",
    fix="Is the year right? Correct the date in {cell}; if the date was missed, ask for a new one with Revised due.",
    bad={"due_as_written": "31 March 2025", "notes": "Printing starts in October"},
    good={"due_as_written": "31 March 2027"},
    needs=("due_as_written", "Settings.plan_start"),
    several="{count} {rows} are due before this plan began ({start})",
    each="{ref} ({date})",
)
def due_before_the_plan_began(case: Case) -> pd.DataFrame:
    """Most dates before the plan are last year's year, typed in January; each makes an action Red for nothing."""
    cells = dated_cells(case)
    start = case.days_of("plan_start", cells["source"])
    # In a list the first date is the one that may be too early; where it stands alone it is the only one.
    first = each(cells["dates"], lambda listed: min(filter(is_day, listed), default=None))
    date = cells["date"].where(cells["outcome"].isin(DATED), first)
    early = (days(date) < start) & ~cells["rescued"]
    found = cells[early].assign(date=date[early])
    # What is finished may well have been due before the plan took it over: asked about, not refused.
    severity = each(found["open"], lambda is_open: Severity.ERROR if is_open else Severity.WARNING)
    shown = found[["source", "row", "table", "column", "date"]]
    return shown.assign(start=each(start[early], lambda day: show_date(day.date())), severity=severity)


@rule(
    "D-11",
    column="Due as written",
    severity=Severity.ERROR,
    message="{ref} is due {date}, before it starts ({start}).",
    fix="Correct the due date or the start.",
    bad=Example(
        rows={"Actions": [{"due_as_written": "15 January 2027", "start": dt.date(2027, 3, 1)}]}, book=Book.REGISTER
    ),
    good=Example(
        rows={"Actions": [{"due_as_written": "31 March 2027", "start": dt.date(2026, 9, 1)}]}, book=Book.REGISTER
    ),
    several="{count} {rows} are due before they start",
    several_fix="Correct the due date or the start of each.",
)
def due_before_it_starts(case: Case) -> pd.DataFrame:
    """An action that ends before it starts has one date too many."""
    actions = case["Actions"]
    due = case.dates("Actions", "due_as_written")["date"]
    start = actions["start"].where(actions["start"].notna(), case.issued("Actions")["start"])
    return broken(days(due) < days(start), date=due, start=start)


@rule(
    "D-12",
    column="Due as written",
    severity=Severity.WARNING,
    message="{ref} is due {date}, after this plan ends ({end}).",
    fix="Move the date forward, or carry the action into the next plan.",
    bad={"due_as_written": "31 March 2028"},
    good={"due_as_written": "31 March 2027"},
    needs=("due_as_written", "Settings.plan_end"),
    several="{count} {rows} are due after this plan ends ({end})",
    several_fix="Move each date forward, or carry the action into the next plan.",
    each="{ref} ({date})",
)
def due_after_the_plan_ends(case: Case) -> pd.DataFrame:
    """When the plan ends its board stops meeting, and nobody is left to ask."""
    cells = dated_cells(case)
    end = case.days_of("plan_end", cells["source"])
    last = each(cells["dates"], lambda listed: max(filter(is_day, listed), default=None))
    date = cells["date"].where(cells["outcome"].isin(DATED), last)
    # Of a month its first day counts: a plan that ends in mid-March has March for its last actions.
    late = cells["open"] & (days(cells["earliest"].where(cells["earliest"].notna(), last)) > end)
    found = cells[late][["source", "row", "table", "column"]].assign(date=date[late])
    return found.assign(end=each(end[late], lambda day: show_date(day.date())))


@rule(
    "D-13",
    column="Due as written",
    severity=Severity.ERROR,
    message="The date for {ref} has moved from {old} to {new}.",
    fix="Put {old} back in {cell}, and ask for the new date in Revised due, with a reason and who agreed.",
    bad=Example(
        rows={"Actions": [{"where_now": "Guide agreed, but for the police"}]},
        issued={"Actions": [{"ref": "EX1", "due_as_written": "15 January 2027"}]},
    ),
    good=Example(
        rows={
            "Actions": [
                {
                    "where_now": "Guide agreed, but for the police",
                    "due_as_written": "15 January 2027",
                    "revised_due": "31 March 2027",
                    "revision_reason": "The police ask for one more month",
                    "revision_agreed_by": "The board",
                }
            ]
        },
        issued={"Actions": [{"ref": "EX1", "due_as_written": "15 January 2027"}]},
    ),
    needs=("due_as_written", ISSUED),
    several="{count} {rows} have another date than when this return was sent out",
    several_fix="Put the old date back in each. Ask for the new one in Revised due, with a reason and who agreed.",
    each="{ref} (was {old})",
)
def due_date_moved(case: Case) -> pd.DataFrame:
    """If the first date can be rewritten, no action is ever late."""
    actions, sent = case["Actions"], case.issued("Actions")
    changed = sent["due_as_written"].notna() & actions["due_as_written"].notna()
    changed &= differs(actions["due_as_written"], sent["due_as_written"])
    agreed = actions["revision_reason"].notna() & actions["revision_agreed_by"].notna()
    now = case.dates("Actions", "due_as_written")
    wrong = changed & ~agreed & now["outcome"].isin([*DATED, "tbc", "ongoing"])
    starts, anchors = case.setting("plan_start"), case.setting("inspection_received")
    for place in actions.index[wrong]:
        then = read_plan_date(sent["due_as_written"][place], plan_start=starts[place], anchor=anchors[place])
        # To give a date where there was none, or to write the same day in other words, is no move.
        wrong[place] = then.outcome in DATED and then.date != now["date"][place]
    return broken(wrong, old=sent["due_as_written"], new=actions["due_as_written"])


@rule(
    "D-14",
    column="Due as written",
    severity=Severity.ADVICE,
    message="{date} is not a working day.",
    fix="If somebody must do or decide something that day, choose a working day.",
    bad={"due_as_written": "27 March 2027"},
    good={"due_as_written": "31 March 2027"},
    several="{count} {rows} are due on a day that is not a working day",
    each="{ref} ({date})",
)
def due_on_a_day_off(case: Case) -> pd.DataFrame:
    """Nothing is handed in on a Sunday; the date was meant as another one."""
    cells = dated_cells(case)
    exact = cells["outcome"].isin(DATED) & (cells["precision"] == "day") & cells["open"]
    found = cells[exact]
    off = holds(found["date"], lambda day: is_day(day) and not is_working_day(day))
    return found[off][["source", "row", "table", "column", "date"]]


@rule(
    "D-15",
    column="Due as written",
    severity=Severity.ADVICE,
    message='{ref} mentions "{words}" in its text, and {due}.',
    fix="Check which is right; if the work goes on until then, ask for the later date with Revised due.",
    bad={"still_to_do": "Print and hand out the guide in May 2027"},
    good={"still_to_do": "Print and hand out the guide in March 2027"},
    several="{count} {rows} mention in their text a date that is not their due date",
    each='{ref} ("{words}")',
)
def later_date_in_the_words(case: Case) -> pd.DataFrame:
    """A date that stands only in the text is one nobody is reminded of."""
    actions, worked = case["Actions"], case.worked
    due = worked["due"]
    undated = case.dates("Actions", "due_as_written")["outcome"].isin(["blank", "tbc"]) & due.isna()
    asked = case.open & (due.notna() | undated)
    named_day = pd.Series(None, index=actions.index, dtype=object)
    today = case.setting("report_date")
    for _, column, texts in case.texts(at for at in TELLING if at[0] == "Actions"):
        named = asked & named_day.isna() & holds_near(texts, CLUES, bool)
        for place in actions.index[named]:
            day = today[place] if is_day(today[place]) else None
            named_day[place] = later_day(texts[place], column, due=due[place], today=day)
    shown = said(due, lambda day: f"is due {show_date(day)}" if is_day(day) else "has no due date")
    return broken(named_day.notna(), words=named_day, due=shown)


@rule(
    "D-17",
    sheet="Settings",
    column="Plan start",
    severity=Severity.ERROR,
    message="The plan began on {start}, but after the report of {received} it had to be sent by {last}.",
    fix="Check both dates on Settings; if they are right, tell the director that the 70 working days were over.",
    bad=Example(settings={"inspection_received": dt.date(2025, 8, 4)}),
    good=Example(settings={"inspection_received": dt.date(2025, 11, 17)}),
    needs=("Settings.plan_start", "Settings.inspection_received"),
)
def plan_sent_too_late(case: Case) -> pd.DataFrame:
    """The law gives a council seventy working days from the report to send its plan."""
    settings = case.plan.settings
    both = settings[holds(settings["plan_start"], is_day) & holds(settings["inspection_received"], is_day)]
    last = each(both["inspection_received"], lambda day: working_days_after(day, SUBMISSION_DAYS))
    late = days(both["plan_start"]) > days(last)
    return pd.DataFrame(
        {
            "start": both["plan_start"][late],
            "received": both["inspection_received"][late],
            "last": last[late],
        }
    )
