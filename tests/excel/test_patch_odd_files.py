"""Patching files as other programs write them, and refusing those that cannot be patched."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.excel.small import SHEET, a_table, cell_xml, inline, part, save, small_parts, values
from tests.excel.stuffed import EDITS, changed, stuffed_workbook, swap, unzipped, zipped
from toolkit.errors import CannotRead, CannotWrite, SignedWorkbook, ToolkitError
from toolkit.excel.patch import patch
from toolkit.model.edits import Cached, FillTable, Link, SetCells


class TestOddFiles:
    def test_rows_and_cells_that_rely_on_their_place_are_found(self, tmp_path: Path):
        rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r='5'><c/><c r='D5'><v>4</v></c><c><v>5</v></c></row>"
        path = save(tmp_path / "p.xlsx", small_parts(rows.replace("'", '"')))
        patch(path, [SetCells("Plan", {(1, 2): "two", (5, 5): "five", (3, 1): "new"})])

        assert values(path) == [
            [1, "two", None, None, None],
            [None] * 5,
            ["new", *[None] * 4],
            [None] * 5,
            [None, None, None, 4, "five"],
        ]

    def test_rows_and_cells_out_of_order_are_put_in_order(self, tmp_path: Path):
        rows = '<row r="3" spans="1:1"><c r="C3"><v>3</v></c><c r="A3"><v>1</v></c></row><row r="1"><c r="A1"/></row>'
        path = save(tmp_path / "p.xlsx", small_parts(rows))
        patch(path, [SetCells("Plan", {(3, 2): 2, (2, 1): "between"})])

        text = part(path, SHEET)
        assert re.findall(r'<row r="(\d)"', text) == ["1", "2", "3"]
        assert re.findall(r'r="([A-C]3)"', text) == ["A3", "B3", "C3"]
        assert "spans" not in text

    def test_a_picture_or_a_spill_in_a_cell_goes_with_the_value_it_stood_for(self, tmp_path: Path):
        formula = '<c r="A1" vm="1" t="e"><f>IMAGE(B1)</f><v>#VALUE!</v></c>'
        typed = '<c r="B1" cm="1" vm="1" t="e"><v>#VALUE!</v></c><c r="C1" vm="1"><f>B1</f><v>3</v></c>'
        path = save(tmp_path / "p.xlsx", small_parts(f'<row r="1">{formula}{typed}</row>'))
        patch(path, [SetCells("Plan", {(1, 1): Cached("a tree"), (1, 2): "words", (1, 3): Cached(3)})])

        cells = [cell_xml(path, cell) for cell in ("A1", "B1", "C1")]
        assert ["vm=" in cell for cell in cells] == [False, False, True], "C1 holds what it held"
        assert "cm=" not in cells[1]
        assert "<f>IMAGE(B1)</f>" in cells[0]

    def test_new_cells_stand_before_what_else_a_row_holds(self, tmp_path: Path):
        path = save(tmp_path / "p.xlsx", small_parts('<row r="1"><c r="A1"/><extLst/></row>'))
        patch(path, [SetCells("Plan", {(1, 2): 2, (1, 3): 3})])

        assert re.findall(r"<c r=\"(..)|<(extLst)", part(path, SHEET)) == [
            ("A1", ""),
            ("B1", ""),
            ("C1", ""),
            ("", "extLst"),
        ]

    @pytest.mark.parametrize("rows", ['<row r="1"/><row r="1"/>', '<row r="1"><c r="A1"/><c r="A1"/></row>'])
    def test_a_row_or_cell_that_is_there_twice_is_refused(self, tmp_path: Path, rows: str):
        path = save(tmp_path / "p.xlsx", small_parts(rows))
        with pytest.raises(CannotRead, match=r"p\.xlsx, sheet 'Plan' is damaged"):
            patch(path, [SetCells("Plan", {(1, 1): "x"})])

    def test_a_sheet_is_found_by_name_whatever_its_case_and_spaces(self, book: Path):
        patch(book, [SetCells(" SUMMARY ", {(1, 4): "x"}), SetCells("checkresults", {(1, 4): "y"})])

        assert values(book, "Summary")[0][3] == "x"
        assert values(book, "Check results")[0][3] == "y"

    def test_a_sheet_that_is_not_there_is_asked_for_by_name(self, book: Path):
        with pytest.raises(CannotWrite, match=r"has no sheet 'Risks' .*it has: Actions, Check results, Summary"):
            patch(book, [SetCells("Risks", {(1, 1): "x"})])

    def test_parts_named_from_the_root_and_in_other_case_are_found(self, book: Path):
        rels = "xl/_rels/workbook.xml.rels"
        book.write_bytes(
            changed(
                book.read_bytes(), swap(rels, 'Target="worksheets/sheet1.xml"', 'Target="/XL/worksheets/Sheet1.xml"')
            )
        )
        patch(book, [SetCells("Actions", {(2, 6): "Red"})])

        assert values(book, "Actions")[1][5] == "Red"

    def test_the_xml_declaration_and_byte_order_mark_stay(self, tmp_path: Path):
        declared = b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\r\n'
        parts = small_parts("")
        parts[SHEET] = declared + parts[SHEET]
        path = save(tmp_path / "p.xlsx", parts)
        patch(path, [SetCells("Plan", {(1, 1): "é"})])

        assert part(path, SHEET).encode().startswith(declared + b"<worksheet")
        assert values(path) == [["é"]]

    def test_a_part_in_another_encoding_comes_out_readable(self, tmp_path: Path):
        parts = small_parts("")
        declared = '<?xml version="1.0" encoding="UTF-16"?>' + parts[SHEET].decode()
        path = save(tmp_path / "p.xlsx", parts | {SHEET: declared.encode("utf-16")})
        patch(path, [SetCells("Plan", {(1, 1): "é"})])

        assert values(path) == [["é"]]

    def test_macros_pass_through_untouched(self, tmp_path: Path):
        kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        types = swap("[Content_Types].xml", r"application/[\w.-]+\.sheet\.main\+xml", kind)
        data = changed(stuffed_workbook(), types)
        parts = {**unzipped(data), "xl/vbaProject.bin": b"\0VBA\1" * 99}
        path = save(tmp_path / "plan.xlsm", parts)
        patch(path, EDITS)

        assert unzipped(path.read_bytes())["xl/vbaProject.bin"] == b"\0VBA\1" * 99

    def test_a_template_becomes_a_workbook_where_the_copy_is_one(self, book: Path):
        template = book.with_suffix(".xltx")
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
        template.write_bytes(
            changed(stuffed_workbook(), swap("[Content_Types].xml", r"application/[\w.-]+\.sheet\.main\+xml", kind))
        )
        patch(template, EDITS)
        assert kind in part(template, "[Content_Types].xml")

        patch(template, [], target=book)
        assert kind not in part(book, "[Content_Types].xml")
        with pytest.raises(CannotWrite, match=r"Keep the ending \.xltx"):
            patch(template, [], target=book.with_suffix(".xlsm"))


def _bomb() -> bytes:
    return zipped(small_parts("") | {"xl/media/zeros.bin": bytes(64 << 20)})


def _liar() -> bytes:
    """A workbook whose zip says the sheet is small, and holds more."""
    data = bytearray(zipped(small_parts("<row/>" * 100_000)))
    directory = data.rindex(b"PK\1\2", 0, data.rindex(SHEET.encode()))
    data[directory + 24 : directory + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def _locked() -> bytes:
    data = bytearray(zipped(small_parts("")))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def _binary() -> bytes:
    parts = small_parts("") | {"xl/workbook.bin": b"\x83\x01\x00"}
    return changed(zipped(parts), swap("_rels/.rels", "workbook.xml", "workbook.bin"))


def _overwritten(part: str) -> bytes:
    """A workbook where zeros stand in place of a part that patching has no need to look into."""
    data = zipped(small_parts("") | {part: b"logo"})
    begins = data.index(part.encode()) - 30
    return data[:begins] + bytes(30) + data[begins + 30 :]


def _without(part: str) -> bytes:
    return zipped({name: data for name, data in small_parts("").items() if name != part})


def _swapped(part: str, old: str, new: str) -> bytes:
    return changed(zipped(small_parts("")), swap(part, old, new))


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_ORIGIN = '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"'
REFUSED: dict[str, tuple[Callable[[], bytes], type[ToolkitError], str]] = {
    "signed": (
        lambda: zipped(small_parts("") | {"_xmlsignatures/sig1.xml": b"<s/>"}),
        SignedWorkbook,
        "signed",
    ),
    "signed, by its relationship": (
        lambda: _swapped("_rels/.rels", "</Relationships>", f'{_ORIGIN} Target="s"/></Relationships>'),
        SignedWorkbook,
        "signature",
    ),
    "with a password": (lambda: _OLE + "EncryptedPackage".encode("utf-16-le"), CannotRead, "needs a password"),
    "old": (lambda: _OLE, CannotRead, r"old Excel format \(\.xls\)"),
    "no zip": (lambda: b"Ref,Action\n1.1,Do it", CannotRead, "not an Excel workbook, or it was cut short"),
    "cut short": (lambda: stuffed_workbook()[:5000], CannotRead, "cut short"),
    "empty": (lambda: b"", CannotRead, "cut short"),
    "another zip": (lambda: zipped({"mimetype": b"x"}), CannotRead, "a zip file without a workbook"),
    "no workbook inside": (lambda: _without("xl/workbook.xml"), CannotRead, "own part is missing"),
    "a sheet missing": (lambda: _without(SHEET), CannotRead, "sheet1.xml is missing"),
    "pointers missing": (lambda: _without("_rels/.rels"), CannotRead, "own part is missing"),
    "strict": (
        lambda: _swapped("xl/workbook.xml", 'workbook xmlns="[^"]+"', f'workbook xmlns="{_STRICT}"'),
        CannotRead,
        "Strict Open XML",
    ),
    "a Word file": (
        lambda: _swapped("xl/workbook.xml", "(</?)workbook", r"\1document"),
        CannotRead,
        "own part is missing",
    ),
    "binary": (_binary, CannotRead, r"binary workbook \(\.xlsb\)"),
    "an unread part lost": (lambda: _overwritten("xl/media/logo.png"), CannotRead, "logo.png cannot be read"),
    "damaged XML": (lambda: _swapped(SHEET, "</worksheet>", ""), CannotRead, "sheet1.xml cannot be read"),
    "entities": (lambda: _swapped(SHEET, "^", '<!DOCTYPE x [<!ENTITY a "b">]>'), CannotRead, "was not opened"),
    "a bomb": (_bomb, CannotRead, "would unpack to 64 MB"),
    "a liar": (_liar, CannotRead, "sheet1.xml cannot be read"),
    "a zip with a password": (_locked, CannotRead, "zip file with a password"),
    "the same part twice": (
        lambda: zipped(small_parts("") | {SHEET.upper(): b"<worksheet/>"}),
        CannotRead,
        "the same part twice",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_patched_is_refused_with_its_name_and_left_alone(tmp_path: Path, kind: str):
    make, error, words = REFUSED[kind]
    path = tmp_path / "Return.xlsx"
    path.write_bytes(make())
    before = path.read_bytes()

    with pytest.raises(error, match=words) as caught:
        patch(path, [SetCells("Plan", {(1, 1): "x"})])
    assert str(caught.value).startswith("Return.xlsx")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("Return.xlsx", before)]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(CannotRead, match=r"gone\.xlsx is not there"):
        patch(tmp_path / "gone.xlsx", [])


@pytest.mark.slow
def test_an_unknown_small_workbook_is_sound(tmp_path: Path, ooxml_errors: Callable[[Path], list[str]]):
    assert ooxml_errors(save(tmp_path / "p.xlsx", small_parts(inline("A1", "x").join(["<row>", "</row>"])))) == []


def _with_table(tmp_path: Path, ref: str, *columns: str) -> Path:
    rows = "".join(f'<row r="{r}">{inline(f"A{r}", "Ref")}{inline(f"B{r}", "Action")}</row>' for r in (1, 2))
    return save(tmp_path / "a.xlsx", small_parts(rows, table=a_table(ref, *columns)))


def test_a_fault_of_ours_is_not_called_damage(tmp_path: Path):
    path = _with_table(tmp_path, "A1:B2", "Ref", "Action")

    with pytest.raises(ValueError, match="infinite"):
        patch(path, [SetCells("Plan", {(9, 1): float("inf")})])


def test_a_table_with_an_area_of_other_columns_than_it_names_is_damaged(tmp_path: Path):
    path = _with_table(tmp_path, "A1:C2", "Ref", "Action")

    with pytest.raises(CannotRead, match="speaks of cells, texts or columns that are not there"):
        patch(path, [FillTable("Plan", "Actions", [["EX1", "Write", None]])])


def test_a_table_down_to_the_last_row_is_filled_in_a_moment(tmp_path: Path):
    path = _with_table(tmp_path, "A1:B1048576", "Ref", "Action")
    began = time.process_time()

    patch(path, [FillTable("Plan", "Actions", [["EX1", "Write"]])])

    assert time.process_time() - began < 2
    assert values(path) == [["Ref", "Action"], ["EX1", "Write"]]


def test_a_table_of_a_thousand_columns_is_not_filled(tmp_path: Path):
    path = _with_table(tmp_path, "A1:ALL2", *(f"H{n}" for n in range(1_000)))

    with pytest.raises(CannotWrite, match="has 1,000 columns, and 200 are the most"):
        patch(path, [FillTable("Plan", "Actions", [["EX1"]])])


def test_thousands_of_links_are_put_in_the_place_of_thousands(tmp_path: Path):
    path = _with_table(tmp_path, "A1:B2", "Ref", "Action")

    def filled(shift: int) -> None:
        rows = [[Link(f"A{n}", f"'Plan'!A{n + shift}"), "Write"] for n in range(1_500)]
        patch(path, [FillTable("Plan", "Actions", rows)], backup=False)

    filled(1)
    began = time.process_time()
    filled(2)

    assert time.process_time() - began < 4
    assert part(path, SHEET).count("<hyperlink ") == 1_500
