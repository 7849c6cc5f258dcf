"""What officers type where the toolkit writes, and the notes they put on cells, stand in Set aside of a merge."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.books import filled_in, register_file, return_file, signed
from tests.read_back import rows
from toolkit import tasks
from toolkit.returns.own_words import FIXED, WRITTEN

RETURN = "Early Help.xlsx"
Line = tuple[str, str, str]


def returned(tmp_path: Path, edit: Callable[[Workbook], None], *, refreshed: bool = True) -> tuple[Path, Path]:
    """A register, and a return that was filled in, refreshed, edited in a program that is not ours, and signed."""
    register, path = register_file(tmp_path), filled_in(return_file(tmp_path / "returned"))
    if refreshed:
        tasks.refresh([path])
        for backup in path.parent.glob("*.backup*"):
            backup.unlink()
    signed(path)
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return register, path


def set_aside(register: Path, path: Path) -> list[Line]:
    """Sheet, cell and text of every line that the merge set aside for the file."""
    tasks.merge(register, path.parent, register.with_name("Next.xlsx"))
    lines = rows(register.with_name("Next.xlsx"), "Set aside")
    return [(str(one["Sheet"]), str(one["Ref"]), str(one["Value"])) for one in lines if one["File"] == path.name]


def typed_everywhere(book: Workbook) -> None:
    book["Summary"]["F18"] = 77
    book["Summary"]["A1"] = "Our summary"
    book["Guide"]["B4"] = "Ask Sam before Step 2"
    book["Guide"]["B400"] = "Below the Guide"
    book["Lists"]["B2"] = "Nearly done"
    book["Check results"]["H5"] = "Done on Monday"
    book["Check results"]["P6"] = "Ours, beside"
    book["Check results"]["A90"] = "Ours, below"
    book["Actions"]["B5"].comment = Comment("Is this the right theme?", "Officer")
    book["Actions"]["A4"].comment = Comment("Never change these", "Officer")
    book["Summary"]["B11"].comment = Comment("Should be Green", "Officer")


TYPED = {
    ("Summary", "F18", "77"), ("Summary", "A1", "Our summary"), ("Guide", "B4", "Ask Sam before Step 2"),
    ("Guide", "B400", "Below the Guide"), ("Lists", "B2", "Nearly done"), ("Check results", "H5", "Done on Monday"),
    ("Check results", "P6", "Ours, beside"), ("Check results", "A90", "Ours, below"),
    ("Actions", "B5", "Is this the right theme?"), ("Actions", "A4", "Never change these"),
    ("Summary", "B11", "Should be Green"),
}  # fmt: skip


def test_what_is_typed_onto_our_sheets_and_into_notes_is_set_aside_and_nothing_else(tmp_path):
    assert sorted(set_aside(*returned(tmp_path, typed_everywhere))) == sorted(TYPED)


def test_the_same_of_a_file_that_is_not_merged(tmp_path):
    def unsigned(book: Workbook) -> None:
        typed_everywhere(book)
        for row in book["Settings"].iter_rows():
            if row[0].value == "Signed off by":
                row[1].value = None

    register, path = returned(tmp_path, unsigned)

    assert set(set_aside(register, path)) >= TYPED
    assert "Not signed" in [line["State"] for line in rows(register.with_name("Next.xlsx"), "Returns")]


@pytest.mark.parametrize("refreshed", [False, True])
def test_of_a_return_as_it_was_sent_or_refreshed_nothing_on_our_sheets_is_set_aside(tmp_path, refreshed):
    assert set_aside(*returned(tmp_path, lambda book: None, refreshed=refreshed)) == []


def test_check_results_sorted_by_an_officer_are_still_ours(tmp_path):
    def turned_round(book: Workbook) -> None:
        sheet = book["Check results"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5) if row[0].value]
        assert len(rows) > 1
        for at, values in enumerate(reversed(rows), start=5):
            for column, value in enumerate(values, start=1):
                sheet.cell(at, column).value = value

    assert set_aside(*returned(tmp_path, turned_round)) == []


def test_of_a_return_that_keeps_no_record_of_our_words_only_what_stands_beside_them_is_set_aside(tmp_path):
    def as_of_old(book: Workbook) -> None:
        issued = book["Issued"]
        for row in range(issued.max_row, 1, -1):
            if issued.cell(row, 1).value in (FIXED, WRITTEN):
                issued.delete_rows(row)
        book["Guide"]["A1"] = "How returns were filled in last year"
        book["Actions"]["A4"].comment = Comment("What this column was for last year", "The toolkit")
        book["Guide"]["H3"] = "Beside the Guide"
        book["Check results"]["Q7"] = "Beside the results"
        book["Actions"]["C6"].comment = Comment("A note on a row", "Officer")

    beside = [
        ("Actions", "C6", "A note on a row"),
        ("Check results", "Q7", "Beside the results"),
        ("Guide", "H3", "Beside the Guide"),
    ]
    assert sorted(set_aside(*returned(tmp_path, as_of_old, refreshed=False))) == beside


THREAD = """<?xml version="1.0" encoding="UTF-8"?>
<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">
<threadedComment ref="C6" dT="2026-09-28T10:00:00.00" personId="{1}" id="{2}"><text>Who leads this?</text></threadedComment>
<threadedComment ref="C6" dT="2026-09-28T11:00:00.00" personId="{1}" id="{3}" parentId="{2}"><text>We do &amp; always did</text></threadedComment>
</ThreadedComments>"""  # noqa: E501


def with_thread(path: Path, sheet: str, xml: str = THREAD) -> None:
    """The workbook as a newer Excel saves it: a thread, and the old note that stands in for it."""
    with zipfile.ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    name = f"xl/worksheets/_rels/{sheet}.xml.rels"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    relation = f'<Relationship Id="rThread" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/>'
    parts[name] = parts[name].replace(b"</Relationships>", relation.encode() + b"</Relationships>")
    parts["xl/threadedComments/threadedComment1.xml"] = xml.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)


def test_a_thread_of_comments_is_set_aside_with_its_replies_and_not_as_the_note_that_stands_in_for_it(tmp_path):
    def stand_in(book: Workbook) -> None:
        book["Actions"]["C6"].comment = Comment("[Threaded comment]\nYour version of Excel allows...", "tc")

    register, path = returned(tmp_path, stand_in)
    with_thread(path, "sheet3")

    assert set_aside(register, path) == [("Actions", "C6", "Who leads this?\nWe do & always did")]


def test_a_return_whose_notes_are_damaged_is_merged_and_says_so(tmp_path):
    register, path = returned(tmp_path, lambda book: None)
    with_thread(path, "sheet3", THREAD.replace("</text>", "</txt>"))

    assert set_aside(register, path) == [
        ("Actions", "A1", "The notes on this sheet are damaged and could not be read.")
    ]


@pytest.mark.slow
def test_notes_of_a_return_saved_by_libreoffice_are_set_aside(tmp_path):
    register, path = returned(tmp_path, typed_everywhere)
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice: install the program 'soffice'")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    path.unlink()
    saved = path.with_suffix(".ods")

    assert set(set_aside(register, saved)) >= TYPED
