"""An action that a service splits, through files: issued, filled in, checked, merged, shown, signed, issued again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from openpyxl import load_workbook

from tests.merge_builders import a_register, registered
from tests.read_back import FIRST_ROW, headings, put_on_settings, rows
from toolkit import tasks
from toolkit.excel.write import as_bytes
from toolkit.returns.issue import register_pack

SIGNED = {"Signed off by": "Head of Early Help", "Signed off on": dt.datetime(2026, 9, 29)}
PART = {
    "Part of": "3.2", "Action": "Agree the protocol with the courts", "Accountable lead": "Head of Legal",
    "Where are we now": "Terms are with the court manager", "What still needs to be done": "Sign them",
    "Status": "In progress", "Due as written": "30 June 2026", "Notes": "The judge signs on 20 October",
    "Updated on": dt.datetime(2026, 9, 21), "Updated by": "Legal business manager",
}  # fmt: skip


def split(path: Path) -> None:
    """Put a row for a part under the table's last, as an officer would, and sign."""
    book = load_workbook(path)
    sheet = book["Actions"]
    at, names = FIRST_ROW + len(rows(path, "Actions")), headings(sheet)
    for heading, value in PART.items():
        sheet.cell(at, names[heading]).value = value
    table = sheet.tables["Actions"]
    first, last = table.ref.split(":")
    table.ref = f"{first}:{last.rstrip('0123456789')}{at}"
    put_on_settings(book, SIGNED)
    book.save(path)


def test_a_split_action_is_one_action_from_return_to_pack_and_the_next_return(tmp_path: Path):
    register = tmp_path / "Plan Register.xlsx"
    same_day = {"updated_on": dt.date(2026, 9, 21), "due_as_written": "31 March 2027"}
    actions = [registered("3.1", **same_day), registered("3.2", **same_day)]
    register.write_bytes(as_bytes(register_pack(a_register(actions))))
    tasks.issue(register, tmp_path / "issued")
    (sent,) = (tmp_path / "issued").glob("*.xlsx")
    split(sent)

    checked = tasks.check(sent)
    done = tasks.merge(register, sent.parent, tmp_path / "next.xlsx")
    (pack,) = tasks.board(tmp_path / "next.xlsx", tmp_path / "pack.xlsx")
    tasks.sign_off(tmp_path / "next.xlsx", by="Director", on=dt.date(2026, 10, 5))

    assert {"I-01", "I-09", "I-10"}.isdisjoint(finding.rule for finding in checked.report.findings)
    assert checked.actions(sent.name) == 2
    assert any(line.startswith("3.2 was split: 3.2/a is a new part of it.") for line in done.lines)
    now = {row["Ref"]: row for row in rows(tmp_path / "next.xlsx", "Actions")}
    assert (now["3.2/a"]["Part of"], now["3.2/a"]["Theme"], now["3.2"]["Rating"]) == ("3.2", "Front door", "Red")
    (signed,) = rows(tmp_path / "next.xlsx", "Sign-offs")
    assert (signed["Actions"], signed["Ratings"]) == (2, "Red 1, Green 1")
    said = [str(cell.value) for sheet in load_workbook(pack) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("the status of the 2 actions is as follows: 1 action is Green" in text for text in said)
    assert not any("3 actions" in text for text in said)
    assert "Late parts of open actions: 1" in said

    tasks.issue(tmp_path / "next.xlsx", tmp_path / "again", anyway=True)
    (again,) = (tmp_path / "again").glob("*.xlsx")
    assert [(row["Ref"], row["Part of"]) for row in rows(again, "Actions")] == [
        ("3.1", None), ("3.2", None), ("3.2/a", "3.2"),
    ]  # fmt: skip
    assert str(load_workbook(again, data_only=True)["Actions"].cell(2, 4).value).startswith("2 actions")
