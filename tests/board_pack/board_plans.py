"""A register worth reporting to a board, and packs as text that a review can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from tests.builders import a_plan, an_action
from toolkit.board_pack import board_pack
from toolkit.model.pack import Block, Cells, Chart, Content, Facts, Gap, Line, Pack, PackSheet, Panels, Table
from toolkit.model.plan import Book, Plan
from toolkit.rating.work_out import work_out
from toolkit.register.sign_off import sign_off

SOURCE = "Plan Register.xlsx"
JUNE = {"period": "2026-06", "report_date": dt.date(2026, 6, 30)}
SIGNED = {"by": "Director of Children's Services", "on": dt.date(2026, 7, 7)}
Row = Mapping[str, object]

DONE = {"still_to_do": None, "evidence_stage": "Filed"}
AGREED = {"revision_reason": "Supplier withdrew in May", "revision_agreed_by": "Improvement Board"}

JUNE_ACTIONS: tuple[Row, ...] = (
    {"ref": "FD1", "theme": "The front door", "due_as_written": "30 April 2026"},
    {"ref": "FD2", "theme": "The front door", "action": "Decide every contact within one working day",
     "due_as_written": "31 October 2026"},
    {"ref": "FD3", "theme": "The front door", "action": "Fill the health post in the hub", "service": "Health",
     "lead_body": "Health Trust", "lead": "Designated Nurse", "due_as_written": "Autumn 2026"},
    {"ref": "HP1", "theme": "Help and protection", "action": "Train every manager in the practice model",
     "due_as_written": "31 August 2026"},
    {"ref": "HP2", "theme": "Help and protection", "action": "Agree a shared budget for families", "status": "On hold",
     "due_as_written": "TBC"},
    {"ref": "HP3", "theme": "Help and protection", "action": "Open a second contact room",
     "due_as_written": "31 July 2026", "status": "Complete", "completed_on": dt.date(2026, 6, 12), **DONE},
)  # fmt: skip
SEPTEMBER: dict[str, Row] = {
    "FD2": {"status": "Complete", "completed_on": dt.date(2026, 9, 14), **DONE},
    "FD3": {"return_state": "Not returned", "rating": "Not rated",
            "why": "No return from Health for 2026-09. Last rated Green on 30 June 2026."},
    "HP1": {"revised_due": "30 November 2026", **AGREED},
    "HP3": {"status": "In progress", "completed_on": None, "still_to_do": "Find a third worker",
            "notes": "The room had to close in August."},
}  # fmt: skip
NEW = {"ref": "HP4", "theme": "Help and protection", "action": "Visit families who moved in",
       "due_as_written": "31 January 2027", "status": "Not started"}  # fmt: skip
OTHERS: dict[str, Sequence[Row]] = {
    "themes": (
        {"ref": "B", "title": "Help and protection", "order": 2}, {"ref": "A", "title": "The front door", "order": 1},
    ),
    "milestones": (
        {"action_ref": "HP1", "no": "1", "milestone": "Last cohort trained", "due_as_written": "15 September 2026"},
        {"action_ref": "HP1", "no": "2", "milestone": "All signed", "due_as_written": "13 November 2026",
         "critical": "Yes"},
    ),
    "decisions": (
        {"no": "1", "asked_of": "Improvement Board", "decision": "Agree a date for the shared budget"},
        {"no": "2", "decision": "Note the hub's rota", "outcome": "Noted"},
    ),
}  # fmt: skip


def a_register(actions: Sequence[Row] | None = None, settings: Row | None = None, **others: Sequence[Row]) -> Plan:
    """A register of one's own actions; by default of one sound action. Ratings that are left out are worked out."""
    rows = [an_action(service="Early Help")] if actions is None else [{"service": "Early Help"} | a for a in actions]
    return a_plan(rows, source=SOURCE, book=Book.REGISTER, settings=settings, **others)


def rated(register: Plan) -> Plan:
    """The register with its ratings filled in where they were left blank."""
    worked, actions = work_out(register).actions, register["Actions"]
    blank = actions["rating"].isna()
    columns = {name: actions[name].mask(blank, worked[name]) for name in ("rating", "why", "times_moved")}
    return with_table(register, "Actions", actions.assign(**columns))


def signed_off(register: Plan, **settings: object) -> Plan:
    """The register signed off, with the settings of the next period."""
    signed = sign_off(rated(register), **SIGNED).register
    return replace(signed, settings=signed.settings.assign(**settings))


def with_table(register: Plan, sheet: str, table: pd.DataFrame) -> Plan:
    return replace(register, tables=register.tables | {sheet: table})


def with_rows(register: Plan, sheet: str, *rows: Row) -> Plan:
    """The register with the rows of one sheet put in place of what it had."""
    name = sheet.lower().replace(" ", "_")
    return with_table(register, sheet, a_plan([], source=SOURCE, book=Book.REGISTER, **{name: rows})[sheet])


