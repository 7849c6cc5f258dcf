from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries
from tests.plan_grids import ACTION, SETTINGS, SOURCE, a_grid, a_sheet, at, kinds, noticed, plan_of, with_actions
from toolkit.errors import NotAPlan
from toolkit.model.grid import Grid, Sheet
from toolkit.model.identity import tidy
from toolkit.model.plan import FACT_COLUMNS, INDEX, Book, Seen
from toolkit.reading.parse import parse
from toolkit.sheets.every_sheet import SHEETS

PLAIN = {"ref": "A1", "action": "Do it", "lead": "Head", "status": "In progress"}


HEAD = ("Ref", "Action", "Lead", "Status")


def plain_sheet(*rows: list, name: str = "Actions", head: tuple = HEAD, **extras) -> Sheet:
    return Sheet(name, [list(head), *map(list, rows)], **extras)


def one(plan, column: str, sheet: str = "Actions"):
    return plan[sheet][column].iloc[0]


def test_a_sound_return_is_read_with_nothing_noticed():
    plan = plan_of(with_actions())

    assert kinds(plan) == set()
    assert plan["Actions"].loc[(SOURCE, 5), list(ACTION)].to_dict() == ACTION


def test_every_table_has_every_declared_column_and_excels_row_numbers():
    plan = plan_of(with_actions({}, {"ref": "EX2"}))

    assert {name: list(table.columns) for name, table in plan.tables.items()} == {
        spec.name: [c.id for c in spec.columns] for spec in SHEETS
    }
    assert list(plan["Actions"].index) == [(SOURCE, 5), (SOURCE, 6)]
    assert all(list(table.index.names) == INDEX for table in plan.tables.values())
    assert list(plan.facts.columns) == FACT_COLUMNS


def test_several_workbooks_become_one_plan_in_the_order_given():
    grids = [Grid(name, with_actions().sheets, name[0] * 64) for name in ("b.xlsx", "a.xlsx")]

    plan = plan_of(*grids)

    assert plan.sources == ["b.xlsx", "a.xlsx"]
    assert list(plan["Actions"].index) == [("b.xlsx", 5), ("a.xlsx", 5)]
    assert plan.fingerprints == {"b.xlsx": "b" * 64, "a.xlsx": "a" * 64}


def test_columns_are_found_by_heading_in_any_order_under_any_titles():
    rows = [
        ["Improvement plan of an invented council"],
        [None, "as at September"],
        [],
        ["STATUS\n(choose)", None, "Sponsor /  Lead", "Key Action *", "Item"],
        ["In progress", None, "Head", "Do it", "A1"],
    ]

    plan = plan_of(a_grid(Sheet("actions ", rows)))

    layout = plan.layouts[SOURCE, "Actions"]
    assert plan["Actions"].loc[(SOURCE, 5), list(PLAIN)].to_dict() == PLAIN
    assert (layout.sheet, layout.header_row, layout.last_row) == ("actions ", 4, 5)
    assert layout.columns == {"ref": 5, "action": 4, "lead": 3, "status": 1}
    assert layout.headings["action"] == "Key Action *"


def test_a_heading_row_far_down_is_found():
    cover = [[f"Paragraph {n}"] for n in range(69)]

    plan = plan_of(a_grid(Sheet("Plan", [*cover, *plain_sheet(["A1", "Do it", "Head", None]).rows])))

    assert list(plan["Actions"].index) == [(SOURCE, 71)]


def test_a_columns_own_heading_wins_over_anothers_synonym():
    plan = plan_of(
        a_grid(plain_sheet(["A1", "Do", "wrong", "Head"], head=("Ref", "Action", "Lead", "Accountable lead")))
    )

    assert one(plan, "lead") == "Head"
    assert plan.layouts[SOURCE, "Actions"].extra == {"Lead": 3}


def test_a_sheet_is_found_by_its_headings_where_its_name_says_nothing():
    milestones = Sheet("Steps", [["Action ref", "No", "Milestone", "Due as written"], ["A1", 1, "Draft", "May 2026"]])

    plan = plan_of(a_grid(plain_sheet(["A1", "Do", "Head", None], name="Sheet1"), milestones))

    assert one(plan, "ref") == "A1"
    assert one(plan, "no", "Milestones") == "1"


