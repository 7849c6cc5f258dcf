"""Each rule is broken twice, so that it never speaks and so that it always does; the tests of its examples notice.

A bad example in which nothing but the rule could be found, and a good one in which it had something to look at, are
what this asks of every rule.
"""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter

import pandas as pd
import pytest

from tests.rules import test_catalogue
from tests.rules.examples import checked_alone
from toolkit.rules import catalogue
from toolkit.rules.case import Case
from toolkit.rules.rule import NOTHING, Rule

pytestmark = pytest.mark.slow
each_rule = pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
FILLED = {"source", "row", "sheet", "cell", "ref", "column"}
"""What a message is filled with whatever a rule gives."""


def never(rule: Rule) -> Callable[[Case], pd.DataFrame]:
    return lambda case: NOTHING


def always(rule: Rule) -> Callable[[Case], pd.DataFrame]:
    """Every row of the rule's sheet; every file, where it is about one."""

    def look(case: Case) -> pd.DataFrame:
        plan = case.plan
        rows = plan[rule.sheet].index.to_frame(index=False) if rule.sheet in plan.tables else pd.DataFrame()
        found = rows[["source", "row"]] if len(rows) else pd.DataFrame({"source": list(plan.sources)})
        return found.assign(**dict.fromkeys(_fields(rule) - FILLED, "x"))

    return look


def _fields(rule: Rule) -> set[str]:
    words = (rule.message, rule.fix, rule.each, rule.several, rule.several_fix)
    return {name for text in words for _, name, _, _ in Formatter().parse(text) if name}


@pytest.fixture(params=[never, always], ids=["never", "always"])
def broken(request, rule: Rule, monkeypatch: pytest.MonkeyPatch) -> str:
    """The rule, broken; and the catalogue's tests, which check its examples with it alone."""
    look = request.param(rule)
    look.__name__, look.__doc__ = rule.look.__name__, rule.look.__doc__
    monkeypatch.setitem(vars(rule), "look", look)
    # A rule that is not put for want of anything it could be about would hide that it is broken.
    monkeypatch.setitem(vars(rule), "where", ())
    monkeypatch.setattr(test_catalogue, "checked", lambda code, which: checked_alone(rule, which))
    return str(request.param.__name__)


@each_rule
def test_a_test_notices(rule: Rule, broken: str):
    with pytest.raises(AssertionError):
        _examples_hold(rule)


@each_rule
def test_none_does_where_the_rule_is_whole(rule: Rule, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(test_catalogue, "checked", lambda code, which: checked_alone(rule, which))

    _examples_hold(rule)


def _examples_hold(rule: Rule) -> None:
    test_catalogue.test_its_bad_example_breaks_a_rule_and_only_that_one(rule)
    test_catalogue.test_its_good_example_breaks_no_rule(rule)
