"""Every sheet and column of a Service Return and a Plan Register, declared once.

Templates, readers, drop-downs, schemas, headings' notes and the Guide all come from here; the source is the template
specification the councils agreed. Identifiers are for code; headings are what officers see.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from toolkit.model.answers import ANSWERS
from toolkit.model.finding import Severity
from toolkit.model.plan import Book
from toolkit.model.schemes import RATED, STATUSES, Scheme

TEMPLATE_VERSION = "2.0"
OLDEST_TEMPLATE = "1.0"
"""The oldest template that is read as it is: no column or setting added since may be required."""


class Type(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    LONG = "long text"
    CODE = "code"
    CHOICE = "choice"
    DATE = "date"
    WORDS = "date in words"
    WHOLE = "whole number"
    NUMBER = "number"


class Owner(StrEnum):
    """Who may change a column; a return's change to another's column is only ever proposed."""

    SERVICE = "service"
    TEAM = "performance team"
    TOOLKIT = "worked out"


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it holds, whose it is, and what officers are told about it."""

    id: str
    heading: str
    help: str
    type: Type = Type.TEXT
    owner: Owner = Owner.SERVICE
    required: bool = False
    choices: str = ""
    width: int = 16
    also: tuple[str, ...] = ()
    """Other headings that mean this column in plans as published."""
    register_only: bool = False


@dataclass(frozen=True)
class Setting:
    """One line of the Settings sheet: a label and a value."""

    id: str
    label: str
    help: str
    type: Type = Type.TEXT
    required: bool = False
    owner: Owner = Owner.TEAM
    choices: str = ""
    default: object = None
    register_only: bool = False


@dataclass(frozen=True)
class SheetSpec:
    """One sheet that holds a table: its name, its Excel table, its columns and what makes a row unique."""

    name: str
    table: str
    help: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    books: frozenset[Book]
    also: tuple[str, ...] = ()
    """Other names the sheet goes by."""
    written_by_toolkit: bool = False
    only_when_filled: bool = False
    """A workbook has the sheet only where there is something on it."""

    def columns_of(self, book: Book) -> tuple[Column, ...]:
        """The columns this sheet has in that workbook, in order."""
        return tuple(c for c in self.columns if book is Book.REGISTER or not c.register_only)

    def __getitem__(self, column_id: str) -> Column:
        return _columns(self)[column_id]

    def __contains__(self, column_id: str) -> bool:
        return column_id in _columns(self)

    def __hash__(self) -> int:
        # By its fields, every look-up of a column would hash all the columns first.
        return hash(self.name)


@cache
def _columns(spec: SheetSpec) -> dict[str, Column]:
    return {column.id: column for column in spec.columns}


UNSEEN = 1
"""The width of a column that only the toolkit reads: it shows and prints nothing, nor does its heading. It is not
hidden: with a filter on a sheet, Excel writes into no hidden column but cell by cell."""
BOTH = frozenset(Book)
REGISTER = frozenset({Book.REGISTER})
S, P, T = Owner.SERVICE, Owner.TEAM, Owner.TOOLKIT
LONG, CODE, CHOICE, DATE, WORDS = Type.LONG, Type.CODE, Type.CHOICE, Type.DATE, Type.WORDS
WHOLE, NUMBER = Type.WHOLE, Type.NUMBER

LISTS: dict[str, tuple[str, ...]] = {
    "Status": STATUSES,
    "Rating": tuple(map(str, RATED)),
    "Evidence stage": ("None", "Claimed", "Filed", "Checked", "Embedded"),
    "Confidence": ("On track", "At risk", "Off track"),
    "Yes": ("Yes",),
    "Yes or no": ("Yes", "No"),
    "Scheme": tuple(map(str, Scheme)),
    "Marking": ("OFFICIAL", "OFFICIAL-SENSITIVE"),
    "Measure kind": ("Performance", "Qualitative"),
    "Good is": ("High", "Low", "Neither"),
    "Score": ("1", "2", "3", "4", "5"),
    "Level": ("Low", "Medium", "High"),
    "Risk scale": ("5-point", "3-point"),
    "Evidence state": ("Promised", "Filed", "Checked"),
    "Type": ("Action", "Placeholder", "Everyday work"),
    "Band": ("Immediate", "Within 3 months", "Within 6 months", "Longer"),
    "Theme kind": ("theme", "area", "priority"),
    "Outcome kind": ("objective", "outcome", "measured by"),
    "Link to": ("recommendation", "source", "standard"),
    "Decision": ("Accept", "Reject"),
    "Answer": ANSWERS,
    "Do": (*map(str, Severity), "off"),
}

