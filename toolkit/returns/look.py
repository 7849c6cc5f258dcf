"""How the sheets of a Service Return and a Plan Register are laid out, from the declarations of ``toolkit.sheets``.

On every table sheet the title is in row 1, how to use it in row 2, whose each column is in row 3, the headings in
row 4. Readers bind by table and heading and never rely on this; what is written into a closed return does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from toolkit.model.grid import Value, column_letter, plain
from toolkit.model.pack import Cells, Content, Facts, Formula, Gap, Line, PackColumn, PackSheet, Table
from toolkit.model.plan import Book, Plan
from toolkit.model.schemes import Rating, Scheme, key
from toolkit.sheets.columns import LISTS, SETTINGS, UNSEEN, Column, Owner, Setting, SheetSpec, Type
from toolkit.sheets.every_sheet import sheets_of
from toolkit.sheets.return_sheets import CHECK_RESULTS
from toolkit.sheets.risk_scale import FIVE, THREE, on_scale

HEADING_ROW = 4
COUNTS_CELL = (2, 4)
"""Excel's row and column of the live counts on the Actions sheet."""
LABELS = ("Worked out", "Plan team", "Required", "If it applies")
"""What stands over each heading: whose the column is."""
MARK_ROWS = 2000
"""How many findings the marks look through."""
RETURN_ONLY = ("service", "filled_in_by", "due_back", "nil_return", "signed_off_by", "signed_off_on")
"""Settings only a return has; a register shows them where they hold something."""

STYLES = {
    Type.TEXT: "text",
    Type.LONG: "wrap",
    Type.CODE: "code",
    Type.CHOICE: "text",
    Type.DATE: "date",
    Type.WORDS: "words",
    Type.WHOLE: "whole",
    Type.NUMBER: "number",
}
SETTINGS_HELP = "Fill in the boxes. What is marked 'Required' must be there before anything can be worked out."


def table_sheet(spec: SheetSpec, book: Book, rows: Sequence[Sequence[Content]] = ()) -> PackSheet:
    """One table sheet, with its rows in the order of ``spec.columns_of(book)``."""
    columns = spec.columns_of(book)
    table = Table(
        [_pack_column(column, spec, book) for column in columns],
        rows,
        name=spec.table,
        marks=not spec.written_by_toolkit,
        # A row is known by its first cell only where that is all its key.
        marks_by_cell=spec.key != (columns[0].id,),
    )
    owners = Gap() if spec.written_by_toolkit else _owners(columns, book)
    blocks = (Line(spec.name, "title"), _how_to(spec, columns, rows), owners, table)
    return PackSheet(
        spec.name,
        blocks,
        [column.width for column in columns],
        freeze_columns=3 if spec.name == "Actions" else 1 if len(columns) > 5 and not spec.written_by_toolkit else 0,
        tab="worked out" if spec.written_by_toolkit else "fill in",
        gridlines=not spec.written_by_toolkit,
    )


def _pack_column(column: Column, spec: SheetSpec, book: Book) -> PackColumn:
    """A declared column as a pack has it, with a note that says whose it is and what goes in."""
    worked_out = column.owner is Owner.TOOLKIT
    return PackColumn(
        column.heading,
        _style(column),
        note=column.help if spec.written_by_toolkit else f"{column.help}\n{_whose(column, book)}",
        choices="" if worked_out else column.choices,
        # A sheet that is all worked out says so by its tab; grey all over would only be hard to read.
        shaded=worked_out and not spec.written_by_toolkit,
        required=column.required,
    )


def rows_of(plan: Plan, spec: SheetSpec, book: Book) -> list[list[Content]]:
    """A plan's rows of one sheet, in the order of that workbook's columns."""
    table = plan[spec.name]
    if table.empty:
        return []
    columns = [column.id for column in spec.columns_of(book)]
    return [[cell_value(value) for value in row] for row in table[columns].to_numpy(dtype=object).tolist()]


