"""Going through what the last check listed: the next place, what is wrong there, and why the rule exists.

Everything is read from the Check results table, so that it also holds for a check somebody else made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.errors import ToolkitError
from toolkit.model.grid import Cell, address
from toolkit.model.identity import heading_key
from toolkit.model.plan import Layout, Plan
from toolkit.rules import find_rule
from toolkit.sheets import CHECK_RESULTS, spec_of

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(frozen=True)
class Problem:
    """One line of Check results, and where what it speaks of stands now."""

    severity: str
    rule: str
    message: str
    fix: str
    sheet: str
    cell: Cell
    line: int
    """Its row in Check results."""


@dataclass(frozen=True)
class Stop:
    """One place with a problem, or with several."""

    sheet: str
    cell: Cell
    problems: tuple[Problem, ...]
    number: int
    of: int

    @property
    def words(self) -> str:
        """What is wrong here and what to do, as an officer is told."""
        said = [f"{p.severity.capitalize()} {p.rule}: {p.message}\n{p.fix}" for p in self.problems]
        return "\n\n".join([f"Problem {self.number} of {self.of}: {self.sheet}, {address(*self.cell)}", *said])


def next_stop(plan: Plan, sheet: str, cell: Cell) -> Stop | None:
    """The next place with a problem after the one selected, in the order of Check results; after the last, the first.

    From a line of Check results it leads to what the line speaks of. None where nothing is listed.
    """
    problems = problems_of(plan)
    if not problems:
        return None
    stops = _stops(problems)
    on_line = next(
        (p for p in problems if heading_key(sheet) == heading_key(_results(plan).sheet) and p.line == cell[0]), None
    )
    here = (heading_key(sheet), cell)
    places = [(heading_key(stop.sheet), stop.cell) for stop in stops]
    if here in places:
        return stops[(places.index(here) + 1) % len(stops)]
    if on_line is not None:
        return next(stop for stop in stops if on_line in stop.problems)
    return next((stop for stop in stops if heading_key(stop.sheet) == here[0] and stop.cell > cell), stops[0])


def explained(plan: Plan, sheet: str, cell: Cell) -> str:
    """Why the rules behind a cell, or behind a line of Check results, exist, and how to put things right.

    Raises ToolkitError where no problem is listed there.
    """
    here = [
        problem
        for problem in problems_of(plan)
        if (heading_key(problem.sheet), problem.cell) == (heading_key(sheet), cell)
        or (heading_key(sheet) == heading_key(_results(plan).sheet) and problem.line == cell[0])
    ]
    if not here:
        raise ToolkitError(
            f"No problem is listed for {address(*cell)} on {sheet}. Select a marked cell or a line of Check results, "
            "then press Explain rule. If nothing is marked, press Validate first."
        )
    return "\n\n".join(dict.fromkeys(_explained(problem) for problem in here))


def _explained(problem: Problem) -> str:
    rule = find_rule(problem.rule)
    title = f"{rule.code} ({rule.severity}): {rule.title}."
    return f"{title}\nWhy it matters: {rule.why}\nHow to put it right: {problem.fix}"


def problems_of(plan: Plan) -> list[Problem]:
    """Every line of Check results of the one workbook of a plan.

    A line that speaks of no cell stands for itself. Raises ToolkitError where the workbook has no such table.
    """
    results, source = _results(plan), plan.sources[0]
    found = []
    table = plan[CHECK_RESULTS.name]
    for row, line in zip(table.index.get_level_values("row"), table.to_dict("records"), strict=True):
        said = {str(name): "" if value is None else str(value) for name, value in line.items()}
        sheet, cell = said["sheet"], _cell_now(plan, source, said)
        if cell is None:
            sheet, cell = results.sheet, (row, results.columns["message"])
        found.append(Problem(said["severity"], said["rule"], said["message"], said["fix"], sheet, cell, row))
    return found


def _results(plan: Plan) -> Layout:
    layout = plan.layouts.get((plan.sources[0], CHECK_RESULTS.name))
    if layout is None or not {"message", "sheet", "cell"} <= layout.columns.keys():
        raise ToolkitError(
            f"{plan.sources[0]} has no sheet '{CHECK_RESULTS.name}' with its columns, so nothing can be listed. "
            "Copy the rows into a new 'Service Return.xltx'."
        )
    return layout


def _stops(problems: Sequence[Problem]) -> list[Stop]:
    at: dict[tuple[str, Cell], list[Problem]] = {}
    for problem in problems:
        at.setdefault((problem.sheet, problem.cell), []).append(problem)
    return [
        Stop(sheet, cell, tuple(here), number, len(at))
        for number, ((sheet, cell), here) in enumerate(at.items(), start=1)
    ]


def _cell_now(plan: Plan, source: str, line: dict[str, str]) -> Cell | None:
    """Where the cell stands now: rows may have been sorted since the check, so the reference decides."""
    there = _ADDRESS.fullmatch(line["cell"])
    if there is None:
        return None
    cell = int(there[2]), _column(there[1])
    table = next((n for (s, n), layout in plan.layouts.items() if s == source and layout.sheet == line["sheet"]), None)
    if table is None or not line["ref"] or table not in plan.tables or not spec_of(table).key:
        return cell
    refs = plan[table][spec_of(table).key[0]].xs(source, level="source")
    rows = [int(row) for row, ref in zip(refs.index, refs, strict=True) if str(ref) == line["ref"]]
    return cell if cell[0] in rows or not rows else (rows[0], cell[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
