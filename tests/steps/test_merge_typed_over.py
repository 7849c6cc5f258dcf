"""What was typed over a worked-out cell is put to the performance team, whatever the toolkit had written there."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.model.grid import Value
from toolkit.steps.issued import WORKED_OUT, WORKED_OUT_COLUMNS
from toolkit.steps.merge.compare import Item, Sent, typed_over

SOURCE = "Early Help.xlsx"


def returned(written: dict[str, Value] | None, **given: Value) -> dict[str, Value]:
    """The columns typed over, and what was typed, in one row."""
    index = pd.MultiIndex.from_tuples([(SOURCE, "EX1")] if written is not None else [], names=["source", "key"])
    rows = [{column: (written or {}).get(column) for column in WORKED_OUT_COLUMNS}] * len(index)
    records = pd.DataFrame(rows, index=index, columns=list(WORKED_OUT_COLUMNS), dtype=object)
    values = dict.fromkeys(WORKED_OUT_COLUMNS) | given
    item = Item("Actions", SOURCE, 5, "ex1", "EX1", known=True, sent=True, values=values, cells={})
    return {column: cell.theirs for column, cell in typed_over(item, Sent({WORKED_OUT: records})).items()}


@pytest.mark.parametrize("column", WORKED_OUT_COLUMNS)
@pytest.mark.parametrize("written", [None, "Amber"])
def test_another_word_in_a_worked_out_cell_is_found(column: str, written: str | None):
    assert returned({column: written}, **{column: "Blue"}) == {column: "Blue"}


def test_what_the_toolkit_wrote_and_what_was_emptied_is_not():
    assert returned({"rating": "Amber", "why": "Due soon"}, rating="amber ", why=None) == {}


def test_without_a_record_nothing_can_be_told():
    assert returned(None, rating="Blue") == {}
