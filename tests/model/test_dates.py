"""Due dates as officers write them."""

from __future__ import annotations

import datetime as dt
import math

import holidays
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.budget import tries
from toolkit.model.dates import read_plan_date
from toolkit.model.dates.answer import ADVICE, REASONS, PlanDate, show_date
from toolkit.model.dates.bank_holidays import KNOWN
from toolkit.model.dates.periods import is_working_day, working_days_after

PLAN_START = dt.date(2014, 12, 8)
RECEIVED = dt.date(2009, 10, 23)


def read(value: object, **more: object) -> PlanDate:
    return read_plan_date(value, **{"plan_start": PLAN_START} | more)


def day(iso: str | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None


# ---- dates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "31 March 2015", "31st March 2015", "the 31st of March, 2015", "31 Mar 15", "31-Mar-15", "31/Mar/2015",
        "31/03/2015", "31/3/15", "31.3.2015", "31-03-2015", "31 03 2015", "2015-03-31", "2015/03/31", "2015.03.31",
        "2015-03-31T09:30:00Z", "2015-03-31 00:00:00", "31/03/2015 14:30", "31 March 2015 at 10am", "31March2015",
        "Tuesday 31 March 2015", "Tues. 31st March 2015", "March 31, 2015", "March 31st 2015", "by 31 March 2015",
        "On or before 31 March 2015", "31 March 2015.", "31\u00a0March\u00a02015", "31 March 2015 \u00b9",
        "31<sup>st</sup> March 2015", "<p>31 March 2015</p>", "31 March 2015[2]", "\u200b31 March 2015*",
        "31 March\n2015", "Board, 31 March 2015", "31\u2013March\u20132015", "w/e 31 March 2015",
    ],
)  # fmt: skip
def test_a_day_is_that_day_however_it_is_written(words: str):
    assert (read(words).outcome, read(words).date, read(words).precision) == ("date", dt.date(2015, 3, 31), "day")


@pytest.mark.parametrize(
    ("words", "last_day", "precision"),
    [
        ("March 2015", "2015-03-31", "month"),
        ("Sept. 2015", "2015-09-30", "month"),
        ("MARCH2015", "2015-03-31", "month"),
        ("03/2015", "2015-03-31", "month"),
        ("12.2015", "2015-12-31", "month"),
        ("2015-03", "2015-03-31", "month"),
        ("2016 February", "2016-02-29", "month"),
        ("by the end of March 2015", "2015-03-31", "month"),
        ("mid-March 2015", "2015-03-31", "month"),
        ("before the end of March 2015", "2015-03-31", "month"),
        ("this may 2015", "2015-05-31", "month"),
        ("May be completed by June 2015", "2015-06-30", "month"),
        ("LG5 March 2015", "2015-03-31", "month"),
        ("1.2 March 2015", "2015-03-31", "month"),
        ("Phase 2 March 2015", "2015-03-31", "month"),
        ("24/7 cover by March 2015", "2015-03-31", "month"),
        ("Refreshed 2014 strategy by March 2015", "2015-03-31", "month"),
        ("Revised short breaks offer by April 2015", "2015-04-30", "month"),
        ("Policy to be agreed by March 2015", "2015-03-31", "month"),
        ("Spring 2015", "2015-05-31", "season"),
        ("by the end of the summer 2015", "2015-08-31", "season"),
        ("Autumn 2015", "2015-11-30", "season"),
        ("Winter 2014/15", "2015-02-28", "season"),
        ("Winter 2015-2016", "2016-02-29", "season"),
        ("Q1 2014/15", "2014-06-30", "quarter"),
        ("Qtr 3 2025/26", "2025-12-31", "quarter"),
        ("Quarter 2 of 2015-16", "2015-09-30", "quarter"),
        ("Q4 FY14/15", "2015-03-31", "quarter"),
        ("third quarter 2014/15", "2014-12-31", "quarter"),
        ("2014/15 Q3", "2014-12-31", "quarter"),
        ("2014/15", "2015-03-31", "financial year"),
        ("2014/2015", "2015-03-31", "financial year"),
        ("FY15/16", "2016-03-31", "financial year"),
        ("15/16 financial year", "2016-03-31", "financial year"),
        ("end of the financial year 2014/15", "2015-03-31", "financial year"),
        ("1999/00", "2000-03-31", "financial year"),
        ("2015", "2015-12-31", "year"),
        ("by the end of 2015", "2015-12-31", "year"),
    ],
)
def test_a_period_means_its_last_day(words: str, last_day: str, precision: str):
    seen = read(words)
    assert (seen.outcome, seen.date, seen.precision) == ("date", day(last_day), precision)


