"""The real engine of xlwings for Windows, over stand-ins for pywin32: a busy Excel is asked again, and not for ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.excel import stand_ins
engine = stand_ins.windows()
from toolkit.excel.live import xl
from toolkit.excel.live.trouble import BUSY, in_words

pauses = []
xl.time.sleep = pauses.append
REJECTED = -2147418111


class Excel:
    asked = 0

    def __init__(self, busy):
        object.__setattr__(self, "left", busy)

    def answer(self, what):
        Excel.asked += 1
        object.__setattr__(self, "left", self.left - 1)
        if self.left >= 0:
            error = engine.pywintypes.com_error(REJECTED, "Call was rejected by callee.", None, None)
            error.hresult = REJECTED
            raise error
        return what

    def Save(self):
        return self.answer("saved")

    Name = property(lambda self: self.answer("Plan.xlsx"))
    __setattr__ = lambda self, name, value: self.answer(None)
    __call__ = lambda self, key: self.answer(key)


def ask(excel, way):
    wrapped = engine.COMRetryObjectWrapper(excel)
    match way:
        case "read":
            return wrapped.Name
        case "call":
            return wrapped.Save()
        case "write":
            wrapped.Saved = True
        case "item":
            return wrapped("Plan.xlsx")


for way in ("read", "call", "write", "item"):
    Excel.asked = 0
    said = ask(Excel(3), way)
    print(way, said, Excel.asked)
    Excel.asked = 0
    try:
        ask(Excel(10**6), way)
    except Exception as error:
        print(way, in_words(error) == BUSY, Excel.asked)
print(max(pauses) <= 0.25, 5 < sum(pauses) / 4 < 15)
"""


def test_a_busy_excel_is_asked_for_some_seconds_with_pauses_and_then_said_to_be_busy():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=300)

    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "read Plan.xlsx 4", "read True 50",
        "call saved 4", "call True 50",
        "write None 4", "write True 50",
        "item Plan.xlsx 4", "item True 50",
        "True True",
    ]  # fmt: skip
