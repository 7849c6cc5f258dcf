"""What `docs/deployment.md` tells the council's IT is what the code does."""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from tests.macros.checks import AT_ONCE
from tests.macros.test_buttons import TASKS, WITH_FOLDER
from toolkit.excel.addin import MACROS, modules
from toolkit.install import Computer, PreferenceSetting, RegistrySetting, mac, windows

DOCS = MACROS.parent / "docs"
DEPLOYMENT = (DOCS / "deployment.md").read_text("utf-8")


def test_every_procedure_is_explained():
    procedures = {name for source in modules().values() for name in re.findall(r"(?:Sub|Function) (\w+)\(", source)}

    assert {name for name in procedures if f"`{name}`" not in DEPLOYMENT} == set()


@pytest.mark.parametrize("callback", TASKS)
def test_every_button_has_its_task_word(callback: str):
    asks = "a folder" if callback in WITH_FOLDER else ""

    assert f"| `{callback}` | `{TASKS[callback]}` | {asks} |".replace("|  |", "| |") in DEPLOYMENT


@pytest.mark.parametrize("callback", AT_ONCE)
def test_every_button_that_needs_no_python_is_said_to_need_none(callback: str):
    assert f"| `{callback}` | `{AT_ONCE[callback]}` | no Python |" in DEPLOYMENT


@pytest.mark.parametrize("path", ["docs/deployment.md", "docs/officers.md", "docs/check-in-excel.md", "README.md"])
def test_every_document_about_the_tab_says_that_nobody_has_tried_a_mac(path: str):
    assert "not been tried on a Mac" in " ".join((DOCS.parent / path).read_text("utf-8").split())


@pytest.mark.parametrize("path", ["docs/deployment.md", "docs/officers.md", "README.md"])
def test_no_document_installs_from_where_nothing_is_published(path: str):
    text = (DOCS.parent / path).read_text("utf-8")

    assert not re.search(r"(?:install|download)[^\n]*\"improvement-plan-toolkit", text)


@pytest.mark.parametrize(
    "computer",
    [
        windows(PureWindowsPath("%APPDATA%"), PureWindowsPath("%LOCALAPPDATA%"), RegistrySetting(None)),
        mac(PurePosixPath("~"), PreferenceSetting()),
    ],
    ids=["windows", "mac"],
)
def test_every_place_is_named(computer: Computer):
    places = [computer.startup, computer.log, *([computer.script] if computer.script else [])]

    assert [str(place) for place in places if f"`{place}`" not in DEPLOYMENT] == []


def test_the_registry_key_is_named():
    assert rf"`HKEY_CURRENT_USER\{RegistrySetting(None).key}\Launcher`" in DEPLOYMENT


def test_the_list_to_tick_is_numbered_without_a_gap():
    numbers = re.findall(r"^- \[ \] (?:M )?(\d+)\.", (DOCS / "check-in-excel.md").read_text("utf-8"), re.MULTILINE)

    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))


def test_nobody_has_ticked_the_list_yet():
    assert "[x]" not in (DOCS / "check-in-excel.md").read_text("utf-8").lower()
