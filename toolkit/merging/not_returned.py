"""Which actions came back, and what is shown for those that did not.

A missing return never looks like good news: the last rating is shown with its date, and never as Green or Blue.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from toolkit.merging.choose_files import File
from toolkit.merging.compare import Sent
from toolkit.merging.ledger import Draft, Ledger
from toolkit.merging.place_rows import Placed
from toolkit.model.dates.answer import show_date
from toolkit.model.grid import Value
from toolkit.model.identity import ref_key, same_text, service_key
from toolkit.model.plan import Plan
from toolkit.model.schemes import Rating
from toolkit.register.snapshots import last_snapshot
from toolkit.register.standing import (
    ALREADY,
    CLOSED,
    GOOD_NEWS,
    LATE,
    NIL_RETURN,
    NOT_RETURNED,
    NOT_SENT,
    NOT_SIGNED,
    RETURNED,
    WRONG_PERIOD,
    Opening,
    Standing,
)

SHEET = "Actions"
_TAIL = re.compile(r"Last rated (?P<rating>[A-Z][a-z]+(?: [a-z]+)?)(?: on [^.]*)?\.$|Not rated before\.$")


def mark_rows(
    draft: Draft,
    standing: Standing,
    files: Sequence[File],
    placed: Placed,
    sent: Sent,
    ledger: Ledger,
    register: Plan,
) -> None:
    """Gives every action that was not merged just now its word under Return, and asks after those that are gone."""
    merged = {item.key for item in placed.updates}
    by_service = _by_service(files)
    last = _last_ratings(register, standing.period)
    for action in standing.opening:
        at = draft.find(SHEET, action.key) if action.key else None
        if at is None or (action.key in merged and not action.closed_elsewhere):
            continue
        came = by_service.get(action.service_key, [])
        state, words = _state(draft, at, action, standing, came, placed, sent)
        held = any(action.key in placed.held.get(file.source, ()) for file in came)
        if state == NOT_RETURNED and came and came[0].received and not held:
            _ask_after(draft, at, came[0], ledger)
        draft.put(SHEET, at, "return_state", state)
        if state == NOT_RETURNED:
            _carry(draft, at, words, last.get(action.key))


def _by_service(files: Sequence[File]) -> dict[str, list[File]]:
    """The files that were merged just now, by folded service; those that wait where none was."""
    waiting: dict[str, list[File]] = defaultdict(list)
    received: dict[str, list[File]] = defaultdict(list)
    for file in files:
        if file.state != ALREADY:
            (received if file.received else waiting)[service_key(file.service)].append(file)
    return {**waiting, **received}


def _state(
    draft: Draft,
    at: int,
    action: Opening,
    standing: Standing,
    came: Sequence[File],
    placed: Placed,
    sent: Sent,
) -> tuple[Value, str]:
    """The word under Return, and for an action that did not come back the reason in words."""
    received = bool(came) and came[0].received
    if action.closed_elsewhere:
        return CLOSED, ""
    if action.service_key in standing.earlier and (not received or _came_earlier(draft, at, standing)):
        # A merge earlier this period has told them apart; a row without a word was added since.
        return draft.get(SHEET, at, "return_state") or NOT_SENT, _reason(draft, at)
    if came and not received:
        return NOT_RETURNED, f"The return from {action.service} for {standing.period} is {_waits(came)}."
    if not came:
        return NOT_RETURNED, f"No return from {action.service or 'any service'} for {standing.period}."
    if any(action.key in placed.held.get(file.source, ()) for file in came):
        return NOT_RETURNED, f"Not merged for {standing.period}: see Proposed changes and conflicts."
    if all(file.source in sent.sources and action.key not in sent.keys(SHEET, file.source) for file in came):
        return NOT_SENT, ""
    return NOT_RETURNED, f"Not in the return from {came[0].service} for {standing.period}."


def _came_earlier(draft: Draft, at: int, standing: Standing) -> bool:
    """Another half of the service has brought the action this period."""
    came = draft.get(SHEET, at, "return_state") in (RETURNED, NIL_RETURN)
    return came and same_text(draft.get(SHEET, at, "source_period"), standing.period)


def _waits(files: Sequence[File]) -> str:
    """Why what came was not merged, in the middle of a sentence; of several files the one that says most speaks."""
    said = {LATE: "late", NOT_SIGNED: "not signed", WRONG_PERIOD: "made out for {}"}
    known = list(said)
    # By what became of it, whatever it is called: other names for the same files change nothing.
    first = min(files, key=lambda file: (known.index(file.state) if file.state in said else len(known), file.period))
    return said.get(first.state, "set aside").format(first.period)


def _reason(draft: Draft, at: int) -> str:
    why = str(draft.get(SHEET, at, "why") or "")
    return _TAIL.sub("", why).strip()


def _ask_after(draft: Draft, at: int, file: File, ledger: Ledger) -> None:
    ref = str(draft.get(SHEET, at, "ref"))
    why = (
        f"P-01: {ref} was sent out and is not in the return. Actions are closed, never deleted: ask the service where "
        "it has gone."
    )
    words = draft.get(SHEET, at, "action")
    ledger.propose("Question", SHEET, ref, why, file=file.source, register=words, who=file.signed_by)


def _last_ratings(register: Plan, period: str) -> dict[str, tuple[str, str]]:
    """By key, the rating last signed off and its day in words."""
    last = last_snapshot(register, period)
    rows = zip(last["ref"], last["rating"], last["as_at"], strict=True)
    return {ref_key(ref): (rating, f" on {show_date(day)}" if day else "") for ref, rating, day in rows if rating}


def _carry(draft: Draft, at: int, words: str, signed_off: tuple[str, str] | None) -> None:
    """The last rating as it may be shown, and why; a second missing return in a row keeps the first's last rating."""
    told = _TAIL.search(str(draft.get(SHEET, at, "why") or ""))
    if told:
        rating, tail = told["rating"], told[0]
    elif signed_off:
        rating, tail = signed_off[0], f"Last rated {signed_off[0]}{signed_off[1]}."
    else:
        rating = draft.get(SHEET, at, "rating")
        tail = f"Last rated {rating}." if rating else "Not rated before."
    shown = Rating.NOT_RATED if not rating or rating in GOOD_NEWS else rating
    draft.put(SHEET, at, "rating", str(shown))
    draft.put(SHEET, at, "why", f"{words} {tail}")
