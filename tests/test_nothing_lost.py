"""What people typed, followed through every door and read back with a reader that is not ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.books import TODAY, place, register_file, return_file, setting_cell, signed
from tests.merge_builders import EARLY_HELP, HEALTH
from tests.read_back import HEADING_ROW, rows
from toolkit import tasks
from toolkit.errors import ToolkitError
from toolkit.model.grid import address
from toolkit.model.plan import Book
from toolkit.sheets.every_sheet import spec_of


def typed_into(path: Path, sheet: str, cells: Mapping[tuple[int, int], object]) -> Path:
    """The file once somebody has typed into it with another program."""
    book = load_workbook(path)
    where = book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet)
    for (row, column), value in cells.items():
        where.cell(row, column, value)
    book.save(path)
    return path


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

    aside = rows(tmp_path / "Next.xlsx", "Set aside")
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


WORDS = (
    ("Risks", 1, "score", "High"),
    ("Risks", 1, "review_on", "Quarterly"),
    ("Measures", 1, "target", "to be set"),
    ("Actions", 1, "updated_on", "at each board"),
)
"""What a team typed into its register that is no figure and no date: sheet, row, column, words."""


def in_register(sheet: str, row: int, column: str) -> tuple[int, int]:
    columns = [c.id for c in spec_of(sheet).columns_of(Book.REGISTER)]
    return HEADING_ROW + row, columns.index(column) + 1


def worded(path: Path) -> Path:
    for sheet, row, column, words in WORDS:
        typed_into(path, sheet, {in_register(sheet, row, column): words})
    measure = {"ref": "P1", "theme": "Front door", "measure": "Referrals sent back", "unit": "%"}
    typed_into(path, "Measures", {in_register("Measures", 1, column): value for column, value in measure.items()})
    no_figure = {in_register("Risks", 1, column): None for column in ("likelihood", "impact")}
    book = load_workbook(path)
    for (row, column), nothing in no_figure.items():
        book["Risks"].cell(row, column).value = nothing
    book.save(path)
    return path


def words_in(path: Path, book: Book = Book.REGISTER) -> list[object]:
    sheets = load_workbook(path)
    found = []
    for sheet, row, column, _ in WORDS:
        columns = [c.id for c in spec_of(sheet).columns_of(book)]
        found.append(sheets[sheet].cell(HEADING_ROW + row, columns.index(column) + 1).value)
    return found


def test_words_in_a_registers_settings_stand_in_the_next_register(tmp_path):
    register = register_file(tmp_path)
    given = {"Plan end": "when the board says", "Amber window days": "a month"}
    typed_into(register, "Settings", {setting_cell(register, label): words for label, words in given.items()})
    signed(return_file(tmp_path / "returned"))

    tasks.merge(register, tmp_path / "returned", tmp_path / "Next.xlsx")

    settings = dict(load_workbook(tmp_path / "Next.xlsx")["Settings"].iter_rows(max_col=2, values_only=True))
    assert {label: settings[label] for label in given} == given


TYPED_WORDS = [words for *_, words in WORDS]


@pytest.mark.slow
def test_words_in_a_registers_dates_and_figures_stand_in_the_next_register(tmp_path):
    register, folder = worded(register_file(tmp_path)), tmp_path / "returned"
    signed(return_file(folder))

    tasks.merge(register, folder, tmp_path / "Next.xlsx")

    assert words_in(tmp_path / "Next.xlsx") == TYPED_WORDS


def test_words_in_a_register_go_out_come_back_and_ask_nothing(tmp_path):
    register, folder = worded(register_file(tmp_path)), tmp_path / "returned"
    tasks.issue(register, folder)
    back = folder / "Early Help.xlsx"
    assert words_in(back, Book.RETURN) == TYPED_WORDS
    tasks.refresh([back])
    assert words_in(back, Book.RETURN) == TYPED_WORDS

    tasks.merge(register, folder, tmp_path / "Next.xlsx")

    assert words_in(tmp_path / "Next.xlsx") == TYPED_WORDS
    assert not {line["Return"] for line in rows(tmp_path / "Next.xlsx", "Proposed changes and conflicts")} & {
        *TYPED_WORDS
    }


@pytest.mark.slow
def test_words_in_a_register_are_carried_into_the_next_plan_and_stay_in_the_old(tmp_path):
    register = worded(register_file(tmp_path))

    tasks.carry_forward(register, tmp_path / "next", to="NX", by="Director", on=TODAY)

    assert words_in(tmp_path / "next" / "EX closed.xlsx") == TYPED_WORDS
    assert words_in(tmp_path / "next" / "NX.xlsx") == TYPED_WORDS


@pytest.mark.slow
def test_words_in_a_register_stay_when_it_is_signed_off(tmp_path):
    register = worded(register_file(tmp_path))
    tasks.merge(register, signed(return_file(tmp_path / "returned")).parent, tmp_path / "Next.xlsx")

    tasks.sign_off(tmp_path / "Next.xlsx", by="Director", on=TODAY)

    assert words_in(tmp_path / "Next.xlsx") == TYPED_WORDS


@pytest.mark.slow
def test_what_a_service_types_over_words_replaces_them(tmp_path):
    register, folder = worded(register_file(tmp_path)), tmp_path / "returned"
    tasks.issue(register, folder)
    day = dt.date(2026, 12, 1)
    signed(typed_into(folder / "Early Help.xlsx", "Risks", {place("Risks", 1, "review_on"): day}))

    tasks.merge(register, folder, tmp_path / "Next.xlsx")

    assert words_in(tmp_path / "Next.xlsx")[1] == dt.datetime(2026, 12, 1)


OTHERWISE = (
    ("Actions", 1, "status", "in  PROGRESS", "In progress"),
    ("Actions", 2, "updated_on", "1st Sept 2026", "1 September 2026"),
    ("Actions", 3, "updated_on", dt.datetime(2026, 9, 2, 14, 35), "2 September 2026"),
    ("Risks", 1, "likelihood", "3 ", "3"),
)
"""What a team typed into its register and is read as something else: sheet, row, column, as typed, as read."""


def read_otherwise(path: Path) -> Path:
    for sheet, row, column, typed, _ in OTHERWISE:
        typed_into(path, sheet, {in_register(sheet, row, column): typed})
    return path


def as_they_stand(path: Path) -> list[object]:
    book = load_workbook(path)
    return [book[sheet].cell(*in_register(sheet, row, column)).value for sheet, row, column, *_ in OTHERWISE]


def test_cells_of_a_register_that_are_read_as_something_else_stand_as_typed_in_the_next_and_are_told(tmp_path):
    register = read_otherwise(register_file(tmp_path))
    signed(return_file(tmp_path / "returned"))

    done = tasks.merge(register, tmp_path / "returned", tmp_path / "Next.xlsx")
    again = tasks.merge(tmp_path / "Next.xlsx", tmp_path / "returned", tmp_path / "Again.xlsx")

    assert as_they_stand(tmp_path / "Next.xlsx") == [typed for *_, typed, _ in OTHERWISE]
    assert (tmp_path / "Next.xlsx").read_bytes() == (tmp_path / "Again.xlsx").read_bytes()
    for said in (done.lines, again.lines):
        (line,) = [line for line in said if line.startswith("Read as something else")]
        for sheet, row, column, typed, read in OTHERWISE[1:3]:
            shown = typed if isinstance(typed, str) else "02/09/2026 14:35"
            cell = address(*in_register(sheet, row, column))
            assert f"“{shown}” in {cell} of {sheet} is read as “{read}”" in line


def test_what_a_service_changes_takes_the_place_of_what_was_read_as_something_else(tmp_path):
    register = read_otherwise(register_file(tmp_path))
    tasks.issue(register, tmp_path / "returned")
    (tmp_path / "returned" / "Health.xlsx").unlink()
    back = tmp_path / "returned" / "Early Help.xlsx"
    given = {place("Actions", 1, "status"): "On hold", place("Actions", 2, "updated_on"): dt.date(2026, 9, 20)}
    signed(typed_into(back, "Actions", given))

    tasks.merge(register, tmp_path / "returned", tmp_path / "Next.xlsx")

    assert as_they_stand(tmp_path / "Next.xlsx")[:2] == ["On hold", dt.datetime(2026, 9, 20)]


def test_words_in_a_return_that_are_read_as_something_else_are_set_aside_as_they_were_typed(tmp_path):
    register, back = register_file(tmp_path), return_file(tmp_path / "returned")
    given = {place("Actions", 1, "updated_on"): "28th of Sept 2026", place("Actions", 2, "status"): "on HOLD"}
    signed(typed_into(back, "Actions", given))

    tasks.merge(register, tmp_path / "returned", tmp_path / "Next.xlsx")

    aside = rows(tmp_path / "Next.xlsx", "Set aside")
    lines = [(one["Sheet"], one["Column"], one["Value"], one["Why"]) for one in aside]
    assert lines == [("Actions", "Updated on", "28th of Sept 2026", "Read as “28 September 2026”.")]


ERRORS = ["#N/A", "#DIV/0!"]


def test_excel_errors_of_a_register_stand_in_the_next_as_words_and_are_told(tmp_path):
    register = register_file(tmp_path)
    errors = {in_register("Actions", 1, "notes"): "=NA()", in_register("Actions", 2, "came_from"): "=1/0"}
    typed_into(register, "Actions", errors)
    book = load_workbook(register)
    for (row, column), text in zip(errors, ERRORS, strict=True):
        book["Actions"].cell(row, column).value = text
        book["Actions"].cell(row, column).data_type = "e"
    book.save(register)
    signed(return_file(tmp_path / "returned"))

    done = tasks.merge(register, tmp_path / "returned", tmp_path / "Next.xlsx")
    carried = tasks.carry_forward(register, tmp_path / "next", to="NX", by="Director", on=TODAY)

    sheet = load_workbook(tmp_path / "Next.xlsx")["Actions"]
    assert [sheet.cell(*cell).value for cell in errors] == ERRORS
    for said in (done.lines, carried):
        (line,) = [line for line in said if "Excel error" in line]
        assert [f"{e} in {address(*at)} of Actions" in line for at, e in zip(errors, ERRORS, strict=True)] == [True] * 2


def test_a_note_on_a_cell_of_a_register_is_told_when_it_stays_behind(tmp_path):
    register = register_file(tmp_path)
    book = load_workbook(register)
    book["Actions"]["B5"].comment = Comment("Ask the board first", "The team")
    book.save(register)
    signed(return_file(tmp_path / "returned"))

    done = tasks.merge(register, tmp_path / "returned", tmp_path / "Next.xlsx")

    assert [line for line in done.lines if "the note" in line] == [
        "Not in the next register, and to be written there again: the note “Ask the board first” on B5 of Actions."
    ]
