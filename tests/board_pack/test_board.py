from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import merge_builders
from tests.board_pack.board_plans import (
    SIGNED,
    a_register,
    changed,
    column_of,
    projected,
    rated,
    refs_in,
    september,
    sheet_of,
    signed_off,
    table_of,
    tables,
    with_rows,
    with_table,
    words_of,
)
from tests.budget import tries
from tests.builders import REPORT_DATE, an_action
from toolkit.board_pack import board_pack
from toolkit.board_pack.position import position
from toolkit.errors import CannotDecide, DoesNotReconcile
from toolkit.merging.settle_register import settle_register
from toolkit.model.dates.answer import show_date
from toolkit.model.pack import Chart, Line, Panels
from toolkit.model.schemes import Rating
from toolkit.register.control_totals import reconcile
from toolkit.register.next_register import rated_register
from toolkit.register.sign_off import sign_off

GOLDEN = Path(__file__).parent / "golden" / "board_pack.txt"
CHANGES = "Changes since last meeting"
NEXT = "Next 90 days"
JUNE = {"period": "2026-06", "report_date": dt.date(2026, 6, 30)}
NOW = {"period": "2026-09", "report_date": REPORT_DATE}
YESTERDAY = show_date(REPORT_DATE - dt.timedelta(days=1))
COMPLETE = {"status": "Complete", "completed_on": dt.date(2026, 9, 1), "still_to_do": None}


def later(changes: dict[str, dict], *new: dict, june: tuple[dict, ...] = ({"ref": "EX1"},)):
    """The register a period after its sign-off in June, with what has changed since."""
    register = signed_off(a_register([an_action(**row) for row in june], JUNE), **NOW)
    return changed(register, changes, *new)


def kinds(register, previous=None) -> dict[str, list]:
    """What the sheet of changes lists under each of its headings, by the heading's first word."""
    found: dict[str, list] = {}
    (table,) = tables(sheet_of(register, CHANGES, previous).blocks)
    for row in table.rows:
        if len(row) == 1:
            found[str(row[0]).rsplit(":", 1)[0].split(":")[0]] = under = []
        else:
            under.append(row[0])
    return {title: refs for title, refs in found.items() if refs}


class TestThePack:
    def test_it_reads_as_it_did(self):
        assert projected(board_pack(september())) == GOLDEN.read_text(encoding="utf-8")

    def test_the_same_register_gives_the_same_pack(self):
        assert board_pack(september()) == board_pack(september())

    def test_every_sheet_prints_on_landscape_and_the_summary_on_one_page(self):
        pack = board_pack(september())

        assert all(sheet.landscape for sheet in pack.sheets)
        assert [sheet.name for sheet in pack.sheets if sheet.one_page] == ["Summary"]
        assert pack.created == REPORT_DATE

    def test_an_empty_register_says_in_words_what_it_does_not_hold(self):
        pack = board_pack(a_register([]))
        said = "\n".join(words_of(sheet) for sheet in pack.sheets)

        for words in (
            "the plan holds no actions",
            "The plan holds no actions yet.",
            "No action is Red, Amber, escalated or without a return.",
            "No action is overdue.",
            "No open action or milestone is due in the 90 days to 29 December 2026.",
            "There is no earlier sign-off to compare with.",
            "No period has been signed off yet.",
        ):
            assert words in said
        assert "no actions needs" not in said

    @pytest.mark.parametrize("blank", ["report_date", "scheme"])
    def test_without_a_report_date_or_a_scheme_there_is_nothing_to_show(self, blank):
        with pytest.raises(CannotDecide, match="Settings"):
            board_pack(a_register(settings={blank: None}))


