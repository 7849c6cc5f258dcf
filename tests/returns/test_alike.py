"""Findings that are alike are said once, in words that read well for every rule."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.builders import a_plan, an_action
from tests.rules.examples import checked
from toolkit.model.finding import Finding, Severity
from toolkit.returns.alike import Group, groups_of
from toolkit.rules import catalogue
from toolkit.rules.ask import validate
from toolkit.rules.rule import Rule

ONCE_A_FILE = {"F-01", "F-05", "F-12", "F-13", "D-17", "R-04", "P-01", "P-02", "P-04", "P-05", "P-07"}
"""Rules of which a file has one finding at most, or one a sheet: there is nothing to put together."""
SAID = [rule for rule in catalogue() if rule.code not in ONCE_A_FILE and not rule.information]


def messages(*actions: dict[str, object], rule: str) -> list[str]:
    return [
        group.message() for group in groups_of(validate(a_plan(list(actions))).findings) if group.first.rule == rule
    ]


def test_several_actions_without_a_date_are_one_line_that_names_them():
    rows = [an_action(f"LG{n}", action=f"Visit school {n}", due_as_written=None) for n in (1, 4, 7)]

    assert messages(*rows, rule="D-01") == ["3 actions have no due date: LG1, LG4, LG7."]


def test_one_alone_keeps_its_own_words():
    assert messages(an_action("LG1", due_as_written=None), rule="D-01") == ["LG1 has no due date."]


def test_what_differs_from_one_to_the_next_stands_beside_its_ref():
    rows = [
        an_action("LG1", due_as_written="31 June 2027"),
        an_action("LG2", action="Visit", due_as_written="30 February 2027"),
    ]

    assert messages(*rows, rule="D-02") == [
        '2 actions have a date that cannot be read: LG1 ("31 June 2027"), LG2 ("30 February 2027").'
    ]


def test_findings_that_would_be_put_right_in_other_words_are_not_one_line():
    rows = [an_action("LG1", lead="Improvement Board"), an_action("LG2", action="Visit", lead="Health Board")]
    rows += [an_action("LG3", action="Audit", lead_body=None), an_action("LG4", action="Train", theme=None)]

    groups = groups_of(validate(a_plan(rows)).findings)

    assert [group.items for group in groups if group.first.rule in ("L-05", "C-01")] == [
        ['LG1 ("Improvement Board")', 'LG2 ("Health Board")'], ["LG3"], ["LG4"],
    ]  # fmt: skip


def test_two_findings_about_one_action_are_said_one_by_one():
    two = "Guide drafted December 2026, guide printed March 2027"

    assert len(messages(an_action("LG1", due_as_written=two, revised_due=two), rule="D-07")) == 2


def test_the_worst_comes_first_and_every_finding_stands_in_one_group():
    report = checked("D-01", "bad")
    more = [replace(report.findings[0], severity=severity, row=n) for n, severity in enumerate(reversed(Severity))]

    groups = groups_of(more)

    assert [group.severity for group in groups] == list(Severity)
    assert sum(len(group.findings) for group in groups) == len(more)


def test_a_long_list_says_how_many_more_there_are():
    rows = [an_action(f"LG{n}", action=f"Visit school {n}", due_as_written=None) for n in range(1, 13)]
    [group] = [g for g in groups_of(validate(a_plan(rows)).findings) if g.first.rule == "D-01"]

    assert group.message(4) == "12 actions have no due date: LG1, LG2, LG3, LG4 and 8 more."
    assert group.message() == f"12 actions have no due date: {', '.join(f'LG{n}' for n in range(1, 13))}."


@pytest.mark.parametrize("rule", SAID, ids=lambda rule: rule.code)
def test_every_rule_says_its_findings_together_in_a_sentence_and_a_fix_that_fit_all(rule: Rule):
    one = checked(rule.code, "bad").findings[0]
    group = Group((one, _another(one)))

    said = group.message()
    assert re.search(r"(\A| )2 \w", said), said
    assert said.endswith(", another."), said
    for text in (group.said, group.fix):
        assert not re.search(
            r"[{}]|\bNone\b(?!,)|\bnan\b|  |\b2 \w+s? (?:is|has|says|looks)\b|\b[Aa]ll each\b", text
        ), text
    assert group.fix[-1] in '.?")'
    # No one action is left in what is said of all.
    assert not re.search(r"\bEX\d\b", group.said + group.fix)


def _another(finding: Finding) -> Finding:
    assert finding.alike is not None, f"{finding.rule} cannot be said of several"
    return replace(finding, alike=replace(finding.alike, item="another"))
