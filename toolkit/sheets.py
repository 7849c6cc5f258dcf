"""Every sheet and column of a Service Return and a Plan Register, declared once.

Templates, readers, drop-downs, schemas, headings' notes and the Guide all come from here; the source is the template
specification the councils agreed. Identifiers are for code; headings are what officers see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from toolkit.model.identity import heading_key
from toolkit.model.plan import Book as Book
from toolkit.model.rating import RATED, STATUSES, Scheme

TEMPLATE_VERSION = "1.0"


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


HIDDEN = 0
"""The width of a column that only the tab's buttons read."""
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
    "Evidence state": ("Promised", "Filed", "Checked"),
    "Type": ("Action", "Placeholder", "Everyday work"),
    "Band": ("Immediate", "Within 3 months", "Within 6 months", "Longer"),
    "Theme kind": ("theme", "area", "priority"),
    "Outcome kind": ("objective", "outcome", "measured by"),
    "Link to": ("recommendation", "source", "standard"),
}

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
        "marking",
        "Protective marking",
        "Printed at the top and bottom of every page.",
        CHOICE,
        True,
        choices="Marking",
        default="OFFICIAL",
    ),
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
)

ACTIONS = SheetSpec(
    "Actions",
    "Actions",
    "One row an action. Grey columns are worked out for you.",
    (
        Column(
            "ref",
            "Ref",
            "The action's reference. Never reused, never renumbered by hand.",
            CODE,
            P,
            True,
            width=9,
            also=("Item", "No", "Number", "Reference", "Action ref", "Ref no", "Action no", "ID"),
        ),
        Column(
            "theme",
            "Theme",
            "The theme or area of the plan it belongs to.",
            Type.TEXT,
            P,
            True,
            width=18,
            also=("Area", "Area for improvement", "Priority", "Workstream", "Practice standard"),
        ),
        Column(
            "action",
            "Action",
            "What will be done, in words a board member understands.",
            LONG,
            P,
            True,
            width=42,
            also=(
                "Key action",
                "Key actions",
                "Key Actions Summary (with end date)",
                "Key Actions Summary",
                "Overarching action",
                "Overarching actions",
                "Action required",
                "What we will do",
            ),
        ),
        Column(
            "lead_body",
            "Lead body",
            "The organisation answerable for it.",
            Type.TEXT,
            P,
            True,
            width=16,
            also=("Organisation", "Agency", "Lead agency", "Lead organisation", "Partner"),
        ),
        Column(
            "lead",
            "Accountable lead",
            "The one person answerable, by role.",
            Type.TEXT,
            S,
            True,
            width=20,
            also=(
                "Sponsor / Lead",
                "Lead",
                "Delivery lead",
                "Lead officer",
                "Lead person",
                "Owner",
                "Action owner",
                "Responsible officer",
                "Lead name",
                "Responsible",
            ),
        ),
        Column(
            "supporting_leads",
            "Supporting leads",
            "Others who help, split by semicolons.",
            Type.TEXT,
            S,
            width=20,
            also=("Supporting lead", "Supported by", "Support"),
        ),
        Column(
            "sponsor",
            "Sponsor",
            "The senior role who unblocks it.",
            Type.TEXT,
            P,
            width=16,
            also=("Executive sponsor", "Senior responsible owner", "SRO"),
        ),
        Column(
            "where_now",
            "Where are we now",
            "What has changed since last period.",
            LONG,
            S,
            True,
            width=38,
            also=(
                "Progress",
                "Progress update",
                "Update",
                "Current position",
                "Progress to date",
                "Latest update",
                "Position",
            ),
        ),
        Column(
            "still_to_do",
            "What still needs to be done",
            "What is left. When nothing is, type CLEAR; or begin with 'Benefit only:'.",
            LONG,
            S,
            width=34,
            also=(
                "Still to do",
                "Next steps",
                "Outstanding",
                "Further work required",
                "What is left",
                "Remaining work",
            ),
        ),
        Column(
            "status",
            "Status",
            "Choose from the list.",
            CHOICE,
            S,
            True,
            choices="Status",
            width=13,
            also=("Action status", "Progress status", "Current status"),
        ),
        Column(
            "due_as_written",
            "Due as written",
            "The original date in the words it was agreed in.",
            WORDS,
            P,
            True,
            width=18,
            also=(
                "Timeline",
                "Target date",
                "Due date",
                "Timescale",
                "Deadline",
                "By when",
                "End date",
                "Original due",
                "Original due date",
                "Completion target",
                "Target completion date",
                "Timescales",
            ),
        ),
        Column("due", "Due", "The day those words mean.", DATE, T, width=13),
        Column(
            "revised_due",
            "Revised due",
            "A new date asked for; it counts once agreed.",
            WORDS,
            S,
            width=14,
            also=("Revised date", "Revised due date", "New date"),
        ),
        Column(
            "revision_reason",
            "Revision reason",
            "Why the date must move.",
            LONG,
            S,
            width=24,
            also=("Reason for revision", "Reason for change"),
        ),
        Column(
            "revision_agreed_by",
            "Revision agreed by",
            "Who agreed the new date.",
            Type.TEXT,
            P,
            width=16,
            also=("Agreed by",),
        ),
        Column(
            "completed_on",
            "Completed on",
            "The day it was finished.",
            DATE,
            S,
            width=13,
            also=("Completion date", "Date completed", "Completed", "Date of completion"),
        ),
        Column(
            "outcome",
            "Outcome wanted",
            "What will be different for children and families.",
            LONG,
            P,
            width=32,
            also=("Outcome", "Outcomes", "Impact", "Success criteria", "Intended outcome", "Expected outcome"),
        ),
        Column(
            "challenge",
            "Challenge or risk",
            "What could stop it.",
            LONG,
            S,
            width=26,
            also=("Challenge/ Risk", "Challenge", "Risk", "Risks", "Barriers"),
        ),
        Column(
            "evidence_refs",
            "Evidence refs",
            "Numbers from the Evidence sheet, split by semicolons.",
            Type.TEXT,
            S,
            width=14,
            also=(
                "Evidence/ Impact/ Outcome",
                "Evidence",
                "Evidence ref",
                "Evidence of completion",
                "Evidence of impact",
            ),
        ),
        Column(
            "evidence_stage",
            "Evidence stage",
            "How far the evidence has got.",
            CHOICE,
            S,
            choices="Evidence stage",
            width=13,
        ),
        Column(
            "confidence",
            "Lead confidence",
            "The lead's own view of the date.",
            CHOICE,
            S,
            choices="Confidence",
            width=13,
            also=("Confidence", "Delivery confidence"),
        ),
        Column("worked_out_rating", "Worked-out rating", "The rating the rules give.", CHOICE, T, width=12),
        Column("why", "Why", "The reason for the worked-out rating, in words.", LONG, T, width=30),
        Column(
            "override_rating",
            "Override rating",
            "A different rating, at most one step better.",
            CHOICE,
            S,
            choices="Rating",
            width=12,
        ),
        Column("override_reason", "Override reason", "Why, in ten characters or more.", LONG, S, width=24),
        Column("override_by", "Override by", "The role of whoever decided.", Type.TEXT, S, width=16),
        Column("override_until", "Override until", "The last day the override stands.", DATE, S, width=13),
        Column(
            "rating",
            "Rating",
            "The rating the board sees.",
            CHOICE,
            T,
            width=11,
            also=("RAG Rating", "RAG", "BRAG", "RAG status", "BRAG rating", "BRAG status"),
        ),
        Column(
            "previous_rating",
            "Previous rating",
            "The rating at the last signed-off report.",
            CHOICE,
            T,
            width=12,
            also=("Last rating", "Previous RAG"),
        ),
        Column(
            "direction",
            "Direction",
            "How the rating has moved since.",
            Type.TEXT,
            T,
            width=13,
            also=("Direction of travel",),
        ),
        Column(
            "notes",
            "Notes",
            "Anything else, and what brings a Red or Amber action back on track.",
            LONG,
            S,
            width=30,
            also=("Note", "Comments", "Comment"),
        ),
        Column(
            "updated_on",
            "Updated on",
            "The day this row was last looked at.",
            DATE,
            S,
            True,
            width=13,
            also=("Last updated", "Date updated", "Update date"),
        ),
        Column("updated_by", "Updated by", "The role of whoever updated it.", Type.TEXT, S, True, width=16),
        Column("parent_ref", "Parent ref", "The action this one is a part of.", CODE, P, width=10, register_only=True),
        Column(
            "type",
            "Type",
            "A real action, a placeholder, or everyday work.",
            CHOICE,
            P,
            choices="Type",
            width=13,
            register_only=True,
        ),
        Column(
            "timescale_band",
            "Timescale band",
            "The band the inspectorate set.",
            CHOICE,
            P,
            choices="Band",
            width=14,
            register_only=True,
        ),
        Column(
            "start", "Start", "The day work should begin.", DATE, P, width=13, register_only=True, also=("Start date",)
        ),
        Column("repeats", "Repeats", "How often it comes round again.", Type.TEXT, P, width=11, register_only=True),
        Column("times_moved", "Times moved", "How often the date has moved.", WHOLE, T, width=9, register_only=True),
        Column(
            "went_to",
            "Went to",
            "The plan, ref or owner it was handed to.",
            Type.TEXT,
            P,
            width=16,
            register_only=True,
            also=("Destination",),
        ),
        Column("came_from", "Came from", "The plan and ref it came from.", Type.TEXT, P, width=16, register_only=True),
        Column(
            "service",
            "Service",
            "The service whose return carries it.",
            Type.TEXT,
            P,
            True,
            width=18,
            register_only=True,
        ),
        Column(
            "source_file",
            "Source file",
            "The return this row was last read from.",
            Type.TEXT,
            T,
            width=22,
            register_only=True,
        ),
        Column("source_sheet", "Source sheet", "The sheet of that return.", Type.TEXT, T, width=12, register_only=True),
        Column("source_row", "Source row", "The row of that sheet.", WHOLE, T, width=9, register_only=True),
        Column(
            "source_period",
            "Period",
            "The period it was last reported for.",
            Type.TEXT,
            T,
            width=11,
            register_only=True,
        ),
        Column(
            "return_state",
            "Return",
            "Returned, Nil return, Not returned or Closed.",
            Type.TEXT,
            T,
            width=13,
            register_only=True,
        ),
    ),
    ("ref",),
    BOTH,
    also=("Action plan", "Plan", "Action", "Improvement plan"),
)

