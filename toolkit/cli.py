"""The command line: paths in, work done on closed workbooks, exit codes out.

0: go on. 1: something stands in the way. 2: the work could not be done, and the message says why.
"""

from __future__ import annotations

import datetime as dt
import json
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table
from rich.text import Text

import toolkit
from toolkit import tasks
from toolkit.cli_addin import addin_app
from toolkit.errors import ToolkitError
from toolkit.model.finding import Report, Severity
from toolkit.model.plan_date import PlanDate, read_plan_date, show_date
from toolkit.model.words import counted
from toolkit.rules import catalogue, find_rule
from toolkit.sheets import Book
from toolkit.steps.findings import not_asked, sentence

T = TypeVar("T")

app = typer.Typer(
    name="plan-toolkit",
    help="Check, refresh, issue, merge and report improvement plans kept in Excel.",
    epilog="One period: issue, check and refresh, merge, board, sign-off. 'plan-toolkit COMMAND --help' explains each.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(addin_app, name="addin", rich_help_panel="Setting up")
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

A_PERIOD, LOOKING_UP, SETTING_UP = "One period", "Looking things up", "Setting up"
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "blue"}

Returns = Annotated[list[Path], typer.Argument(help="Returns, or folders of returns.", show_default=False)]
RegisterFile = Annotated[Path, typer.Argument(help="The register.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Give one JSON object instead of words.")]
Password = Annotated[str | None, typer.Option(help="Opens workbooks that have a password.", show_default=False)]
Last = Annotated[
    Path | None,
    typer.Option("--register", help="The current register, to ask what changed since.", show_default=False),
]
Day = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="A day, such as 2026-09-30.")]


@app.callback(invoke_without_command=True)
def version_or_help(
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    """Check, refresh, issue, merge and report improvement plans kept in Excel."""
    if version:
        out.print(f"plan-toolkit {toolkit.__version__}")
        raise typer.Exit


@app.command(rich_help_panel=A_PERIOD)
def issue(
    register: RegisterFile,
    folder: Annotated[Path, typer.Option("--output", "-o", help="The folder for the returns.", show_default=False)],
    replace: Annotated[bool, typer.Option(help="Replace returns that are already there.")] = False,
    password: Password = None,
) -> None:
    """Make one return per service from the register."""
    made = tasks.issue(register, folder, replace=replace, password=password, watch=_bar)
    for path, actions in made:
        out.print(f"{escape(str(path))}  {counted(actions, 'action')}", soft_wrap=True)
    total = sum(actions for _, actions in made)
    out.print(f"{counted(len(made), 'return')} issued, {counted(total, 'action')}.")


@app.command(rich_help_panel=A_PERIOD)
def check(
    returns: Returns,
    report: Annotated[
        Path | None, typer.Option(help="Write the findings to this workbook.", show_default=False)
    ] = None,
    register: Last = None,
    as_json: AsJson = False,
    password: Password = None,
) -> None:
    """Say everything that is wrong in returns, where it is and how to put it right."""
    checked = tasks.check(returns, register=register, password=password, watch=_quiet if as_json else _bar)
    if report is not None:
        tasks.write_findings(checked, report)
    if as_json:
        _give(checked.as_json())
    else:
        _show_findings(checked)
        if report is not None:
            out.print(f"Findings written to {escape(str(report))}", soft_wrap=True)
    raise typer.Exit(checked.exit_code)


@app.command(rich_help_panel=A_PERIOD)
def refresh(
    returns: Returns,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write a copy here: a file, or a folder for several. Without it, the "
            "return itself is changed and a backup kept.",
            show_default=False,
        ),
    ] = None,
    register: Last = None,
    as_json: AsJson = False,
    password: Password = None,
) -> None:
    """Work out due dates, ratings and the summary, and write them into returns."""
    done = tasks.refresh(
        returns, output=output, register=register, password=password, watch=_quiet if as_json else _bar
    )
    if as_json:
        _give(done.as_json())
    else:
        for line in done.lines:
            out.print(escape(line), soft_wrap=True)
        _show_unread(done.unread)
    raise typer.Exit(done.exit_code)


@app.command(rich_help_panel=A_PERIOD)
def merge(
    register: RegisterFile,
    returns: Annotated[Path, typer.Argument(help="The folder of returns.", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="The next register.", show_default=False)],
    deadline: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%d/%m/%Y"], help="Returns signed after this day are late.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
    password: Password = None,
) -> None:
    """Merge returns into the next register: every row, change and file accounted for."""
    done = tasks.merge(
        register,
        returns,
        output,
        deadline=deadline.date() if deadline else None,
        password=password,
        watch=_quiet if as_json else _bar,
    )
    if as_json:
        _give(done.as_json())
    else:
        _show_receipt(done)
    raise typer.Exit(done.exit_code)


@app.command(rich_help_panel=A_PERIOD)
def board(
    register: RegisterFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="The pack, an .xlsx.", show_default=False)],
    previous: Annotated[
        Path | None, typer.Option(help="The register of the last meeting, to compare with.", show_default=False)
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Write a PDF beside it too; needs LibreOffice.")] = False,
    password: Password = None,
) -> None:
    """Make the board's pack from a register, if its control totals agree."""
    for made in tasks.board(register, output, previous=previous, pdf=pdf, password=password):
        out.print(f"Board pack written to {escape(str(made))}", soft_wrap=True)


