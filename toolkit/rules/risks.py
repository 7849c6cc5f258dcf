"""K: risks. Is each one scored, held by somebody and looked at again?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from toolkit.model.english import quoted
from toolkit.model.finding import Severity
from toolkit.model.patterns import pattern_of
from toolkit.rating.risk_scores import marks, scores, written
from toolkit.rules.case import Case
from toolkit.rules.rule import Example, broken, many, rule, said
from toolkit.rules.whole_columns import holds
from toolkit.sheets.compared import shown
from toolkit.sheets.risk_scale import FIVE, MARKS, THREE, Scale, scales_of

_TOLD = pattern_of(r"\bescalat|\breported to\b|\bboard\b|\bdirector\b|\binformed\b|\bcorporate risk\b", re.IGNORECASE)
_WANTED = {"ref": "reference", "owner": "owner", "review_on": "review date"}


@rule(
    "K-01",
    sheet="Risks",
    column="Likelihood",
    severity=Severity.ERROR,
    message="The {name} of this risk is {what}.",
    fix="Choose likelihood and impact for this risk, each {scale}.",
    bad=Example(rows={"Risks": [{"impact": 7}]}),
    good=Example(rows={"Risks": [{"impact": 3}]}),
    needs=("likelihood", "impact"),
    where=("Risks",),
    several="{count} risks have a likelihood or an impact that cannot be counted",
    several_fix="Choose likelihood and impact for each, from 1 to 5.",
)
def risk_off_the_scale(case: Case) -> pd.DataFrame:
    """A risk without a score has no place on the board's heat map."""
    risks, found, marked = case["Risks"], [], marks(case.plan)
    sources = risks.index.get_level_values("source")
    scales = pd.Series(sources.map(scales_of(case.plan)), index=risks.index, dtype=object)
    as_a_whole = _marked_as_a_whole(case, scales)
    for column in MARKS:
        cells = written(case.plan, column)
        wrong = marked[column].isna() & risks["risk"].notna() & ~as_a_whole
        found.append(
            broken(
                wrong,
                column=column,
                name=column,
                what=_each(cells, scales, _what),
                scale=_each(cells, scales, _wanted),
            )
        )
    return many(found)


def _each(cells: pd.Series, scales: pd.Series, tell: Callable[[object, Scale], str]) -> pd.Series:
    return pd.Series([tell(*pair) for pair in zip(cells, scales, strict=True)], index=cells.index, dtype=object)


def _what(cell: object, scale: Scale) -> str:
    return f'"{quoted(shown(cell))}", which is off the scale: {scale.said}' if shown(cell) else "blank"


def _wanted(cell: object, scale: Scale) -> str:
    if scale is THREE or THREE.mark(cell) is None or FIVE.mark(cell) is not None:
        return scale.said
    return f"{scale.said}. If this plan marks risks in words, choose 3-point beside Risk scale on Settings"


def _marked_as_a_whole(case: Case, scales: pd.Series) -> pd.Series:
    """Risks of a plan of three points that are High as they stand, with neither likelihood nor impact."""
    score = written(case.plan, "score")
    given = [scale is THREE and scale.mark(word) is not None for word, scale in zip(score, scales, strict=True)]
    blank = [written(case.plan, column).isna() for column in MARKS]
    return pd.Series(given, index=score.index, dtype=bool) & blank[0] & blank[1]


@rule(
    "K-02",
    sheet="Risks",
    column="Owner",
    severity=Severity.WARNING,
    message='The risk "{words}" has no {field}.',
    fix="Add the {field} in {cell}.",
    bad=Example(rows={"Risks": [{"owner": None}]}),
    good=Example(rows={"Risks": [{"owner": "Head of Early Help"}]}),
    needs=("ref", "owner", "review_on"),
    where=("Risks",),
    several="{count} risks have no {field}",
)
def risk_without_ref_owner_or_review(case: Case) -> pd.DataFrame:
    """A risk nobody holds and nobody looks at again is only written down."""
    risks = case["Risks"]
    words = said(case.text("Risks", "risk"), quoted)
    return many(
        [
            broken(
                risks[column].isna() & ~case.unreadable("Risks", column) & risks["risk"].notna(),
                column=column,
                words=words,
                field=field,
            )
            for column, field in _WANTED.items()
        ]
    )


@rule(
    "K-03",
    sheet="Risks",
    column="Target score",
    severity=Severity.WARNING,
    message='The risk "{words}" scores {score}, the highest band, with no target score and no word of who was told.',
    fix="Say what score you are aiming for, and under Further action who has been told.",
    bad=Example(rows={"Risks": [{"likelihood": 5, "impact": 4, "target_score": None, "further_action": None}]}),
    good=Example(rows={"Risks": [{"likelihood": 5, "impact": 4, "target_score": 8}]}),
    needs=("likelihood", "impact", "target_score"),
    where=("Risks",),
    several="{count} risks are in the highest band, with no target score and no word of who was told",
)
def highest_risk_without_a_target(case: Case) -> pd.DataFrame:
    """The board must know of its worst risks, and what would be good enough."""
    risks = case["Risks"]
    score = pd.to_numeric(scores(case.plan)["score"])
    scales = risks.index.get_level_values("source").map(scales_of(case.plan))
    band = pd.Series([scale.highest_band for scale in scales], index=risks.index, dtype=float)
    words = case.text("Risks", "further_action") + " " + case.text("Risks", "controls")
    told = holds(words, lambda text: bool(_TOLD.search(text)))
    aimed = written(case.plan, "target_score").notna()
    wrong = (score >= band) & ~aimed & ~told
    return broken(wrong, words=said(case.text("Risks", "risk"), quoted), score=score.fillna(0).astype(int))