@given(first=st.dates(dt.date(1951, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_reads_back_from_the_way_the_board_sees_it(first: dt.date):
    assert read(show_date(first)).date == first
    assert read(f"{first.day}/{first.month}/{first.year}").date == first


@pytest.mark.parametrize(
    ("words", "friday", "codes"),
    [
        ("w/c 12 January 2015", "2015-01-16", ()),
        ("W/C: Monday 12th January 2015", "2015-01-16", ()),
        ("week commencing 12/01/15", "2015-01-16", ()),
        ("wk beginning 14 January 2015", "2015-01-16", ("not-monday",)),
    ],
)
def test_a_week_commencing_is_done_by_its_friday(words: str, friday: str, codes: tuple[str, ...]):
    assert (read(words).date, read(words).precision, read(words).codes) == (day(friday), "week", codes)


@pytest.mark.parametrize(
    ("words", "plan_start", "last_day"),
    [
        ("Jan 15", "2014-12-08", "2015-01-31"),
        ("March15", "2014-12-08", "2015-03-31"),
        ("Dec\u201914", "2014-12-08", "2014-12-31"),
        ("Jan '25", "2014-12-08", "2025-01-31"),
        ("Nov 09", "2009-10-23", "2009-11-30"),
        ("Spring 15", "2014-12-08", "2015-05-31"),
    ],
)
def test_a_two_figure_year_after_a_month_is_read_with_advice(words: str, plan_start: str, last_day: str):
    seen = read(words, plan_start=day(plan_start))
    assert (seen.date, seen.codes) == (day(last_day), ("two-figure-year",))
    assert show_date(day(last_day)) in (seen.advice or "")


@pytest.mark.parametrize(
    ("words", "last_day"),
    [
        ("Febuary 2015", "2015-02-28"), ("Feburary 2015", "2015-02-28"), ("Janurary 2015", "2015-01-31"),
        ("30 Septmber 2015", "2015-09-30"), ("Marhc 2015", "2015-03-31"), ("Agust 2015", "2015-08-31"),
        ("Novemeber 2015", "2015-11-30"), ("Apirl 2015", "2015-04-30"),
    ],
)  # fmt: skip
def test_a_misspelt_month_is_read_with_advice(words: str, last_day: str):
    assert (read(words).date, read(words).codes) == (day(last_day), ("misspelt",))


@pytest.mark.parametrize(
    "words", ["Match 2015", "Autum 2015", "Sprint 2015", "we will march on 5 towns", "this may slip", "Jane 2015"]
)
def test_an_ordinary_word_is_never_taken_for_a_month(words: str):
    assert (read(words).outcome, read(words).suggest) == ("ask", None)


def test_a_weekday_that_does_not_fit_is_pointed_out():
    assert read("Friday 30 January 2015").codes == ()
    assert read("Friday 31 January 2015").codes == ("weekday-differs",)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Review January 2015", "review"), ("Review in January 2015", "review"), ("Reviewed January 2015", "review"),
        ("To be reviewed at January 2015 Board", "review"), ("Review date: 15 January 2015", "review"),
        ("Ongoing - review January 2015", "review"), ("Complete - review January 2015", "review"),
        ("Review of fostering by January 2015", None), ("Fostering review published January 2015", None),
    ],
)  # fmt: skip
def test_a_review_date_is_not_a_completion_date(words: str, kind: str | None):
    assert (read(words).outcome, read(words).kind) == ("date", kind)


# ---- ranges, lists, recurring ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("1 January 2015 to 31 March 2015", "2015-01-01", "2015-03-31"),
        ("1 January 2015 \u2013 31 March 2015", "2015-01-01", "2015-03-31"),
        ("1/1/15-31/3/15", "2015-01-01", "2015-03-31"),
        ("1 January to 31 March 2015", "2015-01-01", "2015-03-31"),
        ("Monday 5 January to Friday 9 January 2015", "2015-01-05", "2015-01-09"),
        ("5-9 January 2015", "2015-01-05", "2015-01-09"),
        ("Jan-Mar 2015", "2015-01-01", "2015-03-31"),
        ("January to end of March 2015", "2015-01-01", "2015-03-31"),
        ("from January 2015 to March 2015", "2015-01-01", "2015-03-31"),
        ("between January and March 2015", "2015-01-01", "2015-03-31"),
        ("Dec/Jan 2015", "2014-12-01", "2015-01-31"),
        ("December - January 2015", "2014-12-01", "2015-01-31"),
        ("Summer/Autumn 2015", "2015-06-01", "2015-11-30"),
        ("Q3-Q4 2014/15", "2014-10-01", "2015-03-31"),
        ("w/c 12 January to w/c 26 January 2015", "2015-01-12", "2015-01-30"),
        ("2014/15 - 2016/17", "2014-04-01", "2017-03-31"),
    ],
)
def test_a_range_is_due_at_its_end(words: str, start: str, end: str):
    assert (read(words).outcome, read(words).start, read(words).date) == ("range", day(start), day(end))


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        ("31 March 2015 and 30 June 2015", "2015-03-31 2015-06-30"),
        ("31/03/15 30/06/15", "2015-03-31 2015-06-30"),
        ("March 2015\nJune 2015", "2015-03-31 2015-06-30"),
        ("March 2015; TBC & June 2015", "2015-03-31 TBC 2015-06-30"),
        ("TBC, March 2015", "TBC 2015-03-31"),
        ("Spring 2015 (TBC)", "2015-05-31 TBC"),
        ("January, March and June 2015", "2015-01-31 2015-03-31 2015-06-30"),
        ("31 January and 28 February 2015", "2015-01-31 2015-02-28"),
        ("w/c 12 and 19 January 2015", "2015-01-16 2015-01-23"),
        ("Q3 and Q4 2014/15", "2014-12-31 2015-03-31"),
        ("5, 12 and 19 January 2015", "2015-01-05 2015-01-12 2015-01-19"),
        ("1. January 2015 2. March 2015", "2015-01-31 2015-03-31"),
        ("Jan 15 Feb 15 Mar 15", "2015-01-31 2015-02-28 2015-03-31"),
        ("Review March 2015 / complete June 2015", "2015-03-31 2015-06-30"),
        ("This work is ongoing; panel by November 2014, offer by April 2015", "2014-11-30 2015-04-30"),
    ],
)
def test_several_dates_are_a_list_in_the_order_written(words: str, dates: str):
    seen = read(words)
    assert seen.outcome == "list"
    assert " ".join(map(str, seen.dates)) == dates


