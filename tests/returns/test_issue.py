from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from tests.builders import REPORT_DATE, a_plan, an_action
from toolkit.model.pack import Facts, Line, Pack, Table
from toolkit.model.plan import FACT_COLUMNS, Book, Plan, Seen
from toolkit.model.schemes import ELSEWHERE_STATUSES
from toolkit.returns.issue import (
    actions_in,
    blank_register,
    blank_return,
    file_name,
    issue,
    issued_plan,
    register_pack,
    return_pack,
    table_edits,
)
from toolkit.sheets.columns import SETTINGS, TEMPLATE_VERSION
from toolkit.sheets.every_sheet import sheets_of
from toolkit.sheets.frames import table_of

EARLY_HELP, CARE = "Early Help", "Children in care"


def a_register(actions: list[dict[str, object]] | None = None, **others: object) -> Plan:
    """Three actions: two of Early Help, one of children in care."""
    rows = actions or [
        an_action("EX1", service=EARLY_HELP, theme="Front door"),
        an_action("EX2", service=CARE, theme="Permanence", lead="Head of Children in Care"),
        an_action("EX3", service=EARLY_HELP, theme="Step-down"),
    ]
    return a_plan(rows, source="register.xlsx", book=Book.REGISTER, **others)  # type: ignore[arg-type]


def refs(plan: Plan, sheet: str = "Actions", column: str = "ref") -> list[object]:
    return list(plan[sheet][column])


def table_in(pack: Pack, sheet: str) -> Table:
    found = next(one for one in pack.sheets if one.name == sheet)
    return next(block for block in found.blocks if isinstance(block, Table))


def settings_in(pack: Pack) -> dict[str, object]:
    found = next(one for one in pack.sheets if one.name == "Settings")
    facts = next(block for block in found.blocks if isinstance(block, Facts))
    labels = {setting.label: setting.id for setting in SETTINGS}
    return {labels[label]: value for label, value in facts.rows}


def column_in(pack: Pack, sheet: str, heading: str) -> list[object]:
    table = table_in(pack, sheet)
    at = [column.heading for column in table.columns].index(heading)
    return [row[at] for row in table.rows]


def test_each_service_is_sent_its_own_actions_in_the_registers_order():
    packs = issue(a_register())

    sent = {service: column_in(pack, "Actions", "Ref") for service, pack in packs.items()}

    assert sent == {EARLY_HELP: ["EX1", "EX3"], CARE: ["EX2"]}
    assert actions_in(packs[EARLY_HELP]) == 2


@pytest.mark.parametrize("status", ELSEWHERE_STATUSES)
def test_what_was_closed_elsewhere_stays_in_the_register(status: str):
    register = a_register([an_action("EX1", service=EARLY_HELP), an_action("EX2", service=EARLY_HELP, status=status)])

    assert refs(issued_plan(register, EARLY_HELP)) == ["EX1"]


@pytest.mark.parametrize("status", ["Not started", "On hold", "Complete", "Embedded", None])
def test_every_other_action_is_sent_whatever_its_status(status: str | None):
    register = a_register([an_action("EX1", service=EARLY_HELP, status=status)])

    assert refs(issued_plan(register, EARLY_HELP)) == ["EX1"]


def test_a_service_written_in_two_ways_gets_one_return():
    register = a_register([an_action("EX1", service=EARLY_HELP), an_action("EX2", service=" early  help")])

    assert {service: actions_in(pack) for service, pack in issue(register).items()} == {EARLY_HELP: 2}


def test_an_action_of_no_service_is_sent_to_nobody():
    register = a_register([an_action("EX1", service=EARLY_HELP), an_action("EX2", service=None)])

    assert list(issue(register)) == [EARLY_HELP]


@pytest.mark.parametrize(
    ("service", "name"),
    [("Early Help", "Early Help"), ("Health / police", "Health - police"), ('"0-5"', "0-5"), ("..", "Service")],
)
def test_a_return_is_called_after_its_service(service: str, name: str):
    assert file_name(service) == name


