"""D, first part: what is written as a date. Can it be read, and does it mean one day?

Each rule reads the due and revised dates of actions and the due dates of milestones alike.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.model.dates import PlanDate, show_date
from toolkit.model.english import counted, quoted
from toolkit.model.finding import Severity
from toolkit.rules.case import Case
from toolkit.rules.months_in_words import OF_THIS_YEAR, TELLING
from toolkit.rules.related import DATED, dated_cells, of_its_action, with_milestones
from toolkit.rules.rule import NOTHING, Example, broken, many, rule, said
from toolkit.rules.whole_columns import each, holds, holds_near, is_day

_MONTHS = {"month", "season", "quarter", "year", "financial year"}
# Asked by a rule of its own.
_OTHER_RULES = {"month-first", "relative", "revised-in-cell"}
# Said by a rule of its own, or by nobody: "year only" is read as its last day like any other span.
_OTHER_ADVICE = {"two-figure-year", "year-only", "not-applicable", "done-and-ongoing"}


@rule(
    "D-01",
    column="Due as written",
    severity=Severity.ERROR,
    message="{ref} has no due date.",
    fix="Give a date in {cell}, or type TBC and the date it will be agreed.",
    bad={"due_as_written": None},
    good={"due_as_written": "Ongoing"},
    several="{count} {rows} have no due date",
)
def no_due_date(case: Case) -> pd.DataFrame:
    """An action without a date can never be late."""
    dates = case.dates("Actions", "due_as_written")
    wrong = (
        (dates["outcome"] == "blank")
        & case.open
        & ~(case["Actions"]["type"] == "Everyday work")
        & ~case.unreadable("Actions", "due_as_written")
    )
    # A part is due when its action is; where neither has a date, the action is asked.
    wrong &= ~of_its_action(case, wrong | (dates["outcome"] != "blank"))
    # Some plans date the milestones and leave the action's own date blank throughout: asked about, not refused.
    stepped = with_milestones(case, case.dates("Milestones", "due_as_written")["date"].notna())
    sources = wrong.index.get_level_values("source")
    share = wrong[stepped].groupby(sources[stepped]).mean()
    plan_of_steps = stepped & pd.Series(sources, index=wrong.index).map(share).fillna(0).gt(0.5)
    severity = each(plan_of_steps, lambda steps: Severity.WARNING if steps else Severity.ERROR)
    return broken(wrong, severity=severity)


@rule(
    "D-02",
    column="Due as written",
    severity=Severity.ERROR,
    message="{ref}: {why}",
    fix="{what_next}",
    bad={"due_as_written": "31 June 2027"},
    good={"due_as_written": "30 June 2027"},
    several="{count} {rows} have a date that cannot be read",
    each='{ref} ("{words}")',
)
def date_cannot_be_read(case: Case) -> pd.DataFrame:
    """A date that means different days to different people is not a promise."""
    cells = dated_cells(case)
    asked = (cells["outcome"] == "ask") & ~holds(cells["codes"], lambda codes: codes and codes[0] in _OTHER_RULES)
    return _asked(cells[asked])


def _asked(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells that ask, each with why, and with what to type instead."""
    read = cells["read"]
    return _cells(cells, why=each(read, lambda one: one.why), what_next=each(read, lambda one: one.what_next))


@rule(
    "D-03",
    column="Due as written",
    severity=Severity.WARNING,
    message="{ref} has {how_long}.",
    fix="{what_next}",
    bad={"due_as_written": "TBC"},
    good={"due_as_written": "31 March 2027"},
    several="{count} {rows} still have no date",
)
def date_still_to_be_confirmed(case: Case) -> pd.DataFrame:
    """One period without a date is planning; two are drift, and go to the board."""
    periods = case.worked["tbc_periods"].astype(int)
    tbc = case.open & (periods > 0)
    actions = broken(
        tbc,
        table="Actions",
        column="due_as_written",
        how_long=said(periods, lambda n: "no due date yet" if n < 2 else f"had no due date for {n} periods"),
        what_next=said(periods, lambda n: "Give a date." if n < 2 else "Give a date: this now goes to the board."),
        severity=said(periods, lambda n: Severity.WARNING if n < 2 else Severity.ERROR),
    )
    cells = dated_cells(case)
    steps = cells[(cells["table"] == "Milestones") & (cells["outcome"] == "tbc") & cells["open"]]
    milestones = _cells(steps, how_long="a milestone with no date yet", what_next="Give the milestone a date.")
    return many([actions, milestones])


