"""Workbooks as one plan: every declared table found, every row in its place, and everything odd told.

Closed files and workbooks open in Excel come here alike, as grids; nothing here knows of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from toolkit.errors import NotAPlan, ToolkitError
from toolkit.model.grid import Area, Grid, Sheet, Value, address
from toolkit.model.identity import heading_key
from toolkit.model.plan import Book, Layout, Plan, Seen
from toolkit.reading.around_tables import summary_facts, title_facts
from toolkit.reading.find_tables import Body, Found, body_of, find_tables, others_like
from toolkit.reading.kept_words import errors_in, not_read, read_as
from toolkit.reading.own_sheets import note_facts, own_sheet_facts
from toolkit.reading.settings import SHEET as SETTINGS_SHEET
from toolkit.reading.settings import Settings, read_settings
from toolkit.reading.too_much import refuse_too_much
from toolkit.reading.typed_cells import Fact, Noticed, Reading, facts_of, read_cells, shown
from toolkit.returns.own_words import Known
from toolkit.returns.what_was_sent import IssuedRecords
from toolkit.sheets.columns import REGISTER, Column, Owner
from toolkit.sheets.every_sheet import ISSUED_SHEET, SHEETS, spec_of
from toolkit.sheets.frames import frame_of, settings_of
from toolkit.sheets.parts import as_issued
from toolkit.sheets.return_sheets import ANSWERED

COLOUR_MEANS = frozenset({"rating", "worked_out_rating", "override_rating", "status", "confidence"})
"""Columns that officers colour where they should choose a word."""
_DECORATION = 4
"""So many blank cells of one row in the same colour are the table's looks, not a rating."""
_MOST_FAR = 50
_OURS = {
    heading_key(name) for name in ("Guide", "Settings", "Lists", "Summary", ISSUED_SHEET, *(s.name for s in SHEETS))
}
_REGISTER_NAMES = frozenset(heading_key(spec.name) for spec in SHEETS if spec.books == REGISTER)


@dataclass
class _Batch:
    """The tables of all the files while they are read."""

    columns: dict[str, dict[str, list[Value]]]
    sources: dict[str, list[str]]
    rows: dict[str, list[int]]
    settings: dict[str, dict[str, object]] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)
    layouts: dict[tuple[str, str], Layout] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    issued: IssuedRecords = field(default_factory=IssuedRecords)
    fingerprints: dict[str, str] = field(default_factory=dict)
    extras: dict[tuple[str, str], dict[str, dict[int, Value]]] = field(default_factory=dict)
    typed: dict[tuple[str, str], dict[tuple[int, str], Value]] = field(default_factory=dict)
    read_as: dict[tuple[str, str], dict[tuple[int, str], tuple[Value, Value]]] = field(default_factory=dict)
    other_sheets: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class _Table:
    """One table of one file, read."""

    layout: Layout
    rows: list[int]
    noticed: Noticed
    columns: dict[str, list[Value]] = field(default_factory=dict)
    typed: dict[tuple[int, str], Value] = field(default_factory=dict)
    """What stands in cells that could not be read, by row and column."""
    read_as: dict[tuple[int, str], tuple[Value, Value]] = field(default_factory=dict)
    """What stands in cells that were read as something else, and what that is."""
    extras: dict[str, dict[int, Value]] = field(default_factory=dict)


def parse(grids: Iterable[Grid], *, book: Book | None = None) -> tuple[Plan, list[tuple[str, ToolkitError]]]:
    """Read workbooks as one plan, and say of those that are none why not.

    A workbook without a table of actions is NotAPlan for its source and stops no other. Which workbook each is, is
    told by its sheets; ``book`` says what one with sheets of neither is taken for. Facts are described in
    ``reading.typed_cells``.
    """
    batch = _Batch(
        {spec.name: {c.id: [] for c in spec.columns} for spec in SHEETS},
        {spec.name: [] for spec in SHEETS},
        {spec.name: [] for spec in SHEETS},
    )
    failed: list[tuple[str, ToolkitError]] = []
    for grid in grids:
        try:
            _add(batch, grid, _book_of(grid, book or Book.RETURN))
        except ToolkitError as error:
            failed.append((grid.source, error))
    return _plan(batch), failed


