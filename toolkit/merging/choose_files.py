"""Which files count for each service, and a line in the returns log for every file.

Every signed file of a service counts; where there are several they are joined cell by cell (``halves``). One that is
not signed waits, unless nothing in it has changed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.errors import ToolkitError
from toolkit.merging.compare import Item
from toolkit.model.dates.answer import show_date
from toolkit.model.english import counted, listed
from toolkit.model.identity import canonical, ref_key, service_key, text_key
from toolkit.model.plan import Plan
from toolkit.register.standing import (
    ALREADY,
    DUPLICATE,
    LATE,
    MISSING,
    NIL,
    NOT_SIGNED,
    READ,
    RECEIVED,
    SET_ASIDE,
    UNCONFIRMED,
    WRONG_PERIOD,
    Standing,
    whole,
)
from toolkit.sheets.compared import same_period, shown


@dataclass(frozen=True)
class File:
    """One file that came in, and what became of it."""

    source: str
    service: str
    sha256: str
    signed_by: str | None = None
    signed_on: dt.date | None = None
    nil: bool = False
    issue: int | None = None
    plan_code: str = ""
    period: str = ""
    issued: int | None = None
    """How many actions its service was sent."""
    rows_read: int | None = None
    rows_merged: int | None = None
    rows_set_aside: int | None = None
    state: str = ""
    reason: str = ""

    @property
    def signed(self) -> bool:
        """Somebody signed it, with a date."""
        return bool(self.signed_by and self.signed_on)

    @property
    def received(self) -> bool:
        """It counts as its service's return."""
        return self.state in RECEIVED

    def became(self, state: str, reason: str) -> File:
        """The same file with its fate."""
        return replace(self, state=state, reason=reason)


def choose(files: Sequence[File], standing: Standing, contents: Mapping[str, frozenset[object]]) -> list[File]:
    """Every file with its fate, in order of name.

    ``contents`` gives, for each file, all that it changes: empty when nothing has changed.
    """
    decided: list[File] = []
    left: dict[str, list[File]] = defaultdict(list)
    seen: dict[str, str] = {}
    # Of two copies the plainer name stands: "Health.xlsx" before "Health (copy).xlsx".
    for file in sorted(files, key=lambda f: (len(f.source), f.source)):
        file = _alone(file, standing, seen)
        if file.sha256:
            seen.setdefault(file.sha256, file.source)
        if file.state:
            decided.append(file)
        else:
            left[service_key(file.service)].append(file)
    for service, several in left.items():
        decided += _between(several, standing, service, contents)
    return sorted(decided, key=lambda f: f.source)


def _alone(file: File, standing: Standing, seen: Mapping[str, str]) -> File:
    """What can be said of a file without looking at the others of its service."""
    if file.sha256 and file.sha256 in standing.taken:
        return file.became(ALREADY, "This file was merged before; nothing in it is new.")
    if file.sha256 and file.sha256 in seen:
        return file.became(DUPLICATE, f"A copy of {seen[file.sha256]}, the same to the last byte.")
    if file.plan_code != standing.plan_code:
        code = file.plan_code or "no plan code"
        return file.became(
            SET_ASIDE, f"Settings says {code}; this register is plan {standing.plan_code}. "
            "Refs of two plans are never mixed: check that the return belongs here."
        )  # fmt: skip
    if not file.service:
        return file.became(SET_ASIDE, "Settings does not say which service sent it. Fill in Service and merge again.")
    if file.period and file.sha256 not in standing.waited and not same_period(file.period, standing.period):
        return file.became(
            WRONG_PERIOD, f"It says {file.period}, and this register stands at {standing.period}. If it is the return "
            f"for {standing.period}, put that beside Reporting period on its Settings and send it again; until then "
            f"{file.service} counts as not returned."
        )  # fmt: skip
    if standing.signed_off:
        return file.became(
            LATE, f"{standing.period} is already signed off. Held for the next period; the snapshot is not altered."
        )
    last_day = standing.last_day(file.service)
    if last_day and file.signed_on and file.signed_on > last_day:
        due, where = ("returns were", "Returns due on the register's Settings")
        if standing.key(file.service) in standing.due_back:
            due, where = ("it was", "its Due back on the register's sheet Services")
        return file.became(
            LATE, f"Signed on {show_date(file.signed_on)}; {due} due by {show_date(last_day)}. "
            f"Held for the next period. To take it now, move {where} and merge again."
        )  # fmt: skip
    return file


def _between(
    files: list[File], standing: Standing, service: str, contents: Mapping[str, frozenset[object]]
) -> list[File]:
    """One service's files: all that are signed count, and an unsigned one where it is all there is, and unchanged."""
    earlier = [e.file for e in standing.earlier.get(service, ())]
    # Of the same bytes as when it was named a copy of what is merged by now, a file still says nothing new.
    of_merged = [(DUPLICATE, _says_the_same(name)) for name in earlier]
    fates = {f.source: standing.fates.get((f.source, f.sha256)) for f in files}
    again = [f.became(*was) for f in files if (was := fates[f.source]) and was in of_merged]
    files = [f for f in files if fates[f.source] not in of_merged]
    best_first = sorted(files, key=lambda f: (not f.signed, -_day(f), not f.nil))
    kept, copies = _without_copies(best_first, contents)
    signed = [f for f in kept if f.signed]
    fate = [_joined(f, [o.source for o in signed if o is not f], earlier, contents) for f in signed]
    changed = [f for f in kept if not f.signed and contents[f.source]]
    fate += [f.became(NOT_SIGNED, _not_signed(f, changed)) for f in changed]
    for file in kept:
        if not file.signed and not contents[file.source]:
            fate.append(_unsigned_unchanged(file, changed, merged=bool(signed or earlier)))
    return [*fate, *copies, *again]


