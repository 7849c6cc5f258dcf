"""Which action each row of a return is: known, new, a part of one, or a row that only a person can place.

Identity is the plan and the ref. Words that are alike raise a question; they never decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz import fuzz, process

from toolkit.merging.compare import Item, Sent
from toolkit.merging.halves import Halves, one_piece_of_work
from toolkit.merging.ledger import Draft, Ledger
from toolkit.model.english import listed
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, ref_key, same_service, service_key, text_key
from toolkit.sheets.actions import ACTIONS
from toolkit.sheets.compared import OTHER_WORDS, SAME_WORDS, is_clear, likeness, same
from toolkit.sheets.parts import new_or_part

_AT_ONCE = 200
"""Rows compared with all that was sent before it is looked what is alike."""
COMPARED = tuple(c for c in ACTIONS.columns if not c.register_only and c.id != "ref")


@dataclass
class Placed:
    """The rows of the merged returns, by what is to be done with each."""

    updates: list[Item] = field(default_factory=list)
    """Rows of actions of the return's own service."""
    support: list[Item] = field(default_factory=list)
    """Rows of actions another service is accountable for."""
    new: list[Item] = field(default_factory=list)
    parts: dict[tuple[str, str], list[Item]] = field(default_factory=dict)
    """Rows that hold the parts of one action, by source and key: the first is the action's own row."""
    split_off: list[Item] = field(default_factory=list)
    """Rows without a ref that say which action they are a part of."""
    held: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Keys of actions of which nothing was merged from a source, because a question stands in the way."""

    def merged(self, source: str) -> int:
        """How many rows of a return went into the register."""
        parts = sum(len(several) - 1 for (of, _), several in self.parts.items() if of == source)
        others = (*self.updates, *self.support, *self.new, *self.split_off)
        return parts + sum(1 for item in others if item.source == source)


class Placing:
    """Places the rows of one return after another; questions and rows set aside go to the ledger."""

    def __init__(self, draft: Draft, sent: Sent, ledger: Ledger, services: Mapping[str, str]) -> None:
        self._draft = draft
        self._sent = sent
        self._ledger = ledger
        self._services = services
        """Source to the service it came from."""
        self.placed = Placed()
        self._new_here: set[str] = set()
        """Refs that the return under way has and the register has not."""

    def place(self, source: str, items: Sequence[Item]) -> None:
        """Place every row of one return."""
        self._new_here = {item.key for item in items if item.key and not item.known}
        rows = self._with_parts(items)
        rows = self._without_twins(rows)
        rows = self._without_renumbered(source, rows)
        for item in rows:
            self._place_one(item)

    def settle_clashes(self, halves: Halves) -> None:
        """Set aside new refs that mean different actions at once; the same new action of two halves counts once."""
        by_key: dict[str, list[Item]] = defaultdict(list)
        for item in self._without_the_same_again(halves):
            by_key[item.key].append(item)
        shared: set[str] = set()
        for key, several in by_key.items():
            services = {service_key(self._services[item.source]) for item in several}
            if len(services) > 1 or any(not one_piece_of_work(ACTIONS, several[0], other) for other in several):
                files = listed(tuple(i.source for i in several))
                why = f"{files} each use the new ref {several[0].ref}. Refs are never shared: renumber one of them."
                self._ask(several, why)
                shared.add(key)
        # What two halves of one service bring alike stays, and is joined into one row.
        self.placed.new = [i for i in self.placed.new if i.key not in shared]
        there = {*self._draft.keys("Actions"), *(item.key for item in self.placed.new)}
        for item in [i for i in self.placed.split_off if ref_key(i["parent_ref"]) not in there]:
            self.placed.split_off.remove(item)
            self._ask([item], f"I-09: {item['parent_ref']} was not taken, so there is nothing yet to be a part of.")

    def _without_the_same_again(self, halves: Halves) -> list[Item]:
        """New actions, without those that another file of the service has word for word under another ref."""
        first: dict[tuple[str, str], Item] = {}
        kept = []
        for item in halves.newest_first(self.placed.new):
            same_words = first.setdefault((service_key(self._services[item.source]), text_key(item["action"])), item)
            if same_words.source == item.source or same_words.key == item.key:
                kept.append(item)
            else:
                why = f"The same new action as {same_words.ref} on row {same_words.row} of {same_words.source}."
                self._aside(item, why)
        there = {id(item) for item in kept}
        self.placed.new = [item for item in self.placed.new if id(item) in there]
        return self.placed.new

    def _place_one(self, item: Item) -> None:
        has_issue = item.source in self._sent.sources
        if not item.known and item.sent:
            self._ask([item], f"{item.ref} was sent out, but the register has no such action any more.")
        elif is_clear(item.ref):
            self._ask([item], "CLEAR empties no ref. If this is a new action, give it the next free ref.")
        elif not item.known and (item["action"] is None or is_clear(item["action"])):
            self._ask([item], f"{item.ref} has no action. Say what will be done.")
        elif not item.known and item["parent_ref"] is not None and (why := self._no_part(item)):
            self._ask([item], why)
        elif not item.known:
            self.placed.new.append(item)
        elif self._is_another(item, has_issue):
            now = self._register(item, "action")
            self._ask(
                [item], f"{item.ref} is “{now}” in the register, and these words say something else. "
                "If the plan was renumbered, put the refs back; if this is new, give it a new ref."
            )  # fmt: skip
        elif same_service(self._register(item, "service"), self._services[item.source]):
            self.placed.updates.append(item)
        else:
            self.placed.support.append(item)
            if parts := self.placed.parts.pop((item.source, item.key), [])[1:]:
                self._ask(parts, f"Only {self._register(item, 'service')} can split {item.ref} into parts.")

    def _register(self, item: Item, column: str) -> Value:
        at = self._draft.find("Actions", item.key)
        return None if at is None else self._draft.get("Actions", at, column)

    def _is_another(self, item: Item, has_issue: bool) -> bool:
        """A ref that has come to mean something else (I-04).

        A row that was sent keeps its meaning as long as its theme and due date stay: then the action was only
        worded afresh.
        """
        words = item["action"]
        if words is None or likeness(words, item.as_sent("action")) >= OTHER_WORDS:
            return False
        return (has_issue and not item.sent) or any(c in item.cells for c in ("theme", "due_as_written"))

    def _with_parts(self, items: Sequence[Item]) -> list[Item]:
        """Rows with a ref; rows without one are parts of the action above them, or a question."""
        rows: list[Item] = []
        parent: Item | None = None
        for item in items:
            if item.key:
                parent = item
                rows.append(item)
            elif item["parent_ref"] is not None:
                why = self._no_part(item)
                if why:
                    self._ask([item], why)
                else:
                    self.placed.split_off.append(item)
            elif parent is not None and is_part(item, parent):
                self.placed.parts.setdefault((item.source, parent.key), [parent]).append(item)
            else:
                self._ask([item], self._no_ref(item, parent))
        return rows

    def _no_ref(self, item: Item, above: Item | None) -> str:
        if above is not None and item["lead"] is None and item["due_as_written"] is None:
            return f"No ref, no lead and no date: it looks like the end of {above.ref}. Join it to the row above."
        asked = new_or_part("" if above is None else self._whole(above))
        return f"I-01: no ref: {asked} Fill in Ref{'' if above is None else ' or Part of'}."

    def _whole(self, item: Item) -> str:
        """The action a row might be a part of: its own, or that of which it is one."""
        return str(item["parent_ref"] or item.ref)

    def _no_part(self, item: Item) -> str:
        """Why a row cannot be the part it says it is; nothing where it can (I-09)."""
        of, key = str(item["parent_ref"]), ref_key(item["parent_ref"])
        at = self._draft.find("Actions", key)
        if key == item.key:
            return f"I-09: {of} says that it is a part of itself. Leave Part of blank, or name another action."
        if at is None and key not in self._new_here:
            return f"I-09: Part of says {of}, and there is no such action. Type the ref of the action it belongs to."
        if at is not None and (above := self._draft.get("Actions", at, "parent_ref")):
            return f"I-10: {of} is a part itself, of {above}. Type {above} under Part of."
        if item["action"] is None or is_clear(item["action"]):
            return f"This part of {of} has no action. Say what will be done."
        owner = None if at is None else self._draft.get("Actions", at, "service")
        if owner is not None and not same_service(owner, self._services[item.source]):
            return f"Only {owner} can split {of} into parts."
        return ""

    def _without_twins(self, rows: list[Item]) -> list[Item]:
        """Rows whose ref stands once; the rest are kept apart, none merged (C12)."""
        by_key: dict[str, list[Item]] = defaultdict(list)
        for item in rows:
            by_key[item.key].append(item)
        kept = []
        for key, several in by_key.items():
            first, *others = several
            if key not in self._draft.twins("Actions") and all(_alike(first, other) for other in others):
                kept.append(first)
                for other in others:
                    self._ledger.put_row_aside(other, f"The same row as row {first.row}, word for word.")
            else:
                self._ask(several, self._twins(several))
        return kept

    def _twins(self, several: Sequence[Item]) -> str:
        ref = several[0].ref
        if len(several) == 1:
            return f"{ref} stands twice in the register, so it cannot be told which is meant. Renumber one of them."
        rows = listed(tuple(str(item.row) for item in several))
        return f"I-02: {ref} is used on rows {rows}. Give all but one the next free number, sign again and send it."

    def _without_renumbered(self, source: str, rows: list[Item]) -> list[Item]:
        """Rows that still stand under their own refs; one question speaks for all that moved (C14)."""
        moved = renumbered(rows, self._words_sent(source, rows))
        if not moved:
            return rows
        refs = "; ".join(f"{old} is now {item.ref}" for item, old in moved)
        first = moved[0][0]
        self._ledger.propose(
            "Question", "Actions", first.ref,
            "These actions look renumbered. Nothing was merged for them, so that no history goes to the wrong action. "
            "Refs are never reused: put the old refs back and send the return again.",
            file=source, field="Ref", returned=refs, row=first.row, who=first["updated_by"],
        )  # fmt: skip
        for item, old in moved:
            self._aside(item, f"Looks like {old} under another ref.")
            self.placed.held[source] |= {item.key, ref_key(old)}
        gone = {id(item) for item, _ in moved}
        return [item for item in rows if id(item) not in gone]

    def _words_sent(self, source: str, rows: Iterable[Item]) -> dict[str, tuple[str, str]]:
        """Key to ref and words of every action this service might have been renumbering."""
        keys = list(self._sent.keys("Actions", source))
        if not keys:
            own = service_key(self._services[source])
            places = self._draft.keys("Actions").items()
            keys = [key for key, at in places if service_key(self._draft.get("Actions", at, "service")) == own]
        words = {}
        for key in {*keys, *(item.key for item in rows if item.known)}:
            at = self._draft.find("Actions", key)
            sent = self._sent.value("Actions", source, key, "action")
            text = sent or (self._draft.get("Actions", at, "action") if at is not None else None)
            ref = self._draft.get("Actions", at, "ref") if at is not None else key
            if canonical(text):
                words[key] = (str(ref), str(text))
        return words

    def _ask(self, items: Sequence[Item], why: str) -> None:
        """One question, and the rows it is about set aside."""
        self._ledger.ask(items, why, who=items[0]["updated_by"], returned=items[0]["action"])
        for item in items:
            self._aside(item, why)

    def _aside(self, item: Item, why: str) -> None:
        """A row, and the parts under it, of which nothing is merged."""
        if item.key:
            self.placed.held[item.source].add(item.key)
        for one in (item, *self.placed.parts.pop((item.source, item.key), [])[1:]):
            self._ledger.put_row_aside(one, why)


def is_part(item: Item, parent: Item) -> bool:
    """Whether a row without a ref is a piece of work under the ref above it (C27).

    It has a lead or a date of its own and, unlike an action whose ref was forgotten, no theme.
    """
    if not (parent.known or parent.sent) or (item["lead"] is None and item["due_as_written"] is None):
        return False
    return item["theme"] is None and item["action"] is not None and not is_clear(item["action"])


def _alike(one: Item, other: Item) -> bool:
    return one is other or all(same(c, one[c.id], other[c.id]) for c in COMPARED)


def renumbered(rows: Sequence[Item], words: Mapping[str, tuple[str, str]]) -> list[tuple[Item, str]]:
    """Rows that carry the words of another ref, and that ref: only where no row carries both ref and words."""
    held = {
        i.key
        for i in rows
        if i.key in words and ("action" not in i.cells or likeness(i["action"], words[i.key][1]) >= SAME_WORDS)
    }
    free = [(key, ref, text_key(text)) for key, (ref, text) in words.items() if key not in held]
    asked = [item for item in rows if item.key not in held and canonical(item["action"])]
    moved = []
    for first in range(0, len(asked) if free else 0, _AT_ONCE):
        some = asked[first : first + _AT_ONCE]
        alike = process.cdist(
            [text_key(item["action"]) for item in some],
            [text for _, _, text in free],
            scorer=fuzz.ratio,
            score_cutoff=SAME_WORDS * 100,
            dtype=np.float64,
        )
        for item, scores in zip(some, alike, strict=True):
            likely = [at for at in np.flatnonzero(scores) if free[at][0] != item.key]
            if likely:
                moved.append((item, free[max(likely, key=scores.__getitem__)][1]))
    return moved
