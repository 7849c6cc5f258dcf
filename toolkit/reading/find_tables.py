"""Where each declared table stands in a workbook, and which of its rows are rows.

Sheets are found by name, else by their headings; heading rows and columns by what they say, never by address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from toolkit.model.grid import Area, Grid, Sheet, Value, column_letter
from toolkit.model.identity import heading_key, tidy
from toolkit.model.patterns import pattern_of
from toolkit.sheets.columns import BOTH, SheetSpec, Type
from toolkit.sheets.every_sheet import ISSUED_SHEET, SHEETS, headings

HEADING_WITHIN = 200
"""Rows in which a heading row is looked for; a published plan had its cover paper above the table, 69 rows of it."""
LONGEST_HEADING = 80
NOT_TABLES = frozenset(map(heading_key, (ISSUED_SHEET, "Settings", "Guide", "Lists", "Summary")))
_REF_LIKE = pattern_of(r"[A-Za-z]{0,4}[ .\-]?\d{1,3}(?:[.\-]\d{1,3})*[a-z]?\.?")
_IN_BRACKETS = pattern_of(r"\([^()]*\)|\[[^\[\]]*\]")
_SHARE_OF_REFS = 0.8


@dataclass(frozen=True)
class Found:
    """One declared table in one sheet."""

    spec: SheetSpec
    sheet: Sheet
    header_row: int
    columns: dict[str, int]
    headings: dict[str, str]
    extra: dict[str, int] = field(default_factory=dict)
    guessed: str = ""
    """A column that has no heading, told by what it holds."""

    @property
    def area(self) -> Area | None:
        """The Excel table that this is, if it is one."""
        return self.sheet.tables.get(self.table_name)

    @property
    def table_name(self) -> str:
        """What that is called; blank where it is none."""
        tables = self.sheet.tables.items()
        return next((name for name, area in tables if area[0] <= self.header_row <= area[2]), "")


@dataclass(frozen=True)
class Body:
    """The rows under the headings, told apart."""

    rows: list[int]
    """Excel's numbers of the rows of the table."""
    values: list[tuple[Value, ...]]
    """For each, its cells in the order of ``Found.columns``."""
    repeated: list[int]
    blank: list[int]
    """Empty rows with more of the table below them."""
    loose: list[int]
    """Rows that hold one text and belong to no action: headings between, notes below."""


def find_tables(grid: Grid, specs: Iterable[SheetSpec] = SHEETS) -> dict[str, Found]:
    """Every declared table of a workbook, by its declared name."""
    found: dict[str, Found] = {}
    free = {id(sheet): sheet for sheet in grid.sheets if heading_key(sheet.name) not in NOT_TABLES}
    specs = list(specs)
    for spec in specs:
        for sheet in _called(free.values(), spec):
            if table := _table(sheet, spec, least=2 if heading_key(sheet.name) == heading_key(spec.name) else 3):
                found[spec.name] = table
                del free[id(sheet)]
                break
    named = {id(s) for spec in specs for s in _called(free.values(), spec)}
    for spec in (spec for spec in specs if spec.books == BOTH):
        unnamed = [s for s in free.values() if id(s) not in named or spec.name == "Actions"]
        tables = [t for s in unnamed if (t := _table(s, spec, least=3)) and _looks_like(t)]
        if spec.name not in found and tables:
            best = max(tables, key=lambda table: (table.sheet.visible, len(table.columns)))
            found[spec.name] = best
            del free[id(best.sheet)]
    return found


def others_like(grid: Grid, found: Mapping[str, Found], spec: SheetSpec) -> Iterator[Found]:
    """Sheets that look like this table too, and are not read."""
    taken = {id(table.sheet) for table in found.values()}
    for sheet in grid.sheets:
        if id(sheet) not in taken and heading_key(sheet.name) not in NOT_TABLES:
            table = _table(sheet, spec, least=3)
            if table and _looks_like(table) and body_of(table).rows:
                yield table


