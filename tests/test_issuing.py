"""Issuing checks the register first: what would keep a return from going out or coming back is asked about."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import toolkit
from tests.command_line import Run, run
from tests.merge_builders import EARLY_HELP, HEALTH, a_register, registered
from tests.office import the_team
from toolkit.errors import NotIssued
from toolkit.excel.write import write_pack
from toolkit.model.plan import Plan
from toolkit.register.sign_off import sign_off
from toolkit.returns.issue import register_pack
from toolkit.rules import catalogue
from toolkit.rules.ask import validate
from toolkit.tasks.issue_returns import Issued, issue

__all__ = ["run"]

STOPPING = {
    "C-11": [registered("EX1"), registered("EX2"), registered("EX3", "Erly Help")],
    "I-02": [registered("EX1"), registered("EX1", HEALTH, action="Open a second contact room at the north office")],
    "I-08": [registered("EX1", theme="A")],
}
THEMES = [{"ref": "A", "title": "Front door"}]


def signed(register: Plan) -> Plan:
    day = register.settings["report_date"].iloc[0]
    return sign_off(register, by="Director", on=day).register


def stopped(register: Plan, folder: Path) -> str:
    with pytest.raises(NotIssued) as refused:
        issue(register, folder / "out")
    assert not (folder / "out").exists()
    return str(refused.value)


def test_what_stops_issuing_is_said_by_the_rules_themselves():
    assert {rule.code for rule in catalogue() if rule.stops_issue} == {"I-02", "I-08", "C-10", "C-11", "C-12"}


@pytest.mark.parametrize("code", STOPPING)
def test_nothing_is_issued_while_a_return_could_not_go_out_or_come_back(code: str, tmp_path: Path):
    said = stopped(a_register(STOPPING[code], themes=THEMES), tmp_path)

    assert f"\n- {code} " in said
    assert "anyway" in said


def test_said_to_go_on_it_goes_on(tmp_path: Path):
    done = issue(a_register(STOPPING["C-11"]), tmp_path / "out", anyway=True)

    assert sorted(path.stem for path, _ in done.made) == [EARLY_HELP, "Erly Help"]


def test_a_period_that_is_signed_off_is_not_issued_unasked(tmp_path: Path):
    register = signed(a_register())

    assert "2026-09 is signed off" in stopped(register, tmp_path)
    assert issue(register, tmp_path / "anyway", anyway=True).made
    settings = register.settings.assign(period="2026-12")
    assert issue(replace(register, settings=settings), tmp_path / "next").made


def test_other_errors_are_listed_a_line_a_rule_and_stop_nothing(tmp_path: Path):
    rows = [registered(f"EX{n}", lead=None, status="Complete", completed_on=None) for n in range(10)]
    done: Issued = issue(a_register(rows), tmp_path / "out")

    assert len(done.made) == 1
    assert done.exit_code == 0
    assert "L-01 No lead: EX0, EX1, EX2, EX3, EX4, EX5, EX6, EX7, and 2 more" in done.errors


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Early Help North", "Early Help South"), ("Fostering A", "Fostering B"), ("Team 1023", "Team 1024"),
        ("Health", "Housing"), ("Early Help", "Help"),
    ],
)  # fmt: skip
def test_services_that_are_two_are_not_taken_for_one_misspelt(one: str, other: str, tmp_path: Path):
    register = a_register([registered("EX1", one), registered("EX2", one), registered("EX3", other)])

    assert len(issue(register, tmp_path / "out").made) == 2


def test_a_service_under_an_earlier_name_is_known_and_one_that_is_not_listed_is_not(tmp_path: Path):
    listed = [{"name": EARLY_HELP, "also_written_as": "Family Support", "contact": "Business manager"}]
    rows = [registered("EX1", "Family Support"), registered("EX2", EARLY_HELP)]
    assert len(issue(a_register(rows, services=listed), tmp_path / "out").made) == 1

    said = stopped(a_register([*rows, registered("EX3", "Youth Justice")], services=listed), tmp_path / "not")
    assert "EX3 is of Youth Justice, which is not on the Services sheet." in said


def test_an_action_that_has_left_the_plan_goes_out_to_nobody_and_stops_nothing(tmp_path: Path):
    gone = registered("EX3", "Erly Help", status="Withdrawn")

    assert issue(a_register([registered("EX1"), registered("EX2"), gone]), tmp_path / "out").made


def misspelt(folder: Path) -> Path:
    return write_pack(register_pack(a_register(STOPPING["C-11"])), folder / "Register.xlsx")


def test_without_a_terminal_the_command_refuses_with_the_list_and_goes_on_with_anyway(run: Run, tmp_path: Path):
    register = misspelt(tmp_path)
    refused = run("issue", register, "-o", tmp_path / "out")

    assert refused.code == 1
    assert "C-11 " in refused.err
    assert not (tmp_path / "out").exists()
    assert run("issue", register, "-o", tmp_path / "out", "--anyway").code == 0
    assert len(list((tmp_path / "out").iterdir())) == 2


@pytest.mark.parametrize(("answer", "code", "made"), [("y", 0, 2), ("n", 1, 0)])
def test_on_a_terminal_the_command_asks(answer: str, code: int, made: int, run: Run, tmp_path: Path, monkeypatch):
    class Terminal:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return f"{answer}\n"

    monkeypatch.setattr(sys, "stdin", Terminal())
    said = run("issue", misspelt(tmp_path), "-o", tmp_path / "out")

    assert "Issue the returns as it stands? [y/N]" in said.err
    assert said.code == code
    assert len(list(tmp_path.glob("out/*.xlsx"))) == made


@pytest.mark.parametrize(("answer", "code", "made"), [("yes", "2 returns issued", 2), ("no", "Nothing was issued", 0)])
def test_the_button_asks_in_a_box(answer: str, code: str, made: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    team = the_team(monkeypatch, tmp_path)
    team.app.pressed = [answer]
    team.book.sheets["Actions"]["B5"].value = "A"
    team.book.sheets["Themes"]["A5:C5"].value = ["A", 1, "Front door"]

    assert team.press("IptIssue") == 0
    question = team.app.alerts[-2]
    assert "I-08 " in question
    assert question.endswith("Issue the returns as it stands?")
    assert "--anyway" not in question
    assert team.said.startswith(code)
    assert len(list(team.picked.iterdir())) == made


def test_the_public_name_is_there():
    assert issubclass(toolkit.NotIssued, toolkit.ToolkitError)


RENAMES = [{"name": EARLY_HELP, "also_written_as": "Family Support"}]


def test_a_sheet_of_renames_alone_says_nothing_of_services_it_does_not_name(tmp_path: Path):
    rows = [registered("EX1", "Family Support"), registered("EX2", "Youth Justice")]

    assert len(issue(a_register(rows, services=RENAMES), tmp_path / "out").made) == 2


@pytest.mark.parametrize(
    "more", [{"name": "Health"}, {"name": "Health", "also_written_as": "NHS", "contact": "Matron"}]
)
def test_a_sheet_that_says_who_is_who_knows_all_the_services(more: dict[str, str], tmp_path: Path):
    register = a_register([registered("EX1", "Youth Justice")], services=[*RENAMES, more])

    assert "EX1 is of Youth Justice, which is not on the Services sheet." in stopped(register, tmp_path)


def test_a_name_like_one_of_a_rename_is_asked_about(tmp_path: Path):
    register = a_register([registered("EX1", "Famly Support"), registered("EX2")], services=[
        {"name": "Family Support", "also_written_as": "Early Years"}])  # fmt: skip

    assert "did you mean Family Support?" in stopped(register, tmp_path)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"name": "Front Door"}, {"name": "front-door"}], '"front-door" is claimed by front-door and by Front Door'),
        (
            [{"name": "Front Door", "also_written_as": "Duty"}, {"name": "MASH", "also_written_as": "Hub; DUTY"}],
            '"DUTY" is claimed by MASH and by Front Door, and its actions count as those of Front Door.',
        ),
        (
            [{"name": "Front Door", "also_written_as": "MASH"}, {"name": "MASH"}],
            '"MASH" is claimed by MASH and by Front Door, and its actions count as those of MASH.',
        ),
    ],
)
def test_a_name_that_two_services_claim_is_asked_about(rows: list[dict[str, str]], said: str):
    register = a_register([registered("EX1", "Front Door")], services=rows)

    (finding,) = [f for f in validate(register).findings if f.rule == "C-12"]
    assert finding.message.startswith(said)
    assert finding.sheet == "Services"


def test_a_service_may_repeat_its_own_name():
    rows = [{"name": "Front Door", "also_written_as": "front door; Duty; duty"}, {"name": "MASH"}]

    assert not [f for f in validate(a_register(services=rows)).findings if f.rule == "C-12"]


def test_what_no_officer_is_asked_the_team_is_told_when_it_issues_and_when_it_checks(run: Run, tmp_path: Path):
    rows = [registered("EX1", action="Further actions to be agreed"), registered("EX2")]
    done = issue(a_register(rows), tmp_path / "out")
    checked = toolkit.check(tmp_path / "out", report=tmp_path / "findings.xlsx")

    assert [line for line in done.ours if line.startswith("T-02 ")] == ["T-02 Placeholder: EX1"]
    assert [f.for_team for f in checked.report.findings if f.rule == "T-02"] == [True]
    assert "T-02" not in {f.rule for f in checked.report.for_officers().findings}
    listed = openpyxl.load_workbook(tmp_path / "findings.xlsx")
    rules = {name: [cell.value for cell in listed[name]["B"]] for name in ("Findings", "For the team")}
    assert "T-02" in rules["For the team"]
    assert "T-02" not in rules["Findings"]

    said = run("check", tmp_path / "out")
    assert "For the performance team alone: " in said.out
    assert "Further actions" not in said.out


def test_the_marks_of_a_return_leave_out_what_is_for_the_team(tmp_path: Path):
    rows = [registered("EX1", action="Further actions to be agreed", lead=None)]
    [(path, _)] = issue(a_register(rows), tmp_path / "out").made
    toolkit.refresh(path)

    listed = [cell.value for cell in openpyxl.load_workbook(path)["Check results"]["B"]]
    assert "L-01" in listed
    assert "T-02" not in listed