MILESTONES = SheetSpec(
    "Milestones",
    "Milestones",
    "The steps of an action, each with a date of its own.",
    (
        Column(
            "action_ref", "Action ref", "The action it is a step of.", CODE, P, True, width=11, also=("Ref", "Action")
        ),
        Column("no", "No", "Its number within the action.", CODE, P, True, width=6, also=("Number", "Milestone no")),
        Column(
            "milestone",
            "Milestone",
            "The step, in words.",
            LONG,
            P,
            True,
            width=50,
            also=("Progress milestone", "Progress milestones", "Step"),
        ),
        Column(
            "due_as_written",
            "Due as written",
            "Its date in the words it was agreed in.",
            WORDS,
            P,
            True,
            width=18,
            also=("Target date", "Due date", "Timeline"),
        ),
        Column("due", "Due", "The day those words mean.", DATE, T, width=13),
        Column(
            "critical", "Critical", "Yes if a day late makes the action Red.", CHOICE, P, choices="Yes or no", width=9
        ),
        Column("lead", "Lead", "Who does it, by role.", Type.TEXT, S, width=20, also=("Delivery lead",)),
        Column("done_on", "Done on", "The day it was done.", DATE, S, width=13, also=("Completed on", "Done")),
        Column("note", "Note", "Anything else.", LONG, S, width=30, also=("Notes", "Comments")),
    ),
    ("action_ref", "no"),
    BOTH,
)

