"""F: the file itself. Is it ours, is it whole, and does every cell say what it seems to say?"""

from __future__ import annotations

from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from toolkit.model.finding import Severity
from toolkit.model.identity import words_key
from toolkit.model.plan import Seen
from toolkit.model.words import counted, quoted
from toolkit.rules.case import Case
from toolkit.rules.columns import differs, each, holds, sources_of, true_at
from toolkit.rules.rule import Example, Rule, broken, many, only, rule
from toolkit.sheets import LISTS, SHEETS, TEMPLATE_VERSION, Book, spec_of

WORKED_OUT = ("due", "worked_out_rating", "why", "rating", "previous_rating", "direction")
_ALIKE = 75
"""From here on, out of 100, a title above a table is meant for the plan's name."""
_BULLETS = "•●▪◦‣·*-–"


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
)
def not_from_the_template(case: Case) -> pd.DataFrame:
    """Returns that are not built alike cannot be merged without guessing, and the board is told nothing guessed."""
    facts = case.facts(Seen.NO_STAMP, Seen.OLD_TEMPLATE)
    later = f"version {TEMPLATE_VERSION} of the template or a later one"
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
    message="Row {row} is a repeated heading, not an action. It is left out.",
    fix="Delete row {row}; the headings at the top repeat on every printed page.",
    bad=Example(facts=[{"kind": Seen.REPEATED_HEADING, "table": "Actions", "row": 6}]),
    good=Example(),
)
def repeated_heading(case: Case) -> pd.DataFrame:
    """A heading counted as an action makes every total one too many."""
    return _places(case.facts(Seen.REPEATED_HEADING))


@rule(
    "F-04",
    severity=Severity.ERROR,
    message="Cells {range} are merged, so only the first keeps its value.",
    fix="Unmerge {range} (Home, Merge & Centre) and fill in each row.",
    bad=Example(facts=[{"kind": Seen.MERGED, "table": "Actions", "row": 5, "cell": "E5:E6"}]),
    good=Example(),
)
def merged_cells(case: Case) -> pd.DataFrame:
    """A lead or a date typed once across merged rows belongs to the first action only."""
    facts = case.facts(Seen.MERGED)
    ranges = facts["cell"].where(holds(facts["cell"], bool), facts["text"])
    return _places(facts).assign(range=ranges)


@rule(
    "F-05",
    severity=Severity.WARNING,
    message="{rows} on this sheet {are} hidden or filtered out. Hidden rows still count in every total.",
    fix="Show all rows (Data, Clear) before you sign off.",
    bad=Example(facts=[{"kind": Seen.HIDDEN_ROWS, "table": "Actions", "text": "2"}]),
    good=Example(),
)
def hidden_rows(case: Case) -> pd.DataFrame:
    """Whoever signs should have seen every row they sign for."""
    facts = case.facts(Seen.HIDDEN_ROWS)
    numbers = pd.to_numeric(facts["text"], errors="coerce").fillna(1).astype(int)
    places = ["source", "table", "sheet"]
    found = facts[places].assign(n=numbers).groupby(places, sort=False)["n"].sum().reset_index()
    return found.assign(
        rows=[counted(n, "row") for n in found["n"]], are=["is" if n == 1 else "are" for n in found["n"]]
    )


@rule(
    "F-06",
    severity=Severity.ERROR,
    message="{cell} is worked out for you, but something has been typed over it.",
    fix="Press Refresh RAG to put the worked-out value back. For another rating, use Override rating with a reason.",
    bad={"direction": "Improved a lot"},
    good={"direction": None},
    needs=(),
    books=frozenset({Book.RETURN}),
)
def worked_out_cell_typed_over(case: Case) -> pd.DataFrame:
    """A rating or a date typed over a worked-out one is an opinion that looks like a result."""
    actions, written = case["Actions"], case.issued("Worked out")
    sent = case.issued("Actions")
    known = written["was_issued"].notna()
    by_hand = _nothing_written(case)
    found = []
    for column in WORKED_OUT:
        before = written[column].where(known, sent[column])
        typed = actions[column].notna() & case.in_file("Actions", column)
        if not typed.any():
            continue
        typed &= by_hand | (differs(actions[column], before) & differs(actions[column], case.worked[column]))
        found.append(broken(typed, column=column))
    formulas = case.facts(Seen.FORMULA, table="Actions")
    formulas = formulas[formulas["column"].isin(WORKED_OUT)]
    return many([*found, *_steps_and_scores(case), _places(formulas)])


