"""An empty workbook, from the template."""

from __future__ import annotations

import os
from pathlib import Path

from toolkit.errors import CannotWrite
from toolkit.excel.templates import new_workbook
from toolkit.files import (
    PathLike,
    make_folder,
    may_write,
    path_of,
)
from toolkit.model.english import printable
from toolkit.model.plan import Book


def new(book: Book, target: PathLike | None = None) -> Path:
    """An empty workbook from the template. Raises CannotWrite where a file is there, whatever it is."""
    path = Path(f"{book}.xlsx") if target is None else path_of(target, "the new workbook")
    if os.path.lexists(path):
        raise CannotWrite(f"{printable(path)} is already there. Choose another name with -o.")
    may_write(path, read={}, replace=False)
    make_folder(path.parent)
    return new_workbook(book, path)