@pytest.mark.parametrize(
    ("words", "first", "every"),
    [
        ("First report June 2015 and then quarterly", "2015-06-30", "quarterly"),
        ("annually from April 2015", "2015-04-30", "annually"),
        ("June 2015 then every six months", "2015-06-30", "every six months"),
        ("Observations by end January 2015 and then annually", "2015-01-31", "annually"),
        ("January 2015 (monthly)", "2015-01-31", "monthly"),
        ("Monthly from January 2015 to March 2015", "2015-01-31", "monthly"),
        ("Weekly from 12 January 2015", "2015-01-12", "weekly"),
    ],
)
def test_repeated_work_is_first_due_then(words: str, first: str, every: str):
    assert (read(words).outcome, read(words).date, read(words).every) == ("recurring", day(first), every)


def test_a_quarterly_report_with_a_date_is_one_report():
    assert (read("Quarterly report June 2015").outcome, read("Quarterly report June 2015").every) == ("date", None)


# ---- no date --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("TBC", "tbc"), ("t.b.c.", "tbc"), ("TBA", "tbc"), ("to be confirmed", "tbc"), ("date to be set", "tbc"),
        ("To be agreed", "tbc"), ("Tbc by Board", "tbc"), ("TBC by 31 March 2015", "tbc"), ("TBC - March 2015", "tbc"),
        ("Further actions to be agreed", "tbc"), ("Date to be agreed by March 2015", "tbc"), ("TBC TBC", "tbc"),
        ("Ongoing", "ongoing"), ("on-going", "ongoing"), ("Business as usual", "ongoing"), ("BAU", "ongoing"),
        ("Ongoing from January 2015", "ongoing"), ("Monthly - ongoing", "ongoing"), ("continuous", "ongoing"),
        ("", "blank"), ("  \n ", "blank"), ("&nbsp;", "blank"), (None, "blank"), (math.nan, "blank"),
    ],
)  # fmt: skip
def test_words_that_stand_for_no_date(words: str | None, outcome: str):
    assert (read(words).outcome, read(words).advice) == (outcome, None)


