"""What rules look at: a batch under check, with what several of them need worked out once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cached_property

import pandas as pd

from toolkit.model.grid import address, fold
from toolkit.model.keys import issued_rows, key_of, words_of
from toolkit.model.plan import Plan, Seen
from toolkit.rules.schema import Fault, faults_of
from toolkit.sheets import DONE_STATUSES, ELSEWHERE_STATUSES, SHEETS, Book, Owner, spec_of

_REGISTER_SHEETS = [spec.name for spec in SHEETS if spec.books == {Book.REGISTER}]
_CITED = re.compile(r"(?<![\w.])[A-Za-z]{0,3}\d+[a-z]?(?![\w.%])")
_MONTHS_LONG = {"month": 1, "season": 3, "quarter": 3, "year": 12, "financial year": 12}
_IGNORED_BY_SPLIT = {"ref", "lead", "updated_on", "updated_by", "due"}


class Case:
    """A batch under check. ``case["Actions"]`` is its table of actions, less rows that are only the end of one.

    ``worked``: the actions' ratings, as ``steps.work_out`` gives them. ``dates``: what the dates in words mean, by
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
        self._tables: dict[str, pd.DataFrame] = {}
        self._texts: dict[tuple[str, str], pd.Series] = {}
        self._faults: dict[str, pd.DataFrame] = {}
        self._issued: dict[str, pd.DataFrame] = {}

    def __getitem__(self, sheet: str) -> pd.DataFrame:
        if sheet not in self._tables:
            table = self.plan[sheet]
            self._tables[sheet] = table[~self.split] if sheet == "Actions" else table
        return self._tables[sheet]

    def text(self, sheet: str, column: str) -> pd.Series:
        """A column's words; "" where blank."""
        if (sheet, column) not in self._texts:
            self._texts[sheet, column] = words_of(self[sheet][column])
        return self._texts[sheet, column]

    def dates(self, sheet: str, column: str) -> pd.DataFrame:
        """What a column of dates in words means, row for row with the sheet."""
        return self._dates[sheet, column].loc[self[sheet].index]

    def setting(self, name: str, sheet: str = "Actions") -> pd.Series:
        """One setting for every row of a sheet."""
        return self.plan.setting(name, self[sheet].index)

    def facts(self, *kinds: Seen, table: str | None = None) -> pd.DataFrame:
        """What the reader noticed, of some kinds, and of one table where it is named."""
        facts = self.plan.facts
        found = facts[facts["kind"].isin(kinds)]
        return found if table is None else found[found["table"] == table]

    def faults(self, sheet: str, fault: Fault, column: str) -> pd.Series:
        """Which rows of a sheet break its schema in one column."""
        if sheet not in self._faults:
            self._faults[sheet] = faults_of(sheet, self[sheet])
        marked = self._faults[sheet][fault, column]
        # A cell that shows an error, or could not be read, is blank only to us and has a finding of its own.
        return marked & ~self.unreadable(sheet, column) if fault is Fault.BLANK else marked

    @cached_property
    def worked(self) -> pd.DataFrame:
        """Ratings, row for row with Actions."""
        return self._worked.loc[self["Actions"].index]

    @cached_property
    def split(self) -> pd.Series:
        """Rows of Actions that are the end of the action above, cut off by a page break.

        Neither ref nor lead of its own. A row with words, date and status of its own is an action that lacks its ref.
        """
        actions = self.plan["Actions"]
        others = [c for c in actions.columns if c not in _IGNORED_BY_SPLIT]
        whole = actions["action"].notna() & actions["due_as_written"].notna() & actions["status"].notna()
        loose = actions["ref"].isna() & actions["lead"].isna() & actions[others].notna().any(axis=1) & ~whole
        sources = pd.Series(actions.index.get_level_values("source"), index=actions.index)
        return loose & (sources == sources.shift())

    @cached_property
    def part(self) -> pd.Series:
        """Rows of Actions that are a further piece of work under the ref above: own lead, no words of their own."""
        actions = self["Actions"]
        keys = self.keys
        sources = pd.Series(actions.index.get_level_values("source"), index=actions.index)
        above = sources == sources.shift()
        own = actions["lead"].notna() | actions["due_as_written"].notna()
        no_ref = (keys == "") & actions["action"].isna()
        same_ref = (keys != "") & (keys == keys.shift())
        same_words = actions["action"].isna() | (actions["action"] == actions["action"].shift())
        other_work = (actions["lead"] != actions["lead"].shift()) | (
            actions["due_as_written"] != actions["due_as_written"].shift()
        )
        return above & own & (no_ref | (same_ref & same_words & other_work))

    @cached_property
    def keys(self) -> pd.Series:
        """References of Actions as they are compared."""
        return key_of(self["Actions"]["ref"])

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
        return ~self.done & ~self.elsewhere

    @cached_property
    def everyday(self) -> pd.Series:
        """Actions that are everyday work, and so have no end."""
        return self["Actions"]["type"] == "Everyday work"

    def unreadable(self, sheet: str, column: str) -> pd.Series:
        """Rows whose cell holds something that could not be read, so that it is blank only to us."""
        facts = self.facts(Seen.UNREADABLE, Seen.EXCEL_ERROR, table=sheet)
        facts = facts[facts["column"] == column]
        places = set(zip(facts["source"], facts["row"], strict=True))
        index = self[sheet].index
        return pd.Series([place in places for place in index], index=index, dtype=bool)

    def in_file(self, sheet: str, column: str) -> pd.Series:
        """Rows of a sheet whose file has the column."""
        index = self[sheet].index
        layouts = self.plan.layouts
        have = [s for s in self.plan.sources if (s, sheet) in layouts and column in layouts[s, sheet].columns]
        return pd.Series(index.get_level_values("source").isin(have), index=index)

    def of_book(self, sheet: str, book: Book) -> pd.Series:
        """Rows of a sheet that stand in that kind of workbook."""
        index = self[sheet].index
        have = [source for source, is_a in self.books.items() if is_a is book]
        return pd.Series(index.get_level_values("source").isin(have), index=index)

    def setting_place(self, source: str, setting: str) -> tuple[int | None, str]:
        """Excel's row and cell of a setting's value; no row and no cell where the file does not have it."""
        layout = self.plan.layouts.get((source, "Settings"))
        if layout is None or setting not in layout.rows:
            return None, ""
        row = layout.rows[setting]
        return row, address(row, layout.columns[setting])

    def setting_unreadable(self, source: str, setting: str) -> bool:
        """Whether a setting holds something that could not be read, so that it is blank only to us."""
        facts = self.facts(Seen.UNREADABLE, Seen.EXCEL_ERROR, table="Settings")
        return bool(((facts["source"] == source) & (facts["column"] == setting)).any())

    @cached_property
    def next_step(self) -> pd.Series:
        """Actions with a milestone that is still to come, and so says what happens next."""
        report_date = days(self.setting("report_date", "Milestones"))
        steps = self["Milestones"]
        to_come = steps["done_on"].isna() & (days(self.dates("Milestones", "due_as_written")["date"]) >= report_date)
        positions = set(self.milestones_of_actions[to_come])
        index = self["Actions"].index
        return pd.Series([n in positions for n in range(len(index))], index=index, dtype=bool)

    @cached_property
    def milestones_of_actions(self) -> pd.Series:
        """For each milestone the position of its action; -1 where its file has no such action."""
        return self._positions(self["Milestones"]["action_ref"])

    def actions_of(self, sheet: str) -> pd.DataFrame:
        """For each row of a sheet with an action ref, its action, and ``worked_due``; blank where there is none."""
        actions = self["Actions"].assign(worked_due=self.worked["due"])
        found = actions.reset_index(drop=True).reindex(self._positions(self[sheet]["action_ref"]).to_numpy())
        found.index = self[sheet].index
        return found.astype(object).where(found.notna(), None)

    def _positions(self, refs: pd.Series) -> pd.Series:
        actions = pd.MultiIndex.from_arrays([self.keys.index.get_level_values("source"), self.keys])
        first: dict[object, int] = {}
        for position, place in enumerate(actions):
            first.setdefault(place, position)
        keys = key_of(refs)
        places = zip(keys.index.get_level_values("source"), keys, strict=True)
        found = [first.get(place, -1) if place[1] else -1 for place in places]
        return pd.Series(found, index=refs.index, dtype=int)

    @staticmethod
    def earliest(dates: pd.DataFrame) -> pd.Series:
        """The first day that dates in words can mean: the first of the month for a month; None where there is none."""
        firsts = [_first_day(day, precision) for day, precision in zip(dates["date"], dates["precision"], strict=True)]
        return pd.Series(firsts, index=dates.index, dtype=object)

    @cached_property
    def people(self) -> dict[str, dict[str, object]]:
        """Who is known, by every way of writing their name or role, folded; from the register where there is one."""
        found: dict[str, dict[str, object]] = {}
        for plan in (self.plan, self.last):
            for person in [] if plan is None else plan["People"].to_dict("records"):
                also = str(person["also_written_as"] or "").split(";")
                for name in (person["name"], person["role"], *also):
                    if name and fold(name):
                        found.setdefault(fold(name), person)
        return found

    @cached_property
    def dated_cells(self) -> pd.DataFrame:
        """Every cell that holds a date in words: due and revised dates of actions, due dates of milestones.

        Columns: source, row, table, column, written; what ``Plan.dates`` says of it; ``codes``; ``earliest``; ``open``
        (nothing of it is done yet); ``rescued`` (a later date has been agreed); and ``mismatched`` (M-01 speaks of it).
        """
        agreed = self.worked["due"] != self.dates("Actions", "due_as_written")["date"]
        steps = self["Milestones"]
        step_open = steps["done_on"].isna() & ~self.actions_of("Milestones")["status"].isin(
            DONE_STATUSES + ELSEWHERE_STATUSES
        )
        never = pd.Series(False, index=steps.index)
        parts = [
            self._dated("Actions", "due_as_written", self.open, agreed & self.worked["due"].notna(), self._listed),
            self._dated("Actions", "revised_due", self.open, ~self.open & self.open, ~self.open & self.open),
            self._dated("Milestones", "due_as_written", step_open, never, self._step_listed),
        ]
        return pd.concat(parts, ignore_index=True)

    def _dated(
        self, sheet: str, column: str, still_open: pd.Series, rescued: pd.Series, mismatched: pd.Series
    ) -> pd.DataFrame:
        dates = self.dates(sheet, column)
        cells = dates.assign(
            table=sheet,
            column=column,
            written=self.text(sheet, column),
            codes=dates["read"].map(lambda read: read.codes),
            earliest=self.earliest(dates),
            open=still_open,
            rescued=rescued,
            mismatched=mismatched,
        )
        return cells[cells["outcome"] != "blank"].reset_index()

    @cached_property
    def _listed(self) -> pd.Series:
        """Actions whose due cell lists other than one date for each milestone that has none."""
        undated = self["Milestones"]["due_as_written"].isna().groupby(self.milestones_of_actions).sum()
        without = undated.reindex(range(len(self["Actions"])), fill_value=0).to_numpy()
        number = self.dates("Actions", "due_as_written")["dates"].map(len)
        return (number > 1) & (without > 0) & (number != without)

    @cached_property
    def _step_listed(self) -> pd.Series:
        """Milestones whose due cell lists other than one date for each line of the milestone."""
        lines = self.text("Milestones", "milestone").map(
            lambda text: sum(1 for line in text.split("\n") if line.strip())
        )
        number = self.dates("Milestones", "due_as_written")["dates"].map(len)
        return (number > 1) & (number != lines)

    @cached_property
    def cited(self) -> pd.Series:
        """The evidence numbers each action cites, as they are compared."""
        return self.text("Actions", "evidence_refs").map(lambda text: [n.upper() for n in _CITED.findall(text)])

    @cached_property
    def _evidence(self) -> dict[tuple[str, str], list[int]]:
        """(source, number) and (source, action ref) to positions in Evidence; refs begin with a star."""
        found: dict[tuple[str, str], list[int]] = {}
        evidence = self["Evidence"]
        columns = (evidence.index.get_level_values("source"), key_of(evidence["no"]), key_of(evidence["action_ref"]))
        for position, (source, number, ref) in enumerate(zip(*columns, strict=True)):
            found.setdefault((source, number), []).append(position)
            if ref:
                found.setdefault((source, f"*{ref}"), []).append(position)
        return found

    def evidence_of(self, place: tuple[str, int]) -> pd.Index:
        """The rows of Evidence that one action cites, or that name it."""
        wanted = [*self.cited[place], f"*{self.keys[place]}"]
        positions = {position for name in wanted for position in self._evidence.get((place[0], name), [])}
        return self["Evidence"].index[sorted(positions)]

    @cached_property
    def evidence_words(self) -> pd.Series:
        """What the evidence of each action is said to be, line by line; "" where none is logged."""
        keys = self.keys
        words = pd.Series("", index=keys.index, dtype=object)
        if len(self["Evidence"]):
            what = self.text("Evidence", "what")
            logged = what.map(lambda text: text or "evidence")
            for place in keys.index:
                words[place] = "\n".join(logged[self.evidence_of(place)])
        return words

    @cached_property
    def measured_themes(self) -> set[tuple[str, str]]:
        """Sources and themes that have a measure, in small letters."""
        themes = self.text("Measures", "theme").str.casefold()
        return {(source, theme) for (source, _), theme in themes.items() if theme}

    @cached_property
    def books(self) -> dict[str, Book]:
        """Which workbook each source is."""
        registers = {source for source, sheet in self.plan.layouts if sheet in _REGISTER_SHEETS}
        return {s: Book.REGISTER if s in registers else Book.RETURN for s in self.plan.sources}

    def issued(self, sheet: str) -> pd.DataFrame:
        """What each row of a sheet was sent out as; all blank where it was not. See ``was_issued``."""
        if sheet not in self._issued:
            table = self["Actions" if sheet == "Worked out" else sheet]
            key = ("ref",) if sheet == "Worked out" else spec_of(sheet).key
            records = self.plan.issued.get(sheet, pd.DataFrame())
            if records.empty:
                self._issued[sheet] = pd.DataFrame(index=table.index, columns=[*table.columns, "was_issued"]).astype(
                    object
                )
            else:
                wanted = records.assign(was_issued=True)
                for column in table.columns.difference(records.columns):
                    wanted[column] = None
                self._issued[sheet] = issued_rows(wanted, table, key)
        return self._issued[sheet]

    def was_issued(self, sheet: str = "Actions") -> pd.Series:
        """Which rows of a sheet were in the return when it was sent out."""
        return self.issued(sheet)["was_issued"].notna()

    @cached_property
    def issued_sources(self) -> set[str]:
        """Returns that carry a record of what they were sent with."""
        records = self.plan.issued.get("Actions")
        return set() if records is None else set(records.index.get_level_values(0))

    @cached_property
    def unchanged(self) -> set[str]:
        """Returns in which nothing has been changed that is filled in by hand."""
        same = set(self.issued_sources)
        for spec in SHEETS:
            if Book.RETURN in spec.books and not spec.written_by_toolkit:
                same -= self._changed(spec.name)
        return same

    def _changed(self, sheet: str) -> set[str]:
        """Returns with a row of this sheet that is new or differs from what was sent."""
        table, sent = self.plan[sheet], self.issued(sheet) if sheet != "Actions" else None
        if sheet == "Actions":
            table, sent = self["Actions"], self.issued("Actions")
        assert sent is not None
        changed = ~sent["was_issued"].notna()
        for column in spec_of(sheet).columns:
            if column.owner is not Owner.TOOLKIT and not column.register_only:
                changed |= folded(table[column.id]) != folded(sent[column.id])
        return set(table.index.get_level_values("source")[changed])


def folded(values: pd.Series) -> pd.Series:
    """Words as they are compared for change: spaces and line breaks do not count, nor how a date is held."""
    return words_of(values).map(_fold)


def _fold(text: str) -> str:
    return " ".join(text.removesuffix(" 00:00:00").split())


def _first_day(day: object, precision: object) -> dt.date | None:
    if not isinstance(day, dt.date):
        return None
    months = _MONTHS_LONG.get(str(precision))
    if months is None:
        return day
    first = day.year * 12 + day.month - months
    return dt.date(first // 12, first % 12 + 1, 1)


def is_day(value: object) -> bool:
    """Whether a cell holds a date."""
    return isinstance(value, dt.date)


def days(values: pd.Series) -> pd.Series:
    """A column of dates that can be compared; what is no date is NaT."""
    return pd.to_datetime(values.where(values.map(is_day).astype(bool), None), errors="coerce")
