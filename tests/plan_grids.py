"""Workbooks as plain values in a line, as any reader would hand them to ``parse``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.model.grid import Grid, Sheet, Value
from toolkit.model.plan import Book, Plan, Seen
from toolkit.reading.parse import parse
from toolkit.sheets.every_sheet import spec_of

SOURCE = "return.xlsx"
HEADER_ROW = 4
SETTINGS: dict[str, Value] = {
    "Plan code": "EX",
    "Report date": dt.date(2026, 9, 30),
    "Plan start": dt.date(2026, 1, 5),
    "Inspection report received": dt.date(2025, 11, 17),
    "Template version": "1.0",
}
ACTION: dict[str, Value] = {
    "ref": "EX1", "theme": "Front door", "action": "Publish one guide", "lead": "Head of Early Help",
    "status": "In progress", "due_as_written": "31 March 2027", "updated_on": dt.date(2026, 9, 21),
}  # fmt: skip


def a_sheet(name: str, rows: Sequence[Mapping[str, Value]], **extras: Any) -> Sheet:
    """A sheet laid out as in the templates: headings in row 4, the first row of the table in row 5."""
    columns = spec_of(name).columns_of(Book.RETURN)
    head: list[list[Value]] = [[name], [], [], [c.heading for c in columns]]
    return Sheet(name, head + [[row.get(c.id) for c in columns] for row in rows], **extras)


def settings_sheet(values: Mapping[str, Value] = SETTINGS) -> Sheet:
    """Settings as label and value, below a title."""
    return Sheet("Settings", [["Settings"], [], *([label, value] for label, value in values.items())])


def a_grid(*sheets: Sheet, source: str = SOURCE, settings: Mapping[str, Value] | None = SETTINGS) -> Grid:
    """A workbook of these sheets, with Settings unless told otherwise."""
    return Grid(source, (*([settings_sheet(settings)] if settings is not None else []), *sheets), "f" * 64)


def with_actions(*rows: Mapping[str, Value], **extras: Any) -> Grid:
    """A return with these actions, each laid over a sound one."""
    return a_grid(a_sheet("Actions", [ACTION | row for row in rows] or [ACTION], **extras))


def plan_of(*grids: Grid, book: Book | None = None) -> Plan:
    """The plan of workbooks that are all plans."""
    plan, failed = parse(grids, book=book)
    assert failed == []
    return plan


def at(row: int, column: str, sheet: str = "Actions") -> tuple[int, int]:
    """Row and column of a cell of a table as ``a_sheet`` lays it out; rows of the table from 1."""
    ids = [c.id for c in spec_of(sheet).columns_of(Book.RETURN)]
    return HEADER_ROW + row, ids.index(column) + 1


def noticed(plan: Plan, kind: Seen, *fields: str) -> list[Any]:
    """The facts of one kind, as the fields named."""
    facts = plan.facts[plan.facts["kind"] == kind]
    rows = [tuple(row) for row in facts[list(fields)].itertuples(index=False)]
    return [row[0] for row in rows] if len(fields) == 1 else rows


def kinds(plan: Plan) -> set[Seen]:
    """What kinds of thing were noticed at all."""
    return set(plan.facts["kind"])
