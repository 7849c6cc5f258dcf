"""Reconciliation: how every figure of the pack comes from the register, and what it does not yet hold."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from toolkit.board_pack.movements import CLOSED, COMPLETED, KINDS, NEW, REOPENED
from toolkit.board_pack.phrases import day, grouped, heading
from toolkit.board_pack.position import Position, Row
from toolkit.model.english import counted, listed
from toolkit.model.identity import ref_order
from toolkit.model.pack import Block, Content, Facts, Line, PackColumn, PackSheet, Table
from toolkit.model.schemes import DONE_STATUSES, ELSEWHERE_STATUSES
from toolkit.register.control_totals import WHOLE, totals_of
from toolkit.register.logs import of_period
from toolkit.register.to_settle import open_lines
from toolkit.rules.set_differently import set_by
from toolkit.sheets.services import services_of

GRID = (32, 22, 10, 10, 10, 10, 40, 52)
NEVER_MERGED = (
    "No returns have been merged into this register for {period}, so there are no control totals to check. "
    "The figures are counted from its rows as they stand."
)
MOST_PLACES = 12
TOTALS_SHEET = "Control totals"

MOVES = (PackColumn("Line", "wrap"), PackColumn("Actions", "whole"), PackColumn("In words", "wrap", span=6))
RETURNS = (
    PackColumn("Service", "wrap"),
    PackColumn("What came", "wrap"),
    PackColumn("Issued", "whole"),
    PackColumn("Rows read", "whole"),
    PackColumn("Merged", "whole"),
    PackColumn("Set aside", "whole"),
    PackColumn("Signed off", "wrap"),
    PackColumn("File and reason", "wrap"),
)
WAITING = (
    PackColumn("Waiting for a decision", "wrap"),
    PackColumn("How many", "whole"),
    PackColumn("Where", "wrap", span=6),
)
WHOLE_PLAN = (
    PackColumn("Control total", "wrap", span=2),
    PackColumn("One side", "whole"),
    PackColumn("The other", "whole"),
    PackColumn("Agrees", "centre"),
    PackColumn("The sum in words", "wrap", span=3),
)
TOTALS = (
    PackColumn("Control total", "wrap"),
    PackColumn("One side", "whole"),
    PackColumn("The other", "whole"),
    PackColumn("Agrees", "centre"),
    PackColumn("The sum in words", "wrap"),
)
TOTALS_WIDTHS = (60, 12, 12, 10, 84)
SIGN_OFFS = (
    PackColumn("Period", "wrap"),
    PackColumn("As at", "wrap"),
    PackColumn("Actions", "whole"),
    PackColumn("Ratings", "wrap", span=3),
    PackColumn("Signed off", "wrap"),
    PackColumn("Checksum of the frozen rows", "code"),
)
RULES = (
    PackColumn("Rule", "code"),
    PackColumn("What it looks for", "wrap", span=3),
    PackColumn("Elsewhere", "wrap"),
    PackColumn("In this plan", "wrap", span=2),
    PackColumn("Why", "wrap"),
)


def reconciliation(at: Position) -> PackSheet:
    """Opening and closing, the whole plan's totals, what waits for a decision, sign-offs, the register and returns."""
    totals = totals_of(at.plan)
    said = NEVER_MERGED.format(period=at.period or "this period")
    if len(totals):
        said = f"Every control total agrees; all {len(totals):,}, by service and file, are on {TOTALS_SHEET}."
    returns = _returns(at)
    blocks: list[Block] = [
        *heading("Reconciliation", at, said),
        Line("Actions: opening, and what has come and gone", "heading"),
        Table(MOVES, _moves(at), total=at.before is not None),
        Line(_held(at), "note"),
        *([Line(at.differences, "note")] if at.differences else []),
        Line("Control totals of the whole plan", "heading"),
        Table(WHOLE_PLAN, _of_whole(totals), empty="None: nothing has been merged this period."),
        Line("Conflicts and proposed changes", "heading"),
        Table(WAITING, _waiting(at.plan["Proposed changes and conflicts"]), empty="Nothing waits for a decision."),
        Line("Sign-offs", "heading"),
        Table(SIGN_OFFS, _sign_offs(at.plan["Sign-offs"]), empty="No period has been signed off yet."),
        *_rules(at),
        Line("The register this pack was made from", "heading"),
        Facts(_made_from(at)),
        Line("Returns", "heading"),
        Table(RETURNS, returns, empty="No return has been logged for this period."),
    ]
    breaks = (len(blocks) - 2,) if returns else ()
    return PackSheet("Reconciliation", blocks, GRID, tab="register", page_breaks=breaks)


