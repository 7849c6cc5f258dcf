"""The two templates: written into `workbook_templates/`, and copied as new workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from toolkit.excel.finish import as_workbook
from toolkit.excel.saving import replace
from toolkit.model.pack import Pack
from toolkit.model.plan import Book
from toolkit.shipped import shipped


def build_templates(folder: Path, packs: Mapping[Book, Pack]) -> list[Path]:
    """Write each blank workbook as a template. The same declarations give the same bytes on every computer."""
    from toolkit.excel.write import write_pack

    return [write_pack(pack, folder / template_name(book)) for book, pack in packs.items()]


def template_name(book: Book) -> str:
    """The template's file name."""
    return f"{book}.xltx"


def new_workbook(book: Book, target: Path) -> Path:
    """An empty return or register, as Excel would make it from the template. The target is replaced.

    Raises CannotRead where this copy of the toolkit came without its templates, CannotWrite where the file cannot go.
    """
    template = shipped(template_name(book)).read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    replace(target, as_workbook(template))
    return target