def _day(file: File) -> int:
    return file.signed_on.toordinal() if file.signed_on else 0


def _joined(file: File, others: list[str], earlier: list[str], contents: Mapping[str, frozenset[object]]) -> File:
    """A signed file, and beside which others of its service it counts."""
    received = _received(file, not contents[file.source])
    beside = [*others, *(f"{name} (merged before)" for name in earlier)]
    if not beside:
        return received
    return replace(received, reason=f"{received.reason} Joined cell by cell with {listed(tuple(beside))}.".strip())


def _not_signed(file: File, rivals: list[File]) -> str:
    why = "P-05: nobody has signed it. Fill in Signed off by and Signed off on, and merge again."
    others = [f.source for f in rivals if f is not file]
    if not others:
        return why
    return f"{why} Nor is {listed(tuple(others))} signed: where they differ is listed as a conflict."


def _unsigned_unchanged(file: File, changed: list[File], *, merged: bool) -> File:
    if merged:
        return file.became(SET_ASIDE, "Not signed, nothing in it has changed, and a signed return is merged.")
    if changed:
        waits = listed(tuple(f.source for f in changed))
        return file.became(
            SET_ASIDE, f"Nothing in it has changed; {waits}, where something has, waits for a signature."
        )
    return _received(file, unchanged=True)


def _without_copies(files: list[File], contents: Mapping[str, frozenset[object]]) -> tuple[list[File], list[File]]:
    """Files that say different things, and those that say the same as one of them (saved twice, for example)."""
    kept: dict[frozenset[object], File] = {}
    copies = []
    for file in files:
        first = kept.setdefault(contents[file.source], file)
        if first is not file:
            copies.append(file.became(DUPLICATE, _says_the_same(first.source)))
    return list(kept.values()), copies


def _says_the_same(source: str) -> str:
    return f"Says the same as {source}, cell for cell."


def _received(file: File, unchanged: bool) -> File:
    if not unchanged:
        why = "Nil return was chosen, but cells have changed: taken as a return." if file.nil else ""
        return file.became(READ, why)
    if file.nil and file.signed:
        return file.became(NIL, "Nothing has changed this period, and that is signed.")
    if file.nil:
        return file.became(UNCONFIRMED, "P-04: Nil return is chosen but not signed. Sign it, or update the rows.")
    why = "P-04: nothing has changed. Choose Yes under Nil return and sign, or update the rows."
    return file.became(UNCONFIRMED, why)


def files_of(
    returns: Plan, standing: Standing, fingerprints: Mapping[str, str], issued: Mapping[str, int]
) -> list[File]:
    """The files that could be read, before anything is decided."""
    read = returns["Actions"].index.get_level_values("source").value_counts()
    files = []
    for source in returns.sources:
        says = returns.settings.loc[source]
        on = says["signed_off_on"]
        files.append(
            File(
                source, standing.service(says["service"]), fingerprints.get(source, ""),
                signed_by=canonical(says["signed_off_by"]),
                signed_on=on if isinstance(on, dt.date) else None,
                nil=text_key(says["nil_return"]) == "yes",
                issue=whole(says["register_issue"]),
                plan_code=ref_key(says["plan_code"]),
                period=shown(says["period"]) or "",
                issued=issued[source],
                rows_read=int(read.get(source, 0)),
            )
        )  # fmt: skip
    return files


def unread_files(unread: Iterable[tuple[str, ToolkitError]], fingerprints: Mapping[str, str]) -> list[File]:
    """A line for every file that could not be read: why, and what to do."""
    return [
        File(
            source,
            "",
            fingerprints.get(source, ""),
            state=getattr(error, "state", "Could not be read"),
            reason=str(error),
        )
        for source, error in sorted(unread, key=lambda one: one[0])
    ]


def missing_services(files: Sequence[File], standing: Standing) -> list[File]:
    """A line for every service that was sent actions and from which no file came."""
    heard = {service_key(f.service) for f in files if f.state != ALREADY} | standing.heard
    counts: dict[str, int] = defaultdict(int)
    for action in standing.opening:
        if action.service and not (action.closed_elsewhere or action.is_part) and action.service_key not in heard:
            counts[action.service_key] += 1
    return [
        File("", standing.services[service], "", issued=n, state=MISSING,
             reason=f"Missing return: {counted(n, 'action')}.")
        for service, n in sorted(counts.items())
    ]  # fmt: skip


def contents_of(items: Iterable[Item], absent: Mapping[str, Iterable[tuple[str, str]]]) -> dict[str, frozenset[object]]:
    """All that each file changes: cells, new rows, rows without a ref and rows that have gone."""
    found: dict[str, set[object]] = defaultdict(set)
    seen = set()
    for item in items:
        found[item.source] |= {
            (item.sheet, item.key, cell.column, canonical(cell.theirs)) for cell in item.cells.values()
        }
        again = (item.source, item.sheet, item.key) in seen
        seen.add((item.source, item.sheet, item.key))
        if again or not item.key or not (item.sent or item.known):
            found[item.source].add((item.sheet, item.key, "", item.row if again or not item.key else None))
    for source, gone in absent.items():
        found[source] |= {(sheet, key, "gone", None) for sheet, key in gone}
    return defaultdict(frozenset, {source: frozenset(one) for source, one in found.items()})
