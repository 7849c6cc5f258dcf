"""X: actions named in words. Does what a text points at exist, and is it about that?"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping

import pandas as pd

from toolkit.model.answers import NOT_THE_SAME
from toolkit.model.english import quoted
from toolkit.model.finding import Severity
from toolkit.model.identity import ref_key, ref_keys
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Plan
from toolkit.rules.case import Case
from toolkit.rules.rule import Example, only, rule
from toolkit.rules.whole_columns import by_place, each, holds_near

_FIGURE = (r"\d[^\x1f]*",)
_REF = r"[A-Za-z]{0,4}\d{1,3}(?:\.\d{1,3})*[a-z]?"
_AND = r"(?:, ?| and | & | or |/| to |-)(?:action )?"
_NAMED = rf"(?:[Aa]ctions?|ACTIONS?)(?: (?:no|number|ref|nos)\.?)?s? (?P<named>{_REF}(?:{_AND}{_REF})*)\b"
_POINTS = (
    r"(?:[Ss]ee|[Ss]ee also|[Rr]efers? to|[Aa]s per|[Aa]s in|[Cc]f\.?|[Ll]inks? (?:to|with)|[Ll]inked (?:to|with)"
    r"|[Cc]overed (?:in|by|under)|[Dd]epends on|[Ww]aits for|[Cc]ross[- ]reference:?)"
)
# Without the word "action", 3.2 after "see" is one only if it counts nothing.
_POINTED = (
    rf"{_POINTS} (?P<pointed>[A-Za-z]{{0,4}}\d{{1,3}}(?:\.\d{{1,3}})+[a-z]?|[A-Z]{{1,4}}\d{{1,3}}[a-z]?)"
    r"(?![\w%£]|\.\d| (?:%|per cent|percent|points?|times|days|weeks|months|years|hours|posts|million)\b)"
)
_EACH = pattern_of(rf"{_REF}")
_PREFIX = pattern_of(r"[A-Z]{2,4}(?=\d)")
_WORD = pattern_of(r"[a-z]{4,}")
_COMMON_LIST = """
    above action actions against also been being below child children complete completed develop done each
    completion covered delivered delivery depend dependent depends ensure every follow following follows from have
    improve including into link linked links mentioned more need needs other outcome part people plan plans progress
    refer refers review same section see service services support than that their this through under until update
    updated wait waits when where which will with within work young
