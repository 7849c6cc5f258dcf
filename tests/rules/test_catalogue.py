from __future__ import annotations

import pytest

from tests.rules.examples import plan_of, register_of
from toolkit.rules import Rule, catalogue
from toolkit.steps.validate import validate


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_its_bad_example_breaks_a_rule_and_only_that_one(rule: Rule):
    report = validate(plan_of(rule, rule.bad), last=register_of(rule.bad))

    assert {finding.rule for finding in report.findings} == {rule.code}, "\n".join(
        f"{f.rule} {f.cell}: {f.message}" for f in report.findings
    )


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_its_good_example_breaks_no_rule(rule: Rule):
    report = validate(plan_of(rule, rule.good), last=register_of(rule.good))

    assert [f"{f.rule} {f.cell}: {f.message}" for f in report.findings] == []
