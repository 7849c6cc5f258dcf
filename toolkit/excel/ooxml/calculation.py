"""What a workbook keeps about its formulas as a whole: the order Excel works them out in, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from lxml import etree

from toolkit.excel.ooxml.cell_values import drop_attribute
from toolkit.excel.ooxml.changed_package import ChangedPackage
from toolkit.excel.ooxml.package import tag
from toolkit.model.grid import Cell, address

if TYPE_CHECKING:
    from xlsxwriter import Workbook

CALCULATION = 191029
"""The engine of today's Excel. A file that an older one worked out is worked out anew, and so asks to be saved."""

_FORMULA = re.compile(rb"<(?!xm:)(?:\w+:)?f[\s/>]")
_BEFORE_CALCULATION = [
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames"),
]


def forget(package: ChangedPackage, workbook: str, lost: Mapping[str, Iterable[Cell]]) -> None:
    """Take cells that no longer hold formulas out of the calculation chain; an empty chain goes.

    ``lost`` gives them by the sheet's id. Left in, Excel would call the workbook damaged.
    """
    gone = {(sheet, address(*cell)) for sheet, cells in lost.items() for cell in cells}
    for relation in package.related(workbook, "calcChain") if gone else []:
        root = package.tree(relation.target)
        sheet, heir_of_removed = "0", False
        for entry in list(root):
            # An entry without a sheet is on the sheet of the entry before it.
            sheet = entry.get("i", sheet)
            if (sheet, entry.get("r")) in gone:
                root.remove(entry)
                heir_of_removed = True
            elif heir_of_removed:
                entry.set("i", sheet)
                heir_of_removed = False
        if len(root) == 0:
            package.drop(relation.target)
            package.unrelate(workbook, relation.id)


def as_worked_out(book: Workbook) -> None:
    """Have a workbook of ours opened as it is: its formulas come with their results.

    XlsxWriter would ask Excel to work them out on opening, and then Excel asks to save what was only looked at.
    """
    book.set_calc_mode("auto", CALCULATION)
    book.calc_on_load = False


def formulas(package: ChangedPackage, sheets: Iterable[str]) -> int:
    """How many cells of the workbook work their value out."""
    return sum(len(_FORMULA.findall(package.current(part))) for part in sheets if package.has(part))


def ask_for(workbook: etree._Element) -> None:
    """Have Excel work every formula out anew when it opens the workbook; it will ask to save it, then, on closing."""
    settings = workbook.find(tag("calcPr"))
    if settings is None:
        settings = etree.Element(tag("calcPr"))
        earlier = [e for e in workbook if e.tag in set(map(tag, _BEFORE_CALCULATION))]
        earlier[-1].addnext(settings)
    settings.set("fullCalcOnLoad", "1")


def need_not(workbook: etree._Element) -> None:
    """Every formula has its result: take back what an earlier change had asked for."""
    settings = workbook.find(tag("calcPr"))
    if settings is not None:
        drop_attribute(settings, "fullCalcOnLoad")


def asked_for(workbook: etree._Element) -> bool:
    """Whether Excel is asked to do that."""
    settings = workbook.find(tag("calcPr"))
    return settings is not None and settings.get("fullCalcOnLoad") in ("1", "true")
