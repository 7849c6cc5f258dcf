"""``plan-toolkit publishable``: what would go out with a file, wherever in it that stands."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from typer.testing import CliRunner

import toolkit
from tests.builders import an_action
from tests.merge_builders import a_register
from toolkit.cli.commands import app
from toolkit.model.finding import Severity

NUMBER, PIXEL = (
    "999 543 2102",
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
        "a5f645400000000049454e44ae426082"
    ),
)
ODF = "urn:oasis:names:tc:opendocument:xmlns"
Book, Sheet = Any, Any


def a_book(path: Path, fill: Callable[[Book, Sheet], object] = lambda book, sheet: None) -> Path:
    """A workbook of one sheet, with what a test puts into it."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Plan")
    sheet.write("A1", "Train duty managers")
    fill(book, sheet)
    book.close()
    return path


def a_hidden_sheet(book: Book, _: Sheet) -> None:
    hidden = book.add_worksheet("Sent")
    hidden.write("B3", f"NHS {NUMBER}")
    hidden.hide()


def a_chart(book: Book, sheet: Sheet) -> None:
    sheet.write_column("C1", [1, 2])
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Plan!$C$1:$C$2"})
    chart.set_title({"name": f"Visits to {NUMBER}"})
    sheet.insert_chart("E5", chart, {"description": f"Visits to {NUMBER}"})


def a_column_of_birthdays(book: Book, sheet: Sheet) -> None:
    import datetime as dt

    sheet.write("D2", "DOB")
    sheet.write_datetime("D3", dt.datetime(2014, 3, 12), book.add_format({"num_format": "dd/mm/yyyy"}))