def control_totals(at: Position) -> PackSheet:
    """Every control total of the period, service by service, with the sum in words."""
    totals = totals_of(at.plan)
    groups = [
        (f"{service}: {counted(len(lines), 'total')}", [_total(line) for line in lines.to_dict("records")])
        for service, lines in totals.groupby(totals["service"].fillna(WHOLE), sort=True)
    ]
    groups.sort(key=lambda group: not group[0].startswith(f"{WHOLE}:"))
    said = f"{counted(len(totals), 'sum')} that must agree before a pack is made, and what each comes to."
    table = grouped(TOTALS, TOTALS_WIDTHS, groups, empty="None: nothing has been merged this period.")
    return PackSheet(TOTALS_SHEET, (*heading(TOTALS_SHEET, at, said), table), TOTALS_WIDTHS, tab="register")


def _moves(at: Position) -> list[list[Content]]:
    """Open actions, from the last sign-off to now: every step named, so that the sum can be checked by hand."""
    open_now = int(at.actions["is_open"].sum())
    if at.before is None:
        return [["Open actions now", open_now, "There is no earlier sign-off to count from."]]
    known = at.before.rows
    opening = known.index[~known["status"].isin(DONE_STATUSES + ELSEWHERE_STATUSES)]
    keys = {kind: set(at.changes["key"][at.changes["kind"] == kind]) for kind in KINDS}
    new = at.actions[at.actions["key"].isin(keys[NEW])]
    done = keys[COMPLETED] | {*new["key"][new["status"].isin(DONE_STATUSES)]}
    elsewhere = keys[CLOSED] | {*new["key"][new["status"].isin(ELSEWHERE_STATUSES)]}
    lines = [
        ("Open before", len(opening), f"Counted in {at.before.name}"),
        ("+ new", *_counted(at, keys[NEW])),
        ("+ reopened", *_counted(at, keys[REOPENED])),
        ("− completed", *_counted(at, done)),
        ("− closed elsewhere", *_counted(at, elsewhere)),
    ]
    left = set(opening) - set(at.actions["key"])
    if joined := sorted(left & set(at.parts["key"]), key=ref_order):
        lines.append(("− now a part of another", len(joined), listed(joined)))
    if gone := sorted(left.difference(joined), key=ref_order):
        lines.append(("− no longer in the register", len(gone), listed(gone)))
    sum_ = " ".join(f"{name[0]} {count}" if name[0] in "+−" else str(count) for name, count, _ in lines)
    rows: list[list[Content]] = [[*line] for line in lines]
    return [*rows, ["= open now", open_now, f"{sum_} = {open_now}"]]


def _counted(at: Position, keys: set[str]) -> tuple[int, str]:
    """How many actions have one of these keys, and which; those without a ref are counted."""
    refs = at.actions["ref"][at.actions["key"].isin(keys)]
    named = [str(ref) for ref in refs if ref]
    if len(named) < len(refs):
        named.append(f"{len(refs) - len(named)} without a ref")
    return len(refs), listed(named) if named else "None"


