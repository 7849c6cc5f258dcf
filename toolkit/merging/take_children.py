"""Milestones, measures, figures, risks and evidence: merged by the same three-way compare, sheet by sheet.

A row belongs to no one service, so returns of two may speak of the same one: where they agree nothing is asked, where
they do not neither is applied. Files of one service are joined first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from toolkit.merging.choose_files import File
from toolkit.merging.compare import Cell, Item, Sent
from toolkit.merging.decisions import row_in_words
from toolkit.merging.halves import Halves, Lost, become_another, one_piece_of_work
from toolkit.merging.judge import Outcome, Verdict, judge
from toolkit.merging.ledger import Draft, Ledger
from toolkit.merging.take_actions import numbers_in
from toolkit.model.english import listed
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, ref_key, service_key, text_key
from toolkit.model.plan import Book, Plan
from toolkit.register.to_settle import NEW_ROW
from toolkit.sheets.columns import Column, Owner, SheetSpec
from toolkit.sheets.compared import OTHER_WORDS, SAME_WORDS, fitted, is_clear, likeness, same

Judged = tuple[Item, Cell, Verdict]
OF_AN_ACTION = ("Milestones", "Evidence")


@dataclass
class Children:
    """Takes the rows of one sheet into the draft; ``files`` are the merged returns by name."""

    spec: SheetSpec
    draft: Draft
    ledger: Ledger
    sent: Sent
    files: Mapping[str, File]
    held: Mapping[str, set[str]]
    """By source, actions of which nothing was merged: what hangs on them waits too."""
    new_actions: frozenset[str]
    theirs_already: frozenset[tuple[str, str]]
    """(source, key) of rows that an earlier file of the same service brought."""
    halves: Halves
    _new: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    _judged: dict[tuple[str, str], list[Judged]] = field(default_factory=lambda: defaultdict(list))

    def take(self, items: Iterable[Item]) -> None:
        """All rows of the sheet in all merged returns."""
        known: list[Item] = []
        for item in self._placed(items):
            if item.known:
                known.append(item)
            else:
                self._new[item.key].append(item)
        for rows in self.halves.by_row(known):
            kept, lost = self.halves.parted(self.spec, rows)
            self._lose(lost)
            for item in kept:
                self._judge(item)
        for several in self._judged.values():
            self._apply(several)
        for same_key in self._new.values():
            self._add(self._of_each_service(same_key))

    def _judge(self, item: Item) -> None:
        for cell in item.cells.values():
            verdict = judge(self.spec[cell.column], cell)
            if verdict.outcome is Outcome.APPLIED:
                self._judged[item.key, cell.column].append((item, cell, verdict))
            elif verdict.outcome is not Outcome.NOTHING:
                self._list(item, self.spec[cell.column], verdict.outcome, verdict.why, cell)
        for cell in item.over.values():
            column = self.spec[cell.column]
            self._list(item, column, Outcome.PROPOSED, f"{column.heading} is worked out and was typed over.", cell)

    def _of_each_service(self, rows: Sequence[Item]) -> list[Item]:
        """One new row a service, where its files mean one row; all of them where they do not."""
        found: list[Item] = []
        for several in self.halves.by_row(rows):
            if any(not one_piece_of_work(self.spec, several[0], other) for other in several):
                return list(rows)
            row, lost = self.halves.as_one(self.spec, several)
            self._lose(lost)
            found.append(row)
        return found

    def _lose(self, lost: Iterable[Lost]) -> None:
        for one in lost:
            self.ledger.lose(self.spec, one)

    def _placed(self, items: Iterable[Item]) -> list[Item]:
        """Rows that can be told apart; of the rest a person must say what they are."""
        by_key: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in items:
            by_key[item.source, item.key or f"row {item.row}"].append(item)
        kept = []
        for several in by_key.values():
            first, *others = several
            if why := self._out_of_place(first, others):
                self._ask(several, why)
                continue
            kept.append(first)
            for other in others:
                self.ledger.put_row_aside(other, f"The same row as row {first.row}, word for word.")
        return kept

    def _out_of_place(self, item: Item, others: Sequence[Item]) -> str:
        key = " and ".join(self.spec[c].heading for c in self.spec.key)
        if not item.key or any(is_clear(item[c]) for c in self.spec.key):
            return f"{key} must be filled in, or the row cannot be told from others."
        if item.key in self.draft.twins(self.spec.name):
            return f"{item.ref} stands twice in the register. Renumber one of them."
        if any(not self._alike(item, other) for other in others):
            rows = listed(tuple(str(i.row) for i in (item, *others)))
            return f"{item.ref} stands on rows {rows}. Renumber all but one."
        if self.spec.name in OF_AN_ACTION and ref_key(item["action_ref"]) in self.held.get(item.source, ()):
            return f"It belongs to {item['action_ref']}, of which nothing was merged."
        if item.sent and not item.known:
            return f"{item.ref} was sent out, but the register has no such row any more."
        if self._belongs_to_another(item):
            return f"{item.ref} is already used for another row of the register. Give this one a new number."
        return ""

    def _belongs_to_another(self, item: Item) -> bool:
        """The register has a row of this key that the service was not sent, and it says something else."""
        if not item.known or item.sent or item.source not in self.sent.sources or not item.cells:
            return False
        if (item.source, item.key) in self.theirs_already:
            return become_another(self.spec, item)
        return self.spec.name != "Evidence"

    def _alike(self, one: Item, other: Item) -> bool:
        return all(same(c, one[c.id], other[c.id]) for c in self._columns())

    def _columns(self) -> tuple[Column, ...]:
        return tuple(c for c in self.spec.columns_of(Book.RETURN) if c.owner is not Owner.TOOLKIT)

    def _apply(self, several: Sequence[Judged]) -> None:
        """One cell as one or more returns changed it."""
        item, cell, verdict = several[0]
        column = self.spec[cell.column]
        if any(not same(column, verdict.value, other.value) for _, _, other in several):
            files = listed(tuple(i.source for i, _, _ in several))
            for one, changed, _ in several:
                why = f"P-03: {files} disagree on {column.heading}. Choose one and say why."
                self._list(one, column, Outcome.CONFLICT, why, changed)
            return
        at = self.draft.find(self.spec.name, item.key)
        assert at is not None, item.key
        old = self.draft.get(self.spec.name, at, column.id)
        self.draft.put(self.spec.name, at, column.id, verdict.value)
        self._log(item, column.heading, old, verdict.value, verdict.kind)

    def _add(self, rows: Sequence[Item]) -> None:
        """A row the register did not have, from one return or the same from several."""
        item, *others = rows
        if any(not self._alike(item, other) for other in others):
            files = listed(tuple(i.source for i in rows))
            why = f"P-03: {files} each bring {item.ref}, and say different things. Accept one of them, or renumber."
            for one in rows:
                self._offer(one, Outcome.CONFLICT, why)
                self.ledger.put_row_aside(one, why)
            return
        if self._for_the_team(item):
            self._offer(item, Outcome.PROPOSED, f"The performance team decides on new rows of {self.spec.name}.")
            return
        self.draft.add(self.spec.name, self._fitted(item))
        first = next((item[c.id] for c in self._columns() if c.id not in self.spec.key and item[c.id]), item.ref)
        self._log(item, NEW_ROW, None, first, "New")

    def _offer(self, item: Item, kind: Outcome, why: str) -> None:
        """A whole row for the team to accept or reject."""
        words = "; ".join(f"{c.heading}: {canonical(item[c.id])}" for c in self._columns() if canonical(item[c.id]))
        self.ledger.propose(
            str(kind), self.spec.name, item.ref, why, field=NEW_ROW, returned=words, file=item.source, row=item.row,
            who=self.files[item.source].signed_by, cells=row_in_words(self._taken(item)),
        )  # fmt: skip

    def _taken(self, item: Item) -> dict[str, Value]:
        """What can be taken of a row as it is."""
        given = {c: item[c.id] for c in self._columns() if not is_clear(item[c.id])}
        return {c.id: value for c, said in given.items() if (value := fitted(c, said)[0]) is not None}

    def _for_the_team(self, item: Item) -> bool:
        """New milestones and measures are theirs to decide; a new action brings its own milestones."""
        if any(self.spec[c].owner is Owner.SERVICE for c in self.spec.key):
            return False
        return not (self.spec.name == "Milestones" and ref_key(item["action_ref"]) in self.new_actions)

    def _fitted(self, item: Item) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for column in self._columns():
            given = item[column.id]
            if is_clear(given):
                continue
            values[column.id], unfit = fitted(column, given)
            if unfit:
                self._list(item, column, Outcome.HELD, unfit, Cell(column.id, None, None, given))
        return values

    def _log(self, item: Item, heading: str, old: Value, new: Value, kind: str) -> None:
        file = self.files[item.source]
        self.ledger.change(
            self.spec.name, item.ref, heading, old, new, kind, file=item.source, row=item.row, who=file.signed_by,
            on=file.signed_on,
        )  # fmt: skip

    def _list(self, item: Item, column: Column, kind: str, why: str, cell: Cell) -> None:
        self.ledger.propose(
            str(kind), self.spec.name, item.ref, why, field=column.heading, issued=cell.sent, register=cell.ours,
            returned=cell.theirs, file=item.source, row=item.row, who=self.files[item.source].signed_by,
        )  # fmt: skip

    def _ask(self, items: Sequence[Item], why: str) -> None:
        self.ledger.ask(items, why, who=self.files[items[0].source].signed_by)
        for item in items:
            self.ledger.put_row_aside(item, why)


SHEET = "Evidence"
Numbers = dict[tuple[str, str], str]
"""(source, folded number as returned) to its number in the register."""


def settle_numbers(
    items: Iterable[Item],
    draft: Draft,
    sent: Sent,
    files: Mapping[str, File],
    theirs_already: Collection[tuple[str, str]],
) -> Numbers:
    """Numbers that must change so that none stands for two pieces of evidence; the same from files in any order."""
    taken = {key: _words(draft, at) for key, at in draft.keys(SHEET).items()}
    numbers: Numbers = {}
    new = [i for i in items if i.key and not i.sent]
    for item in sorted(new, key=lambda i: (service_key(files[i.source].service), i.source, i.row)):
        words = (text_key(item["what"]), ref_key(item["action_ref"]))
        again = (item.source, item.key) in theirs_already or item.source not in sent.sources
        enough = OTHER_WORDS if again else SAME_WORDS
        if item.key not in taken:
            taken[item.key] = words
        elif likeness(taken[item.key][0], words[0]) < enough:
            number = next((key for key, said in taken.items() if said == words), None) or _next_free(item.ref, taken)
            taken[ref_key(number)] = words
            numbers[item.source, item.key] = number
    return numbers


def _words(draft: Draft, at: int) -> tuple[str, str]:
    return text_key(draft.get(SHEET, at, "what")), ref_key(draft.get(SHEET, at, "action_ref"))


def _next_free(number: str, taken: Collection[str]) -> str:
    """The number after the highest with the same beginning: E7 after E6, 12 after 11."""
    found = re.fullmatch(r"(.*?)(\d+)", number)
    begins = found[1] if found else f"{number}-"
    tails = [key.removeprefix(ref_key(begins)) for key in taken if key.startswith(ref_key(begins))]
    return f"{begins}{max((int(t) for t in tails if t.isdigit()), default=1) + 1}"


def renumbered(returns: Plan, numbers: Numbers, sent: Sent, ledger: Ledger, files: Mapping[str, File]) -> Plan:
    """The returns with those numbers, on the Evidence sheet and wherever their own actions newly cite them."""
    evidence, actions = returns[SHEET].copy(), returns["Actions"].copy()
    places = zip(evidence.index, evidence["no"], strict=True)
    evidence["no"] = pd.Series(
        [numbers.get((source, ref_key(no)), no) for (source, _), no in places], index=evidence.index, dtype=object
    )
    for (source, row), old, new in zip(evidence.index, returns[SHEET]["no"], evidence["no"], strict=True):
        if (source, ref_key(old)) in numbers and canonical(old) != canonical(new):
            file = files[source]
            ledger.change(SHEET, new, "No", old, new, file=source, row=row, who=file.signed_by, on=file.signed_on)
    actions["evidence_refs"] = pd.Series(
        [
            _cited(source, ref_key(ref), cited, numbers, sent)
            for (source, _), ref, cited in zip(actions.index, actions["ref"], actions["evidence_refs"], strict=True)
        ],
        index=actions.index,
        dtype=object,
    )
    return replace(returns, tables={**returns.tables, SHEET: evidence, "Actions": actions})


def _cited(source: str, key: str, cited: object, numbers: Numbers, sent: Sent) -> object:
    before = numbers_in(sent.value("Actions", source, key, "evidence_refs"))
    now = numbers_in(cited)
    new = [n if n in before else numbers.get((source, ref_key(n)), n) for n in now]
    return cited if new == now else "; ".join(new)
