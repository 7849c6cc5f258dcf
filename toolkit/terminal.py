"""How results look on a terminal: tables, receipts, progress bars."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table
from rich.text import Text

from toolkit import tasks
from toolkit.errors import ToolkitError
from toolkit.model.finding import Report, Severity
from toolkit.model.words import printable
from toolkit.steps.findings import not_asked, sentence

T = TypeVar("T")
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "blue"}


def say(words: object) -> None:
    """One line, as long as it is; square brackets in it are no markup."""
    out.print(escape(str(words)), soft_wrap=True)


def say_error(words: str) -> None:
    """Why the work could not be done."""
    err.print(f"[red]{escape(words)}[/red]", soft_wrap=True)


def bar(items: Iterable[T], doing: str, total: int) -> Iterator[T]:
    """The items as they come, with a progress bar on a terminal."""
    yield from track(items, doing, total=total, console=err, transient=True, disable=not err.is_terminal)


def quiet(items: Iterable[T], doing: str, total: int) -> Iterator[T]:
    """The items as they come."""
    yield from items


def give(answer: dict[str, object]) -> None:
    """One JSON object, for other programs."""
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))


def show_findings(checked: tasks.Checked) -> None:
    """What was found, file by file, and a line for every file that was not checked."""
    for source in checked.plan.sources:
        report = checked.report.of(source)
        out.print(f"\n[bold]{escape(source)}[/]  {escape(sentence(report, checked.actions(source)))}", soft_wrap=True)
        if report.findings:
            out.print(_table_of(report))
    show_unread(checked.unread, checked.passed)
    for line in not_asked(checked.report, checked.plan.sources):
        out.print(f"\n[dim]{escape(line)}[/]", soft_wrap=True)


def _table_of(report: Report) -> Table:
    """A finding a row, how to fix it under what is wrong, so that both can be read on a narrow terminal."""
    table = Table("", "Rule", "Where", "Ref", "What is wrong, and how to fix it", box=None, pad_edge=False)
    for f in report.findings:
        where = f"{f.sheet}!{f.cell}" if f.cell else f.sheet
        said = Text.assemble(f.message, "\n", (f"Fix: {f.fix}", "dim"))
        table.add_row(f"[{COLOURS[f.severity]}]{f.severity}[/]", f.rule, escape(where), escape(f.ref), said)
    return table


def show_unread(unread: Iterable[tuple[str, ToolkitError]], passed: Iterable[tuple[str, ToolkitError]]) -> None:
    """Workbooks that could not be read, and what else lies in the folders."""
    for _, error in unread:
        err.print(f"\n[bold red]Not read[/]  {escape(str(error))}", soft_wrap=True)
    for _, error in passed:
        out.print(f"\n[dim]Passed over  {escape(str(error))}[/]", soft_wrap=True)


def show_receipt(done: tasks.MergeDone) -> None:
    """What became of every file, and the merge in a few lines."""
    table = Table("Service", "File", "What became of it", box=None, pad_edge=False)
    for service, file, state in done.files:
        table.add_row(escape(service), escape(file), escape(state))
    out.print(table)
    out.print()
    for line in done.lines:
        say(line)


def show_issued(done: tasks.Issued, total: str) -> None:
    """Each return and its actions, those that were kept, and the services that got none."""
    for path, actions in done.made:
        say(f"{printable(path)}  {actions} {'action' if actions == 1 else 'actions'}")
    for path in done.kept:
        say(f"A return that had been changed was there and is kept: {printable(path)}")
    say(total)
    for _, reason in done.refused:
        say_error(reason)
