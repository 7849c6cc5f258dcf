"""What somebody typed where the toolkit has no table: sheets of their own, and beside the settings and the summary."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from toolkit.model.grid import Grid, Sheet, Value, address
from toolkit.model.plan import Seen
from toolkit.reading.settings import SHEET, Settings
from toolkit.reading.typed_cells import Fact, Noticed, shown
from toolkit.returns.look import SETTINGS_HELP, setting_help
from toolkit.returns.summary_sheet import SHEET as SUMMARY
from toolkit.returns.summary_sheet import WIDTHS
from toolkit.sheets.columns import SETTINGS

_MOST = 300
"""A sheet of their own may be a whole register; more of it than this is counted and not listed."""
_OF_THE_TEMPLATE = frozenset({SHEET, SETTINGS_HELP, *(s.label for s in SETTINGS), *(setting_help(s) for s in SETTINGS)})
_THEME = "Theme"
_Cell = tuple[int, int, Value]


def own_sheet_facts(grid: Grid, names: Collection[str], settings: Settings) -> list[Fact]:
    """Every cell of the sheets named, and of our own sheets without tables what the template does not write there."""
    facts: list[Fact] = []
    for own in grid.sheets:
        if own.name in names:
            facts += _told(grid.source, own, _cells(own))
    if settings.layout and (sheet := grid.sheet(SHEET)):
        facts += _told(grid.source, sheet, _beside_settings(sheet, settings))
    if summary := grid.sheet(SUMMARY):
        facts += _told(grid.source, summary, _beside_summary(summary))
    return facts


def _told(source: str, sheet: Sheet, cells: Iterator[_Cell]) -> list[Fact]:
    noticed = Noticed(source, "", sheet.name)
    for row, at, value in islice(cells, _MOST):
        noticed.add(Seen.OWN_SHEET, row=row, cell=address(row, at), text=shown(value).strip())
    for (row, at), text in sorted(sheet.far.items())[:_MOST]:
        noticed.add(Seen.OWN_SHEET, row=row, cell=address(row, at), text=text)
    if more := sum(1 for _ in cells) + max(len(sheet.far) - _MOST, 0):
        noticed.add(Seen.OWN_SHEET, text=f"and {more:,} more cells on this sheet")
    return noticed.facts


def _cells(sheet: Sheet) -> Iterator[_Cell]:
    for row, values in sheet:
        for at, value in enumerate(values, start=1):
            if value is not None and shown(value).strip():
                yield row, at, value


def _beside_settings(sheet: Sheet, settings: Settings) -> Iterator[_Cell]:
    assert settings.layout is not None
    places = {(settings.layout.rows[name], at) for name, at in settings.layout.columns.items()}
    for row, at, value in _cells(sheet):
        if (row, at) not in places and shown(value).strip() not in _OF_THE_TEMPLATE:
            yield row, at, value


def _beside_summary(sheet: Sheet) -> Iterator[_Cell]:
    """Right of the summary and below it; what stands within is written anew at every refresh."""
    last = 0
    for row, values in sheet:
        label = shown(values[0]).strip() if values else ""
        if label == _THEME or (last and label and any(type(v) is int for v in values[1:])):
            last = row
    for row, at, value in _cells(sheet) if last else ():
        if row > last or at > len(WIDTHS):
            yield row, at, value
