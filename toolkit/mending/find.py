"""Everything in a return that may be mended, and what a check says of the return once it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.errors import ToolkitError
from toolkit.mending.cells import cell_mends
from toolkit.mending.mend import Mend, Table, numbered, tables_of, with_mends
from toolkit.mending.refs import RULE as REF_CHANGED
from toolkit.mending.refs import ref_mends
from toolkit.mending.rows import SPLIT, heading_mends, split_mends
from toolkit.model.finding import Finding, Report, Severity
from toolkit.model.grid import Grid
from toolkit.model.plan import Book, Plan
from toolkit.reading.as_typed import FILLED_IN
from toolkit.reading.parse import parse
from toolkit.rules.ask import validate

_CHOICES = ("S-02", "C-02")
"""Rules of words that are not in their list: what comes in their place is what other rules ask about."""


@dataclass(frozen=True)
class Mending:
    """A return as it stands, and what may be mended in it."""

    grid: Grid
    plan: Plan
    report: Report
    mends: tuple[Mend, ...]

    @property
    def certain(self) -> list[Mend]:
        """Those that are made without anybody looking at each."""
        return [mend for mend in self.mends if mend.certain]

    @property
    def to_sign_again(self) -> str:
        """What to tell whoever mends a return that is signed; nothing where it is not."""
        signed = self.plan.settings["signed_off_on"].iloc[0] is not None
        return "It was signed before this was fixed: sign it off again." if signed else ""

    def chosen(self, words: Iterable[str]) -> list[Mend]:
        """Those somebody names: by number or cell any, by rule (or sheet) the certain ones.

        Raises ToolkitError for a word that names none.
        """
        kept: set[int] = set()
        for word in filter(None, (word.strip() for word in words)):
            named = [m.number for m in self.mends if _names(word, m)]
            if not named:
                raise ToolkitError(f"Nothing to mend is called '{word}'. Give numbers, cells or rules of the list.")
            kept.update(named)
        return [mend for mend in self.mends if mend.number in kept]

    def after(self, mends: Iterable[Mend]) -> tuple[Plan, Report]:
        """The return with these made, and what a check then says."""
        return _checked(with_mends(self.grid, mends))


def _names(word: str, mend: Mend) -> bool:
    sheet, _, cell = word.rpartition("!")
    if cell.upper() == mend.cell and sheet.strip("'").casefold() in ("", mend.sheet.casefold()):
        return True
    return word == str(mend.number) or (mend.certain and word.casefold() == mend.rule.casefold())


def find_mends(grid: Grid) -> Mending:
    """What may be mended in a return.

    Certain is only what brings no error to a row that was not there: whatever would (a status Complete without the day
    it was completed) is a suggestion. Raises NotAPlan, and ToolkitError where it is a register.
    """
    plan, report = _checked(grid)
    if plan.books[plan.sources[0]] is Book.REGISTER:
        raise ToolkitError(
            f"{grid.source} is a register, and fix is for returns. Put the cells right by hand, then check it again."
        )
    order = list(plan.tables)
    mends = numbered(_all(grid, plan, report), order)
    return Mending(grid, plan, report, tuple(_without_new_errors(grid, report, mends)))


def _checked(grid: Grid) -> tuple[Plan, Report]:
    plan, not_plans = parse([grid])
    if not_plans:
        raise not_plans[0][1]
    return plan, validate(plan)


def _all(grid: Grid, plan: Plan, report: Report) -> Iterator[Mend]:
    tables = tables_of(grid, plan, FILLED_IN)
    asked: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for finding in report.findings:
        asked[finding.sheet][finding.cell].append(finding.rule)
    rows = [mend for table in tables.values() for mend in _of_rows(plan, table, report)]
    rows += list(ref_mends(plan, tables, _cells(report, REF_CHANGED)))
    taken = {(mend.sheet, mend.place) for mend in rows}
    yield from rows
    for table in tables.values():
        for mend in cell_mends(plan, table, asked[table.sheet.name]):
            if (mend.sheet, mend.place) not in taken:
                yield mend


def _of_rows(plan: Plan, table: Table, report: Report) -> Iterator[Mend]:
    yield from heading_mends(plan, table)
    split = [f.row for f in report.findings if f.rule == SPLIT and f.sheet == table.sheet.name and f.row]
    if split and table.spec.name == "Actions":
        actions = plan["Actions"]
        refs = zip(actions.index.get_level_values("row"), actions["ref"], strict=True)
        yield from split_mends(table, split, {int(row): str(ref or "") for row, ref in refs if row not in split})


def _cells(report: Report, rule: str) -> list[tuple[str, str]]:
    return [(f.sheet, f.cell) for f in report.findings if f.rule == rule]


def _without_new_errors(grid: Grid, report: Report, mends: Sequence[Mend]) -> list[Mend]:
    """The same, those that would bring an error only suggested; asked of a check, for only that knows."""
    mends = list(mends)
    before = _errors(report)
    while certain := [mend for mend in mends if mend.certain]:
        _, after = _checked(with_mends(grid, certain))
        new = _errors(after) - before
        if not new:
            break
        numbers = {number for place in new for number in _to_blame(certain, place)} or {m.number for m in certain}
        asks = f" A check then asks for more ({', '.join(sorted({rule for rule, *_ in new}))})."
        mends = [replace(m, certain=False, why=m.why + asks) if m.number in numbers else m for m in mends]
    return mends


def _to_blame(mends: Sequence[Mend], place: tuple[str, str, int | None, str]) -> set[int]:
    """Which of the mends a new error comes from: that of its cell, else the row's status, else its row."""
    _, sheet, row, heading = place
    here = [m for m in mends if (m.sheet, m.place[0]) == (sheet, row)]
    of_cell = [m for m in here if m.heading == heading]
    return {m.number for m in of_cell or [m for m in here if m.rule in _CHOICES] or here}


def _errors(report: Report) -> Counter[tuple[str, str, int | None, str]]:
    """Errors of rows; of the file as a whole speaks only what its rows come to, such as that nothing has changed."""
    return Counter(_place(f) for f in report.findings if f.severity is Severity.ERROR and f.row is not None)


def _place(finding: Finding) -> tuple[str, str, int | None, str]:
    return finding.rule, finding.sheet, finding.row, finding.column