"""
_COMMON = frozenset(_COMMON_LIST.split())
_TEXTS = (
    ("Actions", "action"),
    ("Actions", "where_now"),
    ("Actions", "still_to_do"),
    ("Actions", "outcome"),
    ("Actions", "challenge"),
    ("Actions", "notes"),
    ("Actions", "revision_reason"),
    ("Actions", "override_reason"),
    ("Actions", "evidence_refs"),
    ("Milestones", "milestone"),
    ("Milestones", "note"),
    ("Risks", "risk"),
    ("Risks", "controls"),
    ("Risks", "further_action"),
    ("Evidence", "what"),
    ("Measure values", "note"),
    ("Timeline", "activity"),
    ("Narrative", "text"),
    ("Decisions", "decision"),
    ("Decisions", "outcome"),
    ("Outcomes", "text"),
)
_ENOUGH_WORDS = 3


@rule(
    "X-02",
    column="Action",
    severity=Severity.ERROR,
    message="{ref} mentions action {x}, and there is no such action.",
    fix="Correct the reference, or say in words which action is meant.",
    bad=Example(rows={"Actions": [{"ref": "EX1", "notes": "Waits for action EX9"}]}),
    good=Example(rows={"Actions": [{"ref": "EX1", "notes": "Waits for the audit"}]}),
    several="{count} {rows} mention an action that does not exist",
    several_fix="Correct each reference, or say in words which action is meant.",
    each="{ref} ({x})",
)
def names_an_action_that_does_not_exist(case: Case) -> pd.DataFrame:
    """A plan that sends its reader to an action that is not there was not read by its authors."""
    mentions = _mentions(case)
    return only(mentions, (not there for there in mentions["exists"]))[["source", "row", "table", "column", "x"]]


@rule(
    "X-03",
    column="Action",
    severity=Severity.WARNING,
    message='{ref} mentions action {x}, but {x} is about "{title}".',
    fix="Check whether the numbering has changed since this was written.",
    bad=Example(
        rows={
            "Actions": [
                {"ref": "EX1", "notes": "The foster carers' payments are settled in action EX2"},
                {"ref": "EX2", "action": "Train duty managers to record decisions the same day"},
            ]
        }
    ),
    good=Example(
        rows={
            "Actions": [
                {"ref": "EX1", "notes": "The duty managers learn to use the guide in action EX2"},
                {"ref": "EX2", "action": "Train duty managers to record decisions the same day"},
            ]
        }
    ),
    several="{count} {rows} mention an action that is about something else",
    each="{ref} ({x})",
    answers=(NOT_THE_SAME,),
)
def names_an_action_about_something_else(case: Case) -> pd.DataFrame:
    """When a plan is renumbered, references in its sentences stay behind."""
    mentions = _mentions(case)
    unlike = (
        exists
        and len(_words(sentence)) >= _ENOUGH_WORDS
        and bool(_words(title))
        and not _words(sentence) & _words(title)
        for exists, sentence, title in zip(mentions["exists"], mentions["sentence"], mentions["title"], strict=True)
    )
    found = only(mentions, unlike)
    return found[["source", "row", "table", "column", "x"]].assign(
        title=each(found["title"], quoted), against=found["title"]
    )


def _mentions(case: Case) -> pd.DataFrame:
    """Every other action named in the words of one: source, row, table, column, x, sentence, exists, title.

    Only what can be answered: a return that is part of a register is asked with the register at hand, and a ref must
    look like the plan's own.
    """
    return case.once("mentions", lambda: _all_mentions(case))


def _all_mentions(case: Case) -> pd.DataFrame:
    titles = _titles(case)
    patterns = {source: _naming(known) for source, known in titles.items()}
    shapes = {source: {_shape(ref) for ref in known} for source, known in titles.items()}
    headings = {source: _headings(known) for source, known in titles.items()}
    found = []
    for table, column, texts in case.texts(_TEXTS):
        own = _own_refs(case, table)
        for place, text in by_place(texts[holds_near(texts, _FIGURE, bool)]):
            source, row = place
            known = titles.get(source, {})
            for match in patterns[source].finditer(text) if known else ():
                for x in _EACH.findall(match["named"] or match["pointed"] or match["own"]):
                    if _shape(x) in shapes[source] and ref_key(x) != own[place]:
                        title = _title(ref_key(x), known, headings[source])
                        sentence = _sentence(text, match.start())
                        found.append((source, row, table, column, x, sentence, title is not None, title or ""))
    names = ["source", "row", "table", "column", "x", "sentence", "exists", "title"]
    return pd.DataFrame(found, columns=names)


def _own_refs(case: Case, table: str) -> pd.Series:
    """The action each row of a sheet belongs to, which it may name; "" where it belongs to none."""
    if table == "Actions":
        return case.keys
    rows = case[table]
    return ref_keys(rows["action_ref"]) if "action_ref" in rows else pd.Series("", index=rows.index, dtype=object)


def _naming(known: Mapping[str, str]) -> re.Pattern[str]:
    """How the words of a plan name its actions: "action 3.2", "see 3.2", or LG3 where its refs begin with letters."""
    own = "|".join(_prefixes(known)) or "(?!)"
    return re.compile(rf"\b(?:{_NAMED}|{_POINTED}|(?P<own>(?:{own})\d{{1,3}}(?:\.\d{{1,3}})*[a-z]?)(?![\w/]|\.\d))")


def _prefixes(known: Mapping[str, str]) -> list[str]:
    """The letters with which refs of a plan begin, where they are too many to be anything else."""
    return sorted({found[0] for ref in known if (found := _PREFIX.match(ref))})


def _title(ref: str, known: Mapping[str, str], headings: Container[str]) -> str | None:
    """What an action is about; a heading with actions below it, and an action split into parts, are about nothing."""
    return known.get(ref, "" if ref in headings else None)


def _headings(known: Iterable[str]) -> set[str]:
    """Refs below which others stand: 3 and 3.4 of 3.4.1, and QP4 of QP4A."""
    dots = {ref[: dot.start()] for ref in known for dot in re.finditer(r"\.", ref)}
    return dots | {ref[:-1] for ref in known if ref[-1:].isalpha()}


def _titles(case: Case) -> dict[str, dict[str, str]]:
    """For each file the refs of its whole plan and what they are about; none where the rest is not at hand."""
    of_file: dict[str, dict[str, str]] = {}
    rows = zip(case.keys.index.get_level_values("source"), case.keys, case.text("Actions", "action"), strict=True)
    for source, key, action in rows:
        of_file.setdefault(source, {})[key] = action
    whole = {} if case.last is None else _titles_of(case.last)
    return {
        source: whole | own
        for source, own in of_file.items()
        if case.last is not None or source not in case.issued_sources
    }


def _titles_of(plan: Plan) -> dict[str, str]:
    actions = plan["Actions"]
    return dict(zip(ref_keys(actions["ref"]), actions["action"].fillna("").astype(str), strict=True))


def _shape(ref: str) -> str:
    return re.sub(r"\d+", "9", re.sub(r"[A-Za-z]+\Z", "", ref.upper()))


def _sentence(text: str, at: int) -> str:
    start = max(text.rfind(stop, 0, at) for stop in (". ", "\n", "; "))
    ends = [end for stop in (". ", "\n", "; ") if (end := text.find(stop, at)) >= 0]
    return text[start + 1 : min(ends, default=len(text))]


def _words(text: str) -> set[str]:
    """The words that say what a text is about, by their first five letters."""
    return {word[:5] for word in _WORD.findall(text.casefold()) if word not in _COMMON}
