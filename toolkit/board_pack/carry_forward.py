"""Carry-forward: what became of every action of a plan that has ended, in the one sum boards ask for."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.board_pack.phrases import actions, heading
from toolkit.board_pack.position import Position, Row
from toolkit.model.identity import ref_key
from toolkit.model.pack import Content, Gap, Line, PackColumn, PackSheet, Table
from toolkit.model.schemes import DONE_STATUSES
from toolkit.sheets.register_logs import CARRIED

WIDTHS = (16, 58, 24, 14, 14, 16, 34)
SUMS = (
    PackColumn("Theme", "wrap", span=2),
    PackColumn("Complete", "whole"),
    PackColumn("Closed elsewhere", "whole"),
    PackColumn("Carried forward", "whole"),
    PackColumn("All", "whole"),
)
LISTED = (
    PackColumn("Ref", "code"),
    PackColumn("Action", "wrap"),
    PackColumn("Lead", "wrap"),
    PackColumn("Rating then", "rating"),
    PackColumn("Status then", "wrap"),
    PackColumn("Went to", "wrap"),
    PackColumn("Why carried, and what to look at", "wrap"),
)


def carry_forward_sheet(at: Position) -> PackSheet:
    """All actions = complete + closed elsewhere + carried forward, by theme, and each that was carried."""
    carried = at.plan[CARRIED.name]
    listed = carried[carried["sheet"] == "Actions"].to_dict("records")
    rows, parts = at.records(), at.parts.to_dict("records")
    whole_of = {part["key"]: part["whole"] for part in parts}
    # An action of which a part is carried forward is carried, and is counted once.
    gone = {whole_of.get(ref_key(line["ref"]), ref_key(line["ref"])) for line in listed}
    themes = list(dict.fromkeys(row["theme"] for row in rows))
    sums = [[theme, *_sum([row for row in rows if row["theme"] == theme], gone)] for theme in themes]
    whole = _sum(rows, gone)
    said = (
        f"{whole[0]:,} complete + {whole[1]:,} closed elsewhere + {whole[2]:,} carried forward = "
        f"{actions(whole[3])}. What is carried forward is not complete, and is not counted as it."
    )
    blocks = (
        *heading("Carry-forward", at, said),
        Table(SUMS, [*sums, ["Whole plan", *whole]], total=True),
        Gap(),
        Line("Carried forward", "heading"),
        Table(LISTED, _listed(listed, [*parts, *rows]), empty="Nothing was carried forward."),
    )
    return PackSheet("Carry-forward", blocks, WIDTHS, tab="worked out")


def _sum(rows: Sequence[Row], gone: set[str]) -> list[int]:
    """Complete, closed elsewhere, carried forward, and all of some actions."""
    carried = sum(row["key"] in gone for row in rows)
    complete = sum(row["key"] not in gone and row["status"] in DONE_STATUSES for row in rows)
    return [complete, len(rows) - complete - carried, carried, len(rows)]


def _listed(listed: Sequence[Row], rows: Sequence[Row]) -> list[list[Content]]:
    leads = {row["key"]: row["lead"] for row in rows}
    return [
        [
            line["ref"], line["what"], leads.get(ref_key(line["ref"])), line["rating"], line["was"], line["went_to"],
            "\n".join(filter(None, (line["why"], line["look"]))),
        ]
        for line in listed
    ]  # fmt: skip
