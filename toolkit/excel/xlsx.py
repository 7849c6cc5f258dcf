"""Excel workbooks (.xlsx and its kin): unpacked within bounds, looked through, and parsed from what is left."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from python_calamine import CalamineError, CalamineWorkbook

from toolkit.errors import CannotRead
from toolkit.excel.bounded import Allowance, damaged, parser_errors
from toolkit.excel.ooxml.areas import area_of
from toolkit.excel.ooxml.notes import notes_of
from toolkit.excel.ooxml.package import MAIN, OFFICE_REL, PACKAGE, Package, SheetEntry, Workbook
from toolkit.excel.ooxml.styles import Looks, looks_of
from toolkit.excel.probe import no_sheets
from toolkit.excel.scan import Scan, scan_sheet
from toolkit.excel.xls import plain_rows
from toolkit.model.grid import Area, Sheet, Value

_STAMP = (1980, 1, 1, 0, 0, 0)
_TEXTS = re.compile(rb"<(?:[\w.-]+:)?sst(?=[\s/>])[^>]*>")
# The parser allots as many texts and styles as these say there are, and ends the process where that is too many.
_COUNT = re.compile(rb"\s(?:count|uniqueCount)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_CITED = (
    re.compile(rb't="s"><v>([0-9]{1,9})</v>'),
    re.compile(rb"<c\s[^<>]*?\bt=[\"']s[\"'][^<>]*>\s*<v>\s*([0-9]{1,9})\s*</v>"),
)
"""A cell that cites a shared text, as most programs write it (found in a fraction of the time) and as any may."""


def xlsx_sheets(source: str, data: bytes) -> list[Sheet]:
    """Every sheet with cells, in the workbook's order; chart sheets are left out."""
    book = Workbook(Package(source, data))
    listed = [sheet for sheet in book.sheets if sheet.kind == "worksheet"]
    if not listed:
        raise no_sheets(source)
    allowance = Allowance(source)
    allowance.sheets(len(listed))
    styles = book.xml_of("styles")
    with parser_errors(f"{source}, in its styles or theme,"):
        looks = looks_of(styles, book.xml_of("theme")) if styles else Looks()
    wanted = frozenset(looks.formats) | frozenset(looks.fills)
    scans: list[Scan] = []

    def safe() -> Iterator[bytes]:
        for sheet in listed:
            where, xml = f"{source}, sheet '{sheet.name}',", book.package.xml(sheet.part)
            scan, xml = scan_sheet(where, xml, styles=wanted, shared=lambda: book.shared_texts, allowance=allowance)
            if _unlisted_style(xml, looks.count):
                raise _without_styles(source)
            scans.append(scan)
            allowance.spend(text=_characters(book, xml, allowance.text_left))
            yield xml

    parsed = _parsed(book, _small(book, styles, safe(), len(listed)))
    sheets = [
        _sheet(entry, scan, _rows(source, entry, parsed, n), looks, _tables(book.package, entry.part, scan))
        for n, (entry, scan) in enumerate(zip(listed, scans, strict=True))
    ]
    noted = (notes_of(book.package, entry.part, allowance) for entry in listed)
    return [replace(sheet, notes=notes) for sheet, notes in zip(sheets, noted, strict=True)]


def _parsed(book: Workbook, small: bytes) -> CalamineWorkbook:
    """The parser reads all but the sheets at once; where it stumbles, the part that is broken is named."""
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(small))
    except CalamineError as error:
        for kind in ("styles", "sharedStrings"):
            if (part := book.part_of(kind)) and book.package.has(part):
                book.package.parsed(part)
        # XML each, and yet not what they must be.
        raise damaged(book.package.name, "its list of sheets, styles or texts") from error


def _sheet(entry: SheetEntry, scan: Scan, rows: list[list[Value]], looks: Looks, tables: dict[str, Area]) -> Sheet:
    sheet = Sheet(entry.name, rows)
    formats, fills = {}, {}
    for cell, style in scan.styled.items():
        value = sheet.at(*cell)
        if value is None and style in looks.fills:
            fills[cell] = looks.fills[style]
        elif style in looks.formats and value is not None and not isinstance(value, str | bool):
            formats[cell] = looks.formats[style]
    return Sheet(
        entry.name, rows, entry.visible, scan.hidden_rows, scan.merged, scan.errors, scan.formulas, formats, fills,
        tables, scan.far,
    )  # fmt: skip


