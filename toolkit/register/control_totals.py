"""Control totals: sums that must agree before anything goes to a board.

They are counted over the whole period, however many merges it took: the opening is the register before the period's
first return, and what came between is counted from the logs, not from the rows it is compared with. An action that was
split counts once; rows of returns are rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from toolkit.errors import DoesNotReconcile
from toolkit.model.english import counted
from toolkit.model.identity import canonical, ref_key, same_text, service_key, text_key
from toolkit.model.plan import Plan
from toolkit.register.carry_forward import before_carrying
from toolkit.register.logs import Line, of_period
from toolkit.register.snapshots import counts_in_words, verify_snapshot
from toolkit.register.standing import CLOSED, NIL_RETURN, NOT_RETURNED, NOT_SENT, RETURNED, Opening, Standing, is_open
from toolkit.sheets.parts import counted as counted_once
from toolkit.sheets.services import services_of

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
    whole = counted_once(actions)
    refs = [ref_key(ref) for ref in whole["ref"]]
    states = dict(zip(refs, whole["return_state"], strict=True))
    parts = set(map(ref_key, actions["ref"])) - set(refs)
    changes = logs["Changes"]
    changes = changes.loc[~changes["ref"].map(ref_key).isin(parts).astype(bool)]
    lines: list[Line] = []
    for service, count in _counts(standing, whole, refs, changes):
        lines += _of_service(service, count, states)
    lines += _of_files(logs["Returns"], logs["Set aside"])
    rows = [ref_key(ref) for ref in actions["ref"]]
    lines.append(_different_refs(rows, len(rows) - len(refs)))
    working = f"{counted(len(whole), 'action')} and {counted(links[1], 'link')}; {links[0]} links before."
    lines.append(_line(LINKS, None, *links, working))
    signed -= parts
    there = len(signed & set(rows))
    lines.append(_line(KEPT, None, len(signed), there, f"{len(signed)} signed off, {there} of them still here."))
    return [{"period": standing.period} | line for line in lines]


def _different_refs(refs: list[str], parts: int) -> Line:
    """No two rows have one ref, be they actions or parts."""
    different = len(set(refs)) - parts
    said = f"{counted(len(refs) - parts, 'action')} and {counted(parts, 'part')}" if parts else ""
    working = f"{said or counted(len(refs), 'row')}, {different + parts} refs."
    return _line(REFS, None, len(refs) - parts, different, working)


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
        if not action.is_part:
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


def reconcile(register: Plan, *, refused: str = "The pack was not made") -> None:
    """Raises DoesNotReconcile with every place where sums disagree: service, total and both figures.

    ``register`` has just been rated: a signed-off period is compared with the ratings that stand in its rows.
    ``refused``: what cannot be done then.
    """
    register = before_carrying(register)
    found = [*_totals_that_differ(register), *_rows_not_counted(register), *_sign_offs_changed(register)]
    if found:
        places = "".join(f"\n- {line.strip()}" for line in found)
        raise DoesNotReconcile(
            f"{refused}, because its figures would not bear a question from the board:{places}\n"
            "Put right what was changed by hand since the merge. If it is right, press Settle on the register, or "
            "merge the period's returns again."
        )


def totals_of(register: Plan) -> pd.DataFrame:
    """The control totals of the period reported on; none where nothing has been merged."""
    totals = register["Control totals"]
    return totals[of_period(totals, _period(register))]


def _period(register: Plan) -> str:
    return canonical(register.settings.iloc[0]["period"]) or ""


def _totals_that_differ(register: Plan) -> Iterator[str]:
    for line in totals_of(register).to_dict("records"):
        if line["left"] != line["right"] or text_key(line["agrees"]) != "yes":
            yield f"{_named(line)}: {line['left']} on one side, {line['right']} on the other. {line['working'] or ''}"


def _rows_not_counted(register: Plan) -> Iterator[str]:
    """Closing figures of the control totals against the register's rows as they are now."""
    actions = counted_once(register["Actions"])
    key_of = services_of(register).key
    service, open_ = actions["service"].map(key_of), actions["status"].map(is_open)
    for line in totals_of(register).to_dict("records"):
        counted = {ALL: actions["ref"].map(lambda _: True), OPEN: open_}.get(line["total"])
        if counted is None:
            continue
        whole = line["service"] in (None, WHOLE)
        now = int((counted if whole else counted & (service == key_of(line["service"]))).sum())
        if now != line["right"]:
            yield f"{_named(line)}: {line['right']} closing when merged, {now} rows in the register now."


def _named(line: Mapping[Any, Any]) -> str:
    return f"{line['service'] or WHOLE}, '{line['total']}'"


def _sign_offs_changed(register: Plan) -> Iterator[str]:
    """Frozen rows that are no longer as they were signed, and a signed period whose register says otherwise."""
    signed = register["Sign-offs"]
    for line in signed[signed["period"].notna()].to_dict("records"):
        if not verify_snapshot(register, line["period"]):
            yield f"Snapshots of {line['period']}: its rows are not those that were signed off by {line['by']}."
        elif same_text(line["period"], _period(register)):
            now = counts_in_words(_as_signed(register, str(line["period"]))["rating"])
            if now != line["counts"]:
                yield f"{line['period']} was signed off with {line['counts']}; the register now says {now}."


def _as_signed(register: Plan, period: str) -> pd.DataFrame:
    """The rows that were counted when a period was signed; before template 2.0 the parts of actions were among them."""
    frozen = register["Snapshots"]
    frozen = frozen[of_period(frozen, period)]
    actions = counted_once(register["Actions"])
    return actions if len(counted_once(frozen)) <= len(actions) else register["Actions"]
