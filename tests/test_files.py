"""No input is ever harmed, and every file in a folder gets a line: asked through the command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.command_line import Run, register_of, run
from toolkit.excel.pdf import PLACES
from toolkit.excel.stamp import stamped
from toolkit.files import unusable

__all__ = ["run"]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def by_link(path: Path) -> Path:
    link = path.with_name("link.xlsx")
    link.symlink_to(path)
    return link


def by_hard_link(path: Path) -> Path:
    link = path.parent.parent / "hard link.xlsx"
    os.link(path, link)
    return link


def by_another_spelling(path: Path) -> Path:
    return path.parent / ".." / path.parent.name / path.name


def as_it_is(path: Path) -> Path:
    return path


SPELLINGS = pytest.mark.parametrize("spelt", [as_it_is, by_link, by_hard_link, by_another_spelling])


class TestNoInputIsHarmed:
    @SPELLINGS
    @pytest.mark.parametrize("replace", [(), ("--replace",)])
    def test_by_a_board_pack(
        self, run: Run, example: Path, spelt: Callable[[Path], Path], replace: tuple[str, ...]
    ) -> None:
        target = spelt(register_of(example))
        before = contents(example)

        said = run("board", register_of(example), "-o", target, *replace)

        assert said.code == 2
        assert "is the register itself" in said.err
        assert contents(example) == before

    @SPELLINGS
    def test_by_a_report_of_findings(self, run: Run, example: Path, spelt: Callable[[Path], Path]) -> None:
        given = example / "returned" / "Front Door.xlsx"
        target = spelt(given)
        before = contents(example)

        said = run("check", given, "--report", target, "--replace")

        assert said.code == 2
        assert "is one of the files checked" in said.err
        assert contents(example) == before

    @SPELLINGS
    def test_by_a_merge(self, run: Run, example: Path, spelt: Callable[[Path], Path]) -> None:
        target = spelt(example / "returned" / "Front Door.xlsx")
        before = contents(example)

        said = run("merge", register_of(example), example / "returned", "-o", target, "--replace")

        assert said.code == 2
        assert "is one of the returns" in said.err
        assert contents(example) == before

    def test_by_a_merge_over_a_return_nobody_has_touched(self, run: Run, example: Path) -> None:
        before = contents(example)

        target = example / "issued" / "Front Door.xlsx"
        said = run("merge", register_of(example), example / "issued", "-o", target, "--replace")

        assert said.code == 2
        assert contents(example) == before

    def test_by_a_pack_over_the_register_it_compares_with(self, run: Run, example: Path) -> None:
        previous = shutil.copyfile(register_of(example), example / "Last.xlsx")

        said = run("board", register_of(example), "--previous", previous, "-o", previous, "--replace")

        assert said.code == 2
        assert previous.read_bytes() == register_of(example).read_bytes()

    def test_a_refresh_into_the_return_itself_by_a_hard_link_keeps_it(self, run: Run, example: Path) -> None:
        given = example / "returned" / "Front Door.xlsx"
        before = given.read_bytes()

        assert run("refresh", given, "-o", by_hard_link(given)).code == 0

        assert (given.parent / "Front Door.backup.xlsx").read_bytes() == before

    def test_two_returns_are_never_refreshed_into_one_file(self, run: Run, example: Path) -> None:
        (example / "more").mkdir()
        shutil.copyfile(example / "returned" / "Front Door.xlsx", example / "more" / "front door.xlsx")

        given = (example / "returned" / "Front Door.xlsx", example / "more")
        said = run("refresh", *given, "-o", example / "out")

        assert said.code == 2
        assert "would both become" in said.err


class TestAnOutputThatIsThere:
    def test_is_refused_and_with_replace_kept_as_a_backup(self, run: Run, example: Path) -> None:
        target = example / "findings.xlsx"
        target.write_bytes(b"somebody's work")
        given = example / "returned" / "Front Door.xlsx"

        refused = run("check", given, "--report", target)
        assert (refused.code, target.read_bytes()) == (2, b"somebody's work")
        assert "--replace" in refused.err

        assert run("check", given, "--report", target, "--replace").code == 0
        assert (example / "findings.backup.xlsx").read_bytes() == b"somebody's work"
        assert "Findings" in openpyxl.load_workbook(target).sheetnames

    def test_a_copy_is_refreshed_over_another_file_only_when_asked(self, run: Run, example: Path) -> None:
        target = example / "copy.xlsx"
        target.write_bytes(b"somebody's work")
        given = example / "returned" / "Front Door.xlsx"

        assert run("refresh", given, "-o", target).code == 2
        assert target.read_bytes() == b"somebody's work"
        assert run("refresh", given, "-o", target, "--replace").code == 0
        assert (example / "copy.backup.xlsx").read_bytes() == b"somebody's work"

    @pytest.mark.slow
    def test_a_merge_may_be_run_again_into_the_folder_until_somebody_edits_the_register(
        self, run: Run, example: Path
    ) -> None:
        folder, target = example / "returned", example / "returned" / "next.xlsx"
        again = ("merge", register_of(example), folder, "-o", target)
        assert run(*again).code == 0
        made = target.read_bytes()

        assert run(*again).code == 2
        assert run(*again, "--replace").code == 0
        assert target.read_bytes() == made

        book = openpyxl.load_workbook(target)
        book["Actions"]["C5"] = "Decided by hand"
        book.save(target)
        edited = target.read_bytes()
        assert run(*again, "--replace").code == 2
        assert target.read_bytes() == edited

    @pytest.mark.slow
    def test_a_return_somebody_began_to_fill_in_is_kept_when_issued_again(self, run: Run, example: Path) -> None:
        begun = example / "issued" / "Front Door.xlsx"
        book = openpyxl.load_workbook(begun)
        book["Actions"]["I5"] = "Half a sentence"
        book.save(begun)
        before = begun.read_bytes()

        said = run("issue", register_of(example), "-o", example / "issued", "--replace")

        assert said.code == 0
        assert [p.name for p in (example / "issued").glob("*backup*.xlsx")] == ["Front Door.backup.xlsx"]
        assert (example / "issued" / "Front Door.backup.xlsx").read_bytes() == before
        assert "Front Door.backup.xlsx" in said.out

    def test_only_what_nobody_changed_is_ours(self, example: Path) -> None:
        issued = example / "issued" / "Front Door.xlsx"
        assert str(stamped(issued)).startswith("Service Return")

        openpyxl.load_workbook(issued).save(issued)
        assert stamped(issued) is None
        assert stamped(example / "returned" / "Police and Schools.xlsx") is None


class TestBoardAsPdf:
    @pytest.mark.slow
    def test_says_why_there_is_none(self, run: Run, example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("toolkit.excel.pdf.shutil.which", lambda _: None)
        monkeypatch.setattr("toolkit.excel.pdf.PLACES", ())

        run("merge", register_of(example), example / "returned", "-o", example / "next.xlsx")
        said = run("board", example / "next.xlsx", "-o", example / "pack.pdf")

        assert said.code == 2
        assert "needs LibreOffice" in said.err
        assert not (example / "pack.pdf").exists()

    @pytest.mark.slow
    def test_is_a_pdf(self, run: Run, example: Path) -> None:
        if not (shutil.which("soffice") or shutil.which("libreoffice") or any(map(os.path.exists, PLACES))):
            pytest.skip("no LibreOffice")
        run("merge", register_of(example), example / "returned", "-o", example / "next.xlsx")

        said = run("board", example / "next.xlsx", "-o", example / "pack.pdf")

        assert said.code == 0, said.err
        assert (example / "pack.pdf").read_bytes().startswith(b"%PDF")
        assert not (example / "pack.xlsx").exists()

    def test_another_ending_is_refused(self, run: Run, example: Path) -> None:
        said = run("board", register_of(example), "-o", example / "pack.docx")

        assert said.code == 2
        assert ".xlsx or .pdf" in said.err


class TestEveryFileInAFolder:
    @pytest.fixture
    def folder(self, example: Path) -> Path:
        """One good return among all that also lies in folders."""
        folder = example / "some"
        folder.mkdir()
        good = example / "returned" / "Front Door.xlsx"
        shutil.copyfile(good, folder / "Front Door.xlsx")
        shutil.copyfile(example / "returned" / "Early Help.xlsx", folder / "Early Help.backup.xlsx")
        (folder / ".hidden.xlsx").write_bytes(good.read_bytes())
        (folder / ".git").mkdir()
        (folder / ".git" / "config").write_text("x")
        (folder / "gone.xlsx").symlink_to(folder / "not there.xlsx")
        (folder / "elsewhere").symlink_to(example / "issued")
        (folder / "minutes.txt").write_text("We met.")
        (folder / "~$Front Door.xlsx").write_bytes(b"x")
        (folder / ".~lock.Front Door.xlsx#").write_text("x")
        os.mkfifo(folder / "pipe.xlsx")
        with open(os.fsencode(folder) + b"/caf\xe9.xlsx", "wb") as strange:
            strange.write(b"")
        return folder

    STATES = {
        "Front Door.xlsx": "Read",
        "Early Help.backup.xlsx": "Read",
        ".hidden.xlsx": "Hidden",
        ".git": "Hidden",
        "gone.xlsx": "Link",
        "elsewhere": "Link",
        "minutes.txt": "Not a workbook",
        "~$Front Door.xlsx": "Lock file",
        ".~lock.Front Door.xlsx#": "Lock file",
        "pipe.xlsx": "Not a file",
        "caf\\xe9.xlsx": "Empty",
    }

    def test_has_a_line_in_a_check(self, run: Run, folder: Path) -> None:
        files = json.loads(run("check", folder, "--json").out)["files"]

        assert {one["file"]: one["state"] for one in files} == self.STATES
        assert len(files) == len(self.STATES)
        said = run("check", folder)
        assert all(name in said.out + said.err for name in self.STATES)

    @pytest.mark.slow
    def test_has_a_line_in_a_merge(self, run: Run, example: Path, folder: Path) -> None:
        target = example / "next.xlsx"
        files = json.loads(run("merge", register_of(example), folder, "-o", target, "--json").out)["files"]

        states = {one["file"]: one["state"] for one in files if one["file"]}
        assert states == self.STATES
        log = openpyxl.load_workbook(target)["Returns"]
        logged = {cell for row in log.iter_rows(min_row=5, values_only=True) for cell in row}
        assert set(self.STATES) <= logged
        said = run("merge", register_of(example), folder, "-o", target, "--replace")
        assert all(name in said.out for name in self.STATES)

    def test_and_a_folder_without_a_workbook_says_what_it_holds(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "minutes.txt").write_text("We met.")

        said = run("check", tmp_path)

        assert said.code == 2
        assert "minutes.txt" in said.err

    @pytest.mark.slow
    def test_a_backup_of_ours_that_somebody_changed_is_theirs(self, run: Run, example: Path) -> None:
        given = example / "returned" / "Front Door.xlsx"
        run("refresh", given)
        backup = given.with_name("Front Door.backup.xlsx")
        shutil.copyfile(example / "returned" / "Early Help.xlsx", backup)

        files = json.loads(run("check", example / "returned", "--json").out)["files"]

        assert {"file": backup.name, "state": "Read"} in files


class TestPathsTooLongForExcel:
    """Excel opens no file whose whole path has more than 218 characters, and says that it could not be found."""

    @staticmethod
    def deep(folder: Path, length: int) -> Path:
        while len(str(folder)) < length - 101:
            folder /= "d" * 100
        return folder / ("e" * (length - len(str(folder)) - 1))

    def test_get_no_workbook_and_no_folder_from_any_command(self, run: Run, example: Path, tmp_path: Path) -> None:
        folder, register = self.deep(tmp_path / "new", 216), register_of(example)
        given = example / "returned" / "Front Door.xlsx"
        ended = ("--by", "Director", "--on", "2026-10-20")
        commands = (
            ("new", "return", "-o", folder / "R.xlsx"),
            ("check", given, "--report", folder / "F.xlsx"),
            ("refresh", given, "-o", folder / "F.xlsx"),
            ("issue", register, "-o", folder),
            ("merge", register, given.parent, "-o", folder / "P.xlsx"),
            ("board", register, "-o", folder / "B.xlsx", "--pdf"),
            ("sign-off", register, "-o", folder / "S.xlsx", *ended),
            ("carry-forward", register, "-o", folder, "--to", "NEXT", *ended),
        )
        for command in commands:
            said = run(*command)
            assert said.code == 2, command
            assert "Excel opens no file of more than 218" in " ".join(said.err.split()), command
        assert not (tmp_path / "new").exists()

    def test_one_that_is_just_short_enough_is_written(self, run: Run, tmp_path: Path) -> None:
        path = self.deep(tmp_path, 218 - len("/Return.xlsx")) / "Return.xlsx"

        assert run("new", "return", "-o", path).code == 0
        assert len(str(path)) == 218
        assert path.exists()


class TestNamesThatCannotBe:
    @pytest.mark.parametrize("name", ["CON.xlsx", "nul.xlsx", "LPT1.backup.xlsx", "x" * 300 + ".xlsx", "é" * 200])
    def test_as_a_file(self, run: Run, example: Path, name: str) -> None:
        assert unusable(name) is not None
        given = example / "returned" / "Front Door.xlsx"
        for command in (("check", given, "--report"), ("refresh", given, "-o"), ("board", register_of(example), "-o")):
            said = run(*command, example / name)
            assert said.code == 2, command
            assert any(words in said.err for words in ("cannot be written", "was not written", "cannot be made"))

    def test_a_path_through_a_file(self, run: Run, example: Path) -> None:
        register = register_of(example)
        given = example / "returned" / "Front Door.xlsx"
        commands = (
            ("check", given, "--report", register / "x.xlsx"),
            ("check", register / "x.xlsx"),
            ("refresh", given, "-o", register / "x.xlsx"),
            ("merge", register, example / "returned", "-o", register / "x.xlsx"),
            ("board", register, "-o", register / "x.xlsx"),
            ("issue", register, "-o", register / "x"),
            ("new", "return", "-o", register / "x.xlsx"),
        )
        for command in commands:
            said = run(*command)
            assert said.code == 2, command
            assert register.name in said.err

    def test_only_the_service_whose_name_no_file_can_have_gets_no_return(self, run: Run, example: Path) -> None:
        book = openpyxl.load_workbook(register_of(example))
        column = next(cell.column for cell in book["Actions"][4] if cell.value == "Service")
        book["Actions"].cell(5, column).value = "Team " + "x" * 300
        book["Actions"].cell(6, column).value = "NUL"
        book.save(example / "odd.xlsx")

        said = run("issue", example / "odd.xlsx", "-o", example / "out", "--anyway")

        assert said.code == 1
        assert "xxx" in said.err
        assert "NUL" in said.err
        made = {path.name for path in (example / "out").iterdir()}
        assert {"Front Door.xlsx", "Early Help.xlsx"} <= made
        assert "NUL.xlsx" not in made


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal as a Unix shell does")
def test_ctrl_c_while_still_loading_is_one_sentence() -> None:
    stop = "import sys, os, signal\nclass Slow:\n  def find_spec(self, name, *_):\n    if name == 'pandas':\n"
    stop += "      os.kill(os.getpid(), signal.SIGINT)\nsys.meta_path.insert(0, Slow())\n"
    code = stop + "sys.argv = ['plan-toolkit', 'rules']\nfrom toolkit.cli import main\nmain()"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)

    assert done.returncode == 2
    assert done.stderr == "Stopped. No file was left half-written.\n"