MEASURES = SheetSpec(
    "Measures",
    "Measures",
    "What shows that practice has changed.",
    (
        Column("ref", "Ref", "The measure's reference.", CODE, P, True, width=9, also=("Measure ref", "No")),
        Column("theme", "Theme or standard", "What it measures.", Type.TEXT, P, width=22, also=("Theme", "Standard")),
        Column("kind", "Kind", "Performance or Qualitative.", CHOICE, P, True, "Measure kind", 13),
        Column("measure", "Measure", "What is counted or judged.", LONG, P, True, width=44),
        Column("unit", "Unit", "%, days, number...", Type.TEXT, P, True, width=10),
        Column("good_is", "Good is", "High, Low or Neither.", CHOICE, P, True, "Good is", 10),
        Column("baseline", "Baseline", "Where it started.", NUMBER, P, width=11),
        Column("target", "Target", "Where it should get to.", NUMBER, P, width=11),
        Column("tolerance", "Tolerance", "How far off still counts as near.", NUMBER, P, width=11),
        Column("frequency", "Frequency", "How often it is reported.", Type.TEXT, P, width=13),
        Column("source", "Source", "Where the figure comes from.", Type.TEXT, P, width=24),
    ),
    ("ref",),
    BOTH,
)

MEASURE_VALUES = SheetSpec(
    "Measure values",
    "MeasureValues",
    "One figure of one measure for one period.",
    (
        Column("measure_ref", "Measure ref", "The measure it belongs to.", CODE, S, True, width=12, also=("Ref",)),
        Column("period", "Period", "The period the figure is for.", Type.TEXT, S, True, width=14),
        Column("value", "Value", "The figure from the source; never an average of months.", NUMBER, S, True, width=11),
        Column("numerator", "Numerator", "How many did.", NUMBER, S, width=12),
        Column("denominator", "Denominator", "Out of how many.", NUMBER, S, width=12),
        Column("note", "Note", "Anything else.", LONG, S, width=34),
    ),
    ("measure_ref", "period"),
    BOTH,
)

