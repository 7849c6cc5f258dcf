"""Carrying out what the performance team decided on proposed changes, conflicts and values held back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from toolkit.merging.compare import MERGED_SHEETS
from toolkit.merging.judge import change_of_status
from toolkit.merging.ledger import Draft, Ledger
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, row_key
from toolkit.model.plan import Plan
from toolkit.reading.as_typed import FILLED_IN, with_settings
from toolkit.reading.settings import SHEET as SETTINGS_SHEET
from toolkit.register.logs import Line, appended, lines_of
from toolkit.register.standing import whole
from toolkit.register.to_settle import (
    ACCEPT,
    ACCEPTED,
    LIST,
    NEW_ROW,
    NOT_DONE,
    REJECT,
    REJECTED,
    WHOLE_ROW,
    column_of,
    decision_of,
    is_open,
)
from toolkit.sheets.columns import SETTINGS, Column, Owner, SheetSpec
from toolkit.sheets.compared import meant, same
from toolkit.sheets.every_sheet import spec_of

THE_TEAM = "Performance team"
OF_THE_PERIOD = ("period", "report_date")
BY_HAND = "By this it is told what a merge takes: put it on Settings by hand, choose Reject, and say so under Note."
LONGEST_ROW = 32_000
"""Characters; a cell of Excel holds 32,767."""


@dataclass(frozen=True)
class Settled:
    """What came of the decisions on the list."""

    register: Plan
    changes: pd.DataFrame
    """The lines this adds to the register's Changes."""
    answers: tuple[str, ...]
    """A sentence for each decision, in the order of the list."""


def settle(register: Plan) -> Settled:
    """Carries out every decision on the list that can be carried out, and says of the others why they cannot.

    A decision that is carried out closes its line: *What came of it* says in which issue. One that cannot be stays
    open. Without a decision nothing happens, and the same register comes back.
    """
    source, settings = register.sources[0], register.settings.iloc[0]
    period = canonical(settings["period"]) or ""
    log = register[LIST]
    draft = Draft(register)
    ledger = Ledger(period, (whole(settings["register_issue"]) or 0) + 1)
    records = [{str(k): v for k, v in line.items()} for line in log.to_dict("records")]
    answers = {at: _answer(line, draft, ledger, settings["plan_start"]) for at, line in _decided(records)}
    changes = lines_of("Changes", ledger.changes, source)
    if not answers:
        return Settled(register, changes, ())
    tables = draft.tables()
    said = [answers.get(at, line["answer"]) for at, line in enumerate(records)]
    tables[LIST] = log.assign(answer=pd.Series(said, index=log.index, dtype=object))
    tables["Changes"] = appended(register["Changes"], changes, source)
    register = with_settings(register, **draft.settings)
    told = tuple(f"{_named(records[at])}: {_in_a_sentence(answer)}" for at, answer in answers.items())
    return Settled(replace(register, tables=tables), changes, told)


def _decided(records: list[Line]) -> list[tuple[int, Line]]:
    """Open lines with a word under Decision, and where they stand."""
    return [(at, line) for at, line in enumerate(records) if decision_of(line) and is_open(line)]


def _answer(line: Line, draft: Draft, ledger: Ledger, plan_start: object) -> str:
    decision = decision_of(line)
    if decision == REJECT:
        return f"{REJECTED} in {ledger.period}."
    if decision != ACCEPT:
        return f"{NOT_DONE}: choose Accept or Reject under Decision."
    start = plan_start if isinstance(plan_start, dt.date) else None
    refused = _carry_out(line, draft, ledger, start)
    return f"{NOT_DONE}: {refused}" if refused else f"{ACCEPTED}, in issue {ledger.issue}."


def _carry_out(line: Line, draft: Draft, ledger: Ledger, plan_start: dt.date | None) -> str:
    """Puts what was accepted into the register; gives the reason where only a person can."""
    if line["field"] in (NEW_ROW, WHOLE_ROW):
        return _add_row(line, draft, ledger)
    if line["sheet"] == SETTINGS_SHEET:
        return _set(line, draft, ledger, plan_start)
    sheet, column = str(line["sheet"]), column_of(line)
    if line["kind"] == "Question":
        return "it is a question, and there is nothing to write. Settle it, choose Reject, and say how under Note."
    if sheet not in MERGED_SHEETS or column is None:
        return f"this is typed by hand. Put it on {sheet}, choose Reject, and say so under Note."
    spec = spec_of(sheet)
    at = draft.find(sheet, row_key((canonical(line["ref"]) or "").split("|")))
    if at is None:
        return f"{line['ref']} is not on {sheet} any more."
    if column.owner is Owner.TOOLKIT:
        return f"{column.heading} is worked out. To rate otherwise, fill in Override rating with a reason."
    if column.id in spec.key:
        return f"{column.heading} stays as it is, since the history of the row hangs on it."
    wanted = line["wanted"] if line["wanted"] is not None else line["returned"]
    value, unfit = meant(column, wanted, plan_start=plan_start)
    if unfit:
        return f"{unfit} Type what should stand there under Value wanted."
    if (sheet, column.id) == ("Actions", "revised_due"):
        return _agree(line, draft, ledger, at, column, value)
    _put(draft, ledger, spec, at, column, value, line)
    return ""