def changed(register: Plan, changes: Mapping[str, Row], *new: Row) -> Plan:
    """The register with actions changed, by ref, and new ones under them."""
    rows = register["Actions"].to_dict("records")
    rows = [row | {"rating": None, "why": None} | dict(changes.get(row["ref"], {})) for row in rows]
    rows += [{"service": "Early Help"} | an_action(**one) for one in new]
    return with_table(register, "Actions", a_plan(rows, source=SOURCE, book=Book.REGISTER)["Actions"])


def september() -> Plan:
    """The register of September: June signed off, two returns in and one missing."""
    june = a_register([an_action(**row) for row in JUNE_ACTIONS], JUNE, **OTHERS)
    plan = signed_off(june, period="2026-09", report_date=dt.date(2026, 9, 30), register_issue=4)
    plan = changed(plan, SEPTEMBER, NEW)
    plan = with_rows(plan, "Returns", *RETURNS)
    return replace(with_rows(plan, "Control totals", *TOTALS), fingerprints={SOURCE: "5ae1" * 16})


RETURNS: tuple[Row, ...] = (
    {"period": "2026-09", "service": "Early Help", "file": "Early Help.xlsx", "state": "Read", "issued": 5,
     "rows_read": 6, "rows_merged": 6, "rows_set_aside": 0, "signed_off_by": "Head of Early Help",
     "signed_off_on": dt.date(2026, 9, 29)},
    {"period": "2026-09", "service": "Health", "state": "Missing", "issued": 1,
     "reason": "Missing return: 1 action."},
)  # fmt: skip
TOTALS: tuple[Row, ...] = (
    {"period": "2026-09", "total": "All actions: opening + new = closing", "service": "Early Help", "left": 6,
     "right": 6, "agrees": "Yes", "working": "5 opening + 1 new = 6 closing."},
    {"period": "2026-09", "total": "Open actions: opening + new + reopened - closed = closing",
     "service": "Whole plan", "left": 6, "right": 6, "agrees": "Yes",
     "working": "5 opening + 1 new + 1 reopened - 1 closed = 6 closing."},
)  # fmt: skip


def sheet_of(register: Plan, name: str, previous: Plan | None = None) -> PackSheet:
    return next(sheet for sheet in board_pack(register, previous).sheets if sheet.name == name)


def words_of(sheet: PackSheet) -> str:
    """Everything a sheet says, line by line."""
    return "\n".join(line for block in sheet.blocks for line in _said(block))


def table_of(sheet: PackSheet, heading: str) -> Table:
    """The table of a sheet that has a column of that heading."""
    return next(t for t in tables(sheet.blocks) if heading in [column.heading for column in t.columns])


def tables(blocks: Sequence[Block]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Panels):
            for panel in block.panels:
                yield from tables(panel.blocks)


def refs_in(table: Table) -> list[Content]:
    """The refs of a table's rows, leaving out headings between them."""
    return column_of(table, "Ref")


def column_of(table: Table, heading: str) -> list[Content]:
    """One column of a table's rows, leaving out headings between them."""
    at = [column.heading for column in table.columns].index(heading)
    return [row[at] for row in table.rows if len(row) > 1]


def projected(pack: Pack) -> str:
    """A pack as lines of text: what is printed on every page, then each sheet's words with their styles."""
    lines = [f"{pack.title} | {pack.subject} | {pack.organisation} | {pack.marking} | {pack.footer}"]
    for sheet in pack.sheets:
        way = "landscape" if sheet.landscape else "portrait"
        lines += ["", f"[{sheet.name}] {way}{', one page' if sheet.one_page else ''}"]
        lines += [line for block in sheet.blocks for line in _said(block)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _said(block: Block) -> Iterator[str]:
    match block:
        case Line():
            yield f"{block.style} | {block.text}"
        case Table():
            yield "columns | " + " | ".join(f"{column.heading} <{column.style}>" for column in block.columns)
            yield from _rows(block)
        case Facts():
            yield from (f"fact | {label} | {value}" for label, value in block.rows)
        case Chart():
            yield f"chart | {block.title} | {block.table} by {block.category} | {', '.join(block.series)}"
        case Panels():
            for panel in block.panels:
                yield f"panel | columns {panel.first} to {panel.last}"
                yield from (line for part in panel.blocks for line in _said(part))
        case Gap() | Cells():
            pass


def _rows(table: Table) -> Iterator[str]:
    if not table.rows:
        yield f"empty | {table.empty}"
    for at, row in enumerate(table.rows):
        style = table.row_styles.get(at) or ("total" if table.total and at == len(table.rows) - 1 else "row")
        yield f"{style} | " + " | ".join(_cell(table, at, column, value) for column, value in enumerate(row))


def _cell(table: Table, row: int, column: int, value: Content) -> str:
    style = table.cell_styles.get((row, column))
    text = "" if value is None else str(value).replace("\n", " / ")
    return f"{text} <{style}>" if style else text
