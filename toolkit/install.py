"""Puts the ribbon tab into Excel for one person, takes it out again, and says what is there.

No administrator rights are needed and nothing is downloaded. Each change is a `Step`, so that whoever runs this
can read every change before anything is done.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath
from typing import Any, Protocol

from toolkit import __version__
from toolkit.errors import CannotInstall
from toolkit.shipped import ADDIN, MAC_SCRIPT

APP = "ImprovementPlanToolkit"


class Setting(Protocol):
    """Where the add-in looks up which Python to start."""

    @property
    def place(self) -> str:
        """Where that is, in words."""

    def read(self) -> str | None:
        """The interpreter's path, or None while nothing is set."""

    def write(self, python: str) -> None:
        """Set the interpreter's path."""

    def remove(self) -> None:
        """Forget the interpreter's path; quiet when there is none."""


@dataclass(frozen=True)
class RegistrySetting:
    """Windows: the key that VBA's GetSetting reads, in the person's own part of the registry.

    `registry` is the standard library's `winreg`, which exists on Windows only.
    """

    registry: Any
    key: str = rf"Software\VB and VBA Program Settings\{APP}"
    place: str = rf"HKEY_CURRENT_USER\Software\VB and VBA Program Settings\{APP}\Launcher, value Python"

    def read(self) -> str | None:
        """The interpreter's path, or None while nothing is set."""
        try:
            with self.registry.OpenKey(self.registry.HKEY_CURRENT_USER, rf"{self.key}\Launcher") as key:
                return str(self.registry.QueryValueEx(key, "Python")[0])
        except FileNotFoundError:
            return None

    def write(self, python: str) -> None:
        """Set the interpreter's path."""
        with self.registry.CreateKey(self.registry.HKEY_CURRENT_USER, rf"{self.key}\Launcher") as key:
            self.registry.SetValueEx(key, "Python", 0, self.registry.REG_SZ, python)

    def remove(self) -> None:
        """Forget the interpreter's path; quiet when there is none."""
        for key in (rf"{self.key}\Launcher", self.key):
            try:
                self.registry.DeleteKey(self.registry.HKEY_CURRENT_USER, key)
            except FileNotFoundError:
                continue


Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


@dataclass(frozen=True)
class PreferenceSetting:
    """Mac: the person's preferences, which the add-in's script reads.

    VBA's GetSetting is not used there: where Excel's sandbox keeps its values is not documented. The command
    `defaults` is, and it goes through the preferences service, which overlooks a file written behind its back.
    """

    run: Run = _run
    place: str = f"preferences of {APP}, key Launcher.Python"

    def read(self) -> str | None:
        """The interpreter's path, or None while nothing is set."""
        answer = self.run(["/usr/bin/defaults", "read", APP, "Launcher.Python"])
        return answer.stdout.strip() if answer.returncode == 0 else None

    def write(self, python: str) -> None:
        """Set the interpreter's path."""
        answer = self.run(["/usr/bin/defaults", "write", APP, "Launcher.Python", "-string", python])
        if answer.returncode != 0:
            raise CannotInstall(f"The Mac did not keep the setting {self.place}: {answer.stderr.strip()}")

    def remove(self) -> None:
        """Forget the interpreter's path; quiet when there is none."""
        self.run(["/usr/bin/defaults", "delete", APP])


@dataclass(frozen=True)
class Computer:
    """What differs between Windows and the Mac: Excel's folders, the setting, the log, Python's name."""

    startup: PurePath
    """Excel opens every add-in in this folder when it starts."""
    setting: Setting
    log: PurePath
    scripts: PurePath | None = None
    """The one folder from which Excel for Mac may run a script; None on Windows."""

    @property
    def addin(self) -> PurePath:
        """Where the add-in goes."""
        return self.startup / ADDIN

    @property
    def script(self) -> PurePath | None:
        """Where the Mac script goes."""
        return self.scripts / MAC_SCRIPT if self.scripts is not None else None


def windows(roaming: PurePath, local: PurePath, setting: Setting) -> Computer:
    r"""A Windows computer, by its %APPDATA% and %LOCALAPPDATA%.

    The add-in goes into XLSTART and not into AddIns: Excel trusts XLSTART from the start and opens what is in it,
    whereas AddIns needs a trusted location and an OPEN entry in a list that a running Excel writes over when it
    closes.
    """
    return Computer(
        startup=roaming / "Microsoft" / "Excel" / "XLSTART",
        setting=setting,
        log=local / APP / "toolkit.log",
    )


def mac(home: PurePath, setting: Setting) -> Computer:
    """A Mac, by the person's home folder."""
    office = home / "Library" / "Group Containers" / "UBF8T346G9.Office" / "User Content.localized"
    return Computer(
        startup=office / "Startup.localized" / "Excel",
        setting=setting,
        log=home / "Library" / "Logs" / APP / "toolkit.log",
        scripts=home / "Library" / "Application Scripts" / "com.microsoft.Excel",
    )


