"""What people ask for, end to end; most of it is tested through the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import register_of
from tests.work import times_called
from toolkit import tasks
from toolkit.model.plan import Plan
from toolkit.rating.work_out import work_out
from toolkit.sheets.frames import as_cleared


@pytest.mark.slow
def test_what_was_checked_is_merged_as_the_folder_itself_would_be(example: Path, tmp_path: Path) -> None:
    register, returned = register_of(example), example / "returned"
    there = tasks.merge(register, returned, tmp_path / "there.xlsx")
    checked = tasks.merge(register, tasks.check([returned]), tmp_path / "checked.xlsx")

    assert checked.as_json() == there.as_json()
    assert (tmp_path / "checked.xlsx").read_bytes() == (tmp_path / "there.xlsx").read_bytes()


def test_a_refresh_works_everything_out_once_however_many_returns_there_are(example: Path) -> None:
    two = [example / "returned" / f"{name}.xlsx" for name in ("Front Door", "Early Help")]
    counted = times_called(lambda: tasks.refresh(two), as_cleared, work_out, Plan.dates)

    # Due and revised dates of actions, and the dates of milestones.
    assert counted == [1, 1, 3]
