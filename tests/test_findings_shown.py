"""What a check shows on a terminal, and where nobody is at one."""

from __future__ import annotations

import re
from pathlib import Path

from tests.builders import REPORT_DATE, a_plan, an_action
from tests.merge_builders import together
from toolkit.cli.findings import SCREEN, lines_of
from toolkit.model.pack import Link, Table
from toolkit.returns.check_results import findings_pack
from toolkit.rules.ask import validate
from toolkit.tasks.opening import Opened
from toolkit.tasks.returns import Checked

BAD = {
    "due_as_written": None, "status": "Nearly", "lead": None, "where_now": "Work has begun with the", "theme": None,
    "action": "Other actions to be confirmed", "lead_body": None, "updated_on": None, "evidence_stage": "Seen",
    "override_rating": "Yellow", "notes": "NHS number 943 476 5919", "updated_by": None,
}  # fmt: skip


def a_check(**files: list[dict[str, object]]) -> Checked:
    plans = [a_plan(rows, source=f"{name}.xlsx", settings={"plan_code": name}) for name, rows in files.items()]
    plan = together(*plans)
    return Checked(Opened(plan, {source: Path(source) for source in plan.sources}), validate(plan).shown)


def undated(number: int) -> list[dict[str, object]]:
    return [an_action(f"LG{n}", action=f"Visit school {n}", due_as_written=None) for n in range(1, number + 1)]


def faulty() -> list[dict[str, object]]:
    """Actions with something wrong in nearly every cell, and no two alike."""
    return [an_action(f"LG{n}", **{name: value}) for n, (name, value) in enumerate(BAD.items(), start=1)]


def shown(check: Checked, width: int | None = 80, *, everything: bool = False) -> list[str]:
    text = "\n".join(lines_of(check, width, everything=everything))
    return re.sub(r"\x1b\[[0-9;]*m", "", text).split("\n")


def test_alike_findings_are_one_finding_on_the_screen_and_fit_its_width():
    lines = shown(a_check(a=undated(20)))

    assert "error    D-01  20 actions have no due date: LG1, LG2, LG3, LG4, LG5, LG6, LG7," in lines
    assert "               LG8 and 12 more." in lines
    assert max(map(len, lines)) <= 80


def test_a_file_takes_a_screen_at_most_and_what_is_left_out_is_counted_by_rule():
    check = a_check(a=faulty())
    lines = shown(check)
    of_the_file = lines[: next(n for n, line in enumerate(lines) if line.startswith(("Not asked", "For every")))]

    assert len(of_the_file) <= SCREEN
    said = "\n".join(of_the_file)
    assert {f.rule for f in check.report.shown.findings} <= set(re.findall(r"[A-Z]-\d\d", said))
    assert "More warnings: " in said


def test_errors_come_before_warnings_and_advice_is_only_counted():
    lines = shown(a_check(a=[*faulty(), an_action("LG30", due_as_written="27 March 2027")]), 200)
    kinds = [line.split()[0] for line in lines if re.match(r"(error|warning|advice) ", line)]

    assert kinds == sorted(kinds)
    assert set(kinds) == {"error", "warning"}
    assert any(re.match(r"Advice: .*D-14 \(1\)", line) for line in lines)


def test_all_shows_every_finding_in_its_cell():
    check = a_check(a=undated(20))
    lines = shown(check, everything=True)

    assert [line for line in lines if re.search(r"Actions!K\d+  LG\d+ has no due date\.", line)].__len__() == 20
    assert not any("--all" in line for line in lines)


def test_where_nobody_is_at_a_terminal_each_line_names_its_file_and_has_no_boxes_and_no_colours():
    text = "\n".join(lines_of(a_check(a=undated(20), b=faulty()), None))

    assert not re.search(r"[\u2500-\u259f\x1b]", text)
    lines = text.split("\n")
    assert all(line.startswith(("a.xlsx: ", "b.xlsx: ", "All files: ", "Not asked", "For every")) for line in lines)
    [dates] = [line for line in lines if line.startswith("a.xlsx: error D-01: ")]
    assert all(f"LG{n}," in dates for n in range(1, 20))
    assert sum(line.startswith("b.xlsx") for line in lines) <= SCREEN


def test_piped_with_all_each_finding_is_one_line():
    check = a_check(a=undated(20), b=faulty())
    found = [
        line for line in lines_of(check, None, everything=True) if re.match(r"[ab]\.xlsx: (error|warning|adv)", line)
    ]

    assert len(found) == len(check.report.shown.findings)
    assert any(line.startswith("a.xlsx: error D-01 Actions!K5 LG1: LG1 has no due date. Fix: ") for line in found)


def test_the_lines_do_not_depend_on_the_order_in_which_they_are_asked_for():
    check = a_check(a=undated(3), b=faulty())

    assert list(lines_of(check, None)) == list(lines_of(check, None))


def test_of_several_files_a_summary_says_how_often_each_rule_was_broken_and_in_how_many():
    lines = shown(a_check(a=undated(3), b=undated(4)), None)

    assert "All files: error D-01: 7 in 2 files: No due date." in lines
    assert not any(line.startswith("All files") for line in shown(a_check(a=undated(3)), None))


def test_what_could_not_be_asked_is_a_short_line_for_each_reason_and_named_under_all():
    plan = a_plan(undated(1), settings={"inspection_received": None, "report_date": None})
    check = Checked(Opened(plan, {source: Path(source) for source in plan.sources}), validate(plan))
    short = [line for line in shown(check, None) if line.startswith("Not asked")]
    long = [line for line in shown(check, None, everything=True) if line.startswith("Not asked")]

    assert 'Not asked for want of "Inspection report received" on Settings: 1 rule.' in short
    assert len(short) == len(set(short)) == len({u.missing for u in check.report.unasked})
    assert any("D-17" in line for line in long)
    assert not any("D-17" in line for line in short)


def test_how_a_date_is_read_is_no_finding_and_stands_apart_for_programs():
    check = a_check(a=[an_action("LG1", due_as_written="October 2026"), an_action("LG2", due_as_written="Mar 27")])
    answer = check.as_json()

    assert not any("D-05" in line or "D-06" in line for line in shown(check, everything=True))
    assert {f["rule"] for f in answer["findings"]}.isdisjoint({"D-05", "D-06"})
    assert [(f["rule"], f["ref"]) for f in answer["read_as"]] == [("D-05", "LG1"), ("D-06", "LG2")]
    assert sum(answer["counts"].values()) == len(answer["findings"])
    assert len(check.findings) == len(answer["findings"])


def test_the_workbook_of_findings_says_alike_ones_once_before_it_lists_them_all():
    check = a_check(a=undated(20))
    pack = findings_pack(check.report, places={"a.xlsx": "a.xlsx"}, created=REPORT_DATE)
    short, every = pack.sheets[:2]
    rows = {sheet.name: next(b for b in sheet.blocks if isinstance(b, Table)).rows for sheet in (short, every)}

    assert [sheet.name for sheet in (short, every)] == ["In short", "Findings"]
    [dates] = [row for row in rows["In short"] if row[1] == "D-01"]
    assert dates[3] == 20
    assert str(dates[5]).startswith("20 actions have no due date: LG1, LG2,")
    assert isinstance(dates[4], Link)
    assert dates[4].text == "K5"
    assert len(rows["Findings"]) == len(check.report.findings)
