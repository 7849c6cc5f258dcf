"""What a merge gives back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from toolkit.merging.choose_files import File
from toolkit.merging.compare import MERGED_SHEETS, Brought
from toolkit.model.english import counted, listed
from toolkit.model.identity import canonical, row_key, service_key
from toolkit.model.plan import Plan
from toolkit.register.logs import Line, of_period
from toolkit.register.standing import ALREADY, MISSING, RECEIVED, Standing, whole
from toolkit.register.to_settle import LIST, Listed, open_lines
from toolkit.sheets.every_sheet import spec_of
from toolkit.sheets.parts import counted as counted_once

TO_SETTLE = {
    "Proposed": ("proposed change",),
    "Conflict": ("conflict",),
    "Question": ("question",),
    "Held": ("value held back", "values held back"),
}
"""The kinds of lines on Proposed changes and conflicts, as a sentence counts them."""


@dataclass(frozen=True)
class Merged:
    """The next register and the account of how it came about.

    The frames have the columns of the register's sheets of those names and hold this merge's own lines; the
    register's sheets hold them after the lines of earlier merges.
    """

    register: Plan
    returns_log: pd.DataFrame
    """Every file given, those merged before too."""
    changes: pd.DataFrame
    proposed: pd.DataFrame
    set_aside: pd.DataFrame
    control_totals: pd.DataFrame
    """The sums of the whole period."""
    receipt: tuple[str, ...]
    """What was done, in a few lines for the person who asked."""
    reconciles: bool

    def as_json(self) -> dict[str, object]:
        """The merge as the command line gives it out."""
        settings = self.register.settings.iloc[0]
        frames = {
            "returns": self.returns_log,
            "changes": self.changes,
            "proposed": self.proposed,
            "set_aside": self.set_aside,
            "control_totals": self.control_totals,
        }
        head = {
            "period": settings["period"],
            "register_issue": _plain(settings["register_issue"]),
            "actions": len(counted_once(self.register["Actions"])),
            "reconciles": self.reconciles,
        }
        return head | {name: _records(frame) for name, frame in frames.items()} | {"receipt": list(self.receipt)}


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(k): _plain(v) for k, v in line.items()} for line in frame.to_dict("records")]


def _plain(value: object) -> object:
    if value is None or value != value:
        return None
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, str | int | float | bool) else str(value)


def receipt_of(
    period: str,
    issue: int,
    files: Sequence[File],
    changes: pd.DataFrame,
    to_settle: Listed,
    totals: pd.DataFrame,
    answers: Sequence[str] = (),
) -> tuple[str, ...]:
    """What a merge did, in a few lines."""
    states = Counter(file.state for file in files if file.state != MISSING)
    lines = [f"Register issue {issue}, period {period}."]
    lines.append("Files: " + (", ".join(f"{n} {state.lower()}" for state, n in sorted(states.items())) or "none") + ".")
    for file in files:
        if file.source and not file.received:
            named = file.reason.startswith(file.source)
            lines.append(file.reason if named else f"{file.source}: {file.state.lower()}. {file.reason}")
    missing = [f for f in files if f.state == MISSING]
    lines += [f"{f.service}: no file. {f.reason}" for f in missing]
    lines += answers
    lines.append(f"{counted(len(changes), 'change')} made. {waiting_in_words(to_settle)}")
    wrong = totals[totals["agrees"] != "Yes"]
    if wrong.empty:
        return (*lines, f"All {counted(len(totals), 'control total')} agree.")
    where = [f"{line['total']} ({line['service']}): {line['working']}" for line in wrong.to_dict("records")]
    return (*lines, f"{counted(len(wrong), 'control total')} of {len(totals)} do not agree:", *where)


def parts_in_words(new: Sequence[tuple[str, str]]) -> list[str]:
    """Which actions were split, and the refs their parts were given; ``new``: an action's ref and its part's, each."""
    of: dict[str, list[str]] = {}
    for ref, part in new:
        of.setdefault(ref, []).append(part)
    return [
        f"{ref} was split: {listed(tuple(parts))} {'is a new part' if len(parts) == 1 else 'are new parts'} of it. "
        f"{'That ref is' if len(parts) == 1 else 'Those refs are'} for good, and the next return has "
        f"{'it' if len(parts) == 1 else 'them'}."
        for ref, parts in of.items()
    ]


def waiting_in_words(to_settle: Listed) -> str:
    """How many lines wait for a decision, how many of them are new, and of what kinds they are."""
    waits, new = to_settle.open, len(open_lines(to_settle.new))
    kinds = Counter(waits["kind"])
    said = [counted(kinds[kind], *nouns) for kind, nouns in TO_SETTLE.items() if kinds[kind]]
    if not said:
        return "Nothing to settle."
    which = "" if new >= len(waits) else f"; {new} {'is' if new == 1 else 'are'} new" if new else "; none is new"
    return f"To settle: {listed(said)}{which}."


SAME_LINE = {
    "Set aside": ("period", "file", "sheet", "row", "ref", "column", "value"),
}
"""What tells one line of a log from another; its words may differ from merge to merge."""


def brought_before(
    register: Plan, standing: Standing, files: Sequence[File]
) -> tuple[dict[tuple[str, str, str, str], Brought], set[tuple[str, str, str]]]:
    """What earlier files of a service brought this period, for each file that may follow them up.

    Cells by (source, sheet, key, column), and rows that were new as (source, sheet, key).
    """
    cells: dict[tuple[str, str, str, str], Brought] = {}
    rows: set[tuple[str, str, str]] = set()
    log = register["Changes"]
    log = log[of_period(log, standing.period) & log["sheet"].isin(MERGED_SHEETS)] if standing.earlier else log.iloc[:0]
    for file in files if len(log) else ():
        signed = {e.file: e.signed_on for e in standing.earlier.get(service_key(file.service), ())}
        for line in log[log["file"].isin(signed)].to_dict("records"):
            spec, at = spec_of(line["sheet"]), whole(line["row"])
            key = row_key(str(line["ref"]).split("|"))
            one = Brought(line["file"], at, line["who"], signed[line["file"]], line["old"], line["new"])
            found = [c.id for c in spec.columns if c.heading == line["field"]]
            if line["kind"] == "New":
                rows.add((file.source, spec.name, key))
                found, one = [c.id for c in spec.columns], replace(one, old=None, new=None, whole_row=True)
            cells |= {(file.source, spec.name, key, c): one for c in found}
    return cells, rows


def log_of(
    history: pd.DataFrame, files: Sequence[File], standing: Standing
) -> tuple[pd.DataFrame, list[Line], set[str]]:
    """The returns log without lines that no longer hold, the new lines, and the files that gave up theirs.

    A file set aside before and taken now, or sent again under its name, gives up its old line; so does a service that
    was missing before and is heard of now.
    """
    current = of_period(history, standing.period)
    heard = {service_key(f.service) for f in files if f.state not in (MISSING, ALREADY)} | standing.heard
    missing_before = {standing.key(s) for s in history["service"][current & (history["state"] == MISSING)]}
    fresh = [
        f
        for f in files
        if f.state != ALREADY
        and not (f.state == MISSING and service_key(f.service) in missing_before)
        and (f.received or f.state == MISSING or (f.source, f.sha256) not in standing.fates)
    ]
    names = {f.source for f in fresh if f.source}
    stale = [
        bool(now)
        and (standing.key(service or "") in heard if state == MISSING else file in names and state not in RECEIVED)
        for now, service, state, file in zip(
            current, history["service"], history["state"], history["file"], strict=True
        )
    ]
    kept = history[~np.array(stale, dtype=bool)]
    gone = set(history["file"][np.array(stale, dtype=bool)].dropna())
    return kept, [line_of(file, standing.period) for file in fresh], gone


def line_of(file: File, period: str) -> Line:
    """A file's line in the returns log."""
    return {
        "period": period, "service": file.service or None, "file": file.source or None, "state": file.state,
        "reason": file.reason or None, "issued": file.issued, "rows_read": file.rows_read,
        "rows_merged": file.rows_merged, "rows_set_aside": file.rows_set_aside, "register_issue": file.issue,
        "signed_off_by": file.signed_by, "signed_off_on": file.signed_on, "sha256": file.sha256 or None,
    }  # fmt: skip


