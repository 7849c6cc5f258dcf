"""What each command loads: help is there at once, and a check pays for nothing but checking."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LOADED = """
import sys
from toolkit.cli import main
try:
    main()
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""
WRITES = {"xlsxwriter", "openpyxl", "toolkit.excel.write"}
HEAVY = {"pandas", "numpy", "pandera", "python_calamine", "lxml", "rapidfuzz", "rich", "holidays", *WRITES}
OTHERS_WORK = {"toolkit.merging", "toolkit.board_pack", "toolkit.returns.issue", "toolkit.tasks.registers"}


@pytest.fixture(scope="module")
def sound_return(built: Path) -> Path:
    return next(built.glob("*/Health Partnership.xlsx"))


def loaded_by(*words: object) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", LOADED, *map(str, words)], capture_output=True, encoding="utf-8", check=True
    )
    return set(run.stderr.splitlines()[-1].split())


def test_the_version_is_said_before_anything_is_loaded():
    loaded = loaded_by("--version")

    assert not loaded & {"typer", *HEAVY}
    assert {name for name in loaded if name.startswith("toolkit")} == {"toolkit", "toolkit.cli"}


@pytest.mark.parametrize("words", [("--help",), ("check", "--help"), ("addin", "--help")])
def test_help_needs_neither_pandas_nor_rich(words: tuple[str, ...]):
    assert not loaded_by(*words) & HEAVY


def test_a_date_in_words_is_read_without_pandas():
    assert not loaded_by("date", "Spring 2015", "--plan-start", "2014-12-08") & {"pandas", "numpy", *WRITES}


def test_a_check_loads_nothing_that_writes_merges_or_draws(sound_return: Path):
    loaded = loaded_by("check", sound_return)

    assert "pandas" in loaded
    assert not loaded & {"rich", "holidays", "hypothesis", "asyncio", *WRITES, *OTHERS_WORK}
    assert not loaded & {"pydantic", "msoffcrypto", "xml.sax", "pandera"}


def test_a_list_of_rules_opens_no_workbook():
    assert not loaded_by("rules", "E-01") & {"lxml", "python_calamine", "pandera", *WRITES}


def test_the_words_of_a_command_are_taken_as_they_are_typed(sound_return: Path, tmp_path: Path):
    words = ("check", sound_return, "--report", tmp_path / "Findings.xlsx")

    assert "pydantic" not in loaded_by(*words)
    assert (tmp_path / "Findings.xlsx").is_file()
