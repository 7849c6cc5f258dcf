"""What is asked of a register when returns have come back: the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from toolkit.errors import ToolkitError
from toolkit.files import (
    PathLike,
    Paths,
    find,
    may_write,
    path_of,
    paths_of,
)
from toolkit.merging.merge_returns import merge as merge_returns
from toolkit.model.english import printable
from toolkit.model.plan import Book, Plan
from toolkit.register.next_register import refreshed_register
from toolkit.register.own_columns import not_carried, with_own_columns
from toolkit.register.told import told_of_cells
from toolkit.returns import issue as issuing
from toolkit.returns.whose import sent_to_nobody
from toolkit.tasks.frames import day_of
from toolkit.tasks.opening import (
    ITSELF,
    Opened,
    Watch,
    in_steps,
    open_files,
    open_one,
    register_paths,
    uncollected,
    unwatched,
)
from toolkit.tasks.returns import Checked
from toolkit.tasks.writing import write


class FileState(NamedTuple):
    """What became of one file of a merge."""

    service: str
    file: str
    state: str


@dataclass(frozen=True)
class MergeDone:
    """What a merge did, for the terminal and for other programs."""

    files: Sequence[FileState]
    """Service, file, and what became of it; a service that sent nothing has no file."""
    lines: Sequence[str]
    """The receipt in words."""
    reconciles: bool
    """Whether all control totals agree."""
    receipt: pd.DataFrame
    """A row a file: whose it is, who signed it, what became of it and why, and how many rows were taken."""
    changes: pd.DataFrame
    """A row a change: which value was what before, and who changed it in which file."""
    unread: Sequence[tuple[str, ToolkitError]]
    """Workbooks that could not be read, each with the reason."""
    answer: dict[str, object]

    @property
    def exit_code(self) -> int:
        """1 where the control totals do not agree, else 0."""
        return 0 if self.reconciles else 1

    def as_json(self) -> dict[str, object]:
        """The merge as the command line gives it out."""
        return self.answer


@uncollected()
def merge(
    register: PathLike | Plan,
    returns: Paths | Checked,
    output: PathLike,
    *,
    deadline: dt.date | None = None,
    replace: bool = False,
    password: str | None = None,
    watch: Watch = unwatched,
) -> MergeDone:
    """Merge returns into the next register, rate it, and write it beside the old one.

    ``returns``: their folder, or what a check of them gave, so that they are read only once. ``replace``: also where
    a file is there, which is then kept as a backup. Raises CannotWrite where the output is one of the files read or
    is there already, CannotRead for the register, and ToolkitError where a path is not there or nothing was found.
    """
    target = path_of(output, "the next register")
    deadline = None if deadline is None else day_of(deadline, "deadline")
    opened = _returns(returns, target, register, replace, password, watch)
    before = open_one(register, password=password)
    with in_steps(watch, 4) as step:
        step()
        merged = merge_returns(before, opened.plan, [*opened.unread, *opened.passed], deadline=deadline)
        step()
        rated = refreshed_register(merged.register)
        step()
        pack = with_own_columns(issuing.register_pack(rated), rated, before)
        step()
        kept = write(pack, target)
    log, written = merged.returns_log, f"Written: {printable(target)}"
    states = zip(log["service"].fillna(""), log["file"].fillna(""), log["state"], strict=True)
    became = [FileState(*map(str, state)) for state in states]
    return MergeDone(
        files=became,
        lines=[
            *merged.receipt,
            *sent_to_nobody(rated),
            *told_of_cells(before, rated),
            *not_carried(before, rated),
            *kept,
            written,
        ],
        reconciles=merged.reconciles,
        receipt=log.reset_index(drop=True),
        changes=merged.changes.reset_index(drop=True),
        unread=opened.unread,
        answer=merged.as_json() | {"files": [one._asdict() for one in became]},
    )


def _returns(
    returns: Paths | Checked, target: Path, register: PathLike | Plan, replace: bool, password: str | None, watch: Watch
) -> Opened:
    """The returns, read once it is certain that the next register may be written where it is wanted."""
    read = {ITSELF: register_paths(register)}
    if isinstance(returns, Checked):
        may_write(target, read=read | {"one of the returns": returns.paths.values()}, replace=replace)
        return returns.opened
    given = paths_of(returns, "the returns")
    found = find(given, output=target, kind=str(Book.REGISTER))
    may_write(target, read=read | {"one of the returns": found.files}, replace=replace)
    return open_files(given, found, password=password, watch=watch)
