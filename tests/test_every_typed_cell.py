"""Whatever officers do to their returns, all they typed is in the next register or in its account of the merge.

Through the real files: returns are edited, and registers read back, with openpyxl; our own code issues and merges.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.merge_builders import EARLY_HELP, HEALTH, a_register, registered
from tests.officers import Deed, Mark, Value, deeds, edited, marks_in
from toolkit import tasks
from toolkit.excel.write import write_pack
from toolkit.returns.issue import register_pack

ACCOUNT = ("Control totals", "Guide", "Lists")
"""Sheets on which nothing typed may be found: what is only there is lost."""
SIGNED = {"Signed off by": "Head of Service", "Signed off on": dt.date(2026, 9, 29)}
SAID: Sequence[dict[str, Value]] = (
    {}, {}, {}, {"Signed off by": None}, {"Signed off on": dt.date(2026, 9, 1)}, {"Plan code": "OTHER"},
    {"Service": None}, {"Service": "EARLY  HELP"}, {"Reporting period": "2026-08"}, {"Nil return": "Yes"},
    {"Signed off on": "at the end of September"},
)  # fmt: skip
"""How a return may be signed, or not be."""


@dataclass(frozen=True)
class Returned:
    """One file that comes back: whose, as which copy, what was done to it and what its settings say."""

    service: str
    copy: int
    deeds: Sequence[Deed]
    says: int

    @property
    def name(self) -> str:
        """Its file's name."""
        return f"{self.service}{f' {self.copy}' if self.copy else ''}.xlsx"


@st.composite
def registers(draw: st.DrawFn) -> list[dict[str, object]]:
    services = draw(st.lists(st.sampled_from([EARLY_HELP, HEALTH]), min_size=1, max_size=6))
    return [registered(f"EX{n}", service) for n, service in enumerate(services, start=1)]


@st.composite
def periods(draw: st.DrawFn) -> tuple[list[dict[str, object]], list[Returned]]:
    """A plan, and what comes back of it: of some services two files, of some none."""
    actions = draw(registers())
    files = draw(
        st.lists(
            st.builds(
                Returned, st.sampled_from(sorted({str(a["service"]) for a in actions})), st.integers(0, 1), deeds(),
                st.integers(0, len(SAID) - 1),
            ),
            min_size=1, max_size=3, unique_by=lambda f: f.name,
        )
    )  # fmt: skip
    return actions, files


def write_register(folder: Path, actions: Sequence[dict[str, object]]) -> Path:
    register = a_register(
        actions,
        milestones=[{"action_ref": "EX1", "no": "1", "milestone": "Draft it", "due_as_written": "31 July 2027"}],
        risks=[{"ref": "R1", "risk": "Nobody comes", "likelihood": 3, "impact": 4, "owner": "Head of Early Help"}],
        evidence=[{"no": "1", "what": "Minutes", "action_ref": "EX1", "where_kept": "Team site", "state": "Filed"}],
    )
    return write_pack(register_pack(register), folder / "Plan Register.xlsx")


def returned_to(
    folder: Path, issued: Path, files: Sequence[Returned], marks_from: int = 1
) -> tuple[set[Mark], dict[str, set[Mark]]]:
    """The edited returns in a folder; every mark in any of them, and those of each."""
    folder.mkdir()
    numbers = count(marks_from)
    marks: dict[str, set[Mark]] = {}
    for file in files:
        path = folder / file.name
        copyfile(issued / f"{file.service}.xlsx", path)
        marks[file.name] = edited(path, file.deeds, numbers, SIGNED | SAID[file.says])
    return set().union(*marks.values()), marks


def marks_of_register(path: Path) -> set[Mark]:
    book = load_workbook(path, read_only=True)
    found = marks_in(book, leaving=ACCOUNT)
    book.close()
    return found


