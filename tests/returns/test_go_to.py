"""The links of Check results: one formula for all lines, which follows an action that has moved."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formula.translate import Translator

from tests.books import filled_in, return_file
from toolkit import tasks
from toolkit.model.edits import Link, Result
from toolkit.model.finding import Finding, Severity
from toolkit.model.plan import Layout
from toolkit.returns.go_to import link

ROOT = Path(__file__).parents[2]
FIRST = ROOT / "tests" / "template_1_0" / "returned" / "Early Help.xlsx"
RESULTS = {"ref": 3, "sheet": 4, "cell": 5, "column": 6, "where": 11, "row_key": 12, "address": 13}
FINDING = Finding("E-01", Severity.ERROR, "a.xlsx", "Our plan's", "wrong", "right", 7, "Due", "J7", "LG4")


def results(**columns: int) -> Layout:
    return Layout("Check results", 4, columns, {})


def actions(ref: str = "Ref", *, name: str = "Actions", top: int = 4) -> Layout:
    headings = {"ref": ref, "due": "Due", "worked_out_rating": "Worked-out rating"}
    return Layout("Actions", 4, {"ref": 1, "due": 10, "worked_out_rating": 11}, headings,
                  table=(top, 1, 9, 11), table_name=name)  # fmt: skip


def formula(table: Layout | None) -> str:
    made = link(5, FINDING, results(**RESULTS), table)
    assert isinstance(made, Result)
    assert made.value == "J7"
    return made.formula


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = filled_in(return_file(tmp_path_factory.mktemp("go_to")))
    tasks.refresh([path], output=path.with_name("Checked.xlsx"))
    return path.with_name("Checked.xlsx")


def test_every_line_has_the_same_formula_and_shows_its_cell(checked: Path):
    sheet = openpyxl.load_workbook(checked)["Check results"]
    shown = openpyxl.load_workbook(checked, data_only=True)["Check results"]
    lines = [row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value]

    assert len(lines) > 3
    first = sheet["E5"].value
    for row in lines:
        assert sheet.cell(row, 5).value == Translator(first, "E5").translate_formula(f"E{row}")
        assert shown.cell(row, 5).value == sheet.cell(row, 14).value
        assert sheet.cell(row, 5).hyperlink is None


def test_an_action_is_looked_up_where_it_stands_and_anything_else_is_where_it_was():
    followed = formula(actions())

    assert "MATCH(C5,Actions[Ref],0)" in followed
    assert "Actions[[#Headers],[Ref]:[Due]]" in followed
    assert formula(None) == """=IF(M5="","",HYPERLINK("#'"&SUBSTITUTE(D5,"'","''")&"'!"&M5,M5))"""


@pytest.mark.parametrize("table", [actions("Ref no. [new]"), actions(" Ref"), actions(name=""), actions(top=3)])
def test_what_a_formula_cannot_call_by_its_name_is_where_it_was(table: Layout):
    assert formula(table) == formula(None)


def test_a_list_of_the_first_template_has_plain_links():
    columns = {name: at for name, at in RESULTS.items() if name != "address"}

    assert link(5, FINDING, results(**columns), actions()) == Link("J7", "'Our plan''s'!J7")


def test_a_return_of_the_first_template_keeps_them(tmp_path: Path):
    tasks.refresh([FIRST], output=tmp_path / "Early Help.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "Early Help.xlsx")["Check results"]
    cells = [cell for row in sheet.iter_rows(min_row=5) for cell in row if cell.hyperlink is not None]
    assert cells
    assert all(cell.hyperlink.location.endswith(f"!{cell.value}") for cell in cells)


@pytest.mark.slow
def test_the_links_follow_actions_that_were_sorted_and_rows_that_were_put_in(checked: Path, tmp_path: Path):
    """Worked out by LibreOffice: the actions stand in another order, one of them is gone, and the list is turned."""
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice: install the program 'soffice'")
    book = openpyxl.load_workbook(checked)
    moved = turned(book["Actions"], 5, 7, 33)
    moved["EX2"] = None
    book["Actions"].cell(6, 1).value = "EX9"
    lines = [row for row in range(5, 40) if book["Check results"].cell(row, 1).value]
    turned(book["Check results"], 5, lines[-1], 14, but=(5,))
    book.save(tmp_path / "Sorted.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "Sorted.xlsx")], check=True, capture_output=True, timeout=300)

    sheet = openpyxl.load_workbook(tmp_path / "out" / "Sorted.xlsx", data_only=True)["Check results"]
    followed = 0
    for row in lines:
        _, _, ref, name, cell, *_, was = [value.value for value in sheet[row][:14]]
        now = moved.get(ref) if name == "Actions" else None
        followed += now is not None and not was.endswith(str(now))
        assert cell == (was if now is None else was.rstrip("0123456789") + str(now))
    assert followed


def turned(sheet, first: int, last: int, width: int, *, but: tuple[int, ...] = ()) -> dict[object, int]:
    """The rows the other way round; gives where each now stands, by its first cell."""
    rows = [[sheet.cell(row, column).value for column in range(1, width + 1)] for row in range(first, last + 1)]
    for row, values in enumerate(reversed(rows), start=first):
        for column, value in enumerate(values, start=1):
            if column not in but:
                sheet.cell(row, column).value = value
    return {values[0]: row for row, values in enumerate(reversed(rows), start=first)}
