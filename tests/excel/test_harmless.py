"""What xlwings leaves to be done when Python ends: with the real engines, nothing of it is left."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
sys.path.insert(0, {root!r})
from tests.excel import stand_ins
{broken}
if {ours}:
    real = __import__("importlib").import_module
    stand_ins._engine = lambda name: (real("toolkit.excel.live.xl"), sys.modules["xlwings." + name])[1]
try:
    engine = stand_ins.{engine}()
    assert engine.cleanup
except ZeroDivisionError:
    pass
stand_ins.watch_programs()
"""
BROKEN = """
class Breaks:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("xlwings.pro") and any(n in sys.modules for n in ("xlwings._xlwindows", "xlwings._xlmac")):
            raise ZeroDivisionError
sys.meta_path.insert(0, Breaks())
"""


def at_the_end(engine: str, *, ours: bool, broken: str = "") -> str:
    """What is asked of the operating system, or of Excel, once the program has ended."""
    program = PROGRAM.format(root=str(ROOT), engine=engine, ours=ours, broken=broken)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300)
    return done.stdout


@pytest.mark.parametrize("engine", ["windows", "mac"])
def test_nothing_is_ended_and_no_macro_run_when_python_ends(engine: str):
    assert at_the_end(engine, ours=True) == ""


@pytest.mark.parametrize(("engine", "done"), [("windows", "taskkill /PID 5222 /F"), ("mac", "macro CleanUp")])
def test_xlwings_alone_would_end_and_run_them(engine: str, done: str):
    """Where this fails, xlwings has changed, and whether anything is left to be done must be looked at anew."""
    assert done in at_the_end(engine, ours=False)


@pytest.mark.parametrize("engine", ["windows", "mac"])
def test_also_where_the_rest_of_xlwings_cannot_be_imported(engine: str):
    assert at_the_end(engine, ours=True, broken=BROKEN) == ""
