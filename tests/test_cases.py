"""Every worked case kept beside the tests, run one by one; and the runner that runs others."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from tests.cases import date_cases
from tests.cases.__main__ import main

CASES = Path(__file__).parent / "cases"
DATES = [
    case
    for name in ("dates.json", "more_dates.json")
    for case in json.loads((CASES / name).read_text(encoding="utf-8"))
]
MERGES = json.loads((CASES / "merge_cases.json").read_text(encoding="utf-8"))

GOOD = {"input": "March 2015", "type": "str", "plan_start": "2014-12-08"}


def a_file(folder: Path, content: str) -> str:
    path = folder / "cases.json"
    path.write_text(content, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("case", DATES, ids=date_cases.name_of)
def test_the_date_is_read_as_the_case_says(case: date_cases.Case):
    assert date_cases.problem_with(case) is None


@pytest.mark.parametrize("case", MERGES, ids=[f"{case['id']} {case['name']}" for case in MERGES])
def test_every_merge_case_has_a_test_of_its_own(case: dict[str, str]):
    assert importlib.util.find_spec("tests.merging.test_merge_cases"), "tests/merging/test_merge_cases.py is missing"
    source = (CASES.parent / "merging" / "test_merge_cases.py").read_text(encoding="utf-8")
    assert f"def test_{case['id']}_" in source


@pytest.mark.parametrize("name", ["rating_cases.json"])
def test_every_rating_case_comes_out_as_it_says(name: str, capsys: pytest.CaptureFixture[str]):
    assert main([str(CASES / name)]) == 0, capsys.readouterr().out


def test_the_runner_counts_what_passed(capsys: pytest.CaptureFixture[str]):
    assert main([str(CASES / "dates.json"), str(CASES / "more_dates.json")]) == 0
    assert capsys.readouterr().out == f"{len(DATES)} passed, 0 failed\n"


def test_the_runner_prints_what_was_expected_and_what_was_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    wrong = GOOD | {"expect": {"outcome": "date", "date": "2015-03-01"}}
    assert main([a_file(tmp_path, json.dumps([wrong]))]) == 1
    out = capsys.readouterr().out
    assert "expected date '2015-03-01', seen '2015-03-31'" in out
    assert out.endswith("0 passed, 1 failed\n")


def test_a_case_that_names_a_reason_only_asks_that_there_is_one(tmp_path: Path):
    asks = {**GOOD, "input": "ASAP", "expect": {"outcome": "ask", "reason": "in other words than ours"}}
    does_not = {**GOOD, "expect": {"outcome": "date", "reason": "none is given"}}
    assert main([a_file(tmp_path, json.dumps([asks]))]) == 0
    assert main([a_file(tmp_path, json.dumps([does_not]))]) == 1


@pytest.mark.parametrize("content", ["", "{", '{"a": 1}', "[1]", '[{"neither": "this"}]'])
def test_a_file_that_is_not_cases_cannot_be_run(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]):
    assert main([a_file(tmp_path, content)]) == 2
    assert "cases.json" in capsys.readouterr().err


def test_a_missing_file_cannot_be_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main([str(tmp_path / "none.json")]) == 2
    assert "cannot be opened" in capsys.readouterr().err
