"""What waits for a decision: one line a question, however often it is asked, until it is answered.

The list is the register's sheet Proposed changes and conflicts. A line is open until *What came of it* says how it
ended; a line that could not be carried out stays open, and says why. A question asked again joins its line; the same
service asking for another value opens a new line that is as old as the first, which closes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from toolkit.model.grid import Value
from toolkit.model.identity import canonical, row_key, text_key
from toolkit.model.plan import Plan
from toolkit.register.logs import Line, appended, lines_of, whole_log
from toolkit.register.standing import is_open as is_to_do
from toolkit.sheets.columns import Column, Owner
from toolkit.sheets.compared import is_clear, meant, same, shown
from toolkit.sheets.every_sheet import SHEETS, spec_of
from toolkit.sheets.register_logs import PROPOSED

LIST = PROPOSED.name
ACCEPT, REJECT = "accept", "reject"
ACCEPTED, REJECTED, NOT_DONE = "Accepted", "Rejected", "Not carried out"
NEW_ROW = "New row"
WHOLE_ROW = "Whole row"
"""What a return says of a sheet of the team's that the register does not say."""
REVISED = "Revised due"
_OTHER_WORDS = {"accepted": ACCEPT, "yes": ACCEPT, "rejected": REJECT, "no": REJECT}
_CODE_LENGTH = 8
_SHEETS = frozenset(spec.name for spec in SHEETS)


def decision_of(line: Mapping[str, object]) -> str:
    """What the team chose, folded: ACCEPT, REJECT, other words of theirs, or nothing."""
    said = text_key(line["decision"])
    return _OTHER_WORDS.get(said, said)


def is_open(line: Mapping[str, object]) -> bool:
    """Whether a line still waits; before template 2.0 the outcome stood under Decision itself."""
    answer = canonical(line["answer"]) or ""
    return (not answer or answer.startswith(NOT_DONE)) and not decision_of(line).startswith("accepted, in issue")


def open_lines(log: pd.DataFrame) -> pd.DataFrame:
    """The lines that still wait."""
    return log[pd.Series([is_open(line) for line in _records(log)], index=log.index, dtype=bool)]


def for_the_board(log: pd.DataFrame) -> pd.DataFrame:
    """What only a board can settle: dates that are asked for, and services that disagree on how far an action is."""
    waits = open_lines(log)
    field, kind = waits["field"], waits["kind"]
    return waits[field.eq(REVISED).astype(bool) | (field.eq("Status") & kind.eq("Conflict")).astype(bool)]


def asked_for_dates(actions: pd.DataFrame) -> list[Line]:
    """A line for each date that a service asks for and that nobody has agreed, of actions still to be done."""
    lines: list[Line] = []
    for row in actions.to_dict("records"):
        if row["revised_due"] is None or row["revision_agreed_by"] is not None or not is_to_do(row["status"]):
            continue
        counts = shown(row["due_as_written"]) or "none"
        lines.append(
            {
                "kind": "Proposed", "sheet": "Actions", "ref": row["ref"], "field": REVISED,
                "register": shown(row["due_as_written"]), "returned": shown(row["revised_due"]),
                "why": f"D-13: asked for and not agreed. Until it is, the date that counts is the original, {counts}.",
                "file": row["source_file"], "row": row["source_row"], "who": shown(row["updated_by"]),
            }
        )  # fmt: skip
    return lines


@dataclass(frozen=True)
class Listed:
    """The whole list after a merge or a settling, and which of its lines are new."""

    log: pd.DataFrame
    new: pd.DataFrame

    @property
    def open(self) -> pd.DataFrame:
        """The lines that still wait."""
        return open_lines(self.log)


def listed(
    register: Plan,
    lines: Sequence[Line],
    *,
    issue: int,
    service_of: Callable[[object], str],
    closed_before: pd.DataFrame | None = None,
) -> Listed:
    """The list of ``register`` with the questions of a merge on it, each joined to its line or as a line of its own.

    ``register``: as it stands after the merge, with the list of before; ``service_of``: whose a file is;
    ``closed_before``: lines that were closed and have left the list.
    """
    period = canonical(register.settings.iloc[0]["period"]) or ""
    waiting = _Waiting(register, issue, period)
    if closed_before is not None:
        waiting.remember(closed_before)
    for line in [*lines, *asked_for_dates(register["Actions"])]:
        waiting.ask({"period": period} | line, service_of(line["file"]))
    return waiting.looked_after()


