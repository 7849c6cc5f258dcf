"""Next problem, Explain rule, Clear marks, Key and Guide: answered by the add-in from what a check left, no Python.

On a return as officers leave it: filtered, sorted, with rows inserted and sheets renamed since the check.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from tests.books import filled_in, place, return_file
from tests.macros.checks import AT_ONCE
from tests.macros.host import Host
from toolkit import tasks
from toolkit.excel.addin import modules
from toolkit.model.schemes import Scheme, key
from toolkit.returns.check_results import why
from toolkit.sheets.return_sheets import CHECK_RESULTS

YES, NO = 6, 7


NEW_ROW = {
    "action": "Open a second family hub in the north", "lead": "Head of Early Help",
    "due_as_written": "30 April 2027", "still_to_do": "Open it by March 2028",
    "where_now": "=Child B, born 12 March 2012",
}  # fmt: skip


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return with errors, warnings, advice and a new row that has no ref yet; checked."""
    path = filled_in(return_file(tmp_path_factory.mktemp("checked")))
    book = openpyxl.load_workbook(path)
    actions = book["Actions"]
    actions.tables["Actions"].ref = actions.tables["Actions"].ref.removesuffix("7") + "8"
    actions.tables["Actions"].autoFilter.ref = actions.tables["Actions"].ref
    for column, words in NEW_ROW.items():
        cell = actions.cell(*place("Actions", 4, column))
        # As text, also what begins with =.
        cell.value, cell.data_type = words, "s"
    book.save(path)
    tasks.refresh([path], output=path.with_name("Checked.xlsx"))
    return path.with_name("Checked.xlsx")


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch, checked: Path) -> Host:
    return Host(monkeypatch, mac=False, book=checked)


@pytest.fixture(scope="module")
def listed(checked: Path) -> list[dict[str, str]]:
    """The lines of Check results."""
    ids = [column.id for column in CHECK_RESULTS.columns]
    rows = openpyxl.load_workbook(checked, data_only=True)["Check results"].iter_rows(min_row=5, values_only=True)
    return [dict(zip(ids, row, strict=True)) for row in rows if row[0]]


def stops(listed: list[dict[str, str]], *severities: str) -> list[str]:
    """The cells that Next problem should stop at, in the order of the list."""
    cells = [f"{line['sheet']}!{line['cell']}" for line in listed if line["severity"] in severities]
    return list(dict.fromkeys(cells))


def walked(excel: Host, times: int) -> list[str]:
    """Where so many presses of Next problem lead."""
    places = []
    for _ in range(times):
        excel.press("IptNextProblem")
        places.append(excel.place)
    return places


def turned_round(sheet: str) -> list[str]:
    """Sorting, as a macro: the rows of a table the other way round. The interpreter sorts no cells with notes."""
    return [
        "Dim was, now, r, c",
        f'was = Worksheets("{sheet}").ListObjects(1).DataBodyRange.Value',
        f'now = Worksheets("{sheet}").ListObjects(1).DataBodyRange.Value',
        "For r = 1 To UBound(was, 1): For c = 1 To UBound(was, 2)",
        "now(r, c) = was(UBound(was, 1) + 1 - r, c)",
        'If Left(now(r, c) & "", 1) = "=" Then now(r, c) = "\'" & now(r, c)',
        "Next c: Next r",
        f'Worksheets("{sheet}").ListObjects(1).DataBodyRange.Value = now',
    ]


def renamed(old: str, new: str) -> list[str]:
    """A sheet renamed. Excel renames it in defined names too, which the interpreter does not."""
    return [
        "Dim one",
        f'Worksheets("{old}").Name = "{new}"',
        "For Each one In ActiveWorkbook.Names",
        f"""one.RefersTo = Replace(Replace(one.RefersTo, "'{old}'!", "'{new}'!"), "={old}!", "='{new}'!")""",
        "Next one",
    ]


def inserted(sheet: str, row: int) -> list[str]:
    """A row inserted. Its height is fixed, since the interpreter measures no wrapped text."""
    return [f'Worksheets("{sheet}").Rows({row}).Insert', f'Worksheets("{sheet}").Rows("1:20").RowHeight = 30']


def select(excel: Host, sheet: str, cell: str) -> None:
    excel.officer(f'Worksheets("{sheet}").Activate', f'Range("{cell}").Select')


def test_what_only_the_buttons_read_shows_nothing_and_stands_in_no_hidden_column(checked: Path):
    """With a filter on, Excel writes into no hidden column, and a new check would leave the old keys there."""
    sheet = openpyxl.load_workbook(checked)["Check results"]

    assert {sheet.cell(row, column).number_format for row in (4, 5, 6, 9) for column in range(10, 16)} == {";;;"}
    assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())


