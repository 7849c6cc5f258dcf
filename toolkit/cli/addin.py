"""`plan-toolkit addin`: build the ribbon add-in, put it into Excel, take it out, and say what is there."""

from __future__ import annotations

import importlib
import importlib.util
import os
import site
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Annotated

import typer

from toolkit import install as installing
from toolkit.errors import CannotInstall
from toolkit.shipped import ADDIN, MAC_SCRIPT, PACKAGE, shipped

addin_app = typer.Typer(help="Put the Improvement plan tab into Excel, or take it out again.", no_args_is_help=True)


class Platform(StrEnum):
    """The kinds of computer that Excel's desktop edition runs on."""

    WINDOWS = "windows"
    MAC = "mac"


DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
OtherPlatform = Annotated[
    Platform | None, typer.Option("--platform", help="With --dry-run: what would be done on this kind of computer.")
]


@addin_app.command()
def build(
    target: Annotated[Path | None, typer.Argument(help="Where to write the add-in.", show_default=False)] = None,
    dry_run: DryRun = False,
) -> None:
    """Build the add-in from the sources in 'macros'. Needs a checkout of the toolkit."""
    from toolkit.excel.addin import build_addin

    target = target or PACKAGE.parent / "workbook_templates" / ADDIN
    if dry_run:
        typer.echo(f"Nothing was changed. This would be written: {target}")
        return
    typer.echo(f"Written: {build_addin(target)}")


@addin_app.command()
def install(dry_run: DryRun = False, platform: OtherPlatform = None) -> None:
    """Put the tab into Excel for you alone; no administrator rights are needed."""
    computer = _computer(platform, dry_run=dry_run)
    steps = installing.steps_to_install(
        computer, python=_python(platform), addin=shipped(ADDIN), script=shipped(MAC_SCRIPT)
    )
    _do(steps, dry_run=dry_run)
    if not dry_run:
        typer.echo("Close Excel and open it again: the tab 'Improvement plan' is beside Review.")


@addin_app.command()
def uninstall(dry_run: DryRun = False, platform: OtherPlatform = None) -> None:
    """Take the tab out of Excel again. Your workbooks and the log stay."""
    _do(installing.steps_to_uninstall(_computer(platform, dry_run=dry_run)), dry_run=dry_run)


@addin_app.command()
def status() -> None:
    """Say whether the tab is in Excel, which Python it starts and whether the versions match (exit code 1 if not)."""
    facts = installing.status(_computer(None, dry_run=True), script=shipped(MAC_SCRIPT))
    for fact in facts:
        typer.echo(f"{'ok ' if fact.good else 'no '} {fact.sentence}")
    raise typer.Exit(0 if all(fact.good for fact in facts) else 1)


def _do(steps: Sequence[installing.Step], *, dry_run: bool) -> None:
    """Show every step, and unless this is a dry run, take it."""
    if not dry_run:
        installing.carry_out(steps)
    typer.echo("Nothing was changed. This would be done:" if dry_run else "This was done:")
    for number, step in enumerate(steps, start=1):
        typer.echo(f"  {number}. {step.sentence}")


def _computer(platform: Platform | None, *, dry_run: bool) -> installing.Computer:
    """This computer, or for a dry run an imagined one."""
    if platform is not None and not dry_run:
        raise CannotInstall("--platform goes with --dry-run only: the tab is put into the Excel of this computer.")
    if platform is Platform.WINDOWS:
        return installing.windows(
            PureWindowsPath("%APPDATA%"), PureWindowsPath("%LOCALAPPDATA%"), installing.RegistrySetting(None)
        )
    if platform is Platform.MAC:
        return installing.mac(PurePosixPath("~"), installing.PreferenceSetting())
    if sys.platform == "win32":
        registry = installing.RegistrySetting(importlib.import_module("winreg"))
        return installing.windows(Path(os.environ["APPDATA"]), Path(os.environ["LOCALAPPDATA"]), registry)
    if sys.platform == "darwin":
        return installing.mac(Path.home(), installing.PreferenceSetting())
    raise CannotInstall(
        "There is no Excel for this kind of computer, so there is nothing to install. To see what would be done "
        "elsewhere: plan-toolkit addin install --dry-run --platform windows (or mac)."
    )


def _python(platform: Platform | None) -> PurePath:
    """The Python for Excel to start. Raises CannotInstall when the one running would not serve."""
    if platform is Platform.WINDOWS:
        return PureWindowsPath(r"<the toolkit's environment>\Scripts\pythonw.exe")
    if platform is Platform.MAC:
        return PurePosixPath("<the toolkit's environment>/bin/python")
    reason = installing.why_not(
        package=PACKAGE,
        user_site=Path(site.getusersitepackages()) if site.ENABLE_USER_SITE else None,
        has_xlwings=importlib.util.find_spec("xlwings") is not None,
    )
    if reason is not None:
        raise CannotInstall(reason)
    return installing.interpreter(Path(sys.executable))