class TestReconciling:
    def test_a_control_total_that_disagrees_is_named_with_both_figures(self):
        line = {"period": "2026-09", "total": "Rows read = rows merged + rows set aside", "service": "Early Help",
                "left": 48, "right": 47, "agrees": "No", "working": "Early Help.xlsx."}  # fmt: skip

        with pytest.raises(DoesNotReconcile) as refused:
            board_pack(with_rows(a_register(), "Control totals", line))

        for part in ("Early Help", "Rows read = rows merged + rows set aside", "48", "47"):
            assert part in str(refused.value)

    def test_a_total_said_to_agree_is_not_believed_when_its_sides_differ(self):
        line = {"period": "2026-09", "total": "Links: before = after", "left": 3, "right": 2, "agrees": "Yes"}

        with pytest.raises(DoesNotReconcile, match="3 on one side, 2 on the other"):
            board_pack(with_rows(a_register(), "Control totals", line))

    def test_totals_of_other_periods_do_not_stand_in_the_way(self):
        line = {"period": "2026-06", "total": "Links: before = after", "left": 3, "right": 2, "agrees": "No"}

        assert board_pack(with_rows(a_register(), "Control totals", line))

    @pytest.mark.parametrize("service", ["Whole plan", "Early Help"])
    def test_a_row_added_by_hand_since_the_merge_stands_in_the_way(self, service):
        line = {"period": "2026-09", "total": "All actions: opening + new = closing", "service": service, "left": 1,
                "right": 1, "agrees": "Yes"}  # fmt: skip
        register = with_rows(a_register(), "Control totals", line)
        assert board_pack(register)

        with pytest.raises(DoesNotReconcile, match=f"{service}.*1 closing when merged, 2 rows in the register now"):
            board_pack(changed(register, {}, {"ref": "EX2"}))

    def test_an_action_closed_by_hand_since_the_merge_stands_in_the_way(self):
        line = {"period": "2026-09", "total": "Open actions: opening + new + reopened - closed = closing",
                "service": "Whole plan", "left": 1, "right": 1, "agrees": "Yes"}  # fmt: skip
        register = with_rows(a_register(), "Control totals", line)

        with pytest.raises(DoesNotReconcile, match="1 closing when merged, 0 rows"):
            board_pack(changed(register, {"EX1": COMPLETE}))

    def test_what_was_closed_by_hand_and_is_right_is_counted_by_settling(self):
        sent = merge_builders.a_register([merge_builders.registered("EX1"), merge_builders.registered("EX2")])
        register = changed(merge_builders.merged(sent, merge_builders.a_return_of(sent)).register, {"EX1": COMPLETE})
        with pytest.raises(DoesNotReconcile, match=r"(?s)2 closing when merged, 1 rows in the register.*press Settle"):
            board_pack(register)

        settled, _ = settle_register(register)
        assert position(rated_register(settled)).actions["is_open"].sum() == 1
        reconcile(rated_register(settled).plan)

    def test_frozen_rows_that_were_touched_stand_in_the_way(self):
        register = later({})
        touched = register["Snapshots"].assign(rating="Green", status="Complete")

        with pytest.raises(DoesNotReconcile, match=r"Snapshots of 2026-06.*Director of Children's Services"):
            board_pack(with_table(register, "Snapshots", touched))

    def test_a_signed_off_period_is_packed_as_it_was_signed(self):
        signed = sign_off(a_register(), **SIGNED).register
        assert board_pack(signed)
        assert board_pack(with_table(signed, "Actions", signed["Actions"].assign(rating="Red")))

        with pytest.raises(DoesNotReconcile, match="2026-09 was signed off with Green 1; the register now says Red 1"):
            board_pack(with_table(signed, "Actions", signed["Actions"].assign(confidence="Off track")))

    def test_a_register_that_was_never_merged_is_packed_and_says_so(self):
        assert "No returns have been merged" in words_of(sheet_of(a_register(), "Reconciliation"))

    def test_opening_and_closing_add_up_in_words(self):
        register = later(
            {"EX1": COMPLETE, "EX2": {"status": "Withdrawn"}}, {"ref": "EX4"},
            june=({"ref": "EX1"}, {"ref": "EX2"}, {"ref": "EX3"}),
        )  # fmt: skip
        moves = table_of(sheet_of(register, "Reconciliation"), "Line")

        assert column_of(moves, "Actions") == [3, 1, 0, 1, 1, 2]
        assert column_of(moves, "In words")[-1] == "3 + 1 + 0 − 1 − 1 = 2"

    def test_a_service_of_which_nothing_is_logged_is_named(self):
        register = with_rows(
            a_register([an_action("EX1"), an_action("EX2", service="Health")]), "Returns",
            {"period": "2026-09", "service": "Early Help", "file": "Early Help.xlsx", "state": "Read"},
        )  # fmt: skip
        returns = table_of(sheet_of(register, "Reconciliation"), "What came")

        assert [row[:2] for row in returns.rows] == [["Early Help", "Read"], ["Health", "Not in the returns log"]]

    def test_what_waits_for_a_decision_is_counted_and_placed(self):
        lines = [
            {"period": "2026-09", "kind": "Conflict", "ref": "EX1", "field": "Status"},
            {
                "period": "2026-09",
                "kind": "Conflict",
                "ref": "EX2",
                "field": "Status",
                "answer": "Accepted, in issue 4.",
            },
            {"period": "2026-06", "kind": "Question", "file": "a.xlsx", "sheet": "Actions", "row": 9},
        ]
        register = with_rows(a_register(), "Proposed changes and conflicts", *lines)
        waiting = table_of(sheet_of(register, "Reconciliation"), "Waiting for a decision")

        assert waiting.rows == [["Conflict", 1, "EX1 Status"], ["Question", 1, "a.xlsx Actions 9"]]

    def test_the_board_is_asked_for_dates_and_disagreements_until_they_are_settled(self):
        date = {
            "kind": "Proposed",
            "sheet": "Actions",
            "ref": "EX1",
            "field": "Revised due",
            "register": "31 March 2027",
        }
        date |= {"returned": "30 June 2027", "asked_by": "Early Help", "since": "2026-03", "age": 2}
        status = {"kind": "Conflict", "sheet": "Actions", "ref": "EX2", "field": "Status", "register": "Complete"}
        status |= {"returned": "In progress", "asked_by": "Health"}
        lines = [date, status, date | {"ref": "EX3", "answer": "Rejected in 2026-06."}, status | {"kind": "Proposed"}]
        register = with_rows(a_register(), "Proposed changes and conflicts", *lines)
        asked = table_of(sheet_of(register, "Summary"), "Decisions asked of the board")

        assert asked.rows == [
            ["EX1", "A new date, 30 June 2027 in place of 31 March 2027, asked for by Early Help since 2026-03."],
            ["EX2", "Status: the register says Complete, Health In progress."],
        ]


