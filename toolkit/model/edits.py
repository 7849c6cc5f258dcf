"""Changes to a workbook somebody else keeps: what to write and where, whether it is closed or open in Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.model.grid import Cell, Value


@dataclass(frozen=True)
class Link:
    """Text that jumps to a place in the same workbook; ``location`` is like ``'Actions'!J7``."""

    text: str
    location: str
    tip: str = ""


@dataclass(frozen=True)
class Cached:
    """A new stored result for a cell whose formula stays as it is.

    A cell where somebody typed over the formula is left alone, and reported as left alone.
    """

    value: Value


@dataclass(frozen=True)
class Result:
    """A formula of ours and what it comes to as things stand; all cells of a table's column are given the same one."""

    formula: str
    """As it is typed, from ``=``."""
    value: Value


CellValue = Value | Link | Cached | Result
Row = Sequence[CellValue]


@dataclass(frozen=True)
class SetCells:
    """Single cells of a sheet, by Excel's row and column (from 1). None empties a cell."""

    sheet: str
    cells: Mapping[Cell, CellValue]


@dataclass(frozen=True)
class FillTable:
    """The whole body of an Excel table, however many rows it had; the headings stay.

    A row shorter than the table is filled up with blanks. No rows leave one blank row, as Excel needs one.
    """

    sheet: str
    table: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class FillBlock:
    """A plain block of cells: writes the rows and empties what else the block held down to ``clear_to``."""

    sheet: str
    top: int
    left: int
    rows: Sequence[Row]
    clear_to: int
    width: int | None = None
    """How many columns the block has; by default as many as its widest row."""

    def __post_init__(self) -> None:
        if self.width is None and not self.rows:
            raise ValueError("a block without rows must say how many columns to clear")

    @property
    def columns(self) -> int:
        """How many columns are written and cleared."""
        return max([self.width or 0, *map(len, self.rows)])


@dataclass(frozen=True)
class AddSheet:
    """A sheet for a workbook that has none of that name; where there is one, nothing happens."""

    name: str
    rows: Sequence[Row] = ()
    widths: Sequence[float] = ()
    after: str | None = None
    """The sheet it follows; by default, or where that is missing, it comes last."""

    def __post_init__(self) -> None:
        name = self.name
        if not 1 <= len(name) <= 31 or set(name) & set("[]:*?/\\") or "'" in (name[0], name[-1]):
            raise ValueError(f"Excel does not accept {name!r} as the name of a sheet")


Edit = SetCells | FillTable | FillBlock | AddSheet
