"""T-10: personal data. Does anything here tell who a child is?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.model.finding import Severity
from toolkit.model.personal import personal_in
from toolkit.rules.case import Case
from toolkit.rules.rule import broken, many, rule
from toolkit.rules.text import ALL_TEXTS


@rule(
    "T-10",
    column="Where are we now",
    severity=Severity.WARNING,
    message="{cell} may identify a child: {signs}.",
    fix="Take out what identifies the child: this sheet is read by the board.",
    bad={"where_now": "Delayed by the review of Child B"},
    good={"where_now": "Delayed by a review of one child's plan"},
    several="{count} cells may identify a child",
    each="{ref} ({column})",
)
def may_identify_a_child(case: Case) -> pd.DataFrame:
    """Board papers are copied, e-mailed and published; a child's record must never travel with them."""
    found = []
    for sheet, column, texts in case.texts(ALL_TEXTS):
        if personal := personal_in(texts.to_list()):
            named = np.zeros(len(texts), dtype=bool)
            named[list(personal)] = True
            mask = pd.Series(named, index=texts.index)
            found.append(broken(mask, table=sheet, column=column, signs=[one.words for one in personal.values()]))
    return many(found)