DAYS = ["31 August 2026", "March 2027", "TBC", "when the board meets", None]
ACTIONS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["Not started", "In progress", "On hold", "Complete", "Withdrawn", None]),
        "due_as_written": st.sampled_from(DAYS),
        "revised_due": st.sampled_from([None, "30 June 2027"]),
        "revision_reason": st.sampled_from([None, "Supplier withdrew"]),
        "revision_agreed_by": st.sampled_from([None, "Improvement Board"]),
        "completed_on": st.sampled_from([None, dt.date(2026, 9, 1), dt.date(2026, 12, 1)]),
        "still_to_do": st.sampled_from([None, "Train the night team"]),
        "rating": st.sampled_from([None, "Red", "Green", "Blue", "Closed", "Purple"]),
        "return_state": st.sampled_from([None, "Returned", "Not returned"]),
        "override_rating": st.sampled_from([None, "Amber", "Green"]),
        "override_reason": st.just("Supplier starts on Monday"),
        "override_by": st.just("Assistant Director"),
        "override_until": st.just(dt.date(2026, 12, 31)),
    }
)


class TestRatedAsItStands:
    """A rating that stands in the register and does not follow from its row reaches neither board nor sign-off."""

    @tries(15)
    @given(st.lists(ACTIONS, min_size=1, max_size=12), st.sampled_from(["Delivery", "Progress"]))
    def test_the_packs_counts_are_the_sign_offs_whatever_stands_in_the_register(self, actions, scheme):
        rows = [an_action(f"EX{n}", **fields) for n, fields in enumerate(actions)]
        register = a_register(rows, {"scheme": scheme})
        shown = position(rated_register(register)).summary.counts
        done = sign_off(register, **SIGNED).register

        said = ", ".join(f"{rating} {shown[rating]}" for rating in map(str, Rating) if shown[rating])
        assert said == done["Sign-offs"]["counts"].iloc[0]
        assert position(rated_register(done)).summary.counts == shown
        reconcile(rated_register(done).plan)

    def test_a_date_agreed_by_hand_since_the_merge_is_rated_by_and_no_longer_called_not_agreed(self):
        asked = {"due_as_written": "31 August 2026", "revised_due": "31 March 2027", "revision_reason": "Late tender"}
        merged = rated(a_register([an_action("EX1", **asked), an_action("EX2")]))
        assert "has not been agreed" in str(merged["Actions"]["why"].iloc[0])
        rows = [row | {"revision_agreed_by": "Improvement Board"} for row in merged["Actions"].to_dict("records")[:1]]
        corrected = a_register([*rows, merged["Actions"].to_dict("records")[1]])
        pack = board_pack(corrected)

        assert "has not been agreed" not in "\n".join(map(words_of, pack.sheets))
        assert "1 rating differs from that of the last merge or refresh: EX1 Red → Green." in words_of(
            next(sheet for sheet in pack.sheets if sheet.name == "Reconciliation")
        )

    def test_a_completion_typed_in_since_is_rated_by(self):
        said = {"status": "Complete", "still_to_do": None, "due_as_written": "31 August 2026"}
        merged = rated(a_register([an_action("EX1", **said)])).tables["Actions"]
        assert list(merged["rating"]) == ["Red"]

        corrected = a_register([merged.to_dict("records")[0] | {"completed_on": dt.date(2026, 9, 1)}])
        assert column_of(table_of(sheet_of(corrected, "Summary"), "Theme"), "Rating") == ["Green"]

    def test_what_a_merge_carried_of_actions_that_were_not_returned_stays(self):
        carried = an_action("EX1", return_state="Not returned", rating="Amber", why="No return. Last rated Amber.")
        register = a_register([carried])

        assert list(sign_off(register, **SIGNED).register["Snapshots"]["rating"]) == ["Amber"]
        assert column_of(table_of(sheet_of(register, "Exceptions"), "Why"), "Rating") == ["Amber"]

    def test_a_register_as_the_merge_left_it_says_nothing_of_ratings_that_differ(self):
        register = rated(a_register([an_action("EX1"), an_action("EX2", confidence="Off track")]))

        assert "differ" not in words_of(sheet_of(register, "Reconciliation"))


