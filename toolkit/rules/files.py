"""F: the file itself. Is it ours, is it whole, and does every cell say what it seems to say?"""

from __future__ import annotations

from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from toolkit.model.english import counted, quoted
from toolkit.model.finding import Severity
from toolkit.model.identity import words_key
from toolkit.model.plan import Seen
from toolkit.rules.case import Case
from toolkit.rules.cells_as_typed import (
    ALIKE,
    places_in,
)
from toolkit.rules.rule import Example, broken, many, only, rule
from toolkit.rules.whole_columns import each, holds, true_at
from toolkit.sheets.columns import LISTS, OLDEST_TEMPLATE, TEMPLATE_VERSION
from toolkit.sheets.every_sheet import SHEETS, spec_of

_BULLETS = "•●▪◦‣·*-–"
LONGEST_TITLE = 44
"""Of two titles quoted in one sentence."""


@rule(
    "F-01",
    sheet="Settings",
    column="Template version",
    severity=Severity.ERROR,
    message="This workbook was not made from {template}.",
    fix="Ask for a return issued from the register, or make an empty one with 'plan-toolkit new return', and copy the "
    "rows into it.",
    bad=Example(facts=[{"kind": Seen.NO_STAMP, "table": "Settings"}]),
    good=Example(settings={"template_version": TEMPLATE_VERSION}),
    where=(Seen.NO_STAMP, Seen.OLD_TEMPLATE),
)
def not_from_the_template(case: Case) -> pd.DataFrame:
    """Returns that are not built alike cannot be merged without guessing, and the board is told nothing guessed."""
    facts = case.facts(Seen.NO_STAMP, Seen.OLD_TEMPLATE)
    later = f"version {OLDEST_TEMPLATE} of the template or a later one"
    template = each(facts["kind"], lambda kind: later if kind == Seen.OLD_TEMPLATE else "the standard template")
    return facts[["source"]].assign(template=template).drop_duplicates("source")


@rule(
    "F-02",
    severity=Severity.ERROR,
    message='The column "{heading}" is missing.',
    fix='Add the column "{heading}" back, or give the column that holds it this heading.',
    bad=Example(facts=[{"kind": Seen.MISSING_COLUMN, "table": "Actions", "column": "lead"}]),
    good=Example(),
    needs=(),
    where=(Seen.MISSING_COLUMN,),
    several="{count} columns are missing",
    several_fix="Add each column back, or give the column that holds it this heading.",
    each='"{heading}"',
)
def required_column_missing(case: Case) -> pd.DataFrame:
    """What has no column is reported for no action, and nobody notices the gap."""
    facts = case.facts(Seen.MISSING_COLUMN)
    facts = facts[facts["table"].isin([spec.name for spec in SHEETS])]
    specs = [spec_of(table) for table in facts["table"]]
    found = only(
        facts[["source", "table", "column"]],
        (column in spec and spec[column].required for spec, column in zip(specs, facts["column"], strict=True)),
    )
    heading = [spec_of(t)[c].heading for t, c in zip(found["table"], found["column"], strict=True)]
    return found.assign(heading=heading)


@rule(
    "F-03",
    severity=Severity.WARNING,
    message="Row {row} is a repeated heading, not an action, and is left out.",
    fix="Delete row {row}; the headings at the top repeat on every printed page.",
    bad=Example(facts=[{"kind": Seen.REPEATED_HEADING, "table": "Actions", "row": 6}]),
    good=Example(),
    where=(Seen.REPEATED_HEADING,),
    several="{count} rows are repeated headings, not actions, and are left out",
    several_fix="Delete them; the headings at the top repeat on every printed page.",
    each="{row}",
)
def repeated_heading(case: Case) -> pd.DataFrame:
    """A heading counted as an action makes every total one too many."""
    return places_in(case.facts(Seen.REPEATED_HEADING))


@rule(
    "F-04",
    severity=Severity.ERROR,
    message="Cells {range} are merged, so only the first keeps its value.",
    fix="Unmerge {range} (Home, Merge & Centre) and fill in each row.",
    bad=Example(facts=[{"kind": Seen.MERGED, "table": "Actions", "row": 5, "cell": "E5:E6"}]),
    good=Example(),
    where=(Seen.MERGED,),
    several="{count} areas of merged cells keep only their first value",
    several_fix="Unmerge each (Home, Merge & Centre) and fill in each row.",
    each="{range}",
)
def merged_cells(case: Case) -> pd.DataFrame:
    """A lead or a date typed once across merged rows belongs to the first action only."""
    facts = case.facts(Seen.MERGED)
    ranges = facts["cell"].where(holds(facts["cell"], bool), facts["text"])
    return places_in(facts).assign(range=ranges)


