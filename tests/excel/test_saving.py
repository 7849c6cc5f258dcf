from __future__ import annotations

import os
from pathlib import Path

import pytest

from toolkit.errors import CannotWrite
from toolkit.excel.saving import replace


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "Plan.xlsx"
    path.write_bytes(b"old")
    return path


def test_the_old_file_is_kept_beside_the_new_under_a_name_not_taken(plan: Path):
    kept = [replace(plan, data, backup=True) for data in (b"1", b"2", b"3")]

    assert [k.name for k in kept if k] == ["Plan.backup.xlsx", "Plan.backup 2.xlsx", "Plan.backup 3.xlsx"]
    assert [k.read_bytes() for k in kept if k] == [b"old", b"1", b"2"]
    assert plan.read_bytes() == b"3"


def test_a_stamp_says_what_the_backup_is_from(plan: Path):
    kept = replace(plan, b"new", backup=True, stamp="31 March 2015 10:30")

    assert kept is not None
    assert kept.name == "Plan (before 31 March 2015 10.30).xlsx"


def test_a_file_that_was_not_there_needs_no_backup(tmp_path: Path):
    assert replace(tmp_path / "New.xlsx", b"new", backup=True) is None
    assert [path.name for path in tmp_path.iterdir()] == ["New.xlsx"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), PermissionError(13, "Permission denied")])
def test_a_write_that_is_stopped_leaves_the_folder_as_it_was(
    plan: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException
):
    def stopped(*_: object) -> None:
        raise stop

    monkeypatch.setattr(os, "replace", stopped)

    with pytest.raises((KeyboardInterrupt, CannotWrite)):
        replace(plan, b"new", backup=True)
    assert [(path.name, path.read_bytes()) for path in plan.parent.iterdir()] == [("Plan.xlsx", b"old")]


def test_a_disk_that_fills_up_half_way_leaves_the_folder_as_it_was(plan: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(CannotWrite, match="No space left"):
        replace(plan, b"new")
    assert [(path.name, path.read_bytes()) for path in plan.parent.iterdir()] == [("Plan.xlsx", b"old")]


def test_a_file_open_in_excel_is_refused_with_what_to_do(plan: Path, monkeypatch: pytest.MonkeyPatch):
    def in_use(*_: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(os, "replace", in_use)

    with pytest.raises(CannotWrite, match=r"Plan\.xlsx could not be written .* close it in Excel and try again"):
        replace(plan, b"new")


@pytest.mark.parametrize("lock", ["~$Plan.xlsx", ".~lock.Plan.xlsx#"])
def test_a_file_somebody_else_has_open_is_refused(plan: Path, lock: str):
    (plan.parent / lock).touch()

    with pytest.raises(CannotWrite, match=r"Plan\.xlsx is open"):
        replace(plan, b"new")
    assert plan.read_bytes() == b"old"


def test_a_link_to_a_file_stays_a_link(plan: Path):
    link = plan.parent / "Link.xlsx"
    try:
        link.symlink_to(plan)
    except OSError:
        pytest.skip("this system makes no links for ordinary users")

    replace(link, b"new")

    assert link.is_symlink()
    assert plan.read_bytes() == b"new"
