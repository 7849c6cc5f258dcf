"""What a merge writes: the next register as it takes shape, and the lines that account for every step."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from toolkit.merging.compare import Item
from toolkit.merging.halves import Lost
from toolkit.model.grid import Value
from toolkit.model.identity import plain_columns, row_key
from toolkit.model.plan import INDEX, Plan
from toolkit.register.logs import FIRST_ROW, Line
from toolkit.sheets.columns import SheetSpec
from toolkit.sheets.compared import shown
from toolkit.sheets.every_sheet import spec_of
from toolkit.sheets.frames import no_rows


class Draft:
    """The next register while it is being made; sheets nobody writes to stay as they were."""

    def __init__(self, register: Plan) -> None:
        self._register = register
        self._columns: dict[str, dict[str, list]] = {}
        self._rows: dict[str, list[int]] = {}
        self._keys: dict[str, dict[str, int]] = {}
        self._twins: dict[str, set[str]] = {}
        self.settings: dict[str, Value] = {}
        """Settings that were changed."""

    def setting(self, name: str) -> Value:
        """One setting of the next register."""
        return self.settings.get(name, self._register.settings.iloc[0][name])

    def put_setting(self, name: str, value: Value) -> None:
        """Change one setting of the next register."""
        self.settings[name] = value

    def _of(self, sheet: str) -> dict[str, list]:
        if sheet not in self._columns:
            table = self._register[sheet]
            columns = plain_columns(table, tuple(table.columns))
            self._columns[sheet] = {name: list(values) for name, values in columns.items()}
            self._rows[sheet] = list(table.index.get_level_values("row"))
        return self._columns[sheet]

    def _places(self, sheet: str) -> dict[str, int]:
        if sheet not in self._keys:
            places: dict[str, int] = {}
            for place, key in enumerate(self._row_keys(sheet)):
                if key:
                    places.setdefault(key, place)
            self._keys[sheet] = places
        return self._keys[sheet]

    def _row_keys(self, sheet: str) -> Iterator[str]:
        """The key of every row, "" where it has none."""
        columns = self._of(sheet)
        return map(row_key, zip(*(columns[c] for c in spec_of(sheet).key), strict=True))

    def find(self, sheet: str, key: str) -> int | None:
        """Where the row of a key stands; None if there is none."""
        return self._places(sheet).get(key)

    def twins(self, sheet: str) -> set[str]:
        """Keys that stand in the register more than once."""
        if sheet not in self._twins:
            times = Counter(self._row_keys(sheet))
            self._twins[sheet] = {key for key, count in times.items() if key and count > 1}
        return self._twins[sheet]

    def keys(self, sheet: str) -> Mapping[str, int]:
        """Every key of a sheet and where its row stands."""
        return self._places(sheet)

    def column(self, sheet: str, column: str) -> list[Value]:
        """One column of the next register; do not write to it."""
        return self._of(sheet)[column]

    def get(self, sheet: str, at: int, column: str) -> Value:
        """One value of the next register."""
        return self._of(sheet)[column][at]

    def put(self, sheet: str, at: int, column: str, value: Value) -> None:
        """Change one value of the next register."""
        self._of(sheet)[column][at] = value

    def add(self, sheet: str, values: Mapping[str, Value]) -> int:
        """A new last row."""
        columns, places = self._of(sheet), self._places(sheet)
        for name, column in columns.items():
            column.append(values.get(name))
        rows = self._rows[sheet]
        rows.append(max(rows, default=FIRST_ROW - 1) + 1)
        at = len(rows) - 1
        places[row_key(values.get(c) for c in spec_of(sheet).key)] = at
        return at

    def table(self, sheet: str) -> pd.DataFrame:
        """One sheet as it now stands."""
        if sheet not in self._columns:
            return self._register[sheet]
        rows = self._rows[sheet]
        source = self._register.sources[0]
        index = pd.MultiIndex.from_tuples([(source, r) for r in rows], names=INDEX) if rows else no_rows()
        return pd.DataFrame(self._columns[sheet], index=index, dtype=object)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every sheet as it now stands."""
        return {sheet: self.table(sheet) for sheet in self._register.tables}


