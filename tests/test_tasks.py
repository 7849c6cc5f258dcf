"""What people ask for, end to end; most of it is tested through the command line."""

from __future__ import annotations

from pathlib import Path

from examples.build import build
from toolkit import tasks


def test_what_was_checked_is_merged_as_the_folder_itself_would_be(tmp_path: Path) -> None:
    register, returned = build(tmp_path)
    there = tasks.merge(register, returned, tmp_path / "there.xlsx")
    checked = tasks.merge(register, tasks.check([returned]), tmp_path / "checked.xlsx")

    assert checked.as_json() == there.as_json()
    assert (tmp_path / "checked.xlsx").read_bytes() == (tmp_path / "there.xlsx").read_bytes()
