from __future__ import annotations

import pandas as pd

from tests.builders import SOURCE, a_plan, an_action
from toolkit.model.identity import ref_keys
from toolkit.model.keys import issued_rows, words_of


def records(*keys: str) -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples([(SOURCE, key) for key in keys], names=["source", "key"])
    return pd.DataFrame({"notes": [f"sent as {key}" for key in keys]}, index=index, dtype=object)


def test_refs_are_compared_without_case_and_outer_spaces():
    assert ref_keys(pd.Series([" ex1 ", "EX1", None, 7], dtype=object)).tolist() == ["EX1", "EX1", "", "7"]


def test_whatever_stands_in_a_column_is_words():
    assert words_of(pd.Series(["a", None, float("nan"), 2], dtype=object)).tolist() == ["a", "", "", "2"]


def test_a_row_finds_what_it_was_sent_as_and_a_new_row_finds_nothing():
    actions = a_plan([an_action("ex1"), an_action("EX2"), an_action(None)])["Actions"]

    assert issued_rows(records("EX1", "EX3"), actions, ("ref",))["notes"].tolist() == ["sent as EX1", None, None]


def test_a_key_of_two_columns_is_joined_as_it_was_when_it_was_sent():
    steps = a_plan(milestones=[{"action_ref": "EX1", "no": "2"}])["Milestones"]

    assert issued_rows(records("EX1|1", "EX1|2"), steps, ("action_ref", "no"))["notes"].tolist() == ["sent as EX1|2"]


def test_a_key_used_twice_is_taken_as_its_first_record():
    actions = a_plan([an_action("EX1")])["Actions"]
    twice = records("EX1", "EX1")
    twice["notes"] = ["first", "second"]

    assert issued_rows(twice, actions, ("ref",))["notes"].tolist() == ["first"]
