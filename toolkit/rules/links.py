"""X: links. Does everything that is named exist, and does everything that was asked for have an answer?"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from toolkit.model.finding import Severity
from toolkit.model.identity import ref_key, ref_keys
from toolkit.model.plan import Plan
from toolkit.model.words import quoted
from toolkit.rules.case import Case
from toolkit.rules.columns import by_place, each, holds, holds_near, places_of
from toolkit.rules.related import cited
from toolkit.rules.rule import Example, Rule, broken, many, only, rule, said
from toolkit.sheets import Book

_REGISTER = Book.REGISTER
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
_EACH = re.compile(rf"{_REF}")
# No ref is without a figure; what follows it in the same text need not be looked at.
_FIGURE = (r"\d[^\x1f]*",)
_PREFIX = re.compile(r"[A-Z]{2,4}(?=\d)")
_WORD = re.compile(r"[a-z]{4,}")
_COMMON_LIST = """
    above action actions against also been being below child children complete completed develop done each
    ensure every from have improve including into link linked links mentioned more other part people plan plans
    progress review see service services support than that their this through under when where which will with
    within work young
"""
_COMMON = frozenset(_COMMON_LIST.split())
_TEXTS = (
    ("Actions", "action"),
    ("Actions", "where_now"),
    ("Actions", "still_to_do"),
    ("Actions", "outcome"),
    ("Actions", "challenge"),
    ("Actions", "notes"),
    ("Milestones", "milestone"),
    ("Milestones", "note"),
)
_ENOUGH_WORDS = 4
_RANGE = re.compile(r"(?:[\d\s.,;&]|and)*\b\d{1,2}\s*[-–]\s*\d{1,2}\b(?:[\d\s.,;&–-]|and)*")
_MIXED = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){1,}\s*[,&].*|.*[,&]\s*\d{1,2}\.\d{1,2}\.\d{1,2}.*")
_EVIDENCE_LIST = re.compile(r"\s*[A-Za-z]{0,3}\d+[a-z]?(?:\s*(?:;|,|&|and)\s*[A-Za-z]{0,3}\d+[a-z]?)*\s*")


@rule(
    "X-01",
    sheet="Links",
    column="Ref",
    severity=Severity.ERROR,
    message="{ref} cites source {x}, which is not on the Sources sheet.",
    fix="Add source {x} to the Sources sheet, or correct the number.",
    bad=Example(
        rows={
            "Links": [{"action_ref": "EX1", "to": "source", "ref": "9"}],
            "Sources": [{"code": "1", "document": "Peer challenge report"}],
        },
        book=_REGISTER,
    ),
    good=Example(
        rows={
            "Links": [{"action_ref": "EX1", "to": "source", "ref": "1"}],
            "Sources": [{"code": "1", "document": "Peer challenge report"}],
        },
        book=_REGISTER,
    ),
    needs=("ref", "Sources.code"),
)
def source_not_listed(case: Case) -> pd.DataFrame:
    """The board asks where an action comes from, and the plan has to know."""
    links = case["Links"]
    known = _places(case, "Sources", "code")
    wrong = (links["to"] == "source") & links["ref"].notna() & ~_in(links["ref"], known)
    return broken(wrong, x=links["ref"])


@rule(
    "X-02",
    column="Action",
    severity=Severity.ERROR,
    message="{ref} mentions action {x}. There is no such action.",
    fix="Correct the reference, or say in words which action is meant.",
    bad=Example(rows={"Actions": [{"ref": "EX1", "notes": "Waits for action EX9"}]}),
    good=Example(rows={"Actions": [{"ref": "EX1", "notes": "Waits for the audit"}]}),
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
    return found[["source", "row", "table", "column", "x"]].assign(title=each(found["title"], quoted))


def _mentions(case: Case) -> pd.DataFrame:
    """Every other action named in the words of one: source, row, table, column, x, sentence, exists, title.

    Only what can be answered: a return that is part of a register is asked with the register at hand, and a ref must
    look like the plan's own.
    """
    return case.once("mentions", lambda: _all_mentions(case))


def _all_mentions(case: Case) -> pd.DataFrame:
    titles = _titles(case)
    patterns = {source: _naming(known) for source, known in titles.items()}
    found = []
    for table, column in _TEXTS:
        texts = case.text(table, column)
        own = case.keys if table == "Actions" else ref_keys(case[table]["action_ref"])
        for place, text in by_place(texts[holds_near(texts, _FIGURE, bool)]):
            source, row = place
            known = titles.get(source, {})
            shapes = {_shape(ref) for ref in known}
            for match in patterns[source].finditer(text) if known else ():
                for x in _EACH.findall(match["named"] or match["pointed"] or match["own"]):
                    if _shape(x) in shapes and ref_key(x) != own[place]:
                        title = _title(ref_key(x), known)
                        sentence = _sentence(text, match.start())
                        found.append((source, row, table, column, x, sentence, title is not None, title or ""))
    names = ["source", "row", "table", "column", "x", "sentence", "exists", "title"]
    return pd.DataFrame(found, columns=names)


def _naming(known: Mapping[str, str]) -> re.Pattern[str]:
    """How the words of a plan name its actions: "action 3.2", "see 3.2", or LG3 where its refs begin with letters."""
    own = "|".join(_prefixes(known)) or "(?!)"
    return re.compile(rf"\b(?:{_NAMED}|{_POINTED}|(?P<own>(?:{own})\d{{1,3}}(?:\.\d{{1,3}})*[a-z]?)(?![\w/]|\.\d))")


def _prefixes(known: Mapping[str, str]) -> list[str]:
    """The letters with which refs of a plan begin, where they are too many to be anything else."""
    return sorted({found[0] for ref in known if (found := _PREFIX.match(ref))})


def _title(ref: str, known: Mapping[str, str]) -> str | None:
    """What an action is about; a heading with actions below it, and an action split into parts, are about nothing."""
    if ref in known:
        return known[ref]
    below = re.compile(rf"{re.escape(ref)}(?:\.|[A-Z]\Z)")
    return "" if any(below.match(one) for one in known) else None


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


@rule(
    "X-04",
    column="Ref",
    severity=Severity.WARNING,
    message="{ref} is not linked to a recommendation, a source or a standard.",
    fix="Say on the Links sheet what {ref} answers.",
    bad=Example(
        rows={
            "Actions": [{"ref": "EX1"}, {"ref": "EX2", "action": "Train duty managers"}],
            "Links": [{"action_ref": "EX2", "to": "recommendation", "ref": "1"}],
            "Recommendations": [{"ref": "1", "text": "Record decisions on time"}],
        },
        book=_REGISTER,
    ),
    good=Example(
        rows={
            "Actions": [{"ref": "EX1"}, {"ref": "EX2", "action": "Train duty managers"}],
            "Links": [
                {"action_ref": "EX1", "to": "recommendation", "ref": "1"},
                {"action_ref": "EX2", "to": "recommendation", "ref": "1"},
            ],
            "Recommendations": [{"ref": "1", "text": "Record decisions on time"}],
        },
        book=_REGISTER,
    ),
    needs=("ref", "Links.action_ref"),
)
def answers_nothing(case: Case) -> pd.Series:
    """Work that answers no finding may be good work, but the board did not ask for it."""
    linked = _places(case, "Links", "action_ref")
    sources = {source for source, _ in linked}
    keys = case.keys
    asked = (keys != "") & keys.index.get_level_values("source").isin(sources) & ~case.elsewhere
    return asked & ~_in(keys, linked)


@rule(
    "X-05",
    sheet="Recommendations",
    column="Ref",
    severity=Severity.ERROR,
    message="Recommendation {ref} has no action. The board will ask.",
    fix="Add an action for it, or link one that answers it on the Links sheet.",
    bad=Example(
        rows={
            "Recommendations": [
                {"ref": "1", "text": "Record decisions on time"},
                {"ref": "2", "text": "See every child alone"},
            ],
            "Links": [{"action_ref": "EX1", "to": "recommendation", "ref": "1"}],
        },
        book=_REGISTER,
    ),
    good=Example(
        rows={
            "Recommendations": [{"ref": "1", "text": "Record decisions on time"}],
            "Links": [{"action_ref": "EX1", "to": "recommendation", "ref": "1"}],
        },
        book=_REGISTER,
    ),
    needs=("ref", "Links.ref"),
)
def recommendation_without_an_action(case: Case) -> pd.Series:
    """Inspectors come back to their recommendations one by one."""
    links = case["Links"]
    answered = links[links["to"] == "recommendation"]["ref"]
    places = set(zip(answered.index.get_level_values("source"), ref_keys(answered), strict=True))
    refs = case["Recommendations"]["ref"]
    return refs.notna() & ~_in(refs, places)


@rule(
    "X-06",
    sheet="Links",
    column="As written",
    severity=Severity.ERROR,
    message='"{words}" could mean more than one thing.{suggest}',
    fix="Write each number, split by commas, such as 3, 4, 5, and keep one row a link.",
    bad=Example(
        rows={
            "Links": [{"action_ref": "EX1", "to": "recommendation", "ref": "2", "as_written": "2-12"}],
            "Recommendations": [{"ref": "2", "text": "Record decisions on time"}],
        },
        book=_REGISTER,
    ),
    good=Example(
        rows={
            "Links": [{"action_ref": "EX1", "to": "recommendation", "ref": "2", "as_written": "2, 12"}],
            "Recommendations": [{"ref": "2", "text": "Record decisions on time"}],
        },
        book=_REGISTER,
    ),
)
def list_that_can_be_read_two_ways(case: Case) -> pd.DataFrame:
    """2-12 is two recommendations, or eleven, or the second of December."""
    links = case["Links"]
    written = case.text("Links", "as_written")
    doubtful = holds(written, lambda text: bool(_RANGE.fullmatch(text) or _MIXED.fullmatch(text)))
    # The same words stand beside every link they were split into; once is enough.
    sources = links.index.get_level_values("source")
    again = pd.DataFrame({"s": sources, "a": ref_keys(links["action_ref"]), "w": written}).duplicated().to_numpy()
    return broken(doubtful & ~again, words=said(written, quoted), suggest=said(written, _suggested))


def _suggested(text: str) -> str:
    numbers = re.findall(r"\d+", text)
    return f" Did you mean {', '.join(numbers)}?" if len(numbers) > 1 else ""


@rule(
    "X-07",
    column="Evidence refs",
    severity=Severity.WARNING,
    message="Evidence {n} is {what}.",
    fix="{how}",
    bad=Example(rows={"Actions": [{"evidence_refs": "7"}]}),
    good=Example(
        rows={
            "Actions": [{"evidence_refs": "7"}],
            "Evidence": [{"no": "7", "what": "Audit of forty referrals", "state": "Filed"}],
        }
    ),
    needs=("evidence_refs", "Evidence.no"),
)
def evidence_cited_and_logged_do_not_match(case: Case) -> pd.DataFrame:
    """A number that leads nowhere is no evidence, and a document nobody cites proves nothing."""
    numbered = holds(case.text("Actions", "evidence_refs"), _EVIDENCE_LIST.fullmatch)
    numbers = cited(case)[numbered].explode().dropna()
    logged = _places(case, "Evidence", "no")
    unlogged = numbers[[place not in logged for place in places_of(numbers)]]
    evidence = case["Evidence"]
    all_cited = cited(case).explode().dropna()
    used = set(places_of(all_cited))
    unused = evidence["no"].notna() & evidence["action_ref"].isna() & ~_in(evidence["no"], used)
    return many(
        [
            pd.DataFrame(
                {
                    "n": unlogged,
                    "what": "cited, but is not in the evidence log",
                    "how": "Add it to the Evidence sheet, or correct the number.",
                }
            ),
            broken(
                unused,
                table="Evidence",
                column="no",
                n=evidence["no"],
                what="logged, but no action uses it",
                how="Cite it in the action's Evidence refs, or fill in its Action ref.",
            ),
        ]
    )


def _places(case: Case, sheet: str, column: str) -> set[tuple[str, str]]:
    values = case[sheet][column].dropna()
    return set(zip(values.index.get_level_values("source"), ref_keys(values), strict=True))


def _in(values: pd.Series, places: set[tuple[str, str]]) -> pd.Series:
    pairs = zip(values.index.get_level_values("source"), ref_keys(values), strict=True)
    return pd.Series([pair in places for pair in pairs], index=values.index, dtype=bool)


RULES: tuple[Rule, ...] = (
    source_not_listed,
    names_an_action_that_does_not_exist,
    names_an_action_about_something_else,
    answers_nothing,
    recommendation_without_an_action,
    list_that_can_be_read_two_ways,
    evidence_cited_and_logged_do_not_match,
)
