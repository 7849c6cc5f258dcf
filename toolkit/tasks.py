"""What people ask for, end to end on closed workbooks: read, steps, write.

Both doors call these. Progress is reported here: ``watch`` is handed the files as they come, what is being done, and
how many there are, and gives them on.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.errors import CannotWrite, ToolkitError
from toolkit.excel.patch import patch
from toolkit.excel.pdf import as_pdf
from toolkit.excel.read import read_many, read_workbook
from toolkit.excel.saving import is_backup
from toolkit.excel.templates import new_workbook
from toolkit.excel.write import write_pack
from toolkit.model.finding import Report
from toolkit.model.grid import Grid
from toolkit.model.plan import Plan
from toolkit.model.words import counted
from toolkit.sheets import Book
from toolkit.steps import issue as issuing
from toolkit.steps.board import board_pack
from toolkit.steps.carry_forward import carry_forward as close_and_open
from toolkit.steps.findings import findings_pack, sentence
from toolkit.steps.merge import merge as merge_returns
from toolkit.steps.own_columns import not_carried, with_own_columns
from toolkit.steps.reading.parse import parse
from toolkit.steps.refresh import Refresh, refresh_edits, refreshed_register
from toolkit.steps.sign_off import sign_off as freeze
from toolkit.steps.summary_sheet import count_edits
from toolkit.steps.validate import validate

Watch = Callable[[Iterable[Any], str, int], Iterator[Any]]
WORKBOOKS = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods"}


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's search for circular garbage: a tenth of the time of a large plan goes into it, for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def unwatched(items: Iterable[Any], doing: str, total: int) -> Iterator[Any]:
    """The files as they come, with nobody looking on."""
    yield from items


@dataclass(frozen=True)
class Checked:
    """What a check of several returns found."""

    plan: Plan
    report: Report
    paths: dict[str, Path]
    unread: Sequence[tuple[str, ToolkitError]] = ()

    @property
    def exit_code(self) -> int:
        """2 where a file could not be read, 1 where an error stands, else 0."""
        return 2 if self.unread else int(self.report.has_errors)

    def actions(self, source: str) -> int:
        """How many actions one file holds."""
        return len(self.plan.of([source])["Actions"])

    def as_json(self) -> dict[str, object]:
        """The check as the command line gives it out."""
        return self.report.as_json() | {"unread": _unread_json(self.unread)}


@_uncollected()
def check(
    paths: Sequence[Path], *, register: Path | None = None, password: str | None = None, watch: Watch = unwatched
) -> Checked:
    """Check returns, all of them in one go. One file that cannot be read never stops the rest."""
    files = workbooks_in(paths)
    plan, named, unread = _read(files, password=password, watch=watch)
    last = _read_one(register, password=password) if register else None
    return Checked(plan, validate(plan, last=last), named, unread)


def write_findings(checked: Checked, target: Path) -> Path:
    """Write the findings workbook; its links open the returns from where it lies."""
    folder = target.absolute().parent
    places = {source: _link(path, folder) for source, path in checked.paths.items() if source in checked.plan.sources}
    created = _day(checked.plan, "report_date")
    return write_pack(findings_pack(checked.report, places=places, unread=checked.unread, created=created), target)


@dataclass(frozen=True)
class Refreshed:
    """What became of each return that was refreshed."""

    refreshes: dict[str, Refresh] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    unread: Sequence[tuple[str, ToolkitError]] = ()

    @property
    def exit_code(self) -> int:
        """2 where a file could not be read or written, else 0: ratings are worked out whatever a check finds."""
        return 2 if self.unread else 0

    def as_json(self) -> dict[str, object]:
        """The ratings as the command line gives them out."""
        done = self.refreshes
        actions = [{"file": source} | action for source, one in done.items() for action in one.actions_json()]
        summaries = [{"file": source} | one.summary.as_json() for source, one in done.items() if one.summary]
        summary: object = summaries[0] if len(summaries) == 1 else summaries
        return {"actions": actions, "summary": summary, "unread": _unread_json(self.unread)}


def refresh(
    paths: Sequence[Path],
    *,
    output: Path | None = None,
    register: Path | None = None,
    password: str | None = None,
    watch: Watch = unwatched,
) -> Refreshed:
    """Work out dates, ratings, the summary and the check, and write them into each return.

    Only the parts of a workbook that hold them change. ``output``: a file, or a folder for several; without it each
    return is changed in place and a backup kept beside it.
    """
    files = workbooks_in(paths)
    if output is not None and len(files) > 1:
        _folder(output)
    plan, named, unread = _read(files, password=password, watch=unwatched)
    last = _read_one(register, password=password) if register else None
    report = validate(plan, last=last)
    done = Refreshed(unread=list(unread))
    for source in watch(plan.sources, "Refreshing", len(plan.sources)):
        one = refresh_edits(plan.of([source]), report.of(source))
        target = None if output is None else output / named[source].name if output.is_dir() else output
        try:
            result = patch(named[source], one.edits, target=target)
        except ToolkitError as error:
            done.unread.append((source, error))  # type: ignore[attr-defined]
            continue
        done.refreshes[source] = one
        kept = f" The file as it was is {result.backup.name}." if result.backup else ""
        said = sentence(report.of(source), len(plan.of([source])["Actions"]))
        done.lines.append(f"{result.path}: {one.sentence} {said}{kept}{result.warning}")
    return done


@_uncollected()
def issue(
    register: Path | Plan, folder: Path, *, replace: bool = False, password: str | None = None, watch: Watch = unwatched
) -> list[tuple[Path, int]]:
    """Write one return per service into a folder; gives each path and its number of actions.

    Refuses, before anything is written, where returns already lie there: an officer may have begun to fill one in.
    """
    packs = issuing.issue(_read_one(register, password=password))
    targets = {service: folder / f"{issuing.file_name(service)}.xlsx" for service in packs}
    there = [path.name for path in targets.values() if path.exists()]
    if there and not replace:
        raise CannotWrite(
            f"{folder} already holds {', '.join(there)}. Choose an empty folder. "
            "On the command line, --replace writes over them."
        )
    _folder(folder)
    made = []
    for service, pack in watch(packs.items(), "Issuing", len(packs)):
        write_pack(pack, targets[service])
        made.append((targets[service], issuing.actions_in(pack)))
    return made


@dataclass(frozen=True)
class MergeDone:
    """What a merge did, for the terminal and for other programs."""

    files: Sequence[tuple[str, str, str]]
    """Service, file, and what became of it."""
    receipt: Sequence[str]
    reconciles: bool
    answer: dict[str, object]

    @property
    def exit_code(self) -> int:
        """1 where the control totals do not agree, else 0."""
        return 0 if self.reconciles else 1

    def as_json(self) -> dict[str, object]:
        """The merge as the command line gives it out."""
        return self.answer


@_uncollected()
def merge(
    register: Path | Plan,
    returns: Path | Checked,
    output: Path,
    *,
    deadline: dt.date | None = None,
    password: str | None = None,
    watch: Watch = unwatched,
) -> MergeDone:
    """Merge returns into the next register, rate it, and write it beside the old one.

    ``returns``: their folder, or what a check of them gave, so that they are read only once.
    """
    if isinstance(register, Path) and output.resolve() == register.resolve():
        raise CannotWrite(f"{output} is the register itself. Give the next register a name of its own.")
    before = _read_one(register, password=password)
    if isinstance(returns, Checked):
        plan, unread = returns.plan, list(returns.unread)
    else:
        files = [path for path in workbooks_in([returns], every=True) if path.resolve() != output.resolve()]
        plan, _, unread = _read(files, password=password, watch=watch)
    merged = merge_returns(before, plan, unread, deadline=deadline)
    rated = refreshed_register(merged.register)
    write_pack(with_own_columns(issuing.register_pack(rated), rated, before), output)
    log = merged.returns_log
    became = list(zip(log["service"].fillna(""), log["file"].fillna(""), log["state"], strict=True))
    receipt = [*merged.receipt, *not_carried(before), f"Written: {output}"]
    return MergeDone(became, receipt, merged.reconciles, merged.as_json())


def board(
    register: Path | Plan, output: Path, *, previous: Path | None = None, pdf: bool = False, password: str | None = None
) -> list[Path]:
    """Make the board's pack, and a PDF of it if asked for.

    Raises DoesNotReconcile, saying where, when the control totals do not agree.
    """
    last = _read_one(previous, password=password) if previous else None
    made = [write_pack(board_pack(_read_one(register, password=password), last), output)]
    return [*made, as_pdf(output, output.with_suffix(".pdf"))] if pdf else made


def sign_off(
    register: Path, *, by: str, on: dt.date, output: Path | None = None, password: str | None = None
) -> list[str]:
    """Freeze the period's ratings in the register; gives what was done, in words."""
    plan = _read_one(register, password=password)
    signed = freeze(plan, by=by, on=on)
    edits = [*issuing.table_edits(plan, signed.tables, ("Snapshots", "Sign-offs")), *count_edits(plan, plan.sources[0])]
    result = patch(register, edits, target=output)
    row = signed["Sign-offs"].iloc[-1]
    lines = [
        f"{row['period']} signed off by {row['by']}: {row['rows']} actions, {row['counts']}.",
        f"Written: {result.path}{'.' * bool(result.warning)}{result.warning}",
    ]
    return lines + ([f"The register as it was: {result.backup.name}"] if result.backup else [])


