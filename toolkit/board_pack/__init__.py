"""The board's pack: what a register says, as sheets to hand out. Every figure can be found again in the register."""

from __future__ import annotations

from toolkit.board_pack.carry_forward import carry_forward_sheet
from toolkit.board_pack.changes import changes_sheet
from toolkit.board_pack.exceptions import exceptions, overdue
from toolkit.board_pack.next_90_days import next_days
from toolkit.board_pack.position import Position, position
from toolkit.board_pack.reconciliation import control_totals, reconciliation
from toolkit.board_pack.summary import MOST_THEMES, summary_sheet, themes_sheet
from toolkit.model.dates.answer import show_date
from toolkit.model.pack import Pack
from toolkit.model.plan import Plan
from toolkit.register.control_totals import reconcile, totals_of
from toolkit.register.next_register import RatedRegister, rated_register
from toolkit.sheets.register_logs import CARRIED

__all__ = ["board_pack", "pack_of"]

SHEETS = (summary_sheet, exceptions, overdue, next_days, changes_sheet, reconciliation)


def board_pack(register: Plan, previous: Plan | None = None) -> Pack:
    """The pack of one register, ready to print.

    The register is rated as it stands: no rating that stood in it counts, but for what a merge has carried. Compared
    with its last sign-off before its period, or with ``previous``, an earlier register, where one is given. Raises
    DoesNotReconcile, saying where, when the register's control totals or its frozen sign-offs do not bear out its
    rows, and CannotDecide where Settings does not say when or how to rate.
    """
    return pack_of(rated_register(register), previous)


def pack_of(rated: RatedRegister, previous: Plan | None = None) -> Pack:
    """The same of a register that has just been rated."""
    reconcile(rated.plan)
    at = position(rated, previous)
    sheets = [sheet(at) for sheet in SHEETS]
    if len(rated.plan[CARRIED.name]):
        sheets.insert(1, carry_forward_sheet(at))
    if len(at.summary.themes) > MOST_THEMES:
        sheets.insert(1, themes_sheet(at))
    if len(totals_of(rated.plan)):
        sheets.append(control_totals(at))
    return Pack(
        title=str(at.setting("plan_title") or "Improvement plan"),
        sheets=tuple(sheets),
        subject=f"Board pack as at {show_date(at.as_at)}",
        organisation=str(at.setting("organisation") or ""),
        marking=str(at.setting("marking") or ""),
        footer=_footer(at),
        created=at.as_at,
    )


def _footer(at: Position) -> str:
    issue = at.setting("register_issue")
    made_from = f"Register issue {issue}  ·  " if issue else ""
    return f"Board pack  ·  {made_from}As at {show_date(at.as_at)}"