def test_milestones_and_evidence_go_with_their_actions():
    register = a_register(
        [an_action("EX1", service=EARLY_HELP, evidence_refs="3; 4"), an_action("EX2", service=CARE)],
        milestones=[{"action_ref": "ex1 ", "no": "1"}, {"action_ref": "EX2", "no": "1"}],
        evidence=[
            {"no": "1", "action_ref": "EX1"},
            {"no": "2", "action_ref": "EX2"},
            {"no": "4"},
            {"no": "5"},
        ],
    )
    part = issued_plan(register, EARLY_HELP)

    assert refs(part, "Milestones", "action_ref") == ["ex1 "]
    assert refs(part, "Evidence", "no") == ["1", "4"]


def test_measures_go_to_the_services_of_their_theme_with_their_values():
    register = a_register(
        measures=[
            {"ref": "PM1", "theme": "front door"},
            {"ref": "PM2", "theme": "Permanence"},
            {"ref": "PM3", "theme": "T3"},
            {"ref": "PM4"},
        ],
        measure_values=[{"measure_ref": "PM1", "period": "2026-08"}, {"measure_ref": "PM2", "period": "2026-08"}],
        themes=[{"ref": "T3", "title": "Step-down"}],
    )
    part = issued_plan(register, EARLY_HELP)

    assert refs(part, "Measures") == ["PM1", "PM3"]
    assert refs(part, "Measure values", "measure_ref") == ["PM1"]


def test_a_risk_goes_to_the_services_whose_actions_its_owner_answers_for():
    register = a_register(
        [
            an_action("EX1", service=EARLY_HELP, supporting_leads="Principal social worker; Head of Fostering"),
            an_action("EX2", service=CARE, lead="Head of Children in Care"),
        ],
        risks=[
            {"ref": "R1", "owner": "Head of Early Help"},
            {"ref": "R2", "owner": "head of fostering"},
            {"ref": "R3", "owner": "Head of Children in Care"},
            {"ref": "R4", "owner": "Chief Executive"},
            {"ref": "R5"},
        ],
    )

    assert refs(issued_plan(register, EARLY_HELP), "Risks") == ["R1", "R2"]
    assert refs(issued_plan(register, CARE), "Risks") == ["R3"]


def test_a_return_is_stamped_and_not_yet_signed():
    signed = {"signed_off_by": "Director", "signed_off_on": REPORT_DATE, "nil_return": "Yes", "template_version": "0.9"}
    settings = settings_in(return_pack(a_register(settings=signed), CARE))

    stamps = ("plan_code", "service", "register_issue", "template_version", "report_date", "scheme")
    assert [settings[name] for name in stamps] == ["EX", CARE, 3, TEMPLATE_VERSION, REPORT_DATE, "Delivery"]
    assert [settings[name] for name in ("nil_return", "signed_off_by", "signed_off_on")] == [None, None, None]
    assert "returns_due" not in settings


def a_snapshot(period: str, as_at: dt.date, **fields: object) -> dict[str, object]:
    return {"period": period, "as_at": as_at, "ref": "EX1", "scheme": "Delivery"} | fields


def test_the_previous_rating_is_that_of_the_last_period_signed_off():
    register = a_register(
        [an_action("EX1", service=EARLY_HELP, previous_rating="Red")],
        snapshots=[
            a_snapshot("2026-07", dt.date(2026, 7, 31), rating="Amber"),
            a_snapshot("2026-08", dt.date(2026, 8, 31), rating="Green"),
        ],
    )

    assert column_in(return_pack(register, EARLY_HELP), "Actions", "Previous rating") == ["Green"]


def test_how_long_a_date_has_been_open_goes_out_unseen():
    register = a_register(
        [an_action("EX1", service=EARLY_HELP)],
        snapshots=[
            a_snapshot("2026-05", dt.date(2026, 5, 31), due="TBC", status="Not started"),
            a_snapshot("2026-06", dt.date(2026, 6, 30), due="30/09/2026", status="Not started"),
            a_snapshot("2026-07", dt.date(2026, 7, 31), due="TBC", status="Not started"),
            a_snapshot("2026-08", dt.date(2026, 8, 31), due="TBC", status="On hold"),
        ],
    )
    actions = issued_plan(register, EARLY_HELP)["Actions"]

    assert list(actions["tbc_periods"]) == [2]
    assert list(actions["previous_status"]) == ["On hold"]


def test_what_was_worked_out_is_carried_from_the_register():
    action = an_action("EX1", service=EARLY_HELP, rating="Amber", worked_out_rating="Red", why="Due yesterday.")
    pack = return_pack(a_register([action]), EARLY_HELP)

    headings = ("Worked-out rating", "Why", "Rating")
    assert [column_in(pack, "Actions", heading) for heading in headings] == [["Red"], ["Due yesterday."], ["Amber"]]


