"""What is asked of returns: check them, and refresh them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.errors import CannotWrite, ToolkitError
from toolkit.excel.saving import replace as put
from toolkit.files import WORKBOOKS, PathLike, Paths, find, make_folder, may_write, path_of, paths_of, same_file
from toolkit.model.english import printable
from toolkit.model.finding import Report
from toolkit.model.plan import Book, Plan
from toolkit.rating.work_out import Worked, work_out
from toolkit.returns.check_results import findings_pack, sentence
from toolkit.returns.rule_use import rule_use
from toolkit.rules.ask import validate
from toolkit.rules.set_differently import in_words
from toolkit.sheets.parts import counted
from toolkit.tasks.frames import findings_of, with_places
from toolkit.tasks.opening import (
    Opened,
    Tell,
    Watch,
    latest_day,
    open_files,
    open_one,
    uncollected,
    unheard,
    unread_json,
    unwatched,
    was_there,
)

if TYPE_CHECKING:
    from toolkit.returns.refresh import Refresh

RATED_SHOWN = ["ref", "due", "precision", "rating", "code", "why"]
FINDINGS = "Findings"
"""What the workbook of findings calls itself."""


@dataclass(frozen=True)
class Checked:
    """What a check of several returns found."""

    opened: Opened
    report: Report

    @property
    def plan(self) -> Plan:
        """The returns that were read, as one plan."""
        return self.opened.plan

    @property
    def paths(self) -> dict[str, Path]:
        """Each file's path."""
        return self.opened.paths

    @property
    def unread(self) -> Sequence[tuple[str, ToolkitError]]:
        """Workbooks that could not be read, each with the reason."""
        return self.opened.unread

    @property
    def passed(self) -> Sequence[tuple[str, ToolkitError]]:
        """What else lies in the folders, each with the reason why it was passed over."""
        return self.opened.passed

    @property
    def findings(self) -> pd.DataFrame:
        """What was found, a row a finding: file, sheet, row, cell, ref, rule, severity, column, message, fix."""
        return findings_of(self.report)

    @property
    def rules(self) -> pd.DataFrame:
        """What each rule came to, those that spoke most first: rule, severity, fault, spoke, stands, answered, meant,
        mended, files."""
        return rule_use(self.plan, self.report)

    @property
    def set_differently(self) -> Sequence[str]:
        """A sentence for each plan that raises, lowers or switches off rules: which, and why."""
        return in_words(self.plan)

    @property
    def exit_code(self) -> int:
        """2 where a file could not be read, 1 where an error stands, else 0."""
        return 2 if self.unread else int(self.report.has_errors)

    def actions(self, source: str) -> int:
        """How many actions one file holds; one that was split counts once."""
        actions = self.plan["Actions"]
        return len(counted(actions[actions.index.get_level_values("source") == source]))

    def as_json(self) -> dict[str, object]:
        """The check as the command line gives it out."""
        files = {"files": self.opened.files_json(), "unread": unread_json(self.unread)}
        told = {"set_differently": list(self.set_differently)} if self.set_differently else {}
        return self.report.as_json() | files | told


@uncollected()
def check(
    paths: Paths,
    *,
    register: PathLike | None = None,
    report: PathLike | None = None,
    replace: bool = False,
    password: str | None = None,
    watch: Watch = unwatched,
    tell: Tell = unheard,
) -> Checked:
    """Check returns, all of them in one go. One file that cannot be read never stops the rest.

    ``register``: the current one, to ask what changed since. ``report``: where to write the findings as a workbook;
    ``replace``: also where a file is there, which is then kept as a backup; ``tell`` is told its name.
    Raises ToolkitError where a path is not there or nothing was found, CannotRead for the register, and CannotWrite for
    the report.
    """
    given, target = paths_of(paths, "the returns"), None if report is None else path_of(report, "the report")
    found = find(given, output=target, kind=FINDINGS)
    if target is not None:
        _may_report(target, found.files, register, replace)
    opened = open_files(given, found, password=password, watch=watch)
    last = open_one(register, password=password) if register is not None else None
    checked = Checked(opened, validate(opened.plan, last=last).shown)
    if target is not None:
        write_findings(checked, target, replace=replace, tell=tell)
    return checked


def write_findings(checked: Checked, target: PathLike, *, replace: bool = False, tell: Tell = unheard) -> Path:
    """Write the findings workbook; its links open the returns from where it lies.

    Raises CannotWrite where that would be over a file that was checked, or without ``replace`` over any file.
    """
    # What writes workbooks is loaded where one is written: most checks are read on the screen.
    from toolkit.excel.write import as_bytes

    if not isinstance(checked, Checked):
        raise TypeError(f"write_findings takes what check gave, not {type(checked).__name__}.")
    target = path_of(target, "the workbook of findings")
    _may_report(target, checked.paths.values(), None, replace)
    folder = target.absolute().parent
    places = {source: _link(path, folder) for source, path in checked.paths.items() if source in checked.plan.sources}
    unread = [*checked.unread, *checked.passed]
    pack = findings_pack(checked.report, places=places, unread=unread, created=latest_day(checked.plan, "report_date"))
    make_folder(folder)
    if kept := put(target, as_bytes(pack), backup=True):
        tell(was_there(kept))
    return target


