"""Control totals: sums that must agree before anything goes to a board.

They are counted over the whole period, however many merges it took: the opening is the register before the period's
first return, and what came between is counted from the logs, not from the rows it is compared with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from toolkit.model.identity import canonical, ref_key, service_key
from toolkit.model.words import counted
from toolkit.steps.logs import Line
from toolkit.steps.merge.standing import (
    CLOSED,
    NIL_RETURN,
    NOT_RETURNED,
    NOT_SENT,
    RETURNED,
    Opening,
    Standing,
    is_open,
)

WHOLE = "Whole plan"
ISSUED = "Issued = returned + nil + not returned + closed"
ALL = "All actions: opening + new = closing"
OPEN = "Open actions: opening + new + reopened - closed = closing"
ROWS = "Rows read = rows merged + rows set aside"
LISTED = "Rows set aside = rows listed under Set aside"
REFS = "Actions = different refs"
LINKS = "Links: before = after"
KEPT = "Actions last signed off = still in the register"


@dataclass(frozen=True)
class _Count:
    """One service's actions, or the whole plan's, at both ends of the period and in between."""

    opening: list[Opening] = field(default_factory=list)
    statuses: list[object] = field(default_factory=list)
    """Of the actions in the closing register."""
    moves: Counter[str] = field(default_factory=Counter)
    """How many the log says are New, New open, Closed, Reopened."""


def control_totals(
    standing: Standing,
    actions: pd.DataFrame,
    logs: dict[str, pd.DataFrame],
    links: tuple[int, int],
    signed: frozenset[str],
) -> list[Line]:
    """The sums of one period, as lines of the sheet.

    ``actions``: the closing register; ``logs``: this period's lines of Returns, Changes and Set aside; ``links``: how
    many links there were before and after; ``signed``: folded refs of the last sign-off.
    """
    refs = [ref_key(ref) for ref in actions["ref"]]
    states = dict(zip(refs, actions["return_state"], strict=True))
    lines: list[Line] = []
    for service, count in _counts(standing, actions, refs, logs["Changes"]):
        lines += _of_service(service, count, states)
    lines += _of_files(logs["Returns"], logs["Set aside"])
    different = len(set(refs))
    lines.append(_line(REFS, None, len(refs), different, f"{counted(len(refs), 'row')}, {different} refs."))
    working = f"{counted(len(actions), 'action')} and {counted(links[1], 'link')}; {links[0]} links before."
    lines.append(_line(LINKS, None, *links, working))
    there = len(signed & set(refs))
    lines.append(_line(KEPT, None, len(signed), there, f"{len(signed)} signed off, {there} of them still here."))
    return [{"period": standing.period} | line for line in lines]


def _line(total: str, service: str | None, left: int, right: int, working: str) -> Line:
    agrees = "Yes" if left == right else "No"
    return {
        "total": total, "service": service or WHOLE, "left": int(left), "right": int(right), "agrees": agrees,
        "working": working if left == right else f"{working} These do not agree.",
    }  # fmt: skip


def _counts(
    standing: Standing, actions: pd.DataFrame, refs: list[str], changes: pd.DataFrame
) -> list[tuple[str | None, _Count]]:
    """Every service in order of name, also one whose first action is new, and at the end the whole plan."""
    # By folded name, as the register wrote it first.
    names = [str(service) for service in [*reversed(list(actions["service"])), *standing.services.values()] if service]
    folded_names = {name: service_key(name) for name in set(names)}
    services = {folded_names[name]: name for name in names}
    counts: dict[str, _Count] = defaultdict(_Count)
    whole = _Count()
    for action in standing.opening:
        counts[action.service_key].opening.append(action)
        whole.opening.append(action)
    belongs = [folded_names[str(service)] if service else "" for service in actions["service"]]
    for service, status in zip(belongs, actions["status"], strict=True):
        counts[service].statuses.append(status)
        whole.statuses.append(status)
    service_of = dict(zip(refs, belongs, strict=True))
    for key, kind in _moves(changes, dict(zip(refs, actions["status"], strict=True))):
        counts[service_of.get(key, "")].moves[kind] += 1
        whole.moves[kind] += 1
    return [*((services[key], counts[key]) for key in sorted(services)), (None, whole)]


def _moves(changes: pd.DataFrame, statuses: dict[str, object]) -> Iterator[tuple[str, str]]:
    """What the log says came and went, by folded ref."""
    log = changes[changes["sheet"] == "Actions"]
    # A new action may have changed again since it came; its first logged status is the one it came with.
    first = log[log["field"] == "Status"].drop_duplicates("ref")
    statuses |= {ref_key(ref): old for ref, old in zip(first["ref"], first["old"], strict=True)}
    for ref, name, kind in zip(log["ref"], log["field"], log["kind"], strict=True):
        if kind == "New":
            yield ref_key(ref), "New"
            if is_open(statuses.get(ref_key(ref))):
                yield ref_key(ref), "New open"
        elif name == "Status" and kind in ("Closed", "Reopened"):
            yield ref_key(ref), kind


def _of_service(service: str | None, count: _Count, states: dict[str, object]) -> Iterator[Line]:
    """The three sums of one service, or of the whole plan."""
    opening, closing, moves = len(count.opening), len(count.statuses), count.moves
    yield _issued(service, [o.key for o in count.opening], states)
    working = f"{opening} opening + {moves['New']} new = {closing} closing."
    yield _line(ALL, service, opening + moves["New"], closing, working)
    was_open = sum(is_open(o.status) for o in count.opening)
    now_open = sum(map(is_open, count.statuses))
    new, again, gone = moves["New open"], moves["Reopened"], moves["Closed"]
    working = f"{was_open} opening + {new} new + {again} reopened - {gone} closed = {now_open} closing."
    yield _line(OPEN, service, was_open + new + again - gone, now_open, working)


def _issued(service: str | None, opening: list[str], states: dict[str, object]) -> Line:
    """Every action the period opened with is accounted for once."""
    counts = Counter(states.get(key) for key in opening)
    parts = [counts[state] for state in (RETURNED, NIL_RETURN, NOT_RETURNED, CLOSED)]
    issued = len(opening) - counts[NOT_SENT]
    words = f"{parts[0]} returned + {parts[1]} nil + {parts[2]} not returned + {parts[3]} closed"
    added = f" {counted(counts[NOT_SENT], 'action')} added since the returns went out." if counts[NOT_SENT] else ""
    return _line(ISSUED, service, issued, sum(parts), f"{issued} issued = {words}.{added}")


def _of_files(returns: pd.DataFrame, set_aside: pd.DataFrame) -> Iterator[Line]:
    rows = set_aside[(set_aside["sheet"] == "Actions") & set_aside["row"].notna()]
    listed = Counter(file for file, _ in set(zip(rows["file"], rows["row"].map(canonical), strict=True)))
    names = Counter(returns["file"])
    for line in returns[returns["rows_read"].notna()].to_dict("records"):
        file, read, merged, aside = (line[c] for c in ("file", "rows_read", "rows_merged", "rows_set_aside"))
        working = f"{file}: {read} read = {merged} merged + {aside} set aside."
        yield _line(ROWS, line["service"], read, merged + aside, working)
        # Two files of one name cannot be told apart under Set aside.
        if names[file] == 1:
            working = f"{file}: {aside} set aside, {listed[file]} listed."
            yield _line(LISTED, line["service"], aside, listed[file], working)
