"""A workbook stuffed with what officers' workbooks hold and most libraries lose, made from nothing.

XlsxWriter makes what it can; the rest are parts written by hand. ``FEATURES`` says where each can be seen.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

import xlsxwriter

from toolkit.model.edits import Cached, Edit, FillTable, Link, SetCells

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MS = "http://schemas.microsoft.com/office"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_X14 = f"{_MS}/spreadsheetml/2009/9/main"
_X15 = f"{_MS}/spreadsheetml/2010/11/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_VIEW = "{0D9A7C5E-5B1D-4F0A-9C3E-2B8F6A1E4D01}"
_PERSON = "{A5E1B2C3-0001-4000-8000-000000000001}"
_THREAD = "{A5E1B2C3-0002-4000-8000-000000000002}"

ACTIONS, RESULTS, SUMMARY = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"
PIVOT, WORKBOOK = "xl/worksheets/sheet5.xml", "xl/workbook.xml"
HEADINGS = ["Ref", "Theme", "Action", "Status", "Due", "Rating", "Why", "Days"]
RESULT_HEADINGS = ["Severity", "Rule", "Ref", "Sheet", "Cell", "Column", "What is wrong", "How to fix it"]
ACTION_ROWS = 12

Parts = dict[str, bytes]

FINDINGS = [
    [
        "Error",
        "E-01",
        f"{n}.1",
        "Actions",
        Link(f"F{n + 1}", f"'Actions'!F{n + 1}", "Go there"),
        "Why",
        "=Wrong",
        "-Fix",
    ]
    for n in range(1, 41)
]
EDITS: list[Edit] = [
    SetCells("Actions", {(row, 6): "Amber" for row in range(2, 14)} | {(3, 5): dt.date(2015, 4, 1)}),
    FillTable("Check results", "CheckResults", FINDINGS),
    SetCells("Summary", {(2, 2): Cached(7), (3, 2): Cached(7)}),
]
"""What a check writes into the workbook."""

FEATURES: dict[str, tuple[str, str]] = {
    "sparklines": (ACTIONS, "<x14:sparkline>"),
    "data bars of 2010": (ACTIONS, "<x14:dataBar "),
    "drop-downs of 2010": (ACTIONS, "<x14:dataValidation "),
    "drop-downs": (ACTIONS, "<dataValidation "),
    "conditional formats": (ACTIONS, "<cfRule "),
    "slicers on the sheet": (ACTIONS, "<x14:slicer "),
    "custom views of the sheet": (ACTIONS, "<customSheetView "),
    "links to the web": (ACTIONS, "<hyperlink "),
    "merged cells": (ACTIONS, "<mergeCell "),
    "printer settings in use": (ACTIONS, "<pageSetup "),
    "notes in old form": (ACTIONS, "<legacyDrawing "),
    "tables on sheets": (ACTIONS, "<tablePart "),
    "formulas": (SUMMARY, "<f>"),
    "stored results of formulas": (SUMMARY, "</f><v>"),
    "shared formulas": (SUMMARY, 't="shared"'),
    "array formulas": (SUMMARY, 't="array"'),
    "rich text": ("xl/sharedStrings.xml", "<r>"),
    "slicer parts": ("xl/slicers/slicer1.xml", "<slicer "),
    "slicer caches": ("xl/slicerCaches/slicerCache1.xml", "<slicerCacheDefinition "),
    "slicer caches of the workbook": (WORKBOOK, "<x14:slicerCache "),
    "threaded comments": ("xl/threadedComments/threadedComment1.xml", "<threadedComment "),
    "people in comments": ("xl/persons/person.xml", "<person "),
    "notes": ("xl/comments1.xml", "<comment "),
    "note shapes": ("xl/drawings/vmlDrawing1.vml", "<v:shape "),
    "text boxes": ("xl/drawings/drawing1.xml", 'txBox="1"'),
    "images": ("xl/drawings/drawing1.xml", "<xdr:pic>"),
    "charts": ("xl/charts/chart1.xml", "<c:chart>"),
    "custom views": (WORKBOOK, "<customWorkbookView "),
    "defined names": (WORKBOOK, "<definedName "),
    "sensitivity label": ("docMetadata/LabelInfo.xml", "<clbl:label "),
    "label in properties": ("docProps/custom.xml", "MSIP_Label_"),
    "Power Query connections": ("xl/connections.xml", "<connection "),
    "Power Query formulas": ("customXml/item1.xml", "<DataMashup "),
    "custom XML": ("customXml/item2.xml", "<plan "),
    "custom XML properties": ("customXml/itemProps2.xml", "<ds:datastoreItem "),
    "pivot tables": ("xl/pivotTables/pivotTable1.xml", "<pivotTableDefinition "),
    "pivot caches": ("xl/pivotCache/pivotCacheDefinition1.xml", "<cacheField "),
    "pivot records": ("xl/pivotCache/pivotCacheRecords1.xml", "<r>"),
    "printer settings": ("xl/printerSettings/printerSettings1.bin", "Council printer"),
    "images themselves": ("xl/media/image1.png", "PNG"),
}
"""Where each feature is to be seen: a part, and what to look for in it."""


def features(data: bytes) -> dict[str, int]:
    """How often each feature is in a workbook; the calculation chain is the workbook's own affair."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode("latin-1") for name in archive.namelist()}
    return {name: parts.get(part, "").count(sign) for name, (part, sign) in FEATURES.items()}


