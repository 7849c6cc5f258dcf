"""A plan raises, lowers or switches off rules on the sheet Rules of its register, and never silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.board_pack.board_plans import a_register as a_whole_register
from tests.board_pack.board_plans import sheet_of
from tests.builders import a_plan, an_action
from tests.merge_builders import EARLY_HELP, REGISTER, a_register, a_return_of, merged, registered, together
from toolkit.model.finding import Report
from toolkit.model.pack import Table
from toolkit.model.plan import Book
from toolkit.returns.guide import guide_sheet
from toolkit.rules import catalogue
from toolkit.rules.ask import validate
from toolkit.rules.set_differently import in_words

VAGUE = {"action": "Continue to support families early", "due_as_written": "Ongoing"}
OFF = {"rule": "T-05", "do": "off", "why": "Our actions are short"}
Row = Mapping[str, object]


def checked(*rules: Row) -> Report:
    return validate(a_plan([an_action(**VAGUE)], book=Book.REGISTER, rules=rules))


def severities(report: Report, rule: str) -> list[str]:
    return [str(finding.severity) for finding in report.findings if finding.rule == rule]


@pytest.mark.parametrize(
    ("do", "found"),
    [("error", ["error"]), ("Warning", ["warning"]), ("advice", ["advice"]), ("OFF", []), ("?", ["advice"])],
)
def test_a_rule_is_what_the_plan_makes_of_it(do: str, found: list[str]):
    assert severities(checked(OFF | {"rule": "t-05", "do": do}), "T-05") == found


def test_what_a_plan_makes_an_error_takes_no_answer():
    answer = {"rule": "T-05", "ref": "EX1", "words": VAGUE["action"], "answer": "This is meant"}
    raised = [OFF | {"do": "error"}]
    report = validate(a_plan([an_action(**VAGUE)], book=Book.REGISTER, rules=raised, answers=[answer]))

    assert severities(report, "T-05") == ["error"]


@pytest.mark.parametrize("rule", [rule.code for rule in catalogue() if not rule.may_be_lowered])
def test_what_carries_returns_out_and_back_cannot_be_lowered_and_the_row_says_so(rule: str):
    for do in ("off", "advice"):
        report = checked({"rule": rule, "do": do, "why": "We know"})

        assert [f.cell for f in report.findings if f.rule == "C-15"] == ["B5"]
        assert in_words(a_plan(book=Book.REGISTER, rules=[{"rule": rule, "do": do, "why": "We know"}])) == []


def test_the_rules_of_issue_and_of_signature_are_among_them():
    assert {"P-05", "I-02", "C-11"} <= {rule.code for rule in catalogue() if not rule.may_be_lowered}


def test_a_code_that_is_no_rule_is_asked_about():
    assert [f.cell for f in checked(OFF | {"rule": "T-77"}).findings if f.rule == "C-14"] == ["A5"]


def test_it_is_said_in_one_line_which_and_why():
    register = a_plan(book=Book.REGISTER, rules=[OFF, {"rule": "D-12", "do": "advice", "why": "Set by the grant"}])

    assert in_words(register) == [
        "2 rules are set differently for this plan: T-05 off (Our actions are short), D-12 advice (Set by the grant)."
    ]
    assert in_words(a_plan(book=Book.REGISTER, rules=[OFF | {"do": "advice"}])) == []


def test_a_return_is_checked_as_its_register_said_when_it_went_out_and_not_as_its_service_says(tmp_path: Path):
    from toolkit import tasks
    from toolkit.excel.write import as_bytes
    from toolkit.returns.issue import register_pack

    path = tmp_path / "Plan Register.xlsx"
    path.write_bytes(as_bytes(register_pack(a_register([registered("EX1", action=None)], rules=[OFF]))))
    tasks.issue(path, tmp_path / "issued", anyway=True)
    plan = tasks.check(tmp_path / "issued").plan

    assert in_words(plan) == ["1 rule is set differently for this plan: T-05 off (Our actions are short)."]
    own = a_plan([an_action(**VAGUE)], rules=[OFF])
    assert severities(validate(own), "T-05") == ["advice"]


def test_returns_of_an_older_issue_are_checked_as_the_register_at_hand_says():
    register = a_plan([an_action(**VAGUE)], book=Book.REGISTER, source=REGISTER, rules=[OFF])

    assert severities(validate(a_plan([an_action(**VAGUE)]), last=register), "T-05") == []


def test_the_receipt_of_a_merge_says_which():
    register = a_register(rules=[OFF])
    done = merged(register, together(a_return_of(register, EARLY_HELP)))

    assert "1 rule is set differently for this plan: T-05 off (Our actions are short)." in done.receipt


@pytest.mark.parametrize(
    ("rules", "rows"), [([OFF], [["T-05", "Says how not what", "advice", "off", OFF["why"]]]), ([], [])]
)
def test_the_packs_reconciliation_says_which(rules: Sequence[Row], rows: list[object]):
    sheet = sheet_of(a_whole_register(rules=rules), "Reconciliation")
    tables = [
        list(block.rows) for block in sheet.blocks if isinstance(block, Table) and block.columns[0].heading == "Rule"
    ]

    assert [row for table in tables for row in table] == rows


def test_the_guide_says_what_a_rule_is_in_this_plan():
    sheet = guide_sheet(Book.RETURN, "Delivery", catalogue(), sets={"T-05": "off"})
    (table,) = (block for block in sheet.blocks if isinstance(block, Table))

    assert [row[:2] for row in table.rows if row[0] in ("T-05", "T-06")] == [["T-05", "off"], ["T-06", "warning"]]
