"""What a check leaves in the workbook for the tab's quick buttons, which answer without Python.

Next problem and Explain rule read Check results alone. Beside each finding stand why its rule exists, the table it is
about, and by what its row is known again: rows are sorted, inserted and filtered, and sheets renamed, after a check.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from toolkit.errors import ToolkitError
from toolkit.model.english import counted, listed
from toolkit.model.finding import Finding, Report, Severity
from toolkit.model.pack import Content, Line, Link, Pack, PackColumn, PackSheet, Table
from toolkit.model.plan import Layout, Plan
from toolkit.returns.alike import groups_of
from toolkit.rules import find_rule
from toolkit.sheets.columns import SETTINGS, Owner, SheetSpec
from toolkit.sheets.every_sheet import spec_of

SETTING = "setting_"
"""How the defined names of the settings' cells begin."""
BETWEEN = " | "
"""What stands between the parts of a row's key; each is a heading, ``=`` and the cell's first words."""
MOST_PARTS, LONGEST_PART = 8, 40

Place = dict[str, str]
_LABELS = {setting.label: setting.id for setting in SETTINGS}


def finder(plan: Plan, source: str) -> Callable[[Finding], Place]:
    """Gives for a finding the unseen columns of Check results: ``why``, ``where`` and ``row_key``."""
    sheets = {layout.sheet: name for (of, name), layout in plan.layouts.items() if of == source}
    alone = {name: _used_once(plan, source, name) for name in set(sheets.values()) if name in plan.tables}
    # Read once for all findings: a long return has thousands of them.
    rows_of = cache(lambda name: _rows(plan, source, name))

    def places(finding: Finding) -> Place:
        name = sheets.get(finding.sheet, finding.sheet)
        found = {"why": why(finding.rule), "where": "", "row_key": ""}
        if name == "Settings" and finding.column in _LABELS:
            return found | {"where": f"{SETTING}{_LABELS[finding.column]}"}
        if finding.row is None or name not in alone:
            return found
        row = rows_of(name).get(finding.row)
        if row is None:
            return found
        key = row_key(row, plan.layouts[source, name], spec_of(name), finding.column, alone[name])
        return found | {"where": spec_of(name).table, "row_key": key}

    return places


@cache
def why(code: str) -> str:
    """The rule's title and why it exists, in one paragraph."""
    rule = find_rule(code)
    return f"{rule.title}. {rule.why}"


def row_key(row: Mapping[str, object], layout: Layout, spec: SheetSpec, column: str, once: frozenset[object]) -> str:
    """By what a row is known again: its ref, where no other row has it; else the first words of its texts.

    The finding's own column is left out, for that is what will be put right. So is what the toolkit works out.
    """
    ref = spec.key[0] if spec.key else ""
    if len(spec.key) == 1 and row.get(ref) in once and layout.headings.get(ref) != column:
        return _part(layout.headings[ref], str(row[ref]))
    texts = [
        (heading, value)
        for name, heading in layout.headings.items()
        if isinstance(value := row.get(name), str) and heading != column and spec[name].owner is not Owner.TOOLKIT
    ]
    return BETWEEN.join(_part(heading, value) for heading, value in texts[:MOST_PARTS])


def _part(heading: str, text: str) -> str:
    """One part of a key; only what VBA and Python cut alike: the first line, its outer blanks off."""
    first = text.replace("|", " ").strip(" \n").split("\n")[0]
    return f"{heading}={first[:LONGEST_PART].strip(' ')}"


def _used_once(plan: Plan, source: str, name: str) -> frozenset[object]:
    key = spec_of(name).key
    table = plan[name]
    if not key or table.empty:
        return frozenset()
    refs = table.loc[table.index.get_level_values("source") == source, key[0]].dropna()
    return frozenset(refs[~refs.duplicated(keep=False)])


def _rows(plan: Plan, source: str, name: str) -> dict[int, dict[str, object]]:
    """Every row of a sheet by its number."""
    table = plan[name]
    table = table[table.index.get_level_values("source") == source]
    numbers = table.index.get_level_values("row")
    # Backwards, so that of rows of one number the first is kept.
    return {
        int(n): {str(c): v for c, v in row.items()}
        for n, row in zip(numbers[::-1], table[::-1].to_dict("records"), strict=True)
    }


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
IN_SHORT = (
    PackColumn("Severity", "severity"),
    PackColumn("Rule", "code"),
    PackColumn("File", "wrap"),
    PackColumn("How many", "whole"),
    PackColumn("First cell", "code"),
    PackColumn("What is wrong", "wrap"),
    PackColumn("How to fix it", "wrap"),
)
MOST_NAMED = 20
"""Names in a line of findings that are alike; the sheet of all findings has every one."""
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
    """The findings workbook: alike findings said once, all findings, a line a file, and what could not be asked.

    ``places``: each source to the path a link from this workbook should open.
    """
    told = report.for_officers()
    sheets = [_findings(told, places), _by_file(told, places, unread)]
    if told.findings:
        sheets.insert(0, _in_short(told, places))
    if report.for_the_team:
        sheets.append(_of_the_team(report, places))
    if told.unasked:
        sheets.append(_unasked(told))
    return Pack("Check of returns", tuple(sheets), subject="Findings", created=created)


