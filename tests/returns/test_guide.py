from __future__ import annotations

import pytest

from toolkit.model.finding import Severity
from toolkit.model.pack import Facts, PackSheet, Table
from toolkit.model.plan import Book
from toolkit.model.schemes import Scheme, key
from toolkit.returns.guide import guide_sheet
from toolkit.rules.rule import Rule, rule


@rule(
    "E-01",
    column="Evidence refs",
    severity=Severity.ERROR,
    message="{ref} says complete but nothing shows it.",
    fix="Name what shows {ref} is done, or reopen it.",
    bad={"evidence_refs": None},
    good={"evidence_refs": "3"},
)
def complete_without_evidence(case):
    """The board signs off completion."""


@rule(
    "P-05",
    sheet="Settings",
    column="Signed off by",
    severity=Severity.ERROR,
    message="Not signed.",
    fix="Sign it.",
    bad={},
    good={},
    books=frozenset({Book.RETURN}),
)
def not_signed(case):
    """Nobody answers for it."""


RULES: tuple[Rule, ...] = (complete_without_evidence, not_signed)


def catalogue_in(sheet: PackSheet) -> Table:
    return next(block for block in sheet.blocks if isinstance(block, Table))


def words_in(sheet: PackSheet) -> list[tuple[str, object]]:
    return [fact for block in sheet.blocks if isinstance(block, Facts) for fact in block.rows]


def test_a_rule_is_explained_in_a_row():
    table = catalogue_in(guide_sheet(Book.RETURN, Scheme.DELIVERY, RULES))

    assert table.rows[0] == [
        "E-01",
        "error",
        "Actions",
        "Evidence refs",
        "Complete without evidence. The board signs off completion.",
        "Name what shows the action is done, or reopen it.",
    ]


@pytest.mark.parametrize(("book", "codes"), [(Book.RETURN, ["E-01", "P-05"]), (Book.REGISTER, ["E-01"])])
def test_only_rules_asked_of_that_workbook_are_listed(book: Book, codes: list[str]):
    assert [row[0] for row in catalogue_in(guide_sheet(book, Scheme.DELIVERY, RULES)).rows] == codes


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("book", Book)
def test_the_guide_prints_the_key_of_the_plans_own_scheme(book: Book, scheme: Scheme):
    words = words_in(guide_sheet(book, scheme, ()))

    assert [fact for fact in words if fact[0] in dict(key(scheme))] == [(str(r), meaning) for r, meaning in key(scheme)]


def test_the_guide_says_of_which_plan_it_is():
    guide = guide_sheet(Book.RETURN, Scheme.DELIVERY, (), about="Improvement plan · Early Help · 2026-09")

    assert guide.blocks[1].text == "Improvement plan · Early Help · 2026-09"


@pytest.mark.parametrize("book", Book)
def test_the_guide_says_whom_to_ask_and_cannot_be_typed_over(book: Book):
    guide = guide_sheet(book, Scheme.DELIVERY, ())

    assert guide.protected
    assert "Your computer" in dict(words_in(guide))
