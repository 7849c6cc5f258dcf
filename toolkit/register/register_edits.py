"""What must be written into a register for it to say what another plan says: only what differs."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.model.edits import CellValue, Edit, SetCells
from toolkit.model.grid import Cell
from toolkit.model.plan import Plan
from toolkit.reading.as_typed import as_typed
from toolkit.returns.issue import table_edits
from toolkit.returns.look import cell_value
from toolkit.returns.sign import setting_edits
from toolkit.sheets.columns import SETTINGS


def register_edits(before: Plan, after: Plan) -> list[Edit]:
    """The edits that turn the workbook of ``before`` into ``after``.

    A table that has gained or lost rows is written whole; of any other only the cells that differ. What the workbook
    has no sheet or column for is not written.
    """
    source = before.sources[0]
    was, now = as_typed(before, written=True), as_typed(after, written=True)
    there = [name for name in after.tables if (source, name) in before.layouts]
    grown = [name for name in there if len(after[name]) != len(before[name])]
    edits = table_edits(before, after.tables, grown)
    for name in (name for name in there if name not in grown):
        layout = before.layouts[source, name]
        if cells := _differing(was, now, name, layout.columns):
            edits.append(SetCells(layout.sheet, cells))
    was_set, is_set = (plan.settings.loc[source].to_dict() for plan in (before, after))
    changed = {
        setting.id: cell_value(is_set[setting.id])
        for setting in SETTINGS
        if is_set[setting.id] is not None and is_set[setting.id] != was_set[setting.id]
    }
    return edits + (setting_edits(before, changed) if changed else [])


def _differing(was: Plan, now: Plan, name: str, columns: Mapping[str, int]) -> dict[Cell, CellValue]:
    found: dict[Cell, CellValue] = {}
    rows = was[name].index.get_level_values("row")
    for column, at in columns.items():
        if was[name][column] is now[name][column]:
            continue
        for row, old, new in zip(rows, was[name][column], now[name][column], strict=True):
            if cell_value(old) != cell_value(new):
                found[int(row), at] = cell_value(new)
    return found
