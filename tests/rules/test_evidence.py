from __future__ import annotations

import datetime as dt

import pytest

from tests.builders import a_plan, an_action
from tests.rules.asking import at, found

DONE = {"status": "Complete", "completed_on": dt.date(2026, 9, 1), "still_to_do": None}


@pytest.mark.parametrize("stage", ["Filed", "Checked", "Embedded"])
def test_a_stage_alone_shows_nothing(stage: str):
    plan = a_plan([an_action(**DONE, evidence_refs=None, evidence_stage=stage)])

    assert found(plan, "E-01") == [("Actions", at("Actions", 5, "evidence_refs"), "EX1")]


def test_evidence_that_names_its_action_shows_it():
    evidence = [{"no": "3", "what": "Audit of forty referrals", "action_ref": "ex1", "state": "Filed"}]

    assert found(a_plan([an_action(**DONE, evidence_refs=None)], evidence=evidence), "E-01") == []


@pytest.mark.parametrize(
    ("words", "to_come"),
    [
        ("Add copy to evidence library", True),
        ("Copy of the survey from the data team to evidence library", True),
        ("Audit report to be supplied", True),
        ("Form in evidence library", False),
        ("Minutes of the board, March", False),
    ],
)
def test_evidence_that_is_still_to_come(words: str, to_come: bool):
    assert bool(found(a_plan([an_action(evidence_refs=words)]), "E-02")) is to_come
