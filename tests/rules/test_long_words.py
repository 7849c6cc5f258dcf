"""Long plans and long words: bounded work, and the same answer where it is not bounded."""

from __future__ import annotations

import time

import pandas as pd

from toolkit.rules.alike import most_alike
from toolkit.rules.names import is_role, leads_in, two_run_together


def compared(words: list[str]) -> dict[int, str]:
    index = pd.MultiIndex.from_product([["a.xlsx"], range(len(words))], names=["source", "row"])
    refs = pd.Series([f"EX{n}" for n in range(len(words))], index)
    found = most_alike(pd.Series(words, index, dtype=object), refs, refs)
    return {row: ref for (_, row), ref in found.items()}


def test_an_action_is_named_with_the_first_one_above_it_that_is_alike():
    words = [
        "publish one guide for all",
        "train every manager",
        "publish one guide for each",
        "publish one guide for a",
    ]

    assert compared(words) == {2: "EX0", 3: "EX0"}


def test_the_same_words_are_another_rule_s():
    assert compared(["publish one guide for all"] * 3) == {}


def test_in_a_plan_too_long_to_compare_all_the_nearest_above_are_compared(monkeypatch):
    monkeypatch.setattr("toolkit.rules.alike._COMPARISONS", 20)
    others = ["audit referrals weekly", "recruit six people", "move to one system", "ask families twice"]
    words = ["publish one guide for all", *others, "publish one guide for each", "publish one guide for each of us"]

    assert compared(words) == {6: "EX5"}


def test_five_hundred_actions_of_twelve_thousand_characters_are_compared_in_seconds():
    words = [" ".join(f"word{(row * 7 + n) % 997}" for n in range(1_400)) for row in range(539)]
    began = time.process_time()
    compared(words)

    assert time.process_time() - began < 10


def test_a_page_of_text_in_the_lead_column_is_one_lead_and_looked_through_no_further():
    page = "Head of Early Help and " * 1_400

    assert leads_in(page) == (page,)
    assert not two_run_together(page)
    assert is_role(page)
