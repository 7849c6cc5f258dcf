"""Patching a workbook: what was asked is there, and nothing else is different."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.budget import tries
from tests.excel.small import SHEET, STYLES, a_table, cell_xml, inline, part, save, small_parts, values
from tests.excel.stuffed import (
    ACTIONS,
    EDITS,
    FINDINGS,
    RESULTS,
    SUMMARY,
    WORKBOOK,
    Parts,
    changed,
    features,
    stuffed_workbook,
    swap,
)
from tests.work import calls_in
from toolkit.errors import CannotWrite
from toolkit.excel.patch import patch
from toolkit.model.edits import AddSheet, Cached, Edit, FillTable, SetCells
from toolkit.model.grid import Value

STUFFED = stuffed_workbook()
CHANGED = {ACTIONS, RESULTS, SUMMARY, WORKBOOK, "xl/tables/table2.xml", "xl/worksheets/_rels/sheet2.xml.rels"}


class TestNothingIsLost:
    def test_the_stuffed_workbook_holds_every_feature(self):
        assert all(features(STUFFED).values())

    def test_every_feature_is_there_as_often_as_before(self, book: Path):
        patch(book, EDITS)

        lost = {name for name, count in features(book.read_bytes()).items() if count < features(STUFFED)[name]}
        assert lost == set()

    def test_only_the_parts_concerned_change_and_the_report_says_which(self, book: Path):
        result = patch(book, EDITS)

        with zipfile.ZipFile(io.BytesIO(STUFFED)) as before, zipfile.ZipFile(book) as after:
            assert after.namelist() == before.namelist()
            assert {n for n in after.namelist() if after.read(n) != before.read(n)} == CHANGED
            told = [(i.filename, i.date_time, i.external_attr) for i in before.infolist()]
            assert [(i.filename, i.date_time, i.external_attr) for i in after.infolist()] == told
        assert set(result.changed_parts) == CHANGED
        assert result.added_parts == ()

    def test_the_result_has_no_more_errors_than_the_source(self, book: Path, ooxml_errors: Callable[[Path], list[str]]):
        assert ooxml_errors(book) == []
        patch(book, [*EDITS, AddSheet("Log", [["When", dt.date(2015, 3, 31)], [dt.time(9)]], [12], after="Actions")])

        assert ooxml_errors(book) == []

    def test_other_programs_read_what_was_written(self, book: Path):
        patch(book, EDITS)

        assert values(book, "Actions")[2][4:6] == [dt.date(2015, 4, 1), "Amber"]
        results = values(book, "Check results")
        assert len(results) == 43
        assert results[3] == ["Error", "E-01", "1.1", "Actions", "F2", "Why", "=Wrong", "-Fix"]
        sheet = openpyxl.load_workbook(book)["Check results"]
        assert sheet.tables["CheckResults"].ref == "A3:H43"
        assert [c.data_type for c in sheet[4]][6:] == ["s", "s"]
        assert sheet["E43"].hyperlink.location == "'Actions'!F41"
        assert sheet["A4"].alignment.wrap_text
        assert openpyxl.load_workbook(book, data_only=True)["Summary"]["B2"].value == 7
        assert openpyxl.load_workbook(book)["Summary"]["B2"].value == "=COUNTIF(Actions!$B:$B,A2)"

    @pytest.mark.slow
    def test_libreoffice_opens_the_result(self, book: Path):
        patch(book, EDITS)

        profile = f"-env:UserInstallation={(book.parent / 'profile').as_uri()}"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,,,,,,2",
        ]
        subprocess.run([*command, "--outdir", book.parent, book], check=True, capture_output=True, timeout=120)

        [csv] = book.parent.glob("*.csv")
        assert csv.read_text().splitlines()[3] == "Error,E-01,1.1,Actions,F2,Why,=Wrong,-Fix"

    def test_the_same_edits_give_the_same_bytes(self, book: Path):
        for name in ("a.xlsx", "b.xlsx"):
            patch(book, EDITS, target=book.with_name(name))

        assert book.with_name("a.xlsx").read_bytes() == book.with_name("b.xlsx").read_bytes()

    def test_the_same_edits_again_change_nothing_and_make_no_backup(self, book: Path):
        edits = [*EDITS, AddSheet("Log", [["When", dt.date(2015, 3, 31)]], [12])]
        first = patch(book, edits)
        written = book.read_bytes()
        second = patch(book, edits)

        assert first.backup is not None
        assert first.backup.read_bytes() == STUFFED
        assert (second.changed_parts, second.added_parts, second.backup) == ((), (), None)
        assert book.read_bytes() == written

    def test_text_that_is_there_already_keeps_its_bold_words(self, book: Path):
        assert patch(book, [SetCells("Actions", {(4, 3): "Meet every month"})]).changed_parts == ()

    def test_a_copy_leaves_the_source_alone(self, book: Path):
        result = patch(book, EDITS, target=book.with_name("copy.xlsx"))

        assert book.read_bytes() == STUFFED
        assert (result.path.name, result.backup) == ("copy.xlsx", None)

    @pytest.mark.slow
    def test_the_work_grows_with_the_cells_to_write_and_no_faster(self, book: Path):
        def marks(rows: int) -> list[Edit]:
            cells = {(row, column): f"Mark {row}" for row in range(30, 30 + rows) for column in range(1, 7)}
            return [SetCells("Actions", cells), FillTable("Check results", "CheckResults", FINDINGS * (rows // 20))]

        few, many = (calls_in(lambda rows=rows: patch(book, marks(rows), target=book.parent / f"{rows}.xlsx"))
                     for rows in (100, 400))  # fmt: skip

        # Four times the cells is at most four times the work: nothing is done for each cell that belongs once a sheet.
        assert many < 4.4 * few


class TestValues:
    @pytest.fixture(scope="class")
    def empty(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return save(tmp_path_factory.mktemp("values") / "plan.xlsx", small_parts(""))

    _moments = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)).map(lambda d: d.replace(microsecond=0))
    _values = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
        st.dates(dt.date(1900, 3, 1)),
        _moments.filter(lambda moment: moment.time() != dt.time()),
    )

    @given(st.lists(_values, min_size=1, max_size=12))
    @tries(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_every_value_is_read_back_as_it_was_written(self, empty: Path, row: list[Value]):
        target = empty.with_name("out.xlsx")
        patch(empty, [SetCells("Plan", {(2, column): value for column, value in enumerate(row, 1)})], target=target)

        read = [*[*values(target), [], []][1], *[None] * len(row)][: len(row)]
        assert read == [value if value != "" else None for value in row]
        assert [type(value) for value in read if isinstance(value, bool)] == [bool] * sum(type(v) is bool for v in row)

    @pytest.mark.parametrize("text", ["=1+1", "+44 20", "-", "@home", "'quoted", " spaces ", "a\nb", "007"])
    def test_text_stays_text(self, empty: Path, text: str):
        target = empty.with_name("out.xlsx")
        patch(empty, [SetCells("Plan", {(1, 1): text})], target=target)

        assert values(target) == [[text]]
        assert "<f" not in part(target, SHEET)

    def test_a_date_in_a_cell_of_another_look_gets_that_look_and_a_date_format(self, empty: Path):
        target = empty.with_name("out.xlsx")
        result = patch(empty, [SetCells("Plan", {(1, 1): dt.date(2015, 3, 31)})], target=target)

        assert STYLES in result.changed_parts
        cell = openpyxl.load_workbook(target)["Plan"]["A1"]
        assert (cell.value, cell.number_format) == (dt.datetime(2015, 3, 31), "dd/mm/yyyy")

    def test_a_workbook_that_counts_from_1904_keeps_its_dates(self, tmp_path: Path):
        path = save(tmp_path / "mac.xlsx", small_parts("", date1904=True))
        patch(path, [SetCells("Plan", {(1, 1): dt.date(2015, 3, 31)})])

        assert "<v>40632</v>" in part(path, SHEET)
        assert values(path) == [[dt.date(2015, 3, 31)]]

    def test_a_refused_value_is_named_by_its_cell_and_leaves_the_file_alone(self, empty: Path):
        before = empty.read_bytes()
        with pytest.raises(CannotWrite, match=r"plan\.xlsx, sheet 'Plan', cell B7: A text of 40,000 characters"):
            patch(empty, [SetCells("Plan", {(7, 2): "x" * 40_000})])

        assert empty.read_bytes() == before


class TestLooks:
    def test_a_cell_keeps_its_style(self, book: Path):
        patch(book, [SetCells("Actions", {(2, 6): "Red", (3, 6): None})])

        assert cell_xml(book, "F2", ACTIONS).startswith('<c r="F2" s="2"')
        assert cell_xml(book, "F3", ACTIONS) == '<c r="F3" s="2"/>'

    def test_a_new_row_of_a_table_looks_like_the_first(self, tmp_path: Path):
        rows = f'<row r="1">{inline("A1", "Ref")}{inline("B1", "Due")}</row><row r="2"><c r="B2" s="1"/></row>'
        path = save(tmp_path / "p.xlsx", small_parts(rows, table=a_table("A1:B2", "Ref", "Due")))
        patch(path, [FillTable("Plan", "Actions", [[f"{n}.1", dt.date(2015, 1, n)] for n in range(1, 6)])])

        assert 's="1"' in cell_xml(path, "B6")
        assert STYLES not in patch(path, []).changed_parts

    def test_a_new_cell_looks_like_the_one_above_it(self, tmp_path: Path):
        path = save(tmp_path / "p.xlsx", small_parts('<row r="2"><c r="B2" s="1"><v>5</v></c></row><row r="3"/>'))
        patch(path, [SetCells("Plan", {(4, 2): "6", (4, 3): "7"})])

        assert 's="1"' in cell_xml(path, "B4")
        assert "s=" not in cell_xml(path, "C4")

    def test_a_new_cell_with_none_above_looks_like_its_row_or_column(self, tmp_path: Path):
        columns = '<cols><col min="2" max="3" width="9" style="1"/></cols>'
        path = save(tmp_path / "p.xlsx", small_parts('<row r="5" s="0" customFormat="1"/>', before=columns))
        patch(path, [SetCells("Plan", {(4, 3): "6", (5, 3): "7"})])

        assert 's="1"' in cell_xml(path, "C4")
        assert 's="0"' in cell_xml(path, "C5")

    def test_a_row_is_measured_anew_unless_somebody_set_its_height(self, tmp_path: Path):
        rows = '<row r="1" ht="45"/><row r="2" ht="45" customHeight="1"/><row r="3" ht="45"/>'
        path = save(tmp_path / "p.xlsx", small_parts(rows))
        patch(path, [SetCells("Plan", {(1, 1): "short", (2, 1): "short"})])

        assert re.findall(r'<row r="(\d)" ht', part(path, SHEET)) == ["2", "3"]

    def test_a_number_is_never_shown_as_a_date(self, tmp_path: Path):
        path = save(tmp_path / "p.xlsx", small_parts('<row r="2"><c r="B2" s="1"><v>5</v></c></row>'))
        patch(path, [SetCells("Plan", {(2, 2): 6, (3, 2): 7.5, (4, 2): dt.date(2015, 3, 31)})])

        assert [row[1] for row in values(path)[1:]] == [6, 7.5, dt.date(2015, 3, 31)]


class TestFormulas:
    def test_a_formula_written_over_leaves_the_calculation_chain(self, book: Path):
        patch(book, [SetCells("Summary", {(3, 2): 5})])

        chain = part(book, "xl/calcChain.xml")
        assert chain.count("<c ") == 19
        # The sheet's number stood on the entry that went.
        assert '<c r="C2" i="3"/><c r="C3"/>' in chain

    def test_an_empty_calculation_chain_goes_with_its_pointers(self, tmp_path: Path):
        rows = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

        def chain(parts: Parts) -> None:
            parts["xl/calcChain.xml"] = f'<calcChain xmlns="{main}"><c r="A1" i="1"/></calcChain>'.encode()
            name = "xl/_rels/workbook.xml.rels"
            kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
            line = f'<Relationship Id="rId9" Type="{kind}" Target="calcChain.xml"/></Relationships>'
            parts[name] = parts[name].replace(b"</Relationships>", line.encode())

        parts = small_parts(rows)
        chain(parts)
        path = save(tmp_path / "p.xlsx", parts)
        result = patch(path, [SetCells("Plan", {(1, 1): "typed"})])

        with zipfile.ZipFile(path) as archive:
            assert "xl/calcChain.xml" not in archive.namelist()
        assert "calcChain" not in part(path, "xl/_rels/workbook.xml.rels")
        assert "xl/calcChain.xml" in result.changed_parts
        assert "calcPr" not in part(path, WORKBOOK)

    @pytest.mark.parametrize("cells", [[2], [2, 3], [3], [2, 4], [2, 3, 4, 5, 6]])
    def test_the_other_cells_of_a_shared_formula_keep_theirs(self, book: Path, cells: list[int]):
        patch(book, [SetCells("Summary", {(row, 3): 0.5 for row in cells})])

        sheet = openpyxl.load_workbook(book)["Summary"]
        for row in range(2, 7):
            assert sheet.cell(row, 3).value == (0.5 if row in cells else f"=B{row}/$B$3")

    def test_part_of_an_array_formula_is_refused(self, book: Path):
        for row in (9, 10):
            with pytest.raises(CannotWrite, match=rf"cell A{row} is part of an array formula \(A9:A10\)"):
                patch(book, [SetCells("Summary", {(row, 1): "x"})])
        patch(book, [SetCells("Summary", {(9, 1): Cached("new result")})])
        assert values(book, "Summary")[8][0] == "new result"

    def test_a_cell_under_a_merged_one_is_refused(self, book: Path):
        patch(book, [SetCells("Actions", {(21, 1): "New title", (21, 2): None})])
        with pytest.raises(CannotWrite, match="B21 lies under the merged cells A21:D21"):
            patch(book, [SetCells("Actions", {(21, 2): "hidden"})])

    def test_excel_is_asked_to_work_formulas_out_again_only_when_their_input_changed(self, book: Path):
        patch(book, [SetCells("Summary", {(2, 2): Cached(9)})])
        assert "fullCalcOnLoad" not in part(book, WORKBOOK)

        book.write_bytes(changed(book.read_bytes(), swap(WORKBOOK, "<calcPr ", '<calcPr calcMode="manual" ')))
        patch(book, [SetCells("Actions", {(2, 6): "Red"})])
        assert '<calcPr calcMode="manual" calcId="124519" fullCalcOnLoad="1"/>' in part(book, WORKBOOK)

    def test_a_typed_over_formula_is_left_alone_and_reported(self, book: Path):
        result = patch(book, [SetCells("Summary", {(2, 1): Cached("x"), (2, 2): Cached("y")})])

        assert result.left_alone == ("Summary!A2",)
        assert values(book, "Summary")[1][:2] == ["Leadership", "y"]


class TestAddedSheets:
    def test_a_sheet_is_added_where_there_is_none_and_then_filled(self, book: Path):
        edits = [
            AddSheet("Log", [["When"]], [12, 40], after="actions"),
            SetCells("Log", {(2, 1): dt.date(2015, 3, 31)}),
        ]
        result = patch(book, edits)

        assert result.added_parts == ("xl/worksheets/sheet6.xml",)
        assert values(book, "Log") == [["When"], [dt.date(2015, 3, 31)]]
        read = openpyxl.load_workbook(book)
        assert read.sheetnames == ["Actions", "Log", "Check results", "Summary", "Lists", "Pivot"]
        assert read["Log"].column_dimensions["B"].width == 40
        # Names that belong to a sheet know it by its place.
        assert "Local" in read["Summary"].defined_names

    def test_a_sheet_that_is_there_is_left_as_it_is(self, book: Path):
        assert patch(book, [AddSheet(" actions", [["overwritten?"]])]).changed_parts == ()

    @pytest.mark.parametrize("name", ["", "x" * 32, "a/b", "'quoted", "what?"])
    def test_a_name_excel_does_not_accept_is_our_mistake(self, name: str):
        with pytest.raises(ValueError, match="Excel does not accept"):
            AddSheet(name)
