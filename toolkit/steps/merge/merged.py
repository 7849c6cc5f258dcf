"""What a merge gives back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.model.plan import Plan
from toolkit.model.words import counted, listed
from toolkit.steps.merge.choose import File
from toolkit.steps.merge.standing import MISSING

TO_SETTLE = {
    "Proposed": ("proposed change",),
    "Conflict": ("conflict",),
    "Question": ("question",),
    "Held": ("value held back", "values held back"),
}
"""The kinds of lines on Proposed changes and conflicts, as a sentence counts them."""


@dataclass(frozen=True)
class Merged:
    """The next register and the account of how it came about.

    The frames have the columns of the register's sheets of those names and hold this merge's own lines; the
    register's sheets hold them after the lines of earlier merges.
    """

    register: Plan
    returns_log: pd.DataFrame
    """Every file given, those merged before too."""
    changes: pd.DataFrame
    proposed: pd.DataFrame
    set_aside: pd.DataFrame
    control_totals: pd.DataFrame
    """The sums of the whole period."""
    receipt: tuple[str, ...]
    """What was done, in a few lines for the person who asked."""
    reconciles: bool

    def as_json(self) -> dict[str, object]:
        """The merge as the command line gives it out."""
        settings = self.register.settings.iloc[0]
        frames = {
            "returns": self.returns_log,
            "changes": self.changes,
            "proposed": self.proposed,
            "set_aside": self.set_aside,
            "control_totals": self.control_totals,
        }
        head = {
            "period": settings["period"],
            "register_issue": _plain(settings["register_issue"]),
            "actions": len(self.register["Actions"]),
            "reconciles": self.reconciles,
        }
        return head | {name: _records(frame) for name, frame in frames.items()} | {"receipt": list(self.receipt)}


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(k): _plain(v) for k, v in line.items()} for line in frame.to_dict("records")]


def _plain(value: object) -> object:
    if value is None or value != value:
        return None
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, str | int | float | bool) else str(value)


def receipt_of(
    period: str,
    issue: int,
    files: Sequence[File],
    changes: pd.DataFrame,
    proposed: pd.DataFrame,
    totals: pd.DataFrame,
) -> tuple[str, ...]:
    """What a merge did, in a few lines."""
    states = Counter(file.state for file in files if file.state != MISSING)
    lines = [f"Register issue {issue}, period {period}."]
    lines.append("Files: " + (", ".join(f"{n} {state.lower()}" for state, n in sorted(states.items())) or "none") + ".")
    for file in files:
        if file.source and not file.received:
            named = file.reason.startswith(file.source)
            lines.append(file.reason if named else f"{file.source}: {file.state.lower()}. {file.reason}")
    missing = [f for f in files if f.state == MISSING]
    lines += [f"{f.service}: no file. {f.reason}" for f in missing]
    kinds = Counter(proposed["kind"])
    waiting = [counted(kinds[kind], *nouns) for kind, nouns in TO_SETTLE.items() if kinds[kind]]
    settle = f"To settle: {listed(waiting)}." if waiting else "Nothing to settle."
    lines.append(f"{counted(len(changes), 'change')} made. {settle}")
    wrong = totals[totals["agrees"] != "Yes"]
    if wrong.empty:
        return (*lines, f"All {counted(len(totals), 'control total')} agree.")
    where = [f"{line['total']} ({line['service']}): {line['working']}" for line in wrong.to_dict("records")]
    return (*lines, f"{counted(len(wrong), 'control total')} of {len(totals)} do not agree:", *where)