class _Waiting:
    """The list under way."""

    def __init__(self, register: Plan, issue: int, period: str) -> None:
        self._register, self._issue, self._period = register, issue, period
        self._log = register[LIST]
        self._lines: list[Line] = _records(self._log)
        self._new: list[Line] = []
        self._answered = {_asked(line) for line in self._lines if not is_open(line)}
        self._open: dict[tuple[str, ...], list[Line]] = {}
        for line in self._lines:
            if is_open(line):
                self._open.setdefault(_question(line), []).append(line)
        self._rows = _Rows(register)

    def remember(self, closed: pd.DataFrame) -> None:
        """Lines that were answered and left the list: the same file does not ask them again."""
        self._answered |= {_asked(line) for line in _records(closed)}

    def ask(self, line: Line, service: str) -> None:
        """Puts a question on the list: on the line it has already, or on one of its own."""
        if _asked(line) in self._answered:
            return
        there = self._open.setdefault(_question(line), [])
        wanted = canonical(line.get("returned"))
        again = next((one for one in there if canonical(one["returned"]) == wanted), None)
        if again is not None:
            return self._join(again, line, service)
        since = self._period
        now = {id(one) for one in self._new}
        asked = [one for one in there if service and canonical(one["asked_by"]) == service and _is_cell(one)]
        # Two files of one service that say different things stand side by side.
        for earlier in (one for one in asked if id(one) not in now):
            since = canonical(earlier["since"]) or canonical(earlier["period"]) or since
            self._close(earlier, f"Replaced in issue {self._issue}: the service now asks for another value.")
        fresh = (
            dict.fromkeys(("decision", "answer"))
            | line
            | {"asked_by": service or None, "since": since, "wanted": self._wanted(line)}
        )
        self._new.append(fresh)
        if is_open(fresh):
            there.append(fresh)
        return None

    def _join(self, line: Line, again: Line, service: str) -> None:
        """The newest file speaks for the line; that it was asked before stays in Open since."""
        line["since"] = canonical(line["since"]) or canonical(line["period"])
        if again.get("why") and again["file"]:
            line |= {c: again.get(c) for c in ("period", "issued", "why", "file", "row", "who") if c in again}
        askers = [name for name in (canonical(line["asked_by"]) or "").split("; ") if name]
        line["asked_by"] = "; ".join(askers if not service or service in askers else [*askers, service]) or None
        line["wanted"] = line["wanted"] if line["wanted"] is not None else self._wanted(line)

    def _wanted(self, line: Line) -> str | None:
        column = column_of(line)
        return None if column is None else wanted_of(column, line.get("returned"), self._plan_start())

    def _plan_start(self) -> dt.date | None:
        start = self._register.settings.iloc[0]["plan_start"]
        return start if isinstance(start, dt.date) else None

    def _close(self, line: Line, answer: str) -> None:
        line["answer"] = answer
        self._open[_question(line)].remove(line)

    def looked_after(self) -> Listed:
        """Every open line with its value now and its age; those that have settled themselves are closed."""
        ages = _ages(self._register, self._period)
        for line in [line for lines in list(self._open.values()) for line in list(lines)]:
            line["since"] = canonical(line.get("since")) or canonical(line["period"])
            line["age"] = ages.get(text_key(line["since"]), 0)
            column, row = column_of(line), self._rows.of(line)
            line["now"] = None if column is None or row is None else _now(column, row)
            if line.get("wanted") is None:
                line["wanted"] = self._wanted(line)
            if answer := self._settled(line, column, row):
                self._close(line, answer)
        source = self._register.sources[0]
        kept = lines_of(LIST, self._lines, source)
        if len(self._log):
            kept = kept.set_axis(self._log.index)
        new = lines_of(LIST, self._new, source)
        return Listed(appended(kept, new, source), new)

    def _settled(self, line: Line, column: Column | None, row: Mapping[str, Value] | None) -> str:
        """How a line was settled without a decision on it; nothing while it waits."""
        if column is None or row is None:
            return ""
        if column.id == "revised_due" and line["sheet"] == "Actions":
            return _date_settled(line, row, self._issue)
        value, why = meant(column, line["wanted"], plan_start=self._plan_start())
        if line["wanted"] is None or why or not same(column, row[column.id], value):
            return ""
        return f"The register says so since issue {self._issue}."


def _now(column: Column, row: Mapping[str, Value]) -> str | None:
    """What the register says; of a date that is only asked for, the date that counts meanwhile."""
    if column.id == "revised_due" and row["revision_agreed_by"] is None:
        return shown(row["due_as_written"])
    return shown(row[column.id])


