"""T: the words. Could a board member who was not in the room tell what will be done?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from toolkit.model.answers import NO_CHANGE
from toolkit.model.english import quoted
from toolkit.model.finding import Severity
from toolkit.model.identity import text_key
from toolkit.model.patterns import pattern_of
from toolkit.rules.case import Case
from toolkit.rules.related import measured, with_milestones
from toolkit.rules.rule import ISSUED, Example, broken, many, rule, said
from toolkit.rules.schema import Fault
from toolkit.rules.whole_columns import differs, holds, holds_near, sources_of

# Verbs that are no nouns: "the independent Review" is a thing, "the independent Ensure" is two sentences.
_VERBS = (
    "Agree|Analyse|Appoint|Arrange|Assess|Clarify|Consider|Continue|Create|Define|Deliver|Determine|Develop|Embed|"
    "Encourage|Enhance|Ensure|Establish|Evaluate|Explore|Identify|Implement|Improve|Introduce|Maintain|Produce|Promote|"
    "Provide|Publish|Raise|Recruit|Reduce|Revise|Strengthen|Undertake"
)
# These are nouns too, unless they go on as only a verb can: Monitor its use.
_ALSO_NOUNS = (
    "Audit|Build|Check|Complete|Extend|Focus|Increase|Launch|Lead|Make|Monitor|Offer|Plan|Report|Review|Run|Set|Share|"
    "Support|Test|Train|Update|Use|Work|Write"
)
_GOES_ON = "the|a|an|all|each|every|its|our|their|any|how|what|whether"
_LEADS_ON = (
    "the|a|an|to|and|or|of|our|its|their|for|in|with|by|will|must|should|on|not|called|named|titled|is|be|"
    "project|programme|campaign|strategy|that|we|they|help|let|please"
)
_RUN_TOGETHER = pattern_of(
    rf"(?<![\"'‘“])\b(?!(?:{_LEADS_ON})\b)(?:[a-z][a-z'’-]+|[A-Z]{{2,}}s?)[)\"’”]? "
    rf"(?:(?:{_VERBS}) [a-z]|(?:{_ALSO_NOUNS}) (?:{_GOES_ON})\b|Work with\b|Focus on\b)"
)
_MAY_BE_TWO = (rf" (?:{_VERBS}|{_ALSO_NOUNS}) ", r"\n")
"""Without one of these no text runs two actions together, and none has two bullets."""
_BULLET = pattern_of(r"^\s*(?:[•●▪◦‣·*–-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+\S", re.MULTILINE)
_JOINING = "and|or|the|of|a|an|including|plus|with|via|than|our|their|its|such as|as well as|in order to|so that"
_STOPS_SHORT = pattern_of(r"[a-z0-9)\"’”']\s*[:,–-]\Z")
# "to" and "for" may end a sentence after a verb: posts recruited to, plans accounted for.
_JOINS_ON = pattern_of(rf"\b(?:{_JOINING}|(?<!ed )(?<!cared )(?:for|from|by|to|into))\Z")
_ITEM = pattern_of(r"(?:;|,)(?:\s+(?:and|or))?\Z", re.IGNORECASE)
"""How an item of a list ends that goes on in another cell."""
_LAST = (*":,–-", "for", "from", "by", "to", "into", *(words.split()[-1] for words in _JOINING.split("|")))
"""What a text that is cut short ends with, whatever stands before it."""
_VAGUE = pattern_of(r"\W*(?:continue|support|ensure|further develop|embed)\b", re.IGNORECASE)

LONG_TEXTS = (
    ("Actions", "action"),
    ("Actions", "where_now"),
    ("Actions", "still_to_do"),
    ("Actions", "outcome"),
    ("Actions", "challenge"),
    ("Actions", "notes"),
    ("Milestones", "milestone"),
    ("Risks", "risk"),
)
ALL_TEXTS = (
    *LONG_TEXTS,
    ("Actions", "evidence_refs"),
    ("Actions", "revision_reason"),
    ("Actions", "override_reason"),
    ("Milestones", "note"),
    ("Evidence", "what"),
    ("Evidence", "where_kept"),
    ("Risks", "controls"),
    ("Risks", "further_action"),
    ("Measure values", "note"),
)


@rule(
    "T-01",
    column="Action",
    severity=Severity.ERROR,
    message="Row {row} has no action.",
    fix="Say in {cell} what will be done.",
    bad={"action": None},
    good={"action": "Publish one threshold guide for every agency that refers a child"},
    several="{count} rows have no action",
    each="{row}",
)
def no_action_words(case: Case) -> pd.Series:
    """A row that does not say what will be done cannot be delivered, or shown to be."""
    return case.faults("Actions", Fault.BLANK, "action") & ~case.part


@rule(
    "T-03",
    column="Action",
    severity=Severity.WARNING,
    message="{ref} may hold two actions.",
    fix="If it does, split it into two rows, each with a reference, a lead and a date of its own.",
    bad={"action": "Write one threshold guide for partners Introduce a weekly audit of referrals"},
    good={"action": "Write one threshold guide for partners, and introduce it to every school"},
    several="{count} {rows} may hold two actions each",
    several_fix="Where one does, split it into two rows, each with a reference, a lead and a date of its own.",
)
def two_actions_in_one(case: Case) -> pd.Series:
    """One date and one rating cannot be true of two actions."""
    texts = case.text("Actions", "action")
    return holds_near(texts, _MAY_BE_TWO, lambda text: _RUN_TOGETHER.search(text) or len(_BULLET.findall(text)) > 1)


@rule(
    "T-04",
    column="Action",
    severity=Severity.WARNING,
    message='{cell} looks cut short: "...{end}".',
    fix="Check that nothing was lost, and finish the sentence.",
    bad={"where_now": "Draft guide tested with three schools and"},
    good={"where_now": "Draft guide tested with three schools."},
    several="{count} cells look cut short",
    each="{ref} ({column})",
)
def text_cut_short(case: Case) -> pd.DataFrame:
    """Half a sentence in a board paper makes a reader doubt the other half."""
    found = []
    for sheet, column, texts in case.texts(LONG_TEXTS):
        cut = holds(texts, _is_cut_short)
        if cut.any():
            cut &= ~_in_a_list(texts)
            end = said(texts, lambda text: " ".join(text.split())[-30:])
            found.append(broken(cut, table=sheet, column=column, end=end))
    return many(found)


def _in_a_list(texts: pd.Series) -> pd.Series:
    """Texts that are items of one list: they end as items do, and so does the text above or below in the file."""
    items = holds(texts, lambda text: _ITEM.search(text.rstrip()))
    by_file = items.groupby(sources_of(texts))
    return items & (by_file.shift(1, fill_value=False) | by_file.shift(-1, fill_value=False))


def _is_cut_short(text: str) -> bool:
    end = text.rstrip()
    if re.search(r";\s*(?:and|or)\Z", end[-8:], re.IGNORECASE):
        return False
    # Few texts end so: of the others the patterns are not asked.
    if " " not in end or not end.endswith(_LAST):
        return False
    return bool((_JOINS_ON if end[-1].isalpha() else _STOPS_SHORT).search(end[-20:]))


@rule(
    "T-05",
    column="Action",
    severity=Severity.ADVICE,
    message="{ref} says how you will work, not what will change.",
    fix="Say what will be different, and how you will know: a milestone, a measure or a date.",
    bad={"action": "Continue to support families early", "due_as_written": "Ongoing"},
    good={"action": "Support forty more families a quarter before they reach the front door"},
    several="{count} {rows} say how you will work, not what will change",
    several_fix="Say in each what will be different, and how you will know: a milestone, a measure or a date.",
)
def says_how_not_what(case: Case) -> pd.Series:
    """What has no end and no measure can be reported on for ever, and never be done."""
    vague = holds(case.text("Actions", "action"), _VAGUE.match) & case.open
    if not vague.any():
        return vague
    dates = case.dates("Actions", "due_as_written")
    has_date = dates["outcome"].isin(["date", "range", "recurring", "list", "ask"])
    everything = case["Milestones"]["action_ref"].notna()
    return vague & ~(has_date | with_milestones(case, everything) | measured(case))


@rule(
    "T-08",
    column="Where are we now",
    severity=Severity.WARNING,
    message="The update for {ref} has not changed since the return was sent out.",
    fix="Say what has happened since, or that nothing has, and why.",
    bad=Example(issued={"Actions": [{"ref": "EX1", "notes": "To be printed in May"}]}),
    good=Example(issued={"Actions": [{"ref": "EX1", "where_now": "Guide drafted with the police"}]}),
    needs=("where_now", "status", ISSUED),
    several="{count} updates have not changed since the return was sent out",
    unless=("S-10",),
    answers=(NO_CHANGE,),
)
def update_not_updated(case: Case) -> pd.Series:
    """Last period's words under this period's date tell the board that something happened."""
    actions, sent = case["Actions"], case.issued("Actions")
    same = actions["where_now"].notna() & ~differs(actions["where_now"], sent["where_now"])
    same &= case.open & case.was_issued() & ~differs(actions["status"], sent["status"])
    # Said again under a new date, it is an answer (S-10 asks for it).
    same &= ~holds(case.text("Actions", "where_now"), lambda text: text_key(text).strip(".") == "no change")
    # Where nothing at all has changed, or a nil return is declared, P-04 or the declaration says it once.
    sources = actions.index.get_level_values("source")
    return same & ~sources.isin(case.unchanged) & case.setting("nil_return").isna()


def cells_where(case: Case, sheet: str, column: str, test: Callable[[str], bool]) -> pd.DataFrame:
    """The cells of a column whose words a test holds of, each with its words."""
    texts = case.text(sheet, column)
    return broken(holds(texts, test), table=sheet, column=column, words=said(texts, quoted))
