"""The commands: paths in, work done on closed workbooks, exit codes out.

0: go on. 1: something stands in the way. 2: the work could not be done, and the message says why.
What a command needs, pandas above all, is loaded when it runs: help is there at once.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import toolkit
from toolkit import tasks
from toolkit.cli.addin import addin_app
from toolkit.cli.arguments import DAY, ACopy, AsJson, Deadline, Last, Password, RegisterFile, Replace, Returns
from toolkit.cli.as_typed import take_as_typed
from toolkit.cli.asking import chase
from toolkit.cli.deciding import correct, settle
from toolkit.cli.findings import show_findings
from toolkit.cli.looking_back import history
from toolkit.cli.mending import fix
from toolkit.cli.publishing import publishable
from toolkit.cli.terminal import (
    agreed,
    bar,
    give,
    in_words,
    quiet,
    say,
    show_issued,
    show_receipt,
    show_rule,
    show_rule_use,
    show_rules,
    show_unread,
)
from toolkit.errors import NotIssued, ToolkitError
from toolkit.model.english import counted, printable

A_PERIOD, SETTING_UP, LOOKING_UP = "One period", "Setting up", "Looking things up"


class Stages(TyperGroup):
    """The commands in the order in which a period needs them, each stage under its heading."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What stands before the command."""
        take_as_typed(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; plain words and paths reach it as they were typed."""
        command = super().get_command(ctx, cmd_name)
        take_as_typed(command.get_params(ctx) if command else ())
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write them into the help."""
        for stage in (A_PERIOD, SETTING_UP, LOOKING_UP):
            commands = {name: command for name, command in self.commands.items() if _stage(command) == stage}
            with formatter.section(stage):
                formatter.write_dl([(name, command.help or "") for name, command in commands.items()])


def _stage(command: object) -> object:
    return getattr(command, "rich_help_panel", None)


app = typer.Typer(
    name="plan-toolkit",
    help="Check, refresh, issue, merge and report improvement plans kept in Excel.",
    epilog="One period: issue, check and refresh, merge, chase, settle, board, sign-off. 'plan-toolkit COMMAND --help' "
    "explains each.",
    no_args_is_help=True,
    # Rich's help loads a Markdown reader and a highlighter for code: half as long again as everything else.
    rich_markup_mode=None,
    cls=Stages,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(addin_app, name="addin", rich_help_panel=SETTING_UP)


@app.callback(invoke_without_command=True)
def version_or_help(
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    """Check, refresh, issue, merge and report improvement plans kept in Excel."""
    if version:
        say(f"plan-toolkit {toolkit.__version__}")
        raise typer.Exit


@app.command(rich_help_panel=A_PERIOD)
def issue(
    register: RegisterFile,
    folder: Annotated[Path, typer.Option("--output", "-o", help="The folder for the returns.", show_default=False)],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Replace returns that are there; what somebody changed is kept as a backup."),
    ] = False,
    anyway: Annotated[
        bool,
        typer.Option("--anyway", help="Issue also where a check of the register, or its sign-off, stands in the way."),
    ] = False,
    password: Password = None,
) -> None:
    """Check the register, and make one return per service from it."""
    try:
        done = tasks.issue(register, folder, anyway=anyway, replace=replace, password=password, watch=bar)
    except NotIssued as stopped:
        if not agreed(str(stopped), "Issue the returns as it stands?"):
            raise typer.Exit(1) from stopped
        done = tasks.issue(register, folder, anyway=True, replace=replace, password=password, watch=bar)
    total = sum(actions for _, actions in done.made)
    show_issued(done, f"{counted(len(done.made), 'return')} issued, {counted(total, 'action')}.")
    raise typer.Exit(done.exit_code)


@app.command(rich_help_panel=A_PERIOD)
def check(
    returns: Returns,
    report: Annotated[
        Path | None, typer.Option(help="Write the findings to this workbook.", show_default=False)
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every finding in its cell, and all advice.")] = False,
    register: Last = None,
    replace: Replace = False,
    as_json: AsJson = False,
    password: Password = None,
) -> None:
    """Say what is wrong in returns, where it is and how to put it right."""
    watch = quiet if as_json else bar
    kept: list[str] = []
    checked = tasks.check(
        returns, register=register, report=report, replace=replace, password=password, watch=watch, tell=kept.append
    )
    if as_json:
        give(checked.as_json())
    else:
        show_findings(checked, everything=everything)
        show_unread(checked.unread, checked.passed)
        if report is not None:
            say("\n".join([f"Findings written to {printable(report)}", *kept]))
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
    replace: Replace = False,
    as_json: AsJson = False,
    password: Password = None,
) -> None:
    """Work out due dates, ratings and the summary, and write them into returns."""
    watch = quiet if as_json else bar
    done = tasks.refresh(returns, output=output, register=register, replace=replace, password=password, watch=watch)
    if as_json:
        give(done.as_json())
    else:
        for line in done.lines:
            say(line)
        show_unread(done.unread, done.passed)
    raise typer.Exit(done.exit_code)


app.command(rich_help_panel=A_PERIOD)(fix)


@app.command(rich_help_panel=A_PERIOD)
def merge(
    register: RegisterFile,
    returns: Annotated[Path, typer.Argument(help="The folder of returns.", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="The next register.", show_default=False)],
    deadline: Deadline = None,
    replace: Replace = False,
    as_json: AsJson = False,
    password: Password = None,
) -> None:
    """Merge returns into the next register: every row, change and file accounted for."""
    done = tasks.merge(
        register,
        returns,
        output,
        deadline=deadline.date() if deadline else None,
        replace=replace,
        password=password,
        watch=quiet if as_json else bar,
    )
    if as_json:
        give(done.as_json())
    else:
        show_receipt(done)
    raise typer.Exit(done.exit_code)


app.command(rich_help_panel=A_PERIOD)(chase)


app.command(rich_help_panel=A_PERIOD)(settle)


@app.command(rich_help_panel=A_PERIOD)
def board(
    register: RegisterFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="The pack: an .xlsx, or a .pdf.", show_default=False)],
    previous: Annotated[
        Path | None, typer.Option(help="The register of the last meeting, to compare with.", show_default=False)
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Write a PDF beside it too; needs LibreOffice.")] = False,
    replace: Replace = False,
    password: Password = None,
) -> None:
    """Make the board's pack from a register, if its control totals agree."""
    kept: list[str] = []
    for made in tasks.board(
        register, output, previous=previous, pdf=pdf, replace=replace, password=password, watch=bar, tell=kept.append
    ):
        say(f"Board pack written to {printable(made)}")
    if kept:
        say("\n".join(kept))


app.command(rich_help_panel=A_PERIOD)(publishable)


@app.command("sign-off", rich_help_panel=A_PERIOD)
def sign_off(
    register: RegisterFile,
    by: Annotated[str, typer.Option(help="The role of whoever signs.", show_default=False)],
    on: Annotated[dt.datetime, typer.Option(formats=DAY, help="The day it is signed.", show_default=False)],
    output: ACopy = None,
    replace: Replace = False,
    password: Password = None,
) -> None:
    """Freeze this period's ratings, to be compared with next time."""
    for line in tasks.sign_off(register, by=by, on=on.date(), output=output, replace=replace, password=password):
        say(line)


app.command(rich_help_panel=A_PERIOD)(correct)


@app.command("carry-forward", rich_help_panel=A_PERIOD)
def carry_forward(
    register: RegisterFile,
    to: Annotated[str, typer.Option(help="The code of the next plan.", show_default=False)],
    by: Annotated[str, typer.Option(help="The role of whoever decided.", show_default=False)],
    on: Annotated[
        dt.datetime,
        typer.Option(formats=DAY, help="The day the next plan starts.", show_default=False),
    ],
    folder: Annotated[Path, typer.Option("--output", "-o", help="The folder for both registers.", show_default=False)],
    password: Password = None,
) -> None:
    """Close a plan, and open the next with every action that is still open."""
    for line in tasks.carry_forward(register, folder, to=to, by=by, on=on.date(), password=password):
        say(line)


@app.command(rich_help_panel=SETTING_UP)
def new(
    what: Annotated[str, typer.Argument(help="'return' or 'register'.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write it.", show_default=False)
    ] = None,
) -> None:
    """Make an empty return or register from the template."""
    from toolkit.model.plan import Book

    books = {"return": Book.RETURN, "register": Book.REGISTER}
    if what not in books:
        raise ToolkitError(f"There is no template called '{what}'. Choose 'return' or 'register'.")
    say(f"Written: {printable(tasks.new(books[what], output))}")


app.command(rich_help_panel=LOOKING_UP)(history)


@app.command(rich_help_panel=LOOKING_UP)
def rules(
    code: Annotated[str | None, typer.Argument(help="A rule's code, such as E-01.", show_default=False)] = None,
    on: Annotated[
        list[Path] | None,
        typer.Option("--on", help="Returns, or a folder of them: what each rule came to there.", show_default=False),
    ] = None,
    register: Last = None,
    as_json: AsJson = False,
    password: Password = None,
) -> None:
    """List every rule, explain one, or say what each came to in returns: found, answered, mended."""
    from toolkit.rules import catalogue, find_rule

    if on:
        _rules_on(on, code and find_rule(code).code, register, as_json, password)
    elif code is not None:
        show_rule(find_rule(code))
    else:
        show_rules(catalogue())


def _rules_on(on: list[Path], code: str | None, register: Path | None, as_json: bool, password: str | None) -> None:
    done = tasks.check(on, register=register, password=password, watch=quiet if as_json else bar)
    use = done.rules if code is None else done.rules[done.rules["rule"] == code]
    if as_json:
        give({"rules": use.to_dict("records"), "files": done.as_json()["files"]})
    else:
        show_rule_use(use, len(done.plan.sources), code)
        show_unread(done.unread, done.passed)
    raise typer.Exit(2 if done.unread else 0)


@app.command(rich_help_panel=LOOKING_UP)
def date(
    words: Annotated[str, typer.Argument(help='A date in words, such as "Spring 2015".', show_default=False)],
    plan_start: Annotated[
        dt.datetime,
        typer.Option(formats=DAY, help="The day the plan began.", show_default=False),
    ],
    received: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=DAY,
            show_default=False,
            help="The day the inspection report was received; 'within three months' counts from it.",
        ),
    ] = None,
) -> None:
    """Say how a date in words is read."""
    from toolkit.model.dates import read_plan_date

    read = read_plan_date(words, plan_start=plan_start.date(), anchor=received.date() if received else None)
    say(in_words(read))
    raise typer.Exit(1 if read.outcome == "ask" else 0)
