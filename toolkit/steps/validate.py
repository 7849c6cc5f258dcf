"""Checking: every rule asked of a whole batch at once, and what was found in officers' order."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.model.finding import ORDER, Finding, Report, Unasked
from toolkit.model.plan import Plan
from toolkit.rules import Rule, catalogue
from toolkit.rules.ask import ask
from toolkit.rules.case import Case
from toolkit.sheets import SHEETS
from toolkit.steps.cleared import as_cleared
from toolkit.steps.rating.work_out import Worked, work_out

_SHEET_ORDER = {name: position for position, name in enumerate(["Settings", *(spec.name for spec in SHEETS)])}


def validate(
    plan: Plan, *, last: Plan | None = None, worked: Worked | None = None, rules: Iterable[Rule] | None = None
) -> Report:
    """Everything the rules find in a batch of returns, or in a register; nothing in the plan is changed.

    ``last``: the current register; rules that compare with it are not asked without it. ``worked``: what
    ``work_out`` gave for the same plan, where it is already known. ``rules``: those to ask; without it, all.
    """
    plan = as_cleared(plan)
    worked = worked or work_out(plan)
    case = Case(plan, worked=worked.actions, dates=worked.dates, last=last)
    findings: list[Finding] = []
    unasked: list[Unasked] = []
    for rule in catalogue() if rules is None else rules:
        found, not_asked = ask(rule, case)
        findings += found
        unasked += not_asked
    return Report(tuple(_in_order(plan, findings)), tuple(unasked))


def _in_order(plan: Plan, findings: list[Finding]) -> list[Finding]:
    """By file, sheet and row, the worst first; what concerns a whole sheet before its rows."""
    sources = {source: position for position, source in enumerate(plan.sources)}
    sheets = {
        (source, layout.sheet): _SHEET_ORDER.get(name, len(_SHEET_ORDER))
        for (source, name), layout in plan.layouts.items()
    }
    return sorted(
        findings,
        key=lambda f: (
            sources[f.source],
            sheets.get((f.source, f.sheet), _SHEET_ORDER.get(f.sheet, len(_SHEET_ORDER))),
            f.row or 0,
            ORDER[f.severity],
        ),
    )
