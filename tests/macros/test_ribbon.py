"""The ribbon and the macros belong together, and each fault that was put in on purpose is found."""

from __future__ import annotations

import pytest

from tests.macros import checks
from toolkit import __version__
from toolkit.excel.addin import MACROS, modules

RIBBON = (MACROS / "ribbon.xml").read_text("ascii")


def test_the_ribbon_and_the_macros_belong_together():
    assert checks.ribbon_problems(RIBBON, modules()) == []


def test_the_macros_are_plain_and_keep_to_what_is_promised():
    assert checks.module_problems(modules()) == []


def test_every_callback_is_one_line():
    bodies = modules()["Ribbon"].split("Public Sub ")[1:]

    assert [body.strip().count("\r\n") for body in bodies] == [2] * len(bodies)


def test_the_add_in_and_the_python_side_have_one_version():
    assert f'Public Const TOOLKIT_VERSION As String = "{__version__}"' in modules()["Launcher"]


def test_the_groups_stand_in_the_order_of_the_officers_guide():
    order = [line.split('"')[3] for line in RIBBON.splitlines() if "<group " in line]

    assert order == ["Check", "Ratings", "Finish", "Performance team", "Help"]


def test_keytips_are_unique_so_that_the_keyboard_reaches_every_button():
    tips = [part.split('"')[0] for part in RIBBON.split('keytip="')[1:]]

    assert len(tips) == len(set(tips)) == 17


def changed(module: str, old: str, new: str) -> dict[str, str]:
    """The macros with one fault put in."""
    sources = modules()
    assert old in sources[module]
    return sources | {module: sources[module].replace(old, new, 1)}


def ribbon(old: str, new: str) -> str:
    """The ribbon with one fault put in."""
    assert old in RIBBON
    return RIBBON.replace(old, new, 1)


@pytest.mark.parametrize(
    ("faulty_ribbon", "faulty_modules", "problem"),
    [
        pytest.param(
            RIBBON,
            changed("Ribbon", "IptKey(control As IRibbonControl)", "IptKey()"),
            "IptKey takes other parameters than Excel passes",
            id="wrong signature",
        ),
        pytest.param(
            RIBBON,
            changed("Ribbon", "Sub IptKey(control As IRibbonControl)", "Sub IptKey(control As IRibbonUI)"),
            "IptKey takes other parameters than Excel passes",
            id="wrong type",
        ),
        pytest.param(
            RIBBON,
            changed("Ribbon", "Public Sub IptKey", "Private Sub IptKey"),
            "IptKey is not a public Sub",
            id="private callback",
        ),
        pytest.param(
            RIBBON,
            changed("Ribbon", "Sub IptKey", "Sub IptKeys"),
            "IptKey is called by the ribbon and is in no module",
            id="missing callback",
        ),
        pytest.param(
            ribbon('imageMso="Undo"', 'imageMso="Undone"'),
            modules(),
            "iptUndo has the imageMso Undone, which is not in Microsoft's lists for Excel",
            id="bad icon",
        ),
        pytest.param(
            ribbon('insertAfterMso="TabReview"', 'insertAfterMso="TabRevieww"'),
            modules(),
            "iptTab has the insertAfterMso TabRevieww, which is not in Microsoft's lists for Excel",
            id="after no tab",
        ),
        pytest.param(
            ribbon('label="Key"', 'label="Key" getLabel="IptKey"'),
            modules(),
            "iptKey has both a label and a getLabel",
            id="label and getLabel",
        ),
        pytest.param(
            ribbon('id="iptKey"', 'id="iptUndo"'), modules(), "the id iptUndo is there twice", id="the same id twice"
        ),
        pytest.param(ribbon('label="Key" ', ""), modules(), "iptKey has no label", id="no label"),
    ],
)
def test_a_fault_between_ribbon_and_macros_is_found(faulty_ribbon: str, faulty_modules: dict[str, str], problem: str):
    assert problem in checks.ribbon_problems(faulty_ribbon, faulty_modules)


@pytest.mark.parametrize(
    ("faulty_modules", "problem"),
    [
        pytest.param(
            changed("Ribbon", "Sub IptKey(", "Sub IptUndo("), "Ribbon has two procedures iptundo", id="duplicate sub"
        ),
        pytest.param(
            changed("Launcher", "working", "w\u00f6rking"), "Launcher holds characters outside ASCII", id="accent"
        ),
        pytest.param(changed("Launcher", "End If", "End"), "the macros do not compile", id="does not compile"),
        pytest.param(
            changed("Launcher", "Public Sub Say", 'Declare Sub Beep Lib "k" ()\r\nPublic Sub Say'),
            "Launcher uses Declare",
            id="Declare",
        ),
        pytest.param(
            changed("Launcher", "Dim wsh As Object", "Dim wsh As WshShell"),
            "Launcher declares something As WshShell, a type of no library that the add-in refers to",
            id="no reference",
        ),
        pytest.param(
            changed("Launcher", "Option Explicit", ""),
            "Launcher does not begin with its own name and Option Explicit",
            id="no Option Explicit",
        ),
    ],
)
def test_a_fault_in_the_macros_is_found(faulty_modules: dict[str, str], problem: str):
    assert [found for found in checks.module_problems(faulty_modules) if found.startswith(problem)]


def test_a_drifted_source_is_found():
    drifted = changed("Launcher", "working", "busy")

    assert checks.source_problems(modules(), drifted) == ["Launcher is not the same inside and outside"]


def test_a_module_that_is_only_inside_is_found():
    inside = modules() | {"Extra": "Sub A()\r\nEnd Sub\r\n"}

    assert checks.source_problems(inside, modules()) == ["Extra is not the same inside and outside"]
