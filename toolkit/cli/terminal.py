"""How results look on a terminal: receipts, rules, progress bars.

Rich is loaded only for what needs it: it would take longer than reading a return.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import typer

from toolkit.cli.findings import COLOURS
from toolkit.errors import ToolkitError
from toolkit.model.english import counted, printable

if TYPE_CHECKING:
    import pandas as pd

    from toolkit import tasks
    from toolkit.mending.find import Mending
    from toolkit.model.dates.answer import PlanDate
    from toolkit.rules.rule import Rule


T = TypeVar("T")
WIDEST_CELL = 80
"""Characters of a cell that is told of with others."""


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


def show_mends(mending: Mending) -> None:
    """What may be mended: what is certain first, then what is only likely; cells made together share a number."""
    from toolkit.mending.mend import both_in_words

    for certain, title in ((True, "Certain"), (False, "Likely: only where you name it, by number or cell")):
        mends = [mend for mend in mending.mends if mend.certain is certain]
        if mends:
            say(typer.style(f"\n{title}", bold=True))
        for m in mends:
            where = " ".join(filter(None, (f"{m.sheet}!{m.cell}", m.ref)))
            say(f"{m.number:>4}  {where}  {m.rule}  {both_in_words(m, WIDEST_CELL)}")
            say(typer.style(f"      {m.why}", dim=True))
    if not mending.mends:
        say(f"{mending.grid.source}: nothing that could be fixed.")


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


def show_rule_use(use: pd.DataFrame, files: int, code: str | None) -> None:
    """What each rule came to, a line a rule; ``code``: the one that was asked after."""
    if not len(use):
        say(f"{f'{code} found nothing' if code else 'No rule found anything'} in {counted(files, 'file')}.")
        return
    headings = ("Rule", "Severity", "Found", "Stands", "Answered", "Meant", "Mended", "Files", "What it looks for")
    columns = ["rule", "severity", "spoke", "stands", "answered", "meant", "mended", "files", "fault"]
    _show_table(headings, (map(str, row) for row in use[columns].to_numpy().tolist()))


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
