from __future__ import annotations

import pytest

from toolkit.rules import names

ONE_LEAD = """\
Head of Early Help
Head of Safeguarding and Quality Assurance
Assistant Director, Children's Specialist Services
Director of Children, Families and Education
Head of Children & Families
Service Manager (Fostering/Adoption)
Policy and Performance Manager
Head of Service, Early Help
Looked After Children/Care Leavers Service Manager
AD CSC (AD SS)
Executive Director of Children's Services
Deputy Chief Executive
Chief Executive Officer
Virtual School Head
Independent Chair of the LSCB
Strategic Lead for Early Help and Prevention
Team Manager - Front Door
Head of HR and OD
Designated Nurse for Looked After Children
Detective Superintendent, Public Protection
Cabinet Member for Children and Young People
Head of Commissioning and Partnerships
Service Director Children and Families
Strategic Manager Quality Assurance
Safeguarding and Review Service Manager
Alex Example
Mary-Anne O'Example
Dr Alex Example
Alex Example (Head of Service)
Alex Example, Head of Service
Youth Offending Team Manager
Chair of Corporate Parenting Board
Director of Nursing, Exampleshire Hospitals Trust
Lead Nurse, Safeguarding Children
Corporate Director
DCS""".splitlines()
SEVERAL_LEADS = {
    "Alex Example/ Sam Sample": 2,
    "Alex Example/ Sam Sample/Jo Bloggs": 3,
    "Dr Alex Example /Sam Sample": 2,
    "AD CSC / Sam Sample": 2,
    "General Managers (CSC)/ Sam Sample": 2,
    "Head of Early Help; Head of Safeguarding": 2,
    "Head of Early Help and Head of Safeguarding": 2,
    "Head of Early Help, Head of Safeguarding": 2,
    "Alex Example and Sam Sample": 2,
    "Alex Example, Sam Sample and Jo Bloggs": 3,
    "Alex Example\nSam Sample": 2,
    "Heads of Service and Team Managers": 2,
}
RUN_TOGETHER = """\
Alex Example Samantha Sample
Service Manager Head of Safeguarding
Head of Service Service Manager
Team Manager Service Manager
Assistant Director Head of Service
Head of Quality Assurance Service Manager
Director of Children's Services Head of Early Help""".splitlines()
GROUPS = """\
Improvement Board
Senior Leadership Team
LSCB
DMT
All Heads of Service
Corporate Parenting Panel
Performance Team""".splitlines()
NOBODY = ["TBC", "tbc", "To be confirmed", "Vacant", "T.B.C.", "?", "N/A", "To be appointed", "TBC - new post",
          "Vacant (recruiting)", "New post TBC"]  # fmt: skip
BODIES = ["Police", "Health", "Exampleshire Police", "Exampleshire NHS Trust", "Exampleshire Council", "Schools"]


@pytest.mark.parametrize("text", ONE_LEAD)
def test_one_lead_is_left_alone(text: str):
    assert len(names.leads_in(text)) == 1
    assert not names.two_run_together(text)
    assert not names.is_group(text)
    assert not names.is_body(text)
    assert not names.is_unnamed(text)


@pytest.mark.parametrize(("text", "number"), SEVERAL_LEADS.items())
def test_several_leads_are_counted(text: str, number: int):
    assert len(names.leads_in(text)) == number


@pytest.mark.parametrize("text", RUN_TOGETHER)
def test_two_leads_with_nothing_between_are_seen(text: str):
    assert names.two_run_together(text)


@pytest.mark.parametrize("text", GROUPS)
def test_a_group_is_nobody_to_ask(text: str):
    assert names.is_group(text)


@pytest.mark.parametrize("text", NOBODY)
def test_a_lead_still_to_be_found_is_no_lead(text: str):
    assert names.is_unnamed(text)


@pytest.mark.parametrize("text", BODIES)
def test_an_organisation_is_not_a_person_in_it(text: str):
    assert names.is_body(text)


POST_AND_NAME = """\
Service Manager Alex Example
Head of Safeguarding Sam Sample
Alex Example Head of Safeguarding
Principal Social Worker Dr Sam Sample""".splitlines()
POST_AND_TOPIC = """\
Service Manager Hidden Harm
Team Manager Grace House
Head of Service Elm House
Service Manager Alexandra Road
Head of Children & Families""".splitlines()


@pytest.mark.parametrize("text", POST_AND_NAME)
def test_a_post_and_a_name_with_nothing_between_are_seen(text: str):
    assert names.two_run_together(text)
    assert names.named_in(text) in ("Alex Example", "Sam Sample")


@pytest.mark.parametrize("text", POST_AND_TOPIC)
def test_what_a_post_is_about_is_nobodys_name(text: str):
    assert not names.two_run_together(text)
    assert names.named_in(text) is None


@pytest.mark.parametrize(
    "text",
    ["Head of Safeguarding, Sam Sample", "Sam Sample, Head of Safeguarding", "Head of Safeguarding - Sam Sample"],
)
def test_a_post_and_its_holder_kept_apart_are_one_lead_who_is_named(text: str):
    assert names.named_in(text) == "Sam Sample"
    assert not names.two_run_together(text)
    assert len(names.leads_in(text)) == 1


@pytest.mark.parametrize("text", ["Chair of the Audit Group Team Leads", "Chair of Parenting Panel Service Managers"])
def test_a_chair_and_several_others_are_more_than_one(text: str):
    assert names.two_run_together(text)


@pytest.mark.parametrize(
    "text", ["Chair of the Leads Forum", "Chair of the Heads of Service group", "Independent Chair"]
)
def test_the_chair_of_a_group_is_one_lead(text: str):
    assert not names.two_run_together(text)


@pytest.mark.parametrize(
    "text",
    ["Police and Health", "Exampleshire Police and NHS Trust", "Police/NHS", "Joint: police and health",
     "Schools, colleges and GPs", "Police & Probation jointly", "LSCB and Police"],
)  # fmt: skip
def test_organisations_that_lead_together_name_nobody(text: str):
    assert len(names.bodies_in(text)) > 1


@pytest.mark.parametrize(
    "text", ["Exampleshire Police and Crime Commissioner", "Health and Wellbeing Board", "Police and Alex Example",
             "Head of Housing and Police", "Detective Superintendent, Exampleshire Police"]
)  # fmt: skip
def test_a_body_with_somebody_in_it_is_not_only_a_body(text: str):
    assert names.bodies_in(text) == ()
