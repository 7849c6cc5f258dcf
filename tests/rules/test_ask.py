from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from tests.budget import tries
from tests.builders import a_plan, an_action
from tests.merge_builders import together
from tests.rules.examples import SOUND, examples_alone
from toolkit.model.finding import Severity, Unasked
from toolkit.model.plan import Book, Layout, Plan
from toolkit.rating.work_out import work_out
from toolkit.rules import catalogue
from toolkit.rules.ask import validate
from toolkit.rules.case import Case
from toolkit.sheets.columns import LISTS, SETTINGS, Column, Type
from toolkit.sheets.every_sheet import SHEETS

TEXTS = st.text(min_size=1, max_size=40) | st.sampled_from(
    [
        "TBC",
        "#REF!",
        "=1+1",
        "12/13/2027",
        "Complete",
        "Head of Service",
        "{ref}",
        "{",
        "action EX9",
        "2-12",
        "31/02/27",
    ]
)


def without(plan: Plan, *columns: str) -> Plan:
    """The same plan from a file whose Actions sheet lacks some columns."""
    layout = plan.layouts["return.xlsx", "Actions"]
    left = {name: at for name, at in layout.columns.items() if name not in columns}
    here = Layout(layout.sheet, layout.header_row, left, layout.headings, columns)
    return replace(plan, layouts={**plan.layouts, ("return.xlsx", "Actions"): here})


def test_a_sound_plan_has_nothing_to_put_right():
    assert validate(a_plan()).brief() == []


def test_a_sound_register_has_nothing_to_put_right():
    assert validate(a_plan([an_action(service="Early Help")], book=Book.REGISTER)).brief() == []


def test_an_empty_return_has_nothing_to_put_right():
    assert validate(a_plan([])).brief() == []


def test_a_finding_says_where_it_stands_as_excel_does():
    [finding] = validate(a_plan([an_action("EX1"), an_action("EX2", action="Visit every school", lead=None)])).findings

    assert (finding.rule, finding.source, finding.sheet, finding.row) == ("L-01", "return.xlsx", "Actions", 6)
    assert (finding.cell, finding.column, finding.ref) == ("E6", "Accountable lead", "EX2")


def test_findings_come_by_sheet_and_row_the_worst_first():
    rows = [an_action("EX1", lead=None, where_now="Done / ongoing"), an_action("EX2", action=None)]

    report = validate(a_plan(rows, settings={"signed_off_by": None}))

    assert report.brief() == [
        ("P-05", "Settings", None), ("L-01", "Actions", 5), ("S-06", "Actions", 5), ("T-01", "Actions", 6)
    ]  # fmt: skip


def test_a_rule_whose_column_is_missing_is_not_asked_and_says_so():
    report = validate(without(a_plan([an_action(lead=None)]), "lead"))

    assert report.brief() == []
    assert Unasked("L-01", "return.xlsx", 'the column "Accountable lead"') in report.unasked


def test_a_rule_that_needs_what_was_sent_out_is_not_asked_without_it():
    unasked = {u.rule: u.missing for u in validate(a_plan()).unasked}

    assert unasked["D-13"] == "a record of what was sent out"
    assert unasked["P-02"] == "the current register to compare with"


def test_rules_of_a_register_are_not_among_those_a_return_was_not_asked():
    unasked = {u.rule for u in validate(a_plan()).unasked}

    assert unasked.isdisjoint({rule.code for rule in catalogue() if rule.books == frozenset({Book.REGISTER})})


def test_without_a_report_date_ratings_are_not_asked_about_and_the_date_is_asked_for():
    report = validate(a_plan(settings={"report_date": None}))

    assert [(f.rule, f.severity, f.message) for f in report.findings] == [
        ("C-01", Severity.ERROR, "Report date is blank on Settings.")
    ]
    assert "R-06" in {u.rule for u in report.unasked}


def test_many_returns_are_checked_in_one_go_and_told_apart():
    one, other = a_plan([an_action(lead=None)], source="a.xlsx"), a_plan(source="b.xlsx", settings={"service": "B"})

    report = validate(together(one, other))

    assert report.of("a.xlsx").brief() == [("L-01", "Actions", 5)]
    assert report.of("b.xlsx").brief() == []


