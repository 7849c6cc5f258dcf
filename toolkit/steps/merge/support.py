"""Joint actions: what a service may add to an action that another service is accountable for (C11)."""

from __future__ import annotations

import re

from toolkit.model.identity import canonical
from toolkit.model.plan_date import show_date
from toolkit.sheets import ACTIONS
from toolkit.steps.canonical import is_clear, same
from toolkit.steps.merge.actions import SHEET, Taking, typed_over
from toolkit.steps.merge.compare import Cell, Item
from toolkit.steps.merge.judge import Outcome


def support(taking: Taking, item: Item) -> None:
    """Adds a supporting service's words to Notes and its evidence to Evidence refs; lists what else it says.

    The accountable service wins; where the two say a different status, that is a conflict for a person to settle.
    """
    at = taking.at(item)
    for column, cell in item.cells.items():
        ours = taking.draft.get(SHEET, at, column)
        if cell.theirs is None or same(ACTIONS[column], cell.theirs, ours):
            continue
        if column in ("where_now", "notes") and not is_clear(cell.theirs):
            _add_words(taking, item, at, cell)
        elif column == "evidence_refs" and not is_clear(cell.theirs):
            _add_evidence(taking, item, at, cell)
        else:
            _list(taking, item, at, cell)
    for cell in item.over.values():
        taking.list(item, cell, Outcome.PROPOSED, typed_over(ACTIONS[cell.column]))


def _list(taking: Taking, item: Item, at: int, cell: Cell) -> None:
    owner, ours = taking.draft.get(SHEET, at, "service"), taking.draft.get(SHEET, at, cell.column)
    if cell.column == "status":
        why = f"P-03: {owner} is accountable and says {ours}; this return says {cell.theirs}. Choose one and say why."
        taking.list(item, cell, Outcome.CONFLICT, why)
    elif cell.column in ("updated_on", "updated_by"):
        taking.list(item, cell, Outcome.HELD, f"{owner} is accountable for {item.ref}; its own update counts.")
    else:
        taking.list(item, cell, Outcome.PROPOSED, f"{owner} is accountable for {item.ref}; this service supports it.")


def _add_words(taking: Taking, item: Item, at: int, cell: Cell) -> None:
    """A line of its own under Notes, with who said it and when; said once however often it is merged."""
    who, on = taking.files[item.source].service, taking.who(item)[1]
    before, words = canonical(cell.sent), canonical(cell.theirs) or ""
    if before and words.startswith(before):
        words = words[len(before) :].strip()
    notes = taking.draft.get(SHEET, at, "notes")
    line = f"[{who}{', ' + show_date(on) if on else ''}] {words}"
    if line not in (canonical(notes) or ""):
        taking.put(item, at, "notes", f"{notes}\n{line}" if notes else line)


def _add_evidence(taking: Taking, item: Item, at: int, cell: Cell) -> None:
    have = numbers_in(taking.draft.get(SHEET, at, "evidence_refs"))
    new = [number for number in numbers_in(cell.theirs) if number not in have]
    if new:
        taking.put(item, at, "evidence_refs", "; ".join([*have, *new]))


def numbers_in(value: object) -> list[str]:
    """Evidence numbers in a cell, in order."""
    return [part for part in re.split(r"[;,\s]+", canonical(value) or "") if part]
