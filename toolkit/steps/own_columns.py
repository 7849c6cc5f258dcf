"""What a performance team keeps in its register beside the declared columns: carried from issue to issue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from toolkit.model.grid import Value
from toolkit.model.pack import Pack, PackColumn, PackSheet, Table
from toolkit.model.plan import Plan
from toolkit.sheets import SheetSpec, spec_of
from toolkit.steps.issued import record_key

WIDTH = 20
Held = Mapping[str, Mapping[str, Value]]
"""Heading to the row's key to what stood there."""


def with_own_columns(pack: Pack, register: Plan, before: Plan) -> Pack:
    """The next register's workbook with the columns the team added to the last one, after the declared ones."""
    sheets = [
        _wider_sheet(sheet, register, _held(before, sheet.name)) if _has_own(before, sheet.name) else sheet
        for sheet in pack.sheets
    ]
    return replace(pack, sheets=tuple(sheets))


def not_carried(before: Plan) -> list[str]:
    """What to tell the team of its own sheets, which the next register does not have."""
    names = [f"'{name}'" for sheets in before.other_sheets.values() for name in sheets]
    if not names:
        return []
    return [f"Not in the next register, and to be copied across in Excel: your own sheets {', '.join(names)}."]


def _has_own(before: Plan, sheet: str) -> bool:
    return bool(before.extras.get((before.sources[0], sheet))) and bool(spec_of(sheet).key)


def _held(before: Plan, sheet: str) -> Held:
    keys = {row: key for (_, row), key in zip(before[sheet].index, _keys(before, spec_of(sheet)), strict=True)}
    extras = before.extras[before.sources[0], sheet]
    return {
        heading: {keys[row]: value for row, value in held.items() if row in keys} for heading, held in extras.items()
    }


def _keys(register: Plan, spec: SheetSpec) -> list[str]:
    records = register[spec.name][list(spec.key)].to_numpy(dtype=object).tolist()
    return [record_key(spec, dict(zip(spec.key, record, strict=True))) for record in records]


def _wider_sheet(sheet: PackSheet, register: Plan, held: Held) -> PackSheet:
    keys = _keys(register, spec_of(sheet.name))
    blocks = [_wider(block, keys, held) if isinstance(block, Table) else block for block in sheet.blocks]
    return replace(sheet, blocks=tuple(blocks), widths=(*sheet.widths, *(WIDTH for _ in held)))


def _wider(table: Table, keys: list[str], held: Held) -> Table:
    rows = [[*row, *(values.get(key) for values in held.values())] for row, key in zip(table.rows, keys, strict=True)]
    added = [PackColumn(heading, "wrap", note="A column of your own.") for heading in held]
    return replace(table, columns=(*table.columns, *added), rows=rows)
