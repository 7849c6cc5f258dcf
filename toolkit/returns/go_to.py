"""The links of Check results: each leads to the cell its line speaks of, in a closed workbook as in an open one.

All lines have one and the same formula. Different formulas written into a column of a table may all become one, and
then every link leads to the same cell. It reads its own line alone, so a list that is sorted keeps its links, and an
action with a ref of its own is looked up where it stands by then. Anything else is where it was at the check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.model.edits import Link, Result
from toolkit.model.finding import Finding
from toolkit.model.grid import address
from toolkit.model.plan import Layout

NEEDED = ("sheet", "address")
TO_FOLLOW = ("ref", "column", "where", "row_key")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*( [A-Za-z0-9]+)*")
"""A heading that a formula calls its column by as it stands; in others some characters must be marked."""


def link(row: int, finding: Finding, results: Layout, actions: Layout | None) -> Result | Link | None:
    """The cell of a line, as a link; ``row`` is the line's own.

    A list of template 1.0 has no column for the address: there it is a plain link, which only a closed file can hold.
    """
    columns, place = results.columns, finding.cell
    if not all(name in columns for name in NEEDED):
        quoted = finding.sheet.replace("'", "''")
        return Link(place, f"'{quoted}'!{place}") if place else None
    of = {name: address(row, at) for name, at in columns.items()}
    at = _followed(of, actions) if actions is not None and all(name in of for name in TO_FOLLOW) else of["address"]
    sheet = f"""SUBSTITUTE({of["sheet"]},"'","''")"""
    return Result(f"""=IF({of["address"]}="","",HYPERLINK("#'"&{sheet}&"'!"&{at},{at}))""", place)


def _followed(of: Mapping[str, str], actions: Layout) -> str:
    """Where the action stands by now; where it is gone, or has no ref of its own, where it was."""
    plain = {at: actions.headings[name] for name, at in actions.columns.items() if _in_table(name, actions)}
    ref = plain.get(actions.columns.get("ref", 0))
    if ref is None:
        return of["address"]
    table = actions.table_name
    headings = f"{table}[[#Headers],[{plain[min(plain)]}]:[{plain[max(plain)]}]]"
    row = f"ROW(INDEX({table}[{ref}],MATCH({of['ref']},{table}[{ref}],0)))"
    column = f"COLUMN(INDEX({headings},MATCH({of['column']},{headings},0)))"
    mine = f'AND({of["where"]}="Actions",{of["row_key"]}="{ref}="&{of["ref"]})'
    return f"IFERROR(IF({mine},ADDRESS({row},{column},4),{of['address']}),{of['address']})"


def _in_table(column: str, layout: Layout) -> bool:
    """Whether a formula can call a column by its heading."""
    if layout.table is None or not layout.table_name or layout.table[0] != layout.header_row:
        return False
    inside = layout.table[1] <= layout.columns[column] <= layout.table[3]
    return inside and _PLAIN.fullmatch(layout.headings[column]) is not None
