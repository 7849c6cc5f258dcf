"""What signed-off periods left behind."""

from __future__ import annotations

import datetime as dt

from tests.builders import a_plan, an_action
from toolkit.model.plan import Book
from toolkit.rating.roll_up import earlier, last_of, tbc_periods

MARCH, JUNE, SEPTEMBER = dt.date(2026, 3, 31), dt.date(2026, 6, 30), dt.date(2026, 9, 30)


def frozen(as_at: dt.date | None, ref: str = "EX1", **fields: object) -> dict[str, object]:
    return {"period": f"{as_at:%Y-%m}" if as_at else "once", "as_at": as_at, "ref": ref} | fields


def signed(*rows: dict[str, object]):
    return earlier(a_plan([an_action()], book=Book.REGISTER, snapshots=list(rows)))


def test_the_period_reported_on_is_not_compared_with_itself():
    assert list(signed(frozen(JUNE), frozen(SEPTEMBER))["period"]) == ["2026-06"]


def test_the_last_period_is_the_latest_whatever_the_order_of_the_rows():
    assert list(last_of(signed(frozen(JUNE, rating="Red"), frozen(MARCH, rating="Green")))["rating"]) == ["Red"]


def test_refs_are_compared_whatever_their_case():
    assert list(last_of(signed(frozen(JUNE, "ex1 "))).index) == ["EX1"]


def test_tbc_is_counted_over_periods_running_and_starts_again_after_a_date():
    rows = [frozen(None, due="TBC"), frozen(MARCH, due="31 March 2027"), frozen(JUNE, "ex1", due="TBC")]

    assert tbc_periods(signed(*rows)) == {"EX1": 1}
    assert tbc_periods(signed(frozen(MARCH, due="TBC"), frozen(JUNE, "ex1", due="TBC"))) == {"EX1": 2}


def test_a_plan_never_signed_off_has_nothing_before():
    assert tbc_periods(signed()) == {}
    assert last_of(signed()).empty
