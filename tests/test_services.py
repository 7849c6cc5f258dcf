"""A service is the same for every door: what check, issue, merge and the board make of strange names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.books import signed
from tests.merge_builders import a_register, registered
from toolkit import tasks
from toolkit.excel.write import write_pack
from toolkit.returns.issue import register_pack


def of_services(folder: Path, *services: str) -> Path:
    rows = [registered(f"EX{n}", service) for n, service in enumerate(services, start=1)]
    return write_pack(register_pack(a_register(rows)), folder / "Register.xlsx")


@pytest.fixture
def two_ways(tmp_path: Path) -> Path:
    return of_services(tmp_path, "Front Door", "Front-Door")


def test_a_service_written_in_two_ways_is_found_and_issued_once(two_ways: Path, tmp_path: Path):
    findings = tasks.check([two_ways]).report.findings
    assert [(f.rule, f.ref) for f in findings if f.rule in ("C-09", "C-10")] == [("C-09", "EX2")]

    tasks.issue(two_ways, tmp_path / "issued")

    assert [path.name for path in (tmp_path / "issued").iterdir()] == ["Front Door.xlsx"]


def test_a_service_written_in_two_ways_is_merged_and_shown_to_the_board(two_ways: Path, tmp_path: Path):
    tasks.issue(two_ways, tmp_path / "issued")
    signed(tmp_path / "issued" / "Front Door.xlsx")

    done = tasks.merge(two_ways, tmp_path / "issued", tmp_path / "Next.xlsx")
    tasks.board(tmp_path / "Next.xlsx", tmp_path / "Pack.xlsx")

    assert done.reconciles
    assert (tmp_path / "Pack.xlsx").exists()


def test_every_service_with_a_word_of_any_script_gets_its_own_return(tmp_path: Path):
    tasks.issue(of_services(tmp_path, "Team 12", "Team 1-2", "子"), tmp_path / "issued")

    names = sorted(path.name for path in (tmp_path / "issued").iterdir())
    assert names == ["Team 1-2.xlsx", "Team 12.xlsx", "子.xlsx"]
