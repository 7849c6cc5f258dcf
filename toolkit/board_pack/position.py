"""Where a plan stands on the report date: what every sheet of the board's pack is drawn from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.board_pack.movements import NO_THEME, Before, before_of, compare, last_sign_off
from toolkit.errors import CannotDecide
from toolkit.model.dates.answer import show_date
from toolkit.model.identity import canonical, ref_keys, ref_order, text_key
from toolkit.model.plan import Plan
from toolkit.model.schemes import DONE_STATUSES, ELSEWHERE_STATUSES, SEVERITY, Scheme
from toolkit.rating.summarise import Summary, summarise
from toolkit.rating.work_out import Worked
from toolkit.register.next_register import RatedRegister, rated_register
from toolkit.register.snapshots import signed_periods
from toolkit.sheets.parts import counted, parts_of, whole_keys

WORKED_OUT = (
    "rating", "why", "worked_out_rating", "previous_rating", "direction", "due", "due_shown", "times_moved",
    "tbc_periods", "escalated", "escalated_why",
)  # fmt: skip
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Position:
    """A register as its board sees it.

    ``actions``: every action once, without its parts: the register's own columns in the plan's order, and ``key`` (the
    ref as it is compared), ``due_shown`` and ``due_words`` (the date that counts, and what was written where that
    differs), ``days_late`` (0 unless open and overdue), ``is_open``, ``missing`` (its return has not come),
    ``escalated`` and ``escalated_why``. ``parts``: the rows that are a part of an action, in the same columns and with
    ``whole``, the key of their action.
    ``milestones``: the register's own, with the day each is due. ``changes``: see ``compare``.
    """

    plan: Plan
    as_at: dt.date
    scheme: Scheme
    actions: pd.DataFrame
    parts: pd.DataFrame
    milestones: pd.DataFrame
    before: Before | None
    changes: pd.DataFrame
    summary: Summary
    differences: str
    """Which ratings are no longer those the register held, in a sentence; blank where all are."""

    def setting(self, name: str) -> Any:
        """One line of the register's Settings; None where blank."""
        return self.plan.settings.iloc[0][name]

    @property
    def period(self) -> str:
        """The period reported on."""
        return str(self.setting("period") or "")

    @property
    def line(self) -> str:
        """What stands under the title of every sheet."""
        parts = (self.setting("plan_title"), self.setting("organisation"), f"As at {show_date(self.as_at)}")
        return "  ·  ".join(str(part) for part in parts if part)

    @property
    def steps(self) -> Sequence[Row]:
        """Milestones as plain rows; ``key`` is that of the action each belongs to."""
        keyed = self.milestones.assign(key=ref_keys(self.milestones["action_ref"]))
        return keyed.to_dict("records")

    def records(self, where: pd.Series | None = None) -> Sequence[Row]:
        """Actions as plain rows, all of them or those for which it holds."""
        kept = self.actions if where is None else self.actions[where]
        return kept.to_dict("records")

    @property
    def open_parts(self) -> Sequence[Row]:
        """What is still to be done of actions that were split, as plain rows."""
        return self.parts.loc[self.parts["is_open"]].to_dict("records")

    @property
    def open_rows(self) -> dict[str, Row]:
        """Open actions and their open parts by key: what a milestone may belong to."""
        return {r["key"]: r for r in (*self.open_parts, *self.records(self.actions["is_open"]))}


def position(rated: RatedRegister, previous: Plan | None = None) -> Position:
    """A register just rated, compared with the last sign-off, or with the earlier register where one is given.

    Raises CannotDecide where Settings lacks the report date or the scheme: nothing can be rated without them.
    """
    register = rated.plan
    as_at, scheme = _as_at(register), _scheme(register)
    rows = board_actions(rated)
    is_part = parts_of(rows)
    actions, parts = rows.loc[~is_part], rows.loc[is_part].assign(whole=whole_keys(rows)[is_part])
    own = register.settings.iloc[0]["period"]
    before = _earlier(previous, own) if previous else last_sign_off(register, before=canonical(own))
    same_scheme = before is not None and before.scheme in (None, scheme)
    summary = summarise(actions, as_at=as_at, scheme=scheme, before=before.rows if before and same_scheme else None)
    milestones, changes = _plain(register["Milestones"]), compare(actions, before, scheme, frozenset(parts["key"]))
    return Position(register, as_at, scheme, actions, parts, milestones, before, changes, summary, rated.differences)


