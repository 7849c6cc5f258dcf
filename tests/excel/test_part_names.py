"""A workbook is found by its relationships, whatever its parts are called, for reading and for writing alike."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.excel.small import a_table, inline, save, small_parts
from tests.excel.strange import ROW
from toolkit.errors import CannotRead
from toolkit.excel.patch import patch
from toolkit.excel.read import grid_of, read_workbook
from toolkit.model.edits import Cached, FillTable, SetCells

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def called(parts: dict[str, bytes], **names: str) -> dict[str, bytes]:
    """The workbook with its own part, and the pointers to it, under another name."""
    folder, _, base = names["book"].rpartition("/")
    moved = {names["book"] if name == BOOK else name: data for name, data in parts.items()}
    moved[f"{folder}/_rels/{base}.rels".lstrip("/")] = moved.pop(RELATIONS).replace(b'Target="', b'Target="/xl/')
    moved["_rels/.rels"] = moved["_rels/.rels"].replace(BOOK.encode(), names["book"].encode())
    types = moved["[Content_Types].xml"]
    moved["[Content_Types].xml"] = types.replace(BOOK.encode(), names["book"].encode())
    return moved


@pytest.mark.parametrize("name", ["xl/workbook", "book.dat", "content/plan.bin", "xl/WorkBook.XML"])
def test_the_workbook_s_own_part_may_have_any_name(tmp_path: Path, name):
    path = save(tmp_path / "a.xlsx", called(small_parts(ROW), book=name))

    assert read_workbook(path).sheets[0].rows == [["Ref", "Action"]]
    patch(path, [SetCells("Plan", {(2, 1): "EX1"})])
    assert read_workbook(path).sheets[0].rows == [["Ref", "Action"], ["EX1", None]]


def test_names_with_the_other_slash_are_followed(tmp_path: Path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in small_parts(ROW).items():
            info = zipfile.ZipInfo("x")
            info.filename = name.replace("/", "\\")
            archive.writestr(info, data)
    path = tmp_path / "a.xlsx"
    path.write_bytes(out.getvalue())

    assert read_workbook(path).sheets[0].rows == [["Ref", "Action"]]
    patch(path, [SetCells("Plan", {(2, 1): "EX1"})])
    assert read_workbook(path).sheets[0].rows == [["Ref", "Action"], ["EX1", None]]


def test_a_binary_workbook_is_told_by_what_it_holds(tmp_path: Path):
    path = save(tmp_path / "a.xlsx", small_parts(ROW) | {BOOK: b"\x83\x01\x00"})

    for ask in (lambda: grid_of(path.read_bytes(), source="a.xlsx"), lambda: patch(path, [])):
        with pytest.raises(CannotRead, match=r"binary workbook \(\.xlsb\)"):
            ask()


@pytest.mark.parametrize("number", ["99999", "-1", "x", ""])
def test_a_cell_that_cites_a_text_that_is_not_there_is_damage_to_whoever_writes(tmp_path: Path, number):
    path = save(tmp_path / "a.xlsx", small_parts(f'<row r="1"><c r="A1" t="s"><v>{number}</v></c></row>'))
    before = path.read_bytes()

    with pytest.raises(CannotRead, match="damaged") as caught:
        patch(path, [SetCells("Plan", {(1, 1): "x"})])
    assert caught.value.state == "Damaged"
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [before]


@pytest.mark.parametrize("ref", ["A1:C2", "Q"])
def test_a_table_of_more_columns_than_it_lists_is_damage_to_whoever_writes(tmp_path: Path, ref):
    rows = f'<row r="1">{inline("A1", "Ref")}</row><row r="2"><c r="A2"/></row>'
    parts = small_parts(rows, table=a_table(ref, "Ref", "Rating=1"))
    path = save(tmp_path / "a.xlsx", parts)

    with pytest.raises(CannotRead, match="damaged"):
        patch(path, [FillTable("Plan", "Actions", [("EX1", "x", Cached("Red"))])])
