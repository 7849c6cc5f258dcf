from __future__ import annotations

import datetime as dt
import io
import zipfile
from copy import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.budget import tries
from tests.excel.workbooks import a_pack, part_of
from toolkit.errors import CannotWrite
from toolkit.excel import long_rows
from toolkit.excel.long_rows import LONG, is_long
from toolkit.excel.read import grid_of
from toolkit.excel.styled_cells import BY_WORD
from toolkit.excel.write import as_bytes, write_pack
from toolkit.model.grid import Sheet
from toolkit.model.pack import Cells, Content, Formula, Gap, Line, Link, Pack, PackColumn, PackSheet, Table

STYLES = ("text", "wrap", "code", "words", "date", "whole", "number", "percent", "rating", "severity")
ODD_TEXTS = (
    "", " ", "=1+1", "+44 1904", "@SUM(A1)", "TRUE", "007", "Red", " led by a space", "ends in a line\n", "a\r\nb",
    "a\tb", "<r><t>no markup</t></r>", "R&D <b> \"quoted\" 'too'", "_x0041_", "\x00\x1f\ufffe", "Ünïcode \U0001f6b8",
    "word " * 60, "unbroken" * 40, "one\ntwo\n\nfour",
)  # fmt: skip
VALUES = (
    st.none()
    | st.sampled_from(ODD_TEXTS)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="_"), max_size=40)
    | st.booleans()
    | st.integers(0, 10**6)
    | st.floats(0, 10**6)
    | st.dates(dt.date(1900, 1, 2), dt.date(2100, 1, 1))
    | st.datetimes(dt.datetime(1900, 1, 2), dt.datetime(2100, 1, 1))
    | st.times()
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(
        st.lists(
            st.builds(PackColumn, st.uuids().map(str), st.sampled_from(STYLES), shaded=st.booleans(),
                      note=st.sampled_from(["", "A note. " * 30])),
            min_size=1, max_size=4,
        )
    )  # fmt: skip
    some = draw(st.lists(st.lists(VALUES, min_size=len(columns), max_size=len(columns)), min_size=1, max_size=8))
    return Table(columns, [some[at % len(some)] for at in range(LONG + draw(st.integers(0, 3)))], name="Long")


def a_long_table(*values: Content, **more: Any) -> Table:
    """A table of one column: the values, and after them words enough to make it long."""
    return Table((PackColumn("Words", "wrap"),), [[value] for value in (*values, *["word"] * LONG)], "Long", **more)


def a_long_pack(table: Table) -> Pack:
    others = PackSheet("Others", (Table((PackColumn("Last"),), [["word"], ["Red"]], name="Others"),))
    first = PackSheet("Long", (Line("Title", "title"), Gap(), Cells([["over"]]), table), (9, 30), gridlines=True)
    return Pack("A plan", (first, others))


def cell_by_cell(pack: Pack) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_rows, "LONG", 10**9)
        return as_bytes(pack)


def as_read(data: bytes) -> tuple[Sheet, ...]:
    return grid_of(data, source="Plan.xlsx").sheets


def as_looks(data: bytes) -> list[object]:
    """The look of every cell, the height of every row, and where everything else stands."""
    looks: list[object] = []
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        looks += [(table.displayName, table.ref, table.autoFilter and table.autoFilter.ref)
                  for table in sheet.tables.values()]  # fmt: skip
        looks += [sheet.dimensions, {n: row.height for n, row in sheet.row_dimensions.items() if row.height}]
        looks += [n for n, row in sheet.row_dimensions.items() if row.customHeight]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        styles = {
            cell.style_id: [cell.number_format, *map(copy, (cell.font, cell.fill, cell.border, cell.alignment))]
            for cell in {cell.style_id: cell for cell in cells}.values()
        }
        looks += [(cell.coordinate, cell.data_type, styles[cell.style_id]) for cell in cells]
    return looks


