from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries
from tests.builders import a_plan, an_action
from toolkit.errors import CannotRead
from toolkit.model.grid import Sheet, plain
from toolkit.model.plan import Book
from toolkit.returns.own_words import FIXED, WRITTEN
from toolkit.returns.what_was_sent import (
    HISTORY,
    ISSUED_FOR,
    REGISTER_FIELDS,
    SENT,
    WORKED_OUT,
    WORKED_OUT_COLUMNS,
    issued_rows,
    read_issued,
    record_key,
    worked_out_edits,
)
from toolkit.sheets.every_sheet import ISSUED_SHEET, spec_of
from toolkit.sheets.frames import table_of

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(min_size=1, max_size=40),
    st.dates(),
    st.datetimes().filter(lambda moment: moment.time() != dt.time()),
    st.times(),
).map(plain)


@st.composite
def plans(draw: st.DrawFn):
    """A return's tables with anything a cell can hold in any column."""
    plan = a_plan([])
    tables = dict(plan.tables)
    for name in SENT:
        columns = [c.id for c in spec_of(name).columns_of(Book.RETURN)]
        if name == "Actions":
            columns += [*REGISTER_FIELDS, *HISTORY]
        rows = draw(st.lists(st.dictionaries(st.sampled_from(columns), values, max_size=4), max_size=2))
        table = table_of(name, rows, [("return.xlsx", 5 + n) for n in range(len(rows))])
        if name == "Actions":
            table = table.assign(
                **{c: pd.Series([row.get(c) for row in rows], table.index, dtype=object) for c in HISTORY}
            )
        tables[name] = table
    return replace(plan, tables=tables)


def sheet_of(rows: list[list[str]]) -> Sheet:
    return Sheet(ISSUED_SHEET, [[plain(cell) for cell in row] for row in rows])


def records(frame: pd.DataFrame, columns: list[str]) -> list[dict[str, object]]:
    return [{c: v for c, v in row.items() if v is not None} for row in frame[columns].to_dict("records")]


@given(plans())
@tries(40)
def test_what_was_sent_is_read_back_to_the_letter(plan):
    read = read_issued(sheet_of(issued_rows(plan)), "return.xlsx")

    for name in SENT:
        columns = [c.id for c in spec_of(name).columns_of(Book.RETURN)]
        columns += [*REGISTER_FIELDS, *HISTORY] if name == "Actions" else []
        before, after = records(plan[name], columns), records(read[name], columns)
        assert before == after
        assert [[type(v) for v in row.values()] for row in before] == [[type(v) for v in row.values()] for row in after]
        assert list(read[name].index) == [
            ("return.xlsx", record_key(spec_of(name), row)) for row in plan[name].to_dict("records")
        ]
    assert records(read[WORKED_OUT], list(WORKED_OUT_COLUMNS)) == records(plan["Actions"], list(WORKED_OUT_COLUMNS))


def test_a_record_says_its_table_its_key_and_what_is_not_blank():
    plan = a_plan([], milestones=[{"action_ref": "EX1", "no": 2, "due": dt.date(2026, 9, 30), "critical": "Yes"}])

    assert issued_rows(plan) == [
        ["Table", "Key", "Values"],
        [ISSUED_FOR, "Reporting period", '{"period":"2026-09"}'],
        ["Milestones", "EX1|2", '{"action_ref":"EX1","no":2,"due":{"$d":"2026-09-30"},"critical":"Yes"}'],
    ]


def test_a_long_record_goes_on_in_the_next_columns():
    plan = a_plan([an_action("EX1", where_now="x" * 32_000, notes="y" * 32_000)])
    headings, _, action, worked_out = issued_rows(plan)

    assert headings == ["Table", "Key", "Values", "Values 2", "Values 3"]
    assert max(map(len, action)) <= 30_000
    assert worked_out == [WORKED_OUT, "EX1", "{}"]
    assert read_issued(sheet_of([headings, action]), "a.xlsx")["Actions"].iloc[0]["notes"] == "y" * 32_000


def test_a_sheet_of_headings_only_gives_every_table_without_rows():
    read = read_issued(sheet_of(issued_rows(a_plan([], settings={"period": None}))), "a.xlsx")

    tables = (ISSUED_FOR, *SENT, FIXED, WRITTEN, WORKED_OUT)
    assert {name: len(table) for name, table in read.items()} == dict.fromkeys(tables, 0)
    assert {"times_moved", "tbc_periods", "previous_status"} <= set(read["Actions"].columns)


@pytest.mark.parametrize(
    "row", [["Actions", "EX1", "{"], ["Actions", "EX1", "[1]"], ["Actions", "EX1", None], ["Elsewhere", "EX1", "{}"],
            ["Actions", "EX1", '{"due":{"day":1}}'], ["Actions", "EX1", '{"due":{"$d":"soon"}}']],
)  # fmt: skip
def test_a_sheet_changed_by_hand_is_said_to_be_so(row: list[str]):
    with pytest.raises(CannotRead, match=r"a\.xlsx: row 2 of its hidden sheet 'Issued' cannot be read"):
        read_issued(sheet_of([["Table", "Key", "Values"], row]), "a.xlsx")


def test_what_is_worked_out_anew_is_remembered_below_what_was_sent():
    plan = a_plan([an_action("EX1"), an_action("EX2"), an_action("EX3")], milestones=[{"action_ref": "EX1", "no": "1"}])
    sent = a_plan([an_action("EX1"), an_action("EX2")], milestones=[{"action_ref": "EX1", "no": "1"}])
    plan = replace(plan, issued=read_issued(sheet_of(issued_rows(sent)), "return.xlsx"))
    worked = pd.DataFrame({"rating": ["Red", "Green", None]}, index=plan["Actions"].index, dtype=object)

    (edit,) = worked_out_edits(plan, "return.xlsx", worked)

    assert (edit.sheet, edit.top, edit.left, edit.width, edit.clear_to) == (ISSUED_SHEET, 6, 1, 3, 8)
    assert [list(row) for row in edit.rows] == [
        [WORKED_OUT, "EX1", '{"rating":"Red"}'],
        [WORKED_OUT, "EX2", '{"rating":"Green"}'],
        [WORKED_OUT, "EX3", "{}"],
    ]


def test_a_file_not_made_from_the_template_has_nowhere_to_remember_it():
    plan = a_plan(settings={"template_version": None})

    assert worked_out_edits(plan, "return.xlsx", pd.DataFrame(index=plan["Actions"].index)) == []
