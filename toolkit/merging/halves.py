"""Two files of one service, joined cell by cell, each compared with what was sent (C10).

A cell that only one of them changed is taken. Where both changed it, the newer signed file wins and the other value is
listed; where both were signed on one day neither is taken, and both are listed. A file that an earlier merge took is
one of them. So a corrected file replaces the first, and two officers may return halves.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.merging.choose_files import File
from toolkit.merging.compare import Brought, Cell, Item
from toolkit.merging.judge import Outcome, judge
from toolkit.model.dates.answer import show_date
from toolkit.model.english import listed
from toolkit.model.grid import Value
from toolkit.model.identity import service_key
from toolkit.sheets.columns import Column, Owner, SheetSpec, Type
from toolkit.sheets.compared import ALIKE, OTHER_WORDS, is_clear, likeness, same, shown

LOOKED_AT = ("updated_on", "updated_by")
"""When a row was last looked at, and by whom: the latest look counts, whichever file was signed first."""


@dataclass(frozen=True)
class Lost:
    """A value that was not taken because another file of the same service says otherwise."""

    ref: str
    cell: Cell
    kind: Outcome
    why: str
    file: str
    row: int | None
    who: str | None

    @property
    def answer(self) -> str | None:
        """Where the newer file counts there is nothing left to decide; None where somebody must."""
        return None if self.kind is Outcome.CONFLICT else "Settled as it came: the newer value counts."


@dataclass(frozen=True)
class _Rival:
    """One file's value of one cell, and how new it is."""

    value: Value
    stamp: tuple[dt.date, dt.date]
    item: Item | None
    """None for what an earlier merge took."""


@dataclass(frozen=True)
class Halves:
    """Joins the rows of the merged files, ``files`` by name."""

    files: Mapping[str, File]

    def by_row(self, items: Iterable[Item]) -> list[list[Item]]:
        """Rows of one key from one service, the newest file's first."""
        groups: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in items:
            groups[service_key(self.files[item.source].service), item.key].append(item)
        return [self.newest_first(several) for several in groups.values()]

    def newest_first(self, items: Iterable[Item]) -> list[Item]:
        """By the day their files were signed; on one day by name."""
        return sorted(items, key=lambda i: (-self._signed(i).toordinal(), i.source, i.row))

    def parted(self, spec: SheetSpec, items: Sequence[Item]) -> tuple[list[Item], list[Lost]]:
        """Each row with only the cells that are taken from it, and what was lost to another; ``items`` newest first."""
        if len(items) == 1 and not any(cell.brought for cell in items[0].cells.values()):
            return list(items), []
        kept: list[dict[str, Cell]] = [dict(item.cells) for item in items]
        over: list[dict[str, Cell]] = [dict(item.over) for item in items]
        lost: list[Lost] = []
        for column in spec.columns:
            for cells in (kept, over):
                _once(column, cells)
            lost += self._contest(column, items, kept)
        rows = zip(items, kept, over, strict=True)
        return [replace(item, cells=cells, over=more) for item, cells, more in rows], lost

    def _contest(self, column: Column, items: Sequence[Item], kept: list[dict[str, Cell]]) -> list[Lost]:
        """Takes a column out of all rows but those whose value is the newest."""
        at = [n for n, cells in enumerate(kept) if column.id in cells and _would_be_taken(column, cells[column.id])]
        if not at:
            return []
        first = kept[at[0]][column.id]
        rivals = [_Rival(_value(kept[n][column.id]), self._stamp(column, items[n]), items[n]) for n in at]
        if first.brought:
            rivals.append(_Rival(first.ours, _stamp_of(first.brought, column, items[at[0]]), None))
        elif len(at) == 1:
            return []
        newest = max(rival.stamp for rival in rivals)
        best = [rival for rival in rivals if rival.stamp == newest]
        tie = column.id not in LOOKED_AT and any(not same(column, best[0].value, r.value) for r in best)
        stands = first.ours if tie else best[0].value
        lost = []
        for n, rival in zip(at, rivals, strict=False):
            cell = kept[n].pop(column.id)
            if not tie and rival is best[0]:
                # What an earlier file of the service brought is no change of the register's own.
                kept[n][column.id] = replace(cell, sent=cell.ours)
            else:
                why = self._why(column, rival, rivals, best, tie=tie)
                kind = Outcome.CONFLICT if tie and rival in best else Outcome.HELD
                lost.append(self._lost(items[n], replace(cell, ours=stands), kind, why))
        if first.brought and not tie and best[0].item is not None and column.id not in LOOKED_AT:
            lost.append(_replaced(items[at[0]], first, best[0], self.files[best[0].item.source]))
        return lost

    def _why(
        self, column: Column, rival: _Rival, rivals: Sequence[_Rival], best: Sequence[_Rival], *, tie: bool
    ) -> str:
        if tie and rival in best:
            names = listed(tuple(self._name(one) for one in best))
            on = self._day(rival)
            return f"{names} say different things under {column.heading}, and {on}. Choose one and say why."
        if tie:
            return f"A newer file says something else under {column.heading}; which, is for you to choose."
        if column.id in LOOKED_AT:
            return f"{self._name(best[0])} has the latest look at this row."
        return f"{self._name(best[0])} is newer and says something else."

    def _name(self, rival: _Rival) -> str:
        return rival.item.source if rival.item else "the return already merged"

    def _day(self, rival: _Rival) -> str:
        day = rival.stamp[1]
        return "neither is signed" if day == dt.date.min else f"both are signed on {show_date(day)}"

    def _lost(self, item: Item, cell: Cell, kind: Outcome, why: str) -> Lost:
        return Lost(item.ref, cell, kind, why, item.source, item.row, self.files[item.source].signed_by)

    def _signed(self, item: Item) -> dt.date:
        return self.files[item.source].signed_on or dt.date.min

    def _stamp(self, column: Column, item: Item) -> tuple[dt.date, dt.date]:
        looked = item.values.get("updated_on") if column.id in LOOKED_AT else None
        return looked if isinstance(looked, dt.date) else dt.date.min, self._signed(item)

    def as_one(self, spec: SheetSpec, items: Sequence[Item]) -> tuple[Item, list[Lost]]:
        """One new row from several, newest first: what one leaves blank another may fill in."""
        first, *others = items
        values, cells, lost = dict(first.values), dict(first.cells), []
        for column in spec.columns:
            for item in others:
                if (cell := item.cells.get(column.id)) is None or cell.theirs is None:
                    continue
                stands = values[column.id]
                if stands is None:
                    values[column.id], cells[column.id] = cell.theirs, cell
                elif not same(column, stands, cell.theirs):
                    tie = self._signed(item) == self._signed(first) and column.id not in LOOKED_AT
                    day = f"{first.source} was signed on the same day" if tie else f"{first.source} is newer"
                    why = f"{day}, and says something else of this new row."
                    kind = Outcome.CONFLICT if tie else Outcome.HELD
                    lost.append(self._lost(item, replace(cell, ours=stands), kind, why))
        over = {column: cell for item in reversed(items) for column, cell in item.over.items()}
        return replace(first, values=values, cells=cells, over=over), lost


