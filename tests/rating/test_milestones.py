from __future__ import annotations

import pandas as pd
import pytest

from tests.rating.rating_frames import REPORT, day, table
from toolkit.rating.milestones_and_overrides import rate_milestones

DONE = {"due": day(-60), "done_on": day(-61)}
AHEAD = {"due": day(30)}
LATE = {"due": day(-1)}


def said(*rows):
    found = rate_milestones(table([{"action_ref": "1", **row} for row in rows]), report_date=REPORT)
    return tuple(found.iloc[0])


@pytest.mark.parametrize(
    ("rows", "say"),
    [
        ([DONE, DONE], ("Green", "M1", "All 2 milestones are done: ready to close.")),
        ([DONE], ("Green", "M1", "The only milestone is done: ready to close.")),
        (
            [LATE | {"critical": True}, AHEAD, AHEAD],
            ("Red", "M2", "A critical milestone, due 31 March 2015, is 1 day late."),
        ),
        (
            [AHEAD, AHEAD, {"due": day(-2)}],
            ("Red", "M2", "The last milestone, due 30 March 2015, is 2 days late."),
        ),
        ([LATE, AHEAD], ("Red", "M2", "1 of 2 open milestones is late.")),
        ([LATE, DONE, LATE, AHEAD], ("Red", "M2", "2 of 3 open milestones are late.")),
        ([LATE, AHEAD, AHEAD], ("Amber", "M3", "1 of 3 open milestones is late.")),
        ([AHEAD, {}, AHEAD | {"tbc": True}], ("Amber", "M4", "2 milestones have no date yet.")),
        ([{"tbc": True}], ("Amber", "M4", "1 milestone has no date yet.")),
        ([DONE, AHEAD], ("Green", "M5", "No milestone is late.")),
        ([{"due": day(0)}], ("Green", "M5", "No milestone is late.")),
    ],
)
def test_milestones_say(rows, say):
    assert said(*rows) == say


def test_a_milestone_done_tomorrow_is_not_done():
    assert said({"due": day(-1), "done_on": day(1)}, AHEAD, AHEAD)[1] == "M3"


def test_marking_a_late_milestone_tbc_does_not_make_it_less_late():
    assert said(LATE | {"tbc": True}, AHEAD, AHEAD)[1] == "M3"


def test_an_undated_milestone_that_is_done_needs_no_date():
    assert said({"done_on": day(-1)}, AHEAD)[1] == "M5"


def test_a_column_may_mark_the_last_milestone():
    assert said(LATE | {"final": True}, AHEAD, AHEAD)[1] == "M2"
    assert said(AHEAD | {"final": True}, AHEAD, LATE)[1] == "M3"


def test_each_action_of_each_return_has_its_own_milestones():
    care = table([{"action_ref": "1", **LATE}, {"action_ref": "2", **AHEAD}], "Care.xlsx")
    health = table([{"action_ref": "1", **AHEAD}, {"action_ref": None, **LATE}], "Health.xlsx")

    found = rate_milestones(pd.concat([care, health]), report_date=REPORT)

    assert dict(found.code) == {
        ("Care.xlsx", "1"): "M2",
        ("Care.xlsx", "2"): "M5",
        ("Health.xlsx", "1"): "M5",
    }


def test_no_milestones_say_nothing():
    assert rate_milestones(table([]), report_date=REPORT).empty
