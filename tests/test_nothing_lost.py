"""What people typed, followed through every door and read back with a reader that is not ours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.books import place, register_file, return_file, signed
from tests.merge_builders import EARLY_HELP, HEALTH
from toolkit import tasks
from toolkit.errors import ToolkitError
from toolkit.sheets import Book, spec_of

HEADING_ROW = 4


def typed_into(path: Path, sheet: str, cells: Mapping[tuple[int, int], object]) -> Path:
    """The file once somebody has typed into it with another program."""
    book = load_workbook(path)
    where = book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet)
    for (row, column), value in cells.items():
        where.cell(row, column, value)
    book.save(path)
    return path


def said_in(path: Path, sheet: str) -> list[dict[str, object]]:
    """The rows of a table sheet, by heading."""
    headings, *rows = load_workbook(path)[sheet].iter_rows(min_row=HEADING_ROW, values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def new_evidence(path: Path, row: int, number: str, what: str, ref: str) -> Path:
    given = {"no": number, "what": what, "action_ref": ref, "state": "Filed"}
    cells = {(5 + row, place("Evidence", 1, column)[1]): value for column, value in given.items()}
    return typed_into(path, "Evidence", cells)


def test_a_services_own_column_and_sheet_are_set_aside_when_its_evidence_is_renumbered_too(tmp_path):
    register, folder = register_file(tmp_path), tmp_path / "returned"
    for service, ref, what in ((EARLY_HELP, "EX1", "Audit of forty files"), (HEALTH, "EX4", "Rota of the hospital")):
        path = return_file(folder, service)
        width = len(spec_of("Actions").columns_of(Book.RETURN))
        typed_into(path, "Actions", {(HEADING_ROW, width + 1): "Our own note", (5, width + 1): f"Ours in {service}"})
        typed_into(path, "Our sums", {(1, 1): "Kept by us"})
        signed(new_evidence(path, 1, "2", what, ref))

    tasks.merge(register, folder, tmp_path / "Next.xlsx")

    aside = said_in(tmp_path / "Next.xlsx", "Set aside")
    own = [line["Value"] for line in aside if line["Column"] == "Our own note" and line["Value"] != line["Column"]]
    assert own == [f"Ours in {EARLY_HELP}", f"Ours in {HEALTH}"]
    assert [line["File"] for line in aside if line["Sheet"] == "Our sums"] == ["Early Help.xlsx", "Health.xlsx"]


def test_a_return_to_which_sheets_of_a_registers_names_were_added_is_checked_as_a_return(tmp_path):
    path = return_file(tmp_path)
    for sheet in ("Themes", "Links", "Sources"):
        headings = [column.heading for column in spec_of(sheet).columns]
        typed_into(path, sheet, {(1, n): heading for n, heading in enumerate(headings, start=1)})

    checked = tasks.check([path])

    assert "P-05" in {finding.rule for finding in checked.report.findings}


def test_a_return_is_not_taken_for_the_register(tmp_path):
    path = return_file(tmp_path)

    with pytest.raises(ToolkitError, match=r"Early Help\.xlsx is a service return, not a register"):
        tasks.merge(path, tmp_path, tmp_path / "Next.xlsx")