def stuffed_workbook() -> bytes:
    """The workbook's bytes, the same at every call."""
    parts = unzipped(_by_xlsxwriter())
    for stuff in (_threads, _printer, _custom_xml, _connections, _label, _slicer, _pivot, _views, _chain, _dropdowns):
        stuff(parts)
    _give_share_of_formulas(parts)
    _settle(parts)
    return zipped(parts)


def zipped(parts: Parts) -> bytes:
    """Parts as a file, dates fixed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 3, 31, 9, 30, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def changed(data: bytes, change: Callable[[Parts], None]) -> bytes:
    """The workbook with some of its parts made different."""
    parts = unzipped(data)
    change(parts)
    return zipped(parts)


def swap(part: str, pattern: str, replacement: str) -> Callable[[Parts], None]:
    """A change to one part, by a pattern that must be there."""

    def change(parts: Parts) -> None:
        text, count = re.subn(pattern, replacement, parts[part].decode(), flags=re.S)
        assert count, f"{pattern} is not in {part}"
        parts[part] = text.encode()

    return change


def unzipped(data: bytes) -> Parts:
    """A file's parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _by_xlsxwriter() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": dt.datetime(2015, 3, 31)})
        _actions(book)
        _results(book)
        _summary(book)
        lists = book.add_worksheet("Lists")
        lists.write_column(0, 0, ["Not started", "On track", "Complete"])
        lists.hide()
        pivot = book.add_worksheet("Pivot")
        pivot.write_row(2, 0, ["Theme", "Count of Ref"])
        pivot.write_row(3, 0, ["Leadership", 12])
        book.define_name("Statuses", "=Lists!$A$1:$A$3")
        book.define_name("Summary!Local", "=Summary!$A$1")
        book.set_custom_property("MSIP_Label_00000000-0000-0000-0000-000000000001_Enabled", "true")
    return out.getvalue()


