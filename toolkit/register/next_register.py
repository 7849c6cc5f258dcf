"""A register rated as it stands: its worked-out columns filled in, whatever stood in them before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from toolkit.model.english import counted
from toolkit.model.identity import ref_keys
from toolkit.model.plan import INDEX, Plan
from toolkit.model.schemes import Rating
from toolkit.rating.risk_scores import scores
from toolkit.rating.roll_up import direction, earlier, escalation_reasons, last_of, roll_up_groups
from toolkit.rating.shown_history import as_shown
from toolkit.rating.work_out import Worked, work_out
from toolkit.register.snapshots import times_moved
from toolkit.register.standing import GOOD_NEWS, NOT_RETURNED
from toolkit.register.to_settle import as_rated
from toolkit.returns.refresh import ACTION_COLUMNS, cell_of
from toolkit.sheets.parts import whole_keys

WRITTEN: Mapping[str, Sequence[str]] = {
    "Actions": (*ACTION_COLUMNS, "escalation", "times_moved"),
    "Milestones": ("due",),
    "Risks": ("score",),
    "Recommendations": ("rating",),
    "Timeline": ("start", "end"),
}
"""The worked-out columns of a register, by sheet."""
MOST_NAMED = 12


@dataclass(frozen=True)
class RatedRegister:
    """A register rated, what was worked out of it, and which of the ratings it held no longer follow from its rows."""

    plan: Plan
    worked: Worked
    differs: tuple[tuple[str, str, str], ...]
    """Ref, the rating that stood there, the rating now; nothing of actions that had none."""

    @property
    def differences(self) -> str:
        """What has changed since the last merge or refresh, in a sentence; nothing where nothing has."""
        if not self.differs:
            return ""
        named = [f"{ref} {before} → {now}" for ref, before, now in self.differs[:MOST_NAMED]]
        more = len(self.differs) - MOST_NAMED
        tail = f", and {more:,} more" if more > 0 else ""
        verb = "differs from that" if len(self.differs) == 1 else "differ from those"
        return f"{counted(len(self.differs), 'rating')} {verb} of the last merge or refresh: {', '.join(named)}{tail}."


def refreshed_register(register: Plan) -> Plan:
    """A register with its worked-out columns filled in; what was not returned is carried, and never shown as Green."""
    return as_rated(rated_register(register).plan)


def rated_register(register: Plan) -> RatedRegister:
    """A register rated as it stands, by its rows and its settings alone.

    Ratings that stood in it do not count, but for what a merge has carried of actions that were not returned.
    """
    moved = register["Actions"].assign(times_moved=times_moved(register))
    counted_anew = replace(register, tables={**register.tables, "Actions": moved})
    worked = carry_missing(counted_anew, work_out(counted_anew))
    days = {end: register.dates("Timeline", f"{end}_as_written")["date"] for end in ("start", "end")}
    found = {
        "Actions": as_shown(register, worked.actions),
        "Milestones": worked.milestones,
        "Risks": scores(register),
        "Recommendations": recommendation_ratings(register, worked.actions),
        "Timeline": pd.DataFrame(days, dtype=object),
    }
    laid = {sheet: _laid_over(register[sheet], found[sheet], columns) for sheet, columns in WRITTEN.items()}
    plan = replace(register, tables={**register.tables, **laid})
    return RatedRegister(plan, worked, _differs(register["Actions"], plan["Actions"]))


def _differs(before: pd.DataFrame, now: pd.DataFrame) -> tuple[tuple[str, str, str], ...]:
    rows = zip(before.index, before["ref"], before["rating"], now["rating"], strict=True)
    return tuple(
        (str(ref or f"row {place[1]}"), str(was), str(is_now))
        for place, ref, was, is_now in rows
        if cell_of(was) is not None and str(was) != str(is_now)
    )


def recommendation_ratings(register: Plan, actions: pd.DataFrame) -> pd.DataFrame:
    """Each recommendation's rating, rolled up from the actions that answer it; blank where none does.

    ``actions``: the register's, worked out.
    """
    recommendations, links = register["Recommendations"], register["Links"]
    links = links[links["to"] == "recommendation"]
    own = dict(zip(ref_keys(register["Actions"]["ref"]), actions.index, strict=True))
    # What a part of an action answers, the action answers.
    wholes = dict(zip(own, whole_keys(register["Actions"]).loc[list(own.values())], strict=True)) if own else {}
    places = {key: own[wholes[key]] for key in own}
    pairs = zip(ref_keys(links["action_ref"]), ref_keys(links["ref"]), strict=True)
    answers = [(places[action], wanted) for action, wanted in pairs if action in places]
    if not answers:
        return pd.DataFrame({"rating": None}, index=recommendations.index, dtype=object)
    index = pd.MultiIndex.from_tuples([place for place, _ in answers], names=INDEX)
    by = pd.Series([wanted for _, wanted in answers], index=index, name="recommendation", dtype=object)
    rated = roll_up_groups(actions["rating"], actions["escalated"], by)["rating"].to_dict()
    ratings = [rated.get(ref) for ref in ref_keys(recommendations["ref"])]
    return pd.DataFrame({"rating": ratings}, index=recommendations.index, dtype=object)


def _laid_over(table: pd.DataFrame, worked: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    found: Mapping[str, pd.Series] = {c: worked[c].map(cell_of) for c in columns if c in worked}
    return table.assign(**{name: values.astype(object) for name, values in found.items()})


def carry_missing(plan: Plan, worked: Worked) -> Worked:
    """What was worked out for a register, with the last rating carried where no return came.

    ``rating`` and ``why`` are the register's own for actions marked Not returned, but no good news, also where no
    merge has seen to it; ``worked_out_rating`` stays what the rules give on the old facts.
    """
    given, actions = plan["Actions"], worked.actions.copy()
    missing = (given["return_state"] == NOT_RETURNED).to_numpy(dtype=bool)
    stands = missing & given["rating"].notna().to_numpy(dtype=bool)
    for column in ("rating", "why"):
        actions[column] = actions[column].astype(object).mask(stands, given[column])
    too_good = missing & actions["rating"].isin(GOOD_NEWS).to_numpy(dtype=bool)
    actions["rating"] = actions["rating"].mask(too_good, Rating.NOT_RATED.value)
    moved = direction(actions["rating"], actions["previous_rating"], _same_scheme(plan))
    actions["direction"] = actions["direction"].astype(object).mask(missing, moved)
    facts = actions.assign(status=given["status"], not_returned=missing)
    reasons = escalation_reasons(facts).astype(object)
    actions["escalated_why"] = actions["escalated_why"].mask(missing, reasons)
    actions["escalated"] = actions["escalated"].mask(missing, reasons != "").astype(bool)
    return replace(worked, actions=actions)


def _same_scheme(register: Plan) -> bool:
    """Whether the last sign-off rated as this register does; nothing is compared across schemes."""
    schemes = set(last_of(earlier(register))["scheme"].dropna())
    return schemes <= {register.settings["scheme"].iloc[0]}