@pytest.mark.parametrize("words", ["N/A", "n/a", "NA", "-", "--", "\u2013", ".", "none", "not applicable"])
def test_a_dash_is_a_blank_with_advice(words: str):
    assert (read(words).outcome, read(words).codes) == ("blank", ("not-applicable",))


# ---- asking ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "suggest"),
    [
        ("03/31/2015", "month-first", "2015-03-31"),
        ("12/31/14", "month-first", "2014-12-31"),
        ("2015-31-03", "month-first", "2015-03-31"),
        ("13/13/2015", "no-such-date", None),
        ("00/01/2015", "no-such-date", None),
        ("29/02/2015", "no-such-date", None),
        ("31 Septmber 2015", "no-such-date", None),
        ("13/2015", "no-such-date", None),
        ("Q5 2014/15", "no-such-date", None),
        ("22nd October", "no-year", "2015-10-22"),
        ("31/12", "no-year", "2014-12-31"),
        ("15/01 and 28/02/15", "no-year", "2015-01-15"),
        ("January", "no-year", "2015-01-31"),
        ("December", "no-year", "2014-12-31"),
        ("29 February", "no-year", "2016-02-29"),
        ("Q3", "no-year", "2014-12-31"),
        ("April to June", "no-year", "2015-06-30"),
        ("wc 12 January", "no-year", "2015-01-16"),
        ("early January", "no-year", "2015-01-10"),
        ("March 31", "day-or-year", "2015-03-31"),
        ("Mar 5", "day-or-year", "2015-03-05"),
        ("31/03/85", "year-unclear", None),
        ("2014/16", "more-than-a-year", None),
        ("2014-2016", "more-than-a-year", None),
        ("2015 to 2017", "more-than-a-year", None),
        ("March 2015, 2016 and 2017", "more-than-a-year", None),
        ("11/12", "two-readings", "2014-12-11"),
        ("March 2015/16", "two-readings", "2016-03-31"),
        ("Q3 2025", "calendar-or-financial", "2025-12-31"),
        ("FY15", "calendar-or-financial", None),
        ("Year end", "calendar-or-financial", "2015-03-31"),
        ("end of the year", "calendar-or-financial", None),
        ("Winter 2015", "winter-years", "2016-02-29"),
        ("early 2020", "part-of-period", "2020-03-31"),
        ("mid 2015", "part-of-period", "2015-06-30"),
        ("late 2015", "part-of-period", "2015-12-31"),
        ("first week of March 2015", "part-of-period", "2015-03-07"),
        ("H1 2015/16", "part-of-period", "2015-09-30"),
        ("Easter 2015", "holiday", "2015-04-05"),
        ("Summer holidays 2015", "holiday", None),
        ("by Christmas 2014", "holiday", "2014-12-24"),
        ("Autumn term 2015", "term-dates", "2015-12-31"),
        ("Spring term 2014/15", "term-dates", "2015-03-31"),
        ("February half term 2015", "term-dates", "2015-02-28"),
        ("end of term", "term-dates", None),
        ("31/01/15 revised to 31/03/15", "revised-in-cell", "2015-03-31"),
        ("31/03/15 (was 31/01/15)", "revised-in-cell", "2015-03-31"),
        ("31/01/15 -> 31/03/15", "revised-in-cell", "2015-03-31"),
        ("moved from January 2015 to March 2015", "revised-in-cell", "2015-03-31"),
        ("originally March 2015, now June 2015", "revised-in-cell", "2015-06-30"),
        ("slipped to March 2015", "revised-in-cell", "2015-03-31"),
        ("March 2015 (revised)", "revised-in-cell", "2015-03-31"),
        ("Originally January 2015", "revised-in-cell", None),
        ("Completed", "status-in-date", None),
        ("Completed January 2015", "status-in-date", "2015-01-31"),
        ("31/03/15 - complete", "status-in-date", "2015-03-31"),
        ("next Board", "relative", None),
        ("next March", "relative", "2015-03-31"),
        ("immediately", "relative", None),
        ("end of the month", "relative", None),
        ("within 3 months", "relative", None),
        ("ASAP", "cannot-read", None),
        ("?", "cannot-read", None),
        ("30.06.15 / 31.06.15", "no-such-date", None),
        ("Quarterly", "no-start", None),
        ("Monthly until March 2015", "no-start", None),
        ("From April 2015", "start-only", "2015-04-30"),
        ("January 2015 onwards", "start-only", "2015-01-31"),
        ("before March 2015", "before", "2015-02-28"),
        ("March or April 2015", "either-or", "2015-04-30"),
        ("March 2015 to January 2015", "range-backwards", None),
        ("January 2015 then ongoing", "ongoing-and-date", "2015-01-31"),
        ("March 2015 / ongoing", "ongoing-and-date", "2015-03-31"),
        ("20150331", "figures-run-together", "2015-03-31"),
        ("310315", "figures-run-together", "2015-03-31"),
        (31032015, "figures-run-together", "2015-03-31"),
        (12345, "number", None),
        (5, "number", None),
        (-3.5, "number", None),
        (True, "wrong-kind", None),
        ([], "wrong-kind", None),
    ],
)
def test_what_cannot_be_told_is_asked(words: object, code: str, suggest: str | None):
    seen = read(words)
    assert (seen.outcome, seen.code, seen.suggest) == ("ask", code, day(suggest))
    assert seen.reason
    assert suggest is None or show_date(day(suggest)) in seen.reason


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("within three months", "2010-01-23"),
        ("Within 3 months", "2010-01-23"),
        ("within 70 working days", "2010-02-03"),
        ("within 70 working days of receiving the report", "2010-02-03"),
        ("within six (6) weeks", "2009-12-04"),
        ("within twenty-eight days", "2009-11-20"),
        ("within a year", "2010-10-23"),
    ],
)
def test_a_length_of_time_counts_from_the_day_the_report_was_received(words: str, end: str):
    seen = read(words, anchor=RECEIVED)
    assert (seen.outcome, seen.date, seen.codes) == ("date", day(end), ("from-report-date",))


