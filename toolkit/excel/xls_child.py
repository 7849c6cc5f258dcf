"""Run on its own, never imported: old workbook (.xls) on standard input, its values on standard output.

The parser allots what the file asks for, so that one damaged number in an old workbook ends the process it runs in.
This is that process. What it gives is a pickle of plain values: for each sheet its name, whether it is visible, where
its values start, the values, and its merged areas.
"""

from __future__ import annotations

import io
import pickle
import sys

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum


def sheets(data: bytes) -> list[tuple[str, bool, tuple[int, int], list, list]]:
    """Name, visible, first row and column (from 0), values and merged areas of every sheet with cells."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = []
    for n, about in enumerate(book.sheets_metadata):
        if about.typ == SheetTypeEnum.WorkSheet:
            parsed = book.get_sheet_by_index(n)
            visible = about.visible == SheetVisibleEnum.Visible
            values, merged = parsed.to_python(skip_empty_area=True), parsed.merged_cell_ranges or []
            found.append((about.name, visible, parsed.start or (0, 0), values, merged))
    return found


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(sheets(sys.stdin.buffer.read())))