def _held(at: Position) -> str:
    """How open actions and all actions hang together."""
    status = at.actions["status"]
    done, elsewhere = int(status.isin(DONE_STATUSES).sum()), int(status.isin(ELSEWHERE_STATUSES).sum())
    open_ = len(status) - done - elsewhere
    split = f", and with its parts: {len(at.parts):,} of the rows are a part of one" if len(at.parts) else ""
    return (
        f"The register holds {counted(len(status), 'action')}: {open_:,} open, {done:,} complete or embedded and "
        f"{elsewhere:,} closed elsewhere. Each action is counted once, however many recommendations it answers{split}."
    )


def _returns(at: Position) -> list[list[Content]]:
    """A row a file, and a row for every service of which nothing is logged."""
    log = at.plan["Returns"]
    log = log[of_period(log, at.period)]
    if log.empty:
        return []
    key_of = services_of(at.plan).key
    logged = {key_of(service) for service in log["service"] if service}
    services = {key_of(s): s for s in at.actions["service"] if s}
    rows = [
        [
            r["service"] or "Not known",
            r["state"],
            r["issued"],
            r["rows_read"],
            r["rows_merged"],
            r["rows_set_aside"],
            _signed(r["signed_off_by"], r["signed_off_on"]),
            _joined(r["file"], r["reason"]),
        ]
        for r in log.astype(object).where(log.notna(), None).to_dict("records")
    ]
    silent = [[name, "Not in the returns log"] for key, name in sorted(services.items()) if key not in logged]
    return sorted(rows, key=lambda row: (str(row[0]).casefold(), str(row[1]))) + silent


def _waiting(log: pd.DataFrame) -> list[list[Content]]:
    """What was not applied and is not settled, kind by kind, of this period or any before."""
    waits = open_lines(log)
    rows: list[list[Content]] = []
    for kind, lines in waits.groupby("kind", sort=True):
        places = [_place(r) for r in lines.to_dict("records")]
        more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
        rows.append([str(kind), len(places), "; ".join(places[:MOST_PLACES]) + more])
    return rows


def _place(line: Row) -> str:
    parts = (line["ref"], line["field"]) if line["ref"] else (line["file"], line["sheet"], line["row"])
    return " ".join(str(part) for part in parts if part == part and part is not None)


def _of_whole(totals: pd.DataFrame) -> list[list[Content]]:
    whole = totals[totals["service"].fillna(WHOLE) == WHOLE]
    return [_total(line) for line in whole.to_dict("records")]


def _total(line: Row) -> list[Content]:
    return [line["total"], line["left"], line["right"], line["agrees"], line["working"]]


def _sign_offs(log: pd.DataFrame) -> list[list[Content]]:
    return [
        [r["period"], day(r["as_at"]), r["rows"], r["counts"], _signed(r["by"], r["on"]), r["checksum"]]
        for r in log.to_dict("records")
    ]


def _signed(by: object, on: object) -> str | None:
    return _joined(by, day(on), joint=", ")


def _joined(*parts: object, joint: str = "\n") -> str | None:
    said: Sequence[str] = [str(part) for part in parts if part]
    return joint.join(said) or None


def _rules(at: Position) -> list[Block]:
    """The rules that the plan sets differently; nothing where it takes all as they are."""
    sets = set_by(at.plan, at.plan.sources[0]).values()
    rows = [[one.rule.code, one.rule.title, str(one.rule.severity), one.do, one.why] for one in sets]
    return [Line("Rules this plan sets differently", "heading"), Table(RULES, rows)] if rows else []


def _made_from(at: Position) -> list[tuple[str, Content]]:
    """Which register this is, to the byte, so that the pack can be made again."""
    source = at.plan.sources[0]
    facts: list[tuple[str, Content]] = [
        ("Made from", source),
        ("Register issue", at.setting("register_issue")),
        ("Period and report date", f"{at.period}, as at {day(at.as_at)}".lstrip(", ")),
        ("Rating scheme", str(at.scheme)),
    ]
    if source in at.plan.fingerprints:
        facts.append(("SHA-256 of the register", at.plan.fingerprints[source]))
    return facts
