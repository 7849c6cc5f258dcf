"""E: evidence. What is complete must be shown, and what is embedded checked more than once."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from toolkit.model.finding import Severity
from toolkit.rules.case import Case, days
from toolkit.rules.rule import Example, Rule, broken, many, rule

SHOWN_STAGES = ("Filed", "Checked", "Embedded")
_DONE = dt.date(2026, 9, 1)
_STILL_TO_COME = re.compile(
    r"\bto be (?:supplied|provided|added|sent|attached|gathered|collected)\b|\bto follow\b|\bawaited\b", re.IGNORECASE
)
_ACTIVITY = re.compile(
    r"\b(?:minutes?|agendas?|meetings?|newsletters?|attendance|sign-in|registers? of|briefings?|e-?mails?|slides"
    r"|presentations?|reports? to|training (?:delivered|records?|logs?))\b",
    re.IGNORECASE,
)
_IMPACT = re.compile(
    r"%|\b(?:audits?|survey|feedback|data|figures?|performance|outcomes?|dip[- ]sample|timeliness|percent|rates?|views?"
    r"|voice|impact|evaluation|observations?|results?|scorecard|dashboard|measures?)\b",
    re.IGNORECASE,
)
_COMPLETE = {"status": "Complete", "completed_on": _DONE, "still_to_do": None}


@rule(
    "E-01",
    column="Evidence refs",
    severity=Severity.ERROR,
    message="{ref} says complete but nothing shows it.",
    fix="Name in {cell} the file or minute that shows it is done and where it is kept, or reopen the action.",
    bad={**_COMPLETE, "evidence_refs": None},
    good=Example(
        rows={
            "Actions": [{**_COMPLETE, "evidence_refs": "3"}],
            "Evidence": [{"no": "3", "what": "Audit of forty referrals", "action_ref": "EX1", "state": "Filed"}],
        }
    ),
    needs=("status", "evidence_refs"),
)
def complete_without_evidence(case: Case) -> pd.Series:
    """The board signs off completion; it cannot sign off what it cannot open."""
    actions = case["Actions"]
    shown = actions["evidence_refs"].notna() | actions["evidence_stage"].isin(SHOWN_STAGES)
    return case.done & ~shown & (case.evidence_words == "")


@rule(
    "E-02",
    sheet="Evidence",
    column="State",
    severity=Severity.WARNING,
    message="{what} is promised, not filed.",
    fix="File it and choose Filed, or say when it will come.",
    bad=Example(
        rows={
            "Actions": [{"evidence_refs": "3"}],
            "Evidence": [{"no": "3", "what": "Audit of forty referrals", "action_ref": "EX1", "state": "Promised"}],
        }
    ),
    good=Example(
        rows={
            "Actions": [{"evidence_refs": "3"}],
            "Evidence": [{"no": "3", "what": "Audit of forty referrals", "action_ref": "EX1", "state": "Filed"}],
        }
    ),
)
def evidence_still_to_come(case: Case) -> pd.DataFrame:
    """Promised evidence is not evidence; on the day of the inspection it is a gap."""
    promised = case["Evidence"]["state"] == "Promised"
    cited = case.text("Actions", "evidence_refs").map(lambda text: bool(_STILL_TO_COME.search(text))).astype(bool)
    refs = case["Actions"]["ref"]
    return many(
        [
            broken(promised, what="Evidence " + case.text("Evidence", "no")),
            broken(
                cited, table="Actions", column="evidence_refs", what="The evidence for " + refs.fillna("this action")
            ),
        ]
    )


@rule(
    "E-03",
    column="Status",
    severity=Severity.WARNING,
    message="{ref} is called embedded, with {checks}.",
    fix="Record two checks on the Evidence sheet, at least three months apart, or choose Complete until there are.",
    bad=Example(
        rows={
            "Actions": [{**_COMPLETE, "status": "Embedded", "completed_on": dt.date(2026, 2, 2), "evidence_refs": "3"}],
            "Evidence": [
                {
                    "no": "3",
                    "what": "Audit of forty referrals",
                    "action_ref": "EX1",
                    "state": "Checked",
                    "checked_by": "Principal Social Worker",
                    "checked_on": dt.date(2026, 3, 2),
                }
            ],
        }
    ),
    good=Example(
        rows={
            "Actions": [
                {**_COMPLETE, "status": "Embedded", "completed_on": dt.date(2026, 2, 2), "evidence_refs": "3; 4"}
            ],
            "Evidence": [
                {
                    "no": "3",
                    "what": "Audit of forty referrals",
                    "action_ref": "EX1",
                    "state": "Checked",
                    "checked_by": "Principal Social Worker",
                    "checked_on": dt.date(2026, 3, 2),
                },
                {
                    "no": "4",
                    "what": "Second audit, of thirty",
                    "action_ref": "EX1",
                    "state": "Checked",
                    "checked_by": "Principal Social Worker",
                    "checked_on": dt.date(2026, 6, 30),
                },
            ],
        }
    ),
    needs=("status", "Evidence.checked_on"),
)
def embedded_without_two_checks(case: Case) -> pd.DataFrame:
    """One good audit is a good month; two, a season apart, are a changed practice."""
    actions = case["Actions"]
    embedded = (actions["status"] == "Embedded") | ((actions["evidence_stage"] == "Embedded") & case.done)
    checks = days(case["Evidence"]["checked_on"])
    shown = pd.Series("", index=actions.index, dtype=object)
    for place in actions.index[embedded]:
        dates = checks[case.evidence_of(place)].dropna()
        apart = len(dates) > 1 and dates.max() >= dates.min() + pd.DateOffset(months=3)
        if not apart:
            shown[place] = (
                ("no check", "one check")[len(dates)] if len(dates) < 2 else "checks less than three months apart"
            )
    return broken(shown != "", checks=shown)


@rule(
    "E-04",
    column="Evidence refs",
    severity=Severity.ADVICE,
    message="The evidence for {ref} shows that it happened, not that children's experience changed.",
    fix="Add evidence of impact: an audit, a survey, or a measure with its figures.",
    bad=Example(
        rows={
            "Actions": [{**_COMPLETE, "evidence_refs": "3"}],
            "Evidence": [
                {"no": "3", "what": "Minutes of the partnership meeting", "action_ref": "EX1", "state": "Filed"}
            ],
        }
    ),
    good=Example(
        rows={
            "Actions": [{**_COMPLETE, "evidence_refs": "3"}],
            "Evidence": [
                {"no": "3", "what": "Audit reported in the minutes of June", "action_ref": "EX1", "state": "Filed"}
            ],
        }
    ),
    needs=("status", "evidence_refs"),
)
def evidence_of_activity_only(case: Case) -> pd.Series:
    """Inspectors ask what is different for children, and a list of meetings does not say."""
    shown = case.text("Actions", "evidence_refs") + "\n" + case.evidence_words
    activity = shown.map(lambda text: bool(_ACTIVITY.search(text)) and not _IMPACT.search(text)).astype(bool)
    measured = case.measured_themes
    themes = case.text("Actions", "theme").str.casefold()
    sources = themes.index.get_level_values("source")
    has_measure = pd.Series([place in measured for place in zip(sources, themes, strict=True)], index=themes.index)
    return case.done & activity & ~has_measure


RULES: tuple[Rule, ...] = (
    complete_without_evidence,
    evidence_still_to_come,
    embedded_without_two_checks,
    evidence_of_activity_only,
)