def carry_forward(
    register: Path, folder: Path, *, to: str, by: str, on: dt.date, password: str | None = None
) -> list[str]:
    """Close a plan and open the next with what was still open; gives what was done, in words.

    Writes two registers into a folder: the old plan closed, and the new plan under its code. Neither may be there yet.
    """
    plan = _read_one(register, password=password)
    old, opened = close_and_open(plan, new_code=to, on=on, by=by)
    code = plan.settings["plan_code"].iloc[0]
    targets = {folder / f"{code} closed.xlsx": old, folder / f"{to}.xlsx": opened}
    there = [path.name for path in targets if path.exists()]
    if there:
        raise CannotWrite(f"{folder} already holds {', '.join(there)}. Choose another folder.")
    _folder(folder)
    for path, one in targets.items():
        rated = refreshed_register(one)
        write_pack(with_own_columns(issuing.register_pack(rated), rated, plan), path)
    carried = f"{len(opened['Actions'])} of {counted(len(old['Actions']), 'action')} carried forward to {to}"
    return [f"{carried}; none counts as complete.", *(f"Written: {path}" for path in targets)]


def new(book: Book, target: Path | None) -> Path:
    """An empty workbook from the template; never over a file that is there."""
    target = target or Path(f"{book}.xlsx")
    if target.exists():
        raise CannotWrite(f"{target} is already there. Choose another name with -o.")
    return new_workbook(book, target)


