"""The three-way compare: what a return says, what its service was sent, and what the register says now.

Columns are compared whole, for every return at once; only what differs is looked at cell by cell.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from toolkit.model.dates import read_plan_date
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, plain_columns, row_key, row_keys, text_key
from toolkit.model.plan import Book, Plan
from toolkit.rating.risk_scores import scores
from toolkit.returns.own_words import FIXED, WRITTEN
from toolkit.returns.what_was_sent import WORKED_OUT
from toolkit.sheets.columns import Column, Owner, SheetSpec
from toolkit.sheets.compared import same, shown
from toolkit.sheets.every_sheet import spec_of

MERGED_SHEETS = ("Actions", "Milestones", "Measures", "Measure values", "Risks", "Evidence")


@dataclass(frozen=True)
class Brought:
    """A value that an earlier file of the same service put into the register this period."""

    file: str
    row: int | None
    who: str | None
    signed_on: dt.date | None
    old: str | None
    """What the register said before it, as the log prints it."""
    new: str | None
    whole_row: bool = False
    """It came with a new row, of which the log keeps no cells."""


@dataclass(frozen=True)
class Cell:
    """One cell of a return that differs from what was sent."""

    column: str
    sent: Value
    ours: Value
    """What the register says now."""
    theirs: Value
    brought: Brought | None = None
    """Where the register's value came with an earlier file of the same service, that file."""


@dataclass(frozen=True)
class Item:
    """One row of one return beside the row it was sent as and the register's row."""

    sheet: str
    source: str
    row: int
    key: str
    """Its key columns folded and joined; "" when it has none."""
    ref: str
    """The key as it stands in the return."""
    known: bool
    """The register has a row of this key."""
    sent: bool
    """The service was sent a row of this key."""
    values: Mapping[str, Value]
    cells: Mapping[str, Cell] = field(default_factory=dict)
    over: Mapping[str, Cell] = field(default_factory=dict)
    """Worked-out cells that no longer hold what the toolkit wrote there."""

    def __getitem__(self, column: str) -> Value:
        return self.values[column]

    def said(self) -> dict[str, Value]:
        """By heading, all that somebody typed into the row since it was sent."""
        spec = spec_of(self.sheet)
        keys = {} if self.known or len(spec.key) == 1 else {column: self.values[column] for column in spec.key}
        typed = keys | {column: cell.theirs for column, cell in {**self.cells, **self.over}.items()}
        return {spec[column].heading: value for column, value in typed.items()}

    def as_sent(self, column: str) -> Value:
        """What the service was sent, or the register says where nothing is kept of what was sent."""
        return self.cells[column].sent if column in self.cells else self.values[column]


class Sent:
    """What every service was sent, from the hidden sheets of their returns."""

    def __init__(self, issued: Mapping[str, pd.DataFrame]) -> None:
        self._frames = issued
        self._places = {sheet: _places(frame) for sheet, frame in issued.items() if sheet not in (FIXED, WRITTEN)}
        self._values: dict[str, dict[str, np.ndarray]] = {}
        self.sources = {source for places in self._places.values() for source, _ in places}

        self._keys: dict[str, dict[str, dict[str, int]]] = {}

    def keys(self, sheet: str, source: str) -> Mapping[str, int]:
        """The keys of the rows of one sheet that one service was sent, in order."""
        if sheet not in self._keys:
            self._keys[sheet] = defaultdict(dict)
            for (of, key), place in self._places.get(sheet, {}).items():
                self._keys[sheet][of][key] = place
        return self._keys[sheet].get(source, {})

    def places(self, sheet: str, source_keys: Iterator[tuple[str, str]]) -> np.ndarray:
        """Where the record of each (source, key) stands; -1 where there is none."""
        places = self._places.get(sheet, {})
        return np.array([places.get(one, -1) for one in source_keys], dtype=int)

    def values(self, sheet: str, column: str) -> np.ndarray:
        """One column of a sheet's records."""
        if sheet not in self._values:
            frame = self._frames.get(sheet, pd.DataFrame())
            self._values[sheet] = plain_columns(frame, tuple(frame.columns))
        values = self._values[sheet].get(column)
        return np.full(len(self._places.get(sheet, ())), None, dtype=object) if values is None else values

    def value(self, sheet: str, source: str, key: str, column: str) -> Value:
        """One value of one record; None where there is no such record."""
        place = self._places.get(sheet, {}).get((source, key))
        return None if place is None else self.values(sheet, column)[place]


def _places(frame: pd.DataFrame) -> dict[tuple[str, str], int]:
    return {(source, row_key(str(key).split("|"))): place for place, (source, key) in enumerate(frame.index)}


