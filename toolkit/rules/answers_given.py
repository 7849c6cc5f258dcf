"""C: answers to findings. Is what was answered one of the answers there are?"""

from __future__ import annotations

import pandas as pd

from toolkit.model.english import quoted
from toolkit.model.finding import Severity
from toolkit.model.identity import canonical
from toolkit.rules.answered import Line, chosen, holds, kept
from toolkit.rules.case import Case
from toolkit.rules.rule import DECLARED, NOTHING, Example, rule
from toolkit.sheets.return_sheets import ANSWERED, CHECK_RESULTS


@rule(
    "C-13",
    sheet="Answers",
    column="Answer",
    severity=Severity.WARNING,
    message='"{given}" is kept, but is no answer to {code}, which is asked again.',
    fix="{do}",
    bad=Example(rows={"Answers": [{"rule": "T-07", "ref": "EX1", "answer": "Yes, I know"}]}),
    good=Example(rows={"Answers": [{"rule": "T-07", "ref": "EX1", "answer": "Not the same"}]}),
    needs=(),
    where=(ANSWERED.name, CHECK_RESULTS.name),
    answers=(),
    several="{count} answers are kept, but answer nothing that is asked",
    several_fix="Choose for each from the list beside it on Check results.",
    each="{ref} ({code})",
)
def not_an_answer(case: Case) -> pd.DataFrame:
    """An officer who has answered once, and is asked again, must be told why."""
    found = [
        {"source": source, "ref": line["ref"], "given": quoted(str(line["answer"])), "code": line["rule"]}
        | {"do": _what_to_do(line)}
        for source in case.plan.sources
        for line in (*_not_taken_up(case, source), *chosen(case.plan, source))
        if canonical(line["answer"]) and not holds(line)
    ]
    return pd.DataFrame(found) if found else NOTHING


def _not_taken_up(case: Case, source: str) -> list[Line]:
    """Lines typed by hand: a refresh gives them their period, and has told of them by then."""
    return [line for line in kept(case.plan, source) if line["period"] is None]


def _what_to_do(line: Line) -> str:
    rule = DECLARED.get(str(line["rule"]).strip().upper())
    if rule is None:
        return f"There is no rule {line['rule']}: correct the code on the sheet Answers."
    if not rule.answers:
        return f"{rule.code} takes no answer: put right what it found."
    words = " or ".join(f'"{answer}"' for answer in rule.answers)
    return f"Choose {words} from the list beside it on Check results."
