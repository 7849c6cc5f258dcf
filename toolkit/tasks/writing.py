"""A pack put into its place: as a workbook, or as a PDF."""

from __future__ import annotations

import tempfile
from pathlib import Path

from toolkit.errors import CannotWrite
from toolkit.excel.pdf import as_pdf
from toolkit.excel.saving import replace as put
from toolkit.excel.write import as_bytes
from toolkit.files import (
    make_folder,
)
from toolkit.model.english import printable
from toolkit.model.pack import Pack
from toolkit.tasks.opening import (
    was_there,
)


def write(pack: Pack, target: Path) -> list[str]:
    """Write a pack where it may be written; says what the file that was there is called now."""
    make_folder(target.parent)
    kept = put(target, as_bytes(pack), backup=True)
    return [was_there(kept)] if kept else []


def write_pdf(pack: Pack, target: Path, *, there: bool) -> list[str]:
    """The same as a PDF. ``there``: the workbook lies beside it, for whoever cannot have a PDF."""
    with tempfile.TemporaryDirectory() as scratch:
        workbook = Path(scratch) / "Board pack.xlsx"
        workbook.write_bytes(as_bytes(pack))
        beside = target.with_suffix(".xlsx").name
        try:
            made = as_pdf(workbook, Path(scratch) / "Board pack.pdf")
        except CannotWrite as error:
            to_do = f"{printable(beside)} was made." if there else f"For the workbook, give -o '{printable(beside)}'."
            raise CannotWrite(f"No PDF: {error} {to_do}") from error
        make_folder(target.parent)
        kept = put(target, made.read_bytes(), backup=True)
    return [was_there(kept)] if kept else []
