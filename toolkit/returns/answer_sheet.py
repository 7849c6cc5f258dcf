"""The sheet Answers: what was chosen beside findings is kept there before Check results is written anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import pandas as pd

from toolkit.model.edits import AddSheet, CellValue, Edit, FillBlock, FillTable
from toolkit.model.finding import Report
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, ref_key
from toolkit.model.plan import Layout, Plan
from toolkit.returns.look import cell_value
from toolkit.rules.answered import Line, chosen, is_past, kept, mark, who
from toolkit.sheets.return_sheets import ANSWERED
from toolkit.sheets.services import services_of


def answer_edits(plan: Plan, source: str, report: Report, *, on: dt.date | None = None) -> list[Edit]:
    """Keep what was chosen beside findings, and fill in what a line that was typed by hand leaves open.

    ``report``: what a check of the file as it is now found; ``on``: the day. No edits where nothing is new. A workbook
    that has lost its sheet Answers gets another.
    """
    before = kept(plan, source)
    lines = [_completed(line, plan, source, report, on) for line in before]
    known = {mark(line) for line in lines}
    for line in chosen(plan, source, on=on):
        line = _completed(line, plan, source, report, on)
        if mark(line) not in known:
            known.add(mark(line))
            lines.append(line)
    if lines == before:
        return []
    layout = plan.layouts.get((source, ANSWERED.name))
    if layout is not None:
        return [_filled(plan, source, layout, lines)]
    columns = ANSWERED.columns_of(plan.books[source])
    rows: list[list[CellValue]] = [[column.heading for column in columns]]
    rows += [[cell_value(line[c.id]) for c in columns] for line in lines]
    return [AddSheet(ANSWERED.name, rows, [column.width for column in columns])]


def _completed(line: Line, plan: Plan, source: str, report: Report, on: dt.date | None) -> Line:
    """A line with its words, who, when and period, where whoever typed it left them open."""
    if not canonical(line["answer"]):
        return line
    settings = plan.settings.loc[source]
    given = {
        "words": line["words"] or _judged(line, source, report),
        "by": line["by"] or who(plan, source, line["ref"]),
        "on": line["on"] or on or settings["signed_off_on"],
        "period": line["period"] or canonical(settings["period"]),
    }
    return line | given


def _judged(line: Line, source: str, report: Report) -> str | None:
    """The words of the finding that a line without words is about."""
    about = (ref_key(line["rule"]), ref_key(line["ref"]))
    findings = (f for f in (*report.answered, *report.findings) if f.source == source and f.judged)
    return next((f.judged for f in findings if (f.rule, ref_key(f.ref)) == about), None)


def _filled(plan: Plan, source: str, layout: Layout, lines: list[Line]) -> Edit:
    """The whole table, each column where the file has it; what stands in columns of somebody's own stays."""
    area = layout.table
    first = area[1] if area else min(layout.columns.values())
    width = (area[3] if area else max(layout.columns.values())) - first + 1
    own = plan.extras.get((source, ANSWERED.name), {})
    rows: list[list[Value]] = []
    for line in lines:
        row: list[Value] = [None] * width
        for column, at in layout.columns.items():
            row[at - first] = cell_value(line[column])
        for heading, at in layout.extra.items():
            if first <= at < first + width:
                row[at - first] = own.get(heading, {}).get(int(str(line.get("row", 0))))
        rows.append(row)
    if area:
        return FillTable(layout.sheet, layout.table_name, rows)
    top = layout.header_row + 1
    return FillBlock(layout.sheet, top, first, rows, max(layout.last_row, top), width)


def answers_for(register: Plan, service: str, refs: Collection[str]) -> pd.Series:
    """Which answers of a register go out with the return of a service: its own, and the team's of its actions.

    ``refs``: those of its actions, as refs are compared. What had not changed in a period that is past stays behind.
    """
    table, services = register[ANSWERED.name], services_of(register)
    now = register.settings.iloc[0]["period"]
    goes = [
        (services.same(line["service"], service) if canonical(line["service"]) else ref_key(line["ref"]) in refs)
        and not is_past(line, now)
        for line in table.to_dict("records")
    ]
    return pd.Series(goes, index=table.index, dtype=bool)
