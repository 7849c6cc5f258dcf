"""What would go out with a file that is published, and what of it stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.model.english import counted, listed
from toolkit.model.finding import ORDER, Severity
from toolkit.model.patterns import pattern_of
from toolkit.model.personal import personal_in

SENSITIVE = "OFFICIAL-SENSITIVE"
_MARKED = pattern_of(r"\W*OFFICIAL\W{0,3}SENSITIVE\b.{0,40}")
_NAMED = 3
"""Places that one sentence names; a list has them all."""


class Words(NamedTuple):
    """Words that go out with a file, where they stand, and whether they may be the file's own marking."""

    where: str
    text: str
    marks: bool = False


class ToKnow(NamedTuple):
    """Something about a file that whoever publishes it must know, whatever it says."""

    where: str
    message: str
    fix: str
    severity: Severity = Severity.ADVICE


@dataclass(frozen=True)
class Outgoing:
    """All of a file that goes out when it is published."""

    source: str
    words: Sequence[Words]
    to_know: Sequence[ToKnow] = ()


@dataclass(frozen=True)
class Disclosure:
    """One thing that stands in the way of publishing a file, or that must be known before. What it found is never
    repeated: a list of findings travels too."""

    source: str
    severity: Severity
    where: str
    message: str
    fix: str

    @property
    def stands_in_the_way(self) -> bool:
        """Whether the file is not to be published as it is."""
        return self.severity is not Severity.ADVICE

    def as_json(self) -> dict[str, str]:
        """The same as the command line gives it out."""
        return {
            "file": self.source,
            "severity": str(self.severity),
            "where": self.where,
            "message": self.message,
            "fix": self.fix,
        }


def disclosures(outgoing: Outgoing) -> list[Disclosure]:
    """All that stands in the way of publishing a file, the worst first, and what must be known before."""
    found = [
        *_personal(outgoing),
        *_marked(outgoing),
        *(Disclosure(outgoing.source, one.severity, one.where, one.message, one.fix) for one in outgoing.to_know),
    ]
    return sorted(found, key=lambda one: ORDER[one.severity])


def _personal(outgoing: Outgoing) -> Iterator[Disclosure]:
    found = personal_in([words.text for words in outgoing.words])
    for place, personal in found.items():
        yield Disclosure(
            outgoing.source,
            Severity.ERROR,
            outgoing.words[place].where,
            f"May identify a child: {personal.words}.",
            "Take it out, or say it without what identifies the child.",
        )


def _marked(outgoing: Outgoing) -> Iterator[Disclosure]:
    places = [words.where for words in outgoing.words if words.marks and _MARKED.fullmatch(words.text.strip())]
    if places:
        more = f" and {counted(len(places) - 1, 'other place')}" if len(places) > 1 else ""
        yield Disclosure(
            outgoing.source,
            Severity.WARNING,
            f"{places[0]}{more}",
            f"The file is marked {SENSITIVE}.",
            "Ask whoever owns it whether it may be published, and under which marking.",
        )


def not_yet(found: Sequence[Disclosure]) -> str:
    """Why a file is not to be published yet, in one sentence; nothing where it may be."""
    persons = [one.where for one in found if one.severity is Severity.ERROR]
    others = [one.message for one in found if one.severity is Severity.WARNING]
    if not persons and not others:
        return ""
    said = []
    if persons:
        shown = [*persons[:_NAMED], *([f"{len(persons) - _NAMED} more"] if len(persons) > _NAMED else [])]
        said.append(f"{counted(len(persons), 'place')} may identify a child ({listed(shown)})")
    said += [other[0].lower() + other[1:].rstrip(".") for other in others]
    return f"Not to be published yet: {'; '.join(said)}."
