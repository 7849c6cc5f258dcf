"""A register is rated at any time: in place with a backup, or into a copy, also of the first template."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.books import register_file, return_file, signed
from tests.office import the_team
from tests.read_back import rows
from tests.test_nothing_lost import in_register, typed_into
from tests.test_template_1_0 import MERGED
from toolkit import tasks

WORKED_OUT = {"Rating", "Worked-out rating", "Why", "Due", "Previous rating", "Direction", "Times moved"}


def test_a_register_of_the_first_template_is_rated_in_place_and_nothing_typed_is_changed(tmp_path: Path):
    register = Path(shutil.copy(MERGED, tmp_path / "Register.xlsx"))
    before = rows(register, "Actions")
    done = tasks.refresh(register)
    after = rows(register, "Actions")

    assert done.exit_code == 0
    assert (tmp_path / "Register.backup.xlsx").read_bytes() == MERGED.read_bytes()
    typed = [heading for heading in before[0] if heading not in WORKED_OUT]
    assert [[row[h] for h in typed] for row in after] == [[row[h] for h in typed] for row in before]
    assert all(row["Previous rating"] and row["Direction"] and row["Rating"] for row in after)
    left = [row["Rating"] for row in before if row["Return"] == "Not returned"]
    assert [row["Rating"] for row in after if row["Return"] == "Not returned"] == left


def test_a_folder_with_one_workbook_is_refreshed_into_a_new_folder_whatever_it_is_called(tmp_path: Path):
    (tmp_path / "in").mkdir()
    shutil.copy(MERGED, tmp_path / "in" / "Register.xlsx")
    done = tasks.refresh(tmp_path / "in", output=tmp_path / "rated.2026")

    assert done.exit_code == 0
    assert [path.name for path in (tmp_path / "rated.2026").iterdir()] == ["Register.xlsx"]


def test_the_buttons_rate_the_open_register_and_take_it_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    team = the_team(monkeypatch, tmp_path)
    before = team.cells()

    assert team.press("IptRefresh") == 0
    assert team.said.startswith("Rated as at ")
    assert team.cells() != before
    assert team.press("IptUndo") == 0
    assert team.cells() == before


def test_a_registers_check_results_are_written_by_a_refresh_and_do_not_go_into_the_next_register(tmp_path: Path):
    register = register_file(tmp_path)
    typed_into(register, "Risks", {in_register("Risks", 1, "likelihood"): 7})

    before = register.read_bytes()
    checked = tasks.check([register])
    assert register.read_bytes() == before
    assert "K-01" in {f.rule for f in checked.report.findings}
    tasks.refresh([register])

    listed = [(row["Rule"], row["Sheet"], row["Mark"]) for row in rows(register, "Check results")]
    assert ("K-01", "Risks", "R1|Likelihood") in listed
    assert len(listed) == len(tasks.check([register]).report.findings)
    assert tasks.check([register]).report.has_errors  # It is still read as a register, and not as a return.

    signed(return_file(tmp_path / "returned"))
    tasks.merge(register, tmp_path / "returned", tmp_path / "Next.xlsx")
    assert rows(tmp_path / "Next.xlsx", "Check results") == []


def test_validate_lists_and_marks_what_is_wrong_in_an_open_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    team = the_team(monkeypatch, tmp_path)
    before = team.cells()

    assert team.press("IptValidate") == 0
    listed = team.column("Check results", "mark")
    assert any("|" in str(mark) for mark in listed)
    assert team.press("IptUndo") == 0
    assert team.cells() == before


def test_nothing_of_a_first_period_is_blank_or_new_in_the_register_or_in_its_returns(tmp_path: Path):
    register = register_file(tmp_path)
    tasks.refresh([register])
    tasks.issue(register, tmp_path / "out")
    back = tmp_path / "out" / "Early Help.xlsx"
    tasks.refresh([back])

    for path in (register, back):
        told = [(row["Previous rating"], row["Direction"]) for row in rows(path, "Actions")]
        assert set(told) == {("Not rated", "No comparison")}
    assert {row["Escalated"] for row in rows(register, "Actions")} == {"No"}
    assert "F-06" not in {f.rule for f in tasks.check([back]).report.findings}