@rule(
    "F-05",
    severity=Severity.WARNING,
    message="{rows} on this sheet {are} hidden or filtered out, and still {count} in every total.",
    fix="Show all rows (Data, Clear) before you sign off.",
    bad=Example(facts=[{"kind": Seen.HIDDEN_ROWS, "table": "Actions", "text": "2"}]),
    good=Example(),
    where=(Seen.HIDDEN_ROWS,),
)
def hidden_rows(case: Case) -> pd.DataFrame:
    """Whoever signs should have seen every row they sign for."""
    facts = case.facts(Seen.HIDDEN_ROWS)
    numbers = pd.to_numeric(facts["text"], errors="coerce").fillna(1).astype(int)
    places = ["source", "table", "sheet"]
    found = facts[places].assign(n=numbers).groupby(places, sort=False)["n"].sum().reset_index()
    return found.assign(
        rows=[counted(n, "row") for n in found["n"]],
        are=["is" if n == 1 else "are" for n in found["n"]],
        count=["counts" if n == 1 else "count" for n in found["n"]],
    )


@rule(
    "F-08",
    severity=Severity.WARNING,
    message="Row {row} is empty and is skipped.",
    fix="Delete row {row}, so that the table stays in one piece when it is sorted or filtered.",
    bad=Example(facts=[{"kind": Seen.BLANK_ROW, "table": "Actions", "row": 6}]),
    good=Example(),
    where=(Seen.BLANK_ROW,),
    several="{count} rows are empty, and are skipped",
    several_fix="Delete them, so that the table stays in one piece when it is sorted or filtered.",
    each="{row}",
)
def empty_row(case: Case) -> pd.DataFrame:
    """Excel takes an empty row for the end of a table: sorting or filtering then leaves the rest behind."""
    return places_in(case.facts(Seen.BLANK_ROW))


@rule(
    "F-09",
    severity=Severity.ERROR,
    message="Row {row} looks like the end of {above}, split by a page break.",
    fix="Move its words into row {above_row} and delete row {row}, or give it a ref and a lead if it is an action of "
    "its own.",
    bad=Example(
        rows={
            "Actions": [
                {"ref": "EX1"},
                {
                    "ref": None,
                    "theme": None,
                    "action": None,
                    "lead_body": None,
                    "lead": None,
                    "status": None,
                    "due_as_written": None,
                    "where_now": "and with two colleges in September",
                    "still_to_do": None,
                    "updated_on": None,
                    "updated_by": None,
                },
            ]
        }
    ),
    good=Example(rows={"Actions": [{"where_now": "Draft guide tested with three schools, and with two colleges"}]}),
    needs=("ref", "lead"),
    several="{count} rows look like the end of the row above, split by a page break",
    several_fix="Move the words of each into the row above and delete it. An action of its own needs a reference and "
    "a lead.",
    each="{row}",
)
def action_split_by_a_page_break(case: Case) -> pd.DataFrame:
    """Half an action counted as a whole one makes the total wrong and loses the half that mattered."""
    actions = case.plan["Actions"]
    split = true_at(actions.index, case.split)
    rows = pd.Series(actions.index.get_level_values("row"), index=actions.index).where(~split).ffill()
    refs = actions["ref"].where(~split).ffill()
    above = refs.where(refs.notna(), "the action above")
    return broken(split, above=above, above_row=rows.fillna(0).astype(int))


@rule(
    "F-10",
    severity=Severity.ERROR,
    message='{cell} is outside the table and would be lost: "{text}".',
    fix="Move what {cell} says into a column of the table, or delete it.",
    bad=Example(
        facts=[
            {
                "kind": Seen.OUTSIDE_TABLE,
                "table": "Actions",
                "row": 5,
                "cell": "AK5",
                "text": "See the minutes of March",
            }
        ]
    ),
    good=Example(),
    where=(Seen.OUTSIDE_TABLE,),
    several="{count} cells are outside the table and would be lost",
    each="{cell}",
)
def text_outside_the_table(case: Case) -> pd.DataFrame:
    """What stands beside the table is in nobody's column, so no merge can carry it to the board."""
    facts = case.facts(Seen.OUTSIDE_TABLE)
    found = places_in(facts[~bulleted(facts)], "text")
    return found if found.empty else found.assign(text=each(found["text"], quoted))