class TestNextProblem:
    def test_it_goes_through_errors_and_warnings_and_round_again_and_says_which_of_how_many(self, excel: Host, listed):
        wanted = stops(listed, "error", "warning")

        assert walked(excel, len(wanted) + 1) == [*wanted, wanted[0]]
        numbers = [message.partition(":")[0] for message in excel.messages]
        assert numbers == [*(f"Problem {n} of {len(wanted)}" for n in range(1, len(wanted) + 1)), numbers[0]]
        assert excel.started == []

    def test_it_says_where_what_and_what_to_do_for_every_line_about_the_cell(self, excel: Host, listed):
        cell, lines = Counter(line["cell"] for line in listed if line["sheet"] == "Actions").most_common(1)[0]
        here = [line for line in listed if line["cell"] == cell]
        select(excel, "Actions", cell)
        excel.press("IptNextProblem")

        assert len(here) == lines == 2
        for line in here:
            assert f"{line['severity'].capitalize()} {line['rule']}: {line['message']}" in excel.messages[-1]
            assert line["fix"] in excel.messages[-1]

    @pytest.mark.slow
    def test_it_steps_over_advice_until_a_line_of_it_is_chosen_and_then_goes_through_advice(self, excel: Host, listed):
        advice = stops(listed, "advice")
        assert advice
        line = next(n for n, line in enumerate(listed) if line["severity"] == "advice")
        select(excel, "Check results", f"A{5 + line}")

        assert walked(excel, 2) == [advice[0], advice[1 % len(advice)]]
        assert excel.messages[0].startswith(f"Advice 1 of {len(advice)}: ")

    def test_where_only_advice_is_left_it_asks(self, excel: Host, listed):
        table = 'Worksheets("Check results").ListObjects(1)'
        for n in reversed(range(len(listed) - 1)):
            excel.officer(f"{table}.ListRows({n + 1}).Delete")
        excel.officer(f'{table}.DataBodyRange.Cells(1, 1).Value = "advice"')
        excel.answer(NO)
        excel.press("IptNextProblem")
        assert excel.messages == ["No error or warning is listed. Go through the advice?"]

        excel.answer(YES)
        assert walked(excel, 1) == stops([listed[-1] | {"severity": "advice"}], "advice")

    @pytest.mark.slow
    def test_after_enter_moved_down_it_goes_on_from_the_problem_shown(self, excel: Host, listed):
        wanted = stops(listed, "error", "warning")
        excel.press("IptNextProblem")
        excel.officer("ActiveCell.Offset(1, 0).Select")

        assert walked(excel, 1) == wanted[1:2]

    def test_from_a_marked_cell_it_says_what_is_wrong_there_and_from_another_it_goes_on_below(self, excel: Host):
        select(excel, "Actions", "S7")
        assert walked(excel, 1) == ["Actions!S7"]

    def test_from_another_cell_it_goes_on_below(self, excel: Host):
        select(excel, "Actions", "A6")
        assert walked(excel, 1) == ["Actions!H6"]

    @pytest.mark.slow
    def test_from_a_line_of_the_list_it_goes_to_what_the_line_speaks_of(self, excel: Host, listed):
        line = next(n for n, line in enumerate(listed) if line["rule"] == "E-01")
        select(excel, "Check results", f"G{5 + line}")

        assert walked(excel, 1) == ["Actions!S7"]

    @pytest.mark.slow
    def test_sorted_results_are_followed_in_their_new_order(self, excel: Host, listed):
        excel.officer(*turned_round("Check results"))

        assert walked(excel, 3) == stops(listed[::-1], "error", "warning")[:3]

    @pytest.mark.slow
    def test_inserted_rows_and_renamed_sheets_move_no_problem(self, excel: Host):
        excel.officer(*inserted("Actions", 5))
        excel.officer(*inserted("Settings", 3))
        excel.officer(*renamed("Actions", "What we do"))
        excel.officer(*renamed("Settings", "About"))
        excel.officer(*renamed("Check results", "To put right"))

        assert walked(excel, 2) == ["About!B25", "What we do!H7"]

    def test_sorted_actions_are_found_by_their_ref(self, excel: Host):
        excel.officer(*turned_round("Actions"))
        select(excel, "Guide", "A1")

        # EX1 to EX3 and the new row stood in rows 5 to 8; EX2, whose H6 was listed, has come to row 7.
        assert walked(excel, 2)[1] == "Actions!H7"

    @pytest.mark.slow
    def test_a_new_row_without_a_ref_is_found_by_its_words_even_when_some_have_changed(self, excel: Host, listed):
        line = next(n for n, one in enumerate(listed) if one["sheet"] == "Actions" and one["cell"] == "A8")
        assert "EX" not in listed[line]["row_key"]
        excel.officer(*inserted("Actions", 5), *inserted("Actions", 5))
        excel.officer('Worksheets("Actions").Range("E10").Value = "Somebody else"')
        select(excel, "Check results", f"A{5 + line}")

        assert walked(excel, 1) == ["Actions!A10"]

    @pytest.mark.slow
    def test_a_problem_whose_row_is_gone_stands_for_itself(self, excel: Host, listed):
        line = next(n for n, one in enumerate(listed) if one["rule"] == "E-01")
        excel.officer('Worksheets("Actions").ListObjects(1).ListRows(3).Delete')
        select(excel, "Check results", f"A{5 + line}")

        assert walked(excel, 1) == [f"Check results!G{5 + line}"]

    def test_a_row_that_a_filter_hides_is_named_and_shown_only_after_yes(self, excel: Host):
        excel.officer('Worksheets("Actions").ListObjects(1).Range.AutoFilter 1, "EX1"')
        select(excel, "Actions", "A5")
        excel.answer(NO)
        excel.press("IptNextProblem")

        assert excel.messages[0].startswith("Problem ")
        assert excel.messages[0].endswith("row 6 of Actions (EX2), which is hidden, perhaps by a filter. Show it?")
        assert excel.place == "Actions!A5"
        assert excel.ask('Worksheets("Actions").Rows(6).Hidden') is True

    def test_after_yes_the_row_is_shown_and_the_filter_stays(self, excel: Host):
        excel.officer('Worksheets("Actions").ListObjects(1).Range.AutoFilter 1, "EX1"')
        select(excel, "Actions", "A5")
        excel.answer(YES)

        assert walked(excel, 1) == ["Actions!H6"]
        assert excel.ask('Worksheets("Actions").Rows(6).Hidden') is False
        assert excel.ask('Worksheets("Actions").Rows(7).Hidden') is True

    @pytest.mark.slow
    def test_a_hidden_sheet_is_named_and_left_hidden(self, excel: Host):
        excel.officer('Worksheets("Settings").Visible = xlSheetHidden')
        excel.press("IptNextProblem")

        assert "Settings (" in excel.messages[0] or "of Settings" in excel.messages[0]
        assert "Unhide" in excel.messages[0]
        assert excel.place.startswith("Guide!")

    @pytest.mark.slow
    def test_long_words_fit_a_message_box(self, excel: Host):
        excel.officer('Worksheets("Check results").Range("H5").Value = String(2000, "x")')
        excel.press("IptNextProblem")

        assert len(excel.messages[0]) <= 1_003


