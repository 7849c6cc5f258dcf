"""How results look on a terminal: findings, receipts, progress bars.

Rich is loaded only for what needs it: it would take longer than reading a return.
"""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import typer

from toolkit.errors import ToolkitError
from toolkit.model.english import printable
from toolkit.model.finding import Finding, Report, Severity

if TYPE_CHECKING:
    from toolkit import tasks
    from toolkit.model.dates.answer import PlanDate
    from toolkit.rules.rule import Rule


T = TypeVar("T")
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "blue"}
HEADINGS = ("", "Rule", "Where", "Ref", "What is wrong, and how to fix it")
GAP = "  "
NARROW = 30
"""So wide at least is the column of words, even where a line of the terminal is not."""


def say(words: object) -> None:
    """One line, as long as it is."""
    typer.echo(str(words))


def say_error(words: str) -> None:
    """Why the work could not be done."""
    typer.secho(words, fg="red", err=True)


def agreed(words: str, question: str) -> bool:
    """Say what stands in the way and ask whether to go on; where nobody is at a terminal, nobody agrees."""
    say_error(words)
    return sys.stdin.isatty() and typer.confirm(question, default=False, err=True)


def bar(items: Iterable[T], doing: str, total: int) -> Iterator[T]:
    """The items as they come, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, doing, total=total, console=Console(stderr=True), transient=True)


def quiet(items: Iterable[T], doing: str, total: int) -> Iterator[T]:
    """The items as they come."""
    yield from items


def give(answer: dict[str, object]) -> None:
    """One JSON object, for other programs."""
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))


def show_findings(checked: tasks.Checked) -> None:
    """What was found, file by file, and a line for every file that was not checked."""
    from toolkit.returns.check_results import for_the_team, not_asked, sentence

    shown = checked.report.for_officers()
    for source in checked.plan.sources:
        report = shown.of(source)
        say(f"\n{typer.style(source, bold=True)}  {sentence(report, checked.actions(source))}")
        if report.findings:
            say("\n".join(_lines_of(report, shutil.get_terminal_size().columns)))
    show_unread(checked.unread, checked.passed)
    for line in (*for_the_team(checked.report), *not_asked(shown, checked.plan.sources)):
        say(typer.style(f"\n{line}", dim=True))


def _lines_of(report: Report, width: int) -> Iterator[str]:
    """A finding a row, how to fix it under what is wrong, so that both can be read on a narrow terminal."""
    rows = [(str(f.severity), f.rule, _where(f), f.ref) for f in report.findings]
    widths = [max(map(len, column)) for column in zip(HEADINGS[:-1], *rows, strict=True)]
    before = GAP.join(" " * wide for wide in widths) + GAP
    words = textwrap.TextWrapper(max(width - len(before), NARROW), break_on_hyphens=False)
    heads = GAP.join(heading.ljust(wide) for heading, wide in zip(HEADINGS, [*widths, 0], strict=True))
    yield typer.style(heads, bold=True)
    for finding, row in zip(report.findings, rows, strict=True):
        severity, *others = (cell.ljust(wide) for cell, wide in zip(row, widths, strict=True))
        first, *more = _wrapped(words, finding.message)
        yield GAP.join([typer.style(severity, fg=COLOURS[finding.severity]), *others, first])
        yield from (before + line for line in more)
        yield from (before + typer.style(line, dim=True) for line in _wrapped(words, f"Fix: {finding.fix}"))


def _wrapped(words: textwrap.TextWrapper, text: str) -> list[str]:
    return [line for part in text.splitlines() for line in words.wrap(part) or [""]] or [""]


def _where(finding: Finding) -> str:
    return f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet


def show_unread(unread: Iterable[tuple[str, ToolkitError]], passed: Iterable[tuple[str, ToolkitError]]) -> None:
    """Workbooks that could not be read, and what else lies in the folders."""
    for _, error in unread:
        typer.echo(f"\n{typer.style('Not read', fg='red', bold=True)}  {error}", err=True)
    for _, error in passed:
        say(typer.style(f"\nPassed over  {error}", dim=True))


def show_receipt(done: tasks.MergeDone) -> None:
    """What became of every file, and the merge in a few lines."""
    _show_table(("Service", "File", "What became of it"), done.files)
    say("")
    for line in done.lines:
        say(line)


def show_rules(rules: Iterable[Rule]) -> None:
    """Every rule in a line."""
    _show_table(("Rule", "Severity", "What it looks for"), ((r.code, r.severity, r.title) for r in rules))


def show_rule(rule: Rule) -> None:
    """One rule, why it is asked and what to do about it."""
    severity = typer.style(rule.severity, fg=COLOURS[rule.severity])
    say(f"{typer.style(rule.code, bold=True)}  {severity}  {rule.title}")
    say(f"\nWhy: {rule.why}\nSays: {rule.message}\nFix: {rule.fix}")


def _show_table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(cell, style=COLOURS.get(cell, "")) for cell in row))  # type: ignore[call-overload]
    Console(highlight=False).print(table)


def show_issued(done: tasks.Issued, total: str) -> None:
    """Each return and its actions, those that were kept, and the services that got none."""
    for path, actions in done.made:
        say(f"{printable(path)}  {actions} {'action' if actions == 1 else 'actions'}")
    for path in done.kept:
        say(f"A return that had been changed was there and is kept: {printable(path)}")
    say(total)
    for line in done.nobody:
        say(line)
    if done.errors:
        say("Errors in the register that did not stop this:")
    for line in done.errors:
        say(f"  {line}")
    if done.ours:
        say("Yours to answer: no officer is asked about the columns you fill in.")
    for line in done.ours:
        say(f"  {line}")
    for _, reason in done.refused:
        say_error(reason)


def in_words(read: PlanDate) -> str:
    """A reading as a person would say it."""
    from toolkit.model.dates.answer import show_date

    words = {"tbc": "To be confirmed: no date yet.", "ongoing": "Ongoing: no end date.", "blank": "No date."}
    if read.outcome in words:
        said = words[read.outcome]
    elif read.outcome == "ask":
        said = str(read.reason)
    elif read.outcome == "list":
        said = "Several dates: " + "; ".join(d if isinstance(d, str) else show_date(d) for d in read.dates)
    else:
        assert read.date is not None
        said = show_date(read.date)
        said += "" if read.precision == "day" else f", the last day of the {read.precision}"
        said += f", from {show_date(read.start)}" if read.start else ""
        said += f", then {read.every}" if read.every else ""
        said += ", a review date" if read.kind == "review" else ""
    return said if not read.advice else f"{said}\n{read.advice}"
