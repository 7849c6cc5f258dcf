"""Small files made to cost much are answered within bounds: read, or refused by what is too much."""

from __future__ import annotations

import io
import re
import time

import olefile
import pytest

from tests.excel import hostile, ole, strange
from tests.excel.small import inline
from toolkit.errors import CannotRead
from toolkit.excel.ooxml import areas
from toolkit.excel.read import grid_of
from toolkit.model.grid import Grid, column_letter

RETURN = hostile.parts_of_a_return()
SECONDS = 8
"""Of processor time; each takes less than one, and took minutes where time grew with the square of the size."""


def answered(data: bytes) -> Grid | CannotRead:
    began = time.process_time()
    try:
        result: Grid | CannotRead = grid_of(data, source="a.xlsx")
    except CannotRead as error:
        result = error
    assert time.process_time() - began < SECONDS
    return result


@pytest.mark.parametrize("markup", hostile.MARKUP)
def test_what_opens_and_never_closes_is_answered_in_a_moment(markup):
    result = answered(hostile.unclosed(RETURN, markup, size=1_000_000))

    if isinstance(result, CannotRead):
        assert result.state == "Damaged"
    else:
        sound = grid_of(hostile.squeezed(RETURN), source="a.xlsx")
        assert [sheet.rows for sheet in result.sheets] == [sheet.rows for sheet in sound.sheets]


def test_what_opens_and_never_closes_far_from_the_table_is_refused_in_a_moment():
    many = '<c r="XFD9" t="e">' * 60_000
    result = answered(strange.with_sheet(strange.rows(strange.ROW, '<row r="1048576">', many, "</row>")))

    assert isinstance(result, CannotRead)


def test_a_merged_area_of_the_whole_sheet_is_told_as_it_is():
    result = answered(hostile.merged(RETURN, "A5:XFD1048576"))

    assert isinstance(result, Grid)
    assert result.sheet("Actions").merged == ((5, 1, 1048576, 16384),)


def test_twenty_thousand_sheets_of_one_part_are_refused_by_their_number():
    result = answered(hostile.with_sheets(RETURN, 20_000, lambda n: None))

    assert isinstance(result, CannotRead)
    assert (result.state, "20,0" in str(result), "500" in str(result)) == ("Too large", True, True)


def test_sheets_of_sparse_cells_are_refused_by_the_area_they_reach_over(monkeypatch):
    monkeypatch.setattr("toolkit.excel.bounded.MAX_BLOCK", 100_000)
    result = answered(hostile.with_sheets(RETURN, 3, lambda n: hostile.sparse(2_500)))

    assert isinstance(result, CannotRead)
    assert "reaches over more than 100,000 cells" in str(result)


@pytest.mark.slow
def test_twenty_sheets_of_a_quarter_million_sparse_cells_are_refused_before_they_take_memory():
    resource = pytest.importorskip("resource", reason="Windows does not say how much memory was used")
    data = hostile.with_sheets(RETURN, 20, lambda n: hostile.sparse())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = answered(data)

    assert isinstance(result, CannotRead)
    assert (result.state, "reaches over more than 16,000,000 cells" in str(result)) == ("Too large", True)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 << 10


@pytest.mark.parametrize(
    ("limit", "words"),
    [("MAX_CELLS", "more than 1 cells"), ("MAX_NOTED", "more than 1 merged"), ("MAX_SECONDS", "more than -1 seconds")],
)
def test_what_is_too_much_is_named(monkeypatch, limit, words):
    monkeypatch.setattr(f"toolkit.excel.bounded.{limit}", -1 if limit == "MAX_SECONDS" else 1)
    cells = '<c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><v>#REF!</v></c>'
    result = answered(strange.with_sheet(strange.rows(f'<row r="1">{cells}</row>')))

    assert isinstance(result, CannotRead)
    assert words in str(result)
    assert result.state == "Too large"


