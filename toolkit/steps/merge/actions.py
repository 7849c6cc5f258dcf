"""Taking the rows of the merged returns into the Actions sheet, cell by cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from toolkit.model.grid import Value
from toolkit.model.identity import same_text, text_key
from toolkit.sheets import ACTIONS, Book, Column, Owner
from toolkit.steps.canonical import ALIKE, fitted, is_clear, same
from toolkit.steps.merge.choose import File
from toolkit.steps.merge.compare import Cell, Item, Sent
from toolkit.steps.merge.judge import NOTHING, ActionRow, Outcome, Verdict, agreed, judge_action
from toolkit.steps.merge.ledger import Draft, Ledger
from toolkit.steps.merge.standing import NIL, NIL_RETURN, RETURNED, is_open

SHEET = "Actions"
REGISTER_IDS = tuple(c.id for c in ACTIONS.columns)
RETURN_COLUMNS = ACTIONS.columns_of(Book.RETURN)


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

    @cached_property
    def _open_words(self) -> dict[str, str]:
        """Ref to words of every action that is open as the merge begins."""
        rows = zip(*(self.draft.column(SHEET, c) for c in ("ref", "action", "status")), strict=True)
        return {str(ref): text_key(action) for ref, action, status in rows if is_open(status) and action}

    def ours(self, at: int) -> dict[str, Value]:
        """All the register says of an action."""
        return {column: self.draft.get(SHEET, at, column) for column in REGISTER_IDS}

    def at(self, item: Item) -> int:
        """Where the register's row of an item stands."""
        at = self.draft.find(SHEET, item.key)
        assert at is not None, item.key
        return at

    def update(self, item: Item, *, has_parts: bool = False, at: int | None = None) -> None:
        """A row of an action its service is accountable for."""
        at = self.at(item) if at is None else at
        self._stamp(item, at)
        file = self.files[item.source]
        if file.state == NIL and _is_later(file.signed_on, self.draft.get(SHEET, at, "updated_on")):
            self.put(item, at, "updated_on", file.signed_on)
        cells = {**item.cells, **item.over}
        row = ActionRow(item.cells, self.ours(at), has_parts, self.people)
        for column_id, cell in cells.items():
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

    def _stamp(self, item: Item, at: int) -> None:
        """Where the row was last read from."""
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
        self._stamp(item, at)
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
        near = process.extractOne(
            text_key(item["action"]), self._open_words, scorer=fuzz.ratio, score_cutoff=ALIKE * 100
        )
        return near[2] if near else None


def typed_over(column: Column) -> str:
    """Why a value in a worked-out cell was not applied."""
    return f"{column.heading} is worked out and was typed over. To rate otherwise, use Override with a reason."


def _is_later(day: object, other: object) -> bool:
    return isinstance(day, dt.date) and not (isinstance(other, dt.date) and day <= other)
