"""Answers to findings: which a file holds, whether they still speak of the same words, and what they settle.

An answer is chosen beside its finding on Check results and kept on the sheet Answers, where it may also be typed by
hand. Both count at once, so that no answer waits for somebody to press a button.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from toolkit.model.answers import NO_CHANGE, answer_meant, words_judged
from toolkit.model.finding import Finding, Severity
from toolkit.model.identity import canonical, ref_key, same_ref, text_key
from toolkit.model.plan import Book, Plan
from toolkit.rules.rule import DECLARED
from toolkit.sheets.compared import same_period
from toolkit.sheets.return_sheets import ANSWERED, CHECK_RESULTS

Line = dict[str, object]
SAME_ANSWER = ("rule", "ref", "words", "answer", "period")
"""What makes two lines one answer."""
_WHO = ("signed_off_by", "filled_in_by")


def kept(plan: Plan, source: str) -> list[Line]:
    """The rows of the sheet Answers of one file, as they stand, each with its ``row``."""
    return list(_rows(plan, ANSWERED.name, source))


def answers_of(plan: Plan, source: str, *, on: dt.date | None = None) -> list[Line]:
    """Every answer of one file: those it keeps, then those chosen beside findings since, each once."""
    lines = [line for line in kept(plan, source) if canonical(line["answer"])]
    known = {mark(line) for line in lines}
    for line in chosen(plan, source, on=on):
        if mark(line) not in known:
            known.add(mark(line))
            lines.append(line)
    return lines


def chosen(plan: Plan, source: str, *, on: dt.date | None = None) -> list[Line]:
    """What was chosen, or typed, beside findings on Check results, as rows of Answers; ``on``: the day."""
    settings = plan.settings.loc[source]
    found: list[Line] = []
    for row in _rows(plan, CHECK_RESULTS.name, source):
        if not canonical(row["answer"]):
            continue
        line: Line = dict.fromkeys(column.id for column in ANSWERED.columns)
        line |= {"rule": row["rule"], "ref": row["ref"], "words": row["judged"], "answer": row["answer"]}
        line |= {"by": who(plan, source, row["ref"]), "on": on or settings["signed_off_on"]}
        found.append(line | {"period": canonical(settings["period"])})
    return found


def who(plan: Plan, source: str, ref: object) -> str | None:
    """Who answers for a row: whoever brought it up to date, else, and in a register, whoever signs the file."""
    rows = _of(plan, "Actions", source) if plan.books[source] is Book.RETURN and ref_key(ref) else None
    if rows is not None:
        pairs = zip(rows["ref"], rows["updated_by"], strict=True)
        by = next((who for one, who in pairs if same_ref(one, ref) and canonical(who)), None)
        if by is not None:
            return str(by)
    settings = plan.settings.loc[source]
    return next((str(settings[name]) for name in _WHO if settings[name] is not None), None)


def mark(line: Mapping[str, object]) -> tuple[str, ...]:
    """What makes an answer that answer, whoever gave it."""
    return (ref_key(line["rule"]), ref_key(line["ref"]), *(text_key(line[c]) for c in SAME_ANSWER[2:]))


def apart(plan: Plan, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The findings that are still to be asked, each with the words it judged, and those that are answered."""
    words = _wording(plan)
    settled = {source: _settled(plan, source) for source in plan.sources}
    asked: list[Finding] = []
    answered: list[Finding] = []
    for finding in findings:
        if takes_answers(finding):
            finding = replace(finding, judged=words(finding))
            said: Collection[str] = settled[finding.source].get((finding.rule, ref_key(finding.ref)), frozenset())
            if "" in said or text_key(finding.judged) in said:
                answered.append(finding)
                continue
        asked.append(finding)
    return asked, answered


def takes_answers(finding: Finding) -> bool:
    """Whether a person may answer it; what a rule or a plan has made an error of is put right instead."""
    rule = DECLARED.get(finding.rule)
    if rule is None or not rule.answers:
        return False
    return finding.severity is not Severity.ERROR or rule.severity is Severity.ERROR


def holds(line: Mapping[str, object]) -> bool:
    """Whether an answer is one that its rule takes."""
    rule = DECLARED.get(ref_key(line["rule"]))
    return rule is not None and answer_meant(line["answer"]) in rule.answers


def is_past(line: Mapping[Any, object], period: object) -> bool:
    """Whether an answer spoke of a period that is over, and of nothing since."""
    return (
        answer_meant(line["answer"]) == NO_CHANGE
        and canonical(line["period"]) is not None
        and not same_period(line["period"], period)
    )


def _settled(plan: Plan, source: str) -> Mapping[tuple[str, str], set[str]]:
    """By rule and ref the words for which the question is answered; "" where a line typed by hand names none."""
    now = plan.settings.at[source, "period"]
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for line in answers_of(plan, source):
        if holds(line) and not is_past(line, now):
            found[ref_key(line["rule"]), ref_key(line["ref"])].add(text_key(line["words"]))
    return found


def _wording(plan: Plan) -> Callable[[Finding], str]:
    """Gives for a finding the words it judged: what stands in its cell, as it was typed."""
    sheets = {(source, layout.sheet): name for (source, name), layout in plan.layouts.items()}
    columns = cache(lambda source, name: {h: c for c, h in plan.layouts[source, name].headings.items()})
    # Once for the batch: sixty returns have thousands of findings.
    cells = cache(lambda name, column: dict(zip(plan.tables[name].index, plan.tables[name][column], strict=True)))

    def words(finding: Finding) -> str:
        source, name = finding.source, sheets.get((finding.source, finding.sheet), "")
        column = columns(source, name).get(finding.column, "") if name else ""
        if not column or finding.row is None:
            return words_judged(finding.message, finding.sheet)
        place = finding.row, column
        typed: object = plan.typed.get((source, name), {}).get(place)
        pair = plan.read_as.get((source, name), {}).get(place)
        if typed is None and pair:
            typed, _ = pair
        if typed is None and name == "Settings":
            typed = plan.settings.at[source, column]
        elif typed is None:
            typed = cells(name, column).get((source, finding.row))
        return words_judged(typed, finding.column, finding.judged)

    return words


def _with_rows(plan: Plan, name: str, source: str) -> Iterator[Line]:
    table = _of(plan, name, source)
    for (_, number), row in zip(table.index, table.to_dict("records"), strict=True):
        yield {str(c): None if v is None or v != v else v for c, v in row.items()} | {"row": number}


def _rows(plan: Plan, name: str, source: str) -> Iterator[Line]:
    """The lines of one file on a sheet on which anything is answered."""
    if name not in plan.tables or not plan.tables[name]["answer"].notna().any():
        return iter(())
    return _with_rows(plan, name, source)


def _of(plan: Plan, name: str, source: str) -> pd.DataFrame:
    table = plan.tables[name]
    return table.loc[_sources(table) == source] if len(table) else table


def _sources(table: pd.DataFrame) -> pd.Index:
    return table.index.get_level_values("source")
