"""What a check found, as a terminal shows it: at most a screen a file, the worst first, alike findings said once.

Where nobody is at a terminal every finding, or group of them, is one line that begins with its file: made for grep.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from toolkit.model.english import counted, listed
from toolkit.model.finding import ORDER, Finding, Report, Severity

if TYPE_CHECKING:
    from toolkit.returns.alike import Group
    from toolkit.tasks.returns import Checked

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "blue"}
SCREEN = 24
"""Lines of a file, unless all is asked for."""
LEFT_FOR_REST = 8
"""Of these, those for the sentence at the top and for what is left out."""
MOST_NAMED = 8
"""Names in a list that somebody reads on a screen."""
NARROW = 30
"""So wide at least is the column of words, even where a line of the terminal is not."""
MARGIN = " " * 15
"""What stands before the words of a finding: its severity and its rule."""
HOW_TO_SEE_ALL = "For every finding in its cell: --all, or --report FINDINGS.xlsx for a workbook."


def show_findings(checked: Checked, *, everything: bool = False) -> None:
    """What was found, file by file; for several files also by rule; what could not be asked."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in lines_of(checked, width, everything=everything):
        typer.echo(line)


def lines_of(checked: Checked, width: int | None, *, everything: bool = False) -> Iterator[str]:
    """The same as lines; ``width`` is None where nobody is at a terminal, and then there are no colours."""
    from toolkit.returns.alike import groups_of
    from toolkit.returns.check_results import sentence

    sources, told = checked.plan.sources, checked.report.for_officers()
    cut = False
    for source in sources:
        report = told.of(source)
        said = sentence(report, checked.actions(source))
        groups = groups_of(report.findings)
        if width is None:
            yield f"{source}: {said}"
            shown = _plain(source, groups, everything)
        else:
            apart = "  " if len(source) + len(said) + 2 <= width else "\n"
            yield f"\n{typer.style(source, bold=True)}{apart}{said}"
            shown = _all_on_screen(groups, width) if everything else _on_screen(groups, width)
        yield from shown
        cut |= bool(groups) and not everything
    if len(sources) > 1:
        yield from _by_rule(told, width, everything)
    last = [
        *checked.set_differently,
        *_told_nobody(checked.report, sources, everything),
        *([HOW_TO_SEE_ALL] if cut else []),
    ]
    yield from last if width is None else (typer.style(line, dim=True) for line in ["", *last])


def _plain(source: str, groups: Sequence[Group], everything: bool) -> Iterator[str]:
    """A line a group; where all is asked for, a line a finding."""
    if everything:
        for f in (f for group in groups for f in group.findings):
            yield _in_a_line(f)
        return
    told = [group for group in groups if group.severity is not Severity.ADVICE]
    first = told[: SCREEN - LEFT_FOR_REST]
    for group in first:
        where = f" {_where(group.first)}" if len(group.findings) == 1 else ""
        yield f"{source}: {group.severity} {group.first.rule}{where}: {_one(group.message(), group.fix)}"
    for line in _left(groups, first):
        yield f"{source}: {line}"


def _in_a_line(f: Finding) -> str:
    ref = f" {f.ref}" if f.ref else ""
    return f"{f.source}: {f.severity} {f.rule} {_where(f)}{ref}: {_one(f.message, f.fix)}"


def _one(message: str, fix: str) -> str:
    return " ".join(f"{message} Fix: {fix}".split())


def _on_screen(groups: Sequence[Group], width: int) -> Iterator[str]:
    """As many groups as a screen has room for, none of advice, and in a line or two what else there is."""
    room, first = SCREEN - LEFT_FOR_REST, []
    for group in groups:
        block = list(_block(group, width, MOST_NAMED))
        if group.severity is Severity.ADVICE or len(block) > room:
            break
        room -= len(block)
        first.append(group)
        yield from block
    for line in _left(groups, first):
        yield from textwrap.wrap(line, max(width, NARROW), subsequent_indent=MARGIN)[:2]


def _all_on_screen(groups: Sequence[Group], width: int) -> Iterator[str]:
    """Every group, and under one of several each of its findings in its cell."""
    for group in groups:
        yield from _block(group, width, None)
        for f in group.findings if len(group.findings) > 1 else ():
            yield f"{MARGIN}{_where(f)}  {' '.join(f.message.split())}"


def _block(group: Group, width: int, most: int | None) -> Iterator[str]:
    """A finding, or several that are alike: how to put it right stands under what is wrong."""
    words = textwrap.TextWrapper(max(width - len(MARGIN), NARROW), break_on_hyphens=False)
    alone = len(group.findings) == 1
    message = f"{_where(group.first)}: {group.first.message}" if alone else group.message(most)
    first, *more = words.wrap(" ".join(message.split()))
    severity = typer.style(str(group.severity).ljust(9), fg=COLOURS[group.severity])
    yield f"{severity}{group.first.rule.ljust(6)}{first}"
    yield from (MARGIN + line for line in more)
    yield from (MARGIN + typer.style(line, dim=True) for line in words.wrap(f"Fix: {' '.join(group.fix.split())}"))


def _left(groups: Sequence[Group], first: Sequence[Group]) -> Iterator[str]:
    """What is not shown, a line a severity: the rules, and how often each."""
    for severity, word in (("error", "More errors"), ("warning", "More warnings"), ("advice", "Advice")):
        counts = Counter[str]()
        for group in groups:
            if group.severity == severity and group not in first:
                counts[group.first.rule] += len(group.findings)
        if counts:
            yield f"{word}: {', '.join(f'{rule} ({n:,})' for rule, n in counts.items())}."


def _by_rule(report: Report, width: int | None, everything: bool) -> Iterator[str]:
    """Of several files, how often each rule was broken and in how many of them: the worst and the most first."""
    from toolkit.rules import find_rule

    kinds: dict[tuple[Severity, str], list[Finding]] = {}
    for f in report.findings:
        kinds.setdefault((f.severity, f.rule), []).append(f)
    ordered = sorted(kinds.items(), key=lambda kind: (ORDER[kind[0][0]], -len(kind[1]), kind[0][1]))
    most = len(ordered) if everything else SCREEN - LEFT_FOR_REST
    if ordered and width is not None:
        yield f"\n{typer.style('All files', bold=True)}  by rule"
    for (severity, code), found in ordered[:most]:
        said = f"{len(found):,} in {counted(len({f.source for f in found}), 'file')}"
        if width is None:
            yield f"All files: {severity} {code}: {said}: {find_rule(code).title}."
        else:
            coloured = typer.style(str(severity).ljust(9), fg=COLOURS[severity])
            yield f"{coloured}{code.ljust(6)}{find_rule(code).title}: {said}"
    if len(ordered) > most:
        rest = listed([code for (_, code), _ in ordered[most:]])
        yield f"{'All files: ' if width is None else ''}Also broken: {rest}."


def _told_nobody(report: Report, sources: Sequence[str], everything: bool) -> list[str]:
    """What no officer is told, and what could not be asked: a short line for each reason, or all of it."""
    from toolkit.returns.check_results import for_the_team, not_asked, not_asked_in_short

    asked = report.for_officers()
    lines = for_the_team(report)
    if everything:
        lines += [f"For the team: {_in_a_line(f)}" for f in report.for_the_team]
    lines += not_asked(asked, sources) if everything else not_asked_in_short(asked, sources)
    return lines


def _where(finding: Finding) -> str:
    return f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
