from __future__ import annotations

import json
from pathlib import Path

import pytest

import toolkit
from tests.books import filled_in
from tests.command_line import Run
from tests.command_line import run as run
from tests.office import honest
from tests.test_answers import ANSWER, answered, refreshed

TYPED = {"Actions": {"EX1": {"status": "in Progress"}}}


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    """A return in which one rule's finding is answered, and another's can be mended."""
    return answered(refreshed(filled_in(honest(tmp_path / "returned"), TYPED)))


def test_what_stands_what_was_answered_and_what_was_mended_come_to_what_was_found(returned: Path):
    before = toolkit.check(returned).rules.set_index("rule")
    toolkit.fix(returned)
    after = toolkit.check(returned).rules.set_index("rule")

    assert before.loc["C-06", ["spoke", "stands", "mended"]].tolist() == [1, 1, 0]
    assert after.loc["C-06", ["spoke", "stands", "mended"]].tolist() == [1, 0, 1]
    assert after.loc[ANSWER, ["spoke", "stands", "answered", "meant", "files"]].tolist() == [1, 0, 1, 1, 1]
    assert (after["spoke"] == after["stands"] + after["answered"] + after["mended"]).all()


def test_the_command_lists_them_and_names_what_it_could_not_read(returned: Path, run: Run):
    (returned.parent / "Health.xlsx").write_bytes(b"not a workbook")
    said = run("rules", "--on", returned.parent)
    given = run("rules", "C-06", "--on", returned.parent, "--json")

    assert said.code == 2
    assert "Health.xlsx" in said.err
    assert "Evidence of activity only" in said.out
    assert [line["rule"] for line in json.loads(given.out)["rules"]] == ["C-06"]


def test_of_returns_with_nothing_to_put_right_that_is_said(tmp_path: Path, run: Run):
    path = answered(refreshed(honest(tmp_path / "returned")))

    assert run("rules", "I-01", "--on", path).out.strip() == "I-01 found nothing in 1 file."
