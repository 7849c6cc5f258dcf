"""Overrides: a rating set by a person, with a reason, a name and an end date."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from toolkit.model.rating import OVERRIDE_REFUSALS, RATED, REASON_LENGTH, Rating
from toolkit.steps.rating.decide import Array, day_column, days, steps, texts


def apply_overrides(actions: pd.DataFrame, worked_out: pd.Series, *, report_date: pd.Series | date) -> pd.DataFrame:
    """The rating each action is shown with, once what people have set is taken into account.

    Reads ``override_rating``, ``override_reason``, ``override_by`` and ``override_until`` (its last day). Gives
    ``rating``, ``applied`` and ``why_not``, which is empty when the override was applied or none was asked for.
    To set the rating that was worked out anyway, or a worse one, is allowed; but it too needs a reason, a name
    and an end date. Not due and Closed count, like Not rated, as ratings that cannot be improved on.
    """
    asked = texts(actions, "override_rating")
    wanted = np.array([text.capitalize() for text in asked], dtype=object)
    why_not = np.full(len(actions), "", dtype=object)
    refused = _refused(actions, wanted, texts(worked_out.to_frame("is"), "is"), report_date)
    for refusal in reversed(OVERRIDE_REFUSALS):
        why_not[refused[refusal.when]] = refusal.words
    why_not[asked == ""] = ""
    applied = (asked != "") & (why_not == "")
    shown = np.where(applied, wanted, worked_out.to_numpy(object))
    return pd.DataFrame(
        {
            "rating": pd.Series(shown, index=actions.index, dtype="str"),
            "applied": applied,
            "why_not": pd.Series(why_not, index=actions.index, dtype="str"),
        },
        index=actions.index,
    )


def _refused(
    actions: pd.DataFrame, wanted: Array, worked_out: Array, report_date: pd.Series | date
) -> dict[str, Array]:
    report, until = days(report_date, len(actions)), day_column(actions, "override_until")
    reasons = texts(actions, "override_reason")
    length = np.array([len(" ".join(reason.split())) for reason in reasons], dtype=int)
    to, away = steps(wanted), steps(worked_out)
    return {
        "no_reason_or_name": (length == 0) | (texts(actions, "override_by") == ""),
        "short_reason": length < REASON_LENGTH,
        "no_end_date": np.isnat(until),
        "lapsed": ~(report <= until),
        "to_blue": wanted == Rating.BLUE.value,
        "not_a_colour": to < 0,
        "cannot_be_rated": (away < 0) & (to > RATED.index(Rating.AMBER)),
        "two_steps_better": (away >= 0) & (to - away > 1),
    }