def _earlier(previous: Plan, period: object) -> Before:
    """The register of the last meeting as that meeting saw it: its sign-off or, where there was none, rated.

    ``period``: the one reported on now. Settings of the earlier register may have been put to it already.
    """
    own = previous.settings.iloc[0]["period"]
    moved_on = text_key(own) == text_key(period)
    if moved_on or text_key(own) in map(text_key, signed_periods(previous)):
        signed = last_sign_off(previous, before=canonical(own) if moved_on else None)
        if signed is not None:
            return signed
    return before_of(previous, counted(board_actions(rated_register(previous))))


def board_actions(rated: RatedRegister) -> pd.DataFrame:
    """The rows of a register as ``Position.actions`` has them, all that is worked out being worked out anew."""
    given, worked = _plain(rated.plan["Actions"]), _plain(rated.worked.actions)
    actions = given.assign(
        **{name: worked[name] for name in WORKED_OUT},
        key=ref_keys(given["ref"]),
        theme=given["theme"].fillna(NO_THEME),
        due_words=_due_words(given, worked, rated.worked),
        days_late=worked["days_late"].astype(int),
        is_open=~given["status"].isin(DONE_STATUSES + ELSEWHERE_STATUSES),
        missing=given["return_state"].eq("Not returned").astype(bool),
    )
    return _in_plan_order(actions.assign(escalated=actions["escalated"].astype(bool)), rated.plan)


def worst_first(row: Row) -> tuple[Any, ...]:
    """The order in which a board reads actions: worst rating, then escalated, then latest."""
    return SEVERITY.index(row["rating"]), not row["escalated"], -row["days_late"], ref_order(row["key"])


def _as_at(register: Plan) -> dt.date:
    day = register.settings.iloc[0]["report_date"]
    if not isinstance(day, dt.date) or day is pd.NaT:
        raise CannotDecide("Settings of the register has no report date, so nothing can be told 'as at'. Fill it in.")
    return day


def _scheme(register: Plan) -> Scheme:
    named = register.settings.iloc[0]["scheme"]
    if named not in list(Scheme):
        raise CannotDecide("Settings of the register names no rating scheme. Choose Progress or Delivery.")
    return Scheme(named)


def _in_plan_order(actions: pd.DataFrame, register: Plan) -> pd.DataFrame:
    """Actions by theme in the order of the Themes sheet, each theme's in the order of the register."""
    themes = register["Themes"]
    at = pd.to_numeric(themes["order"], errors="coerce").fillna(len(themes))
    listed = themes.assign(at=at).sort_values("at", kind="stable")
    order = {title: place for place, title in enumerate(listed["title"])}
    place = actions["theme"].map(order).fillna(len(order)).astype(int)
    return actions.loc[place.sort_values(kind="stable").index]


def _due_words(given: pd.DataFrame, worked: pd.DataFrame, work: Worked) -> pd.Series:
    """The date that counts, the plan's own words where they say something else, and a date asked for in vain."""
    first, asked = (work.dates["Actions", column]["date"] for column in ("due_as_written", "revised_due"))
    rows = zip(given["due_as_written"], first, asked, worked["due"], worked["due_shown"], strict=True)
    return pd.Series([_due_in_words(*row) for row in rows], index=given.index, dtype=object)


def _due_in_words(written: object, first: object, asked: object, due: object, shown: str | None) -> str | None:
    words = show_date(written) if isinstance(written, dt.date) else str(written or "")
    lines = [shown or words]
    if isinstance(due, dt.date) and due != first and words:
        lines.append(f"(was {words})")
    elif shown and words and words.casefold() != shown.casefold() and words not in _ways_to_write(due):
        lines.append(f"({words})")
    if isinstance(asked, dt.date) and asked != due:
        lines.append(f"({show_date(asked)} asked for, not agreed)")
    return "\n".join(line for line in lines if line) or None


def _ways_to_write(day: object) -> set[str]:
    """The ways of writing a day that say no more than the day."""
    if not isinstance(day, dt.date):
        return set()
    figures = [f"{day.day}/{day.month}/{day.year}", f"{day:%d/%m/%Y}", f"{day:%d/%m/%y}", f"{day:%d.%m.%Y}"]
    return {show_date(day), f"{day:%d %B %Y}", f"{day.day} {day:%b %Y}", f"{day:%d %b %Y}", day.isoformat(), *figures}


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with None for whatever pandas calls missing."""
    plain = frame.astype(object)
    return plain.where(plain.notna(), None)