RISKS = SheetSpec(
    "Risks",
    "Risks",
    "What could stop the plan, and what is done about it.",
    (
        Column("ref", "Ref", "The risk's reference.", CODE, S, True, width=8, also=("No", "Risk ref")),
        Column("risk", "Risk", "What could happen.", LONG, S, True, width=42),
        Column("likelihood", "Likelihood", "1 (rare) to 5 (almost certain).", WHOLE, S, True, "Score", 11),
        Column("impact", "Impact", "1 (slight) to 5 (severe).", WHOLE, S, True, "Score", 9),
        Column("score", "Score", "Likelihood times impact.", WHOLE, T, width=8),
        Column("controls", "Controls", "What is in place.", LONG, S, True, width=36, also=("Control measures",)),
        Column("further_action", "Further action", "What more will be done.", LONG, S, width=32),
        Column("target_score", "Target score", "The score aimed for.", WHOLE, S, width=9),
        Column("owner", "Owner", "Who holds it, by role.", Type.TEXT, S, True, width=20, also=("Risk owner",)),
        Column("review_on", "Review on", "When it is next looked at.", DATE, S, True, width=13, also=("Review date",)),
    ),
    ("ref",),
    BOTH,
)

EVIDENCE = SheetSpec(
    "Evidence",
    "Evidence",
    "Numbered evidence: what it is and where it is kept.",
    (
        Column("no", "No", "Its number, cited in Evidence refs.", CODE, S, True, width=7, also=("Number", "Ref")),
        Column(
            "what",
            "What it is",
            "The document, minute or figure.",
            LONG,
            S,
            True,
            width=44,
            also=("Evidence", "Description"),
        ),
        Column("action_ref", "Action ref", "The action it shows.", CODE, S, width=11, also=("Action",)),
        Column(
            "where_kept",
            "Where kept",
            "The folder or system; never a child's record.",
            Type.TEXT,
            S,
            width=36,
            also=("Location", "Link"),
        ),
        Column("state", "State", "Promised, Filed or Checked.", CHOICE, S, True, "Evidence state", 11),
        Column("checked_by", "Checked by", "Who opened it and agreed.", Type.TEXT, S, width=20),
        Column("checked_on", "Checked on", "The day they did.", DATE, S, width=13),
    ),
    ("no",),
    BOTH,
)

