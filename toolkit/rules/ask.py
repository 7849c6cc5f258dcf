"""Asking a rule of a batch: which files it can be asked of, and its findings in their places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from toolkit.model.dates.answer import show_date
from toolkit.model.finding import ORDER, Alike, Finding, Report, Severity, Unasked
from toolkit.model.plan import INDEX, Book, Plan
from toolkit.rating.work_out import Worked, work_out
from toolkit.rules import catalogue
from toolkit.rules.answered import apart
from toolkit.rules.case import Case
from toolkit.rules.for_whom import is_for_the_team, is_left_alone
from toolkit.rules.rule import ISSUED, REGISTER, Rule
from toolkit.rules.set_differently import as_set
from toolkit.sheets.columns import SETTINGS, SheetSpec
from toolkit.sheets.every_sheet import SHEETS, spec_of

_SHEET_NAMES = {spec.name for spec in SHEETS}
_LABELS = {setting.id: setting.label for setting in SETTINGS}
_ROWS = {
    "Actions": "actions",
    "Milestones": "milestones",
    "Measures": "measures",
    "Measure values": "figures",
    "Risks": "risks",
    "Evidence": "pieces of evidence",
    "Recommendations": "recommendations",
    "Links": "links",
    "Themes": "themes",
    "Services": "services",
    "Settings": "settings",
}
"""What the rows of a sheet are, where findings are counted."""


def ask(rule: Rule, case: Case) -> tuple[list[Finding], list[Unasked]]:
    """What one rule finds in a batch, and the files it could not be asked of, with what was missing there."""
    sources = [s for s in case.plan.sources if case.books[s] in rule.books]
    lacking = {s: missing for s in sources if (missing := _missing(rule, case, s))}
    unasked = [
        Unasked(rule.code, source, missing, case.books[source] is Book.RETURN and is_left_alone(rule.sheet, need))
        for source, (need, missing) in lacking.items()
    ]
    able = {s for s in sources if s not in lacking}
    if not able or (rule.where and not any(map(case.has, rule.where))):
        return [], unasked
    return [_finding(rule, case, hit) for hit in _hits(rule.look(case)) if hit["source"] in able], unasked


def _missing(rule: Rule, case: Case, source: str) -> tuple[str, str] | None:
    """What this file lacks for the rule to be asked, and that in words; None where it lacks nothing."""
    said = ((need, _lacking(rule, case, source, need)) for need in rule.needs)
    return next((lack for lack in said if lack[1]), None)


def _lacking(rule: Rule, case: Case, source: str, need: str) -> str:
    if need == ISSUED:
        return "" if source in case.issued_sources else "a record of what was sent out"
    if need == REGISTER:
        return "the current register to compare with" if case.last is None else ""
    if need.startswith("Settings."):
        setting = need.removeprefix("Settings.")
        return f'"{_LABELS[setting]}" on Settings' if case.plan.settings.at[source, setting] is None else ""
    sheet, _, column = need.rpartition(".")
    return _missing_column(case, source, spec_of(sheet or rule.sheet), column)


def _missing_column(case: Case, source: str, spec: SheetSpec, column: str) -> str:
    layout = case.plan.layouts.get((source, spec.name))
    if layout is None:
        return f'the sheet "{spec.name}"'
    return "" if column in layout.columns else f'the column "{spec[column].heading}"'


def _hits(found: pd.Series | pd.DataFrame) -> list[dict[str, object]]:
    """One mapping a hit: its source, its row where it has one, and the fields that fill the message."""
    if isinstance(found, pd.Series):
        if not found.any():
            return []
        found = pd.DataFrame(index=found.index[found.astype(bool)])
    if not len(found):
        return []
    if list(found.index.names) == INDEX or found.index.name == "source":
        found = found.reset_index()
    return [{str(name): value for name, value in hit.items()} for hit in found.to_dict("records")]


def _finding(rule: Rule, case: Case, hit: Mapping[str, object]) -> Finding:
    source, table = str(hit["source"]), str(hit.get("table") or rule.sheet)
    row = int(float(str(hit["row"]))) if _there(hit.get("row")) else None
    column = str(hit["column"]) if _there(hit.get("column")) else rule.column
    layout = case.plan.layouts.get((source, table))
    sheet = str(hit.get("sheet") or (layout.sheet if layout else table))
    cell = str(hit["cell"]) if _there(hit.get("cell")) else case.plan.cell(source, table, row or 0, column)
    if table == "Settings" and not cell:
        row, cell = case.setting_place(source, column)
    ref = str(hit["ref"]) if _there(hit.get("ref")) else ""
    if not ref and row is not None and table in _SHEET_NAMES:
        ref = case.ref(table, (source, row))
    heading = (layout.headings.get(column) if layout else "") or _heading(table, column)
    words = {name: _shown(value) for name, value in hit.items()}
    words |= {"row": row, "sheet": sheet, "column": heading, "ref": ref or (f"Row {row}" if row else "This file")}
    words["cell"] = cell or words["ref"]
    return Finding(
        rule.code,
        Severity(str(hit["severity"])) if _there(hit.get("severity")) else rule.severity,
        source,
        sheet,
        _sentence(rule.message, words),
        _sentence(rule.fix, words),
        row,
        heading,
        cell,
        ref,
        is_for_the_team(case, rule, table, column, (source, row)),
        _alike(rule, words, _item(table, ref, cell), table),
        rule.information,
        judged=str(hit["against"]) if _there(hit.get("against")) else "",
    )


def _alike(rule: Rule, words: Mapping[str, object], item: str, table: str) -> Alike | None:
    """The finding as one of several: of what it is said with, only what is alike in all stays."""
    if not (item or rule.each):
        return None
    told = {**words, "cell": "each", "ref": "each", "count": "{count}", "rows": _ROWS.get(table, "rows")}
    said = rule.several or f"{rule.title}, in {{count}} {{rows}}"
    item = rule.each.format(**words) if rule.each else item
    return Alike(_sentence(said, told), _sentence(rule.several_fix or rule.fix, told), item)


def _item(table: str, ref: str, cell: str) -> str:
    """What a list names a finding by: the ref alone only where no other row of the sheet has it."""
    if not (ref and cell) or (table in _SHEET_NAMES and len(spec_of(table).key) == 1):
        return ref or cell
    return f"{ref} ({cell})"


def _heading(table: str, column: str) -> str:
    if table == "Settings":
        return _LABELS.get(column, column)
    spec = spec_of(table) if table in _SHEET_NAMES else None
    return spec[column].heading if spec and column in spec else column


def _shown(value: object) -> object:
    return show_date(value) if isinstance(value, dt.date) else value


def _sentence(template: str, words: Mapping[str, object]) -> str:
    """With a capital to begin with, whatever filled the first gap; but a ref stays as it is written."""
    text = template.format(**words)
    return text if template.startswith("{ref}") else text[:1].upper() + text[1:]


def _there(value: object) -> bool:
    return value is not None and value != "" and value == value


_SHEET_ORDER = {name: position for position, name in enumerate(["Settings", *(spec.name for spec in SHEETS)])}


def validate(
    plan: Plan, *, last: Plan | None = None, worked: Worked | None = None, rules: Iterable[Rule] | None = None
) -> Report:
    """Everything the rules find in a batch of returns, or in a register; nothing in the plan is changed.

    ``last``: the current register; rules that compare with it are not asked without it. ``worked``: what
    ``work_out`` gave for the same plan, where it is already known. ``rules``: those to ask; without it, all.
    """
    worked = worked or work_out(plan)
    plan = worked.plan
    case = Case(plan, worked=worked.actions, dates=worked.dates, last=last)
    findings: list[Finding] = []
    unasked: list[Unasked] = []
    better: dict[str, tuple[str, ...]] = {}
    for rule in catalogue() if rules is None else rules:
        found, not_asked = ask(rule, case)
        findings += found
        unasked += not_asked
        better[rule.code] = rule.unless
    asked, answered = apart(plan, _in_order(plan, as_set(plan, _said_once(findings, better), last)))
    return Report(tuple(asked), tuple(unasked), answered=tuple(answered))


def _said_once(findings: list[Finding], better: Mapping[str, tuple[str, ...]]) -> list[Finding]:
    """The findings less those of which another rule says the same, and better, of the same row."""
    there = {(f.rule, f.source, f.sheet, f.row) for f in findings}
    return [f for f in findings if not any((code, f.source, f.sheet, f.row) in there for code in better[f.rule])]


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
