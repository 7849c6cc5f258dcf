"""What somebody typed where the toolkit has no table: sheets of their own, onto ours, and in notes on cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from toolkit.model.grid import Grid, Sheet, Value, address
from toolkit.model.identity import heading_key
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Seen
from toolkit.reading.find_tables import Found
from toolkit.reading.settings import SHEET, Settings
from toolkit.reading.typed_cells import Fact, Noticed, shown
from toolkit.returns.guide import WIDTHS as GUIDE_WIDTHS
from toolkit.returns.look import HEADING_ROW, SETTINGS_HELP, setting_help
from toolkit.returns.own_words import Known, seal
from toolkit.returns.summary_sheet import SHEET as SUMMARY
from toolkit.returns.summary_sheet import WIDTHS
from toolkit.sheets.columns import SETTINGS
from toolkit.sheets.return_sheets import CHECK_RESULTS

RESULTS = CHECK_RESULTS.name
_MOST = 300
"""A sheet of their own may be a whole register; more of it than this is counted and not listed."""
_OF_THE_TEMPLATE = frozenset({SHEET, SETTINGS_HELP, *(s.label for s in SETTINGS), *(setting_help(s) for s in SETTINGS)})
_THEME = "Theme"
_PLACE = pattern_of(r"[A-Z]{1,3}[0-9]{1,7}")
_Cell = tuple[int, int, Value]


def own_sheet_facts(grid: Grid, names: Collection[str], settings: Settings, known: Known) -> list[Fact]:
    """Every cell of the sheets named, and of our own sheets without tables what the toolkit did not write there.

    ``known``: by sheet, what it wrote; of a return that came from an earlier toolkit, only what stands beside is told.
    """
    facts: list[Fact] = []
    for own in grid.sheets:
        if own.name in names:
            facts += _told(grid.source, own, _cells(own))
    for name in ("Guide", SHEET, "Lists", SUMMARY, RESULTS):
        sheet = grid.sheet(name)
        if sheet is not None and (name != SHEET or settings.layout):
            filled_in = _of_settings(settings) if name == SHEET else _answered(sheet) if name == RESULTS else set()
            typed = _typed(sheet, known[name], filled_in) if name in known else _beside(name, sheet, filled_in)
            facts += _told(grid.source, sheet, typed)
    return facts


def note_facts(grid: Grid, found: Mapping[str, Found], known: Known) -> list[Fact]:
    """Every note on a cell, but for those that the toolkit put there."""
    facts: list[Fact] = []
    tables = {table.sheet.name: name for name, table in found.items()}
    for sheet in grid.sheets:
        name = tables.get(sheet.name, "")
        ours = _own(known, name or sheet.name)
        noticed = Noticed(grid.source, name, sheet.name)
        for (row, at), text in sheet.notes.items():
            # A return of an earlier toolkit, and a register, say nothing of their own notes; they are on the headings.
            on_heading = bool(name) and ours is None and row == found[name].header_row
            if not on_heading and not _take(ours or Counter(), text):
                noticed.add(Seen.NOTE, row=row, cell=address(row, at), text=text)
        facts += noticed.facts
    return facts


def _own(known: Known, name: str) -> Counter[str] | None:
    """What the toolkit wrote onto a sheet, to be taken from as it is found."""
    wrote = next((wrote for of, wrote in known.items() if heading_key(of) == heading_key(name)), None)
    return None if wrote is None else wrote.copy()


def _take(ours: Counter[str], text: str) -> bool:
    """Whether a text is one of ours that was not found yet."""
    mark = seal(text)
    if not ours[mark]:
        return False
    ours[mark] -= 1
    return True


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


def _typed(sheet: Sheet, wrote: Counter[str], filled_in: Collection[tuple[int, int]]) -> Iterator[_Cell]:
    """What stands on a sheet of ours and was not written there by the toolkit."""
    ours = wrote.copy()
    for row, at, value in _cells(sheet):
        # A link of Check results is a formula, and says where its cell stands by now.
        link = (row, at) in sheet.formulas and _PLACE.fullmatch(shown(value))
        if (row, at) not in filled_in and not link and not _take(ours, shown(value)):
            yield row, at, value


def _of_settings(settings: Settings) -> set[tuple[int, int]]:
    layout = settings.layout
    return {(layout.rows[name], at) for name, at in layout.columns.items()} if layout else set()


def _answered(sheet: Sheet) -> set[tuple[int, int]]:
    """Below the heading Answer of Check results people choose or type: those are answers, and kept as such."""
    wanted = heading_key(CHECK_RESULTS["answer"].heading)
    below: set[tuple[int, int]] = set()
    columns: set[int] = set()
    for row, values in sheet:
        below |= {(row, at) for at in columns}
        columns |= {at for at, value in enumerate(values, start=1) if heading_key(value) == wanted}
    return below


def _beside(name: str, sheet: Sheet, filled_in: Collection[tuple[int, int]]) -> Iterator[_Cell]:
    """What stands where no toolkit writes, whatever its version."""
    if name == SHEET:
        cells = (cell for cell in _cells(sheet) if cell[:2] not in filled_in)
        return (cell for cell in cells if shown(cell[2]).strip() not in _OF_THE_TEMPLATE)
    if name == SUMMARY:
        return _beside_summary(sheet)
    if name == RESULTS:
        return (cell for cell in _cells(sheet) if cell[0] > HEADING_ROW and cell[1] > len(CHECK_RESULTS.columns))
    return (cell for cell in _cells(sheet) if name == "Guide" and cell[1] > len(GUIDE_WIDTHS))


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