@app.command("sign-off", rich_help_panel=A_PERIOD)
def sign_off(
    register: RegisterFile,
    by: Annotated[str, typer.Option(help="The role of whoever signs.", show_default=False)],
    on: Annotated[
        dt.datetime, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="The day it is signed.", show_default=False)
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write a copy here. Without it the register itself is changed and a backup kept.",
            show_default=False,
        ),
    ] = None,
    password: Password = None,
) -> None:
    """Freeze this period's ratings, to be compared with next time."""
    for line in tasks.sign_off(register, by=by, on=on.date(), output=output, password=password):
        out.print(escape(line), soft_wrap=True)


@app.command("carry-forward", rich_help_panel=A_PERIOD)
def carry_forward(
    register: RegisterFile,
    to: Annotated[str, typer.Option(help="The code of the next plan.", show_default=False)],
    by: Annotated[str, typer.Option(help="The role of whoever decided.", show_default=False)],
    on: Annotated[
        dt.datetime,
        typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="The day the next plan starts.", show_default=False),
    ],
    folder: Annotated[Path, typer.Option("--output", "-o", help="The folder for both registers.", show_default=False)],
    password: Password = None,
) -> None:
    """Close a plan, and open the next with every action that is still open."""
    for line in tasks.carry_forward(register, folder, to=to, by=by, on=on.date(), password=password):
        out.print(escape(line), soft_wrap=True)


@app.command(rich_help_panel=SETTING_UP)
def new(
    what: Annotated[str, typer.Argument(help="'return' or 'register'.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write it.", show_default=False)
    ] = None,
) -> None:
    """Make an empty return or register from the template."""
    books = {"return": Book.RETURN, "register": Book.REGISTER}
    if what not in books:
        raise ToolkitError(f"There is no template called '{what}'. Choose 'return' or 'register'.")
    out.print(f"Written: {escape(str(tasks.new(books[what], output)))}", soft_wrap=True)


@app.command(rich_help_panel=LOOKING_UP)
def rules(
    code: Annotated[str | None, typer.Argument(help="A rule's code, such as E-01.", show_default=False)] = None,
) -> None:
    """List every rule, or explain one."""
    if code is not None:
        _explain(code)
        return
    table = Table("Rule", "Severity", "What it looks for", box=None, pad_edge=False)
    for rule in catalogue():
        table.add_row(rule.code, f"[{COLOURS[rule.severity]}]{rule.severity}[/]", escape(rule.title))
    out.print(table)


@app.command(rich_help_panel=LOOKING_UP)
def date(
    words: Annotated[str, typer.Argument(help='A date in words, such as "Spring 2015".', show_default=False)],
    plan_start: Annotated[
        dt.datetime,
        typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="The day the plan began.", show_default=False),
    ],
    received: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%d/%m/%Y"],
            show_default=False,
            help="The day the inspection report was received; 'within three months' counts from it.",
        ),
    ] = None,
) -> None:
    """Say how a date in words is read."""
    read = read_plan_date(words, plan_start=plan_start.date(), anchor=received.date() if received else None)
    out.print(escape(_in_words(read)))
    raise typer.Exit(1 if read.outcome == "ask" else 0)


class Stopped(BaseException):
    """Whoever started the work has stopped it: Ctrl+C."""


def main() -> None:
    """Run the command line; what stops the work is said in one paragraph, never as a traceback."""
    signal.signal(signal.SIGINT, _stop)
    try:
        app()
    except ToolkitError as error:
        err.print(f"[red]{escape(str(error))}[/red]", soft_wrap=True)
        sys.exit(2)
    except Stopped:
        err.print("Stopped. No file was left half-written.")
        sys.exit(2)


def _stop(*_: object) -> None:
    # Not KeyboardInterrupt: Typer would end the process with that before anything could be said.
    raise Stopped


def _bar(items: Iterable[T], doing: str, total: int) -> Iterator[T]:
    """The items as they come, with a progress bar on a terminal."""
    yield from track(items, doing, total=total, console=err, transient=True, disable=not err.is_terminal)


def _quiet(items: Iterable[T], doing: str, total: int) -> Iterator[T]:
    yield from items


def _give(answer: dict[str, object]) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))


def _show_findings(checked: tasks.Checked) -> None:
    for source in checked.plan.sources:
        report = checked.report.of(source)
        out.print(f"\n[bold]{escape(source)}[/]  {escape(sentence(report, checked.actions(source)))}", soft_wrap=True)
        if report.findings:
            out.print(_table_of(report))
    _show_unread(checked.unread)
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


def _show_unread(unread: Iterable[tuple[str, ToolkitError]]) -> None:
    for _, error in unread:
        err.print(f"\n[bold red]Not read[/]  {escape(str(error))}", soft_wrap=True)


def _show_receipt(done: tasks.MergeDone) -> None:
    table = Table("Service", "File", "What became of it", box=None, pad_edge=False)
    for service, file, state in done.files:
        table.add_row(escape(service), escape(file), escape(state))
    out.print(table)
    out.print()
    for line in done.receipt:
        out.print(escape(line), soft_wrap=True)


def _explain(code: str) -> None:
    rule = find_rule(code)
    out.print(f"[bold]{rule.code}[/]  [{COLOURS[rule.severity]}]{rule.severity}[/]  {escape(rule.title)}")
    out.print(f"\nWhy: {escape(rule.why)}\nSays: {escape(rule.message)}\nFix: {escape(rule.fix)}", soft_wrap=True)


def _in_words(read: PlanDate) -> str:
    """A reading as a person would say it."""
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


if __name__ == "__main__":
    main()
