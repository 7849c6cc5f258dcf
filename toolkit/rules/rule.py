"""What a rule is: one declaration, one small vectorised function, and two examples that prove it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from toolkit.model.answers import MEANT
from toolkit.model.finding import Severity
from toolkit.model.identity import heading_key
from toolkit.model.plan import Book, Seen
from toolkit.rules.case import Case
from toolkit.sheets.columns import SETTINGS
from toolkit.sheets.every_sheet import headings, spec_of

Row = Mapping[str, object]
Look = Callable[[Case], "pd.Series | pd.DataFrame"]

ISSUED = "issued"
"""Needed: what the return was sent with."""
REGISTER = "register"
"""Needed: the current register."""


@dataclass(frozen=True)
class Example:
    """A plan in miniature: only what matters is named, and laid over rows that are sound.

    A rule's example may also be a plain mapping: the fields of one row of the rule's own sheet.
    """

    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    """Sheet name to its rows."""
    settings: Row = field(default_factory=dict)
    facts: Sequence[Row] = ()
    issued: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    """What the return was sent with: "Actions" or "Worked out", each row with its ref."""
    register: Example | None = None
    """The current register."""
    other: Example | None = None
    """A second return checked beside it."""
    book: Book = Book.RETURN


@dataclass(frozen=True)
class Rule:
    """One thing that can be wrong with a plan. Codes are permanent: officers and minutes quote them."""

    code: str
    sheet: str
    column: str
    """Identifier of the column a finding points at; blank where a row or a file is meant."""
    severity: Severity
    message: str
    fix: str
    bad: Row | Example
    good: Row | Example
    look: Look
    needs: tuple[str, ...] = ()
    """What must be there before the rule can be asked: columns of its sheet, "Sheet.column", "Settings.setting",
    ``ISSUED`` or ``REGISTER``."""
    books: frozenset[Book] = frozenset(Book)
    where: tuple[str | Seen, ...] = ()
    """Sheets, and what a reader notices: where none of them has a row, or was seen, nothing is wrong."""
    stops_issue: bool = False
    """While it is broken, a return would not go out or its answers would not find their way back."""
    several: str = ""
    """The message where it is said of several at once: {count} is how many, {rows} what the rows of the sheet are."""
    several_fix: str = ""
    """The fix for several at once, where it is not ``fix`` with "each" in place of the cell or the ref."""
    each: str = ""
    """What a list of several names one by; else its ref, or its cell."""
    information: bool = False
    """It only tells how something is read, which stands beside it in the workbook: no finding that people see."""
    unless: tuple[str, ...] = ()
    """Codes that say it better: where one of them speaks of a row, this rule is silent there."""
    stops_merge: bool = False
    """While it is broken, a return that came back would not be taken."""
    answers: tuple[str, ...] = ()
    """What a person may answer to it, so that it is not asked again of the same words."""

    @property
    def name(self) -> str:
        """The fault, in words: complete without evidence."""
        return self.look.__name__.strip("_").replace("_", " ")

    @property
    def title(self) -> str:
        """The same with a capital."""
        return f"{self.name[0].upper()}{self.name[1:]}"

    @property
    def may_be_lowered(self) -> bool:
        """Whether a plan may make less of it; nothing that carries returns out and back may be less than it is."""
        return not (self.stops_issue or self.stops_merge)

    @property
    def why(self) -> str:
        """Why the board cares."""
        return inspect.cleandoc(self.look.__doc__ or "")

    @property
    def heading(self) -> str:
        """The heading of the column a finding points at, as in the templates."""
        if not self.column:
            return ""
        if self.sheet == "Settings":
            return _SETTINGS[self.column].label
        return spec_of(self.sheet)[self.column].heading

    @property
    def fields(self) -> frozenset[str]:
        """The names in braces of the message and the fix."""
        parts = (*Formatter().parse(self.message), *Formatter().parse(self.fix))
        return frozenset(name for _, name, _, _ in parts if name)


DECLARED: dict[str, Rule] = {}
"""Every rule whose module is loaded, by its code: what a rule may ask of other rules. The first of a code stands."""


def rule(
    code: str,
    *,
    sheet: str = "Actions",
    column: str = "",
    severity: Severity,
    message: str,
    fix: str,
    bad: Row | Example,
    good: Row | Example,
    needs: tuple[str, ...] | None = None,
    books: frozenset[Book] | None = None,
    where: tuple[str | Seen, ...] = (),
    stops_issue: bool = False,
    several: str = "",
    several_fix: str = "",
    each: str = "",
    information: bool = False,
    unless: tuple[str, ...] = (),
    stops_merge: bool = False,
    answers: tuple[str, ...] | None = None,
) -> Callable[[Look], Rule]:
    """Declare a rule. The function decorated says which rows break it.

    It takes the ``Case`` and gives a bool Series on the sheet's index, or a frame of details: indexed (source, row),
    or by source for what concerns the whole file. A frame's columns fill the message's braces; ``column``,
    ``severity``, ``cell``, ``ref`` and ``sheet``, where given, stand in for the rule's own. ``column`` here is a
    heading; by default the rule needs that column to be asked. All after ``books``: see ``Rule``. An error takes no
    ``answers`` unless it names them, all else that it is meant. Where a finding is judged by more than its own cell,
    the frame's column ``against`` says by what.
    """
    column_id = _identifier(sheet, column)

    def declare(look: Look) -> Rule:
        wanted = needs if needs is not None else ((column_id,) if column_id and sheet != "Settings" else ())
        asked_of = books or frozenset.intersection(*map(_books, (sheet, *_sheets_of(wanted))))
        if ISSUED in wanted:
            asked_of &= {Book.RETURN}
        declared = Rule(
            code, sheet, column_id, severity, message, fix, bad, good, look, wanted, asked_of, where, stops_issue,
            several, several_fix, each, information, unless, stops_merge,
            ((MEANT,) if severity is not Severity.ERROR else ()) if answers is None else answers,
        )  # fmt: skip
        DECLARED.setdefault(code, declared)
        return declared

    return declare


_SETTINGS = {setting.id: setting for setting in SETTINGS}


def _identifier(sheet: str, heading: str) -> str:
    if not heading:
        return ""
    if sheet == "Settings":
        return next(s.id for s in SETTINGS if heading_key(s.label) == heading_key(heading))
    return headings(sheet)[heading_key(heading)]


def _sheets_of(needs: tuple[str, ...]) -> list[str]:
    """The sheets a rule needs beside its own: one that only a register has is asked of registers alone."""
    return [need.rpartition(".")[0] for need in needs if "." in need]


def _books(sheet: str) -> frozenset[Book]:
    return frozenset(Book) if sheet == "Settings" else spec_of(sheet).books


NOTHING = pd.DataFrame(columns=["source"])
"""What a rule gives that found nothing."""


def broken(mask: pd.Series, **fields: object) -> pd.DataFrame:
    """The rows where a rule is broken, with what fills its message: a Series row for row, what is ``said`` of one, or
    one value for all."""
    rows = np.flatnonzero(mask.to_numpy(dtype=bool))
    if not len(rows):
        return NOTHING
    return pd.DataFrame({name: _at(value, rows) for name, value in fields.items()}, index=mask.index[rows])


class said(NamedTuple):  # noqa: N801
    """What is to be said of each value of a column, put into words only for the rows that need it."""

    values: pd.Series
    say: Callable[[Any], object]


def _at(value: object, rows: np.ndarray) -> object:
    if isinstance(value, said):
        return pd.Series([value.say(one) for one in value.values.to_numpy()[rows]], dtype=object).to_numpy()
    return value.to_numpy()[rows] if isinstance(value, pd.Series) else value


def only(frame: pd.DataFrame, keep: Iterable[bool]) -> pd.DataFrame:
    """The rows of a frame for which something holds; of an empty frame, none."""
    return frame.loc[np.fromiter(keep, dtype=bool, count=len(frame))]


def many(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """What several columns or sheets broke, as one: source and row, where there is one, are columns."""
    named = [frame.reset_index() if frame.index.names[0] == "source" else frame for frame in frames if len(frame)]
    return pd.concat(named, ignore_index=True) if named else NOTHING
