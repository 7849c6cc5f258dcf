"""Counts first: what a plan's ratings come to, by theme and in all, beside the last signed-off period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from toolkit.model.dates.answer import show_date
from toolkit.model.english import counted, listed
from toolkit.model.schemes import RATED, Rating, Scheme, key
from toolkit.rating.roll_up import direction, percentages, roll_up, roll_up_groups
from toolkit.sheets.parts import counted as counted_once

COUNTED = tuple(rating.value for rating in Rating)
ORDER_SAID = tuple(
    rating.value
    for rating in (
        Rating.BLUE, Rating.GREEN, Rating.AMBER, Rating.RED, Rating.NOT_DUE, Rating.NOT_RATED, Rating.CLOSED,
    )
)  # fmt: skip
"""The order in which a paragraph tells them: what is done first."""
NO_SERVICE = "no service named"


@dataclass(frozen=True)
class Summary:
    """A plan's ratings in figures.

    ``themes``: one row a theme in the plan's order; a column of counts for each rating, ``actions``, ``rating``,
    ``why``, ``previous`` (the theme's rating last time, blank where there was none) and ``direction``.
    """

    as_at: dt.date
    scheme: Scheme
    counts: Mapping[str, int]
    before: Mapping[str, int] | None
    """Counts at the last sign-off; None where nothing was signed off before."""
    themes: pd.DataFrame
    rating: str
    why: str
    not_returned: Mapping[str, int]
    """Services whose return is missing, and how many actions wait for it."""

    @property
    def actions(self) -> int:
        """Distinct actions, never links."""
        return sum(self.counts.values())

    @property
    def rated(self) -> int:
        """Actions with a colour: what percentages are of."""
        return sum(self.counts[rating] for rating in RATED)

    def change(self, rating: str) -> int | None:
        """How many more there are than at the last sign-off; None where there was none."""
        return None if self.before is None else self.counts[rating] - self.before.get(rating, 0)

    @property
    def meanings(self) -> dict[str, str]:
        """What each rating means in this plan, and this period: what was not returned may be not rated for that."""
        found = {rating.value: meaning for rating, meaning in key(self.scheme)}
        if self.not_returned:
            found[Rating.NOT_RATED.value] += ", or the return is missing"
        return found

    @property
    def percent(self) -> dict[str, float]:
        """Each colour's share of the rated actions, to one decimal."""
        return {str(rating): share for rating, share in percentages(self.counts).items()}

    def as_json(self) -> dict[str, object]:
        """The summary as ``refresh --json`` gives it out."""
        themes = [
            {
                "theme": theme,
                "rating": row["rating"],
                "why": row["why"],
                "direction": row["direction"],
                "actions": int(row["actions"]),
                "counts": {r: int(row[r]) for r in COUNTED},
            }
            for theme, row in self.themes.iterrows()
        ]
        return {
            "as_at": self.as_at.isoformat(),
            "scheme": str(self.scheme),
            "actions": self.actions,
            "rated": self.rated,
            "counts": dict(self.counts),
            "percent": self.percent,
            "rating": self.rating,
            "why": self.why,
            "themes": themes,
        }


def summarise(actions: pd.DataFrame, *, as_at: dt.date, scheme: str, before: pd.DataFrame | None = None) -> Summary:
    """The summary of one plan.

    ``actions``: one row an action with ``theme``, ``rating``, ``escalated`` (bool) and, where it is a register,
    ``service`` and ``return_state``. ``before``: ``theme``, ``rating`` and ``escalated`` as at the last sign-off; None
    where there was none or it used the other scheme. An action that was split counts once: rows that are its parts are
    left out, wherever ``ref`` and ``parent_ref`` tell which they are.
    """
    actions = counted_once(actions) if "ref" in actions else actions
    themes = roll_up_groups(actions["rating"], actions["escalated"], actions["theme"])
    themes.insert(0, "actions", themes[list(COUNTED)].sum(axis=1))
    themes["previous"] = _theme_ratings(before).reindex(themes.index)
    themes["direction"] = direction(themes["rating"], themes["previous"], same_scheme=True)
    if before is None:
        themes["direction"] = "No comparison"
    counts = _counts(actions["rating"])
    whole = roll_up(counts, int((actions["escalated"] & (actions["rating"] == Rating.RED)).sum()))
    return Summary(
        as_at,
        Scheme(scheme),
        counts,
        None if before is None else _counts(before["rating"]),
        themes,
        whole.rating.value,
        whole.why,
        _missing(actions),
    )


def as_last_rated(actions: pd.DataFrame) -> pd.DataFrame | None:
    """The actions of a return as they were last signed off, to be summed up beside; None where none was."""
    known = actions[actions["previous_rating"].notna()]
    return known.assign(rating=known["previous_rating"], escalated=False) if len(known) else None


def _theme_ratings(before: pd.DataFrame | None) -> pd.Series:
    if before is None or before.empty:
        return pd.Series([], dtype=object)
    return roll_up_groups(before["rating"], before["escalated"], before["theme"])["rating"]


def _counts(ratings: pd.Series) -> dict[str, int]:
    seen = ratings.value_counts()
    return {rating: int(seen.get(rating, 0)) for rating in COUNTED}


def _missing(actions: pd.DataFrame) -> dict[str, int]:
    if "return_state" not in actions:
        return {}
    waiting = actions[actions["return_state"] == "Not returned"]["service"].fillna(NO_SERVICE)
    return {str(service): int(count) for service, count in waiting.value_counts().sort_index().items()}


def drafted(summary: Summary, *, before: str = "") -> str:
    """The paragraph a board report opens with, every figure the register's.

    ``before``: what ``summary.before`` was, as a sentence begins with it ("At the last sign-off, as at 30 June 2026,").

    In the style boards know: how many actions there are, then each colour with its count and what it means in this
    plan; how it stood before; and whose returns are missing.
    """
    if not summary.actions:
        return f"On {show_date(summary.as_at)} the plan holds no actions."
    meanings = summary.meanings
    said = "; ".join(
        f"{counted(n, 'action')} {'is' if n == 1 else 'are'} {rating}: {_lower(meanings.get(rating, 'not in the key'))}"
        for rating in ORDER_SAID
        if (n := summary.counts[rating])
    )
    total = "one action" if summary.actions == 1 else f"{summary.actions:,} actions"
    opening = f"By {show_date(summary.as_at)} the status of the {total} is as follows: {said}."
    return " ".join(part for part in (opening, _as_before(summary, before), _still_missing(summary)) if part)


def _as_before(summary: Summary, at: str) -> str:
    if summary.before is None or not at:
        return ""
    said = [f"{n:,} {rating}" for rating in ORDER_SAID if (n := summary.before.get(rating, 0))]
    return f"{at} the figures were {listed(said)}." if said else ""


def _still_missing(summary: Summary) -> str:
    said = [f"{service} ({counted(n, 'action')})" for service, n in summary.not_returned.items()]
    if not said:
        return ""
    return f"No return has been merged from {listed(said, 'or')}; without one nothing is shown as Green or Blue."


def _lower(meaning: str) -> str:
    """A meaning within a sentence; capitals that are a word's own stay."""
    return meaning[0].lower() + meaning[1:] if meaning[1:2].islower() else meaning
