from __future__ import annotations

import concurrent.futures
import datetime as dt
import hashlib
import io
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.budget import tries
from tests.excel import strange
from tests.excel.small import SHEET, a_table, inline, small_parts
from tests.excel.stuffed import zipped
from tests.excel.undamaged import contradicted
from toolkit.errors import CannotRead
from toolkit.excel.read import grid_of, read_many, read_workbook, source_names
from toolkit.model.grid import Grid, Sheet, Value


def only_sheet(data: bytes) -> Sheet:
    return grid_of(data, source="plan.xlsx").sheets[0]


def written(write) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        write(book)
    return out.getvalue()


@pytest.mark.parametrize("name", strange.REFUSED)
def test_what_cannot_be_read_is_refused_with_its_state_and_what_to_do(name):
    data, state, words = strange.REFUSED[name]

    with pytest.raises(CannotRead) as caught:
        grid_of(data, source="Early Help.xlsx")

    assert caught.value.state == state
    assert words in str(caught.value)
    assert str(caught.value).startswith("Early Help.xlsx")
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("name", strange.READ)
def test_what_is_only_strange_is_read(name):
    data, cells = strange.READ[name]

    sheet = only_sheet(data)

    found = {(r, c): v for r, row in sheet for c, v in enumerate(row, start=1) if v is not None}
    assert found == cells


@pytest.mark.parametrize("name", ["a stray space in the last row", "a value in the last cell of all"])
def test_cells_far_out_cost_nothing(name):
    resource = pytest.importorskip("resource", reason="Windows does not say how much memory was used")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sheet = only_sheet(strange.READ[name][0])

    assert len(sheet.rows) == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 << 10


def test_a_value_far_out_is_told_of():
    assert only_sheet(strange.READ["a value in the last cell of all"][0]).far == {(1048576, 16384): "lost"}
    assert only_sheet(strange.READ["a note far to the right"][0]).far == {(2, 16384): "lost"}
    assert only_sheet(strange.READ["a stray space in the last row"][0]).far == {}


def test_a_whole_column_of_spaces_is_no_row():
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v> </v></c></row>' for n in range(2, 60_000))

    assert len(only_sheet(strange.sound(strange.ROW + rows)).rows) == 1


def test_two_tables_a_few_hundred_rows_apart_are_both_read():
    sheet = only_sheet(strange.sound(strange.ROW + f'<row r="900">{inline("AZ900", "below")}</row>'))

    assert sheet.at(900, 52) == "below"


def test_a_workbook_of_more_cells_than_a_plan_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr("toolkit.excel.scan.LARGE", 50)
    monkeypatch.setattr("toolkit.excel.scan.MAX_AREA", 100)
    rows = "".join(f'<row r="{n}">{inline(f"A{n}", "x")}{inline(f"B{n}", "x")}</row>' for n in range(1, 80))

    with pytest.raises(CannotRead, match="down to row 79") as caught:
        only_sheet(strange.sound(rows))
    assert caught.value.state == "Too large"


def test_a_grid_carries_the_fingerprint_of_the_bytes_given():
    data = strange.encrypted(rounds=100_000)

    grid = grid_of(data, source="a.xlsx", password=strange.PASSWORD)

    assert grid.sha256 == hashlib.sha256(data).hexdigest()
    assert grid.sheets[0].rows == [["Ref", "Action"]]


def test_a_wrong_password_is_said_to_be_wrong():
    with pytest.raises(CannotRead, match="with the password given") as caught:
        grid_of(strange.encrypted(), source="a.xlsx", password="wrong")
    assert caught.value.state == "Password"


def test_a_password_for_a_file_that_needs_none_does_no_harm():
    assert grid_of(strange.sound(), source="a.xlsx", password="x").sheets[0].rows == [["Ref", "Action"]]


def test_errors_formulas_hidden_rows_and_merged_cells_are_told():
    def write(book):
        sheet = book.add_worksheet("Actions")
        sheet.write_formula("A1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B1", "=1+1", None, 2)
        sheet.write("A2", "shown")
        sheet.write("A3", "hidden")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.merge_range("C1:D2", "merged")

    sheet = only_sheet(written(write))

    assert sheet.errors == {(1, 1): "#DIV/0!"}
    assert sheet.at(1, 1) is None
    assert sheet.formulas == {(1, 1), (1, 2)}
    assert sheet.at(1, 2) == 2
    assert sheet.hidden_rows == {3}
    assert sheet.merged == ((1, 3, 2, 4),)


