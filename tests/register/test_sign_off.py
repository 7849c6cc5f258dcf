from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.merge_builders import HEALTH, a_register, a_return_of, merged, registered
from toolkit.errors import DoesNotReconcile, ToolkitError
from toolkit.model.plan import Plan
from toolkit.register.sign_off import freeze, sign_off
from toolkit.register.snapshots import (
    counts_in_words,
    due_in_words,
    last_snapshot,
    signed_periods,
    times_moved,
    verify_snapshot,
)

DIRECTOR = "Director of Children's Services"
PERIODS = {"2026-03": dt.date(2026, 3, 31), "2026-06": dt.date(2026, 6, 30), "2026-09": dt.date(2026, 9, 30)}


def at(register: Plan, period: str, **fields: object) -> Plan:
    """The register in a period; ``fields`` are laid over its first action."""
    actions = register["Actions"].copy()
    for column, value in fields.items():
        actions.loc[actions.index[0], column] = value
    settings = register.settings.assign(period=period, report_date=PERIODS[period])
    return replace(register, settings=settings, tables=register.tables | {"Actions": actions})


def signed(register: Plan, period: str, **fields: object) -> Plan:
    """Frozen with the ratings that stand in it."""
    return freeze(at(register, period, **fields), by=DIRECTOR, on=PERIODS[period])


def test_a_sign_off_freezes_one_row_an_action_with_the_date_that_counts():
    register = a_register([registered("EX1", times_moved=1), registered("EX2", due_as_written="tbc", rating=None)])
    rows = signed(register, "2026-09")["Snapshots"]

    assert rows[["period", "ref", "theme", "rating", "status", "due", "scheme"]].to_numpy().tolist() == [
        ["2026-09", "EX1", "Front door", "Green", "In progress", "31 March 2027", "Delivery"],
        ["2026-09", "EX2", "Front door", None, "In progress", "TBC", "Delivery"],
    ]
    assert rows["times_moved"].iloc[0] == 1


def test_a_sign_off_freezes_what_follows_from_the_rows_and_writes_it_into_them():
    stale = [registered("EX1", due_as_written="31 August 2026"), registered("EX2", rating="Red"), registered("EX3")]
    done = sign_off(a_register(stale), by=DIRECTOR, on=dt.date(2026, 10, 2))

    assert list(done.register["Snapshots"]["rating"]) == ["Red", "Green", "Green"]
    assert list(done.register["Actions"]["rating"]) == ["Red", "Green", "Green"]
    assert done.register["Sign-offs"]["counts"].iloc[0] == "Red 1, Green 2"
    assert done.rated.differences == (
        "2 ratings differ from those of the last merge or refresh: EX1 Green → Red, EX2 Red → Green."
    )


def test_a_first_register_that_nobody_rated_is_signed_off_with_ratings_and_nothing_is_said_to_differ():
    first = a_register([registered("EX1", rating=None), registered("EX2", rating=None, confidence="At risk")])
    done = sign_off(first, by=DIRECTOR, on=dt.date(2026, 10, 2))

    assert done.register["Sign-offs"]["counts"].iloc[0] == "Amber 1, Green 1"
    assert done.rated.differences == ""


def test_of_many_ratings_that_differ_the_first_are_named_and_the_rest_counted():
    rows = [registered(f"EX{n}", rating="Red") for n in range(15)]
    said = sign_off(a_register(rows), by=DIRECTOR, on=dt.date(2026, 10, 2)).rated.differences

    assert said.startswith("15 ratings differ")
    assert said.endswith("EX11 Red → Green, and 3 more.")


def test_without_a_rating_scheme_there_is_nothing_to_sign_off():
    with pytest.raises(ToolkitError, match="no rating scheme"):
        sign_off(a_register(settings={"scheme": None}), by=DIRECTOR, on=dt.date(2026, 10, 2))


def test_signing_the_same_figures_again_changes_nothing():
    once = signed(a_register(), "2026-09")

    assert freeze(once, by="Somebody else", on=dt.date(2026, 12, 1)) is once


def test_a_signed_off_period_cannot_be_signed_with_other_figures():
    once = signed(a_register(), "2026-09")

    with pytest.raises(ToolkitError, match="2026-09 was signed off on 30 September 2026 with other figures"):
        signed(once, "2026-09", rating="Red")


def test_a_period_whose_control_totals_disagree_is_not_signed_off():
    register = a_register()
    done = merged(register, a_return_of(register))
    totals = done.register["Control totals"].copy()
    totals.loc[totals.index[0], ["left", "agrees", "working"]] = [9, "No", "9 issued = 2 returned."]

    with pytest.raises(DoesNotReconcile, match="9 issued = 2 returned"):
        sign_off(replace(done.register, tables=done.register.tables | {"Control totals": totals}), by=DIRECTOR,
                 on=dt.date(2026, 10, 2))  # fmt: skip


def test_without_a_period_nothing_can_be_signed_off():
    with pytest.raises(ToolkitError, match="Reporting period"):
        sign_off(a_register(settings={"period": None}), by=DIRECTOR, on=dt.date(2026, 10, 2))


