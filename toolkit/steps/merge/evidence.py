"""Evidence numbers that two services gave to different evidence.

Every service numbers on from what it was sent, so the same next number from two of them is no fault of either. The
later one gets the next free number, in its own Evidence refs as well, and the log says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import pandas as pd

from toolkit.model.identity import canonical, ref_key, service_key, text_key
from toolkit.model.plan import Plan
from toolkit.steps.canonical import OTHER_WORDS, SAME_WORDS, likeness
from toolkit.steps.merge.choose import File
from toolkit.steps.merge.compare import Item, Sent
from toolkit.steps.merge.ledger import Draft, Ledger
from toolkit.steps.merge.support import numbers_in

SHEET = "Evidence"
Numbers = dict[tuple[str, str], str]
"""(source, folded number as returned) to its number in the register."""


def settle_numbers(
    items: Iterable[Item],
    draft: Draft,
    sent: Sent,
    files: Mapping[str, File],
    theirs_already: Collection[tuple[str, str]],
) -> Numbers:
    """Numbers that must change so that none stands for two pieces of evidence; the same from files in any order."""
    taken = {key: _words(draft, at) for key, at in draft.keys(SHEET).items()}
    numbers: Numbers = {}
    new = [i for i in items if i.key and not i.sent and (i.source, i.key) not in theirs_already]
    for item in sorted(new, key=lambda i: (service_key(files[i.source].service), i.source, i.row)):
        words = (text_key(item["what"]), ref_key(item["action_ref"]))
        enough = SAME_WORDS if item.source in sent.sources else OTHER_WORDS
        if item.key not in taken:
            taken[item.key] = words
        elif likeness(taken[item.key][0], words[0]) < enough:
            number = next((key for key, said in taken.items() if said == words), None) or _next_free(item.ref, taken)
            taken[ref_key(number)] = words
            numbers[item.source, item.key] = number
    return numbers


def _words(draft: Draft, at: int) -> tuple[str, str]:
    return text_key(draft.get(SHEET, at, "what")), ref_key(draft.get(SHEET, at, "action_ref"))


def _next_free(number: str, taken: Collection[str]) -> str:
    """The number after the highest with the same beginning: E7 after E6, 12 after 11."""
    found = re.fullmatch(r"(.*?)(\d+)", number)
    begins = found[1] if found else f"{number}-"
    tails = [key.removeprefix(ref_key(begins)) for key in taken if key.startswith(ref_key(begins))]
    return f"{begins}{max((int(t) for t in tails if t.isdigit()), default=1) + 1}"


def renumbered(returns: Plan, numbers: Numbers, sent: Sent, ledger: Ledger, files: Mapping[str, File]) -> Plan:
    """The returns with those numbers, on the Evidence sheet and wherever their own actions newly cite them."""
    evidence, actions = returns[SHEET].copy(), returns["Actions"].copy()
    places = zip(evidence.index, evidence["no"], strict=True)
    evidence["no"] = pd.Series(
        [numbers.get((source, ref_key(no)), no) for (source, _), no in places], index=evidence.index, dtype=object
    )
    for (source, row), old, new in zip(evidence.index, returns[SHEET]["no"], evidence["no"], strict=True):
        if (source, ref_key(old)) in numbers and canonical(old) != canonical(new):
            file = files[source]
            ledger.change(SHEET, new, "No", old, new, file=source, row=row, who=file.signed_by, on=file.signed_on)
    actions["evidence_refs"] = pd.Series(
        [
            _cited(source, ref_key(ref), cited, numbers, sent)
            for (source, _), ref, cited in zip(actions.index, actions["ref"], actions["evidence_refs"], strict=True)
        ],
        index=actions.index,
        dtype=object,
    )
    return replace(returns, tables=returns.tables | {SHEET: evidence, "Actions": actions})


def _cited(source: str, key: str, cited: object, numbers: Numbers, sent: Sent) -> object:
    before = numbers_in(sent.value("Actions", source, key, "evidence_refs"))
    now = numbers_in(cited)
    new = [n if n in before else numbers.get((source, ref_key(n)), n) for n in now]
    return cited if new == now else "; ".join(new)
