from __future__ import annotations

import datetime as dt
import io
import re
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.budget import tries
from tests.excel.workbooks import a_pack, only_sheet, opened, part_of, projected, sheet_xml
from toolkit.errors import CannotWrite
from toolkit.excel.page import TALLEST, row_height, text_lines
from toolkit.excel.styled_cells import BY_WORD, MARKED, STYLES
from toolkit.excel.write import as_bytes, write_pack
from toolkit.model.pack import (
    Cells,
    Chart,
    Facts,
    Formula,
    Gap,
    Line,
    Link,
    Pack,
    PackColumn,
    PackSheet,
    Table,
)

GOLDEN = Path(__file__).parent / "golden" / "small_pack.txt"
TEXT = PackColumn("Words", "wrap")


def a_table(*rows: list[object], columns: tuple[PackColumn, ...] = (TEXT,), **more: object) -> Table:
    return Table(columns, rows, **more)


def a_small_pack() -> Pack:
    columns = (
        PackColumn("Ref", "code", note="Never changed."),
        PackColumn("Status", choices="Status"),
        PackColumn("Due", "date", shaded=True),
        PackColumn("Rating", "rating", choices="Rating"),
        PackColumn("Score", "whole", choices="Score"),
    )
    rows = [
        ["EX1", "In progress", dt.date(2026, 9, 30), "Red", 4],
        ["EX2", "=HYPERLINK(1)", None, "Amber", None],
    ]
    actions = PackSheet(
        "Actions",
        (Line("Actions", "title"), Cells([["Two", Formula("=COUNTA(Actions[Ref])", 2)]], ("label",)), Gap(),
         Table(columns, rows, name="Actions", marks=True)),
        (9, 16, 13, 12, 8),
        freeze_columns=1,
        gridlines=True,
    )  # fmt: skip
    facts = Facts([("Report date", dt.date(2026, 9, 30)), ("Rating scheme", "Delivery")], style="settings",
                  choices={"Rating scheme": "Scheme"}, names={"Report date": "setting_report_date"},
                  help={"Report date": "The day."})  # fmt: skip
    counts = Table(
        (PackColumn("Theme"), PackColumn("Red", "whole"), PackColumn("Green", "whole")),
        [["Front door", 1, 0], ["Workforce", 0, 2], ["All", 1, 2]],
        name="Themes",
        total=True,
    )
    summary = PackSheet("Summary", (counts, Chart("By theme", "Themes", "Theme", ("Red", "Green"))), (20, 8, 8))
    lists = {
        "Status": ("Not started", "In progress"),
        "Rating": ("Red", "Amber"),
        "Score": ("1", "2"),
        "Scheme": ("A",),
    }
    hidden = PackSheet("Issued", (Cells([["Table", "Key"]], ("plain",)),), state="very hidden")
    names = {"markKeys": "Summary!$A$2:$A$9", "markSheets": "Summary!$B$2:$B$9"}
    return Pack("Plan & actions", (actions, PackSheet("Settings", (facts,), (20, 20, 40)), summary, hidden),
                subject="A return", organisation="Exampleshire Council", marking="Official",
                footer="Issue 3 · As at 30 September 2026", lists=lists, names=names)  # fmt: skip


def test_the_small_pack_looks_as_it_did():
    assert projected(opened(a_small_pack())) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_small_pack_is_sound_to_the_open_xml_sdk(tmp_path: Path, ooxml_errors):
    for name in ("Small.xlsx", "Small.xltx"):
        assert ooxml_errors(write_pack(a_small_pack(), tmp_path / name)) == []


def test_no_font_is_left_to_a_theme():
    styles = part_of(a_small_pack(), "xl/styles.xml")

    assert "<scheme" not in styles
    # Tahoma is what Excel itself gives to notes.
    assert set(re.findall(r'<name val="([^"]+)"/>', styles)) == {"Arial", "Tahoma"}


@pytest.mark.parametrize("template", [False, True])
def test_the_same_pack_gives_the_same_bytes(template: bool):
    assert as_bytes(a_small_pack(), template=template) == as_bytes(a_small_pack(), template=template)


