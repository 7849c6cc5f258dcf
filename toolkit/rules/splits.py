"""I: actions that were split. What a row is a part of must be there, and be an action."""

from __future__ import annotations

import pandas as pd

from toolkit.model.finding import Severity
from toolkit.model.identity import ref_keys
from toolkit.rules.case import Case
from toolkit.rules.rule import Example, broken, rule
from toolkit.rules.whole_columns import nowhere, true_at


@rule(
    "I-05",
    column="Ref",
    severity=Severity.WARNING,
    message="Row {row} is a further piece of work under {above}, with a lead or a date of its own.",
    fix="Give each row words of its own, and type {above} under Part of.",
    bad=Example(
        rows={
            "Actions": [
                {"ref": "EX1"},
                {"ref": None, "action": None, "lead": "Head of Safeguarding", "due_as_written": "30 June 2027"},
            ]
        }
    ),
    good=Example(
        rows={
            "Actions": [
                {"ref": "EX1a"},
                {
                    "ref": "EX1b",
                    "action": "Train duty managers",
                    "lead": "Head of Safeguarding",
                    "due_as_written": "30 June 2027",
                },
            ]
        }
    ),
    several="{count} rows are further pieces of work under the reference above",
    several_fix="Give each row words of its own and a reference of its own, such as 3.2a and 3.2b.",
    each="{row}",
)
def several_pieces_of_work_under_one_reference(case: Case) -> pd.DataFrame:
    """One rating cannot tell the truth about two pieces of work with two leads and two dates."""
    refs = case["Actions"]["ref"].where(~case.part).ffill()
    return broken(case.part, above=refs.where(refs.notna(), "the action above"))


@rule(
    "I-09",
    column="Part of",
    severity=Severity.ERROR,
    message='{what}: Part of says "{of}", {why}.',
    fix="Type the ref of the action it belongs to in {cell}, or clear the cell if it is an action of its own.",
    bad={"parent_ref": "EX7"},
    good=Example(
        rows={"Actions": [{"ref": "EX1"}, {"ref": "EX1/a", "parent_ref": "EX1", "action": "Print the guide"}]}
    ),
    needs=("parent_ref",),
    several="{count} {rows} say in Part of what cannot be taken up",
    several_fix="Type in each the ref of the action it belongs to, or clear it if it is an action of its own.",
)
def part_of_nothing(case: Case) -> pd.DataFrame:
    """A part without an action is counted as one more action, and its rating is nobody's."""
    named, keys, known = _named_as_whole(case)
    itself = (named != "") & (named == keys)
    lost = (named != "") & ~itself & ~known & ~_as_issued(case)
    why = pd.Series("and there is no such action", index=keys.index, dtype=object).mask(itself, "and that is itself")
    return broken(itself | lost, of=case.text("Actions", "parent_ref"), why=why, what=_row_or_ref(case))


@rule(
    "I-10",
    column="Part of",
    severity=Severity.ERROR,
    message="{what} is a part of {of}, which is a part itself, of {above}.",
    fix="Type {above} in {cell}.",
    bad=Example(
        rows={
            "Actions": [
                {"ref": "EX1"},
                {"ref": "EX1/a", "parent_ref": "EX1", "action": "Print the guide"},
                {
                    "ref": "EX1/b",
                    "parent_ref": "EX1/a",
                    "action": "Hand out copies at the school fair",
                },
            ]
        }
    ),
    good=Example(
        rows={
            "Actions": [
                {"ref": "EX1"},
                {"ref": "EX1/a", "parent_ref": "EX1", "action": "Print the guide"},
                {
                    "ref": "EX1/b",
                    "parent_ref": "EX1",
                    "action": "Hand out copies at the school fair",
                },
            ]
        }
    ),
    needs=("parent_ref",),
    several="{count} {rows} are parts of a part",
    several_fix="Type in each the action above both.",
)
def part_of_a_part(case: Case) -> pd.DataFrame:
    """Two people would each report the other's work: what is in a part of a part no total can place."""
    named, keys, known = _named_as_whole(case)
    above: dict[tuple[str, str], str] = {}
    said_of = case.text("Actions", "parent_ref")
    for (source, _), key, own, of in zip(keys.index, keys, named, said_of, strict=True):
        if key and own and own != key:
            above.setdefault((source, key), of)
    places = zip(keys.index, named, strict=True)
    found = pd.Series([above.get((source, of), "") for (source, _), of in places], index=keys.index, dtype=object)
    wrong = known & (named != keys) & (found != "")
    return broken(wrong, of=said_of, above=found, what=_row_or_ref(case))


def _named_as_whole(case: Case) -> tuple[pd.Series, pd.Series, pd.Series]:
    """The action each row says it is a part of, the row's own ref, and whether that action is in the file."""
    named, keys = ref_keys(case["Actions"]["parent_ref"]), case.keys
    if not (named != "").any():
        return named, keys, nowhere(named.index)
    there = {(source, key) for (source, _), key in zip(keys.index, keys, strict=True) if key}
    places = zip(named.index, named, strict=True)
    return named, keys, true_at(named.index, ((source, of) in there for (source, _), of in places))


def _as_issued(case: Case) -> pd.Series:
    """Rows that say the same as when they were sent: their action is in the register, and was not sent."""
    return case.was_issued() & (
        ref_keys(case.issued("Actions")["parent_ref"]) == ref_keys(case["Actions"]["parent_ref"])
    )


def _row_or_ref(case: Case) -> pd.Series:
    """What a row is called: its ref or, while it has none, its row."""
    refs = case.text("Actions", "ref")
    rows = refs.index.get_level_values("row")
    return pd.Series([ref or f"Row {row}" for ref, row in zip(refs, rows, strict=True)], index=refs.index, dtype=object)
