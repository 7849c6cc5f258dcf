"""The sheets that only the register has: how the plan hangs together, who is who."""

from __future__ import annotations

from toolkit.sheets.columns import CHOICE, CODE, DATE, LONG, REGISTER, WHOLE, WORDS, Column, P, SheetSpec, T, Type

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

SERVICES = SheetSpec(
    "Services",
    "Services",
    "Who is who among the services: one row each. Not needed for a merge; it says where returns go and who is asked.",
    (
        Column("name", "Service", "Its name now: returns and totals go by it.", Type.TEXT, P, True, width=30),
        Column(
            "also_written_as",
            "Also written as",
            "Other spellings and earlier names, split by semicolons. After a rename, put the old name here.",
            Type.TEXT,
            P,
            width=38,
        ),
        Column("contact", "Contact", "Who fills in its return, by role.", Type.TEXT, P, width=30),
        Column("address", "Address", "The e-mail address its return goes to.", Type.TEXT, P, width=36),
        Column(
            "due_back",
            "Due back",
            "Its own last day, where that is not Returns due. A day of a period signed off no longer counts.",
            DATE,
            P,
            width=13,
        ),
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

RULES = SheetSpec(
    "Rules",
    "PlanRules",
    "Rules that are an error, a warning or advice in this plan and something else elsewhere, or off. It may be empty.",
    (
        Column("rule", "Rule", "The rule's code, such as T-07.", CODE, P, True, width=10),
        Column("do", "Do", "What it is to be in this plan: error, warning, advice or off.", CHOICE, P, True, "Do", 12),
        Column("why", "Why", "Why it is set so; the board's pack prints it.", LONG, P, True, width=70),
    ),
    ("rule",),
    REGISTER,
)
