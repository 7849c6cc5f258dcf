"""The Settings sheet: labels with their values beside them, wherever in the first columns they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.model.grid import Cell, Grid, Sheet, Value, address
from toolkit.model.identity import heading_key
from toolkit.model.plan import Layout, Seen
from toolkit.reading.typed_cells import Noticed, Reading, read_cells, shown
from toolkit.sheets.columns import OLDEST_TEMPLATE, SETTINGS, Setting

SHEET = "Settings"
LABELS_WITHIN = 8
"""Columns in which labels are looked for."""
WHEN_ABSENT = ("amber_days", "stale_days", "scheme")
"""Settings that have a sound value of their own; a marking or a date never has."""
_FIRST = ("plan_start", "inspection_received")
"""Needed to read the dates in words among the others."""


@dataclass(frozen=True)
class Settings:
    """What one file's Settings say, every setting named, and what was noticed."""

    values: dict[str, object]
    noticed: Noticed
    layout: Layout | None
    typed: dict[tuple[int, str], Value]
    """What stands in cells that could not be read, by (Excel row, setting)."""

    def day(self, name: str) -> dt.date | None:
        """A setting that is a day, if it is there."""
        value = self.values[name]
        return value if isinstance(value, dt.date) else None


def read_settings(grid: Grid) -> Settings:
    """Read the settings of a workbook; one without the sheet has those of ``WHEN_ABSENT``."""
    sheet = grid.sheet(SHEET)
    places = {} if sheet is None else _places(sheet)
    columns = {name: column for name, (_, column) in places.items()}
    noticed = Noticed(grid.source, SHEET, sheet.name if sheet else SHEET, columns)
    values: dict[str, object] = dict.fromkeys(s.id for s in SETTINGS)
    for setting in sorted(SETTINGS, key=lambda s: s.id not in _FIRST):
        if sheet is not None and setting.id in places:
            values[setting.id] = _value(setting, sheet, places[setting.id], noticed, values)
    typed = {
        (at[0], name): stood
        for name, at in places.items()
        if sheet is not None and values[name] is None and shown(stood := sheet.at(*at)).strip()
    }
    for setting in SETTINGS:
        if setting.id in WHEN_ABSENT and values[setting.id] is None:
            values[setting.id] = setting.default
    _notice_stamp(values["template_version"], noticed, places.get("template_version"))
    return Settings(values, noticed, None if sheet is None else _layout(sheet, places), typed)


def _places(sheet: Sheet) -> dict[str, Cell]:
    """Setting to the cell of its value: the one beside its label, or beside the cells merged with it."""
    known = {heading_key(setting.label): setting.id for setting in SETTINGS}
    wide = {(top, left): right for top, left, _, right in sheet.merged}
    found: dict[str, Cell] = {}
    for row, values in sheet:
        for column, value in enumerate(values[:LABELS_WITHIN], start=1):
            name = known.get(heading_key(value)) if type(value) is str else None
            if name and name not in found:
                found[name] = row, wide.get((row, column), column) + 1
    return found


def _value(setting: Setting, sheet: Sheet, at: Cell, noticed: Noticed, values: Mapping[str, object]) -> Value:
    row, _ = at
    if at in sheet.errors:
        noticed.add(Seen.EXCEL_ERROR, row=row, column=setting.id, text=sheet.errors[at])
        return None
    start, received = (values[name] for name in _FIRST)
    reading = Reading(
        noticed,
        setting,
        [row],
        sheet.formulas,
        {row: sheet.formats[at]} if at in sheet.formats else {},
        start if isinstance(start, dt.date) else None,
        received if isinstance(received, dt.date) else None,
    )
    value = sheet.at(*at)
    if setting.id == "template_version" and isinstance(value, int) and not isinstance(value, bool):
        return f"{value}.0"
    return read_cells(reading, [value])[0]


def _notice_stamp(version: object, noticed: Noticed, at: Cell | None) -> None:
    """Whether the file was made from the template, and from one this toolkit still reads."""
    major = str(version).partition(".")[0] if version is not None else ""
    row, cell = (at[0], address(*at)) if at else (None, "")
    if not major.isdigit():
        noticed.add(Seen.NO_STAMP, row=row, cell=cell, text="" if version is None else str(version))
    elif int(major) < int(OLDEST_TEMPLATE.partition(".")[0]):
        noticed.add(Seen.OLD_TEMPLATE, row=row, cell=cell, text=str(version))


def _layout(sheet: Sheet, places: Mapping[str, Cell]) -> Layout:
    here = [s for s in SETTINGS if s.id in places]
    return Layout(
        sheet.name,
        header_row=0,
        columns={s.id: places[s.id][1] for s in here},
        headings={s.id: s.label for s in here},
        missing=tuple(s.id for s in SETTINGS if s.id not in places),
        last_row=max((row for row, _ in places.values()), default=0),
        rows={s.id: places[s.id][0] for s in here},
    )
