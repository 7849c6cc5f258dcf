"""A pytest plugin: the test engine's ranges go through the real Range code of xlwings, for Windows or for the Mac.

``REAL_ENGINE=mac python -m pytest -p tests.excel.real_engines ...``. What pywin32 or appscript would bring from Excel
comes from the ranges of ``tests/excel/engine.py``, in the shape each of them gives it. It changes the whole process.
"""

from __future__ import annotations

import datetime as dt
import os
from types import SimpleNamespace
from typing import Any

from tests.excel import stand_ins

# Before anything else brings in xlwings, which looks at the platform once.
REAL = {"windows": stand_ins.windows, "mac": stand_ins.mac}[os.environ["REAL_ENGINE"]]()

from tests.excel import engine  # noqa: E402
from toolkit.excel.live import blocks, xl  # noqa: E402

Plain = engine.Range
MISSING = stand_ins.Keyword("k.missing_value")
_range = engine.Sheet.range
MADE: list[str] = []


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says that real ranges were asked, and how many."""
    terminalreporter.write_line(f"ranges of {REAL.__name__}: {len(MADE)}")


class Com:
    """A range as pywin32 gives it."""

    def __init__(self, of: Plain) -> None:
        self.of = of
        self.Worksheet, self.Row, self.Column, self.Count = of.sheet, of.row, of.column, len(of)
        self.Rows, self.Columns = (SimpleNamespace(Count=n) for n in of.shape)
        self.Address = of.address
        self.ClearContents = of.clear_contents

    Value = property(lambda self: self.of.raw_value, lambda self, data: setattr(self.of, "raw_value", local(data)))
    Formula = property(lambda self: self.of.formula)
    NumberFormat = property(lambda self: self.of.number_format)
    MergeCells = property(lambda self: self.of.merge_cells)
    MergeArea = property(lambda self: Com(self.of.merge_area))
    ColumnWidth = property(None, lambda self, width: setattr(self.of, "column_width", width))

    def __call__(self, *place: int) -> Com:
        return Com(self.of(*place))

    def GetAddress(self, rows: bool, columns: bool, style: int, external: bool) -> str:  # noqa: N802
        return self.of.get_address(rows, columns, external)

    def SpecialCells(self, kind: int) -> SimpleNamespace:  # noqa: N802
        return self.of.SpecialCells(kind)

    @property
    def EntireRow(self) -> SimpleNamespace:  # noqa: N802
        hidden = [SimpleNamespace(Hidden=row in self.of._hidden()) for row in range(self.of.row, self.of.bottom + 1)]
        return SimpleNamespace(Rows=SimpleNamespace(Count=len(hidden), Item=lambda n: hidden[n - 1]))


def local(data: Any) -> Any:
    """A moment goes to Excel with Windows' own zone on it, which no cell keeps."""
    if isinstance(data, list | tuple):
        return [local(one) for one in data]
    return data.replace(tzinfo=None) if isinstance(data, dt.datetime) else data


class Asked:
    """What appscript gives for one property: read with get, written with set."""

    def __init__(self, get: Any, set: Any = None) -> None:
        self.get, self.set = get, set