def untouched(data: bytes) -> dict[str, bytes]:
    """Every part but those that hold the rows, their texts and the numbers of their styles, and the checksum of all."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    theirs = ("xl/worksheets/s", "xl/sharedS", "xl/styles", "docProps/core")
    return {n: xml for n, xml in parts.items() if not n.startswith(theirs)}


@given(tables())
@tries(40)
def test_a_long_table_is_written_as_it_would_be_cell_by_cell(table: Table):
    pack = a_long_pack(table)
    quick, ordinary = as_bytes(pack), cell_by_cell(pack)

    assert is_long(table)
    assert as_read(quick) == as_read(ordinary)
    assert as_looks(quick) == as_looks(ordinary)
    assert untouched(quick) == untouched(ordinary)


@given(
    st.lists(st.lists(VALUES, max_size=4), min_size=1, max_size=8),
    st.sampled_from([("plain",), ("strong", "date"), ("note", "whole", "plain")]),
)
@tries(40)
def test_long_cells_and_tables_without_a_name_are_too(some: list[list[Content]], styles: tuple[str, ...]):
    full = ["a", "b", "c", "d"]
    rows = [full, *(some[at % len(some)] for at in range(LONG)), full]
    words = Table((PackColumn("Words", "wrap"),), [row[:1] or [None] for row in rows])
    pack = Pack("A plan", (PackSheet("Cells", (Line("Over"), Cells(rows, styles))), PackSheet("Words", (words,))))
    quick, ordinary = as_bytes(pack), cell_by_cell(pack)

    assert as_read(quick) == as_read(ordinary)
    assert as_looks(quick) == as_looks(ordinary)
    assert untouched(quick) == untouched(ordinary)


@pytest.mark.slow
def test_a_workbook_of_long_tables_is_sound_to_the_open_xml_sdk(tmp_path: Path, ooxml_errors):
    moments = (dt.date(2026, 9, 30), dt.datetime(2026, 9, 30, 14, 5), dt.time(14, 5), True, 1.5, None)
    pack = a_long_pack(a_long_table(*ODD_TEXTS, *moments))

    assert ooxml_errors(write_pack(pack, tmp_path / "Long.xlsx")) == []
    assert as_bytes(pack) == as_bytes(pack)


def test_rows_are_made_a_few_at_a_time_without_a_seam():
    table = a_long_table(*map(str, range(1000)))

    assert as_read(as_bytes(a_long_pack(table))) == as_read(cell_by_cell(a_long_pack(table)))


def test_a_text_that_occurs_often_is_kept_once():
    shared = part_of(a_long_pack(a_long_table("Title", *["again"] * 50)), "xl/sharedStrings.xml")

    assert (shared.count("<t>again</t>"), shared.count("<t>Title</t>")) == (1, 1)
    assert f'uniqueCount="{shared.count("<si>")}"' in shared


def test_colours_and_lists_reach_all_rows_of_a_long_table():
    columns = (PackColumn("Rating", "rating", choices="Rating"),)
    pack = Pack("A plan", [PackSheet("Long", [Table(columns, [["Red"]] * 3000, "Long")])], lists={"Rating": ("Red",)})
    sheet = load_workbook(io.BytesIO(as_bytes(pack)))["Long"]

    assert [str(v.sqref) for v in sheet.data_validations.dataValidation] == ["A2:A3001"]
    assert {str(area.sqref): len(area.rules) for area in sheet.conditional_formatting} == {
        "A2:A3001": len(BY_WORD["rating"])
    }


@pytest.mark.parametrize(
    "table",
    [
        a_long_table(Link("Plan", "Plan.xlsx")),
        a_long_table(Formula("=1+1", 2)),
        a_long_table(dt.date(1889, 8, 26)),
        a_long_table("x" * 20_000),
        a_long_table(total=True),
        a_long_table(row_styles={3: "group"}),
        a_long_table(cell_styles={(3, 0): "bar"}),
        Table((PackColumn("A"), PackColumn("B")), [["half a row"]] * LONG, "Long"),
        Table((PackColumn("A"),), [["few"]] * (LONG - 1), "Long"),
    ],
    ids=["links", "formulas", "days before Excel", "very long texts", "a total", "a look of a row", "a look of a cell",
         "short rows", "few rows"],
)  # fmt: skip
def test_what_takes_more_than_values_is_written_cell_by_cell(table: Table):
    assert not is_long(table)
    assert as_bytes(a_long_pack(table)) == cell_by_cell(a_long_pack(table))


@pytest.mark.parametrize("text", ["x" * 32_768, "\U0001f6b8" * 16_384])
def test_a_text_too_long_is_refused_in_a_long_table_too(text: str):
    with pytest.raises(CannotWrite, match=r"cell A5 of sheet 'Long' has 32,768 characters"):
        as_bytes(a_long_pack(a_long_table(text)))


def test_a_long_table_above_other_blocks_is_written_cell_by_cell():
    pack = a_pack(a_long_table("word"), Line("Below"))

    assert as_bytes(pack) == cell_by_cell(pack)
