"""The command line on the worked example, as a performance team types it."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import openpyxl
import pytest

from tests.command_line import Run, register_of, run
from toolkit.excel.read import read_workbook
from toolkit.reading.parse import parse

__all__ = ["run"]


class TestLookingThingsUp:
    def test_the_version_is_said(self, run: Run) -> None:
        assert run("--version").out.startswith("plan-toolkit 0.")

    def test_help_names_every_command(self, run: Run) -> None:
        said = run("--help")

        names = ("issue", "check", "refresh", "merge", "board", "sign-off", "carry-forward", "new", "rules")
        assert all(name in said.out for name in names)

    def test_a_date_in_words_is_read(self, run: Run) -> None:
        said = run("date", "Spring 2015", "--plan-start", "2014-12-08")

        assert said.code == 0
        assert "31 May 2015" in said.out

    def test_a_date_that_cannot_be_read_is_asked_about_with_exit_code_1(self, run: Run) -> None:
        said = run("date", "01/13/2015", "--plan-start", "2014-12-08")

        assert said.code == 1
        assert "13 January 2015" in said.out

    def test_one_rule_is_explained(self, run: Run) -> None:
        said = run("rules", "E-01")

        assert "E-01" in said.out
        assert "Why:" in said.out

    def test_a_rule_that_is_not_there_is_said_with_exit_code_2(self, run: Run) -> None:
        said = run("rules", "e1")

        assert said.code == 2
        assert "E-01" in said.err


class TestNew:
    @pytest.mark.parametrize("what", ["return", "register"])
    def test_an_empty_workbook_is_made(self, run: Run, tmp_path: Path, what: str) -> None:
        assert run("new", what, "-o", tmp_path / "new.xlsx").code == 0
        assert "Actions" in openpyxl.load_workbook(tmp_path / "new.xlsx").sheetnames

    def test_a_file_that_is_there_is_never_replaced(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "mine.xlsx").write_text("mine")

        said = run("new", "return", "-o", tmp_path / "mine.xlsx")

        assert said.code == 2
        assert (tmp_path / "mine.xlsx").read_text() == "mine"


class TestReplace:
    @pytest.mark.slow
    def test_a_findings_workbook_or_a_pack_that_was_there_is_kept_under_a_name_that_is_said(
        self, run: Run, example: Path, tmp_path: Path
    ) -> None:
        for command in (("check", example / "issued", "--report"), ("board", register_of(example), "-o")):
            target = tmp_path / f"{command[0]}.xlsx"
            target.write_text(f"my own {command[0]}")

            said = run(*command, target, "--replace")

            [kept] = [path for path in tmp_path.glob(f"{command[0]}*") if path != target]
            assert f"The file that was there is {kept.name}." in said.out
            assert kept.read_text() == f"my own {command[0]}"


class TestIssue:
    def test_returns_that_are_there_are_not_replaced_unasked(self, run: Run, example: Path) -> None:
        (example / "issued" / "Front Door.xlsx").write_text("begun")

        said = run("issue", register_of(example), "-o", example / "issued")

        assert said.code == 2
        assert "--replace" in said.err
        assert (example / "issued" / "Front Door.xlsx").read_text() == "begun"

    def test_a_return_as_issued_has_no_fault_of_its_own(self, run: Run, example: Path) -> None:
        found = json.loads(run("check", example / "issued", "--json").out)["findings"]

        faults = {(f["file"], f["rule"], f["ref"]) for f in found if f["severity"] == "error"}
        # HP6 has had no date since June, which is an error from the second period on.
        assert {(rule, ref) for _, rule, ref in faults if rule not in ("P-04", "P-05")} == {("D-03", "HP6")}


class TestCheck:
    def test_sound_returns_give_exit_code_0(self, run: Run, example: Path) -> None:
        good = [example / "returned" / f"{name}.xlsx" for name in ("Front Door", "Early Help", "Child Protection")]

        said = run("check", *good)

        assert said.code == 0, said.out

    def test_errors_give_exit_code_1_and_are_told_file_by_file(self, run: Run, example: Path) -> None:
        said = run("check", example / "returned" / "Children in Care.xlsx")

        assert said.code == 1
        assert "Children in Care.xlsx" in said.out
        assert "D-08" in said.out

    def test_a_file_that_cannot_be_read_gives_exit_code_2_and_the_others_are_still_told(
        self, run: Run, example: Path
    ) -> None:
        said = run("check", example / "returned")

        assert said.code == 2
        assert "password" in said.err
        assert "Front Door.xlsx" in said.out

    def test_json_gives_findings_unasked_and_counts(self, run: Run, example: Path) -> None:
        answer = json.loads(run("check", example / "returned", "--json").out)

        assert {"findings", "unasked", "counts"} <= set(answer)
        keys = {"rule", "severity", "file", "sheet", "cell", "ref", "message", "fix"}
        assert all(set(finding) - {"for"} == keys for finding in answer["findings"])
        assert answer["counts"]["error"] == sum(f["severity"] == "error" for f in answer["findings"])

    @pytest.mark.slow
    def test_the_workbook_of_findings_leads_to_each_cell(self, run: Run, example: Path) -> None:
        run("check", example / "returned", "--report", example / "findings.xlsx")

        sheet = openpyxl.load_workbook(example / "findings.xlsx")["Findings"]
        links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert links
        assert all(link.target.startswith("returned/") for link in links)
        assert sheet.tables

    def test_a_file_that_is_not_there_is_said(self, run: Run, tmp_path: Path) -> None:
        said = run("check", tmp_path / "gone.xlsx")

        assert said.code == 2
        assert "gone.xlsx is not there" in said.err


class TestRefresh:
    def test_a_copy_leaves_the_return_as_it_was(self, run: Run, example: Path) -> None:
        source = example / "returned" / "Front Door.xlsx"
        before = source.read_bytes()

        run("refresh", source, "-o", example / "copy.xlsx")

        assert source.read_bytes() == before
        plan, _ = parse([read_workbook(example / "copy.xlsx")])
        assert set(plan["Actions"]["rating"]) <= {"Red", "Amber", "Green", "Blue", "Not due", "Not rated", "Closed"}

    def test_in_place_the_file_as_it_was_is_kept(self, run: Run, example: Path) -> None:
        source = example / "returned" / "Front Door.xlsx"
        before = source.read_bytes()

        run("refresh", source)

        assert source.read_bytes() != before
        assert (source.parent / "Front Door.backup.xlsx").read_bytes() == before

    def test_a_second_refresh_changes_nothing(self, run: Run, example: Path) -> None:
        source = example / "returned" / "Children in Care.xlsx"
        run("refresh", source)
        once = source.read_bytes()

        run("refresh", source)

        assert source.read_bytes() == once

    @pytest.mark.slow
    def test_a_check_after_a_refresh_finds_what_it_found_before(self, run: Run, example: Path) -> None:
        source = example / "returned" / "Front Door.xlsx"
        before = json.loads(run("check", source, "--json").out)["findings"]

        run("refresh", source)

        assert json.loads(run("check", source, "--json").out)["findings"] == before

    def test_json_gives_each_actions_date_rating_code_and_reason(self, run: Run, example: Path) -> None:
        given = example / "returned" / "Front Door.xlsx"
        answer = json.loads(run("refresh", given, "-o", example / "c.xlsx", "--json").out)

        by_ref = {action["ref"]: action for action in answer["actions"]}
        assert by_ref["FD2"]["due"] == "2026-09-30"
        assert by_ref["FD2"]["precision"] == "month"
        assert {"rating", "code", "why"} <= set(by_ref["FD2"])
        assert sum(answer["summary"]["counts"].values()) == len(answer["actions"])

    def test_several_returns_are_copied_into_a_folder(self, run: Run, example: Path) -> None:
        names = ("Front Door.xlsx", "Early Help.xlsx")

        run("refresh", *(example / "returned" / name for name in names), "-o", example / "refreshed")

        assert all((example / "refreshed" / name).exists() for name in names)


class TestMerge:
    def test_every_file_is_told_and_control_totals_agree(self, run: Run, example: Path) -> None:
        said = run("merge", register_of(example), example / "returned", "-o", example / "next.xlsx")

        assert said.code == 0
        for path in (example / "returned").iterdir():
            assert path.name in said.out
        assert "control totals agree" in said.out

    def test_the_same_inputs_give_the_same_bytes(self, run: Run, example: Path) -> None:
        for name in ("a", "b"):
            run("merge", register_of(example), example / "returned", "-o", example / f"{name}.xlsx")

        assert (example / "a.xlsx").read_bytes() == (example / "b.xlsx").read_bytes()

    @pytest.mark.slow
    def test_merging_the_same_returns_again_changes_no_action(self, run: Run, example: Path) -> None:
        run("merge", register_of(example), example / "returned", "-o", example / "next.xlsx")
        again = run("merge", example / "next.xlsx", example / "returned", "-o", example / "n2.xlsx", "--json")
        answer = json.loads(again.out)

        assert answer["changes"] == []
        assert answer["reconciles"]

    @pytest.mark.slow
    def test_a_backup_that_a_refresh_left_is_not_taken_for_a_second_return(self, run: Run, example: Path) -> None:
        run("refresh", example / "returned" / "Front Door.xlsx")

        said = run("merge", register_of(example), example / "returned", "-o", example / "next.xlsx", "--json")

        assert said.code == 0
        became = {one["file"]: one["state"] for one in json.loads(said.out)["files"]}
        assert became["Front Door.xlsx"] == "Read"
        assert became["Front Door.backup.xlsx"] == "Backup"

    def test_the_register_is_never_written_over(self, run: Run, example: Path) -> None:
        said = run("merge", register_of(example), example / "returned", "-o", register_of(example))

        assert said.code == 2
        assert "is the register itself" in said.err

    def test_an_interrupted_merge_leaves_no_file(
        self, run: Run, example: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(*_: object, **__: object) -> None:
            signal.raise_signal(signal.SIGINT)

        monkeypatch.setattr("toolkit.tasks.writing.put", interrupted)
        before = sorted(example.rglob("*"))

        said = run("merge", register_of(example), example / "returned", "-o", example / "next.xlsx")

        assert said.code == 2
        assert "half-written" in said.err
        assert sorted(example.rglob("*")) == before


class TestBoardAndSignOff:
    def test_a_pack_is_made_from_the_next_register(self, run: Run, example: Path) -> None:
        run("merge", register_of(example), example / "returned", "-o", example / "next.xlsx")

        said = run("board", example / "next.xlsx", "--previous", register_of(example), "-o", example / "pack.xlsx")

        assert said.code == 0, said.err
        names = openpyxl.load_workbook(example / "pack.xlsx").sheetnames
        assert names[:6] == [
            "Summary",
            "Exceptions",
            "Overdue",
            "Next 90 days",
            "Changes since last meeting",
            "Reconciliation",
        ]

    def test_a_pack_is_refused_where_a_row_has_gone_from_the_register(self, run: Run, example: Path) -> None:
        run("merge", register_of(example), example / "returned", "-o", example / "next.xlsx")
        book = openpyxl.load_workbook(example / "next.xlsx")
        sheet = book["Actions"]
        sheet.delete_rows(sheet.max_row)
        book.save(example / "next.xlsx")

        said = run("board", example / "next.xlsx", "-o", example / "pack.xlsx")

        assert said.code == 2
        assert not (example / "pack.xlsx").exists()

    def test_sign_off_freezes_the_period_and_keeps_the_register_as_it_was(self, run: Run, example: Path) -> None:
        run("merge", register_of(example), example / "returned", "-o", example / "next.xlsx")
        before = (example / "next.xlsx").read_bytes()

        said = run("sign-off", example / "next.xlsx", "--by", "Director", "--on", "2026-10-20")

        assert said.code == 0, said.err
        assert (example / "next.backup.xlsx").read_bytes() == before
        plan, _ = parse([read_workbook(example / "next.xlsx")])
        assert list(plan["Sign-offs"]["by"])[-1] == "Director"


class TestCarryForward:
    def test_what_is_open_goes_to_the_next_plan_and_stays_counted_in_the_old(self, run: Run, example: Path) -> None:
        folder = example / "next plan"

        said = run(
            "carry-forward",
            register_of(example),
            "--to",
            "BRK2",
            "--by",
            "Director",
            "--on",
            "2027-01-04",
            "-o",
            folder,
        )

        assert said.code == 0, said.err
        (old, _), (opened, _) = (parse([read_workbook(folder / name)]) for name in ("BRK closed.xlsx", "BRK2.xlsx"))
        was_open = ~old["Actions"]["status"].isin(["Complete", "Embedded"]) & old["Actions"]["went_to"].notna()
        assert list(opened["Actions"]["came_from"].str.startswith("BRK")) == [True] * len(opened["Actions"])
        assert len(opened["Actions"]) == (was_open & old["Actions"]["went_to"].str.startswith("BRK2")).sum()
        assert len(old["Actions"]) == 60