class TestExceptions:
    def refs(self, *actions) -> list:
        return refs_in(table_of(sheet_of(a_register(actions), "Exceptions"), "Why"))

    def test_the_worst_come_first_and_escalated_ones_before_the_latest(self):
        found = self.refs(
            an_action("A", confidence="At risk"),
            an_action("R", due_as_written="1 January 2026"),
            an_action("E", due_as_written=YESTERDAY, times_moved=2, previous_rating="Red"),
            an_action("S", due_as_written="1 March 2026"),
            an_action("G"),
        )

        assert found == ["E", "R", "S", "A"]

    def test_what_is_finished_or_closed_is_no_exception(self):
        late = {"due_as_written": "1 January 2026"}
        found = self.refs(
            an_action("C", **late, **COMPLETE), an_action("W", status="Withdrawn", **late),
            an_action("N", return_state="Not returned", **COMPLETE),
        )  # fmt: skip

        assert found == []

    def test_complete_with_work_left_is_amber_and_so_listed(self):
        assert self.refs(an_action("EX1", **COMPLETE | {"still_to_do": "Train the night team"})) == ["EX1"]

    def test_an_action_without_a_return_is_listed_and_never_green(self):
        register = a_register([an_action("EX1", return_state="Not returned")])
        table = table_of(sheet_of(register, "Exceptions"), "Why")

        assert column_of(table, "Rating") == ["Not rated"]
        assert "return missing" in str(column_of(table, "Why"))

    def test_moved_twice_is_listed_whatever_its_rating(self):
        assert self.refs(an_action("EX1", times_moved=2, due_as_written="when the board meets")) == ["EX1"]

    def test_both_ratings_are_shown_where_one_was_set_by_hand(self):
        override = {"override_rating": "Amber", "override_reason": "Supplier starts on Monday",
                    "override_by": "Assistant Director", "override_until": dt.date(2026, 12, 31)}  # fmt: skip
        register = a_register([an_action("EX1", due_as_written="31 August 2026", **override)])
        why = str(column_of(table_of(sheet_of(register, "Exceptions"), "Why"), "Why")[0])

        assert "Set to Amber by Assistant Director until 31 December 2026: Supplier starts on Monday." in why
        assert "Worked out Red: Due 31 August 2026, 30 days ago." in why

    @pytest.mark.parametrize(
        ("fields", "shown"),
        [
            ({"due_as_written": "31 March 2027"}, "31 March 2027"),
            ({"due_as_written": "31/03/2027"}, "31 March 2027"),
            ({"due_as_written": dt.date(2027, 3, 31)}, "31 March 2027"),
            ({"due_as_written": "March 2027"}, "31 March 2027\n(March 2027)"),
            ({"due_as_written": "tbc"}, "TBC"),
            ({"due_as_written": "when the board meets"}, "when the board meets"),
            ({"revised_due": "June 2027"}, "31 March 2027\n(30 June 2027 asked for, not agreed)"),
            (
                {"revised_due": "June 2027", "revision_reason": "Funding came late", "revision_agreed_by": "Board"},
                "30 June 2027\n(was 31 March 2027)",
            ),
        ],
    )
    def test_a_date_is_shown_with_the_words_of_the_plan_where_they_differ(self, fields, shown):
        register = a_register([an_action("EX1", times_moved=2, **fields)])

        assert column_of(table_of(sheet_of(register, "Exceptions"), "Why"), "Due") == [shown]

    @tries(10)
    @given(st.lists(st.text("abc ", min_size=1, max_size=900), min_size=1, max_size=6))
    def test_a_text_too_long_for_a_row_goes_on_below_and_loses_no_word(self, paragraphs):
        notes = "\n".join(paragraphs) + "."
        register = a_register([an_action("EX1", confidence="Off track", notes=notes)])
        table = table_of(sheet_of(register, "Exceptions"), "Why")

        assert " ".join(str(part) for part in column_of(table, "Notes") if part).split() == notes.split()
        assert set(refs_in(table)) == {"EX1"}
        assert all(len(str(part)) <= 28 * 30 for part in column_of(table, "Notes"))


