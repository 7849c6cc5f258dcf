"""Files made to hold up whoever reads them: small ones that cost much, each built upon a real return or register.

``HOSTILE``: name to what makes the bytes from the parts of a sound workbook. Every command must answer each within
bounds, be it to refuse it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.books import register_file, return_file
from tests.excel.small import inline
from toolkit.model.grid import column_letter
from toolkit.model.plan import Book
from toolkit.sheets.every_sheet import spec_of

Parts = dict[str, bytes]
MARKUP = (
    "<mergeCell ",
    '<c r="A9" t="e">',
    '<c t="e">',
    "<!--",
    "<![CDATA[",
    "<row ",
    "<c ",
    '<c r="A9">',
    "<f>",
    "<?",
)
"""What opens and is never closed, again and again."""


@cache
def _bytes_of(make: Callable[[Path], Path]) -> bytes:
    with TemporaryDirectory() as folder:
        return make(Path(folder)).read_bytes()


def parts_of_a_return() -> Parts:
    """The parts of a return as it was issued."""
    return _parts(_bytes_of(return_file))


def parts_of_a_register() -> Parts:
    """The parts of the register it was issued from."""
    return _parts(_bytes_of(register_file))


def _parts(data: bytes) -> Parts:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def squeezed(parts: Parts) -> bytes:
    """The parts as a zip, packed as small as may be."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sheet_part(parts: Parts, name: str) -> str:
    """The part of a workbook's sheet of that name."""
    listed = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"].decode())
    return f"xl/worksheets/sheet{listed.index(name) + 1}.xml"


def in_sheet(parts: Parts, old: bytes, new: bytes, sheet: str = "Actions") -> bytes:
    """A workbook with some text of a sheet replaced."""
    name = sheet_part(parts, sheet)
    assert old in parts[name]
    return squeezed(parts | {name: parts[name].replace(old, new, 1)})


