"""What risks score, on the scale of their plan and as their marks were typed."""

from __future__ import annotations

import pandas as pd

from toolkit.model.plan import Plan
from toolkit.sheets.compared import is_clear
from toolkit.sheets.risk_scale import MARKS, scales_of


def written(plan: Plan, column: str) -> pd.Series:
    """A column of Risks as it stands in the cells: words that are no figure are kept beside the plan's tables."""
    risks = plan["Risks"]
    typed = {(source, row): words for (source, sheet), cells in plan.typed.items() if sheet == "Risks"
             for (row, name), words in cells.items() if name == column and not is_clear(words)}  # fmt: skip
    cells = zip(risks.index, risks[column], strict=True)
    return pd.Series(
        [typed.get(place) if pd.isna(value) else value for place, value in cells], index=risks.index, dtype=object
    )


def marks(plan: Plan) -> pd.DataFrame:
    """What likelihood and impact of every risk count as; blank where they are blank or off their plan's scale."""
    scales, index = scales_of(plan), plan["Risks"].index
    sources = index.get_level_values("source")
    found = {
        column: [scales[source].mark(cell) for source, cell in zip(sources, written(plan, column), strict=True)]
        for column in MARKS
    }
    return pd.DataFrame(found, index=index, dtype=object)


def scores(plan: Plan) -> pd.DataFrame:
    """Likelihood times impact of every risk; blank where either is blank or off the scale.

    Where both are blank and the score itself was given in a word ("High"), no figure is made of it: the word stands.
    """
    found = marks(plan)
    pairs = zip(found["likelihood"], found["impact"], strict=True)
    score = [None if a is None or b is None else a * b for a, b in pairs]
    return pd.DataFrame({"score": score}, index=found.index, dtype=object)
