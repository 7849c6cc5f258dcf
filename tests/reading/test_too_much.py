"""A workbook of more rows and words than a plan can have is refused, whole, and the others are read."""

from __future__ import annotations

import pytest

from tests.plan_grids import SOURCE, a_grid, a_sheet, with_actions
from toolkit.model.grid import Grid
from toolkit.model.plan import Book
from toolkit.reading import too_much
from toolkit.reading.parse import parse

SOUND = with_actions({"ref": "B1"})
OTHER = Grid("other.xlsx", SOUND.sheets, "0" * 64)


def refusal(grid: Grid, book: Book | None = None) -> str:
    """What is said of one workbook, read between two that are sound and stay as they are."""
    alone, _ = parse([OTHER], book=book)
    plan, failed = parse([grid, OTHER], book=book)
    assert [(source, error.state) for source, error in failed] == [(grid.source, "Too large")]
    assert plan.sources == ["other.xlsx"]
    assert all(table.equals(alone[name]) for name, table in plan.tables.items())
    assert plan.facts.equals(alone.facts)
    assert (plan.typed, plan.extras, plan.layouts) == (alone.typed, alone.extras, alone.layouts)
    return str(failed[0][1])


def test_more_actions_than_a_return_may_have_are_refused_by_their_number():
    rows = [{"ref": f"EX{n}"} for n in range(too_much.MOST_ACTIONS[Book.RETURN] + 1)]

    said = refusal(with_actions(*rows))

    assert said.startswith(f"{SOURCE} has 3,001 rows on its sheet 'Actions', which may have 3,000.")


def test_as_many_actions_as_a_return_may_have_are_read():
    plan, failed = parse([with_actions(*({"ref": f"EX{n}"} for n in range(3_000)))])

    assert failed == []
    assert len(plan["Actions"]) == 3_000


def test_a_register_may_have_twice_as_many(monkeypatch):
    monkeypatch.setattr(too_much, "MOST_ACTIONS", {Book.RETURN: 1, Book.REGISTER: 2})

    plan, failed = parse([with_actions({}, {"ref": "EX2"})], book=Book.REGISTER)

    assert (failed, len(plan["Actions"])) == ([], 2)
    assert "has 3 rows" in refusal(with_actions({}, {"ref": "EX2"}, {"ref": "EX3"}), Book.REGISTER)


def test_more_milestones_than_a_plan_can_have_are_refused(monkeypatch):
    monkeypatch.setattr(too_much, "MOST_ROWS", 2)
    milestones = a_sheet("Milestones", [{"action_ref": "EX1", "no": str(n), "milestone": "Draft"} for n in range(3)])

    assert "has 3 rows on its sheet 'Milestones', which may have 2." in refusal(
        a_grid(*with_actions().sheets[1:], milestones)
    )


def test_more_words_than_a_plan_can_hold_are_refused(monkeypatch):
    monkeypatch.setattr(too_much, "MOST_TEXT", 10_000)

    assert "characters in its tables, and a plan may hold 10,000." in refusal(
        with_actions(*({"ref": f"EX{n}", "action": "word " * 1_000} for n in range(3)))
    )


@pytest.mark.parametrize("beside", [" beside", "#REF!"])
def test_more_to_remark_upon_than_anybody_would_read_is_refused(monkeypatch, beside):
    monkeypatch.setattr(too_much, "MOST_NOTED", 20)
    sound = with_actions(*({"ref": f"EX{n}"} for n in range(30)))
    sheets = [sheet for sheet in sound.sheets if sheet.name != "Actions"]
    actions = sound.sheet("Actions")
    assert actions is not None
    for row in actions.rows[4:]:
        row += [None, beside]

    said = refusal(Grid(SOURCE, (*sheets, actions), sound.sha256))

    assert said.startswith(f"{SOURCE} has more than 20 cells on its sheet 'Actions' that are odd or outside its table.")
