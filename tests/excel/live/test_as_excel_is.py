"""What a kind stand-in hides: filters, table autofill, protection, a busy Excel, and what no cell holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
import xlwings as xw

from tests.excel.engine import App, Excel, ExcelSaysNo, Range
from tests.excel.live.conftest import Open
from toolkit.errors import CannotWrite
from toolkit.excel.live import xl
from toolkit.excel.live.blocks import Formula, agree, clear, held, write
from toolkit.excel.live.editing import Overwritten, apply_edits, put_back
from toolkit.excel.live.open_book import read_book
from toolkit.excel.live.ranges import pieces
from toolkit.excel.live.trouble import BUSY, PartlyWritten, TakenBack, in_words
from toolkit.model.edits import Edit, FillBlock, FillTable, Link, Result, SetCells

TABLE = {"A1": "Ref", "B1": "Rating", "C1": "Why"} | {f"A{row}": f"EX{row}" for row in range(2, 8)}
AREA = (2, 2, 7, 3)
RATINGS = [
    ["Blue", "done"],
    ["Red", "late"],
    ["Amber", "soon"],
    ["Green", "on time"],
    ["Red", "stuck"],
    ["Blue", "shut"],
]
HIDDEN = [{3}, {2, 3}, {2, 7}, {3, 5}, {7}, set(range(2, 8))]
hidden_rows = pytest.mark.parametrize("hidden", HIDDEN, ids=str)


@pytest.fixture
def filtered(opened: Open):
    """A table in which a filter hides some rows."""

    def make(hidden: set[int], columns: str = "") -> xw.Book:
        def prepare(sheet):
            table = sheet.tables["Actions"]
            table._initialise_columns()
            table.autoFilter.add_filter_column(1, ["Red"])
            for row in hidden:
                sheet.row_dimensions[row].hidden = True
            for column in columns:
                sheet.column_dimensions[column].hidden = True

        return opened(TABLE, table="A1:C7", prepare=prepare)

    return make


def still_filtered(book: xw.Book) -> set[int]:
    sheet = book.impl.wb["Plan"]
    assert sheet.tables["Actions"].autoFilter.filterColumn != []
    return {row for row, as_is in sheet.row_dimensions.items() if as_is.hidden}


@hidden_rows
def test_ratings_reach_the_rows_a_filter_hides(filtered, hidden: set[int]):
    book = filtered(hidden)
    cells = {(2 + r, 2 + c): text for r, row in enumerate(RATINGS) for c, text in enumerate(row)}
    done = apply_edits(book, [SetCells("Plan", cells)])

    assert held(book.sheets["Plan"], AREA) == RATINGS
    assert still_filtered(book) == hidden
    assert put_back(book, done) == []
    assert held(book.sheets["Plan"], AREA) == [[None, None]] * 6
    assert still_filtered(book) == hidden


@hidden_rows
@pytest.mark.parametrize("rows", [0, 2, 6, 9])
def test_a_filtered_table_is_filled_whole_and_stays_filtered(filtered, hidden: set[int], rows: int):
    book = filtered(hidden)
    before = held(book.sheets["Plan"], (2, 1, 7, 3))
    done = apply_edits(book, [FillTable("Plan", "Actions", [[f"N{n}", n, "x"] for n in range(rows)])])

    plan = read_book(book).sheet("Plan")
    assert plan is not None
    assert [row[0] for row in plan.rows[1:]] == [f"N{n}" for n in range(rows)]
    assert still_filtered(book) == hidden
    assert apply_edits(book, [FillTable("Plan", "Actions", [[f"N{n}", n, "x"] for n in range(rows)])]) == []
    assert put_back(book, done) == []
    assert held(book.sheets["Plan"], (2, 1, 7, 3)) == before


ways = pytest.mark.parametrize("mac", [False, True], ids=["windows", "mac"])


@ways
def test_rows_that_are_seen_are_written_together_and_hidden_ones_singly(filtered, mac: bool, monkeypatch):
    monkeypatch.setattr(xl, "on_mac", lambda: mac)
    sheet = filtered({3, 4}).sheets["Plan"]

    assert list(pieces(sheet, AREA)) == [(2, 2, 2, 3), (3, 2, 3, 3), (4, 2, 4, 3), (5, 2, 7, 3)]


@ways
def test_cells_of_hidden_columns_are_written_one_by_one(filtered, mac: bool, monkeypatch):
    monkeypatch.setattr(xl, "on_mac", lambda: mac)
    sheet = filtered({3}, columns="B").sheets["Plan"]

    assert list(pieces(sheet, (2, 1, 5, 3))) == [
        (2, 1, 2, 1), (2, 2, 2, 2), (2, 3, 2, 3),
        (3, 1, 3, 1), (3, 2, 3, 2), (3, 3, 3, 3),
        (4, 1, 5, 1), (4, 2, 4, 2), (5, 2, 5, 2), (4, 3, 5, 3),
    ]  # fmt: skip


@ways
@pytest.mark.parametrize("hidden", [{3, 4}, set(range(2, 8)), set()], ids=str)
def test_what_an_officer_hides_on_a_filtered_sheet_is_written_all_the_same(filtered, hidden, mac: bool, monkeypatch):
    monkeypatch.setattr(xl, "on_mac", lambda: mac)
    book = filtered(hidden, columns="B")
    before = held(book.sheets["Plan"], (2, 1, 7, 3))
    edits: list[Edit] = [
        SetCells("Plan", {(2 + r, 2 + c): text for r, row in enumerate(RATINGS) for c, text in enumerate(row)}),
        FillTable("Plan", "Actions", [[f"N{n}", n, "x"] for n in range(6)]),
    ]
    done = apply_edits(book, edits)

    assert held(book.sheets["Plan"], (2, 1, 7, 3)) == [[f"N{n}", n, "x"] for n in range(6)]
    assert put_back(book, done) == []
    assert held(book.sheets["Plan"], (2, 1, 7, 3)) == before
    assert book.impl.wb["Plan"].column_dimensions["B"].hidden


@pytest.mark.parametrize("rows", [200, 2_000])
def test_what_is_shown_is_asked_once_however_many_rows_there_are(opened: Open, excel: Excel, rows: int):
    sheet = opened(TABLE).sheets["Plan"]
    write(sheet, 2, 1, [["EX1", "Red"]] * rows)

    asked = ("special_cells", "row_hidden", "column_hidden", "write")
    assert [excel.app.calls[what] for what in asked] == [1, 0, 0, 1]


def test_on_a_mac_a_filter_is_found_in_few_questions(filtered, excel: Excel, monkeypatch):
    monkeypatch.setattr(xl, "on_mac", lambda: True)
    list(pieces(filtered({1_000}).sheets["Plan"], (2, 2, 2_001, 3)))

    assert excel.app.calls["row_hidden"] < 30
    assert excel.app.calls["column_hidden"] == 1


def test_a_block_is_emptied_where_a_filter_hides_it_too(filtered):
    book = filtered({3, 4})
    clear(book.sheets["Plan"], (2, 1, 7, 1))

    assert held(book.sheets["Plan"], (2, 1, 7, 1)) == [[None]] * 6


def test_what_excel_made_of_a_write_is_looked_at_and_taken_back(opened: Open, monkeypatch: pytest.MonkeyPatch):
    book = opened(TABLE, table="A1:C7")
    put = Range._put

    def smear(self: Range, cell, value) -> None:
        put(self, cell, "Blue" if value == "Red" else value)

    monkeypatch.setattr(Range, "_put", smear)

    with pytest.raises(
        TakenBack, match=r"did not take what was written into cell B2(.|\n)*taken back: nothing is changed"
    ):
        apply_edits(book, [SetCells("Plan", {(2, 2): "Red"})])
    assert held(book.sheets["Plan"], AREA) == [[None, None]] * 6


def test_links_in_a_table_never_become_one_link(opened: Open):
    book = opened(TABLE, table="A1:C7")
    places = [f"'Actions'!G{n}" for n in range(5, 11)]
    rows = [[place[-2:], Link(place[10:], place)] for place in places]
    apply_edits(book, [FillTable("Plan", "Actions", rows)])

    assert [row[1] for row in held(book.sheets["Plan"], (2, 1, 7, 2))] == [place[10:] for place in places]


def go_to(row: int) -> str:
    return f'=IF(A{row}="","",HYPERLINK("#Actions!"&A{row},A{row}))'


@hidden_rows
def test_one_formula_for_all_lines_stays_in_them_and_in_no_line_more(filtered, hidden: set[int]):
    book = filtered(hidden)
    before = held(book.sheets["Plan"], (2, 1, 7, 3))
    lines = [[f"G{row}", "x", Result(go_to(row), f"G{row}")] for row in (2, 3, 4)]
    done = apply_edits(book, [FillTable("Plan", "Actions", lines)])

    sheet = book.sheets["Plan"]
    assert [cell for (cell,) in held(sheet, (2, 3, 7, 3))] == [*(Formula(go_to(row)) for row in (2, 3, 4)), *[None] * 3]
    assert [cell for (cell,) in sheet.range("C2:C4").options(ndim=2).value] == ["G2", "G3", "G4"]
    assert put_back(book, done) == []
    assert held(sheet, (2, 1, 7, 3)) == before


def test_a_formula_that_excel_tells_in_its_own_way_is_taken_for_what_was_written():
    assert agree(Formula("=SUM(Plan!A1,B2)"), Formula("=sum('Plan'!A1, B2)"))
    assert not agree(Formula("=SUM(Plan!A1,B2)"), Formula("=SUM(Plan!A1,B3)"))
    assert not agree("=SUM(Plan!A1,B2)", Formula("=SUM(Plan!A1,B2)"))


def test_formulas_of_a_table_that_differ_are_said_to_be_taken_for_one(opened: Open):
    book = opened(TABLE, table="A1:C7")
    sheet = book.sheets["Plan"]
    book.impl.known |= {"=1": 1.0, "=2": 2.0}
    write(sheet, 2, 3, [[Formula("=1")], [Formula("=2")]])
    assert held(sheet, (2, 3, 7, 3)) == [[Formula("=2")]] * 6

    clear(sheet, (2, 3, 7, 3))
    formulas, blanks, refs = [[Formula("=1")], [Formula("=2")]], [[None], [None]], [["EX2"], ["EX3"]]
    lost = [Overwritten("Plan", 2, 3, formulas, blanks, beside=refs, finished=False)]
    with pytest.raises(CannotWrite, match=r"did not take"):
        put_back(book, lost)


@pytest.mark.parametrize("length", [911, 912, 8_203, 8_204, 32_767])
def test_text_as_long_as_a_cell_holds_is_written(opened: Open, length: int):
    book = opened(TABLE)
    write(book.sheets["Plan"], 2, 2, [["short", "w" * length], ["w" * length, "short"]])

    assert held(book.sheets["Plan"], (2, 2, 3, 3)) == [["short", "w" * length], ["w" * length, "short"]]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("w" * 32_768, "32,768 characters"),
        (dt.date(1899, 12, 31), "dates begin in 1900"),
        (dt.datetime(1066, 1, 1), "1066"),
    ],
)
def test_what_no_cell_holds_is_refused_with_the_cell(opened: Open, value: object, said: str):
    book = opened(TABLE)

    with pytest.raises(CannotWrite, match=f"cell B3: .*{said}"):
        apply_edits(book, [FillBlock("Plan", 2, 2, [["fine"], [value]], clear_to=3)])
    assert held(book.sheets["Plan"], (2, 2, 3, 2)) == [[None], [None]]


def test_newer_errors_are_errors(opened: Open):
    def errors(sheet):
        for cell in ("A1", "B1"):
            sheet[cell].data_type = "e"

    sheet = read_book(opened({"A1": "#SPILL!", "B1": "#N/A", "C1": "ok"}, prepare=errors)).sheets[0]

    assert set(sheet.errors) == {(1, 1), (1, 2)}


class TestProtected:
    @pytest.fixture
    def book(self, opened: Open) -> xw.Book:
        def prepare(sheet):
            other = sheet.parent.create_sheet("Locked")
            other["A1"] = "as it was"
            other.protection.enable()

        return opened(TABLE, table="A1:C7", prepare=prepare)

    def test_a_protected_sheet_is_named_before_anything_is_written(self, book: xw.Book, excel: Excel):
        edits: list[Edit] = [SetCells("Plan", {(2, 2): "Red"}), SetCells("Locked", {(1, 1): "new"})]

        with pytest.raises(CannotWrite, match=r"the sheet 'Locked' is protected.*Review > Unprotect Sheet"):
            apply_edits(book, edits)
        assert excel.app.calls["write"] == 0

    def test_a_protected_sheet_that_is_as_it_should_be_is_in_nobodys_way(self, book: xw.Book):
        edits: list[Edit] = [SetCells("Locked", {(1, 1): "as it was"}), SetCells("Plan", {(2, 2): "Red"})]

        assert len(apply_edits(book, edits)) == 1

    def test_undo_asks_before_it_puts_anything_back(self, book: xw.Book):
        done = apply_edits(book, [SetCells("Plan", {(2, 2): "Red"})])
        book.impl.wb["Plan"].protection.enable()

        with pytest.raises(CannotWrite, match="'Plan' is protected"):
            put_back(book, done)


class TestBusy:
    EDITS: tuple[Edit, ...] = (
        SetCells("Plan", {(2, 2): "Red", (4, 3): "late"}),
        FillTable("Plan", "Actions", [["N1", "Blue", "done"]]),
        FillBlock("Plan", 10, 1, [["a", "b"]], clear_to=11),
    )

    def calls_needed(self, app: App, book: xw.Book) -> int:
        before = app.calls.total()
        put_back(book, apply_edits(book, self.EDITS))
        return app.calls.total() - before

    def test_wherever_excel_stops_answering_the_words_are_true_and_undo_finishes(self, opened: Open, excel: Excel):
        book = opened(TABLE, table="A1:C7")
        before = read_book(book)
        ends = set()
        kept: list[Overwritten] = []

        def keep(done: Sequence[Overwritten]) -> None:
            kept[:] = done

        for answers in range(self.calls_needed(excel.app, book) // 2):
            excel.app.answers = answers
            with pytest.raises((ExcelSaysNo, PartlyWritten)) as caught:
                apply_edits(book, self.EDITS, keep=keep)
            excel.app.answers = None
            ends.add(type(caught.value))
            if caught.type is ExcelSaysNo:
                assert read_book(book) == before
            else:
                assert BUSY in str(caught.value)
                assert "could not be taken back (on Plan)" in str(caught.value)
                assert put_back(book, kept) == []
            assert read_book(book) == before, answers
        assert ends == {ExcelSaysNo, PartlyWritten}

    def test_where_excel_answers_again_all_is_taken_back_and_said(self, opened: Open, monkeypatch):
        book = opened(TABLE, table="A1:C7")
        before, put = read_book(book), Range._put

        def once(self: Range, cell, value) -> None:
            if value == "Blue":
                monkeypatch.setattr(Range, "_put", put)
                raise ExcelSaysNo("busy", 0x800AC472)
            put(self, cell, value)

        monkeypatch.setattr(Range, "_put", once)
        with pytest.raises(TakenBack, match=r"typing in a cell(.|\n)*taken back"):
            apply_edits(book, self.EDITS)
        assert read_book(book) == before


class com_error(Exception):  # noqa: N801
    """As pywin32's: number, words, details, argument."""


class CommandError(Exception):
    """As appscript's."""

    errornumber = -1712


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (com_error(-2147352567, "Exception occurred.", (0, "Microsoft Excel", "", "", 0, -2146777998), None), "typing"),
        (ExcelSaysNo("rejected", 0x80010001), "typing in a cell"),
        (CommandError(), "typing in a cell"),
        (ExcelSaysNo("The RPC server is unavailable", 0x800706BA), "closed meanwhile"),
        (ExcelSaysNo("1004"), "protected"),
    ],
)
def test_excels_numbers_are_put_into_words(error: Exception, said: str):
    assert said in str(in_words(error))


def test_an_error_of_our_own_is_not_put_into_excels_mouth():
    assert in_words(KeyError("x")) is None
