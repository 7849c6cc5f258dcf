"""R: ratings. One scheme, worked out alike for every row; another view is an override, with a reason."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from toolkit.model.english import quoted, within
from toolkit.model.finding import Severity
from toolkit.model.identity import text_key
from toolkit.model.plan import Seen
from toolkit.model.schemes import RATED, Rating, Scheme, key
from toolkit.rules.case import Case
from toolkit.rules.own_ratings import OF_SCHEME, other_ratings, own_ratings
from toolkit.rules.related import next_step
from toolkit.rules.rule import Example, broken, many, rule, said
from toolkit.rules.whole_columns import days, each, nowhere, sources_of
from toolkit.sheets.parts import parts_of

_OVERRIDE = {
    "override_reason": "Agreed with the chair on 1 September",
    "override_by": "Director of Children's Services",
    "override_until": dt.date(2026, 12, 31),
}
# Amber for want of an update or a date has a rule of its own, which says what to do.
_SAID_ELSEWHERE = ("D8", "D9", "D17")
_LATE = ("D6", "D7", "D8", "D10")
_ALL = "all actions"


@rule(
    "R-01",
    column="Override rating",
    severity=Severity.ERROR,
    message='"{value}" is not a rating of this plan, which uses the {scheme} scheme.',
    fix="Choose one of: {choices}.",
    bad={"override_rating": "Purple"},
    good={"override_rating": "Amber", **_OVERRIDE},
    needs=("Settings.scheme",),
    several="{count} {rows} have a rating that is not in this plan's scheme ({scheme})",
    each='{ref} ("{value}")',
)
def rating_not_in_the_scheme(case: Case) -> pd.DataFrame:
    """A colour outside the key means whatever the reader thinks it means."""
    schemes = case.setting("scheme")
    allowed = each(schemes, lambda scheme: OF_SCHEME.get(scheme, OF_SCHEME[Scheme.DELIVERY]))
    found = []
    for column in ("override_rating", "worked_out_rating", "rating"):
        values = case.text("Actions", column)
        kept = own_ratings(case) if column == "rating" else nowhere(values.index)
        cells = zip(values, allowed, kept, strict=True)
        wrong = [bool(value) and value.capitalize() not in known and not own for value, known, own in cells]
        choices = said(allowed, lambda known: ", ".join(rating for rating in RATED if rating.value in known))
        found.append(
            broken(
                pd.Series(wrong, index=values.index, dtype=bool),
                column=column,
                value=said(values, quoted),
                scheme=schemes,
                choices=choices,
            )
        )
    return many(found)


@rule(
    "R-02",
    column="Override rating",
    severity=Severity.ERROR,
    message="{ref} is worked out as {worked} ({why}), and {what}.",
    fix="If you disagree, choose an Override rating, say why, and give a name and an end date; else clear {cell}.",
    bad={"override_rating": "Amber"},
    good={"override_rating": "Amber", **_OVERRIDE},
    needs=("Settings.scheme", "Settings.report_date"),
    several="{count} {rows} show another rating than is worked out, and no reason",
)
def rating_differs_without_a_reason(case: Case) -> pd.DataFrame:
    """A rating that was chosen is an opinion; the board may have it, with a name and a reason beside it."""
    actions, worked = case["Actions"], case.worked
    schemes = each(case.setting("scheme"), lambda scheme: OF_SCHEME.get(scheme, frozenset()))
    words = {"worked": worked["worked_out_rating"], "why": said(worked["why"], _in_brackets)}
    asked = case.text("Actions", "override_rating").str.capitalize()
    known = pd.Series([one in of for one, of in zip(asked, schemes, strict=True)], index=actions.index, dtype=bool)
    why_not = worked["override_why_not"]
    refused = known & (why_not != "") & (why_not != "lapsed")
    typed = case.text("Actions", "rating").str.capitalize()
    return many(
        [
            broken(
                refused,
                column="override_rating",
                what="the override to " + asked + " does not count: " + why_not,
                **words,
            ),
            broken(
                other_ratings(case) & ~refused,
                column="rating",
                what="somebody has typed " + typed,
                **words,
            ),
        ]
    )


def _in_brackets(why: str) -> str:
    return quoted(within(why))


@rule(
    "R-03",
    column="Override until",
    severity=Severity.WARNING,
    message="The override on {ref} ended on {date}, so the worked-out rating is shown.",
    fix="Clear the override, or have it agreed again with a later end date.",
    bad={"override_rating": "Amber", **_OVERRIDE, "override_until": dt.date(2026, 8, 31)},
    good={"override_rating": "Amber", **_OVERRIDE},
    needs=("override_until", "Settings.report_date"),
    several="{count} overrides have ended, and the worked-out rating is shown",
    several_fix="Clear each, or have it agreed again with a later end date.",
)
def override_past_its_end(case: Case) -> pd.DataFrame:
    """Nobody should be shown as on track for a reason that ran out months ago."""
    actions = case["Actions"]
    ended = days(actions["override_until"]) < case.setting_days("report_date")
    return broken(ended & actions["override_rating"].notna(), date=actions["override_until"])


@rule(
    "R-04",
    sheet="Settings",
    column="Rating scheme",
    severity=Severity.ERROR,
    message='Green means "{a}" here ({scheme}) and "{b}" {where} ({other}).',
    fix="Ask the performance team which scheme the whole plan uses, and choose that one.",
    bad=Example(
        settings={"scheme": "Progress"}, rows={"Actions": [{"notes": "Printing starts in October"}]}, register=Example()
    ),
    good=Example(register=Example()),
)
def two_schemes_in_one_plan(case: Case) -> pd.DataFrame:
    """Counts of Greens cannot be added up, or compared with last time, when Green has two meanings."""
    settings = case.plan.settings
    usual, where = _usual_scheme(case)
    other = settings["scheme"].isin(list(Scheme)) & usual.isin(list(Scheme)) & (settings["scheme"] != usual)
    return pd.DataFrame(
        {
            "a": settings["scheme"][other].map(_green),
            "scheme": settings["scheme"][other],
            "b": usual[other].map(_green),
            "other": usual[other],
            "where": where,
        }
    )


def _usual_scheme(case: Case) -> tuple[pd.Series, str]:
    """The scheme a file should have: the register's; its own at the last sign-off; or most files' of its plan."""
    settings = case.plan.settings
    if case.last is not None:
        return pd.Series(case.last.settings["scheme"].iloc[0], index=settings.index, dtype=object), "in the register"
    snapshots = case.plan["Snapshots"]
    earlier = snapshots[snapshots["period"] != case.plan.setting("period", snapshots.index)]
    if len(earlier):
        last = earlier["scheme"].groupby(level="source").last()
        return settings["scheme"].where(~settings.index.isin(last.index), last.reindex(settings.index)), "last period"
    if len(settings) == 1:
        return settings["scheme"], "this file"
    usual = settings.dropna(subset="scheme").groupby("plan_code")["scheme"].agg(lambda schemes: schemes.mode().min())
    return settings["plan_code"].map(usual), "in other returns"


def _green(scheme: str) -> str:
    meaning = dict(key(scheme))[Rating.GREEN]
    return meaning[0].lower() + meaning[1:]


@rule(
    "R-05",
    sheet="Settings",
    column="",
    severity=Severity.ERROR,
    message="The summary says {said} for {what}; the rows add up to {rows}.",
    fix="Press Refresh RAG: the summary is then counted from the rows.",
    bad=Example(
        facts=[
            {
                "kind": Seen.SUMMARY,
                "table": "Summary",
                "sheet": "Summary",
                "row": 17,
                "cell": "G17",
                "column": "Green",
                "text": "150",
                "detail": "All actions",
            }
        ]
    ),
    good=Example(
        facts=[
            {
                "kind": Seen.SUMMARY,
                "table": "Summary",
                "sheet": "Summary",
                "row": 17,
                "cell": "G17",
                "column": "Green",
                "text": "1",
                "detail": "All actions",
            }
        ]
    ),
    where=(Seen.SUMMARY,),
    several="{count} figures of the summary do not agree with the rows",
    each="{cell}",
)
def summary_figure_typed_over(case: Case) -> pd.DataFrame:
    """One figure that does not add up costs the whole report its credit."""
    facts = case.facts(Seen.SUMMARY)
    found = []
    for source, own in facts.groupby("source"):
        rows = (sources_of(case["Actions"]) == source) & ~parts_of(case["Actions"]).to_numpy()
        now = _counts(case.worked["rating"][rows], case.text("Actions", "theme")[rows])
        written = _written_counts(case, str(source))
        for fact in own.to_dict("records"):
            place = text_key(fact["detail"]), fact["column"]
            # A summary nobody has refreshed since the rows changed is old, not typed over.
            if place in now and fact["text"] not in (str(now[place]), str(written.get(place))):
                what = "all actions" if place[0] == _ALL else quoted(fact["detail"])
                kind = fact["column"] if fact["column"] in list(Rating) else "actions"
                found.append({**fact, "what": what, "said": f"{fact['text']} {kind}", "rows": now[place]})
    columns = ["source", "table", "sheet", "row", "column", "cell", "what", "said", "rows"]
    return pd.DataFrame(found, columns=columns)


def _counts(ratings: pd.Series, themes: pd.Series) -> dict[tuple[str, str], int]:
    """How many actions have each rating, by theme as it is compared and in all."""
    of_theme = each(themes, lambda theme: text_key(theme or "No theme"))
    counts: dict[tuple[str, str], int] = {}
    for theme in (_ALL, *of_theme.unique()):
        own = ratings if theme == _ALL else ratings[of_theme == theme]
        counts |= {(theme, rating.value): int((own == rating.value).sum()) for rating in Rating}
        counts[theme, "Actions"] = len(own)
    return counts


def _written_counts(case: Case, source: str) -> dict[tuple[str, str], int]:
    """The same of the rows as the toolkit last wrote them into one file."""
    tables = {}
    for name in ("Worked out", "Actions"):
        records = case.plan.issued.get(name)
        if records is None or source not in records.index.get_level_values("source"):
            return {}
        table = records.xs(source, level="source")
        tables[name] = table[~table.index.duplicated()]
    parts = parts_of(tables["Actions"].assign(ref=tables["Actions"].index))
    ratings = tables["Worked out"]["rating"].drop(parts.index[parts], errors="ignore")
    return _counts(ratings, tables["Actions"]["theme"].reindex(ratings.index))


@rule(
    "R-06",
    column="Notes",
    severity=Severity.ERROR,
    message="{ref} is {rating} ({why}), and nothing says what happens next.",
    fix="Say in {cell} what will bring {ref} back on track, who will do it and by when.",
    bad={"confidence": "Off track", "notes": None, "still_to_do": None},
    good={
        "confidence": "Off track",
        "notes": "A printer is found by 30 October; the business manager does it",
        "still_to_do": None,
    },
    needs=("notes", "still_to_do", "Settings.scheme", "Settings.report_date"),
    several="{count} {rows} are {rating}, and nothing says what happens next",
    several_fix="Say in each what will bring the action back on track, who will do it and by when.",
)
def no_way_back_on_track(case: Case) -> pd.DataFrame:
    """The board does not ask why it is Red; it asks what will make it Green."""
    actions, worked = case["Actions"], case.worked
    off_track = worked["rating"].isin([Rating.RED, Rating.AMBER]) & case.open & actions["action"].notna() & ~case.part
    told = actions["notes"].notna() | worked["outstanding"] | actions["revision_reason"].notna()
    # What is late or off track needs more than a milestone that was planned before it was.
    told |= worked["override_applied"] | (next_step(case) & ~worked["code"].isin(_LATE))
    return broken(
        off_track & ~told & ~worked["code"].isin(_SAID_ELSEWHERE),
        rating=worked["rating"],
        why=said(worked["why"], _in_brackets),
    )