class TestOverdue:
    def test_the_oldest_comes_first_and_days_run_from_the_date_that_counts(self):
        agreed = {"revision_reason": "Supplier withdrew", "revision_agreed_by": "Board"}
        register = a_register([
            an_action("A", due_as_written="31 August 2026"),
            an_action("B", due_as_written="1 January 2026", revised_due="28 September 2026", **agreed),
            an_action("C", due_as_written="30 June 2026", revised_due="31 December 2026"),
            an_action("D", due_as_written=show_date(REPORT_DATE)),
        ])  # fmt: skip
        table = table_of(sheet_of(register, "Overdue"), "Days late")

        assert refs_in(table) == ["C", "A", "B"]
        assert column_of(table, "Days late") == [92, 30, 2]

    def test_finished_and_closed_actions_are_not_overdue_and_nor_are_their_milestones(self):
        late = {"due_as_written": "1 January 2026"}
        register = a_register(
            [an_action("C", **late, **COMPLETE), an_action("W", status="Merged", **late)],
            milestones=[{"action_ref": ref, "no": "1", "milestone": "Draft", **late} for ref in "CW"],
        )

        assert refs_in(table_of(sheet_of(register, "Overdue"), "Days late")) == []

    def test_late_milestones_of_open_actions_are_named(self):
        register = a_register([an_action("EX1")], milestones=[
            {"action_ref": "ex1", "no": "1", "milestone": "Draft", "due_as_written": "15 September 2026"},
            {"action_ref": "EX1", "no": "2", "milestone": "Test", "due_as_written": "15 September 2026",
             "done_on": dt.date(2026, 9, 14)},
        ])  # fmt: skip

        assert refs_in(table_of(sheet_of(register, "Overdue"), "Days late")) == ["EX1 / 1"]


