"""An Excel table's own part: where the table stands, and what of it follows when its body grows or shrinks."""

from __future__ import annotations

from lxml import etree

from toolkit.errors import CannotWrite
from toolkit.excel.ooxml.areas import area_name, area_of
from toolkit.excel.ooxml.values import drop_attribute, tag
from toolkit.model.grid import Area

_FILTER = tag("autoFilter")


class TablePart:
    """The XML of one table."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.names = {root.get("displayName", ""), root.get("name", "")}

    @property
    def name(self) -> str:
        """The name Excel shows in Table Design."""
        return self.root.get("displayName") or self.root.get("name") or ""

    @property
    def body(self) -> Area:
        """The cells between headings and totals."""
        top, left, bottom, right = area_of(self.root.get("ref", ""))
        return top + self._headings, left, bottom - self._totals, right

    @property
    def headings(self) -> Area:
        """The cells of the headings; an area of no rows where the table shows none."""
        top, left, _, right = area_of(self.root.get("ref", ""))
        return top, left, top + self._headings - 1, right

    @property
    def is_filtered(self) -> bool:
        """Whether a filter may have hidden some of its rows."""
        filters = self.root.find(_FILTER)
        return filters is not None and filters.find(tag("filterColumn")) is not None

    @property
    def formulas(self) -> list[str]:
        """The formula of every column; empty where a column has none, or has an array formula."""
        found = (column.find(tag("calculatedColumnFormula")) for column in self.root.iter(tag("tableColumn")))
        return ["" if f is None or f.get("array") in ("1", "true") else f.text or "" for f in found]

    def resize(self, rows: int, *, where: str) -> None:
        """Give the body so many rows; the filter's range follows. A row of totals stands in the way."""
        top, left, bottom, right = self.body
        if top + rows - 1 != bottom and self._totals:
            raise CannotWrite(
                f"{where}: the table {self.name!r} has a total row, which stands in the way of "
                f"{rows:,} rows. Take it off (Table Design, Total Row) and try again."
            )
        ref = area_name((top - self._headings, left, top + rows - 1 + self._totals, right))
        if self.root.get("ref") != ref:
            self.root.set("ref", ref)
            filters = self.root.find(_FILTER)
            if filters is not None:
                filters.set("ref", area_name((top - self._headings, left, top + rows - 1, right)))

    def forget_filter_and_order(self) -> None:
        """Drop the filter and the sort order that spoke of rows no longer there; the buttons stay."""
        filters = self.root.find(_FILTER)
        for holder in [self.root] if filters is None else [self.root, filters]:
            for element in [e for e in holder if e.tag in (tag("sortState"), tag("filterColumn"))]:
                # A filterColumn may only hide the button of a column; that still holds.
                if element.tag == tag("sortState") or len(element):
                    holder.remove(element)
        # Excel's mark of a table that shows an empty row to type into.
        drop_attribute(self.root, "insertRow")
        drop_attribute(self.root, "insertRowShift")

    @property
    def _headings(self) -> int:
        return int(self.root.get("headerRowCount", "1"))

    @property
    def _totals(self) -> int:
        return int(self.root.get("totalsRowCount", "0"))
