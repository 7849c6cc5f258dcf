"""Whether Excel asks "save changes?" about a file that was only looked at: never about one of ours."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.books import filled_in, register_file, return_file
from toolkit import tasks
from toolkit.excel.templates import new_workbook
from toolkit.model.plan import Book
from toolkit.returns.look import COUNTS_CELL, counts_text

ASKED = "it will ask to save them on closing"


def calculation(path: Path) -> str:
    """What the workbook says of its calculation."""
    with zipfile.ZipFile(path) as package:
        workbook = package.read("xl/workbook.xml").decode()
    return "<calcPr" + workbook.partition("<calcPr")[2].partition("/>")[0] + "/>"


def with_a_formula(path: Path) -> Path:
    """The same workbook with a formula of the officer's own."""
    book = openpyxl.load_workbook(path)
    book["Actions"].cell(2, 20).value = "=LEN(C5)"
    book.save(path)
    return path


@pytest.mark.parametrize("book", list(Book))
def test_a_new_workbook_is_opened_as_it_is(tmp_path: Path, book: Book):
    assert calculation(new_workbook(book, tmp_path / "new.xlsx")) == '<calcPr calcId="191029"/>'


def test_a_refreshed_return_is_opened_as_it_is_and_its_counts_are_true(tmp_path: Path):
    path = filled_in(return_file(tmp_path))
    assert "fullCalcOnLoad" in calculation(path), "typing into the closed file asks for it"
    done = tasks.refresh([path])

    assert "fullCalcOnLoad" not in calculation(path)
    assert ASKED not in done.lines[0]
    ratings = done.refreshes[path.name].summary.counts
    assert openpyxl.load_workbook(path, data_only=True)["Actions"].cell(*COUNTS_CELL).value == counts_text(3, ratings)


def as_excel_saves_it(path: Path) -> bytes:
    """The workbook once Excel has worked it out and saved it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(buffer, "w") as out:
        for name in package.namelist():
            out.writestr(name, package.read(name).replace(b' fullCalcOnLoad="1"', b""))
    return buffer.getvalue()


def test_formulas_of_an_officer_are_worked_out_anew_and_that_is_said(tmp_path: Path):
    path = with_a_formula(filled_in(return_file(tmp_path)))
    path.write_bytes(as_excel_saves_it(path))
    done = tasks.refresh([path])

    assert 'fullCalcOnLoad="1"' in calculation(path)
    assert ASKED in done.lines[0]


def test_a_register_signed_off_is_opened_as_it_is(tmp_path: Path):
    register = register_file(tmp_path)
    lines = tasks.sign_off(register, by="Director", on=dt.date(2026, 9, 30))

    assert calculation(register) == '<calcPr calcId="191029"/>'
    assert not any(ASKED in line for line in lines)
