"""`plan-toolkit addin`: every command can say beforehand what it would do."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from toolkit.cli import addin as cli_addin
from toolkit.cli.addin import addin_app
from toolkit.errors import CannotInstall
from toolkit.install import PreferenceSetting, mac
from toolkit.shipped import ADDIN, shipped


def run(*words: str) -> Result:
    return CliRunner().invoke(addin_app, list(words))


@pytest.fixture
def a_mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This computer, taken for a Mac whose home is a temporary folder; its preferences stay empty."""

    class Kept(PreferenceSetting):
        def read(self) -> str | None:
            kept = tmp_path / "preference"
            return kept.read_text() if kept.exists() else None

        def write(self, python: str) -> None:
            (tmp_path / "preference").write_text(python)

        def remove(self) -> None:
            (tmp_path / "preference").unlink(missing_ok=True)

    monkeypatch.setattr(cli_addin, "_computer", lambda platform, dry_run: mac(tmp_path, Kept()))
    return tmp_path


@pytest.mark.parametrize("command", ["install", "uninstall"])
@pytest.mark.parametrize(
    ("platform", "place"), [("windows", r"XLSTART\Improvement"), ("mac", "Startup.localized/Excel")]
)
def test_a_dry_run_for_another_computer_names_every_place(command: str, platform: str, place: str):
    result = run(command, "--dry-run", "--platform", platform)

    assert result.exit_code == 0
    assert result.output.startswith("Nothing was changed. This would be done:")
    assert place in result.output
    assert "ImprovementPlanToolkit" in result.output


def test_a_dry_run_on_this_computer_changes_nothing(a_mac: Path):
    result = run("install", "--dry-run")

    assert "This would be done" in result.output
    assert list(a_mac.iterdir()) == []


def test_install_then_status_then_uninstall(a_mac: Path):
    assert run("status").exit_code == 1
    assert "Close Excel and open it again" in run("install").output
    assert run("status").exit_code == 0
    assert "This was done" in run("uninstall").output
    assert run("status").exit_code == 1


@pytest.mark.parametrize("command", ["install", "uninstall", "status"])
def test_where_there_is_no_excel_it_says_so(command: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.platform", "linux")
    result = run(command)

    assert isinstance(result.exception, CannotInstall)
    assert "There is no Excel for this kind of computer" in str(result.exception)


def test_another_platform_is_for_dry_runs_only():
    result = run("install", "--platform", "windows")

    assert isinstance(result.exception, CannotInstall)
    assert "--dry-run only" in str(result.exception)


def test_build_writes_the_add_in_where_it_is_asked_to(tmp_path: Path):
    target = tmp_path / "built" / ADDIN

    assert "would be written" in run("build", "--dry-run", str(target)).output
    assert not target.exists()
    assert run("build", str(target)).exit_code == 0
    assert target.read_bytes() == shipped(ADDIN).read_bytes()
