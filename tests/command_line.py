"""The command line as a performance team types it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from toolkit import cli


class Said(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("COLUMNS", "160")

    def typed(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["plan-toolkit", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        out, err = capsys.readouterr()
        return Said(int(stop.value.code or 0), out, err)

    return typed


def register_of(folder: Path) -> Path:
    return next(folder.glob("Plan Register*.xlsx"))
