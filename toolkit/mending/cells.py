"""Cells of which the reader knows what is meant, while something else stands there: spaces, statuses, dates, figures.

What is meant is never decided here: it is what the reader, the dates and the lists already make of the cell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from toolkit.mending.mend import SPACES, Mend, Table
from toolkit.model.dates import read_plan_date
from toolkit.model.dates.answer import PlanDate
from toolkit.model.dates.month_names import month_misspelt, month_named, well_spelt
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, heading_key, tidy
from toolkit.model.keys import issued_rows
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Plan
from toolkit.sheets.columns import LISTS, Column, Owner, Type
from toolkit.sheets.compared import choice_meant

_JOINERS = ("\u200c", "\u200d")
"""They join letters and pictures: without them another word, or another picture, stands there."""
_TWO_YEARS = pattern_of(r"\d\d\s*[/-]\s*\d\d")
_WORD = pattern_of(r"[^\W\d_]+")
_ENDINGS = frozenset({"st", "nd", "rd", "th", "of", "the"})
_NO_WORD_OF_ITS_OWN = frozenset({"two-figure-year", "misspelt"})


@dataclass(frozen=True)
class Meant:
    """What a cell should hold, and whether that is certain. ``rules``: those that may have asked, the first found is
    named.
    """

    after: Value
    why: str
    rules: tuple[str, ...]
    certain: bool = True


@dataclass(frozen=True)
class _Cell:
    column: Column
    typed: str
    read: Value
    plan_start: dt.date | None
    received: dt.date | None

    def date(self, text: str) -> PlanDate:
        return read_plan_date(text, plan_start=self.plan_start, anchor=self.received)


def cell_mends(plan: Plan, table: Table, rules: Mapping[str, list[str]]) -> Iterator[Mend]:
    """Mends of single cells of a table. ``rules``: the cells of its sheet to the rules that speak of them."""
    frame, spec = plan[table.spec.name], table.spec
    sent = _sent(plan, table, frame)
    refs = frame[spec.key[0]] if spec.key else pd.Series(None, index=frame.index)
    days = [_day(plan, name) for name in ("plan_start", "inspection_received")]
    for name, at in table.layout.columns.items():
        column = spec[name]
        if column.owner is Owner.TOOLKIT:
            continue
        for (place, ref), read, was in zip(refs.items(), frame[name], sent(name), strict=True):
            row = place[1]  # type: ignore[index]
            typed = table.sheet.at(row, at)
            if not isinstance(typed, str) or not table.may_touch(row, at) or _is_the_teams(column, typed, was):
                continue
            meant = _MEANT[column.type](_Cell(column, typed, read, *days)) or _spaces(typed)
            if meant is not None:
                asked = rules.get(table.mend(row, name, None, rule="", why="", ref="", certain=True).cell, [])
                rule = next((code for code in meant.rules if code in asked), meant.rules[-1])
                yield table.mend(
                    row, name, meant.after, rule=rule, why=meant.why, ref=str(ref or ""), certain=meant.certain
                )


def _sent(plan: Plan, table: Table, frame: pd.DataFrame) -> Callable[[str], list[object]]:
    """Gives a column as it was sent out, row for row; all blank where nothing was."""
    records, spec = plan.issued.get(table.spec.name), table.spec
    if records is None or records.empty or not spec.key:
        return lambda _: [None] * len(frame)
    rows = issued_rows(records, frame, spec.key)
    return lambda name: list(rows[name]) if name in rows else [None] * len(frame)


def _is_the_teams(column: Column, typed: str, was: object) -> bool:
    """Whether it is the plan team's wording, as they sent it: theirs to mend, in the register."""
    return column.owner is Owner.TEAM and was is not None and canonical(typed) == canonical(was)


def _day(plan: Plan, name: str) -> dt.date | None:
    value = plan.settings[name].iloc[0]
    return value if isinstance(value, dt.date) else None


