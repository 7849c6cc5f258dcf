"""The figures of a Summary sheet, so that one typed over can be told from one counted."""

from __future__ import annotations

from toolkit.model.grid import Grid, Value, address
from toolkit.model.identity import heading_key
from toolkit.model.plan import Seen
from toolkit.steps.reading.cells import shown
from toolkit.steps.reading.noticed import Fact, Noticed
from toolkit.steps.summarise import COUNTED
from toolkit.steps.summary_sheet import SHEET

TOTAL = "Actions"
_THEME = "Theme"
_COUNTS = {heading_key(name): name for name in (TOTAL, *COUNTED)}


def summary_facts(grid: Grid) -> list[Fact]:
    """Every count in the table by theme, the line for all actions among them; none where there is no such table."""
    sheet = grid.sheet(SHEET)
    noticed = Noticed(grid.source, SHEET, sheet.name if sheet else SHEET)
    columns: dict[int, str] = {}
    for row, values in sheet or ():
        theme = shown(values[0]).strip() if values else ""
        if theme == _THEME:
            columns = _count_columns(values)
        elif columns and theme:
            for at, heading in columns.items():
                if at <= len(values) and values[at - 1] is not None:
                    figure = shown(values[at - 1]).strip()
                    noticed.add(Seen.SUMMARY, row=row, column=heading, cell=address(row, at), text=figure, detail=theme)
    return noticed.facts


def _count_columns(values: list[Value]) -> dict[int, str]:
    named = {at: _COUNTS.get(heading_key(shown(value))) for at, value in enumerate(values, start=1)}
    return {at: name for at, name in named.items() if name}
