"""Damaged and strange files, each made from nothing, and what a reader must make of it.

``REFUSED``: name to bytes, the state for the returns log, and words the message must hold. ``READ``: name to bytes and
what stands in the first sheet.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import struct
import zipfile
from functools import cache

from msoffcrypto.method.ecma376_agile import ECMA376Agile

from tests.excel.ole import old_workbook, ole
from tests.excel.small import SHEET, inline, small_parts
from tests.excel.stuffed import zipped
from toolkit.model.grid import Cell, Value

PASSWORD = "correct horse"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STRICT = 'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"'
ROW = f'<row r="1">{inline("A1", "Ref")}{inline("B1", "Action")}</row>'
TWO = {(1, 1): "Ref", (1, 2): "Action"}
BOOK, RELATIONS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"


def sound(rows: str = ROW, **changes: bytes | None) -> bytes:
    """A sound workbook of one sheet; parts given by name are put in place of its own, None takes one out."""
    parts = small_parts(rows) | changes
    return zipped({name: data for name, data in parts.items() if data is not None})


def with_sheet(xml: str | bytes) -> bytes:
    """The sound workbook with this as its sheet's XML."""
    return sound(**{SHEET: xml if isinstance(xml, bytes) else xml.encode()})


def rows(*cells: str) -> str:
    """Sheet XML with these rows, as they stand."""
    return f"<worksheet {MAIN}><sheetData>{''.join(cells)}</sheetData></worksheet>"


def replaced(part: str, old: str, new: str) -> bytes:
    """The sound workbook with some text of a part replaced."""
    data = small_parts(ROW)[part].decode()
    assert old in data
    return sound(**{part: data.replace(old, new).encode()})


def part_of(data: bytes, name: str) -> bytes:
    """A part of a workbook."""
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def files(**parts: bytes) -> bytes:
    """A zip of these files."""
    return zipped({name.replace("__", "/").replace("_DOT_", "."): data for name, data in parts.items()})


@cache
def encrypted(rounds: int = 1_000) -> bytes:
    """The sound workbook behind a password, tried in so many rounds; Excel's 100,000 take most of a second."""
    # The library that encrypts goes wrong below 4 KB.
    content = sound(**{"xl/media/noise.bin": random.Random(1).randbytes(8_000)})
    return ECMA376Agile.encrypt(PASSWORD, io.BytesIO(content), spin_count=rounds)


def open_document(content: str, *, manifest: str = "", kind: str = "spreadsheet") -> bytes:
    """An OpenDocument file, its kind stored first and unpacked as the standard has it."""
    out = io.BytesIO()
    spaces = {
        "office": "office:1.0", "table": "table:1.0", "text": "text:1.0", "style": "style:1.0",
    }  # fmt: skip
    names = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}"' for p, n in spaces.items())
    names += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}", zipfile.ZIP_STORED)
        body = f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>"
        package.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
        package.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return out.getvalue()


def bomb() -> bytes:
    """20 MB of spaces in a sheet of 20 KB."""
    sheet = small_parts(ROW)[SHEET]
    return sound(**{SHEET: sheet.replace(b"<sheetData>", b"<sheetData>" + b" " * (20 << 20))})


def lying() -> bytes:
    """A zip that says its sheet is shorter than it is."""
    data = bytearray(sound())
    info = next(i for i in zipfile.ZipFile(io.BytesIO(bytes(data))).infolist() if i.filename == SHEET)
    packed = struct.pack("<I", info.file_size)
    at = data.rfind(packed, 0, data.rfind(SHEET.encode()))
    data[at : at + 4] = struct.pack("<I", 40)
    return bytes(data)


def flipped() -> bytes:
    """One bit of the packed sheet turned over."""
    data = bytearray(sound())
    data[data.find(SHEET.encode()) + len(SHEET) + 20] ^= 0x10
    return bytes(data)


def twice() -> bytes:
    """A zip that holds its sheet two times."""
    parts, out = small_parts(ROW), io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
        package.writestr(SHEET.upper(), parts[SHEET])
    return out.getvalue()


def locked_zip() -> bytes:
    """A zip whose parts are marked as needing a password."""
    data = bytearray(sound())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(sign, at + 4)
    return bytes(data)


def damaged_old() -> bytes:
    """An old workbook that says it has four thousand million rows: it ends the process that believes it."""
    data = bytearray(old_workbook([["Ref", "Action"]]))
    at = data.find(struct.pack("<HHII", 0x0200, 14, 0, 1))
    data[at + 8 : at + 12] = b"\xff\xff\xff\xff"
    return bytes(data)


_STREAM = {"Contents": b"x"}
DOCTYPE = '<!DOCTYPE worksheet [<!ENTITY a "b">]>'

