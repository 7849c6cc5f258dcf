"""Every rule's words, filled in by its own bad example: what an officer reads."""

from __future__ import annotations

import re

import pytest

from tests.rules.examples import checked
from toolkit.rules import catalogue
from toolkit.rules.rule import Rule

STILL_TO_BE_REWRITTEN = ""
"""Letters whose words have not been read yet. Take a letter out when its rules pass; at the end none is left."""
LONGEST = 160
_JARGON_LIST = """
    boolean coerce coerced dataframe deprecated duplicate enum exception field fields index input invalid key
    malformed mandatory nan none null parse parsed parser populate populated regex schema string syntax token tuple
    unparseable validate validation
"""
JARGON = frozenset(_JARGON_LIST.split())
BLAME = re.compile(
    r"\b[Yy]ou (?:have )?(?:failed|forgot|forgotten|must|should|wrongly|mis\w+)\b|\byour (?:error|mistake)\b"
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'(?!\w)|\([^()]*\)")
_STOP = re.compile(r"[.!](?=\s|$)")
"""A question beside the sentence, such as "Did you mean 1.4?", is no second sentence."""


def _read(letters: str) -> list[Rule]:
    return [rule for rule in catalogue() if rule.code[0] not in letters]


def faults_in(text: str) -> list[str]:
    """What is wrong with the form of a message or a fix."""
    plain = _QUOTED.sub("", text)
    words = set(re.findall(r"[a-z_]+", plain.casefold()))
    return [
        fault
        for fault, found in {
            f"{len(text)} characters": len(text) > LONGEST,
            "no full stop": text[-1:] not in ".?",
            "spaces doubled": "  " in text,
            "(s)": re.search(r"\w\(s\)", text),
            "plural of one": re.search(r"\b1 (?!\w+ has\b)\w+s\b", plain),
            "jargon": words & JARGON,
            "blame": BLAME.search(plain),
            "more than one sentence": len(_STOP.findall(plain)) > 1,
        }.items()
        if found
    ]


@pytest.mark.parametrize("rule", _read(STILL_TO_BE_REWRITTEN), ids=lambda rule: rule.code)
def test_one_sentence_names_the_thing_and_one_says_what_to_do(rule: Rule):
    findings = checked(rule.code, "bad").findings

    assert findings
    for found in findings:
        assert {text: faults for text in (found.message, found.fix) if (faults := faults_in(text))} == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2 row(s) are hidden.", "(s)"),
        ("1 actions have gone.", "plural of one"),
        ("The value is null.", "jargon"),
        ("You have forgotten a date.", "blame"),
        ("EX1 has no date", "no full stop"),
        ("EX1  has no date.", "spaces doubled"),
        ("EX1 has no date. It needs one.", "more than one sentence"),
        (f"EX1 has no {'very ' * 40}good date.", "221 characters"),
    ],
)
def test_words_of_another_form_are_noticed(text: str, fault: str):
    assert faults_in(text) == [fault]


@pytest.mark.parametrize(
    "text", ['H5 ends "... and so. On".', "Row 8 has no ref: is it part of 3.2?", "1 action has gone: EX2."]
)
def test_plain_words_pass(text: str):
    assert faults_in(text) == []
