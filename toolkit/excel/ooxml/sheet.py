"""One sheet of somebody else's workbook: cells put in place, and all that leans on them kept true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from toolkit.errors import CannotWrite
from toolkit.excel.ooxml.areas import (
    LAST_COLUMN,
    LAST_ROW,
    Misstated,
    area_name,
    area_of,
    around,
    cell_of,
    holds,
    moved,
    whole_number,
)
from toolkit.excel.ooxml.cell_values import (
    FORMULA,
    INLINE,
    RESULT,
    Cells,
    Stored,
    drop_attribute,
    empty,
    store,
    store_result,
    to_store,
)
from toolkit.excel.ooxml.package import MAIN, tag, text_of, unescaped
from toolkit.excel.ooxml.styles import DATE_FORMAT, GENERAL, MOMENT_FORMAT, TIME_FORMAT, Styles
from toolkit.excel.ooxml.tables_and_links import relink
from toolkit.excel.page import row_height, text_lines
from toolkit.model.edits import Cached, CellValue, Link, Result
from toolkit.model.grid import Area, Cell, Value, address

_ARRAYS: Callable[..., Any] = etree.XPath("//m:f[@t='array' or @t='dataTable']/@ref", namespaces={"m": MAIN})
_SHARED: Callable[..., Any] = etree.XPath("//m:f[@t='shared'][@si=$si][not(text())]", namespaces={"m": MAIN})


@dataclass(frozen=True)
class _Master:
    """The cell that held the formula of a whole shared group."""

    cell: Cell
    formula: str
    area: Area


class SheetPart:
    """The XML of one sheet. Call ``finish`` once, after the last cell."""

    def __init__(
        self,
        root: etree._Element,
        title: str,
        *,
        book: str,
        date1904: bool,
        styles: Styles,
        shared_text: Callable[[int], str],
    ) -> None:
        self.root = root
        self.title = title
        self.values_changed = False
        self.lost_formulas: set[Cell] = set()
        self.results: set[Cell] = set()
        """Formulas whose results are known to be right."""
        self.left_alone: list[str] = []
        self._book = book
        self._date1904 = date1904
        self._styles = styles
        self._shared_text = shared_text
        self.cells = Cells(root, f"{book}, sheet {title!r}")
        self._arrays = [area_of(ref) for ref in _ARRAYS(root)]
        self._merges = [area_of(e.get("ref", "")) for e in root.iter(tag("mergeCell"))]
        self._masters: dict[str, _Master] = {}
        self._unlinked: list[Area] = []
        self._links: dict[Cell, Link] = {}
        self._reshaped: set[int] = set()
        """Rows whose text has changed."""

    def put(self, cell: Cell, value: CellValue, *, like: Cell | None = None) -> None:
        """Make a cell hold a value; a new cell looks like ``like``, else like its surroundings."""
        if isinstance(value, Cached):
            self._put_result(cell, value.value)
            return
        if isinstance(value, Result):
            self.put_formula(cell, value.formula.removeprefix("="), value.value, like=like)
            return
        if isinstance(value, Link):
            self._links[cell] = value
            # A list of thousands of links has been cleared as a whole before they are put there one by one.
            if not any(holds(area, cell) for area in self._unlinked):
                self._unlinked.append((*cell, *cell))
            value = value.text
        wanted = self._to_store(cell, value)
        element = self.cells.find(cell)
        if element is None and wanted is None:
            return
        if element is not None and element.find(FORMULA) is None and self._holds(element, wanted):
            self._fit_style(element, value)
            return
        self._refuse_what_breaks(cell, wanted)
        if element is None:
            element = self.cells.new(cell, like=like)
        self._lose_formula(cell, element)
        store(element, wanted)
        self._reshaped.add(cell[0])
        self._fit_style(element, value)
        self.values_changed = True

    def dress(self, cell: Cell, *, like: Cell) -> None:
        """Give an empty cell of a new row the look of its column."""
        if self.cells.find(cell) is None:
            self.cells.new(cell, like=like)

    def put_formula(self, cell: Cell, formula: str, result: Value, *, like: Cell | None) -> None:
        """Make a cell work out a formula, which gives that result now."""
        wanted, element = self._to_store(cell, result), self.cells.find(cell)
        self.results.add(cell)
        if element is not None and element.findtext(FORMULA) == formula and self._holds(element, wanted):
            return
        self._refuse_what_breaks(cell, wanted)
        if element is None:
            element = self.cells.new(cell, like=like)
        self._keep_shared(cell, element)
        empty(element)
        etree.SubElement(element, FORMULA).text = formula
        store_result(element, wanted)
        self._reshaped.add(cell[0])
        self.values_changed = True

    def unlink(self, area: Area) -> None:
        """Take every link out of an area, those put there by an earlier edit included."""
        self._unlinked.append(area)
        self._links = {cell: link for cell, link in self._links.items() if not holds(area, cell)}

    def stored(self, cell: Cell) -> Stored | None:
        """What a cell holds now, be it typed or worked out."""
        element = self.cells.find(cell)
        return None if element is None else self._read(element)

    def has_formula(self, cell: Cell) -> bool:
        """Whether a cell works its value out."""
        element = self.cells.find(cell)
        return element is not None and element.find(FORMULA) is not None

    def would_change(self, cell: Cell, value: CellValue) -> bool:
        """Whether putting the value would overwrite something else that stands in the cell."""
        text = value.text if isinstance(value, Link) else value.value if isinstance(value, Result) else value
        held = self.stored(cell)
        if held is None or isinstance(text, Cached):
            return False
        return self.has_formula(cell) or not held.same(self._to_store(cell, text))

    def finish(self) -> set[str]:
        """Mend shared formulas, links and the sheet's extent; gives relationships no longer used."""
        for index, master in self._masters.items():
            self._hand_on(index, master)
        unused = relink(self.root, self._unlinked, self._links)
        for row in self._reshaped:
            self.cells.set_height(row, self._height(row))
        dimension = self.root.find(tag("dimension"))
        if dimension is not None and self.values_changed:
            dimension.set("ref", self.cells.extent())
        return unused

    def _height(self, row: int) -> float | None:
        """What the row's wrapped text needs, in points; None where one line does."""
        lines = 1
        for column, element in self.cells.row(row).items():
            held = self._read(element) if self._styles.wraps(_style_of(element)) else None
            if held is not None and held.kind == "t":
                lines = max(lines, text_lines(held.content, self.cells.width(column)))
        return row_height(lines) if lines > 1 else None

    def _put_result(self, cell: Cell, result: Value) -> None:
        element = self.cells.find(cell)
        if element is None or element.find(FORMULA) is None:
            self.left_alone.append(f"{self.title}!{address(*cell)}")
            return
        wanted = self._to_store(cell, result)
        self.results.add(cell)
        if not self._holds(element, wanted):
            drop_attribute(element, "vm")
            store_result(element, wanted)

    def _to_store(self, cell: Cell, value: Value) -> Stored | None:
        try:
            return to_store(value, date1904=self._date1904)
        except CannotWrite as error:
            where = f"{self._book}, sheet {self.title!r}, cell {address(*cell)}"
            raise CannotWrite(f"{where}: {error}") from error

    def _holds(self, element: etree._Element, wanted: Stored | None) -> bool:
        held = self._read(element)
        return wanted is None if held is None else held.same(wanted)

    def _read(self, element: etree._Element) -> Stored | None:
        kind = element.get("t", "n")
        if kind == "inlineStr":
            inline = element.find(INLINE)
            return None if inline is None else Stored("t", text_of(inline))
        content = element.findtext(RESULT)
        if content is None:
            return None
        if kind == "s":
            return Stored("t", self._shared_text(whole_number(content)))
        return Stored("t", unescaped(content)) if kind == "str" else Stored(kind, content.strip())

    def _refuse_what_breaks(self, cell: Cell, wanted: Stored | None) -> None:
        """Half an array formula, or text nobody would see under a merged cell."""
        where = f"{self._book}, sheet {self.title!r}, cell {address(*cell)}"
        if not (1 <= cell[0] <= LAST_ROW and 1 <= cell[1] <= LAST_COLUMN):
            raise CannotWrite(f"{self._book}: the sheet {self.title!r} is full; there is no such cell.")
        for area in self._arrays:
            if holds(area, cell):
                raise CannotWrite(
                    f"{where} is part of an array formula ({area_name(area)}), which Excel changes only "
                    "as a whole. Replace the array formula by values or move it, and try again."
                )
        for area in self._merges if wanted is not None else []:
            if holds(area, cell) and cell != area[:2]:
                raise CannotWrite(
                    f"{where} lies under the merged cells {area_name(area)}, where nobody would see it. "
                    "Unmerge them (Home, Merge & Center) and try again."
                )

    def _lose_formula(self, cell: Cell, element: etree._Element) -> None:
        formula = element.find(FORMULA)
        if formula is None:
            return
        self.lost_formulas.add(cell)
        self._keep_shared(cell, element)

    def _keep_shared(self, cell: Cell, element: etree._Element) -> None:
        """Others may lean on the formula that a cell loses."""
        formula = element.find(FORMULA)
        if formula is None:
            return
        if formula.get("t") == "shared" and formula.get("ref") and formula.text:
            area = area_of(formula.get("ref", ""))
            self._masters[formula.get("si", "")] = _Master(cell, formula.text, area)

    def _hand_on(self, index: str, master: _Master) -> None:
        """Make the next cell of a shared group the one that holds its formula."""
        heirs = [(cell_of(f.getparent().get("r", "")), f) for f in _SHARED(self.root, si=index)]
        heirs = [(cell, formula) for cell, formula in heirs if holds(master.area, cell)]
        if heirs:
            (row, column), formula = heirs[0]
            down, right = row - master.cell[0], column - master.cell[1]
            formula.text = moved(master.formula, down=down, right=right)
            formula.set("ref", area_name(around([cell for cell, _ in heirs])))

    def _fit_style(self, element: etree._Element, value: Value) -> None:
        """Show a date as one, and a number not as one; what is not a number looks as the cell does."""
        if isinstance(value, bool) or not isinstance(value, int | float | dt.date | dt.time):
            return
        style = _style_of(element)
        fitting = self._styles.fitting(style, _format_for(value))
        if fitting != style:
            element.set("s", str(fitting))


def _style_of(element: etree._Element) -> int:
    style = whole_number(element.get("s", "0"))
    if style < 0:
        raise Misstated(f"there is no style {style}")
    return style


def _format_for(value: float | dt.date | dt.time) -> str:
    if isinstance(value, dt.datetime):
        return MOMENT_FORMAT if value.time() != dt.time() else DATE_FORMAT
    if isinstance(value, dt.time):
        return TIME_FORMAT
    return DATE_FORMAT if isinstance(value, dt.date) else GENERAL