def test_a_template_says_it_is_one(tmp_path: Path):
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}.main+xml"

    assert kind.format("template") in part_of(a_small_pack(), "[Content_Types].xml", template=True)
    assert kind.format("sheet") in part_of(a_small_pack(), "[Content_Types].xml")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path):
    target = tmp_path / "new folder" / "Plan.xlsx"
    write_pack(a_small_pack(), target)
    before = target.read_bytes()

    with pytest.raises(CannotWrite):
        write_pack(a_pack(a_table(["x" * 40_000])), target)

    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["Plan.xlsx"]


@pytest.mark.parametrize("start", ["=1+1", "+44 1904", "-", "@SUM(A1)", "{=1}", "http://example.org", "internal:A!A1"])
def test_text_is_text_however_it_begins(start: str):
    for blocks in ((a_table([start]),), (Line(start),), (Cells([[start]]),), (Facts([("Label", start)]),)):
        sheet = only_sheet(*blocks)
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == start]
        assert [(cell.data_type, cell.hyperlink) for cell in cells] == [("s", None)]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@tries(150)
def test_text_is_kept_to_the_letter(text: str):
    # A carriage return is the one character that XML itself takes for another.
    text = text.replace("\r", " ").replace("\ufffe", " ").replace("\uffff", " ")
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_bytes(a_pack(a_table([text])))))

    assert book.get_sheet_by_index(0).to_python(skip_empty_area=False)[1][0] == text


@pytest.mark.parametrize("text", ["<r>a</r>", "<r></r></si><si></r>", "<r> & \n </r>"])
def test_text_that_looks_like_the_files_own_markup_stays_text(text: str):
    assert only_sheet(a_table([text]))["A2"].value == text


def test_text_too_long_for_a_cell_is_refused_and_never_cut():
    with pytest.raises(CannotWrite, match=r"cell A2 of sheet 'Sheet' has 32,768 characters"):
        as_bytes(a_pack(a_table(["x" * 32_768])))


@pytest.mark.parametrize(
    ("value", "shown_as"),
    [
        (dt.date(2026, 9, 30), "dd/mm/yyyy"),
        (dt.datetime(2026, 9, 30, 14, 5), "dd/mm/yyyy hh:mm"),
        (dt.time(14, 5), "hh:mm"),
    ],
)
@pytest.mark.parametrize("style", ["date", "wrap", "words"])
def test_dates_are_dates_in_any_column_day_first(value: dt.date, shown_as: str, style: str):
    cell = only_sheet(a_table([value], columns=(PackColumn("Due", style),)))["A2"]

    assert (cell.is_date, cell.number_format) == (True, shown_as)


def test_a_day_before_excel_began_is_words():
    assert only_sheet(a_table([dt.date(1889, 8, 26)]))["A2"].value == "26/08/1889"


def test_a_formula_carries_its_value_for_viewers_that_work_nothing_out():
    assert "<f>COUNTA(A:A)</f><v>3 actions</v>" in sheet_xml(a_pack(Cells([[Formula("=COUNTA(A:A)", "3 actions")]])))


@pytest.mark.parametrize(
    ("target", "location", "address"),
    [
        ("'Check results'!J7", "'Check results'!J7", None),
        ("#Actions!A5", "Actions!A5", None),
        ("returns/Early Help.xlsx", None, "returns/Early%20Help.xlsx"),
        ("external:a.xlsx#'Actions'!A5", "'Actions'!A5", "a.xlsx"),
        ("https://example.org/a", None, "https://example.org/a"),
    ],
)
def test_links_go_within_the_workbook_to_files_and_out(target: str, location: str | None, address: str | None):
    cell = only_sheet(a_table([Link("here", target)]))["A2"]

    assert (cell.value, cell.hyperlink.location, cell.hyperlink.target) == ("here", location, address)


def test_a_named_table_is_a_real_one():
    sheet = only_sheet(Line("Title", "title"), a_table(["a"], ["b"], name="Things"))

    assert sheet.tables["Things"].ref == "A2:A4"


def test_a_named_table_without_rows_keeps_one_to_type_in():
    assert only_sheet(a_table(name="Things")).tables["Things"].ref == "A1:A2"


def test_a_table_without_rows_says_so():
    assert only_sheet(a_table(empty="Nothing is overdue."))["A2"].value == "Nothing is overdue."


