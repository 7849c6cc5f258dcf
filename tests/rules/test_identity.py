from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import at, found, with_fact
from toolkit.model.plan import Plan, Seen

WORDS = ("Write one threshold guide", "Train duty managers", "Visit every college", "Audit forty referrals")


def numbered(*refs: str) -> Plan:
    return a_plan([an_action(ref, action=action) for ref, action in zip(refs, WORDS, strict=True)])


@pytest.mark.parametrize(("odd", "usual"), [("LGl0", "LG10"), ("LGI", "LG1"), ("LG 4", "LG4"), ("LG4.", "LG4")])
def test_a_letter_in_place_of_a_figure_does_not_fit_refs_that_begin_with_letters(odd: str, usual: str):
    plan = numbered("LG7", "LG8", "LG9", odd)

    assert found(plan, "I-03") == [("Actions", at("Actions", 8, "ref"), odd)]


def test_refs_of_letters_that_fit_are_left_alone():
    assert found(numbered("LG7", "IO8", "QP9a", "E10"), "I-03") == []


@pytest.mark.parametrize(("refs", "lost"), [(("1.1", "1.2", "2.1", "3"), True), (("1", "2", "4", "3"), False)])
def test_a_whole_number_is_what_is_left_of_a_ref_unless_the_plan_counts_so(refs: tuple[str, ...], lost: bool):
    plan = with_fact(numbered(*refs), Seen.NOT_TEXT, "Actions", 8, "ref", "3")

    assert bool(found(plan, "I-06")) is lost
