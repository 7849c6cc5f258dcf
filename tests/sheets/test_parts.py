"""An action and its parts are one action, in whatever way the parts are written."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.builders import a_plan, an_action
from tests.merge_builders import a_register, a_return_of, registered, together
from toolkit.sheets.parts import as_issued, counted, next_part, parts_of, with_their_actions


def actions(*rows: tuple[str | None, str | None]) -> pd.DataFrame:
    return a_plan([an_action(ref, parent_ref=parent) for ref, parent in rows])["Actions"]


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        ([("3.1", None), ("3.2", None)], []),
        ([("3.2", None), ("3.2/a", "3.2"), ("3.2/b", " 3.2 ")], ["3.2/a", "3.2/b"]),
        ([("QP4a", "qp4"), ("QP4", None)], ["QP4a"]),
        ([("3.2", "3.2")], []),
        ([("3.2/a", "9.9"), ("3.2", None)], []),
        ([("3.2", None), ("3.2/a", "3.2"), ("3.2/a/a", "3.2/a")], ["3.2/a", "3.2/a/a"]),
        ([("A", "B"), ("B", "A"), ("C", "A")], ["C"]),
        ([("3.2", None), (None, "3.2"), (None, None)], [None]),
    ],
)
def test_a_part_is_a_row_that_names_another_action_of_its_file(rows: list, parts: list):
    table = actions(*rows)
    assert [ref for ref, is_part in zip(table["ref"], parts_of(table), strict=True) if is_part] == parts
    assert len(counted(table)) == len(rows) - len(parts)


def test_a_part_is_looked_for_in_its_own_file_only():
    one, two = a_register([registered("3.2")]), a_register([registered("3.2/a")])
    other = a_return_of(two, source="Other.xlsx")
    other["Actions"]["parent_ref"] = "3.2"
    batch = together(a_return_of(one), other)
    assert not parts_of(batch["Actions"]).any()


def test_a_part_has_what_it_does_not_say_from_its_action():
    table = a_plan([
        an_action("3.2", theme="Front door", lead_body="Council"),
        an_action(None, parent_ref="3.2", theme=None, lead_body="Police"),
        an_action("3.3", theme=None),
    ])["Actions"]  # fmt: skip
    whole = with_their_actions(table)
    assert whole["theme"].tolist() == ["Front door", "Front door", None]
    assert whole["lead_body"].tolist()[1] == "Police"
    assert table["theme"].tolist()[1] is None


@pytest.mark.parametrize(
    ("taken", "ref"),
    [
        (set(), "3.2/a"),
        ({"3.2", "3.2/A", "3.20/B"}, "3.2/b"),
        ({"3.2/A", "3.2/C"}, "3.2/d"),
        ({"3.2/Z"}, "3.2/aa"),
        ({"3.2/AZ"}, "3.2/ba"),
        ({"3.2/1", "3.2/A/A"}, "3.2/a"),
    ],
)
def test_a_letter_is_never_given_twice(taken: set[str], ref: str):
    assert next_part("3.2", taken) == ref


def test_a_return_without_the_column_has_its_parts_as_they_were_issued():
    register = a_register([registered("QP4"), registered("QP4a", parent_ref="QP4")])
    sent = a_return_of(register)
    layout = sent.layouts["Early Help.xlsx", "Actions"]
    without = replace(layout, columns={c: n for c, n in layout.columns.items() if c != "parent_ref"})
    issued = sent.issued["Actions"].assign(parent_ref=[None, "QP4"])
    blank = sent["Actions"].assign(parent_ref=None)
    old = replace(
        sent, layouts={**sent.layouts, ("Early Help.xlsx", "Actions"): without}, issued={"Actions": issued},
        tables={**sent.tables, "Actions": blank},
    )  # fmt: skip
    assert parts_of(as_issued(old)["Actions"]).tolist() == [False, True]
