from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries
from tests.rating.rating_frames import REPORT, actions, day, milestones, table
from tests.work import calls_in
from toolkit.model.schemes import (
    DELIVERY,
    DONE_STATUSES,
    ELSEWHERE_STATUSES,
    MILESTONES,
    PROGRESS,
    SEVERITY,
    Rating,
    Scheme,
    worst,
)
from toolkit.rating import rate
from toolkit.rating.milestones_and_overrides import rate_milestones
from toolkit.rating.rate import rate_actions

CODES = {line.code: line.rating for line in (*PROGRESS, *DELIVERY, *MILESTONES)}
schemes = st.sampled_from(list(Scheme))
plans = st.lists(actions, min_size=1, max_size=8)
steps_on_the_way = st.lists(milestones, max_size=8)


def rated(action, *on_the_way, scheme="Delivery", **settings):
    """The rating of one action, called A1 unless it says otherwise."""
    given = table([{"ref": "A1", **action}])
    rows = table([{"action_ref": "A1", **row} for row in on_the_way])
    return rate_actions(given, rows, report_date=REPORT, scheme=scheme, **settings).iloc[0]


def told(row):
    return row.rating, row.code, row.why


ON_TRACK = {"status": "In progress", "due": day(180), "updated": day(-7)}
WAITING = {"status": "Not started", "due": day(180), "updated": day(-7)}
UNDER_WAY = {"status": "In progress", "where_now": "Two of three posts are filled."}


def test_every_public_name_is_there():
    assert all(callable(getattr(rate, name)) for name in rate.__all__)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ({"status": None}, ("Not rated", "D0", "No status.")),
        ({"status": "Nearly there", "due": day(9)}, ("Not rated", "D0", "No status.")),
        ({"status": "Merged"}, ("Closed", "D1", "Merged: no longer part of this plan.")),
        (
            {"status": "Complete", "completed": day(0), "outstanding": True},
            ("Amber", "D2", "Complete, but there is work left to do."),
        ),
        (
            {"status": "Embedded", "completed": day(0), "evidence_stage": "Embedded"},
            ("Blue", "D3", "Completed on 1 April 2015, and the evidence is checked."),
        ),
        (
            {"status": "Complete", "completed": day(-1), "evidence_stage": "Filed"},
            ("Green", "D4", "Completed on 31 March 2015; the evidence is not yet checked."),
        ),
        (
            {"status": "In progress", "updated": day(0)},
            ("Not rated", "D5", "No date that can be read, and not marked TBC."),
        ),
        (ON_TRACK | {"due": day(-1)}, ("Red", "D6", "Due 31 March 2015, 1 day ago.")),
        (ON_TRACK | {"due": day(-2)}, ("Red", "D6", "Due 30 March 2015, 2 days ago.")),
        (
            ON_TRACK | {"due": day(-1), "revised": day(90)},
            ("Red", "D6", "Due 31 March 2015, 1 day ago; the revised date has not been agreed."),
        ),
        (
            ON_TRACK | {"due": day(90), "revised": day(-1), "revised_agreed": True},
            ("Red", "D6", "Due 31 March 2015, 1 day ago."),
        ),
        (ON_TRACK | {"confidence": "Off track"}, ("Red", "D7", "The lead says it is off track.")),
        (ON_TRACK | {"tbc": True, "tbc_periods": 2}, ("Red", "D8", "TBC for a second period.")),
        (ON_TRACK | {"tbc": True, "tbc_periods": 4}, ("Red", "D8", "TBC for 4 periods.")),
        (ON_TRACK | {"due": None, "tbc": True}, ("Amber", "D9", "The due date is still TBC.")),
        (ON_TRACK | {"status": "On hold"}, ("Amber", "D12", "On hold.")),
        (ON_TRACK | {"confidence": "At risk"}, ("Amber", "D13", "The lead says it is at risk.")),
        (ON_TRACK | {"times_moved": 2}, ("Amber", "D14", "The due date has moved twice.")),
        (ON_TRACK | {"times_moved": 3}, ("Amber", "D14", "The due date has moved 3 times.")),
        (WAITING | {"due": day(29)}, ("Amber", "D15", "Not started, and due in 29 days.")),
        (WAITING | {"due": day(1)}, ("Amber", "D15", "Not started, and due in 1 day.")),
        (WAITING | {"due": day(0)}, ("Amber", "D15", "Not started, and due on the report date.")),
        (
            WAITING | {"start": day(1)},
            ("Not due", "D18", "Not started, and not meant to start until 2 April 2015."),
        ),
        (
            WAITING | {"start": day(-29)},
            ("Amber", "D16", "Not started; it was to start on 3 March 2015, 29 days ago."),
        ),
        (ON_TRACK | {"updated": None}, ("Amber", "D17", "Never updated.")),
        (
            ON_TRACK | {"updated": day(-45)},
            ("Amber", "D17", "Not updated since 15 February 2015, 45 days ago."),
        ),
        (ON_TRACK, ("Green", "D19", "Due 28 September 2015, and nothing is late.")),
    ],
)
def test_delivery_rates_and_says_why(action, said):
    assert told(rated(action)) == said


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (ON_TRACK | {"due": day(0)}, "D19"),
        (WAITING | {"due": day(30)}, "D15"),
        (WAITING | {"due": day(31)}, "D19"),
        (WAITING | {"start": day(-28)}, "D19"),
        (WAITING | {"start": day(0)}, "D19"),
        (ON_TRACK | {"updated": day(-44)}, "D19"),
        (ON_TRACK | {"updated": day(3)}, "D19"),
        (ON_TRACK | {"times_moved": 1}, "D19"),
        (ON_TRACK | {"tbc_periods": 5}, "D19"),
    ],
)
def test_a_threshold_is_where_it_is_printed(action, code):
    assert rated(action).own_code == code


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ({"status": "Complete", "due": day(9), "updated": day(-1)}, "D19"),
        ({"status": "Complete", "due": day(9), "updated": day(-1), "completed": day(1)}, "D19"),
        ({"status": "Complete", "due": day(-9), "completed": day(1)}, "D6"),
        ({"status": "Complete", "completed": day(1)}, "D5"),
    ],
)
def test_complete_needs_a_day_that_has_come(action, code):
    assert rated(action).own_code == code