class TestNext90Days:
    @tries(12)
    @given(st.integers(-5, 100))
    def test_an_action_is_drawn_when_it_is_due_within_ninety_days_and_its_bar_ends_in_that_week(self, days):
        due = REPORT_DATE + dt.timedelta(days=days)
        sheet = sheet_of(a_register([an_action("EX1", due_as_written=show_date(due))]), NEXT)
        table = table_of(sheet, "Action or milestone")

        assert refs_in(table) == (["EX1"] if 0 <= days <= 90 else [])
        if 0 <= days <= 90:
            row = table.rows[1]
            last = max(column for _, column in table.cell_styles)
            monday = due - dt.timedelta(days=due.weekday())
            assert table.columns[last].heading == f"{monday.day} {monday:%b}"
            assert row[last] is not None
            assert row.count(row[last]) == 1

    def test_a_bar_begins_with_the_work(self):
        action = an_action("EX1", start=dt.date(2026, 11, 3), due_as_written="20 November 2026")
        table = table_of(sheet_of(a_register([action]), NEXT), "Action or milestone")

        drawn = [table.columns[column].heading for _, column in sorted(table.cell_styles)]
        assert drawn == ["2 Nov", "9 Nov", "16 Nov"]

    def test_milestones_are_marked_and_critical_ones_more_so(self):
        register = a_register([an_action("EX1", due_as_written="December 2027")], milestones=[
            {"action_ref": "EX1", "no": "1", "milestone": "Draft", "due_as_written": "2 October 2026"},
            {"action_ref": "EX1", "no": "2", "milestone": "Test", "due_as_written": "9 October 2026",
             "critical": "Yes"},
            {"action_ref": "EX1", "no": "3", "milestone": "Done", "due_as_written": "9 October 2026",
             "done_on": dt.date(2026, 9, 1)},
        ])  # fmt: skip
        table = table_of(sheet_of(register, NEXT), "Action or milestone")

        assert [[cell for cell in row[5:] if cell] for row in table.rows[1:]] == [["M"], ["M!"]]

    def test_every_colour_comes_with_its_word_and_a_shape(self):
        table = table_of(sheet_of(september(), NEXT), "Action or milestone")

        for row, column in table.cell_styles:
            style = table.cell_styles[row, column]
            assert style == "bar" or style == f"{table.rows[row][3]} bar"


