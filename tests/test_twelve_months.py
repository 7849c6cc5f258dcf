"""A year of one plan through real files: every figure of each pack and sign-off, worked out again by other means.

Two officers who send halves, late and unsigned returns, a wrong period, nil returns, new actions, dates that are asked
for and agreed, corrections of what was signed, a service that is renamed, a scheme that changes.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.builders import an_action
from tests.merge_builders import a_register
from tests.read_back import FIRST_ROW, headings, put_on_settings, rows
from tests.year import (
    CORRECTED,
    FATES,
    NEW_SCHEME,
    RENAMED,
    REORGANISED,
    SERVICES,
    Action,
    Month,
    Year,
    fill_in,
    period,
    report_date,
    said,
    words_of,
)
from toolkit import tasks
from toolkit.excel.saving import replace as put
from toolkit.excel.write import as_bytes
from toolkit.returns.issue import register_pack

LIST = "Proposed changes and conflicts"
BOARD = "Improvement Board, by e-mail"
AFTER_REPORT = dt.timedelta(days=9)


def first_register(path: Path, year: Year) -> Path:
    """The register a new team starts from: nothing signed, nothing merged, nothing rated."""
    plain = {"rating": None, "still_to_do": "Finish the second half of it", "evidence_refs": None}
    actions = [
        an_action(
            a.ref, service=a.service, action=a.words, due_as_written=said(a.due), status=a.status, where_now=a.where,
            updated_on=a.updated, lead=f"Head of {a.service}", **plain,
        )
        for a in year.actions
    ]  # fmt: skip
    settings = {"plan_start": dt.date(2025, 12, 1), "register_issue": 1, "period": None, "report_date": None}
    put(path, as_bytes(register_pack(a_register(actions, settings=settings))))
    return path


def begin(register: Path, month: int) -> None:
    """What the team types at the beginning of a month."""
    book = load_workbook(register)
    on = report_date(month)
    values = {"Reporting period": period(month), "Report date": on, "Returns due": on + AFTER_REPORT}
    put_on_settings(book, values | ({"Rating scheme": "Progress"} if month >= NEW_SCHEME else {}))
    if month == REORGANISED:
        sheet = book["Services"]
        at = headings(sheet)
        for row, service in enumerate(SERVICES, start=FIRST_ROW):
            sheet.cell(row, at["Service"], RENAMED.get(service, service))
            sheet.cell(row, at["Also written as"], service if service in RENAMED else None)
    book.save(register)


def signature(service: str, day: dt.date) -> dict[str, object]:
    return {"Signed off by": f"Head of {service}", "Signed off on": day}


class Office:
    """All services of a month: what they send back, into one folder."""

    def __init__(self, year: Year, month: int, issued: Path, folder: Path) -> None:
        self.year, self.month, self.issued, self.folder = year, month, issued, folder
        self.on = report_date(month)
        self.not_returned: set[str] = set()

    def send(self) -> None:
        self.folder.mkdir()
        for service in SERVICES:
            fate = FATES.get(self.month, {}).get(service, "in good time")
            getattr(self, f"_{fate.replace(' ', '_')}")(service, self.issued / f"{self._name(service)}.xlsx")

    def _name(self, service: str) -> str:
        return self.year.name(service, self.month)

    def _typed(self, service: str) -> dict[str, Mapping[str, object]]:
        before = list(self.year.of(service))
        typed: dict[str, Mapping[str, object]] = {a.ref: self.year.live(a, self.on) for a in before}
        if service == "Front Door" and (new := self.year.added(self.month)):
            typed[new.ref] = _as_new(new)
        return typed

    def _in_good_time(self, service: str, path: Path) -> None:
        signed = signature(service, self.on + dt.timedelta(days=3))
        fill_in(path, self.folder / path.name, self._typed(service), signed)

    def _halves(self, service: str, path: Path) -> None:
        """Two officers, each with a copy, each with half of the rows, on the same day."""
        typed = list(self._typed(service).items())
        signed = signature(service, self.on + dt.timedelta(days=2))
        for n, half in enumerate((typed[::2], typed[1::2]), start=1):
            fill_in(path, self.folder / f"{path.stem} {n}.xlsx", dict(half), signed)

    def _nil(self, service: str, path: Path) -> None:
        day = self.on + dt.timedelta(days=1)
        fill_in(path, self.folder / path.name, {}, signature(service, day) | {"Nil return": "Yes"})
        for a in self.year.of(service):
            a.updated = max(a.updated or day, day)

    def _missing(self, service: str, path: Path) -> None:
        self.not_returned.add(service)

    def _in_vain(self, service: str, path: Path, settings: Mapping[str, object]) -> None:
        typed = {a.ref: {"Where are we now": f"Never merged, {a.ref}"} for a in self.year.of(service)}
        fill_in(path, self.folder / path.name, typed, settings)
        self.not_returned.add(service)

    def _late(self, service: str, path: Path) -> None:
        self._in_vain(service, path, signature(service, self.on + AFTER_REPORT + dt.timedelta(days=1)))

    def _unsigned(self, service: str, path: Path) -> None:
        self._in_vain(service, path, {})

    def _wrong_period(self, service: str, path: Path) -> None:
        last = {"Reporting period": period(self.month - 1)}
        self._in_vain(service, path, signature(service, self.on) | last)


def _as_new(new: Action) -> dict[str, object]:
    sound = an_action()
    return {
        "Theme": sound["theme"],
        "Action": new.words, "Lead body": sound["lead_body"], "Accountable lead": "Head of Front Door",
        "Where are we now": "Begun", "What still needs to be done": "Find the room", "Status": new.status,
        "Due as written": said(new.due), "Updated on": new.updated, "Updated by": "Officer",
    }  # fmt: skip


def agree(register: Path, month: int) -> set[str]:
    """In every third month the board agrees the dates that were asked for, and the team settles them."""
    if month % 3:
        return set()
    book = load_workbook(register)
    sheet = book[LIST]
    at = headings(sheet)
    agreed = set()
    for r in range(FIRST_ROW, sheet.max_row + 1):
        if sheet.cell(r, at["Field"]).value == "Revised due" and not sheet.cell(r, at["What came of it"]).value:
            sheet.cell(r, at["Decision"], "Accept")
            sheet.cell(r, at["Note"], BOARD)
            agreed.add(str(sheet.cell(r, at["Ref"]).value))
    book.save(register)
    tasks.settle(register)
    return agreed


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2026, 7])
def test_every_figure_of_a_year_is_right(tmp_path: Path, seed: int):
    year = Year(seed)
    register = first_register(tmp_path / "Plan Register.xlsx", year)
    for month in range(1, 13):
        folder = tmp_path / period(month)
        folder.mkdir()
        begin(register, month)
        tasks.issue(register, folder / "issued")
        office = Office(year, month, folder / "issued", folder / "returned")
        office.send()
        register_next = folder / "Plan Register.xlsx"
        done = tasks.merge(register, folder / "returned", register_next)
        assert done.reconciles
        agreed = agree(register_next, month)
        told = year.close(month, office.not_returned, agreed)
        (pack,) = tasks.board(register_next, folder / "Board pack.xlsx")
        tasks.sign_off(register_next, by="Director", on=told.on + dt.timedelta(days=14))
        register = register_next
        check_register(register, year, told)
        check_pack(pack, told)
        if month in CORRECTED:
            ref, rating = CORRECTED[month]
            correct(register, year, told, ref, rating)
        if month - 1 in CORRECTED:
            assert any("as corrected since" in str(cell) for _, cells in words_of(pack) for cell in cells)
    shutil.rmtree(tmp_path)


def correct(register: Path, year: Year, told: Month, ref: str, rating: str) -> None:
    if year.frozen[ref][0] == rating:
        return
    tasks.correct(
        register, period=told.period, ref=ref, field="Rating", to=rating, reason="The audit was counted twice",
        agreed_by=BOARD, on=told.on + dt.timedelta(days=20),
    )  # fmt: skip
    year.correct(ref, rating)


def check_register(path: Path, year: Year, told: Month) -> None:
    """Each row as it is on paper, and the sign-off's figures."""
    found = {str(row["Ref"]): row for row in rows(path, "Actions")}
    assert set(found) == {a.ref for a in year.actions}
    for a in year.actions:
        row = found[a.ref]
        assert (told.period, a.ref, row["Status"], row["Where are we now"]) == (told.period, a.ref, a.status, a.where)
        assert (told.period, a.ref, row["Rating"]) == (told.period, a.ref, a.rating)
        assert row["Service"] == year.name(a.service, told.number)
    signed = rows(path, "Sign-offs")
    assert [line["Period"] for line in signed] == [period(n) for n in range(1, told.number + 1)]
    assert signed[-1]["Actions"] == len(year.actions)
    assert in_figures(str(signed[-1]["Ratings"])) == +told.counts
    waits = {
        str(line["Ref"]) for line in rows(path, LIST) if line["Field"] == "Revised due" and not line["What came of it"]
    }
    assert waits == told.waiting


