"""Findings that are alike, said once: "12 actions have no due date: LG1, LG4 ...". People read these, programs do not.

Alike are findings of one rule on one sheet that would be put right in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.model.finding import ORDER, Alike, Finding, Severity


@dataclass(frozen=True)
class Group:
    """Findings that are alike, in one file; often only one."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The first of them, in officers' order."""
        return self.findings[0]

    @property
    def severity(self) -> Severity:
        """How much they matter, all alike."""
        return self.first.severity

    @property
    def items(self) -> list[str]:
        """What they are named by, each once."""
        return list(dict.fromkeys(f.alike.item for f in self.findings if f.alike))

    @property
    def said(self) -> str:
        """What is wrong, without the names of those it is said of."""
        alike = self._alike
        return self.first.message if alike is None else alike.said.replace("{count}", f"{len(self.items):,}")

    def message(self, most: int | None = None) -> str:
        """What is wrong, and with which; of those at most so many by name."""
        if self._alike is None:
            return self.first.message
        return f"{self.said}: {names(self.items, most)}"

    @property
    def fix(self) -> str:
        """What to do about all of them."""
        alike = self._alike
        return self.first.fix if alike is None else alike.fix

    @property
    def _alike(self) -> Alike | None:
        """How they are said together; None for one alone, or for several about one and the same thing."""
        return self.first.alike if len(self.items) > 1 else None


def names(items: Sequence[str], most: int | None = None) -> str:
    """A list of names; one that goes on for long says how many more there are."""
    if most is None or len(items) <= most + 1:
        return f"{', '.join(items)}."
    return f"{', '.join(items[:most])} and {len(items) - most:,} more."


def groups_of(findings: Iterable[Finding]) -> list[Group]:
    """Findings put together where they are alike: file by file, the worst first, else in officers' order."""
    files: dict[str, int] = {}
    found: dict[object, list[Finding]] = {}
    for f in findings:
        if not f.information:
            files.setdefault(f.source, len(files))
            found.setdefault((f.source, f.severity, f.rule, f.sheet, _kind(f)), []).append(f)
    groups = [group for alike in found.values() for group in _said_together(alike)]
    return sorted(groups, key=lambda group: (files[group.first.source], ORDER[group.severity]))


def _kind(finding: Finding) -> object:
    return (finding.message, finding.cell) if finding.alike is None else (finding.alike.said, finding.alike.fix)


def _said_together(alike: Sequence[Finding]) -> list[Group]:
    """One group; but of several about one and the same thing each is said, since a list would name it once."""
    group = Group(tuple(alike))
    return [group] if len(group.items) > 1 else [Group((finding,)) for finding in alike]
