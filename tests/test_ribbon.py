"""Every button from end to end: the ribbon's XML, the macro, the command line it starts, and the open workbook after.

The macros run under an interpreter, the workbook is open in a stand-in for Excel; nothing here is Excel itself.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from functools import partial
from itertools import count
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from tests.books import TODAY, filled_in, place, register_file, return_file, setting_cell, signed
from tests.budget import some
from tests.excel.engine import HWND, App, ExcelSaysNo, Range
from tests.excel.grids import cells_of
from tests.macros import checks
from tests.office import ROOT, Cells, Office, an_officer, honest, the_team
from toolkit import __version__
from toolkit.excel.addin import MACROS
from toolkit.excel.live.open_book import read_book
from toolkit.excel.read import read_workbook
from toolkit.model.plan import Book
from toolkit.ribbon import buttons, door
from toolkit.ribbon.progress import Progress
from toolkit.sheets.columns import Owner
from toolkit.sheets.every_sheet import spec_of

CALLBACKS = [c for c in checks.callbacks((MACROS / "ribbon.xml").read_text("ascii")) if c not in checks.AT_ONCE]
"""The buttons that start Python."""


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    return an_officer(monkeypatch, tmp_path)


@pytest.fixture
def team(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    return the_team(monkeypatch, tmp_path)


def bars_of(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the status bar shows from now on, on a computer where every step takes three seconds."""
    shown: list[str] = []
    put = App.__setattr__

    def watched(app: App, name: str, value: object) -> None:
        if name == "status_bar" and isinstance(value, str):
            shown.append(value)
        put(app, name, value)

    monkeypatch.setattr(App, "__setattr__", watched)
    steps = count(0.0, 3.0)
    monkeypatch.setattr(door, "Progress", partial(Progress, clock=lambda: next(steps)))
    return shown