@dataclass(frozen=True)
class Refreshed:
    """What became of each return that was refreshed."""

    opened: Opened
    refreshes: dict[str, Refresh] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    unwritten: list[tuple[str, ToolkitError]] = field(default_factory=list)

    @property
    def unread(self) -> Sequence[tuple[str, ToolkitError]]:
        """Workbooks that could not be read or written, each with the reason."""
        return [*self.opened.unread, *self.unwritten]

    @property
    def passed(self) -> Sequence[tuple[str, ToolkitError]]:
        """What else lies in the folders, each with the reason why it was passed over."""
        return self.opened.passed

    @property
    def ratings(self) -> pd.DataFrame:
        """Every action with its due date, rating, code and reason, and the file and row it stands in."""
        frames = [with_places(one.actions[RATED_SHOWN]) for one in self.refreshes.values()]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["file", "row", *RATED_SHOWN])

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
        files = {"files": self.opened.files_json(), "unread": unread_json(self.unread)}
        return {"actions": actions, "summary": summary} | files


def refresh(
    paths: Paths,
    *,
    output: PathLike | None = None,
    register: PathLike | None = None,
    replace: bool = False,
    password: str | None = None,
    watch: Watch = unwatched,
) -> Refreshed:
    """Work out dates, ratings, the summary and the check, and write them into each return.

    Only the parts of a workbook that hold them change. ``output``: a file, or a folder for several; without it each
    return is changed in place. Whatever is changed or replaced is kept beside it as a backup; what lies under
    ``output`` already is replaced only with ``replace``. Raises ToolkitError where a path is not there or nothing was
    found, CannotRead for the register, and CannotWrite where the output may not be written.
    """
    from toolkit.tasks.writing_back import write_back

    given, wanted = paths_of(paths, "the workbooks"), None if output is None else path_of(output, "the output")
    opened = open_files(given, find(given), password=password, watch=unwatched)
    targets = _targets(opened, given, wanted, register, replace)
    last = open_one(register, password=password) if register is not None else None
    worked = work_out(opened.plan)
    plan = worked.plan
    report = validate(plan, last=last, worked=worked)
    done = Refreshed(opened)
    for source in watch(plan.sources, "Refreshing", len(plan.sources)):
        one = _refreshed(worked.of([source]), report.of(source))
        try:
            result = write_back(
                plan, source, opened.paths[source], one.edits, target=targets[source], password=password
            )
        except ToolkitError as error:
            done.unwritten.append((source, error))
            continue
        done.refreshes[source] = one
        kept = f" The file as it was is {printable(result.backup.name)}." if result.backup else ""
        said = sentence(report.for_officers().of(source), len(counted(one.actions)))
        done.lines.append(f"{printable(result.path)}: {one.sentence} {said}{kept}{result.warning}")
    return done


def _refreshed(part: Worked, report: Report) -> Refresh:
    """One workbook worked out, by its kind."""
    if part.plan.books[part.plan.sources[0]] is Book.REGISTER:
        from toolkit.register.refresh_register import register_refresh

        return register_refresh(part.plan, report)
    from toolkit.returns.refresh import refresh_edits

    return refresh_edits(part.plan, report, part)


def _targets(
    opened: Opened, given: Sequence[Path], output: Path | None, register: PathLike | None, replace: bool
) -> dict[str, Path | None]:
    """Where each return goes, once it is certain that all may go there; None: it is changed in place."""
    everything = list(opened.paths.values())
    paths = {source: opened.paths[source] for source in opened.plan.sources}
    if output is None:
        return dict.fromkeys(paths)
    if os.path.isdir(output) or len(everything) > 1 or _means_a_folder(output, given):
        make_folder(output)
        targets = {source: output / path.name for source, path in paths.items()}
    else:
        targets = dict.fromkeys(paths, output)
    taken: dict[str, str] = {}
    for source, target in targets.items():
        first = taken.setdefault(str(target).casefold(), source)
        if first != source:
            raise CannotWrite(f"{first} and {source} would both become {printable(target)}. Refresh them one by one.")
    read = {"the register itself": [] if register is None else [path_of(register, "the register")]}
    settled: dict[str, Path | None] = {}
    for source, target in targets.items():
        if same_file(paths[source], target):
            settled[source] = None
            continue
        # Which endings a workbook may be saved under, only its own can say.
        may_write(target, read=read | {"one of the returns": everything}, replace=replace, suffixes=())
        settled[source] = target
    return settled


def _means_a_folder(output: Path, given: Sequence[Path]) -> bool:
    """Whether an output that is not there yet is to be a folder: no workbook can be called so."""
    return output.suffix == "" or (output.suffix.lower() not in WORKBOOKS and any(map(os.path.isdir, given)))


def _may_report(target: Path, files: Iterable[Path], register: PathLike | None, replace: bool) -> None:
    last = [] if register is None else [path_of(register, "the register")]
    may_write(target, read={"one of the files checked": files, "the register itself": last}, replace=replace)


def _link(path: Path, folder: Path) -> str:
    """A path a link in a workbook can follow: from where the workbook lies, where both are on one drive."""
    try:
        return printable(os.path.relpath(path.absolute(), folder))
    except ValueError:
        return printable(path.absolute())
