"""E: evidence. What is complete must be shown, and what is embedded checked more than once."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd

from toolkit.model.finding import Severity
from toolkit.model.patterns import pattern_of
from toolkit.rules.case import Case
from toolkit.rules.related import evidence_of, evidence_words, measured
from toolkit.rules.rule import Example, broken, many, only, rule
from toolkit.rules.whole_columns import holds

MONTHS_APART = 3
"""Two checks of what is called embedded lie at least so far apart."""
_DONE = dt.date(2026, 9, 1)
_STILL_TO_COME = pattern_of(
    r"\bto be (?:supplied|provided|added|sent|attached|gathered|collected|filed|uploaded)\b|\bto follow\b|\bawaited\b|"
    r"\b(?:add|put|send|upload|provide|copy|copies)\b[^.;\n]{0,60}\bto (?:the )?evidence (?:library|folder|file|log)\b",
    re.IGNORECASE,
)
_ACTIVITY = pattern_of(
    r"\b(?:minutes?|agendas?|meetings?|newsletters?|attendance|sign-in|registers? of|briefings?|e-?mails?|slides"
    r"|presentations?|reports? to|training (?:delivered|records?|logs?))\b",
    re.IGNORECASE,
)
_IMPACT = pattern_of(
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
    several="{count} {rows} say complete but nothing shows it",
)
def complete_without_evidence(case: Case) -> pd.Series:
    """The board signs off completion; it cannot sign off what it cannot open."""
    # A stage of evidence says how far it has got, not what it is or where it is kept.
    return case.done & case["Actions"]["evidence_refs"].isna() & (evidence_words(case) == "")


@rule(
    "E-02",
    sheet="Evidence",
    column="State",
    severity=Severity.WARNING,
    message="{what} is promised, not filed.",
    fix="File it and say where it is kept, or say when it will come.",
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
    several="{count} pieces of evidence are promised, not filed",
    several_fix="File each and choose Filed, or say when it will come.",
)
def evidence_still_to_come(case: Case) -> pd.DataFrame:
    """Promised evidence is not evidence; on the day of the inspection it is a gap."""
    promised = case["Evidence"]["state"] == "Promised"
    to_come = holds(case.text("Actions", "evidence_refs"), lambda text: bool(_STILL_TO_COME.search(text)))
    refs = case["Actions"]["ref"]
    return many(
        [
            broken(promised, what="Evidence " + case.text("Evidence", "no")),
            broken(
                to_come, table="Actions", column="evidence_refs", what="The evidence for " + refs.fillna("this action")
            ),
        ]
    )


@rule(
    "E-03",
    column="Status",
    severity=Severity.WARNING,
    message="{ref} is called Embedded, with {checks} on the Evidence sheet.",
    fix="Record two checks there, at least three months apart, or choose Complete until there are two.",
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
    several="{count} {rows} are called embedded without two checks",
    several_fix="Record two checks of each on the Evidence sheet, at least three months apart, or choose Complete "
    "until there are.",
    unless=("E-01",),
)
def embedded_without_two_checks(case: Case) -> pd.DataFrame:
    """One good audit is a good month; two, a season apart, are a changed practice."""
    actions = case["Actions"]
    embedded = (actions["status"] == "Embedded") | ((actions["evidence_stage"] == "Embedded") & case.done)
    checked_on = case["Evidence"]["checked_on"].to_list()
    checks = [
        _checks([checked_on[position] for position in evidence_of(case)[row]])
        for row in np.flatnonzero(embedded.to_numpy())
    ]
    return only(broken(embedded).assign(checks=checks), (words != "" for words in checks))


def _checks(dates: list[object]) -> str:
    """What is wrong with the checks of an embedded action; nothing where there are two, three months apart."""
    seen = sorted(day for day in dates if isinstance(day, dt.date))
    if len(seen) < 2:
        return ("no check", "one check")[len(seen)]
    apart = pd.Timestamp(seen[-1]) >= pd.Timestamp(seen[0]) + pd.DateOffset(months=MONTHS_APART)
    return "" if apart else "checks less than three months apart"


@rule(
    "E-04",
    column="Evidence refs",
    severity=Severity.ADVICE,
    message="Can you add an audit or a figure that shows the difference for {ref}?",
    fix="Put it on the Evidence sheet and its number in {cell}; what is there now shows that work was done.",
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
    several="{count} {rows} have no audit or figure that shows the difference",
    several_fix="Put one for each on the Evidence sheet; what is there now shows that work was done.",
)
def evidence_of_activity_only(case: Case) -> pd.Series:
    """Inspectors ask what is different for children, and a list of meetings does not say."""
    shown = case.text("Actions", "evidence_refs") + "\n" + evidence_words(case)
    activity = holds(shown, lambda text: bool(_ACTIVITY.search(text)) and not _IMPACT.search(text))
    return case.done & activity & ~measured(case)
