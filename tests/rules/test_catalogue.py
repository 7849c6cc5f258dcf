from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.rules.examples import checked
from toolkit.errors import ToolkitError
from toolkit.rules import GROUPS, catalogue, find_rule
from toolkit.rules.document import TARGET, as_markdown
from toolkit.rules.rule import Rule

AGREED = json.loads((Path(__file__).parent / "rule_codes.json").read_text(encoding="utf-8"))
each_rule = pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)


@each_rule
def test_its_bad_example_breaks_a_rule_and_only_that_one(rule: Rule):
    report = checked(rule.code, "bad")

    assert {finding.rule for finding in report.findings} == {rule.code}, "\n".join(
        f"{f.rule} {f.cell}: {f.message}" for f in report.findings
    )


@each_rule
def test_its_good_example_breaks_no_rule(rule: Rule):
    report = checked(rule.code, "good")

    assert [f"{f.rule} {f.cell}: {f.message}" for f in report.findings] == []


@each_rule
def test_a_finding_is_a_whole_sentence_that_points_somewhere_and_says_what_to_do(rule: Rule):
    for finding in checked(rule.code, "bad").findings:
        for text in (finding.message, finding.fix):
            as_written = finding.ref is not None and text.startswith(finding.ref)
            assert text[0].isupper() or text[0] in '"1234567890' or as_written
            assert text[-1] in '.?")'
            assert not re.search(
                r"[{}]|\bNone\b(?!,)|\bnan\b|\bNaT\b|  |(?<!\.)\.\.(?!\.)|\b1 \w+s (?:is|are|has|have)\b", text
            )
        assert finding.sheet
        assert finding.severity == rule.severity or rule.code in ("D-03", "S-05")


@each_rule
def test_the_reason_is_one_short_paragraph(rule: Rule):
    assert 20 < len(rule.why) < 200
    assert rule.why.endswith((".", "?"))


def test_codes_are_those_agreed_with_the_councils_and_keep_their_severity():
    assert {rule.code: str(rule.severity) for rule in catalogue() if rule.code[0] != "C"} == AGREED


def test_codes_are_unique_and_in_officers_order():
    codes = [rule.code for rule in catalogue()]

    assert len(set(codes)) == len(codes)
    assert codes == sorted(codes, key=lambda code: (list(GROUPS).index(code[0]), code))


def test_every_rule_is_in_the_list_of_its_module():
    from toolkit.rules import _MODULES

    declared = [value for module in _MODULES for value in vars(module).values() if isinstance(value, Rule)]

    assert sorted(rule.code for rule in declared) == sorted(rule.code for rule in catalogue())


def test_the_catalogue_for_officers_is_fresh():
    assert TARGET.read_text(encoding="utf-8") == as_markdown(), "run: make docs"


@pytest.mark.parametrize(("written", "code"), [("E-01", "E-01"), (" e-01 ", "E-01")])
def test_a_rule_is_found_by_its_code(written: str, code: str):
    assert find_rule(written).code == code


def test_a_code_nearly_right_is_answered_with_the_right_one():
    with pytest.raises(ToolkitError, match=r"Did you mean E-01\?"):
        find_rule("E01")