def _date_settled(line: Line, row: Mapping[str, Value], issue: int) -> str:
    """A date that was asked for waits until that very date is agreed, however the register came by it."""
    agreed_by, ref = row["revision_agreed_by"], row["ref"]
    if agreed_by is not None:
        asked = same(spec_of("Actions")["revised_due"], row["revised_due"], line["returned"])
        return f"Agreed by {shown(agreed_by)}, seen in issue {issue}." if asked else ""
    if not is_to_do(row["status"]):
        return f"No longer asked: {ref} is {row['status']}."
    return "" if row["revised_due"] is not None else f"Withdrawn: {ref} asks for no date since issue {issue}."


def column_of(line: Mapping[str, object]) -> Column | None:
    """The column a line is about; None where it is about a row, a file or a sheet of nobody's."""
    if line["sheet"] not in _SHEETS:
        return None
    return next((c for c in spec_of(str(line["sheet"])).columns if c.heading == line["field"]), None)


def wanted_of(column: Column, returned: object, plan_start: dt.date | None) -> str | None:
    """What Accept would write, in words: as the return says, or as its suggestion reads; None where nobody can tell."""
    if returned is None or is_clear(returned):
        return "CLEAR"
    value, why = meant(column, returned, plan_start=plan_start)
    return None if why else shown(value)


def _records(log: pd.DataFrame) -> list[Line]:
    return [{str(k): v for k, v in line.items()} for line in log.to_dict("records")]


def _is_cell(line: Mapping[str, object]) -> bool:
    return bool(line["field"]) and line["field"] != NEW_ROW and line["kind"] != "Question"


def _question(line: Mapping[str, object]) -> tuple[str, ...]:
    """What makes two lines one question: the cell, or the row and the rule that asks, or the file of a period."""
    sheet, ref, field = (canonical(line[c]) or "" for c in ("sheet", "ref", "field"))
    if not sheet:
        return ("file", canonical(line["period"]) or "", canonical(line["file"]) or "")
    key = row_key(ref.split("|"))
    if _is_cell(line):
        return ("cell", sheet, key, field)
    code, colon, _ = (canonical(line["why"]) or "").partition(":")
    return ("row", str(line["kind"]), sheet, key, field, code if colon and len(code) <= _CODE_LENGTH else "")


def _asked(line: Mapping[str, object]) -> tuple[object, ...]:
    """One asking of a question, by one row of one file: answered once, it is not asked again."""
    return (*_question(line), *(canonical(line.get(c)) for c in ("period", "returned", "file", "row")))


def _ages(register: Plan, period: str) -> dict[str, int]:
    """How many periods ago each period was, by its folded name; this one is 0."""
    told = dict.fromkeys(text_key(p) for p in whole_log(register, "Returns")["period"] if p)
    told |= dict.fromkeys(text_key(p) for p in register[LIST]["period"] if p)
    told.pop(text_key(period), None)
    order = [*told, text_key(period)]
    return {name: len(order) - 1 - at for at, name in enumerate(order)}


def as_rated(register: Plan) -> Plan:
    """The register with the value now of what is worked out, once it is: the list is made before the ratings are."""
    log, rows = register[LIST], _Rows(register)
    now = log["now"].tolist()
    for n, line in enumerate(_records(log)):
        column, row = column_of(line), rows.of(line)
        if is_open(line) and column is not None and row is not None and column.owner is Owner.TOOLKIT:
            now[n] = _now(column, row)
    if now == log["now"].tolist():
        return register
    return replace(register, tables={**register.tables, LIST: log.assign(now=pd.Series(now, log.index, dtype=object))})


class _Rows:
    """The rows of the register by sheet and key, made when they are first asked for."""

    def __init__(self, register: Plan) -> None:
        self._register = register
        self._known: dict[str, dict[str, dict[str, Value]]] = {}

    def of(self, line: Mapping[str, object]) -> Mapping[str, Value] | None:
        """The row a line is about, if it is there."""
        sheet = str(line["sheet"])
        if sheet not in self._register.tables:
            return None
        if sheet not in self._known:
            spec = spec_of(sheet)
            rows = self._register[sheet].to_dict("records")
            self._known[sheet] = {row_key(row[c] for c in spec.key): row for row in reversed(rows)}
        return self._known[sheet].get(row_key((canonical(line["ref"]) or "").split("|")))
