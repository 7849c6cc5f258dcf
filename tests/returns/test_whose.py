"""To which service a measure or a risk goes, and what is said of those that go to none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.merge_builders import EARLY_HELP, HEALTH, a_register, registered
from toolkit import tasks
from toolkit.excel.write import write_pack
from toolkit.model.plan import Plan
from toolkit.returns.issue import issued_plan, register_pack
from toolkit.returns.whose import sent_to_nobody

MEASURE = {"ref": "P1", "theme": "Reviews", "kind": "Performance", "measure": "On time", "unit": "%", "good_is": "High"}
RISK = {"ref": "R1", "risk": "Nobody comes", "likelihood": 3, "impact": 4, "controls": "A rota", "owner": "Somebody"}


def register_with(**others: list[dict[str, object]]) -> Plan:
    actions = [
        registered("EX1", EARLY_HELP, theme="Front door", lead="Head of Early Help", lead_body="Council"),
        registered("EX2", HEALTH, theme="Clinics", lead="Head of Health", lead_body="Health Trust"),
    ]
    return a_register(actions, **others)


def receivers(register: Plan, sheet: str) -> list[str]:
    return [name for name in (EARLY_HELP, HEALTH) if len(issued_plan(register, name)[sheet])]


@pytest.mark.parametrize(
    ("fields", "others", "to"),
    [
        ({"theme": "Clinics"}, {}, [HEALTH]),
        ({"theme": "C1"}, {"themes": [{"ref": "C1", "title": "Clinics"}]}, [HEALTH]),
        ({"theme": "Seen alone"}, {
            "standards": [{"ref": "S1", "standard": "Seen alone"}],
            "links": [{"action_ref": "EX2", "to": "standard", "ref": "S1"}],
        }, [HEALTH]),
        ({"theme": "Clinics", "service": "EARLY help"}, {}, [EARLY_HELP]),
        ({"theme": None}, {}, []),
    ],
)  # fmt: skip
def test_a_measure_goes_to_whom_its_service_its_theme_or_its_standard_leads(fields, others, to):
    register = register_with(measures=[MEASURE | fields], **others)

    assert receivers(register, "Measures") == to
    assert bool(sent_to_nobody(register)) is not bool(to)


@pytest.mark.parametrize(
    ("fields", "people", "to"),
    [
        ({"owner": "Head of Health"}, [], [HEALTH]),
        ({"owner": "Health"}, [], [HEALTH]),
        ({"owner": "Health Trust"}, [], [HEALTH]),
        ({"owner": "Medical director"}, [{"name": "Medical director", "body": "Health Trust"}], [HEALTH]),
        ({"owner": "A. Post"}, [{"name": "A. Post", "role": "Head of Early Help"}], [EARLY_HELP]),
        ({"owner": "Head of Health", "service": EARLY_HELP}, [], [EARLY_HELP]),
        ({"owner": "Treasurer"}, [], []),
    ],
)
def test_a_risk_goes_to_whom_its_service_its_owner_or_the_owners_body_leads(fields, people, to):
    register = register_with(risks=[RISK | fields], people=people)

    assert receivers(register, "Risks") == to
    assert bool(sent_to_nobody(register)) is not bool(to)


def test_what_no_action_answers_is_named_by_issue_and_by_the_merge(tmp_path: Path):
    register = register_with(
        measures=[MEASURE], risks=[RISK],
        standards=[{"ref": "S1", "standard": "Seen alone"}, {"ref": "S2", "standard": "Seen in time"}],
        recommendations=[{"ref": "1", "text": "See them"}],
        links=[{"action_ref": "EX1", "to": "standard", "ref": "S2"}],
    )  # fmt: skip
    path = write_pack(register_pack(register), tmp_path / "Plan Register.xlsx")
    named = ("1 measure", "1 risk", "1 standard", "1 recommendation")

    issued = tasks.issue(path, tmp_path / "issued")
    done = tasks.merge(path, tmp_path / "issued", tmp_path / "Next.xlsx")

    for lines in (issued.nobody, [line for line in done.lines if line.startswith("Sent to nobody")]):
        assert [line.partition(" that ")[0] for line in lines] == [f"Sent to nobody: {noun}" for noun in named]
    assert "(S1)" in issued.nobody[2]
