"""T-02: placeholders. Does an action name what will be done, or announce that something will be?"""

from __future__ import annotations

import re

import pandas as pd

from toolkit.model.finding import Severity
from toolkit.model.patterns import pattern_of
from toolkit.rules.case import Case
from toolkit.rules.rule import many, rule
from toolkit.rules.text import cells_where

_PAGE = 2_000
"""Characters."""
_UNDECIDED = (
    r"(?:to be (?:agreed|confirmed|decided|determined|defined|identified|developed|added|set)|t\.?b\.?[acd]\.?)"
)
_MORE = r"(?:any other|further|other|additional|future|more)"
_STEPS = r"(?:actions?|milestones?|steps?|work|tasks?)"
_PLACEHOLDER = pattern_of(
    rf"(?:(?:an?y )?{_MORE} {_STEPS}"
    rf"(?:,? (?:that are |which are |are |is |still )?{_UNDECIDED}.*|(?: required| as required| as needed)?)|"
    rf"(?:{_STEPS}|details?|dates?)?[\s:-]*{_UNDECIDED}(?: (?:by|with|at|following|after) .*)?|"
    r"placeholder.*)\W*",
    re.IGNORECASE | re.DOTALL,
)
_DAY = r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\b|\b20\d\d\b|\b\d{1,2}/\d{1,2}\b"
_BODY = r"\bboard\b|\bcommittee\b|\bpanel\b|\bcabinet\b|\bmeeting\b"
# What will be settled on a day, or by a body, that is named is a promise that can be kept.
_UNDATED = rf"(?![^.;\n]*(?:{_DAY}))"
_NEVER = rf"(?![^.;\n]*(?:{_DAY}|{_BODY}))"
_FOUND = r"(?:considered|scoped|agreed|decided|determined|defined|identified|developed|explored|worked up|set)"
_NAMELESS = (
    r"(?:actions?|steps?|priorities|improvements?|measures|needs|areas|options|opportunities|solutions|requirements"
    r"|gaps|themes|learning|activit(?:y|ies)|tasks?|milestones?|targets|projects?|work)"
)
_ANNOUNCED = pattern_of(
    # Further actions arising from the audit
    rf"\A\W*(?:(?:the|any|some) )?{_MORE} {_STEPS} (?:arising|following|from|as|in response|to be|will be|may be|that"
    rf"|which|are|is)\b{_UNDATED}"
    # a joint protocol to be considered
    rf"|\b(?:to|will|may|could|might) (?:then |also |still )?be (?:potentially )?(?:considered|scoped)\b{_NEVER}"
    # a hub, potentially scoped with health
    rf"|\bpotentially (?:to )?(?:be )?(?:{_FOUND}|commissioned|extended|introduced|created|piloted)\b{_NEVER}"
    # training needs will be identified as part of the review; not: needs will be identified within five days
    rf"|\b{_NAMELESS}(?:\W+\w+){{0,6}}? (?:to|will|may) (?:then |also )?be {_FOUND}"
    rf" (?:as|within|through|from|during|following|after|once|when)\b"
    rf"(?! (?:\w+ ){{0,2}}(?:hours?|days?|weeks?|months?)\b){_NEVER}",
    re.IGNORECASE,
)


@rule(
    "T-02",
    column="Action",
    severity=Severity.WARNING,
    message='{ref} is a placeholder: "{words}".',
    fix="Keep it, but give the date by which the real action will be agreed.",
    bad={"action": "Further actions to be agreed"},
    good={"action": "Agree with schools, by the date given, what follows from the summer audit"},
    several="{count} {rows} are placeholders",
    several_fix="Keep each, but give the date by which the real action will be agreed.",
)
def placeholder(case: Case) -> pd.DataFrame:
    """A placeholder is counted as work, and nobody is doing it."""
    columns = (("Actions", "action"), ("Milestones", "milestone"))
    return many([cells_where(case, sheet, column, names_no_action) for sheet, column in columns])


def names_no_action(text: str) -> bool:
    """Whether the words of an action only say that there will be one; what takes a page to say names something."""
    return len(text) <= _PAGE and bool(_PLACEHOLDER.fullmatch(text.strip()) or _ANNOUNCED.search(text))