def test_a_cell_that_showed_only_its_month_is_sent_as_the_month():
    register = a_register([an_action("EX1", service=EARLY_HELP, due_as_written=dt.date(2015, 3, 1))])
    fact = {"source": "register.xlsx", "table": "Actions", "row": 5, "column": "due_as_written"}
    facts = [fact | {"kind": Seen.MONTH_FORMAT, "text": "mmm-yy"}]
    register = replace(register, facts=pd.DataFrame(facts, columns=FACT_COLUMNS))

    assert column_in(return_pack(register, EARLY_HELP), "Actions", "Due as written") == ["March 2015"]


def test_a_register_is_written_with_every_sheet_and_row():
    register = a_register(risks=[{"ref": "R1"}], returns=[{"period": "2026-09", "state": "Read"}])
    pack = register_pack(register)

    names = [sheet.name for sheet in pack.sheets]
    assert names == ["Guide", "Settings", *(spec.name for spec in sheets_of(Book.REGISTER))]
    assert column_in(pack, "Actions", "Service") == [EARLY_HELP, CARE, EARLY_HELP]
    assert column_in(pack, "Risks", "Ref") == ["R1"]
    assert column_in(pack, "Returns", "State") == ["Read"]
    assert settings_in(pack)["register_issue"] == 3


def test_a_registers_settings_leave_out_what_only_a_return_has_unless_it_holds_something():
    nothing = dict.fromkeys(("service", "nil_return", "signed_off_by", "signed_off_on"))
    without = settings_in(register_pack(a_register(settings=nothing)))
    kept = settings_in(register_pack(a_register(settings=nothing | {"service": "All"})))

    assert not set(nothing) & set(without)
    assert kept["service"] == "All"


def test_the_sheets_of_a_return_stand_in_the_order_officers_work():
    names = [sheet.name for sheet in blank_return().sheets]

    assert names == [
        "Guide", "Settings", "Actions", "Milestones", "Measures", "Measure values", "Risks", "Evidence",
        "Summary", "Check results", "Answers", "Issued",
    ]  # fmt: skip


@pytest.mark.parametrize("blank", [blank_return, blank_register])
def test_a_blank_workbook_has_no_rows_and_the_usual_settings(blank):
    pack = blank()

    assert actions_in(pack) == 0
    assert settings_in(pack)["scheme"] == "Delivery"
    assert settings_in(pack)["template_version"] == TEMPLATE_VERSION


def test_only_sheets_nobody_types_in_are_protected():
    protected = {sheet.name for sheet in (*blank_return().sheets, *blank_register().sheets) if sheet.protected}

    assert protected == {"Guide"}


def test_tables_of_a_closed_register_are_written_into_the_columns_the_file_has():
    register = a_register()
    signed = table_of("Sign-offs", [{"period": "2026-08", "by": "Director"}], [("r", 5)])
    edits = table_edits(register, {**register.tables, "Sign-offs": signed}, ["Sign-offs"])

    assert [(edit.sheet, edit.table, [list(row) for row in edit.rows]) for edit in edits] == [
        ("Sign-offs", "SignOffs", [["2026-08", None, "Director", None, None, None, None]])
    ]


class TestRatingsOfTheLastPeriod:
    """Nothing has been rated yet in the new period: what goes out is what was signed off, and says so."""

    def sent(self) -> Pack:
        action = an_action(service="Early Help", rating="Green", direction="New")
        was = {"period": "2026-06", "as_at": dt.date(2026, 6, 30), "ref": "EX1", "rating": "Green"}
        return return_pack(a_plan([action], book=Book.REGISTER, snapshots=[was]), "Early Help")

    def test_the_summary_is_dated_by_the_sign_off(self):
        summary = next(sheet for sheet in self.sent().sheets if sheet.name == "Summary")

        assert [line.text for line in summary.blocks if isinstance(line, Line)][1] == "As at 30 June 2026"

    def test_no_direction_is_left_from_the_period_before(self):
        actions = next(sheet for sheet in self.sent().sheets if sheet.name == "Actions")
        table = next(block for block in actions.blocks if isinstance(block, Table))
        at = [column.heading for column in table.columns].index("Direction")

        assert [row[at] for row in table.rows] == ["No change"]
