"""What `docs/officers.md` tells officers is what the tab does."""

from __future__ import annotations

import re

from lxml import etree

from toolkit.excel.addin import MACROS
from toolkit.ribbon.buttons import LABELS

OFFICERS = (MACROS.parent / "docs" / "officers.md").read_text("utf-8")
RIBBON = etree.fromstring((MACROS / "ribbon.xml").read_bytes())


def labels(element: str) -> list[str]:
    return [e.get("label") for e in RIBBON.iter(f"{{*}}{element}")]


def test_every_group_and_button_of_the_tab_is_explained_in_its_order():
    told = re.findall(r"^### (.+)$", OFFICERS, re.MULTILINE)
    shown = labels("button")

    assert set(told) == set(shown)
    groups = [heading for heading in re.findall(r"^## (.+)$", OFFICERS, re.MULTILINE) if heading in labels("group")]
    assert groups == labels("group")


def test_buttons_are_called_as_on_the_tab():
    in_bold = {name for name in re.findall(r"\*\*([^*]+)\*\*", OFFICERS) if name[0].isupper()}

    of_the_sheets = {"Settings", "Actions", "Check results", "Advice", "Answers", "Answer", "Ref", "Part of"}
    assert in_bold - set(labels("button")) - set(labels("tab")) <= of_the_sheets
    assert set(LABELS.values()) <= set(labels("button"))