def unclosed(parts: Parts, markup: str, *, size: int = 2_000_000) -> bytes:
    """Openings without an end, among the rows and behind them."""
    many = markup.encode() * (size // len(markup) // 2)
    return in_sheet(parts, b"</sheetData>", many + b"</sheetData>" + many)


def merged(parts: Parts, area: str) -> bytes:
    """One merged area, as an officer may make it with two clicks."""
    cells = f'<mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'.encode()
    return in_sheet(parts, b"</sheetData>", b"</sheetData>" + cells)


def with_sheets(parts: Parts, count: int, xml: Callable[[int], bytes | None]) -> bytes:
    """A workbook with more sheets; those without XML of their own point at the sheet of actions."""
    parts, actions = dict(parts), sheet_part(parts, "Actions")
    listed, targets, number = [], [], 900
    for n in range(count):
        listed.append(f'<sheet name="More {n}" sheetId="{number + n}" r:id="more{n}"/>')
        content = xml(n)
        target = f"worksheets/more{n}.xml" if content is not None else actions.removeprefix("xl/")
        if content is not None:
            parts[f"xl/{target}"] = content
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        targets.append(f'<Relationship Id="more{n}" Type="{kind}" Target="{target}"/>')
    for name, end, more in (
        ("xl/workbook.xml", b"</sheets>", listed),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", targets),
    ):
        parts[name] = parts[name].replace(end, "".join(more).encode() + end)
    return squeezed(parts)


def sparse(cells: int = 250_000, *, step: int = 19) -> bytes:
    """A sheet whose cells are far from each other, yet too many to be taken for strays."""
    columns = [column_letter(n) for n in range(1, 400, step)]
    rows = cells // len(columns)
    body = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}"><v>1</v></c>' for c in columns) + "</row>"
        for r in range(1, rows + 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'.encode()


def actions(
    parts: Parts, count: int, words: Callable[[int], str], *, column: str = "action", shared: bool = False
) -> bytes:
    """A workbook of so many actions, with these words in one column; ``shared``: all cells cite one shared text."""
    book = Book.REGISTER if "Plan Register" in parts["docProps/core.xml"].decode() else Book.RETURN
    at = column_letter([c.id for c in spec_of("Actions").columns_of(book)].index(column) + 1)
    rows = []
    for row in range(5, count + 5):
        cell = f'<c r="{at}{row}" t="s"><v>0</v></c>' if shared else inline(f"{at}{row}", words(row))
        rows.append(f'<row r="{row}">{inline(f"A{row}", f"EX{row}")}{cell}</row>')
    parts, name = dict(parts), sheet_part(parts, "Actions")
    sheet = parts[name]
    start = sheet.index(b'<row r="5"')
    parts[name] = sheet[:start] + "".join(rows).encode() + sheet[sheet.index(b"</sheetData>") :]
    for table in [n for n in parts if n.startswith("xl/tables/")]:
        if b'name="Actions"' in parts[table]:
            parts[table] = re.sub(rb'ref="A4:([A-Z]+)\d+"', rb'ref="A4:\g<1>%d"' % (count + 4), parts[table])
    if shared:
        first = re.compile(rb"<si>.*?</si>", re.DOTALL)
        text = f"<si><t>{words(0)}</t></si>".encode()
        parts["xl/sharedStrings.xml"] = first.sub(text, parts["xl/sharedStrings.xml"], count=1)
    return squeezed(parts)


def _long_words(row: int) -> str:
    return " ".join(f"word{(row * 7 + n) % 997}" for n in range(1_400))[:12_000]


def cells_of(parts: Parts, content: str, *, rows: range, columns: int, sheet: str = "Actions") -> bytes:
    """A sheet with a block of cells below its own; ``content`` is what follows a cell's address."""
    letters = list(map(column_letter, range(1, columns + 1)))
    body = "".join(f'<row r="{r}">' + "".join(f'<c r="{c}{r}"{content}' for c in letters) + "</row>" for r in rows)
    return in_sheet(parts, b"</sheetData>", body.encode() + b"</sheetData>", sheet)


HOSTILE: dict[str, Callable[[Parts], bytes]] = {
    **{f"unclosed {markup}": lambda parts, markup=markup: unclosed(parts, markup) for markup in MARKUP},
    "one merged area of the whole sheet": lambda parts: merged(parts, "A5:XFD1048576"),
    "20,000 sheets of one part": lambda parts: with_sheets(parts, 20_000, lambda n: None),
    "20 sheets of sparse cells": lambda parts: with_sheets(parts, 20, lambda n: sparse(17_000)),
    "a sheet of five million cells": lambda parts: with_sheets(parts, 1, lambda n: sparse(280_000)),
    "539 actions of 12,000 characters": lambda parts: actions(parts, 539, _long_words),
    "539 leads of 12,000 characters": lambda parts: actions(parts, 539, _long_words, column="lead"),
    "2,900 actions": lambda parts: actions(parts, 2_900, lambda r: f"Publish guide number {r} for every agency"),
    "5,900 actions": lambda parts: actions(parts, 5_900, lambda r: f"Publish guide number {r} for every agency"),
    "20,000 actions": lambda parts: actions(parts, 20_000, lambda r: f"Publish guide number {r} for every agency"),
    "80,000 actions of one text": lambda parts: actions(parts, 80_000, lambda r: "word " * 6_000, shared=True),
    "400,000 blank cells": lambda parts: cells_of(parts, "/>", rows=range(200, 2_200), columns=199),
    "400,000 blank cells with a look": lambda parts: cells_of(parts, ' s="7"/>', rows=range(200, 2_200), columns=199),
    "400,000 cells below the table": lambda parts: cells_of(
        parts, "><v>7</v></c>", rows=range(200, 2_200), columns=199
    ),
    "400,000 errors": lambda parts: cells_of(parts, ' t="e"><v>#REF!</v></c>', rows=range(200, 2_200), columns=199),
}
