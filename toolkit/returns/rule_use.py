"""What each rule was worth to the people it was put to: how often it spoke, and what they did about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from toolkit.model.answers import MEANT, answer_meant
from toolkit.model.finding import Report
from toolkit.model.identity import ref_key
from toolkit.model.plan import Plan
from toolkit.rules import catalogue
from toolkit.rules.answered import answers_of
from toolkit.sheets.return_sheets import MENDED

COLUMNS = ("rule", "severity", "fault", "spoke", "stands", "answered", "meant", "mended", "files")


def rule_use(plan: Plan, report: Report) -> pd.DataFrame:
    """A row for each rule that spoke, those that spoke most first.

    ``spoke`` is the sum of what ``stands``, of what was ``answered``, and of what was ``mended`` by a fix; ``meant``
    counts the answers "This is meant", and ``files`` the workbooks concerned. Where a rule is mostly meant, a plan is
    better off without it, or with less weight on it.
    """
    stands = Counter(f.rule for f in report.findings)
    answered = Counter(f.rule for f in report.answered)
    mended = Counter(code for code, _ in _mended(plan))
    meant = Counter(
        ref_key(line["rule"]) for source in plan.sources for line in answers_of(plan, source)
        if answer_meant(line["answer"]) == MEANT
    )  # fmt: skip
    files = {(f.rule, f.source) for f in (*report.findings, *report.answered)} | set(_mended(plan))
    where = Counter(code for code, _ in files)
    rows = [
        [rule.code, str(rule.severity), rule.title, stands[code] + answered[code] + mended[code],
         stands[code], answered[code], meant[ref_key(code)], mended[code], where[code]]
        for rule in catalogue() if where[code := rule.code]
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found.sort_values("spoke", ascending=False, kind="stable", ignore_index=True)


def _mended(plan: Plan) -> Iterator[tuple[str, str]]:
    """The rule and the file of every line of the sheets Mended."""
    if MENDED.name in plan.tables:
        table = plan[MENDED.name]
        for rule, source in zip(table["rule"], table.index.get_level_values("source"), strict=True):
            if rule is not None:
                yield str(rule), str(source)
