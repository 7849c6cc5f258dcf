"""What becomes of one changed cell: applied, or listed with the reason why it was not.

Services own the story of an action, the performance team its terms. Nothing a return says is applied outside what its
service owns, over a newer value, or by leaving a cell blank.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process

from toolkit.merging.compare import Cell
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, person_key
from toolkit.model.schemes import DONE_STATUSES
from toolkit.register.standing import is_open
from toolkit.sheets.columns import Column, Owner
from toolkit.sheets.compared import fitted, is_clear, same, shown


class Outcome(StrEnum):
    """What becomes of a changed cell."""

    APPLIED = "Applied"
    PROPOSED = "Proposed"
    CONFLICT = "Conflict"
    HELD = "Held"
    NOTHING = "Nothing"
    """The register says the same already."""


@dataclass(frozen=True)
class Verdict:
    """What becomes of one changed cell, and why."""

    outcome: Outcome
    value: Value = None
    why: str = ""
    kind: str = "Changed"
    """Its word in the log of changes."""


NOTHING = Verdict(Outcome.NOTHING)


def judge(column: Column, cell: Cell) -> Verdict:
    """What becomes of a cell, whatever the sheet: ownership, CLEAR, blanks, and the three-way compare."""
    if same(column, cell.theirs, cell.ours):
        return NOTHING
    if cell.theirs is None:
        if cell.ours is None:
            return NOTHING
        return Verdict(Outcome.HELD, why="A blank does not erase. To empty a cell, type CLEAR in it.")
    if column.owner is Owner.TEAM:
        return Verdict(Outcome.PROPOSED, why=f"{column.heading} belongs to the performance team.")
    clear = is_clear(cell.theirs)
    if clear and cell.ours is None:
        return NOTHING
    if clear and column.required:
        return Verdict(Outcome.PROPOSED, why=f"{column.heading} must be filled in, so CLEAR was not applied.")
    value, unfit = (None, "") if clear else fitted(column, cell.theirs)
    if unfit:
        return Verdict(Outcome.HELD, why=unfit)
    if not clear and same(column, value, cell.ours):
        return NOTHING
    if not same(column, cell.sent, cell.ours):
        why = f"Both the service and the register changed {column.heading} since it was sent. Choose one and say why."
        return Verdict(Outcome.CONFLICT, why=why)
    return Verdict(Outcome.APPLIED, value, kind="Cleared" if clear else "Changed")


@dataclass(frozen=True)
class ActionRow:
    """What judging one cell of an action must know of the rest of it."""

    cells: Mapping[str, Cell]
    """Every cell of the row that differs from what was sent."""
    ours: Mapping[str, Value]
    """What the register says of the action."""
    has_parts: bool
    people: Collection[str]
    open_parts: str = ""
    """What of it is still to be done, in words: an action is complete once all its parts are."""

    def gives(self, column: str) -> bool:
        """The return says something new in a column."""
        cell = self.cells.get(column)
        return cell is not None and cell.theirs is not None and not is_clear(cell.theirs)


def judge_action(column: Column, cell: Cell, row: ActionRow) -> Verdict:
    """What becomes of a cell of an action: as any other cell, but for those with rules of their own."""
    verdict = judge(column, cell)
    special = _SPECIAL.get(column.id)
    return special(cell, row, verdict) if special and verdict.outcome is not Outcome.NOTHING else verdict


def _status(cell: Cell, row: ActionRow, verdict: Verdict) -> Verdict:
    if verdict.outcome is not Outcome.APPLIED:
        return verdict
    if row.has_parts:
        return Verdict(Outcome.PROPOSED, why="The status of an action with parts follows from its parts.")
    if row.open_parts and verdict.value in DONE_STATUSES:
        why = f"{row.open_parts} still open. An action is {str(verdict.value).lower()} once all its parts are."
        return Verdict(Outcome.HELD, why=why)
    kind = change_of_status(cell.ours, verdict.value)
    if kind == "Reopened" and not (row.gives("revision_reason") or row.gives("notes")):
        return Verdict(
            Outcome.HELD, why=f"S-08: the board was told it was {str(cell.ours).lower()}. "
            "To reopen it, say why under Notes or Revision reason."
        )  # fmt: skip
    return Verdict(Outcome.APPLIED, verdict.value, kind=kind)


def change_of_status(old: object, new: object) -> str:
    """The word in the log for a change of status."""
    if is_open(old) == is_open(new):
        return "Changed"
    return "Reopened" if is_open(new) else "Closed"


def _lead(cell: Cell, row: ActionRow, verdict: Verdict) -> Verdict:
    """A lead is somebody on the People sheet, where there is one (C24)."""
    if verdict.outcome is not Outcome.APPLIED or not row.people or person_key(cell.theirs) in row.people:
        return verdict
    return Verdict(Outcome.HELD, why=f"L-06: “{shown(cell.theirs)}” is not on the People sheet.{_nearest(cell, row)}")


def _nearest(cell: Cell, row: ActionRow) -> str:
    near = process.extractOne(person_key(cell.theirs), sorted(row.people), score_cutoff=80)
    return " A name very like it is there: check the spelling." if near else " Add them there, or correct the name."


def _revised_due(cell: Cell, row: ActionRow, verdict: Verdict) -> Verdict:
    """A date that was agreed stands until another is agreed: a new one only asks."""
    if verdict.outcome is not Outcome.APPLIED or not agreed(row.ours):
        return verdict
    by, stands = shown(row.ours["revision_agreed_by"]), shown(row.ours["revised_due"])
    why = f"{stands}, agreed by {by}, stands until a new date is agreed."
    return Verdict(Outcome.PROPOSED, why=why)


def agreed(action: Mapping[str, Value]) -> bool:
    """The action has a revised date and somebody agreed it."""
    return bool(canonical(action["revised_due"]) and canonical(action["revision_agreed_by"]))


def _looked_at(cell: Cell, row: ActionRow, verdict: Verdict) -> Verdict:
    """The newest look at a row counts: two dates are no conflict."""
    if verdict.outcome is not Outcome.CONFLICT:
        return verdict
    if _newer_than_theirs(row):
        return Verdict(Outcome.HELD, why=f"The register was updated later, on {shown(row.ours['updated_on'])}.")
    return Verdict(Outcome.APPLIED, cell.theirs)


def _newer_than_theirs(row: ActionRow) -> bool:
    ours = row.ours["updated_on"]
    cell = row.cells.get("updated_on")
    theirs = cell.theirs if cell else None
    return isinstance(ours, dt.date) and (not isinstance(theirs, dt.date) or theirs < ours)


_SPECIAL = {
    "status": _status,
    "lead": _lead,
    "revised_due": _revised_due,
    "updated_on": _looked_at,
    "updated_by": _looked_at,
}
