"""An Excel with a small workbook open, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.table import Table

from tests.excel.engine import Excel

Open = Callable[..., xw.Book]


@pytest.fixture
def excel() -> Excel:
    return Excel()


@pytest.fixture
def opened(excel: Excel, tmp_path: Path) -> Open:
    """Opens a workbook with a sheet called Plan: its cells by address, and a table where a ref is given."""

    def make(cells: Mapping[str, object], *, table: str = "", prepare: Callable = lambda sheet: None) -> xw.Book:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Plan"
        for address, value in cells.items():
            sheet[address] = value
        if table:
            sheet.add_table(Table(displayName="Actions", ref=table))
        prepare(sheet)
        path = tmp_path / "plan.xlsx"
        book.save(path)
        return excel.open(path)

    return make
