"""One ref that holds several pieces of work becomes a parent and its parts: QP4, QP4a, QP4b (C27)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, count
from string import ascii_lowercase

from toolkit.model.grid import Value
from toolkit.model.identity import ref_key
from toolkit.model.rating import DONE_STATUSES, ELSEWHERE_STATUSES
from toolkit.sheets import Owner
from toolkit.steps.canonical import SAME_WORDS, likeness, same
from toolkit.steps.merge.actions import RETURN_COLUMNS, SHEET, Taking
from toolkit.steps.merge.compare import Cell, Item
from toolkit.steps.merge.judge import change_of_status
from toolkit.steps.merge.rows import Placed

WORST_FIRST = ("Not started", "On hold", "In progress")
INHERITED = ("theme", "lead_body", "sponsor", "service")


def split(taking: Taking, rows: Sequence[Item]) -> None:
    """Adds the rows under one ref as its parts, the first of them being the action's own row.

    A part that the register has already, told by its words, is updated and not added again.
    """
    parent = taking.at(rows[0])
    ref = str(taking.draft.get(SHEET, parent, "ref"))
    parts = _parts(taking).get(ref_key(ref), [])
    have = {at: taking.draft.get(SHEET, at, "action") for at in parts}
    inherited = {column: taking.draft.get(SHEET, parent, column) for column in INHERITED}
    for item in rows:
        known = next((at for at, words in have.items() if likeness(words, item["action"]) >= SAME_WORDS), None)
        if known is not None:
            _update(taking, item, known)
            continue
        at = taking.new(item, ref=_next_ref(taking, ref), parent_ref=ref)
        for column, value in inherited.items():
            if taking.draft.get(SHEET, at, column) is None:
                taking.draft.put(SHEET, at, column, value)


def _next_ref(taking: Taking, ref: str) -> str:
    letters = chain(ascii_lowercase, (f"z{n}" for n in count(2)))
    return next(ref + letter for letter in letters if taking.draft.find(SHEET, ref_key(ref + letter)) is None)


def _update(taking: Taking, item: Item, at: int) -> None:
    """A part that came again under its parent's ref, compared with what the register says of it."""
    ours = taking.ours(at)
    cells = {
        c.id: Cell(c.id, ours[c.id], ours[c.id], item[c.id])
        for c in RETURN_COLUMNS
        if c.owner is Owner.SERVICE and item[c.id] is not None and not same(c, item[c.id], ours[c.id])
    }
    ref = str(ours["ref"])
    part = replace(item, key=ref_key(ref), ref=ref, known=True, sent=False, cells=cells)
    taking.update(part, at=at)


def _parts(taking: Taking) -> dict[str, list[int]]:
    """Folded ref of every action with parts, and where they stand."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, parent in enumerate(taking.draft.column(SHEET, "parent_ref")):
        if parent:
            found[ref_key(parent)].append(at)
    return found


def status_of_parents(taking: Taking, placed: Placed) -> None:
    """A parent is as far as the worst of its open parts; only where this merge touched it or a part of it."""
    splits = {key: rows[0] for (_, key), rows in placed.parts.items()}
    touched = {item.key: item for item in placed.updates} | splits
    for key, parts in _parts(taking).items():
        parent = taking.draft.find(SHEET, key)
        refs = [key, *(ref_key(taking.draft.get(SHEET, at, "ref")) for at in parts)]
        item = next((touched[ref] for ref in refs if ref in touched), None)
        if parent is None or item is None:
            continue
        now = taking.draft.get(SHEET, parent, "status")
        worst = worst_of_parts([taking.draft.get(SHEET, at, "status") for at in parts])
        if worst and worst != now and now not in ELSEWHERE_STATUSES:
            taking.put(item, parent, "status", worst, change_of_status(now, worst))


def worst_of_parts(statuses: Sequence[Value]) -> Value:
    """How far an action with parts has got: the worst of its open parts; when none is open, the least done."""
    worst_first = (*WORST_FIRST, *DONE_STATUSES, *ELSEWHERE_STATUSES)
    return next((status for status in worst_first if status in statuses), None)