def _book_of(grid: Grid, otherwise: Book) -> Book:
    """A return has its hidden sheet; a service that adds sheets called Themes and Links does not make it a register."""
    names = {heading_key(sheet.name) for sheet in grid.sheets}
    if heading_key(ISSUED_SHEET) in names:
        return Book.RETURN
    return Book.REGISTER if len(names & _REGISTER_NAMES) >= 3 else otherwise


def _add(batch: _Batch, grid: Grid, book: Book) -> None:
    """Read one workbook into the batch, whole or not at all: nothing is added before all that may fail is done."""
    found = find_tables(grid)
    if "Actions" not in found:
        raise _not_a_plan(grid)
    bodies = {name: body_of(one) for name, one in found.items()}
    refuse_too_much(grid, found, bodies, book)
    settings = read_settings(grid)
    own = _own_sheets(grid, found)
    read = {
        spec.name: _read_table(grid.source, found[spec.name], bodies[spec.name], settings, book)
        for spec in SHEETS
        if spec.name in found
    }
    # Before anything is kept, for it is the last that may fail.
    sent = grid.sheet(ISSUED_SHEET)
    known: Known = batch.issued.add(sent, grid.source) if sent else {}
    around = _other_plans(grid, found) + summary_facts(grid) + title_facts(grid, found.values(), known)
    around += note_facts(grid, found, known)
    if book is Book.RETURN:
        around += own_sheet_facts(grid, own, settings, known)
    batch.settings[grid.source] = settings.values
    batch.books[grid.source] = book
    batch.fingerprints[grid.source] = grid.sha256
    batch.other_sheets[grid.source] = own
    batch.facts += settings.noticed.facts
    if settings.layout:
        batch.layouts[grid.source, SETTINGS_SHEET] = settings.layout
    if settings.typed:
        batch.typed[grid.source, SETTINGS_SHEET] = settings.typed
    for name, table in read.items():
        _keep(batch, grid.source, name, table)
    batch.facts += around


def _own_sheets(grid: Grid, found: dict[str, Found]) -> tuple[str, ...]:
    tables = {one.sheet.name for one in found.values()}
    others = [sheet.name for sheet in grid.sheets if sheet.name not in tables]
    return tuple(name for name in others if heading_key(name) not in _OURS)


def _not_a_plan(grid: Grid) -> NotAPlan:
    names = ", ".join(f"'{sheet.name}'" for sheet in grid.sheets)
    if any(heading_key(sheet.name) == heading_key("Actions") for sheet in grid.sheets):
        seen = "has a sheet called 'Actions', but no row of headings such as Ref, Action and Accountable lead on it"
    else:
        seen = f"has no sheet that looks like an action plan (sheets: {names})"
    return NotAPlan(
        f"{grid.source} {seen}. Copy its rows into a return made with 'plan-toolkit new return'.",
        state="No actions sheet",
    )


def _read_table(source: str, found: Found, body: Body, settings: Settings, book: Book) -> _Table:
    spec = found.spec
    noticed = Noticed(source, spec.name, found.sheet.name, found.columns)
    read = dict(zip(found.columns, zip(*body.values, strict=True), strict=True)) if body.values else {}
    table = _Table(_layout(found, body, book), body.rows, noticed=noticed)
    for name, values in read.items():
        cells = read_cells(_reading(noticed, spec[name], found, body, settings), values)
        table.columns[name] = cells
        table.typed |= not_read(name, body.rows, values, cells)
        if not spec.written_by_toolkit and spec[name].owner is not Owner.TOOLKIT:
            table.read_as |= read_as(name, body.rows, values, cells)
    table.typed |= errors_in(found, body)
    table.extras = {
        heading: {row: value for row in body.rows if (value := found.sheet.at(row, at)) is not None}
        for heading, at in found.extra.items()
    }
    if not spec.written_by_toolkit:
        _notice_columns(noticed, found, table.layout, body)
        _notice_rows(noticed, found, body)
        _notice_cells(noticed, found, body)
    if not spec.written_by_toolkit or spec is ANSWERED:
        _notice_outside(noticed, found, body)
    return table


