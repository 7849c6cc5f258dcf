"""Settling a register between two merges: through its file, and through the open workbook."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.books import filled_in, register_file, return_file, signed
from tests.office import the_team
from tests.read_back import FIRST_ROW, headings, rows
from toolkit import tasks
from toolkit.errors import ToolkitError

LIST = "Proposed changes and conflicts"
TYPED = {
    "Actions": {
        "EX2": {
            "status": "Done", "completed_on": dt.date(2026, 9, 4), "still_to_do": "CLEAR", "theme": "Prevention",
            "evidence_refs": "1", "evidence_stage": "Filed",
        }
    }
}  # fmt: skip


def decided(path: Path, decisions: Mapping[str, str], note: str | None = None) -> Path:
    """The register once somebody has chosen, by field, in another program."""
    book = load_workbook(path)
    where = book[LIST]
    at = headings(where)
    for n in range(FIRST_ROW, where.max_row + 1):
        if said := decisions.get(str(where.cell(n, at["Field"]).value)):
            where.cell(n, at["Decision"], said)
            where.cell(n, at["Note"], note)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register whose list has lines: a status that is not one, a theme that is the team's, a date asked for."""
    folder = tmp_path_factory.mktemp("settle")
    signed(filled_in(return_file(folder / "returned"), TYPED))
    tasks.merge(register_file(folder), folder / "returned", folder / "Next.xlsx")
    return folder / "Next.xlsx"


@pytest.fixture
def register(merged: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "Next.xlsx"
    copy.write_bytes(merged.read_bytes())
    return copy


def test_the_counts_above_the_actions_are_those_of_the_ratings_it_wrote(register: Path):
    assert [row["Rating"] for row in rows(register, "Actions")].count("Red") == 1

    tasks.settle(decided(register, {"Status": "Accept"}))

    ratings = Counter(row["Rating"] for row in rows(register, "Actions"))
    said = str(load_workbook(register, data_only=True)["Actions"]["D2"].value)
    assert ratings["Red"] == 0
    assert all(f"{ratings[name]} {name}" in said for name in ("Red", "Amber", "Green", "Blue", "Not rated"))


def test_beside_what_is_worked_out_and_typed_over_stands_what_the_register_works_out(tmp_path: Path):
    signed(filled_in(return_file(tmp_path / "returned"), {"Actions": {"EX1": {"direction": "Upwards"}}}))
    first, again = tmp_path / "Next.xlsx", tmp_path / "Again.xlsx"
    tasks.merge(register_file(tmp_path), tmp_path / "returned", first)
    tasks.merge(first, tmp_path / "returned", again)

    [line] = [line for line in rows(first, LIST) if line["Field"] == "Direction"]
    now = next(row["Direction"] for row in rows(first, "Actions") if row["Ref"] == "EX1")
    assert line["Value now"] == now
    assert now is not None
    assert again.read_bytes() == first.read_bytes()


def test_what_was_accepted_is_written_in_place_rated_and_logged(register: Path):
    before = rows(register, "Actions")[1]
    said = tasks.settle(decided(register, {"Status": "Accept", "Theme": "Reject"}, note="Seen at the desk"))

    after = rows(register, "Actions")[1]
    assert (before["Status"], after["Status"], after["Theme"]) == ("In progress", "Complete", before["Theme"])
    assert after["Why"] != before["Why"]
    answers = {line["Field"]: line["What came of it"] for line in rows(register, LIST)}
    assert answers["Status"] == "Accepted, in issue 5."
    assert answers["Theme"] == "Rejected in 2026-09."
    assert rows(register, "Changes")[-1]["After"] == "Complete"
    assert said[:2] == ["EX2 Theme: rejected in 2026-09.", "EX2 Status: accepted, in issue 5."]
    assert said[-1].startswith("The register as it was: Next.backup")
    tasks.board(register, register.with_name("Pack.xlsx"))


def test_a_register_without_a_decision_is_told_so_and_says_what_waits(register: Path):
    said = tasks.settle(register)

    assert said[0] == "No open line of Proposed changes and conflicts has Accept or Reject under Decision."
    assert said[1].startswith("To settle: ")


def test_a_copy_leaves_the_register_as_it_is(register: Path):
    was = decided(register, {"Status": "Accept"}).read_bytes()
    tasks.settle(register, output=register.with_name("Copy.xlsx"))

    assert register.read_bytes() == was
    assert rows(register.with_name("Copy.xlsx"), "Actions")[1]["Status"] == "Complete"


def test_a_signed_off_period_is_not_settled(register: Path):
    tasks.sign_off(register, by="Director", on=dt.date(2026, 10, 20))
    was = decided(register, {"Status": "Accept"}).read_bytes()
    with pytest.raises(ToolkitError, match="2026-09 is signed off, and its figures do not change"):
        tasks.settle(register)
    assert register.read_bytes() == was


def test_settling_then_merging_gives_what_merging_at_once_gives(register: Path, tmp_path: Path):
    decided(register, {"Status": "Accept", "Theme": "Reject"})
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    (nothing / "Health.xlsx").write_bytes(signed(return_file(tmp_path / "health", "Health")).read_bytes())
    tasks.merge(register, nothing, tmp_path / "At once.xlsx")
    tasks.settle(register)
    tasks.merge(register, nothing, tmp_path / "Settled.xlsx")

    wanted = ("Ref", "Status", "Rating", "Theme", "Completed on")
    at_once, settled = (rows(tmp_path / name, "Actions") for name in ("At once.xlsx", "Settled.xlsx"))
    assert [[row[c] for c in wanted] for row in settled] == [[row[c] for c in wanted] for row in at_once]


def test_the_button_settles_the_open_register_and_undo_takes_it_back(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    team = the_team(monkeypatch, tmp_path)
    team.open(decided(register, {"Status": "Accept", "Theme": "Accept"}))
    before = team.cells()

    assert team.press("IptSettle") == 0
    assert "EX2 Status: accepted, in issue 5." in team.said
    after = team.cells()
    assert {sheet for sheet in after if after[sheet] != before[sheet]} >= {"Actions", LIST, "Changes"}

    team.press("IptUndo")
    assert team.said.startswith("Undone: Settle.")
    assert team.cells() == before