class Reference:
    """A range as appscript gives it: lists of lists, blanks as empty text, errors and what differs as missing value."""

    def __init__(self, of: Plain) -> None:
        self.of = of
        top, left = of.row, of.column
        self.first_row_index, self.first_column_index = Asked(lambda: top), Asked(lambda: left)
        self.value = Asked(lambda: shaped(of, self._value), lambda data: setattr(of, "raw_value", data))
        self.string_value = Asked(lambda: shaped(of, self._shown))
        self.formula = Asked(lambda: shaped(of, of._formula))
        self.number_format = Asked(lambda: or_missing(of.number_format))
        self.merge_cells = Asked(lambda: or_missing(of.merge_cells))
        self.column_width = Asked(None, lambda width: setattr(of, "column_width", width))
        self.clear_contents = of.clear_contents

    @property
    def merge_area(self) -> Reference:
        return Reference(self.of.merge_area)

    @property
    def entire_row(self) -> SimpleNamespace:
        hidden = [row in self.of._hidden() for row in range(self.of.row, self.of.bottom + 1)]
        return SimpleNamespace(rows=SimpleNamespace(hidden=Asked(lambda: hidden if len(hidden) > 1 else hidden[0])))

    @property
    def entire_column(self) -> SimpleNamespace:
        left, hidden = self.of.column, self.of._hidden_columns()
        answers = [column in hidden for column in range(left, left + self.of.shape[1])]
        one_or_all = answers if len(answers) > 1 else answers[0]
        return SimpleNamespace(columns=SimpleNamespace(hidden=Asked(lambda: one_or_all)))

    def count(self, *, each: str) -> int:
        return self.of.shape[each == "k.column"]

    def get_address(self, *, row_absolute: bool = True, column_absolute: bool = True, external: bool = False) -> str:
        return self.of.get_address(row_absolute, column_absolute, external)

    def _value(self, cell: Any) -> Any:
        value = self.of._value(cell)
        if isinstance(value, int) and not isinstance(value, bool):
            return MISSING
        return "" if value is None else value

    def _shown(self, cell: Any) -> str:
        value = self.of._value(cell)
        words = engine._WORDS | {number: word for word, number in engine.NEWER_ERRORS.items()}
        return str(words.get(value, "" if value is None else value))


def shaped(of: Plain, ask: Any) -> Any:
    read = of._read(ask)
    return [list(row) for row in read] if len(of) > 1 else read


def or_missing(answer: Any) -> Any:
    return MISSING if answer is None else answer


class Cells:
    """``sheet.cells["A1:B2"]`` and ``sheet.rows[1].columns[2]``."""

    def __init__(self, sheet: engine.Sheet) -> None:
        self.sheet = sheet
        self.cells, self.rows = By(lambda a: Reference(_range(sheet, a))), By(self._row)

    def _row(self, row: int) -> SimpleNamespace:
        return SimpleNamespace(columns=By(lambda column: Reference(_range(self.sheet, (row, column)))))


class By:
    """Answers ``[key]``."""

    def __init__(self, ask: Any) -> None:
        self._ask = ask

    def __getitem__(self, key: Any) -> Any:
        return self._ask(key)


def as_on_windows() -> None:
    class Range(REAL.Range):
        sheet = property(lambda self: self.xl.of.sheet)
        bottom = property(lambda self: self.xl.of.bottom)

    REAL.Range = Range
    _through(lambda plain: Range(xl=Com(plain)))


def as_on_a_mac() -> None:
    REAL.Range.bottom = property(lambda self: self.xl.of.bottom)
    engine.Sheet.xl = property(Cells)  # type: ignore[attr-defined]
    _through(lambda plain: REAL.Range(plain.sheet, (plain.row, plain.column, *plain.shape)))
    protected = property(lambda sheet: SimpleNamespace(protect_contents=Asked(lambda: sheet.ws.protection.sheet)))
    engine.Sheet.api = protected  # type: ignore[assignment,method-assign]
    blocks.on_mac = xl.on_mac = lambda: True


def _through(wrapped: Any) -> None:
    """Every range the test engine gives is a real one, and values are cleaned by the real engine."""

    def given(sheet: engine.Sheet, first: Any, last: Any = None) -> Any:
        MADE.append(sheet.name)
        return wrapped(_range(sheet, *(_plain(end) for end in (first, last))))

    used, merged = engine.Sheet.used_range.fget, Plain.merge_area.fget  # type: ignore[attr-defined]
    engine.Sheet.range = given  # type: ignore[method-assign]
    engine.Sheet.used_range = property(lambda sheet: wrapped(used(sheet)))  # type: ignore[assignment,method-assign]
    Plain.merge_area = property(lambda rng: _plain(merged(rng)))  # type: ignore[assignment,method-assign]
    for name in ("clean_value_data", "prepare_xl_data_element"):
        setattr(engine.Engine, name, staticmethod(getattr(REAL.Engine, name)))


def _plain(rng: Any) -> Any:
    return rng.xl.of if isinstance(rng, REAL.Range) else rng


{"windows": as_on_windows, "mac": as_on_a_mac}[os.environ["REAL_ENGINE"]]()