def _keep(batch: _Batch, source: str, name: str, table: _Table) -> None:
    blank = [None] * len(table.rows)
    for column, values in batch.columns[name].items():
        values.extend(table.columns.get(column, blank))
    batch.sources[name] += [source] * len(table.rows)
    batch.rows[name] += table.rows
    batch.layouts[source, name] = table.layout
    if table.typed:
        batch.typed[source, name] = table.typed
    if table.read_as:
        batch.read_as[source, name] = table.read_as
    if table.extras:
        batch.extras[source, name] = table.extras
    batch.facts += table.noticed.facts


def _layout(found: Found, body: Body, book: Book) -> Layout:
    return Layout(
        found.sheet.name,
        found.header_row,
        found.columns,
        found.headings,
        tuple(c.id for c in found.spec.columns_of(book) if c.id not in found.columns),
        found.extra,
        found.area,
        found.table_name,
        body.rows[-1] if body.rows else found.header_row,
    )


def _reading(noticed: Noticed, column: Column, found: Found, body: Body, settings: Settings) -> Reading:
    sheet, at = found.sheet, found.columns[column.id]
    return Reading(
        noticed,
        column,
        body.rows,
        sheet.formulas,
        {row: code for (row, c), code in sheet.formats.items() if c == at} if sheet.formats else {},
        settings.day("plan_start"),
        settings.day("inspection_received"),
        found.spec.written_by_toolkit,
    )


def _notice_columns(noticed: Noticed, found: Found, layout: Layout, body: Body) -> None:
    for name in layout.missing:
        if found.spec[name].required:
            noticed.add(Seen.MISSING_COLUMN, column=name)
    if found.guessed:
        heading = found.spec[found.guessed].heading
        noticed.add(Seen.READ_AS, row=found.header_row, column=found.guessed, detail=heading)
    for heading, at in found.extra.items():
        filled = sum(found.sheet.at(row, at) is not None for row in body.rows)
        cell = address(found.header_row, at)
        noticed.add(
            Seen.EXTRA_COLUMN, row=found.header_row, column=heading, cell=cell, text=heading, detail=str(filled)
        )


def _notice_rows(noticed: Noticed, found: Found, body: Body) -> None:
    for row in body.repeated:
        noticed.add(Seen.REPEATED_HEADING, row=row)
    for row in body.blank:
        noticed.add(Seen.BLANK_ROW, row=row)
    hidden = [row for row in body.rows if row in found.sheet.hidden_rows]
    if hidden:
        noticed.add(Seen.HIDDEN_ROWS, text=str(len(hidden)), detail=", ".join(map(str, hidden)))
    columns = [*found.columns.values(), *found.extra.values()]
    last = body.rows[-1] if body.rows else found.header_row
    table = found.header_row, min(columns), last, max(columns)
    for area in sorted(area for area in found.sheet.merged if _meet(area, table)):
        span = f"{address(area[0], area[1])}:{address(area[2], area[3])}"
        noticed.add(Seen.MERGED, row=area[0], cell=span, text=span)


