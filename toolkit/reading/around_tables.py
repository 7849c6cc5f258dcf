"""The figures of a Summary sheet, so that one typed over can be told from one counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice

from toolkit.model.grid import Grid, Value, address
from toolkit.model.identity import heading_key
from toolkit.model.plan import Seen
from toolkit.rating.summarise import COUNTED
from toolkit.reading.find_tables import Found
from toolkit.reading.typed_cells import Fact, Noticed, shown
from toolkit.returns.look import LABELS
from toolkit.returns.own_words import Known, seal
from toolkit.returns.summary_sheet import SHEET

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


GUIDE = "Guide"
JOINS = " · "
"""Stands between plan, service and period below the Guide's title, in a return that was issued."""
_MOST = 100
"""A published plan may have its whole paper above the table; more of it than this is counted and not listed."""


def title_facts(grid: Grid, found: Iterable[Found], known: Known) -> list[Fact]:
    """Texts above the headings of tables, but for those the template has there; and the plan's name on the Guide.

    ``known``: what the toolkit wrote there, where the file says so.
    """
    facts: list[Fact] = []
    for table in found:
        if not table.spec.written_by_toolkit:
            above = list(_above(grid.source, table, known.get(table.spec.name, ())))
            facts += above[:_MOST]
            if len(above) > _MOST:
                noticed = Noticed(grid.source, table.spec.name, table.sheet.name)
                more = f"and {len(above) - _MOST:,} more cells above the headings"
                noticed.add(Seen.ABOVE_TABLE, row=table.header_row, text=more)
                facts += noticed.facts
    return facts + _on_the_guide(grid)


def _above(source: str, table: Found, known: Collection[str]) -> Iterable[Fact]:
    noticed = Noticed(source, table.spec.name, table.sheet.name)
    ours = {table.spec.name, table.spec.help, *LABELS}
    for row, values in islice(table.sheet, table.header_row - 1):
        for at, value in enumerate(values, start=1):
            text = shown(value).strip()
            # Counts are formulas of the template; a program that loses them leaves what they last showed.
            own = text in ours or (known and seal(text) in known) or JOINS.strip() in text
            if text and not own and (row, at) not in table.sheet.formulas:
                noticed.add(Seen.ABOVE_TABLE, row=row, cell=address(row, at), text=text)
    return noticed.facts


def _on_the_guide(grid: Grid) -> list[Fact]:
    sheet = grid.sheet(GUIDE)
    text = shown(sheet.at(2, 1)) if sheet else ""
    if sheet is None or text.count(JOINS) < 2:
        return []
    noticed = Noticed(grid.source, GUIDE, sheet.name)
    noticed.add(Seen.ABOVE_TABLE, row=2, cell=address(2, 1), text=text.rsplit(JOINS, 2)[0])
    return noticed.facts
