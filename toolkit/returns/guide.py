"""The Guide sheet: what to do, what the ratings mean, whom to ask, and everything a check looks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from toolkit.model.dates.answer import HOW_TO_WRITE
from toolkit.model.pack import Block, Facts, Gap, Line, PackColumn, PackSheet, Table
from toolkit.model.plan import Book
from toolkit.model.schemes import Scheme, key
from toolkit.rules.rule import Rule

WIDTHS = (14, 10, 14, 20, 54, 44)

_TITLES = {Book.RETURN: "How to fill in this return", Book.REGISTER: "How to keep this register"}

_STEPS = {
    Book.RETURN: (
        "Settings: see that the service, the period and the report date are right.",
        "Actions: say where each action is now, what is left, and its status. Then the day, and your role.",
        "Milestones, Measure values, Risks, Evidence: bring what is yours up to date.",
        "On the tab 'Improvement plan' choose Validate, then Refresh RAG. Put right what Check results lists; yellow "
        "cells show where. Without the tab, send the return as it is: the performance team checks it for you.",
        "Settings: type your role and the day under 'Signed off', save, and send the return back. If nothing has "
        "changed, choose Yes under 'Nil return' as well.",
    ),
    Book.REGISTER: (
        "Settings: set the period, the report date and the last day for returns.",
        "Issue: one return a service, filled with its actions. Send them out.",
        "Collect the returns in one folder and merge them. The next issue of the register is a new file.",
        "Look through Returns, Proposed changes and conflicts, Set aside and Control totals, and settle what is open.",
        "Make the board pack, and sign the period off. Snapshots then keep its ratings for the next comparison.",
    ),
}

_GOOD_TO_KNOW = {
    Book.RETURN: (
        ("Colours", "Blue headings are to be filled in. Grey headings and cells are worked out: leave them alone."),
        (
            "Over headings",
            "'Required' must be filled in. 'Plan team' is the performance team's: a change there is put "
            "to them, and nothing is lost.",
        ),
        (
            "Refs",
            "Never change a ref. A new action gets the next free one, in the empty row under the table. For a part of "
            "an action leave Ref blank and type its action's ref under Part of.",
        ),
        (
            "Dates",
            f"{HOW_TO_WRITE} A month, quarter or year means its last day: March 2027 means 31 March 2027.",
        ),
        ("A date moves", "Leave 'Due as written'. Fill in Revised due and its reason; it counts once agreed."),
        ("Emptying", "An emptied cell changes nothing in the register. To empty what was sent, type CLEAR."),
        (
            "Completed",
            "Needs the day, and evidence in the Evidence sheet. If only a benefit is still to come, begin "
            "what is left with 'Benefit only:'.",
        ),
        ("Private", "Never name a child, nor give a case or NHS number. Say where evidence is kept; do not paste it."),
        (
            "Answers",
            "Where a question is mistaken, choose an Answer beside it on Check results. It is kept on Answers, and the "
            "question comes again only when the words change.",
        ),
        ("Yellow cells", "Each has a line in Check results, and loses its yellow when that line is gone."),
    ),
    Book.REGISTER: (
        (
            "Over headings",
            "'Worked out' is written by the toolkit at every merge. All else is yours or, through "
            "returns, the services'.",
        ),
        ("Refs", "A ref is never reused and no action deleted: close it with a status that says where it went."),
        ("Links", "One row a link: an action may answer several recommendations, and the other way round."),
        ("Decisions", "Proposed changes and conflicts lists what no merge applied. Settle each with whoever is named."),
        (
            "Checks",
            "Validate at any time: Check results lists what to put right, and yellow cells show where. Refresh RAG "
            "rates the register as it stands. The next merge begins with an empty list.",
        ),
        (
            "Answers",
            "What was answered to findings, here and in returns. Delete a line, and the question comes again.",
        ),
        ("Totals", "No board pack is made while the control totals disagree. The working says where to look."),
    ),
}

_WHO = {
    Book.RETURN: (
        ("Your plan", "The performance team that sent you this return: refs, dates, ratings, what goes to the board."),
        ("Your computer", "Your IT service desk: the tab 'Improvement plan' does not show, or a file will not open."),
        ("Your action", "The accountable lead named beside it."),
    ),
    Book.REGISTER: (
        ("A return", "The role under 'Signed off by' in its Settings, or the service."),
        ("Your computer", "Your IT service desk: the tab 'Improvement plan' does not show, or a file will not open."),
    ),
}

SEND_TO = "Send to"

_FILLED_IN = re.compile(r"\{(\w+)\}")
_IN_GENERAL = {"cell": "the cell", "ref": "the action"}

NOTHING_SET: Mapping[str, str] = {}
_RULES = (
    PackColumn("Rule", "code"),
    PackColumn("Severity", "severity"),
    PackColumn("Sheet"),
    PackColumn("Column"),
    PackColumn("What it looks for, and why", "wrap"),
    PackColumn("How to put it right", "wrap"),
)


def guide_sheet(
    book: Book,
    scheme: Scheme | str,
    rules: Sequence[Rule],
    *,
    about: str = "",
    send_to: str = "",
    sets: Mapping[str, str] = NOTHING_SET,
) -> PackSheet:
    """The Guide of a return or a register.

    ``about`` says of which plan, service and period; ``send_to`` where a return goes, and by when; ``sets`` what this
    plan makes of a rule, by its code.
    """
    meanings = [(str(rating), meaning) for rating, meaning in key(scheme)]
    steps = [(f"Step {n}", words) for n, words in enumerate(_STEPS[book], start=1)]
    asked = [rule for rule in rules if book in rule.books]
    blocks: tuple[Block, ...] = (
        Line(_TITLES[book], "title"),
        Line(about or "Read this once; it takes five minutes.", "subtitle"),
        Gap(),
        Facts(steps),
        Gap(),
        Line("Good to know", "heading"),
        Facts(_GOOD_TO_KNOW[book]),
        Gap(),
        Line(f"What the ratings mean in this plan ({Scheme(scheme)} scheme)", "heading"),
        Facts(meanings),
        Gap(),
        Line("Whom to ask", "heading"),
        Facts([*(((SEND_TO, send_to),) if book is Book.RETURN and send_to else ()), *_WHO[book]]),
        Gap(),
        Line("What a check looks for", "heading"),
        Line("An error stands in the way of signing off. Warnings and advice do not, and are worth a look.", "note"),
        Table(_RULES, [_rule(rule, sets.get(rule.code, str(rule.severity))) for rule in asked]),
    )
    return PackSheet("Guide", blocks, WIDTHS, tab="guide", protected=True, page_breaks=(len(blocks) - 6,))


def _rule(rule: Rule, severity: str) -> list[str]:
    looks_for = f"{rule.title}. {rule.why}"
    return [rule.code, severity, rule.sheet, rule.heading, looks_for, _plain(rule.fix)]


def _plain(text: str) -> str:
    """A fix without what only a finding can fill in."""
    if _FILLED_IN.fullmatch(text):
        return "The finding itself says how."
    said = _FILLED_IN.sub(lambda found: _IN_GENERAL.get(found[1], "…"), text)
    return f"{said[0].upper()}{said[1:]}"