def _spaces(typed: str) -> Meant | None:
    clean = tidy(typed)
    if clean == typed.replace("\r\n", "\n").replace("\r", "\n") or any(joiner in typed for joiner in _JOINERS):
        return None
    return Meant(clean, "Spaces and signs that nobody sees are left out.", ("F-11", SPACES))


def _text(cell: _Cell) -> Meant | None:
    return None


def _choice(cell: _Cell) -> Meant | None:
    """The word of the list, where the cell is read as it, or says it in another form."""
    words = tidy(cell.typed)
    if words is None or not cell.column.choices or words in LISTS[cell.column.choices]:
        return None
    if cell.read in LISTS[cell.column.choices] and isinstance(cell.read, str):
        return Meant(cell.read, "As the list has it.", ("C-06",))
    meant = choice_meant(cell.column.choices, words)
    if meant is None:
        return None
    rules = ("S-02", "C-02")
    if cell.column.id == "status" and _without_d(words) == _without_d(meant):
        return Meant(meant, "The same status in the form that the list has.", rules)
    return Meant(meant, f"Perhaps {meant}, of the list.", rules, certain=False)


def _without_d(words: str) -> str:
    """Complete for Completed: one status in two forms of its word."""
    return heading_key(words).removesuffix("d")


def _words_for_a_date(cell: _Cell) -> Meant | None:
    """Words that stay words: a month spelt as it is, a financial year in full."""
    text = tidy(cell.typed)
    if text is None:
        return None
    read = cell.date(text)
    if "misspelt" in read.codes:
        spelt = well_spelt(text)
        again = cell.date(spelt)
        codes = tuple(code for code in read.codes if code != "misspelt")
        if (again.outcome, again.date, again.dates, again.codes) == (read.outcome, read.date, read.dates, codes):
            return Meant(spelt, "A month was misspelt.", ("C-06",))
    if read.precision == "financial year" and read.codes == ("two-figure-year",) and _TWO_YEARS.fullmatch(text):
        return Meant(read.instead, f"The financial year {read.plain}: no day and month are {text}.", ("D-06", "C-06"))
    return _suggested(read, read.instead, ("D-02", "D-08", "D-16", "D-06"))


def _date(cell: _Cell) -> Meant | None:
    """A day that was typed as text."""
    text = tidy(cell.typed)
    if text is None:
        return None
    read = cell.date(text)
    if read.outcome != "date" or read.date is None or read.kind:
        return _suggested(read, read.suggest, ("C-03",))
    sure = read.precision == "day" and set(read.codes) <= {"misspelt"} and _says_only_a_day(text)
    why = "A date that was typed as text." if sure else "Perhaps this day."
    return Meant(read.date, why, ("C-06",), certain=sure)


def _suggested(read: PlanDate, instead: Value, rules: tuple[str, ...]) -> Meant | None:
    """What the dates suggest where they ask, or advise to write a year in four figures."""
    asked = read.outcome == "ask" or (set(read.codes) <= _NO_WORD_OF_ITS_OWN and read.codes)
    if not asked or instead is None or read.instead is None:
        return None
    return Meant(instead, read.why or f"Perhaps {read.instead}.", rules, certain=False)


def _says_only_a_day(text: str) -> bool:
    """Whether nothing else is said, which would be lost with the words."""
    words = (word.lower() for word in _WORD.findall(text))
    return all(word in _ENDINGS or month_named(word) or month_misspelt(word) for word in words)


def _figure(cell: _Cell) -> Meant | None:
    """A number that was typed as text; with a % after it, who knows what the others are in."""
    if isinstance(cell.read, int | float) and not isinstance(cell.read, bool) and "%" not in cell.typed:
        return Meant(cell.read, "A number that was typed as text.", ("C-06",))
    return None


_MEANT: dict[Type, Callable[[_Cell], Meant | None]] = {
    Type.TEXT: _text,
    Type.LONG: _text,
    Type.CODE: _text,
    Type.CHOICE: _choice,
    Type.WORDS: _words_for_a_date,
    Type.DATE: _date,
    Type.WHOLE: _figure,
    Type.NUMBER: _figure,
}