@pytest.mark.parametrize(
    "sheets", [[], [Sheet("Notes", [["Dear all"]])], [Sheet("Actions", [["A1", "Do it", "Head of Early Help"]])]]
)
def test_a_workbook_without_actions_is_not_a_plan_and_stops_no_other(sheets):
    plan, failed = parse([a_grid(*sheets, source="odd.xlsx"), with_actions()])

    assert plan.sources == [SOURCE]
    [(source, error)] = failed
    assert source == "odd.xlsx"
    assert isinstance(error, NotAPlan)
    assert error.state == "No actions sheet"
    assert "plan-toolkit new return" in str(error)


def test_no_workbooks_are_an_empty_plan():
    plan, failed = parse([])

    assert (plan.sources, failed, len(plan["Actions"])) == ([], [], 0)


def test_of_two_sheets_of_actions_the_named_one_is_read_and_the_other_told():
    plan = plan_of(a_grid(plain_sheet(["B1", "Old", "Head", None], name="Last year"), a_sheet("Actions", [ACTION])))

    assert list(plan["Actions"]["ref"]) == ["EX1"]
    assert noticed(plan, Seen.OUTSIDE_TABLE, "sheet", "cell") == [("Last year", "A1")]


def test_missing_columns_are_told_and_the_required_ones_are_facts():
    plan = plan_of(a_grid(plain_sheet(["A1", "Do it", "Head", "In progress"])))

    assert noticed(plan, Seen.MISSING_COLUMN, "column") == [
        "theme", "lead_body", "where_now", "due_as_written", "updated_on", "updated_by",
    ]  # fmt: skip
    assert "evidence_refs" in plan.layouts[SOURCE, "Actions"].missing
    assert "service" not in plan.layouts[SOURCE, "Actions"].missing


def test_a_register_is_asked_for_its_own_columns():
    plan = plan_of(with_actions(), book=Book.REGISTER)

    assert noticed(plan, Seen.MISSING_COLUMN, "column") == ["service"]


def test_a_workbook_with_a_registers_sheets_is_taken_for_one():
    others = [Sheet(name, []) for name in ("Themes", "Returns", "Control totals")]

    assert "service" in noticed(plan_of(a_grid(a_sheet("Actions", [ACTION]), *others)), Seen.MISSING_COLUMN, "column")


def test_extra_columns_are_told_with_how_many_rows_they_fill():
    sheet = plain_sheet(["A1", "Do", "Head", None, "x"], ["A2", "Do", "Head", None, None],
                        head=("Ref", "Action", "Lead", "Status", "Cost centre"))  # fmt: skip

    plan = plan_of(a_grid(sheet))

    assert noticed(plan, Seen.EXTRA_COLUMN, "column", "cell", "detail") == [("Cost centre", "E1", "1")]
    assert plan.layouts[SOURCE, "Actions"].extra == {"Cost centre": 5}
    assert noticed(plan, Seen.OUTSIDE_TABLE, "cell") == []


def test_references_without_a_heading_are_known_by_how_they_look():
    sheet = plain_sheet(["A1", "Do", "Head", None], ["A2", "Do", "Head", None], head=(None, "Action", "Lead", "Status"))

    plan = plan_of(a_grid(sheet))

    assert list(plan["Actions"]["ref"]) == ["A1", "A2"]
    assert noticed(plan, Seen.READ_AS, "column", "cell", "detail") == [("ref", "A1", "Ref")]
    assert "ref" not in noticed(plan, Seen.MISSING_COLUMN, "column")


def test_headings_printed_again_are_left_out_though_some_words_differ():
    sheet = plain_sheet(
        ["A1", "Do", "Head", None], ["Ref", "Action", "Lead", "Status"], ["A2", "Do", "Head", None],
        [None, "Action", "Owner", "Status"], ["A3", "Status", "Lead", None],
    )  # fmt: skip

    plan = plan_of(a_grid(sheet))

    assert list(plan["Actions"]["ref"]) == ["A1", "A2", "A3"]
    assert noticed(plan, Seen.REPEATED_HEADING, "row") == [3, 5]


