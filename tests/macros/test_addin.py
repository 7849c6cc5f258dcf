"""The add-in as a file: a valid package, the same bytes every time, with the sources of `macros/` inside."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import olefile
import pytest
from oletools.olevba import VBA_Parser
from pyopenvba.vba import decompress

from tests.macros import checks
from toolkit import __version__
from toolkit.errors import CannotRead
from toolkit.excel.addin import MACROS, PROJECT, RIBBON_2006, RIBBON_2009, addin_version, build_addin, modules
from toolkit.shipped import ADDIN

COMMITTED = MACROS.parent / "workbook_templates" / ADDIN


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_addin(tmp_path_factory.mktemp("addin") / ADDIN)


def test_the_committed_add_in_is_what_the_sources_build(addin: Path):
    assert addin.read_bytes() == COMMITTED.read_bytes(), "Build it again: plan-toolkit addin build"


def test_the_add_in_is_a_valid_package(addin: Path, ooxml_errors: Callable[[Path], list[str]]):
    assert ooxml_errors(addin) == []


def test_the_sources_inside_are_those_of_the_macros_folder(addin: Path):
    inside = {
        Path(name).stem: code.replace("\r\n", "\n").replace("\n", "\r\n")
        for _, _, name, code in VBA_Parser(str(addin)).extract_macros()
        if name.endswith(".bas")
    }

    assert checks.source_problems(inside, modules()) == []


def test_beside_the_sources_there_is_no_code_inside(addin: Path):
    others = [code for _, _, name, code in VBA_Parser(str(addin)).extract_macros() if not name.endswith(".bas")]

    assert others
    assert {
        line for code in others for line in code.splitlines() if line and not line.startswith("Attribute ")
    } == set()


def test_the_project_holds_no_cache_of_any_office(addin: Path):
    """[MS-OVBA] 2.3.4.1 and 2.3.4.3: version 0xFFFF, seven bytes, and nothing before a module's source."""
    with zipfile.ZipFile(addin) as package, olefile.OleFileIO(io.BytesIO(package.read(PROJECT))) as project:
        header = project.openstream("VBA/_VBA_PROJECT").read()
        records = decompress(project.openstream("VBA/dir").read())
        sources = [decompress(project.openstream(["VBA", name]).read()) for name in ("ThisWorkbook", "Sheet1")]

    assert header.hex(" ") == "cc 61 ff ff 00 00 00"
    offsets = [records[at + 6 : at + 10] for at in _all(records, b"\x31\x00\x04\x00\x00\x00")]
    assert offsets == [bytes(4)] * (len(modules()) + 2)
    assert all(source.startswith(b"Attribute VB_Name") for source in sources)


def _all(data: bytes, wanted: bytes) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(wanted), data)]


def test_it_is_not_worked_out_anew_at_every_start_of_excel(addin: Path):
    with zipfile.ZipFile(addin) as package:
        assert b'<calcPr calcId="191029"/>' in package.read("xl/workbook.xml")


def test_both_forms_of_the_ribbon_are_inside(addin: Path):
    with zipfile.ZipFile(addin) as package:
        old, new = (package.read(f"customUI/customUI{form}.xml").decode("ascii") for form in ("", "14"))

    assert old.replace(RIBBON_2006, RIBBON_2009) == new
    for ribbon in (old, new):
        assert checks.ribbon_problems(ribbon, modules()) == []


def test_excel_takes_it_for_an_add_in(addin: Path):
    with zipfile.ZipFile(addin) as package:
        types = package.read("[Content_Types].xml").decode("ascii")

    assert 'PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.addin.macroEnabled.main+xml"' in types


def test_the_version_can_be_read_from_outside(addin: Path):
    assert addin_version(addin) == __version__


def test_a_damaged_add_in_is_said_to_be_damaged(tmp_path: Path):
    damaged = tmp_path / ADDIN
    damaged.write_bytes(b"half a file")

    with pytest.raises(CannotRead, match="is damaged"):
        addin_version(damaged)


def test_without_the_sources_it_says_where_to_build(tmp_path: Path):
    with pytest.raises(CannotRead, match="in a checkout of the toolkit"):
        build_addin(tmp_path / ADDIN, macros=tmp_path / "nowhere")
    assert not (tmp_path / ADDIN).exists()
