"""An action that was split is one action: it is rated as the worst of what is still open of it.

That is its open parts and, while it is open itself, its own row: a part that is on track never hides that the action is
late. Where nothing of it is open, it is the worst of all its rows that have not left the plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from toolkit.model.schemes import DONE_STATUSES, ELSEWHERE_STATUSES, SEVERITY, Rating
from toolkit.sheets.parts import parts_of, whole_keys

Groups = dict[int, list[int]]
"""By place of an action with parts, the places of its parts."""


def groups_of(actions: pd.DataFrame) -> Groups:
    """Every action that has parts, by its place in the table, and the places of its parts."""
    parts = parts_of(actions).to_numpy()
    found: Groups = defaultdict(list)
    if not parts.any():
        return found
    sources = actions.index.get_level_values("source") if "source" in actions.index.names else [""] * len(actions)
    places = list(zip(sources, whole_keys(actions), strict=True))
    first = {place: n for n, place in reversed(list(enumerate(places))) if not parts[n]}
    for n, place in enumerate(places):
        if parts[n]:
            found[first[place]].append(n)
    return found


def worst_of_parts(actions: pd.DataFrame, rated: pd.DataFrame, shown: pd.Series, groups: Groups) -> pd.DataFrame:
    """What the rules give, with each action that has parts rated as the worst of what is open of it.

    ``rated``: ``rating``, ``code`` and ``why`` of every row by itself; ``shown``: its rating with any override, which
    counts for a part. An action's own override is put to what comes out here.
    """
    columns = {name: rated[name].astype(object).to_list() for name in ("rating", "code", "why")}
    refs, own = actions["ref"].to_list(), rated["rating"].to_list()
    told, words = shown.to_list(), rated["why"].to_list()
    for whole, parts in groups.items():
        ratings = {whole: own[whole]} | {part: told[part] for part in parts}
        n = _worst(ratings, actions["status"].to_list())
        if n != whole:
            named = f"{refs[n]}, a part of it" if refs[n] else f"A part of it, on row {actions.index[n][-1]}"
            columns["rating"][whole], columns["code"][whole] = ratings[n], rated["code"].iloc[n]
            columns["why"][whole] = f"{named}: {words[n]}"
    made = {name: pd.Series(values, index=rated.index, dtype="str") for name, values in columns.items()}
    return rated.assign(**made)


def _worst(ratings: dict[int, str], statuses: Sequence[object]) -> int:
    """The row that speaks for an action: the worst of those that are open; the first of several, its own before all."""
    past = DONE_STATUSES + ELSEWHERE_STATUSES
    still_open = [n for n in ratings if statuses[n] not in past]
    here = still_open or [n for n in ratings if statuses[n] not in ELSEWHERE_STATUSES] or list(ratings)
    return min(here, key=lambda n: SEVERITY.index(Rating(ratings[n])))


def escalated_parts(actions: pd.DataFrame, reasons: pd.Series, groups: Groups) -> pd.Series:
    """Why an action goes to the board by name, also where it is a part of it that does."""
    said = reasons.to_list()
    for whole, parts in groups.items():
        own = [said[whole]] if said[whole] else []
        of_parts = [f"{actions['ref'].iloc[n] or 'a part'}: {said[n]}" for n in parts if said[n]]
        said[whole] = "; ".join(own + of_parts)
    return pd.Series(said, index=reasons.index, dtype=reasons.dtype)
