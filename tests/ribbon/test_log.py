"""The log says what the help desk needs and nothing of a workbook."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from toolkit.ribbon.log import Caught, note, opened, profile


def failing(secret: str) -> Exception:
    with Caught() as caught:
        raise ValueError(secret)
    assert caught.error is not None
    return caught.error


def test_an_error_is_logged_with_its_place_and_without_its_words(tmp_path: Path):
    note(opened(tmp_path), "validate", "Plan.xlsx", failing("what an officer " + "typed"))
    log = (tmp_path / "toolkit.log").read_text("utf-8")

    assert "validate 'Plan.xlsx': builtins.ValueError\n" in log
    assert "in failing" in log
    assert "what an officer typed" not in log


def test_what_excel_itself_says_is_logged(tmp_path: Path):
    class com_error(Exception):  # noqa: N801
        __module__ = "pywintypes"

    note(opened(tmp_path), "validate", "Plan.xlsx", com_error("Call was rejected by callee."))

    assert "Call was rejected by callee." in (tmp_path / "toolkit.log").read_text("utf-8")


def test_a_profile_that_takes_no_file_is_borne(tmp_path: Path):
    (tmp_path / "full").write_text("")
    note(opened(tmp_path / "full"), "validate", "Plan.xlsx", "done")


def test_stopping_the_program_is_not_caught():
    with pytest.raises(KeyboardInterrupt), Caught():
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("platform", "place"),
    [
        ("win32", ("Local", "ImprovementPlanToolkit")),
        ("darwin", ("Library", "Logs", "ImprovementPlanToolkit")),
        ("linux", (".local", "state", "ImprovementPlanToolkit")),
    ],
)
def test_the_log_is_where_the_deployment_guide_says(platform: str, place: tuple[str, ...], monkeypatch, tmp_path: Path):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)

    assert profile() == tmp_path.joinpath(*place)
