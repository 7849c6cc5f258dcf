from __future__ import annotations

from tests.builders import FIRST_ROW, SOURCE, a_plan, an_action
from toolkit.model.pack import Table
from toolkit.model.plan import Book
from toolkit.register.next_register import not_carried, with_own_columns
from toolkit.returns.issue import register_pack
from toolkit.sheets.every_sheet import spec_of

ACTIONS = [an_action("EX1"), an_action("EX2")]


def a_register_with_a_column_of_its_own() -> tuple[object, ...]:
    before = a_plan(ACTIONS, book=Book.REGISTER)
    before.extras[SOURCE, "Actions"] = {"Cabinet lead": {FIRST_ROW + 1: "Lead member"}}
    before.other_sheets[SOURCE] = ("Pivot",)
    return before, a_plan([an_action("EX2"), an_action("EX3")], book=Book.REGISTER)


def actions_table(pack: object) -> Table:
    sheet = next(sheet for sheet in pack.sheets if sheet.name == "Actions")
    return next(block for block in sheet.blocks if isinstance(block, Table))


def test_a_column_the_team_added_goes_with_its_action_into_the_next_register() -> None:
    before, after = a_register_with_a_column_of_its_own()

    table = actions_table(with_own_columns(register_pack(after), after, before))

    assert table.columns[-1].heading == "Cabinet lead"
    assert [row[-1] for row in table.rows] == ["Lead member", None]
    assert len(table.columns) == len(spec_of("Actions").columns) + 1


def test_a_register_without_columns_of_its_own_is_written_as_declared() -> None:
    _, after = a_register_with_a_column_of_its_own()
    pack = register_pack(after)

    assert with_own_columns(pack, after, after) == pack


def test_sheets_of_the_teams_own_are_named_as_not_carried() -> None:
    before, after = a_register_with_a_column_of_its_own()

    assert "'Pivot'" in not_carried(before)[0]
    assert not_carried(after) == []
