"""The rule catalogue for officers, as docs/rules.md: ``python -m toolkit.rules.document`` writes it anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from toolkit.model.dates.answer import show_date
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Book
from toolkit.rules import GROUPS, catalogue
from toolkit.rules.rule import Example, Rule
from toolkit.sheets.columns import SETTINGS
from toolkit.sheets.every_sheet import SHEETS, spec_of

TARGET = Path(__file__).parents[2] / "docs" / "rules.md"
_SHEET_NAMES = {spec.name for spec in SHEETS}
_LABELS = {setting.id: setting.label for setting in SETTINGS}
_FIELD = pattern_of(r"\{\w+\}")
_INTRODUCTION = """\
# What is checked, and why

Every check that the toolkit makes of a Service Return or a Plan Register. An **error** stands in the way of signing, a
**warning** should be looked at, **advice** may be left. A finding names its cell, says what is wrong and how to put it
right; codes are permanent, so minutes may quote them. In the messages, … stands for what the check saw.

A check that cannot be made, because a column or last period's record is missing, is reported as *not asked*: no finding
then does not mean that all is well.

This page is written by `make docs` from the rules themselves.
"""
_INFORMATION = "Only information: the day stands beside the words, in the column Due, and no finding is listed."


def as_markdown() -> str:
    """The whole catalogue: an overview, then each rule with its reason, its words and its two examples."""
    rules = catalogue()
    parts = [_INTRODUCTION, _overview(rules)]
    for letter, title in GROUPS.items():
        parts.append(f"## {letter}: {title}\n")
        parts += [_section(rule) for rule in rules if rule.code[0] == letter]
    return "\n".join(parts)


def _overview(rules: tuple[Rule, ...]) -> str:
    lines = ["| Code | Severity | Sheet | What is found |", "|---|---|---|---|"]
    lines += [f"| [{r.code}](#{r.code.lower()}) | {r.severity} | {r.sheet} | {r.title} |" for r in rules]
    return "\n".join(lines) + "\n"


def _section(rule: Rule) -> str:
    where = f"{rule.sheet}, {rule.heading}" if rule.heading else rule.sheet
    only = "" if rule.books == frozenset(Book) else f" ({next(iter(rule.books))} only)"
    why = f"{rule.why} {_INFORMATION}" if rule.information else rule.why
    return f"""\
### {rule.code}

**{rule.title}** · {rule.severity} · {where}{only}

{why}

- Says: {_general(rule.message)}
- How to fix it: {_general(rule.fix)}
- Wrong: {_example(rule, rule.bad)}
- Right: {_example(rule, rule.good)}
"""


def _general(text: str) -> str:
    """A message with what only a finding can fill in left open."""
    said = _FIELD.sub("…", text)
    return said if said.strip("… .") else "what the check saw, in words"


def _example(rule: Rule, example: Example | Mapping[str, object]) -> str:
    if not isinstance(example, Example):
        return _row(rule.sheet, example)
    said = [f"{sheet}: {_row(sheet, row)}" for sheet, rows in example.rows.items() for row in rows]
    said += [f"Settings: {_row('Settings', example.settings)}"] if example.settings else []
    said += [_fact(fact) for fact in example.facts]
    said += [f"sent out as: {_row('Actions', row)}" for rows in example.issued.values() for row in rows]
    said += [f"in the register, {_example(rule, example.register)}"] if example.register else []
    said += [f"in another return, {_example(rule, example.other)}"] if example.other else []
    return "; ".join(said) or "a sound plan"


def _row(sheet: str, row: Mapping[str, object]) -> str:
    return ", ".join(f"{_heading(sheet, column)} {_value(value)}" for column, value in row.items()) or "a sound row"


def _heading(sheet: str, column: str) -> str:
    if sheet == "Settings":
        return _LABELS[column]
    return spec_of(sheet)[column].heading if sheet in _SHEET_NAMES and column in spec_of(sheet) else column


def _value(value: object) -> str:
    if value is None:
        return "*blank*"
    return f"`{show_date(value)}`" if isinstance(value, dt.date) else f"`{' / '.join(str(value).splitlines())}`"


def _fact(fact: Mapping[str, object]) -> str:
    place = str(fact.get("cell") or "")
    if not place and fact.get("column"):
        place = _heading(str(fact["table"]), str(fact["column"]))
    if not place and fact.get("row"):
        place = f"row {fact['row']}"
    text = f" {_value(fact['text'])}" if fact.get("text") else ""
    return f"{place}: {fact['kind']}{text}" if place else f"{fact['kind']}{text}"


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(as_markdown(), encoding="utf-8")
