"""Rows that a page break made: a heading printed again, and the end of an action on a row of its own.

No row is taken out, for what stands beside and below it would move: the row is emptied, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from toolkit.mending.mend import LONGEST, Mend, Table
from toolkit.model.grid import Cell, Value
from toolkit.model.identity import heading_key, tidy
from toolkit.model.plan import Plan, Seen
from toolkit.sheets.columns import Owner, Type
from toolkit.sheets.every_sheet import headings

HEADING, SPLIT = "F-03", "F-09"
_ENDS = (".", "!", "?", ":", ";")
_GOES_ON = (",", "-", "\u2013", "/", "(")


def heading_mends(plan: Plan, table: Table) -> Iterator[Mend]:
    """Headings that stand again between the rows, emptied; certain where nothing else stands in the row."""
    facts = plan.facts
    facts = facts[(facts["kind"] == Seen.REPEATED_HEADING) & (facts["table"] == table.spec.name)]
    known = headings(table.spec.name)
    for row in map(int, facts["row"]):
        cells = _filled(table, row)
        if not all(table.may_touch(row, at) for at in cells):
            continue
        over = {at: table.sheet.at(table.layout.header_row, at) for at in cells}
        sure = all(
            heading_key(value) in known or heading_key(value) == heading_key(over[at]) for at, value in cells.items()
        )
        for at, value in cells.items():
            yield Mend(table.spec.name, table.sheet.name, (row, at), str(over[at] or ""), "", value, None, HEADING,
                       "A heading that is printed again.", sure, (HEADING, row))  # fmt: skip


def split_mends(table: Table, rows: Iterable[int], refs: dict[int, str]) -> Iterator[Mend]:
    """Ends of actions joined to what they are the end of. ``rows``: as a check found them; ``refs``: of the others."""
    chains: dict[int, list[int]] = {}
    for row in sorted(rows):
        above = max((other for other in refs if other < row), default=None)
        if above is not None:
            chains.setdefault(above, []).append(row)
    for above, ends in chains.items():
        yield from _joined(table, above, ends, refs[above])


def _joined(table: Table, above: int, ends: list[int], ref: str) -> Iterator[Mend]:
    """One action and its ends; none where what would have to move is more than words."""
    texts: dict[int, str | None] = {}
    cells: dict[Cell, Value] = {}
    sure = True
    for row in ends:
        for at, value in _filled(table, row).items():
            if not _is_words(table, at) or not isinstance(value, str) or not table.may_touch(row, at):
                return
            first = texts.get(at, _words(table.sheet.at(above, at)))
            second = tidy(value) or ""
            sure &= first is not None and _goes_on(first, second)
            texts[at] = f"{first} {second}" if first else second
            cells[row, at] = None
    cells |= {(above, at): text for at, text in texts.items()}
    if any(not table.may_touch(above, at) or len(text or "") > LONGEST for at, text in texts.items()):
        return
    names = {at: table.layout.headings[name] for name, at in table.layout.columns.items()}
    for (row, at), after in cells.items():
        made = Mend(table.spec.name, table.sheet.name, (row, at), names[at], ref, table.sheet.at(row, at), after, SPLIT,
                    f"The end of {ref or 'the action above'}, cut off by a page break.")  # fmt: skip
        yield replace(made, certain=sure, together=(SPLIT, above))


def _filled(table: Table, row: int) -> dict[int, Value]:
    columns = [*table.layout.columns.values(), *table.layout.extra.values()]
    found = {at: table.sheet.at(row, at) for at in sorted(columns)}
    return {at: v for at, v in found.items() if v is not None and (not isinstance(v, str) or tidy(v) is not None)}


def _is_words(table: Table, at: int) -> bool:
    """Whether a column holds long text that people write: nothing else can be joined."""
    name = next((name for name, place in table.layout.columns.items() if place == at), None)
    return name is not None and table.spec[name].type is Type.LONG and table.spec[name].owner is not Owner.TOOLKIT


def _words(value: Value) -> str | None:
    return tidy(value) if isinstance(value, str) else None


def _goes_on(first: str, second: str) -> bool:
    """Whether a sentence is cut in two: the first half has no end, and the second no beginning."""
    unfinished = not first.endswith(_ENDS) or first.endswith(_GOES_ON)
    return unfinished and second[:1].islower()