def _nothing_written(case: Case) -> pd.Series:
    """Actions of returns made from the empty template in which the toolkit has not yet written: all is typed there."""
    settings = case.plan.settings
    untouched = settings["template_version"].notna() & settings["register_issue"].isna()
    untouched &= ~settings.index.isin([*case.issued_sources, *_refreshed(case)])
    actions = case["Actions"]
    return true_at(actions.index, sources_of(actions).isin(settings.index[untouched]))


def _refreshed(case: Case) -> pd.Index:
    records = case.plan.issued.get("Worked out")
    return pd.Index([]) if records is None else sources_of(records)


def _steps_and_scores(case: Case) -> list[pd.DataFrame]:
    """Days of milestones and scores of risks that are not what they are worked out to be.

    Warnings: what the toolkit last wrote there is not kept, so they may be old and not typed.
    """
    days_meant = case.dates("Milestones", "due_as_written")["date"]
    pairs = zip(case["Risks"]["likelihood"], case["Risks"]["impact"], strict=True)
    score = pd.Series([a * b if isinstance(a, int) and isinstance(b, int) else None for a, b in pairs], dtype=object)
    score.index = case["Risks"].index
    found = []
    for sheet, column, worked in (("Milestones", "due", days_meant), ("Risks", "score", score)):
        if case[sheet][column].isna().all():
            continue
        now, sent = case[sheet][column], case.issued(sheet)[column]
        typed = now.notna() & differs(now, sent) & differs(now, worked)
        found.append(broken(typed, table=sheet, column=column, severity=Severity.WARNING))
    return found


@rule(
    "F-07",
    severity=Severity.WARNING,
    message="{cell} is coloured {text} but says nothing. Colour alone is not counted.",
    fix="Say in words what the colour meant: choose the status, or a rating in Override rating with its reason.",
    bad=Example(facts=[{"kind": Seen.COLOURED, "table": "Actions", "row": 5, "column": "status", "text": "red"}]),
    good=Example(),
)
def coloured_but_blank(case: Case) -> pd.DataFrame:
    """A colour cannot be read aloud, printed in black and white, or counted."""
    facts = case.facts(Seen.COLOURED)
    return _places(facts).assign(text=facts["text"].where(holds(facts["text"], bool), facts["detail"]))


@rule(
    "F-08",
    severity=Severity.WARNING,
    message="There is an empty row at row {row}. It is skipped.",
    fix="Delete row {row}, so that the table stays in one piece when it is sorted or filtered.",
    bad=Example(facts=[{"kind": Seen.BLANK_ROW, "table": "Actions", "row": 6}]),
    good=Example(),
)
def empty_row(case: Case) -> pd.DataFrame:
    """Excel takes an empty row for the end of a table: sorting or filtering then leaves the rest behind."""
    return _places(case.facts(Seen.BLANK_ROW))


@rule(
    "F-09",
    severity=Severity.ERROR,
    message="Row {row} looks like the end of {above}, split by a page break.",
    fix="Move its words into row {above_row} and delete row {row}. If it is an action of its own, give it a reference "
    "and a lead.",
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
)
def text_outside_the_table(case: Case) -> pd.DataFrame:
    """What stands beside the table is in nobody's column, so no merge can carry it to the board."""
    facts = case.facts(Seen.OUTSIDE_TABLE)
    return _places(facts[~bulleted(facts)], "text")