def test_empty_rows_between_are_skipped_and_told_and_those_at_the_end_are_not():
    sheet = plain_sheet(["A1", "Do", "Head", None], [], ["  ", "\u00a0"], ["A2", "Do", "Head", None], [], [None, " "])

    plan = plan_of(a_grid(sheet))

    assert list(plan["Actions"].index) == [(SOURCE, 2), (SOURCE, 5)]
    assert noticed(plan, Seen.BLANK_ROW, "row") == [3, 4]


def test_the_end_of_a_row_split_by_a_page_stays_in_the_table():
    plan = plan_of(a_grid(plain_sheet(["A1", "Do", "Head", None], [None, "and do more", None, None])))

    assert list(plan["Actions"]["action"]) == ["Do", "and do more"]


def test_hidden_rows_count_and_are_told_once_a_sheet():
    plan = plan_of(with_actions({}, {"ref": "EX2"}, {"ref": "EX3"}, hidden_rows=frozenset({2, 6, 7, 90})))

    assert len(plan["Actions"]) == 3
    assert noticed(plan, Seen.HIDDEN_ROWS, "text", "detail") == [("2", "6, 7")]


def test_merged_cells_that_touch_the_table_are_told():
    plan = plan_of(with_actions({}, {}, merged=((1, 1, 1, 9), (5, 5, 6, 5), (40, 1, 41, 2))))

    assert noticed(plan, Seen.MERGED, "row", "cell") == [(5, "E5:E6")]


def test_excel_errors_are_told_and_their_row_is_no_empty_row():
    where = at(2, "notes")
    grid = a_grid(a_sheet("Actions", [ACTION | {"lead": "#N/A"}, {}, ACTION], errors={where: "#REF!"}))

    plan = plan_of(grid)

    assert noticed(plan, Seen.EXCEL_ERROR, "row", "column", "text") == [(5, "lead", "#N/A"), (6, "notes", "#REF!")]
    assert len(plan["Actions"]) == 3
    assert one(plan, "lead") is None


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+two posts", "@here", "-2+3", "-A1", "- B2*3", "-SUM(A1:A9)", "-cmd|' /C calc'!A0", "- Sheet2!A1"],
)
def test_text_that_could_run_as_a_formula_is_kept_and_told(text):
    plan = plan_of(with_actions({"notes": text}))

    assert one(plan, "notes") == text
    assert noticed(plan, Seen.FORMULA_TEXT, "column", "text", "detail") == [("notes", text, text[0])]


@pytest.mark.parametrize(
    "text",
    [
        "-",
        "–",
        "- -",
        "-5",
        "+3.5",
        "1 - 2",
        "a=b",
        "- one item",
        "-cut",
        "- 3 visits made\n- LG1 agreed",
        "- lead(s) named!",
    ],
)
def test_a_dash_or_a_signed_number_is_no_formula(text):
    assert kinds(plan_of(with_actions({"notes": text}))) == set()


def test_what_a_formula_shows_is_read_and_the_formula_told():
    plan = plan_of(with_actions({"notes": "-shown"}, formulas=frozenset({at(1, "notes"), (1, 1)})))

    assert one(plan, "notes") == "-shown"
    assert noticed(plan, Seen.FORMULA, "row", "column", "text") == [(5, "notes", "-shown")]
    assert noticed(plan, Seen.FORMULA_TEXT, "row") == []


def test_what_stands_outside_the_table_is_told_wherever_it_is():
    sheet = Sheet(
        "Actions",
        [
            [None, "Ref", "Action", None, "Lead", "Status"],
            [None, "A1", "Do", "between", "Head", None, "right of it"],
            ["left of it", "A2", "Do", None, "Head", None],
            [None, "Leadership and governance"],
            [None, "A3", "Do", None, "Head", None],
            [],
            [None, "Notes:"],
            [None, None, "- a further area of work"],
            [None, "A4"],
        ],
        far={(900, 20): "far below"},
    )

    plan = plan_of(a_grid(sheet))

    assert noticed(plan, Seen.OUTSIDE_TABLE, "cell", "text") == [
        ("D2", "between"), ("G2", "right of it"), ("A3", "left of it"), ("B4", "Leadership and governance"),
        ("T900", "far below"),
    ]  # fmt: skip
    assert list(plan["Actions"]["ref"]) == ["A1", "A2", "A3", "Notes:", None, "A4"]


