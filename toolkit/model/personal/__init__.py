"""Whether words may tell who a child is: words in, the signs out, each with its weight.

No sign decides alone because it looks like something: check figures are worked out, the words beside a sign add to it
or take away from it ("Child Q review" is the name of a published review, "the review of Child B" is a child's), and
signs that stand near each other count together. From ``ENOUGH`` on somebody must look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.model.english import listed
from toolkit.model.patterns import near
from toolkit.model.personal import addresses, births, contacts, initials, letters, numbers
from toolkit.model.personal.sign import ENOUGH, NEAR, Kind, Sign, tidy

__all__ = ["ENOUGH", "Kind", "Personal", "Sign", "personal_data", "personal_in"]

Find = Callable[[str], Iterator[Sign]]
_FINDERS: dict[Find, tuple[str, ...]] = {
    numbers.numbers_in: numbers.CLUES,
    contacts.contacts_in: contacts.CLUES,
    births.births_in: births.CLUES,
    letters.letters_in: letters.CLUES,
    initials.initials_in: initials.CLUES,
    initials.ages_in: initials.CLUES,
    addresses.addresses_in: addresses.CLUES,
}
"""What looks for signs, and clues, without one of which there are none: they are looked for in all texts at once."""
_OF_FIGURES = (numbers.numbers_in, contacts.contacts_in)
"""Those that also look where figures stand together; which takes longest, and is looked for once."""
MOST = 3
"""Signs that are named; there may be more."""


@dataclass(frozen=True)
class Personal:
    """What may tell who somebody is, in one text."""

    weight: int
    kinds: tuple[Kind, ...]
    """What was seen, the strongest first."""

    def __bool__(self) -> bool:
        return self.weight >= ENOUGH

    @property
    def words(self) -> str:
        """The signs as a finding names them; what they say is never repeated."""
        return listed(self.kinds[:MOST]) if self.kinds else ""


NOBODY = Personal(0, ())


def personal_data(text: str) -> Personal:
    """The signs of a text that weigh most together; true where somebody must look before it is published."""
    return _weighed(text, _FINDERS)


def personal_in(texts: Sequence[str]) -> dict[int, Personal]:
    """Which of many texts may tell who somebody is, by their place among them."""
    suspects: dict[int, list[Find]] = {}
    figures = near(texts, numbers.FIGURES)
    for find, clues in _FINDERS.items():
        for place in dict.fromkeys([*near(texts, clues), *(figures if find in _OF_FIGURES else ())]):
            suspects.setdefault(place, []).append(find)
    known: dict[str, Personal] = {}
    for place in sorted(suspects):
        if texts[place] not in known:
            known[texts[place]] = _weighed(texts[place], suspects[place])
    return {place: found for place in sorted(suspects) if (found := known[texts[place]])}


def _weighed(text: str, finders: Iterable[Find]) -> Personal:
    tidied = tidy(text)
    signs = [sign for find in finders for sign in find(tidied) if sign.weight > 0]
    # A school by its name says something about a child of whom there is another sign.
    more = addresses.places_in(tidied) if signs else ()
    return _heaviest(sorted([*signs, *more], key=lambda sign: sign.start))


def _heaviest(signs: Sequence[Sign]) -> Personal:
    """The signs that stand near each other and weigh most; of one kind only the strongest counts."""
    best, first = NOBODY, 0
    within: list[Sign] = []
    for sign in signs:
        within.append(sign)
        while sign.start - within[first].start > NEAR:
            first += 1
        strongest: dict[Kind, int] = {}
        for one in within[first:]:
            strongest[one.kind] = max(strongest.get(one.kind, 0), one.weight)
        if Kind.ADDRESS in strongest:
            # The road of an address is no further sign.
            strongest.pop(Kind.PLACE, None)
        if (weight := sum(strongest.values())) > best.weight:
            best = Personal(weight, tuple(sorted(strongest, key=lambda kind: -strongest[kind])))
    return best
