"""Grids as tests compare them: what every cell holds, whatever the length of its row."""

from __future__ import annotations

from collections.abc import Container

from toolkit.model.grid import Cell, Grid, Sheet


def cells_of(sheet: Sheet) -> dict[Cell, tuple[str, object]]:
    """Every cell that is not blank, with its kind: 1, 1.0 and True are three."""
    return {
        (row, column): (type(value).__name__, value)
        for row, values in sheet
        for column, value in enumerate(values, start=1)
        if value is not None
    }


def held_in(grid: Grid, *, but: Container[str] = ()) -> dict[str, object]:
    """Sheet to all that is read of it, but for sheets of some names."""
    return {
        sheet.name: (cells_of(sheet), sheet.errors, sheet.formulas, sheet.formats, sheet.tables, sheet.visible)
        for sheet in grid.sheets
        if sheet.name not in but
    }