def words_of(spec: SheetSpec) -> str:
    """The column that says what a row is; "" where figures do."""
    return next((c.id for c in spec.columns if c.required and c.type is Type.LONG), "")


def one_piece_of_work(spec: SheetSpec, one: Item, other: Item) -> bool:
    """Whether two new rows of one key, from one service, are the same row."""
    column = words_of(spec)
    return not column or likeness(one[column], other[column]) >= ALIKE


def become_another(spec: SheetSpec, item: Item) -> bool:
    """Whether a row that an earlier file of the service brought is now quite another one under its number."""
    cell = item.cells.get(words_of(spec))
    return cell is not None and likeness(cell.theirs, cell.ours) < OTHER_WORDS


def _once(column: Column, rows: list[dict[str, Cell]]) -> None:
    """What several files say alike is said by the newest of them."""
    said: list[Value] = []
    for cells in rows:
        if (cell := cells.get(column.id)) is None:
            continue
        if any(same(column, cell.theirs, value) for value in said):
            del cells[column.id]
        else:
            said.append(cell.theirs)


def _value(cell: Cell) -> Value:
    return None if is_clear(cell.theirs) else cell.theirs


def _would_be_taken(column: Column, cell: Cell) -> bool:
    if column.owner is not Owner.SERVICE or not (cell.brought or same(column, cell.sent, cell.ours)):
        return False
    if is_clear(cell.theirs) and not cell.brought:
        # Where a cell was sent blank, CLEAR is still what one file says against another that fills it in.
        return not column.required
    return judge(column, replace(cell, sent=cell.ours)).outcome is Outcome.APPLIED


def _stamp_of(brought: Brought, column: Column, item: Item) -> tuple[dt.date, dt.date]:
    cell = item.cells.get("updated_on") if column.id in LOOKED_AT else None
    looked = cell.ours if cell else None
    return looked if isinstance(looked, dt.date) else dt.date.min, brought.signed_on or dt.date.min


def _replaced(item: Item, cell: Cell, by: _Rival, file: File) -> Lost:
    """What an earlier file had brought, and a newer one has replaced."""
    earlier = cell.brought
    assert earlier is not None
    was = Cell(cell.column, cell.sent, by.value, cell.ours)
    why = f"{file.source} is newer and says something else; this stood in the register before."
    return Lost(item.ref, was, Outcome.HELD, why, earlier.file, earlier.row, shown(earlier.who))
