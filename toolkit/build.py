"""Builds the templates from the declarations, in a checkout: ``python -m toolkit.build``."""

from __future__ import annotations

from pathlib import Path

from toolkit.excel.templates import build_templates
from toolkit.sheets import Book
from toolkit.shipped import PACKAGE
from toolkit.steps.issue import blank_register, blank_return

FOLDER = PACKAGE.parent / "workbook_templates"


def build(folder: Path = FOLDER) -> list[Path]:
    """Write both templates into a folder."""
    return build_templates(folder, {Book.RETURN: blank_return(), Book.REGISTER: blank_register()})


if __name__ == "__main__":
    for path in build():
        print(f"Written: {path}")
