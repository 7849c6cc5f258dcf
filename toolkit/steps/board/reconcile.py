"""Whether a register's own sums bear out its rows: if they do not, no pack is made from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from toolkit.errors import DoesNotReconcile
from toolkit.model.identity import canonical, same_text, service_key, text_key
from toolkit.model.plan import Plan
from toolkit.steps.logs import of_period
from toolkit.steps.merge.standing import is_open
from toolkit.steps.merge.totals import ALL, OPEN, WHOLE
from toolkit.steps.sign_off import counts_in_words, verify_snapshot


def reconcile(register: Plan) -> None:
    """Raises DoesNotReconcile with every place where sums disagree: service, total and both figures."""
    found = [*_totals_that_differ(register), *_rows_not_counted(register), *_sign_offs_changed(register)]
    if found:
        places = "".join(f"\n- {line.strip()}" for line in found)
        raise DoesNotReconcile(
            f"The pack was not made, because its figures would not bear a question from the board:{places}\n"
            "Put right what was changed by hand since the merge, or merge the period's returns again."
        )


def totals_of(register: Plan) -> pd.DataFrame:
    """The control totals of the period reported on; none where nothing has been merged."""
    totals = register["Control totals"]
    return totals[of_period(totals, _period(register))]


def _period(register: Plan) -> str:
    return canonical(register.settings.iloc[0]["period"]) or ""


def _totals_that_differ(register: Plan) -> Iterator[str]:
    for line in totals_of(register).to_dict("records"):
        if line["left"] != line["right"] or text_key(line["agrees"]) != "yes":
            yield f"{_named(line)}: {line['left']} on one side, {line['right']} on the other. {line['working'] or ''}"


def _rows_not_counted(register: Plan) -> Iterator[str]:
    """Closing figures of the control totals against the register's rows as they are now."""
    actions = register["Actions"]
    service, open_ = actions["service"].map(service_key), actions["status"].map(is_open)
    for line in totals_of(register).to_dict("records"):
        counted = {ALL: actions["ref"].map(lambda _: True), OPEN: open_}.get(line["total"])
        if counted is None:
            continue
        whole = line["service"] in (None, WHOLE)
        now = int((counted if whole else counted & (service == service_key(line["service"]))).sum())
        if now != line["right"]:
            yield f"{_named(line)}: {line['right']} closing when merged, {now} rows in the register now."


def _named(line: Mapping[Any, Any]) -> str:
    return f"{line['service'] or WHOLE}, '{line['total']}'"


def _sign_offs_changed(register: Plan) -> Iterator[str]:
    """Frozen rows that are no longer as they were signed, and a signed period whose register says otherwise."""
    signed = register["Sign-offs"]
    for line in signed[signed["period"].notna()].to_dict("records"):
        if not verify_snapshot(register, line["period"]):
            yield f"Snapshots of {line['period']}: its rows are not those that were signed off by {line['by']}."
        elif same_text(line["period"], _period(register)):
            now = counts_in_words(register["Actions"]["rating"])
            if now != line["counts"]:
                yield f"{line['period']} was signed off with {line['counts']}; the register now says {now}."