def test_formats_without_a_day_percentages_and_rating_colours_are_told():
    def write(book):
        sheet = book.add_worksheet()
        for row, code in enumerate(("mmm-yy", "mmmm yyyy", "dd/mm/yyyy", '"May" d', "[$-809]mmmm\\ yyyy;@")):
            sheet.write_datetime(row, 0, dt.datetime(2026, 3, 1), book.add_format({"num_format": code}))
        sheet.write(5, 0, 0.698, book.add_format({"num_format": "0.0%"}))
        colours = {"FF0000": 1, "FFC000": 2, "C6EFCE": 3, "0070C0": 4, "DDEBF7": 5, "D9D9D9": 6, "7030A0": 7}
        for colour, column in colours.items():
            sheet.write_blank(0, column, None, book.add_format({"bg_color": f"#{colour}"}))
        sheet.write(1, 1, "Red", book.add_format({"bg_color": "#FF0000"}))
        sheet.write_blank(2, 1, None, book.add_format({"bg_color": "#FF0000", "pattern": 4}))

    sheet = only_sheet(written(write))

    assert {row: code for (row, _), code in sheet.formats.items()} == {
        1: "mmm-yy", 2: "mmmm yyyy", 5: "[$-809]mmmm\\ yyyy;@", 6: "0.0%",
    }  # fmt: skip
    assert sheet.fills == {(1, 2): "red", (1, 3): "amber", (1, 4): "green", (1, 5): "blue"}


@pytest.mark.parametrize(
    ("colour", "family"),
    [
        ('theme="9"', "green"),
        ('theme="9" tint="0.4"', "green"),
        ('theme="4"', "blue"),
        ('theme="0"', ""),
        ('indexed="10"', "red"),
        ('indexed="64"', ""),
        ('rgb="FFFFC7CE"', "red"),
        ('theme="77"', ""),
    ],
)
def test_a_fill_by_theme_or_index_is_told_by_its_colour(colour, family):
    styles = (
        f"<styleSheet {strange.MAIN}><fills><fill><patternFill/></fill><fill/><fill><patternFill patternType='solid'>"
        f"<fgColor {colour}/></patternFill></fill></fills><cellXfs><xf/><xf fillId='2'/></cellXfs></styleSheet>"
    )
    accents = ("5B9BD5", "ED7D31", "A5A5A5", "FFC000", "4472C4", "70AD47")
    named = {"dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6"}
    named |= {f"accent{n}": rgb for n, rgb in enumerate(accents, start=1)}
    scheme = "".join(f'<a:{name}><a:srgbClr val="{rgb}"/></a:{name}>' for name, rgb in named.items())
    theme = f'<a:theme xmlns:a="a"><a:themeElements><a:clrScheme>{scheme}</a:clrScheme></a:themeElements></a:theme>'
    parts = small_parts('<row r="1"><c r="A1" s="1"/></row>')
    relations = parts[strange.RELATIONS].decode()
    more = '<Relationship Id="rId8" Type="x/theme" Target="theme1.xml"/></Relationships>'
    parts[strange.RELATIONS] = relations.replace("</Relationships>", more).encode()

    data = zipped(parts | {"xl/theme1.xml": theme.encode(), strange.STYLES: styles.encode()})

    assert only_sheet(data).fills == ({(1, 1): family} if family else {})


def test_tables_and_hidden_sheets_are_told():
    def write(book):
        sheet = book.add_worksheet("Actions")
        sheet.add_table("B4:C9", {"name": "Actions", "columns": [{"header": "Ref"}, {"header": "Action"}]})
        book.add_worksheet("Lists").hide()
        book.add_worksheet("Issued").very_hidden()
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Actions!$B$5:$B$9"})
        book.add_chartsheet("Chart").set_chart(chart)

    grid = grid_of(written(write), source="a.xlsx")

    assert grid.sheets[0].tables == {"Actions": (4, 2, 9, 3)}
    assert [(s.name, s.visible) for s in grid.sheets] == [("Actions", True), ("Lists", False), ("Issued", False)]


def test_a_table_with_a_nonsense_area_is_damage():
    with pytest.raises(CannotRead) as caught:
        only_sheet(zipped(small_parts(strange.ROW, table=a_table("Q", "Ref"))))
    assert caught.value.state == "Damaged"


def test_text_keeps_its_line_breaks_signs_and_leading_noughts():
    cells = inline("A1", "007") + inline("B1", "one\ntwo &amp; &lt;three&gt;") + inline("C1", "=1+1")

    assert only_sheet(strange.sound(f'<row r="1">{cells}</row>')).rows == [["007", "one\ntwo & <three>", "=1+1"]]