CHECK_RESULTS = SheetSpec(
    "Check results",
    "CheckResults",
    "What the last check found. The marks on the other sheets follow this table.",
    (
        Column("severity", "Severity", "error, warning or advice.", owner=T, width=10),
        Column("rule", "Rule", "The rule's code.", owner=T, width=8),
        Column("ref", "Ref", "The action.", CODE, T, width=10),
        Column("sheet", "Sheet", "The sheet.", owner=T, width=14),
        Column("cell", "Cell", "Click to go there.", owner=T, width=9),
        Column("column", "Column", "The column.", owner=T, width=20),
        Column("message", "What is wrong", "What the check saw.", LONG, T, width=52),
        Column("fix", "How to fix it", "What to do about it.", LONG, T, width=52),
        Column("mark", "Mark", "What the coloured mark looks up; leave it alone.", owner=T, width=14),
        Column("why", "Why it matters", "What Explain rule says.", CODE, T, width=HIDDEN),
        Column("where", "Where", "The table or setting Next problem goes to.", CODE, T, width=HIDDEN),
        Column("row_key", "Row", "By what its row is found again.", CODE, T, width=HIDDEN),
    ),
    (),
    frozenset({Book.RETURN}),
    written_by_toolkit=True,
)

THEMES = SheetSpec(
    "Themes",
    "Themes",
    "The plan's headings, in order.",
    (
        Column("ref", "Ref", "The heading's reference.", CODE, P, True, width=9),
        Column("level", "Level", "1 for the top level.", WHOLE, P, width=7),
        Column("title", "Title", "The heading.", Type.TEXT, P, True, width=44),
        Column("kind", "Kind", "theme, area or priority.", CHOICE, P, choices="Theme kind", width=11),
        Column("lead", "Lead", "Who leads it, by role.", Type.TEXT, P, width=24),
        Column("order", "Order", "Where it is printed.", WHOLE, P, width=8),
    ),
    ("ref",),
    REGISTER,
)

OUTCOMES = SheetSpec(
    "Outcomes",
    "Outcomes",
    "What each theme is for.",
    (
        Column("theme_ref", "Theme ref", "The heading it belongs to.", CODE, P, True, width=10),
        Column("kind", "Kind", "objective, outcome or measured by.", CHOICE, P, choices="Outcome kind", width=13),
        Column("text", "Text", "The words.", LONG, P, True, width=70),
        Column("order", "Order", "Where it is printed.", WHOLE, P, width=8),
    ),
    ("theme_ref", "kind", "order"),
    REGISTER,
)

RECOMMENDATIONS = SheetSpec(
    "Recommendations",
    "Recommendations",
    "What the inspectorate or board asked for.",
    (
        Column("ref", "Ref", "Its reference.", CODE, P, True, width=9),
        Column("text", "Text", "The words.", LONG, P, True, width=60),
        Column("source", "Source", "Who asked.", Type.TEXT, P, width=20),
        Column("timescale_band", "Timescale band", "The band set.", CHOICE, P, choices="Band", width=15),
        Column("owner", "Owner", "Who answers for it.", Type.TEXT, P, width=22),
        Column("rating", "Rating", "Rolled up from its actions.", CHOICE, T, width=11),
    ),
    ("ref",),
    REGISTER,
)

