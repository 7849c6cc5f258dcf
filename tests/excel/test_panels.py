from __future__ import annotations

from pathlib import Path

import pytest

from tests.excel.workbooks import a_pack, only_sheet, part_of
from toolkit.excel.page import row_height
from toolkit.excel.write import write_pack
from toolkit.model.pack import Chart, Gap, Line, PackColumn, PackSheet, Panel, Panels, Table, depth

WORDS, FIGURES = PackColumn("Theme", "wrap", span=2), PackColumn("Red", "whole")
THEMES = Table((WORDS, FIGURES), [["Care", 3], ["Front door", 0], ["Both are short."]], name="Themes")
LONG = "Decide every contact within one working day and write down why. " * 4
BESIDE = Panels((
    Panel(0, 2, (THEMES,)),
    Panel(4, 5, (Line(LONG), Line("Short"), Chart("By theme", "Themes", "Theme", ["Red"], rows=6))),
))  # fmt: skip
WIDTHS = (20, 10, 8, 2, 20, 20)


def beside(*under: Line | Table):
    return only_sheet(BESIDE, *under, widths=WIDTHS)


def test_panels_stand_side_by_side_and_what_follows_stands_under_the_deepest():
    sheet = beside(Line("Below"))

    assert (sheet["A1"].value, sheet["A2"].value, sheet["C2"].value) == ("Theme", "Care", 3)
    assert (sheet["E1"].value, sheet["E2"].value) == (LONG, "Short")
    assert depth(BESIDE) == 8
    assert sheet["A9"].value == "Below"


def test_tops_are_counted_from_the_top_of_the_sheet():
    spec = PackSheet("Sheet", (Line("Title"), BESIDE, Gap(), Line("End")))

    assert spec.tops == [1, 2, 10, 11]


def test_a_row_that_is_shared_is_as_tall_as_the_taller_needs():
    heights = beside().row_dimensions

    assert heights[1].height > row_height(5)
    assert heights[2].height < row_height(3)


def test_a_column_that_spans_is_one_merged_cell_and_a_row_of_one_cell_runs_across():
    merged = {str(area) for area in beside().merged_cells.ranges}

    assert {"A1:B1", "A2:B2", "A3:B3", "A4:C4"} <= merged


def test_a_line_in_a_panel_keeps_to_its_columns():
    assert "E1:F1" in {str(area) for area in beside().merged_cells.ranges}


def test_a_table_with_merged_cells_is_no_excel_table_whatever_its_name():
    plain = Table((PackColumn("Theme"), FIGURES), [["Care", 3]], name="Plain")

    assert not beside().tables
    assert list(only_sheet(plain).tables) == ["Plain"]


def test_a_chart_beside_its_table_draws_the_rows_that_are_figures():
    drawn = part_of(a_pack(BESIDE, widths=WIDTHS), "xl/charts/chart1.xml")

    assert "<c:f>Sheet!$C$2:$C$3</c:f>" in drawn
    assert "<c:f>Sheet!$A$2:$A$3</c:f>" in drawn


def test_headings_stand_on_the_side_of_their_figures():
    sheet = beside()

    assert sheet["C1"].alignment.horizontal == "right"
    assert sheet["A1"].alignment.horizontal is None


def test_only_the_last_table_repeats_its_headings_so_that_none_stands_over_another():
    first, last = (Table((PackColumn(name),), [["x"]] * rows) for name, rows in (("A", 9), ("B", 2)))

    assert only_sheet(first, last).print_title_rows == "$11:$11"


@pytest.mark.slow
def test_panels_are_sound_to_the_open_xml_sdk(tmp_path: Path, ooxml_errors):
    assert ooxml_errors(write_pack(a_pack(BESIDE, widths=WIDTHS), tmp_path / "Panels.xlsx")) == []
