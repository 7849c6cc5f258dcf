"""What ends a plan: its register closed, and the next opened with what was still open."""

from __future__ import annotations

import datetime as dt
import os

from toolkit.errors import CannotWrite
from toolkit.files import (
    PathLike,
    may_write,
    path_of,
)
from toolkit.model.english import counted, printable
from toolkit.register.carried_rows import in_words
from toolkit.register.carry_forward import carry_forward as close_and_open
from toolkit.register.next_register import refreshed_register
from toolkit.register.own_columns import not_carried, with_own_columns
from toolkit.register.told import told_of_cells
from toolkit.returns import issue as issuing
from toolkit.sheets.parts import counted as whole
from toolkit.tasks.frames import day_of
from toolkit.tasks.opening import (
    open_one,
)
from toolkit.tasks.writing import write


def carry_forward(
    register: PathLike, folder: PathLike, *, to: str, by: str, on: dt.date, password: str | None = None
) -> list[str]:
    """Close a plan and open the next with what was still open; gives what was done, in words.

    Writes two registers into a folder: the old plan closed, and the new plan under its code. Raises CannotWrite where
    either is there already, CannotRead for the register, and ToolkitError where nothing can be carried.
    """
    folder = path_of(folder, "the folder")
    plan = open_one(register, password=password)
    old, opened = close_and_open(plan, new_code=to, on=day_of(on, "on"), by=by)
    code = plan.settings["plan_code"].iloc[0]
    targets = {folder / f"{issuing.file_name(f'{code} closed')}.xlsx": old}
    targets |= {folder / f"{issuing.file_name(to)}.xlsx": opened}
    there = [printable(path.name) for path in targets if os.path.lexists(path)]
    if there:
        raise CannotWrite(f"{printable(folder)} already holds {', '.join(there)}. Choose another folder.")
    for path in targets:
        may_write(path, read={}, replace=False)
    rated = {path: refreshed_register(one) for path, one in targets.items()}
    for path, one in rated.items():
        write(with_own_columns(issuing.register_pack(one), one, plan), path)
    # The closed register has every row of the plan, and the next some of them.
    told = told_of_cells(plan, next(iter(rated.values())))
    carried = (
        f"{len(whole(opened['Actions']))} of {counted(len(whole(old['Actions'])), 'action')} carried forward to {to}"
    )
    said = [f"{carried}; none counts as complete.", *in_words(old)]
    return [*said, *(f"Written: {printable(path)}" for path in targets), *told, *not_carried(plan, old)]
