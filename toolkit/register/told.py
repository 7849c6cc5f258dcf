"""What the team is told of its own register at a merge: cells that say something else than the toolkit goes by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from toolkit.model.grid import address
from toolkit.model.plan import Plan, Seen
from toolkit.reading.as_typed import read_otherwise
from toolkit.reading.typed_cells import ERRORS, shown

MOST_NAMED = 20


def told_of_cells(before: Plan, register: Plan) -> list[str]:
    """Cells of the last register that stand in the next as they were, and are not gone by as they stand."""
    return [
        *_listed(
            "Shows an Excel error, and stands in the next register as those words", list(_errors(before, register))
        ),
        *_listed("Read as something else, and kept as it was typed", list(_otherwise(before, register))),
        *_listed("Not in the next register, and to be written there again", list(_notes(before))),
    ]


def _listed(what: str, cells: Sequence[str]) -> list[str]:
    """One line of the receipt, as long as a person can read."""
    if not cells:
        return []
    more = [f"and {len(cells) - MOST_NAMED:,} more"] if len(cells) > MOST_NAMED else []
    return [f"{what}: {'; '.join([*cells[:MOST_NAMED], *more])}."]


def _errors(before: Plan, register: Plan) -> Iterator[str]:
    """Excel's errors in cells that have come to hold nothing else."""
    for (source, sheet), typed in sorted(register.typed.items()):
        table = register.tables.get(sheet, pd.DataFrame())
        for (row, column), value in sorted(typed.items()):
            if value in ERRORS and (source, row) in table.index and table.at[(source, row), column] is None:
                yield f"{value} in {_place(before, source, sheet, row, column)}"


def _otherwise(before: Plan, register: Plan) -> Iterator[str]:
    for (source, sheet, column), cells in sorted(read_otherwise(register).items()):
        read = register.read_as[source, sheet]
        for (_, row), typed in sorted(cells.items()):
            place = _place(before, source, sheet, row, column)
            yield f"“{shown(typed)}” in {place} is read as “{shown(read[row, column][1])}”"


def _notes(before: Plan) -> Iterator[str]:
    notes = before.facts[before.facts["kind"] == Seen.NOTE]
    for sheet, cell, text in zip(notes["sheet"], notes["cell"], notes["text"], strict=True):
        yield f"the note “{shown(text)}” on {cell} of {sheet}"


def _place(before: Plan, source: str, sheet: str, row: int, column: str) -> str:
    layout = before.layouts[source, sheet]
    return f"{address(row, layout.columns[column])} of {layout.sheet}"
