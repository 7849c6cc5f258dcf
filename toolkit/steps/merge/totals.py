"""Control totals: sums that must agree before anything goes to a board.

They are counted over the whole period, however many merges it took: the opening is the register before the period's
first return, and what came between is counted from the logs, not from the rows it is compared with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from toolkit.model.grid import fold
from toolkit.steps.canonical import canonical, counted, folded
from toolkit.steps.logs import Line
from toolkit.steps.merge.standing import (
    CLOSED,
    NIL_RETURN,
    NOT_RETURNED,
    NOT_SENT,
    RETURNED,
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
    moves = _moves(logs["Changes"], actions)
    lines: list[Line] = []
    for service in [*sorted(set(standing.services.values())), None]:
        lines += _of_service(service, standing, actions, moves)
    lines += _of_files(logs["Returns"], logs["Set aside"])
    refs = actions["ref"].map(folded)
    lines.append(_line(REFS, None, len(refs), refs.nunique(), f"{counted(len(refs), 'row')}, {refs.nunique()} refs."))
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


def _moves(changes: pd.DataFrame, actions: pd.DataFrame) -> pd.DataFrame:
    """What the log says came and went: ``kind`` (New, New open, Closed, Reopened), ``service``."""
    log = changes[changes["sheet"] == "Actions"]
    service = dict(zip(actions["ref"].map(folded), actions["service"], strict=True))
    status = dict(zip(actions["ref"].map(folded), actions["status"], strict=True))
    # A new action may have changed again since it came; its first logged status is the one it came with.
    first = log[log["field"] == "Status"].drop_duplicates("ref")
    status |= {folded(ref): old for ref, old in zip(first["ref"], first["old"], strict=True)}
    found = []
    for ref, field, kind in zip(log["ref"], log["field"], log["kind"], strict=True):
        key = folded(ref)
        if kind == "New":
            found.append(("New", service.get(key)))
            if is_open(status.get(key)):
                found.append(("New open", service.get(key)))
        elif field == "Status" and kind in ("Closed", "Reopened"):
            found.append((kind, service.get(key)))
    return pd.DataFrame(found, columns=["kind", "service"], dtype=object)


def _of_service(service: str | None, standing: Standing, actions: pd.DataFrame, moves: pd.DataFrame) -> Iterator[Line]:
    """The three sums of one service, or of the whole plan."""
    opening = [o for o in standing.opening if service is None or fold(o.service) == fold(service)]
    if service is None:
        closing, moved = actions, moves
    else:
        closing = actions[actions["service"].map(_folded_name) == fold(service)]
        moved = moves[moves["service"].map(_folded_name) == fold(service)]
    by_kind = Counter(moved["kind"])
    yield _issued(service, [o.key for o in opening], closing)
    new, left = by_kind["New"], len(opening) + by_kind["New"]
    yield _line(ALL, service, left, len(closing), f"{len(opening)} opening + {new} new = {len(closing)} closing.")
    was_open = sum(is_open(o.status) for o in opening)
    now_open = int(closing["status"].map(is_open).sum())
    new, again, gone = by_kind["New open"], by_kind["Reopened"], by_kind["Closed"]
    working = f"{was_open} opening + {new} new + {again} reopened - {gone} closed = {now_open} closing."
    yield _line(OPEN, service, was_open + new + again - gone, now_open, working)


def _issued(service: str | None, opening: list[str], closing: pd.DataFrame) -> Line:
    """Every action the period opened with is accounted for once."""
    states = dict(zip(closing["ref"].map(folded), closing["return_state"], strict=True))
    counts = Counter(states.get(key) for key in opening)
    parts = [counts[state] for state in (RETURNED, NIL_RETURN, NOT_RETURNED, CLOSED)]
    issued = len(opening) - counts[NOT_SENT]
    words = f"{parts[0]} returned + {parts[1]} nil + {parts[2]} not returned + {parts[3]} closed"
    added = f" {counted(counts[NOT_SENT], 'action')} added since the returns went out." if counts[NOT_SENT] else ""
    return _line(ISSUED, service, issued, sum(parts), f"{issued} issued = {words}.{added}")


def _of_files(returns: pd.DataFrame, set_aside: pd.DataFrame) -> Iterator[Line]:
    rows = set_aside[(set_aside["sheet"] == "Actions") & set_aside["row"].notna()]
    listed = Counter(file for file, _ in set(zip(rows["file"], rows["row"].map(canonical), strict=True)))
    for line in returns[returns["rows_read"].notna()].to_dict("records"):
        file, read, merged, aside = (line[c] for c in ("file", "rows_read", "rows_merged", "rows_set_aside"))
        working = f"{file}: {read} read = {merged} merged + {aside} set aside."
        yield _line(ROWS, line["service"], read, merged + aside, working)
        working = f"{file}: {aside} set aside, {listed[file]} listed."
        yield _line(LISTED, line["service"], aside, listed[file], working)


def _folded_name(name: object) -> str:
    return fold(name) if name else ""
