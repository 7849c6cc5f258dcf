"""A plan as tables: one return, a batch of returns, or a register.

Every table's index is (source, row): the file a row came from and Excel's own row number in it. Rules, ratings and
merges run once over a whole batch, and every row can say where it stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from types import MappingProxyType

import pandas as pd

from toolkit.model.dates import read_plan_date
from toolkit.model.dates.answer import PlanDate
from toolkit.model.grid import Area, Value, address

INDEX = ["source", "row"]


class Book(StrEnum):
    """The two workbooks people fill in."""

    RETURN = "Service Return"
    REGISTER = "Plan Register"


class Seen(StrEnum):
    """What a reader noticed about a file beside its values: the kinds of ``Plan.facts``."""

    NO_STAMP = "no template stamp"
    OLD_TEMPLATE = "older template"
    MISSING_COLUMN = "missing column"
    EXTRA_COLUMN = "extra column"
    REPEATED_HEADING = "repeated heading"
    BLANK_ROW = "blank row"
    MERGED = "merged cells"
    HIDDEN_ROWS = "hidden rows"
    EXCEL_ERROR = "Excel error"
    FORMULA_TEXT = "text like a formula"
    FORMULA = "formula of somebody's own"
    OUTSIDE_TABLE = "text outside the table"
    ODD_TEXT = "markup or odd characters"
    COLOURED = "coloured but blank"
    NOT_TEXT = "reference that is not text"
    UNREADABLE = "value that cannot be read"
    READ_AS = "value read as something else"
    MONTH_FORMAT = "month format"
    SUMMARY = "figure of the summary"
    ABOVE_TABLE = "text above the headings"
    OWN_SHEET = "cell that is not of the template"
    NOTE = "note on a cell"


FACT_COLUMNS = ["source", "table", "sheet", "kind", "row", "column", "cell", "text", "detail"]
"""``Plan.facts``: table (our name or blank), sheet (the file's name), kind (``Seen``), Excel row, column (identifier,
or the file's heading where it is not ours), cell (Excel's name), text (what stood there), detail (what it was read
as)."""


@dataclass(frozen=True)
class Layout:
    """Where one table stands in one file."""

    sheet: str
    header_row: int
    columns: Mapping[str, int]
    """Column identifier to Excel's column number."""
    headings: Mapping[str, str]
    """Column identifier to the heading as it stands in the file."""
    missing: tuple[str, ...] = ()
    extra: Mapping[str, int] = field(default_factory=dict)
    """Headings that are not ours, and their column numbers."""
    table: Area | None = None
    table_name: str = ""
    """What formulas call it; blank where it is no Excel table."""
    last_row: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    """Of Settings alone: identifier to the row it stands in; ``columns`` says where its value stands."""