PLACES = {
    "Plan!B2": lambda book, sheet: sheet.write("B2", f"Waiting for {NUMBER}"),
    "Plan!B3": lambda book, sheet: sheet.write("B3", 9995432102),
    "Plan!D3": a_column_of_birthdays,
    "Sent!B3 (on a hidden sheet)": a_hidden_sheet,
    "the note on Plan!C4": lambda book, sheet: sheet.write_comment("C4", f"Is this {NUMBER}?"),
    "the document properties (subject)": lambda book, sheet: book.set_properties({"subject": f"Re {NUMBER}"}),
    "the document properties (lpwstr)": lambda book, sheet: book.set_custom_property("Case", f"NHS {NUMBER}"),
    "Plan, the page footer": lambda book, sheet: sheet.set_footer('&L&"Arial,Bold"&10 Child B&R Page &P'),
    "the defined name 'secret'": lambda book, sheet: book.define_name("secret", f'="{NUMBER}"'),
    "Plan, a text box or title": lambda book, sheet: sheet.insert_textbox("E2", f"NHS {NUMBER}"),
    "Plan, a message shown at cells": lambda book, sheet: sheet.data_validation(
        "A2", {"validate": "any", "input_title": "Who", "input_message": f"As for {NUMBER}"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("where", PLACES)
def test_what_may_identify_a_child_is_found_wherever_it_stands(where: str, tmp_path: Path):
    done = toolkit.publishable(a_book(tmp_path / "Pack.xlsx", PLACES[where]))

    assert [one.where for one in done.disclosures if one.severity is Severity.ERROR] == [where]
    assert done.exit_code == 1
    assert NUMBER not in json.dumps(done.as_json())


def test_alt_text_of_charts_and_pictures_is_read_and_pictures_are_said_not_to_be(tmp_path: Path):
    picture = tmp_path / "photo.png"
    picture.write_bytes(PIXEL)

    def fill(book: Book, sheet: Sheet) -> None:
        a_chart(book, sheet)
        sheet.insert_image("H2", str(picture), {"description": "Drawing by JS (14)"})

    found = toolkit.publishable(a_book(tmp_path / "Pack.xlsx", fill)).findings

    errors = found[found["severity"] == "error"]
    assert set(errors["where"]) == {
        "Plan, the alt text of Chart 2", "Plan, a text box or title", "Plan, the alt text of Picture 1"
    }  # fmt: skip
    assert any("what 1 picture shows" in message for message in found["message"])


def test_a_sound_workbook_may_be_published(tmp_path: Path):
    done = toolkit.publishable(a_book(tmp_path / "Pack.xlsx"))

    assert (done.exit_code, done.disclosures, done.files) == (0, (), ("Pack.xlsx",))
    assert done.sentence("Pack.xlsx") == "Nothing found that stands in the way of publishing it."


def test_somebody_elses_hidden_sheet_stands_in_the_way_and_our_own_is_only_to_know(tmp_path: Path):
    def hide(name: str) -> Callable[[Book, Sheet], None]:
        def fill(book: Book, sheet: Sheet) -> None:
            hidden = book.add_worksheet(name)
            hidden.write("A1", "Old figures")
            hidden.very_hidden()

        return fill

    theirs = toolkit.publishable(a_book(tmp_path / "theirs.xlsx", hide("Sent")))
    ours = toolkit.publishable(a_book(tmp_path / "ours.xlsx", hide("Issued")))

    assert theirs.exit_code == 1
    assert theirs.disclosures[0].message == "Holds a hidden sheet 'Sent' that goes out with the file."
    assert (ours.exit_code, [one.severity for one in ours.disclosures]) == (0, [Severity.ADVICE])


def test_hidden_rows_and_columns_are_to_know(tmp_path: Path):
    def fill(book: Book, sheet: Sheet) -> None:
        sheet.write("A5", "Later")
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.set_column("F:H", None, None, {"hidden": True})

    done = toolkit.publishable(a_book(tmp_path / "Pack.xlsx", fill))

    assert done.exit_code == 0
    assert {one.message for one in done.disclosures} == {
        "Has 1 hidden row that goes out with it.",
        "Has 1 hidden column (F:H) that goes out with it.",
    }


@pytest.mark.parametrize(
    "mark",
    [
        lambda book, sheet: sheet.set_header("&COFFICIAL-SENSITIVE"),
        lambda book, sheet: sheet.write("B9", "OFFICIAL - SENSITIVE"),
        lambda book, sheet: book.set_properties({"keywords": "Official-Sensitive".upper()}),
    ],
)
def test_a_marking_stands_in_the_way(mark: Callable[[Book, Sheet], object], tmp_path: Path):
    done = toolkit.publishable(a_book(tmp_path / "Pack.xlsx", mark))

    assert done.exit_code == 1
    assert done.sentence("Pack.xlsx") == "Not to be published yet: the file is marked OFFICIAL-SENSITIVE."


def test_a_sentence_that_names_the_marking_is_no_marking(tmp_path: Path):
    def fill(book: Book, sheet: Sheet) -> None:
        sheet.write("B2", "Mark every OFFICIAL-SENSITIVE paper at the top")

    assert toolkit.publishable(a_book(tmp_path / "Pack.xlsx", fill)).exit_code == 0


def test_a_pivot_tables_copy_of_its_data_is_read(tmp_path: Path):
    path = a_book(tmp_path / "Pack.xlsx")
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("xl/pivotCache/pivotCacheRecords1.xml", f'<records><r><s v="NHS {NUMBER}"/></r></records>')

    found = toolkit.publishable(path).disclosures

    assert [(one.severity, one.where) for one in found] == [
        (Severity.ERROR, "a pivot table's own copy of its data"),
        (Severity.WARNING, "a pivot table's own copy of its data"),
    ]


def test_an_opendocument_workbook_is_looked_through_too(tmp_path: Path):
    path = tmp_path / "Pack.ods"
    spaces = " ".join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text", "meta"))
    cell = f"<table:table-cell><text:p>NHS {NUMBER}</text:p></table:table-cell>"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr(
            "content.xml",
            f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Plan">'
            f"<table:table-row>{cell}</table:table-row></table:table></office:spreadsheet></office:body>"
            "</office:document-content>",
        )
        parts.writestr(
            "meta.xml",
            f'<office:document-meta {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
            "<dc:title>Review of Child B</dc:title></office:meta></office:document-meta>",
        )

    errors = [one.where for one in toolkit.publishable(path).disclosures if one.severity is Severity.ERROR]

    assert errors == ["Plan!A1", "the document properties"]


def test_a_broken_part_is_said_and_the_rest_is_read(tmp_path: Path):
    path = a_book(tmp_path / "Whole.xlsx", lambda book, sheet: sheet.insert_textbox("E2", "Words"))
    broken = tmp_path / "Pack.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<broken" if "drawings/drawing" in name else old.read(name))

    (only,) = toolkit.publishable(broken).disclosures

    assert only.message == "Not looked at: its part xl/drawings/drawing1.xml, which is broken."


def test_a_pdf_is_said_not_to_be_looked_into_and_stops_nothing(tmp_path: Path):
    (tmp_path / "Pack.pdf").write_bytes(b"%PDF-1.7\n")
    a_book(tmp_path / "Pack.xlsx", PLACES["Plan!B2"])

    run = CliRunner().invoke(app, ["publishable", str(tmp_path)])

    assert run.exit_code == 2
    assert "Pack.pdf is a PDF, and was not looked into." in run.output
    assert "Not to be published yet: 1 place may identify a child (Plan!B2)." in run.output


def test_the_command_gives_one_object_and_an_exit_code(tmp_path: Path):
    path = a_book(tmp_path / "Pack.xlsx", PLACES["Plan!B2"])

    run = CliRunner().invoke(app, ["publishable", str(path), "--json"])

    assert run.exit_code == 1
    answer = json.loads(run.output)
    assert answer["findings"] == [
        {
            "file": "Pack.xlsx",
            "severity": "error",
            "where": "Plan!B2",
            "message": "May identify a child: an NHS number.",
            "fix": "Take it out, or say it without what identifies the child.",
        }
    ]
    assert (answer["files"], answer["unread"]) == (["Pack.xlsx"], [])


def a_pack_of(tmp_path: Path, words: str, marking: str = "OFFICIAL") -> tuple[Path, list[str]]:
    """The board's pack of a register of one action that is late, and what was told of it."""
    action = an_action("EX1", due_as_written="31 March 2026", action=words)
    register = a_register([action], settings={"marking": marking})
    told: list[str] = []
    (made,) = toolkit.board(register, tmp_path / "Pack.xlsx", tell=told.append)
    return made, told


def test_a_pack_that_is_made_says_that_it_is_not_to_be_published_yet(tmp_path: Path):
    made, told = a_pack_of(tmp_path, "Learn from the review of Child B")

    assert toolkit.publishable(made).exit_code == 1
    assert [line for line in told if line.startswith("Not to be published yet: ")]
    assert "Child B" not in " ".join(told)


def test_a_pack_in_which_nobody_is_named_says_nothing_of_publishing(tmp_path: Path):
    made, told = a_pack_of(tmp_path, "Learn from a review of one plan")

    assert toolkit.publishable(made).exit_code == 0
    assert not [line for line in told if "published" in line]


def test_a_pack_that_is_marked_says_so_and_is_made_all_the_same(tmp_path: Path):
    made, told = a_pack_of(tmp_path, "Half of the plans were audited", marking="OFFICIAL-SENSITIVE")

    assert made.is_file()
    assert told[-1].startswith("Not to be published yet: the file is marked OFFICIAL-SENSITIVE.")