def _called(sheets: Iterable[Sheet], spec: SheetSpec) -> list[Sheet]:
    """Sheets by that name, the declared name first."""
    names = [heading_key(name) for name in (spec.name, *spec.also)]
    named = [sheet for sheet in sheets if heading_key(sheet.name) in names]
    return sorted(named, key=lambda sheet: names.index(heading_key(sheet.name)))


def _looks_like(table: Found) -> bool:
    """Whether headings alone are enough to say what a table is."""
    if table.spec.name == "Actions":
        return "action" in table.columns or "ref" in table.columns
    own = {heading_key(c.heading) for c in table.spec.columns}
    return _required(table.spec) <= {c for c in table.columns if heading_key(table.headings[c]) in own}


def _table(sheet: Sheet, spec: SheetSpec, *, least: int) -> Found | None:
    """The table under the row whose cells match most of the headings."""
    known, best_row = headings(spec.name), 0
    best: dict[str, int] = {}
    required = _required(spec)
    for row, values in enumerate(sheet.rows[:HEADING_WITHIN], start=1):
        columns = _columns(values, known, spec)
        if len(columns) > len(best):
            best, best_row = columns, row
            if required <= columns.keys():
                break
    if len(best) < min(least, len(spec.columns)):
        return None
    return _with_unheaded_ref(_found(sheet, spec, best_row, best))


def _required(spec: SheetSpec) -> set[str]:
    return {c.id for c in spec.columns if c.required and not c.register_only}


def _columns(values: list[Value], known: Mapping[str, str], spec: SheetSpec) -> dict[str, int]:
    """Which columns a row would be the headings of; a column's own heading wins over another's synonym."""
    columns: dict[str, int] = {}
    own: set[str] = set()
    for at, value in enumerate(values, start=1):
        if type(value) is str and len(value) <= LONGEST_HEADING and (name := _meant(value, known)):
            is_own = heading_key(value) == heading_key(spec[name].heading)
            if name not in columns or (is_own and name not in own):
                columns[name] = at
                own |= {name} if is_own else set()
    return columns


def _meant(heading: str, known: Mapping[str, str]) -> str | None:
    meant = known.get(heading_key(heading))
    if meant is None and ("(" in heading or "[" in heading):
        return known.get(heading_key(_IN_BRACKETS.sub("", heading)))
    return meant


def _found(sheet: Sheet, spec: SheetSpec, row: int, columns: dict[str, int]) -> Found:
    values = sheet.rows[row - 1]
    ordered = {c.id: columns[c.id] for c in spec.columns if c.id in columns}
    extra: dict[str, int] = {}
    for at, value in enumerate(values, start=1):
        if value is not None and at not in columns.values() and (text := str(value).strip()):
            extra[text if text not in extra else f"{text} ({column_letter(at)})"] = at
    return Found(spec, sheet, row, ordered, {c: str(values[at - 1]) for c, at in ordered.items()}, extra)


def _with_unheaded_ref(found: Found) -> Found:
    """Published plans often leave the heading over their references blank; what stands there tells."""
    if found.spec.name != "Actions" or "ref" in found.columns or not found.columns:
        return found
    taken = {*found.columns.values(), *found.extra.values()}
    for at in range(1, max(taken) + 1):
        held = [str(v).strip() for _, row in _below(found) if at <= len(row) and (v := row[at - 1]) is not None]
        if at not in taken and len(held) >= 2 and _share_of_refs(held) >= _SHARE_OF_REFS:
            columns = {"ref": at} | found.columns
            return Found(
                found.spec, found.sheet, found.header_row, columns, {"ref": ""} | found.headings, found.extra, "ref"
            )
    return found


def _share_of_refs(held: list[str]) -> float:
    return sum(_REF_LIKE.fullmatch(text) is not None for text in held) / len(held)


def _below(found: Found) -> Iterator[tuple[int, list[Value]]]:
    return ((row, values) for row, values in enumerate(found.sheet.rows, start=1) if row > found.header_row)


