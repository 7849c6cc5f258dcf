"""Every command answers a hostile file of under a megabyte within bounds: the installed command, its workers included.

What it answers does not matter here, so long as it is a sentence: ``test_hostile`` says what each file is told.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.books import HEALTH, filled_in, register_file, return_file, signed
from tests.excel.hostile import HOSTILE, parts_of_a_register, parts_of_a_return

resource = pytest.importorskip("resource", reason="Windows has no bounds for one process")
pytestmark = pytest.mark.slow

SECONDS, MEGABYTES = 20, 1024
SIZE = 1 << 20
COMMAND = Path(sys.executable).with_name("plan-toolkit")
REFUSED = 2
FOR_TIME = -24


class Answer(NamedTuple):
    code: int
    words: str
    megabytes: int


def answer(*arguments: object) -> Answer:
    """What the command answers, ended by the system where it takes more than it may."""
    process = subprocess.Popen(
        [str(COMMAND), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=_bound,
        # Threads that only count would each be given memory of their own.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    assert process.stdout is not None
    with process.stdout as out:
        words = out.read().decode("utf-8", "replace")
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Answer(process.returncode, words, used.ru_maxrss >> 10)


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))


def hostile(path: Path, name: str, *, register: bool = False) -> Path:
    """That file, made of a return or of a register."""
    data = HOSTILE[name](parts_of_a_register() if register else parts_of_a_return())
    assert len(data) < SIZE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def assert_answered(got: Answer) -> None:
    assert got.code != FOR_TIME, got.words[-500:]
    assert got.code in (0, 1, REFUSED), got.words[-500:]
    assert "Traceback" not in got.words, got.words[-2_000:]
    assert got.megabytes < MEGABYTES


COSTLY = [name for name in HOSTILE if not name.startswith("unclosed")]
"""Markup that never closes is refused, or passed over, before a command does anything else: one of them shows it."""
OF_A_RETURN: dict[str, Callable[[Path, Path], tuple[object, ...]]] = {
    "check": lambda path, folder: ("check", path),
    "refresh": lambda path, folder: ("refresh", path),
}
OF_A_REGISTER: dict[str, Callable[[Path, Path], tuple[object, ...]]] = {
    "check": lambda path, folder: ("check", path),
    "issue": lambda path, folder: ("issue", path, "-o", folder / "issued"),
    "merge": lambda path, folder: ("merge", path, return_file(folder / "in").parent, "-o", folder / "Next.xlsx"),
    "board": lambda path, folder: ("board", path, "-o", folder / "Pack.xlsx"),
    "sign-off": lambda path, folder: ("sign-off", path, "--by", "Director", "--on", "2026-10-20"),
    "carry-forward": lambda path, folder: (
        *("carry-forward", path, "-o", folder / "carried"),
        *("--to", "EX-2", "--by", "Director", "--on", "2026-10-20"),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("command", OF_A_RETURN)
def test_a_hostile_return_is_answered_within_bounds(name, command, tmp_path: Path):
    path = hostile(tmp_path / "Early Help.xlsx", name)

    assert_answered(answer(*OF_A_RETURN[command](path, tmp_path)))


@pytest.mark.parametrize("name", COSTLY)
@pytest.mark.parametrize("command", OF_A_REGISTER)
def test_a_hostile_register_is_answered_within_bounds(name, command, tmp_path: Path):
    path = hostile(tmp_path / "Plan Register.xlsx", name, register=True)

    assert_answered(answer(*OF_A_REGISTER[command](path, tmp_path)))


@pytest.mark.parametrize("name", COSTLY)
def test_a_hostile_return_among_sound_ones_holds_up_none_of_them(name, tmp_path: Path):
    folder = hostile(tmp_path / "in" / "Early Help.xlsx", name).parent
    signed(filled_in(return_file(folder, HEALTH), {"Actions": {"EX1": {"where_now": "Opened in every town"}}}))

    got = answer("merge", register_file(tmp_path), folder, "-o", tmp_path / "Next.xlsx")

    assert_answered(got)
    assert (got.code, (tmp_path / "Next.xlsx").exists()) == (0, True)
    assert "Opened in every town" in _texts(tmp_path / "Next.xlsx")


def _texts(path: Path) -> set[object]:
    from toolkit.excel.read import read_workbook

    return {value for sheet in read_workbook(path).sheets for row in sheet.rows for value in row}