def test_an_agreed_date_ends_tbc():
    waiting = {"status": "In progress", "tbc": True, "tbc_periods": 3, "updated": day(0)}

    assert rated(waiting).own_code == "D8"
    assert rated(waiting | {"revised": day(60)}).own_code == "D8"
    assert rated(waiting | {"revised": day(60), "revised_agreed": True}).own_code == "D19"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"due": None, "tbc": True}, {"status": "On hold"}),
        ({"status": "On hold"}, {"confidence": "At risk"}),
        ({"confidence": "At risk"}, {"times_moved": 2}),
        ({"times_moved": 2}, {"updated": None}),
        ({"due": day(-1)}, {"confidence": "Off track"}),
        ({"confidence": "Off track"}, {"tbc": True, "tbc_periods": 2}),
        ({"status": "Not started", "start": day(9)}, {"updated": None}),
        ({"status": "Not started", "due": day(9)}, {"start": day(9)}),
        ({"status": "Not started", "start": day(-29)}, {"updated": None}),
    ],
)
def test_the_first_line_that_holds_is_the_one_given(first, second):
    assert rated(ON_TRACK | second | first).own_code == rated(ON_TRACK | first).own_code


@pytest.mark.parametrize(
    ("milestone", "said"),
    [
        (
            {"due": day(-1), "critical": True},
            ("Red", "D10", "A critical milestone, due 31 March 2015, is 1 day late."),
        ),
        ({"due": day(-29)}, ("Red", "D10", "A milestone, due 3 March 2015, is 29 days late.")),
        ({"due": day(-28)}, ("Amber", "D11", "A milestone, due 4 March 2015, is 28 days late.")),
    ],
)
def test_a_late_milestone_makes_its_action_late(milestone, said):
    others = [{"due": day(30)}, {"due": day(60)}, {"due": day(90)}]

    assert told(rated(ON_TRACK, milestone, *others)) == said


def test_a_final_date_still_to_be_agreed_does_not_hide_a_late_milestone():
    waiting = {"status": "In progress", "tbc": True, "updated": day(-7)}

    assert rated(waiting, {"due": day(-3)}, {"due": day(9)}, {"due": day(9)}).own_code == "D11"


def test_an_open_action_takes_the_worse_of_its_own_rating_and_its_milestones():
    row = rated(ON_TRACK, {"due": day(30)}, {"due": day(-1)})

    assert (row.own_rating, row.own_code) == ("Amber", "D11")
    assert (row.milestone_rating, row.milestone_code) == ("Red", "M2")
    assert told(row) == ("Red", "M2", "The last milestone, due 31 March 2015, is 1 day late.")


def test_milestones_count_in_the_progress_scheme_too():
    late = {"due": day(-1)}

    assert told(rated(UNDER_WAY, late, scheme="Progress"))[:2] == ("Red", "M2")


@pytest.mark.parametrize("scheme", ["Progress", "Delivery"])
def test_a_finished_or_closed_action_does_not_turn_on_its_milestones(scheme):
    for status in DONE_STATUSES + ELSEWHERE_STATUSES:
        row = rated({"status": status, "completed": day(-1)}, {"due": day(-50)}, scheme=scheme)

        assert row.code == row.own_code
        assert row.milestone_rating == "Red"


