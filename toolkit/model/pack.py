"""A workbook described, not written: sheets made of blocks.

Steps make packs, ``excel.write`` turns them into files and ``excel.live`` into sheets of an open book. Styles are
names; what they look like is data in ``excel.styled_cells``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from toolkit.model.grid import Value


@dataclass(frozen=True)
class Link:
    """Text that goes to a place in the same workbook, such as ``'Actions'!J7``, or to a file."""

    text: str
    target: str


@dataclass(frozen=True)
class Formula:
    """A formula and the value it has now, so that any viewer shows it."""

    text: str
    value: Value


Content = Value | Link | Formula


@dataclass(frozen=True)
class Line:
    """One line of text across the sheet: ``title``, ``subtitle``, ``heading``, ``text``, ``note`` or ``warning``."""

    text: str
    style: str = "text"


@dataclass(frozen=True)
class Gap:
    """Empty rows."""

    rows: int = 1


@dataclass(frozen=True)
class Cells:
    """Plain cells outside any table: live counts, or labels over the headings."""

    rows: Sequence[Sequence[Content]]
    styles: Sequence[str] = ("text",)
    """A style a column; where there are more columns than styles, the last goes on."""


@dataclass(frozen=True)
class Facts:
    """Labels and values, one pair a row: settings, cover details, receipts."""

    rows: Sequence[tuple[str, Content]]
    style: str = "facts"
    choices: Mapping[str, str] = field(default_factory=dict)
    """Label to the list its value is chosen from."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Label to a note on it."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Label to the defined name of its value's cell."""
    help: Mapping[str, str] = field(default_factory=dict)
    """Label to words shown beside its value."""


@dataclass(frozen=True)
class PackColumn:
    """One column of a table: heading and how its cells look and behave."""

    heading: str
    style: str = "text"
    """``text``, ``wrap``, ``code``, ``date``, ``whole``, ``number``, ``percent``, ``rating``..."""
    note: str = ""
    choices: str = ""
    """The list its cells are chosen from, by its name in ``sheets.LISTS``."""
    shaded: bool = False
    """Worked out by the toolkit: grey, so that officers leave it alone."""
    required: bool = False
    spark: tuple[str, str] | None = None
    """The first and last heading of the columns whose figures its cells draw as a small line."""
    span: int = 1
    """How many columns of the sheet it covers; a table with such columns is no real Excel table, whatever its name."""


@dataclass(frozen=True)
class Table:
    """A heading row and rows under it; with a name, a real Excel table.

    Without a name, a row of one cell runs across the table: a heading between its rows.
    """

    columns: Sequence[PackColumn]
    rows: Sequence[Sequence[Content]]
    name: str = ""
    marks: bool = False
    """Cells are marked by the Check results table, by the row's first cell and the heading: sorting moves no mark."""
    marks_by_cell: bool = False
    """With ``marks``: by the cell's address, where the first cell of a row is not the row's own."""
    total: bool = False
    """The last row is a total and stands out."""
    empty: str = ""
    """What to say where there are no rows."""
    row_styles: Mapping[int, str] = field(default_factory=dict)
    """Row position to a style for the whole row, such as ``group``."""
    cell_styles: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Row and column position to a style for that cell, such as ``heat-3`` or ``bar``."""


@dataclass(frozen=True)
class Chart:
    """Stacked bars of ratings, one bar a category, drawn from a table above it on the same sheet."""

    title: str
    table: str
    """The name of the table it draws."""
    category: str
    """The heading of the category column."""
    series: Sequence[str]
    """The headings of the series; where one is a rating, it takes the rating's colour."""
    rows: int = 14
    """How many rows of the sheet it covers."""
    alt: str = ""
    """What it shows, in words."""


@dataclass(frozen=True)
class Panel:
    """Blocks from the top down within some columns of the sheet, counted from 0, the last one included."""

    first: int
    last: int
    blocks: Sequence[Line | Gap | Table | Chart]

    @property
    def tops(self) -> list[int]:
        """How many rows below the panel's top each block begins."""
        return list(accumulate((depth(block) for block in self.blocks[:-1]), initial=0))


@dataclass(frozen=True)
class Panels:
    """Panels beside each other, as deep as the deepest; their rows are shared, and as tall as the tallest needs."""

    panels: Sequence[Panel]


Block = Line | Gap | Cells | Facts | Table | Chart | Panels


def depth(block: Block) -> int:
    """How many rows of the sheet a block takes. A table without rows keeps one under its headings."""
    match block:
        case Panels():
            return max(sum(map(depth, panel.blocks)) for panel in block.panels)
        case Line():
            return 1
        case Table():
            return 1 + max(1, len(block.rows))
        case Cells() | Facts():
            return len(block.rows)
        case Gap() | Chart():
            return block.rows


@dataclass(frozen=True)
class PackSheet:
    """One sheet: blocks from the top down, and how it prints."""

    name: str
    blocks: Sequence[Block]
    widths: Sequence[float] = ()
    landscape: bool = True
    one_page: bool = False
    freeze_columns: int = 0
    """With a table, its heading row is always frozen and repeats on every page; this freezes columns too."""
    state: str = "visible"
    """``visible``, ``hidden`` or ``very hidden``."""
    protected: bool = False
    tab: str = ""
    """A rating or a style name that colours the tab."""
    page_breaks: Sequence[int] = ()
    """Positions of blocks that start a new page."""
    merge: bool = True
    """A long line runs across the sheet in one merged cell; without, it wraps in the first column."""
    gridlines: bool = False
    """Shown on sheets people type in, so that the next free row looks free."""

    @property
    def tops(self) -> list[int]:
        """Excel's row number of each block's first row."""
        return list(accumulate((depth(block) for block in self.blocks[:-1]), initial=1))


@dataclass(frozen=True)
class Pack:
    """A whole workbook: sheets and what is printed on every page."""

    title: str
    sheets: Sequence[PackSheet]
    subject: str = ""
    organisation: str = ""
    marking: str = ""
    footer: str = ""
    """Version and as-at date, printed at the foot beside 'Page x of y'."""
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Named lists for drop-downs, kept on a hidden Lists sheet."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Defined names and what they stand for, such as ``'Check results'!$I$5:$I$2004``."""
    created: dt.date = dt.date(2026, 1, 1)
    """Time is an input: the report date, so that the same inputs give the same bytes."""
