"""Rules a plan sets differently: raised, lowered or switched off on the register's sheet Rules, and never silently.

Returns carry what their register says, out of sight among what was sent, so that an officer's check and the team's say
the same. What a service types there counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from toolkit.model.english import counted
from toolkit.model.finding import ORDER, Finding, Severity
from toolkit.model.identity import canonical, ref_key, text_key
from toolkit.model.plan import Book, Plan
from toolkit.rules.rule import DECLARED, Rule
from toolkit.sheets.columns import LISTS
from toolkit.sheets.register_sheets import RULES

OFF = "off"


class Set(NamedTuple):
    """One rule as a plan sets it."""

    rule: Rule
    do: str
    """A severity, or ``OFF``."""
    why: str

    @property
    def words(self) -> str:
        """T-07 off (our actions are short)."""
        return f"{self.rule.code} {self.do}{f' ({self.why})' if self.why else ''}"


def set_by(plan: Plan, source: str, last: Plan | None = None) -> dict[str, Set]:
    """The rules that the plan of one file sets otherwise than they are, by code.

    A register says so on its sheet; a return as it was sent, and one without a record of that as ``last``, the current
    register, says.
    """
    found = (_one(row) for row in _rows(plan, source, last))
    return {one.rule.code: one for one in found if one is not None}


def lowers(rule: Rule, do: str) -> bool:
    """Whether a rule would be less than it is."""
    return do == OFF or ORDER[Severity(do)] > ORDER[rule.severity]


def as_set(plan: Plan, findings: Iterable[Finding], last: Plan | None = None) -> list[Finding]:
    """The findings as the plan of their file has them: raised, lowered, or none."""
    sets = {source: set_by(plan, source, last) for source in plan.sources}
    if not any(sets.values()):
        return list(findings)
    kept = []
    for finding in findings:
        one = sets[finding.source].get(finding.rule)
        if one is None:
            kept.append(finding)
        elif one.do != OFF:
            kept.append(replace(finding, severity=Severity(one.do), information=False))
    return kept


def in_words(plan: Plan, last: Plan | None = None) -> list[str]:
    """A line for each plan that sets any rule differently, for whoever reads what a check found."""
    lines: dict[str, list[str]] = {}
    for source in plan.sources:
        if sets := set_by(plan, source, last):
            lines.setdefault(sentence(sets.values()), []).append(source)
    if len(lines) < 2:
        return list(lines)
    return [f"{', '.join(sources)}: {said}" for said, sources in lines.items()]


def sentence(sets: Iterable[Set]) -> str:
    """2 rules are set differently for this plan: T-07 off (our actions are short), D-12 advice."""
    said = [one.words for one in sets]
    verb = "is" if len(said) == 1 else "are"
    return f"{counted(len(said), 'rule')} {verb} set differently for this plan: {', '.join(said)}."


def _rows(plan: Plan, source: str, last: Plan | None) -> Sequence[Mapping[Any, Any]]:
    if plan.books[source] is Book.REGISTER:
        return _of(plan.tables.get(RULES.name), source)
    if "Actions" in plan.issued and source in plan.issued["Actions"].index.get_level_values("source"):
        return _of(plan.issued.get(RULES.name), source)
    return [] if last is None else _of(last.tables.get(RULES.name), last.sources[0])


def _of(table: Any, source: str) -> Sequence[Mapping[Any, Any]]:
    if table is None or table.empty:
        return []
    return table.loc[table.index.get_level_values("source") == source].to_dict("records")


def _one(row: Mapping[Any, Any]) -> Set | None:
    """What a row says; None where it says nothing that counts, of which C-14 and C-15 speak."""
    rule, do = DECLARED.get(ref_key(row["rule"])), do_of(row["do"])
    if rule is None or do is None or do == rule.severity or (not rule.may_be_lowered and lowers(rule, do)):
        return None
    return Set(rule, do, canonical(row["why"]) or "")


def do_of(written: object) -> str | None:
    """What is to be done with a rule; None where that is none of the list."""
    return next((do for do in LISTS["Do"] if text_key(do) == text_key(written)), None)
