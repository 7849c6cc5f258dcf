"""What ends a period: its ratings, frozen in the register."""

from __future__ import annotations

import datetime as dt

from toolkit.files import PathLike
from toolkit.register.refresh_register import rating_edits
from toolkit.register.sign_off import sign_off as freeze
from toolkit.returns import issue as issuing
from toolkit.tasks.frames import day_of
from toolkit.tasks.opening import open_one
from toolkit.tasks.writing_back import places, written


def sign_off(
    register: PathLike,
    *,
    by: str,
    on: dt.date,
    output: PathLike | None = None,
    replace: bool = False,
    password: str | None = None,
) -> list[str]:
    """Rate the register and freeze its ratings, in place or in a copy; gives what was done, in words.

    The ratings that were frozen are written into it. The register as it was is kept as a backup. Raises CannotRead,
    CannotWrite, or ToolkitError where the period cannot be signed off.
    """
    path, target = places(register, output, replace)
    plan = open_one(path, password=password)
    done = freeze(plan, by=by, on=day_of(on, "on"))
    frozen = issuing.table_edits(plan, done.register.tables, ("Snapshots", "Sign-offs"))
    edits = [*frozen, *rating_edits(plan, done.rated)]
    said = written(plan, path, edits, target, password)
    row = done.register["Sign-offs"].iloc[-1]
    signed = f"{row['period']} signed off by {row['by']}: {row['rows']} actions, {row['counts']}."
    return [*([done.rated.differences] if done.rated.differences else []), signed, *said]