class TestChanges:
    def test_with_nothing_signed_off_before_it_says_so(self):
        assert "There is no earlier sign-off to compare with." in words_of(sheet_of(a_register(), CHANGES))

    @pytest.mark.parametrize(
        ("was", "now", "found"),
        [
            ({}, {}, {}),
            ({}, COMPLETE, {"Completed": ["EX1"]}),
            ({}, {"status": "Transferred"}, {"Closed elsewhere": ["EX1"]}),
            (COMPLETE, {"status": "In progress", "completed_on": None, "still_to_do": "More"}, {"Reopened": ["EX1"]}),
            ({}, {"due_as_written": "30 April 2027"}, {"Dates moved": ["EX1"]}),
            ({}, {"confidence": "Off track"}, {"Ratings that have worsened": ["EX1"]}),
            ({"confidence": "Off track"}, {}, {}),
            ({"confidence": "Off track"}, {"confidence": None}, {"Ratings that have improved": ["EX1"]}),
        ],
    )
    def test_each_change_stands_under_its_kind(self, was, now, found):
        was = {"completed_on": dt.date(2026, 6, 1)} | was if was.get("status") == "Complete" else was

        assert kinds(later({"EX1": now}, june=({"ref": "EX1"} | was | {"updated_on": dt.date(2026, 9, 21)},))) == found

    def test_a_new_action_is_new_and_nothing_else(self):
        assert kinds(later({}, {"ref": "EX2", "due_as_written": "1 January 2026"})) == {"New actions": ["EX2"]}

    def test_a_ref_is_the_same_whatever_its_case_and_spaces(self):
        register = later({"EX1": {"ref": " ex1 "}})

        assert kinds(register) == {}

    def test_an_action_that_has_gone_is_named(self):
        register = later({})
        register = with_table(register, "Actions", register["Actions"].iloc[:0])

        assert kinds(register) == {"No longer in the register": ["EX1"]}

    def test_an_earlier_register_can_stand_in_for_a_sign_off(self):
        earlier = a_register([an_action("EX1"), an_action("EX2")], JUNE)
        now = a_register([an_action("EX1", **COMPLETE), an_action("EX2"), an_action("EX3")], NOW)

        assert kinds(now, earlier) == {"New actions": ["EX3"], "Completed": ["EX1"]}
        assert "Compared with the earlier register as at 30 June 2026" in words_of(sheet_of(now, CHANGES, earlier))
        summary = words_of(sheet_of(now, "Summary", earlier))
        assert "In the earlier register as at 30 June 2026 the figures were 2 Green." in summary
        assert "last sign-off" not in summary

    def test_an_earlier_register_that_was_signed_off_is_compared_as_it_was_signed(self):
        """Its Settings were put to the next period before the returns went out: its own date is that period's."""
        earlier = signed_off(a_register([an_action("EX1")], JUNE), **NOW)
        now = a_register([an_action("EX1", confidence="Off track")], NOW)

        assert kinds(now, earlier) == {"Ratings that have worsened": ["EX1"]}
        assert "Compared with the sign-off of 30 June 2026" in words_of(sheet_of(now, CHANGES, earlier))
        assert "At the last sign-off, as at 30 June 2026, the figures were 1 Green." in words_of(
            sheet_of(now, "Summary", earlier)
        )

    def test_an_earlier_register_that_was_signed_off_and_left_so_is_compared_with_that_and_not_with_one_before(self):
        march = {"period": "2026-03", "report_date": dt.date(2026, 3, 31)}
        earlier = signed_off(a_register([an_action("EX1")], march), **JUNE)
        earlier = signed_off(changed(earlier, {"EX1": {"confidence": "At risk"}}))
        now = a_register([an_action("EX1", confidence="At risk")], NOW)

        assert kinds(now, earlier) == {}
        assert "the sign-off of 30 June 2026" in words_of(sheet_of(now, CHANGES, earlier))

    def test_an_earlier_register_nobody_signed_is_not_compared_as_an_older_one_that_somebody_did(self):
        march = {"period": "2026-03", "report_date": dt.date(2026, 3, 31)}
        earlier = signed_off(a_register([an_action("EX1", confidence="At risk")], march), **JUNE)
        earlier = changed(earlier, {"EX1": {"confidence": None}})
        now = a_register([an_action("EX1")], NOW)

        assert kinds(now, earlier) == {}
        assert "the earlier register as at 30 June 2026" in words_of(sheet_of(now, CHANGES, earlier))

    def test_ratings_of_two_schemes_are_not_compared(self):
        register = later({"EX1": {"confidence": "Off track"}})
        register = replace(register, settings=register.settings.assign(scheme="Progress"))

        assert "The rating scheme has changed" in words_of(sheet_of(register, CHANGES))
        assert kinds(register) == {}
        assert column_of(table_of(sheet_of(register, "Summary"), "Theme"), "Direction") == ["No comparison"]


