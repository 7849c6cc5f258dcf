"""One action's life in words, out of the logs, sign-offs and decisions of the registers it has stood in."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from toolkit.errors import ToolkitError
from toolkit.model.dates.answer import show_date
from toolkit.model.english import listed, quoted
from toolkit.model.identity import canonical, ref_key, text_key
from toolkit.model.plan import Plan
from toolkit.register.logs import periods_in_order, whole_log
from toolkit.register.standing import MISSING, RECEIVED, whole
from toolkit.register.to_settle import LIST
from toolkit.sheets.compared import shown
from toolkit.sheets.services import services_of

STEPS = ("First known", "Added", "Came from", "Return", "Change", "Date moved", "Asked for", "Decided", "Set aside",
         "Signed off", "Corrected", "Carried forward", "Now")  # fmt: skip
"""The kinds of events, in the order in which they come within a period."""
LONGEST = 160
Line = Mapping[str, object]


@dataclass(frozen=True)
class Event:
    """One thing that happened to an action."""

    plan: str
    ref: str
    period: str
    kind: str
    words: str
    who: str = ""
    on: dt.date | None = None
    source: str = ""
    """The file and row it came from."""


def history(registers: Sequence[Plan], ref: str) -> list[Event]:
    """Everything the registers say of an action, from first issue to now, in order, each event once.

    Registers may be issues of one plan, or of plans that follow each other: an action that was carried forward is
    followed by Went to and Came from. Raises ToolkitError where no register has the ref.
    """
    known = _places(registers, ref)
    if not known:
        raise _nobody(registers, ref)
    events: dict[Event, None] = {}
    in_order = sorted(registers, key=_age)
    for at, register in enumerate(in_order):
        code = _code(register)
        last = not any(_code(later) == code for later in in_order[at + 1 :])
        for key in dict.fromkeys(key for plan, key in known if plan == text_key(code)):
            events |= dict.fromkeys(_events(register, key, last=last))
    return _once(events)


def _events(register: Plan, key: str, *, last: bool) -> list[Event]:
    """What one register says of one action, in order."""
    row = next((row for row in _lines(register["Actions"]) if ref_key(row["ref"]) == key), None)
    found = [
        *_first(register, key, row),
        *_returns(register, row),
        *_changes(register, key),
        *_asked(register, key),
        *_set_aside(register, key),
        *_sign_offs(register, key),
        *_corrections(register, key),
        *(_now(register, row) if last and row is not None else ()),
    ]
    order = {text_key(period): n for n, period in enumerate(periods_in_order(register))}
    return sorted(found, key=lambda e: (order.get(text_key(e.period), -1), STEPS.index(e.kind)))


def _event(register: Plan, line: Line, kind: str, words: str, **more: object) -> Event:
    given: dict[str, object] = {
        "plan": _code(register), "ref": canonical(line.get("ref")) or "", "period": canonical(line.get("period")) or "",
        "who": canonical(line.get("who")) or "", "on": _day(line.get("on")),
        "source": ", row ".join(filter(None, (canonical(line.get("file")), canonical(line.get("row"))))),
    }  # fmt: skip
    return Event(**given | {"kind": kind, "words": words} | more)  # type: ignore[arg-type]


def _first(register: Plan, key: str, row: Line | None) -> Iterator[Event]:
    """How the action came into the plan, as far as the register remembers."""
    if row is None:
        return
    was = f"“{quoted(row['action'], LONGEST)}”, led by {canonical(row['lead']) or 'nobody named'}"
    due = f"due {shown(row['due_as_written']) or 'on no date'}"
    if came_from := canonical(row["came_from"]):
        words = f"Carried forward from {came_from}: {was}, first {due}."
        yield _event(register, row, "Came from", words, who="", on=None)
    added = [line for line in _lines(whole_log(register, "Changes")) if _is_new(line, key)]
    for line in added[:1]:
        yield _event(register, line, "Added", f"A new action: {was}, {due}.")
    if not added and not came_from:
        periods = [line["period"] for line in _lines(register["Snapshots"]) if ref_key(line["ref"]) == key]
        period = canonical([*periods, *periods_in_order(register), ""][0]) or ""
        yield _event(register, row, "First known", f"In the plan: {was}, first {due}.", period=period, who="", on=None)


def _is_new(line: Line, key: str) -> bool:
    return line["kind"] == "New" and line["sheet"] == "Actions" and ref_key(line["ref"]) == key


def _returns(register: Plan, row: Line | None) -> Iterator[Event]:
    """What came from its service, period by period."""
    if row is None:
        return
    services = services_of(register)
    for line in _lines(whole_log(register, "Returns")):
        if services.same(line["service"], row["service"]) and line["state"] in (*RECEIVED, MISSING):
            of = {"ref": row["ref"], "period": line["period"], "file": line["file"], "who": line["signed_off_by"],
                  "on": line["signed_off_on"]}  # fmt: skip
            words = "No return came." if line["state"] == MISSING else f"Return of {line['service']}: {line['state']}."
            yield _event(register, of, "Return", words)


def _changes(register: Plan, key: str) -> Iterator[Event]:
    """Every value that was changed, of the action and of what hangs on it."""
    for line in _lines(whole_log(register, "Changes")):
        first, _, rest = (canonical(line["ref"]) or "").partition("|")
        if ref_key(first) != key or line["sheet"] not in ("Actions", "Milestones") or _is_new(line, key):
            continue
        old, new = shown(line["old"]) or "blank", shown(line["new"]) or "blank"
        what = f"{line['field']}" if line["sheet"] == "Actions" else f"Milestone {rest}, {line['field']}"
        words = f"{what}: from {_whole(old)} to {_whole(new)}."
        kind = "Date moved" if line["field"] in ("Revised due", "Times moved", "Due as written") else "Change"
        if line["field"] == "Times moved":
            times = "once" if new == "1" else f"{new} times"
            words = f"Its date has now moved {times}; the last was agreed by {line['who'] or 'nobody named'}."
        if line["field"] == "Went to":
            kind, words = "Carried forward", f"Went to {new}."
        elif line["kind"] in ("Closed", "Reopened"):
            words = f"{line['kind']}. {words}"
        yield _event(register, {**line, "ref": first}, kind, words)


def _asked(register: Plan, key: str) -> Iterator[Event]:
    """What was asked for or held back, and what was decided on it."""
    for line in _lines(whole_log(register, LIST)):
        if ref_key((canonical(line["ref"]) or "").partition("|")[0]) != key:
            continue
        wanted = shown(line["wanted"]) or shown(line["returned"])
        field = f"{line['field']}: " if line["field"] else ""
        asked = f"{line['kind']}. {field}{quoted(wanted, LONGEST) if wanted else 'nothing'}. {line['why'] or ''}"
        yield _event(register, line, "Asked for", asked.strip())
        decision, answer = canonical(line["decision"]), canonical(line["answer"])
        if decision or answer:
            note = canonical(line["note"])
            said = " ".join(filter(None, (f"{field}{decision}." if decision else field, answer, note)))
            yield _event(register, line, "Decided", said, who="", on=None)


def _set_aside(register: Plan, key: str) -> Iterator[Event]:
    for line in _lines(whole_log(register, "Set aside")):
        if line["sheet"] == "Actions" and ref_key(line["ref"]) == key:
            said = f"{line['column']}: {quoted(line['value'], LONGEST)}. " if line["value"] else ""
            yield _event(register, line, "Set aside", f"{said}{line['why'] or ''}".strip())


def _sign_offs(register: Plan, key: str) -> Iterator[Event]:
    """Its rating at each sign-off, and a date that has moved since the one before."""
    signed = {text_key(line["period"]): line for line in _lines(register["Sign-offs"])}
    before: object = None
    for line in _lines(register["Snapshots"]):
        if ref_key(line["ref"]) != key:
            continue
        due = canonical(line["due"])
        moved = f" (was {before})" if before and due and due != before else ""
        before = due or before
        words = f"{line['rating'] or 'Not rated'}; {line['status'] or 'no status'}; due {due or 'on no date'}{moved}."
        off = signed.get(text_key(line["period"]), {})
        yield _event(register, line, "Signed off", words, who=canonical(off.get("by")) or "", on=_day(off.get("on")))


def _whole(value: str) -> str:
    """A value in the middle of a sentence: one that is a sentence itself goes between quotation marks."""
    said = quoted(value, LONGEST)
    return f"“{said}”" if said.endswith((".", "!", "?", "...")) or ". " in said else said


def _corrections(register: Plan, key: str) -> Iterator[Event]:
    for line in _lines(register["Corrections"]):
        if ref_key(line["ref"]) == key:
            old, new = shown(line["old"]) or "blank", shown(line["new"]) or "blank"
            words = f"{line['field']} as signed off, from {old} to {new}: {line['reason'] or 'no reason given'}"
            yield _event(register, {**line, "who": line["agreed_by"]}, "Corrected", words)


def _now(register: Plan, row: Line) -> Iterator[Event]:
    settings = register.settings.iloc[0]
    words = f"{row['status'] or 'No status'}; {row['rating'] or 'not rated'}. {row['why'] or ''}".strip()
    period, on = canonical(settings["period"]) or "", _day(settings["report_date"])
    yield _event(register, row, "Now", words, period=period, on=on, who="", source="")


def _places(registers: Sequence[Plan], ref: str) -> set[tuple[str, str]]:
    """Every (plan, ref) that is this action, followed from plan to plan as far as the registers go."""
    rows = [(_code(plan), row) for plan in registers for row in _lines(plan["Actions"])]
    found = {(text_key(code), ref_key(row["ref"])) for code, row in rows if ref_key(row["ref"]) == ref_key(ref)}
    # A ref may mean another action in a plan that follows: only what says where it came from is the same one.
    found = {min(found, key=lambda place: _order(registers, place[0]))} if len(found) > 1 else found
    while True:
        names = {f"{code} {key}".casefold() for code, key in found}
        came_from = {name for code, row in rows if _place(code, row) in found for name in _named(row["came_from"])}
        more = {_place(code, row) for code, row in rows if names & set(_named(row["came_from"]))}
        more |= {place for code, row in rows if " ".join(place := _place(code, row)).casefold() in came_from}
        if more <= found:
            return found
        found = found | more


def _place(code: str, row: Line) -> tuple[str, str]:
    return text_key(code), ref_key(row["ref"])


def _named(came_from: object) -> list[str]:
    return [" ".join(part.split()).casefold() for part in str(came_from or "").split(";") if part.strip()]


def _order(registers: Sequence[Plan], code: str) -> int:
    return next(n for n, one in enumerate(sorted(registers, key=_age)) if text_key(_code(one)) == code)


def _nobody(registers: Sequence[Plan], ref: str) -> ToolkitError:
    refs = [str(one) for plan in registers for one in plan["Actions"]["ref"] if canonical(one)]
    near = difflib.get_close_matches(ref_key(ref), [ref_key(one) for one in refs], n=3, cutoff=0.5)
    said = f" Did you mean {listed(near, 'or')}?" if near else ""
    return ToolkitError(f"No action is called {ref} in {listed([plan.sources[0] for plan in registers])}.{said}")


def _once(events: Iterable[Event]) -> list[Event]:
    """Each event once, though several issues of a register tell of it."""
    seen: dict[tuple[object, ...], Event] = {}
    for event in events:
        seen.setdefault((event.plan, event.ref.casefold(), event.period, event.kind, event.words, event.source), event)
    return list(seen.values())


def _age(register: Plan) -> tuple[dt.date, int]:
    settings = register.settings.iloc[0]
    return _day(settings["plan_start"]) or dt.date.min, whole(settings["register_issue"]) or 0


def _code(register: Plan) -> str:
    return canonical(register.settings.iloc[0]["plan_code"]) or ""


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) and value is not pd.NaT else None


def _lines(table: pd.DataFrame) -> list[dict[str, object]]:
    """The rows as plain values, blanks None."""
    plain = table.astype(object).where(table.notna(), None)
    return [{str(k): v for k, v in line.items()} for line in plain.to_dict("records")]


def in_words(event: Event) -> str:
    """One event as a line of text."""
    who = " on ".join(filter(None, (event.who, show_date(event.on) if event.on else "")))
    beside = "; ".join(part for part in (who, event.source) if part)
    return f"{event.kind}: {event.words}{f' [{beside}]' if beside else ''}"
