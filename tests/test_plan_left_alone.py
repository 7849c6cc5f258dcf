"""A plan is changed by ``replace`` alone, and no step writes into the one it was given."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pandas as pd
import pytest

from tests.books import TODAY, filled_in, register_file, return_file, signed
from toolkit.board_pack import board_pack
from toolkit.excel.read import read_workbook
from toolkit.merging.merge_returns import merge
from toolkit.model.plan import Plan
from toolkit.reading.parse import parse
from toolkit.register.carry_forward import carry_forward
from toolkit.register.next_register import refreshed_register
from toolkit.register.sign_off import sign_off
from toolkit.returns.issue import issue, register_pack
from toolkit.returns.refresh import refresh_edits
from toolkit.rules.ask import validate


def held(plan: Plan) -> dict[str, object]:
    """All that a plan holds, in a form that a later change cannot reach."""
    found: dict[str, object] = {}
    for one in fields(plan):
        value = getattr(plan, one.name)
        for name, part in (
            value.items() if hasattr(value, "items") and not isinstance(value, pd.DataFrame) else [("", value)]
        ):
            found[f"{one.name} {name}"] = part.copy(deep=True) if isinstance(part, pd.DataFrame) else repr(part)
    return found


def differences(before: dict[str, object], after: dict[str, object]) -> list[str]:
    """What is no longer as it was."""
    gone = sorted(before.keys() ^ after.keys())
    return gone + [name for name in before if not _same(before[name], after.get(name))]


def _same(one: object, other: object) -> bool:
    return one.equals(other) if isinstance(one, pd.DataFrame) else one == other


@pytest.fixture
def plans(tmp_path):
    """A register and a return of it that was filled in, as they are read."""
    register, path = register_file(tmp_path), signed(filled_in(return_file(tmp_path)))
    (one, _), (other, _) = parse([read_workbook(register)]), parse([read_workbook(path)])
    return one, other


def test_neither_a_plan_nor_its_mappings_can_be_written_to(plans):
    plan, _ = plans
    with pytest.raises(FrozenInstanceError):
        plan.settings = plan.settings
    mappings = [one.name for one in fields(plan) if not isinstance(getattr(plan, one.name), pd.DataFrame)]
    for name in mappings:
        with pytest.raises(TypeError, match="does not support item assignment"):
            getattr(plan, name)["anything"] = None

    assert {"tables", "books", "layouts", "issued", "typed", "read_as"} <= set(mappings)


def test_no_step_writes_into_the_plan_it_was_given(plans):
    register, returned = plans
    before = [held(register), held(returned)]
    report = validate(returned, last=register)
    refresh_edits(returned, report)
    issue(register)
    done = merge(register, returned)
    after_merge = held(done.register)
    rated = refreshed_register(done.register)
    kept = held(rated)
    register_pack(rated)
    board_pack(rated)
    sign_off(rated, by="Director", on=TODAY)
    carry_forward(rated, new_code="NX", on=TODAY, by="Director")

    assert [differences(was, held(now)) for was, now in zip(before, plans, strict=True)] == [[], []]
    assert differences(after_merge, held(done.register)) == []
    assert differences(kept, held(rated)) == []
