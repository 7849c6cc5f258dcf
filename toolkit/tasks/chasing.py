"""What is asked when returns do not come as they should: messages to write, and nothing that is sent."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path

import pandas as pd

from toolkit.errors import CannotWrite, ToolkitError
from toolkit.excel.patch import patch
from toolkit.excel.read import read_workbook
from toolkit.excel.saving import replace as put
from toolkit.excel.write import as_bytes
from toolkit.files import PathLike, Paths, find, make_folder, may_write, path_of, paths_of, unusable
from toolkit.merging.merge_returns import merge as merge_returns
from toolkit.model.english import listed, printable
from toolkit.model.finding import Report
from toolkit.model.identity import same_text
from toolkit.model.plan import Plan
from toolkit.rating.work_out import Worked, work_out
from toolkit.reading.parse import parse
from toolkit.register.chase import Chased, message_of, who_is_chased
from toolkit.register.chase_pack import chase_pack, said
from toolkit.register.draft_message import addresses, draft
from toolkit.register.standing import standing_of
from toolkit.returns.issue import file_name
from toolkit.returns.refresh import refresh_edits
from toolkit.rules.ask import validate
from toolkit.sheets.services import services_of
from toolkit.tasks.opening import Opened, Watch, open_files, open_one, uncollected, unwatched, was_there

TABLE = "Chasing.xlsx"
COLUMNS = ["service", "contact", "address", "why", "errors", "files", "message", "goes_with_it"]


@dataclass(frozen=True)
class Letter:
    """One message: its draft as text and for a mail program, and the workbooks that go with it."""

    chased: Chased
    text: Path
    eml: Path
    beside: tuple[Path, ...] = ()
    no_copy: str = ""
    """Why no marked copy could be made of what came."""


@dataclass(frozen=True)
class ChaseDone:
    """Who is chased, with the messages that were written."""

    letters: list[Letter] = field(default_factory=list)
    unknown: Sequence[tuple[str, str]] = ()
    """Files no service can be told of, each with the reason."""
    table: Path = Path(TABLE)
    said: list[str] = field(default_factory=list)

    @property
    def chased(self) -> pd.DataFrame:
        """A row a service: who it is, why it is asked, how many errors stand, and the files that were written."""
        rows = [
            [
                one.chased.service.name, one.chased.service.contact, one.chased.service.address,
                ", ".join(one.chased.why), one.chased.errors, ", ".join(one.chased.files), str(one.eml),
                "; ".join(map(str, one.beside)) or None,
            ]
            for one in self.letters
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=COLUMNS, dtype=object)

    @property
    def lines(self) -> list[str]:
        """What was done, in words."""
        lines = []
        for one in self.letters:
            to = "" if addresses(one.chased.service.address) else " No address on the sheet Services."
            lines.append(f"{one.chased.service.name}: {', '.join(one.chased.why).lower()}.{to}{one.no_copy}")
        lines += [f"Of no service that can be told: {file}. {why}" for file, why in self.unknown]
        return [*lines, *self.said]

    def as_json(self) -> dict[str, object]:
        """The chase as the command line gives it out."""
        return {
            "chased": [
                {
                    "service": one.chased.service.name, "contact": one.chased.service.contact,
                    "address": one.chased.service.address, "why": list(one.chased.why), "asked": list(one.chased.said),
                    "errors": one.chased.errors, "files": list(one.chased.files),
                    "due": one.chased.due.isoformat() if one.chased.due else None,
                    "message": str(one.eml), "text": str(one.text), "goes_with_it": list(map(str, one.beside)),
                    "no_copy": one.no_copy.strip() or None,
                }
                for one in self.letters
            ],
            "unknown": [{"file": file, "why": why} for file, why in self.unknown],
            "table": str(self.table),
        }  # fmt: skip

    @property
    def exit_code(self) -> int:
        """1 where somebody is chased, or a file is of nobody; else 0."""
        return int(bool(self.letters or self.unknown))


@uncollected()
def chase(
    register: PathLike | Plan,
    returns: Paths,
    folder: PathLike,
    *,
    issued: PathLike | None = None,
    deadline: dt.date | None = None,
    replace: bool = False,
    password: str | None = None,
    watch: Watch = unwatched,
) -> ChaseDone:
    """Write a message for every service whose return is missing, unsigned, late, wrong or has errors.

    Into ``folder`` goes, for each, the message as text and as a draft for a mail program, what it sent with the cells
    to put right marked (or, where nothing came, its return from the folder ``issued``), and a table for the team. What
    is late is told as in a merge. No file that was read is touched, and nothing is sent. Raises CannotWrite where the
    folder lies among the returns or a file is there already, and ToolkitError for the register, or where its words
    for messages cannot be filled in.
    """
    target = path_of(folder, "the folder for the messages")
    given = paths_of(returns, "the returns")
    _refuse_among(target, given)
    plan = open_one(register, password=password)
    opened = _opened(given, password, watch)
    merged = merge_returns(plan, opened.plan, opened.unread, deadline=deadline)
    standing = standing_of(plan, deadline=deadline)
    copies = _Copies.of(opened, plan, None if issued is None else path_of(issued, "the folder of issued returns"))
    log = merged.register["Returns"]
    chased, unknown = who_is_chased(log, opened.plan, standing, plan, copies.report.for_officers().findings)
    unknown = [(file, why) for file, why in unknown if file in opened.paths]
    letters = _letters(chased, target)
    wanted = {path for one in letters for path in (one.text, one.eml)} | {target / TABLE}
    read = {"the register itself": [] if isinstance(register, Plan) else [path_of(register, "the register")]}
    for path in sorted(wanted):
        may_write(path, read=read | {"one of the returns": opened.paths.values()}, replace=replace, suffixes=())
    # Before anything is written: a blank nobody knows stops the whole chase.
    for one in letters:
        message_of(one.chased, plan, "")
    make_folder(target)
    taken = {one.text.stem.casefold() for one in letters} | {Path(TABLE).stem.casefold()}
    done = [_written(one, plan, copies, taken, replace) for one in watch(letters, "Writing", len(letters))]
    return _with_table(ChaseDone(done, unknown, target / TABLE), plan)


@dataclass(frozen=True)
class _Copies:
    """What can go with a message: what came, with marks, or what was sent out."""

    opened: Opened
    worked: Worked | None
    report: Report
    register: Plan
    issued: Path | None

    @classmethod
    def of(cls, opened: Opened, register: Plan, issued: Path | None) -> _Copies:
        """Everything that came, checked and rated."""
        worked = work_out(opened.plan) if opened.plan.sources else None
        report = validate(worked.plan, last=register, worked=worked) if worked else Report()
        return cls(opened, worked, report, register, issued)

    def put(self, chased: Chased, target: Path, taken: set[str], replace: bool) -> tuple[tuple[Path, ...], str]:
        """Write the workbooks that go with a message, and say why one is missing.

        ``taken``: names, folded and without endings, that another file of the folder has; those given here are added.
        """
        came = [file for file in chased.files if self.worked is not None and file in self.opened.plan.sources]
        if not came:
            sent = self._as_issued(chased, target, replace)
            return (sent,) if sent else (), ""
        stems = [target.stem, *(_free(target.stem, taken) for _ in came[1:])]
        places = [
            target.with_name(f"{stem}{self.opened.paths[file].suffix}") for stem, file in zip(stems, came, strict=True)
        ]
        made = [self._marked(file, place, replace) for file, place in zip(came, places, strict=True)]
        return tuple(path for path, _ in made if path), "".join(why for _, why in made)

    def _marked(self, source: str, target: Path, replace: bool) -> tuple[Path | None, str]:
        assert self.worked is not None
        part = self.worked.of([source])
        edits = refresh_edits(part.plan, self.report.of(source), part).edits
        try:
            may_write(target, read={"one of the returns": self.opened.paths.values()}, replace=replace, suffixes=())
            return patch(self.opened.paths[source], edits, target=target).path, ""
        except ToolkitError as error:
            return None, f" No marked copy: {error}"

    def _as_issued(self, chased: Chased, target: Path, replace: bool) -> Path | None:
        """The service's return as it was sent out for this period, where it is at hand."""
        path = None if self.issued is None else self.issued / target.name
        if path is None or not path.is_file():
            return None
        sent, _ = parse([read_workbook(path)])
        if not sent.sources or not self._is_theirs(sent, chased):
            return None
        may_write(target, read={"one of the issued returns": [path]}, replace=replace)
        put(target, path.read_bytes(), backup=True)
        return target

    def _is_theirs(self, sent: Plan, chased: Chased) -> bool:
        says, ours = sent.settings.iloc[0], self.register.settings.iloc[0]
        of_service = services_of(self.register).same(says["service"], chased.service.name)
        return of_service and same_text(says["period"], ours["period"])


