"""What each command loads: help is there at once, and a check pays for nothing but checking."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.cli.commands import app

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
MERGES, DRAWS, ISSUES = "toolkit.merging", "toolkit.board_pack", "toolkit.returns.issue"
CHECKS, READS, CHANGES = "toolkit.rules", "toolkit.reading.parse", "toolkit.excel.patch"
OTHERS_WORK = {MERGES, DRAWS, ISSUES, CHANGES}
NOBODYS_WORK = {"pandera", "hypothesis", "asyncio", "holidays", "openpyxl", "xlwings", "xml.sax"}
"""Strategies for tests, servers, and what is asked only of days or of cells in doubt."""
IN_DOUBT = {"pandera", "hypothesis", "asyncio"}
"""What the schema loads for a cell in doubt: issue and chase check first, and the example has such cells."""
NEEDLESS = {
    "new return -o New.xlsx": {CHECKS, READS, MERGES, DRAWS, ISSUES, CHANGES, "rich", *WRITES},
    "issue Register.xlsx -o new": {MERGES, DRAWS, CHANGES, "rich"},
    "refresh Return.xlsx": {MERGES, DRAWS, ISSUES, "rich", *WRITES},
    "fix Return.xlsx --yes -o Mended.xlsx": {MERGES, DRAWS, ISSUES, "rich", *WRITES},
    "merge Register.xlsx returned -o Next.xlsx": {DRAWS, CHANGES},
    "chase Register.xlsx returned -o chasing": {DRAWS, "rich"},
    "board Register.xlsx -o Pack.xlsx": {MERGES, ISSUES, CHANGES, "rich"},
    "publishable Register.xlsx": {MERGES, DRAWS, ISSUES, CHANGES, "rich", *WRITES},
    "sign-off Register.xlsx --by Director --on 2026-10-20 -o Signed.xlsx": {MERGES, DRAWS, "rich", *WRITES},
    "correct Register.xlsx --period 2026-06 --ref FD3 --field Rating --to Red --reason 'Closed by mistake' "
    "--agreed-by Board --on 2026-11-03 -o Corrected.xlsx": {DRAWS, "rich", *WRITES},
    "settle Register.xlsx -o Settled.xlsx": {DRAWS, *WRITES},
    "history FD3 Register.xlsx": {MERGES, DRAWS, CHANGES, *WRITES},
    "carry-forward Register.xlsx --to NEXT --by Director --on 2026-10-20 -o ended": {MERGES, DRAWS, CHANGES, "rich"},
}
"""What a command is asked, and what it has no need for."""


@pytest.fixture(scope="module")
def example(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "plan"
    shutil.copytree(built, folder)
    shutil.copy(next(folder.glob("Plan Register*.xlsx")), folder / "Register.xlsx")
    shutil.copy(next(folder.glob("*/Health Partnership.xlsx")), folder / "Return.xlsx")
    return folder


@pytest.fixture(scope="module")
def sound_return(example: Path) -> Path:
    return example / "Return.xlsx"


def loaded_by(*words: object, folder: Path | None = None) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", LOADED, *map(str, words)], capture_output=True, encoding="utf-8", check=True, cwd=folder
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


@pytest.mark.parametrize("said", NEEDLESS)
def test_a_command_loads_nothing_of_what_others_do(said: str, example: Path):
    loaded = loaded_by(*shlex.split(said), folder=example)

    assert "toolkit.tasks" in loaded
    in_doubt = IN_DOUBT if said.startswith(("issue", "chase")) else set()
    assert loaded & ((NEEDLESS[said] | NOBODYS_WORK) - in_doubt) == set()


def test_every_command_stands_on_the_first_screen_and_in_the_readme_and_is_tried_here():
    first_screen = subprocess.run(
        [sys.executable, "-m", "toolkit.cli", "--help"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    names = {str(c.name or c.callback.__name__) for c in app.registered_commands} | {"addin"}
    tried = {said.split()[0] for said in NEEDLESS} | {"check", "rules", "date", "addin"}

    assert names >= {"issue", "chase", "correct", "history"}
    for name in names:
        assert f"\n  {name} " in first_screen, name
        assert f"plan-toolkit {name}" in readme, name
        assert name in tried, name
