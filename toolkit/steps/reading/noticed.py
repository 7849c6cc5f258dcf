"""What a reader notices about a file beside its values, gathered as the rows of ``Plan.facts``.

What each kind says, beside where it stands:

==================  =======================================================================================
MISSING_COLUMN      column: identifier of a required column that the sheet lacks
EXTRA_COLUMN        column, text: the heading; cell: where it stands; detail: how many rows are filled in
REPEATED_HEADING    row
BLANK_ROW           row
MERGED              row: its first; cell, text: the range
HIDDEN_ROWS         text: how many; detail: which; one a sheet
EXCEL_ERROR         text: the error as shown, such as #REF!
FORMULA             text: the value it shows
FORMULA_TEXT        text: what stands there; detail: its first character
OUTSIDE_TABLE       cell, text; of a row below or between: its first cell and all its text
ABOVE_TABLE         row, cell, text: what the template does not write there
OWN_SHEET           row, cell, text: on a sheet of their own, or where one of ours has no cell
ODD_TEXT            text: what stands there; detail: what is odd
COLOURED            text: the colour
NOT_TEXT            text: what Excel shows
UNREADABLE          text: what stands there; detail: why not
READ_AS             text: what stands there; detail: what it was read as
MONTH_FORMAT        text: the number format
SUMMARY             a count on the Summary sheet: row, cell; column: its heading; text: it; detail: its theme
OLD_TEMPLATE        text: the version
==================  =======================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from toolkit.model.grid import address
from toolkit.model.plan import FACT_COLUMNS, Seen

Fact = tuple[str, str, str, Seen, int | None, str, str, str, str]


@dataclass
class Noticed:
    """The facts of one table of one file; ``columns``: identifier to Excel's column."""

    source: str
    table: str
    sheet: str
    columns: dict[str, int] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    def add(
        self, kind: Seen, *, row: int | None = None, column: str = "", cell: str = "", text: str = "", detail: str = ""
    ) -> None:
        """Note one thing; the cell is worked out from row and column where it is not given."""
        if not cell and row is not None and column in self.columns:
            cell = address(row, self.columns[column])
        self.facts.append((self.source, self.table, self.sheet, kind, row, column, cell, text, detail))


def facts_of(facts: list[Fact]) -> pd.DataFrame:
    """Facts as a plan keeps them."""
    return pd.DataFrame(facts, columns=FACT_COLUMNS, dtype=object)
