"""T-06, T-07: actions that say the same, or nearly. Is one piece of work in the plan twice?"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from toolkit.model.answers import NOT_THE_SAME
from toolkit.model.finding import Severity
from toolkit.model.identity import ref_keys, text_key
from toolkit.model.patterns import pattern_of
from toolkit.rules.case import Case, once
from toolkit.rules.related import wholes
from toolkit.rules.rule import NOTHING, Example, broken, rule
from toolkit.rules.whole_columns import each, holds, places_of, sources_of

ALIKE = 80
"""From this, out of 100, two actions may be one piece of work."""
_TOO_SHORT = 20
"""Words in fewer characters are alike by chance."""
_SAME_WORDS = 0.7
"""Of all words of two texts, how many both must have."""
_SLIP = 80
"""From this, out of 100, two words are one, spelt in two ways."""
_TRIED = 8
"""Of many actions that are alike in their letters, how many are compared by their words."""
_WORD = pattern_of(r"\d+|[a-z]{3,}")
_SMALL_LIST = """
    and any are but for from has have into its more not our than that the their them these this those under when
    where which who will with each every all
"""
_SMALL = frozenset(_SMALL_LIST.split())
_COMPARED = 400
"""Characters: what two actions say first tells whether they are one piece of work."""
_COMPARISONS = 3_000_000
"""In one file: up to 1,700 actions are compared each with each, in a longer plan each with those nearest above it."""


@rule(
    "T-06",
    column="Action",
    severity=Severity.WARNING,
    message="{ref} has the same words as {other}.",
    fix="Merge the two, or say in each what makes it different.",
    bad=Example(rows={"Actions": [{"ref": "EX1"}, {"ref": "EX2"}]}),
    good=Example(
        rows={"Actions": [{"ref": "EX1"}, {"ref": "EX2", "action": "Train duty managers to record decisions"}]}
    ),
    several="{count} {rows} have the same words as another",
    each="{ref} (as {other})",
    answers=(NOT_THE_SAME,),
)
def same_words_twice(case: Case) -> pd.DataFrame:
    """The same action counted twice makes progress look better, or worse, than it is."""
    words = _folded(case)
    asked = (words != "") & (case.keys != "") & ~case.part
    if words[asked].is_unique:
        return NOTHING
    sources = sources_of(words)
    # An action and its parts are one: of those that say the same only the first is compared with others.
    asked &= ~pd.DataFrame({"source": sources, "words": words, "whole": wholes(case)}).duplicated()
    first = case["Actions"]["ref"][asked].groupby([sources[asked], words[asked]]).transform("first")
    other = first.reindex(words.index)
    keys = case.keys
    return broken(asked & other.notna() & (ref_keys(other) != keys), other=other)


@rule(
    "T-07",
    column="Action",
    severity=Severity.ADVICE,
    message="{ref} and {other} look alike.",
    fix="If they are one piece of work, merge them; if not, leave both.",
    bad=Example(
        rows={
            "Actions": [
                {"ref": "EX1"},
                {"ref": "EX2", "action": "Publish one threshold guide for each agency that refers a family"},
            ]
        }
    ),
    good=Example(
        rows={"Actions": [{"ref": "EX1"}, {"ref": "EX2", "action": "Train duty managers to record decisions"}]}
    ),
    several="{count} {rows} look like another",
    several_fix="If the two are one piece of work, merge them; if not, leave both.",
    each="{ref} (like {other})",
    answers=(NOT_THE_SAME,),
)
def looks_like_another_action(case: Case) -> pd.DataFrame:
    """Two services may be doing one piece of work without knowing of each other."""
    actions, words = case["Actions"], _folded(case)
    asked = holds(words, lambda text: len(text) >= _TOO_SHORT) & (case.keys != "") & ~case.part
    others = [most_alike(own, actions["ref"], wholes(case)) for _, own in words[asked].groupby(level="source")]
    other = pd.concat([*others, pd.Series(dtype=object)]).reindex(actions.index)
    texts = dict(zip(places_of(case.keys), case.text("Actions", "action"), strict=True))
    against = [texts.get(place, "") for place in places_of(ref_keys(other))]
    return broken(other.notna(), other=other, against=pd.Series(against, index=other.index, dtype=object))


@once
def _folded(case: Case) -> pd.Series:
    """What each action says, whatever its case and spaces."""
    return each(case["Actions"]["action"], text_key)


def most_alike(words: pd.Series, refs: pd.Series, whole: pd.Series) -> pd.Series:
    """For each action the first one above it that is alike, but not the same, and no part of the same action."""
    texts, same = [text[:_COMPARED] for text in words], pd.factorize(words)[0]
    family = pd.factorize(whole[words.index])[0]
    places, reach = np.arange(len(texts)), max(_COMPARISONS // max(len(texts), 1), 1)
    found: dict[int, int] = {}
    for top in range(0, len(texts), reach):
        here, there = places[top : top + reach], places[max(top - reach, 0) : top + reach]
        scores = process.cdist(
            texts[here[0] : here[-1] + 1],
            texts[there[0] : there[-1] + 1],
            scorer=fuzz.ratio,
            score_cutoff=ALIKE,
            dtype=np.uint8,
        )
        alike = (scores >= ALIKE) & (there < here[:, None]) & (same[there] != same[here][:, None])
        alike &= family[there] != family[here][:, None]
        for row in np.flatnonzero(alike.any(axis=1)):
            near = there[np.flatnonzero(alike[row])[:_TRIED]].tolist()
            at = next((at for at in near if _about_the_same(texts[here[row]], texts[at])), None)
            if at is not None:
                found[int(here[row])] = at
    others = refs[words.index].to_numpy()[list(found.values())]
    return pd.Series(others, index=words.index[list(found)], dtype=object)


def _about_the_same(one: str, other: str) -> bool:
    """Whether two texts of much the same letters are of much the same words.

    "Audit twenty referrals a month" and "Audit twenty assessments a month" are two pieces of work: in few words one
    other noun makes another action. A slip of the pen makes no other word.
    """
    here, there = _words(one), _words(other)
    fewer, more = sorted((here, there), key=len)
    shared = sum(word in more or _near(word, more) for word in fewer)
    return shared >= _SAME_WORDS * (len(here) + len(there) - shared)


def _near(word: str, words: Collection[str]) -> bool:
    return process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=_SLIP) is not None


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    """The words that say what a text is about, figures among them."""
    return frozenset(word for word in _WORD.findall(text) if word not in _SMALL)