def test_the_checksum_survives_a_trip_through_excel():
    frozen = signed(a_register([registered("1.1", times_moved=2, completed_on=dt.date(2026, 5, 4))]), "2026-09")
    rows = frozen["Snapshots"].copy()
    rows["times_moved"] = [float(n) for n in rows["times_moved"]]
    rows["theme"] = ["Front door  " for _ in rows["theme"]]

    assert verify_snapshot(replace(frozen, tables=frozen.tables | {"Snapshots": rows}), "2026-09")


@pytest.mark.parametrize(
    "alter",
    [
        lambda rows: rows.assign(status="Complete"),
        lambda rows: rows.iloc[1:],
        lambda rows: rows.iloc[::-1],
        lambda rows: rows.assign(due="1 April 2027"),
    ],
)
def test_a_frozen_row_altered_dropped_or_moved_shows(alter):
    frozen = signed(a_register([registered("EX1"), registered("EX2")]), "2026-09")

    assert verify_snapshot(frozen, "2026-09")
    altered = frozen.tables | {"Snapshots": alter(frozen["Snapshots"])}
    assert not verify_snapshot(replace(frozen, tables=altered), "2026-09")


def test_a_period_never_signed_off_has_nothing_to_verify():
    assert not verify_snapshot(a_register(), "2026-09")


def test_the_last_snapshot_is_the_one_before_the_period_named():
    register = signed(signed(a_register(), "2026-03", rating="Red"), "2026-06", rating="Amber")
    register = signed(register, "2026-09", rating="Blue")

    assert signed_periods(register) == ["2026-09", "2026-06", "2026-03"]
    assert last_snapshot(register)["rating"].iloc[0] == "Blue"
    assert last_snapshot(register, "2026-09")["rating"].iloc[0] == "Amber"
    assert last_snapshot(register, "2026-06")["rating"].iloc[0] == "Red"
    assert last_snapshot(register, "2026-03").empty


def test_a_revised_date_counts_only_with_a_reason_and_a_name():
    asked = {"revised_due": "30 June 2027", "revision_reason": "Staff left"}
    register = a_register([
        registered("EX1", **asked), registered("EX2", **asked, revision_agreed_by="Board"),
        registered("EX3", revised_due="30 June 2027", revision_agreed_by="Board"),
    ])  # fmt: skip

    assert list(due_in_words(register)) == ["31 March 2027", "30 June 2027", "31 March 2027"]
    assert list(times_moved(register)) == [0, 1, 0]


def test_each_agreed_move_since_the_last_sign_off_counts_once():
    agreed = {"revision_reason": "Staff left", "revision_agreed_by": "Board"}
    register = signed(a_register([registered("EX1")]), "2026-03")
    register = at(register, "2026-06", revised_due="30 June 2027", **agreed)
    once = merged(register, a_return_of(register)).register
    assert once["Actions"]["times_moved"].iloc[0] == 1
    assert merged(once, a_return_of(register)).register["Actions"]["times_moved"].iloc[0] == 1

    later = at(signed(once, "2026-06"), "2026-09", revised_due="30 September 2027")
    done = merged(later, a_return_of(later))
    assert done.register["Actions"]["times_moved"].iloc[0] == 2
    assert list(done.changes["kind"]) == ["Moved"]


def test_a_date_agreed_in_place_of_tbc_is_no_move():
    register = at(signed(a_register([registered("EX1", due_as_written="TBC")]), "2026-06"), "2026-09")

    assert list(times_moved(at(register, "2026-09", due_as_written="May 2027"))) == [0]


def test_counts_are_said_worst_first():
    ratings = registered_ratings("Green", "Blue", "Red", None, "Amber", "Red")
    assert counts_in_words(ratings) == "Red 2, Amber 1, Green 1, Blue 1, Not rated 1"


def registered_ratings(*ratings: str | None):
    return a_register([registered(f"EX{n}", HEALTH, rating=r) for n, r in enumerate(ratings)])["Actions"]["rating"]


def test_a_date_agreed_by_hand_after_the_merge_counts_as_a_move_at_sign_off_and_ever_after():
    agreed = {"revised_due": "30 June 2027", "revision_reason": "A late tender", "revision_agreed_by": "The Board"}
    first = a_register([registered("EX1")])
    by_hand = at(merged(first, a_return_of(first)).register, "2026-06", **agreed)
    done = sign_off(by_hand, by=DIRECTOR, on=PERIODS["2026-06"]).register
    assert list(done["Snapshots"]["times_moved"]) == [1]

    again = at(done, "2026-09", revised_due="31 August 2027")
    next_register = merged(again, a_return_of(again)).register

    assert list(next_register["Actions"]["times_moved"]) == [2]
    assert list(sign_off(next_register, by=DIRECTOR, on=PERIODS["2026-09"]).register["Snapshots"]["times_moved"]) == [
        1,
        2,
    ]
