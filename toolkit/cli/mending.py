"""The command that mends a return."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from toolkit import tasks
from toolkit.cli.arguments import AsJson, Password, Replace
from toolkit.cli.terminal import give, say, show_mends

ASK = "Fix all that is certain, some (their numbers), or none?"


def fix(
    path: Annotated[Path, typer.Argument(metavar="RETURN", help="The return.", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write a copy here. Without it the return itself is changed and a backup kept.",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Fix all that is certain, without asking.")] = False,
    only: Annotated[
        str | None,
        typer.Option(help="Fix these, without asking: rules, cells or numbers, as in D-02,A5,7.", show_default=False),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Put back what the last fix changed.")] = False,
    replace: Replace = False,
    as_json: AsJson = False,
    password: Password = None,
) -> None:
    """Show what is certain to be a slip (spaces, dates as text, refs that became numbers), and put it right."""
    if undo:
        for line in tasks.undo_fix(path, output=output, replace=replace, password=password):
            say(line)
        return
    from toolkit.tasks.mending import make, preview_of

    found = preview_of(path, password=password)
    if not as_json:
        show_mends(found.mending)
    chosen = _chosen(found, yes, only, as_json)
    if chosen != ():
        found = make(found, only=chosen, output=output, replace=replace, password=password)
    if as_json:
        give(found.as_json())
    else:
        for line in found.lines:
            say(line)
    raise typer.Exit(0 if chosen != () else found.exit_code)


def _chosen(found: tasks.Fixed, yes: bool, only: str | None, as_json: bool) -> tuple[str, ...] | None:
    """What to mend: None for all that is certain; nothing where nobody says so."""
    if only is not None:
        return tuple(word.strip() for word in only.split(",") if word.strip())
    if yes:
        return None
    if as_json or not found.mending.mends or not at_a_terminal():
        return ()
    answer = typer.prompt(ASK, default="none", err=True).strip().casefold()
    if answer in ("all", "a", "yes", "y"):
        return None
    return () if answer in ("none", "n", "no") else tuple(answer.replace(",", " ").split())


def at_a_terminal() -> bool:
    """Whether somebody is there to ask."""
    return sys.stdin.isatty()
