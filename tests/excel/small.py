"""Workbooks of a few hand-written lines: for XML that no library would write, and every program must bear."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.excel.stuffed import Parts, zipped
from toolkit.model.grid import Value, plain

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET, TABLE, STYLES = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/styles.xml"


def small_parts(rows: str, *, before: str = "", after: str = "", table: str = "", date1904: bool = False) -> Parts:
    """One sheet called Plan; ``rows`` is what its sheetData holds, ``table`` what the table's part holds."""
    hooks = f'<tableParts count="1"><tablePart xmlns:r="{_OFFICE}" r:id="rId1"/></tableParts>' if table else ""
    parts = {
        "[Content_Types].xml": _types(has_table=bool(table)),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><workbookPr date1904="{int(date1904)}"/>'
        '<sheets><sheet name="Plan" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        SHEET: f"<worksheet {_MAIN}>{before}<sheetData>{rows}</sheetData>{after}{hooks}</worksheet>",
        STYLES: f"<styleSheet {_MAIN}><fonts><font/></fonts><fills><fill><patternFill/></fill></fills>"
        '<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs count="2"><xf/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    if table:
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = _relations(("table", "../tables/table1.xml"))
        parts[TABLE] = table
    return {name: text.encode() for name, text in parts.items()}


def a_table(ref: str, *columns: str, more: str = "", attributes: str = "") -> str:
    """A table's part; a column is its heading, or heading=formula."""
    fields = [column.partition("=") for column in columns]
    inner = "".join(
        f'<tableColumn id="{n}" name="{heading}">'
        + (f"<calculatedColumnFormula>{formula}</calculatedColumnFormula>" if formula else "")
        + "</tableColumn>"
        for n, (heading, _, formula) in enumerate(fields, 1)
    )
    return (
        f'<table {_MAIN} id="1" name="Actions" displayName="Actions" ref="{ref}" {attributes}>{more}'
        f'<tableColumns count="{len(columns)}">{inner}</tableColumns></table>'
    )


def inline(cell: str, text: str, style: int = 0) -> str:
    """A cell of text."""
    return f'<c r="{cell}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'


def save(path: Path, parts: Parts) -> Path:
    path.write_bytes(zipped(parts))
    return path


def values(path: Path, sheet: str = "Plan") -> list[list[Value]]:
    """What another program reads from the sheet, from A1 on."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [[plain(value) for value in row] for row in rows]


def part(path: Path, name: str) -> str:
    """The text of one part of a file."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def cell_xml(path: Path, cell: str, name: str = SHEET) -> str:
    """A cell as the file has it; nothing where it has none."""
    found = re.search(rf'<c r="{cell}".*?(?:/>|</c>)', part(path, name))
    return found[0] if found else ""


def _types(*, has_table: bool) -> str:
    table = f'<Override PartName="/{TABLE}" ContentType="{_TYPE}.table+xml"/>' if has_table else ""
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/{STYLES}" ContentType="{_TYPE}.styles+xml"/>{table}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'