def test_notes_below_the_table_are_no_actions():
    below = [], ["Notes:"], [None, "- more work"], [None, "more"]

    plan = plan_of(a_grid(plain_sheet(["A1", "Do", "Head", None], *below)))

    assert list(plan["Actions"]["ref"]) == ["A1"]
    assert noticed(plan, Seen.OUTSIDE_TABLE, "cell", "text") == [
        ("A4", "Notes:"), ("B5", "- more work"), ("B6", "more"),
    ]  # fmt: skip
    assert noticed(plan, Seen.BLANK_ROW, "row") == []


def test_a_title_above_headings_printed_again_is_no_action():
    plan = plan_of(
        a_grid(plain_sheet(["A1", "Do", "Head", None], [], ["Enablers"], ["Ref", "Action", "Lead", "Status"],
                           ["A2", "Do", "Head", None]))
    )  # fmt: skip

    assert list(plan["Actions"]["ref"]) == ["A1", "A2"]
    assert noticed(plan, Seen.OUTSIDE_TABLE, "text") == ["Enablers"]


def test_rows_of_an_excel_table_are_rows_however_little_they_say():
    sheet = plain_sheet(["A1", "Do", "Head", None], [], ["Some words here"], tables={"Actions": (1, 1, 4, 4)})

    plan = plan_of(a_grid(sheet))

    assert list(plan["Actions"]["ref"]) == ["A1", "Some words here"]
    assert plan.layouts[SOURCE, "Actions"].table == (1, 1, 4, 4)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<p>Done</p>", "markup"),
        ("Done&nbsp;now", "a character code"),
        ("Filed \uf0b7 again", "an odd character"),
        ("\uf0b7 Filed\n\ue123 again", "an odd character"),
        ("Filed ²", "a footnote mark"),
        ("Filed\u00a0now", "a non-breaking space"),
        ("Filed\u200b", "an invisible character"),
        ("Filed\ufffd", "an odd character"),
        ("Filed_x000D_", "a character code"),
        ("<b>²</b>", "markup, a footnote mark"),
    ],
)
def test_markup_and_odd_characters_are_told(text, what):
    plan = plan_of(with_actions({"notes": text}))

    assert noticed(plan, Seen.ODD_TEXT, "column", "text", "detail") == [("notes", text, what)]
    assert one(plan, "notes") == tidy(text)


@pytest.mark.parametrize(
    "text",
    ["L&C and O&S", "5 < 6", "“quoted” – it’s £5…", "café", "a_b", "two\nlines", "x" * 5000]
    + [f"{bullet} first\n{bullet}second" for bullet in "•-–o·●▪◦‣\uf0b7\uf0a7"],
)
def test_ordinary_text_is_not_odd(text):
    plan = plan_of(with_actions({"notes": text}))

    assert one(plan, "notes") == text
    assert kinds(plan) == set()


def test_spaces_nobody_typed_on_purpose_are_dropped_without_a_word():
    plan = plan_of(with_actions({"notes": "  two  words \n\tand more \n"}))

    assert one(plan, "notes") == "two words\nand more"
    assert kinds(plan) == set()


def test_a_blank_rating_in_a_rating_colour_is_told_and_a_painted_row_is_not():
    painted = {at(2, c): "blue" for c in ("notes", "sponsor", "outcome", "rating")}
    fills = {at(1, "rating"): "red", at(1, "notes"): "green", at(9, "rating"): "amber"} | painted

    plan = plan_of(with_actions({}, {"ref": "EX2"}, fills=fills))

    assert noticed(plan, Seen.COLOURED, "row", "column", "text") == [(5, "rating", "red")]


@pytest.mark.parametrize(
    ("value", "read", "shown"),
    [(7, "7", "7"), (1.1, "1.1", "1.1"), (dt.date(2026, 12, 2), "2026-12-02", "2 December 2026")],
)
def test_a_reference_that_is_no_text_becomes_what_it_shows_and_is_told(value, read, shown):
    plan = plan_of(with_actions({"ref": value}))

    assert one(plan, "ref") == read
    assert noticed(plan, Seen.NOT_TEXT, "column", "cell", "text") == [("ref", "A5", shown)]


