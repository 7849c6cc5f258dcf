"""Runs files of worked cases: `python -m tests.cases FILE...`.

What a file holds is told by its content: cases of plan dates, of ratings, of merging, or
of personal data. Prints each case that fails, with what was expected and what was seen. Exit code 1
if any fails, 2 if a file cannot be read.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cases import date_cases, personal_cases

Case = dict[str, Any]
Result = tuple[str, str | None]

MERGE_TESTS = Path(__file__).parents[1] / "merging" / "test_merge_cases.py"


class CannotRun(Exception):
    """A file of cases that cannot be read, or is of no kind known here."""


def main(paths: list[str]) -> int:
    """Run every file; nothing is run unless all can be read."""
    if not paths:
        print("Give one or more files of cases: python -m tests.cases FILE...", file=sys.stderr)
        return 2
    try:
        work = [(path, *read_cases(Path(path))) for path in paths]
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 2
    results = [(path, *result) for path, run, cases in work for result in run(cases)]
    failures = [(path, name, problem) for path, name, problem in results if problem]
    for path, name, problem in failures:
        print(f"FAILED {path}: {name}\n    {problem}")
    print(f"{len(results) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


def read_cases(path: Path) -> tuple[Callable[[list[Case]], list[Result]], list[Case]]:
    """The cases in a file, and what runs them."""
    try:
        cases = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotRun(f"{path} cannot be opened: {error.strerror}.") from error
    except ValueError as error:
        raise CannotRun(f"{path} is not JSON: {error}") from error
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise CannotRun(f"{path} does not hold a list of cases.")
    return runner_for(path, cases), cases


def runner_for(path: Path, cases: list[Case]) -> Callable[[list[Case]], list[Result]]:
    """What runs these cases, told by the fields they hold."""
    if all("fn" in case for case in cases):
        from tests.cases import rating_cases

        return rating_cases.run
    if all("id" in case and "given" in case for case in cases):
        return run_merge_cases
    if all("input" in case and "outcome" in case.get("expect", ()) for case in cases):
        return date_cases.run
    if all("text" in case and "personal" in case for case in cases):
        return personal_cases.run
    raise CannotRun(f"{path} holds cases of no kind known here: dates, ratings, merging or personal data.")


def run_merge_cases(cases: list[Case]) -> list[Result]:
    """Merging cases are prose; each is proved by the tests named after it (test_C01_...)."""
    outcomes = _Outcomes()
    wanted = " or ".join(f"test_{case['id']}_" for case in cases)
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(["-q", "-p", "no:cacheprovider", str(MERGE_TESTS), "-k", wanted], plugins=[outcomes])
    return [(f"{case['id']} {case.get('name', '')}", outcomes.problem_with(case)) for case in cases]


class _Outcomes:
    """Collects, per test, how it came out."""

    def __init__(self) -> None:
        self.seen: dict[str, str | None] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = report.nodeid.rsplit("::", 1)[-1]
        if report.skipped:
            self.seen[test] = "skipped"
        elif report.failed:
            self.seen[test] = report.longreprtext
        else:
            self.seen.setdefault(test, None)

    def problem_with(self, case: Case) -> str | None:
        """What went wrong in the tests of one case; None if all passed."""
        tests = {test: seen for test, seen in self.seen.items() if test.startswith(f"test_{case['id']}_")}
        if not tests:
            return f"no test test_{case['id']}_... in {MERGE_TESTS.name} proves: {case.get('expect')}"
        failed = [f"{test}: {seen}" for test, seen in tests.items() if seen]
        return f"expected: {case.get('expect')}\n    seen: " + "\n".join(failed) if failed else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
