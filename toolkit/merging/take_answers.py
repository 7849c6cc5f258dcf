"""What services answered to findings, taken into the register: nothing of it is lost, and the team is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pandas as pd

from toolkit.merging.choose_files import File
from toolkit.merging.ledger import Ledger
from toolkit.model.english import counted, listed, quoted
from toolkit.model.identity import canonical
from toolkit.model.plan import Plan
from toolkit.register.logs import appended, lines_of
from toolkit.rules.answered import Line, answers_of, holds, kept, mark
from toolkit.sheets.return_sheets import ANSWERED
from toolkit.sheets.services import services_of

MOST_NAMED = 12


def take_answers(
    returns: Plan, register: Plan, files: Iterable[File], ledger: Ledger
) -> tuple[pd.DataFrame, list[str]]:
    """The register's sheet Answers with what the files that came in brought, and a sentence for each service.

    What was answered in a file of which nothing is merged is listed under Set aside.
    """
    services, source = services_of(register), register.sources[0]
    known = {(mark(line), services.key(line["service"] or "")) for line in kept(register, source)}
    new: list[Line] = []
    for file in (file for file in files if file.source in returns.sources):
        for line in answers_of(returns, file.source):
            line = _from(line, file, ledger.period)
            marked, service = mark(line), services.key(file.service)
            if (marked, "") in known or (marked, service) in known:
                continue
            known.add((marked, service))
            if file.received:
                new.append(line)
            else:
                _put_aside(line, file, ledger)
    table = appended(register[ANSWERED.name], lines_of(ANSWERED.name, new, source), source)
    return table, _sentences(new)


def _from(line: Line, file: File, period: str) -> Line:
    """An answer as the register keeps it: whose it is, and in which return it came."""
    given = {"service": file.service, "file": file.source, "period": line["period"] or file.period or period}
    return line | given | {"by": line["by"] or file.signed_by, "on": line["on"] or file.signed_on}


def _put_aside(line: Line, file: File, ledger: Ledger) -> None:
    said = {ANSWERED[column].heading: line[column] for column in ("rule", "words", "answer")}
    ledger.put_aside(ANSWERED.name, file.source, None, canonical(line["ref"]) or "", file.reason, said)


def _sentences(lines: Sequence[Line]) -> list[str]:
    """Early Help answered 3 questions: T-07 of LG1 and LG4 (“Not the same”); S-10 of LG2 (...)."""
    by_service: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_service[str(line["service"])].append(line)
    return [
        f"{service} answered {counted(len(own), 'question')}: {'; '.join(_alike(own))}."
        for service, own in sorted(by_service.items())
    ]


def _alike(lines: Sequence[Line]) -> list[str]:
    refs: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for line in lines:
        no_answer = "" if holds(line) else ", which is no answer to it"
        said = f"“{quoted(str(canonical(line['answer'])))}”{no_answer}"
        refs[str(line["rule"]), said].append(canonical(line["ref"]) or "the file")
    return [f"{rule} of {listed(_some(named))} ({said})" for (rule, said), named in refs.items()]


def _some(refs: Sequence[str]) -> list[str]:
    more = len(refs) - MOST_NAMED
    return [*refs[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