def test_numbers_of_milestones_and_evidence_are_read_without_a_word():
    grid = a_grid(
        a_sheet("Actions", [ACTION]),
        a_sheet("Milestones", [{"action_ref": "EX1", "no": 1, "milestone": "Draft", "due_as_written": "May 2026"}]),
        a_sheet("Evidence", [{"no": 12, "what": "Minutes"}]),
    )

    plan = plan_of(grid)

    assert (one(plan, "no", "Milestones"), one(plan, "no", "Evidence")) == ("1", "12")
    assert kinds(plan) == set()


@pytest.mark.parametrize(
    ("value", "read", "kind"),
    [
        (dt.date(2026, 3, 31), dt.date(2026, 3, 31), None),
        (dt.datetime(2026, 3, 31, 14, 30), dt.date(2026, 3, 31), Seen.READ_AS),
        ("31/03/2026", dt.date(2026, 3, 31), Seen.READ_AS),
        ("March 2026", dt.date(2026, 3, 31), Seen.READ_AS),
        (46112, dt.date(2026, 3, 31), Seen.READ_AS),
        ("TBC", None, Seen.UNREADABLE),
        ("31 June 2026", None, Seen.UNREADABLE),
        ("when ready", None, Seen.UNREADABLE),
        (True, None, Seen.UNREADABLE),
        (dt.time(9, 30), None, Seen.UNREADABLE),
        ("  ", None, None),
    ],
)
def test_a_date_column_holds_days_and_says_what_it_read_or_could_not(value, read, kind):
    plan = plan_of(with_actions({"completed_on": value}))

    assert one(plan, "completed_on") == read
    assert kinds(plan) == ({kind} if kind else set())


def test_a_date_shown_as_a_month_is_its_last_day_where_a_day_is_wanted():
    plan = plan_of(with_actions({"completed_on": dt.date(2026, 3, 1)}, formats={at(1, "completed_on"): "mmm-yy"}))

    assert one(plan, "completed_on") == dt.date(2026, 3, 31)
    assert noticed(plan, Seen.READ_AS, "text", "detail") == [("1 March 2026", "31 March 2026")]


@pytest.mark.parametrize("value", ["Spring 2026", "tbc", dt.date(2026, 3, 31), 46112, 2026.5])
def test_dates_in_words_stay_as_written(value):
    plan = plan_of(with_actions({"due_as_written": value}))

    assert one(plan, "due_as_written") == value
    assert kinds(plan) == set()


def test_a_date_in_words_shown_as_a_month_keeps_its_format():
    plan = plan_of(with_actions({"due_as_written": dt.date(2026, 3, 1)}, formats={at(1, "due_as_written"): "mmm-yy"}))

    assert noticed(plan, Seen.MONTH_FORMAT, "row", "column", "text") == [(5, "due_as_written", "mmm-yy")]
    assert plan.dates("Actions", "due_as_written")["date"].iloc[0] == dt.date(2026, 3, 31)


@pytest.mark.parametrize(
    ("written", "read"), [("in progress", "In progress"), ("COMPLETE ", "Complete"), ("Not-Started", "Not started")]
)
def test_a_choice_in_other_case_or_spacing_is_read_and_told(written, read):
    plan = plan_of(with_actions({"status": written}))

    assert one(plan, "status") == read
    assert noticed(plan, Seen.READ_AS, "column", "text", "detail") == [("status", written, read)]


@pytest.mark.parametrize("written", ["Achieved/Ongoing", "Complete (mostly)"])
def test_a_choice_that_is_not_in_the_list_stays_as_written(written):
    plan = plan_of(with_actions({"status": written}))

    assert one(plan, "status") == written
    assert kinds(plan) == set()


@pytest.mark.parametrize(
    ("value", "read", "kind"),
    [
        (69.8, 69.8, None), (70, 70, None), ("69.8", 69.8, Seen.READ_AS), ("1,234", 1234, Seen.READ_AS),
        ("69.8%", 69.8, Seen.READ_AS), ("12 days", None, Seen.UNREADABLE), ("1,23", None, Seen.UNREADABLE),
        (dt.date(2026, 1, 1), None, Seen.UNREADABLE), (True, None, Seen.UNREADABLE), (".", None, Seen.UNREADABLE),
    ],
)  # fmt: skip
def test_a_number_is_read_or_told(value, read, kind):
    values = a_sheet("Measure values", [{"measure_ref": "M1", "period": "2026-09", "value": value}])

    plan = plan_of(a_grid(a_sheet("Actions", [ACTION]), values))

    assert one(plan, "value", "Measure values") == read
    assert kinds(plan) == ({kind} if kind else set())


