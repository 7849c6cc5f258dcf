"""What the team adds to a register of its own goes along, or is named; through files, as they add it in Excel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.table import TableColumn

from tests.merge_builders import HEALTH, a_register, registered
from toolkit import tasks
from toolkit.excel.write import write_pack
from toolkit.register.logs import lines_of
from toolkit.register.snapshots import checksum
from toolkit.returns.issue import register_pack

HEADINGS = 4
LINKS = [
    {"action_ref": "EX1", "to": "recommendation", "ref": "1"},
    {"action_ref": None, "to": "recommendation", "ref": None},
    {"action_ref": "EX1", "to": "recommendation", "ref": "1"},
]


def written(path: Path, **others: object) -> Path:
    return write_pack(register_pack(a_register([registered("EX1"), registered("EX2", HEALTH)], **others)), path)


def add_column(path: Path, sheet: str, heading: str, cells: Mapping[int, str], *, inside: bool = False) -> None:
    """A column of the team's own, by Excel row: beside the Excel table, or in it."""
    book = load_workbook(path)
    page = book[sheet]
    [table] = page.tables.values()
    at = sum(cell.value is not None for cell in page[HEADINGS]) + 1
    page.cell(HEADINGS, at, heading)
    for row, value in cells.items():
        page.cell(row, at, value)
    if inside:
        last = page.cell(max(page.max_row, HEADINGS + 1), at).coordinate
        table.ref = table.autoFilter.ref = f"A{HEADINGS}:{last}"
        table.tableColumns.append(TableColumn(id=at, name=heading))
    book.save(path)


def column(path: Path, sheet: str, heading: str) -> list[object]:
    rows = list(load_workbook(path)[sheet].iter_rows(min_row=HEADINGS, values_only=True))
    at = rows[0].index(heading)
    return [row[at] for row in rows[1:] if any(value is not None for value in row)]


def merge(register: Path, output: Path) -> list[str]:
    returns = output.parent / "returned"
    if not returns.exists():
        tasks.issue(register, returns)
    return list(tasks.merge(register, returns, output).lines)


def test_each_row_keeps_what_stands_beside_it_though_keys_are_blank_or_repeated(tmp_path: Path) -> None:
    register = written(tmp_path / "June.xlsx", links=LINKS)
    add_column(register, "Links", "Seen by", {5: "Ann", 6: "Ben", 7: "Cat"})

    merge(register, tmp_path / "September.xlsx")

    assert column(tmp_path / "September.xlsx", "Links", "Seen by") == ["Ann", "Ben", "Cat"]


def test_a_column_added_to_a_log_stays_and_new_lines_do_not_inherit_it(tmp_path: Path) -> None:
    log = [{"period": "2026-03", "sheet": "Actions", "ref": "EX1", "field": "Status"}]
    register = written(tmp_path / "June.xlsx", changes=log)
    add_column(register, "Changes", "Told to", {5: "The chair"})

    merge(register, tmp_path / "September.xlsx")

    told = column(tmp_path / "September.xlsx", "Changes", "Told to")
    assert told[0] == "The chair"
    assert not any(told[1:])


def test_what_was_noted_beside_a_control_total_stays_with_it_when_it_is_counted_again(tmp_path: Path) -> None:
    merge(written(tmp_path / "June.xlsx"), tmp_path / "one.xlsx")
    totals = column(tmp_path / "one.xlsx", "Control totals", "Total")
    add_column(tmp_path / "one.xlsx", "Control totals", "Checked", {5 + n: str(n) for n in range(len(totals))})

    merge(tmp_path / "one.xlsx", tmp_path / "two.xlsx")

    kept = zip(*(column(tmp_path / "two.xlsx", "Control totals", h) for h in ("Total", "Checked")), strict=True)
    assert list(kept) == [(total, str(n)) for n, total in enumerate(totals)]


def test_what_was_noted_beside_a_line_that_is_gone_is_said_and_given_to_no_other(tmp_path: Path) -> None:
    gone = {"period": "2026-09", "total": "A sum of long ago", "service": "Whole plan"}
    register = written(tmp_path / "June.xlsx", control_totals=[gone])
    add_column(register, "Control totals", "Checked", {5: "By audit"})

    said = merge(register, tmp_path / "September.xlsx")

    assert "Not in the next register: “By audit” under 'Checked' on Control totals, row 5; its line is gone." in said
    assert not any(column(tmp_path / "September.xlsx", "Control totals", "Checked"))


def test_words_outside_the_tables_of_a_register_are_named(tmp_path: Path) -> None:
    register = written(tmp_path / "June.xlsx", links=LINKS)
    book = load_workbook(register)
    book["Links"]["B40"] = "Ask legal"
    book.save(register)

    assert any("“Ask legal” in B40 of Links" in line for line in merge(register, tmp_path / "September.xlsx"))


def test_rows_that_are_carried_into_a_new_plan_under_new_refs_keep_what_stands_beside_them(tmp_path: Path) -> None:
    done = registered("EX1", status="Complete", completed_on=dt.date(2026, 5, 1), still_to_do=None)
    register = write_pack(register_pack(a_register([done, registered("EX2")])), tmp_path / "Plan.xlsx")
    add_column(register, "Actions", "Cabinet lead", {5: "Done with", 6: "Lead member"})

    tasks.carry_forward(register, tmp_path / "next", to="NEW", by="Head of Performance", on=dt.date(2026, 10, 1))

    assert column(tmp_path / "next" / "NEW.xlsx", "Actions", "Cabinet lead") == ["Lead member"]


def test_a_plan_with_logs_is_carried_into_one_that_begins_without_any(tmp_path: Path) -> None:
    came = {"period": "2026-09", "service": "Early Help", "file": "Early Help.xlsx", "state": "Read"}
    register = written(tmp_path / "Plan.xlsx", returns=[came])
    add_column(register, "Returns", "Filed under", {5: "Box 7"})

    said = tasks.carry_forward(register, tmp_path / "next", to="NEW", by="Head of Performance", on=dt.date(2026, 10, 1))

    assert f"Written: {tmp_path / 'next' / 'NEW.xlsx'}" in said
    assert column(tmp_path / "next" / "EX closed.xlsx", "Returns", "Filed under") == ["Box 7"]


def test_a_sign_off_leaves_the_columns_the_team_added_to_its_logs(tmp_path: Path) -> None:
    frozen = {"period": "2026-06", "as_at": dt.date(2026, 6, 30), "ref": "EX1", "rating": "Green"}
    signed = {"period": "2026-06", "as_at": dt.date(2026, 6, 30), "by": "Chair", "rows": 1}
    signed["checksum"] = checksum(lines_of("Snapshots", [frozen], "June.xlsx"))
    register = written(tmp_path / "June.xlsx", snapshots=[frozen], **{"Sign-offs": [signed]})
    for sheet in ("Snapshots", "Sign-offs"):
        add_column(register, sheet, "Minute", {5: f"{sheet} 12"}, inside=True)

    tasks.sign_off(register, by="Chair", on=dt.date(2026, 10, 1))

    assert column(register, "Snapshots", "Minute") == ["Snapshots 12", None, None]
    assert column(register, "Sign-offs", "Minute") == ["Sign-offs 12", None]


def test_sheets_of_the_teams_own_are_named_as_not_carried(tmp_path: Path) -> None:
    register = written(tmp_path / "June.xlsx")
    book = load_workbook(register)
    book.create_sheet("Pivot")["A1"] = "Mine"
    book.save(register)

    assert any("your own sheets 'Pivot'" in line for line in merge(register, tmp_path / "September.xlsx"))
