"""What has changed since the plan was last signed off, action by action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from toolkit.model.plan_date import show_date
from toolkit.model.rating import DONE_STATUSES, ELSEWHERE_STATUSES
from toolkit.steps.board.before import Before
from toolkit.steps.rating.rate import direction

NEW, COMPLETED, CLOSED, REOPENED, MOVED, WORSENED, IMPROVED, GONE = (
    "New", "Completed", "Closed elsewhere", "Reopened", "Date moved", "Worsened", "Improved",
    "No longer in the register",
)  # fmt: skip
KINDS = (NEW, COMPLETED, CLOSED, REOPENED, MOVED, WORSENED, IMPROVED, GONE)
COLUMNS = ["kind", "key", "ref", "action", "lead_body", "lead", "was", "now", "note"]
Row = Mapping[Any, Any]


def compare(actions: pd.DataFrame, before: Before | None, scheme: str) -> pd.DataFrame:
    """One row a change, in the order of ``KINDS``: ``COLUMNS``, ``was`` and ``now`` in words.

    An action that is finished and better rated has a row under each. Ratings of two schemes are not compared.
    """
    if before is None:
        return pd.DataFrame(columns=COLUMNS)
    known = before.rows.reindex(actions["key"])
    same_scheme = before.scheme in (None, scheme)
    known = known.astype(object).where(known.notna(), None)
    moved = direction(actions["rating"], known["rating"].set_axis(actions.index), same_scheme)
    found = [
        change
        for now, was, travel in zip(actions.to_dict("records"), known.to_dict("records"), moved, strict=True)
        for change in _changes(now, was, travel)
    ]
    gone = before.rows[~before.rows.index.isin(actions["key"])]
    found += [_gone(row) for row in gone.to_dict("records")]
    found.sort(key=lambda change: KINDS.index(change["kind"]))
    return pd.DataFrame(found, columns=COLUMNS, dtype=object)


def _changes(now: Row, was: Row, travel: str) -> Iterator[Row]:
    """Everything that has happened to one action."""
    if was["ref"] is None:
        yield _change(NEW, now, None, f"{now['rating']}, {_due(now)}", now["came_from"] and f"From {now['came_from']}")
        return
    lifecycle = _lifecycle(now["status"], was["status"])
    if lifecycle:
        note = {COMPLETED: _completed_on(now), CLOSED: now["went_to"] and f"Went to {now['went_to']}"}
        yield _change(lifecycle, now, _state(was), _state(now), note.get(lifecycle) or now["notes"])
    if now["is_open"] and None not in (now["due_shown"], was["due_shown"]) and now["due_shown"] != was["due_shown"]:
        yield _change(MOVED, now, was["due_shown"], now["due_shown"], _moved_because(now))
    if travel in (WORSENED, IMPROVED):
        yield _change(travel, now, was["rating"], now["rating"], now["why"])


def _change(kind: str, now: Row, was: str | None, is_now: str | None, note: str | None) -> Row:
    kept = {name: now[name] for name in ("key", "ref", "action", "lead_body", "lead")}
    return {"kind": kind, **kept, "was": was, "now": is_now, "note": note}


def _gone(row: Row) -> Row:
    note = "Actions are closed, never deleted: put the row back and close it."
    return {"kind": GONE, "ref": row["ref"], "was": _state(row), "note": note}


def _lifecycle(now: str | None, was: str | None) -> str | None:
    if now in DONE_STATUSES:
        return None if was in DONE_STATUSES else COMPLETED
    if now in ELSEWHERE_STATUSES:
        return None if was in ELSEWHERE_STATUSES else CLOSED
    return REOPENED if was in DONE_STATUSES + ELSEWHERE_STATUSES else None


def _state(row: Row) -> str:
    return ", ".join(part for part in (row["status"], row["rating"]) if part)


def _due(now: Row) -> str:
    return f"due {now['due_shown']}" if now["due_shown"] else "no date"


def _completed_on(now: Row) -> str | None:
    return f"Completed on {show_date(now['completed_on'])}" if now["completed_on"] else None


def _moved_because(now: Row) -> str | None:
    agreed = f"Agreed by {now['revision_agreed_by']}" if now["revision_agreed_by"] else None
    return " ".join(f"{str(part).rstrip('.')}." for part in (now["revision_reason"], agreed) if part) or None