def test_a_percentage_is_read_as_it_is_shown():
    values = a_sheet("Measure values", [{"measure_ref": "M1", "period": "2026-09", "value": 0.698}],
                     formats={at(1, "value", "Measure values"): "0.0%"})  # fmt: skip

    plan = plan_of(a_grid(a_sheet("Actions", [ACTION]), values))

    assert one(plan, "value", "Measure values") == 69.8
    assert noticed(plan, Seen.READ_AS, "text", "detail") == [("69.8%", "69.8")]


@pytest.mark.parametrize(("value", "kind"), [(3, None), (3.5, Seen.UNREADABLE), ("4", Seen.READ_AS)])
def test_a_score_is_a_whole_number(value, kind):
    risks = a_sheet("Risks", [{"ref": "R1", "risk": "Posts stay empty", "likelihood": value}])

    assert kinds(plan_of(a_grid(a_sheet("Actions", [ACTION]), risks))) == ({kind} if kind else set())


@pytest.mark.parametrize(("value", "text"), [(3, "3"), (1.5, "1.5"), (True, "TRUE"), (dt.time(9, 5), "09:05")])
def test_a_number_in_a_text_column_is_text_as_excel_shows_it(value, text):
    plan = plan_of(with_actions({"evidence_refs": value}))

    assert one(plan, "evidence_refs") == text
    assert kinds(plan) == set()


def test_a_date_in_a_text_column_is_text_and_told():
    plan = plan_of(with_actions({"evidence_refs": dt.date(2026, 3, 2)}))

    assert one(plan, "evidence_refs") == "02/03/2026"
    assert noticed(plan, Seen.READ_AS, "column", "detail") == [("evidence_refs", "02/03/2026")]


def test_what_the_toolkit_wrote_is_not_remarked_upon():
    results = a_sheet("Check results", [{"ref": 7, "message": "-odd", "cell": "A5"}], hidden_rows=frozenset({5}))

    plan = plan_of(a_grid(a_sheet("Actions", [ACTION]), results))

    assert one(plan, "ref", "Check results") == "7"
    assert kinds(plan) == set()


def test_settings_are_found_by_label_and_read_as_their_type():
    sheet = Sheet(
        "SETTINGS",
        [
            [None, "Plan code:", "EX", "The short code"],
            [None, "Report date *", "30/09/2026"],
            [None, "PLAN START", None, dt.date(2026, 1, 5)],
            [None, "Amber window days", "21"],
            [None, "Protective marking", "official"],
            [None, "Nil return", True],
            [None, "Reporting period", dt.date(2026, 9, 1)],
            [None, "Template version", 1],
        ],
        merged=((3, 2, 3, 3),),
        formats={(7, 3): "mmm-yy"},
    )

    plan = plan_of(a_grid(sheet, a_sheet("Actions", [ACTION]), settings=None))

    wanted = {
        "plan_code": "EX", "report_date": dt.date(2026, 9, 30), "plan_start": dt.date(2026, 1, 5), "amber_days": 21,
        "marking": "OFFICIAL", "nil_return": "Yes", "period": "2026-09", "template_version": "1.0",
        "stale_days": 45, "scheme": "Delivery", "service": None,
    }  # fmt: skip
    assert plan.settings.loc[SOURCE, list(wanted)].to_dict() == wanted
    assert sorted(noticed(plan, Seen.READ_AS, "cell", "table", "column")) == [
        ("C2", "Settings", "report_date"), ("C4", "Settings", "amber_days"), ("C5", "Settings", "marking"),
        ("C6", "Settings", "nil_return"), ("C7", "Settings", "period"),
    ]  # fmt: skip
    layout = plan.layouts[SOURCE, "Settings"]
    assert (layout.rows["marking"], layout.columns["marking"]) == (5, 3)
    assert NO_STAMPS.isdisjoint(kinds(plan))


