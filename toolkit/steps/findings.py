"""A check's findings as a workbook a team can filter, each row leading to its cell."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from toolkit.errors import ToolkitError
from toolkit.model.finding import Finding, Report, Severity
from toolkit.model.pack import Content, Line, Link, Pack, PackColumn, PackSheet, Table
from toolkit.model.words import counted, listed

FINDINGS = (
    PackColumn("Severity", "severity"),
    PackColumn("Rule", "code"),
    PackColumn("File", "wrap"),
    PackColumn("Sheet", "wrap"),
    PackColumn("Cell", "code"),
    PackColumn("Ref", "code"),
    PackColumn("Column", "wrap"),
    PackColumn("What is wrong", "wrap"),
    PackColumn("How to fix it", "wrap"),
)
NOUNS = {
    Severity.ERROR: ("error",),
    Severity.WARNING: ("warning",),
    Severity.ADVICE: ("piece of advice", "pieces of advice"),
}
WIDTHS = (10, 8, 26, 13, 9, 10, 20, 52, 52)


def findings_pack(
    report: Report,
    *,
    places: Mapping[str, str],
    unread: Sequence[tuple[str, ToolkitError]] = (),
    created: dt.date,
) -> Pack:
    """The findings workbook: all findings, a line a file, and what could not be asked.

    ``places``: each source to the path a link from this workbook should open.
    """
    sheets = [_findings(report, places), _files(report, places, unread)]
    if report.unasked:
        sheets.append(_unasked(report))
    return Pack("Check of returns", tuple(sheets), subject="Findings", created=created)


def _findings(report: Report, places: Mapping[str, str]) -> PackSheet:
    rows: list[list[Content]] = [
        [str(f.severity), f.rule, f.source, f.sheet, _link(f, places), f.ref, f.column, f.message, f.fix]
        for f in report.findings
    ]
    table = Table(FINDINGS, rows, name="Findings", empty="Nothing to put right.")
    return PackSheet("Findings", (Line("Findings", "title"), Line(sentence(report)), table), WIDTHS)


def _link(finding: Finding, places: Mapping[str, str]) -> Content:
    if not finding.cell:
        return None
    sheet = finding.sheet.replace("'", "''")
    return Link(finding.cell, f"external:{places[finding.source]}#'{sheet}'!{finding.cell}")


def _files(report: Report, places: Mapping[str, str], unread: Sequence[tuple[str, ToolkitError]]) -> PackSheet:
    counts = (PackColumn(heading, "whole") for heading in ("Errors", "Warnings", "Advice"))
    columns = (PackColumn("File", "wrap"), *counts, PackColumn("What to do", "wrap"))
    reports = {source: report.of(source) for source in places}
    rows: list[list[Content]] = [
        [source, *(one.counts[str(s)] for s in Severity), sentence(one)] for source, one in reports.items()
    ]
    rows += [[source, None, None, None, str(error)] for source, error in unread]
    return PackSheet("Files", (Line("Files", "title"), Table(columns, rows, name="Files")), (34, 10, 10, 10, 90))


def _unasked(report: Report) -> PackSheet:
    columns = (PackColumn("Rule", "code"), PackColumn("File", "wrap"), PackColumn("What was missing", "wrap"))
    rows = [[u.rule, u.source, u.missing] for u in report.unasked]
    note = Line("These rules could not be asked, so their silence says nothing.")
    return PackSheet("Not asked", (Line("Not asked", "title"), note, Table(columns, rows, name="Unasked")), (8, 34, 70))


def sentence(report: Report, actions: int | None = None) -> str:
    """The check in one sentence: "3 errors and 5 warnings in 41 actions. Start with LG4."

    ``actions``: how many actions were checked; left out where the report speaks of several files.
    """
    counts = Counter(report.counts)
    said = [counted(counts[s], *NOUNS[s]) for s in Severity if counts[s]]
    where = "" if actions is None else f" in {counted(actions, 'action')}"
    if not said:
        return f"Nothing to put right{where}."
    first = next(f for s in Severity for f in report.findings if f.severity is s)
    start = first.ref or (f"{first.cell} on {first.sheet}" if first.cell else first.sheet)
    file = f" in {first.source}" if len({f.source for f in report.findings}) > 1 else ""
    return f"{listed(said)}{where}. Start with {start}{file}."


def not_asked(report: Report, sources: Sequence[str]) -> list[str]:
    """Rules that could not be asked, one line for each thing that was missing and the files that lack it."""
    lacking: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for rule, missing in dict.fromkeys((u.rule, u.missing) for u in report.unasked):
        files = tuple(u.source for u in report.unasked if (u.rule, u.missing) == (rule, missing))
        lacking.setdefault((missing, files), []).append(rule)
    return [
        f"Not asked{'' if len(files) == len(sources) else f' of {listed(files)}'}: {listed(rules)}, "
        f"for want of {missing}."
        for (missing, files), rules in lacking.items()
    ]