LINKS = SheetSpec(
    "Links",
    "Links",
    "Which action answers what: one row a link.",
    (
        Column("action_ref", "Action ref", "The action.", CODE, P, True, width=11),
        Column("to", "To", "recommendation, source or standard.", CHOICE, P, True, "Link to", 16),
        Column("ref", "Ref", "What it answers.", CODE, P, True, width=10),
        Column("as_written", "As written", "The words of the plan.", Type.TEXT, P, width=24, also=("Link as written",)),
    ),
    ("action_ref", "to", "ref"),
    REGISTER,
)

SOURCES = SheetSpec(
    "Sources",
    "Sources",
    "The documents the plan answers.",
    (
        Column("code", "Code", "Its code.", CODE, P, True, width=9),
        Column("document", "Document", "Its title.", Type.TEXT, P, True, width=60),
        Column("date", "Date", "Its date.", DATE, P, width=13),
    ),
    ("code",),
    REGISTER,
)

STANDARDS = SheetSpec(
    "Standards",
    "Standards",
    "The practice standards.",
    (
        Column("ref", "Ref", "Its reference.", CODE, P, True, width=9),
        Column("standard", "Practice standard", "The words.", LONG, P, True, width=70),
    ),
    ("ref",),
    REGISTER,
)

TIMELINE = SheetSpec(
    "Timeline",
    "Timeline",
    "What happens when, beside the actions.",
    (
        Column("activity", "Activity", "What happens.", LONG, P, True, width=50),
        Column("start_as_written", "Start as written", "In the plan's words.", WORDS, P, width=18),
        Column("end_as_written", "End as written", "In the plan's words.", WORDS, P, width=18),
        Column("start", "Start", "The day those words mean.", DATE, T, width=13),
        Column("end", "End", "The day those words mean.", DATE, T, width=13),
        Column("action_ref", "Action ref", "The action it belongs to.", CODE, P, width=11),
    ),
    ("activity",),
    REGISTER,
)

NARRATIVE = SheetSpec(
    "Narrative",
    "Narrative",
    "Paragraphs for the cover report, kept to the letter.",
    (
        Column("section", "Section", "The section.", Type.TEXT, P, True, width=20),
        Column("no", "No", "The paragraph.", CODE, P, True, width=7),
        Column("title", "Title", "Its title.", Type.TEXT, P, width=30),
        Column("text", "Text", "The words.", LONG, P, True, width=80),
    ),
    ("section", "no"),
    REGISTER,
)

DECISIONS = SheetSpec(
    "Decisions",
    "Decisions",
    "What the board is asked, and what it decided.",
    (
        Column("no", "No", "Its number.", CODE, P, True, width=7),
        Column("asked_of", "Asked of", "Who decides.", Type.TEXT, P, width=24),
        Column("decision", "Decision", "What is asked.", LONG, P, True, width=60),
        Column("outcome", "Outcome", "What was decided.", LONG, P, width=40),
        Column("date", "Date", "When.", DATE, P, width=13),
    ),
    ("no",),
    REGISTER,
)

PEOPLE = SheetSpec(
    "People",
    "People",
    "Who holds which role. Use roles where you can.",
    (
        Column("name", "Name", "As written in the plan.", Type.TEXT, P, True, width=28),
        Column("role", "Role", "The post.", Type.TEXT, P, width=34),
        Column("body", "Body", "The organisation.", Type.TEXT, P, width=26),
        Column("also_written_as", "Also written as", "Other spellings, split by semicolons.", Type.TEXT, P, width=34),
        Column("left_on", "Left on", "The day they left.", DATE, P, width=13),
    ),
    ("name",),
    REGISTER,
)

ABBREVIATIONS = SheetSpec(
    "Abbreviations",
    "Abbreviations",
    "Printed for the board.",
    (
        Column("abbreviation", "Abbreviation", "The letters.", CODE, P, True, width=14),
        Column("meaning", "Meaning", "In full.", Type.TEXT, P, True, width=60),
    ),
    ("abbreviation",),
    REGISTER,
)

