"""What officers answer beside findings: kept through checks, buttons and merges, and sent out again."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.books import TODAY, register_file, signed
from tests.command_line import Run
from tests.command_line import run as run
from tests.merge_builders import EARLY_HELP
from tests.office import Office, honest
from tests.read_back import FIRST_ROW, headings, put_on_settings, rows
from toolkit import tasks
from toolkit.model.answers import MEANT

ANSWER = "E-04"
"""What an honest return still gives: advice about the evidence of EX2, which it cites as 1."""


def answered(path: Path, answer: str = MEANT, rule: str = ANSWER) -> Path:
    """The return once somebody has chosen this beside the finding, in a program that is not ours."""
    book = load_workbook(path)
    sheet = book["Check results"]
    at = headings(sheet)
    for row in range(FIRST_ROW, sheet.max_row + 1):
        if sheet.cell(row, at["Rule"]).value == rule:
            sheet.cell(row, at["Answer"]).value = answer
    book.save(path)
    return path


def typed(path: Path, sheet: str, ref: str, heading: str, value: object) -> Path:
    book = load_workbook(path)
    at = headings(book[sheet])
    for row in range(FIRST_ROW, book[sheet].max_row + 1):
        if book[sheet].cell(row, at["Ref"]).value == ref:
            book[sheet].cell(row, at[heading]).value = value
    book.save(path)
    return path


def refreshed(path: Path) -> Path:
    tasks.refresh([path])
    for backup in path.parent.glob("*.backup*"):
        backup.unlink()
    return path


def listed(path: Path) -> list[object]:
    return [row["Rule"] for row in rows(path, "Check results")]


@pytest.fixture(scope="module")
def _checked(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return refreshed(signed(honest(tmp_path_factory.mktemp("checked")))).read_bytes()


@pytest.fixture
def checked(tmp_path: Path, _checked: bytes) -> Path:
    """A return that was checked, and found sound but for one piece of advice."""
    path = tmp_path / "returned" / "Early Help.xlsx"
    path.parent.mkdir()
    path.write_bytes(_checked)
    return path


@pytest.fixture
def returned(checked: Path) -> Path:
    """The same once somebody has answered that."""
    return answered(checked)


def test_the_next_check_keeps_the_answer_and_asks_no_more(returned: Path, run: Run):
    assert ANSWER in listed(returned)
    done = run("check", str(returned), "--json")
    assert ANSWER not in {finding["rule"] for finding in json.loads(done.out)["findings"]}
    assert "1 question answered" in run("check", str(returned)).out

    refreshed(returned)

    assert ANSWER not in listed(returned)
    (line,) = rows(returned, "Answers")
    assert line == {
        "Rule": ANSWER, "Ref": "EX2", "Words": "1", "Answer": MEANT, "By": "Early Help business manager",
        "On": dt.datetime(2026, 9, 29), "Period": "2026-09",
    }  # fmt: skip
    assert rows(refreshed(returned), "Answers") == [line]


def test_when_the_words_change_the_question_comes_again_and_the_answer_stays(returned: Path):
    refreshed(typed(refreshed(returned), "Actions", "EX2", "Evidence refs", "1; 1"))

    assert ANSWER in listed(returned)
    assert len(rows(returned, "Answers")) == 1


def test_words_changed_between_the_answer_and_the_check_are_not_what_was_answered(returned: Path):
    refreshed(typed(returned, "Actions", "EX2", "Evidence refs", "1; 1"))

    assert ANSWER in listed(returned)
    assert [line["Words"] for line in rows(returned, "Answers")] == ["1"]


def test_what_is_no_answer_is_kept_told_once_and_asked_again(checked: Path):
    path = refreshed(answered(checked, "Ask Sam"))

    assert {ANSWER, "C-13"} <= set(listed(path))
    assert [line["Answer"] for line in rows(path, "Answers")] == ["Ask Sam"]
    assert "C-13" not in listed(refreshed(path))


def test_a_return_that_lost_its_sheet_is_given_another(returned: Path):
    book = load_workbook(returned)
    del book["Answers"]
    book.save(returned)
    refreshed(returned)
    book = load_workbook(returned)

    assert [[cell.value for cell in row][:4] for row in book["Answers"].iter_rows()] == [
        ["Rule", "Ref", "Words", "Answer"],
        [ANSWER, "EX2", "1", MEANT],
    ]
    changed = refreshed(typed(returned, "Actions", "EX2", "Evidence refs", "1; 1"))
    assert ANSWER in listed(changed)
    assert ANSWER not in listed(refreshed(answered(changed)))
    assert len(rows(changed, "Answers", heading_row=1)) == 2


def test_validate_keeps_who_and_the_day_and_undo_takes_it_back(
    returned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    officer = Office(monkeypatch, tmp_path)
    officer.open(returned)

    assert officer.press("IptValidate") == 0
    assert officer.column("Answers", "answer") == [MEANT]
    assert officer.column("Answers", "on") == [TODAY]
    assert officer.column("Answers", "by") == ["Early Help business manager"]
    assert officer.column("Check results", "answer") == []
    assert officer.press("IptUndo") == 0
    assert officer.column("Check results", "answer") == [MEANT]
    assert officer.column("Answers", "answer") == []


def test_a_merge_takes_answers_names_them_and_the_next_issue_sends_them_out_again(returned: Path, tmp_path: Path):
    register = register_file(tmp_path)
    done = tasks.merge(register, returned.parent, tmp_path / "Next.xlsx")

    assert "Early Help answered 1 question: E-04 of EX2 (“This is meant”)." in done.lines
    (line,) = rows(tmp_path / "Next.xlsx", "Answers")
    assert (line["Service"], line["File"], line["Period"]) == (EARLY_HELP, returned.name, "2026-09")

    book = load_workbook(tmp_path / "Next.xlsx")
    put_on_settings(book, {"Reporting period": "2026-12", "Report date": dt.date(2026, 12, 31)})
    book.save(tmp_path / "Next.xlsx")
    tasks.issue(tmp_path / "Next.xlsx", tmp_path / "issued", anyway=True)
    again = tmp_path / "issued" / f"{EARLY_HELP}.xlsx"

    assert [(one["Rule"], one["Ref"], one["Answer"]) for one in rows(again, "Answers")] == [(ANSWER, "EX2", MEANT)]
    assert rows(tmp_path / "issued" / "Health.xlsx", "Answers") == []
    assert ANSWER not in listed(refreshed(again))
    done = tasks.merge(tmp_path / "Next.xlsx", signed(again).parent, tmp_path / "Third.xlsx")
    assert not any("answered" in line for line in done.lines)
    assert rows(tmp_path / "Third.xlsx", "Answers") == [line]


def test_answers_of_a_return_that_is_not_merged_are_set_aside(returned: Path, tmp_path: Path):
    book = load_workbook(returned)
    put_on_settings(book, {"Signed off by": None})
    book.save(returned)
    tasks.merge(register_file(tmp_path), returned.parent, tmp_path / "Next.xlsx")

    aside = [one["Value"] for one in rows(tmp_path / "Next.xlsx", "Set aside") if one["Sheet"] == "Answers"]
    assert aside == [ANSWER, "1", MEANT]
    assert rows(tmp_path / "Next.xlsx", "Answers") == []