def _in_short(report: Report, places: Mapping[str, str]) -> PackSheet:
    """A line for findings that are alike, which leads to the first of them."""
    rows: list[list[Content]] = [
        [str(one.severity), one.first.rule, one.first.source, len(one.findings), _link(one.first, places),
         one.message(MOST_NAMED), one.fix]
        for one in groups_of(report.findings)
    ]  # fmt: skip
    note = Line(
        "Findings that are alike in one line: file by file, errors first. The next sheet has each in its own cell."
    )
    blocks = (Line("In short", "title"), Line(sentence(report)), note, Table(IN_SHORT, rows, name="InShort"))
    return PackSheet("In short", blocks, (10, 8, 26, 9, 11, 62, 52))


def _findings(report: Report, places: Mapping[str, str]) -> PackSheet:
    table = Table(FINDINGS, _rows_of(report.findings, places), name="Findings", empty="Nothing to put right.")
    return PackSheet("Findings", (Line("Findings", "title"), Line(sentence(report)), table), WIDTHS)


def _of_the_team(report: Report, places: Mapping[str, str]) -> PackSheet:
    note = Line(
        "Words, dates and names of the performance team, as they were sent out: put them right in the register."
    )
    table = Table(FINDINGS, _rows_of(report.for_the_team, places), name="ForTheTeam")
    return PackSheet("For the team", (Line("For the team", "title"), note, table), WIDTHS)


def _rows_of(findings: Iterable[Finding], places: Mapping[str, str]) -> list[list[Content]]:
    return [
        [str(f.severity), f.rule, f.source, f.sheet, _link(f, places), f.ref, f.column, f.message, f.fix]
        for f in findings
    ]


def _link(finding: Finding, places: Mapping[str, str]) -> Content:
    if not finding.cell:
        return None
    sheet = finding.sheet.replace("'", "''")
    return Link(finding.cell, f"external:{places[finding.source]}#'{sheet}'!{finding.cell}")


def _by_file(report: Report, places: Mapping[str, str], unread: Sequence[tuple[str, ToolkitError]]) -> PackSheet:
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
    report = report.shown
    counts = Counter(report.counts)
    said = [counted(counts[s], *NOUNS[s]) for s in Severity if counts[s]]
    where = "" if actions is None else f" in {counted(actions, 'action')}"
    answered = f" {counted(len(report.answered), 'question')} answered." if report.answered else ""
    if not said:
        return f"Nothing to put right{where}.{answered}"
    first = next(f for s in Severity for f in report.findings if f.severity is s)
    start = first.ref or (f"{first.cell} on {first.sheet}" if first.cell else first.sheet)
    file = f" in {first.source}" if len({f.source for f in report.findings}) > 1 else ""
    return f"{listed(said)}{where}. Start with {start}{file}.{answered}"


def for_the_team(report: Report) -> list[str]:
    """A line that says how much no officer was told, and which rules found it; none where there is nothing."""
    codes = list(dict.fromkeys(f.rule for f in report.for_the_team))
    if not codes:
        return []
    number = counted(len(report.for_the_team), "finding")
    return [f"For the performance team alone: {number} ({listed(codes)}), which a check of the register lists too."]


def not_asked(report: Report, sources: Sequence[str]) -> list[str]:
    """Rules that could not be asked, one line for each thing that was missing and the files that lack it."""
    lacking: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (rule, missing), files in _lacking(report).items():
        lacking.setdefault((missing, tuple(files)), []).append(rule)
    return [
        f"Not asked{'' if len(files) == len(sources) else f' of {listed(files)}'}: {listed(rules)}, "
        f"for want of {missing}."
        for (missing, files), rules in lacking.items()
    ]


def not_asked_in_short(report: Report, sources: Sequence[str]) -> list[str]:
    """The same in a short line for each thing that was missing: how many rules, and of how many files."""
    rules: dict[str, int] = Counter()
    files: dict[str, dict[str, None]] = {}
    for (_, missing), without in _lacking(report).items():
        rules[missing] += 1
        files.setdefault(missing, {}).update(dict.fromkeys(without))
    return [
        f"Not asked for want of {missing}: {counted(rules[missing], 'rule')}"
        f"{'' if len(lacking) == len(sources) else f' of {_files(list(lacking))}'}."
        for missing, lacking in files.items()
    ]


def _files(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names):,} files"


def _lacking(report: Report) -> dict[tuple[str, str], list[str]]:
    """By rule and what was missing, the files that lack it."""
    lacking: dict[tuple[str, str], list[str]] = {}
    for one in report.unasked:
        lacking.setdefault((one.rule, one.missing), []).append(one.source)
    return lacking
