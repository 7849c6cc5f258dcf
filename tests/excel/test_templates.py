from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from toolkit.build import FOLDER, build
from toolkit.excel.templates import new_workbook, template_name
from toolkit.model.plan import Book
from toolkit.returns.look import HEADING_ROW
from toolkit.rules import catalogue
from toolkit.sheets.columns import SETTINGS
from toolkit.sheets.every_sheet import sheets_of, spec_of

BOOKS = list(Book)


@cache
def shipped_template(book: Book) -> Workbook:
    return load_workbook(FOLDER / template_name(book))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[Book, Path]:
    folder = tmp_path_factory.mktemp("built")
    return dict(zip(BOOKS, build(folder), strict=True))


@pytest.mark.parametrize("book", BOOKS)
def test_the_templates_that_ship_are_those_the_declarations_give(book: Book, built: dict[Book, Path]):
    """Run 'make templates' where this fails, and look at what changed."""
    assert (FOLDER / template_name(book)).read_bytes() == built[book].read_bytes()


@pytest.mark.parametrize("book", BOOKS)
def test_a_template_is_sound_to_the_open_xml_sdk(book: Book, built: dict[Book, Path], ooxml_errors):
    assert ooxml_errors(built[book]) == []


@pytest.mark.parametrize("book", BOOKS)
def test_a_template_holds_no_macro_and_leads_nowhere(book: Book, built: dict[Book, Path]):
    with zipfile.ZipFile(built[book]) as archive:
        names = archive.namelist()
        outside = [name for name in names if name.endswith(".rels") and b"External" in archive.read(name)]

    assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
    assert outside == []


@pytest.mark.parametrize("book", BOOKS)
def test_a_new_workbook_is_a_workbook_with_the_same_parts(book: Book, tmp_path: Path):
    made = new_workbook(book, tmp_path / "folder" / "New.xlsx")

    with zipfile.ZipFile(FOLDER / template_name(book)) as template, zipfile.ZipFile(made) as workbook:
        differing = [name for name in template.namelist() if template.read(name) != workbook.read(name)]
        types = workbook.read("[Content_Types].xml").decode()
    assert differing == ["[Content_Types].xml"]
    assert "spreadsheetml.sheet.main+xml" in types
    assert "template.main" not in types


@pytest.mark.slow
@pytest.mark.parametrize("book", BOOKS)
def test_a_new_workbook_is_sound_to_the_open_xml_sdk(book: Book, tmp_path: Path, ooxml_errors):
    assert ooxml_errors(new_workbook(book, tmp_path / "New.xlsx")) == []


@pytest.mark.parametrize(("book", "sheet"), [(b, s.name) for b in BOOKS for s in sheets_of(b)])
def test_each_sheet_has_its_table_its_headings_and_one_row_to_type_in(book: Book, sheet: str):
    found = shipped_template(book)[sheet]
    columns = spec_of(sheet).columns_of(book)
    table = found.tables[spec_of(sheet).table]

    assert table.ref.startswith(f"A{HEADING_ROW}:")
    assert table.ref.endswith(str(HEADING_ROW + 1))
    assert [found.cell(HEADING_ROW, n).value for n in range(1, len(columns) + 1)] == [c.heading for c in columns]
    assert found.max_row == HEADING_ROW + 1


@pytest.mark.parametrize("book", BOOKS)
def test_what_others_fill_in_with_openpyxl_keeps_every_name(book: Book, tmp_path: Path):
    made = new_workbook(book, tmp_path / "New.xlsx")
    filled = load_workbook(made)
    filled["Actions"].cell(HEADING_ROW + 1, 1, "EX1")
    filled["Settings"]["B5"] = "EX"
    filled.save(made)
    again, names = load_workbook(made), set(shipped_template(book).defined_names)

    assert set(again.defined_names) == names
    assert {f"setting_{s.id}" for s in SETTINGS if s.id in ("plan_code", "report_date", "scheme")} <= names
    assert again["Actions"].tables["Actions"].ref.startswith("A4:")
    assert again["Actions"].data_validations.count > 0


def test_refs_typed_below_the_table_stay_text():
    actions = shipped_template(Book.RETURN)["Actions"]

    assert actions.column_dimensions["A"].number_format == "@"


@pytest.mark.slow
@pytest.mark.parametrize("book", BOOKS)
def test_libreoffice_prints_every_sheet_people_see(book: Book, tmp_path: Path):
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice: install the program 'soffice'")
    made = new_workbook(book, tmp_path / "New.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(made)]
    subprocess.run(
        command, check=True, capture_output=True, timeout=180, env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"}
    )
    words = subprocess.run(["pdftotext", "-layout", str(tmp_path / "New.pdf"), "-"], capture_output=True, check=True)
    pages = words.stdout.decode().split("\f")[:-1]

    titles = [spec.name for spec in sheets_of(book)]
    assert [title for title in titles if not any(title in page for page in pages)] == []
    assert all(page.count("OFFICIAL") >= 2 for page in pages)
    assert not any("Values 2" in page for page in pages)


def test_the_guide_explains_every_rule_asked_of_a_return():
    guide = shipped_template(Book.RETURN)["Guide"]
    codes = {cell.value for cell in guide["A"]}

    assert {rule.code for rule in catalogue() if Book.RETURN in rule.books} <= codes


def test_bytes_are_the_same_each_time(built: dict[Book, Path], tmp_path: Path):
    again = build(tmp_path)

    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in built.values()]
