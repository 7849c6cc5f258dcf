"""Taking the rows of the merged returns into the Actions sheet, cell by cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process

from toolkit.merging.choose_files import File
from toolkit.merging.compare import Cell, Item, Sent
from toolkit.merging.halves import Lost
from toolkit.merging.judge import NOTHING, ActionRow, Outcome, Verdict, agreed, judge_action
from toolkit.merging.ledger import Draft, Ledger
from toolkit.model.dates.answer import show_date
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, ref_key, same_text, text_key
from toolkit.model.plan import Book
from toolkit.register.logs import archive_of
from toolkit.register.standing import NIL, NIL_RETURN, RETURNED, is_open
from toolkit.sheets.actions import ACTIONS
from toolkit.sheets.columns import Column, Owner
from toolkit.sheets.compared import ALIKE, fitted, is_clear, same

SHEET = "Actions"
REGISTER_IDS = tuple(c.id for c in ACTIONS.columns)
RETURN_COLUMNS = ACTIONS.columns_of(Book.RETURN)
COMPARED = 400
"""Characters: what two actions say first tells whether they are one piece of work."""
COMPARISONS = 3_000_000
"""In one merge: three hundred new actions beside the ten thousand that a register may have."""


@dataclass
class Taking:
    """Takes rows into the draft; ``files`` are the merged returns by name, ``sheets`` the names their sheets have."""

    draft: Draft
    ledger: Ledger
    sent: Sent
    files: Mapping[str, File]
    sheets: Mapping[str, str]
    people: Collection[str]
    period: str
    comparisons: int = field(default_factory=lambda: COMPARISONS)
    """How many pairs of actions may still be compared; after that no new action is asked about."""
    letters: dict[str, Iterator[str]] = field(default_factory=dict)
    """By ref, what its next parts are called."""
    new_parts: list[tuple[str, str]] = field(default_factory=list)
    """Each part that was given a ref just now: its action's ref, and its own."""

    @cached_property
    def _open_words(self) -> dict[str, str]:
        """Ref to words of every action that is open as the merge begins."""
        rows = zip(*(self.draft.column(SHEET, c) for c in ("ref", "action", "status")), strict=True)
        return {str(ref): text_key(action)[:COMPARED] for ref, action, status in rows if is_open(status) and action}

    def ours(self, at: int) -> dict[str, Value]:
        """All the register says of an action."""
        return {column: self.draft.get(SHEET, at, column) for column in REGISTER_IDS}

    def at(self, item: Item) -> int:
        """Where the register's row of an item stands."""
        at = self.draft.find(SHEET, item.key)
        assert at is not None, item.key
        return at

    @cached_property
    def ever_used(self) -> frozenset[str]:
        """Refs of actions that stood in the register at any time, as refs are compared."""
        logs = ("Snapshots", "Changes", archive_of("Changes"))
        return frozenset(ref_key(ref) for log in logs for ref in self.draft.column(log, "ref"))

    def update(
        self, items: Sequence[Item], *, has_parts: bool = False, open_parts: str = "", at: int | None = None
    ) -> None:
        """A row of an action its service is accountable for, as one file or several of the service have it.

        ``items``: newest first, no cell in two of them. ``has_parts``: its status follows from its parts;
        ``open_parts``: those that keep it from being complete, in words.
        """
        at = self.at(items[0]) if at is None else at
        self._stamp(items, at)
        together = {column: cell for item in items for column, cell in item.cells.items()}
        for item in items:
            file = self.files[item.source]
            if file.state == NIL and _is_later(file.signed_on, self.draft.get(SHEET, at, "updated_on")):
                self.put(item, at, "updated_on", file.signed_on)
            self._take_cells(item, at, ActionRow(together, self.ours(at), has_parts, self.people, open_parts))

    def _take_cells(self, item: Item, at: int, row: ActionRow) -> None:
        for column_id, cell in {**item.cells, **item.over}.items():
            verdict = self._judge(item, at, ACTIONS[column_id], cell, row)
            if verdict.outcome is Outcome.APPLIED:
                self.put(item, at, column_id, verdict.value, verdict.kind)
                if verdict.kind == "Reopened" and not row.gives("completed_on"):
                    self.put(item, at, "completed_on", None, "Reopened")
            elif verdict.outcome is not Outcome.NOTHING:
                self.list(item, cell, verdict.outcome, verdict.why)

    def _judge(self, item: Item, at: int, column: Column, cell: Cell, row: ActionRow) -> Verdict:
        if column.owner is Owner.TOOLKIT:
            return Verdict(Outcome.PROPOSED, why=typed_over(column))
        if column.id == "due_as_written" and self._asks_for_date(item, row, at):
            return NOTHING
        # Status is judged before it: a reopened action has given up its completion date already.
        if column.id == "completed_on" and cell.theirs is None and self.draft.get(SHEET, at, column.id) is None:
            return NOTHING
        return judge_action(column, cell, row)

    def put(self, item: Item, at: int, column: str, value: Value, kind: str = "Changed") -> None:
        """Changes a value of the register and logs it, if it says anything new."""
        old = self.draft.get(SHEET, at, column)
        if same(ACTIONS[column], old, value):
            return
        self.draft.put(SHEET, at, column, value)
        ref = str(self.draft.get(SHEET, at, "ref"))
        who, on = self.who(item)
        self.ledger.change(
            SHEET, ref, ACTIONS[column].heading, old, value, kind, file=item.source, row=item.row, who=who, on=on
        )

    def list(self, item: Item, cell: Cell, kind: str, why: str, field: str = "") -> None:
        """Lists a cell that was not applied."""
        self.ledger.propose(
            str(kind), SHEET, item.ref, why, field=field or ACTIONS[cell.column].heading, issued=cell.sent,
            register=cell.ours, returned=cell.theirs, file=item.source, row=item.row, who=self.who(item)[0],
        )  # fmt: skip

    def who(self, item: Item) -> tuple[Value, dt.date | None]:
        """Who changed a row, and when: the row's own word, or whoever signed the return."""
        file, on = self.files[item.source], item["updated_on"]
        return item["updated_by"] or file.signed_by, on if isinstance(on, dt.date) else file.signed_on

    def lose(self, lost: Iterable[Lost]) -> None:
        """Lists what another file of the same service says otherwise."""
        for one in lost:
            self.ledger.lose(ACTIONS, one)

    def _stamp(self, items: Sequence[Item], at: int) -> None:
        """Where the row was last read from: the file its change came from, also where a later one left it alone."""
        changed = [item for item in items if item.cells or item.over]
        came = self.draft.get(SHEET, at, "return_state") in (RETURNED, NIL_RETURN)
        if not changed and came and same_text(self.draft.get(SHEET, at, "source_period"), self.period):
            return
        item = (changed or items)[0]
        for column, value in (
            ("source_file", item.source),
            ("source_sheet", self.sheets.get(item.source, SHEET)),
            ("source_row", item.row),
            ("source_period", self.period),
            ("return_state", NIL_RETURN if self.files[item.source].state == NIL else RETURNED),
        ):
            self.draft.put(SHEET, at, column, value)

    def _asks_for_date(self, item: Item, row: ActionRow, at: int) -> bool:
        """A new original date becomes a revised date that is asked for; the original stays (C04)."""
        cell = item.cells["due_as_written"]
        if cell.theirs is None or is_clear(cell.theirs) or same(ACTIONS["due_as_written"], cell.theirs, cell.ours):
            return False
        asked = row.ours["revised_due"]
        if agreed(row.ours) or row.gives("revised_due") or not (asked is None or same_text(asked, cell.theirs)):
            return False
        self.put(item, at, "revised_due", cell.theirs)
        why = "D-13: the original date stays and the rating follows it. The new date counts once it is agreed."
        self.list(item, cell, Outcome.PROPOSED, why, field=ACTIONS["revised_due"].heading)
        return True

    def new(self, item: Item, **register_only: Value) -> int:
        """An action the register did not have (C15); one that reads like another is asked about (C16)."""
        alike = self._alike(item) if not register_only else None
        values = self._fitted(item) | {"service": self.files[item.source].service, "times_moved": 0} | register_only
        at = self.draft.add(SHEET, values)
        self._stamp([item], at)
        who, on = self.who(item)
        self.ledger.change(
            SHEET, str(values["ref"]), "Action", None, values["action"], "New", file=item.source, row=item.row,
            who=who, on=on,
        )  # fmt: skip
        for cell in item.over.values():
            self.list(item, cell, Outcome.PROPOSED, typed_over(ACTIONS[cell.column]))
        if alike:
            why = f"T-07: {item.ref} and {alike} look alike. If they are one piece of work, close one as Merged."
            cell = Cell("action", None, None, item["action"])
            self.list(item, cell, "Question", why)
        return at

    def _fitted(self, item: Item) -> dict[str, Value]:
        """What a new row says, as the register holds it; what does not fit is listed."""
        values: dict[str, Value] = {}
        for column in RETURN_COLUMNS:
            if column.owner is Owner.TOOLKIT or is_clear(item[column.id]):
                continue
            values[column.id], unfit = fitted(column, item[column.id])
            if unfit:
                self.list(item, Cell(column.id, None, None, item[column.id]), Outcome.HELD, unfit)
        return values | {"ref": item.ref}

    def _alike(self, item: Item) -> str | None:
        """The open action a new one reads like, if any."""
        self.comparisons -= len(self._open_words)
        if self.comparisons < 0:
            return None
        words = text_key(item["action"])[:COMPARED]
        near = process.extractOne(words, self._open_words, scorer=fuzz.ratio, score_cutoff=ALIKE * 100)
        return near[2] if near else None


def typed_over(column: Column) -> str:
    """Why a value in a worked-out cell was not applied."""
    return f"{column.heading} is worked out and was typed over. To rate otherwise, use Override with a reason."


def _is_later(day: object, other: object) -> bool:
    return isinstance(day, dt.date) and not (isinstance(other, dt.date) and day <= other)


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
        if same_text(cell.theirs, ours):
            return
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