@pytest.mark.parametrize("words", ["in 3 months", "within 3 months of publication", "within 3-6 months", "immediately"])
def test_a_length_of_time_from_anything_else_is_asked(words: str):
    assert (read(words, anchor=RECEIVED).code, read(words, anchor=RECEIVED).suggest) == ("relative", None)


def test_a_length_of_time_then_repeated_is_first_due_at_its_end():
    seen = read("within 6 months and then annually", anchor=RECEIVED)
    assert (seen.outcome, seen.date, seen.every) == ("recurring", dt.date(2010, 4, 23), "annually")


def test_every_code_has_its_sentence_and_no_other():
    assert not REASONS.keys() & ADVICE.keys() - {"status-in-date"}
    assert all(sentence.endswith(".") for sentence in (REASONS | ADVICE).values())


# ---- true dates and numbers -----------------------------------------------------------------


@pytest.mark.parametrize(
    "number_format", ["mmm-yy", "mmmm yyyy", r"[$-809]mmm\-yy", "mmm yyyy;@", '"By "mmm yy', "m/yyyy"]
)
def test_a_first_of_the_month_shown_as_a_month_is_that_month(number_format: str):
    seen = read(dt.date(2015, 3, 1), number_format=number_format)
    assert (seen.date, seen.precision, seen.written) == (dt.date(2015, 3, 31), "month", "March 2015")


@pytest.mark.parametrize(
    "number_format", ["dd/mm/yyyy", "d-mmm", "General", None, "mm:ss", "[$-F800]dddd, mmmm dd, yyyy"]
)
def test_a_first_of_the_month_shown_otherwise_is_that_day(number_format: str | None):
    seen = read(dt.date(2015, 3, 1), number_format=number_format)
    assert (seen.date, seen.precision) == (dt.date(2015, 3, 1), "day")


def test_a_later_day_shown_as_a_month_is_that_day():
    assert read(dt.datetime(2015, 3, 15, 9, 30), number_format="mmm-yy").date == dt.date(2015, 3, 15)


def test_a_date_cell_far_from_the_plan_is_still_a_date():
    assert read(dt.date(1900, 1, 31)).date == dt.date(1900, 1, 31)


