"""Faults put in on purpose are found and named, without comparing bytes and without the validator."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.macros.names import name_problems
from tests.macros.package import package_problems, schema_problems
from toolkit.excel.addin import MACROS, PROJECT, build_addin, modules
from toolkit.shipped import ADDIN

RIBBON = (MACROS / "ribbon.xml").read_text("ascii")


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return build_addin(tmp_path_factory.mktemp("addin") / ADDIN).read_bytes()


def with_part(addin: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The add-in with one part changed; with nothing new, without that part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(addin)) as package, zipfile.ZipFile(buffer, "w") as out:
        assert old in package.read(name)
        for part in package.namelist():
            data = package.read(part)
            if part != name:
                out.writestr(part, data)
            elif new:
                out.writestr(part, data.replace(old, new))
    return buffer.getvalue()


def test_the_sound_add_in_has_none(addin: bytes):
    assert name_problems(modules()) == []
    assert schema_problems(RIBBON) == []
    assert package_problems(addin) == []


@pytest.mark.parametrize(
    ("module", "old", "new", "problem"),
    [
        (
            "Launcher",
            "PickFolder(folderPrompt)",
            "PickAFolder(folderPrompt)",
            "uses PickAFolder, which is declared nowhere",
        ),
        ("Launcher", "GoTo CouldNotStart", "GoTo NotStarted", "goes to the label NotStarted, which is not there"),
        ("Launcher", "vbExclamation", "vbExclaim", "uses vbExclaim, which is declared nowhere"),
        ("Problems", "found = found + 1", "found = fuond + 1", "uses fuond, which is declared nowhere"),
        ("Ribbon", 'RunTask "about"', 'RunTasks "about"', "uses RunTasks, which is declared nowhere"),
    ],
)
def test_a_name_nobody_declared_is_found(module: str, old: str, new: str, problem: str):
    sources = modules()
    assert old in sources[module]

    found = name_problems(sources | {module: sources[module].replace(old, new, 1)})

    assert [one for one in found if one.endswith(problem)]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('size="large"', 'size="huge"', "iptValidate has the size huge, and only normal and large are known"),
        ("screentip=", "tooltip=", "iptValidate has an attribute tooltip, which a button does not have"),
        ('keytip="V"', 'keytip="VALI"', "iptValidate has a keytip of 4 characters; 3 are allowed"),
        ("<button ", "<knob ", "the ribbon has an element knob, which is not known"),
    ],
)
def test_what_the_schema_of_the_ribbon_does_not_have_is_found(old: str, new: str, problem: str):
    assert problem in schema_problems(RIBBON.replace(old, new, 1))


@pytest.mark.parametrize(
    ("part", "old", "new", "problem"),
    [
        ("[Content_Types].xml", b"excel.addin.macro", b"excel.sheet.macro", "not as an add-in"),
        ("[Content_Types].xml", b"office.vbaProject", b"office.vba", "the macros are not typed as a VBA project"),
        ("_rels/.rels", b"2007/relationships/ui", b"2008/relationships/ui", "so Excel does not read it as a ribbon"),
        ("xl/_rels/workbook.xml.rels", b"vbaProject.bin", b"vba.bin", "leads to xl/vba.bin, which is not there"),
        ("customUI/customUI14.xml", b"2009/07/customui", b"2006/01/customui", "is in another namespace than"),
        (PROJECT, b"Module=Ribbon", b"Module=Robbin", "the project lists Robbin, which is not there"),
        ("customUI/customUI.xml", b"", b"", "leads to customUI/customUI.xml, which is not there"),
    ],
)
def test_a_part_that_is_not_as_excel_wants_it_is_named(addin: bytes, part: str, old: bytes, new: bytes, problem: str):
    assert [one for one in package_problems(with_part(addin, part, old, new)) if problem in one]