REFUSED: dict[str, tuple[bytes, str, str]] = {
    "nothing at all": (b"", "Empty", "is empty"),
    "zeros, never copied": (bytes(5000), "Empty", "never fully copied"),
    "cut in half": (sound()[: len(sound()) // 2], "Damaged", "cut short"),
    "last bytes lost": (sound()[:-30], "Damaged", "cut short"),
    "one bit turned over": (flipped(), "Damaged", "repair"),
    "zip that lies about a size": (lying(), "Damaged", "repair"),
    "same part twice": (twice(), "Damaged", "twice"),
    "zip bomb": (bomb(), "Too large", "far more"),
    "zip with a password": (locked_zip(), "Password", "password"),
    "empty zip": (zipped({}), "Not a workbook", "without a workbook"),
    "zip of workbooks": (files(a_DOT_xlsx=sound()), "Not a workbook", "zip folder"),
    "Word document": (files(word__document_DOT_xml=b"<w/>"), "Not a workbook", "Word document"),
    "presentation": (files(ppt__presentation_DOT_xml=b"<p/>"), "Not a workbook", "PowerPoint"),
    "Numbers file": (files(Index__Document_DOT_iwa=b"x"), "Not a workbook", "Numbers"),
    "binary workbook": (files(xl__workbook_DOT_bin=b"x"), "Binary workbook", ".xlsb"),
    "PDF": (b"%PDF-1.7\n1 0 obj", "Not a workbook", "PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n0000", "Not a workbook", "picture"),
    "rich text": (b"{\\rtf1\\ansi Plan}", "Not a workbook", "RTF"),
    "web page": (b"\xef\xbb\xbf<html><table><tr><td>Ref</td></tr></table></html>", "Not a workbook", "web page"),
    "web archive": (b"MIME-Version: 1.0\nX-Document-Type: Workbook", "Not a workbook", "web page"),
    "CSV": (b"Ref,Action\nEX1,Do it\n", "Not a workbook", "text file"),
    "text in UTF-16": ("Ref\tAction\r\n".encode("utf-16"), "Not a workbook", "text file"),
    "XML of 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "Not a workbook", "2003",
    ),
    "link to a Google Sheet": (b'{"url": "https://docs.google.com/open?id=1"}', "Not a workbook", "Google"),
    "shortcut": (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(range(60)), "Not a workbook", "shortcut"),
    "noise": (bytes(range(1, 256)) * 9, "Not a workbook", "not a workbook"),
    "behind a password": (encrypted(), "Password", "password"),
    "rights management": (
        ole({"EncryptedPackage": b"x", "DRMEncryptedDataSpace": b"x"}), "Protected", "sensitivity label",
    ),
    "old Word document": (ole({"WordDocument": b"x"}), "Not a workbook", ".doc"),
    "e-mail": (ole({"__properties_version1.0": b"x"}), "Not a workbook", "e-mail"),
    "some other OLE file": (ole(_STREAM), "Not a workbook", "old Office file"),
    "Excel 95": (ole({"Book": b"x"}), "Old format", "Excel 95"),
    "Excel 4": (b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(30), "Old format", "Excel 95 or older"),
    "old workbook, damaged": (damaged_old(), "Damaged", "repair"),
    "document type in a sheet": (with_sheet(DOCTYPE + rows(ROW)), "Not safe to open", "document type"),
    "document type in the workbook": (replaced(BOOK, "<workbook ", DOCTYPE + "<workbook "), "Not safe to open", "type"),
    "no workbook part": (sound(**{BOOK: None}), "Damaged", "incomplete"),
    "no sheet part": (sound(**{SHEET: None}), "Damaged", "repair"),
    "no sheets": (replaced(BOOK, '<sheet name="Plan" sheetId="1" r:id="rId1"/>', ""), "No sheets", "no sheet"),
    "only a chart": (replaced(RELATIONS, "/worksheet\"", "/chartsheet\""), "No sheets", "no sheet"),
    "workbook cut off": (sound(**{BOOK: b"<workbook><she"}), "Damaged", "repair"),
    "sheet cut off": (with_sheet(rows(ROW)[:-60]), "Damaged", "repair"),
    "styles cut off": (sound(**{STYLES: b"<styleSheet><fonts>"}), "Damaged", "repair"),
    "text that is not there": (with_sheet(rows('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')), "Damaged", "repair"),
    "cell beyond the last column": (with_sheet(rows('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')), "Damaged", "repair"),
    "cell in no column": (with_sheet(rows('<row r="1"><c r="1A"><v>1</v></c></row>')), "Damaged", "repair"),
    "row nought": (with_sheet(rows('<row r="0"><c r="A0"><v>1</v></c></row>')), "Damaged", "repair"),
    "encoding nobody knows": (with_sheet('<?xml version="1.0" encoding="klingon"?>' + rows(ROW)), "Damaged", "repair"),
    "Writer document": (open_document("", kind="text"), "Not a workbook", "not a spreadsheet"),
    "OpenDocument behind a password": (open_document("", manifest="<encryption-data/>"), "Password", "password"),
    "OpenDocument without sheets": (open_document(""), "No sheets", "no sheet"),
}  # fmt: skip


def _far(cell: str, text: str) -> bytes:
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    preserved = inline(cell, text).replace("<t>", '<t xml:space="preserve">')
    return with_sheet(rows(ROW, f'<row r="{row}">{preserved}</row>'))


def _shared(count: int = 2) -> bytes:
    texts = '<si><t>Ref</t></si><si><r><t xml:space="preserve">Act</t></r><r><t>ion</t></r></si>'
    relations = small_parts(ROW)[RELATIONS].decode()
    more = '<Relationship Id="rId9" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    cells = '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
    return sound(
        f'<row r="1">{cells}</row>',
        **{
            "xl/sharedStrings.xml": f'<sst {MAIN} uniqueCount="{count}">{texts}</sst>'.encode(),
            RELATIONS: relations.replace("</Relationships>", more).encode(),
        },
    )


_ODS_ROW = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>Ref</text:p></table:table-cell>'
    '<table:table-cell office:value-type="string"><text:p>Act<text:span>ion</text:span></text:p></table:table-cell>'
    '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
)
_ODS_END = (
    '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/>'
    '</table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p><text:s/></text:p>'
    "</table:table-cell></table:table-row>"
)