class TestTheChain:
    def test_every_button_that_starts_python_has_a_task_and_every_task_a_button(self, team: Office):
        assert [team.words_of(callback)[0] for callback in CALLBACKS] == list(buttons.BUTTONS)

    @pytest.mark.parametrize("mac", [False, True], ids=["windows", "mac"])
    def test_what_the_macro_starts_is_what_python_reads(self, monkeypatch, tmp_path: Path, mac: bool):
        office = Office(monkeypatch, tmp_path, mac=mac)
        office.open(return_file(tmp_path, name="L'été = 100% & more.xlsx"))

        assert office.press("IptAbout") == 0
        assert office.words_of("IptAbout")[1] == "--wb=L'été = 100% & more.xlsx"
        assert office.said.startswith("Add-in: ")

    def test_the_name_may_come_with_its_accents_apart_as_on_a_mac(self, office: Office, tmp_path: Path):
        office.open(return_file(tmp_path, name="L'été.xlsx"))

        assert office.start("about", "--wb=L'e\u0301te\u0301.xlsx", "--from_xl=1") == 0

    def test_of_two_books_of_one_name_the_one_in_the_window_is_taken(self, office: Office, tmp_path: Path):
        other = App(office.app.engine, hwnd=77)
        office.app.engine.apps.running.append(other)
        other.books.take(type(office.book.impl)(other.books, office._path, from_the_web=True))

        office.start("about", f"--wb={office.book.name}", "--hwnd=77")
        office.start("about", f"--wb={office.book.name}", f"--hwnd={HWND}")

        assert (len(other.alerts), len(office.app.alerts)) == (1, 1)

    def test_without_a_name_the_book_in_front_is_taken(self, office: Office):
        assert office.start("about") == 0
        assert "Add-in: none (started without it)" in office.said

    @pytest.mark.parametrize("callback", some(CALLBACKS, at_once=("IptValidate", "IptMerge")))
    def test_excel_is_busy_meanwhile_and_itself_again_when_it_speaks(self, office: Office, callback: str, monkeypatch):
        office.picked = Path("C:/Returns")
        task = office.words_of(callback)[0]
        doing, seen = buttons.BUTTONS[task].doing, []

        def press(desk: buttons.Desk) -> str:
            seen.append((office.app.status_bar, office.app.screen_updating))
            return "Done."

        monkeypatch.setitem(buttons.BUTTONS, task, buttons.Button(doing, press))
        office.press(callback)

        assert seen == [(f"Improvement plan toolkit: {doing}...", False)]
        assert office.app.seen == [(False, True)]
        assert (office.app.status_bar, office.app.screen_updating) == (False, True)

    @pytest.mark.parametrize(
        ("callback", "words"),
        [
            pytest.param("IptValidate", "checking (asking rule, 2 of ", marks=pytest.mark.slow),
            pytest.param("IptRefresh", "working out the ratings (asking rule, 2 of ", marks=pytest.mark.slow),
            ("IptIssue", "issuing returns (issuing, 2 of 2)"),
            pytest.param("IptMerge", "merging returns (reading, 2 of 2)", marks=pytest.mark.slow),
            pytest.param("IptMerge", "merging returns (at step, 4 of 4)", marks=pytest.mark.slow),
            ("IptBoard", "making the board pack (at step, 3 of 3)"),
        ],
    )
    def test_what_takes_longer_than_two_seconds_is_counted(self, team: Office, callback: str, words: str, monkeypatch):
        shown = bars_of(team, monkeypatch)
        for service in ("Early Help", "Health") if callback == "IptMerge" else ():
            signed(return_file(team.picked, service))
        if callback in WRITING:
            team.open(return_file(team.folder))
        team.press(callback)

        counted = [bar for bar in shown if bar.startswith(f"Improvement plan toolkit: {words}")]
        assert counted
        # Once it is counted, the bar says again what the button does, and in the end it is Excel's own.
        doing = buttons.BUTTONS[team.words_of(callback)[0]].doing
        assert f"Improvement plan toolkit: {doing}..." in shown[shown.index(counted[-1]) :]
        assert team.app.status_bar is False

    @pytest.mark.parametrize("callback", some(CALLBACKS, at_once=("IptValidate", "IptUndo", "IptMerge")))
    def test_no_button_ever_shows_a_traceback(self, office: Office, callback: str, monkeypatch):
        typed = "Printed, " + "and sent to every school"

        def broken(*_: object) -> None:
            raise KeyError(typed)

        office.picked = office.folder
        if callback == "IptUndo":
            office.press("IptValidate")
        monkeypatch.setattr(xw.main.Sheets, "__iter__", broken)
        monkeypatch.setattr(xw.main.Range, "select", broken)

        assert office.press(callback) == 1
        assert office.said.startswith("Something went wrong in the toolkit.")
        assert str(office.profile / "toolkit.log") in office.said
        assert "Traceback" not in office.said
        assert "KeyError" in office.log
        assert typed not in office.log
        assert (office.app.status_bar, office.app.screen_updating) == (False, True)

    def test_what_cannot_be_said_is_left_to_the_macro(self, office: Office, monkeypatch):
        def mute(*_: object) -> None:
            raise ExcelSaysNo("busy")

        monkeypatch.setattr(App, "alert", mute)

        assert office.press("IptValidate") == 3
        assert "ExcelSaysNo" in office.log

    def test_a_book_closed_meanwhile_is_said(self, office: Office):
        assert office.start("validate", "--wb=Gone.xlsx") == 1
        assert office.said.startswith("'Gone.xlsx' is not open in Excel any more")

    def test_with_no_book_open_the_start_menu_says_so_in_the_log(self, monkeypatch, tmp_path: Path):
        office = Office(monkeypatch, tmp_path)

        assert office.start("validate") == 1
        assert office.said.startswith("Open an improvement plan workbook in Excel first")

    def test_a_book_that_is_no_plan_is_said(self, office: Office, tmp_path: Path):
        openpyxl.Workbook().save(tmp_path / "Book1.xlsx")
        office.open(tmp_path / "Book1.xlsx")

        assert office.press("IptValidate") == 1
        assert "has no sheet that looks like an action plan" in office.said

    def test_another_version_of_the_add_in_is_said_with_every_answer(self, office: Office):
        office.start("about", f"--wb={office.book.name}", "--addin-version=0.0.9")

        assert f"The add-in is version 0.0.9 and the Python part is version {__version__}." in office.said

    @pytest.mark.slow
    def test_the_log_names_task_book_and_outcome_and_no_cell(self, office: Office):
        office.press("IptValidate")
        office.press("IptSignOff")

        lines = [line.split(" ", 2)[2] for line in office.log.splitlines()]
        name = office.book.name
        assert lines == [f"validate {name!r}: done", f"sign-off {name!r}: refused, ToolkitError"]

    def test_a_profile_that_takes_no_file_stops_nothing(self, office: Office):
        office.profile.write_text("a file where the folder should be")

        assert office.press("IptAbout") == 0

    def test_the_program_that_excel_starts_answers(self, tmp_path: Path):
        openpyxl.Workbook().save(tmp_path / "Book1.xlsx")
        program = (
            f"import pathlib, runpy, sys; sys.path.insert(0, {str(ROOT)!r})\n"
            "from tests.excel.engine import Excel\n"
            f"excel = Excel(); excel.open(pathlib.Path({str(tmp_path / 'Book1.xlsx')!r}))\n"
            "sys.argv = ['ribbon', 'about', '--wb=Book1.xlsx', '--from_xl=1', '--hwnd=4242']\n"
            "try:\n    runpy.run_module('toolkit.ribbon', run_name='__main__')\n"
            "finally:\n    print(*excel.app.alerts)\n"
        )
        done = subprocess.run(
            [sys.executable, "-I", "-c", program], env={"HOME": str(tmp_path)}, capture_output=True, text=True
        )

        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Add-in: none (started without it)")

    def test_python_that_lacks_a_part_leaves_it_to_the_macro_to_say_so(self, tmp_path: Path):
        program = (
            f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); sys.modules['xlwings'] = None; "
            "sys.argv = ['ribbon', 'validate']; runpy.run_module('toolkit.ribbon', run_name='__main__')"
        )
        done = subprocess.run(
            [sys.executable, "-I", "-c", program], env={"HOME": str(tmp_path)}, capture_output=True, text=True
        )

        assert (done.returncode, done.stdout, done.stderr) == (3, "", "")
        assert "ModuleNotFoundError" in (tmp_path / ".local/state/ImprovementPlanToolkit/toolkit.log").read_text()


