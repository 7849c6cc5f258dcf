"""The command line of a button, read as it was meant."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.excel.engine import App, Book, Excel
from toolkit.errors import ToolkitError
from toolkit.ribbon.call import Call, call_of
from toolkit.ribbon.door import book_of


def test_every_part_is_read():
    words = ["merge", "--wb=Plan.xlsx", "--from_xl=1", "--hwnd=4242", "--folder=C:\\Returns", "--addin-version=0.1.0"]

    assert call_of(words) == Call("merge", "Plan.xlsx", 4242, Path("C:\\Returns"), "0.1.0")


@given(name=st.text(st.characters(codec="utf-8", exclude_characters='"'), max_size=40))
def test_any_name_arrives_whole(name: str):
    assert call_of(["validate", f"--wb={name}"]).book == name


@pytest.mark.parametrize("words", [[], ["--wb=Plan.xlsx"], ["--hwnd=x"], ["--folder="]])
def test_what_is_missing_is_blank(words: list[str]):
    call = call_of(words)

    assert (call.task, call.window, call.folder, call.addin) == ("", None, None, "")


def two_excels(folder: Path) -> tuple[Excel, App]:
    """The Excel of the pressed button, and another in which somebody types in a cell."""
    path = folder / "Plan.xlsx"
    openpyxl.Workbook().save(path)
    excel = Excel()
    other = App(excel.app.engine, hwnd=77)
    excel.app.engine.apps.running.insert(0, other)
    other.books.take(Book(other.books, path, from_the_web=True))
    excel.open(path)
    return excel, other


def test_no_excel_but_that_of_the_window_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    excel, other = two_excels(tmp_path)
    monkeypatch.setattr(other, "books", None)

    assert book_of(Call("validate", "Plan.xlsx", excel.app.hwnd)).app.hwnd == excel.app.hwnd


def test_a_book_that_only_another_window_has_is_not_taken(tmp_path: Path):
    excel, _ = two_excels(tmp_path)
    excel.app.books.opened.clear()

    with pytest.raises(ToolkitError, match="press Enable Editing"):
        book_of(Call("validate", "Plan.xlsx", excel.app.hwnd))
