"""What a refresh writes: due dates, ratings with reasons, the summary, and the check's results with their marks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from toolkit.model.dates.answer import show_date
from toolkit.model.edits import Cached, CellValue, Edit, FillTable, Link, Result, SetCells
from toolkit.model.finding import Finding, Report
from toolkit.model.grid import Cell, Value
from toolkit.model.plan import Plan
from toolkit.rating.risk_scores import scores
from toolkit.rating.shown_history import as_shown
from toolkit.rating.summarise import Summary, as_last_rated, summarise
from toolkit.rating.work_out import Worked, work_out
from toolkit.returns.answer_sheet import answer_edits
from toolkit.returns.check_results import finder
from toolkit.returns.go_to import link
from toolkit.returns.summary_sheet import count_edits, summary_edits
from toolkit.returns.what_was_sent import worked_out_edits, written_edits
from toolkit.sheets.parts import counted
from toolkit.sheets.return_sheets import CHECK_RESULTS

_WIDEST = 250
"""Columns of Check results, those of somebody else included; in a file that says more, no table is filled."""
MOST_LISTED = 2_000
"""Findings on the sheet Check results, the first of them; the workbook of findings holds all."""
ACTION_COLUMNS = ("due", "worked_out_rating", "why", "rating", "previous_rating", "direction")


@dataclass(frozen=True)
class Refresh:
    """One return, worked out: what to write into it, and what to tell whoever asked."""

    edits: list[Edit]
    actions: pd.DataFrame
    """``ref``, ``due``, ``precision``, ``rating``, ``code``, ``why``, ``worked_out_rating``; index (source, row)."""
    summary: Summary | None
    """None where the workbook has no report date or no scheme to count by."""
    differences: str = ""
    """Of a register: which ratings are no longer those it held, in a sentence."""

    @property
    def sentence(self) -> str:
        """What was worked out, in a sentence or two."""
        if self.summary is None:
            return "Nothing could be rated: Settings needs a report date and a rating scheme."
        counts = [f"{count} {rating}" for rating, count in self.summary.counts.items() if count]
        said = f"Rated as at {show_date(self.summary.as_at)}: {', '.join(counts) or 'no actions'}."
        return f"{said} {self.differences}".strip()

    def actions_json(self) -> list[dict[str, object]]:
        """One object an action, as ``refresh --json`` gives them out."""
        kept = self.actions[["ref", "due", "precision", "rating", "code", "why"]]
        return [{str(name): _json(value) for name, value in row.items()} for row in kept.to_dict("records")]


def refresh_edits(plan: Plan, report: Report, worked: Worked | None = None, *, on: dt.date | None = None) -> Refresh:
    """The edits that bring one return up to date; the same return refreshed twice needs none the second time.

    ``worked``: what ``work_out`` gave for the same return, where it is already known. As in a check, what an officer
    cleared is blank. ``on``: the day, for what was answered beside findings.
    """
    worked = worked or work_out(plan)
    plan, source = worked.plan, plan.sources[0]
    actions = plan["Actions"].assign(**{name: worked.actions[name] for name in worked.actions.columns})
    summary = _summary(plan, actions)
    shown = as_shown(plan, worked.actions)
    edits: list[Edit] = [
        *column_edits(plan, source, "Actions", shown, ACTION_COLUMNS),
        *column_edits(plan, source, "Milestones", worked.milestones, ("due",)),
        *column_edits(plan, source, "Risks", scores(plan), ("score",)),
        *worked_out_edits(plan, source, shown),
        *results_edits(plan, source, report, on=on),
    ]
    if summary is not None:
        edits += summary_edits(plan, source, summary)
    elif (source, "Actions") in plan.layouts:
        edits += count_edits(plan, source, Counter(counted(actions)["rating"].dropna().map(str)))
    return Refresh(edits, actions, summary)


def results_edits(plan: Plan, source: str, report: Report, *, on: dt.date | None = None) -> list[Edit]:
    """The Check results table, in the columns where the file has them; the marks on the other sheets follow it.

    What was answered beside its lines is kept on Answers first; ``on``: the day. No edits where the sheet, or the
    Excel table on it, is gone.
    """
    layout = plan.layouts.get((source, CHECK_RESULTS.name))
    if layout is None or layout.table is None:
        return []
    top, first, _, last = layout.table
    width = min(last - first + 1, _WIDEST)
    report, places = report.for_officers(), finder(plan, source)
    actions = plan.layouts.get((source, "Actions"))
    rows: list[list[CellValue]] = []
    for number, finding in enumerate(report.findings[:MOST_LISTED], start=top + 1):
        row: list[CellValue] = [None] * width
        cell = {"cell": link(number, finding, layout, actions)}
        for column, value in (_result(finding) | places(finding) | cell).items():
            if column in layout.columns and layout.columns[column] < first + width:
                row[layout.columns[column] - first] = value
        rows.append(row)
    if (more := len(report.findings) - MOST_LISTED) > 0 and "message" in layout.columns:
        row = [None] * width
        row[layout.columns["message"] - first] = f"And {more:,} more: check with --report to have them all listed."
        rows.append(row)
    texts = [_text(cell) for row in rows for cell in row if cell is not None]
    kept = answer_edits(plan, source, report, on=on)
    return [
        *kept,
        FillTable(layout.sheet, "CheckResults", rows),
        *written_edits(plan, source, CHECK_RESULTS.name, texts),
    ]


def _text(cell: CellValue) -> str:
    """What a cell of the list shows; what a formula comes to by then is nobody's typing, and is not asked after."""
    return cell.text if isinstance(cell, Link) else "" if isinstance(cell, Cached | Result) else str(cell)


def _result(f: Finding) -> dict[str, Value]:
    mark = f"{f.ref}|{f.column}" if f.ref and f.row else f.cell
    return {
        "severity": str(f.severity),
        "rule": f.rule,
        "ref": f.ref,
        "sheet": f.sheet,
        "address": f.cell,
        "column": f.column,
        "message": f.message,
        "fix": f.fix,
        "mark": mark,
        "judged": f.judged,
    }


def _summary(plan: Plan, actions: pd.DataFrame) -> Summary | None:
    settings = plan.settings.iloc[0]
    as_at, scheme = settings["report_date"], settings["scheme"]
    if not isinstance(as_at, dt.date) or scheme is None:
        return None
    return summarise(actions, as_at=as_at, scheme=scheme, before=as_last_rated(actions))


def column_edits(plan: Plan, source: str, sheet: str, worked: pd.DataFrame, columns: tuple[str, ...]) -> list[Edit]:
    """Worked-out columns, each in the column where the file has it."""
    layout = plan.layouts.get((source, sheet))
    if layout is None:
        return []
    cells: dict[Cell, Value] = {}
    typed = plan.typed.get((source, sheet), {})
    for column in columns:
        if column in layout.columns and column in worked:
            for (_, row), found in zip(worked.index, worked[column], strict=True):
                # Words stand until there is something to write in their place.
                if (value := cell_of(found)) is not None or (row, column) not in typed:
                    cells[row, layout.columns[column]] = value
    return [SetCells(layout.sheet, cells)] if cells else []


def cell_of(value: object) -> Value:
    """A worked-out value as a cell holds it: what pandas calls missing is blank."""
    if value is None or value is pd.NaT or value != value:
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, bool | int | float | str | dt.date):
        return str(value) if isinstance(value, str) else value
    return str(value)


def _json(value: object) -> object:
    plain = cell_of(value)
    return plain.isoformat() if isinstance(plain, dt.date) else plain
