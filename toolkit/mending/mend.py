"""One cell that may be mended: what stands there, what is meant, and how sure that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from toolkit.model.grid import Cell, Grid, Sheet, Value, address
from toolkit.model.plan import Layout, Plan
from toolkit.sheets.columns import SheetSpec
from toolkit.sheets.compared import shown

SPACES = "spaces"
"""Stands for a rule where no rule asks: what is read is the same with and without them."""
LONGEST = 30_000
"""Characters of a cell beyond which it is left alone: the log could not hold it to the letter."""


@dataclass(frozen=True)
class Mend:
    """One cell: before, after, by which rule and why."""

    table: str
    """The sheet, as it is declared."""
    sheet: str
    """The sheet, as the file calls it."""
    place: Cell
    heading: str
    ref: str
    before: Value
    after: Value
    rule: str
    why: str
    certain: bool = True
    """Whether it is made without anybody looking at it; the others are suggestions."""
    together: tuple[str, int] | None = None
    """What it is part of: cells that make sense only together have one number."""
    number: int = 0

    @property
    def cell(self) -> str:
        """Excel's own name for the cell."""
        return address(*self.place)

    def as_json(self) -> dict[str, object]:
        """The mend as the command line gives it out."""
        return {
            "number": self.number,
            "sheet": self.sheet,
            "cell": self.cell,
            "ref": self.ref,
            "column": self.heading,
            "before": _plain(self.before),
            "after": _plain(self.after),
            "rule": self.rule,
            "why": self.why,
            "certain": self.certain,
        }


def _plain(value: Value) -> Value:
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def in_words(value: Value) -> str:
    """A cell as a preview shows it: spaces that matter can be seen, and what is no text is told from text."""
    if value is None:
        return "(empty)"
    if isinstance(value, str):
        return f'"{value}"'.replace("\u00a0", "\u237d").replace("\n", "\u21b5")
    return f"{shown(value)} ({'date' if isinstance(value, dt.date) else 'number'})"


def both_in_words(mend: Mend, widest: int) -> str:
    """Before and after; of long texts the part in which they first differ."""
    before, after = mend.before, mend.after
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > widest:
        same = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(after))
        start = max(same - widest // 2, 0)
        before, after = (_part(text, start, start + widest) for text in (before, after))
    return f"{in_words(before)} -> {in_words(after)}"


def _part(text: str, start: int, end: int) -> str:
    return f"{'...' if start else ''}{text[start:end]}{'...' if end < len(text) else ''}"


@dataclass(frozen=True)
class Table:
    """One table of one return, with the cells as they stand in the file."""

    spec: SheetSpec
    layout: Layout
    sheet: Sheet

    def mend(self, row: int, column: str, after: Value, *, rule: str, why: str, ref: str, certain: bool) -> Mend:
        """A mend of one of its cells."""
        at = self.layout.columns[column]
        before, heading = self.sheet.at(row, at), self.layout.headings[column]
        return Mend(self.spec.name, self.sheet.name, (row, at), heading, ref, before, after, rule, why, certain)

    def may_touch(self, row: int, at: int) -> bool:
        """Whether a cell is plain: no formula, not part of merged cells, and not too long to be logged."""
        if (row, at) in self.sheet.formulas or (row, at) in self.sheet.errors:
            return False
        if any(top <= row <= last and left <= at <= right for top, left, last, right in self.sheet.merged):
            return False
        return len(str(self.sheet.at(row, at))) <= LONGEST


def tables_of(grid: Grid, plan: Plan, names: Iterable[str]) -> dict[str, Table]:
    """Those of some tables that a return has."""
    from toolkit.sheets.every_sheet import spec_of

    source, found = plan.sources[0], {}
    for name in names:
        layout = plan.layouts.get((source, name))
        sheet = None if layout is None else next((s for s in grid.sheets if s.name == layout.sheet), None)
        if layout is not None and sheet is not None:
            found[name] = Table(spec_of(name), layout, sheet)
    return found


def with_mends(grid: Grid, mends: Iterable[Mend]) -> Grid:
    """The workbook as it would be read with these made."""
    cells: dict[str, dict[Cell, Value]] = {}
    for mend in mends:
        cells.setdefault(mend.sheet, {})[mend.place] = mend.after
    return replace(grid, sheets=tuple(_with(sheet, cells.get(sheet.name, {})) for sheet in grid.sheets))


def _with(sheet: Sheet, cells: dict[Cell, Value]) -> Sheet:
    rows = [list(row) for row in sheet.rows] if cells else sheet.rows
    for (row, at), value in cells.items():
        rows[row - 1][at - 1] = value
    return replace(sheet, rows=rows)


def numbered(mends: Iterable[Mend], order: Sequence[str]) -> list[Mend]:
    """By sheet and place, each with its number; those that are made together have one."""
    in_order = sorted(mends, key=lambda m: (order.index(m.table), (m.together or ("", m.place[0]))[1], m.place))
    numbers: dict[object, int] = {}
    return [replace(m, number=numbers.setdefault(m.together or (m.sheet, m.place), len(numbers) + 1)) for m in in_order]
