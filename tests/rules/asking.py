"""Asking one rule of a small plan."""

from __future__ import annotations

import pandas as pd

from tests.builders import SOURCE, a_layout
from toolkit.model.grid import address
from toolkit.model.plan import FACT_COLUMNS, Plan, Seen
from toolkit.sheets import Book
from toolkit.steps.validate import validate


def found(plan: Plan, code: str, **others: Plan) -> list[tuple[str, str, str]]:
    """Sheet, cell and ref of what one rule finds."""
    report = validate(plan, **others)  # type: ignore[arg-type]
    return [(f.sheet, f.cell, f.ref) for f in report.findings if f.rule == code]


def with_fact(plan: Plan, kind: Seen, table: str, row: int, column: str, text: str) -> Plan:
    """The plan with one more thing noticed about a cell."""
    cell = plan.cell(SOURCE, table, row, column) or "A1"
    fact = {"source": SOURCE, "table": table, "sheet": table, "kind": kind, "row": row, "column": column}
    more = pd.DataFrame([fact | {"cell": cell, "text": text, "detail": ""}], columns=FACT_COLUMNS, dtype=object)
    plan.facts = more if plan.facts.empty else pd.concat([plan.facts, more], ignore_index=True)
    return plan


def at(sheet: str, row: int, column: str, book: Book = Book.RETURN) -> str:
    """Excel's name of a cell where the templates have it."""
    return address(row, a_layout(sheet, book).columns[column])
