"""What rules look at: a batch under check, with what several of them need worked out once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, wraps
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from toolkit.model.grid import address, column_letter
from toolkit.model.identity import ref_keys
from toolkit.model.keys import issued_rows, words_of
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Book, Plan, Seen
from toolkit.model.schemes import DONE_STATUSES, ELSEWHERE_STATUSES
from toolkit.rules.schema import Fault, faults_of
from toolkit.rules.whole_columns import Table, days, differs, each, filled, holds, nowhere, sources_of, true_at
from toolkit.sheets.columns import Owner
from toolkit.sheets.every_sheet import SHEETS, spec_of
from toolkit.sheets.parts import with_their_actions

_IGNORED_BY_SPLIT = frozenset({"ref", "lead", "updated_on", "updated_by", "due"})
_RANGE = pattern_of(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_OVER = frozenset(
    {"achieved", "action complete", "closed", "completed", "delivered", "done", "finished", "implemented"}
    | {"cancelled", "dropped"}
)
"""Words outside the list for an action that is over: S-02 asks for another, and no rule takes it for open."""
T = TypeVar("T")


class Case:
    """A batch under check. ``case["Actions"]`` is its table of actions, less rows that are only the end of one.

    ``worked``: the actions' ratings, as ``rating.work_out`` gives them. ``dates``: what the dates in words mean, by
    (sheet, column). ``last``: the current register, where there is one.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        worked: pd.DataFrame,
        dates: Mapping[tuple[str, str], pd.DataFrame],
        last: Plan | None = None,
    ) -> None:
        self.plan = plan
        self.last = last
        self._worked = worked
        self._dates = dates
        self.remembered: dict[object, Any] = {}

    def once(self, name: object, make: Callable[[], T]) -> T:
        """What was made under this name, made when it is first asked for."""
        if name not in self.remembered:
            self.remembered[name] = make()
        return self.remembered[name]

    def __getitem__(self, sheet: str) -> pd.DataFrame:
        return self.once(("table", sheet), lambda: self._table(sheet))

    def _table(self, sheet: str) -> Table:
        table = self.plan[sheet]
        if sheet != "Actions":
            return Table(table)
        # What a part does not say again it has from its action: nobody is asked for it.
        return Table(with_their_actions(table[~self.split] if self.split.any() else table))

    def text(self, sheet: str, column: str) -> pd.Series:
        """A column's words; "" where blank."""
        return self.once(("text", sheet, column), lambda: words_of(self[sheet][column]))

    def texts(self, columns: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, pd.Series]]:
        """Those of some columns, each by sheet and name, in which anything stands, with their words."""
        for sheet, column in columns:
            if len(self.plan[sheet]) and any((texts := self.text(sheet, column)).to_list()):
                yield sheet, column, texts

    def dates(self, sheet: str, column: str) -> pd.DataFrame:
        """What a column of dates in words means, row for row with the sheet."""
        return self.once(("dates", sheet, column), lambda: self._read(sheet, column))

    def _read(self, sheet: str, column: str) -> Table:
        read = self._dates[sheet, column]
        return Table(read[~self.split] if sheet == "Actions" and self.split.any() else read)

    def setting(self, name: str, sheet: str = "Actions") -> pd.Series:
        """One setting for every row of a sheet."""
        return self.once(("setting", name, sheet), lambda: self.plan.setting(name, self[sheet].index))

    def setting_days(self, name: str, sheet: str = "Actions") -> pd.Series:
        """A setting that is a day, for every row of a sheet, so that it can be compared."""
        return self.once(("days", name, sheet), lambda: self._setting_days(name, sheet))

    def _setting_days(self, name: str, sheet: str) -> pd.Series:
        index = self[sheet].index
        return self.days_of(name, pd.Series(sources_of(self[sheet]), index=index))

    def setting_of(self, name: str, sources: pd.Series) -> pd.Series:
        """One setting for every source named."""
        return each(sources, self.plan.settings[name].to_dict().get)

    def days_of(self, name: str, sources: pd.Series) -> pd.Series:
        """A setting that is a day, for every source named, so that it can be compared."""
        return pd.Series(days(self.plan.settings[name]).reindex(sources).to_numpy(), index=sources.index)

    def facts(self, *kinds: Seen, table: str | None = None) -> pd.DataFrame:
        """What the reader noticed, of some kinds, and of one table where it is named."""
        facts = self.plan.facts
        if self._kinds.isdisjoint(kinds):
            return facts.iloc[:0]
        found = facts[facts["kind"].isin(kinds)]
        return found if table is None else found[found["table"] == table]

    def has(self, where: str | Seen) -> bool:
        """Whether any sheet of that name has rows, or the reader noticed that anywhere."""
        return where in self._kinds if isinstance(where, Seen) else len(self.plan[where]) > 0

    @cached_property
    def _kinds(self) -> frozenset[object]:
        return frozenset(self.plan.facts["kind"])

    def faults(self, sheet: str, fault: Fault, column: str) -> pd.Series:
        """Which rows of a sheet break its schema in one column."""
        marked = self.once(("faults", sheet), lambda: faults_of(sheet, self[sheet], self._in_no_file(sheet)))[
            fault, column
        ]
        # A cell that shows an error, or could not be read, is blank only to us and has a finding of its own.
        return marked & ~self.unreadable(sheet, column) if fault is Fault.BLANK else marked

    def unreadable(self, sheet: str, column: str) -> pd.Series:
        """Rows whose cell could not be read, or is merged with others, so that it is blank only to us."""
        places = self._unreadable.get((sheet, column), set())
        index = self[sheet].index
        return true_at(index, (place in places for place in index)) if places else nowhere(index)

    def setting_unreadable(self, source: str, setting: str) -> bool:
        """Whether a setting holds something that could not be read."""
        return any(source == where for where, _ in self._unreadable.get(("Settings", setting), ()))

    @cached_property
    def _unreadable(self) -> dict[tuple[str, str], set[tuple[str, int]]]:
        found: dict[tuple[str, str], set[tuple[str, int]]] = {}
        if self._kinds.isdisjoint((Seen.UNREADABLE, Seen.EXCEL_ERROR, Seen.MERGED)):
            return found
        for fact in self.facts(Seen.UNREADABLE, Seen.EXCEL_ERROR).to_dict("records"):
            found.setdefault((fact["table"], fact["column"]), set()).add((fact["source"], fact["row"]))
        for fact in self.facts(Seen.MERGED).to_dict("records"):
            layout = self.plan.layouts.get((fact["source"], fact["table"]))
            area = _RANGE.fullmatch(str(fact["cell"]))
            if layout is None or area is None:
                continue
            for name, column in layout.columns.items():
                if _place(area[1]) <= _place(column_letter(column)) <= _place(area[3]):
                    # An area may go on to the last row of all, far below the table.
                    last = min(int(area[4]), layout.last_row)
                    rows = range(int(area[2]) + (column_letter(column) == area[1]), last + 1)
                    found.setdefault((fact["table"], name), set()).update((fact["source"], row) for row in rows)
        return found

    def in_file(self, sheet: str, column: str) -> pd.Series:
        """Rows of a sheet whose file has the column."""
        return self.once(("in file", sheet, column), lambda: self._in_file(sheet, column))

    def _in_file(self, sheet: str, column: str) -> pd.Series:
        layouts = self.plan.layouts
        return self._of(
            sheet, [s for s in self.plan.sources if (s, sheet) in layouts and column in layouts[s, sheet].columns]
        )

    def _of(self, sheet: str, sources: Collection[str]) -> pd.Series:
        """Rows of a sheet that stand in some of the files."""
        index = self[sheet].index
        if len(sources) == len(self.plan.sources):
            return ~nowhere(index)
        return true_at(index, sources_of(self[sheet]).isin(sources))

    def _in_no_file(self, sheet: str) -> frozenset[str]:
        """Columns of a sheet that every file lacks: nobody is asked for what stands there."""
        found = [layout.columns for (_, name), layout in self.plan.layouts.items() if name == sheet]
        return frozenset(self[sheet].columns).difference(*found) if found else frozenset()

    def of_book(self, sheet: str, book: Book) -> pd.Series:
        """Rows of a sheet that stand in that kind of workbook."""
        return self._of(sheet, [source for source, is_a in self.books.items() if is_a is book])

    @property
    def books(self) -> Mapping[str, Book]:
        """Which workbook each source is."""
        return self.plan.books

    def setting_place(self, source: str, setting: str) -> tuple[int | None, str]:
        """Excel's row and cell of a setting's value; no row and no cell where the file does not have it."""
        layout = self.plan.layouts.get((source, "Settings"))
        if layout is None or setting not in layout.rows:
            return None, ""
        row = layout.rows[setting]
        return row, address(row, layout.columns[setting])

    def ref(self, sheet: str, place: tuple[str, int]) -> str:
        """The first part of a row's key, to the letter; "" where it is blank."""
        return self.once(("refs", sheet), lambda: self._refs(sheet)).get(place, "")

    def _refs(self, sheet: str) -> dict[tuple[str, int], str]:
        table, key = self.plan[sheet], spec_of(sheet).key
        return dict(zip(table.index, words_of(table[key[0]]), strict=True)) if key else {}

    @cached_property
    def worked(self) -> pd.DataFrame:
        """Ratings, row for row with Actions."""
        return Table(self._worked[~self.split] if self.split.any() else self._worked)

    @cached_property
    def split(self) -> np.ndarray:
        """Which rows of Actions are the end of the action above, cut off by a page break.

        Neither ref nor lead of its own. A row with words, date and status of its own is an action that lacks its ref.
        """
        actions = self.plan["Actions"]
        others = [c for c in actions.columns if c not in _IGNORED_BY_SPLIT]
        loose = ~filled(actions["ref"]) & ~filled(actions["lead"])
        if not loose.any():
            return loose
        loose &= ~(filled(actions["action"]) & filled(actions["due_as_written"]) & filled(actions["status"]))
        loose[loose] = actions.loc[loose, others].notna().any(axis=1)
        sources = sources_of(actions).to_numpy()
        return loose & np.append([False], sources[1:] == sources[:-1])[: len(loose)]

    @cached_property
    def part(self) -> pd.Series:
        """Rows of Actions that are a further piece of work under the ref above: own lead, no words of their own."""
        actions, keys = self["Actions"], self.keys
        blank = (keys == "").to_numpy() & ~filled(actions["action"])
        if not blank.any() and keys.is_unique:
            return nowhere(actions.index)
        sources = pd.Series(sources_of(actions), index=actions.index)
        same_source = sources == sources.shift()
        own = actions["lead"].notna() | actions["due_as_written"].notna()
        no_ref = (keys == "") & actions["action"].isna()
        same_ref = (keys != "") & (keys == keys.shift())
        same_words = actions["action"].isna() | (actions["action"] == actions["action"].shift())
        other_work = nowhere(actions.index)
        for column in ("lead", "due_as_written"):
            other_work |= actions[column] != actions[column].shift()
        return same_source & own & (no_ref | (same_ref & same_words & other_work))

    @cached_property
    def keys(self) -> pd.Series:
        """References of Actions as they are compared."""
        return ref_keys(self["Actions"]["ref"])

    @cached_property
    def done(self) -> pd.Series:
        """Actions said to be complete."""
        return self["Actions"]["status"].isin(DONE_STATUSES)

    @cached_property
    def elsewhere(self) -> pd.Series:
        """Actions that have left the plan."""
        return self["Actions"]["status"].isin(ELSEWHERE_STATUSES)

    @cached_property
    def open(self) -> pd.Series:
        """Actions neither done nor gone elsewhere, whatever else their status says."""
        return ~self.done & ~self.elsewhere & ~holds(self.text("Actions", "status"), _is_over)

    def issued(self, sheet: str) -> pd.DataFrame:
        """What each row of a sheet was sent out as; all blank where it was not. See ``was_issued``."""
        return self.once(("issued", sheet), lambda: Table(self._issued(sheet)))

    def _issued(self, sheet: str) -> pd.DataFrame:
        table = self["Actions" if sheet == "Worked out" else sheet]
        key = ("ref",) if sheet == "Worked out" else spec_of(sheet).key
        records = self.plan.issued.get(sheet, pd.DataFrame())
        wanted = [*table.columns, "was_issued"]
        if records.empty:
            return pd.DataFrame(None, index=table.index, columns=wanted, dtype=object)
        return issued_rows(records.assign(was_issued=True).reindex(columns=wanted), table, key)

    def was_issued(self, sheet: str = "Actions") -> pd.Series:
        """Which rows of a sheet were in the return when it was sent out."""
        return self.issued(sheet)["was_issued"].notna()

    @cached_property
    def issued_sources(self) -> frozenset[str]:
        """Returns that carry a record of what they were sent with."""
        records = self.plan.issued.get("Actions")
        return frozenset() if records is None else frozenset(sources_of(records))

    @cached_property
    def unchanged(self) -> frozenset[str]:
        """Returns in which nothing has been changed that is filled in by hand."""
        alike = self.issued_sources
        for spec in SHEETS:
            if alike and Book.RETURN in spec.books and not spec.written_by_toolkit:
                alike = self._unchanged(spec.name, alike)
        return alike

    def _unchanged(self, sheet: str, alike: frozenset[str]) -> frozenset[str]:
        """Those of some returns without a row of this sheet that is new or differs from what was sent."""
        table, sent = self[sheet], self.issued(sheet)
        alike = alike.difference(sources_of(table)[~self.was_issued(sheet)])
        for column in spec_of(sheet).columns:
            # Most returns have changed somewhere: once all have, there is nothing left to compare.
            if alike and len(table) and column.owner is not Owner.TOOLKIT and not column.register_only:
                alike = alike.difference(sources_of(table)[differs(table[column.id], sent[column.id])])
        return alike


def _place(letters: str) -> tuple[int, str]:
    """Column letters in Excel's order: Z before AA."""
    return len(letters), letters


def _is_over(status: str) -> bool:
    return status.strip(" .").casefold() in _OVER


def once(work: Callable[[Case], T]) -> Callable[[Case], T]:
    """What is worked out for a case once, however many rules ask for it."""

    @wraps(work)
    def remembered(case: Case) -> T:
        return case.once(work, lambda: work(case))

    return remembered
