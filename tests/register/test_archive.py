"""Logs show the last three periods; older lines stand on archive sheets, and everything that looks back reads both."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.merge_builders import a_register, a_return_of, merged, registered, states
from tests.read_back import rows
from tests.register.test_own_columns import add_column
from toolkit import tasks
from toolkit.excel.write import write_pack
from toolkit.merging.receipt import Merged
from toolkit.model.plan import Plan
from toolkit.register.control_totals import reconcile
from toolkit.register.history import history
from toolkit.register.logs import periods_in_order, whole_log
from toolkit.register.next_register import refreshed_register
from toolkit.register.sign_off import freeze as sign_off
from toolkit.register.snapshots import signed_periods, verify_snapshot
from toolkit.register.to_settle import LIST, open_lines
from toolkit.returns.issue import register_pack

MONTHS = ["2026-09", "2026-10", "2026-11", "2026-12", "2027-01"]
LOGS = ("Returns", "Changes", "Control totals")


def last_day(month: str) -> dt.date:
    year, number = map(int, month.split("-"))
    return dt.date(year + number // 12, number % 12 + 1, 1) - dt.timedelta(1)


def in_month(register: Plan, month: str) -> Plan:
    return replace(register, settings=register.settings.assign(period=month, report_date=last_day(month)))


@pytest.fixture(scope="module")
def five_months() -> tuple[list[Merged], Plan]:
    """A register after five periods, each merged and signed off; the first return of all; what each merge did."""
    register = a_register([registered("EX1"), registered("EX2")])
    done, came = [], []
    for month in MONTHS:
        now = in_month(register, month)
        says = {"EX1": {"where_now": f"Seen in {month}"}}
        if month == MONTHS[0]:
            says = {"EX1": says["EX1"] | {"theme": "Help"}, "EX2": {"theme": "Care"}}
        settings = {"signed_off_on": last_day(month)}
        came.append(a_return_of(now, changes=says, source=f"{month}.xlsx", settings=settings))
        done.append(merged(now, came[-1]))
        register = sign_off(refreshed_register(done[-1].register), by="Director", on=last_day(month))
        if month == MONTHS[0]:
            asked = register[LIST]
            said = asked["ref"].map({"EX1": "Reject"}).astype(object).where(asked["ref"] == "EX1", None)
            register = replace(register, tables=register.tables | {LIST: asked.assign(decision=said)})
    return [*done, replace(done[-1], register=register)], came[0]


def months_of(register: Plan, sheet: str) -> list[str]:
    return list(dict.fromkeys(register[sheet]["period"]))


def test_the_last_three_periods_are_in_sight_and_older_lines_are_archived(five_months):
    register = five_months[0][-1].register

    for sheet in LOGS:
        assert months_of(register, sheet) == MONTHS[2:], sheet
        assert months_of(register, f"{sheet} archive") == MONTHS[:2], sheet
    assert months_of(register, "Snapshots") == MONTHS
    assert signed_periods(register) == MONTHS[::-1]
    assert all(verify_snapshot(register, month) for month in MONTHS)
    assert periods_in_order(register) == MONTHS
    assert all(one.reconciles for one in five_months[0])
    reconcile(register)


def test_nothing_is_lost_and_nothing_doubled_by_archiving(five_months):
    register = five_months[0][-1].register
    for sheet in LOGS:
        lines = whole_log(register, sheet)
        assert not lines.duplicated().any(), sheet
        assert months_of(register, sheet) == MONTHS[2:]
    assert list(whole_log(register, "Returns")["file"]) == [f"{month}.xlsx" for month in MONTHS]


def test_a_merge_says_what_it_moved_and_one_with_nothing_to_move_says_nothing(five_months):
    done = five_months[0]

    assert not any("archive" in line for one in done[:3] for line in one.receipt)
    assert (
        done[3]
        .receipt[-1]
        .startswith(
            "Moved to the archive sheets at the end of the register, being older than 3 periods: 1 line of Returns, "
        )
    )


def test_questions_nobody_has_answered_stay_in_sight_however_old(five_months):
    register = five_months[0][-1].register
    asked, closed = register[LIST], register["Proposed archive"]

    assert list(zip(asked["ref"], asked["period"], asked["age"], strict=True)) == [("EX2", MONTHS[0], 4)]
    assert list(zip(closed["ref"], closed["period"], closed["decision"], strict=True)) == [("EX1", MONTHS[0], "Reject")]


def test_a_file_merged_long_ago_is_still_known(five_months):
    done, first = five_months

    again = merged(in_month(done[-1].register, "2027-02"), first)

    assert states(again)[f"{MONTHS[0]}.xlsx"] == "Already merged"


def test_an_actions_history_reaches_back_into_the_archive(five_months):
    register = five_months[0][-1].register

    words = [event.words for event in history([register], "EX1")]

    for before, after in pairwise(MONTHS):
        assert f"Where are we now: from Seen in {before} to Seen in {after}." in words


def test_archives_are_sheets_at_the_end_of_the_workbook_with_the_teams_own_columns(five_months, tmp_path: Path):
    """Words beside a line go with it."""
    before = in_month(five_months[0][2].register, MONTHS[3])
    path = write_pack(register_pack(before), tmp_path / "Register.xlsx")
    assert "Returns archive" not in load_workbook(path).sheetnames
    add_column(path, "Returns", "Rang them", {5: "Twice"})
    tasks.issue(path, tmp_path / "returned")

    done = tasks.merge(path, tmp_path / "returned", tmp_path / "Next.xlsx")

    book = load_workbook(tmp_path / "Next.xlsx")
    archives = ["Returns archive", "Changes archive", "Proposed archive", "Control totals archive"]
    assert [name for name in book.sheetnames if name.endswith(" archive")] == archives
    assert book["Returns archive"].sheet_state == "visible"
    rows = list(book["Returns archive"].iter_rows(min_row=4, values_only=True))
    assert (rows[0][-1], rows[1][0], rows[1][-1]) == ("Rang them", MONTHS[0], "Twice")
    assert not [line for line in done.lines if "Not in the next register" in line]
    again = tasks.merge(tmp_path / "Next.xlsx", tmp_path / "returned", tmp_path / "Again.xlsx")
    assert again.reconciles
    kept = list(load_workbook(tmp_path / "Again.xlsx")["Returns archive"].iter_rows(min_row=4, values_only=True))
    assert kept == rows


def test_words_typed_into_a_line_that_is_archived_go_along(tmp_path: Path):
    register = a_register()
    for month in MONTHS[:3]:
        now = in_month(register, month)
        says = {"EX1": {"where_now": f"Seen in {month}"}}
        settings = {"signed_off_on": last_day(month)}
        register = merged(now, a_return_of(now, changes=says, source=f"{month}.xlsx", settings=settings)).register
    first = register["Changes"].index[0]
    when = register["Changes"]["on"].copy()
    when[first] = None
    typed = {(first[0], "Changes"): {(first[1], "on"): "some day in September"}}
    register = replace(register, tables=register.tables | {"Changes": register["Changes"].assign(on=when)}, typed=typed)

    done = merged(in_month(register, MONTHS[3]))
    path = write_pack(register_pack(refreshed_register(done.register)), tmp_path / "Next.xlsx")

    lines = [row for row in rows(path, "Changes archive") if row["After"] == f"Seen in {MONTHS[0]}"]
    assert [row["On"] for row in lines] == ["some day in September"]
    assert "some day in September" not in {row["On"] for row in rows(path, "Changes")}


def test_what_was_answered_and_archived_is_not_asked_again_by_a_corrected_file_of_that_period():
    register = a_register()
    first = in_month(register, MONTHS[0])
    asks = {"EX1": {"theme": "Help"}}
    settings = {"signed_off_on": last_day(MONTHS[0])}
    register = merged(first, a_return_of(first, changes=asks, source="a.xlsx", settings=settings)).register
    register = replace(register, tables=register.tables | {LIST: register[LIST].assign(decision="Reject")})
    for month in MONTHS[1:4]:
        register = merged(in_month(register, month)).register
    assert list(register["Proposed archive"]["answer"]) == [f"Rejected in {MONTHS[1]}."]

    back = in_month(register, MONTHS[0])
    corrected = {"EX1": asks["EX1"] | {"notes": "Corrected"}}
    done = merged(back, a_return_of(first, changes=corrected, source="a.xlsx", settings=settings))

    assert done.register["Actions"]["notes"].iloc[0] == "Corrected"
    assert list(open_lines(done.register[LIST])["ref"]) == []