@dataclass(kw_only=True, frozen=True, eq=False)
class Plan:
    """Tables of one or many workbooks, with what is needed to point back into them.

    Made by the reader, or of plain rows by ``sheets.frames.plan_of``, and then only ever changed by
    ``dataclasses.replace``: what is not named stays. Neither its fields nor its mappings can be written to.

    ``tables``: sheet name as declared in ``toolkit.sheets`` to a frame indexed (source, row) whose columns are every
    column declared for that sheet (all of the register's, too; absent ones are None), text tidied, dates as
    ``datetime.date``, blanks None. Columns of dates in words keep what was written.
    ``settings``: one row a source, a column a setting.
    ``layouts``: (source, sheet name) to where the table stands.
    ``facts``: see ``FACT_COLUMNS``.
    ``issued``: what each source was sent, from its hidden sheet: the tables by name, and "Worked out" (what the toolkit
    last wrote into worked-out columns), each indexed (source, key); key is the sheet's key columns joined by "|".
    """

    tables: Mapping[str, pd.DataFrame]
    settings: pd.DataFrame
    books: Mapping[str, Book]
    """Source to which workbook it is, decided once, in reading."""
    layouts: Mapping[tuple[str, str], Layout] = field(default_factory=dict)
    facts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FACT_COLUMNS))
    issued: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    """Source to SHA-256 of its bytes."""
    extras: Mapping[tuple[str, str], Mapping[str, Mapping[int, Value]]] = field(default_factory=dict)
    """(source, sheet name) to the headings that are not ours, to what stands under them by Excel row."""
    typed: Mapping[tuple[str, str], Mapping[tuple[int, str], Value]] = field(default_factory=dict)
    """(source, sheet name) to what was typed, by (Excel row, column), in cells that are blank here only because it
    could not be read as what the column holds."""
    read_as: Mapping[tuple[str, str], Mapping[tuple[int, str], tuple[Value, Value]]] = field(default_factory=dict)
    """(source, sheet name) to what was typed and what it was read as, by (Excel row, column), where the two differ:
    "complete" for Complete, "30th Sept 2026" for that day."""
    other_sheets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Source to its sheets that are not the toolkit's."""

    def __post_init__(self) -> None:
        for one in fields(self):
            if isinstance(held := getattr(self, one.name), dict):
                object.__setattr__(self, one.name, MappingProxyType(held))

    def __getitem__(self, sheet: str) -> pd.DataFrame:
        return self.tables[sheet]

    @property
    def sources(self) -> list[str]:
        """The files of this plan, in order."""
        return list(self.settings.index)

    def setting(self, name: str, index: pd.Index) -> pd.Series:
        """One setting for every row of an index (source, row)."""
        sources = index.get_level_values("source") if isinstance(index, pd.MultiIndex) else index
        return pd.Series(self.settings[name].reindex(sources).to_numpy(), index=index, dtype=object)

    def of(self, sources: Iterable[str]) -> Plan:
        """The part of the plan that came from some of its files."""
        kept = [s for s in self.sources if s in set(sources)]
        return replace(
            self,
            tables={name: rows_of(table, kept) for name, table in self.tables.items()},
            settings=self.settings.loc[kept],
            books={source: self.books[source] for source in kept},
            layouts={key: layout for key, layout in self.layouts.items() if key[0] in kept},
            facts=self.facts[self.facts["source"].isin(kept)],
            issued={name: rows_of(table, kept) for name, table in self.issued.items()},
            fingerprints={source: self.fingerprints[source] for source in kept if source in self.fingerprints},
            extras={key: extra for key, extra in self.extras.items() if key[0] in kept},
            typed={key: typed for key, typed in self.typed.items() if key[0] in kept},
            read_as={key: pairs for key, pairs in self.read_as.items() if key[0] in kept},
            other_sheets={source: self.other_sheets[source] for source in kept if source in self.other_sheets},
        )

    def cell(self, source: str, sheet: str, row: int | None, column: str) -> str:
        """Excel's own name for a cell, or nothing where the file lacks the column; a setting knows its own row."""
        layout = self.layouts.get((source, sheet))
        if layout is None or column not in layout.columns:
            return ""
        row = layout.rows.get(column, row)
        return address(row, layout.columns[column]) if row else ""

    def dates(self, sheet: str, column: str) -> pd.DataFrame:
        """What the dates in words of a column mean.

        Index as the table's; columns ``read`` (the whole ``PlanDate``) and, taken from it, ``outcome``, ``date``,
        ``start``, ``precision``, ``kind``, ``every``, ``dates``, ``suggest``.
        """
        table = self.tables[sheet]
        starts = self.setting("plan_start", table.index)
        anchors = self.setting("inspection_received", table.index)
        formats = self._formats(sheet, column)
        read = [
            _read(value, start, anchor, formats.get(place))
            for place, value, start, anchor in zip(table.index, table[column], starts, anchors, strict=True)
        ]
        parts = ("outcome", "date", "start", "precision", "kind", "every", "dates", "suggest")
        frame = {part: [getattr(one, part) for one in read] for part in parts}
        return pd.DataFrame({"read": read} | frame, index=table.index, dtype=object)

    def _formats(self, sheet: str, column: str) -> dict[tuple[str, int], str]:
        """Number formats of date cells that show no day, by (source, row)."""
        facts = self.facts
        shown = facts[(facts["kind"] == Seen.MONTH_FORMAT) & (facts["table"] == sheet) & (facts["column"] == column)]
        return {(s, r): t for s, r, t in zip(shown["source"], shown["row"], shown["text"], strict=True)}


def rows_of(table: pd.DataFrame, sources: list[str]) -> pd.DataFrame:
    """The rows of a table that came from some of its files."""
    return table[table.index.get_level_values("source").isin(sources)]


def _read(value: object, start: object, anchor: object, number_format: str | None) -> PlanDate:
    return read_plan_date(
        value,
        plan_start=start if isinstance(start, dt.date) else None,
        anchor=anchor if isinstance(anchor, dt.date) else None,
        number_format=number_format,
    )
