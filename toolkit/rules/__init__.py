"""The rules, in the order in which officers meet them: the file first, then row by row, then the period."""

from __future__ import annotations

from functools import cache

from rapidfuzz import fuzz, process

from toolkit.errors import ToolkitError
from toolkit.rules import (
    abbreviations,
    alike,
    answers_given,
    cells,
    cells_as_typed,
    dates_as_written,
    deadlines,
    evidence,
    files,
    issuing,
    leads,
    links,
    measures,
    mentions,
    milestones,
    periods,
    personal_data,
    placeholders,
    ratings,
    references,
    risks,
    rules_of_the_plan,
    service_names,
    splits,
    status,
    text,
    updates,
)
from toolkit.rules.rule import Example, Rule

__all__ = ["GROUPS", "Example", "Rule", "catalogue", "find_rule"]

GROUPS = {
    "F": "The file",
    "I": "References",
    "T": "Words",
    "S": "Status",
    "D": "Dates",
    "L": "Leads",
    "M": "Milestones",
    "X": "Links",
    "E": "Evidence",
    "R": "Ratings",
    "Q": "Measures",
    "K": "Risks",
    "P": "The period",
    "C": "Cells",
}
"""The letter of a code, and what its rules look at; in officers' order."""
_MODULES = (
    files,
    cells_as_typed,
    references,
    splits,
    text,
    placeholders,
    alike,
    abbreviations,
    personal_data,
    status,
    updates,
    dates_as_written,
    deadlines,
    leads,
    milestones,
    links,
    mentions,
    evidence,
    ratings,
    measures,
    risks,
    periods,
    cells,
    service_names,
    issuing,
    answers_given,
    rules_of_the_plan,
)


@cache
def catalogue() -> tuple[Rule, ...]:
    """Every rule, in officers' order."""
    order = list(GROUPS)
    found = {rule.code: rule for module in _MODULES for rule in vars(module).values() if isinstance(rule, Rule)}
    return tuple(sorted(found.values(), key=lambda rule: (order.index(rule.code[0]), rule.code)))


def find_rule(code: str) -> Rule:
    """The rule of that code, whatever its case. Raises ToolkitError, with the nearest code, where there is none."""
    known = {rule.code: rule for rule in catalogue()}
    wanted = code.strip().upper()
    if wanted not in known:
        nearest, *_ = process.extractOne(wanted, list(known), scorer=fuzz.ratio)
        raise ToolkitError(f'There is no rule "{code}". Did you mean {nearest}?')
    return known[wanted]