def _free(stem: str, taken: set[str]) -> str:
    """A name for a further file, that no other file has."""
    name = next(free for n in count(2) if (free := f"{stem} {n}").casefold() not in taken)
    taken.add(name.casefold())
    return name


def _refuse_among(folder: Path, returns: Sequence[Path]) -> None:
    """A message's workbook that lay among the returns would be taken for one by the next merge."""
    real = Path(os.path.realpath(folder))
    for given in returns:
        inside = Path(os.path.realpath(given))
        if inside.is_dir() and (real == inside or inside in real.parents):
            raise CannotWrite(
                f"{printable(folder)} lies among the returns, and the next merge would read what is put there. "
                "Choose a folder of its own with -o."
            )


def _opened(given: Sequence[Path], password: str | None, watch: Watch) -> Opened:
    """What came; nothing at all is no mistake here."""
    found = find(given)
    if found.files:
        return open_files(given, found, password=password, watch=watch)
    return Opened(parse([])[0], {})


def _letters(chased: Sequence[Chased], folder: Path) -> list[Letter]:
    letters = []
    taken: set[str] = {Path(TABLE).stem.casefold()}
    for one in chased:
        name = file_name(one.service.name)
        names = chain(["Service" if unusable(f"{name}.xlsx") else name], (f"{name[:200]} {n}" for n in count(2)))
        name = next(free for free in names if free.casefold() not in taken)
        taken.add(name.casefold())
        letters.append(Letter(one, folder / f"{name}.txt", folder / f"{name}.eml"))
    return letters


