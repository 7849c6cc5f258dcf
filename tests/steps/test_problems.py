"""Going through Check results, whatever an officer has done to the rows since."""

from __future__ import annotations

import pytest

from tests.builders import FIRST_ROW, SOURCE, a_plan, an_action
from toolkit.errors import ToolkitError
from toolkit.model.grid import Cell
from toolkit.steps.problems import explained, next_stop


def a_line(cell: str = "H5", ref: str = "EX1", sheet: str = "Actions", rule: str = "E-01", **more: str) -> dict:
    line = {"severity": "error", "rule": rule, "ref": ref, "sheet": sheet, "cell": cell}
    return line | {"message": f"{rule} in {cell}", "fix": "Do this."} | more


def a_checked(*lines: dict, refs: tuple[str, ...] = ("EX1", "EX2", "EX3")):
    return a_plan([an_action(ref) for ref in refs], check_results=lines)


def walk(plan, start: tuple[str, Cell], times: int) -> list[tuple[str, Cell]]:
    places = []
    for _ in range(times):
        stop = next_stop(plan, *start)
        start = stop.sheet, stop.cell
        places.append(start)
    return places


class TestNextStop:
    def test_it_goes_in_the_order_of_the_list_and_round_again(self):
        plan = a_checked(a_line("J7", "EX3"), a_line("H5"), a_line("B3", "", "Settings"))

        assert walk(plan, ("Guide", (1, 1)), 4) == [
            ("Actions", (7, 10)), ("Actions", (5, 8)), ("Settings", (3, 2)), ("Actions", (7, 10)),
        ]  # fmt: skip

    def test_several_problems_in_one_cell_are_one_stop(self):
        plan = a_checked(a_line("H5", rule="E-01"), a_line("J6", "EX2"), a_line("H5", rule="S-02"))
        stop = next_stop(plan, "Actions", (1, 1))

        assert (stop.number, stop.of) == (1, 2)
        assert "E-01 in H5" in stop.words
        assert "S-02 in H5" in stop.words

    def test_from_a_cell_without_a_problem_it_goes_on_below(self):
        plan = a_checked(a_line("H5"), a_line("H6", "EX2"), a_line("H7", "EX3"))

        assert next_stop(plan, "Actions", (6, 1)).cell == (6, 8)
        assert next_stop(plan, "Actions", (6, 9)).cell == (7, 8)
        assert next_stop(plan, "Actions", (9, 1)).cell == (5, 8)

    def test_from_a_line_of_the_list_it_goes_to_what_the_line_speaks_of(self):
        plan = a_checked(a_line("H5"), a_line("H6", "EX2"))

        assert next_stop(plan, "Check results", (FIRST_ROW + 1, 3)).cell == (6, 8)

    def test_a_problem_of_no_cell_stops_at_its_line(self):
        plan = a_checked(a_line("H5"), a_line("", "", "Measures"), a_line("H6", "EX2"))

        assert walk(plan, ("Actions", (5, 8)), 2) == [("Check results", (FIRST_ROW + 1, 7)), ("Actions", (6, 8))]

    def test_a_row_sorted_since_is_found_by_its_reference(self):
        plan = a_checked(a_line("H5", "EX1"), refs=("EX2", "EX3", "EX1"))

        assert next_stop(plan, "Actions", (1, 1)).cell == (7, 8)

    def test_a_reference_used_twice_or_gone_leaves_the_cell_as_listed(self):
        assert next_stop(a_checked(a_line("H6"), refs=("EX1", "EX1")), "Actions", (1, 1)).cell == (6, 8)
        assert next_stop(a_checked(a_line("H6"), refs=("EX8", "EX9")), "Actions", (1, 1)).cell == (6, 8)

    def test_with_an_empty_list_there_is_none(self):
        assert next_stop(a_checked(), "Actions", (1, 1)) is None

    def test_the_words_say_where_what_and_what_to_do(self):
        words = next_stop(a_checked(a_line("H5")), "Actions", (1, 1)).words

        assert words == "Problem 1 of 1: Actions, H5\n\nError E-01: E-01 in H5\nDo this."


class TestExplained:
    @pytest.mark.parametrize("place", [("Actions", (5, 8)), ("Check results", (FIRST_ROW, 1))])
    def test_the_rule_is_explained_from_its_cell_and_from_its_line(self, place: tuple[str, Cell]):
        said = explained(a_checked(a_line("H5")), *place)

        assert said.startswith("E-01 (error): ")
        assert said.endswith("How to put it right: Do this.")

    def test_where_nothing_is_listed_that_is_said(self):
        with pytest.raises(ToolkitError, match="No problem is listed for A1 on Actions"):
            explained(a_checked(a_line("H5")), "Actions", (1, 1))

    def test_a_workbook_without_the_list_is_told_so(self):
        plan = a_checked()
        del plan.layouts[SOURCE, "Check results"]

        with pytest.raises(ToolkitError, match="has no sheet 'Check results'"):
            next_stop(plan, "Actions", (1, 1))
