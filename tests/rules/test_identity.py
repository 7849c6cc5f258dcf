from __future__ import annotations

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import at, found, with_fact
from toolkit.model.plan import Book, Plan, Seen
from toolkit.rules.ask import validate
from toolkit.sheets.every_sheet import spec_of

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


@pytest.mark.parametrize("book", Book)
def test_a_row_without_a_ref_is_asked_whether_it_is_new_or_a_part(book: Book):
    rows = [an_action("3.2"), an_action(None, action="Visit every college", lead="Duty manager")]
    report = validate(a_plan([row | {"service": "Early Help"} for row in rows], book=book))
    column = spec_of("Actions")["parent_ref"]
    part_of = "" if book is Book.RETURN and column.register_only else f" or {column.heading}"

    assert [(f.rule, f.message, f.fix) for f in report.findings] == [
        ("I-01", "Row 6 has no ref: a new action, or part of 3.2?", f"Fill in Ref{part_of}.")
    ]


@pytest.mark.parametrize(
    ("held", "said", "fix"),
    [
        ("1.1", "A8 is the number 1.1.", "If you meant 1.10, type it as text."),
        ("3", "A8 is the number 3.", "If you meant 3.0 or 3.10, type it as text."),
        ("2 December 2026", "A8 is the date 2 December 2026.", "If you meant 2-12, type it as text."),
    ],
)
def test_what_excel_has_made_of_a_ref_is_said_with_what_may_have_been_typed(held: str, said: str, fix: str):
    plan = with_fact(numbered("1.1", "1.2", "2.1", held), Seen.NOT_TEXT, "Actions", 8, "ref", held)

    assert [(f.message, f.fix) for f in validate(plan).findings if f.rule == "I-06"] == [(said, fix)]