class Ledger:
    """The lines of the logs, in the order in which things were done."""

    def __init__(self, period: str, issue: int) -> None:
        self.period = period
        self.issue = issue
        self.changes: list[Line] = []
        self.proposed: list[Line] = []
        self.set_aside: list[Line] = []
        self._set_aside_rows: set[tuple[str, str, int]] = set()

    def change(
        self,
        sheet: str,
        ref: str,
        field: str,
        old: object,
        new: object,
        kind: str = "Changed",
        *,
        file: str,
        row: int | None = None,
        who: object = None,
        on: object = None,
    ) -> None:
        """One value of the register that a return, or what follows from one, has changed."""
        self.changes.append(
            {
                "period": self.period, "issue": self.issue, "sheet": sheet, "ref": ref, "field": field,
                "old": shown(old), "new": shown(new), "kind": kind, "file": file, "row": row, "who": shown(who),
                "on": on if isinstance(on, dt.date) else None,
            }
        )  # fmt: skip

    def propose(
        self,
        kind: str,
        sheet: str,
        ref: str,
        why: str,
        *,
        file: str,
        field: str = "",
        issued: object = None,
        register: object = None,
        returned: object = None,
        row: int | None = None,
        who: object = None,
        cells: str | None = None,
        answer: str | None = None,
    ) -> None:
        """Something not applied, that a person must settle: Proposed, Conflict, Held or Question.

        ``cells``: a whole row, as ``decisions.row_in_words`` keeps it for Accept; ``answer``: what a rule has settled.
        """
        self.proposed.append(
            {
                "period": self.period, "kind": kind, "sheet": sheet, "ref": ref or None, "field": field or None,
                "issued": shown(issued), "register": shown(register), "returned": shown(returned), "why": why,
                "file": file, "row": row, "who": shown(who), "cells": cells, "answer": answer,
            }
        )  # fmt: skip

    def lose(self, spec: SheetSpec, lost: Lost) -> None:
        """A value that another file of the same service says otherwise."""
        self.propose(
            str(lost.kind), spec.name, lost.ref, lost.why, field=spec[lost.cell.column].heading,
            issued=lost.cell.sent, register=lost.cell.ours, returned=lost.cell.theirs, file=lost.file, row=lost.row,
            who=lost.who, answer=lost.answer,
        )  # fmt: skip

    def ask(self, items: Sequence[Item], why: str, *, who: object, returned: object = None) -> None:
        """One question about rows that cannot be told apart, or placed."""
        first = items[0]
        self.propose(
            "Question", first.sheet, first.ref, why, file=first.source, row=first.row, who=who, returned=returned
        )

    def put_row_aside(self, item: Item, why: str) -> None:
        """A row of which nothing is merged, with all that was typed into it."""
        self.put_aside(item.sheet, item.source, item.row, item.ref, why, item.said())

    def put_aside(
        self, sheet: str, file: str, row: int | None, ref: str, why: str, cells: Mapping[str, object] | None = None
    ) -> None:
        """A row that was read and not merged, with what stood in its cells, by heading."""
        # A sheet's name, too, as it will be read again.
        named = {"sheet": shown(sheet), "row": row, "ref": ref or None}
        line: Line = {"period": self.period, "file": file, **named, "why": why}
        said = {heading: value for heading, value in (cells or {}).items() if value is not None}
        if said:
            self.set_aside += [line | {"column": h, "value": shown(v)} for h, v in said.items()]
        else:
            self.set_aside.append(line | {"column": None, "value": None})
        if row is not None:
            self._set_aside_rows.add((sheet, file, row))

    def rows_set_aside(self, sheet: str, file: str) -> int:
        """How many rows of one sheet of one file were set aside."""
        return sum(1 for s, f, _ in self._set_aside_rows if (s, f) == (sheet, file))
