"""What a register and a return show of the time before: never blank, and New only where something was signed off."""

from __future__ import annotations

import pandas as pd

from toolkit.model.plan import Plan
from toolkit.model.schemes import Rating
from toolkit.rating.roll_up import earlier

NO_COMPARISON = "No comparison"
NOT_ESCALATED = "No"


def as_shown(plan: Plan, actions: pd.DataFrame) -> pd.DataFrame:
    """Worked-out actions with ``previous_rating``, ``direction`` and ``escalation`` as their cells show them.

    Of an action that was in no sign-off the previous rating is Not rated; and where nothing was signed off at all, or
    a return was sent without knowing of any, there is no comparison, and nothing is New.
    """
    blank = actions["previous_rating"].isna()
    first = blank & ~actions.index.get_level_values("source").isin(_compared(plan))
    why = actions["escalated_why"].astype(object)
    return actions.assign(
        previous_rating=actions["previous_rating"].astype(object).mask(blank, Rating.NOT_RATED.value),
        direction=actions["direction"].astype(object).mask(first, NO_COMPARISON),
        escalation=why.mask(why.isna() | (why == ""), NOT_ESCALATED),
    )


def _compared(plan: Plan) -> list[str]:
    """The files that know of a signed-off period: a register by its snapshots, a return by what it was sent."""
    known = set(earlier(plan).index.get_level_values("source"))
    if "Actions" in plan.issued:
        sent = plan.issued["Actions"]
        known |= set(sent.index.get_level_values("source")[sent["previous_rating"].notna()])
    return sorted(known)
