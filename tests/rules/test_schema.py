from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries
from toolkit.rules import schema
from toolkit.rules.schema import Fault, faults_of
from toolkit.sheets.columns import LISTS, Type
from toolkit.sheets.every_sheet import spec_of
from toolkit.sheets.frames import table_of

CELLS = st.sampled_from(
    [
        *(None, "", "x", "In progress", "Yes", "3", 3, 9, True, 1.5, float("nan"), pd.NaT),
        *(dt.date(2026, 9, 1), dt.datetime(2026, 9, 1, 9, 30)),
    ]
)


@pytest.mark.parametrize("sheet", ["Actions", "Milestones", "Risks", "Measures"])
@given(data=st.data())
@tries(15)
def test_a_column_is_passed_only_where_pandera_finds_nothing_in_it(sheet: str, data: st.DataObject):
    columns = [column.id for column in spec_of(sheet).columns]
    cells = st.lists(CELLS, min_size=2, max_size=3)
    rows = pd.DataFrame({name: pd.Series((data.draw(cells) * 2)[:2], dtype=object) for name in columns})
    rows[schema.KEY] = data.draw(st.sampled_from([["a", "a"], ["a", "b"], [None, None]]))

    at_fault = schema._failures(sheet, (*columns, schema.KEY), rows)

    assert set(at_fault["column"]) <= set(schema._doubtful(sheet, rows, rows[schema.KEY].to_list(), frozenset()))


def test_a_sound_table_is_passed_without_pandera(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(schema, "_failures", lambda *_: pytest.fail("pandera was asked"))
    columns = spec_of("Actions").columns
    row: dict[str, object] = {c.id: LISTS[c.choices][0] if c.choices else "EX1" for c in columns if c.required}
    row |= {c.id: dt.date(2026, 9, 1) for c in columns if c.type is Type.DATE}
    table = table_of("Actions", [row], [("a.xlsx", 5)])

    assert not faults_of("Actions", table)


def test_a_column_that_no_file_has_is_not_asked_for_blanks():
    table = table_of("Actions", [{}], [("a.xlsx", 5)])

    assert faults_of("Actions", table)[Fault.BLANK, "service"].any()
    assert not faults_of("Actions", table, frozenset({"service"}))[Fault.BLANK, "service"].any()