def _actions(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Actions")
    date, bold = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bold": True})
    shaded = book.add_format({"bg_color": "#EEEEEE", "italic": True})
    rows = [[f"{n}.1", "Leadership", f"Do thing {n}", "On track", 41700 + n, None, None] for n in range(ACTION_ROWS)]
    columns = [{"header": heading} for heading in HEADINGS]
    columns[4]["format"], columns[7]["formula"] = date, "=[@Due]-41700"
    sheet.add_table(0, 0, ACTION_ROWS, 7, {"name": "Actions", "columns": columns})
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            sheet.write(number, column, value, {4: date, 5: shaded, 6: shaded}.get(column))
        sheet.write_formula(number, 7, "=Actions[[#This Row],[Due]]-41700", None, number - 1)
    sheet.write_rich_string(3, 2, "Meet ", bold, "every", " month")
    sheet.write_url(4, 2, "https://example.org/minutes", string="Minutes")
    sheet.merge_range(20, 0, 20, 3, "Notes of the board", bold)
    sheet.data_validation(1, 1, 12, 1, {"validate": "list", "source": ["Leadership", "Practice"]})
    sheet.conditional_format(1, 4, 12, 4, {"type": "data_bar", "data_bar_2010": True})
    sheet.add_sparkline(1, 9, {"range": "Actions!$E$2:$E$13"})
    sheet.write_comment(1, 2, "[Threaded comment] Is this done?", {"author": f"tc={_THREAD}"})
    sheet.write_comment(2, 2, "An old note", {"author": "Performance team"})
    sheet.insert_textbox(14, 1, "How to fill this in")
    sheet.insert_image(14, 5, "logo.png", {"image_data": io.BytesIO(_png())})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Actions!$E$2:$E$13"})
    sheet.insert_chart(24, 1, chart)
    sheet.set_row(5, 30)
    sheet.set_column(2, 2, 40)


def _results(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Check results")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write(0, 0, "As at 31 March 2015")
    columns = [{"header": heading} for heading in RESULT_HEADINGS]
    sheet.add_table(2, 0, 4, 7, {"name": "CheckResults", "columns": columns})
    for row in (3, 4):
        for column in range(8):
            sheet.write(row, column, f"old {row}.{column}", wrapped)
    sheet.write_url(3, 4, "internal:Actions!A2", wrapped, "old link")
    sheet.write_url(4, 4, "https://example.org/old", wrapped, "old web link")


def _summary(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Summary")
    sheet.write_row(0, 0, ["Theme", "Actions", "Share"])
    sheet.write_row(1, 0, ["Leadership"])
    sheet.write_formula(1, 1, "=COUNTIF(Actions!$B:$B,A2)", None, 12)
    sheet.write_formula(2, 1, "=SUM(B2:B2)", None, 12)
    for row in range(1, 6):
        sheet.write_formula(row, 2, f"=B{row + 1}/$B$3", None, 1 if row < 3 else 0)
    sheet.write_array_formula(8, 0, 9, 0, "{=Actions!A2:A3}", None, "0.1")
    sheet.write(9, 0, "1.1")


def _png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + b"\x00\x70\xc0" * 8 for _ in range(8)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _relate(parts: Parts, source: str, kind: str, target: str) -> str:
    """Add a relationship, with its part of relationships if there is none; gives its id."""
    folder, _, base = source.rpartition("/")
    name = f"{folder}/_rels/{base}.rels".lstrip("/")
    empty = (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )
    text = parts.get(name, empty.encode()).decode()
    number = f"rIdX{text.count('<Relationship ') + 1}"
    kind = kind if kind.startswith("http") else f"{_OFFICE}/{kind}"
    line = f'<Relationship Id="{number}" Type="{kind}" Target="{target}"/>'
    parts[name] = text.replace("</Relationships>", f"{line}</Relationships>").encode()
    return number


def _part(parts: Parts, name: str, text: str, content_type: str) -> None:
    parts[name] = (_XML + text).encode()
    _types(parts, f'<Override PartName="/{name}" ContentType="{content_type}"/>')


def _types(parts: Parts, line: str) -> None:
    name = "[Content_Types].xml"
    parts[name] = parts[name].replace(b"</Types>", f"{line}</Types>".encode())


def _before(parts: Parts, name: str, marks: list[str], text: str) -> None:
    """Put XML into a part before the first of the marks that is there."""
    whole = parts[name].decode()
    mark = next(mark for mark in marks if mark in whole)
    parts[name] = whole.replace(mark, text + mark, 1).encode()


def _threads(parts: Parts) -> None:
    space = f"{_MS}/spreadsheetml/2018/threadedcomments"
    person = f'<person displayName="Lead officer" id="{_PERSON}" userId="lead" providerId="None"/>'
    _part(
        parts,
        "xl/persons/person.xml",
        f'<personList xmlns="{space}">{person}</personList>',
        "application/vnd.ms-excel.person+xml",
    )
    comment = f'<threadedComment ref="C2" dT="2015-03-31T10:00:00.00" personId="{_PERSON}" id="{_THREAD}">'
    _part(
        parts,
        "xl/threadedComments/threadedComment1.xml",
        f'<ThreadedComments xmlns="{space}">{comment}<text>Is this done?</text></threadedComment></ThreadedComments>',
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    _relate(parts, WORKBOOK, f"{_MS}/2017/10/relationships/person", "persons/person.xml")
    thread = f"{_MS}/2017/10/relationships/threadedComment"
    _relate(parts, ACTIONS, thread, "../threadedComments/threadedComment1.xml")


def _printer(parts: Parts) -> None:
    parts["xl/printerSettings/printerSettings1.bin"] = b"Council printer\0\1\2\3" * 8
    _types(parts, f'<Default Extension="bin" ContentType="{_SPREADSHEET}.printerSettings"/>')
    number = _relate(parts, ACTIONS, "printerSettings", "../printerSettings/printerSettings1.bin")
    setup = f'<pageSetup paperSize="9" orientation="landscape" r:id="{number}"/>'
    _before(parts, ACTIONS, ["<drawing "], setup)


def _custom_xml(parts: Parts) -> None:
    items = {
        1: f'<DataMashup xmlns="{_MS.replace("/office", "")}/DataMashup">AAAAAAAAAAAAAAAA</DataMashup>',
        2: '<plan xmlns="urn:example:plan" period="2015-03">whole</plan>',
    }
    space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    for number, text in items.items():
        parts[f"customXml/item{number}.xml"] = (_XML + text).encode()
        guid = f"{{B5E1B2C3-0000-4000-8000-00000000000{number}}}"
        properties = f'<ds:datastoreItem ds:itemID="{guid}" xmlns:ds="{space}"><ds:schemaRefs/></ds:datastoreItem>'
        kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
        _part(parts, f"customXml/itemProps{number}.xml", properties, kind)
        _relate(parts, f"customXml/item{number}.xml", "customXmlProps", f"itemProps{number}.xml")
        _relate(parts, WORKBOOK, "customXml", f"../customXml/item{number}.xml")


def _connections(parts: Parts) -> None:
    connection = (
        '<connection id="1" keepAlive="1" name="Query - Returns" description="Returns" type="5" refreshedVersion="8">'
        '<dbPr connection="Provider=Microsoft.Mashup.OleDb.1;Data Source=$Workbook$;Location=Returns" '
        'command="SELECT * FROM [Returns]"/></connection>'
    )
    text = f'<connections xmlns="{_MAIN}">{connection}</connections>'
    _part(parts, "xl/connections.xml", text, f"{_SPREADSHEET}.connections+xml")
    _relate(parts, WORKBOOK, "connections", "connections.xml")


def _label(parts: Parts) -> None:
    space = f"{_MS}/2020/mipLabelMetadata"
    guids = 'id="{00000000-0000-0000-0000-000000000001}" siteId="{00000000-0000-0000-0000-000000000002}"'
    label = f'<clbl:label {guids} enabled="1" method="Standard" contentBits="0" removed="0"/>'
    text = f'<clbl:labelList xmlns:clbl="{space}">{label}</clbl:labelList>'
    _part(parts, "docMetadata/LabelInfo.xml", text, "application/vnd.ms-office.classificationlabels+xml")
    _relate(parts, "", f"{_MS}/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml")


def _slicer(parts: Parts) -> None:
    spaces = f'xmlns="{_X14}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x="{_MAIN}"'
    cached = (
        f'<slicerCacheDefinition {spaces} name="Slicer_Theme" sourceName="Theme"><extLst>'
        f'<x:ext uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" xmlns:x15="{_X15}">'
        '<x15:tableSlicerCache tableId="1" column="2"/></x:ext></extLst></slicerCacheDefinition>'
    )
    _part(parts, "xl/slicerCaches/slicerCache1.xml", cached, "application/vnd.ms-excel.slicerCache+xml")
    slicer = '<slicer name="Theme" cache="Slicer_Theme" caption="Theme" rowHeight="241300"/>'
    text = f"<slicers {spaces}>{slicer}</slicers>"
    _part(parts, "xl/slicers/slicer1.xml", text, "application/vnd.ms-excel.slicer+xml")
    kind = f"{_MS}/2007/relationships"
    on_sheet = _relate(parts, ACTIONS, f"{kind}/slicer", "../slicers/slicer1.xml")
    in_book = _relate(parts, WORKBOOK, f"{kind}/slicerCache", "slicerCaches/slicerCache1.xml")
    sheet_ext = (
        f'<ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" xmlns:x15="{_X15}"><x14:slicerList xmlns:x14="{_X14}">'
        f'<x14:slicer r:id="{on_sheet}"/></x14:slicerList></ext>'
    )
    _before(parts, ACTIONS, ["</extLst>"], sheet_ext)
    book_ext = (
        f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{_X15}">'
        f'<x15:slicerCaches xmlns:x14="{_X14}"><x14:slicerCache r:id="{in_book}"/></x15:slicerCaches></ext></extLst>'
    )
    _before(parts, WORKBOOK, ["</workbook>"], book_ext)
    name = '<definedName name="Slicer_Theme">#N/A</definedName>'
    _before(parts, WORKBOOK, ["</definedNames>"], name)


def _pivot(parts: Parts) -> None:
    spaces = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
    fields = (
        '<cacheField name="Ref" numFmtId="0"><sharedItems/></cacheField><cacheField name="Theme" numFmtId="0">'
        '<sharedItems count="1"><s v="Leadership"/></sharedItems></cacheField>'
    )
    records = "".join(f'<r><s v="{n}.1"/><x v="0"/></r>' for n in range(ACTION_ROWS))
    folder, kind = "xl/pivotCache", f"{_SPREADSHEET}.pivotCache"
    text = f'<pivotCacheRecords {spaces} count="{ACTION_ROWS}">{records}</pivotCacheRecords>'
    _part(parts, f"{folder}/pivotCacheRecords1.xml", text, f"{kind}Records+xml")
    definition = f"{folder}/pivotCacheDefinition1.xml"
    inner = _relate(parts, definition, "pivotCacheRecords", "pivotCacheRecords1.xml")
    source = '<cacheSource type="worksheet"><worksheetSource ref="A1:B13" sheet="Actions"/></cacheSource>'
    text = (
        f'<pivotCacheDefinition {spaces} r:id="{inner}" refreshedBy="Performance team" refreshedDate="42094" '
        f'createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" recordCount="{ACTION_ROWS}">{source}'
        f'<cacheFields count="2">{fields}</cacheFields></pivotCacheDefinition>'
    )
    _part(parts, definition, text, f"{kind}Definition+xml")
    text = (
        f'<pivotTableDefinition {spaces} name="PivotTable1" cacheId="7" dataCaption="Values" rowHeaderCaption="Theme" '
        'updatedVersion="6" createdVersion="6" minRefreshableVersion="3" outline="1" outlineData="1">'
        '<location ref="A3:B4" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2">'
        '<pivotField dataField="1" showAll="0"/><pivotField axis="axisRow" showAll="0"><items count="2"><item x="0"/>'
        '<item t="default"/></items></pivotField></pivotFields><rowFields count="1"><field x="1"/></rowFields>'
        '<rowItems count="1"><i><x/></i></rowItems><colItems count="1"><i/></colItems><dataFields count="1">'
        '<dataField name="Count of Ref" fld="0" subtotal="count"/></dataFields></pivotTableDefinition>'
    )
    _part(parts, "xl/pivotTables/pivotTable1.xml", text, f"{_SPREADSHEET}.pivotTable+xml")
    _relate(parts, "xl/pivotTables/pivotTable1.xml", "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
    _relate(parts, PIVOT, "pivotTable", "../pivotTables/pivotTable1.xml")
    outer = _relate(parts, WORKBOOK, "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
    caches = f'<pivotCaches><pivotCache cacheId="7" r:id="{outer}"/></pivotCaches>'
    _before(parts, WORKBOOK, ["<extLst>"], caches)


def _views(parts: Parts) -> None:
    view = (
        f'<customWorkbookView name="Board" guid="{_VIEW}" includeHiddenRowCol="0" xWindow="0" yWindow="0" '
        'windowWidth="1000" windowHeight="800" activeSheetId="1"/>'
    )
    _before(parts, WORKBOOK, ["<pivotCaches>"], f"<customWorkbookViews>{view}</customWorkbookViews>")
    sheet_view = f'<customSheetView guid="{_VIEW}" scale="80"><pageMargins left="1" right="1" top="1" bottom="1" '
    sheet_view += 'header="0" footer="0"/></customSheetView>'
    _before(parts, ACTIONS, ["<mergeCells "], f"<customSheetViews>{sheet_view}</customSheetViews>")


def _chain(parts: Parts) -> None:
    days = '<c r="H2" i="1"/>' + "".join(f'<c r="H{row}"/>' for row in range(3, 14))
    summary = '<c r="B3" i="3"/><c r="C2"/><c r="C3"/><c r="C4"/><c r="C5"/><c r="C6"/><c r="B2"/><c r="A9" a="1"/>'
    text = f'<calcChain xmlns="{_MAIN}">{days}{summary}</calcChain>'
    _part(parts, "xl/calcChain.xml", text, f"{_SPREADSHEET}.calcChain+xml")
    _relate(parts, WORKBOOK, "calcChain", "calcChain.xml")


def _dropdowns(parts: Parts) -> None:
    dropdown = (
        f'<ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{_X14}"><x14:dataValidations count="1" '
        f'xmlns:xm="{_MS.replace("/office", "")}/office/excel/2006/main">'
        '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Lists!$A$1:$A$3</xm:f></x14:formula1>'
        "<xm:sqref>D2:D500</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    )
    _before(parts, ACTIONS, ["</extLst>"], dropdown)


def _settle(parts: Parts) -> None:
    """As Excel leaves a workbook it has worked out: nothing to do when it opens."""
    parts[WORKBOOK] = parts[WORKBOOK].replace(b' fullCalcOnLoad="1"', b"")


def _give_share_of_formulas(parts: Parts) -> None:
    """Column C of Summary as Excel keeps a formula filled down: one cell holds it for all."""
    text = parts[SUMMARY].decode()
    text = text.replace("<f>B2/$B$3</f>", '<f t="shared" ref="C2:C6" si="0">B2/$B$3</f>')
    parts[SUMMARY] = re.sub(r"<f>B[3-6]/\$B\$3</f>", '<f t="shared" si="0"/>', text).encode()
