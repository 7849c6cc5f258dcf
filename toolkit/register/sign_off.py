"""Signing a period off: the register is rated, its ratings are frozen, and the next period is compared with them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from toolkit.errors import ToolkitError
from toolkit.model.dates.answer import show_date
from toolkit.model.identity import canonical
from toolkit.model.plan import Plan
from toolkit.model.schemes import Scheme
from toolkit.register.control_totals import reconcile
from toolkit.register.logs import appended, lines_of, of_period
from toolkit.register.next_register import RatedRegister, rated_register
from toolkit.register.snapshots import checksum, counts_in_words, due_in_words
from toolkit.sheets.parts import counted, parts_of
from toolkit.sheets.register_logs import SIGN_OFFS, SNAPSHOTS


@dataclass(frozen=True)
class SignedOff:
    """A register with its period signed off, and what rating it first has changed."""

    register: Plan
    rated: RatedRegister


def sign_off(register: Plan, *, by: str, on: dt.date) -> SignedOff:
    """Rate the register as it stands and freeze that; what its rating cells held before does not count.

    Raises as ``freeze`` does.
    """
    rated = rated_register(register)
    return SignedOff(freeze(rated.plan, by=by, on=on), rated)


def freeze(register: Plan, *, by: str, on: dt.date) -> Plan:
    """A register that has just been rated, its ratings frozen: one Snapshots row an action or part, one Sign-offs row.

    Raises DoesNotReconcile while its figures would not bear out a pack, and ToolkitError where the period is signed
    off already with other figures; with the same figures nothing happens.
    """
    period, as_at, scheme = (register.settings.iloc[0][s] for s in ("period", "report_date", "scheme"))
    if not canonical(period) or not isinstance(as_at, dt.date):
        raise ToolkitError("The register's Settings need a Reporting period and a Report date before it is signed off.")
    if scheme not in list(Scheme):
        raise ToolkitError("The register's Settings name no rating scheme, so there is nothing to sign off.")
    rows = _frozen(register, period, as_at, scheme)
    signed = register["Sign-offs"]
    before = signed[of_period(signed, period)]
    if len(before):
        return _unchanged(register, before, checksum(rows))
    reconcile(register, refused=f"{period} cannot be signed off")
    line = {
        "period": period, "as_at": as_at, "by": by, "on": on, "rows": len(counted(rows)),
        "counts": counts_in_words(counted(rows)["rating"]), "checksum": checksum(rows),
    }  # fmt: skip
    source = register.sources[0]
    tables = dict(register.tables)
    tables["Snapshots"] = appended(register["Snapshots"], rows, source)
    tables["Sign-offs"] = appended(signed, lines_of(SIGN_OFFS.name, [line], source), source)
    return replace(register, tables=tables)


def _unchanged(register: Plan, before: pd.DataFrame, now: str) -> Plan:
    """A register whose period is signed off already; ``now`` is the checksum of its rows as they stand."""
    if now == before["checksum"].iloc[-1]:
        return register
    day = before["on"].iloc[-1]
    raise ToolkitError(
        f"{before['period'].iloc[-1]} was signed off{' on ' + show_date(day) if isinstance(day, dt.date) else ''} with "
        "other figures, and a signed-off period is not changed. Put the next period on the register's Settings."
    )


def _frozen(register: Plan, period: object, as_at: dt.date, scheme: object) -> pd.DataFrame:
    actions = register["Actions"]
    columns = {
        "period": period, "as_at": as_at, "ref": actions["ref"], "theme": actions["theme"],
        "rating": actions["rating"], "status": actions["status"], "due": due_in_words(register),
        "completed_on": actions["completed_on"], "scheme": scheme, "times_moved": actions["times_moved"],
        "parent_ref": actions["parent_ref"].where(parts_of(actions)),
    }  # fmt: skip
    frame = pd.DataFrame(columns, index=actions.index, dtype=object)
    frame = frame.where(frame.notna(), None)
    rows = [{str(k): v for k, v in line.items()} for line in frame.to_dict("records")]
    return lines_of(SNAPSHOTS.name, rows, register.sources[0])
