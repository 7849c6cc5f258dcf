"""S: updates. Is the row of this period, and does what changed say why?"""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd

from toolkit.model.answers import NO_CHANGE
from toolkit.model.dates import read_plan_date
from toolkit.model.dates.answer import show_date
from toolkit.model.finding import Severity
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Book
from toolkit.model.schemes import DONE_STATUSES, ELSEWHERE_STATUSES
from toolkit.rules.case import Case
from toolkit.rules.related import first_day
from toolkit.rules.rule import ISSUED, NOTHING, Example, broken, many, rule, said
from toolkit.rules.status import JULY, RECENT
from toolkit.rules.whole_columns import as_compared, days, differs, each, holds, holds_near, is_day, sources_of

_AGREED = pattern_of(
    r"\b(?:agreed|approved|signed off|decided|endorsed|authorised|authorized|ratified|accepted|confirmed by|board|"
    r"committee|minutes?|decision)\b",
    re.IGNORECASE,
)
_PERCENT = pattern_of(
    r"\W*(?:(?:the|this|action|work|project|task|it|is|are|now|about|around|approximately|almost|progress:|status:) )*"
    r"(\d{1,3})\s?(?:%|per ?cent)(?:\.?\Z|(?: now)? (?:complete[d]?|done|finished|delivered|achieved)\b)",
    re.IGNORECASE,
)
_PER_CENT = ("%", "[Pp][Ee][Rr] ?[Cc]")
_LONGEST_PERIOD = 366


@rule(
    "S-08",
    column="Status",
    severity=Severity.ERROR,
    message="{ref} was {before} when this return was sent out, and is {now} now.",
    fix="Say in Notes why {ref} was reopened: the board was told it was complete.",
    bad=Example(
        rows={"Actions": [{"where_now": "Guide being rewritten"}]},
        issued={"Actions": [{"ref": "EX1", "status": "Complete"}]},
    ),
    good=Example(
        rows={"Actions": [{"where_now": "Guide being rewritten", "notes": "Reopened: the law has changed"}]},
        issued={"Actions": [{"ref": "EX1", "status": "Complete"}]},
    ),
    needs=("status", ISSUED),
    several="{count} {rows} were finished when this return was sent out, and are open now",
)
def reopened_without_a_reason(case: Case) -> pd.DataFrame:
    """What the board was told is done, and is not, needs explaining once and in writing."""
    actions, sent = case["Actions"], case.issued("Actions")
    reopened = sent["status"].isin(DONE_STATUSES) & case.open & actions["status"].notna()
    if not reopened.any():
        return NOTHING
    explained = pd.Series(False, index=actions.index)
    for column in ("notes", "revision_reason"):
        explained |= actions[column].notna() & (as_compared(actions[column]) != as_compared(sent[column]))
    return broken(reopened & ~explained, before=sent["status"], now=actions["status"])


@rule(
    "S-09",
    column="Status",
    severity=Severity.ERROR,
    message="{ref} is {status}, but it does not say {lacking}.",
    fix="Say in Notes where {ref} went (plan, reference or owner), who agreed it, and when.",
    bad={"status": "Transferred", "notes": None, "still_to_do": None},
    good={
        "status": "Transferred",
        "notes": "Moved to the workforce strategy, agreed by the board on 1 July",
        "still_to_do": None,
    },
    needs=("status", "notes"),
    several="{count} {rows} have left the plan and do not say where to, or who agreed",
)
def left_the_plan_without_a_trace(case: Case) -> pd.DataFrame:
    """An action may leave a plan, but not vanish from it: 162 must still add up to 162."""
    actions = case["Actions"]
    if not case.elsewhere.any():
        return NOTHING
    words = case.text("Actions", "notes") + " " + case.text("Actions", "where_now")
    agreed = actions["revision_agreed_by"].notna() | holds(words, lambda text: bool(_AGREED.search(text)))
    gone_nowhere = actions["status"] == "Withdrawn"
    placed = actions["went_to"].notna() | actions["notes"].notna() | gone_nowhere
    lacking = np.select(
        [~placed & ~agreed, ~placed], ["where it went and who agreed it", "where it went"], default="who agreed it"
    )
    wrong = actions["status"].isin(ELSEWHERE_STATUSES) & ~(placed & agreed)
    return broken(
        wrong, status=case.text("Actions", "status").str.lower(), lacking=pd.Series(lacking, index=actions.index)
    )


