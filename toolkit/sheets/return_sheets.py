"""Every other sheet of a Service Return: milestones, measures, risks, evidence and what a check found."""

from __future__ import annotations

from toolkit.model.plan import Book as Book
from toolkit.sheets.columns import (
    BOTH,
    CHOICE,
    CODE,
    DATE,
    LONG,
    NUMBER,
    UNSEEN,
    WHOLE,
    WORDS,
    Column,
    P,
    S,
    SheetSpec,
    T,
    Type,
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
        Column(
            "service",
            "Service",
            "The service that is sent it; blank where its theme tells.",
            Type.TEXT,
            P,
            width=18,
            register_only=True,
        ),
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
        Column(
            "service",
            "Service",
            "The service that is sent it; blank where its owner tells.",
            Type.TEXT,
            P,
            width=18,
            register_only=True,
        ),
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
        Column(
            "cell",
            "Cell",
            "Where it is, as a link. An action is followed when rows move; anything else is where it was at the check.",
            owner=T,
            width=9,
        ),
        Column("column", "Column", "The column.", owner=T, width=20),
        Column("message", "What is wrong", "What the check saw.", LONG, T, width=52),
        Column("fix", "How to fix it", "What to do about it.", LONG, T, width=52),
        Column(
            "answer",
            "Answer",
            "Where it is meant as it stands: say so, and it is not asked again.",
            LONG,
            S,
            False,
            "Answer",
            22,
        ),
        Column("mark", "Mark", "What the coloured mark looks up; leave it alone.", owner=T, width=UNSEEN),
        Column("why", "Why it matters", "What Explain rule says.", CODE, T, width=UNSEEN),
        Column("where", "Where", "The table or setting Next problem goes to.", CODE, T, width=UNSEEN),
        Column("row_key", "Row", "By what its row is found again.", CODE, T, width=UNSEEN),
        Column("address", "Address", "Where it was at the check.", CODE, T, width=UNSEEN),
        Column("judged", "Words judged", "What an answer is about.", CODE, T, width=UNSEEN),
    ),
    (),
    BOTH,
    written_by_toolkit=True,
)

ANSWERED = SheetSpec(
    "Answers",
    "Answers",
    "What was answered on Check results. A question comes again only when its words change.",
    (
        Column("rule", "Rule", "The rule's code.", CODE, S, True, width=8),
        Column("ref", "Ref", "The action.", CODE, S, width=10),
        Column(
            "words", "Words", "What was judged: blank until the next check, where you type a line.", CODE, S, width=60
        ),
        Column("answer", "Answer", "What was answered.", LONG, S, True, "Answer", 22),
        Column("by", "By", "Who answered.", owner=S, width=26),
        Column("on", "On", "When.", DATE, S, width=13),
        Column("period", "Period", "The period it was answered in.", owner=S, width=11),
        Column("service", "Service", "The service that answered.", Type.TEXT, S, width=26, register_only=True),
        Column("file", "File", "The return it came in.", Type.TEXT, S, width=30, register_only=True),
    ),
    (),
    BOTH,
    written_by_toolkit=True,
)

MENDED = SheetSpec(
    "Mended",
    "Mended",
    "What fix changed in this return, and what stood there before.",
    (
        Column("run", "Fix", "Which fix it was: the first is 1.", WHOLE, T, width=6),
        Column("sheet", "Sheet", "The sheet.", owner=T, width=14),
        Column("cell", "Cell", "Where it stood when it was mended.", owner=T, width=9),
        Column("ref", "Ref", "The action, or what else the row is about.", CODE, T, width=10),
        Column("column", "Column", "The column.", owner=T, width=20),
        Column("rule", "Rule", "The rule that asked for it.", owner=T, width=9),
        Column("was", "Was", "What stood there before.", LONG, T, width=44),
        Column("is_now", "Is now", "What was written instead; nothing where the cell was emptied.", LONG, T, width=44),
        Column("why", "Why", "Why that is what was meant.", LONG, T, width=44),
        Column("kept_was", "Kept was", "The same to the letter, so that it can be put back.", CODE, T, width=UNSEEN),
        Column("kept_now", "Kept now", "What was written, to the letter.", CODE, T, width=UNSEEN),
    ),
    (),
    frozenset({Book.RETURN}),
    written_by_toolkit=True,
    only_when_filled=True,
)
