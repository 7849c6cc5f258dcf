"""What the last button wrote over is kept and recalled to the letter, for the workbooks used last."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import CannotWrite
from toolkit.excel.live.blocks import Formula
from toolkit.excel.live.editing import Overwritten
from toolkit.excel.live.trouble import PartlyWritten, TakenBack
from toolkit.ribbon import undo
from toolkit.ribbon.undo import forget, keeping, recalled, remember

cells = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.builds(Formula, st.text(st.characters(codec="utf-8")))
)
blocks = st.lists(st.lists(cells, min_size=2, max_size=2), max_size=3)
overwritten = st.builds(
    Overwritten, st.text(max_size=31), st.integers(1, 9), st.integers(1, 9), blocks, blocks, st.just("Risks"), blocks
)


@given(done=st.lists(overwritten, min_size=1, max_size=3))
def test_everything_is_recalled_as_it_was(tmp_path_factory, done: list[Overwritten]):
    folder = tmp_path_factory.getbasetemp() / "undo"
    remember(folder, "Plan.xlsx", "refresh", done)
    recall = recalled(folder, "PLAN.XLSX")

    assert recall == ("refresh", done)
    assert [type(cell) for one in recall[1] for row in one.before for cell in row] == [
        type(cell) for one in done for row in one.before for cell in row
    ]


def some() -> list[Overwritten]:
    return [Overwritten("Plan", 1, 1, [["was"]], [["is"]])]


def test_a_button_that_wrote_nothing_leaves_the_last_one_to_undo(tmp_path: Path):
    remember(tmp_path, "Plan.xlsx", "refresh", some())
    remember(tmp_path, "Plan.xlsx", "validate", [])

    assert recalled(tmp_path, "Plan.xlsx") == ("refresh", some())


def test_each_workbook_has_its_own(tmp_path: Path):
    remember(tmp_path, "Plan.xlsx", "refresh", some())

    assert recalled(tmp_path, "Other.xlsx") is None


def test_once_undone_it_is_forgotten(tmp_path: Path):
    remember(tmp_path, "Plan.xlsx", "refresh", some())
    forget(tmp_path, "Plan.xlsx")

    assert recalled(tmp_path, "Plan.xlsx") is None
    assert list(tmp_path.iterdir()) == []


def test_only_so_many_workbooks_are_kept(tmp_path: Path):
    for n in range(undo.KEPT + 5):
        remember(tmp_path, f"Plan {n}.xlsx", "refresh", some())

    assert len(list(tmp_path.glob("*.json"))) == undo.KEPT


def test_a_day_and_its_midnight_are_two():
    assert undo._json(dt.date(2027, 3, 31)) != undo._json(dt.datetime(2027, 3, 31))


def new() -> list[Overwritten]:
    return [Overwritten("Actions", 5, 1, [["was"]], [["to be"]], finished=False)]


def ends(folder: Path, how: Exception) -> None:
    """A button overwrites a block and ends with an error."""
    with keeping(folder, "Plan.xlsx", "validate") as keep:
        keep(new())
        raise how


def test_what_was_taken_back_leaves_the_last_button_to_undo(tmp_path: Path):
    remember(tmp_path, "Plan.xlsx", "refresh", some())
    with pytest.raises(TakenBack):
        ends(tmp_path, TakenBack())

    assert recalled(tmp_path, "Plan.xlsx") == ("refresh", some())


def test_what_could_not_be_taken_back_is_there_to_undo(tmp_path: Path):
    remember(tmp_path, "Plan.xlsx", "refresh", some())
    with pytest.raises(PartlyWritten):
        ends(tmp_path, PartlyWritten())

    assert recalled(tmp_path, "Plan.xlsx") == ("validate", new())


def test_where_nothing_can_be_kept_nothing_is_written(tmp_path: Path):
    (tmp_path / "full").write_text("")

    with pytest.raises(CannotWrite, match="Nothing can be kept for Undo last"):
        ends(tmp_path / "full" / "undo", KeyError("written"))
