"""The add-in goes into Excel and comes out again, on a Windows computer and on a Mac made of folders and fakes."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pytest

from toolkit import __version__
from toolkit.errors import CannotInstall
from toolkit.excel.addin import build_addin
from toolkit.install import (
    Computer,
    PreferenceSetting,
    RegistrySetting,
    carry_out,
    interpreter,
    mac,
    status,
    steps_to_install,
    steps_to_uninstall,
    why_not,
    windows,
)
from toolkit.shipped import ADDIN, MAC_SCRIPT, shipped

KEY = r"Software\VB and VBA Program Settings\ImprovementPlanToolkit"


class FakeKey:
    def __init__(self, values: dict[str, str]) -> None:
        self.values = values

    def __enter__(self) -> FakeKey:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@dataclass
class FakeRegistry:
    """As much of `winreg` as is used: one hive of keys, each with named values."""

    HKEY_CURRENT_USER = "HKCU"
    REG_SZ = 1
    keys: dict[str, dict[str, str]] = field(default_factory=dict)

    def OpenKey(self, hive: str, path: str) -> FakeKey:  # noqa: N802
        if path not in self.keys:
            raise FileNotFoundError(path)
        return FakeKey(self.keys[path])

    def CreateKey(self, hive: str, path: str) -> FakeKey:  # noqa: N802
        parts = path.split("\\")
        for length in range(1, len(parts) + 1):
            self.keys.setdefault("\\".join(parts[:length]), {})
        return FakeKey(self.keys[path])

    def QueryValueEx(self, key: FakeKey, name: str) -> tuple[str, int]:  # noqa: N802
        if name not in key.values:
            raise FileNotFoundError(name)
        return key.values[name], self.REG_SZ

    def SetValueEx(self, key: FakeKey, name: str, _reserved: int, kind: int, value: str) -> None:  # noqa: N802
        assert kind == self.REG_SZ
        key.values[name] = value

    def DeleteKey(self, hive: str, path: str) -> None:  # noqa: N802
        if path not in self.keys:
            raise FileNotFoundError(path)
        assert not [key for key in self.keys if key.startswith(path + "\\")], "a key with subkeys cannot be deleted"
        del self.keys[path]


@dataclass
class FakeDefaults:
    """The Mac's `defaults` command over one dictionary."""

    values: dict[str, str] = field(default_factory=dict)
    broken: bool = False

    def __call__(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        tool, verb, domain, *rest = command
        assert (tool, domain) == ("/usr/bin/defaults", "ImprovementPlanToolkit")
        if self.broken or (verb != "write" and not self.values):
            return subprocess.CompletedProcess(command, 1, "", "The domain does not exist")
        if verb == "write":
            name, kind, value = rest
            assert kind == "-string"
            self.values[name] = value
        elif verb == "delete":
            self.values.clear()
        return subprocess.CompletedProcess(command, 0, self.values[rest[0]] + "\n" if verb == "read" else "", "")


@pytest.fixture(params=["windows", "mac"])
def computer(request: pytest.FixtureRequest, tmp_path: Path) -> Computer:
    if request.param == "windows":
        return windows(tmp_path / "Roaming", tmp_path / "Local", RegistrySetting(FakeRegistry()))
    return mac(tmp_path, PreferenceSetting(FakeDefaults()))


@pytest.fixture
def python(tmp_path: Path) -> Path:
    path = tmp_path / "env" / "python"
    path.parent.mkdir()
    path.touch()
    return path


def put_in(computer: Computer, python: Path) -> None:
    carry_out(steps_to_install(computer, python=python, addin=shipped(ADDIN), script=shipped(MAC_SCRIPT)))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_planning_changes_nothing(computer: Computer, python: Path, tmp_path: Path):
    before = files(tmp_path)
    steps_to_install(computer, python=python, addin=shipped(ADDIN), script=shipped(MAC_SCRIPT))
    steps_to_uninstall(computer)

    assert files(tmp_path) == before
    assert computer.setting.read() is None


def test_after_installing_all_is_well(computer: Computer, python: Path):
    put_in(computer, python)

    assert Path(computer.addin).read_bytes() == shipped(ADDIN).read_bytes()
    assert computer.setting.read() == str(python)
    assert [fact.sentence for fact in status(computer, script=shipped(MAC_SCRIPT)) if not fact.good] == []


def test_installing_twice_is_installing_once(computer: Computer, python: Path, tmp_path: Path):
    put_in(computer, python)
    once = files(tmp_path)
    put_in(computer, python)

    assert files(tmp_path) == once


def test_uninstalling_leaves_nothing_behind(computer: Computer, python: Path, tmp_path: Path):
    before = files(tmp_path)
    put_in(computer, python)
    carry_out(steps_to_uninstall(computer))

    assert files(tmp_path) == before
    assert computer.setting.read() is None


def test_uninstalling_where_nothing_is_installed_does_no_harm(computer: Computer, tmp_path: Path):
    carry_out(steps_to_uninstall(computer))

    assert files(tmp_path) == {}


def test_a_folder_that_cannot_be_written_to_is_said_in_words(computer: Computer, python: Path):
    Path(computer.startup).parent.mkdir(parents=True)
    Path(computer.startup).write_text("a file where the folder should be")

    with pytest.raises(CannotInstall, match=r"Copy the add-in.* Close Excel and try again"):
        put_in(computer, python)
    assert computer.setting.read() is None


def test_status_of_an_untouched_computer_says_how_to_install(computer: Computer):
    facts = status(computer, script=shipped(MAC_SCRIPT))

    assert [fact.good for fact in facts][:2] == [False, False]
    assert all("plan-toolkit addin install" in fact.sentence for fact in facts if not fact.good)


def test_status_says_when_python_has_gone(computer: Computer, python: Path):
    put_in(computer, python)
    python.unlink()

    bad = [fact.sentence for fact in status(computer, script=shipped(MAC_SCRIPT)) if not fact.good]
    assert len(bad) == 1
    assert f"is not there: {python}" in bad[0]


def test_status_says_when_the_versions_differ(
    computer: Computer, python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as older:
        older.setattr("toolkit.excel.addin.__version__", "0.0.9")
        old = build_addin(tmp_path / "old.xlam")
    put_in(computer, python)
    Path(computer.addin).write_bytes(old.read_bytes())

    bad = [fact.sentence for fact in status(computer, script=shipped(MAC_SCRIPT)) if not fact.good]
    assert len(bad) == 1
    assert f"is version 0.0.9 and the Python part is version {__version__}" in bad[0]


def test_windows_setting_is_where_getsetting_reads(tmp_path: Path, python: Path):
    registry = FakeRegistry()
    put_in(windows(tmp_path / "Roaming", tmp_path / "Local", RegistrySetting(registry)), python)

    assert registry.keys[rf"{KEY}\Launcher"] == {"Python": str(python)}


def test_windows_keys_of_other_programs_stay(tmp_path: Path, python: Path):
    registry = FakeRegistry()
    other = r"Software\VB and VBA Program Settings\Another"
    registry.CreateKey("HKCU", other)
    computer = windows(tmp_path / "Roaming", tmp_path / "Local", RegistrySetting(registry))
    put_in(computer, python)
    carry_out(steps_to_uninstall(computer))

    assert other in registry.keys
    assert KEY not in registry.keys


def test_the_mac_preference_is_the_one_the_script_reads():
    script = shipped(MAC_SCRIPT).read_text("ascii")
    asked: list[Sequence[str]] = []

    def run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 0, "/python\n", "")

    assert PreferenceSetting(run).read() == "/python"
    assert " ".join(asked[0]) in script


def test_a_mac_that_keeps_no_preference_is_said_in_words(tmp_path: Path, python: Path):
    with pytest.raises(CannotInstall, match="did not keep the setting"):
        put_in(mac(tmp_path, PreferenceSetting(FakeDefaults(broken=True))), python)


def test_the_mac_folders_are_the_ones_excel_documents():
    there = mac(PurePosixPath("~"), PreferenceSetting())

    assert str(there.script) == "~/Library/Application Scripts/com.microsoft.Excel/ImprovementPlanToolkit.applescript"
    assert "UBF8T346G9.Office/User Content.localized/Startup.localized/Excel" in str(there.addin)


def test_on_windows_the_python_without_a_black_window_is_chosen(tmp_path: Path):
    assert interpreter(tmp_path / "python.exe") == tmp_path / "python.exe"
    (tmp_path / "pythonw.exe").touch()

    assert interpreter(tmp_path / "python.exe") == tmp_path / "pythonw.exe"


def test_a_python_that_would_not_find_the_toolkit_is_refused(tmp_path: Path):
    package = tmp_path / "user" / "toolkit"

    assert "virtual environment" in (why_not(package=package, user_site=tmp_path / "user", has_xlwings=True) or "")
    assert "xlwings" in (why_not(package=package, user_site=tmp_path / "else", has_xlwings=False) or "")
    assert why_not(package=package, user_site=None, has_xlwings=True) is None
