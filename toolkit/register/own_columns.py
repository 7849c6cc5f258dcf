"""The columns the team added to a register go with their rows into the next; what cannot go along is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from toolkit.model.grid import Value
from toolkit.model.identity import canonical
from toolkit.model.pack import Pack, PackColumn, PackSheet, Table
from toolkit.model.plan import Plan, Seen
from toolkit.register.logs import archive_of
from toolkit.sheets.columns import Owner
from toolkit.sheets.compared import shown
from toolkit.sheets.every_sheet import SHEETS, spec_of
from toolkit.sheets.register_logs import ARCHIVES

WIDTH = 20
MOST_NAMED = 20
SAME_LINE: Mapping[str, Sequence[Sequence[str]]] = {
    "Control totals": [("period", "total", "service")],
    "Returns": [("period", "service", "file"), ("period", "service")],
}
"""By what a line is known again that a merge of the same period writes anew; by the first that tells it, if any."""
Held = Mapping[str, Mapping[int, Value]]
"""Heading to the row of the next register to what the team wrote there."""


def with_own_columns(pack: Pack, register: Plan, before: Plan) -> Pack:
    """The next register's workbook with the columns the team added to the last one, after the declared ones.

    Rows keep their numbers from register to register, whatever becomes of their refs, and new rows get new ones. Only
    on logs may a line come to stand where another was.
    """
    sheets = [
        _wider_sheet(sheet, register[sheet.name], held)
        if sheet.name in register.tables and (held := _held(before, register, sheet.name))
        else sheet
        for sheet in pack.sheets
    ]
    return replace(pack, sheets=tuple(sheets))


def not_carried(before: Plan, register: Plan) -> list[str]:
    """What to tell the team of what the next register does not have: own sheets, and words beside what is gone."""
    said = []
    names = [f"'{name}'" for sheets in before.other_sheets.values() for name in sheets]
    if names:
        said.append(f"Not in the next register, and to be copied across in Excel: your own sheets {', '.join(names)}.")
    left = [*_left(before, register), *_outside(before)]
    said += [f"Not in the next register: {one}" for one in left[:MOST_NAMED]]
    if len(left) > MOST_NAMED:
        said.append(f"Not in the next register: {len(left) - MOST_NAMED:,} more cells of your own.")
    return said


def _held(before: Plan, register: Plan, sheet: str) -> Held:
    held = _moved(before, sheet, _places(before, register, sheet))
    for log in (log for log in ARCHIVES if archive_of(log) == sheet):
        for heading, cells in _moved(before, log, _archived(before, register, log)).items():
            if cells:
                held[heading] = held.get(heading, {}) | cells
    return held


def _moved(before: Plan, sheet: str, places: Mapping[int, int]) -> dict[str, dict[int, Value]]:
    """What the team wrote on a sheet, by heading and by the row it stands in now."""
    extras = before.extras.get((before.sources[0], sheet), {})
    return {
        heading: {places[row]: value for row, value in cells.items() if row in places}
        for heading, cells in extras.items()
    }


def _archived(before: Plan, register: Plan, log: str) -> dict[int, int]:
    """Where each line of a log stands in its archive now, if it was moved there since."""
    archive = archive_of(log)
    places = _places(before, register, log)
    known = set(_rows(before[archive]))
    fresh = [(row, line) for row, line in _lines(register[archive], archive).items() if row not in known]
    found: dict[int, int] = {}
    for row, line in _lines(before[log], log).items():
        at = next((at for at, other in fresh if other == line), None) if row not in places else None
        if at is not None:
            found[row] = at
            fresh = [one for one in fresh if one[0] != at]
    return found


def _places(before: Plan, register: Plan, sheet: str) -> dict[int, int]:
    """Where each row of the last register stands in the next; rows that are gone are missing."""
    was, now = before[sheet], register[sheet]
    by_row = _lines(now, sheet)
    places = {row: row for row, line in _lines(was, sheet).items() if row in by_row and by_row[row] == line}
    gone, fresh = (_without(table, places) for table in (was, now))
    for columns in SAME_LINE.get(sheet, ()) if len(gone) else ():
        lines = dict(zip(_said(fresh, columns), _rows(fresh), strict=True))
        for row, line in zip(_rows(gone), _said(gone, columns), strict=True):
            if row not in places and line in lines and lines[line] not in places.values():
                places[row] = lines[line]
    return places


def _lines(table: pd.DataFrame, sheet: str) -> dict[int, tuple[str | None, ...]]:
    """By row, what makes a line of a log that line; nothing on sheets whose rows keep their numbers."""
    spec = spec_of(sheet)
    kept = [column.id for column in spec.columns if column.owner is Owner.TOOLKIT and column.id != "decision"]
    logs = {archive.name: log for log, archive in ARCHIVES.items()}
    columns = next(iter(SAME_LINE.get(logs.get(sheet, sheet), [kept]))) if spec.written_by_toolkit else ()
    return dict(zip(_rows(table), _said(table, columns), strict=True))


def _without(table: pd.DataFrame, places: Mapping[int, int]) -> pd.DataFrame:
    # As a series: of an empty table, an empty list would pick no columns rather than no rows.
    return table[pd.Series([row not in places for row in _rows(table)], index=table.index, dtype=bool)]


def _rows(table: pd.DataFrame) -> list[int]:
    return [int(row) for row in table.index.get_level_values("row")]


def _said(table: pd.DataFrame, columns: Sequence[str]) -> list[tuple[str | None, ...]]:
    return [tuple(map(canonical, line)) for line in table[list(columns)].to_numpy(dtype=object).tolist()]


def _left(before: Plan, register: Plan) -> Iterator[str]:
    """Words in columns of their own beside lines that are no more."""
    source = before.sources[0]
    for spec in SHEETS:
        extras = before.extras.get((source, spec.name))
        if not extras:
            continue
        places = _places(before, register, spec.name)
        if spec.name in ARCHIVES:
            places |= _archived(before, register, spec.name)
        for heading, cells in extras.items():
            for row in sorted(cells.keys() - places.keys()):
                yield f"“{shown(cells[row])}” under '{heading}' on {spec.name}, row {row}; its line is gone."


def _outside(before: Plan) -> Iterator[str]:
    facts = before.facts
    beside = facts[facts["kind"] == Seen.OUTSIDE_TABLE]
    for sheet, cell, text in zip(beside["sheet"], beside["cell"], beside["text"], strict=True):
        yield f"“{text}” in {cell} of {sheet}, outside the table."


def _wider_sheet(sheet: PackSheet, rows: pd.DataFrame, held: Held) -> PackSheet:
    blocks = [_wider(block, _rows(rows), held) if isinstance(block, Table) else block for block in sheet.blocks]
    return replace(sheet, blocks=tuple(blocks), widths=(*sheet.widths, *(WIDTH for _ in held)))


def _wider(table: Table, places: Sequence[int], held: Held) -> Table:
    rows = [[*row, *(cells.get(at) for cells in held.values())] for row, at in zip(table.rows, places, strict=True)]
    added = [PackColumn(heading, "wrap", note="A column of your own.") for heading in held]
    return replace(table, columns=(*table.columns, *added), rows=rows)
