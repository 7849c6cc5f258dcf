from __future__ import annotations

from toolkit.model.grid import Grid, Sheet
from toolkit.reading.around_tables import summary_facts


def grid_of(*rows: list[object]) -> Grid:
    return Grid("return.xlsx", (Sheet("Summary", [list(row) for row in rows]),))


def test_every_count_is_told_with_its_cell_its_heading_and_its_theme():
    facts = summary_facts(
        grid_of(
            ["Summary"],
            [],
            ["Theme", "Rating", "Actions", "Red"],
            ["All actions", "Red", 12, 3],
            ["Front door", None, 4.0],
        )
    )

    assert [(row, column, cell, text, detail) for *_, row, column, cell, text, detail in facts] == [
        (4, "Actions", "C4", "12", "All actions"),
        (4, "Red", "D4", "3", "All actions"),
        (5, "Actions", "C5", "4", "Front door"),
    ]


def test_a_summary_that_was_never_worked_out_says_nothing():
    assert summary_facts(grid_of(["Summary"], ["Not worked out yet"])) == []


def test_a_workbook_without_a_summary_says_nothing():
    assert summary_facts(Grid("return.xlsx", ())) == []
