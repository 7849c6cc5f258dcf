"""What a refresh writes: due dates, ratings with reasons, the summary, and the check's results with their marks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from toolkit.model.edits import Edit, FillTable, Link, SetCells
from toolkit.model.finding import Finding, Report
from toolkit.model.grid import Cell, Value
from toolkit.model.identity import ref_keys
from toolkit.model.plan import INDEX, Plan
from toolkit.model.plan_date import show_date
from toolkit.steps.issue import summary_edits, worked_out_edits
from toolkit.steps.merge import carry_missing
from toolkit.steps.problems import finder
from toolkit.steps.rating.roll_up import roll_up_groups
from toolkit.steps.rating.work_out import work_out
from toolkit.steps.summarise import Summary, as_last_rated, summarise
from toolkit.steps.summary_sheet import count_edits

ACTION_COLUMNS = ("due", "worked_out_rating", "why", "rating", "previous_rating", "direction")


@dataclass(frozen=True)
class Refresh:
    """One return, worked out: what to write into it, and what to tell whoever asked."""

    edits: list[Edit]
    actions: pd.DataFrame
    """``ref``, ``due``, ``precision``, ``rating``, ``code``, ``why``, ``worked_out_rating``; index (source, row)."""
    summary: Summary | None
    """None where the return has no report date or no scheme to count by."""

    @property
    def sentence(self) -> str:
        """What was worked out, in one sentence."""
        if self.summary is None:
            return "Nothing could be rated: Settings needs a report date and a rating scheme."
        counts = [f"{count} {rating}" for rating, count in self.summary.counts.items() if count]
        return f"Rated as at {show_date(self.summary.as_at)}: {', '.join(counts) or 'no actions'}."

    def actions_json(self) -> list[dict[str, object]]:
        """One object an action, as ``refresh --json`` gives them out."""
        kept = self.actions[["ref", "due", "precision", "rating", "code", "why"]]
        return [{str(name): _json(value) for name, value in row.items()} for row in kept.to_dict("records")]


def refresh_edits(plan: Plan, report: Report) -> Refresh:
    """The edits that bring one return up to date; the same return refreshed twice needs none the second time."""
    source = plan.sources[0]
    worked = work_out(plan)
    actions = plan["Actions"].assign(**{name: worked.actions[name] for name in worked.actions.columns})
    summary = _summary(plan, actions)
    edits: list[Edit] = [
        *_column_edits(plan, source, "Actions", worked.actions, ACTION_COLUMNS),
        *_column_edits(plan, source, "Milestones", worked.milestones, ("due",)),
        *_column_edits(plan, source, "Risks", scores(plan["Risks"]), ("score",)),
        *worked_out_edits(plan, source, worked.actions),
        *results_edits(plan, source, report),
    ]
    if summary is not None:
        edits += summary_edits(plan, source, summary)
    elif (source, "Actions") in plan.layouts:
        edits += count_edits(plan, source, Counter(actions["rating"].dropna().map(str)))
    return Refresh(edits, actions, summary)


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


def scores(risks: pd.DataFrame) -> pd.DataFrame:
    """Likelihood times impact, blank where either is."""
    pairs = zip(risks["likelihood"], risks["impact"], strict=True)
    score = [a * b if isinstance(a, int) and isinstance(b, int) else None for a, b in pairs]
    return pd.DataFrame({"score": score}, index=risks.index, dtype=object)


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


def results_edits(plan: Plan, source: str, report: Report) -> list[Edit]:
    """The Check results table, in the columns where the file has them; the marks on the other sheets follow it.

    No edits where the sheet, or the Excel table on it, is gone.
    """
    layout = plan.layouts.get((source, "Check results"))
    if layout is None or layout.table is None:
        return []
    _, first, _, last = layout.table
    places = finder(plan, source)
    rows: list[list[Value | Link]] = []
    for finding in report.findings:
        row: list[Value | Link] = [None] * (last - first + 1)
        for column, value in (_result(finding) | places(finding)).items():
            if column in layout.columns:
                row[layout.columns[column] - first] = value
        rows.append(row)
    return [FillTable(layout.sheet, "CheckResults", rows)]


def _result(f: Finding) -> dict[str, Value | Link]:
    where: Value | Link = None
    if f.cell:
        sheet = f.sheet.replace("'", "''")
        where = Link(f.cell, f"'{sheet}'!{f.cell}")
    mark = f"{f.ref}|{f.column}" if f.ref and f.row else f.cell
    return {
        "severity": str(f.severity),
        "rule": f.rule,
        "ref": f.ref,
        "sheet": f.sheet,
        "cell": where,
        "column": f.column,
        "message": f.message,
        "fix": f.fix,
        "mark": mark,
    }


def _summary(plan: Plan, actions: pd.DataFrame) -> Summary | None:
    settings = plan.settings.iloc[0]
    as_at, scheme = settings["report_date"], settings["scheme"]
    if not isinstance(as_at, dt.date) or scheme is None:
        return None
    return summarise(actions, as_at=as_at, scheme=scheme, before=as_last_rated(actions))


def _column_edits(plan: Plan, source: str, sheet: str, worked: pd.DataFrame, columns: tuple[str, ...]) -> list[Edit]:
    """Worked-out columns, each in the column where the file has it."""
    layout = plan.layouts.get((source, sheet))
    if layout is None:
        return []
    cells: dict[Cell, Value] = {}
    typed = plan.typed.get((source, sheet), {})
    for column in columns:
        if column in layout.columns and column in worked:
            for (_, row), found in zip(worked.index, worked[column], strict=True):
                # Words stand until there is something to write in their place.
                if (value := _value(found)) is not None or (row, column) not in typed:
                    cells[row, layout.columns[column]] = value
    return [SetCells(layout.sheet, cells)] if cells else []


def _laid_over(table: pd.DataFrame, worked: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    found: Mapping[str, pd.Series] = {c: worked[c].map(_value) for c in columns if c in worked}
    return table.assign(**{name: values.astype(object) for name, values in found.items()})


def _value(value: object) -> Value:
    """A worked-out value as a cell holds it: what pandas calls missing is blank."""
    if value is None or value is pd.NaT or value != value:
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, bool | int | float | str | dt.date):
        return str(value) if isinstance(value, str) else value
    return str(value)


def _json(value: object) -> object:
    plain = _value(value)
    return plain.isoformat() if isinstance(plain, dt.date) else plain
