"""The commands that ask after what has not come."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit import tasks
from toolkit.cli.arguments import Deadline, Password, RegisterFile, Replace
from toolkit.cli.terminal import bar, say


def chase(
    register: RegisterFile,
    returns: Annotated[Path, typer.Argument(help="The folder of returns.", show_default=False)],
    folder: Annotated[Path, typer.Option("--output", "-o", help="The folder for the messages.", show_default=False)],
    issued: Annotated[
        Path | None,
        typer.Option(help="The folder of the returns as issued: one goes to each service that sent none."),
    ] = None,
    deadline: Deadline = None,
    replace: Replace = False,
    password: Password = None,
) -> None:
    """Write a message to each service whose return is missing, unsigned, late, wrong or has errors. Sends nothing."""
    last_day = deadline.date() if deadline else None
    done = tasks.chase(
        register, returns, folder, issued=issued, deadline=last_day, replace=replace, password=password, watch=bar
    )
    for line in done.lines:
        say(line)
    raise typer.Exit(done.exit_code)
