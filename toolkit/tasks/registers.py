"""What is asked of a register: merge its returns, make the board's pack, end a period or a plan."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from toolkit.board_pack import pack_of
from toolkit.errors import CannotWrite, ToolkitError
from toolkit.excel.pdf import as_pdf
from toolkit.excel.saving import replace as put
from toolkit.excel.templates import new_workbook
from toolkit.excel.write import as_bytes
from toolkit.files import (
    PathLike,
    Paths,
    find,
    make_folder,
    may_write,
    path_of,
    paths_of,
    same_file,
)
from toolkit.merging.merge_returns import merge as merge_returns
from toolkit.model.english import counted, printable
from toolkit.model.pack import Pack
from toolkit.model.plan import Book, Plan
from toolkit.register.carried_rows import in_words
from toolkit.register.carry_forward import carry_forward as close_and_open
from toolkit.register.next_register import rated_register, refreshed_register
from toolkit.register.own_columns import not_carried, with_own_columns
from toolkit.register.refresh_register import rating_edits
from toolkit.register.sign_off import sign_off as freeze
from toolkit.register.told import told_of_cells
from toolkit.returns import issue as issuing
from toolkit.returns.whose import sent_to_nobody
from toolkit.tasks.frames import day_of
from toolkit.tasks.opening import (
    ITSELF,
    Opened,
    Tell,
    Watch,
    open_files,
    open_one,
    register_paths,
    uncollected,
    unheard,
    unwatched,
    was_there,
)
from toolkit.tasks.returns import Checked
from toolkit.tasks.writing_back import write_back


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
    merged = merge_returns(before, opened.plan, [*opened.unread, *opened.passed], deadline=deadline)
    rated = refreshed_register(merged.register)
    kept = _write(with_own_columns(issuing.register_pack(rated), rated, before), target)
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


def board(
    register: PathLike | Plan,
    output: PathLike,
    *,
    previous: PathLike | None = None,
    pdf: bool = False,
    replace: bool = False,
    password: str | None = None,
    tell: Tell = unheard,
) -> list[Path]:
    """Make the board's pack, as a workbook or, where ``output`` ends in .pdf, as a PDF; ``pdf`` asks for both.

    The register is rated as it stands, and not changed. ``replace``: also where a file is there, which is then kept as
    a backup; ``tell`` is told its name, and which ratings are no longer those the register held.
    Raises DoesNotReconcile, saying where, when the control totals do not agree; CannotWrite where the output is a
    register that was read or is there already, or no PDF can be made; and CannotRead for a register.
    """
    target = path_of(output, "the board's pack")
    only_pdf = target.suffix.lower() == ".pdf"
    wanted = [target, target.with_suffix(".pdf")] if pdf and not only_pdf else [target]
    read = {ITSELF: register_paths(register), "the register of the last meeting": register_paths(previous)}
    for path in wanted:
        may_write(path, read=read, replace=replace, suffixes=(".xlsx", ".pdf"))
    last = open_one(previous, password=password) if previous is not None else None
    rated = rated_register(open_one(register, password=password))
    pack = pack_of(rated, last)
    said = [rated.differences] if rated.differences else []
    said += [] if only_pdf else _write(pack, target)
    if only_pdf or pdf:
        said += _write_pdf(pack, wanted[-1], there=not only_pdf)
    for line in said:
        tell(line)
    return wanted


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
        _write(with_own_columns(issuing.register_pack(one), one, plan), path)
    told = dict.fromkeys(line for one in rated.values() for line in told_of_cells(plan, one))
    carried = f"{len(opened['Actions'])} of {counted(len(old['Actions']), 'action')} carried forward to {to}"
    said = [f"{carried}; none counts as complete.", *in_words(old)]
    return [*said, *(f"Written: {printable(path)}" for path in targets), *told, *not_carried(plan, old)]


def new(book: Book, target: PathLike | None = None) -> Path:
    """An empty workbook from the template. Raises CannotWrite where a file is there, whatever it is."""
    path = Path(f"{book}.xlsx") if target is None else path_of(target, "the new workbook")
    if os.path.lexists(path):
        raise CannotWrite(f"{printable(path)} is already there. Choose another name with -o.")
    may_write(path, read={}, replace=False)
    make_folder(path.parent)
    return new_workbook(book, path)


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


def _write(pack: Pack, target: Path) -> list[str]:
    """Write a pack where it may be written; says what the file that was there is called now."""
    make_folder(target.parent)
    kept = put(target, as_bytes(pack), backup=True)
    return [was_there(kept)] if kept else []


def _write_pdf(pack: Pack, target: Path, *, there: bool) -> list[str]:
    """The same as a PDF. ``there``: the workbook lies beside it, for whoever cannot have a PDF."""
    with tempfile.TemporaryDirectory() as scratch:
        workbook = Path(scratch) / "Board pack.xlsx"
        workbook.write_bytes(as_bytes(pack))
        beside = target.with_suffix(".xlsx").name
        try:
            made = as_pdf(workbook, Path(scratch) / "Board pack.pdf")
        except CannotWrite as error:
            to_do = f"{printable(beside)} was made." if there else f"For the workbook, give -o '{printable(beside)}'."
            raise CannotWrite(f"No PDF: {error} {to_do}") from error
        make_folder(target.parent)
        kept = put(target, made.read_bytes(), backup=True)
    return [was_there(kept)] if kept else []
