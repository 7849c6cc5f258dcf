"""What fix does to returns on disk, read back with openpyxl: each kind of slip, and what only looks like one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment

import toolkit
from tests.books import FIRST_ROW, filled_in, place, register_file, return_file, signed
from tests.budget import tries
from tests.merge_builders import EARLY_HELP, a_register, registered
from tests.read_back import rows
from tests.test_template_1_0 import FROZEN
from toolkit.excel.patch import patch
from toolkit.excel.write import as_bytes
from toolkit.model.edits import SetCells
from toolkit.model.grid import Value, address
from toolkit.returns.issue import issue
from toolkit.sheets.actions import ACTIONS

REFS = ("1.1", "1.2", "1.3", "1.9", "1.10", "2.1")
DONE = {
    "status": "Completed", "completed_on": dt.date(2026, 9, 4), "evidence_refs": "1", "evidence_stage": "Filed",
    "still_to_do": None, "updated_on": dt.date(2026, 9, 28), "where_now": "Agreed and published",
}  # fmt: skip
EMPTY = dict.fromkeys((c.id for c in ACTIONS.columns if not c.register_only), None)
Typed = Mapping[str, Mapping[str, Value]]


@cache
def _issued() -> bytes:
    rows = [registered(ref, updated_on=dt.date(2026, 9, 1), due_as_written="31 March 2027") for ref in REFS]
    evidence = [{"no": "1", "what": "Minutes", "action_ref": "1.1", "where_kept": "Team site", "state": "Filed"}]
    return as_bytes(issue(a_register(rows, evidence=evidence))[EARLY_HELP])


def a_return(folder: Path, typed: Typed, name: str = "Return.xlsx") -> Path:
    """A return as it was issued, with this typed into its actions."""
    path = folder / name
    path.write_bytes(_issued())
    cells = {place("Actions", REFS.index(r) + 1, c): v for r, fields in typed.items() for c, v in fields.items()}
    patch(path, [SetCells("Actions", cells)], backup=False)
    return path


def cell(ref: str, column: str) -> str:
    return address(*place("Actions", REFS.index(ref) + 1, column))


def all_cells(path: Path) -> dict[tuple[str, str], object]:
    book = load_workbook(path)
    return {
        (sheet.title, one.coordinate): one.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for one in row
        if one.value is not None
    }


def changed(before: Mapping[tuple[str, str], object], after: Mapping[tuple[str, str], object]) -> dict[str, object]:
    """What the cells of Actions became, and nothing else may have become anything."""
    places = {at for at in {*before, *after} if before.get(at) != after.get(at) and at[0] != "Mended"}
    assert {sheet for sheet, _ in places} <= {"Actions"}
    return {at[1]: after.get(at) for at in places}


def fixed(path: Path, **how: object) -> dict[str, object]:
    before = all_cells(path)
    toolkit.fix(path, **how)  # type: ignore[arg-type]
    return changed(before, all_cells(path))


CERTAIN: list[tuple[str, str, Value, object]] = [
    ("1.1", "where_now", "Printed  and sent\u00a0to all ", "Printed and sent to all"),
    ("1.1", "where_now", "Printed\u200b and\n sent", "Printed and\nsent"),
    ("1.1", "status", "in progress", "In progress"),
    ("1.1", "status", "IN-PROGRESS", "In progress"),
    ("1.1", "confidence", "at risk", "At risk"),
    ("1.1", "revised_due", "26 Febuary 2027", "26 February 2027"),
    ("1.1", "revised_due", "By end Febuary 2027", "By end February 2027"),
    ("1.1", "updated_on", "28th Sept 2026", dt.datetime(2026, 9, 28)),
    ("1.1", "updated_on", "28/09/2026", dt.datetime(2026, 9, 28)),
    ("1.1", "updated_on", "28 Setpember 2026", dt.datetime(2026, 9, 28)),
    ("1.1", "revised_due", "26/27", "2026/27"),
    ("1.10", "ref", 1.1, "1.10"),
    ("1.2", "ref", 1.2, "1.2"),
]


@pytest.mark.parametrize(("ref", "column", "typed", "mended"), CERTAIN, ids=lambda value: str(value)[:20])
def test_what_is_certain_is_put_right_and_nothing_else(tmp_path: Path, ref, column, typed, mended):
    path = a_return(tmp_path, {ref: {column: typed}})

    assert fixed(path) == {cell(ref, column): mended}
    assert toolkit.fix(path, preview=True).mending.certain == []


def test_a_status_in_another_form_is_put_right_where_the_row_is_done(tmp_path: Path):
    path = a_return(tmp_path, {"1.1": DONE})

    assert fixed(path) == {cell("1.1", "status"): "Complete"}


NOT_CERTAIN: list[tuple[str, str, Value]] = [
    ("1.1", "where_now", "Thanks \U0001f468\u200d\U0001f469\u200d\U0001f467"),
    ("1.1", "where_now", "One line\nand another"),
    ("1.1", "status", "Completed"),
    ("1.1", "status", "Done"),
    ("1.1", "status", "Ongoing"),
    ("1.1", "completed_on", "Completed"),
    ("1.1", "revised_due", "26 Marsh 2027"),
    ("1.1", "revised_due", "11/12"),
    ("1.1", "revised_due", "15/16"),
    ("1.1", "revised_due", "Mar 27"),
    ("1.1", "revised_due", "29th Sept"),
    ("1.1", "revised_due", "31/03/2027"),
    ("1.1", "updated_on", "28/9"),
    ("1.1", "updated_on", "9/28/2026"),
    ("1.1", "updated_on", "September 2026"),
    ("1.1", "updated_on", "28 September 2026, at the board"),
    ("1.1", "updated_on", "31 September 2026"),
]


@pytest.mark.parametrize(("ref", "column", "typed"), NOT_CERTAIN, ids=lambda value: str(value)[:20])
def test_what_only_looks_like_a_slip_is_left_as_it_is(tmp_path: Path, ref, column, typed):
    path = a_return(tmp_path, {ref: {column: typed}})
    before = path.read_bytes()

    assert toolkit.fix(path).made == ()
    assert path.read_bytes() == before


def test_two_refs_that_became_one_number_are_told_apart_by_their_words(tmp_path: Path):
    path = a_return(tmp_path, {"1.1": {"ref": 1.1}, "1.10": {"ref": 1.1}})

    assert fixed(path) == {cell("1.1", "ref"): "1.1", cell("1.10", "ref"): "1.10"}


def test_two_refs_that_became_one_number_are_left_where_their_words_changed_too(tmp_path: Path):
    path = a_return(tmp_path, {"1.1": {"ref": 1.1, "action": "One"}, "1.10": {"ref": 1.1, "action": "Other"}})

    assert not [mend for mend in toolkit.fix(path, preview=True).mending.mends if mend.rule == "I-06"]


def test_the_plan_teams_own_words_are_left_to_the_team(tmp_path: Path):
    rows = [registered("1.1", action="Write  the guide ", due_as_written="26 Febuary 2027", start=None)]
    path = tmp_path / "Return.xlsx"
    path.write_bytes(as_bytes(issue(a_register(rows))[EARLY_HELP]))

    assert toolkit.fix(path, preview=True).mending.mends == ()


def _a_repeated_heading(path: Path, at: int, **more: Value) -> None:
    sheet = {c.id: c.heading for c in ACTIONS.columns if not c.register_only}
    row = {place("Actions", at, name): heading for name, heading in sheet.items()}
    patch(path, [SetCells("Actions", row | {place("Actions", at, n): v for n, v in more.items()})], backup=False)


def test_a_heading_that_is_printed_again_is_emptied_with_its_note_left(tmp_path: Path):
    path = a_return(tmp_path, {})
    _a_repeated_heading(path, 3)
    _with_a_note(path, f"A{FIRST_ROW + 2}")
    before = all_cells(path)

    toolkit.fix(path)

    assert set(changed(before, all_cells(path)).values()) == {None}
    assert not [at for at in all_cells(path) if at[0] == "Actions" and at[1].strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "7"]
    assert load_workbook(path)["Actions"][f"A{FIRST_ROW + 2}"].comment.text == "Mine"


def test_a_row_of_headings_in_which_somebody_wrote_is_left(tmp_path: Path):
    path = a_return(tmp_path, {})
    _a_repeated_heading(path, 3, notes="Ask the head of service about this page")

    assert not [mend for mend in toolkit.fix(path).made if mend.rule == "F-03"]


def _with_a_note(path: Path, at: str) -> None:
    book = load_workbook(path)
    book["Actions"][at].comment = Comment("Mine", "Officer")
    book.save(path)


SPLIT = EMPTY | {"where_now": "and with two colleges in September", "still_to_do": "across the county"}


def test_a_row_cut_off_by_a_page_break_is_joined_to_its_action(tmp_path: Path):
    path = a_return(tmp_path, {"1.1": {"where_now": "Tested with three schools,", "still_to_do": "Hand it out"},
                               "1.2": SPLIT})  # fmt: skip
    _with_a_note(path, cell("1.1", "where_now"))
    lists = load_workbook(path)["Actions"].data_validations.dataValidation

    assert fixed(path) == {
        cell("1.1", "where_now"): "Tested with three schools, and with two colleges in September",
        cell("1.1", "still_to_do"): "Hand it out across the county",
        cell("1.2", "where_now"): None,
        cell("1.2", "still_to_do"): None,
    }
    sheet = load_workbook(path)["Actions"]
    assert sheet[cell("1.1", "where_now")].comment.text == "Mine"
    assert len(sheet.data_validations.dataValidation) == len(lists)


@pytest.mark.parametrize(
    "row",
    [
        EMPTY | {"where_now": "A sentence of its own"},
        EMPTY | {"where_now": "and more", "status": "Complete"},
        EMPTY | {"where_now": "and more", "revised_due": "May 2027"},
    ],
    ids=["begins anew", "has a status", "has a date"],
)
def test_a_row_that_may_be_more_than_an_end_is_not_joined(tmp_path: Path, row: Mapping[str, Value]):
    path = a_return(tmp_path, {"1.1": {"where_now": "Tested with three schools"}, "1.2": row})

    assert not [mend for mend in toolkit.fix(path).made if mend.rule == "F-09"]


def test_a_cell_that_works_itself_out_is_never_written_over(tmp_path: Path):
    path = a_return(tmp_path, {})
    book = load_workbook(path)
    book["Actions"][cell("1.1", "where_now")] = '="Printed  "&"twice"'
    book.save(path)

    assert toolkit.fix(path, preview=True).mending.mends == ()


TWO = {"1.1": {"where_now": "Printed  twice"}, "1.3": {"status": "in progress", "updated_on": "28th Sept 2026"}}


def test_every_change_is_told_on_the_sheet_mended_and_stays_there(tmp_path: Path):
    path = a_return(tmp_path, TWO)

    toolkit.fix(path)
    toolkit.refresh(path)
    patch(path, [SetCells("Actions", {place("Actions", 2, "where_now"): " Sent "})], backup=False)
    toolkit.fix(path)

    told = list(load_workbook(path)["Mended"].iter_rows(min_row=2, max_col=8, values_only=True))
    assert [(row[0], row[1], row[2], row[5], row[6], row[7]) for row in told] == [
        (1, "Actions", cell("1.1", "where_now"), "spaces", "Printed  twice", "Printed twice"),
        (1, "Actions", cell("1.3", "status"), "C-06", "in progress", "In progress"),
        (1, "Actions", cell("1.3", "updated_on"), "C-06", "28th Sept 2026", "28 September 2026"),
        (2, "Actions", cell("1.2", "where_now"), "spaces", " Sent ", "Sent"),
    ]


def test_undo_puts_back_what_still_stands_and_names_the_rest(tmp_path: Path):
    path = a_return(tmp_path, TWO)
    before = all_cells(path)
    toolkit.fix(path)
    patch(path, [SetCells("Actions", {place("Actions", 1, "where_now"): "Sent out"})], backup=False)

    said = toolkit.undo_fix(path)

    assert said[:2] == [
        "2 cells put back as before the last fix.",
        f"Changed again since, and left as it is: Actions!{cell('1.1', 'where_now')}.",
    ]
    assert changed(before, all_cells(path)) == {cell("1.1", "where_now"): "Sent out"}
    with pytest.raises(toolkit.ToolkitError, match="no fix that could be undone"):
        toolkit.undo_fix(path)


def test_the_backup_is_the_return_as_it_was_and_a_copy_leaves_it_alone(tmp_path: Path):
    path = a_return(tmp_path, TWO)
    before = path.read_bytes()

    toolkit.fix(path, output=tmp_path / "Copy.xlsx")
    assert path.read_bytes() == before

    toolkit.fix(path)
    assert (tmp_path / "Return.backup.xlsx").read_bytes() == before
    assert all_cells(path) == all_cells(tmp_path / "Copy.xlsx")


def test_some_are_fixed_by_number_cell_or_rule(tmp_path: Path):
    path = a_return(tmp_path, TWO | {"2.1": {"status": "Done"}})

    assert fixed(path, only=["spaces", cell("2.1", "status")]) == {
        cell("1.1", "where_now"): "Printed twice", cell("2.1", "status"): "Complete",
    }  # fmt: skip
    with pytest.raises(toolkit.ToolkitError, match="Nothing to mend is called 'D-02'"):
        toolkit.fix(path, only=["D-02"])


def test_a_sheet_of_somebodys_own_called_mended_is_not_written_over(tmp_path: Path):
    path = a_return(tmp_path, TWO)
    book = load_workbook(path)
    book.create_sheet("Mended")["A1"] = "Bicycles"
    book.save(path)

    with pytest.raises(toolkit.ToolkitError, match="a sheet 'Mended' of its own"):
        toolkit.fix(path)


def test_the_log_is_no_finding_and_nothing_a_merge_sets_aside(tmp_path: Path):
    path = a_return(tmp_path, TWO)
    before = {(f.rule, f.cell) for f in toolkit.check(path).report.findings}

    toolkit.fix(path)

    assert {(f.rule, f.cell) for f in toolkit.check(path).report.findings} <= before


def test_a_register_is_refused(tmp_path: Path):
    path = toolkit.new(toolkit.Book.REGISTER, tmp_path / "Register.xlsx")

    with pytest.raises(toolkit.ToolkitError, match="is a register, and fix is for returns"):
        toolkit.fix(path)


SLIPS = [(column, typed) for ref, column, typed, _ in CERTAIN if ref == "1.1"]
ODD = [(column, typed) for _, column, typed in NOT_CERTAIN]


@given(st.dictionaries(st.sampled_from(REFS), st.lists(st.sampled_from(SLIPS + ODD), max_size=4), max_size=4))
@tries(16)
def test_whatever_is_typed_only_listed_cells_change_and_nothing_is_lost(tmp_path_factory, slips):
    folder = tmp_path_factory.mktemp("fix")
    path = a_return(folder, {ref: dict(cells) for ref, cells in slips.items()})
    before, errors = all_cells(path), _errors(path)

    done = toolkit.fix(path)
    after = all_cells(path)

    listed = {mend.cell: mend for mend in done.made}
    assert set(changed(before, after)) == set(listed)
    assert not _errors(path) - errors
    assert not [f for f in toolkit.check(path).report.findings if f.cell in listed and f.rule == listed[f.cell].rule]
    again = toolkit.fix(path)
    assert again.made == ()
    assert all_cells(path) == after
    if done.made:
        told = load_workbook(path)["Mended"].iter_rows(min_row=2, values_only=True)
        assert {row[2]: row[6] for row in told} == {mend.cell: mend.before for mend in done.made}
        toolkit.undo_fix(path)
        assert changed(before, all_cells(path)) == {}


def _errors(path: Path) -> set[tuple[str, str]]:
    """Those of rows: that nothing has changed since the return was sent is said of the file, once it is so."""
    found = toolkit.check(path).report.findings
    return {(f.rule, f.cell) for f in found if f.severity is toolkit.Severity.ERROR and f.row}


def test_refs_that_no_return_was_sent_with_are_told_by_their_neighbours(tmp_path: Path):
    path = toolkit.new(toolkit.Book.RETURN, tmp_path / "New.xlsx")
    refs: list[Value] = ["1.8", "1.9", 1.1, "1.11", "1.12", 1.2, "EX"]
    cells: dict[tuple[int, int], Value] = {place("Actions", n, "ref"): ref for n, ref in enumerate(refs, 1)}
    cells |= {place("Actions", n, "action"): f"Write the guide for team {n}" for n in range(1, 8)}
    patch(path, [SetCells("Actions", cells)], backup=False)

    found = [m for m in toolkit.fix(path, preview=True).mending.mends if m.rule == "I-06"]

    # After 1.12, with nothing after it, 1.2 may be itself.
    assert [(m.cell, m.after, m.certain) for m in found] == [("A7", "1.10", True)]


def test_a_merge_says_what_fix_put_in_place_of_what_was_typed(tmp_path: Path):
    register = register_file(tmp_path)
    path = return_file(tmp_path / "returned")
    typed = {"where_now": "Printed  twice", "status": "in progress", "updated_on": "28th Sept 2026"}
    signed(filled_in(path, {"Actions": {"EX1": typed}}))
    toolkit.fix(path)

    merged = toolkit.merge(register, path.parent, tmp_path / "Next.xlsx")

    assert merged.reconciles
    lines = [line for line in rows(tmp_path / "Next.xlsx", "Set aside") if line["File"] == path.name]
    assert [(line["Sheet"], line["Ref"], line["Value"], line["Why"]) for line in lines] == [
        ("Actions", address(*place("Actions", 1, "updated_on")), "28th Sept 2026",
         "Mended by fix: now “28 September 2026”."),
    ]  # fmt: skip
    (changed_on,) = merged.changes.loc[merged.changes["field"] == "Updated on", "new"]
    assert changed_on == "28 September 2026"


def test_a_return_of_the_first_template_is_fixed_and_logged_too(tmp_path: Path):
    path = tmp_path / "Old.xlsx"
    path.write_bytes((FROZEN / "returned" / "Children in Care.xlsx").read_bytes())
    book = load_workbook(path)
    headings = {one.value: one.column_letter for one in book["Actions"][4]}
    at = f"{headings['Where are we now']}5"
    book["Actions"][at] = "Printed  twice"
    book.save(path)

    assert fixed(path)[at] == "Printed twice"
    assert [row[2].value for row in load_workbook(path)["Mended"].iter_rows(min_row=2)] == [at]
    assert toolkit.check(path).unread == []


def test_a_ref_that_became_a_date_is_put_back_as_it_was_sent(tmp_path: Path):
    path = tmp_path / "Return.xlsx"
    path.write_bytes(as_bytes(issue(a_register([registered("2-12"), registered("2-13")]))[EARLY_HELP]))
    patch(path, [SetCells("Actions", {place("Actions", 1, "ref"): dt.date(2026, 12, 2)})], backup=False)

    assert fixed(path) == {address(*place("Actions", 1, "ref")): "2-12"}