READ: dict[str, tuple[bytes, dict[Cell, Value]]] = {
    "a sound workbook": (sound(), TWO),
    "a stray space in the last row": (_far("A1048576", " "), TWO),
    "a value in the last cell of all": (_far("XFD1048576", "lost"), TWO),
    "a note far to the right": (_far("XFD2", "lost"), TWO),
    "a dimension that lies": (with_sheet(rows(ROW).replace("<sheetData>", '<dimension ref="A1"/><sheetData>')), TWO),
    "no addresses": (
        with_sheet(rows("<row><c t='str'><v>Ref</v></c><c t='str'><v>Action</v></c></row>")), TWO,
    ),
    "prefixes on every name": (
        with_sheet('<x:worksheet xmlns:x="u"><x:sheetData><x:row r="1">'
                   '<x:c r="A1" t="str"><x:v>Ref</x:v></x:c><x:c r="B1" t="str"><x:v>Action</x:v></x:c>'
                   "</x:row></x:sheetData></x:worksheet>"), TWO,
    ),
    "single quotes and other spaces": (
        with_sheet(rows("<row\n r='1'><c\tt='str'  r='A1' ><v>Ref</v></c><c r='B1' t='str'><v>Action</v></c></row>")),
        TWO,
    ),
    "comments and character data": (
        with_sheet(rows('<!-- <c r="XFD1048576"> --><row r="1"><c r="A1" t="str"><v><![CDATA[Ref]]></v></c>'
                        '<c r="B1" t="str"><v>Action</v></c></row>')), TWO,
    ),
    "rows out of order": (
        with_sheet(rows(f'<row r="2">{inline("A2", "EX1")}</row>', ROW)), {**TWO, (2, 1): "EX1"},
    ),
    "Strict Open XML": (
        with_sheet(f'<worksheet {STRICT}><sheetData><row r="1">{inline("A1", "Ref")}'
                   '<c r="B1" t="d" s="1"><v>2026-03-31</v></c></row></sheetData></worksheet>'),
        {(1, 1): "Ref", (1, 2): dt.date(2026, 3, 31)},
    ),
    "days from 1904": (
        zipped(small_parts('<row r="1"><c r="A1" s="1"><v>1</v></c></row>', date1904=True)),
        {(1, 1): dt.date(1904, 1, 2)},
    ),
    "shared and rich text": (_shared(), TWO),
    "a promise of four thousand million texts": (_shared(4_294_967_295), TWO),
    "a promise of four thousand million styles": (
        replaced(STYLES, '<cellXfs count="2"', '<cellXfs count="4294967295"'), TWO,
    ),
    "sheet in UTF-16": (with_sheet(('<?xml version="1.0" encoding="UTF-16"?>' + rows(ROW)).encode("utf-16")), TWO),
    "sheet in Latin-1": (
        with_sheet(('<?xml version="1.0" encoding="ISO-8859-1"?>'
                    + rows(f'<row r="1">{inline("A1", "Café")}</row>')).encode("latin1")), {(1, 1): "Café"},
    ),
    "targets from the root": (replaced(RELATIONS, "worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"), TWO),
    "part names in other case": (replaced(RELATIONS, "worksheets/sheet1.xml", "Worksheets/Sheet1.xml"), TWO),
    "no styles": (sound(**{STYLES: None}), TWO),
    "signed": (sound(**{"_xmlsignatures/origin.sigs": b""}), TWO),
    "a number too large for Excel": (
        with_sheet(rows('<row r="1"><c r="A1"><v>7</v></c><c r="B1"><v>1e300</v></c></row>')),
        {(1, 1): 7, (1, 2): int(1e300)},
    ),
    "an empty sheet": (with_sheet(f"<worksheet {MAIN}><sheetData/></worksheet>"), {}),
    "an old workbook": (old_workbook([["Ref", "Action"], ["EX1", 7.0]]), {**TWO, (2, 1): "EX1", (2, 2): 7}),
    "OpenDocument": (open_document(f'<table:table table:name="Plan">{_ODS_ROW}{_ODS_END}</table:table>'), TWO),
}  # fmt: skip
