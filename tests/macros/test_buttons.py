"""Every button of the tab, on Windows and on the Mac: what it starts, and what it says when it cannot."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.macros import checks
from tests.macros.applescript import Script
from tests.macros.host import HWND, MAC_PYTHON, WINDOWS_PYTHON, Host, words
from toolkit import __version__
from toolkit.excel.addin import MACROS
from toolkit.ribbon.door import NO_ANSWER_WORDS
from toolkit.ribbon.progress import NO_ANSWER

TASKS = {
    "IptValidate": "validate",
    "IptFix": "fix",
    "IptRefresh": "refresh",
    "IptSignOff": "sign-off",
    "IptNilReturn": "nil-return",
    "IptUndo": "undo",
    "IptIssue": "issue",
    "IptMerge": "merge",
    "IptSettle": "settle",
    "IptBoard": "board",
    "IptAbout": "about",
}
WITH_FOLDER = ("IptIssue", "IptMerge", "IptBoard")
FOLDERS = {False: "C:\\Returns\\March 2015", True: "/Users/officer/Returns/March 2015/"}

NOT_SET_UP = "not set up on this computer, so nothing was changed"
OPEN_ONE_FIRST = "Open an improvement plan workbook first"
NOT_STARTED = "could not be started, so nothing was changed"
YES, NO = 6, 7
STOPPED = "stopped before it finished (code {})"
LOG_ON_A_MAC = "the log: ~/Library/Logs/ImprovementPlanToolkit/toolkit.log"

buttons = pytest.mark.parametrize("callback", TASKS)
computers = pytest.mark.parametrize("mac", [pytest.param(False, id="windows"), pytest.param(True, id="mac")])

MakeHost = Callable[..., Host]


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MakeHost:
    """Makes an Excel with one workbook open, or with none when its name is None."""

    def make(*, mac: bool, book: str | None = "Plan.xlsx") -> Host:
        if book is not None:
            with xlsxwriter.Workbook(tmp_path / book) as workbook:
                workbook.add_worksheet("Actions")
        return Host(monkeypatch, mac=mac, book=None if book is None else tmp_path / book)

    return make


def expected(callback: str, *, mac: bool, book: str = "Plan.xlsx") -> list[str]:
    """The words that the button should start."""
    start = [MAC_PYTHON] if mac else [WINDOWS_PYTHON, "-I", "-m", "toolkit.ribbon"]
    window = [] if mac else [f"--hwnd={HWND}"]
    folder = [f"--folder={FOLDERS[mac]}"] if callback in WITH_FOLDER else []
    return [
        *start,
        TASKS[callback],
        f"--wb={book}",
        "--from_xl=1",
        *window,
        *folder,
        f"--addin-version={__version__}",
    ]


def test_every_button_of_the_ribbon_is_tested_here():
    pressed = checks.callbacks((MACROS / "ribbon.xml").read_text("ascii"))

    assert [callback for callback in pressed if callback not in checks.AT_ONCE] == list(TASKS)
    assert {callback for callback in pressed if callback not in TASKS} == set(checks.AT_ONCE)


@computers
@buttons
def test_a_button_starts_its_task_for_the_workbook_in_front(excel: MakeHost, callback: str, mac: bool):
    host = excel(mac=mac)
    host.picked = FOLDERS[mac]
    host.press(callback)

    assert host.started == [expected(callback, mac=mac)]
    assert host.messages == []
    assert len(host.prompts) == (callback in WITH_FOLDER)


def test_the_windows_command_line_is_exactly_this(excel: MakeHost):
    host = excel(mac=False, book="Plan for Château.xlsx")
    host.picked = FOLDERS[False]
    host.press("IptMerge")

    assert host.commands == [
        f'"{WINDOWS_PYTHON}" -I -m toolkit.ribbon merge "--wb=Plan for Château.xlsx" --from_xl=1 --hwnd={HWND} '
        f'"--folder={FOLDERS[False]}" --addin-version={__version__}'
    ]


def test_on_windows_python_runs_hidden_and_excel_waits(excel: MakeHost):
    host = excel(mac=False)
    host.press("IptValidate")

    assert host.windows_shown == [(0, "True")]


@computers
def test_the_status_bar_says_working_and_is_given_back(excel: MakeHost, mac: bool):
    host = excel(mac=mac)
    host.press("IptValidate")

    assert host.status_bars == ["Improvement plan toolkit: working..."]
    assert host.status_bar is False


@computers
@buttons
def test_without_python_a_button_says_so_and_starts_nothing(excel: MakeHost, callback: str, mac: bool):
    host = excel(mac=mac)
    host.python = None
    host.press(callback)

    assert host.started == []
    assert [NOT_SET_UP in message for message in host.messages] == [True]
    assert f"Add-in version {__version__}" in host.messages[0]


@computers
def test_about_names_the_addins_version_without_python_and_without_a_workbook(excel: MakeHost, mac: bool):
    host = excel(mac=mac, book=None)
    host.python = None
    host.press("IptAbout")

    assert NOT_SET_UP in host.messages[0]
    assert f"Add-in version {__version__}" in host.messages[0]


@computers
@pytest.mark.parametrize("callback", [*TASKS, *checks.AT_ONCE])
def test_with_no_workbook_open_a_button_says_so_and_starts_nothing(excel: MakeHost, callback: str, mac: bool):
    host = excel(mac=mac, book=None)
    host.press(callback)

    assert (host.started, host.prompts) == ([], [])
    assert [OPEN_ONE_FIRST in message for message in host.messages] == [True]
    assert "Enable Editing" in host.messages[0]


@pytest.mark.parametrize("callback", [*TASKS, *checks.AT_ONCE])
def test_a_workbook_in_protected_view_is_asked_about_and_no_leaves_the_one_behind_alone(excel: MakeHost, callback: str):
    host = excel(mac=False)
    host.protected_view = "From a colleague.xlsx"
    host.answer(NO)
    host.press(callback)

    assert (host.started, host.prompts) == ([], [])
    assert len(host.messages) == 1
    assert host.messages[0].startswith("From a colleague.xlsx is in Protected View")
    assert "Enable Editing" in host.messages[0]
    assert host.messages[0].endswith("Work on Plan.xlsx instead?")


def test_a_workbook_in_protected_view_behind_does_not_stop_the_one_in_front(excel: MakeHost):
    host = excel(mac=False)
    host.protected_view = "From a colleague.xlsx"
    host.answer(YES)
    host.press("IptValidate")

    assert host.started == [expected("IptValidate", mac=False)]


@computers
@pytest.mark.parametrize("callback", WITH_FOLDER)
def test_cancel_in_the_folder_picker_ends_it_without_a_word(excel: MakeHost, callback: str, mac: bool):
    host = excel(mac=mac)
    host.press(callback)

    assert (host.started, host.messages, len(host.prompts)) == ([], [], 1)


@buttons
@pytest.mark.parametrize("code", [0, 1])
def test_exit_codes_0_and_1_are_left_to_python_to_explain(excel: MakeHost, callback: str, code: int):
    host = excel(mac=False)
    host.picked, host.exit_code = FOLDERS[False], code
    host.press(callback)

    assert host.messages == []


@buttons
def test_an_excel_that_gave_no_answer_is_said_as_python_would_say_it(excel: MakeHost, callback: str):
    host = excel(mac=False)
    host.picked, host.exit_code = FOLDERS[False], NO_ANSWER
    host.press(callback)

    assert [message.split("\r\n")[0] for message in host.messages] == [NO_ANSWER_WORDS]
    assert host.status_bar is False


@buttons
@pytest.mark.parametrize("code", [2, 3, 5, -1073741819])
def test_any_other_exit_code_is_said_with_where_the_log_is(excel: MakeHost, callback: str, code: int):
    host = excel(mac=False)
    host.picked, host.exit_code = FOLDERS[False], code
    host.press(callback)

    assert [STOPPED.format(code) in message for message in host.messages] == [True]
    assert "%LOCALAPPDATA%\\ImprovementPlanToolkit\\toolkit.log" in host.messages[0]
    assert host.status_bar is False


@buttons
def test_a_python_that_will_not_start_is_said_with_the_reason(excel: MakeHost, callback: str):
    host = excel(mac=False)
    host.picked, host.start_error = FOLDERS[False], (70, "Permission denied")
    host.press(callback)

    assert [NOT_STARTED in message for message in host.messages] == [True]
    assert "Permission denied (70)" in host.messages[0]
    assert host.status_bar is False


def test_on_the_mac_a_missing_script_means_not_set_up(excel: MakeHost):
    host = excel(mac=True)
    host.start_error = (53, "File not found")
    host.press("IptValidate")

    assert [NOT_SET_UP in message for message in host.messages] == [True]


@pytest.mark.parametrize(
    "name",
    ["50% of plan 100%.xlsx", "%USERNAME% plan.xlsx", 'A "draft" plan.xlsx', "L'été & après; $HOME.xlsx", "Book1"],
)
@computers
def test_awkward_workbook_names_arrive_whole(excel: MakeHost, tmp_path: Path, name: str, mac: bool):
    file = name if name.endswith(".xlsx") else f"{name}.xlsx"
    host = excel(mac=mac, book=file)
    host.press("IptValidate")

    assert host.started == [expected("IptValidate", mac=mac, book=file)]


@pytest.mark.parametrize("folder", ["D:\\", "\\\\server\\returns\\", "C:\\100%USERNAME%\\returns"])
def test_awkward_folders_arrive_whole(excel: MakeHost, folder: str):
    host = excel(mac=False)
    host.picked = folder
    host.press("IptMerge")

    # A drive is picked as D:\ and its last backslash must not swallow the quotation mark.
    assert f"--folder={folder}" in host.started[0]


@pytest.mark.parametrize("parts", [["a b", "c"], ['a"b', "c\\"], ["\\\\x\\", 'say "no"', "é"], ["a\\\\b c\\\\", "d"]])
def test_the_splitter_of_command_lines_undoes_pythons_own_quoting(parts: list[str]):
    assert words(subprocess.list2cmdline(parts)) == parts


@pytest.fixture
def ended(tmp_path: Path) -> Callable[[int], tuple[list[str], list[str]]]:
    """Runs what the Mac's script gives the shell with a Python that ends so; gives its words, and the alerts."""

    def run(code: int) -> tuple[list[str], list[str]]:
        given, alerts = tmp_path / "given", tmp_path / "alerts"
        programs = {
            "python": f'printf "%s\\n" "$@" > {given}; exit {code}',
            "osascript": f'printf "%s" "$2" > {alerts}',
        }
        for name, does in programs.items():
            (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
            (tmp_path / name).chmod(0o755)
        script = Script((MACROS / "ImprovementPlanToolkit.applescript").read_text("ascii"))
        assert script.run("StartPython", f"{tmp_path / 'python'}\nvalidate\n--wb=L'été & $HOME.xlsx") == "started"
        (command,) = script.commands
        assert command.endswith(" &")  # It does not wait; this test does.
        inside = command[:-1].replace("/usr/bin/osascript", str(tmp_path / "osascript"))
        subprocess.run(["/bin/sh", "-c", inside], check=True, timeout=60)
        shown = alerts.read_text("utf-8") if alerts.is_file() else ""
        return given.read_text("utf-8").splitlines(), re.findall(
            r'display alert "Improvement plan toolkit" message "(.*)"', shown
        )

    return run


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell like the Mac's")
@pytest.mark.parametrize(
    ("code", "sentence"),
    [(0, ""), (1, ""), (2, LOG_ON_A_MAC), (3, LOG_ON_A_MAC), (NO_ANSWER, NO_ANSWER_WORDS), (139, LOG_ON_A_MAC)],
)
def test_on_the_mac_the_script_says_what_an_exit_code_means(ended, code: int, sentence: str):
    given, alerts = ended(code)

    assert given == ["-I", "-m", "toolkit.ribbon", "validate", "--wb=L'été & $HOME.xlsx"]
    assert len(alerts) == bool(sentence)
    assert sentence in "".join(alerts)
