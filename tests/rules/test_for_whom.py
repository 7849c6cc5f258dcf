"""Whom a finding is for: the officer who can put it right, or the team whose words a return still holds."""

from __future__ import annotations

from dataclasses import replace

from tests.builders import an_action
from tests.merge_builders import a_register, a_return_of, together
from tests.rules.asking import with_fact
from toolkit.model.finding import Report, Severity
from toolkit.model.plan import Plan, Seen
from toolkit.rules.ask import validate

SOURCE = "return.xlsx"
VAGUE = "Further actions to be agreed"


def sent(*rows: dict[str, object], **changes: object) -> Plan:
    """A return of one service as it was sent, and what the officer changed in it."""
    register = a_register([an_action(service="Early Help") | row for row in rows] or None)
    return a_return_of(register, source=SOURCE, **changes)  # type: ignore[arg-type]


def about(report: Report, rule: str) -> list[tuple[str, bool]]:
    return [(f.ref, f.for_team) for f in report.findings if f.rule == rule]


def test_the_teams_own_words_are_not_asked_of_the_officer_they_were_sent_to():
    report = validate(sent({"ref": "EX1", "action": VAGUE}))

    assert about(report, "T-02") == [("EX1", True)]
    assert about(report.for_officers(), "T-02") == []


def test_words_the_officer_changed_are_the_officers():
    plan = sent({"ref": "EX1"}, changes={"EX1": {"action": VAGUE}})

    assert about(validate(plan), "T-02") == [("EX1", False)]


def test_spaces_and_a_date_excel_made_of_the_same_words_are_no_change():
    late = {"ref": "EX1", "due_as_written": "30 September 2028"}
    plan = sent(late, changes={"EX1": {"due_as_written": "30  September 2028 "}})

    assert about(validate(plan), "D-12") == [("EX1", True)]


def test_what_the_service_fills_in_is_always_asked_of_it():
    report = validate(sent({"ref": "EX1", "lead": None, "sponsor": None}))

    assert about(report, "L-01") == [("EX1", False)]


def test_a_row_the_officer_added_is_the_officers():
    added = an_action("EX9", action=VAGUE, service="Early Help")

    assert about(validate(sent({"ref": "EX1"}, add=[added])), "T-02") == [("EX9", False)]


def test_a_row_the_officer_copied_is_asked_about_where_it_stands():
    report = validate(sent({"ref": "EX1"}, add=[an_action("EX1", action="Visit every school")]))

    assert report.for_officers().findings != ()
    assert all(not f.for_team for f in report.findings if f.rule == "I-02")


def test_a_word_typed_into_a_number_of_the_teams_is_the_officers():
    measure = {
        "ref": "P1", "theme": "Front door", "kind": "Performance", "measure": "Referrals answered within a day",
        "unit": "%", "good_is": "High", "baseline": 61, "target": 90,
    }  # fmt: skip
    register = a_register([an_action(service="Early Help", theme="Front door")], measures=[measure])
    plan = a_return_of(register, source=SOURCE, measures=[measure])
    plan = replace(plan, typed={(SOURCE, "Measures"): {(5, "tolerance"): "about five"}})
    plan = with_fact(plan, Seen.UNREADABLE, "Measures", 5, "tolerance", "about five")

    assert about(validate(plan), "C-04") == [("P1", False)]


def test_what_was_done_to_the_file_is_the_officers_whatever_column_it_touches():
    plan = with_fact(sent({"ref": "EX1"}), Seen.MERGED, "Actions", 5, "action", "")

    assert about(validate(plan), "F-04") == [("EX1", False)]


def test_a_return_that_carries_no_record_of_what_was_sent_is_all_the_officers():
    report = validate(sent({"ref": "EX1", "action": VAGUE}, issued=False))

    assert about(report, "T-02") == [("EX1", False)]


def test_in_a_register_nothing_is_set_apart():
    register = a_register([an_action(service="Early Help", action=VAGUE)])

    assert about(validate(register), "T-02") == [("EX1", False)]


def test_a_column_of_the_teams_that_was_sent_blank_from_top_to_bottom_is_the_teams():
    rows = [{"ref": f"EX{n}", "action": f"Visit school number {n}", "lead_body": None} for n in range(1, 5)]
    report = validate(sent(*rows))

    assert [(f.rule, f.row, f.for_team) for f in report.findings if f.rule == "C-01"] == [("C-01", 4, True)]


def test_an_error_of_the_teams_keeps_no_officer_from_signing():
    report = validate(sent({"ref": "EX1", "due_as_written": None}, changes={"EX1": {"notes": "Guide tested"}}))

    assert [f.severity for f in report.findings if f.rule == "D-01"] == [Severity.ERROR]
    assert about(report, "D-01") == [("EX1", True)]
    assert not report.for_officers().has_errors
    assert not report.has_errors


def test_the_json_says_whom_a_finding_is_for_and_has_no_other_key_for_it():
    said = [f.as_json() for f in validate(sent({"ref": "EX1", "action": VAGUE, "lead": None})).findings]
    keys = {"rule", "severity", "file", "sheet", "cell", "ref", "message", "fix"}

    assert {one["rule"]: set(one) - keys for one in said}["T-02"] == {"for"}
    assert {one["rule"]: set(one) - keys for one in said}["L-01"] == set()
    assert {one.get("for") for one in said} == {"team", None}


def test_each_file_of_a_batch_is_compared_with_what_it_was_sent():
    register = a_register([an_action(service="Early Help", action=VAGUE)])
    one = a_return_of(register, source="a.xlsx")
    other = a_return_of(register, source="b.xlsx", changes={"EX1": {"action": f"{VAGUE} later"}})

    report = validate(together(one, other))

    assert {f.source: f.for_team for f in report.findings if f.rule == "T-02"} == {"a.xlsx": True, "b.xlsx": False}


def test_what_a_cell_that_is_left_alone_lacks_is_no_question_for_an_officer():
    report = validate(sent({"ref": "EX1"}, settings={"register_issue": None}), last=a_register([]))

    assert [u.missing for u in report.unasked if u.for_team] == ['"Register issue" on Settings']
    assert "P-02" not in {u.rule for u in report.for_officers().unasked}
    assert {"rule": "P-02", "file": SOURCE, "missing": '"Register issue" on Settings', "for": "team"} in [
        u.as_json() for u in report.unasked
    ]


def test_what_a_column_of_the_officers_lacks_is_still_said():
    assert [u.rule for u in validate(sent({"ref": "EX1"}, issued=False)).for_officers().unasked if u.rule == "D-13"]
