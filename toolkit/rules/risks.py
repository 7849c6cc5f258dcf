"""K: risks. Is each one scored, held by somebody and looked at again?"""

from __future__ import annotations

import re

import pandas as pd

from toolkit.model.english import quoted
from toolkit.model.finding import Severity
from toolkit.model.patterns import pattern_of
from toolkit.rules.case import Case
from toolkit.rules.rule import Example, broken, many, rule, said
from toolkit.rules.whole_columns import holds

HIGHEST_BAND = 15
"""From this score (of 25) on, a risk is in the highest band of the heat map."""
TOP_SCORE = 25
"""Five times five; K-01 speaks of what is off the scale."""
_SCALE = range(1, 6)
_TOLD = pattern_of(r"\bescalat|\breported to\b|\bboard\b|\bdirector\b|\binformed\b|\bcorporate risk\b", re.IGNORECASE)
_WANTED = {"ref": "reference", "owner": "owner", "review_on": "review date"}


@rule(
    "K-01",
    sheet="Risks",
    column="Likelihood",
    severity=Severity.ERROR,
    message="The {name} of this risk is {what}.",
    fix="Choose likelihood and impact for this risk, each from 1 to 5.",
    bad=Example(rows={"Risks": [{"impact": 7}]}),
    good=Example(rows={"Risks": [{"impact": 3}]}),
    needs=("likelihood", "impact"),
    where=("Risks",),
)
def risk_off_the_scale(case: Case) -> pd.DataFrame:
    """A risk without a score has no place on the board's heat map."""
    risks = case["Risks"]
    found = []
    for column in ("likelihood", "impact"):
        values = case.text("Risks", column)
        wrong = ~risks[column].isin(list(_SCALE)) & risks["risk"].notna()
        what = said(values, lambda text: f"{text}, which is off the scale of 1 to 5" if text else "blank to us")
        found.append(broken(wrong, column=column, name=column, what=what))
    return many(found)


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
)
def highest_risk_without_a_target(case: Case) -> pd.DataFrame:
    """The board must know of its worst risks, and what would be good enough."""
    risks = case["Risks"]
    score = pd.to_numeric(risks["likelihood"], errors="coerce") * pd.to_numeric(risks["impact"], errors="coerce")
    words = case.text("Risks", "further_action") + " " + case.text("Risks", "controls")
    told = holds(words, lambda text: bool(_TOLD.search(text)))
    wrong = (score >= HIGHEST_BAND) & (score <= TOP_SCORE) & risks["target_score"].isna() & ~told
    return broken(
        wrong, words=said(case.text("Risks", "risk"), quoted), score=score.where(score <= TOP_SCORE, 0).astype(int)
    )