RETURNS = SheetSpec(
    "Returns",
    "Returns",
    "Every file that came in, and what became of it.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("service", "Service", "The service.", owner=T, width=26),
        Column("file", "File", "The file.", owner=T, width=34),
        Column("state", "State", "Read, Nil, Late, Duplicate, Set aside, Missing, or why not read.", owner=T, width=20),
        Column("reason", "Reason", "In words.", LONG, T, width=60),
        Column("issued", "Issued", "Actions sent out.", WHOLE, T, width=9),
        Column("rows_read", "Rows read", "Action rows read.", WHOLE, T, width=10),
        Column("rows_merged", "Rows merged", "Of those, merged.", WHOLE, T, width=12),
        Column("rows_set_aside", "Rows set aside", "Of those, set aside.", WHOLE, T, width=13),
        Column("register_issue", "Register issue", "The issue it was made from.", WHOLE, T, width=10),
        Column("signed_off_by", "Signed off by", "Who signed.", owner=T, width=24),
        Column("signed_off_on", "Signed off on", "When.", DATE, T, width=13),
        Column("sha256", "SHA-256", "The file's fingerprint.", owner=T, width=24),
    ),
    (),
    REGISTER,
    written_by_toolkit=True,
)

CHANGES = SheetSpec(
    "Changes",
    "Changes",
    "Every change a return made to the register.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("issue", "Register issue", "The issue it went into.", WHOLE, T, width=9),
        Column("sheet", "Sheet", "The sheet.", owner=T, width=14),
        Column("ref", "Ref", "The row's key.", CODE, T, width=10),
        Column("field", "Field", "The column.", owner=T, width=22),
        Column("old", "Before", "As it was.", LONG, T, width=38),
        Column("new", "After", "As it is now.", LONG, T, width=38),
        Column("kind", "Kind", "New, Changed, Closed, Reopened, Moved or Cleared.", owner=T, width=12),
        Column("file", "File", "The return.", owner=T, width=30),
        Column("row", "Row", "Its row.", WHOLE, T, width=7),
        Column("who", "Who", "Updated by.", owner=T, width=20),
        Column("on", "On", "Updated on.", DATE, T, width=13),
    ),
    (),
    REGISTER,
    written_by_toolkit=True,
)

PROPOSED = SheetSpec(
    "Proposed changes and conflicts",
    "Proposed",
    "What was not applied, and who must choose.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("kind", "Kind", "Proposed, Conflict, Held or Question.", owner=T, width=12),
        Column("sheet", "Sheet", "The sheet.", owner=T, width=14),
        Column("ref", "Ref", "The row's key.", CODE, T, width=10),
        Column("field", "Field", "The column.", owner=T, width=22),
        Column("issued", "As issued", "What was sent out.", LONG, T, width=32),
        Column("register", "Register", "What the register says.", LONG, T, width=32),
        Column("returned", "Return", "What the return says.", LONG, T, width=32),
        Column("why", "Why not applied", "The reason.", LONG, T, width=44),
        Column("file", "File", "The return.", owner=T, width=30),
        Column("row", "Row", "Its row.", WHOLE, T, width=7),
        Column("who", "Who", "Updated by.", owner=T, width=20),
        Column("decision", "Decision", "Accept or Reject.", LONG, P, width=18),
    ),
    (),
    REGISTER,
    written_by_toolkit=True,
)

CONTROL_TOTALS = SheetSpec(
    "Control totals",
    "ControlTotals",
    "Sums that must agree before a pack is made.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("total", "Total", "What is counted.", owner=T, width=48),
        Column("service", "Service", "For which service.", owner=T, width=26),
        Column("left", "Left", "One side.", WHOLE, T, width=9),
        Column("right", "Right", "The other.", WHOLE, T, width=9),
        Column("agrees", "Agrees", "Yes or No.", owner=T, width=9),
        Column("working", "Working", "The sum in words.", LONG, T, width=64),
    ),
    (),
    REGISTER,
    written_by_toolkit=True,
)

