"""Patching tables, blocks and links: lists that grow and shrink, and cover nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries
from tests.excel.small import SHEET, TABLE, a_table, cell_xml, inline, part, save, small_parts, values
from tests.excel.stuffed import EDITS, FINDINGS, RESULTS, changed, stuffed_workbook, swap
from toolkit.errors import CannotWrite
from toolkit.excel.patch import patch
from toolkit.model.edits import Cached, FillBlock, FillTable, Link, Row, SetCells
from toolkit.model.grid import plain


def with_table(tmp_path: Path, *, totals: bool = False, more: str = "", below: str = "", due: str = "Due") -> Path:
    """Ref and Due in A1:B3, and perhaps a total in row 4 or something below."""
    rows = [f'<row r="1">{inline("A1", "Ref")}{inline("B1", due.partition("=")[0])}</row>']
    rows += [f'<row r="{n}">{inline(f"A{n}", f"{n}.1")}<c r="B{n}" s="1"><v>{n}</v></c></row>' for n in (2, 3)]
    rows += [f'<row r="4">{inline("A4", "Total")}</row>'] if totals else []
    ref = "A1:B4" if totals else "A1:B3"
    more = more or '<autoFilter ref="A1:B3"/>'
    table = a_table(ref, "Ref", due, more=more, attributes='totalsRowCount="1"' if totals else "")
    parts = small_parts("".join(rows) + below, before='<dimension ref="A1:B3"/>', table=table)
    return save(tmp_path / "plan.xlsx", parts)


class TestTables:
    @pytest.mark.parametrize("count", [0, 1, 2, 5])
    def test_a_table_holds_exactly_the_rows_given(self, tmp_path: Path, count: int):
        path = with_table(tmp_path)
        rows = [[f"new {n}", n] for n in range(count)]
        patch(path, [FillTable("plan ", " actions", rows)])

        last = max(count, 1) + 1
        assert f'ref="A1:B{last}"' in part(path, TABLE)
        assert f'<autoFilter ref="A1:B{last}"/>' in part(path, TABLE)
        assert f'<dimension ref="A1:B{max(last, 3)}"/>' in part(path, SHEET)
        shown = [row[0] for row in values(path)[1:]]
        assert shown[:count] == [row[0] for row in rows]
        assert not any(shown[count:])

    def test_a_short_row_is_filled_up_with_blanks(self, tmp_path: Path):
        path = with_table(tmp_path)
        patch(path, [FillTable("Plan", "Actions", [["only a ref"]])])

        assert values(path)[1] == ["only a ref", None]

    def test_more_columns_than_the_table_has_are_refused(self, tmp_path: Path):
        with pytest.raises(CannotWrite, match="has 2 columns and 3 are needed"):
            patch(with_table(tmp_path), [FillTable("Plan", "Actions", [["a", "b", "c"]])])

    def test_what_stands_below_a_table_is_never_written_over(self, tmp_path: Path):
        path = with_table(tmp_path, below=f'<row r="5">{inline("B5", "my notes")}</row>')
        patch(path, [FillTable("Plan", "Actions", [["a"], ["b"], ["c"]])])

        with pytest.raises(CannotWrite, match="cell B5 below it is in use"):
            patch(path, [FillTable("Plan", "Actions", [["a"], ["b"], ["c"], ["d"]])])

    def test_a_row_of_totals_stands_in_the_way_of_more_rows_only(self, tmp_path: Path):
        path = with_table(tmp_path, totals=True)
        patch(path, [FillTable("Plan", "Actions", [["a"], ["b"]])])
        assert [row[0] for row in values(path)] == ["Ref", "a", "b", "Total"]

        for rows in (["a"], ["a", "b", "c"]):
            with pytest.raises(CannotWrite, match=r"has a total row|is in use"):
                patch(path, [FillTable("Plan", "Actions", [[text] for text in rows])])

    def test_a_heading_of_a_table_is_not_changed(self, tmp_path: Path):
        path = with_table(tmp_path)
        assert patch(path, [SetCells("Plan", {(1, 1): "Ref"})]).changed_parts == ()

        with pytest.raises(CannotWrite, match="cell A1 is a heading"):
            patch(path, [SetCells("Plan", {(1, 1): "Reference"})])

    def test_a_filter_that_hid_rows_is_lifted_so_that_no_finding_is_hidden(self, tmp_path: Path):
        filters = (
            '<autoFilter ref="A1:B3"><filterColumn colId="0"><filters><filter val="2.1"/></filters></filterColumn>'
            '<sortState ref="A2:B3"><sortCondition ref="A2:A3"/></sortState></autoFilter>'
        )
        path = with_table(tmp_path, more=filters)
        path.write_bytes(changed(path.read_bytes(), swap(SHEET, '<row r="3">', '<row r="3" hidden="1">')))
        patch(path, [FillTable("Plan", "Actions", [["a"], ["b"]])])

        assert "hidden" not in part(path, SHEET)
        assert '<autoFilter ref="A1:B3"/>' in part(path, TABLE)

    def test_a_filter_is_lifted_where_nothing_changed_but_that_cells_have_come_to_work_their_values_out(
        self, tmp_path: Path
    ):
        filters = (
            '<autoFilter ref="A1:B3"><filterColumn colId="0"><filters><filter val="2.1"/></filters></filterColumn>'
            "</autoFilter>"
        )
        path = with_table(tmp_path, due="Due=LEN(Actions[[#This Row],[Ref]])", more=filters)
        refs = [row[0] for row in values(path)[1:]]
        patch(path, [FillTable("Plan", "Actions", [[ref, Cached(3)] for ref in refs])])

        assert "<f>" in cell_xml(path, "B2")
        assert '<autoFilter ref="A1:B3"/>' in part(path, TABLE)

    def test_a_result_in_a_new_row_comes_with_the_columns_formula(self, tmp_path: Path):
        path = with_table(tmp_path, due="Due=LEN(Actions[[#This Row],[Ref]])")
        edits = [FillTable("Plan", "Actions", [[ref, Cached(f"{ref}!")] for ref in "abc"])]
        patch(path, edits)

        sheet = openpyxl.load_workbook(path)["Plan"]
        assert [sheet[f"B{row}"].value for row in (2, 3, 4)] == ["=LEN(Actions[[#This Row],[Ref]])"] * 3
        assert [row[1] for row in values(path)[1:]] == ["a!", "b!", "c!"]
        assert patch(path, edits).changed_parts == ()

    def test_a_row_that_works_its_value_out_in_its_own_way_goes_on_doing_so(self, tmp_path: Path):
        path = with_table(tmp_path, due="Due=LEN(Actions[[#This Row],[Ref]])")
        path.write_bytes(changed(path.read_bytes(), swap(SHEET, '(r="B3" s="1">)<v>3', r"\1<f>2+1</f><v>3")))
        patch(path, [FillTable("Plan", "Actions", [["2.1", Cached(2)], ["3.1", Cached(9)]])])

        assert "<f>2+1</f><v>9</v>" in cell_xml(path, "B3")

    def test_a_blank_cell_of_a_new_row_looks_like_its_column_and_no_other_is_made(self, tmp_path: Path):
        path = with_table(tmp_path)
        path.write_bytes(changed(path.read_bytes(), swap(SHEET, '<c r="B3" s="1"><v>3</v></c>', "")))
        rows = [["2.1", dt.date(1900, 1, 2)], ["3.1", None]]
        assert patch(path, [FillTable("Plan", "Actions", rows)]).changed_parts == ()

        patch(path, [FillTable("Plan", "Actions", [*rows, ["4.1", None]])])
        assert [cell_xml(path, cell) for cell in ("B3", "B4")] == ["", '<c r="B4" s="1"/>']

    @pytest.mark.parametrize("formula", ["A2*2", "$A2", "B1+1", "SUM(1:3)"])
    def test_a_formula_that_leans_on_its_neighbours_is_not_put_in_another_row(self, tmp_path: Path, formula: str):
        path = with_table(tmp_path, due=f"Due={formula}")
        patch(path, [FillTable("Plan", "Actions", [[ref, Cached(f"{ref}!")] for ref in "abc"])])

        assert [openpyxl.load_workbook(path)["Plan"][f"B{row}"].value for row in (2, 3, 4)] == ["a!", "b!", "c!"]

    def test_a_filter_stays_where_only_what_stands_outside_the_table_changed(self, tmp_path: Path):
        filters = (
            '<autoFilter ref="A1:B3"><filterColumn colId="0"><filters><filter val="2.1"/></filters></filterColumn>'
        )
        path = with_table(tmp_path, more=f"{filters}</autoFilter>")
        same = FillTable("Plan", "Actions", [["2.1", 2], ["3.1", 3]])
        patch(path, [SetCells("Plan", {(9, 9): "a note"}), same])

        assert '<filter val="2.1"/>' in part(path, TABLE)

    def test_a_cell_changed_before_a_table_that_is_not_still_has_formulas_worked_out_again(self, tmp_path: Path):
        path = with_table(tmp_path, below='<row r="9"><c r="A9"><f>B2*2</f><v>4</v></c></row>')
        same = FillTable("Plan", "Actions", [["2.1", 2], ["3.1", 3]])
        patch(path, [same])
        assert "fullCalcOnLoad" not in part(path, "xl/workbook.xml")

        patch(path, [SetCells("Plan", {(9, 2): 7}), same])
        assert 'fullCalcOnLoad="1"' in part(path, "xl/workbook.xml")
        assert '<dimension ref="A1:B9"/>' in part(path, SHEET)

    def test_a_table_that_is_not_there_is_asked_for_by_name(self, tmp_path: Path):
        with pytest.raises(CannotWrite, match=r"no table 'Milestones' \(tables there: Actions\)"):
            patch(with_table(tmp_path), [FillTable("Plan", "Milestones", [])])


_cells = st.one_of(
    st.none(),
    st.integers(-9, 9),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    st.dates(dt.date(2010, 1, 1), dt.date(2020, 1, 1)),
    st.text("ab", min_size=1, max_size=3).map(lambda text: Link(text, "Actions!A1")),
)
_bodies = st.lists(st.lists(_cells, min_size=8, max_size=8), max_size=6)


@given(st.lists(_bodies, min_size=1, max_size=3))
@tries(40)
def test_whatever_a_table_held_it_holds_the_last_rows_given_and_nothing_is_left_to_do(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[list[Row]]
):
    book = tmp_path_factory.mktemp("any") / "plan.xlsx"
    book.write_bytes(stuffed_workbook())
    edits = [FillTable("Check results", "CheckResults", rows) for rows in bodies]
    patch(book, edits, backup=False)

    held = [[*row, *[None] * 8][:8] for row in values(book, "Check results")[3:]]
    wanted = [[plain(cell.text if isinstance(cell, Link) else cell) for cell in row] for row in bodies[-1]]
    blank = [[None] * 8] * max(len(held), len(wanted))
    assert [*held, *blank][: len(blank)] == [*wanted, *blank][: len(blank)]
    assert f'ref="A3:H{3 + max(1, len(wanted))}"' in part(book, "xl/tables/table2.xml")
    assert part(book, RESULTS).count("<hyperlink ") == sum(isinstance(c, Link) for row in bodies[-1] for c in row)
    assert patch(book, edits[-1:]).changed_parts == ()


class TestBlocks:
    ROWS = "".join(f'<row r="{n}">{inline(f"B{n}", f"old {n}")}{inline(f"D{n}", "keep")}</row>' for n in range(2, 7))

    def test_a_block_is_written_and_what_it_held_further_down_is_cleared(self, tmp_path: Path):
        path = save(tmp_path / "p.xlsx", small_parts(self.ROWS))
        patch(path, [FillBlock("Plan", 2, 2, [["a", 1], ["b"]], clear_to=5)])

        rows = [row[1:4] for row in values(path)[1:]]
        assert rows == [
            ["a", 1, "keep"],
            ["b", None, "keep"],
            [None, None, "keep"],
            [None, None, "keep"],
            ["old 6", None, "keep"],
        ]

    def test_a_block_without_rows_clears_as_many_columns_as_it_says(self, tmp_path: Path):
        path = save(tmp_path / "p.xlsx", small_parts(self.ROWS))
        patch(path, [FillBlock("Plan", 2, 2, [], clear_to=6, width=1)])

        assert [row[1:4] for row in values(path)[1:]] == [[None, None, "keep"]] * 5
        with pytest.raises(ValueError, match="how many columns"):
            FillBlock("Plan", 2, 2, [], clear_to=6)

    def test_a_block_that_outgrows_its_place_covers_nothing(self, tmp_path: Path):
        path = save(tmp_path / "p.xlsx", small_parts(self.ROWS))
        with pytest.raises(CannotWrite, match="cell B4 below it is in use"):
            patch(path, [FillBlock("Plan", 2, 2, [["a"], ["b"], ["c"]], clear_to=3)])

        longer = [FillBlock("Plan", 2, 2, [["a"]] * 6, clear_to=6)]
        patch(path, longer)
        assert patch(path, longer).changed_parts == ()


class TestLinks:
    def test_new_links_replace_old_ones_in_the_body_and_no_others(self, book: Path):
        patch(book, EDITS)
        results = part(book, RESULTS)

        assert results.count("<hyperlink ") == 40
        assert "old" not in part(book, "xl/worksheets/_rels/sheet2.xml.rels")
        assert "example.org/minutes" in part(book, "xl/worksheets/_rels/sheet1.xml.rels")

    def test_a_later_edit_clears_the_links_of_an_earlier_one(self, book: Path):
        patch(
            book, [FillTable("Check results", "CheckResults", FINDINGS), FillTable("Check results", "CheckResults", [])]
        )

        assert "hyperlink" not in part(book, RESULTS)

    def test_the_list_of_links_goes_when_it_is_empty(self, book: Path):
        patch(book, [FillTable("Check results", "CheckResults", [])])

        assert "hyperlink" not in part(book, RESULTS)

    def test_a_link_over_several_cells_stays_on_the_others(self, tmp_path: Path):
        links = '<hyperlinks><hyperlink ref="A1:B3" location="Plan!Z9"/></hyperlinks>'
        path = save(tmp_path / "p.xlsx", small_parts("", after=links))
        patch(path, [SetCells("Plan", {(2, 1): Link("here", "Plan!B9", "x" * 300)})])

        found = re.findall(r'<hyperlink ref="([^"]+)" location="([^"]+)"', part(path, SHEET))
        assert found == [("A1:B1", "Plan!Z9"), ("B2", "Plan!Z9"), ("A3:B3", "Plan!Z9"), ("A2", "Plan!B9")]
        assert f'tooltip="{"x" * 255}"' in part(path, SHEET)

    def test_links_stand_where_the_format_wants_them(self, tmp_path: Path, ooxml_errors: Callable[[Path], list[str]]):
        after = '<mergeCells count="1"><mergeCell ref="D1:E1"/></mergeCells><pageMargins left="1" right="1" top="1" '
        path = save(tmp_path / "p.xlsx", small_parts("", after=after + 'bottom="1" header="0" footer="0"/>'))
        patch(path, [SetCells("Plan", {(1, 1): Link("here", "Plan!B9")})])

        assert ooxml_errors(path) == []
