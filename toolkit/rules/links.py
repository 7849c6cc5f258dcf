"""X: links. Does everything that is named exist, and does everything that was asked for have an answer?"""

from __future__ import annotations

import re

import pandas as pd

from toolkit.model.english import quoted
from toolkit.model.finding import Severity
from toolkit.model.identity import ref_keys
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Book
from toolkit.rules.case import Case
from toolkit.rules.related import cited, of_its_action
from toolkit.rules.rule import Example, broken, many, rule, said
from toolkit.rules.whole_columns import holds, places_of

_REGISTER = Book.REGISTER
# No ref is without a figure; what follows it in the same text need not be looked at.
_RANGE = pattern_of(r"(?:[\d\s.,;&]|and)*\b\d{1,2}\s*[-–]\s*\d{1,2}\b(?:[\d\s.,;&–-]|and)*")
_MIXED = pattern_of(r"\s*\d{1,2}(?:\.\d{1,2}){1,}\s*[,&].*|.*[,&]\s*\d{1,2}\.\d{1,2}\.\d{1,2}.*")
_EVIDENCE_LIST = pattern_of(r"\s*[A-Za-z]{0,3}\d+[a-z]?(?:\s*(?:;|,|&|and)\s*[A-Za-z]{0,3}\d+[a-z]?)*\s*")


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
    where=("Links",),
    several="{count} {rows} cite a source that is not on the Sources sheet",
    several_fix="Add each source to the Sources sheet, or correct the number.",
    each="{ref} ({x})",
)
def source_not_listed(case: Case) -> pd.DataFrame:
    """The board asks where an action comes from, and the plan has to know."""
    links = case["Links"]
    known = _places(case, "Sources", "code")
    wrong = (links["to"] == "source") & links["ref"].notna() & ~_in(links["ref"], known)
    return broken(wrong, x=links["ref"])


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
    where=("Links",),
    several="{count} {rows} are not linked to a recommendation, a source or a standard",
)
def answers_nothing(case: Case) -> pd.Series:
    """Work that answers no finding may be good work, but the board did not ask for it."""
    linked = _places(case, "Links", "action_ref")
    sources = {source for source, _ in linked}
    keys = case.keys
    asked = (keys != "") & keys.index.get_level_values("source").isin(sources) & ~case.elsewhere
    answers = _in(keys, linked)
    return asked & ~answers & ~of_its_action(case, answers)


@rule(
    "X-05",
    sheet="Recommendations",
    column="Ref",
    severity=Severity.ERROR,
    message="Recommendation {ref} has no action, and the board will ask.",
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
    where=("Recommendations",),
    several="{count} recommendations have no action, and the board will ask",
    several_fix="Add an action for each, or link one that answers it on the Links sheet.",
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
    where=("Links",),
    several="{count} links could mean more than one thing",
    each='{ref} ("{words}")',
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
    several="{count} numbers of evidence are {what}",
    each="{n}",
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
                    "what": "cited, but not in the evidence log",
                    "how": "Add it to the Evidence sheet, or correct the number.",
                }
            ),
            broken(
                unused,
                table="Evidence",
                column="no",
                n=evidence["no"],
                what="logged, but not used by any action",
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
