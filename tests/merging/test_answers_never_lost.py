"""No answer is ever lost, whatever officers answer, edit, sort and check, and in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries
from tests.merge_builders import EARLY_HELP, a_register, a_return_of, merged, registered
from toolkit.model.answers import ANSWERS
from toolkit.model.edits import FillTable, Link
from toolkit.model.identity import text_key
from toolkit.model.plan import Plan
from toolkit.returns.refresh import results_edits
from toolkit.rules.answered import answers_of, mark
from toolkit.rules.ask import validate
from toolkit.sheets.frames import table_of

FIRST_ROW = 5
WORDS = ("Continue to support families early", "Embed the new model", "=Support schools", "", "Ensure visits " * 40)
ODD = ("Ask Sam", "  this is MEANT ", "=yes")
REFS = ("EX1", "EX2")
Step = tuple[str, int, str]
Said = tuple[str, ...]

steps = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.integers(0, 9), st.sampled_from([*ANSWERS, *ODD])),
        st.tuples(st.just("edit"), st.integers(0, 1), st.sampled_from(WORDS)),
        st.tuples(st.just("type"), st.integers(0, 1), st.sampled_from([*ANSWERS, *ODD])),
        st.tuples(st.just("sort"), st.just(0), st.just("")),
        st.tuples(st.just("check"), st.just(0), st.just("")),
    ),
    min_size=1,
    max_size=9,
)


def a_return() -> tuple[Plan, Plan]:
    """A register, and a return made from it whose sheets of results are Excel tables."""
    register = a_register([registered(ref, action=WORDS[0], due_as_written="Ongoing") for ref in REFS])
    plan = a_return_of(register, EARLY_HELP, issued=False)
    return register, _with(plan, "Check results", [], _with(plan, "Answers", []).layouts)


def _with(plan: Plan, sheet: str, rows: Sequence[dict[str, object]], layouts: object = None) -> Plan:
    """The plan with these rows on a sheet, which is an Excel table."""
    source = plan.sources[0]
    known = dict(layouts or plan.layouts)  # type: ignore[call-overload]
    last = FIRST_ROW + max(len(rows), 1) - 1
    known[source, sheet] = replace(
        known[source, sheet], table=(FIRST_ROW - 1, 1, last, len(known[source, sheet].columns)), last_row=last
    )
    table = table_of(sheet, rows, [(source, FIRST_ROW + n) for n in range(len(rows))])
    return replace(plan, tables={**plan.tables, sheet: table}, layouts=known)


def checked(plan: Plan) -> Plan:
    """The return once its results were written, and read again."""
    for edit in results_edits(plan, plan.sources[0], validate(plan)):
        if isinstance(edit, FillTable):
            columns = plan.layouts[plan.sources[0], edit.sheet].columns
            rows = [{c: _value(row[at - 1]) for c, at in columns.items() if at <= len(row)} for row in edit.rows]
            plan = _with(plan, edit.sheet, rows)
    return plan


def _value(cell: object) -> object:
    return (
        cell.text if isinstance(cell, Link) else cell if isinstance(cell, str | int | float) or cell is None else None
    )


def done(plan: Plan, step: Step) -> Plan:
    what, at, words = step
    rows = plan["Check results"].to_dict("records")
    if what == "answer" and rows:
        rows[at % len(rows)]["answer"] = words
        return _with(plan, "Check results", rows)
    if what == "sort":
        return _with(plan, "Check results", rows[::-1])
    if what == "type":
        kept = [*plan["Answers"].to_dict("records"), {"rule": "T-05", "ref": REFS[at], "answer": words}]
        return _with(plan, "Answers", kept)
    if what == "edit":
        actions = plan["Actions"].assign(
            action=plan["Actions"]["action"].mask([n == at for n in range(2)], words or None)
        )
        return replace(plan, tables={**plan.tables, "Actions": actions})
    return checked(plan) if what == "check" else plan


def said(plan: Plan) -> set[Said]:
    """What was answered, and of which rule and ref."""
    lines = answers_of(plan, plan.sources[0])
    return {(*mark(line)[:2], text_key(line["answer"])) for line in lines}


@given(steps)
@tries(80)
def test_every_answer_stands_in_the_return_and_in_the_next_register(wanted: list[Step]):
    register, plan = a_return()
    plan, given_so_far = checked(plan), set[Said]()
    for step in wanted:
        # An officer who answers the same line anew has changed their mind; only what a check has seen must stay.
        given_so_far |= said(plan) if step[0] == "check" else set()
        plan = done(plan, step)
        assert given_so_far <= said(plan)

    register = merged(register, replace(plan, fingerprints={})).register
    assert said(plan) <= said(register)
    assert said(merged(register, replace(plan, fingerprints={})).register) == said(register)
