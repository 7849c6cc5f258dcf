from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from tests.builders import a_plan, an_action
from toolkit.model.edits import Cached, FillBlock, FillTable, SetCells
from toolkit.model.pack import Cells, Line, Table
from toolkit.model.schemes import Scheme, key
from toolkit.rating.summarise import Summary, summarise
from toolkit.returns import summary_sheet as layout
from toolkit.returns.look import COUNTS_CELL, counts_text
from toolkit.returns.summary_sheet import summary_edits, summary_sheet


def a_summary(*ratings: str, scheme: str = "Delivery", previous: list[str] | None = None) -> Summary:
    theme = ["Front door"] * (len(ratings) - 1) + ["Permanence"]
    actions = pd.DataFrame({"ref": range(len(ratings)), "theme": theme, "rating": ratings, "escalated": False})
    before = None if previous is None else actions.assign(rating=previous)
    return summarise(actions, as_at=dt.date(2026, 9, 30), scheme=scheme, before=before)


def test_every_line_stands_where_a_refresh_writes_it():
    sheet = summary_sheet(Scheme.DELIVERY, a_summary("Red", "Green"))
    at = dict(zip(sheet.tops, sheet.blocks, strict=True))

    assert [at[row].text for row, _ in (layout.AS_AT, layout.COUNTS, layout.WHY, layout.KEY_HEADING)] == [
        "As at 30 September 2026",
        "2 actions: 1 Red (50.0%), 1 Green (50.0%). Shares are of the 2 rated.",
        "Overall Red. 1 of 2 rated actions is Red (50.0%).",
        "What the ratings mean (Delivery scheme)",
    ]
    assert isinstance(at[layout.KEY_TOP], Cells)
    assert len(at[layout.KEY_TOP].rows) == layout.KEY_ROWS


def test_before_anything_is_worked_out_the_sheet_says_so():
    sheet = summary_sheet(Scheme.PROGRESS)

    assert isinstance(sheet.blocks[1], Line)
    assert sheet.blocks[1].text.startswith("Not worked out yet")
    assert sheet.blocks[-1].rows == []


@pytest.mark.parametrize("scheme", Scheme)
def test_the_key_takes_as_many_rows_whatever_the_scheme(scheme: Scheme):
    cells = summary_sheet(scheme).blocks[6]

    assert len(cells.rows) == layout.KEY_ROWS >= len(key(scheme))


def test_all_actions_come_first_then_a_row_a_theme():
    table = summary_sheet(Scheme.DELIVERY, a_summary("Red", "Green", previous=["Amber", "Green"])).blocks[-1]

    assert isinstance(table, Table)
    assert [(row[0], row[1], row[3], row[4], row[-1]) for row in table.rows] == [
        ("All actions", "Red", None, 2, None),
        ("Front door", "Red", "Worsened", 1, "Amber"),
        ("Permanence", "Green", "No change", 1, "Green"),
    ]
    assert [c.heading for c in table.columns[5:12]] == [
        "Red",
        "Amber",
        "Green",
        "Blue",
        "Not due",
        "Not rated",
        "Closed",
    ]
    assert [type(value) for value in table.rows[1][:5]] == [str, str, str, str, int]


def test_a_refresh_writes_what_a_fresh_sheet_would_hold():
    plan = a_plan([an_action("EX1"), an_action("EX2")])
    summary = a_summary("Red", "Green", scheme="Progress")
    fresh = summary_sheet(Scheme.PROGRESS, summary)

    lines, meanings, themes, counts = summary_edits(plan, plan.sources[0], summary)

    assert isinstance(lines, SetCells)
    at = dict(zip(fresh.tops, fresh.blocks, strict=True))
    assert all(at[row].text == text for (row, _), text in lines.cells.items())
    assert isinstance(meanings, FillBlock)
    assert list(meanings.rows) == [row for row in at[layout.KEY_TOP].rows if row[0]]
    assert (meanings.top, meanings.clear_to) == (layout.KEY_TOP, layout.KEY_TOP + layout.KEY_ROWS - 1)
    assert isinstance(themes, FillTable)
    assert list(themes.rows) == fresh.blocks[-1].rows
    assert counts == SetCells("Actions", {COUNTS_CELL: Cached(counts_text(2, summary.counts))})


def test_a_file_not_made_from_the_template_has_no_summary_to_fill():
    plan = a_plan(settings={"template_version": None})

    assert summary_edits(plan, plan.sources[0], a_summary("Red")) == []
