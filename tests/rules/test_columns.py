from __future__ import annotations

import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from toolkit.rules.whole_columns import as_compared, differs, holds, holds_near

WORDS = st.text(alphabet="aAbB1 \nÄ", max_size=12)


@given(st.lists(WORDS, max_size=20))
def test_looking_for_a_clue_first_finds_the_same_rows(texts: list[str]):
    values = pd.Series(texts, dtype=object)
    pattern = re.compile(r"a\s*B")

    assert holds_near(values, ("a",), pattern.search).tolist() == holds(values, pattern.search).tolist()


@given(st.lists(st.tuples(WORDS | st.none(), WORDS | st.none()), max_size=20))
def test_two_columns_differ_where_their_folded_words_do(pairs: list[tuple[str | None, str | None]]):
    now = pd.Series([a for a, _ in pairs], dtype=object)
    then = pd.Series([b for _, b in pairs], dtype=object)

    assert differs(now, then).tolist() == (as_compared(now) != as_compared(then)).tolist()