@pytest.mark.parametrize("due", ["TBC", None, "31 June 2027", "Review January 2027"])
def test_a_row_is_checked_whatever_else_is_wrong_with_it(due: str | None):
    report = validate(a_plan([an_action(lead=None, due_as_written=due)]))

    assert "L-01" in {f.rule for f in report.findings}
    assert len(report.findings) > 1


def values_of(column: Column) -> st.SearchStrategy[object]:
    """What a reader may find in a cell of a column: the contract of ``Plan``."""
    if column.type is Type.DATE:
        return st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
    if column.type in (Type.WHOLE, Type.NUMBER):
        return st.none() | st.integers(-9, 99) | st.floats(allow_nan=False, allow_infinity=False)
    texts = st.none() | TEXTS | st.sampled_from(LISTS.get(column.choices, ("EX1",)))
    return texts | st.dates() if column.type is Type.WORDS else texts


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, int, str, object]:
    """One cell of one of two rows of a sheet, and what is typed into it."""
    spec = draw(st.sampled_from([spec for spec in SHEETS if spec.name in SOUND]))
    column = draw(st.sampled_from(spec.columns))
    return spec.name, draw(st.integers(0, 1)), column.id, draw(values_of(column))


NAMES = tuple(f"{n}.xlsx" for n in range(8))


@st.composite
def strange_files(draw: st.DrawFn, source: str) -> Plan:
    """A file with two rows on every sheet, some of whose cells hold anything."""
    rows = {sheet: [dict(row), dict(row)] for sheet, row in SOUND.items()}
    for sheet, row, column, value in draw(st.lists(changes(), max_size=12)):
        rows[sheet][row][column] = value
    others = {sheet.lower().replace(" ", "_"): given for sheet, given in rows.items() if sheet != "Actions"}
    scheme = draw(st.sampled_from([None, "Progress", "Delivery", "Other"]))
    book = draw(st.sampled_from(Book))
    return a_plan(rows["Actions"], source=source, book=book, settings={"scheme": scheme}, **others)


@given(st.tuples(*map(strange_files, NAMES)))
@tries(5, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_no_cell_whatever_it_holds_stops_a_check(plans: tuple[Plan, ...]):
    report = validate(together(*plans))

    assert {f.source for f in report.findings} <= set(NAMES)
    assert all(f.message and f.fix for f in report.findings)


def test_no_blank_setting_stops_a_check():
    blanks = [setting.id for setting in SETTINGS]
    plans = [a_plan(source=blank, settings={"plan_code": blank} | {blank: None}) for blank in blanks]

    report = validate(together(*plans))

    for blank in blanks:
        assert {f.rule for f in report.of(blank).findings} <= {"C-01", "F-01", "F-12", "P-05"}, blank


def test_a_rule_that_is_not_put_for_want_of_rows_or_of_anything_noticed_would_find_nothing():
    plans = [plan for plan in examples_alone() if not has_more_than_actions(plan)]
    worked = work_out(together(*plans))
    case = Case(worked.plan, worked=worked.actions, dates=worked.dates)

    assert len(plans) > 50
    assert [rule.code for rule in catalogue() if rule.where and not nothing_in(rule.look(case))] == []


def has_more_than_actions(plan: Plan) -> bool:
    return not plan.facts.empty or any(len(table) for name, table in plan.tables.items() if name != "Actions")


def nothing_in(found: pd.Series | pd.DataFrame) -> bool:
    return not found.any() if isinstance(found, pd.Series) else found.empty


def test_a_finding_names_a_ref_as_it_is_written():
    """E-01 said A of an action a; a sentence that begins with another word still has its capital."""
    plan = a_plan([an_action("a", status="Complete", completed_on=dt.date(2026, 9, 1), still_to_do=None)])

    messages = {f.rule: f.message for f in validate(plan).findings}

    assert messages["E-01"].startswith("a ")
    assert all(said[0].isupper() or said.startswith("a ") for said in messages.values())
