"""What stands after several commands, declared once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

Returns = Annotated[list[Path], typer.Argument(help="Returns, or folders of returns.", show_default=False)]
RegisterFile = Annotated[Path, typer.Argument(help="The register.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Give one JSON object instead of words.")]
Password = Annotated[str | None, typer.Option(help="Opens workbooks that have a password.", show_default=False)]
Last = Annotated[
    Path | None,
    typer.Option("--register", help="The current register, to ask what changed since.", show_default=False),
]
Replace = Annotated[
    bool,
    typer.Option(
        "--replace",
        help="Where a file is there already, put the new one in its place; the old one is kept beside it as a backup.",
    ),
]
DAY = ["%Y-%m-%d", "%d/%m/%Y"]
ACopy = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="Write a copy here. Without it the register itself is changed and a backup kept.",
        show_default=False,
    ),
]
Deadline = Annotated[
    dt.datetime | None,
    typer.Option(formats=DAY, help="Returns signed after this day are late.", show_default=False),
]