NO_STAMPS = {Seen.NO_STAMP, Seen.OLD_TEMPLATE}


@pytest.mark.parametrize(
    ("version", "kind"), [(None, Seen.NO_STAMP), ("mine", Seen.NO_STAMP), ("0.9", Seen.OLD_TEMPLATE), ("1.4", None)]
)
def test_a_file_not_made_from_this_template_is_told(version, kind):
    plan = plan_of(a_grid(a_sheet("Actions", [ACTION]), settings=SETTINGS | {"Template version": version}))

    assert kinds(plan) == ({kind} if kind else set())


def test_a_plan_without_settings_has_only_what_is_sound_without_them():
    plan = plan_of(a_grid(a_sheet("Actions", [ACTION]), settings=None))

    assert plan.settings.loc[SOURCE].dropna().to_dict() == {"amber_days": 30, "stale_days": 45, "scheme": "Delivery"}
    assert kinds(plan) == {Seen.NO_STAMP}
    assert (SOURCE, "Settings") not in plan.layouts


def test_settings_that_cannot_be_read_are_told():
    sheet = Sheet(
        "Settings",
        [["Report date", "soon"], ["Amber window days", "a month"], ["Plan code", None], ["Template version", "1.0"]],
        errors={(3, 2): "#NAME?"},
    )

    plan = plan_of(a_grid(sheet, a_sheet("Actions", [ACTION]), settings=None))

    assert noticed(plan, Seen.UNREADABLE, "column", "cell") == [("report_date", "B1"), ("amber_days", "B2")]
    assert noticed(plan, Seen.EXCEL_ERROR, "column", "text") == [("plan_code", "#NAME?")]


def test_dates_in_words_are_counted_from_the_settings_of_their_own_file():
    plan = plan_of(with_actions({"completed_on": "within three months"}))

    assert one(plan, "completed_on") == dt.date(2026, 2, 17)


def test_parsing_takes_nothing_from_the_grid():
    grid = with_actions({"notes": "  spaced  "})
    before = repr(grid)

    parse([grid])

    assert repr(grid) == before


def test_facts_know_the_sheet_as_the_file_calls_it():
    plan = plan_of(a_grid(plain_sheet(["A1", "<p>Do</p>", "Head", None], name="Improvement plan")))

    assert noticed(plan, Seen.ODD_TEXT, "source", "table", "sheet", "row", "cell") == [
        (SOURCE, "Actions", "Improvement plan", 2, "B2")
    ]


NUMBERS = st.integers(-9, 99999) | st.floats(allow_nan=False) | st.booleans() | st.dates()
CELLS = st.none() | st.text(max_size=12) | NUMBERS


@tries(80)
@given(st.lists(st.lists(CELLS, max_size=8), max_size=8), st.integers(0, 3))
def test_nothing_typed_is_ever_lost(rows, empty):
    head = ["Ref", "Action", "Lead", "Status", "Notes"]
    grid = a_grid(Sheet("Actions", [[]] * empty + [head, *rows]))

    plan = plan_of(grid)

    kept = {str(v) for v in plan["Actions"].to_numpy().ravel() if v is not None}
    told = [str(text) for text in plan.facts["text"]]
    left_out = set(noticed(plan, Seen.REPEATED_HEADING, "row"))
    typed = [v for r, row in enumerate(rows, start=empty + 2) for v in row if isinstance(v, str) and r not in left_out]
    for text in typed:
        assert tidy(text) is None or tidy(text) in kept or any(text.strip() in one for one in told)


@tries(40)
@given(st.dictionaries(st.sampled_from(["Settings", "Actions", "Milestones", "Guide", "x"]),
                       st.lists(st.lists(CELLS | st.sampled_from(["Ref", "Action", "Lead", "Report date"]), max_size=6),
                                max_size=6)))  # fmt: skip
def test_any_workbook_is_a_plan_or_is_said_to_be_none(sheets):
    grid = Grid("any.xlsx", tuple(Sheet(name, rows) for name, rows in sheets.items()))

    plan, failed = parse([grid])

    assert len(plan.sources) + len(failed) == 1
    assert isinstance(plan.facts, pd.DataFrame)
