"""Actions that services split: their parts, the refs these are given, and how far the action has got.

A row that says under *Part of* which action it belongs to is given that action's ref and a letter (3.2/a); the action
keeps its own row, lead and date. Where a service put further rows under one ref without saying so, all of them become
parts, the action's own row the first (QP4a, QP4b), and its status follows from them (C27).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from string import ascii_lowercase

from toolkit.merging.compare import Cell, Item
from toolkit.merging.judge import change_of_status
from toolkit.merging.place_rows import Placed
from toolkit.merging.take_actions import RETURN_COLUMNS, SHEET, Taking
from toolkit.model.english import listed
from toolkit.model.grid import Value
from toolkit.model.identity import ref_key, service_key
from toolkit.model.schemes import DONE_STATUSES, ELSEWHERE_STATUSES
from toolkit.register.standing import is_open
from toolkit.sheets.actions import ACTIONS
from toolkit.sheets.columns import Owner
from toolkit.sheets.compared import SAME_WORDS, likeness, same
from toolkit.sheets.parts import BEFORE_LETTER, next_part

WORST_FIRST = ("Not started", "On hold", "In progress")
INHERITED = ("theme", "lead_body", "sponsor", "service")
Parts = Mapping[str, Sequence[int]]
"""Folded ref of every action with parts, and where they stand."""


def take_parts(taking: Taking, rows: Sequence[Item]) -> None:
    """Adds the rows that say what they are a part of, each under a ref of its own.

    A part that the register has already, told by its words, is updated and not added again.
    """
    services = {item.source: service_key(taking.files[item.source].service) for item in rows}
    for item in sorted(rows, key=lambda i: (services[i.source], i.source, i.row)):
        parent = taking.draft.find(SHEET, ref_key(item["parent_ref"]))
        assert parent is not None, item["parent_ref"]
        ref = str(taking.draft.get(SHEET, parent, "ref"))
        taken = {*taking.draft.keys(SHEET), *taking.ever_used}
        _add_or_update(taking, item, parent, next_part(ref, taken))


def without_status(item: Item, placed: Placed) -> Item:
    """A row with parts under it has the status of its first part, which takes it."""
    if (item.source, item.key) not in placed.parts:
        return item
    return replace(item, cells={c: cell for c, cell in item.cells.items() if c != "status"})


def split(taking: Taking, rows: Sequence[Item]) -> None:
    """Adds the rows under one ref as its parts, the first of them being the action's own row."""
    parent = taking.at(rows[0])
    ref = str(taking.draft.get(SHEET, parent, "ref"))
    named = [_add_or_update(taking, item, parent, _next_ref(taking, ref)) for item in rows]
    if new := [one for one in named if one]:
        refs = listed(tuple(new))
        why = f"I-01: rows of it came without a ref: new actions, or part of {ref}? They were taken as parts: {refs}."
        taking.ledger.ask(rows[:1], why, who=rows[0]["updated_by"])


def _add_or_update(taking: Taking, item: Item, parent: int, own: str) -> str:
    """The ref of a part that is new; nothing where the register has it already."""
    ref = str(taking.draft.get(SHEET, parent, "ref"))
    have = {at: taking.draft.get(SHEET, at, "action") for at in parts_in(taking).get(ref_key(ref), [])}
    known = next((at for at, words in have.items() if likeness(words, item["action"]) >= SAME_WORDS), None)
    if known is not None:
        _update(taking, item, known)
        return ""
    at = taking.new(replace(item, ref=own, key=ref_key(own)), ref=own, parent_ref=ref)
    inherit(taking, at)
    who, on = taking.who(item)
    heading = ACTIONS["parent_ref"].heading
    taking.ledger.change(SHEET, own, heading, None, ref, file=item.source, row=item.row, who=who, on=on)
    taking.new_parts.append((ref, own))
    return own


