"""Written workbooks looked at from outside: with openpyxl, and as text that a review can read."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.excel.write import as_bytes
from toolkit.model.pack import Block, Pack, PackSheet


def a_pack(*blocks: Block, **sheet: object) -> Pack:
    """A pack of one sheet, named Sheet unless it is given a name."""
    return Pack("A plan", [PackSheet(sheet.pop("name", "Sheet"), blocks, **sheet)])


def opened(pack: Pack) -> Workbook:
    return load_workbook(io.BytesIO(as_bytes(pack)))


def only_sheet(*blocks: Block, **sheet: object) -> Worksheet:
    return opened(a_pack(*blocks, **sheet)).worksheets[0]


def part_of(pack: Pack, name: str, *, template: bool = False) -> str:
    with zipfile.ZipFile(io.BytesIO(as_bytes(pack, template=template))) as archive:
        return archive.read(name).decode()


def sheet_xml(pack: Pack, number: int = 1) -> str:
    return part_of(pack, f"xl/worksheets/sheet{number}.xml")


def projected(book: Workbook) -> str:
    """A workbook as lines of text: what stands where, in which ink on which paper, and what is around it."""
    lines: list[str] = []
    for sheet in book.worksheets:
        lines.append(f"[{sheet.title}] {sheet.sheet_state}, frozen at {sheet.freeze_panes}, {_page(sheet)}")
        lines += [f"  table {t.displayName} {t.ref}" for t in sheet.tables.values()]
        lines += [f"  list {v.formula1} in {v.sqref}" for v in sheet.data_validations.dataValidation]
        for area in sheet.conditional_formatting:
            lines += [f"  rule {r.priority} in {area.sqref}: {' '.join(r.formula)}" for r in area.rules]
        lines += [f"  {line}" for row in sheet.iter_rows() for cell in row if (line := _cell(cell))]
    lines += [f"name {name} = {found.attr_text}" for name, found in sorted(book.defined_names.items())]
    return "\n".join(lines) + "\n"


def _page(sheet: Worksheet) -> str:
    setup = sheet.page_setup
    tall = setup.fitToHeight if setup.fitToHeight is not None else 1
    return f"{setup.orientation or 'portrait'}, {setup.fitToWidth or 1} wide and {tall or 'any number'} tall"


def _cell(cell) -> str:
    if cell.value is None:
        return ""
    paper = cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else ""
    ink = cell.font.color.rgb[2:] if cell.font.color and isinstance(cell.font.color.rgb, str) else ""
    look = " ".join(
        filter(None, ["bold" if cell.font.b else "", ink, f"on {paper}" if paper else "", cell.number_format])
    )
    value = re.sub(r"\s+", " ", str(cell.value))
    return f"{cell.coordinate} | {value} | {look}"
