"""The command line of a button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Call:
    """One press of a button."""

    task: str
    book: str = ""
    """The workbook's name; blank for the one in front, as when Windows' Start menu starts a task."""
    window: int | None = None
    folder: Path | None = None
    addin: str = ""
    """The add-in's version; blank where no add-in was asked."""


def call_of(words: Sequence[str]) -> Call:
    """Read the command line. A name may hold ``=`` and spaces: everything after the first ``=`` is the value."""
    options = {}
    tasks = []
    for word in words:
        name, _, value = word.partition("=")
        if word.startswith("--"):
            options[name] = value
        else:
            tasks.append(word)
    window, folder = options.get("--hwnd", ""), options.get("--folder", "")
    return Call(
        tasks[0] if tasks else "",
        options.get("--wb", ""),
        int(window) if window.lstrip("-").isdigit() else None,
        Path(folder) if folder else None,
        options.get("--addin-version", ""),
    )
