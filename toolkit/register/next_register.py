"""What a refresh writes: due dates, ratings with reasons, the summary, and the check's results with their marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from toolkit.model.identity import ref_keys
from toolkit.model.plan import INDEX, Plan
from toolkit.rating.roll_up import direction, roll_up_groups, scores
from toolkit.rating.work_out import Worked, work_out
from toolkit.register.standing import NOT_RETURNED
from toolkit.returns.refresh import ACTION_COLUMNS, cell_of


def refreshed_register(register: Plan) -> Plan:
    """A register with its worked-out columns filled in; what was not returned is carried, and never shown as Green."""
    worked = carry_missing(register, work_out(register))
    tables = dict(register.tables)
    tables["Actions"] = _laid_over(tables["Actions"], worked.actions, (*ACTION_COLUMNS, "times_moved"))
    tables["Milestones"] = _laid_over(tables["Milestones"], worked.milestones, ("due",))
    tables["Risks"] = _laid_over(tables["Risks"], scores(tables["Risks"]), ("score",))
    answered = recommendation_ratings(register, worked.actions)
    tables["Recommendations"] = _laid_over(tables["Recommendations"], answered, ("rating",))
    days = {end: register.dates("Timeline", f"{end}_as_written")["date"] for end in ("start", "end")}
    tables["Timeline"] = _laid_over(tables["Timeline"], pd.DataFrame(days, dtype=object), ("start", "end"))
    return replace(register, tables=tables)


def recommendation_ratings(register: Plan, actions: pd.DataFrame) -> pd.DataFrame:
    """Each recommendation's rating, rolled up from the actions that answer it; blank where none does.

    ``actions``: the register's, worked out.
    """
    recommendations, links = register["Recommendations"], register["Links"]
    links = links[links["to"] == "recommendation"]
    places = dict(zip(ref_keys(register["Actions"]["ref"]), actions.index, strict=True))
    pairs = zip(ref_keys(links["action_ref"]), ref_keys(links["ref"]), strict=True)
    answers = [(places[action], wanted) for action, wanted in pairs if action in places]
    if not answers:
        return pd.DataFrame({"rating": None}, index=recommendations.index, dtype=object)
    index = pd.MultiIndex.from_tuples([place for place, _ in answers], names=INDEX)
    by = pd.Series([wanted for _, wanted in answers], index=index, name="recommendation", dtype=object)
    rated = roll_up_groups(actions["rating"], actions["escalated"], by)["rating"].to_dict()
    ratings = [rated.get(ref) for ref in ref_keys(recommendations["ref"])]
    return pd.DataFrame({"rating": ratings}, index=recommendations.index, dtype=object)


def _laid_over(table: pd.DataFrame, worked: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    found: Mapping[str, pd.Series] = {c: worked[c].map(cell_of) for c in columns if c in worked}
    return table.assign(**{name: values.astype(object) for name, values in found.items()})


def carry_missing(plan: Plan, worked: Worked) -> Worked:
    """What was worked out for a register, with the last rating carried where no return came.

    ``rating`` and ``why`` are the register's own for actions marked Not returned; ``worked_out_rating`` stays what
    the rules give on the old facts.
    """
    missing = (plan["Actions"]["return_state"] == NOT_RETURNED).to_numpy(dtype=bool)
    actions = worked.actions.copy()
    for column in ("rating", "why"):
        actions[column] = actions[column].astype(object).mask(missing, plan["Actions"][column])
    moved = direction(actions["rating"], actions["previous_rating"], True)
    actions["direction"] = actions["direction"].astype(object).mask(missing, moved)
    return replace(worked, actions=actions)
