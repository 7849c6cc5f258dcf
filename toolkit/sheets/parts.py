"""Actions that were split: which rows are parts of another action, and what a part has from it.

An action and its parts are one action: it is counted once, however many rows it takes. A row is a part where *Part of*
names another action of its file. A row that names itself, or an action that is not there, is an action of its own until
that is put right (I-09).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count, product
from string import ascii_lowercase

import pandas as pd

from toolkit.model.identity import ref_key, ref_keys
from toolkit.model.keys import issued_rows
from toolkit.model.plan import Plan

BEFORE_LETTER = "/"
"""Between an action's ref and the letter of a part that was given its ref at a merge: 3.2/a."""
FROM_ITS_ACTION = ("theme", "lead_body", "sponsor", "outcome", "service")
"""What a part need not say again."""


def parts_of(actions: pd.DataFrame) -> pd.Series:
    """Which rows of Actions are a part of another; the others are what counts. One or many files."""
    if "parent_ref" not in actions or not actions["parent_ref"].notna().any():
        return pd.Series(False, index=actions.index, dtype=bool)
    return pd.Series(whole_keys(actions) != ref_keys(actions["ref"]), index=actions.index, dtype=bool)


def whole_keys(actions: pd.DataFrame) -> pd.Series:
    """The ref, as refs are compared, of the action each row is counted with: its own, or that it is a part of.

    A part of a part is counted with the action of both.
    """
    keys = ref_keys(actions["ref"])
    if "parent_ref" not in actions or not actions["parent_ref"].notna().any():
        return keys
    parents = ref_keys(actions["parent_ref"])
    sources = actions.index.get_level_values("source") if "source" in actions.index.names else [""] * len(actions)
    known: dict[object, dict[str, str]] = {}
    for source, key, parent in zip(sources, keys, parents, strict=True):
        if key:
            known.setdefault(source, {}).setdefault(key, parent)
    rows = zip(sources, keys, parents, strict=True)
    found = [_whole(key, parent, known.get(source, {})) for source, key, parent in rows]
    return pd.Series(found, index=actions.index, dtype=object)


def _whole(key: str, parent: str, parents: Mapping[str, str]) -> str:
    """Up from part to action; of rows that are a part of each other, each is an action of its own."""
    seen = [key]
    while parent in parents:
        if parent in seen:
            return parent
        seen.append(parent)
        parent = parents[parent]
    return seen[-1]


def counted(actions: pd.DataFrame) -> pd.DataFrame:
    """The rows that count: every action once, without its parts."""
    parts = parts_of(actions)
    return actions.loc[~parts] if parts.any() else actions


def with_their_actions(actions: pd.DataFrame) -> pd.DataFrame:
    """The same rows, each part with what it need not say again from its action where it leaves that blank."""
    parts = parts_of(actions)
    if not parts.any():
        return actions
    at = {place: n for n, place in enumerate(_places(actions, ref_keys(actions["ref"])))}
    wholes = [at[place] for place in _places(actions, whole_keys(actions))]
    filled = {c: actions[c].where(actions[c].notna() | ~parts, actions[c].iloc[wholes].to_numpy())
              for c in FROM_ITS_ACTION if c in actions}  # fmt: skip
    return actions.assign(**filled)


def _places(actions: pd.DataFrame, keys: pd.Series) -> list[tuple[object, str]]:
    sources = actions.index.get_level_values("source") if "source" in actions.index.names else [""] * len(actions)
    return list(zip(sources, keys, strict=True))


def new_or_part(above: str) -> str:
    """What is asked of a row without a ref that stands under an action, by a check and by a merge alike."""
    return f"a new action, or part of {above}?" if above else "is it a new action?"


def next_part(ref: str, taken: set[str]) -> str:
    """The ref of the next part of an action: 3.2/a, and after 3.2/z 3.2/aa; ``taken``: every ref ever used, folded.

    It follows the last that was ever used, so that a letter is never given twice.
    """
    letters = ("".join(word) for size in count(1) for word in product(ascii_lowercase, repeat=size))
    refs = (f"{ref}{BEFORE_LETTER}{word}" for word in letters)
    last = max((_order(key, ref) for key in taken if _order(key, ref)), default=(0, ""))
    return next(one for one in refs if _order(ref_key(one), ref) > last)


def _order(key: str, ref: str) -> tuple[int, str]:
    """Where a part stands among those of one action; an empty place for what is no part of it."""
    start = ref_key(ref + BEFORE_LETTER)
    word = key.removeprefix(start).casefold()
    return (len(word), word) if key.startswith(start) and word and set(word) <= set(ascii_lowercase) else (0, "")


def as_issued(plan: Plan) -> Plan:
    """Returns without the column *Part of* have it as they were issued: those of template 1.0."""
    sent, actions = plan.issued.get("Actions"), plan["Actions"]
    if sent is None or "parent_ref" not in sent or not sent["parent_ref"].notna().any():
        return plan
    lacking = [s for (s, sheet), at in plan.layouts.items() if sheet == "Actions" and "parent_ref" not in at.columns]
    parents = issued_rows(sent[["parent_ref"]], actions, ("ref",))["parent_ref"]
    here = actions.index.get_level_values("source").isin(lacking)
    told = actions.assign(parent_ref=actions["parent_ref"].where(~here, parents))
    return replace(plan, tables={**plan.tables, "Actions": told})
