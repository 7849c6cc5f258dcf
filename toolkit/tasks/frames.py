"""Plans as frames, for somebody with pandas: read them, and rate their actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.errors import ToolkitError
from toolkit.files import Paths, find, paths_of
from toolkit.model.finding import Report
from toolkit.model.plan import Book
from toolkit.model.schemes import Scheme
from toolkit.rating.work_out import work_out
from toolkit.sheets.every_sheet import SHEETS, spec_of
from toolkit.sheets.frames import plan_of, settings_of, table_of
from toolkit.tasks.opening import Opened, Unread, open_files, uncollected, unwatched

PLACE = ("file", "row")
FINDING_COLUMNS = ["file", "sheet", "row", "cell", "ref", "rule", "severity", "column", "message", "fix"]
RATED = ["due", "rating", "code", "why", "worked_out_rating", "days_late", "escalated"]
"""What a rating adds to a frame of actions, or writes anew."""
_NAMES = {spec.name.lower().replace(" ", "_"): spec.name for spec in SHEETS}


@dataclass(frozen=True)
class Frames:
    """Workbooks as frames, a frame a sheet: ``read.actions``, ``read.milestones``, or ``read["Measure values"]``.

    Each begins with ``file`` and ``row`` (Excel's number of the row); the other columns are named by the toolkit's
    identifiers, such as ``due_as_written``. Blanks are None, dates are ``datetime.date``.
    """

    opened: Opened

    def __getitem__(self, sheet: str) -> pd.DataFrame:
        if sheet not in self.opened.plan.tables:
            raise KeyError(f"There is no sheet {sheet!r}. There are: {', '.join(self.opened.plan.tables)}.")
        return with_places(self.opened.plan[sheet])

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in _NAMES:
            return self[_NAMES[name]]
        raise AttributeError(f"There is no sheet {name!r}. There are: {', '.join(_NAMES)}.")

    @property
    def settings(self) -> pd.DataFrame:
        """A row a file, a column a setting."""
        return self.opened.plan.settings.rename_axis("file").reset_index()

    @property
    def unread(self) -> Unread:
        """Workbooks that could not be read, each with the reason."""
        return self.opened.unread

    @property
    def files(self) -> pd.DataFrame:
        """Every file, and what became of it: ``file`` and ``state``."""
        return pd.DataFrame(self.opened.files_json(), columns=["file", "state"])


@uncollected()
def read(paths: Paths, *, password: str | None = None) -> Frames:
    """Workbooks as frames. One that cannot be read stops no other, and stands under ``unread`` with the reason.

    Raises ToolkitError where a path is not there or nothing was found, TypeError for what is no path.
    """
    given = paths_of(paths, "the workbooks")
    return Frames(open_files(given, find(given), password=password, watch=unwatched))


def rate(
    actions: pd.DataFrame,
    *,
    report_date: dt.date,
    scheme: Scheme | str,
    milestones: pd.DataFrame | None = None,
    plan_start: dt.date | None = None,
    amber_days: int = 30,
    stale_days: int = 45,
) -> pd.DataFrame:
    """The actions with due date, rating, code and reason, as at a report date.

    ``actions`` and ``milestones``: frames as ``read`` gives them, or of your own with columns of those names; what a
    frame lacks counts as blank. ``plan_start`` is where dates in words such as "Spring" count from. The frame that
    was given is left as it is. Raises TypeError for anything but frames and dates, ToolkitError for a scheme that is
    not known or a frame without statuses.
    """
    day, known = day_of(report_date, "report_date"), _scheme(scheme)
    table = _table("Actions", actions, "actions")
    if "status" not in actions.columns:
        raise ToolkitError(f"The frame has no column 'status' (it has: {', '.join(map(str, actions.columns))}).")
    settings = {
        "report_date": day, "scheme": known, "amber_days": amber_days, "stale_days": stale_days,
        "plan_start": None if plan_start is None else day_of(plan_start, "plan_start"),
    }  # fmt: skip
    tables = {spec.name: table_of(spec.name, [], []) for spec in SHEETS}
    steps = _table("Milestones", milestones, "milestones") if milestones is not None else tables["Milestones"]
    tables |= {"Actions": table, "Milestones": steps}
    sources = table.index.get_level_values("source").union(steps.index.get_level_values("source"))
    worked = work_out(plan_of(tables, settings_of(dict.fromkeys(sources, settings)), book=Book.RETURN)).actions
    return actions.assign(**{name: worked[name].to_numpy() for name in RATED})


def with_places(table: pd.DataFrame) -> pd.DataFrame:
    """A plan's table with ``file`` and ``row`` as columns, or ``in_file`` and ``in_row`` where it has such."""
    names = [f"in_{name}" if name in table.columns else name for name in PLACE]
    return table.rename_axis(index=names).reset_index()


def findings_of(report: Report) -> pd.DataFrame:
    """What a check found, a row a finding."""
    rows = [{**finding.as_json(), "row": finding.row, "column": finding.column} for finding in report.findings]
    return pd.DataFrame(rows, columns=FINDING_COLUMNS, dtype=object)


def day_of(given: object, what: str) -> dt.date:
    """A day. Raises TypeError for anything but a date, a datetime or a pandas Timestamp."""
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    raise TypeError(f"{what} must be a date, such as datetime.date(2026, 9, 30), not {type(given).__name__}.")


def _scheme(given: object) -> Scheme:
    if not isinstance(given, str):
        raise TypeError(f"scheme must be a Scheme or its name, not {type(given).__name__}.")
    known = {str(scheme).casefold(): scheme for scheme in Scheme}
    if given.casefold() not in known:
        raise ToolkitError(f"There is no rating scheme '{given}'. There are: {', '.join(map(str, Scheme))}.")
    return known[given.casefold()]


def _table(sheet: str, frame: object, what: str) -> pd.DataFrame:
    """Somebody's frame as a plan's table, row for row."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"{what} must be a DataFrame, not {type(frame).__name__}.")
    files = frame["file"] if "file" in frame.columns else [""] * len(frame)
    columns = {c.id: _plain(frame[c.id]) for c in spec_of(sheet).columns if c.id in frame.columns}
    rows = [{name: values[at] for name, values in columns.items()} for at in range(len(frame))]
    return table_of(sheet, rows, [(str(file), at) for at, file in enumerate(files, start=1)])


def _plain(values: Iterable[object]) -> list[object]:
    return [_value(value) for value in values]


def _value(value: object) -> object:
    """A value as a reader gives it: pandas and CSV files know other blanks, days and whole numbers."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