def test_lists_and_colours_reach_rows_not_yet_typed():
    columns = (PackColumn("Status", choices="Status"), PackColumn("Rating", "rating"))
    sheet = opened(Pack("P", [PackSheet("S", [Table(columns, [], name="T")])], lists={"Status": ("On", "Off")}))["S"]

    assert [str(v.sqref) for v in sheet.data_validations.dataValidation] == ["A2:A2000"]
    assert {str(area.sqref) for area in sheet.conditional_formatting} == {"B2:B2000"}


def test_colours_stop_where_other_blocks_follow():
    sheet = only_sheet(a_table(["Red"], columns=(PackColumn("Rating", "rating"),), name="T"), Line("After"))

    assert {str(area.sqref) for area in sheet.conditional_formatting} == {"A2"}


def test_drop_downs_come_from_names_over_the_hidden_lists():
    book = opened(a_small_pack())

    assert book["Lists"].sheet_state == "hidden"
    assert book.defined_names["List_Score"].attr_text == "Lists!$C$2:$C$3"
    assert [book["Lists"]["C2"].value, book["Lists"]["A2"].value] == [1, "Not started"]
    assert [s.title for s in book.worksheets] == ["Actions", "Settings", "Summary", "Lists", "Issued"]


def test_a_drop_down_warns_and_lets_clear_through():
    rules = opened(a_small_pack())["Actions"].data_validations.dataValidation

    assert {(rule.errorStyle, rule.allow_blank, rule.showErrorMessage) for rule in rules} == {("warning", True, True)}
    assert all("CLEAR" in rule.error for rule in rules)


def test_the_marks_come_first_and_by_sheet_key_and_heading():
    areas = opened(a_small_pack())["Actions"].conditional_formatting
    first = min((rule for area in areas for rule in area.rules), key=lambda rule: rule.priority)

    assert first.formula == [
        'COUNTIFS(markKeys,IF($A5="",ADDRESS(ROW(),COLUMN(),4),$A5&"|"&A$4),markSheets,"Actions")>0'
    ]
    assert first.stopIfTrue
    assert first.dxf.fill.bgColor.rgb == "FF" + str(MARKED["bg_color"])[1:]


def test_marks_by_cell_look_up_the_address():
    sheet = only_sheet(a_table([1], name="T", marks=True, marks_by_cell=True), name="Bob's")
    (rule,) = (rule for area in sheet.conditional_formatting for rule in area.rules)

    assert rule.formula == ['COUNTIFS(markCells,ADDRESS(ROW(),COLUMN(),4),markSheets,"Bob\'s")>0']


@pytest.mark.parametrize("state", ["hidden", "very hidden"])
def test_hidden_sheets_are_hidden(state: str):
    pack = Pack("P", [PackSheet("Seen", [Line("x")]), PackSheet("Not", [Line("x")], state=state)])

    assert opened(pack)["Not"].sheet_state == state.replace("very hidden", "veryHidden")


def test_protection_has_no_password():
    protection = only_sheet(Line("x"), protected=True).protection

    assert (protection.sheet, protection.password) == (True, None)


def test_every_page_says_marking_title_version_and_number():
    sheet = opened(a_small_pack())["Actions"]

    assert [sheet.oddHeader.center.text.strip(), sheet.oddFooter.center.text.strip()] == ["OFFICIAL", "OFFICIAL"]
    assert sheet.oddHeader.left.text.strip() == "Plan && actions"
    assert sheet.oddFooter.left.text.strip() == "Issue 3 · As at 30 September 2026"
    assert sheet.oddFooter.right.text.strip() == "Page &P of &N"


@pytest.mark.parametrize("length", [10, 80, 90, 200, 500])
def test_a_header_stays_within_what_excel_takes(length: int):
    title = ("2026 R&D " * 60)[:length]
    pack = Pack(title, [PackSheet("S", [Line("x")])], organisation=title, marking="OFFICIAL-SENSITIVE", footer=title)
    found = re.findall(r"<odd(?:Header|Footer)>(.*?)</odd", sheet_xml(pack))

    assert [len(text.replace("&amp;", "&")) <= 255 for text in found] == [True, True]