def cites(texts: str, cell: str, count: int) -> bytes:
    """A workbook in which so many cells cite the first of the shared texts."""
    rows = "".join(f'<row r="{r}"><c r="A{r}" {cell}</c></row>' for r in range(1, count + 1))
    parts = strange.small_parts(rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{texts}</sst>'.encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="rId9" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'.encode()
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", relation)
    return strange.zipped(parts)


LONG_TEXT = f"<si><t>{'word ' * 200}</t></si>"
CITED = 't="s"><v>0</v>'


@pytest.mark.parametrize(
    ("texts", "cell"),
    [
        (LONG_TEXT, CITED),
        (LONG_TEXT, 'x="1" t="s" s="0"><v> 0 </v>'),
        (LONG_TEXT, "t='s'><f>A1</f><v>0</v>"),
        ("<!--<si><t/></si>-->" + LONG_TEXT, CITED),
        ("<si><si/></si>" + LONG_TEXT, 't="s"><v>1</v>'),
        (LONG_TEXT.replace("si>", "x:si>").replace("<x:si>", '<x:si xmlns:x="u">'), CITED),
    ],
)
def test_a_text_that_many_cells_cite_counts_for_each(monkeypatch, texts, cell):
    monkeypatch.setattr("toolkit.excel.bounded.MAX_TEXT", 40_000)
    result = answered(cites(texts, cell, 50))

    assert isinstance(result, CannotRead)
    assert (result.state, "holds more than 40,000 characters" in str(result)) == ("Too large", True)


def test_one_long_text_among_many_short_ones_is_not_counted_for_them(monkeypatch):
    monkeypatch.setattr("toolkit.excel.bounded.MAX_TEXT", 40_000)
    result = answered(cites("<si><t>Yes</t></si>" + LONG_TEXT, CITED, 500))

    assert isinstance(result, Grid)
    assert result.sheets[0].rows == [["Yes"]] * 500


def test_many_parts_that_unpack_to_much_are_a_bomb_together():
    parts = {f"xl/media/{n}.bmp": bytes(7 << 20) for n in range(6)}
    result = answered(hostile.squeezed(RETURN | parts))

    assert isinstance(result, CannotRead)
    assert "would unpack to 42 MB" in str(result)


def test_a_cell_behind_a_prefix_of_any_letters_is_seen_before_the_parser_sees_it():
    far = '<é:c xmlns:é="u" r="XFD1048576"><v>7</v></é:c>'
    result = answered(strange.with_sheet(strange.rows(strange.ROW, f'<row r="1048576">{far}</row>')))

    assert isinstance(result, Grid)
    assert result.sheets[0].far == {(1048576, 16384): "7"}


def test_an_instruction_or_a_comment_holds_no_cells():
    odd = '<?x <row r="2"><c r="A2"><v>7</v></c></row>?><!--<c r="A3"/>-->'
    result = answered(strange.with_sheet(strange.rows(strange.ROW, odd)))

    assert isinstance(result, Grid)
    assert result.sheets[0].rows == [["Ref", "Action"]]


def test_an_attribute_may_hold_what_ends_a_tag():
    cell = '<c r="A1" x="a>b" t="str"><v>Ref</v></c>'
    result = answered(strange.with_sheet(strange.rows(f"<row r='1'>{cell}{inline('B1', 'Action')}</row>")))

    assert isinstance(result, Grid)
    assert result.sheets[0].rows == [["Ref", "Action"]]


def test_looks_by_the_thousand_are_read_in_one_go():
    styles = '<xf numFmtId="17" applyNumberFormat="1"/>' * 20_000
    cells = "".join(f'<row r="{r}"><c r="A{r}" s="{r}"><v>46000</v></c></row>' for r in range(1, 5_000))
    data = strange.replaced(strange.STYLES, "</cellXfs>", styles + "</cellXfs>")
    parts = strange.small_parts(cells) | {strange.STYLES: strange.part_of(data, strange.STYLES)}
    result = answered(strange.zipped(parts))

    assert isinstance(result, Grid)
    assert result.sheets[0].formats[4_000, 1] == "mmm-yy"


@pytest.mark.parametrize("turns", [1_000_001, 10_000_001])
def test_a_password_that_takes_minutes_to_try_is_not_tried(turns):
    with olefile.OleFileIO(io.BytesIO(strange.encrypted())) as container:
        streams = {name: container.openstream(name).read() for name in ("EncryptionInfo", "EncryptedPackage")}
    lock = re.sub(rb'spinCount="\d+"', b'spinCount="%d"' % turns, streams["EncryptionInfo"])
    assert lock != streams["EncryptionInfo"]
    slow = ole.ole(streams | {"EncryptionInfo": lock.ljust(4096)})

    with pytest.raises(CannotRead, match="would take minutes") as caught:
        grid_of(slow, source="a.xlsx", password=strange.PASSWORD)
    assert caught.value.state == "Password"


@pytest.mark.parametrize("opened", ['"', "'", "[", "[[", '"a""b', "['", "\"['(A1"])
def test_a_formula_in_which_nothing_closes_is_read_once(opened):
    formula = (opened * 8_192)[: areas.LONGEST_FORMULA]
    began = time.process_time()

    moved = areas.moved(formula, down=1, right=1)

    assert len(moved) >= len(formula) - 3
    assert time.process_time() - began < 1


def test_a_formula_longer_than_excel_allows_is_a_damaged_files():
    with pytest.raises(areas.Misstated):
        areas.moved("A1+" * 3_000, down=1, right=1)


@pytest.mark.parametrize("style", [2, 3, 9, 10, 19, 20, 100, 99_999])
def test_a_style_beyond_the_end_of_the_list_is_not_taken_for_none(style):
    result = answered(strange.zipped(strange.small_parts(f'<row r="1"><c r="A1" s="{style}"><v>46000</v></c></row>')))

    assert isinstance(result, CannotRead)
    assert "has lost its list of cell styles or a part of it" in str(result)


@pytest.mark.parametrize("count", [1, 2, 9, 10, 11, 19, 57, 99, 100, 137])
def test_every_style_that_is_listed_may_be_used(count):
    styles = f"<cellXfs>{'<xf/>' * count}</cellXfs>"
    cells = "".join(f'<c r="{column_letter(n)}1" s="{n - 1}"><v>1</v></c>' for n in range(1, count + 1))
    words = '<c r="A2" t="inlineStr"><is><t>style s="999" of old</t></is></c>'
    parts = strange.small_parts(f'<row r="1">{cells}</row><row r="2">{words}</row>')
    parts[strange.STYLES] = re.sub(rb"<cellXfs.*</cellXfs>", styles.encode(), parts[strange.STYLES])
    result = answered(strange.zipped(parts))

    assert isinstance(result, Grid)
    assert result.sheets[0].rows[0] == [1] * count