def test_a_late_milestone_outweighs_an_action_that_cannot_be_rated():
    assert told(rated({"status": "In progress"}, {"due": day(-1)}))[:2] == ("Red", "M2")
    assert told(rated({"status": "In progress"}, {"due": day(1)}))[:2] == ("Not rated", "D5")


def test_a_milestone_belongs_to_the_action_of_its_own_return():
    one = table([{"ref": "1", **ON_TRACK}], "Care.xlsx")
    other = table([{"ref": "1", **ON_TRACK}], "Health.xlsx")
    late = table([{"action_ref": "1", "due": day(-50)}], "Health.xlsx")

    found = rate_actions(pd.concat([one, other]), late, report_date=REPORT, scheme="Delivery")

    assert list(found.rating) == ["Green", "Red"]


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ({"status": "Withdrawn"}, ("Closed", "P1", "Withdrawn: no longer part of this plan.")),
        ({"status": "Embedded"}, ("Green", "P2", "Embedded, with nothing left to do.")),
        (
            {"status": "Complete", "outstanding": True},
            ("Amber", "P3", "Complete, but there is work left to do."),
        ),
        (UNDER_WAY | {"status": "Not started"}, ("Red", "P5", "Not started.")),
        ({"status": "In progress"}, ("Red", "P5", '"Where are we now" is blank.')),
        ({"status": None}, ("Not rated", "P6", "No status.")),
        (UNDER_WAY, ("Amber", "P4", "Progress made, further work required.")),
        (UNDER_WAY | {"outstanding": True}, ("Amber", "P4", "Progress made, further work required.")),
        (UNDER_WAY | {"status": "On hold"}, ("Amber", "P4", "On hold, with further work required.")),
        (
            UNDER_WAY | {"status": "Complete", "completed": day(1)},
            ("Amber", "P4", "Complete on 2 April 2015, after the report date."),
        ),
        (UNDER_WAY | {"status": None}, ("Not rated", "P6", "No status.")),
    ],
)
def test_progress_rates_and_says_why(action, said):
    assert told(rated(action, scheme="Progress")) == said


@pytest.mark.parametrize(
    "words",
    [
        "Little or no progress",
        "There has been NO progress this quarter.",
        "Very little real progress",
        "no significant progress to report",
        "Little, if any, progress",
        "little/no progress",
    ],
)
def test_words_that_say_little_or_no_progress_are_red(words):
    assert rated(UNDER_WAY | {"where_now": words}, scheme="Progress").code == "P5"


@pytest.mark.parametrize(
    "words",
    [
        "Good progress",
        "Is there a delay? No. Progress is good.",
        "A little behind, but progress is steady",
        "No delays; progress made",
    ],
)
def test_words_that_only_mention_progress_are_not(words):
    assert rated(UNDER_WAY | {"where_now": words}, scheme="Progress").code == "P4"


def test_thresholds_are_settings_of_the_plan():
    rows = table([{"ref": "1", **WAITING, "due": day(40)}, {"ref": "2", **ON_TRACK}])

    def found(amber, stale):
        amber_days = pd.Series([amber, amber], index=rows.index)
        stale_days = pd.Series([stale, stale], index=rows.index)
        return list(
            rate_actions(
                rows,
                table([]),
                report_date=REPORT,
                scheme="Delivery",
                amber_days=amber_days,
                stale_days=stale_days,
            ).code
        )

    assert found(40, 7) == ["D15", "D17"]
    assert found(None, None) == ["D19", "D19"]


def test_each_return_is_rated_at_its_own_report_date_and_by_its_own_scheme():
    rows = table([{"ref": "1", **ON_TRACK}, {"ref": "2", **ON_TRACK}, {"ref": "3", **ON_TRACK}])
    found = rate_actions(
        rows,
        table([{"action_ref": "2", "due": day(1)}]),
        report_date=pd.Series([REPORT, day(2), REPORT], index=rows.index),
        scheme=pd.Series(["Progress", "Delivery", "Delivery"], index=rows.index),
    )

    assert list(found.code) == ["P5", "M2", "D19"]


@pytest.mark.parametrize(("report_date", "scheme"), [(REPORT, "Traffic lights"), (None, "Delivery")])
def test_with_no_scheme_or_no_report_date_nothing_is_rated(report_date, scheme):
    found = rate_actions(table([{"ref": "1", **ON_TRACK}]), table([]), report_date=report_date, scheme=scheme)

    assert list(found.rating + found.code) == ["Not ratedS0"]