CHASE_SUBJECT = "{plan}: the return of {service} for {period}"
CHASE_TEXT = """Dear {contact},

{what}

{attached}

{how}

{organisation}"""
CHASE_BLANKS = "{service} {contact} {period} {plan} {organisation} {due} {send_to} {what} {attached} {how}"

SETTINGS: tuple[Setting, ...] = (
    Setting("plan_code", "Plan code", "The short code every ref of this plan belongs to.", CODE, True),
    Setting("plan_title", "Plan title", "The plan's one name, as printed on every page.", Type.TEXT, True),
    Setting("organisation", "Organisation", "The council or partnership that owns the plan.", Type.TEXT, True),
    Setting("service", "Service", "The service that fills in this return.", Type.TEXT, True),
    Setting("period", "Reporting period", "The period reported on, such as 2026-09 or Q2 2026/27.", Type.TEXT, True),
    Setting("report_date", "Report date", "The day everything is worked out 'as at'.", DATE, True),
    Setting("plan_start", "Plan start", "The day the plan began.", DATE, True),
    Setting("plan_end", "Plan end", "The day the plan ends.", DATE, True),
    Setting(
        "inspection_received",
        "Inspection report received",
        "The day the inspection report came; 'within three months' counts from it.",
        DATE,
    ),
    Setting(
        "scheme",
        "Rating scheme",
        "Progress or Delivery; one plan uses one scheme.",
        CHOICE,
        True,
        choices="Scheme",
        default="Delivery",
    ),
    Setting(
        "amber_days", "Amber window days", "Not started and due within this many days is Amber.", WHOLE, default=30
    ),
    Setting("stale_days", "Stale after days", "No update for this many days is Amber.", WHOLE, default=45),
    Setting(
        "risk_scale",
        "Risk scale",
        "How risks are marked: 5-point is 1 to 5; 3-point is Low, Medium, High, which count as 1, 2, 3.",
        CHOICE,
        choices="Risk scale",
        default="5-point",
    ),
    Setting(
        "marking",
        "Protective marking",
        "Printed at the top and bottom of every page.",
        CHOICE,
        True,
        choices="Marking",
        default="OFFICIAL",
    ),
    Setting("send_to", "Send to", "Where filled-in returns go: an address, or a folder."),
    Setting("filled_in_by", "Filled in by", "Who this return went to.", owner=T),
    Setting("due_back", "Due back", "The last day this return is taken.", DATE, owner=T),
    Setting("register_issue", "Register issue", "Which issue of the register this was made from.", WHOLE, owner=T),
    Setting(
        "template_version",
        "Template version",
        "Which template this was made from.",
        Type.TEXT,
        owner=T,
        default=TEMPLATE_VERSION,
    ),
    Setting(
        "nil_return",
        "Nil return",
        "Choose Yes if nothing has changed this period, then sign.",
        CHOICE,
        owner=S,
        choices="Yes",
    ),
    Setting("signed_off_by", "Signed off by", "The role of whoever signs this return.", owner=S),
    Setting("signed_off_on", "Signed off on", "The day it was signed.", DATE, owner=S),
    Setting("returns_due", "Returns due", "The last day returns are taken for this period.", DATE, register_only=True),
    Setting(
        "chase_subject",
        "Chasing subject",
        f"The subject of the messages 'chase' writes. Filled in for each service: {CHASE_BLANKS}",
        default=CHASE_SUBJECT,
        register_only=True,
    ),
    Setting(
        "chase_text",
        "Chasing text",
        "The words of those messages, with the same blanks in braces.",
        LONG,
        default=CHASE_TEXT,
        register_only=True,
    ),
)