class TestExplainRule:
    @pytest.mark.parametrize("from_the_list", [False, True])
    def test_it_says_why_from_the_cell_and_from_the_line(self, excel: Host, listed, from_the_list: bool):
        line = next(n for n, one in enumerate(listed) if one["rule"] == "E-01")
        select(excel, *(("Check results", f"B{5 + line}") if from_the_list else ("Actions", "S7")))
        excel.press("IptExplainRule")

        assert excel.messages == [f"E-01 (error): {why('E-01')}\r\nHow to put it right: {listed[line]['fix']}"]

    def test_where_nothing_is_wrong_it_says_so(self, excel: Host):
        select(excel, "Actions", "A1")
        excel.press("IptExplainRule")

        assert excel.messages[0].startswith("No problem is listed for A1 on Actions.")


class TestClearMarks:
    def test_it_empties_the_list_and_nothing_else(self, excel: Host, listed):
        excel.officer('Worksheets("Check results").ListObjects(1).Range.AutoFilter 1, "error"')
        typed = excel.ask('Worksheets("Actions").Range("H5").Value')
        excel.press("IptClearMarks")

        table = 'Worksheets("Check results").ListObjects(1)'
        assert excel.messages == ["The marks are gone. Press Validate to check again."]
        assert excel.ask(f"{table}.ListRows.Count") == 1
        cells = f'Worksheets("Check results").Range("A5:O{4 + len(listed)}")'
        assert excel.ask(f"Application.WorksheetFunction.CountA({cells})") == 0
        assert excel.ask('Worksheets("Actions").Range("H5").Value') == typed
        assert excel.ask('ActiveWorkbook.Names("markKeys").RefersTo') == "='Check results'!$J$5:$J$2004"
        excel.press("IptClearMarks")
        excel.press("IptNextProblem")
        assert excel.messages[1:] == [
            "There were no marks.",
            "Nothing is listed on Check results. Press Validate to check the workbook as it is now.",
        ]

    def test_what_was_answered_is_kept_on_answers_first(self, excel: Host, listed):
        excel.officer(
            'Worksheets("Check results").Range("I5").Value = "This is meant"',
            'Worksheets("Check results").Range("I6").Value = "Ask Sam"',
        )
        excel.press("IptClearMarks")

        kept = [[excel.ask(f'Worksheets("Answers").Range("{at}{row}").Value') for at in "ABCD"] for row in (5, 6)]
        assert kept == [
            [listed[n]["rule"], listed[n]["ref"] or None, listed[n]["judged"] or None, said]
            for n, said in enumerate(("This is meant", "Ask Sam"))
        ]
        assert excel.messages == ["The marks are gone. Press Validate to check again."]

    def test_where_answers_cannot_be_kept_nothing_is_cleared(self, excel: Host):
        excel.officer(
            'Worksheets("Check results").Range("I5").Value = "This is meant"', 'Worksheets("Answers").Protect'
        )
        excel.press("IptClearMarks")

        assert excel.messages[0].startswith("What you answered must be kept on the sheet Answers first.")
        assert excel.ask('Worksheets("Check results").Range("I5").Value') == "This is meant"

    def test_on_a_protected_sheet_it_says_which_and_what_to_do(self, excel: Host):
        excel.officer('Worksheets("Check results").Protect')
        excel.press("IptClearMarks")

        assert excel.messages[0].startswith("The sheet Check results is protected, so the marks stay.")
        assert excel.ask('Worksheets("Check results").Range("A5").Value') is not None


