"""Plans built in a line, naming only what matters to the test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache

import pandas as pd

from toolkit.model.plan import Book, Layout, Plan
from toolkit.sheets.columns import TEMPLATE_VERSION
from toolkit.sheets.every_sheet import SHEETS, spec_of
from toolkit.sheets.frames import plan_of, settings_of, table_of

SOURCE = "return.xlsx"
FIRST_ROW = 5
REPORT_DATE = dt.date(2026, 9, 30)

SETTINGS = {
    "plan_code": "EX",
    "plan_title": "Children's services improvement plan",
    "organisation": "Exampleshire Council",
    "service": "Early Help",
    "period": "2026-09",
    "report_date": REPORT_DATE,
    "plan_start": dt.date(2026, 1, 5),
    "plan_end": dt.date(2027, 12, 31),
    "inspection_received": dt.date(2025, 11, 17),
    "scheme": "Delivery",
    "amber_days": 30,
    "stale_days": 45,
    "marking": "OFFICIAL",
    "register_issue": 3,
    "template_version": TEMPLATE_VERSION,
    "signed_off_by": "Head of Early Help",
    "signed_off_on": dt.date(2026, 9, 29),
}

ACTION = {
    "theme": "Front door",
    "action": "Publish one threshold guide for every agency that refers a child",
    "lead_body": "Exampleshire Council",
    "lead": "Head of Early Help",
    "where_now": "Draft guide tested with three schools in August",
    "still_to_do": "Print and hand out the guide",
    "status": "In progress",
    "due_as_written": "31 March 2027",
    "updated_on": dt.date(2026, 9, 21),
    "updated_by": "Early Help business manager",
}


def an_action(ref: str = "EX1", **fields: object) -> dict[str, object]:
    """A sound, open action; the fields named are laid over it."""
    return ACTION | {"ref": ref} | fields


def a_plan(
    actions: Sequence[Mapping[str, object]] | None = None,
    *,
    source: str = SOURCE,
    book: Book = Book.RETURN,
    settings: Mapping[str, object] | None = None,
    **others: Sequence[Mapping[str, object]],
) -> Plan:
    """A plan of one file. ``others`` are rows of other sheets: ``milestones=[...]``, ``measure_values=[...]``.

    A register lists whoever leads in it, unless ``people`` says otherwise.
    """
    given = {"Actions": [an_action()] if actions is None else list(actions)}
    if book is Book.REGISTER and "people" not in others:
        leads = dict.fromkeys(str(row["lead"]) for row in given["Actions"] if row.get("lead"))
        given["People"] = [{"name": lead, "role": lead, "body": "Exampleshire Council"} for lead in leads]
    given |= {name.replace("_", " ").capitalize(): list(rows) for name, rows in others.items()}
    tables, layouts = {}, {}
    for spec in SHEETS:
        rows = given.get(spec.name, [])
        places = [(source, FIRST_ROW + i) for i in range(len(rows))]
        tables[spec.name] = table_of(spec.name, rows, places) if rows else _empty(spec.name)
        if book in spec.books:
            layouts[source, spec.name] = a_layout(spec.name, book, len(rows))
    return plan_of(tables, settings_of({source: SETTINGS | (settings or {})}), book, layouts)


@cache
def _empty(sheet: str) -> pd.DataFrame:
    """A plan has a dozen sheets and most tests fill one or two: the others are made once."""
    return table_of(sheet, [], [])


@cache
def a_layout(sheet: str, book: Book, rows: int = 0) -> Layout:
    """The layout the templates have: headings in row 4, columns from A."""
    columns = spec_of(sheet).columns_of(book)
    return Layout(
        sheet=sheet,
        header_row=FIRST_ROW - 1,
        columns={c.id: n for n, c in enumerate(columns, start=1)},
        headings={c.id: c.heading for c in columns},
        last_row=FIRST_ROW - 1 + rows,
    )