def cell_value(value: object) -> Value:
    """A frame's value as a cell holds it: what pandas calls missing is blank."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, str | dt.date):
        return plain(value)
    return plain(value.item() if hasattr(value, "item") else value)


def settings_sheet(book: Book, values: Mapping[str, object]) -> PackSheet:
    """The Settings sheet: label, value and what it is for."""
    shown = [s for s in SETTINGS if _has(s, book, values.get(s.id))]
    facts = Facts(
        [(s.label, cell_value(values.get(s.id))) for s in shown],
        style="settings",
        choices={s.label: s.choices for s in shown if s.choices},
        names={s.label: f"setting_{s.id}" for s in shown},
        help={s.label: setting_help(s) for s in shown},
    )
    blocks = (Line("Settings", "title"), Line(SETTINGS_HELP, "subtitle"), Gap(), facts)
    return PackSheet("Settings", blocks, (30, 44, 76), tab="fill in", one_page=True)


def lists_of(book: Book) -> dict[str, Sequence[str]]:
    """The drop-down lists that workbook uses, and what the ratings of each scheme mean, for the button Key."""
    specs = [on_scale(spec, scale) for spec in sheets_of(book) for scale in (FIVE, THREE)]
    used = {column.choices for spec in specs for column in spec.columns_of(book)}
    used |= {setting.choices for setting in SETTINGS}
    lists: dict[str, Sequence[str]] = {name: words for name, words in LISTS.items() if name in used}
    for scheme in Scheme:
        lists[f"Key {scheme}"] = [f"{rating}: {meaning}" for rating, meaning in key(scheme)]
    return lists


def guide_name() -> dict[str, str]:
    """The name by which the button Guide finds its sheet, whatever the sheet is called by then."""
    return {"toolkitGuide": "Guide!$A$1"}


def mark_names() -> dict[str, str]:
    """The defined names that the marks of a workbook look things up in."""
    places = {"markKeys": "mark", "markCells": "cell", "markSheets": "sheet"}
    ids = [column.id for column in CHECK_RESULTS.columns]
    first, last = HEADING_ROW + 1, HEADING_ROW + MARK_ROWS
    letters = {name: column_letter(ids.index(column) + 1) for name, column in places.items()}
    return {name: f"'{CHECK_RESULTS.name}'!${at}${first}:${at}${last}" for name, at in letters.items()}


def counts_text(actions: int, counts: Mapping[str, int]) -> str:
    """The live counts of the Actions sheet, as their formula shows them."""
    said = [f"{actions} {'action' if actions == 1 else 'actions'}"]
    return "   ·   ".join([*said, *(f"{counts.get(str(rating), 0)} {rating}" for rating in Rating)])


def counts_formula() -> str:
    """The same as a formula, which keeps count while officers type."""
    # A row that is a part of another is counted with it.
    actions = 'COUNTIFS(Actions[Ref],"<>",Actions[Part of],"")'
    parts = [f'{actions}&IF({actions}=1," action"," actions")']
    parts += [f'COUNTIFS(Actions[Rating],"{rating}",Actions[Part of],"")&" {rating}"' for rating in Rating]
    return "=" + '&"   ·   "&'.join(parts)


def _how_to(spec: SheetSpec, columns: Sequence[Column], rows: Sequence[Sequence[Content]]) -> Line | Cells:
    if spec.name != "Actions":
        return Line(spec.help, "subtitle")
    ids = [column.id for column in columns]
    whole = [row for row in rows if row[ids.index("parent_ref")] is None]
    ratings = [row[ids.index("rating")] for row in whole]
    counts = {str(rating): ratings.count(str(rating)) for rating in Rating}
    filled = sum(row[ids.index("ref")] is not None for row in whole)
    cells: list[Content] = [None] * COUNTS_CELL[1]
    cells[0], cells[-1] = spec.help, Formula(counts_formula(), counts_text(filled, counts))
    return Cells([cells], ("subtitle", "subtitle", "subtitle", "counts"))


def _owners(columns: Sequence[Column], book: Book) -> Cells:
    return Cells([[_label(column, book) for column in columns]], ("label",))


def _label(column: Column, book: Book) -> str:
    worked_out, of_the_team, required, if_it_applies = LABELS
    if column.owner is Owner.TOOLKIT:
        return worked_out
    if column.owner is Owner.TEAM and book is Book.RETURN:
        return of_the_team
    return required if column.required else if_it_applies


def _whose(column: Column, book: Book) -> str:
    if column.owner is Owner.TOOLKIT:
        return "Worked out for you: leave it alone."
    if book is Book.REGISTER:
        owner = "The service" if column.owner is Owner.SERVICE else "The performance team"
        return f"{owner} fills this in.{' Required.' if column.required else ''}"
    if column.owner is Owner.TEAM:
        return "The performance team's: a change here is put to them, not taken over."
    return "Required." if column.required else "Fill in where it applies."


def _style(column: Column) -> str:
    if column.width == UNSEEN:
        return "unseen"
    if column.id == "cell":
        return "link"
    if column.id.endswith("rating"):
        return "rating"
    return "severity" if column.id == "severity" else STYLES[column.type]


def _has(setting: Setting, book: Book, value: object) -> bool:
    if book is Book.RETURN:
        return not setting.register_only
    return setting.id not in RETURN_ONLY or cell_value(value) is not None


def setting_help(setting: Setting) -> str:
    """What stands beside a setting."""
    if setting.owner is Owner.TOOLKIT:
        return f"{setting.help} Written by the toolkit: leave it alone."
    return f"Required. {setting.help}" if setting.required else setting.help
