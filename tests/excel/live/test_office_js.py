"""The live layer keeps to what Excel on the web offers too, and only it and the ribbon know xlwings."""

from __future__ import annotations

import ast
from pathlib import Path

import xlwings as xw

import toolkit

PACKAGE = Path(toolkit.__file__).parent
ON_THE_WEB = {
    "activate", "add", "app", "clear_contents", "column", "column_width", "formula", "merge_area", "merge_cells",
    "name", "number_format", "options", "range", "resize", "row", "shape", "sheet", "sheets", "show_autofilter",
    "show_totals", "tables", "used_range", "value", "visible", "book", "active", "columns", "rows", "hidden",
}  # fmt: skip
"""Members that Excel on the web has as well; what is read of formulas, formats and merged cells is awaited there."""
OURS = {"table", "top", "left", "cells", "index"}
"""Also members of something of our own."""
OBJECTS = (xw.Book, xw.Sheet, xw.Range, xw.main.Table, xw.main.Sheets, xw.main.Tables)


NATIVE = PACKAGE / "excel" / "live" / "xl.py"
"""The one module that goes round xlwings, for what it has no word for; on the web it gets no answer and goes on."""


def used_in(folder: Path) -> set[str]:
    trees = (ast.parse(path.read_text("utf-8")) for path in folder.glob("*.py") if path != NATIVE)
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_only_what_the_web_has_too_is_used():
    members = {name for one in OBJECTS for name in dir(one) if not name.startswith("_")}

    assert used_in(PACKAGE / "excel" / "live") & members <= ON_THE_WEB | OURS


def test_nobody_asks_where_a_workbook_lies_or_goes_round_xlwings():
    for folder in ("ribbon", "excel/live"):
        assert used_in(PACKAGE / folder) & {"fullname", "api", "impl"} == set()


def test_xlwings_is_taken_in_at_one_place_where_it_is_made_harmless():
    knowing = {
        path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if "import xlwings" in path.read_text("utf-8")
    }

    assert knowing == {Path("excel/live/xl.py")}
