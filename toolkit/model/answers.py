"""What a person answers to a finding: the words there are for it, and what it was said of."""

from __future__ import annotations

from zlib import crc32

from toolkit.model.identity import canonical, text_key

NOT_THE_SAME, NO_CHANGE, MEANT = ANSWERS = ("Not the same", "No change this period", "This is meant")
"""``NO_CHANGE`` holds for the period it was given in; the others for as long as the words stand."""
LONGEST = 240
"""Characters of what was judged that are kept as they are; of longer words the beginning, and a sum of them all."""


def words_judged(value: object, heading: str, against: str = "") -> str:
    """What a finding is about, as an answer keeps it; ``against``: what else it was judged by."""
    said = canonical(value) or f"({heading} is blank)"
    said = f"{said} / {canonical(against)}" if against else said
    if len(said) <= LONGEST:
        return said
    whole = text_key(said)
    return f"{said[: LONGEST - 20]} … [{crc32(whole.encode('utf-8', 'replace')):08x}]"


def answer_meant(words: object) -> str | None:
    """Which answer somebody's words are, whatever the case; None where they are none."""
    return next((answer for answer in ANSWERS if text_key(answer) == text_key(words)), None)