def _tables(package: Package, part: str, scan: Scan) -> dict[str, Area]:
    """The sheet's Excel tables: name to area, headings included."""
    if not scan.has_tables:
        return {}
    found = {}
    for relation in package.related(part, "table"):
        root = package.parsed(relation.target)
        try:
            found[root.get("displayName") or root.get("name") or ""] = area_of(root.get("ref", ""))
        except ValueError as error:
            raise package.damaged(relation.target) from error
    return found


def _rows(source: str, entry: SheetEntry, parsed: CalamineWorkbook, number: int) -> list[list[Value]]:
    with parser_errors(f"{source}, sheet '{entry.name}',"):
        sheet = parsed.get_sheet_by_index(number)
        return plain_rows(sheet.start or (0, 0), sheet.to_python(skip_empty_area=True))


def _characters(book: Workbook, xml: bytes, left: int) -> int:
    """A number that the characters of the shared texts a sheet's cells cite are no more than.

    Near enough to tell whether there are more than are ``left``; every citation is looked up only where it matters.
    """
    sizes = book.sizes_of_shared_texts
    cites, longest = xml.count(b't="s"') + xml.count(b"t='s'"), max(sizes, default=0)
    most = cites * longest
    for pattern in _CITED if most > left // 2 else ():
        cited = list(map(int, pattern.findall(xml)))
        known = sum(sizes[number] for number in cited if number < len(sizes))
        most = known + max(cites - len(cited), 0) * longest
        if most <= left:
            break
    return most


def _unlisted_style(xml: bytes, count: int) -> bool:
    """Whether a cell has a style that is not among so many."""
    quick, certain = _styles_from(max(count, 1))
    if not quick.search(xml) and xml.find(b" s='") < 0:
        return False
    return certain.search(xml) is not None


@cache
def _styles_from(first: int) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Finds what looks like a style of this number or a later one, and finds a cell that has one."""
    digits = str(first)
    later = [f"[1-9][0-9]{{{len(digits)},}}", digits]
    for at, digit in enumerate(digits):
        if digit != "9":
            later.append(f"{digits[:at]}[{int(digit) + 1}-9][0-9]{{{len(digits) - at - 1}}}")
    any_of = "|".join(later).encode()
    cell = rb"<(?:[^\s<>/:]+:)?c\s[^<>]*?\bs\s*=\s*[\"'](?:" + any_of + rb")[\"']"
    return re.compile(rb' s="(?:' + any_of + rb')"'), re.compile(cell)


def _without_styles(source: str) -> CannotRead:
    """Dates are numbers but for their style."""
    return CannotRead(
        f"{source} has lost its list of cell styles or a part of it, without which dates cannot be told from numbers. "
        "Open it in Excel, let Excel repair it, look at the dates, save it and try again; or ask for the file again.",
        state="Damaged",
    )


def _small(book: Workbook, styles: bytes, sheets: Iterable[bytes], count: int) -> bytes:
    """A workbook of so many sheets with the styles and texts of this one, and nothing else.

    The parser is given only what was unpacked here: it can meet no part that was not looked at, unpack none to
    more than the zip promised, and need not unpack anything twice.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, content in _small_parts(book, styles, sheets, count):
            package.writestr(zipfile.ZipInfo(name, _STAMP), content)
    return out.getvalue()


def _small_parts(
    book: Workbook, styles: bytes, sheets: Iterable[bytes], count: int
) -> Iterator[tuple[str, bytes | str]]:
    numbers = range(1, count + 1)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    targets = "".join(_relationship(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers)
    listing = f'<workbookPr date1904="{int(book.date1904)}"/><sheets>{listed}</sheets>'
    yield "[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>'
    yield "_rels/.rels", _relationships(_relationship("r1", "officeDocument", "xl/workbook.xml"))
    yield "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE_REL}">{listing}</workbook>'
    yield "xl/_rels/workbook.xml.rels", _relationships(targets)
    if styles:
        yield "xl/styles.xml", _COUNT.sub(b"", styles)
    if shared := book.xml_of("sharedStrings"):
        yield "xl/sharedStrings.xml", _uncounted(shared)
    for number, xml in enumerate(sheets, start=1):
        yield f"xl/worksheets/sheet{number}.xml", xml


def _uncounted(shared: bytes) -> bytes:
    return _TEXTS.sub(lambda tag: _COUNT.sub(b"", tag[0]), shared, count=1)


def _relationships(inside: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def _relationship(id: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{id}" Type="{OFFICE_REL}/{kind}" Target="{target}"/>'