class TestKeyAndGuide:
    def test_the_key_is_that_of_the_scheme_on_settings(self, excel: Host):
        excel.officer(*renamed("Settings", "About"))
        for scheme in Scheme:
            excel.officer(f'ActiveWorkbook.Names("setting_scheme").RefersToRange.Value = "{scheme}"')
            excel.press("IptKey")
            lines = [f"The {scheme} scheme:", *(f"{rating}: {meaning}" for rating, meaning in key(scheme))]
            assert excel.messages[-1] == "\r\n".join(lines)

    def test_without_a_scheme_it_says_where_to_choose_one(self, excel: Host):
        excel.officer('ActiveWorkbook.Names("setting_scheme").RefersToRange.ClearContents')
        excel.press("IptKey")

        assert "choose Progress or Delivery beside 'Rating scheme'" in excel.messages[0]

    def test_the_guide_comes_to_the_front_without_a_word_whatever_it_is_called(self, excel: Host):
        excel.officer(*renamed("Guide", "Read me"), 'Worksheets("Actions").Activate')
        excel.press("IptGuide")

        assert (excel.place.split("!")[0], excel.messages) == ("Read me", [])

    def test_a_hidden_guide_is_said(self, excel: Host):
        excel.officer('Worksheets("Actions").Activate', 'Worksheets("Guide").Visible = xlSheetHidden')
        excel.press("IptGuide")

        assert excel.messages[0].startswith("The sheet Guide is hidden.")


@pytest.mark.parametrize("callback", AT_ONCE)
def test_a_workbook_that_is_no_return_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, callback: str):
    openpyxl.Workbook().save(tmp_path / "Book1.xlsx")
    excel = Host(monkeypatch, mac=False, book=tmp_path / "Book1.xlsx")
    excel.press(callback)

    assert len(excel.messages) == 1
    assert excel.messages[0].startswith("This workbook ")
    assert excel.started == []


@pytest.mark.slow
def test_on_a_mac_they_answer_as_well(monkeypatch: pytest.MonkeyPatch, checked: Path):
    excel = Host(monkeypatch, mac=True, book=checked)
    for callback in AT_ONCE:
        excel.press(callback)

    assert [message.split("\r\n")[0] for message in excel.messages] == [
        "Problem 1 of 11: Settings, B24",
        "The marks are gone. Press Validate to check again.",
        "No problem is listed for B24 on Settings. Select a marked cell or a line of Check results, then press Explain "
        "rule. If nothing is marked, press Validate first.",
        "The Delivery scheme:",
    ]
    assert excel.place.startswith("Guide!")


@pytest.mark.slow
def test_what_excel_refuses_is_said_in_words(excel: Host):
    excel.officer('Worksheets("Actions").ListObjects(1).Range.AutoFilter 1, "EX1"', 'Worksheets("Actions").Protect')
    select(excel, "Actions", "A5")
    excel.answer(YES)
    excel.press("IptNextProblem")

    assert excel.messages[-1].startswith(
        "Excel did not let this button finish, and nothing that you typed was changed."
    )


def test_the_macros_ask_for_the_columns_that_check_results_has():
    source = modules()["Problems"]
    asked = set(re.findall(r'Entry\(\w+, "([^"]+)"\)', source)) | set(
        re.findall(r'ColumnOf\(results, "([^"]+)"', source)
    )

    assert asked
    assert asked <= {column.heading for column in CHECK_RESULTS.columns}