@rule(
    "D-05",
    column="Due as written",
    severity=Severity.ADVICE,
    message='"{words}" will be treated as {date}.',
    fix="Nothing to do; if an earlier day is meant, type that day.",
    bad={"due_as_written": "March 2027"},
    good={"due_as_written": "31 March 2027"},
    information=True,
)
def span_read_as_its_last_day(case: Case) -> pd.DataFrame:
    """Whoever promised a month should know on which day it turns late."""
    cells = dated_cells(case)
    spans = (cells["outcome"] == "date") & cells["precision"].isin(_MONTHS) & cells["open"] & cells["kind"].isna()
    return _cells(cells[spans & ~_says(cells, "two-figure-year")])


@rule(
    "D-06",
    column="Due as written",
    severity=Severity.ADVICE,
    message='"{words}" is read as {date}.',
    fix="{what_next}",
    bad={"due_as_written": "Mar 27"},
    good={"due_as_written": "31 March 2027"},
    information=True,
)
def two_figure_year(case: Case) -> pd.DataFrame:
    """Mar 27 is a month to one reader and a day to another; 26/27 is a financial year to some."""
    cells = dated_cells(case)
    found = cells[cells["outcome"].isin(DATED) & cells["open"] & _says(cells, "two-figure-year")]
    return _cells(found, what_next=each(found["read"], _four_figures))


def _four_figures(read: PlanDate) -> str:
    """What to type so that nobody reads a year as a day."""
    plain = read.plain
    return f"Type {plain}, or the whole date if you meant another day." if plain else "Type the year in four figures."


@rule(
    "D-07",
    column="Due as written",
    severity=Severity.ERROR,
    message="{ref} has {dates} in one cell.",
    fix="{how}",
    bad={"due_as_written": "Guide drafted December 2026, guide printed March 2027"},
    good=Example(
        rows={
            "Milestones": [
                {"no": "1", "milestone": "Guide drafted", "due_as_written": "11 December 2026"},
                {"no": "2", "milestone": "Guide printed", "due_as_written": "15 March 2027"},
            ]
        }
    ),
    several="{count} {rows} have several dates in one cell",
)
def several_dates_in_one_cell(case: Case) -> pd.DataFrame:
    """Of several dates in one cell the last hides the ones already missed."""
    cells = dated_cells(case)
    number = each(cells["dates"], len)
    moved = (cells["outcome"] == "ask") & _says(cells, "revised-in-cell")
    # Where the milestones do not match the dates either, M-01 says both.
    several = (cells["outcome"] == "list") & ~cells["unmatched"]
    found = cells[several | moved]
    split = "Put each on a milestone of its own, and keep here the date the whole action is due."
    revised = "Keep the first date here, and put the new one in Revised due with the reason and who agreed."
    return _cells(
        found,
        dates=each(number.where(several, 2), lambda n: counted(int(n), "date")),
        how=each(moved, lambda is_moved: revised if is_moved else split),
    )


@rule(
    "D-08",
    column="Due as written",
    severity=Severity.ERROR,
    message="{ref}: {why}",
    fix="{what_next}",
    bad={"due_as_written": "01/13/2027"},
    good={"due_as_written": "13/01/2027"},
    several="{count} {rows} have a date with the month first",
    each='{ref} ("{words}")',
)
def month_before_day(case: Case) -> pd.DataFrame:
    """If one date is month first, so may others be that happen to be readable both ways."""
    cells = dated_cells(case)
    wrong = (cells["outcome"] == "ask") & _says(cells, "month-first")
    return _asked(cells[wrong])


