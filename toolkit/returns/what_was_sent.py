"""What a service was sent, kept in its return on a hidden sheet, so that a merge can tell who changed what.

One row a record: Table, Key, Values. Values is the record as JSON without its blanks; a long one goes on in the next
columns. The records of table "Worked out" are not what was sent but what the toolkit last wrote; those of
``own_words`` are the sums of its own texts.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from sys import intern

import pandas as pd

from toolkit.errors import CannotRead
from toolkit.model.edits import Edit, FillBlock
from toolkit.model.grid import Sheet, Value, plain
from toolkit.model.plan import Book, Plan
from toolkit.returns.look import cell_value
from toolkit.returns.own_words import FIXED, SEALS, SLOTS, WRITTEN, Known, packed, unpacked
from toolkit.sheets.columns import SheetSpec
from toolkit.sheets.every_sheet import ISSUED_SHEET, sheets_of, spec_of
from toolkit.sheets.register_sheets import RULES

WORKED_OUT = "Worked out"
WORKED_OUT_COLUMNS = ("due", "worked_out_rating", "why", "rating", "previous_rating", "direction")
SENT = (*(spec.name for spec in sheets_of(Book.RETURN) if not spec.written_by_toolkit), RULES.name)
"""What goes out with a return; the rules of the plan, of which it has no sheet, only so."""
ISSUED_FOR = "Settings"
"""The one record of it: for which period the return was issued. Returns of template 1.0 have none."""
ISSUED_FOR_COLUMNS = ("period",)
_KEPT = (ISSUED_FOR, *SENT)
REGISTER_FIELDS = ("start", "times_moved", "type", "service")
"""Fields of an action that its rating needs and its return has no column for."""
HISTORY = ("tbc_periods", "previous_status")
"""From the snapshots: for how many signed-off periods running its date was TBC, and its status at the last of them."""
HEADINGS = ["Table", "Key", "Values"]
LONGEST = 30_000
"""Characters of JSON in one cell; Excel takes 32,767."""

_TABLES = (*_KEPT, FIXED, WRITTEN, WORKED_OUT)
"""The records in the order in which they stand."""
_Record = tuple[str, str, dict[str, object]]


def issued_rows(
    plan: Plan,
    fixed: Mapping[str, Iterable[str]] | None = None,
    written: Mapping[str, Iterable[str]] | None = None,
) -> list[list[str]]:
    """The hidden sheet of a return, headings first; ``plan`` is what the return was filled with.

    Its actions may have columns more than the declared ones: those of ``HISTORY``. ``fixed`` and ``written``: by sheet,
    the toolkit's own texts.
    """
    own = [(FIXED, sheet, record) for sheet, texts in (fixed or {}).items() for record in packed(texts)]
    if written is not None:
        own += [(WRITTEN, sheet, one) for sheet, n in SLOTS.items() for one in packed(written.get(sheet, ()), n)]
    records = [*_issued_for(plan), *_sent(plan), *own, *_worked_out(plan["Actions"])]
    rows = [[table, key, *_cut(_as_json(values))] for table, key, values in records]
    widest = max(map(len, rows), default=len(HEADINGS))
    more = [f"Values {n}" for n in range(2, widest - len(HEADINGS) + 2)]
    return [[*HEADINGS, *more], *rows]


def read_issued(sheet: Sheet, source: str) -> dict[str, pd.DataFrame]:
    """The hidden sheet back as tables, each indexed (source, key): the exact inverse of ``issued_rows``.

    A table of every sheet that is sent, "Settings" and "Worked out"; what a record lacks is None. Raises CannotRead
    where a record cannot be read.
    """
    records = IssuedRecords()
    records.add(sheet, source)
    return records.tables()


class IssuedRecords:
    """What was sent with many returns, while they are read; frames take long to make and are made once, of all."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[list[str], list[str]]] = {}
        self._columns: dict[str, dict[str, list[object]]] = {}

    def add(self, sheet: Sheet, source: str) -> Known:
        """Read one hidden sheet, whole or not at all; gives the texts that the toolkit wrote.

        Raises CannotRead where a record cannot be read.
        """
        own: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for name, records in _records_in(sheet, source).items():
            for of, values in records if name in (FIXED, WRITTEN) else ():
                own[of] += unpacked(values.get(SEALS))
            sources, keys = self._places.setdefault(name, ([], []))
            sources += [source] * len(records)
            keys += [key for key, _ in records]
            for column, cells in self._columns.setdefault(name, {c: [] for c in _columns_of(name)}).items():
                cells += [values.get(column) for _, values in records]
        return own

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables of all the sheets, each indexed (source, key); none where no sheet was read."""
        return {name: _frame(name, *self._places[name], columns) for name, columns in self._columns.items()}


def _records_in(sheet: Sheet, source: str) -> dict[str, list[tuple[str, dict[str, object]]]]:
    found: dict[str, list[tuple[str, dict[str, object]]]] = {name: [] for name in _TABLES}
    for row, (table, key, *values) in ((n, _three(cells)) for n, cells in sheet if n > 1):
        if str(table) not in found:
            if table is not None:
                raise _changed_by_hand(source, row)
            continue
        found[str(table)].append((_text(key), _read(values, source, row)))
    return found


def record_key(spec: SheetSpec, row: Mapping[str, object]) -> str:
    """A record's key: its sheet's key columns, joined."""
    return "|".join(_text(cell_value(row[column])) for column in spec.key)


def worked_out_edits(plan: Plan, source: str, worked: pd.DataFrame) -> list[Edit]:
    """Remember in a return what the toolkit now writes into its worked-out columns, to know it again.

    ``worked``: the worked-out columns, indexed as the plan's actions. No edits for a file not made from the template.
    """
    if cell_value(plan.settings.at[source, "template_version"]) is None:
        return []
    actions = plan["Actions"]
    now = actions.assign(**{name: worked[name] for name in WORKED_OUT_COLUMNS if name in worked})
    records = _worked_out(now[now.index.get_level_values("source") == source])
    rows = [[table, key, _as_json(values)] for table, key, values in records]
    top = _top(plan, source, WORKED_OUT)
    last = top + max(len(rows), _count(plan.issued.get(WORKED_OUT), source)) - 1
    return [FillBlock(ISSUED_SHEET, top, 1, rows, max(top, last), width=len(HEADINGS))]


def written_edits(plan: Plan, source: str, sheet: str, texts: Iterable[str]) -> list[Edit]:
    """Remember in a return what the toolkit now writes onto a sheet of its own; none where it never did."""
    frame = plan.issued.get(WRITTEN)
    if not _count(frame, source) or frame is None:
        return []
    slots = [key for of, key in frame.index if of == source]
    rows = [[WRITTEN, sheet, _as_json(record)] for record in packed(texts, slots.count(sheet))]
    top = _top(plan, source, WRITTEN) + slots.index(sheet)
    return [FillBlock(ISSUED_SHEET, top, 1, rows, top + len(rows) - 1, width=len(HEADINGS))]


def _top(plan: Plan, source: str, table: str) -> int:
    """The row in which the records of a table begin."""
    return 2 + sum(_count(plan.issued.get(name), source) for name in _TABLES[: _TABLES.index(table)])


def _issued_for(plan: Plan) -> Iterator[_Record]:
    values = {name: cell_value(value) for name in ISSUED_FOR_COLUMNS for value in plan.settings[name][:1]}
    if any(value is not None for value in values.values()):
        yield ISSUED_FOR, "Reporting period", _filled(values)


def _as_json(values: Mapping[str, object]) -> str:
    return json.dumps(values, separators=(",", ":"))


def _sent(plan: Plan) -> Iterator[_Record]:
    for name in (name for name in SENT if name in plan.tables):
        spec = spec_of(name)
        fields = [column.id for column in spec.columns_of(Book.RETURN)]
        if name == "Actions":
            fields += [*REGISTER_FIELDS, *HISTORY]
        for row in _records(plan[name], fields):
            yield name, record_key(spec, row), _filled(row)


def _worked_out(actions: pd.DataFrame) -> list[_Record]:
    spec = spec_of("Actions")
    worked = zip(actions["ref"], _records(actions, WORKED_OUT_COLUMNS), strict=True)
    return [(WORKED_OUT, record_key(spec, {"ref": ref}), _filled(row)) for ref, row in worked]


def _records(table: pd.DataFrame, fields: Sequence[str]) -> Iterator[dict[str, object]]:
    """The rows, each with such of the fields as the table has."""
    there = [] if table.empty else [field for field in fields if field in table]
    # Frames have a quick way to give rows only without their names.
    return (dict(zip(there, row, strict=True)) for row in table[there].to_numpy(dtype=object).tolist())


def _filled(row: Mapping[str, object]) -> dict[str, object]:
    values = {field: cell_value(value) for field, value in row.items()}
    return {field: _packed(value) for field, value in values.items() if value is not None}


def _packed(value: Value) -> object:
    if isinstance(value, dt.date):
        return {"$d": value.isoformat()}
    return {"$t": value.isoformat()} if isinstance(value, dt.time) else value


def _unpacked(value: object) -> Value:
    if isinstance(value, str):
        # Most of what was sent still stands in the return's cells: one text in memory is enough for both.
        return intern(value) or None
    if not isinstance(value, dict):
        return plain(value)
    if "$t" in value:
        return dt.time.fromisoformat(value["$t"])
    written = value["$d"]
    return dt.datetime.fromisoformat(written) if "T" in written else dt.date.fromisoformat(written)


def _cut(text: str) -> list[str]:
    return [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)]


def _three(cells: list[Value]) -> list[Value]:
    return [*cells, None, None, None][: max(3, len(cells))]


def _read(values: list[Value], source: str, row: int) -> dict[str, object]:
    try:
        read = json.loads("".join(_text(value) for value in values))
        return {field: _unpacked(value) for field, value in read.items()}
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError) as error:
        raise _changed_by_hand(source, row) from error


def _changed_by_hand(source: str, row: int) -> CannotRead:
    return CannotRead(
        f"{source}: row {row} of its hidden sheet '{ISSUED_SHEET}' cannot be read, so it cannot be told what the "
        "service changed. Ask the performance team to issue the return again, and copy your updates into it."
    )


def _columns_of(name: str) -> list[str]:
    if name in (FIXED, WRITTEN):
        return [SEALS]
    if name == WORKED_OUT:
        return list(WORKED_OUT_COLUMNS)
    if name == ISSUED_FOR:
        return list(ISSUED_FOR_COLUMNS)
    return [*(column.id for column in spec_of(name).columns), *(HISTORY if name == "Actions" else ())]


def _frame(name: str, sources: list[str], keys: list[str], columns: Mapping[str, list[object]]) -> pd.DataFrame:
    index = pd.MultiIndex.from_arrays(
        [pd.Index(sources, dtype=object), pd.Index(keys, dtype=object)], names=["source", "key"]
    )
    return pd.DataFrame(columns, index=index, columns=_columns_of(name), dtype=object)


def _count(table: pd.DataFrame | None, source: str) -> int:
    return 0 if table is None else int((table.index.get_level_values("source") == source).sum())


def _text(value: Value) -> str:
    return "" if value is None else str(value)
