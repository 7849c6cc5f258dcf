"""Returns and registers written to files, read back, and refreshed in place."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.builders import a_plan, an_action
from tests.excel.stuffed import features, stuffed_workbook, unzipped
from toolkit.excel.patch import patch
from toolkit.excel.read import read_workbook
from toolkit.excel.write import write_pack
from toolkit.model.plan import Book, Plan
from toolkit.rating.summarise import summarise
from toolkit.reading.parse import parse
from toolkit.returns.issue import issue, issued_plan, register_pack
from toolkit.returns.summary_sheet import summary_edits
from toolkit.returns.what_was_sent import SENT, worked_out_edits
from toolkit.sheets.every_sheet import sheets_of
from toolkit.tasks import refresh


def a_register() -> Plan:
    actions = [
        an_action("1.10", service="Early Help", theme="Front door", rating="Red", worked_out_rating="Red",
                  why="Overdue.", due=dt.date(2026, 9, 1), previous_rating="Red"),
        an_action("1.2", service="Early Help", theme="Step-down", rating="Green", due_as_written="Spring 2027",
                  where_now="=SUM(1,2) is how the panel writes it\nand a second line"),
        an_action("2.1", service="Children in care", status="Withdrawn", rating="Closed", went_to="Strategy"),
        an_action("2.2", service="Children in care", theme="Permanence", rating="Amber", evidence_refs="1"),
    ]  # fmt: skip
    return a_plan(
        actions,
        source="register.xlsx",
        book=Book.REGISTER,
        settings={"service": None, "signed_off_by": None, "signed_off_on": None, "returns_due": dt.date(2026, 10, 9)},
        milestones=[
            {"action_ref": "1.10", "no": "1", "milestone": "Agree", "due_as_written": "TBC", "critical": "Yes"}
        ],
        measures=[{"ref": "PM1", "theme": "Front door", "measure": "Contacts", "baseline": 62.3, "target": 90}],
        measure_values=[{"measure_ref": "PM1", "period": "2026-08", "value": 69.8}],
        risks=[{"ref": "R1", "risk": "Turnover", "likelihood": 4, "impact": 3, "owner": "Head of Early Help"}],
        evidence=[{"no": "1", "what": "Minutes", "action_ref": "2.2", "state": "Filed"}],
        themes=[{"ref": "T1", "title": "Front door", "order": 1}],
        links=[{"action_ref": "2.2", "to": "recommendation", "ref": "2-12", "as_written": "2-12"}],
        snapshots=[{"period": "2026-08", "as_at": dt.date(2026, 8, 31), "ref": "1.10", "rating": "Red", "due": "TBC"}],
    )


def read(path: Path, book: Book | None = None) -> Plan:
    plan, refused = parse([read_workbook(path)], **({"book": book} if book else {}))
    assert refused == []
    return plan


def values(table: pd.DataFrame) -> list[dict[str, object]]:
    return [{k: v for k, v in row.items() if v is not None} for row in table.to_dict("records")]


@pytest.fixture
def early_help(tmp_path: Path) -> Path:
    return write_pack(issue(a_register())["Early Help"], tmp_path / "Early Help.xlsx")


def test_a_register_is_read_back_as_it_was_written(tmp_path: Path):
    register = a_register()
    again = read(write_pack(register_pack(register), tmp_path / "register.xlsx"), Book.REGISTER)

    for spec in sheets_of(Book.REGISTER):
        assert values(again[spec.name]) == values(register[spec.name]), spec.name
    assert values(again.settings) == values(register.settings)


def test_a_return_is_read_back_with_what_was_sent(early_help: Path):
    part = issued_plan(a_register(), "Early Help")
    again = read(early_help)

    for spec in (spec for spec in sheets_of(Book.RETURN) if spec.name in SENT):
        name, columns = spec.name, [c.id for c in spec.columns_of(Book.RETURN)]
        assert values(again[name][columns]) == values(part[name][columns]), name
        assert len(again.issued[name]) == len(part[name])
    assert list(again.issued["Actions"]["where_now"]) == list(part["Actions"]["where_now"])


def test_a_refresh_lands_where_the_template_has_room_for_it(early_help: Path, ooxml_errors):
    plan = read(early_help)
    source = plan.sources[0]
    actions = plan["Actions"].assign(rating=["Amber", "Blue"], escalated=False)
    summary = summarise(actions, as_at=dt.date(2026, 9, 30), scheme="Progress")
    edits = [*summary_edits(plan, source, summary), *worked_out_edits(plan, source, actions)]

    result = patch(early_help, edits, backup=False)

    assert result.left_alone == ()
    assert ooxml_errors(early_help) == []
    book = load_workbook(early_help, data_only=True)
    assert book["Actions"]["D2"].value.startswith("2 actions   ·   0 Red   ·   1 Amber   ·   0 Green   ·   1 Blue")
    assert [book["Summary"].cell(row, 1).value for row in range(1, 16)] == [
        "Summary", "As at 30 September 2026",
        "2 actions: 1 Amber (50.0%), 1 Blue (50.0%). Shares are of the 2 rated.",
        "Overall Amber. 1 of 2 rated actions is Red or Amber (50.0%).",
        None, "What the ratings mean (Progress scheme)", "Red", "Amber", "Green", "Not rated", "Closed",
        None, None, None, "By theme",
    ]  # fmt: skip
    assert [book["Summary"].cell(row, 1).value for row in (17, 18, 19)] == ["All actions", "Front door", "Step-down"]
    assert list(read(early_help).issued["Worked out"]["rating"]) == ["Amber", "Blue"]


def test_a_second_refresh_changes_nothing(early_help: Path):
    plan = read(early_help)
    actions = plan["Actions"].assign(escalated=False)
    summary = summarise(actions, as_at=dt.date(2026, 9, 30), scheme="Delivery")
    patch(early_help, summary_edits(plan, plan.sources[0], summary), backup=False)
    once = early_help.read_bytes()

    patch(early_help, summary_edits(plan, plan.sources[0], summary), backup=False)

    assert early_help.read_bytes() == once


def test_a_return_is_sound_to_the_open_xml_sdk(early_help: Path, tmp_path: Path, ooxml_errors):
    assert ooxml_errors(early_help) == []
    assert ooxml_errors(write_pack(register_pack(a_register()), tmp_path / "register.xlsx")) == []


def test_a_refresh_loses_nothing_of_a_workbook_stuffed_with_what_officers_have(tmp_path: Path):
    path = tmp_path / "Officer's plan.xlsx"
    path.write_bytes(stuffed_workbook())
    before = unzipped(path.read_bytes())

    done = refresh([path], output=tmp_path / "refreshed.xlsx")

    assert done.exit_code == 0, done.unread
    data = (tmp_path / "refreshed.xlsx").read_bytes()
    had = features(path.read_bytes())
    assert {name for name, count in features(data).items() if count < had[name]} == set()
    changed = {name for name, part in unzipped(data).items() if before.get(name) != part}
    assert changed
    assert all(re.match(r"xl/(worksheets/|tables/|workbook.xml|styles.xml|calcChain.xml)", name) for name in changed)
