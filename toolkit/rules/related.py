"""What belongs to what: an action's milestones, evidence, measures, people, and every date in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from toolkit.model.identity import person_key, ref_key, ref_keys, theme_key
from toolkit.model.patterns import pattern_of
from toolkit.model.schemes import DONE_STATUSES, ELSEWHERE_STATUSES
from toolkit.rules.case import Case, once
from toolkit.rules.whole_columns import days, each, nowhere, places_of, sources_of, true_at
from toolkit.sheets.parts import whole_keys

_CITED = pattern_of(r"(?<![\w.])[A-Za-z]{0,3}\d+[a-z]?(?![\w.%])")


def actions_of(case: Case, sheet: str) -> pd.DataFrame:
    """For each row of a sheet with an action ref, its action, and ``worked_due``; blank where there is none."""
    actions = case["Actions"][["status"]].assign(worked_due=case.worked["due"])
    found = actions.reset_index(drop=True).reindex(_positions(case, case[sheet]["action_ref"]).to_numpy())
    found.index = case[sheet].index
    return found.astype(object).where(found.notna(), None)


@once
def milestone_actions(case: Case) -> pd.Series:
    """For each milestone the position of its action; -1 where its file has no such action."""
    return _positions(case, case["Milestones"]["action_ref"])


@once
def action_positions(case: Case) -> dict[tuple[str, object], int]:
    """Source and ref, as refs are compared, to the position of the first action that has it."""
    first: dict[tuple[str, object], int] = {}
    for position, place in enumerate(places_of(case.keys)):
        if place[1]:
            first.setdefault(place, position)
    return first


def _positions(case: Case, refs: pd.Series) -> pd.Series:
    first = action_positions(case)
    return pd.Series([first.get(place, -1) for place in places_of(ref_keys(refs))], index=refs.index, dtype=int)


@once
def wholes(case: Case) -> pd.Series:
    """The ref, as refs are compared, of the action each row is counted with: its own, or that it is a part of."""
    return whole_keys(case["Actions"])


def of_its_action(case: Case, flags: pd.Series) -> pd.Series:
    """Parts of an action for which something holds: what the action has, its parts need not say again."""
    whole = wholes(case)
    parts = whole != case.keys
    if not parts.any():
        return parts
    told = {place for place, flag in zip(places_of(case.keys), flags, strict=True) if flag}
    return parts & true_at(whole.index, (place in told for place in places_of(whole)))


def with_milestones(case: Case, milestones: pd.Series) -> pd.Series:
    """Actions to which at least one of some milestones belongs."""
    positions = set(milestone_actions(case)[milestones])
    index = case["Actions"].index
    return true_at(index, (position in positions for position in range(len(index))))


def count_milestones(case: Case, milestones: pd.Series) -> pd.Series:
    """How many of some milestones each action has."""
    counts = milestone_actions(case)[milestones].value_counts().to_dict()
    index = case["Actions"].index
    return pd.Series([counts.get(position, 0) for position in range(len(index))], index=index, dtype=int)


@once
def next_step(case: Case) -> pd.Series:
    """Actions with a milestone that is still to come, and so says what happens next."""
    due = days(case.dates("Milestones", "due_as_written")["date"])
    to_come = case["Milestones"]["done_on"].isna() & (due >= case.setting_days("report_date", "Milestones"))
    return with_milestones(case, to_come)


@once
def cited(case: Case) -> pd.Series:
    """The evidence numbers each action cites, as they are compared."""
    return each(case.text("Actions", "evidence_refs"), lambda text: [ref_key(n) for n in _CITED.findall(text)])


@once
def evidence_of(case: Case) -> list[list[int]]:
    """For each action the positions in Evidence of what it cites, and of what names it."""
    by_number: dict[tuple[str, object], list[int]] = {}
    by_ref: dict[tuple[str, object], list[int]] = {}
    evidence = case["Evidence"]
    for found, column in ((by_number, "no"), (by_ref, "action_ref")):
        for position, place in enumerate(places_of(ref_keys(evidence[column]))):
            if place[1]:
                found.setdefault(place, []).append(position)
    numbers = zip(sources_of(case.keys), case.keys, cited(case), strict=True)
    return [
        sorted({p for n in named for p in by_number.get((source, n), ())} | set(by_ref.get((source, key), ())))
        for source, key, named in numbers
    ]


@once
def evidence_words(case: Case) -> pd.Series:
    """What the evidence of each action is said to be, line by line; "" where none is logged."""
    what = [text or "evidence" for text in case.text("Evidence", "what")]
    words = ["\n".join([what[position] for position in positions]) for positions in evidence_of(case)]
    return pd.Series(words, index=case["Actions"].index, dtype=object)


@once
def measured(case: Case) -> pd.Series:
    """Actions whose theme has a measure."""
    if not len(case["Measures"]):
        return nowhere(case["Actions"].index)
    themes = set(places_of(each(case.text("Measures", "theme"), theme_key)))
    of_actions = each(case.text("Actions", "theme"), theme_key)
    return true_at(of_actions.index, (place[1] and place in themes for place in places_of(of_actions)))


@once
def people(case: Case) -> dict[tuple[str, str], dict[Hashable, Any]]:
    """Who is known to each file, by the file and every way of writing their name or role, folded.

    From its own People sheet, and from the register where there is one.
    """
    found: dict[tuple[str, str], dict[Hashable, Any]] = {}
    own = zip(sources_of(case.plan["People"]), case.plan["People"].to_dict("records"), strict=True)
    last = [] if case.last is None else product(case.plan.sources, case.last["People"].to_dict("records"))
    for source, person in (*own, *last):
        also = str(person["also_written_as"] or "").split(";")
        for name in (person["name"], person["role"], *also):
            if name and person_key(name):
                found.setdefault((source, person_key(name)), person)
    return found


DATED = ("date", "range", "recurring")
_ITEM = pattern_of(r"^\s*(?:[•●▪◦‣·*–-]|\(?(?:\d{1,2}|[a-z])[.)])\s+\S", re.MULTILINE)
_MONTHS_LONG = {"month": 1, "season": 3, "quarter": 3, "year": 12, "financial year": 12}


@once
def dated_cells(case: Case) -> pd.DataFrame:
    """Due and revised dates of actions, and due dates of milestones; blank cells are left out.

    Columns: source, row, table, column, written; what ``Plan.dates`` says of it; ``codes``; ``earliest``; ``open``
    (nothing of it is done yet); ``rescued`` (a later date has been agreed); and ``unmatched`` (M-01 speaks of it).
    """
    due = case.worked["due"]
    agreed = due.notna() & (due != case.dates("Actions", "due_as_written")["date"])
    steps = case["Milestones"]
    no_action = nowhere(case["Actions"].index)
    parts = [
        _cells(case, "Actions", "due_as_written", case.open, agreed, unmatched_actions(case)),
        _cells(case, "Actions", "revised_due", case.open, no_action, no_action),
    ]
    if len(steps):
        closed = actions_of(case, "Milestones")["status"].isin(DONE_STATUSES + ELSEWHERE_STATUSES)
        left = steps["done_on"].isna() & ~closed
        parts.append(_cells(case, "Milestones", "due_as_written", left, nowhere(steps.index), unmatched_steps(case)))
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _cells(
    case: Case, sheet: str, column: str, still_open: pd.Series, rescued: pd.Series, unmatched: pd.Series
) -> pd.DataFrame:
    there = np.flatnonzero((case.dates(sheet, column)["outcome"] != "blank").to_numpy())
    dates = case.dates(sheet, column).iloc[there].reset_index()
    more = {"open": still_open, "rescued": rescued, "unmatched": unmatched, "written": case.text(sheet, column)}
    return dates.assign(
        table=sheet,
        column=column,
        codes=each(dates["read"], lambda read: read.codes),
        earliest=earliest(dates),
        **{name: values.to_numpy()[there] for name, values in more.items()},
    )


@once
def unmatched_actions(case: Case) -> pd.Series:
    """Actions whose due cell lists other than one date for each milestone, of which some have no date of their own."""
    if not len(case["Milestones"]):
        return nowhere(case["Actions"].index)
    without = with_milestones(case, case["Milestones"]["due_as_written"].isna())
    number = listed_dates(case, "Actions")
    return (number > 1) & without & (number != steps_of(case))


@once
def steps_of(case: Case) -> pd.Series:
    """How many milestones each action has, dated or not."""
    return count_milestones(case, ~nowhere(case["Milestones"].index))


@once
def unmatched_steps(case: Case) -> pd.Series:
    """Milestones whose due cell lists other than one date for each line, or item of a list, of the milestone."""
    number, lines = listed_dates(case, "Milestones"), lines_of_steps(case)
    # Lines may only be how a sentence was broken; items of a list are steps, and one date is too few for them.
    items = each(case.text("Milestones", "milestone"), lambda text: len(_ITEM.findall(text))).astype(int)
    one_for_all = (items > 1) & case.dates("Milestones", "due_as_written")["outcome"].isin(DATED)
    return ((number > 1) & (number != lines)) | one_for_all


def listed_dates(case: Case, sheet: str) -> pd.Series:
    """How many dates each due cell of a sheet lists; 0 where it holds no list."""
    return each(case.dates(sheet, "due_as_written")["dates"], len).astype(int)


def lines_of_steps(case: Case) -> pd.Series:
    """How many lines of words each milestone has."""
    texts = case.text("Milestones", "milestone")
    return each(texts, lambda text: max(1, sum(1 for line in text.split("\n") if line.strip()))).astype(int)


def earliest(dates: pd.DataFrame) -> pd.Series:
    """The first day that dates in words can mean: the first of the month for a month; None where there is none."""
    firsts = [first_day(day, precision) for day, precision in zip(dates["date"], dates["precision"], strict=True)]
    return pd.Series(firsts, index=dates.index, dtype=object)


def first_day(day: object, precision: object) -> dt.date | None:
    """The first day of the month, season, quarter or year that ends on a day; the day itself where it is exact."""
    if not isinstance(day, dt.date):
        return None
    months = _MONTHS_LONG.get(str(precision))
    if months is None:
        return day
    first = day.year * 12 + day.month - months
    return dt.date(first // 12, first % 12 + 1, 1)