@rule(
    "S-10",
    column="Updated on",
    severity=Severity.WARNING,
    message="No new update for {ref}{since}.",
    fix="{first} today's date.",
    bad={"updated_on": JULY},
    good={"updated_on": RECENT},
    needs=("updated_on", "Settings.report_date"),
    several="{count} {rows} have no new update",
    several_fix="Add one to each, or type 'No change' and today's date.",
    answers=(NO_CHANGE,),
)
def not_updated_this_period(case: Case) -> pd.DataFrame:
    """The board reads every row as true on the report date."""
    actions = case["Actions"]
    updated = days(actions["updated_on"])
    age = (case.setting_days("report_date") - updated).dt.days
    limit = pd.to_numeric(case.setting("stale_days"), errors="coerce").fillna(45)
    never = actions["updated_on"].isna() & ~case.unreadable("Actions", "updated_on")
    before = (updated < days(_period_start(case))) & case.of_book("Actions", Book.RETURN)
    wrong = case.open & (never | before | (age >= limit)) & (case.worked["rating"] != "Not due") & ~case.part
    # Where nothing at all has changed, or a nil return is declared, P-04 or the declaration says it once.
    wrong &= case.setting("nil_return").isna() & ~sources_of(actions).isin(case.unchanged)
    news = _new_words(case)
    since = said(pd.Series(list(zip(actions["updated_on"], news, strict=True)), actions.index, dtype=object), _since)
    first = each(news, lambda new: "Type in Updated on" if new else "Add one, or type 'No change' and")
    return broken(wrong, since=since, first=first)


def _new_words(case: Case) -> pd.Series:
    """Rows that were sent out and say something else now of where the action is."""
    actions, sent = case["Actions"], case.issued("Actions")
    return case.was_issued() & actions["where_now"].notna() & differs(actions["where_now"], sent["where_now"])


def _since(row: tuple[object, bool]) -> str:
    """How long there has been no update, or no date on what is written now."""
    day, new_words = row
    if not is_day(day):
        return " is dated" if new_words else " yet"
    return f" is dated after {show_date(day)}" if new_words else f" since {show_date(day)}"


def _period_start(case: Case) -> pd.Series:
    """The first day of the period each row is reported for, where the period's name says which days it has."""
    starts: dict[object, object] = {}
    settings = case.plan.settings
    for source, period, report in zip(settings.index, settings["period"], settings["report_date"], strict=True):
        read = read_plan_date(period, plan_start=None, anchor=None)
        first = read.start or first_day(read.date, read.precision)
        if is_day(first) and is_day(report) and dt.timedelta(0) <= report - first < dt.timedelta(_LONGEST_PERIOD):
            starts[source] = first
    actions = case["Actions"]
    return each(pd.Series(sources_of(actions), index=actions.index), starts.get)


@rule(
    "S-11",
    column="Status",
    severity=Severity.WARNING,
    message="{ref} is said to be {percent}% complete, but its status is {status}.",
    fix="Correct the percentage or the status, whichever is wrong.",
    bad={"where_now": "100% complete"},
    good={"where_now": "80% complete: two schools still to train"},
    needs=("status", "where_now"),
    several="{count} {rows} are a percentage complete that does not fit their status",
    each="{ref} ({percent}%)",
)
def percentage_disagrees_with_status(case: Case) -> pd.DataFrame:
    """A board that sees 100% beside In progress will believe neither."""
    found = []
    for column in ("where_now", "notes"):
        texts = case.text("Actions", column)
        if not holds_near(texts, _PER_CENT, _PERCENT.match).any():
            continue
        said_so = each(texts, _PERCENT.match)
        percent = pd.to_numeric(each(said_so, lambda match: match and match[1]), errors="coerce")
        wrong = (percent == 100) & case.open & case["Actions"]["status"].notna() | (percent < 100) & case.done
        found.append(broken(wrong, percent=percent.fillna(0).astype(int), status=case.text("Actions", "status")))
    return many(found)
