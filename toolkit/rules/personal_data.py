"""T-10: personal data. Does anything here tell who a child is?"""

from __future__ import annotations

import re

import pandas as pd

from toolkit.model.finding import Severity
from toolkit.model.patterns import pattern_of
from toolkit.rules.case import Case
from toolkit.rules.rule import broken, many, rule
from toolkit.rules.text import ALL_TEXTS
from toolkit.rules.whole_columns import holds_near

_ABOUT_A_CHILD = (
    pattern_of(r"\b(?:d\.?o\.?b\.?|date of birth)\b\W{0,3}(?:is |was )?\d", re.IGNORECASE),
    pattern_of(r"\bborn (?:on )?(?:the )?\d{1,2}(?:st|nd|rd|th)?[ /.-]\w{1,9}[ /.-]\d{2,4}\b", re.IGNORECASE),
    pattern_of(
        r"\b(?:[Cc]hild|[Yy]oung [Pp]erson|YP|[Ss]ibling) [B-HJ-Z]\b(?![.']?\w)"
        r"|\b(?:[Cc]hild|[Yy]oung [Pp]erson|YP) A\b"
    ),
    pattern_of(
        r"\b(?:case|child|client|person|LCS|ICS|Mosaic|Liquidlogic)(?:'s)? "
        r"(?:no\.?|number|id|ref(?:erence)?)\W{0,3}[A-Z]{0,3}\d{5,}",
        re.IGNORECASE,
    ),
    pattern_of(r"\bNHS (?:no\.?|number)\W{0,3}\d", re.IGNORECASE),
)
_CLUES = (
    "irth", "orn ", "hild [A-Z]", "erson [A-Z]", "YP [A-Z]", "ibling [A-Z]", "NHS", "DOB", "dob", "Dob", r"D\.O\.B",
    r"d\.o\.b", r"\d\d\d[ -]?\d\d",
)  # fmt: skip
_NHS_NUMBER = pattern_of(r"(?<![\d-])(\d{3})([ -]?)(\d{3})\2(\d{4})(?![\d-])")


@rule(
    "T-10",
    column="Where are we now",
    severity=Severity.WARNING,
    message="{cell} may identify a child.",
    fix="Take out what identifies the child: this sheet is read by the board.",
    bad={"where_now": "Delayed by the review of Child B"},
    good={"where_now": "Delayed by a review of one child's plan"},
)
def may_identify_a_child(case: Case) -> pd.DataFrame:
    """Board papers are copied, e-mailed and published; a child's record must never travel with them."""
    found = []
    for sheet, column, texts in case.texts(ALL_TEXTS):
        named = holds_near(texts, _CLUES, _identifies_a_child)
        if named.any():
            found.append(broken(named, table=sheet, column=column))
    return many(found)


def _identifies_a_child(text: str) -> bool:
    return any(pattern.search(text) for pattern in _ABOUT_A_CHILD) or any(
        map(_is_nhs_number, _NHS_NUMBER.findall(text))
    )


def _is_nhs_number(groups: tuple[str, ...]) -> bool:
    """Ten figures whose last one is the check figure of the first nine."""
    figures = "".join(groups).replace(" ", "").replace("-", "")
    total = sum(int(figure) * weight for figure, weight in zip(figures[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(figures[9])
