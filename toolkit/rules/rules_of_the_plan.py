"""C: the rules a plan sets differently. Is each a rule, and one that a plan may set so?"""

from __future__ import annotations

import pandas as pd

from toolkit.model.finding import Severity
from toolkit.model.identity import ref_key
from toolkit.model.plan import Book
from toolkit.rules.case import Case
from toolkit.rules.rule import DECLARED, Example, broken, rule
from toolkit.rules.set_differently import do_of, lowers
from toolkit.rules.whole_columns import holds
from toolkit.sheets.register_sheets import RULES

_WHY = {"why": "Our actions are short", "do": "off"}


@rule(
    "C-14",
    sheet="Rules",
    column="Rule",
    severity=Severity.WARNING,
    message='There is no rule "{code}", so {cell} changes nothing.',
    fix="Type the code of a rule in {cell}, such as T-07: the Guide lists them all.",
    bad=Example(rows={"Rules": [{"rule": "T-77", **_WHY}]}, book=Book.REGISTER),
    good=Example(rows={"Rules": [{"rule": "T-07", **_WHY}]}, book=Book.REGISTER),
    where=(RULES.name,),
    stops_merge=True,
    several="{count} codes on the sheet Rules are of no rule, and change nothing",
    several_fix="Type the code of a rule in each, such as T-07. The Guide lists them all.",
    each="{code}",
)
def no_such_rule(case: Case) -> pd.DataFrame:
    """Who believes that a rule is off, and still is asked, no longer believes the rest."""
    codes = case.text("Rules", "rule")
    return broken(holds(codes, lambda code: bool(code) and ref_key(code) not in DECLARED), code=codes)


@rule(
    "C-15",
    sheet="Rules",
    column="Do",
    severity=Severity.WARNING,
    message="{code} stays as it is: without it returns would not go out, or not come back.",
    fix="Take the row out of the sheet Rules.",
    bad=Example(rows={"Rules": [{"rule": "I-02", **_WHY}]}, book=Book.REGISTER),
    good=Example(rows={"Rules": [{"rule": "T-07", **_WHY}]}, book=Book.REGISTER),
    where=(RULES.name,),
    stops_merge=True,
    several="{count} rules stay as they are: without them returns would not go out, or not come back",
    several_fix="Take their rows out of the sheet Rules.",
    each="{code}",
)
def rule_that_stands(case: Case) -> pd.Series | pd.DataFrame:
    """No plan can do without the rules that carry its returns out and back."""
    codes = case.text("Rules", "rule")
    pairs = zip(codes, case.text("Rules", "do"), strict=True)
    return broken(pd.Series([_would_fall(*pair) for pair in pairs], index=codes.index, dtype=bool), code=codes)


def _would_fall(code: str, written: str) -> bool:
    found, do = DECLARED.get(ref_key(code)), do_of(written)
    return found is not None and do is not None and not found.may_be_lowered and lowers(found, do)
