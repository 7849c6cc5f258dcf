"""Whom a finding of a return is for: the officer who fills it in, or the team whose words it still holds."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from toolkit.model.identity import heading_key, ref_key, ref_keys
from toolkit.model.keys import words_of
from toolkit.model.plan import Book, Seen
from toolkit.rules.case import Case
from toolkit.rules.rule import Rule
from toolkit.rules.whole_columns import differs, places_of, true_at
from toolkit.sheets.columns import SETTINGS, Column, Owner
from toolkit.sheets.compared import same
from toolkit.sheets.every_sheet import SHEETS, headings, spec_of

Place = tuple[str, int]
_IN_WORDS = frozenset({Seen.ODD_TEXT, Seen.FORMULA_TEXT, Seen.READ_AS})
"""What a reader notices of the words of a cell. All else it notices was done to the file, and not sent."""
_SHEETS = {spec.name for spec in SHEETS}
_SETTINGS = {setting.id: setting for setting in SETTINGS}


def is_for_the_team(case: Case, rule: Rule, table: str, column: str, place: tuple[str, int | None]) -> bool:
    """Whether a finding is about a cell the team fills in, in a return where it still holds what was sent.

    A cell the officer changed is the officer's, and so is a row that was not sent. In a register nothing is set apart:
    all of it is the team's to read.
    """
    source, row = place
    if row is None or case.books[source] is not Book.RETURN or source not in case.issued_sources:
        return False
    if table not in _SHEETS or column not in spec_of(table) or spec_of(table)[column].owner is not Owner.TEAM:
        return False
    if any(isinstance(where, Seen) and where not in _IN_WORDS for where in rule.where):
        return False
    sent = case.once(("as sent", table, column), lambda: _as_sent(case, table, spec_of(table)[column]))
    layout = case.plan.layouts.get((source, table))
    if layout is not None and row == layout.header_row:
        return all(flag for (of, _), flag in sent.items() if of == source)
    return sent.get((source, row), False)


def is_the_teams(sheet: str, heading: str) -> bool:
    """Whether the column under a heading of one of our sheets is filled in by the team, and in a return not asked."""
    if sheet not in _SHEETS or Book.RETURN not in spec_of(sheet).books:
        return False
    column = headings(sheet).get(heading_key(heading))
    return column is not None and spec_of(sheet)[column].owner is Owner.TEAM


def is_left_alone(sheet: str, need: str) -> bool:
    """Whether what a rule could not be asked for is a cell that officers are told to leave alone."""
    if need.startswith("Settings."):
        return _SETTINGS[need.removeprefix("Settings.")].owner is Owner.TOOLKIT
    name, _, column = need.rpartition(".")
    spec = spec_of(name or sheet) if (name or sheet) in _SHEETS else None
    return spec is not None and column in spec and spec[column].owner is Owner.TOOLKIT


def _as_sent(case: Case, table: str, column: Column) -> dict[Place, bool]:
    """Each row's place, and whether its cell says what it said when the return was sent out."""
    now, sent = case[table][column.id], case.issued(table)[column.id]
    typed = [_typed(case, table, column.id, place) for place in now.index]
    cells = zip(now.to_list(), sent.to_list(), differs(now, sent), typed, strict=True)
    alike = [
        any(same(column, said, before) for said in words or (read,)) if words or other else True
        for read, before, other, words in cells
    ]
    kept = true_at(now.index, alike) & case.was_issued(table) & ~_one_too_many(case, table)
    return dict(zip(now.index, kept.to_list(), strict=True))


def _typed(case: Case, table: str, column: str, place: Place) -> tuple[object, ...]:
    """What was typed where it is not what was read, and what was made of it; nothing where they are one."""
    source, row = place
    typed = case.plan.typed.get((source, table), {})
    if (row, column) in typed:
        return (typed[row, column],)
    return case.plan.read_as.get((source, table), {}).get((row, column), ())


def _one_too_many(case: Case, table: str) -> pd.Series:
    """Rows whose key is blank, or stands in more rows than were sent with it: somebody has copied one."""
    rows, key = case[table], spec_of(table).key
    keys = words_of(rows[key[0]])
    for more in key[1:]:
        keys = keys + "|" + words_of(rows[more])
    places = places_of(ref_keys(keys))
    here, records = Counter(places), case.plan.issued.get(table)
    # A return that was sent without measures has no record of any.
    there = Counter((source, ref_key(sent)) for source, sent in (() if records is None else records.index))
    return true_at(rows.index, (not place[1] or here[place] > max(1, there[place]) for place in places))