def body_of(found: Found) -> Body:
    """Tell the rows below the headings apart: rows, headings printed again, empty rows, and text between or below."""
    at = list(found.columns.values())
    width = max(at)
    pick = itemgetter(*(c - 1 for c in at)) if len(at) > 1 else lambda cells: (cells[at[0] - 1],)
    known = headings(found.spec.name)
    error_rows = {row for (row, column) in found.sheet.errors if column in at}
    table_end = found.area[2] if found.area else 0
    body = Body([], [], [], [], [])
    empty: list[int] = []
    doubtful: list[tuple[int, tuple[Value, ...]]] = []
    for row, values in _below(found):
        cells = pick(values if len(values) >= width else values + [None] * (width - len(values)))
        filled = [v for v in cells if v is not None and not (v.__class__ is str and _is_blank(v))]
        if not filled and row not in error_rows:
            empty.append(row)
        elif len(filled) > 1 and any(_could_be(known, v) for v in filled[:2]) and _is_heading(cells, found, known):
            # What stands alone above a heading is the title of what follows.
            body.repeated.append(row)
            body.loose.extend(row for row, _ in doubtful)
            doubtful = []
        elif len(filled) == 1 and row > table_end and row not in error_rows and _is_loose(cells, found):
            body.loose.append(row)
        elif len(filled) == 1 and row > table_end and row not in error_rows and empty and _is_doubtful(cells, found):
            doubtful.append((row, cells))
        else:
            # With a row of the table below them, single cells belong to the table after all.
            _take(body, [*doubtful, (row, cells)])
            doubtful = []
    body.loose.extend(row for row, _ in doubtful)
    body.blank.extend(row for row in empty if body.rows and row < body.rows[-1])
    return body


def _is_blank(text: str) -> bool:
    """Whether a text holds only what cannot be seen."""
    return not text.strip() or (len(text) < 9 and not text.isascii() and tidy(text) is None)


def _take(body: Body, rows: Iterable[tuple[int, tuple[Value, ...]]]) -> None:
    for row, cells in rows:
        body.rows.append(row)
        body.values.append(cells)


def _is_heading(cells: tuple[Value, ...], found: Found, known: Mapping[str, str]) -> bool:
    """Whether a row says again what the headings said, if not always in the same words."""
    filled = [(name, v) for name, v in zip(found.columns, cells, strict=True) if v is not None]
    same = sum(type(v) is str and len(v) <= LONGEST_HEADING and _meant(v, known) == name for name, v in filled)
    return same >= 2 and same * 2 > len(filled)


def _could_be(known: Mapping[str, str], value: Value) -> bool:
    """Whether a cell says what a heading says; most rows are told from headings by their first two cells."""
    return type(value) is str and len(value) <= LONGEST_HEADING and _meant(value, known) is not None


def _only(cells: tuple[Value, ...], found: Found) -> tuple[str, str]:
    """Column and text of a row's only cell."""
    at, value = next((n, v) for n, v in enumerate(cells) if v is not None and not (type(v) is str and _is_blank(v)))
    return list(found.columns)[at], str(value).strip()


def _is_loose(cells: tuple[Value, ...], found: Found) -> bool:
    """Whether a row's only cell is a heading between the rows or a note, whatever stands below it.

    A reference on its own is an action of which little is known; a sentence where references stand is not one.
    """
    name, text = _only(cells, found)
    if not _has_refs(found):
        return False
    if name == found.spec.key[0]:
        return not _REF_LIKE.fullmatch(text) and (len(text) > 12 or " " in text)
    leftmost = found.columns[name] == min(found.columns.values())
    return leftmost and found.spec[name].type is Type.TEXT and " " in text


def _is_doubtful(cells: tuple[Value, ...], found: Found) -> bool:
    """Whether a row's only cell, below an empty row, is a note unless more of the table follows."""
    name, text = _only(cells, found)
    return _has_refs(found) and not (name == found.spec.key[0] and _REF_LIKE.fullmatch(text))


def _has_refs(found: Found) -> bool:
    key = found.spec.key
    return len(found.columns) > 2 and bool(key) and found.spec[key[0]].type is Type.CODE
