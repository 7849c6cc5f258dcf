"""The command that looks through what is about to be published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit import tasks
from toolkit.cli.arguments import AsJson, Password
from toolkit.cli.findings import COLOURS
from toolkit.cli.terminal import bar, give, quiet, say, show_unread
from toolkit.model.finding import Severity

MOST = 40
"""Findings of one file that a terminal shows; --json gives all."""


def publishable(
    files: Annotated[list[Path], typer.Argument(help="Packs, returns, registers, or folders.", show_default=False)],
    as_json: AsJson = False,
    password: Password = None,
) -> None:
    """Say what in a workbook may tell who a child is, hidden or not, before it is published."""
    done = tasks.publishable(files, password=password, watch=quiet if as_json else bar)
    if as_json:
        give(done.as_json())
        raise typer.Exit(done.exit_code)
    for file in done.files:
        say(f"\n{typer.style(file, bold=True)}  {done.sentence(file)}")
        found = done.of(file)
        for one in found[:MOST]:
            word = "to know" if one.severity is Severity.ADVICE else str(one.severity)
            say(f"{typer.style(word.ljust(7), fg=COLOURS[one.severity])}  {one.where}: {one.message}")
            say(typer.style(f"         Fix: {one.fix}", dim=True))
        if len(found) > MOST:
            say(f"and {len(found) - MOST:,} more, which --json gives.")
    show_unread(done.unread, done.passed)
    raise typer.Exit(done.exit_code)