def compare(
    spec: SheetSpec,
    returns: Plan,
    register: pd.DataFrame,
    sent: Sent,
    *,
    foreign: Collection[str] = (),
    brought: Mapping[tuple[str, str, str], Brought] | None = None,
) -> list[Item]:
    """Every row of one sheet of every return, with the cells that differ from what was sent.

    Where nothing is kept of what was sent, the register stands in for it; never for ``foreign`` files, which are of
    another plan, where the same refs mean other actions (C13). ``brought``, by (source, key, column), are cells
    that an earlier file of the same service put into the register.
    """
    table = returns[spec.name]
    ids = tuple(c.id for c in spec.columns_of(Book.RETURN))
    theirs = plain_columns(table, ids)
    keys = row_keys(table, spec.key)
    columns = [c for c in spec.columns_of(Book.RETURN) if c.owner is not Owner.TOOLKIT and c.id not in spec.key]
    kept = plain_columns(register, tuple(c.id for c in columns))
    sources = list(table.index.get_level_values("source"))
    ours_at = _find(row_keys(register, spec.key), keys)
    ours_at[[source in foreign for source in sources]] = -1
    sent_at = sent.places(spec.name, zip(sources, keys, strict=True))
    cells: dict[int, dict[str, Cell]] = defaultdict(dict)
    before = _by_column(brought or {}, sources, keys)
    for column in columns:
        ours = _pick(kept[column.id], ours_at)
        base = np.where(sent_at >= 0, _pick(sent.values(spec.name, column.id), sent_at), ours)
        earlier = {n: one for n, one in before.get(column.id, {}).items() if _still(column, one, ours[n])}
        lacking = _sources_lacking(returns, spec.name, column.id)
        for n in np.flatnonzero(theirs[column.id] != base).tolist():
            given = theirs[column.id][n]
            if sources[n] not in lacking and not same(column, given, base[n]):
                cells[n][column.id] = Cell(column.id, base[n], ours[n], given, earlier.get(n))
        _against_what_was_before(column, earlier, sent_at, theirs[column.id], cells)
    places = {spec.name: sent_at}
    if spec.name == "Actions":
        places[WORKED_OUT] = sent.places(WORKED_OUT, zip(sources, keys, strict=True))
    anyway = _worked_out_anyway(returns, spec.name)
    over = _typed_over(spec, sent, theirs, places, register, ours_at, anyway)
    rows = list(table.index.get_level_values("row"))
    refs = ["|".join(canonical(v) or "" for v in parts) for parts in zip(*(theirs[k] for k in spec.key), strict=True)]
    return [
        Item(
            spec.name, sources[n], int(rows[n]), keys[n], refs[n].strip("|"), bool(ours_at[n] >= 0),
            bool(sent_at[n] >= 0), dict(zip(ids, values, strict=True)), cells.get(n, {}), over.get(n, {}),
        )
        for n, values in enumerate(zip(*theirs.values(), strict=True))
    ]  # fmt: skip


def _find(known: list[str], wanted: list[str]) -> np.ndarray:
    places = {key: place for place, key in enumerate(known) if key}
    return np.array([places.get(key, -1) for key in wanted], dtype=int)


def _pick(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Values at places; None where the place is -1."""
    picked = np.full(len(places), None, dtype=object)
    found = places >= 0
    picked[found] = values[places[found]]
    return picked


def _by_column(
    brought: Mapping[tuple[str, str, str], Brought], sources: list[str], keys: list[str]
) -> dict[str, dict[int, Brought]]:
    """By column and place, what an earlier file of the same service brought."""
    by_column: dict[str, dict[int, Brought]] = defaultdict(dict)
    at = {place: n for n, place in enumerate(zip(sources, keys, strict=True))} if brought else {}
    for (source, key, column), one in brought.items():
        if (source, key) in at:
            by_column[column][at[source, key]] = one
    return by_column


def _still(column: Column, brought: Brought, ours: Value) -> bool:
    """The register still says what that file brought; if not, the performance team has changed it since."""
    return brought.whole_row or canonical(shown(ours)) == canonical(brought.new) or same(column, ours, brought.new)


def _against_what_was_before(
    column: Column,
    earlier: Mapping[int, Brought],
    sent_at: np.ndarray,
    theirs: np.ndarray,
    cells: dict[int, dict[str, Cell]],
) -> None:
    """Where nothing is kept of what was sent, what the earlier file found stands in for it, and not what it brought."""
    for n, one in earlier.items():
        if sent_at[n] < 0 and (canonical(shown(theirs[n])) == canonical(one.old) or same(column, theirs[n], one.old)):
            cells[n].pop(column.id, None)


def _sources_lacking(returns: Plan, sheet: str, column: str) -> set[str]:
    """Files whose sheet has no such column: its blanks were never typed."""
    return {source for (source, name), at in returns.layouts.items() if name == sheet and column not in at.columns}


def _typed_over(
    spec: SheetSpec,
    sent: Sent,
    theirs: Mapping[str, np.ndarray],
    places: Mapping[str, np.ndarray],
    register: pd.DataFrame,
    ours_at: np.ndarray,
    anyway: Sequence[Collection[str]],
) -> dict[int, dict[str, Cell]]:
    """By place, worked-out cells that no longer hold what the toolkit last wrote there, be it nothing.

    ``places``: where each row's record stands among what was written and what was sent; where nothing is kept of the
    first, the second stands in for it, and then the register.
    """
    columns = [c.id for c in spec.columns_of(Book.RETURN) if c.owner is Owner.TOOLKIT]
    kept = plain_columns(register, tuple(columns))
    found: dict[int, dict[str, Cell]] = defaultdict(dict)
    for column in columns:
        before = _pick(kept[column], ours_at)
        for table, at in places.items():
            before = np.where(at >= 0, _pick(sent.values(table, column), at), before)
        for n in np.flatnonzero(theirs[column] != before).tolist():
            given, written = theirs[column][n], before[n]
            if given is not None and text_key(given) not in {
                text_key(written),
                *(anyway[n] if anyway else ()),
            }:
                found[n][column] = Cell(column, written, written, given)
    return found


def _worked_out_anyway(returns: Plan, sheet: str) -> list[Collection[str]]:
    """By place, what a refresh would write into the rows of a sheet for which it keeps no record of what it wrote."""
    if sheet == "Risks":
        return [{text_key(score)} - {""} for score in scores(returns)["score"]]
    if sheet == "Milestones":
        # Words that mean a day only beside the plan's start are few, and are then listed.
        read = [read_plan_date(words, plan_start=None) for words in returns[sheet]["due_as_written"]]
        return [{text_key(one.date), one.outcome} - {"", "date"} for one in read]
    return []
