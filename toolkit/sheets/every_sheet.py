"""All the sheets together, by book and by name; what a heading means on each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from toolkit.model.identity import heading_key
from toolkit.model.plan import Book as Book
from toolkit.sheets.actions import ACTIONS
from toolkit.sheets.columns import SheetSpec
from toolkit.sheets.register_logs import (
    ARCHIVES,
    CARRIED,
    CHANGES,
    CONTROL_TOTALS,
    CORRECTIONS,
    PROPOSED,
    RETURNS,
    SET_ASIDE,
    SIGN_OFFS,
    SNAPSHOTS,
)
from toolkit.sheets.register_sheets import (
    ABBREVIATIONS,
    DECISIONS,
    LINKS,
    NARRATIVE,
    OUTCOMES,
    PEOPLE,
    RECOMMENDATIONS,
    RULES,
    SERVICES,
    SOURCES,
    STANDARDS,
    THEMES,
    TIMELINE,
)
from toolkit.sheets.return_sheets import (
    ANSWERED,
    CHECK_RESULTS,
    EVIDENCE,
    MEASURE_VALUES,
    MEASURES,
    MENDED,
    MILESTONES,
    RISKS,
)

SHEETS: tuple[SheetSpec, ...] = (
    ACTIONS,
    MILESTONES,
    MEASURES,
    MEASURE_VALUES,
    RISKS,
    EVIDENCE,
    THEMES,
    OUTCOMES,
    RECOMMENDATIONS,
    LINKS,
    SOURCES,
    STANDARDS,
    TIMELINE,
    NARRATIVE,
    DECISIONS,
    PEOPLE,
    SERVICES,
    ABBREVIATIONS,
    RULES,
    CHECK_RESULTS,
    ANSWERED,
    MENDED,
    RETURNS,
    CHANGES,
    PROPOSED,
    CONTROL_TOTALS,
    SET_ASIDE,
    SNAPSHOTS,
    SIGN_OFFS,
    CORRECTIONS,
    CARRIED,
    *ARCHIVES.values(),
)
ISSUED_SHEET = "Issued"
"""The hidden sheet that keeps what the service was sent: Table, Key, Values (JSON). See ``returns.issue``."""


def sheets_of(book: Book) -> Iterator[SheetSpec]:
    """The table sheets every such workbook has, in order."""
    return (spec for spec in SHEETS if book in spec.books and not spec.only_when_filled)


def sheets_only_when_filled() -> Iterator[SheetSpec]:
    """The sheets a register has only where there is something on them."""
    return (spec for spec in SHEETS if spec.only_when_filled and Book.REGISTER in spec.books)


def spec_of(name: str) -> SheetSpec:
    """The declaration of the sheet of that name. KeyError if it is not ours."""
    return _by_name()[name]


@cache
def _by_name() -> dict[str, SheetSpec]:
    return {spec.name: spec for spec in SHEETS}


@cache
def headings(sheet: str) -> dict[str, str]:
    """Every heading that means a column of that sheet, folded, to the column's identifier.

    A column's own heading wins over another column's synonym.
    """
    spec = spec_of(sheet)
    known = {heading_key(also): column.id for column in spec.columns for also in column.also}
    return known | {heading_key(column.heading): column.id for column in spec.columns}
