"""OpenDocument files made to cost much: their repeat counts, nested tables and spaces stand for more than is there."""

from __future__ import annotations

import time

import pytest

from tests.excel import strange
from toolkit.errors import CannotRead
from toolkit.excel.read import grid_of
from toolkit.model.grid import Grid

SECONDS = 8
WORD = '<table:table-cell office:value-type="string"><text:p>word</text:p></table:table-cell>'


def read(*rows: str, tables: int = 1) -> Grid | CannotRead:
    """What is read from sheets of these rows, within bounds of processor time."""
    sheet = f'<table:table table:name="Plan">{"".join(rows)}</table:table>'
    data = strange.open_document(sheet * tables)
    began = time.process_time()
    try:
        result: Grid | CannotRead = grid_of(data, source="a.ods")
    except CannotRead as error:
        result = error
    assert time.process_time() - began < SECONDS
    return result


def a_row(inside: str, *, more: str = "") -> str:
    return f"<table:table-row{more}>{inside}</table:table-row>"


def repeated(cell: str, *, columns: int = 1, rows: int = 1) -> str:
    times = f' table:number-columns-repeated="{columns}"'
    return a_row(
        cell.replace("<table:table-cell", f"<table:table-cell{times}", 1),
        more=f' table:number-rows-repeated="{rows}"',
    )


NUMBER = '<table:table-cell office:value-type="float" office:value="7"/>'
FAR = '<table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="7"/>'
SHARE = '<table:table-cell office:value-type="percentage" office:value="0.5"/>'
FORMULA = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([repeated(NUMBER, columns=90, rows=900)], "reaches over more than 100,000 cells"),
        ([repeated(NUMBER, columns=16_384, rows=1_000)], "holds more rows than a plan can have"),
        ([repeated(SHARE, columns=90)] * 30, "holds more than 2,000 merged areas, errors"),
        ([repeated(FORMULA, columns=90)] * 30, "holds more than 2,000 merged areas, errors"),
        ([a_row("<table:table-cell/>" * 150 + FAR)], "holds more than 2,000 merged areas"),
        ([a_row(WORD, more=' table:visibility="collapse" table:number-rows-repeated="2001"')], "2,000 merged areas"),
        ([a_row("<table:table-cell/>" * 99)] * 110, "holds more than 30,000 cells and paragraphs"),
        ([repeated(NUMBER, columns=90)] * 300, "holds more than 50,000 cells,"),
    ],
    ids=["rows", "a wide row", "percentages", "formulas", "far cells", "hidden rows", "tags", "cells"],
)
def test_what_repeats_without_end_is_refused_by_what_is_too_much(monkeypatch, rows: list[str], words: str):
    for limit, most in {"MAX_BLOCK": 100_000, "MAX_NOTED": 2_000, "MAX_CELLS": 50_000}.items():
        monkeypatch.setattr(f"toolkit.excel.bounded.{limit}", most)
    monkeypatch.setattr("toolkit.excel.ods._MOST_TAGS", 30_000)
    result = read(*rows, tables=3)

    assert isinstance(result, CannotRead)
    assert (result.state, words in str(result)) == ("Too large", True), str(result)


@pytest.mark.parametrize("spaces", ['<text:s text:c="1000"/>' * 2_000, f'<text:s text:c="{"9" * 5_000}"/>' * 3])
def test_spaces_without_end_are_no_text_of_a_plan(spaces):
    cell = f'<table:table-cell office:value-type="string"><text:p>a{spaces}b</text:p></table:table-cell>'
    result = read(a_row(WORD + cell))

    if isinstance(result, Grid):
        assert result.sheets[0].rows == [["word", "a   b"]]
    else:
        assert "holds a cell of more than 1,000,000 characters" in str(result)


def test_paragraphs_without_end_are_no_text_of_a_plan():
    paragraph = f"<text:p>{'word ' * 100}</text:p>"
    cell = f'<table:table-cell office:value-type="string">{paragraph * 3_000}</table:table-cell>'
    result = read(a_row(cell))

    assert isinstance(result, CannotRead)
    assert "holds a cell of more than 1,000,000 characters" in str(result)


def test_a_text_in_many_repeated_rows_counts_for_each():
    cell = f'<table:table-cell office:value-type="string"><text:p>{"word " * 1_000}</text:p></table:table-cell>'
    result = read(repeated(cell, columns=2, rows=6_000))

    assert isinstance(result, CannotRead)
    assert "holds more than 50,000,000 characters" in str(result)


def test_five_hundred_and_one_sheets_are_refused_by_their_number():
    result = read(a_row(WORD), tables=501)

    assert isinstance(result, CannotRead)
    assert "lists 501 sheets" in str(result)


def test_rows_of_a_table_within_a_cell_are_no_rows_of_the_sheet():
    inner = f'<table:table table:name="Inner">{a_row(WORD * 40)}</table:table>'
    for _ in range(40):
        within = a_row(f"<table:table-cell>{inner}</table:table-cell>")
        inner = f'<table:table table:name="Inner">{within}</table:table>'
    result = read(a_row(WORD), a_row(f"{WORD}<table:table-cell>{inner}</table:table-cell>"))

    assert isinstance(result, Grid)
    assert result.sheets[0].rows == [["word"], ["word"]]


def test_rows_in_groups_are_rows_of_the_sheet():
    grouped = f"<table:table-row-group>{a_row(WORD)}</table:table-row-group>"
    result = read(
        f"<table:table-header-rows>{a_row(WORD)}</table:table-header-rows>",
        f"<table:table-row-group>{grouped}{a_row(WORD)}</table:table-row-group>",
    )

    assert isinstance(result, Grid)
    assert result.sheets[0].rows == [["word"]] * 3