def in_figures(words: str) -> Counter[str]:
    """ "Red 1, Amber 11" as counts."""
    parts = [part.rsplit(" ", 1) for part in words.split(", ")]
    return Counter({rating: int(count) for rating, count in parts})


def check_pack(path: Path, told: Month) -> None:
    """The pack's counts, what they were before, what is overdue, and how opening and closing hang together."""
    lines = list(words_of(path))
    check_counts(path, told)
    overdue = [cells for sheet, cells in lines if sheet == "Overdue"]
    refs = {str(cell) for cells in overdue for cell in cells if str(cell).startswith("EX") and str(cell)[2:].isdigit()}
    assert (told.period, refs) == (told.period, told.overdue)
    moves = {str(cells[0]): cells[1] for sheet, cells in lines if sheet == "Reconciliation" and len(cells) > 1}
    if told.open_before is not None:
        opening = next(
            count for words, count in moves.items() if words.startswith("Open") and words != "Open actions now"
        )
        assert opening == told.open_before
        assert moves["+ new"] == len(told.new)
        assert moves["− completed"] == len(told.completed)
        assert moves["= open now"] == told.open_now
    told_missing = {str(cells[0]): str(cells[1]) for sheet, cells in lines if sheet == "Summary" and len(cells) > 1}
    for service, count in told.missing.items():
        assert f"{count} action" in told_missing[service], service


def check_counts(path: Path, told: Month) -> None:
    """Each rating of the Summary with its count and what it was at the last sign-off."""
    cells = [[cell.value for cell in row] for row in load_workbook(path)["Summary"].iter_rows()]
    head = next(n for n, row in enumerate(cells) if "Rating" in row and "Last period" in row)
    now, before = (cells[head].index(name) for name in ("Actions", "Last period"))
    first = cells[head].index("Rating")
    seen = {str(row[first]): (row[now], row[before]) for row in cells[head + 1 : head + 9] if row[first]}
    for rating, count in told.counts.items():
        was = None if told.before is None else told.before[rating]
        assert (told.period, rating, *seen[rating]) == (told.period, rating, count, was)
    assert seen["All actions"][0] == sum(told.counts.values())