def workbooks_in(paths: Sequence[Path], *, every: bool = False) -> list[Path]:
    """The files named, and the workbooks in folders named, in order of name.

    ``every``: in folders take all files, so that a merge can say what each one is. Backups a refresh left in a folder
    are passed over. Raises ToolkitError where a path is not there, or nothing was found.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file() and not p.name.startswith("."))
            inside = (p for p in inside if not is_backup(p))
            found += [p for p in inside if every or (p.suffix.lower() in WORKBOOKS and not p.name.startswith("~$"))]
        elif path.exists():
            found.append(path)
        else:
            raise ToolkitError(f"{path} is not there. Check the name, or give the folder it lies in.")
    if not found:
        raise ToolkitError(f"There is no workbook in {', '.join(map(str, paths))}.")
    return found


def _read(
    files: Sequence[Path], *, password: str | None, watch: Watch
) -> tuple[Plan, dict[str, Path], list[tuple[str, ToolkitError]]]:
    """All the files as one plan, each source's path, and why the others could not be read."""
    named: dict[str, Path] = {}
    unread: list[tuple[str, ToolkitError]] = []

    def grids() -> Iterator[Grid]:
        for path, source, read in watch(read_many(files, password=password), "Reading", len(files)):
            named[source] = path
            if isinstance(read, ToolkitError):
                unread.append((source, read))
            else:
                yield read

    # One workbook after the other: together they would take more memory than the plan they make.
    plan, not_plans = parse(grids())
    return plan, named, sorted(unread + not_plans, key=lambda pair: pair[0])


def _read_one(path: Path | Plan, *, password: str | None) -> Plan:
    """A register, on its own, or as it was read from an open workbook. Raises CannotRead or NotAPlan."""
    if isinstance(path, Plan):
        return path
    plan, not_plans = parse([read_workbook(path, password=password)], book=Book.REGISTER)
    if not_plans:
        raise not_plans[0][1]
    return plan


def _folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"The folder {folder} cannot be made: {error.strerror}.") from error


def _link(path: Path, folder: Path) -> str:
    """A path a link in a workbook can follow: from where the workbook lies, where both are on one drive."""
    try:
        return os.path.relpath(path.absolute(), folder)
    except ValueError:
        return str(path.absolute())


def _day(plan: Plan, setting: str) -> dt.date:
    """The latest such day of any file: a stamp for what is written, since the core never asks the clock."""
    days = [day for day in plan.settings[setting] if isinstance(day, dt.date)]
    return max(days, default=dt.date(2026, 1, 1))


def _unread_json(unread: Sequence[tuple[str, ToolkitError]]) -> list[dict[str, str]]:
    return [{"file": source, "state": getattr(error, "state", ""), "message": str(error)} for source, error in unread]
