from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import at, found
from toolkit.model.plan import Book, Plan


def numbered(notes: str, *refs: str) -> Plan:
    words = ("Write one threshold guide", "Train duty managers", "Visit every college", "Audit forty referrals")
    rows = [an_action(ref, action=action) for ref, action in zip(refs, words, strict=False)]
    rows[0]["notes"] = notes
    return a_plan(rows)


@pytest.mark.parametrize(
    "notes",
    ["Waits for action 3.9", "See 3.9 and report", "The guide (see 3.9)", "As in 3.9 above",
     "Linked to 1.2 and action 3.9", "See also 3.9.", "Covered by 3.9; no more to do"],
)  # fmt: skip
def test_an_action_named_by_its_number_must_be_there(notes: str):
    assert found(numbered(notes, "1.1", "1.2", "3.1"), "X-02") == [("Actions", at("Actions", 5, "notes"), "1.1")]


@pytest.mark.parametrize(
    "notes",
    ["See 3.1 and report", "See 3.9% of files", "See 3.9 days saved", "Down from 9.9 to 3.9", "See 3.9.1 of the law",
     "Under 3.9 posts are vacant", "See section 9 of the law"],
)  # fmt: skip
def test_a_number_that_names_no_action_is_left_alone(notes: str):
    assert found(numbered(notes, "1.1", "1.2", "3.1"), "X-02") == []


def test_a_ref_that_begins_with_the_plans_own_letters_needs_no_word_before_it():
    assert found(numbered("Depends on LG44", "LG1", "LG2", "QP4"), "X-02") != []
    assert found(numbered("Seen with QP44 in mind", "LG1", "LG2", "QP4"), "X-02") != []
    assert found(numbered("Met at KS2 and in LG2", "LG1", "LG2", "QP4"), "X-02") == []


def test_a_heading_and_an_action_split_into_parts_may_be_named():
    assert found(numbered("See 1.2 and action 1.2.1", "1.1.1", "1.2.1.13", "6.1"), "X-02") == []
    assert found(numbered("Follows QP4", "LG1", "QP4a", "QP4b"), "X-02") == []


def test_milestones_name_actions_too():
    steps = [{"action_ref": "LG1", "no": "1", "milestone": "Held with LG9", "due_as_written": "11 December 2026"}]
    plan = a_plan([an_action("LG1"), an_action("LG2", action="Train duty managers")], milestones=steps)

    assert found(plan, "X-02") == [("Milestones", at("Milestones", 5, "milestone"), "LG1")]


@pytest.mark.parametrize(
    ("written", "doubtful"),
    [("2-12", True), ("2-12 and 14", True), ("3.4.5,7 & 11", True), ("2, 12", False), ("2 and 12", False)],
)
def test_a_list_with_a_range_in_it_can_be_read_two_ways(written: str, doubtful: bool):
    links = [{"action_ref": "EX1", "to": "recommendation", "ref": "2", "as_written": written}]
    plan = a_plan([an_action(service="Early Help")], book=Book.REGISTER, links=links)

    assert bool(found(plan, "X-06")) is doubtful


def test_a_part_answers_what_its_action_answers():
    links = [{"action_ref": "EX1", "to": "recommendation", "ref": "1", "as_written": "1"}]
    words = ("Write one threshold guide", "Train duty managers", "Visit every college")
    refs = ("EX1", "EX1/a", "EX2")
    rows = [an_action(ref, action=action, service="Early Help") for ref, action in zip(refs, words, strict=True)]
    rows[1]["parent_ref"] = "EX1"
    plan = a_plan(rows, book=Book.REGISTER, links=links)

    assert [ref for _, _, ref in found(plan, "X-04")] == ["EX2"]


OTHER = "Train duty managers to record decisions the same day"


@pytest.mark.parametrize(
    ("sheet", "column", "fields"),
    [
        ("Actions", "revision_reason", {}),
        ("Actions", "override_reason", {}),
        ("Risks", "risk", {"ref": "R1"}),
        ("Risks", "controls", {"ref": "R1"}),
        ("Risks", "further_action", {"ref": "R1"}),
        ("Evidence", "what", {"no": "1", "action_ref": "LG1"}),
        ("Measure values", "note", {"measure_ref": "P1"}),
    ],
)
def test_an_action_about_something_else_is_seen_in_every_cell_that_names_it(sheet: str, column: str, fields: object):
    def findings(words: str) -> list[tuple[str, str, str]]:
        rows = [an_action("LG1", action="Write one threshold guide"), an_action("LG2", action=OTHER)]
        row = {**fields, column: words}  # type: ignore[dict-item]
        if sheet == "Actions":
            return found(a_plan([rows[0] | row, rows[1]]), "X-03")
        return found(a_plan(rows, **{sheet.lower().replace(" ", "_"): [row]}), "X-03")

    assert findings("Foster carers are paid late, see LG2") != []
    assert findings("Duty managers record late, see LG2") == []
    assert findings("Depends on the delivery of LG2") == []


def test_the_narrative_names_actions_too():
    told = [{"section": "Summary", "no": "1", "title": "Now", "text": "Foster carers are paid late (see LG2)."}]
    rows = [an_action("LG1"), an_action("LG2", action=OTHER)]
    plan = a_plan([row | {"service": "Early Help"} for row in rows], book=Book.REGISTER, narrative=told)

    assert [(sheet, ref) for sheet, _, ref in found(plan, "X-03")] == [("Narrative", "Summary")]