def _set(line: Line, draft: Draft, ledger: Ledger, plan_start: dt.date | None) -> str:
    """A setting of the plan, but for those of the period: by them it is told what a merge takes."""
    setting = next((s for s in SETTINGS if s.label == line["field"]), None)
    if setting is None or setting.id in OF_THE_PERIOD:
        return BY_HAND
    column = Column(setting.id, setting.label, setting.help, setting.type, choices=setting.choices)
    wanted = line["wanted"] if line["wanted"] is not None else line["returned"]
    value, unfit = meant(column, wanted, plan_start=plan_start)
    if unfit or value is None:
        return f"{unfit or 'Nothing is asked for.'} Type what should stand there under Value wanted."
    old = draft.setting(setting.id)
    if not same(column, old, value):
        draft.put_setting(setting.id, value)
        file = str(line["file"])
        ledger.change(SETTINGS_SHEET, setting.label, setting.label, old, value, file=file, who=THE_TEAM)
    return ""


def _agree(line: Line, draft: Draft, ledger: Ledger, at: int, column: Column, value: Value) -> str:
    """A date counts once it has a reason and the name of whoever agreed it; Accept alone gives neither."""
    by, spec = canonical(line["note"]), spec_of("Actions")
    if not by:
        return "say under Note who agreed the date, such as Improvement Board, 12 October 2026."
    if value is not None and draft.get("Actions", at, "revision_reason") is None:
        return f"{line['ref']} gives no {spec['revision_reason'].heading}. Type it on Actions, then settle again."
    _put(draft, ledger, spec, at, column, value, line)
    _put(draft, ledger, spec, at, spec["revision_agreed_by"], by, line)
    return ""


def _add_row(line: Line, draft: Draft, ledger: Ledger) -> str:
    """A row that a return brought and the team decides on."""
    sheet = str(line["sheet"])
    values = row_of(line["cells"])
    if sheet not in FILLED_IN or values is None:
        return f"the row is not kept here, or was too long. Copy it from {line['file']}, row {line['row']}, by hand."
    keys = spec_of(sheet).key
    if any(values.get(column) is None for column in keys):
        headings = " and ".join(spec_of(sheet)[column].heading for column in keys)
        return f"{headings} must be filled in. Type the row on {sheet} by hand, choose Reject, and say so under Note."
    if keys and draft.find(sheet, row_key(values[column] for column in keys)) is not None:
        if line["field"] == WHOLE_ROW:
            return f"{line['ref']} is on {sheet} already, and says something else. Change it there, and choose Reject."
        return f"{line['ref']} is on {sheet} already. Give one of the two another number."
    draft.add(sheet, values)
    words = (v for c, v in values.items() if c not in keys and isinstance(v, str))
    first = next(words, line["ref"])
    row = whole(line["row"])
    ledger.change(sheet, str(line["ref"]), NEW_ROW, None, first, "New", file=str(line["file"]), row=row, who=THE_TEAM)
    return ""


def row_in_words(values: Mapping[str, Value]) -> str | None:
    """A row as the list keeps it out of sight, for Accept to write; None where a cell cannot hold it."""
    said = {c: {"day": v.isoformat()} if isinstance(v, dt.date) else v for c, v in values.items() if v is not None}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= LONGEST_ROW else None


def row_of(text: object) -> dict[str, Value] | None:
    """The row that was kept; None where there is none, or somebody typed over it."""
    try:
        said = json.loads(str(text))
        return {str(c): dt.date.fromisoformat(v["day"]) if isinstance(v, dict) else v for c, v in said.items()}
    except (ValueError, KeyError, AttributeError, TypeError):
        return None


def _named(line: Mapping[str, object]) -> str:
    what = [canonical(line[c]) for c in ("ref", "field")] if line["ref"] else [canonical(line["file"])]
    return " ".join(word for word in what if word) or "A line without a ref"


def _in_a_sentence(answer: object) -> str:
    said = str(answer)
    return said[0].lower() + said[1:]


def _put(draft: Draft, ledger: Ledger, spec: SheetSpec, at: int, column: Column, value: Value, line: Line) -> None:
    old = draft.get(spec.name, at, column.id)
    if same(column, old, value):
        return
    kind = "Cleared" if value is None else "Changed"
    if (spec.name, column.id) == ("Actions", "status"):
        kind = change_of_status(old, value)
    draft.put(spec.name, at, column.id, value)
    ref, file, row = str(line["ref"]), str(line["file"]), whole(line["row"])
    ledger.change(spec.name, ref, column.heading, old, value, kind, file=file, row=row, who=THE_TEAM)
    completed = draft.get(spec.name, at, "completed_on") if kind == "Reopened" else None
    if completed is not None:
        draft.put(spec.name, at, "completed_on", None)
        heading = spec["completed_on"].heading
        ledger.change(spec.name, ref, heading, completed, None, kind, file=file, row=row, who=THE_TEAM)
