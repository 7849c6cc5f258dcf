"""The commands that ask after what has not come."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit import tasks
from toolkit.cli.arguments import AsJson, Deadline, Password, RegisterFile, Replace
from toolkit.cli.terminal import bar, give, quiet, say


def chase(
    register: RegisterFile,
    returns: Annotated[Path, typer.Argument(help="The folder of returns.", show_default=False)],
    folder: Annotated[Path, typer.Option("--output", "-o", help="The folder for the messages.", show_default=False)],
    issued: Annotated[
        Path | None,
        typer.Option(help="The folder of the returns as issued: one goes to each service that sent none."),
    ] = None,
    deadline: Deadline = None,
    as_json: AsJson = False,
    replace: Replace = False,
    password: Password = None,
) -> None:
    """Write a message to each service whose return is missing, unsigned, late, wrong or has errors. Sends nothing."""
    last_day = deadline.date() if deadline else None
    watch = quiet if as_json else bar
    done = tasks.chase(
        register, returns, folder, issued=issued, deadline=last_day, replace=replace, password=password, watch=watch
    )
    if as_json:
        give(done.as_json())
    else:
        for line in done.lines:
            say(line)
    raise typer.Exit(done.exit_code)