def inherit(taking: Taking, at: int) -> None:
    """What a new part leaves blank it has from its action; nothing happens to an action of its own."""
    parent = taking.draft.find(SHEET, ref_key(taking.draft.get(SHEET, at, "parent_ref")))
    if parent is not None and parent != at:
        for column in INHERITED:
            if taking.draft.get(SHEET, at, column) is None:
                taking.draft.put(SHEET, at, column, taking.draft.get(SHEET, parent, column))


def _next_ref(taking: Taking, ref: str) -> str:
    letters = taking.letters.setdefault(ref, chain(ascii_lowercase, (f"z{n}" for n in count(2))))
    return next(ref + letter for letter in letters if taking.draft.find(SHEET, ref_key(ref + letter)) is None)


def _update(taking: Taking, item: Item, at: int) -> None:
    """A part that came again without its ref, compared with what the register says of it."""
    ours = taking.ours(at)
    cells = {
        c.id: Cell(c.id, ours[c.id], ours[c.id], item[c.id])
        for c in RETURN_COLUMNS
        if c.owner is Owner.SERVICE and item[c.id] is not None and not same(c, item[c.id], ours[c.id])
    }
    ref = str(ours["ref"])
    part = replace(item, key=ref_key(ref), ref=ref, known=True, sent=False, cells=cells)
    taking.update([part], at=at)


def parts_in(taking: Taking) -> Parts:
    """The parts that stand in the register now."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, parent in enumerate(taking.draft.column(SHEET, "parent_ref")):
        if parent:
            found[ref_key(parent)].append(at)
    return found


def holds_nothing_itself(taking: Taking, key: str, parts: Parts) -> bool:
    """Whether all the work of an action is in its parts, so that its status follows from theirs."""
    refs = [ref_key(taking.draft.get(SHEET, at, "ref")) for at in parts.get(key, ())]
    return any(not ref.startswith(key + BEFORE_LETTER) for ref in refs)


def open_parts(taking: Taking, key: str, parts: Parts) -> str:
    """The parts of an action that are still to be done, as a sentence begins; nothing where there are none."""
    rows = parts.get(key, ())
    refs = [str(taking.draft.get(SHEET, at, "ref")) for at in rows if is_open(taking.draft.get(SHEET, at, "status"))]
    return f"{listed(tuple(refs))} {'is' if len(refs) == 1 else 'are'}" if refs else ""


def status_of_parents(taking: Taking, placed: Placed) -> None:
    """An action is as far as the worst of its open parts; only where this merge touched it or a part of it.

    One that holds work of its own is as far as its own row says, but is not complete while a part of it is open.
    """
    splits = {key: rows[0] for (_, key), rows in placed.parts.items()}
    splits |= {ref_key(item["parent_ref"]): item for item in placed.split_off}
    touched = {item.key: item for item in placed.updates} | splits
    parts_now = parts_in(taking)
    for key, parts in parts_now.items():
        parent = taking.draft.find(SHEET, key)
        refs = [key, *(ref_key(taking.draft.get(SHEET, at, "ref")) for at in parts)]
        item = next((touched[ref] for ref in refs if ref in touched), None)
        if parent is None or item is None or parent in parts:
            continue
        now = taking.draft.get(SHEET, parent, "status")
        worst = worst_of_parts([taking.draft.get(SHEET, at, "status") for at in parts])
        if not holds_nothing_itself(taking, key, parts_now) and (is_open(now) or not is_open(worst)):
            continue
        if worst and worst != now and now not in ELSEWHERE_STATUSES:
            kind = change_of_status(now, worst)
            taking.put(item, parent, "status", worst, kind)
            if kind == "Reopened":
                taking.put(item, parent, "completed_on", None, kind)


def worst_of_parts(statuses: Sequence[Value]) -> Value:
    """How far an action with parts has got: the worst of its open parts; when none is open, the least done."""
    worst_first = (*WORST_FIRST, *DONE_STATUSES, *ELSEWHERE_STATUSES)
    return next((status for status in worst_first if status in statuses), None)
