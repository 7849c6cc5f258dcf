"""Risks marked High, Medium or Low, targets in words and dates such as Quarterly: through the files of a period."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.books import TODAY, place, register_file, return_file, setting_cell, signed
from tests.read_back import rows
from tests.test_nothing_lost import in_register, typed_into
from toolkit import tasks
from toolkit.model.finding import Finding

WORDS = {"Likelihood": "High", "Impact": "medium", "Review on": "Quarterly", "Target score": "Low"}
MEASURE = {"ref": "P1", "theme": "Front door", "measure": "Referrals sent back", "unit": "%", "target": "to be set"}


def marked_in_words(path: Path, scale: str = "3-point") -> Path:
    """A register whose team marks risks in words, with the 3-point scale on its Settings."""
    typed_into(path, "Settings", {setting_cell(path, "Risk scale"): scale})
    columns = ("likelihood", "impact", "review_on", "target_score")
    cells = {in_register("Risks", 1, column): word for column, word in zip(columns, WORDS.values(), strict=True)}
    typed_into(path, "Risks", cells)
    return typed_into(path, "Measures", {in_register("Measures", 1, c): value for c, value in MEASURE.items()})


def risk_in(path: Path) -> dict[str, object]:
    return next(row for row in rows(path, "Risks") if row["Ref"] == "R1")


def about_risks(path: Path) -> list[Finding]:
    return [f for f in tasks.check([path]).report.findings if f.sheet == "Risks"]


def test_risks_in_words_are_kept_and_scored_from_register_to_return_and_back_to_the_board(tmp_path: Path):
    register, back = marked_in_words(register_file(tmp_path)), tmp_path / "returned" / "Early Help.xlsx"
    tasks.issue(register, back.parent)
    assert {h: risk_in(back)[h] for h in WORDS} == WORDS
    tasks.refresh([back])
    assert risk_in(back)["Score"] == 6
    assert {f.rule for f in about_risks(back)} == {"C-03"}  # Quarterly is no day, and a check says so.

    signed(typed_into(back, "Risks", {place("Risks", 1, "impact"): "High"}))
    tasks.merge(register, back.parent, tmp_path / "Next.xlsx")

    after = risk_in(tmp_path / "Next.xlsx")
    assert {h: after[h] for h in WORDS} == WORDS | {"Impact": "High"}
    assert after["Score"] == 9
    assert [line["Field"] for line in rows(tmp_path / "Next.xlsx", "Changes") if line["Sheet"] == "Risks"] == ["Impact"]
    assert rows(tmp_path / "Next.xlsx", "Measures")[0]["Target"] == "to be set"
    tasks.board(tmp_path / "Next.xlsx", tmp_path / "Pack.xlsx")
    tasks.sign_off(tmp_path / "Next.xlsx", by="Director", on=TODAY)
    assert risk_in(tmp_path / "Next.xlsx")["Score"] == 9
    assert {h: risk_in(tmp_path / "Next.xlsx")[h] for h in WORDS} == WORDS | {"Impact": "High"}


def test_marks_are_chosen_from_the_words_of_the_scale(tmp_path: Path):
    register = marked_in_words(register_file(tmp_path))
    tasks.issue(register, tmp_path / "out")

    rules = load_workbook(tmp_path / "out" / "Early Help.xlsx")["Risks"].data_validations.dataValidation
    at = place("Risks", 1, "likelihood")
    (chosen,) = [r for r in rules if (at[0], at[1]) in {(c.min_row, c.min_col) for c in r.sqref.ranges}]
    book = load_workbook(tmp_path / "out" / "Early Help.xlsx")
    where = book.defined_names[chosen.formula1.lstrip("=")].attr_text
    sheet, _, area = where.partition("!")
    assert [cell.value for (cell,) in book[sheet.strip("'")][area.replace("$", "")]] == ["Low", "Medium", "High"]


def test_a_word_for_a_mark_is_held_where_the_plan_counts_to_five(tmp_path: Path):
    register, back = register_file(tmp_path), return_file(tmp_path / "returned")
    signed(typed_into(back, "Risks", {place("Risks", 1, "impact"): "High"}))
    (finding,) = [f for f in about_risks(back) if f.rule == "K-01"]
    assert '"High"' in finding.message

    tasks.merge(register, back.parent, tmp_path / "Next.xlsx")

    held = [line for line in rows(tmp_path / "Next.xlsx", "Proposed changes and conflicts") if line["Sheet"] == "Risks"]
    assert [(line["Kind"], line["Field"], line["Return"]) for line in held] == [("Held", "Impact", "High")]
    assert risk_in(tmp_path / "Next.xlsx")["Impact"] == 4