def test_dates_may_come_as_a_column_of_timestamps():
    rows = table([{"ref": "1", **ON_TRACK, "due": pd.Timestamp(2015, 3, 31)}])
    typed = rows.assign(due=pd.to_datetime(rows.due), updated=pd.to_datetime(rows.updated))

    for frame in (rows, typed):
        found = rate_actions(frame, table([]), report_date=REPORT, scheme="Delivery")
        assert list(found.code) == ["D6"]


def test_text_where_a_date_should_be_is_no_readable_date():
    assert rated(ON_TRACK | {"due": "31/03/2015"}).own_code == "D5"


def test_no_actions_have_no_ratings():
    found = rate_actions(table([]), table([]), report_date=REPORT, scheme="Delivery")

    assert found.empty
    assert "why" in found


@given(plans, steps_on_the_way, schemes)
@tries(60)
def test_every_action_gets_one_rating_with_its_code_and_a_reason(rows, on_the_way, scheme):
    given = table(rows)
    found = rate_actions(given, table(on_the_way), report_date=REPORT, scheme=scheme)

    assert found.index.equals(given.index)
    for row in found.itertuples():
        assert CODES[row.code] == row.rating
        assert CODES[row.own_code] == row.own_rating
        assert row.why.endswith(".")
        assert "{" not in row.why
        assert "NaT" not in row.why


@given(plans, steps_on_the_way, schemes)
@tries(30)
def test_an_action_is_rated_the_same_alone_or_in_company(rows, on_the_way, scheme):
    given, on_way = table(rows), table(on_the_way)
    together = rate_actions(given, on_way, report_date=REPORT, scheme=scheme)

    for place in given.index:
        alone = rate_actions(given.loc[[place]], on_way, report_date=REPORT, scheme=scheme)
        assert alone.equals(together.loc[[place]])


@given(plans, steps_on_the_way, schemes)
@tries(60)
def test_milestones_can_only_make_an_action_worse(rows, on_the_way, scheme):
    given = table(rows)
    found = rate_actions(given, table(on_the_way), report_date=REPORT, scheme=scheme)

    for status, row in zip(given.status, found.itertuples(), strict=True):
        say = None if pd.isna(row.milestone_rating) else row.milestone_rating
        combined = worst(row.own_rating, say)
        assert row.rating in (combined, row.own_rating)
        if status in ("Not started", "In progress", "On hold"):
            assert row.rating == combined


@given(plans, steps_on_the_way)
@tries(40)
def test_what_milestones_say_of_an_action_is_what_they_say_alone(rows, on_the_way):
    given, on_way = table(rows), table(on_the_way)
    found = rate_actions(given, on_way, report_date=REPORT, scheme="Delivery")
    alone = rate_milestones(on_way, report_date=REPORT)

    for (source, _), ref, code in zip(given.index, given.ref, found.milestone_code, strict=True):
        assert code == (alone.code.get((source, ref), "M0") if ref else "M0")


@given(plans, st.integers(1, 400))
@tries(40)
def test_what_is_overdue_stays_overdue_as_time_goes_by(rows, later):
    given = table(rows)
    now, then = (rate_actions(given, table([]), report_date=when, scheme="Delivery") for when in (REPORT, day(later)))
    # Only the day it was said to be completed can end it.
    overdue = (now.own_code == "D6") & (now.own_code != then.own_code)
    assert set(then.own_code[overdue]) <= {"D2", "D3", "D4"}


@given(plans, st.integers(0, 200), st.integers(1, 200))
@tries(40)
def test_an_earlier_due_date_never_makes_an_open_action_better(rows, ahead, sooner):
    rows = [row | {"status": "In progress", "revised": None} for row in rows]

    def found(due: date) -> list[int]:
        given = table([row | {"due": due} for row in rows])
        ratings = rate_actions(given, table([]), report_date=REPORT, scheme="Delivery").rating
        return [SEVERITY.index(Rating(rating)) for rating in ratings]

    pairs = zip(found(day(ahead - sooner)), found(day(ahead)), strict=True)
    assert all(early <= late for early, late in pairs)


def test_the_work_of_rating_grows_with_the_actions_and_no_faster():
    def work(number: int) -> int:
        given = table([{"ref": str(n), **ON_TRACK, "due": day(n % 60 - 30)} for n in range(number)])
        on_way = table([{"action_ref": str(n % number), "due": day(n % 90 - 20)} for n in range(2 * number)])
        return calls_in(lambda: rate_actions(given, on_way, report_date=REPORT, scheme="Delivery"))

    work(10)  # What is loaded once, whatever the number.
    few, many, most = work(500), work(1000), work(2000)

    # Twice as much more, give or take; four times, if each action were held against each.
    assert most - many < 2.2 * (many - few)
    # About 23 calls a row, nearly all of them words: all else is asked of whole columns.
    assert (most - few) / 1500 < 60
