"""Builds the templates from the declarations, in a checkout: ``python -m toolkit.build``."""

from __future__ import annotations

from pathlib import Path

from toolkit.excel.templates import build_templates
from toolkit.model.plan import Book
from toolkit.returns.issue import blank_register, blank_return
from toolkit.shipped import PACKAGE

FOLDER = PACKAGE.parent / "workbook_templates"


def build(folder: Path = FOLDER) -> list[Path]:
    """Write both templates into a folder."""
    return build_templates(folder, {Book.RETURN: blank_return(), Book.REGISTER: blank_register()})


if __name__ == "__main__":
    for path in build():
        print(f"Written: {path}")