def bulleted(facts: pd.DataFrame) -> pd.Series:
    """Which of the texts outside a table are items of a list."""
    return holds(facts["text"], lambda text: str(text or "").lstrip()[:1] in set(_BULLETS))


@rule(
    "F-11",
    severity=Severity.ADVICE,
    message="Formatting codes or odd characters were found in {cell}.",
    fix="Type those words again, or leave them: nothing is lost, but they print as they stand.",
    bad=Example(facts=[{"kind": Seen.ODD_TEXT, "table": "Actions", "row": 5, "column": "where_now"}]),
    good=Example(),
)
def markup_in_text(case: Case) -> pd.DataFrame:
    """Codes pasted from another system are printed in the board's pack as they stand."""
    return _places(case.facts(Seen.ODD_TEXT))


@rule(
    "F-12",
    sheet="Settings",
    column="Protective marking",
    severity=Severity.WARNING,
    message="The protective marking is {what}.",
    fix="Choose a protective marking on Settings. It is printed at the top and bottom of every page.",
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
    fix='Use one name: type "{b}" on Settings, or ask the performance team which is right.',
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
    return many([*found, _titled_otherwise(case, found)])


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
    return one not in other and other not in one and fuzz.ratio(one, other) >= _ALIKE


def _named(case: Case, column: str) -> tuple[pd.Series, str]:
    """What a file should call the plan: as the register does; without one, as most files of its code do."""
    settings = case.plan.settings
    if case.last is not None:
        return pd.Series(case.last.settings[column].iloc[0], index=settings.index, dtype=object), "the register"
    if column == "plan_code":
        return settings[column], "this file"
    return settings["plan_code"].map(settings.groupby("plan_code")[column].agg(_usual)), "another return"


def _usual(titles: pd.Series) -> Any:
    return titles.mode().min() if titles.notna().any() else None


@rule(
    "F-14",
    severity=Severity.ERROR,
    message="{cell} shows {text}, so its value is lost.",
    fix="Type the value of {cell} again; if it was worked out, press Refresh RAG.",
    bad=Example(facts=[{"kind": Seen.EXCEL_ERROR, "table": "Actions", "row": 5, "column": "notes", "text": "#REF!"}]),
    good=Example(),
)
def excel_error(case: Case) -> pd.DataFrame:
    """A cell that shows an error tells the board nothing, and would be merged as nothing."""
    return _places(case.facts(Seen.EXCEL_ERROR), "text")


@rule(
    "F-15",
    severity=Severity.WARNING,
    message='{cell} begins with "{first}" and could run as a formula. It is kept as plain text.',
    fix='Put a word before the "{first}", or delete it.',
    bad=Example(
        facts=[{"kind": Seen.FORMULA_TEXT, "table": "Actions", "row": 5, "column": "notes", "text": "+two posts"}]
    ),
    good=Example(),
)
def text_like_a_formula(case: Case) -> pd.DataFrame:
    """Text that Excel would run when the pack is opened is how workbooks are made to do harm."""
    facts = case.facts(Seen.FORMULA_TEXT)
    return _places(facts).assign(first=[str(text or "=").lstrip()[:1] or "=" for text in facts["text"]])


def _places(facts: pd.DataFrame, *more: str) -> pd.DataFrame:
    """Where facts were noticed, as a rule gives it."""
    return facts[["source", "table", "sheet", "row", "column", "cell", *more]]


RULES: tuple[Rule, ...] = (
    not_from_the_template,
    required_column_missing,
    repeated_heading,
    merged_cells,
    hidden_rows,
    worked_out_cell_typed_over,
    coloured_but_blank,
    empty_row,
    action_split_by_a_page_break,
    text_outside_the_table,
    markup_in_text,
    no_protective_marking,
    plan_has_two_names,
    excel_error,
    text_like_a_formula,
)
