"""Correcting a period that is signed off: the snapshot stands, the correction is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.books import register_file
from tests.read_back import put_on_settings, rows
from toolkit import tasks
from toolkit.errors import ToolkitError

GIVEN = {
    "period": "2026-09", "ref": "EX1", "field": "Rating", "to": "Red", "reason": "The audit was counted twice",
    "agreed_by": "Improvement Board", "on": dt.date(2026, 11, 3),
}  # fmt: skip


@pytest.fixture(scope="module")
def signed_off(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = register_file(tmp_path_factory.mktemp("correct"))
    tasks.sign_off(path, by="Director", on=dt.date(2026, 10, 20))
    return path


@pytest.fixture
def register(signed_off: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "Plan Register.xlsx"
    copy.write_bytes(signed_off.read_bytes())
    return copy


def test_the_correction_is_a_dated_line_and_what_was_signed_stands(register: Path):
    frozen, signed = rows(register, "Snapshots"), rows(register, "Sign-offs")
    was = frozen[0]["Rating"]
    said = tasks.correct(register, **GIVEN)

    assert (rows(register, "Snapshots"), rows(register, "Sign-offs")) == (frozen, signed)
    [line] = rows(register, "Corrections")
    assert [line[c] for c in ("Period", "Ref", "Field", "Before", "After", "Agreed by")] == [
        "2026-09", "EX1", "Rating", was, "Red", "Improvement Board",
    ]  # fmt: skip
    assert said[0] == (
        f"EX1 Rating of 2026-09: {was}, corrected to Red on 3 November 2026, agreed by Improvement Board. "
        "The audit was counted twice."
    )
    assert said[-1].startswith("The register as it was: Plan Register.backup")


def test_a_correction_of_a_correction_begins_where_the_first_ended(register: Path):
    tasks.correct(register, **GIVEN)
    tasks.correct(register, **GIVEN | {"to": "Amber"})

    assert [line["Before"] for line in rows(register, "Corrections")][1] == "Red"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"period": "2026-06"}, "2026-06 is not signed off, so there is nothing to correct"),
        ({"ref": "EX99"}, "EX99 is not among the"),
        ({"field": "Theme"}, "Choose Rating, Status, Due or Completed on"),
        ({"to": "Purple"}, "“Purple” is not a Rating. Choose Red, Amber"),
        ({"field": "Completed on", "to": "soon"}, "“soon” is not a day"),
        ({"reason": " "}, "A correction needs a reason"),
        ({"agreed_by": ""}, "A correction needs who agreed it"),
    ],
)
def test_what_cannot_be_corrected_is_said_and_nothing_is_written(register: Path, given: dict, words: str):
    before = register.read_bytes()
    with pytest.raises(ToolkitError, match=words):
        tasks.correct(register, **GIVEN | given)
    assert register.read_bytes() == before


def test_what_is_so_already_is_no_correction(register: Path):
    was = rows(register, "Snapshots")[0]["Rating"]
    with pytest.raises(ToolkitError, match=f"Rating of EX1 for 2026-09 is {was} already"):
        tasks.correct(register, **GIVEN | {"to": was})


def test_the_next_period_is_compared_with_the_corrected_figure_and_its_pack_says_so(register: Path, tmp_path: Path):
    tasks.correct(register, **GIVEN)
    book = load_workbook(register)
    put_on_settings(book, {"Reporting period": "2026-12", "Report date": dt.date(2026, 12, 31)})
    book.save(register)
    (made,) = tasks.board(register, tmp_path / "Pack.xlsx")

    pack = {
        sheet.title: [" | ".join(str(c.value) for c in row if c.value is not None) for row in sheet.iter_rows()]
        for sheet in load_workbook(made)
    }
    said = [line for lines in pack.values() for line in lines]
    assert any("Corrections" in line for line in said)
    assert any("EX1" in line and "The audit was counted twice" in line for line in said)
    assert any("as corrected since" in line for line in said)
