"""What was typed over the worked-out columns of Actions: slips, other views, and the ratings a council keeps itself."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.model.plan import Book
from toolkit.model.schemes import Rating, Scheme, key
from toolkit.rating.shown_history import as_shown
from toolkit.rules.case import Case, once
from toolkit.rules.whole_columns import differs, each, filled, nowhere, sources_of, true_at

FEWEST = 3
"""So many ratings at least, and for half of the actions, are a column of the council's own, and no slips."""
_SHOWN = ("previous_rating", "direction")
"""What cells show of these is not always what is worked out."""
OF_SCHEME = {
    Scheme.DELIVERY: frozenset(rating.value for rating in Rating),
    Scheme.PROGRESS: frozenset(rating.value for rating, _ in key(Scheme.PROGRESS)),
}


def typed_over(case: Case, column: str) -> pd.Series:
    """Actions in which something was typed over a worked-out column."""
    actions, by_hand = case["Actions"], _nothing_written(case)
    if not filled(actions[column]).any():
        return nowhere(actions.index)
    changed = by_hand | differs(actions[column], _before(case, column))
    typed = changed & actions[column].notna() & case.in_file("Actions", column)
    if not typed.any():
        return typed
    meant = _as_shown(case) if column in _SHOWN else case.worked
    return typed & (by_hand | differs(actions[column], meant[column]))


def _as_shown(case: Case) -> pd.DataFrame:
    return case.once(as_shown, lambda: as_shown(case.plan, case.worked))


@once
def own_ratings(case: Case) -> pd.Series:
    """Actions whose Rating holds the council's own: its column is filled in by hand for most of the file."""
    typed = typed_over(case, "rating")
    sources = pd.Series(sources_of(typed), index=typed.index)
    count, rows = typed.groupby(sources).transform("sum"), typed.groupby(sources).transform("size")
    return typed & (count >= FEWEST) & (2 * count >= rows)


@once
def other_ratings(case: Case) -> pd.Series:
    """Actions of returns whose Rating was typed, in a word of the scheme, and is not what is worked out (R-02)."""
    typed = case.text("Actions", "rating").str.capitalize()
    written, sent = case.issued("Worked out")["rating"], case.issued("Actions")["rating"]
    ours = (typed == "") | (typed == case.worked["rating"]) | (typed == written) | (typed == sent)
    known = each(case.setting("scheme"), lambda scheme: OF_SCHEME.get(scheme, frozenset()))
    in_scheme = true_at(typed.index, (one in of for one, of in zip(typed, known, strict=True)))
    return ~ours & in_scheme & case.of_book("Actions", Book.RETURN) & ~own_ratings(case)


def _before(case: Case, column: str) -> pd.Series:
    """What the toolkit last wrote into a worked-out column of Actions, or what the return was sent out with."""
    written, sent = case.issued("Worked out"), case.issued("Actions")
    known = filled(written["was_issued"])
    return pd.Series(np.where(known, written[column], sent[column]), index=written.index, dtype=object)


def _nothing_written(case: Case) -> pd.Series:
    """Actions of returns made from the empty template in which the toolkit has not yet written: all is typed there."""
    settings = case.plan.settings
    untouched = settings["template_version"].notna() & settings["register_issue"].isna()
    untouched &= ~settings.index.isin([*case.issued_sources, *_refreshed(case)])
    actions = case["Actions"]
    return true_at(actions.index, sources_of(actions).isin(settings.index[untouched]))


def _refreshed(case: Case) -> pd.Index:
    records = case.plan.issued.get("Worked out")
    return pd.Index([]) if records is None else sources_of(records)
