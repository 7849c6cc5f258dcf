"""References that Excel turned into a number or a date: which one was typed?

1.1 and 1.10 become the same number, so the number alone is never enough. What tells is what the return was sent with,
the actions of the file where another row names one, or the references of the rows above and below.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from toolkit.mending.mend import Mend, Table
from toolkit.model.grid import Value
from toolkit.model.identity import ref_key, same_words
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Plan, Seen
from toolkit.sheets.compared import shown

RULE = "I-06"
NAMES_AN_ACTION = frozenset({"action_ref", "parent_ref"})
_NUMBER = pattern_of(r"\d{1,9}(?:\.\d{1,6})?")
_DAY_AND_MONTH = pattern_of(r"(\d{1,2})[-/](\d{1,2})")
_COUNTED = pattern_of(r"(.*?)(\d+)")


@dataclass(frozen=True)
class _Changed:
    """A cell of references that holds no text any more."""

    row: int
    column: str
    held: Value


def ref_mends(plan: Plan, tables: Mapping[str, Table], flagged: Iterable[tuple[str, str]]) -> Iterator[Mend]:
    """References put back as they were typed; ``flagged``: sheet and cell of each that a check speaks of."""
    wanted, known = set(flagged), set[str]()
    for name, table in tables.items():
        changed = _changed(plan, table, wanted)
        own = [one for one in changed if name == "Actions" and one.column == "ref"]
        mends = list(_own_refs(plan, table, own)) if own else []
        if name == "Actions":
            known = _texts(table, "ref") | {str(mend.after) for mend in mends if mend.certain}
        yield from mends
        for one in changed:
            if one.column in NAMES_AN_ACTION:
                named = [ref for ref in known if _becomes(ref, one.held)]
                if len(named) == 1:
                    yield _mend(table, one, named[0], "The one action of this return that it can name.", certain=True)


def _changed(plan: Plan, table: Table, wanted: set[tuple[str, str]]) -> list[_Changed]:
    facts = plan.facts
    facts = facts[(facts["kind"] == Seen.NOT_TEXT) & (facts["table"] == table.spec.name)]
    cells = zip(facts["row"], facts["column"], facts["cell"], strict=True)
    found = [(int(row), column) for row, column, cell in cells if (table.sheet.name, cell) in wanted]
    columns = table.layout.columns
    return [_Changed(r, c, table.sheet.at(r, columns[c])) for r, c in found if table.may_touch(r, columns[c])]


def _own_refs(plan: Plan, table: Table, changed: list[_Changed]) -> Iterator[Mend]:
    """The actions' own: as they were sent out, else as their neighbours count."""
    sent = plan.issued.get("Actions")
    words = {} if sent is None else {str(key): sent.at[(source, key), "action"] for source, key in sent.index}
    taken = {ref_key(ref) for ref in _texts(table, "ref")}
    for one in changed:
        twice = Counter(str(other.held) for other in changed)[str(one.held)] > 1
        could = [ref for ref in words if _becomes(ref, one.held) and ref_key(ref) not in taken]
        if could and (len(could) > 1 or twice):
            at = table.layout.columns.get("action")
            action = table.sheet.at(one.row, at) if at else None
            could = [ref for ref in could if action is not None and same_words(action, words[ref])]
        if len(could) == 1:
            yield _mend(table, one, could[0], "The reference this return was sent out with.", certain=True)
        elif not words:
            yield from _as_counted(table, one, taken)


def _as_counted(table: Table, one: _Changed, taken: set[str]) -> Iterator[Mend]:
    """The reference that comes between those above and below; one neighbour alone only suggests it."""
    above, below = (_beside(table, one, step) for step in (-1, 1))
    plain = shown(one.held) or ""
    could = [ref for ref in (plain, f"{plain}0") if _becomes(ref, one.held) and ref_key(ref) not in taken]
    fits = [ref for ref in could if (above and _follows(above, ref)) or (below and _follows(ref, below))]
    if len(fits) == 1 and "." in plain:
        both = bool(above and below and _follows(above, fits[0]) and _follows(fits[0], below))
        yield _mend(table, one, fits[0], "It stands between the references before and after it." if both else
                    "It follows from the reference beside it.", certain=both)  # fmt: skip


def _beside(table: Table, one: _Changed, step: int) -> str | None:
    value = table.sheet.at(one.row + step, table.layout.columns[one.column])
    return value if isinstance(value, str) and one.row + step > table.layout.header_row else None


def _follows(one: str, other: str) -> bool:
    """Whether one reference comes right after another: 1.10 after 1.9."""
    first, second = _COUNTED.fullmatch(one.strip()), _COUNTED.fullmatch(other.strip())
    return bool(first and second and first[1] == second[1] and int(second[2]) == int(first[2]) + 1)


def _texts(table: Table, column: str) -> set[str]:
    at, rows = table.layout.columns.get(column), range(table.layout.header_row + 1, table.layout.last_row + 1)
    return {value.strip() for row in rows if at and isinstance(value := table.sheet.at(row, at), str)}


def _becomes(ref: str, held: Value) -> bool:
    """Whether Excel makes this of a reference that is typed into an ordinary cell."""
    if isinstance(held, dt.date):
        found = _DAY_AND_MONTH.fullmatch(ref)
        return bool(found) and (int(found[1]), int(found[2])) == (held.day, held.month)  # type: ignore[index]
    if isinstance(held, bool) or not isinstance(held, int | float):
        return False
    return bool(_NUMBER.fullmatch(ref)) and float(ref) == held


def _mend(table: Table, one: _Changed, ref: str, why: str, *, certain: bool) -> Mend:
    made = table.mend(one.row, one.column, ref, rule=RULE, why=why, ref=ref, certain=certain)
    return replace(made, ref=ref)