def _meet(a: Area, b: Area) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _notice_outside(noticed: Noticed, found: Found, body: Body) -> None:
    """What stands beside, between or below the rows, in nobody's column."""
    sheet = found.sheet
    headed = {*found.columns.values(), *found.extra.values()}
    others = [at for at in range(1, max(map(len, sheet.rows)) + 1) if at not in headed]
    for row in body.rows if others else ():
        for at in others:
            if text := shown(sheet.at(row, at)).strip():
                noticed.add(Seen.OUTSIDE_TABLE, row=row, cell=address(row, at), text=text)
    for row in set(range(found.header_row + 1, len(sheet.rows) + 1)).difference(body.rows, body.loose):
        for at, value in enumerate(sheet.rows[row - 1], start=1):
            text = shown(value).strip()
            if text and heading_key(text) != heading_key(shown(sheet.at(found.header_row, at))):
                noticed.add(Seen.OUTSIDE_TABLE, row=row, cell=address(row, at), text=text)
    for row in body.loose:
        texts = {at: text for at, value in enumerate(sheet.rows[row - 1], start=1) if (text := shown(value).strip())}
        noticed.add(Seen.OUTSIDE_TABLE, row=row, cell=address(row, min(texts)), text=" | ".join(texts.values()))
    for (row, at), text in sorted(sheet.far.items())[:_MOST_FAR]:
        noticed.add(Seen.OUTSIDE_TABLE, row=row, cell=address(row, at), text=text)
    if len(sheet.far) > _MOST_FAR:
        more = f"and {len(sheet.far) - _MOST_FAR:,} more cells far outside the table"
        noticed.add(Seen.OUTSIDE_TABLE, cell=address(*max(sheet.far)), text=more)


def _notice_cells(noticed: Noticed, found: Found, body: Body) -> None:
    """Errors, formulas and colours, which a cell's value does not tell."""
    sheet, names, rows = found.sheet, {at: name for name, at in found.columns.items()}, set(body.rows)
    for (row, at), text in sorted(sheet.errors.items()):
        if row in rows and at in names:
            noticed.add(Seen.EXCEL_ERROR, row=row, column=names[at], text=text)
    for row, at in sorted(sheet.formulas):
        if row in rows and at in names:
            noticed.add(Seen.FORMULA, row=row, column=names[at], text=shown(sheet.at(row, at)))
    for row, at, colour in _coloured(sheet):
        if row in rows and at in names and names[at] in COLOUR_MEANS:
            noticed.add(Seen.COLOURED, row=row, column=names[at], text=colour)


def _coloured(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    """Blank cells filled in a rating colour, unless the row is painted so from end to end."""
    alike: dict[tuple[int, str], int] = {}
    for (row, _), colour in sheet.fills.items():
        alike[row, colour] = alike.get((row, colour), 0) + 1
    for (row, at), colour in sorted(sheet.fills.items()):
        if alike[row, colour] < _DECORATION:
            yield row, at, colour


def _other_plans(grid: Grid, found: dict[str, Found]) -> list[Fact]:
    """Further sheets of actions, which are not read: a plan has one."""
    facts: list[Fact] = []
    for other in others_like(grid, found, spec_of("Actions")):
        noticed = Noticed(grid.source, "Actions", other.sheet.name, other.columns)
        noticed.add(
            Seen.OUTSIDE_TABLE,
            row=other.header_row,
            cell=address(other.header_row, min(other.columns.values())),
            text=f"the sheet '{other.sheet.name}' looks like actions too, and was not read",
            detail=f"'{found['Actions'].sheet.name}' was read",
        )
        facts += noticed.facts
    return facts


def _plan(batch: _Batch) -> Plan:
    tables = {
        spec.name: frame_of(spec.name, batch.columns[spec.name], batch.sources[spec.name], batch.rows[spec.name])
        for spec in SHEETS
    }
    plan = Plan(
        tables=tables,
        settings=settings_of(batch.settings),
        books=batch.books,
        layouts=batch.layouts,
        facts=facts_of(batch.facts),
        issued=batch.issued.tables(),
        fingerprints=batch.fingerprints,
        extras=batch.extras,
        typed=batch.typed,
        read_as=batch.read_as,
        other_sheets=batch.other_sheets,
    )
    return as_issued(plan)