OWNED = {"Check results", "Summary", "Issued"}
WRITING = ("IptValidate", "IptRefresh")
OFFICERS = [callback for callback in CALLBACKS if callback not in ("IptIssue", "IptMerge", "IptBoard")]


def officers_own(cells: Cells) -> Cells:
    """What the toolkit may never change: everything but its own sheets and the worked-out columns."""
    kept = {}
    for name, here in cells.items():
        if name in OWNED:
            continue
        worked_out = set()
        if name not in ("Guide", "Settings", "Lists"):
            columns = spec_of(name).columns_of(Book.RETURN)
            worked_out = {n for n, column in enumerate(columns, start=1) if column.owner is Owner.TOOLKIT}
        kept[name] = {cell: value for cell, value in here.items() if cell[1] not in worked_out}
    return kept


class TestNothingIsLost:
    @pytest.mark.parametrize("callback", some(OFFICERS, at_once=WRITING))
    def test_a_button_changes_nothing_that_is_not_the_toolkits(self, office: Office, callback: str):
        before = office.cells()
        office.press(callback)

        assert officers_own(office.cells()) == officers_own(before)

    @pytest.mark.parametrize("callback", some(["IptIssue", "IptMerge", "IptBoard"], at_once=["IptMerge"]))
    def test_the_teams_buttons_leave_the_register_as_it_is(self, team: Office, callback: str):
        register = team.book
        before = {sheet.name: cells_of(sheet) for sheet in read_book(register).sheets}
        team.press(callback)

        assert {sheet.name: cells_of(sheet) for sheet in read_book(register).sheets} == before

    @pytest.mark.parametrize("callback", some(WRITING, at_once=["IptRefresh"]))
    def test_undo_last_puts_everything_back(self, office: Office, callback: str):
        before = office.cells()
        office.press(callback)
        assert office.cells() != before

        assert office.press("IptUndo") == 0
        assert office.said.startswith("Undone: ")
        assert office.cells() == before
        office.press("IptUndo")
        assert office.said == "There is nothing to undo in this workbook."

    @pytest.mark.slow
    def test_undo_last_keeps_what_was_typed_since(self, office: Office):
        office.press("IptRefresh")
        rating, own = place("Actions", 2, "rating"), place("Actions", 2, "notes")
        office.book.sheets["Actions"].range(rating).value = "Mine"
        office.book.sheets["Actions"].range(own).value = "A word of my own"
        office.press("IptUndo")

        assert "was left as it is (on Actions)" in office.said
        assert office.cells()["Actions"][rating] == ("str", "Mine")
        assert office.cells()["Actions"][own] == ("str", "A word of my own")

    @pytest.mark.parametrize("callback", some(WRITING, at_once=["IptValidate"]))
    def test_a_second_click_writes_nothing(self, office: Office, callback: str, monkeypatch):
        for _ in range(2 if callback == "IptRefresh" else 1):
            office.press(callback)
        before, said = office.cells(), office.said
        monkeypatch.setattr(Range, "_write", lambda *_: pytest.fail("wrote"))
        office.press(callback)

        assert office.cells() == before
        assert office.said == said

    def test_where_excel_refuses_part_way_all_is_as_it_was(self, office: Office, monkeypatch):
        before, write = office.cells(), Range._write

        def refuse(self: Range, value: object, counted: str) -> None:
            if self.sheet.name == "Check results":
                monkeypatch.setattr(Range, "_write", write)
                raise ExcelSaysNo("busy")
            write(self, value, counted)

        monkeypatch.setattr(Range, "_write", refuse)

        assert office.press("IptRefresh") == 1
        assert "was taken back" in office.said
        assert office.cells() == before

    @pytest.mark.parametrize("callback", some(["IptValidate", "IptRefresh", "IptAbout"], at_once=["IptRefresh"]))
    def test_the_selection_stays_where_it_was(self, office: Office, callback: str):
        office.book.sheets["Actions"].activate()
        office.book.sheets["Actions"]["H6"].select()
        office.press(callback)

        assert (office.book.sheets.active.name, office.book.selection.address) == ("Actions", "$H$6")