@dataclass(frozen=True)
class Step:
    """One change to the computer: what it is, in words, and the doing of it."""

    sentence: str
    act: Callable[[], None] = field(repr=False, compare=False)


def carry_out(steps: Sequence[Step]) -> None:
    """Do every step in order. Raises CannotInstall at the first that fails; those before it stay done."""
    for step in steps:
        try:
            step.act()
        except OSError as error:
            raise CannotInstall(
                f"This could not be done: {step.sentence} The computer says: {error.strerror}. "
                "Close Excel and try again; doing it twice does no harm."
            ) from error


def why_not(*, package: Path, user_site: Path | None, has_xlwings: bool) -> str | None:
    """Why this Python would not serve Excel, and what to do; None when it would.

    The add-in starts Python isolated (`-I`), so that no file lying beside a workbook can pass for a module; an
    isolated Python does not look into the person's own site-packages either.
    """
    if user_site is not None and package.is_relative_to(user_site):
        return (
            "The toolkit is installed with 'pip install --user', where Excel's Python does not look. "
            "Install it in a virtual environment, and run 'plan-toolkit addin install' from there."
        )
    if not has_xlwings:
        return "The ribbon needs xlwings, which is not installed. In a checkout of the toolkit: pip install '.[excel]'"
    return None


def interpreter(running: Path) -> Path:
    """The Python for Excel to start: on Windows the one that opens no black window, if it is there."""
    quiet = running.with_name("pythonw.exe")
    return quiet if quiet.is_file() else running


def steps_to_install(computer: Computer, *, python: PurePath, addin: Path, script: Path) -> list[Step]:
    """Everything that puts the ribbon tab into Excel. A second time it gives the same result.

    `addin` and `script` are the files that came with the toolkit; `python` is the interpreter to start.
    """
    steps = [_copy(addin, computer.addin, "the add-in, which Excel opens when it starts")]
    if computer.script is not None:
        steps.append(_copy(script, computer.script, "the script that starts Python for Excel"))
    steps.append(
        Step(
            f"Write which Python to start, {python}, to {computer.setting.place}.",
            lambda: computer.setting.write(str(python)),
        )
    )
    return steps


def steps_to_uninstall(computer: Computer) -> list[Step]:
    """Everything that takes the ribbon tab out of Excel again. The log stays."""
    files = [computer.addin, *([computer.script] if computer.script is not None else [])]
    return [
        *(Step(f"Delete {path}, if it is there.", partial(Path(path).unlink, missing_ok=True)) for path in files),
        Step(f"Delete {computer.setting.place}, if it is there.", computer.setting.remove),
    ]


@dataclass(frozen=True)
class Fact:
    """One line of the status: what is there, and whether it is as it should be."""

    good: bool
    sentence: str


def status(computer: Computer, *, script: Path) -> list[Fact]:
    """What of the toolkit is in this person's Excel, and what to do about what is not right."""
    facts = [_addin_fact(Path(computer.addin)), _python_fact(computer.setting.read())]
    if computer.script is not None:
        same = Path(computer.script).is_file() and Path(computer.script).read_bytes() == script.read_bytes()
        facts.append(
            Fact(True, f"The script that starts Python is in place: {computer.script}.")
            if same
            else Fact(False, f"The script that starts Python is missing or another one: {computer.script}. {AGAIN}")
        )
    return [*facts, Fact(True, f"The log, once there is one, is {computer.log}.")]


AGAIN = "Run: plan-toolkit addin install"


def _addin_fact(addin: Path) -> Fact:
    if not addin.is_file():
        return Fact(False, f"The add-in is not in Excel's startup folder: {addin}. {AGAIN}")
    from toolkit.excel.addin import addin_version

    version = addin_version(addin)
    if version != __version__:
        return Fact(
            False,
            f"The add-in is version {version or 'unknown'} and the Python part is version {__version__}. {AGAIN}",
        )
    return Fact(True, f"The add-in, version {version}, is in place: {addin}.")


def _python_fact(python: str | None) -> Fact:
    if python is None:
        return Fact(False, f"Excel does not know which Python to start. {AGAIN}")
    if not Path(python).is_file():
        return Fact(False, f"The Python that Excel would start is not there: {python}. {AGAIN}")
    return Fact(True, f"Excel starts this Python: {python}.")


def _copy(source: Path, target: PurePath, what: str) -> Step:
    """The file in its place, by its bytes alone, so that no mark of where it was downloaded goes with it."""

    def act() -> None:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        half = Path(target).with_name(f"{target.name}.new")
        half.write_bytes(source.read_bytes())
        os.replace(half, target)

    return Step(f"Copy {what}, to {target}.", act)
