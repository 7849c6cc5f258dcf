"""A return for another period than the register stands at: found in the return, and not merged."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from tests.books import register_file, return_file, setting_cell, signed
from tests.merge_builders import EARLY_HELP, HEALTH, a_register, a_return_of, action, merged, states
from toolkit import tasks
from toolkit.excel.patch import patch
from toolkit.model.edits import SetCells

AUGUST = {"period": "August 2026"}


def test_a_return_for_another_period_is_a_state_of_its_own_and_its_service_not_returned():
    register = a_register()
    done = merged(register, a_return_of(register, changes={"EX1": {"notes": "Said"}}, settings=AUGUST))

    assert states(done) == {"Early Help.xlsx": "Wrong period", HEALTH: "Missing"}
    row = action(done.register, "EX1")
    assert (row["notes"], row["return_state"]) == (None, "Not returned")
    assert row["why"].startswith("The return from Early Help for 2026-09 is made out for August 2026.")
    assert list(done.set_aside["value"].dropna()) == ["Said"]
    assert "put that beside Reporting period on its Settings and send it again" in " ".join(done.receipt)
    assert done.reconciles


@pytest.mark.parametrize("period", ["2026-09", "September 2026", "09/2026", dt.date(2026, 9, 1), None])
def test_a_period_written_otherwise_is_the_same_period(period: object):
    register = a_register()
    returned = a_return_of(register, changes={"EX1": {"notes": "Said"}}, settings={"period": period})

    assert states(merged(register, returned))["Early Help.xlsx"] == "Read"


def test_once_the_period_is_put_right_the_return_is_merged_and_gives_up_its_old_line():
    register = a_register()
    wrong = merged(register, a_return_of(register, changes={"EX1": {"notes": "Said"}}, settings=AUGUST))
    done = merged(wrong.register, a_return_of(register, changes={"EX1": {"notes": "Said"}}))

    log = done.register["Returns"]
    assert list(log["state"][log["file"] == "Early Help.xlsx"]) == ["Read"]
    assert action(done.register, "EX1")["notes"] == "Said"
    assert done.register["Set aside"].empty


def test_a_return_that_waited_late_is_taken_in_the_next_period_all_the_same():
    register = a_register(settings={"returns_due": dt.date(2026, 9, 25)})
    returned = a_return_of(register, changes={"EX1": {"notes": "Said"}})
    late = merged(register, returned).register
    october = late.settings.assign(period="2026-10", returns_due=None)

    assert states(merged(replace(late, settings=october), returned))["Early Help.xlsx"] == "Read"


def test_check_and_merge_say_so_of_a_file(tmp_path: Path):
    register, path = register_file(tmp_path), return_file(tmp_path / "returned")
    signed(path)
    patch(path, [SetCells("Settings", {setting_cell(path, "Reporting period"): "August 2026"})], backup=False)

    found = {f.rule: f for f in tasks.check([path]).report.findings}
    done = tasks.merge(register, path, tmp_path / "Next.xlsx")

    assert found["P-07"].message == "This return says August 2026; it was issued for 2026-09."
    assert [one.state for one in done.files if one.service == EARLY_HELP] == ["Wrong period"]
