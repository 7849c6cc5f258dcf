"""F: cells as they were typed. Does every cell say what it seems to say?"""

from __future__ import annotations

import pandas as pd

from toolkit.model.english import counted, listed
from toolkit.model.finding import Severity
from toolkit.model.plan import Book, Seen
from toolkit.rating.risk_scores import scores
from toolkit.rules.case import Case
from toolkit.rules.own_ratings import other_ratings, own_ratings, typed_over
from toolkit.rules.rule import NOTHING, Example, broken, many, rule
from toolkit.rules.whole_columns import differs, each, filled, holds, nowhere

WORKED_OUT = ("due", "worked_out_rating", "why", "rating", "previous_rating", "direction")
_NOT_SEEN = ("a non-breaking space", "an invisible character")
_PUT_BACK = "Press Refresh RAG to put the worked-out value back; for another rating, use Override rating with a reason."
_OWN_RATING = "holds the council's own rating, as do {}; it goes to the performance team beside the worked-out one"
ALIKE = 75
"""From here on, out of 100, a title above a table is meant for the plan's name."""


@rule(
    "F-06",
    severity=Severity.ERROR,
    message="{cell} {what}.",
    fix="{what_next}",
    bad={"direction": "Improved a lot"},
    good={"direction": None},
    needs=(),
    books=frozenset({Book.RETURN}),
    several="{count} {rows} have something typed over what is worked out for you",
    several_fix=_PUT_BACK,
    each="{ref} ({column})",
)
def worked_out_cell_typed_over(case: Case) -> pd.DataFrame:
    """A rating or a date typed over a worked-out one is an opinion that looks like a result."""
    # Another rating of the scheme is asked about by R-02, and the council's own are told once.
    found = [broken(typed_over(case, c) & ~_told(case, c), column=c) for c in WORKED_OUT]
    formulas = case.facts(Seen.FORMULA, table="Actions")
    formulas = formulas[formulas["column"].isin(WORKED_OUT)]
    typed = many([*found, *_steps_and_scores(case), places_in(formulas)])
    what = "is worked out for you, but something has been typed over it"
    return many([typed.assign(what=what, what_next=_PUT_BACK), _kept(case)])


def _told(case: Case, column: str) -> pd.Series:
    """Cells of a worked-out column of which something else is said than that they were typed over."""
    if column != "rating":
        return nowhere(case["Actions"].index)
    days_known = case.setting_days("report_date").notna()
    return own_ratings(case) | (other_ratings(case) & days_known)


def _kept(case: Case) -> pd.DataFrame:
    """The first rating of the council's own in each file, and how many more there are."""
    own = own_ratings(case)
    places = own.index[own].to_frame(index=False)
    counts = places.groupby("source", sort=False)["row"].agg(["min", "size"]).reset_index()
    what = each(counts["size"], lambda n: _OWN_RATING.format(counted(n - 1, "more cell")))
    return pd.DataFrame(
        {
            "source": counts["source"],
            "row": counts["min"],
            "column": "rating",
            "severity": Severity.ADVICE,
            "what": what,
            "what_next": "Nothing to do; for another rating on the board's page, use Override rating with a reason.",
        }
    )


def _steps_and_scores(case: Case) -> list[pd.DataFrame]:
    """Days of milestones and scores of risks that are not what they are worked out to be.

    Warnings: what the toolkit last wrote there is not kept, so they may be old and not typed.
    """
    found = []
    for sheet, column, meant in (("Milestones", "due", _days_meant), ("Risks", "score", _scores)):
        now = case[sheet][column]
        if not filled(now).any():
            continue
        typed = now.notna() & differs(now, case.issued(sheet)[column]) & differs(now, meant(case))
        found.append(broken(typed, table=sheet, column=column, severity=Severity.WARNING))
    return found


def _days_meant(case: Case) -> pd.Series:
    return case.dates("Milestones", "due_as_written")["date"]


def _scores(case: Case) -> pd.Series:
    return scores(case.plan)["score"]