@rule(
    "D-09",
    column="Due as written",
    severity=Severity.WARNING,
    message="{ref} says when it will be reviewed, not when it will be done.",
    fix="Add the date it will be done.",
    bad={"due_as_written": "Review January 2027"},
    good={"due_as_written": "15 January 2027"},
    several="{count} {rows} say when they will be reviewed, not when they will be done",
    several_fix="Add the date each will be done.",
)
def only_a_review_date(case: Case) -> pd.DataFrame:
    """A review that finds nothing done has still been held on time."""
    cells = dated_cells(case)
    return _cells(cells[(cells["kind"] == "review") & (cells["outcome"] == "date") & cells["open"]])


@rule(
    "D-10",
    column="Due as written",
    severity=Severity.ADVICE,
    message="{ref} repeats ({every}), and is first due on {date}.",
    fix="Nothing to do now; each time it has been done, put the next date here.",
    bad={"due_as_written": "First report June 2027 and then quarterly"},
    good={"due_as_written": "30 June 2027"},
    several="{count} {rows} repeat",
    several_fix="Nothing to do. When one has been done once, put its next date there; what never ends is everyday "
    "work.",
    each="{ref} ({every})",
)
def repeats(case: Case) -> pd.DataFrame:
    """Something done every quarter is rated on the next time, not on the last."""
    cells = dated_cells(case)
    found = cells[(cells["outcome"] == "recurring") & cells["date"].notna() & cells["open"]]
    return _cells(found, every=found["every"])


@rule(
    "D-16",
    column="Due as written",
    severity=Severity.ERROR,
    message="{ref}: {why}",
    fix="{what_next}",
    bad={"due_as_written": "Within the next three months"},
    good={"due_as_written": "15 January 2027"},
    several="{count} {rows} have a date that moves on by itself",
    several_fix="Type in each the date it means today.",
    each='{ref} ("{words}")',
)
def relative_date(case: Case) -> pd.DataFrame:
    """Next month is never late: by the next report it has moved on by itself."""
    cells = dated_cells(case)
    wrong = (cells["outcome"] == "ask") & _says(cells, "relative")
    return many([_asked(cells[wrong]), *_relative_in_words(case)])


def _relative_in_words(case: Case) -> list[pd.DataFrame]:
    """Texts of open actions, and milestones, that name a month of this year, whichever that is when they are read."""
    found = []
    for sheet, column, texts in case.texts(TELLING):
        named = holds_near(texts, (r" year\b",), OF_THIS_YEAR.search) & (case.open if sheet == "Actions" else True)
        words = said(texts, lambda text: OF_THIS_YEAR.findall(text)[0])
        why = said(texts, lambda text: f'"{OF_THIS_YEAR.findall(text)[0]}" will be another year when it is read later.')
        how = "Give the month and the year."
        severity = Severity.WARNING
        found.append(broken(named, table=sheet, column=column, words=words, why=why, what_next=how, severity=severity))
    return found


def advised(case: Case) -> pd.DataFrame:
    """Dates read as something else than what stands there, with what they were read as: for C-06."""
    cells = dated_cells(case)
    told = holds(cells["codes"], lambda codes: bool(set(codes) - _OTHER_ADVICE))
    found = cells[(cells["outcome"] != "ask") & told & cells["open"]]
    read = found["read"]
    return _cells(found, what=each(read, lambda one: one.advice), what_next=each(read, _in_plain_words))


def _in_plain_words(read: PlanDate) -> str:
    """What to type so that the advice need not come again."""
    return (
        f"Type {read.plain}, if that is what was meant." if read.plain else "Nothing to do, if that is what was meant."
    )


def _cells(cells: pd.DataFrame, **fields: Any) -> pd.DataFrame:
    """Cells of ``Case.dated_cells`` as a rule gives them."""
    if cells.empty:
        return NOTHING
    shown = each(cells["date"], lambda day: show_date(day) if is_day(day) else None)
    kept = cells[["source", "row", "table", "column"]].assign(words=each(cells["written"], quoted), date=shown)
    for name, value in fields.items():
        kept[name] = value.reindex(cells.index) if isinstance(value, pd.Series) else value
    return kept


def _says(cells: pd.DataFrame, code: str) -> pd.Series:
    return holds(cells["codes"], lambda codes: code in codes)
