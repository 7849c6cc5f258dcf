"""What a check says: findings in their places, and questions that could not be asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error stands in the way of signing, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


TEAM = "team"
"""Who is meant by ``for`` in what the command line gives out."""
ORDER = {severity: position for position, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Alike:
    """How a finding is said together with others of its kind."""

    said: str
    """What is wrong with all of them; ``{count}`` stands for how many they are."""
    fix: str
    item: str
    """What the list names this one by: its ref, or its cell."""


@dataclass(frozen=True)
class Finding:
    """One thing wrong in one place, and how to put it right."""

    rule: str
    severity: Severity
    source: str
    sheet: str
    message: str
    fix: str
    row: int | None = None
    column: str = ""
    """The heading as it stands in the file."""
    cell: str = ""
    ref: str = ""
    for_team: bool = False
    """Whether a return's cell still holds what the performance team sent: no officer is asked to put it right."""
    alike: Alike | None = None
    """None: it is said alone."""
    information: bool = False
    """Only how something is read: it stands beside it in the workbook, and is listed nowhere."""
    judged: str = ""
    """The words it is about, by which an answer to it is known again; blank where it takes no answer."""

    def as_json(self) -> dict[str, str]:
        """The finding as the command line gives it out; what is for the team says so."""
        return {
            "rule": self.rule,
            "severity": str(self.severity),
            "file": self.source,
            "sheet": self.sheet,
            "cell": self.cell,
            "ref": self.ref,
            "message": self.message,
            "fix": self.fix,
        } | ({"for": TEAM} if self.for_team else {})


@dataclass(frozen=True)
class Unasked:
    """A rule that could not be asked of a file, and what was missing to ask it."""

    rule: str
    source: str
    missing: str
    for_team: bool = False
    """Whether what was missing is a cell that officers are told to leave alone."""

    def as_json(self) -> dict[str, str]:
        """The same as the command line gives it out."""
        said = {"rule": self.rule, "file": self.source, "missing": self.missing}
        return said | ({"for": TEAM} if self.for_team else {})


@dataclass(frozen=True)
class Report:
    """Everything one check found, in officers' order: file, sheet, row, then severity."""

    findings: tuple[Finding, ...] = ()
    unasked: tuple[Unasked, ...] = ()
    read_as: tuple[Finding, ...] = ()
    """What is only information, once it is set apart from the findings: see ``shown``."""
    answered: tuple[Finding, ...] = ()
    """What was found and is not shown, since somebody has answered it and its words still stand."""

    def of(self, source: str) -> Report:
        """The part of the report that speaks of one file."""
        return Report(
            tuple(f for f in self.findings if f.source == source),
            tuple(u for u in self.unasked if u.source == source),
            tuple(f for f in self.read_as if f.source == source),
            tuple(f for f in self.answered if f.source == source),
        )

    def for_officers(self) -> Report:
        """What whoever fills a return in is told: without what only the team can put right."""
        return Report(
            tuple(f for f in self.shown.findings if not f.for_team),
            tuple(u for u in self.unasked if not u.for_team),
            answered=self.answered,
        )

    @property
    def for_the_team(self) -> tuple[Finding, ...]:
        """What stands in cells of the team as it was sent out: it is told, and no officer is."""
        return tuple(f for f in self.shown.findings if f.for_team)

    @property
    def shown(self) -> Report:
        """What people see of it: what is only information is set apart."""
        told = tuple(f for f in self.findings if f.information)
        if not told:
            return self
        left = tuple(f for f in self.findings if not f.information)
        return replace(self, findings=left, read_as=(*self.read_as, *told))

    @property
    def counts(self) -> dict[str, int]:
        """How many findings of each severity people see, errors first, none left out."""
        seen = Counter(str(f.severity) for f in self.findings if not f.information)
        return {str(severity): seen[str(severity)] for severity in Severity}

    @property
    def has_errors(self) -> bool:
        """Whether anything stands in the way of signing."""
        return any(f.severity is Severity.ERROR and not f.for_team for f in self.findings)

    def brief(self) -> list[tuple[str, str, int | None]]:
        """Rule, sheet and row of every finding: what tests compare."""
        return [(f.rule, f.sheet, f.row) for f in self.findings]

    def as_json(self) -> dict[str, object]:
        """The report as ``check --json`` gives it out; how dates are read stands apart from the findings."""
        shown = self.shown
        return {
            "findings": [f.as_json() for f in shown.findings],
            "unasked": [u.as_json() for u in self.unasked],
            "counts": self.counts,
            "read_as": [f.as_json() for f in shown.read_as],
        }