@pytest.mark.parametrize("number", [42094, 42094.0, 42094.75, "42094"])
def test_a_number_near_the_plan_is_an_excel_date(number: object):
    assert (read(number).date, read(number).codes) == (dt.date(2015, 3, 31), ("excel-number",))


@pytest.mark.parametrize("number", [2015, 2015.0, "2015"])
def test_a_year_is_a_year_however_excel_hands_it_over(number: object):
    assert (read(number).date, read(number).written) == (dt.date(2015, 12, 31), "2015")


# ---- for any input --------------------------------------------------------------------------

VOCABULARY = [
    "January", "Mar", "may", "March", "Septmber", "15", "31", "2015", "2014/15", "2014", "15/16", "1", "the", "of",
    "31st", "Q3", "H1", "Spring", "Winter", "Easter", "FY", "Friday", "w/c", "w/e", "TBC", "ongoing", "quarterly",
    "then", "and", "&", ",", "-", "/", "(", ")", ":", "?", ";", "to", "or", "from", "until", "by", "mid", "early",
    "late", "next", "before", "after", "review", "completed", "revised", "was", "moved", "->", "within", "3",
    "months", "days", "31/03/2015", "01/13/15", "n/a", "Board", "\u00b2", "<p>", "&nbsp;", "'15", ".", "24/7",
    "1.2", "\u00a35", "5%", "term", "every", "annually", "years", "0", "99", "00", "12.2015",
]  # fmt: skip
phrases = st.lists(st.sampled_from(VOCABULARY), max_size=8).map(" ".join)
anything = st.one_of(
    phrases,
    st.text(),
    st.integers(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.dates(),
    st.datetimes(),
    st.booleans(),
    st.binary(),
    st.none(),
)


@tries(400)
@given(value=anything, plan_start=st.none() | st.dates(), anchor=st.none() | st.dates())
@example(value=10**5000, plan_start=PLAN_START, anchor=None)
@example(value="9" * 5000, plan_start=PLAN_START, anchor=None)
@example(value="&#" + "9" * 5000 + ";", plan_start=PLAN_START, anchor=None)
@example(value="-" * 3999 + "x", plan_start=PLAN_START, anchor=None)
@example(value="before March 01", plan_start=dt.date(1, 1, 1), anchor=None)
@example(value="within 9999 years", plan_start=PLAN_START, anchor=dt.date.max)
def test_nothing_an_officer_types_stops_the_reading(value: object, plan_start: dt.date | None, anchor: dt.date | None):
    seen = read_plan_date(value, plan_start=plan_start, anchor=anchor)

    assert seen == read_plan_date(value, plan_start=plan_start, anchor=anchor)
    assert (seen.outcome == "ask") == (seen.reason is not None)
    assert (seen.date is not None) == (seen.outcome in {"date", "range", "recurring"})
    assert (seen.precision is not None) == (seen.date is not None)
    assert (len(seen.dates) >= 2) == (seen.outcome == "list")
    assert seen.suggest is None or seen.outcome == "ask"
    assert seen.outcome != "range" or seen.start <= seen.date
    assert not isinstance(value, str) or seen.written == value


# ---- working days ---------------------------------------------------------------------------


@pytest.mark.parametrize("closed", ["2015-01-01", "2015-04-03", "2015-04-06", "2022-09-19", "2015-01-03"])
def test_weekends_and_bank_holidays_are_not_working_days(closed: str):
    assert not is_working_day(day(closed))
    assert is_working_day(dt.date(2015, 1, 2))


@pytest.mark.parametrize("year", KNOWN)
def test_the_bank_holidays_kept_are_those_of_the_package(year: int):
    told = holidays.country_holidays("GB", subdiv="ENG", years=year)

    assert KNOWN[year] == " ".join(f"{day:%m%d}" for day in sorted(told) if day.year == year)


def test_seventy_working_days_leave_out_christmas():
    assert working_days_after(dt.date(2014, 12, 19), 1) == dt.date(2014, 12, 22)
    assert working_days_after(dt.date(2014, 12, 24), 1) == dt.date(2014, 12, 29)
    assert working_days_after(dt.date(2009, 10, 23), 70) == dt.date(2010, 2, 3)


def test_a_date_is_shown_as_the_board_reads_it():
    assert show_date(dt.date(2015, 3, 31)) == "31 March 2015"
    assert show_date(dt.date(2015, 1, 2)) == "2 January 2015"
