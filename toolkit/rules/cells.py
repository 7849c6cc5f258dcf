"""C: cells. Dates that are dates, numbers that are numbers, words from their lists: what pandera tells us."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial

import pandas as pd

from toolkit.model.dates import read_plan_date
from toolkit.model.dates.answer import HOW_TO_WRITE
from toolkit.model.english import quoted, within
from toolkit.model.finding import Severity
from toolkit.model.plan import Book, Seen
from toolkit.rules.case import Case
from toolkit.rules.dates_as_written import advised
from toolkit.rules.rule import NOTHING, Example, broken, many, only, rule, said
from toolkit.rules.schema import KEY, Fault
from toolkit.sheets.columns import LISTS, SETTINGS, Column, SheetSpec, Type
from toolkit.sheets.compared import choice_meant
from toolkit.sheets.every_sheet import SHEETS
from toolkit.sheets.risk_scale import THREE, scales_of

# Columns whose blanks, or whose values outside the list, have a rule of their own.
_OWN_BLANK = {
    ("Actions", "ref"),
    ("Actions", "action"),
    ("Actions", "lead"),
    ("Actions", "status"),
    ("Actions", "due_as_written"),
    ("Actions", "updated_on"),
    ("Milestones", "due_as_written"),
    ("Measures", "good_is"),
    ("Risks", "likelihood"),
    ("Risks", "impact"),
    ("Risks", "owner"),
    ("Risks", "review_on"),
    ("Risks", "ref"),
    ("Themes", "title"),
}
_OWN_LIST = {
    ("Actions", "status"),
    ("Actions", "override_rating"),
    ("Actions", "worked_out_rating"),
    ("Actions", "rating"),
    ("Actions", "previous_rating"),
    ("Risks", "likelihood"),
    ("Risks", "impact"),
}
_OWN_NUMBER = {("Risks", "likelihood"), ("Risks", "impact"), ("Measures", "target"), ("Measures", "baseline")}
_SHEETS = [spec for spec in SHEETS if not spec.written_by_toolkit]
_ONLY_OPEN = {"where_now", "updated_by"}
"""Nobody is asked for progress on what has not started, or is done."""
_WHOLE_COLUMN = 3
"""From this many rows on, a column blank from top to bottom is said once."""


@rule(
    "C-01",
    column="Theme",
    severity=Severity.WARNING,
    message="{heading} is blank{where}.",
    fix="Fill in {heading}: {help}.",
    bad={"lead_body": None},
    good={"lead_body": "Exampleshire Council"},
    needs=(),
    several="{heading} is blank in {count} {rows}",
)
def required_cell_blank(case: Case) -> pd.DataFrame:
    """A blank in a required column is a question the board will ask."""
    found = [_blank_settings(case)]
    for spec in _SHEETS:
        for column in spec.columns:
            if column.required and (spec.name, column.id) not in _OWN_BLANK and len(case[spec.name]):
                found.append(_blank(case, spec, column))
    return many(found)


def _blank(case: Case, spec: SheetSpec, column: Column) -> pd.DataFrame:
    table, blank = case[spec.name], case.faults(spec.name, Fault.BLANK, column.id)
    if not blank.any():
        return NOTHING
    blank = blank & case.in_file(spec.name, column.id)
    blank &= ~case.unreadable(spec.name, column.id)
    if spec.name == "Actions":
        blank &= ~case.part & table["action"].notna()
        if column.id in _ONLY_OPEN:
            blank &= case.open & (table["status"] != "Not started") & table["updated_on"].notna()
    if not blank.any():
        return NOTHING
    sources = pd.Series(table.index.get_level_values("source"), index=table.index)
    size, empty = sources.map(sources.value_counts()), sources.map(blank.groupby(level="source").sum())
    whole = (size >= _WHOLE_COLUMN) & (size == empty)
    rows = broken(
        blank & ~whole,
        table=spec.name,
        column=column.id,
        heading=column.heading,
        help=within(column.help),
        where="",
    )
    columns = [
        {
            "source": source,
            "row": case.plan.layouts[source, spec.name].header_row,
            "table": spec.name,
            "column": column.id,
            "heading": column.heading,
            "help": within(column.help),
            "where": " in every row",
        }
        for source in sources[whole].unique()
    ]
    return many([rows, pd.DataFrame(columns)])


def _blank_settings(case: Case) -> pd.DataFrame:
    """Settings nothing can be worked out without: errors, and not warnings."""
    found = [
        {
            "source": source,
            "table": "Settings",
            "column": s.id,
            "severity": Severity.ERROR,
            "ref": "",
            "heading": s.label,
            "help": within(s.help),
            "where": " on Settings",
        }
        for s in SETTINGS
        if s.required and s.id != "marking"
        for source, value in zip(case.plan.sources, case.plan.settings[s.id], strict=True)
        if value is None
        if not (s.id == "service" and case.books[source] is Book.REGISTER)
        if not case.setting_unreadable(source, s.id)
    ]
    return pd.DataFrame(found)


@rule(
    "C-02",
    column="Lead confidence",
    severity=Severity.ERROR,
    message='"{value}" is not in the list for {column}.{suggest}',
    fix="Choose one of: {choices}.",
    bad={"confidence": "Middling"},
    good={"confidence": "On track"},
    needs=(),
    several="{count} {rows} have words that are not in the list for {column}",
    each='{ref} ("{value}")',
)
def not_in_the_list(case: Case) -> pd.DataFrame:
    """Words outside the list are counted by nobody."""
    found = [_unlisted_settings(case)]
    for spec in _SHEETS:
        for column in spec.columns:
            if column.choices and (spec.name, column.id) not in _OWN_LIST and len(case[spec.name]):
                wrong = case.faults(spec.name, Fault.NOT_IN_LIST, column.id)
                if not wrong.any():
                    continue
                values = case.text(spec.name, column.id)
                found.append(
                    broken(
                        wrong & case.in_file(spec.name, column.id),
                        table=spec.name,
                        column=column.id,
                        value=said(values, quoted),
                        suggest=said(values, partial(_near, choices=column.choices)),
                        choices=", ".join(LISTS[column.choices]),
                    )
                )
    return many(found)


def _near(value: str, choices: str) -> str:
    near = choice_meant(choices, value)
    return f" Did you mean {near}?" if near else ""


def _unlisted_settings(case: Case) -> pd.DataFrame:
    found = [
        {
            "source": source,
            "table": "Settings",
            "column": s.id,
            "value": quoted(value),
            "suggest": _near(str(value), s.choices),
            "choices": ", ".join(LISTS[s.choices]),
        }
        for s in SETTINGS
        if s.choices and s.id != "marking"
        for source, value in case.plan.settings[s.id].items()
        if value is not None and value not in LISTS[s.choices]
    ]
    return pd.DataFrame(found)


@rule(
    "C-03",
    column="Completed on",
    severity=Severity.ERROR,
    message="{cell}: {why}",
    fix="{what_next}",
    bad=Example(
        facts=[{"kind": Seen.UNREADABLE, "table": "Actions", "row": 5, "column": "completed_on", "text": "Spring"}]
    ),
    good={"completed_on": None},
    needs=(),
    several="{count} cells hold something that is not a date",
    several_fix="Type the day in each as dd/mm/yyyy.",
    each='{cell} ("{text}")',
)
def not_a_date(case: Case) -> pd.DataFrame:
    """A date nobody can read is a date nobody can be held to."""
    found = _unreadable(case, Fault.NOT_A_DATE, (Type.DATE,))
    if found.empty:
        return found
    starts, received = (case.setting_of(name, found["source"]) for name in ("plan_start", "inspection_received"))
    read = [
        read_plan_date(text, plan_start=start, anchor=anchor)
        for text, start, anchor in zip(found["text"], starts, received, strict=True)
    ]
    # Words that mean several days, or none, are read well enough, but this cell holds one day.
    why = [one.why or f'"{quoted(one.written)}" is not one day.' for one in read]
    return found.assign(why=why, what_next=[one.what_next or HOW_TO_WRITE for one in read])


@rule(
    "C-04",
    sheet="Measures",
    column="Baseline",
    severity=Severity.ERROR,
    message='{cell} holds "{text}", which is not a number.',
    fix="Type the figure alone in {cell}, and what is to be said about it elsewhere.",
    bad=Example(
        rows={"Measures": [{}]},
        facts=[{"kind": Seen.UNREADABLE, "table": "Measures", "row": 5, "column": "tolerance", "text": "about five"}],
    ),
    good=Example(rows={"Measures": [{"tolerance": 5}]}),
    needs=(),
    books=frozenset(Book),
    several="{count} cells hold something that is not a number",
    each='{cell} ("{text}")',
)
def not_a_number(case: Case) -> pd.DataFrame:
    """Words among figures cannot be counted, compared or drawn."""
    return _unreadable(case, Fault.NOT_A_NUMBER, (Type.WHOLE, Type.NUMBER))


def _unreadable(case: Case, fault: Fault, types: tuple[Type, ...]) -> pd.DataFrame:
    """Cells the reader could not read, and cells whose value is of another type."""
    kinds = {(spec.name, column.id): column.type for spec in SHEETS for column in spec.columns}
    kinds |= {("Settings", setting.id): setting.type for setting in SETTINGS}
    facts = case.facts(Seen.UNREADABLE)
    places = zip(facts["table"], facts["column"], strict=True)
    ours = only(facts, (kinds.get(place) in types and place not in _OWN_NUMBER for place in places))
    ours = only(ours, (not _a_level(case, fact) for fact in ours.to_dict("records")))
    found = [ours[["source", "table", "sheet", "row", "column", "cell", "text"]]]
    for spec in _SHEETS:
        for column in spec.columns:
            if column.type in types and (spec.name, column.id) not in _OWN_NUMBER and len(case[spec.name]):
                wrong = case.faults(spec.name, fault, column.id)
                if wrong.any():
                    text = said(case.text(spec.name, column.id), quoted)
                    found.append(broken(wrong, table=spec.name, column=column.id, text=text))
    return many(found)


def _a_level(case: Case, fact: Mapping[Hashable, object]) -> bool:
    """A target score of a plan that marks its risks in words may be such a word."""
    if (fact["table"], fact["column"]) != ("Risks", "target_score"):
        return False
    scale = scales_of(case.plan)[str(fact["source"])]
    return scale is THREE and scale.mark(fact["text"]) is not None


@rule(
    "C-05",
    sheet="Evidence",
    column="No",
    severity=Severity.ERROR,
    message="{sheet} has another row {ref} above this one.",
    fix="Give this row the next free number, or join it to the row above.",
    bad=Example(
        rows={"Evidence": [{"no": "1", "what": "Audit of forty referrals"}, {"no": "1", "what": "Survey of schools"}]}
    ),
    good=Example(
        rows={"Evidence": [{"no": "1", "what": "Audit of forty referrals"}, {"no": "2", "what": "Survey of schools"}]}
    ),
    needs=(),
    several="{count} {rows} have the number of a row above",
    several_fix="Give each the next free number, or join it to the row above.",
    each="{ref} ({cell})",
)
def same_key_twice(case: Case) -> pd.DataFrame:
    """A number that means two things is evidence for neither."""
    found = []
    for spec in _SHEETS:
        if spec.key and spec.name != "Actions" and len(case[spec.name]):
            found.append(broken(case.faults(spec.name, Fault.TWICE, KEY), table=spec.name, column=spec.key[-1]))
    return many(found)


@rule(
    "C-06",
    column="Due as written",
    severity=Severity.ADVICE,
    message="{cell}: {what}",
    fix="{what_next}",
    bad={"due_as_written": "26 Febuary 2027"},
    good={"due_as_written": "26 February 2027"},
    needs=(),
    several="{count} cells are read as something else than stands there",
    several_fix="Type each as it is meant, or leave it.",
    each="{cell}",
)
def read_as_something_else(case: Case) -> pd.DataFrame:
    """Nothing is altered in silence, not even how a cell is read."""
    facts = case.facts(Seen.READ_AS)
    what = [
        f'"{quoted(text)}" is read as "{detail}".' for text, detail in zip(facts["text"], facts["detail"], strict=True)
    ]
    places = facts[["source", "table", "sheet", "row", "column", "cell"]]
    return many([places.assign(what=what, what_next="Nothing to do, if that is what was meant."), advised(case)])


@rule(
    "C-07",
    severity=Severity.ADVICE,
    message='The column "{heading}" is your own: it is kept in this file, and not merged.',
    fix="Nothing to do, unless the board should see it: then move its words into Notes.",
    bad=Example(facts=[{"kind": Seen.EXTRA_COLUMN, "table": "Actions", "row": 4, "column": "Team use"}]),
    good=Example(),
    where=(Seen.EXTRA_COLUMN,),
    several="{count} columns of your own are kept in this file, and not merged",
    several_fix="Nothing to do. What the board should see goes into Notes.",
    each='"{heading}"',
)
def column_of_your_own(case: Case) -> pd.DataFrame:
    """What is not merged is not reported, and whoever filled it in should know."""
    facts = case.facts(Seen.EXTRA_COLUMN)
    heading = [quoted(name) for name in facts["column"]]
    return facts[["source", "table", "sheet", "row", "column", "cell"]].assign(heading=heading)