def _written(letter: Letter, register: Plan, copies: _Copies, taken: set[str], replace: bool) -> Letter:
    """One message on disk, with what goes with it."""
    chased = letter.chased
    beside, no_copy = copies.put(chased, letter.text.with_suffix(".xlsx"), taken, replace)
    subject, text = message_of(chased, register, _attached(chased, beside, copies))
    settings = register.settings.iloc[0]
    data = draft(
        subject,
        text,
        to=chased.service.address,
        sender=settings["send_to"],
        on=settings["report_date"] if isinstance(settings["report_date"], dt.date) else dt.date(2026, 1, 1),
        attached=[(path.name, path.read_bytes()) for path in beside],
    )
    put(letter.text, f"Subject: {subject}\n\n{text}".encode(), backup=True)
    put(letter.eml, data, backup=True)
    return Letter(chased, letter.text, letter.eml, beside, no_copy)


def _attached(chased: Chased, beside: Sequence[Path], copies: _Copies) -> str:
    if not beside:
        return ""
    go = f"With this message {'goes' if len(beside) == 1 else 'go'} {listed(tuple(path.name for path in beside))}"
    if any(file in copies.opened.plan.sources for file in chased.files):
        return f"{go}: what you sent us, with the cells to put right marked yellow."
    return f"{go}: your return as it was sent out."


def _with_table(done: ChaseDone, register: Plan) -> ChaseDone:
    """The team's table beside the messages."""
    settings = register.settings.iloc[0]
    created = settings["report_date"] if isinstance(settings["report_date"], dt.date) else dt.date(2026, 1, 1)
    letters = [(one.chased, one.eml.name, [path.name for path in one.beside]) for one in done.letters]
    pack = chase_pack(letters, done.unknown, period=str(settings["period"]), created=created)
    kept = put(done.table, as_bytes(pack), backup=True)
    done.said.append(said(letters))
    done.said.extend([was_there(kept)] if kept else [])
    done.said.append(f"Written: {printable(done.table)}, with a message beside it for each. Nothing was sent.")
    return done
