"""A merge of many rows: what it costs grows with their number, not with its square."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.builders import an_action
from tests.merge_builders import HEALTH, a_register, a_return_of, merged, proposed, registered
from tests.work import times_called
from toolkit.merging import take_actions
from toolkit.merging.compare import Item
from toolkit.merging.ledger import Draft
from toolkit.model.plan import Plan
from toolkit.sheets.compared import likeness

Rows = list[dict[str, object]]
Made = tuple[Plan, Sequence[Plan]]


def new_actions(count: int, prefix: str = "N") -> Rows:
    return [an_action(f"{prefix}{n}", action=f"Open centre number {n} in the town {n * 7}") for n in range(count)]


def clashing(count: int) -> Made:
    register = a_register()
    return register, [
        a_return_of(register, add=new_actions(count)),
        a_return_of(register, HEALTH, add=new_actions(count)),
    ]


def split(count: int) -> Made:
    register = a_register()
    parts = [row | {"ref": None, "theme": None} for row in new_actions(count)]
    first, *others = a_return_of(register)["Actions"].to_dict("records")
    return register, [a_return_of(register, rows=[first, *parts, *others])]


def renumbered(count: int) -> Made:
    register = a_register([registered(row["ref"], action=row["action"]) for row in new_actions(count)])
    return register, [a_return_of(register, rows=new_actions(count, "M"))]


@pytest.mark.parametrize(
    ("rows", "looked"), [(clashing, Item.__eq__), (split, Draft.find), (renumbered, likeness)], ids=lambda f: f.__name__
)
def test_a_row_is_not_looked_at_once_for_every_other(rows: Callable[[int], Made], looked: Callable[..., object]):
    register, returns = rows(60)

    (times,) = times_called(lambda: merged(register, *returns), looked)

    assert times < 20 * 60


def test_every_row_under_another_ref_is_told_in_one_question():
    register, returns = renumbered(250)

    assert proposed(merged(register, *returns)) == [("Question", "M0", "Ref")]


def test_actions_beyond_what_is_compared_are_added_without_a_question(monkeypatch):
    register = a_register()
    near = registered("EX1")["action"]
    alike = [an_action(f"N{n}", action=f"{near} {n}") for n in range(3)]
    monkeypatch.setattr(take_actions, "COMPARISONS", 2 * len(register["Actions"]))

    done = merged(register, a_return_of(register, add=alike))

    assert [ref for kind, ref, _ in proposed(done) if kind == "Question"] == ["N0", "N1"]
    assert {"N0", "N1", "N2"} <= set(done.register["Actions"]["ref"])
