"""The real Range of xlwings for the Mac, over a stand-in for appscript: errors are read, of any size of range."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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