@rule(
    "F-07",
    severity=Severity.WARNING,
    message="{cell} is coloured {text} but says nothing, and colour alone is not counted.",
    fix="Say in words what the colour meant: choose the status, or a rating in Override rating with its reason.",
    bad=Example(facts=[{"kind": Seen.COLOURED, "table": "Actions", "row": 5, "column": "status", "text": "red"}]),
    good=Example(),
    where=(Seen.COLOURED,),
    several="{count} coloured cells say nothing, and colour alone is not counted",
    each="{cell}",
)
def coloured_but_blank(case: Case) -> pd.DataFrame:
    """A colour cannot be read aloud, printed in black and white, or counted."""
    facts = case.facts(Seen.COLOURED)
    return places_in(facts).assign(text=facts["text"].where(holds(facts["text"], bool), facts["detail"]))


@rule(
    "F-11",
    severity=Severity.ADVICE,
    message="{cell} holds {what}, and prints as it stands.",
    fix="Type those words again in {cell}, or leave them: nothing is lost.",
    bad=Example(facts=[{"kind": Seen.ODD_TEXT, "table": "Actions", "row": 5, "column": "where_now"}]),
    good=Example(),
    where=(Seen.ODD_TEXT,),
    several="{count} cells hold formatting codes or odd characters",
    each="{cell}",
)
def markup_in_text(case: Case) -> pd.DataFrame:
    """Codes pasted from another system are printed in the board's pack as they stand."""
    facts = case.facts(Seen.ODD_TEXT)
    kinds = each(facts["detail"], lambda detail: str(detail or "odd characters").split(", "))
    # Spaces that nobody sees are tidied away when the cell is read.
    shown = each(kinds, lambda named: [one for one in named if one not in _NOT_SEEN])
    found = facts.assign(what=each(shown, lambda named: listed(named) if named else ""))
    return places_in(found.loc[holds(shown, bool)], "what")


@rule(
    "F-14",
    severity=Severity.ERROR,
    message="{cell} shows {text}, so its value is lost.",
    fix="Type the value of {cell} again; if it was worked out, press Refresh RAG.",
    bad=Example(facts=[{"kind": Seen.EXCEL_ERROR, "table": "Actions", "row": 5, "column": "notes", "text": "#REF!"}]),
    good=Example(),
    where=(Seen.EXCEL_ERROR,),
    several="{count} cells show an Excel error, so their values are lost",
    several_fix="Type each value again; if it was worked out, press Refresh RAG.",
    each="{cell}",
)
def excel_error(case: Case) -> pd.DataFrame:
    """A cell that shows an error tells the board nothing, and would be merged as nothing."""
    return places_in(case.facts(Seen.EXCEL_ERROR), "text")


@rule(
    "F-15",
    severity=Severity.WARNING,
    message='{cell} begins with "{first}" and could run as a formula, so it is kept as plain text.',
    fix='Put a word before the "{first}", or delete it.',
    bad=Example(
        facts=[{"kind": Seen.FORMULA_TEXT, "table": "Actions", "row": 5, "column": "notes", "text": "+two posts"}]
    ),
    good=Example(),
    where=(Seen.FORMULA_TEXT,),
    several="{count} cells could run as a formula, and are kept as plain text",
    several_fix="Put a word before the sign with which each begins, or delete the sign.",
    each="{cell}",
)
def text_like_a_formula(case: Case) -> pd.DataFrame:
    """Text that Excel would run when the pack is opened is how workbooks are made to do harm."""
    facts = case.facts(Seen.FORMULA_TEXT)
    return places_in(facts).assign(first=[str(text or "=").lstrip()[:1] or "=" for text in facts["text"]])


def places_in(facts: pd.DataFrame, *more: str) -> pd.DataFrame:
    """Where facts were noticed, as a rule gives it."""
    if facts.empty:
        return NOTHING
    return facts[["source", "table", "sheet", "row", "column", "cell", *more]]
