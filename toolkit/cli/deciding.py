"""The commands that write into a register what people have decided."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from toolkit import tasks
from toolkit.cli.arguments import DAY, ACopy, Password, RegisterFile, Replace
from toolkit.cli.terminal import say


def settle(register: RegisterFile, output: ACopy = None, replace: Replace = False, password: Password = None) -> None:
    """Carry out every Accept and Reject on Proposed changes and conflicts, and work out the ratings again."""
    for line in tasks.settle(register, output=output, replace=replace, password=password):
        say(line)


def correct(
    register: RegisterFile,
    period: Annotated[str, typer.Option(help="The period that was signed off.", show_default=False)],
    ref: Annotated[str, typer.Option(help="The action.", show_default=False)],
    field: Annotated[str, typer.Option(help="Rating, Status, Due or 'Completed on'.", show_default=False)],
    to: Annotated[str, typer.Option(help="What it should have been.", show_default=False)],
    reason: Annotated[str, typer.Option(help="Why it was wrong.", show_default=False)],
    agreed_by: Annotated[str, typer.Option(help="Who agreed the correction.", show_default=False)],
    on: Annotated[dt.datetime, typer.Option(formats=DAY, help="The day of the correction.", show_default=False)],
    output: ACopy = None,
    replace: Replace = False,
    password: Password = None,
) -> None:
    """Record that a figure of a signed-off period was wrong. What was signed stays as it was signed."""
    said = tasks.correct(
        register, period=period, ref=ref, field=field, to=to, reason=reason, agreed_by=agreed_by, on=on.date(),
        output=output, replace=replace, password=password,
    )  # fmt: skip
    for line in said:
        say(line)
