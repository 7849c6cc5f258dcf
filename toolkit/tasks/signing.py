"""What ends a period: its ratings, frozen in the register."""

from __future__ import annotations

import datetime as dt

from toolkit.files import (
    PathLike,
    make_folder,
    may_write,
    path_of,
    same_file,
)
from toolkit.model.english import printable
from toolkit.register.refresh_register import rating_edits
from toolkit.register.sign_off import sign_off as freeze
from toolkit.returns import issue as issuing
from toolkit.tasks.frames import day_of
from toolkit.tasks.opening import (
    ITSELF,
    open_one,
)
from toolkit.tasks.writing_back import write_back


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
    path = path_of(register, "the register")
    target = None if output is None else path_of(output, "the output")
    if target is not None and same_file(path, target):
        target = None
    if target is not None:
        may_write(target, read={ITSELF: [path]}, replace=replace, suffixes=(".xlsx", ".xlsm"))
    plan = open_one(path, password=password)
    done = freeze(plan, by=by, on=day_of(on, "on"))
    if target is not None:
        make_folder(target.parent)
    frozen = issuing.table_edits(plan, done.register.tables, ("Snapshots", "Sign-offs"))
    edits = [*frozen, *rating_edits(plan, done.rated)]
    result = write_back(plan, plan.sources[0], path, edits, target=target, password=password)
    row = done.register["Sign-offs"].iloc[-1]
    lines = [
        *([done.rated.differences] if done.rated.differences else []),
        f"{row['period']} signed off by {row['by']}: {row['rows']} actions, {row['counts']}.",
        f"Written: {printable(result.path)}{'.' * bool(result.warning)}{result.warning}",
    ]
    was = "The register" if target is None else "The file"
    return lines + ([f"{was} as it was: {printable(result.backup.name)}"] if result.backup else [])
