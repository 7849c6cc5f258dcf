"""Registers, the returns made from them, and batches of returns."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

import pandas as pd

from tests.builders import FIRST_ROW, SETTINGS, a_layout, a_plan, an_action
from toolkit.merging.merge_returns import merge
from toolkit.merging.receipt import Merged
from toolkit.model.plan import Book, Plan
from toolkit.model.schemes import ELSEWHERE_STATUSES
from toolkit.sheets.every_sheet import SHEETS, spec_of
from toolkit.sheets.frames import plan_of, settings_of, table_of

REGISTER = "register.xlsx"
EARLY_HELP, HEALTH = "Early Help", "Health"
SIGNED_ON = dt.date(2026, 9, 29)
SENT = ("Actions", "Milestones", "Measures", "Measure values", "Risks", "Evidence")
Row = Mapping[str, object]

WORDS = (
    "Publish one threshold guide for every agency that refers a child",
    "Visit each child in care within ten working days of a move",
    "Give every new social worker a named mentor",
    "Write to schools each term about children missing education",
    "Audit thirty case files a month and share what they show",
    "Open a second contact room at the north office",
    "Agree with police how quickly strategy meetings are held",
    "Train foster carers in trauma and record who has come",
)


def registered(ref: str, service: str = EARLY_HELP, **fields: object) -> dict[str, object]:
    """An action of the register, with words of its own."""
    words = WORDS[sum(map(ord, ref)) % len(WORDS)] + f" ({ref})"
    return an_action(ref, **{"action": words, "service": service, "rating": "Green"} | fields)


def a_register(actions: Sequence[Row] | None = None, *, settings: Row | None = None, **others: Sequence[Row]) -> Plan:
    """A register; by default of two actions of Early Help and one of Health."""
    rows = [registered("EX1"), registered("EX2"), registered("EX3", HEALTH)] if actions is None else actions
    blank = {"service": None, "signed_off_by": None, "signed_off_on": None}
    given = {"Actions": rows} | _by_sheet(others)
    return _plan(REGISTER, Book.REGISTER, SETTINGS | blank | dict(settings or {}), given)


def _by_sheet(others: Mapping[str, Sequence[Row]]) -> dict[str, Sequence[Row]]:
    return {name.replace("_", " ").capitalize(): rows for name, rows in others.items()}


def _plan(source: str, book: Book, settings: Row, given: Mapping[str, Sequence[Row]]) -> Plan:
    """As ``builders.a_plan``, but quick enough for properties over thousands of plans."""
    tables = {
        spec.name: _table(source, spec.name, given[spec.name]) if given.get(spec.name) else _empty(spec.name)
        for spec in SHEETS
    }
    layouts = {
        (source, spec.name): _layout(spec.name, book, len(given.get(spec.name, ())))
        for spec in SHEETS
        if book in spec.books
    }
    return plan_of(tables, settings_of({source: settings}), book, layouts)


def _table(source: str, sheet: str, rows: Sequence[Row]) -> pd.DataFrame:
    return table_of(sheet, rows, [(source, FIRST_ROW + n) for n in range(len(rows))])


@cache
def _empty(sheet: str) -> pd.DataFrame:
    return table_of(sheet, [], [])


_layout = cache(a_layout)


def a_return_of(
    register: Plan,
    service: str = EARLY_HELP,
    changes: Mapping[str, Row] | None = None,
    *,
    source: str | None = None,
    add: Sequence[Row] = (),
    drop: Iterable[str] = (),
    rows: Sequence[Row] | None = None,
    settings: Row | None = None,
    issued: bool = True,
    **children: Sequence[Row],
) -> Plan:
    """What a service sends back: its actions as issued, with ``changes`` by ref, rows added and refs dropped.

    ``rows`` replaces the Actions rows altogether; ``children`` replaces the rows of a sheet (``evidence=[...]``).
    """
    source = source or f"{service}.xlsx"
    sent = {sheet: _sent(register, sheet, service) for sheet in SENT}
    given = {sheet: [dict(row) for row in rows_] for sheet, rows_ in sent.items()}
    given["Actions"] = [
        row | dict((changes or {}).get(str(row["ref"]), {})) for row in given["Actions"] if row["ref"] not in set(drop)
    ] + [dict(row) for row in add]
    if rows is not None:
        given["Actions"] = [dict(row) for row in rows]
    given |= _by_sheet(children)
    said = {k: v for k, v in register.settings.iloc[0].items() if k != "returns_due"}
    signed = {"service": service, "signed_off_by": f"Head of {service}", "signed_off_on": SIGNED_ON}
    plan = _plan(source, Book.RETURN, said | signed | dict(settings or {}), given)
    if issued:
        plan = replace(plan, issued={sheet: _records(sheet, rows_, source) for sheet, rows_ in sent.items()})
    return replace(plan, fingerprints={source: _fingerprint(plan)})


def _sent(register: Plan, sheet: str, service: str) -> list[Row]:
    columns = [c.id for c in spec_of(sheet).columns_of(Book.RETURN)]
    table = register[sheet]
    if table.empty:
        return []
    if sheet == "Actions":
        table = table[(table["service"] == service) & ~table["status"].isin(ELSEWHERE_STATUSES)]
    return table[columns].to_dict("records")


def _records(sheet: str, rows: Sequence[Row], source: str) -> pd.DataFrame:
    keys = ["|".join(str(row[c]) for c in spec_of(sheet).key) for row in rows]
    index = pd.MultiIndex.from_arrays([[source] * len(rows), keys], names=["source", "key"])
    columns = [c.id for c in spec_of(sheet).columns]
    if not rows:
        return _no_records(sheet)
    return pd.DataFrame([{c: row.get(c) for c in columns} for row in rows], index=index, columns=columns, dtype=object)


@cache
def _no_records(sheet: str) -> pd.DataFrame:
    index = pd.MultiIndex.from_arrays([[], []], names=["source", "key"])
    return pd.DataFrame(index=index, columns=[c.id for c in spec_of(sheet).columns], dtype=object)


def _fingerprint(plan: Plan) -> str:
    said = [plan.settings.to_dict("records"), *(plan[name].to_dict("records") for name in SENT if len(plan[name]))]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def together(*plans: Plan) -> Plan:
    """Several returns as one batch."""
    first, *others = plans
    if not others:
        return first
    names = {name for plan in plans for name in plan.issued}
    return replace(
        first,
        tables={spec.name: _stacked([plan[spec.name] for plan in plans]) for spec in SHEETS},
        settings=pd.concat([plan.settings for plan in plans]),
        facts=pd.concat([plan.facts for plan in plans]),
        issued={name: _stacked([plan.issued[name] for plan in plans if name in plan.issued]) for name in names},
        books=_all([plan.books for plan in plans]),
        layouts=_all([plan.layouts for plan in plans]),
        fingerprints=_all([plan.fingerprints for plan in plans]),
        extras=_all([plan.extras for plan in plans]),
        typed=_all([plan.typed for plan in plans]),
        read_as=_all([plan.read_as for plan in plans]),
        other_sheets=_all([plan.other_sheets for plan in plans]),
    )


def _all(dicts: Sequence[Mapping]) -> dict:
    return {name: value for one in dicts for name, value in one.items()}


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled).astype(object) if filled else frames[0]


def merged(register: Plan, *returns: Plan, **options: object) -> Merged:
    """A merge of these returns."""
    return merge(register, together(*returns) if returns else no_returns(), **options)  # type: ignore[arg-type]


def no_returns() -> Plan:
    """A batch in which nothing came."""
    return a_plan([]).of([])


def action(plan: Plan, ref: str) -> dict[str, object]:
    """One action of a register."""
    table = plan["Actions"]
    return table[table["ref"] == ref].iloc[0].to_dict()


def changes(done: Merged) -> list[tuple[object, ...]]:
    """What was changed: ref, field, before, after, kind."""
    return _tuples(done.changes, "ref", "field", "old", "new", "kind")


def proposed(done: Merged) -> list[tuple[object, ...]]:
    """What was not applied: kind, ref, field."""
    return _tuples(done.proposed, "kind", "ref", "field")


def states(done: Merged) -> dict[object, object]:
    """What became of every file, and of services without one."""
    log = done.returns_log
    names = [file or service for file, service in zip(log["file"], log["service"], strict=True)]
    return dict(zip(names, log["state"], strict=True))


def _tuples(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return list(zip(*(frame[c] for c in columns), strict=True))
