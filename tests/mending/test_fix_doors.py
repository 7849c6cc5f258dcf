"""Fix from both doors: what a terminal is shown and asked, and the button on an open workbook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.books import filled_in, place, return_file, signed
from tests.office import Office
from toolkit.cli.commands import app
from toolkit.model.grid import address

TYPED = {"Actions": {"EX1": {"where_now": "Printed  twice", "status": "in progress"}, "EX2": {"status": "Done"}}}
NOW, STATUS, DONE = (address(*place("Actions", n, c)) for n, c in ((1, "where_now"), (1, "status"), (2, "status")))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return filled_in(return_file(tmp_path), TYPED)


def run(*words: object, typed: str | None = None, monkeypatch: pytest.MonkeyPatch | None = None):
    if typed is not None and monkeypatch is not None:
        monkeypatch.setattr("toolkit.cli.mending.at_a_terminal", lambda: True)
    return CliRunner().invoke(app, ["fix", *map(str, words)], input=typed)


def test_without_a_terminal_the_list_is_shown_and_nothing_written(path: Path):
    before = path.read_bytes()

    done = run(path)

    assert done.exit_code == 1
    assert f'Actions!{NOW} EX1  spaces  "Printed  twice" -> "Printed twice"' in done.stdout
    assert done.stdout.index("Certain") < done.stdout.index("Likely") < done.stdout.index(DONE)
    assert path.read_bytes() == before


def test_of_a_long_text_the_part_that_changes_is_shown(path: Path):
    filled_in(path, {"Actions": {"EX1": {"where_now": "Said before. " * 50 + "Twice  over" + " Said after." * 50}}})

    shown = next(line for line in run(path).stdout.splitlines() if NOW in line)

    assert "Twice  over" in shown
    assert "Twice over" in shown
    assert len(shown) < 300


@pytest.mark.parametrize(
    ("answer", "made"),
    [("all", {NOW: "Printed twice", STATUS: "In progress"}), ("2, 3", {STATUS: "In progress", DONE: "Complete"}),
     ("none", {})],
)  # fmt: skip
def test_at_a_terminal_all_some_or_none_are_fixed(path: Path, answer: str, made: dict[str, str], monkeypatch):
    as_typed = {NOW: "Printed  twice", STATUS: "in progress", DONE: "Done"}

    done = run(path, typed=f"{answer}\n", monkeypatch=monkeypatch)

    assert done.exit_code == (1 if answer == "none" else 0)
    sheet = load_workbook(path)["Actions"]
    assert {cell: sheet[cell].value for cell in as_typed} == as_typed | made


def test_json_says_what_was_made_and_a_second_time_nothing_is_left(path: Path):
    first = json.loads(run(path, "--yes", "--json").stdout)
    second = run(path, "--json")

    assert [(m["cell"], m["after"], m["made"]) for m in first["mends"]] == [
        (NOW, "Printed twice", True), (STATUS, "In progress", True), (DONE, "Complete", False),
    ]  # fmt: skip
    assert [m["cell"] for m in json.loads(second.stdout)["mends"]] == [DONE]
    assert second.exit_code == 0


def test_a_return_that_was_signed_is_to_be_signed_again(path: Path):
    assert "sign it off again" not in run(path, "--only", NOW).stdout

    assert "It was signed before this was fixed: sign it off again." in run(signed(path), "--yes").stdout


def test_undo_at_the_terminal_puts_the_last_fix_back(path: Path):
    run(path, "--only", NOW)

    done = run(path, "--undo")

    assert done.exit_code == 0
    assert load_workbook(path)["Actions"][NOW].value == "Printed  twice"


class TestTheButton:
    @pytest.fixture
    def office(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: Path) -> Office:
        made = Office(monkeypatch, tmp_path)
        made.open(path)
        return made

    def test_it_lists_asks_fixes_and_undo_last_takes_it_back(self, office: Office):
        before = office.cells()
        office.app.pressed = ["yes"]

        assert office.press("IptFix") == 0

        assert f'Actions {NOW} (spaces): "Printed  twice" -> "Printed twice"' in office.app.alerts[-2]
        assert office.said.startswith("2 cells fixed.")
        assert f'Actions {DONE} (S-02): "Done" -> "Complete"' in office.said
        assert "Printed twice" in office.column("Actions", "where_now")
        assert [row[6] for row in load_rows(office)[1:]] == ["Printed  twice", "in progress"]

        office.press("IptUndo")
        assert office.said == "Undone: Fix."
        after = office.cells()
        assert {name: cells for name, cells in after.items() if name != "Mended"} == before

    def test_no_changes_nothing(self, office: Office):
        before = office.cells()
        office.app.pressed = ["no"]

        office.press("IptFix")

        assert office.said == "Nothing was fixed."
        assert office.cells() == before

    def test_after_undo_it_can_be_fixed_again(self, office: Office):
        office.app.pressed = ["yes", "yes"]
        office.press("IptFix")
        office.press("IptUndo")

        office.press("IptFix")

        assert office.said.startswith("2 cells fixed.")
        assert len(load_rows(office)) == 3


def load_rows(office: Office) -> list[list[object]]:
    """What stands on the sheet Mended of the open workbook."""
    from toolkit.excel.live.open_book import read_book

    sheet = read_book(office.book).sheet("Mended")
    assert sheet is not None
    return [list(row) for row in sheet.rows if any(value is not None for value in row)]
