"""The log of what was mended, which travels with the return: what stood there, what stands there now, and why.

It is a sheet of its own, which a return has from its first fix on; returns of every template may have it. What was
written can be put back from it, to the letter, also after the file was sent on.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.errors import ToolkitError
from toolkit.mending.mend import Mend
from toolkit.model.edits import AddSheet, Edit, FillBlock, SetCells
from toolkit.model.grid import Cell, Grid, Value, address, plain
from toolkit.model.identity import heading_key
from toolkit.model.plan import Plan
from toolkit.sheets.compared import shown
from toolkit.sheets.return_sheets import MENDED


@dataclass(frozen=True)
class Logged:
    """One line of the log, as it was read."""

    run: int
    sheet: str
    cell: str
    was: Value
    now: Value


@dataclass(frozen=True)
class PutBack:
    """What undoing the last fix writes, which cells it restores, and which it leaves since they changed again."""

    edits: list[Edit]
    restored: list[str]
    left: list[str]


def mending_edits(grid: Grid, plan: Plan, mends: Sequence[Mend]) -> list[Edit]:
    """The cells, and the lines of the log. Raises ToolkitError where a sheet of that name is somebody's own."""
    cells: dict[str, dict[Cell, Value]] = {}
    for mend in mends:
        cells.setdefault(mend.sheet, {})[mend.place] = mend.after
    made: list[Edit] = [SetCells(sheet, values) for sheet, values in cells.items()]
    return [*made, *_log_edits(grid, plan, mends)] if made else []


def _log_edits(grid: Grid, plan: Plan, mends: Sequence[Mend]) -> list[Edit]:
    layout = plan.layouts.get((plan.sources[0], MENDED.name))
    run = max(last_run(plan), 0) + 1
    if layout is not None:
        rows = [_ordered(layout.columns, _line(mend, run)) for mend in mends]
        return [FillBlock(layout.sheet, layout.last_row + 1, 1, rows, layout.last_row)]
    sheet = next((sheet for sheet in grid.sheets if heading_key(sheet.name) == heading_key(MENDED.name)), None)
    if sheet is not None and any(value is not None for _, values in sheet for value in values):
        raise ToolkitError(
            f"{grid.source} has a sheet '{sheet.name}' of its own, and that is where fix lists what it changed. "
            "Give that sheet another name, and run fix again."
        )
    headings = [column.heading for column in MENDED.columns]
    lines = [[_line(mend, run)[column.id] for column in MENDED.columns] for mend in mends]
    name = sheet.name if sheet is not None else MENDED.name
    return [
        AddSheet(name, widths=[column.width for column in MENDED.columns]),
        FillBlock(name, 1, 1, [headings, *lines], 0),
    ]


def _line(mend: Mend, run: int) -> dict[str, Value]:
    return {
        "run": run, "sheet": mend.sheet, "cell": mend.cell, "ref": mend.ref or None, "column": mend.heading,
        "rule": mend.rule, "was": _as_text(mend.before), "is_now": _as_text(mend.after), "why": mend.why,
        "kept_was": _kept(mend.before), "kept_now": _kept(mend.after),
    }  # fmt: skip


def _as_text(value: Value) -> Value:
    return value if value is None or isinstance(value, str) else shown(value)


def _ordered(columns: object, line: dict[str, Value]) -> list[Value]:
    places = dict(columns)  # type: ignore[call-overload]
    row: list[Value] = [None] * max(places.values())
    for name, at in places.items():
        row[at - 1] = line.get(name)
    return row


def last_run(plan: Plan) -> int:
    """The number of the last fix that a return tells of; 0 where there was none."""
    return max((int(n) for n in plan[MENDED.name]["run"] if isinstance(n, int | float)), default=0)


def undoing(grid: Grid, plan: Plan) -> PutBack:
    """Put the last fix back, cell by cell; one that has come to hold something else since is left as it is.

    Raises ToolkitError where the return was never mended.
    """
    run = last_run(plan)
    layout = plan.layouts.get((plan.sources[0], MENDED.name))
    if not run or layout is None:
        raise ToolkitError(f"{grid.source} says of no fix that could be undone.")
    found = [(row, one) for row, one in _logged(plan) if one.run == run]
    sheets = {sheet.name: sheet for sheet in grid.sheets}
    cells: dict[str, dict[Cell, Value]] = {}
    restored, left = [], []
    for _, one in found:
        place = _place(one.cell)
        if one.sheet in sheets and sheets[one.sheet].at(*place) == one.now:
            cells.setdefault(one.sheet, {})[place] = one.was
            restored.append(f"{one.sheet}!{one.cell}")
        else:
            left.append(f"{one.sheet}!{one.cell}")
    lines: dict[Cell, Value] = {(line, at): None for line, _ in found for at in layout.columns.values()}
    edits: list[Edit] = [SetCells(sheet, values) for sheet, values in cells.items()]
    return PutBack([*edits, SetCells(layout.sheet, lines)], restored, left)


def _logged(plan: Plan) -> Iterable[tuple[int, Logged]]:
    table = plan[MENDED.name]
    for row, line in zip(table.index.get_level_values("row"), table.to_dict("records"), strict=True):
        if isinstance(line["run"], int | float) and line["kept_was"] and line["kept_now"]:
            told = str(line["sheet"]), str(line["cell"])
            yield int(row), Logged(int(line["run"]), *told, _unkept(line["kept_was"]), _unkept(line["kept_now"]))


def _place(cell: str) -> Cell:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    place = int(cell[len(letters) :]), column
    assert address(*place) == cell
    return place


def _kept(value: Value) -> str:
    """A value to the letter, in signs that no reader tidies away."""
    if isinstance(value, dt.date | dt.time):
        kind = "$t" if isinstance(value, dt.time) else "$d"
        return json.dumps({kind: value.isoformat()})
    text = json.dumps(value)
    while "  " in text:
        text = text.replace("  ", " \\u0020")
    return text


def _unkept(kept: object) -> Value:
    value = json.loads(str(kept))
    if not isinstance(value, dict):
        return plain(value)
    if "$t" in value:
        return dt.time.fromisoformat(value["$t"])
    written = value["$d"]
    return plain(dt.datetime.fromisoformat(written) if "T" in written else dt.date.fromisoformat(written))
