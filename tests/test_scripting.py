"""``import toolkit``, as somebody with pandas uses it: the examples of docs/scripting.md, and wrong types."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import toolkit

PAGE = Path(__file__).parents[1] / "docs" / "scripting.md"


@pytest.mark.slow
def test_every_example_runs_on_the_demos_files(
    example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(example)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {}

    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)

    assert len(blocks) >= 6
    assert "FD2" in capsys.readouterr().out
    made = ("September findings.xlsx", "sent/Front Door.xlsx", "rated/Front Door.xlsx", "September pack.xlsx")
    assert all((example / name).is_file() for name in made)


def test_a_frame_rated_is_rated_as_the_refresh_rates_the_file(example: Path) -> None:
    path = str(example / "returned" / "Children in Care.xlsx")
    frames = toolkit.read(path)
    settings = frames.settings.iloc[0]

    rated = toolkit.rate(
        frames.actions,
        milestones=frames.milestones,
        report_date=settings["report_date"],
        scheme=settings["scheme"],
        plan_start=settings["plan_start"],
    )

    done = toolkit.refresh(path, output=example / "copy.xlsx").ratings
    assert list(rated["rating"]) == list(done["rating"])
    assert list(rated["due"]) == list(done["due"])


def test_a_rating_leaves_the_frame_it_was_given_as_it_is() -> None:
    mine = pd.DataFrame({"ref": ["A1"], "status": ["In progress"], "due_as_written": ["1 May 2026"]}, index=[7])
    before = mine.copy()

    rated = toolkit.rate(mine, report_date=pd.Timestamp(2026, 9, 30), scheme="delivery")

    pd.testing.assert_frame_equal(mine, before)
    assert list(rated.index) == [7]
    assert rated.loc[7, "due"] == dt.date(2026, 5, 1)
    assert rated.loc[7, "rating"] == "Red"


def test_findings_are_a_frame_with_file_and_row(example: Path) -> None:
    checked = toolkit.check([example / "returned" / "Children in Care.xlsx"])

    found = checked.findings
    assert len(found) == len(checked.report.findings)
    assert {"Children in Care.xlsx"} == set(found["file"])
    assert "D-08" in set(found["rule"])


def test_every_sheet_of_a_register_is_a_frame(example: Path) -> None:
    frames = toolkit.read(next(example.glob("Plan Register*.xlsx")))

    assert len(frames.actions) == 60
    assert list(frames.returns.columns[:1]) == ["in_file"]
    assert all(len(frames[name].columns) > 2 for name in frames.opened.plan.tables)
    with pytest.raises(AttributeError, match="milestones"):
        frames.steps  # noqa: B018


A_DAY = dt.date(2026, 9, 30)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: toolkit.check(None), "the returns must be a path"),
        (lambda: toolkit.check(["a.xlsx", 3]), "each of the returns must be a path .* not int"),
        (lambda: toolkit.check(b"a.xlsx"), "not bytes"),
        (lambda: toolkit.read(3), "the workbooks must be a path"),
        (lambda: toolkit.refresh("a.xlsx", output=3), "the output must be a path"),
        (lambda: toolkit.merge("r.xlsx", "returned", 3), "the next register must be a path"),
        (lambda: toolkit.merge("r.xlsx", "returned", "n.xlsx", deadline="2026-10-01"), "deadline must be a date"),
        (lambda: toolkit.issue(3, "folder"), "the register must be a path"),
        (lambda: toolkit.issue("r.xlsx", None), "the folder for the returns must be a path"),
        (lambda: toolkit.board(None, "pack.xlsx"), "the register must be a path"),
        (lambda: toolkit.sign_off(3, by="Director", on=A_DAY), "the register must be a path"),
        (lambda: toolkit.write_findings("a.xlsx", "b.xlsx"), "takes what check gave"),
        (lambda: toolkit.rate([], report_date=A_DAY, scheme="Delivery"), "actions must be a DataFrame, not list"),
        (lambda: toolkit.rate(pd.DataFrame(), report_date="2026", scheme="Delivery"), "report_date must be a date"),
        (lambda: toolkit.rate(pd.DataFrame(), report_date=A_DAY, scheme=1), "scheme must be a Scheme"),
    ],
)
def test_a_wrong_type_is_a_clear_type_error(call: Callable[[], object], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        call()


@pytest.mark.parametrize("name", [name for name in toolkit.__all__ if name[0].islower()])
def test_a_public_function_that_raises_says_so(name: str) -> None:
    if name not in ("read_plan_date",):
        assert "Raises " in str(getattr(toolkit, name).__doc__) or "Refuses " in str(getattr(toolkit, name).__doc__)
