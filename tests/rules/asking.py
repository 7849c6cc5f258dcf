"""Asking one rule of a small plan, or every rule of many small plans at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from tests.builders import SOURCE, a_layout, a_plan
from tests.merge_builders import together
from toolkit.model.finding import Finding, Severity
from toolkit.model.grid import address
from toolkit.model.plan import FACT_COLUMNS, Book, Plan, Seen
from toolkit.rules import find_rule
from toolkit.rules.ask import validate


def found(plan: Plan, code: str, **others: Plan) -> list[tuple[str, str, str]]:
    """Sheet, cell and ref of what one rule finds."""
    report = validate(plan, rules=[find_rule(code)], **others)  # type: ignore[arg-type]
    return [(f.sheet, f.cell, f.ref) for f in report.findings]


def faults(*returns: Sequence[Mapping[str, object]]) -> list[list[Finding]]:
    """The errors and warnings in each of several returns of which only the actions matter, checked as one batch."""
    names = [f"{n}.xlsx" for n, _ in enumerate(returns)]
    report = validate(together(*(a_plan(rows, source=name) for name, rows in zip(names, returns, strict=True))))
    found = [f for f in report.findings if f.severity is not Severity.ADVICE]
    return [[f for f in found if f.source == name] for name in names]


def with_fact(plan: Plan, kind: Seen, table: str, row: int, column: str, text: str, detail: str = "") -> Plan:
    """The plan with one more thing noticed about a cell."""
    cell = plan.cell(SOURCE, table, row, column) or "A1"
    fact = {"source": SOURCE, "table": table, "sheet": table, "kind": kind, "row": row, "column": column}
    more = pd.DataFrame([fact | {"cell": cell, "text": text, "detail": detail}], columns=FACT_COLUMNS, dtype=object)
    facts = more if plan.facts.empty else pd.concat([plan.facts, more], ignore_index=True)
    return replace(plan, facts=facts)


def at(sheet: str, row: int, column: str, book: Book = Book.RETURN) -> str:
    """Excel's name of a cell where the templates have it."""
    return address(row, a_layout(sheet, book).columns[column])