def bulleted(facts: pd.DataFrame) -> pd.Series:
    """Which of the texts outside a table are items of a list."""
    return holds(facts["text"], lambda text: str(text or "").lstrip()[:1] in set(_BULLETS))


@rule(
    "F-12",
    sheet="Settings",
    column="Protective marking",
    severity=Severity.WARNING,
    message="The protective marking is {what}.",
    fix="Choose a protective marking on Settings: it is printed at the top and bottom of every page.",
    bad=Example(settings={"marking": None}),
    good=Example(settings={"marking": "OFFICIAL-SENSITIVE"}),
)
def no_protective_marking(case: Case) -> pd.DataFrame:
    """A plan may name services under pressure; whoever holds a copy must know how to keep it."""
    marking = case.plan.settings["marking"]
    wrong = marking[~marking.isin(LISTS["Marking"])]
    what = ["blank" if m is None else f'"{quoted(m)}", which is not in the list' for m in wrong]
    return pd.DataFrame({"what": what}, index=wrong.index)


@rule(
    "F-13",
    sheet="Settings",
    column="Plan title",
    severity=Severity.ERROR,
    message='This file calls the plan "{a}", but {where} calls it "{b}".',
    fix="Type on Settings the name that {where} uses, or ask the performance team which is right.",
    bad=Example(
        settings={"plan_title": "Improvement plan 2025"},
        register=Example(settings={"plan_title": "Children's services improvement plan"}),
    ),
    good=Example(register=Example()),
)
def plan_has_two_names(case: Case) -> pd.DataFrame:
    """Two names on the papers make a board ask whether it is looking at two plans."""
    settings, found = case.plan.settings, []
    for column in ("plan_code", "plan_title"):
        named, where = _named(case, column)
        other = settings[column].notna() & named.notna() & (settings[column].map(words_key) != named.map(words_key))
        found.append(
            pd.DataFrame(
                {"column": column, "a": settings[column][other], "b": named[other], "where": where},
                index=settings.index[other],
            )
        )
    both = many([*found, _titled_otherwise(case, found)])
    return both if both.empty else both.assign(**{name: each(both[name], _title) for name in ("a", "b")})


def _title(text: str) -> str:
    return quoted(text, LONGEST_TITLE)


def _titled_otherwise(case: Case, found: list[pd.DataFrame]) -> pd.DataFrame:
    """Where the Guide, or a title above a table, calls the plan nearly but not quite what Settings calls it."""
    facts = case.facts(Seen.ABOVE_TABLE)
    facts = facts[~facts["source"].isin([source for frame in found for source in frame.index])]
    titles = case.setting_of("plan_title", facts["source"])
    flags = [
        title is not None and _another_name(str(text), str(title), exact=table == "Guide")
        for text, title, table in zip(facts["text"], titles, facts["table"], strict=True)
    ]
    other = only(facts.assign(a=titles), flags).drop_duplicates("source")
    where = [f"{cell} of the sheet '{sheet}'" for cell, sheet in zip(other["cell"], other["sheet"], strict=True)]
    names = {"source": other["source"], "column": "plan_title", "a": other["a"], "b": other["text"], "where": where}
    return pd.DataFrame(names)


def _another_name(text: str, title: str, *, exact: bool) -> bool:
    """Whether a title names the plan in other words than Settings: alike, but neither short for the other."""
    one, other = words_key(text), words_key(title)
    if exact:
        return one != other
    return one not in other and other not in one and fuzz.ratio(one, other) >= ALIKE


def _named(case: Case, column: str) -> tuple[pd.Series, str]:
    """What a file should call the plan: as the register does; without one, as most files of its code do."""
    settings = case.plan.settings
    if case.last is not None:
        return pd.Series(case.last.settings[column].iloc[0], index=settings.index, dtype=object), "the register"
    if column == "plan_code":
        return settings[column], "this file"
    if len(settings) == 1:
        return settings[column], "this file"
    return settings["plan_code"].map(settings.groupby("plan_code")[column].agg(_usual)), "another return"


def _usual(titles: pd.Series) -> Any:
    return titles.mode().min() if titles.notna().any() else None