def check_period(actions: Sequence[dict[str, object]], files: Sequence[Returned]) -> None:
    """Everything typed is found again; the same files give the same bytes, and merged again they change nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        register = write_register(folder, actions)
        tasks.issue(register, folder / "issued")
        typed, by_file = returned_to(folder / "returned", folder / "issued", files)
        first, second = folder / "next.xlsx", folder / "again.xlsx"
        done = tasks.merge(register, folder / "returned", first)

        lost = typed - marks_of_register(first)
        assert not lost, {file: sorted(map(str, marks & lost)) for file, marks in by_file.items() if marks & lost}
        assert done.reconciles, done.receipt
        tasks.merge(first, folder / "returned", second)
        assert second.read_bytes() == first.read_bytes(), "merging the same files again has changed the register"


def check_two_periods(actions: Sequence[dict[str, object]], one: Sequence[Returned], two: Sequence[Returned]) -> None:
    """What the first period brought is still there, or in Changes, once the second has been merged over it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        register = write_register(folder, actions)
        tasks.issue(register, folder / "issued")
        before, _ = returned_to(folder / "first", folder / "issued", one)
        tasks.merge(register, folder / "first", folder / "June.xlsx")
        next_period(folder / "June.xlsx")
        tasks.issue(folder / "June.xlsx", folder / "issued again")
        there = [file for file in two if (folder / "issued again" / f"{file.service}.xlsx").exists()]
        if not there:
            # What the second officers would have worked on was closed, or is another service's.
            return
        after, _ = returned_to(folder / "second", folder / "issued again", there, marks_from=3000)
        tasks.merge(folder / "June.xlsx", folder / "second", folder / "September.xlsx")

        assert before | after <= marks_of_register(folder / "September.xlsx")


def next_period(register: Path) -> None:
    """The team puts the next period on Settings, in a program that is not ours."""
    book = load_workbook(register)
    for row in book["Settings"].iter_rows():
        if row[0].value == "Reporting period":
            row[1].value = "2026-12"
    book.save(register)


def tries(examples: int):
    # A try is several workbooks written and read: to make a failing one smaller would take many minutes.
    return settings(
        max_examples=examples, deadline=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@tries(3)
@given(periods())
def test_nothing_typed_into_a_return_is_lost(period):
    check_period(*period)


@tries(2)
@given(periods(), periods())
def test_nothing_is_lost_over_two_periods(first, second):
    check_two_periods(first[0], first[1], second[1])


def check_names(actions: Sequence[dict[str, object]], files: Sequence[Returned]) -> None:
    """The files are read in order of their names: in another order the plan comes out the same."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        register = write_register(folder, actions)
        tasks.issue(register, folder / "issued")
        returned_to(folder / "returned", folder / "issued", files)
        tasks.merge(register, folder / "returned", folder / "one.xlsx")
        (folder / "renamed").mkdir()
        paths = sorted((folder / "returned").iterdir())
        for n, path in enumerate(reversed(paths)):
            copyfile(path, folder / "renamed" / f"return {n}.xlsx")
        tasks.merge(register, folder / "renamed", folder / "other.xlsx")

        assert plan_of(folder / "one.xlsx") == plan_of(folder / "other.xlsx")


def plan_of(register: Path) -> dict[str, list[list[object]]]:
    """The rows of a register's own sheets, but for the files they came from."""
    book = load_workbook(register)
    sheets = ("Actions", "Milestones", "Measures", "Measure values", "Risks", "Evidence")
    tables = {sheet: [list(row) for row in book[sheet].iter_rows(min_row=4, values_only=True)] for sheet in sheets}
    place = tables["Actions"][0].index("Source file")
    for row in tables["Actions"]:
        row[place] = None
    return {sheet: sorted(rows, key=repr) for sheet, rows in tables.items()}


@pytest.mark.slow
@tries(40)
@given(periods())
def test_nothing_is_lost_of_many_returns(period):
    check_period(*period)


@pytest.mark.slow
@tries(12)
@given(periods(), periods())
def test_nothing_is_lost_of_many_over_two_periods(first, second):
    check_two_periods(first[0], first[1], second[1])


@pytest.mark.slow
@tries(12)
@given(periods())
def test_other_names_for_the_same_files_change_nothing_but_the_names(period):
    check_names(*period)
