"""The workbook as a whole: its sheets by name, its tables, its calculation, a sheet added."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from lxml import etree

from toolkit.errors import CannotRead, CannotWrite
from toolkit.excel.ooxml import calculation
from toolkit.excel.ooxml.areas import Misstated, whole_number
from toolkit.excel.ooxml.cell_values import number_rows
from toolkit.excel.ooxml.changed_package import ChangedPackage
from toolkit.excel.ooxml.package import MAIN, OFFICE_REL, SheetEntry, Workbook, tag
from toolkit.excel.ooxml.sheet import SheetPart
from toolkit.excel.ooxml.styles import Styles
from toolkit.excel.ooxml.tables_and_links import TablePart
from toolkit.model.identity import heading_key

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_NEW_SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<worksheet xmlns="{MAIN}">{{columns}}<sheetData/></worksheet>'
)
_ID = f"{{{OFFICE_REL}}}id"
_KINDS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ".xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xltm": "application/vnd.ms-excel.template.macroEnabled.main+xml",
}
"""What a workbook file says it is, by the ending of its name. Excel opens none where the two disagree."""


class Book:
    """One workbook being changed."""

    def __init__(self, package: ChangedPackage) -> None:
        self.package = package
        self._book = Workbook(package)
        self._part, self._root = self._book.part, self._book.root
        listed = self._root.find(tag("sheets"))
        if self._root.tag != tag("workbook") or listed is None:
            raise CannotRead(_not_a_workbook(package.name, self._root))
        self._listed = listed
        self._sheets: dict[str, SheetPart] = {}
        self._new: set[str] = set()
        self._styles = Styles(package, self._book.part_of("styles"))

    @property
    def asks_to_save(self) -> bool:
        """Whether Excel works it out anew on opening, and then asks to save it on closing."""
        return calculation.asked_for(self._root)

    def has_sheet(self, name: str) -> bool:
        """Whether there is a sheet of that name, whatever its case and outer spaces."""
        return self._entry(name) is not None

    def sheet(self, name: str) -> SheetPart:
        """The sheet of that name; raises CannotWrite where there is none."""
        entry = self._entry(name)
        if entry is None or entry.kind != "worksheet":
            there = ", ".join(e.name for e in self._book.sheets)
            raise CannotWrite(
                f"{self.package.name} has no sheet {name!r} with cells to write to (it has: {there}). "
                "Rename the sheet back, or copy the plan into a new Service Return."
            )
        if entry.part not in self._sheets:
            self._sheets[entry.part] = SheetPart(
                self.package.tree(entry.part, number_rows),
                entry.name,
                book=self.package.name,
                date1904=self._book.date1904,
                styles=self._styles,
                shared_text=self._shared_text,
            )
        return self._sheets[entry.part]

    def table(self, sheet: str, name: str) -> TablePart:
        """The table of that name on the sheet; raises CannotWrite where there is none."""
        tables = self.tables(sheet)
        for table in tables:
            if _same(name) in map(_same, table.names):
                return table
        there = ", ".join(table.name for table in tables) or "none"
        raise CannotWrite(
            f"{self.package.name}: the sheet {sheet!r} has no table {name!r} (tables there: {there}). "
            f"Name the table {name!r} again (Table Design, Table Name) and try again."
        )

    def tables(self, sheet: str) -> list[TablePart]:
        """Every table of the sheet of that name."""
        entry = self._entry(sheet)
        parts = [] if entry is None else self.package.related(entry.part, "table")
        return [TablePart(self.package.tree(relation.target)) for relation in parts]

    def save_as(self, suffix: str, *, was: str) -> None:
        """Say in the file what its new name says: a template that becomes a workbook, or the other way."""
        if suffix.lower() == was.lower():
            return
        old, new = _KINDS.get(was.lower()), _KINDS.get(suffix.lower())
        if old is None or new is None or ("macro" in old) != ("macro" in new):
            raise CannotWrite(
                f"{self.package.name} cannot be saved as {suffix or 'a file without an ending'}. "
                f"Keep the ending {was}, or save it as {suffix} in Excel."
            )
        self.package.retype(self._part, new)

    def add_sheet(self, name: str, widths: Sequence[float], after: str | None) -> None:
        """Put a new, empty sheet behind another one, or last."""
        taken = {part.lower() for part in self.package.names()}
        folder = posixpath.join(posixpath.dirname(self._part), "worksheets")
        number = 1
        while f"{folder}/sheet{number}.xml".lower() in taken:
            number += 1
        part = f"{folder}/sheet{number}.xml"
        columns = "".join(
            f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(widths, 1)
        )
        text = _NEW_SHEET.format(columns=f"<cols>{columns}</cols>" if columns else "")
        self.package.add(part, text.encode(), _SHEET_TYPE)
        self._new.add(part)
        self._list(name, self.package.relate(self._part, "worksheet", part), after)

    def finish(self) -> list[str]:
        """Bring the rest of the workbook in line with its changed cells; gives cells left alone."""
        ids = {entry.part: entry.id for entry in self._book.sheets}
        for part, sheet in self._sheets.items():
            for unused in sorted(sheet.finish()):
                self.package.unrelate(part, unused)
        lost = {ids[part]: sheet.lost_formulas for part, sheet in self._sheets.items()}
        calculation.forget(self.package, self._part, lost)
        changed = {part for part, sheet in self._sheets.items() if sheet.values_changed}
        known = sum(len(sheet.results - sheet.lost_formulas) for sheet in self._sheets.values())
        if changed - self._new:
            others = calculation.formulas(self.package, sorted(ids)) > known
            if others:
                calculation.ask_for(self._root)
            elif known:
                calculation.need_not(self._root)
        return [cell for sheet in self._sheets.values() for cell in sheet.left_alone]

    def _entry(self, name: str) -> SheetEntry | None:
        entries = self._book.sheets
        exact = (e for e in entries if _same(e.name) == _same(name))
        # Readers fold names further still; what they found must be found again.
        folded = (e for e in entries if heading_key(name) and heading_key(e.name) == heading_key(name))
        return next(exact, None) or next(folded, None)

    def _list(self, name: str, relation: str, after: str | None) -> None:
        sheets = self._listed
        ids = [whole_number(sheet.get("sheetId", "0")) for sheet in sheets]
        names = [_same(sheet.get("name", "")) for sheet in sheets]
        position = names.index(_same(after)) + 1 if after and _same(after) in names else len(names)
        attributes = {"name": name, "sheetId": str(max(ids, default=0) + 1), _ID: relation}
        sheets.insert(position, etree.Element(tag("sheet"), attributes))
        # These count sheets by their place, and every place behind the new sheet has moved by one.
        counted = [(e, "localSheetId") for e in self._root.iter(tag("definedName"))]
        views = [(e, a) for e in self._root.iter(tag("workbookView")) for a in ("activeTab", "firstSheet")]
        for element, attribute in counted + views:
            if whole_number(element.get(attribute, "-1")) >= position:
                element.set(attribute, str(whole_number(element.get(attribute, "0")) + 1))

    def _shared_text(self, index: int) -> str:
        texts = self._book.shared_texts
        if not 0 <= index < len(texts):
            raise Misstated(f"there is no shared text {index}")
        return texts[index]


def _not_a_workbook(name: str, root: etree._Element) -> str:
    if etree.QName(root).namespace == "http://purl.oclc.org/ooxml/spreadsheetml/main":
        return (
            f"{name} is saved as 'Strict Open XML Spreadsheet'. "
            "Open it in Excel, save it as 'Excel Workbook' (.xlsx) and try again."
        )
    return f"{name} is an Office file, but not an Excel workbook. Choose the workbook instead."


def _same(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip().casefold()
