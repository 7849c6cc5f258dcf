"""The commands that look back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit import tasks
from toolkit.cli.arguments import Password, Replace
from toolkit.cli.terminal import say


def history(
    ref: Annotated[str, typer.Argument(help="The action's ref.", show_default=False)],
    registers: Annotated[
        list[Path],
        typer.Argument(help="The register, and that of the plan before.", show_default=False),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write it to this workbook too.", show_default=False)
    ] = None,
    replace: Replace = False,
    password: Password = None,
) -> None:
    """Tell one action's life: issued, changed, moved, rated, decided, carried forward."""
    for line in tasks.history(ref, registers, output=output, replace=replace, password=password).lines:
        say(line)
