"""Opening what people name: files and folders as one plan, with a line for every file."""

from __future__ import annotations

import datetime as dt
import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.errors import CannotRead, ToolkitError
from toolkit.excel.read import read_many, read_workbook
from toolkit.files import WORKBOOKS, Found, PathLike, nothing_in, path_of
from toolkit.model.english import printable
from toolkit.model.grid import Grid
from toolkit.model.plan import Book, Plan
from toolkit.reading.parse import parse

Watch = Callable[[Iterable[Any], str, int], Iterator[Any]]
Unread = list[tuple[str, ToolkitError]]


ITSELF = "the register itself"
"""What the register is to a command that reads it."""
Tell = Callable[[str], None]
"""Is told in words what became of a file that was there."""


def unheard(_: str) -> None:
    """For whoever does not ask."""


def was_there(kept: Path) -> str:
    """What the file that was there is called now."""
    return f"The file that was there is {printable(kept.name)}."


def unwatched(items: Iterable[Any], doing: str, total: int) -> Iterator[Any]:
    """The files as they come, with nobody looking on."""
    yield from items


@contextmanager
def in_steps(watch: Watch, number: int) -> Iterator[Callable[[], object]]:
    """Gives what is called where each of so many steps of one piece of work begins, so that they are counted."""
    steps = watch(range(number), "At step", number)
    yield partial(next, steps)
    # What shows the count is told that it is over.
    next(steps, None)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's search for circular garbage: a tenth of the time of a large plan goes into it, for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True)
class Opened:
    """Files as one plan, each source's path, and why the others are not in it."""

    plan: Plan
    paths: dict[str, Path]
    unread: Unread = field(default_factory=list)
    """Workbooks that could not be read, and what was named and is none."""
    passed: Unread = field(default_factory=list)
    """What else lies in the folders: backups, hidden files, documents."""

    def files_json(self) -> list[dict[str, str]]:
        """Every file and what became of it."""
        states = [(source, "Read") for source in self.plan.sources]
        states += [(source, state_of(error)) for source, error in [*self.unread, *self.passed]]
        return [{"file": source, "state": state} for source, state in sorted(states)]


def open_files(paths: Sequence[Path], found: Found, *, password: str | None, watch: Watch) -> Opened:
    """Read all the files found. One that cannot be read never stops the rest.

    Raises ToolkitError where there is no workbook among them.
    """
    named: dict[str, Path] = {}
    failed: Unread = []
    # As they were given: what is said of a file names it as somebody typed it.
    as_given = {Path(os.path.abspath(path)): path for path in found.files}

    def grids() -> Iterator[Grid]:
        for path, source, read in watch(read_many(found.files, password=password), "Reading", len(found.files)):
            named[source] = as_given.get(path, path)
            if isinstance(read, ToolkitError):
                failed.append((source, read))
            else:
                yield read

    # One workbook after the other: together they would take more memory than the plan they make.
    plan, not_plans = parse(grids())
    asked_for = {Path(os.path.abspath(path)) for path in found.named}
    unread: Unread = []
    passed: Unread = list(found.passed)
    for source, error in [*failed, *not_plans]:
        beside = Path(os.path.abspath(named[source])) not in asked_for and _is_no_return(named[source], error)
        (passed if beside else unread).append((source, error))
    if not plan.sources and not unread:
        raise nothing_in(paths, passed)
    return Opened(plan, named, sorted(unread, key=_first), sorted(passed, key=_first))


def open_one(path: PathLike | Plan, *, password: str | None) -> Plan:
    """A register, on its own, or as it was read from an open workbook.

    Raises CannotRead or NotAPlan, and ToolkitError where it is a return.
    """
    if isinstance(path, Plan):
        return path
    plan, not_plans = parse([read_workbook(path_of(path, "the register"), password=password)], book=Book.REGISTER)
    if not_plans:
        raise not_plans[0][1]
    if plan.books[source := plan.sources[0]] is Book.RETURN:
        raise ToolkitError(
            f"{source} is a service return, not a register. Give the Plan Register that returns are issued from."
        )
    return plan


def register_paths(register: PathLike | Plan | None) -> list[Path]:
    """The path of a register that was named by one; none where it was read from an open workbook."""
    return [] if register is None or isinstance(register, Plan) else [path_of(register, "the register")]


def state_of(error: ToolkitError) -> str:
    """An error as one word of the returns log."""
    return getattr(error, "state", "Could not be read")


def unread_json(unread: Sequence[tuple[str, ToolkitError]]) -> list[dict[str, str]]:
    """Files that could not be read, as the command line gives them out."""
    return [{"file": source, "state": getattr(error, "state", ""), "message": str(error)} for source, error in unread]


def latest_day(plan: Plan, setting: str) -> dt.date:
    """The latest such day of any file: a stamp for what is written, since the core never asks the clock."""
    days = [day for day in plan.settings[setting] if isinstance(day, dt.date)]
    return max(days, default=dt.date(2026, 1, 1))


def _is_no_return(path: Path, error: ToolkitError) -> bool:
    """A folder also holds minutes, pictures and marks of open workbooks; none of them is a return that went wrong."""
    return path.suffix.lower() not in WORKBOOKS or (isinstance(error, CannotRead) and error.state == "Lock file")


def _first(pair: tuple[str, ToolkitError]) -> str:
    return pair[0]