def test_sheets_print_on_a4_one_page_wide():
    sheet = only_sheet(a_table(["a"]), widths=(40,))
    setup = sheet.page_setup

    # Excel leaves out a width of one page, since that is what fitting means.
    assert (int(setup.paperSize), setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "landscape", None, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_sheet_too_wide_to_read_takes_more_pages_and_repeats_what_is_frozen():
    columns = tuple(PackColumn(f"Column {n}") for n in range(20))
    sheet = only_sheet(Table(columns, []), widths=(40,) * 20, freeze_columns=2)

    assert sheet.page_setup.fitToWidth == 5
    assert sheet.print_title_cols == "$A:$B"
    assert sheet.print_title_rows == "$1:$1"


def test_page_breaks_are_set_with_a_scale_since_excel_ignores_them_when_fitting():
    sheet = only_sheet(Line("One"), Line("Two"), widths=(200,), page_breaks=(1,))

    assert [found.id for found in sheet.row_breaks.brk] == [1]
    assert 10 <= sheet.page_setup.scale < 100
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage


def test_headings_are_frozen_and_repeat():
    sheet = only_sheet(Line("Title", "title"), a_table(["a"], ["b"]), freeze_columns=1)

    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B3", "$2:$2")


def test_excel_may_fit_a_row_of_a_table_again_once_somebody_types_in_it():
    rows = re.findall(r'<row r="(\d+)"([^>]*)>', sheet_xml(a_pack(Line("Title", "title"), a_table(["word " * 80]))))

    assert {row: "customHeight" in said for row, said in rows} == {"1": True, "2": True, "3": False}
    assert 'ht="' in dict(rows)["3"]


def test_excel_may_fit_every_row_whose_height_the_file_does_not_say():
    assert '<sheetFormatPr defaultRowHeight="12.75"/>' in sheet_xml(a_small_pack())


@given(st.text(string.printable, max_size=300), st.text(string.printable, max_size=60), st.integers(4, 80))
@settings(deadline=None)
def test_more_text_never_takes_fewer_lines(text: str, more: str, width: int):
    assert 1 <= text_lines(text, width) <= text_lines(text + more, width)


@given(st.text(string.ascii_letters + " ", max_size=300), st.integers(5, 80), st.integers(1, 40))
@settings(deadline=None)
def test_a_wider_column_never_needs_more_lines_than_a_word_broken_less(text: str, width: int, wider: int):
    short = " ".join(word[:4] for word in text.split())

    assert text_lines(short, width + wider) <= text_lines(short, width)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("Ref", 4, 1),
        ("one\ntwo\n\nfour", 20, 4),
        ("Publish one threshold guide for every agency that refers a child", 42, 2),
        ("Draft guide tested with three schools in August.", 38, 2),
        ("i" * 80, 38, 1),
        ("W" * 80, 38, 4),
    ],
)
def test_lines_are_counted_with_the_letters_own_widths(text: str, width: int, lines: int):
    assert text_lines(text, width) == lines


def test_no_row_is_taller_than_excel_allows():
    assert row_height(1) < row_height(2) < row_height(10_000) == TALLEST


def test_the_document_says_its_title_subject_and_language():
    core = part_of(a_small_pack(), "docProps/core.xml")

    said = ("<dc:title>Plan &amp; actions<", "<dc:subject>A return<", "<dc:language>en-GB<", "2026-01-01T00:00:00Z")
    assert [words in core for words in said] == [True] * 4


def test_the_chart_says_in_words_what_it_shows():
    drawing = part_of(a_small_pack(), "xl/drawings/drawing1.xml")

    assert 'descr="By theme. Front door: 1 Red. Workforce: 2 Green."' in drawing


def test_the_chart_takes_the_ratings_colours_and_leaves_the_total_out():
    chart = part_of(a_small_pack(), "xl/charts/chart1.xml")

    assert re.findall(r'<c:spPr><a:solidFill><a:srgbClr val="(\w+)"/>', chart)[:2] == ["B3001B", "1E7B34"]
    assert "Summary!$A$2:$A$3" in chart


def test_what_other_programs_save_keeps_names_lists_and_colours():
    saved = io.BytesIO()
    opened(a_small_pack()).save(saved)

    assert projected(load_workbook(saved)) == projected(opened(a_small_pack()))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


LOOKS = {**STYLES, **{f"{s} {word}": look for s, words in BY_WORD.items() for word, look in words.items()}}


@pytest.mark.parametrize("name", LOOKS)
def test_every_ink_can_be_read_on_its_paper(name: str):
    look = LOOKS[name]
    ink, paper = str(look.get("font_color", "#000000")), str(look.get("bg_color", "#FFFFFF"))

    assert contrast(ink, paper) >= 4.5
