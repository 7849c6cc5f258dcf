"""The real Ranges of xlwings, over stand-ins for pywin32 and appscript: all that is asked of an open workbook.

The contract suite runs over each of them, whole among the slow tests and on one workbook among the quick ones.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = f"""
import sys, types
sys.path.insert(0, {str(ROOT)!r})
from tests.excel import stand_ins
mac = stand_ins.mac()
from toolkit.excel.live.blocks import values_of
from toolkit.excel.live.xl import xw
sys.platform = "darwin"
missing = sys.modules["appscript"].k.missing_value
HELD = [["LG1", missing], ["LG2", 5.0], [missing, ""]]
SHOWN = [["LG1", "#N/A"], ["LG2", "#####"], ["#REF!", ""]]


class Cells:
    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns

    def got(self, source):
        rows = [row[: self.columns] for row in source[: self.rows]]
        return rows[0][0] if (self.rows, self.columns) == (1, 1) else rows

    value = property(lambda self: types.SimpleNamespace(get=lambda: self.got(HELD)))
    string_value = property(lambda self: types.SimpleNamespace(get=lambda: self.got(SHOWN)))


class Range(mac.Range):
    app = types.SimpleNamespace(engine=mac.engine, pid=4242)
    sheet = types.SimpleNamespace(name="Actions", book=types.SimpleNamespace(name="Plan.xlsx", app=app))

    def __init__(self, rows, columns):
        self._coords, self.options, self.xl = (1, 1, rows, columns), {{}}, Cells(rows, columns)


for shape in ((3, 2), (3, 1), (1, 2), (1, 1)):
    print(values_of(xw.Range(impl=Range(*shape))))
"""


def test_on_a_mac_errors_are_read_as_their_words():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=300)

    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "[['LG1', '#N/A'], ['LG2', 5], ['#REF!', None]]",
        "[['LG1'], ['LG2'], ['#REF!']]",
        "[['LG1', '#N/A']]",
        "[['LG1']]",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["windows", "mac"])
def test_the_whole_contract_holds_over_the_real_ranges(engine: str):
    done = contract(engine)

    assert done.returncode == 0, done.stdout[-5_000:]
    assert re.search(rf"ranges of xlwings._xl{engine}: \d{{5,}}\n\d+ passed in", done.stdout)


@pytest.mark.parametrize("engine", ["windows", "mac"])
def test_one_workbook_is_read_and_edited_alike_over_the_real_ranges(engine: str):
    done = contract(engine, "-k", "read_the_same and awkward or same_edits and grows")

    assert done.returncode == 0, done.stdout[-5_000:]
    assert re.search(rf"ranges of xlwings._xl{engine}: \d{{3,}}\n2 passed", done.stdout)


def contract(engine: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The contract suite in a process of its own, over the real ranges of one engine."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.excel.real_engines",
         "tests/excel/test_contract.py", *words],
        cwd=ROOT, env=os.environ | {"REAL_ENGINE": engine}, capture_output=True, text=True, timeout=1_800,
    )  # fmt: skip