class TestSummary:
    def test_the_theme_table_and_the_counts_come_to_the_same(self):
        summary = sheet_of(september(), "Summary")
        counts, themes = table_of(summary, "% of rated"), table_of(summary, "Theme")

        for rating, count in zip(column_of(counts, "Rating")[:-1], column_of(counts, "Actions"), strict=False):
            assert sum(column_of(themes, str(rating))) == count
        assert sum(column_of(themes, "Actions")) == column_of(counts, "Actions")[-1]

    def test_the_chart_draws_the_theme_table(self):
        summary = sheet_of(september(), "Summary")
        blocks = [b for block in summary.blocks if isinstance(block, Panels) for p in block.panels for b in p.blocks]
        (chart,) = (block for block in blocks if isinstance(block, Chart))
        themes = table_of(summary, "Theme")

        assert chart.table == themes.name
        assert {chart.category, *chart.series} <= {column.heading for column in themes.columns}
        assert set(chart.series) <= {str(rating) for rating in Rating}

    def test_themes_stand_in_the_order_of_the_themes_sheet(self):
        themes = table_of(sheet_of(september(), "Summary"), "Theme")

        assert column_of(themes, "Theme") == ["The front door", "Help and protection"]

    def test_a_list_that_is_too_long_says_how_many_more_there_are_and_where(self):
        register = a_register([an_action(f"EX{n}", times_moved=2) for n in range(9)])
        table = table_of(sheet_of(register, "Summary"), "What is worrying")

        assert len(refs_in(table)) == 5
        assert table.rows[-1] == ["and 4 more, see Exceptions."]

    def test_more_themes_than_fit_have_a_sheet_of_their_own(self):
        register = a_register([an_action(f"EX{n}", theme=f"Area {n}") for n in range(25)])
        summary, themes = (table_of(sheet_of(register, name), "Theme") for name in ("Summary", "Themes"))

        assert len(themes.rows) == 25
        assert len(summary.rows) == 19
        assert "7 other themes on Themes" in str(summary.rows[-1][0])

    def test_what_is_said_to_be_complete_and_is_red_is_not_going_well(self):
        register = later({"EX1": {"status": "Complete", "due_as_written": "1 January 2026", "still_to_do": None}})

        assert kinds(register)["Completed"] == ["EX1"]
        assert table_of(sheet_of(register, "Summary"), "What is going well").rows == []

    def test_only_decisions_without_an_outcome_are_asked(self):
        asked = table_of(sheet_of(september(), "Summary"), "Decisions asked of the board")

        assert asked.rows == [["1", "Agree a date for the shared budget. (Improvement Board)"]]

    def test_a_missing_return_is_told_in_the_words_of_the_plan(self):
        missing = table_of(sheet_of(september(), "Summary"), "Returns not merged")

        assert missing.rows == [["Health", "Missing return: 1 action"]]

    def test_a_rating_the_scheme_does_not_have_is_counted_and_told(self):
        carried = an_action("EX1", rating="Not due", why="No return.", return_state="Not returned")
        register = a_register([carried], {"scheme": "Progress"})

        assert "Not a rating of this scheme" in words_of(sheet_of(register, "Summary"))


class TestOrderAndNames:
    def test_refs_stand_in_the_order_in_which_people_count(self):
        """10.2 came before 2.1, as text does."""
        late = {"due_as_written": "31 August 2026", "updated_on": dt.date(2026, 9, 21)}
        register = a_register([an_action(ref, **late) for ref in ("10.2", "2.1", "1.10", "1.1")], NOW)

        for sheet in ("Exceptions", "Overdue"):
            (table,) = tables(sheet_of(register, sheet).blocks)
            at = [column.heading for column in table.columns].index("Ref")
            assert [row[at] for row in table.rows if len(row) > 1] == ["1.1", "1.10", "2.1", "10.2"], sheet

    def test_an_earlier_register_set_to_this_period_is_compared_as_it_was_signed_off(self):
        """It was called "the earlier register as at 30 September 2026", the pack's own date."""
        ready = signed_off(a_register([an_action("EX1")], JUNE), **NOW)

        said = [block.text for block in sheet_of(ready, CHANGES, ready).blocks if isinstance(block, Line)]

        assert any(line.startswith("Compared with the sign-off of 30 June 2026") for line in said)
        assert not any("earlier register" in line for line in said)