SET_ASIDE = SheetSpec(
    "Set aside",
    "SetAside",
    "What was read and not merged: nothing is dropped in silence.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("file", "File", "The file.", owner=T, width=34),
        Column("sheet", "Sheet", "The sheet.", owner=T, width=16),
        Column("row", "Row", "Its row.", WHOLE, T, width=8),
        Column("ref", "Ref", "The row's key.", CODE, T, width=10),
        Column("column", "Column", "The heading.", owner=T, width=22),
        Column("value", "Value", "What stood there.", LONG, T, width=60),
        Column("why", "Why", "Why it was set aside.", LONG, T, width=50),
    ),
    (),
    REGISTER,
    written_by_toolkit=True,
)

SNAPSHOTS = SheetSpec(
    "Snapshots",
    "Snapshots",
    "Each period's ratings as signed off: the history behind direction and trend.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("as_at", "As at", "The report date.", DATE, T, width=13),
        Column("ref", "Ref", "The action.", CODE, T, width=10),
        Column("theme", "Theme", "Its theme then.", owner=T, width=32),
        Column("rating", "Rating", "Its rating then.", owner=T, width=12),
        Column("status", "Status", "Its status then.", owner=T, width=14),
        Column("due", "Due", "Its date then, or TBC.", owner=T, width=19),
        Column("completed_on", "Completed on", "When it was completed.", DATE, T, width=15),
        Column("scheme", "Rating scheme", "The scheme then.", owner=T, width=12),
        Column("times_moved", "Times moved", "How often its date had moved.", WHOLE, T, width=9),
    ),
    ("period", "ref"),
    REGISTER,
    written_by_toolkit=True,
)

SIGN_OFFS = SheetSpec(
    "Sign-offs",
    "SignOffs",
    "Each period signed off: who, when, and the sums that were frozen.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("as_at", "As at", "The report date.", DATE, T, width=13),
        Column("by", "Signed off by", "The role.", owner=T, width=30),
        Column("on", "Signed off on", "The day.", DATE, T, width=13),
        Column("rows", "Actions", "How many actions.", WHOLE, T, width=9),
        Column("counts", "Ratings", "How many of each rating.", owner=T, width=48),
        Column("checksum", "Checksum", "SHA-256 of the frozen rows.", owner=T, width=40),
    ),
    ("period",),
    REGISTER,
    written_by_toolkit=True,
)

SHEETS: tuple[SheetSpec, ...] = (
    ACTIONS,
    MILESTONES,
    MEASURES,
    MEASURE_VALUES,
    RISKS,
    EVIDENCE,
    CHECK_RESULTS,
    THEMES,
    OUTCOMES,
    RECOMMENDATIONS,
    LINKS,
    SOURCES,
    STANDARDS,
    TIMELINE,
    NARRATIVE,
    DECISIONS,
    PEOPLE,
    ABBREVIATIONS,
    RETURNS,
    CHANGES,
    PROPOSED,
    CONTROL_TOTALS,
    SET_ASIDE,
    SNAPSHOTS,
    SIGN_OFFS,
)
ISSUED_SHEET = "Issued"
"""The hidden sheet that keeps what the service was sent: Table, Key, Values (JSON). See ``steps.issue``."""


def sheets_of(book: Book) -> Iterator[SheetSpec]:
    """The table sheets of that workbook, in order."""
    return (spec for spec in SHEETS if book in spec.books)


def spec_of(name: str) -> SheetSpec:
    """The declaration of the sheet of that name. KeyError if it is not ours."""
    return _by_name()[name]


@cache
def _by_name() -> dict[str, SheetSpec]:
    return {spec.name: spec for spec in SHEETS}


@cache
def headings(sheet: str) -> dict[str, str]:
    """Every heading that means a column of that sheet, folded, to the column's identifier.

    A column's own heading wins over another column's synonym.
    """
    spec = spec_of(sheet)
    known = {heading_key(also): column.id for column in spec.columns for also in column.also}
    return known | {heading_key(column.heading): column.id for column in spec.columns}