def test_open_document_sheets_tell_errors_formulas_and_hidden_rows_too():
    cell = '<table:table-cell office:value-type="{}" office:{}="{}"/>'
    row = (
        cell.format("date", "date-value", "2026-03-31")
        + cell.format("float", "value", "7")
        + cell.format("percentage", "value", "0.5")
        + cell.format("boolean", "boolean-value", "true")
        + cell.format("time", "time-value", "PT09H30M00S")
    )
    error = (
        '<table:table-cell table:formula="of:=1/0" calcext:value-type="error" table:number-columns-spanned="2" '
        'table:number-rows-spanned="1"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    data = strange.open_document(
        f'<table:table table:name="Actions"><table:table-row table:visibility="filter">{row}</table:table-row>'
        f"<table:table-row>{error}</table:table-row></table:table>"
    )

    sheet = only_sheet(data)

    assert sheet.rows[0] == [dt.date(2026, 3, 31), 7, 0.5, True, dt.time(9, 30)]
    assert sheet.hidden_rows == {1}
    assert sheet.errors == {(2, 1): "#DIV/0!"}
    assert sheet.formulas == {(2, 1)}
    assert sheet.merged == ((2, 1, 2, 2),)
    assert sheet.formats == {(1, 3): "0%"}


@pytest.mark.parametrize("ending", [".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".ods", ".csv", ""])
def test_a_file_is_read_as_what_it_is_whatever_its_name_says(tmp_path: Path, ending):
    for data in (strange.sound(), strange.old_workbook([["Ref", "Action"]])):
        path = tmp_path / f"return{ending}"
        path.write_bytes(data)

        assert read_workbook(path).sheets[0].rows == [["Ref", "Action"]]


@pytest.mark.parametrize(
    ("name", "state"), [("~$return.xlsx", "Lock file"), (".~lock.return.ods#", "Lock file"), ("none.xlsx", "Not found")]
)
def test_a_file_that_is_none_is_refused_by_its_name(tmp_path: Path, name, state):
    if state == "Lock file":
        (tmp_path / name).write_bytes(b"\x05Owner")

    with pytest.raises(CannotRead) as caught:
        read_workbook(tmp_path / name)
    assert caught.value.state == state


def test_a_folder_is_refused(tmp_path: Path):
    with pytest.raises(CannotRead) as caught:
        read_workbook(tmp_path)
    assert caught.value.state == "Folder"


def test_a_file_nobody_may_open_is_refused(tmp_path: Path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (tmp_path / "a.xlsx").write_bytes(strange.sound())

    with pytest.raises(CannotRead) as caught:
        read_workbook(tmp_path / "a.xlsx")
    assert caught.value.state == "No permission"


def test_a_disk_that_does_not_answer_is_said_so(tmp_path: Path, monkeypatch):
    def fail(path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    (tmp_path / "a.xlsx").write_bytes(strange.sound())

    with pytest.raises(CannotRead, match="Input/output error"):
        read_workbook(tmp_path / "a.xlsx")


def test_a_file_larger_than_any_plan_is_not_opened(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("toolkit.excel.probe.MAX_FILE", 10)
    (tmp_path / "a.xlsx").write_bytes(strange.sound())

    with pytest.raises(CannotRead) as caught:
        read_workbook(tmp_path / "a.xlsx")
    assert caught.value.state == "Too large"


def test_one_bad_file_never_stops_the_rest(tmp_path: Path):
    (tmp_path / "b.xlsx").write_bytes(b"")
    for name in ("c.xlsx", "A.xlsx"):
        (tmp_path / name).write_bytes(strange.sound())

    read = [(path.name, source, result) for path, source, result in read_many(tmp_path.iterdir())]

    assert [(name, source) for name, source, _ in read] == [(n, n) for n in ("A.xlsx", "b.xlsx", "c.xlsx")]
    assert [type(result) for *_, result in read] == [Grid, CannotRead, Grid]


def test_processes_read_what_threads_read(tmp_path: Path):
    for n in range(3):
        (tmp_path / f"{n}.xlsx").write_bytes(strange.sound() if n else b"%PDF")
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        there = list(read_many(tmp_path.iterdir(), executor=pool))

    here = list(read_many(tmp_path.iterdir()))

    assert [r for *_, r in there[1:]] == [r for *_, r in here[1:]]
    assert (there[0][2].state, str(there[0][2])) == (here[0][2].state, str(here[0][2]))


def test_what_was_read_can_be_sent_to_another_machine():
    grid = grid_of(strange.sound(), source="a.xlsx")

    assert pickle.loads(pickle.dumps(grid)) == grid


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path):
    paths = [tmp_path / "north" / "return.xlsx", tmp_path / "south" / "Return.xlsx", tmp_path / "one.xlsx"]

    assert list(source_names([*paths, paths[0]])) == ["one.xlsx", "north/return.xlsx", "south/Return.xlsx"]


GOOD = written(
    lambda book: (
        book.add_worksheet("Actions").write_row("A1", ["Ref", "Action", 7, True]),
        book.add_worksheet("Lists").write("B2", "x"),
    )
)


def rows_or_refused(data: bytes, password: str | None = None) -> list[list[list[Value]]] | None:
    """The rows of every sheet; None where the file is refused."""
    read = read_or_refused(data, password)
    return None if read is None else [sheet.rows for sheet in read.sheets]


def read_or_refused(data: bytes, password: str | None = None) -> Grid | None:
    """What is read; None where the file is refused, and the returns log is told why."""
    try:
        return grid_of(data, source="a.xlsx", password=password)
    except CannotRead as error:
        assert error.state  # noqa: PT017
        assert str(error).startswith("a.xlsx")  # noqa: PT017
        return None


SAID = [[["Ref", "Action", 7, True]], [[], [None, "x"]]]


@tries(60)
@given(st.integers(0, len(GOOD)))
def test_a_file_cut_anywhere_is_read_or_refused(length):
    assert rows_or_refused(GOOD[:length]) == (SAID if length == len(GOOD) else None)


LOCKED = strange.encrypted()


@tries(40)
@given(st.integers(0, len(LOCKED) - 1), st.integers(0, 255))
def test_an_encrypted_file_with_a_byte_changed_is_read_or_refused(at, byte):
    data = bytearray(LOCKED)
    data[at] = byte
    assert rows_or_refused(bytes(data), password=strange.PASSWORD) in (None, [[["Ref", "Action"]]])


@tries(150)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_file_with_bytes_changed_is_read_or_refused(changes):
    data = bytearray(GOOD)
    for at, byte in changes:
        data[at] = byte
    assert rows_or_refused(bytes(data)) in (None, SAID)


@tries(120, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_parts_changed_under_a_sound_zip_are_read_as_the_others_say_or_refused(data):
    package = zipfile.ZipFile(io.BytesIO(GOOD))
    parts = {name: package.read(name) for name in package.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)) | st.just(SHEET))
    at = data.draw(st.integers(0, len(parts[name])))
    cut = data.draw(st.integers(0, 12))
    new = data.draw(st.binary(max_size=6) | st.sampled_from([b"XFD1048576", b"99999999", b"-1", b"<c r=", b'"', b">"]))
    parts[name] = parts[name][:at] + new + parts[name][at + cut :]

    read = read_or_refused(zipped(parts))

    assert read is None or contradicted(GOOD, zipped(parts), read) == []


@pytest.mark.parametrize("loss", ["the part", "its list"])
def test_dates_are_not_read_as_numbers_where_the_styles_are_lost(loss):
    parts = small_parts('<row r="1"><c r="A1" s="1"><v>46000</v></c></row>')
    if loss == "the part":
        del parts[strange.STYLES]
    else:
        parts[strange.STYLES] = parts[strange.STYLES].replace(b"cellXfs", b"cellXxx")

    with pytest.raises(CannotRead, match="lost its list of cell styles") as caught:
        grid_of(strange.zipped(parts), source="a.xlsx")
    assert caught.value.state == "Damaged"


def test_a_plain_read_loads_no_library_for_changing_xml():
    load = "import sys, toolkit.excel.read; sys.exit('lxml' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", load], check=False).returncode == 0


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ({SHEET: strange.rows(strange.ROW)[:-60].encode()}, "a.xlsx, sheet 'Plan', is damaged"),
        ({strange.STYLES: b"<styleSheet><fonts>"}, "a.xlsx, in its styles or theme, is damaged"),
        ({SHEET: b'<?xml version="1.0" encoding="klingon"?><worksheet/>'}, f"part {SHEET}, is damaged"),
    ],
    ids=["a sheet", "the styles", "an encoding"],
)
def test_damage_is_said_with_the_part_it_is_in(broken: dict[str, bytes], named: str):
    with pytest.raises(CannotRead) as caught:
        grid_of(strange.sound(**broken), source="a.xlsx")

    assert str(caught.value).startswith("a.xlsx")
    assert named in str(caught.value)