def without_stale(history: pd.DataFrame, sheet: str, gone: set[str], period: str) -> pd.DataFrame:
    """A log without what it said of a file that was set aside earlier this period and gave up its line."""
    if sheet == "Changes" or not gone:
        return history
    of_file = of_period(history, period) & history["file"].isin(list(gone)).astype(bool)
    if sheet == LIST:
        of_file &= history["sheet"].isna().astype(bool)
    return history[~of_file]


UNSIGNED_RIVALS = "P-05:"
"""How a conflict between two files begins that both wait for a signature."""


def signed_since(log: pd.DataFrame, said: Sequence[Line], files: Sequence[File], period: str) -> pd.DataFrame:
    """The list with conflicts between unsigned files closed, where those files are there again and it is not."""
    cell = ("sheet", "ref", "field", "returned")
    again = {tuple(canonical(line.get(c)) for c in cell) for line in said}
    names = {file.source for file in files}
    closed = [
        bool(now) and not canonical(answer) and str(why).startswith(UNSIGNED_RIVALS) and file in names
        and tuple(map(canonical, mark)) not in again
        for now, answer, why, file, *mark in zip(
            of_period(log, period), *(log[c] for c in ("answer", "why", "file", *cell)), strict=True
        )
    ]  # fmt: skip
    if not any(closed):
        return log
    return log.assign(answer=log["answer"].mask(np.array(closed), "No longer asked: one of the two was signed since."))
