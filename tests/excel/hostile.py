"""Files made to hold up whoever reads them: small ones that cost much, each built upon a real return.

``HOSTILE``: name to what makes the bytes. Every command must answer each within bounds, be it to refuse it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.books import place, return_file
from tests.excel.small import inline
from toolkit.model.grid import column_letter

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
def _return() -> bytes:
    with TemporaryDirectory() as folder:
        return return_file(Path(folder)).read_bytes()


def parts_of_a_return() -> Parts:
    """The parts of a return as it was issued."""
    archive = zipfile.ZipFile(io.BytesIO(_return()))
    return {name: archive.read(name) for name in archive.namelist()}


def squeezed(parts: Parts) -> bytes:
    """The parts as a zip, packed as small as may be."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sheet_part(name: str) -> str:
    """The part of a return's sheet of that name."""
    listed = re.findall(r'<sheet name="([^"]+)"', parts_of_a_return()["xl/workbook.xml"].decode())
    return f"xl/worksheets/sheet{listed.index(name) + 1}.xml"


ACTIONS = sheet_part("Actions")


def in_sheet(old: bytes, new: bytes) -> bytes:
    """A return with some text of its Actions replaced."""
    parts = parts_of_a_return()
    assert old in parts[ACTIONS]
    parts[ACTIONS] = parts[ACTIONS].replace(old, new, 1)
    return squeezed(parts)


def unclosed(markup: str, *, size: int = 2_000_000) -> bytes:
    """Openings without an end, among the rows and behind them."""
    many = markup.encode() * (size // len(markup) // 2)
    return in_sheet(b"</sheetData>", many + b"</sheetData>" + many)


def merged(area: str) -> bytes:
    """One merged area, as an officer may make it with two clicks."""
    cells = f'<mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'.encode()
    return in_sheet(b"</sheetData>", b"</sheetData>" + cells)


def with_sheets(count: int, xml: Callable[[int], bytes | None]) -> bytes:
    """A return with more sheets; those without XML of their own point at the first sheet's."""
    parts = parts_of_a_return()
    listed, targets, number = [], [], 900
    for n in range(count):
        listed.append(f'<sheet name="More {n}" sheetId="{number + n}" r:id="more{n}"/>')
        content = xml(n)
        target = f"worksheets/more{n}.xml" if content is not None else ACTIONS.removeprefix("xl/")
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


def actions(count: int, words: Callable[[int], str], *, column: str = "action") -> bytes:
    """A return of so many actions, with these words in one column."""
    parts, at = parts_of_a_return(), column_letter(place("Actions", 1, column)[1])
    body = "".join(
        f'<row r="{r}">{inline(f"A{r}", f"EX{r}")}{inline(f"{at}{r}", words(r))}</row>' for r in range(5, count + 5)
    )
    sheet = parts[ACTIONS]
    start = sheet.index(b'<row r="5"')
    parts[ACTIONS] = sheet[:start] + body.encode() + sheet[sheet.index(b"</sheetData>") :]
    for name in [n for n in parts if n.startswith("xl/tables/")]:
        if b'name="Actions"' in parts[name]:
            parts[name] = re.sub(rb'ref="A4:([A-Z]+)\d+"', rb'ref="A4:\g<1>%d"' % (count + 4), parts[name])
    return squeezed(parts)


def _long_words(row: int) -> str:
    return " ".join(f"word{(row * 7 + n) % 997}" for n in range(1_400))[:12_000]


def blank_cells(style: int = 0) -> bytes:
    """Blank cells without end, each with a look of its own."""
    rows = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}" s="{style}"/>' for c in map(column_letter, range(1, 200))) + "</row>"
        for r in range(200, 10_000)
    )
    return in_sheet(b"</sheetData>", rows.encode() + b"</sheetData>")


HOSTILE: dict[str, Callable[[], bytes]] = {
    **{f"unclosed {markup}": lambda markup=markup: unclosed(markup) for markup in MARKUP},
    "one merged area of the whole sheet": lambda: merged("A5:XFD1048576"),
    "20,000 sheets of one part": lambda: with_sheets(20_000, lambda n: None),
    "20 sheets of sparse cells": lambda: with_sheets(20, lambda n: sparse()),
    "539 actions of 12,000 characters": lambda: actions(539, _long_words),
    "539 leads of 12,000 characters": lambda: actions(539, _long_words, column="lead"),
    "20,000 actions": lambda: actions(20_000, lambda r: f"Publish guide number {r} for every agency"),
    "two million blank cells": lambda: blank_cells(),
    "two million filled cells": lambda: blank_cells(7),
}