class TestCheck:
    def test_validate_lists_marks_and_sums_up(self, office: Office):
        assert office.press("IptValidate") == 0

        assert office.said.splitlines()[0].endswith(f"in 3 actions. Start with {office.said.split('Start with ')[1]}")
        assert "EX2|Where are we now" in office.column("Check results", "mark")
        line = office.column("Check results", "mark").index("EX2|Where are we now")
        results = office.book.sheets["Check results"]
        assert results.range((5 + line, 5)).value == "H6"
        links = results.range((5, 5), (4 + len(office.column("Check results", "mark")), 5)).formula
        assert len({re.sub(r"(?<=[A-Z])\d+", "", formula) for (formula,) in links}) == 1

    def test_where_check_results_is_gone_the_box_says_what_was_found_alike_ones_once(
        self, team: Office, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(buttons, "results_edits", lambda *_, **__: [])
        assert team.press("IptValidate") == 0
        said = team.said.splitlines()
        assert said[1] == buttons.NO_RESULTS
        assert len(said) <= buttons.MOST_SAID + 3
        assert any(re.match(r"(Error|Warning|Advice) [A-Z]-\d\d", line) for line in said[2:])


class TestRatingsAndFinish:
    def test_refresh_works_out_ratings_and_the_summary(self, office: Office):
        assert office.press("IptRefresh") == 0

        assert office.said.startswith("Rated as at 30 September 2026: ")
        assert office.column("Actions", "rating")[1] == "Red"
        assert office.cells()["Summary"][2, 1] == ("str", "As at 30 September 2026")
        assert office.column("Milestones", "due") == [dt.date(2026, 7, 31), dt.date(2027, 1, 31)]
        assert office.column("Risks", "score") == [12] or office.column("Risks", "ref") == []

    def test_sign_off_is_refused_while_errors_stand_and_marks_them(self, office: Office):
        assert office.press("IptSignOff") == 1

        assert office.said.startswith("This return cannot be signed yet: errors stand in the way.\n")
        assert "EX2|Where are we now" in office.column("Check results", "mark")
        assert "P-05" not in office.column("Check results", "rule")
        assert setting_cell(office._path, "Signed off on") not in office.cells()["Settings"]

    def test_sign_off_asks_for_the_role_of_whoever_signs(self, monkeypatch, tmp_path: Path):
        office = Office(monkeypatch, tmp_path)
        office.open(honest(tmp_path))

        assert office.press("IptSignOff") == 1
        assert "Type your role beside 'Signed off by' on Settings" in office.said

    @pytest.mark.slow
    def test_sign_off_stamps_the_day_twice_the_same(self, monkeypatch, tmp_path: Path):
        office = Office(monkeypatch, tmp_path)
        path = honest(tmp_path)
        office.open(path)
        office.book.sheets["Settings"].range(setting_cell(path, "Signed off by")).value = "Head of Early Help"
        typed = office.cells()
        for _ in range(2):
            assert office.press("IptSignOff") == 0
            assert office.said.startswith("Signed off by Head of Early Help on 30 September 2026. ")
            assert "Start with" not in office.said
            assert office.cells()["Settings"][setting_cell(path, "Signed off on")] == ("date", TODAY)

        office.press("IptUndo")
        assert office.cells()["Settings"] == typed["Settings"]

    def test_sign_off_of_a_register_freezes_its_ratings(self, team: Office):
        before = team.cells()
        settings = team.book.sheets["Settings"]
        last = max(row for row, _ in before["Settings"])
        assert team.press("IptSignOff") == 1
        assert "does not say who signs the period off" in team.said

        settings.range((last + 1, 1), (last + 1, 2)).value = [["Signed off by", "Director"]]
        assert team.press("IptSignOff") == 0
        assert team.said.startswith("2026-09 is signed off by Director: 4 actions, ")
        assert [row[2] for row in read_book(team.book).sheet("Snapshots").rows[4:]] == ["EX1", "EX2", "EX3", "EX4"]
        frozen = team.cells()
        team.press("IptSignOff")
        assert team.cells() == frozen

    def test_a_nil_return_is_marked_once_nothing_has_changed(self, monkeypatch, tmp_path: Path):
        office = Office(monkeypatch, tmp_path)
        path = office._path = return_file(tmp_path)
        office.open(path)
        before = office.cells()

        assert office.press("IptNilReturn") == 0
        assert office.cells()["Settings"][setting_cell(path, "Nil return")] == ("str", "Yes")
        office.press("IptNilReturn")
        assert office.said.startswith("This is a nil return already")
        office.press("IptUndo")
        assert office.cells() == before

    def test_a_nil_return_is_refused_with_what_has_changed(self, office: Office):
        before = office.cells()

        assert office.press("IptNilReturn") == 1
        assert "This is not a nil return" in office.said
        assert "Actions EX1: Where are we now and Updated on" in office.said
        assert office.cells() == before


class TestTeamAndHelp:
    def test_issue_writes_a_return_for_every_service_and_never_over_one(self, team: Office):
        assert team.press("IptIssue") == 0
        assert team.said.startswith("2 returns issued into ")
        assert sorted(path.name for path in team.picked.iterdir()) == ["Early Help.xlsx", "Health.xlsx"]

        assert team.press("IptIssue") == 1
        assert "already holds Early Help.xlsx, Health.xlsx" in team.said

    def test_issue_takes_the_register_as_it_is_open_unsaved_changes_included(self, team: Office):
        team.book.sheets["Actions"]["C5"].value = "Words that were never saved"
        team.press("IptIssue")

        issued = read_workbook(team.picked / "Early Help.xlsx").sheet("Actions")
        assert issued.at(5, 3) == "Words that were never saved"

    def test_merge_writes_the_next_register_beside_the_folder_and_opens_it(self, team: Office):
        signed(honest(team.picked))
        signed(filled_in(return_file(team.picked, "Health"), {"Actions": {"EX1": {"where_now": "Begun"}}}))

        assert team.press("IptMerge") == 0
        next_register = team.folder / "Plan Register 2026-09.xlsx"
        assert f"Written and opened: {next_register}" in team.said
        assert team.book.name == next_register.name
        actions = read_workbook(next_register).sheet("Actions")
        assert "Printed, and sent to every school" in [row[7] for row in actions.rows[4:]]
        assert not list(team.folder.glob("~*"))

    @pytest.mark.slow
    def test_merging_again_opens_the_same_register_and_never_writes_over_another(self, team: Office):
        signed(honest(team.picked))
        register = team.book
        for _ in range(2):
            register.activate()
            assert team.press("IptMerge") == 0
        assert "The same register was there already" in team.said

        (team.folder / "Plan Register 2026-09.xlsx").write_bytes(b"somebody's work")
        register.activate()
        team.press("IptMerge")
        assert team.book.name == "Plan Register 2026-09 (2).xlsx"
        assert (team.folder / "Plan Register 2026-09.xlsx").read_bytes() == b"somebody's work"

    @pytest.mark.parametrize(
        "name",
        ["Plan Register 2026-06", *(pytest.param(f"Plan Register{n}", marks=pytest.mark.slow) for n in ("", " (2)"))],
    )
    def test_the_next_register_is_called_after_its_period(self, team: Office, name: str):
        signed(honest(team.picked))
        team.open(register_file(team.folder, f"{name}.xlsx"))
        team.press("IptMerge")

        assert team.book.name == "Plan Register 2026-09.xlsx"

    def test_merge_with_an_empty_folder_says_so(self, team: Office):
        assert team.press("IptMerge") == 1
        assert "There is no workbook in" in team.said

    @pytest.mark.slow
    def test_the_board_pack_is_made_and_opened(self, team: Office):
        signed(honest(team.picked))
        team.press("IptMerge")
        team._path = team.folder / team.book.name
        assert team.press("IptBoard") == 0

        assert team.book.name == "Board pack 2026-09.xlsx"
        assert (team.picked / "Board pack 2026-09.xlsx").is_file()

    @pytest.mark.slow
    def test_a_folder_that_cannot_be_written_to_is_said(self, team: Office, monkeypatch):
        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("toolkit.tasks.board", full)

        assert team.press("IptBoard") == 1
        assert "cannot be written to: No space left on device" in team.said

    @pytest.mark.parametrize("callback", some(["IptIssue", "IptMerge", "IptBoard"], at_once=["IptMerge"]))
    def test_the_teams_buttons_ask_for_the_register(self, office: Office, callback: str):
        office.picked = office.folder

        assert office.press(callback) == 1
        assert "is a Service Return, and this button is for a Plan Register" in office.said

    def test_without_a_folder_the_start_menu_says_what_is_missing(self, team: Office):
        assert team.start("issue") == 1
        assert "add --folder=" in team.said

    def test_about_says_that_everything_matches(self, office: Office):
        assert office.press("IptAbout") == 0
        assert office.said == (
            f"Add-in: {__version__}\nPython part: {__version__}\nThey match.\n\n"
            "This workbook was made from template 2.0, which matches."
        )

    @pytest.mark.parametrize(
        ("version", "words"),
        [
            ("0.9", "too old for this toolkit"),
            ("1.0", "works as it is"),
            ("2.10", "newer than this toolkit"),
            (None, "not made"),
        ],
    )
    def test_about_says_when_the_template_does_not_match(self, office: Office, version: str | None, words: str):
        cell = office.book.sheets["Settings"].range(setting_cell(office._path, "Template version"))
        cell.value = None if version is None else f"'{version}"

        office.press("IptAbout")
        assert words in office.said

    def test_about_works_in_any_workbook(self, office: Office, tmp_path: Path):
        openpyxl.Workbook().save(tmp_path / "Book1.xlsx")
        office.open(tmp_path / "Book1.xlsx")

        assert office.press("IptAbout") == 0
        assert "This workbook is not an improvement plan." in office.said
