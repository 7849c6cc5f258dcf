"""All that goes out with a workbook: cells, notes, what is hidden, and what stands beside the cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from toolkit.excel.bounded import parser_errors
from toolkit.excel.ooxml.beside_cells import beside_cells
from toolkit.excel.ooxml.package import Package, Workbook
from toolkit.excel.probe import Kind
from toolkit.excel.read import content_of, grid_of
from toolkit.model.english import counted
from toolkit.model.finding import Severity
from toolkit.model.grid import Grid, Sheet, Value, address
from toolkit.model.patterns import pattern_of
from toolkit.model.publication import Outgoing, ToKnow, Words

OURS = ("issued", "lists")
"""Sheets that our own workbooks keep out of sight, on purpose."""
_TELLS = pattern_of(
    r"(?i)\b(?:d\.?o\.?b|date of birth|born|nhs|upn|unique pupil|post ?code|address|mobile|phone|e-?mail|"
    r"name of (?:the )?child|"
    r"child'?s name|pupil'?s? name|mosaic|lcs|case (?:no|number|id)|child (?:id|number)|ni number)\b"
)
_LONGEST_HEADING = 40


def outgoing_of(data: bytes, *, source: str, password: str | None = None) -> Outgoing:
    """All of a workbook that goes out when it is published, be it seen or not. Raises CannotRead."""
    content, kind = content_of(data, source=source, password=password)
    grid = grid_of(content, source=source)
    words, to_know = list(_in_cells(grid)), list(_unseen(grid))
    with parser_errors(source):
        more, known = _beside(content, kind, source)
    return Outgoing(source, [*words, *more], [*to_know, *known])


def _beside(content: bytes, kind: Kind, source: str) -> tuple[list[Words], list[ToKnow]]:
    if kind is Kind.XLSX:
        return beside_cells(Workbook(Package(source, content)))
    if kind is Kind.ODS:
        from toolkit.excel.ods_beside_cells import ods_beside_cells

        return ods_beside_cells(Package(source, content))
    what = "Not looked at, in the old format (.xls): notes, properties, headers, hidden rows and columns, pictures."
    return [], [ToKnow("the file", what, "Save it as .xlsx and look again.")]


def _in_cells(grid: Grid) -> Iterator[Words]:
    """What stands in cells and on them; a figure or a day is read with a heading that says what it is."""
    for sheet in grid.sheets:
        unseen = "" if sheet.visible else " (on a hidden sheet)"
        headings: dict[int, str] = {}
        for row, values in sheet:
            if all(value is None for value in values):
                headings.clear()
            for column, value in enumerate(values, start=1):
                if value is not None and not isinstance(value, bool):
                    where = f"{sheet.name}!{address(row, column)}{unseen}"
                    yield Words(where, _said(value, column, headings), sheet.visible and isinstance(value, str))
        for (row, column), text in sheet.far.items():
            yield Words(f"{sheet.name}!{address(row, column)}{unseen}", text)
        for (row, column), text in sheet.notes.items():
            yield Words(f"the note on {sheet.name}!{address(row, column)}{unseen}", text)


def _said(value: Value, column: int, headings: dict[int, str]) -> str:
    """A cell's words, behind its heading where that tells what they are."""
    text = value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else str(value)
    if isinstance(value, str) and len(value) <= _LONGEST_HEADING and _TELLS.search(value):
        headings[column] = value.strip(" :")
        return text
    return f"{headings[column]}: {text}" if column in headings else text


def _unseen(grid: Grid) -> Iterator[ToKnow]:
    for sheet in grid.sheets:
        if not sheet.visible and _holds_anything(sheet):
            ours = sheet.name.casefold() in OURS
            yield ToKnow(
                f"the sheet {sheet.name}",
                f"Holds a hidden sheet '{sheet.name}' that goes out with the file"
                + (": the toolkit's own, which keeps what was sent or can be chosen." if ours else "."),
                "Publish a PDF, or a copy without it."
                if ours
                else "Look at it (right-click a tab, Unhide), or delete it.",
                Severity.ADVICE if ours else Severity.WARNING,
            )
        if rows := [row for row in sheet.hidden_rows if any(v is not None for v in _row(sheet, row))]:
            message = f"Has {counted(len(rows), 'hidden row')} that {'goes' if len(rows) == 1 else 'go'} out with it."
            yield ToKnow(f"the sheet {sheet.name}", message, "Nothing to do if they may be read; else delete them.")


def _holds_anything(sheet: Sheet) -> bool:
    return bool(sheet.far or sheet.notes) or any(value is not None for _, values in sheet for value in values)


def _row(sheet: Sheet, row: int) -> list[Value]:
    return sheet.rows[row - 1] if row <= len(sheet.rows) else []
