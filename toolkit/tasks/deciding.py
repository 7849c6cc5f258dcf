"""What is asked of a register between two merges: carry out what was decided, and correct what was signed."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from toolkit.errors import ToolkitError
from toolkit.files import PathLike
from toolkit.merging.settle_register import settle_register
from toolkit.model.edits import Edit
from toolkit.model.plan import Plan
from toolkit.register.corrections import correct as record
from toolkit.register.corrections import in_words
from toolkit.register.register_edits import register_edits
from toolkit.returns.summary_sheet import count_edits
from toolkit.sheets.register_logs import CORRECTIONS
from toolkit.tasks.frames import day_of
from toolkit.tasks.opening import open_one
from toolkit.tasks.writing_back import places, written


def settle(
    register: PathLike, *, output: PathLike | None = None, replace: bool = False, password: str | None = None
) -> list[str]:
    """Carry out every Accept and Reject on the register's Proposed changes and conflicts, and rate it again.

    In place, with a backup of the register as it was, or in a copy. Gives what came of each decision and what still
    waits, in words. Raises CannotRead, CannotWrite, or ToolkitError where the period is signed off.
    """
    path, target = places(register, output, replace)
    plan = open_one(path, password=password)
    edits, said = settling_edits(plan)
    return said + written(plan, path, edits, target, password)


def correct(
    register: PathLike,
    *,
    period: str,
    ref: str,
    field: str,
    to: object,
    reason: str,
    agreed_by: str,
    on: dt.date,
    output: PathLike | None = None,
    replace: bool = False,
    password: str | None = None,
) -> list[str]:
    """Record that a figure of a signed-off period was wrong; what was signed stays as it was signed.

    ``field``: Rating, Status, Due or Completed on, as the sheet Snapshots has it; ``to``: what it should have been.
    The line stands on the register's Corrections, the next pack shows it, and later periods are compared with it.
    In place, with a backup of the register as it was, or in a copy. Gives what was done, in words.
    Raises CannotRead, CannotWrite, or ToolkitError where nothing of the kind was signed, or a word is wrong or lacks.
    """
    path, target = places(register, output, replace)
    plan = open_one(path, password=password)
    if (plan.sources[0], CORRECTIONS.name) not in plan.layouts:
        raise ToolkitError(
            f"{plan.sources[0]} was made from an older template and has no sheet {CORRECTIONS.name}. Merge the next "
            "returns into it, which makes a register that has, and correct that one."
        )
    after = record(
        plan, period=period, ref=ref, field=field, to=to, reason=reason, agreed_by=agreed_by, on=day_of(on, "on")
    )
    said = [in_words({str(k): v for k, v in after[CORRECTIONS.name].iloc[-1].to_dict().items()})]
    edits = [*register_edits(plan, after), *count_edits(plan, plan.sources[0])]
    return said + written(plan, path, edits, target, password)


def settling_edits(plan: Plan) -> tuple[list[Edit], list[str]]:
    """What settling writes into the workbook of a register, and what came of each decision in words."""
    settled, said = settle_register(plan)
    counts = Counter(settled["Actions"]["rating"].dropna().map(str))
    return [*register_edits(plan, settled), *count_edits(plan, plan.sources[0], counts)], said
