"""The register's sheet Services: one service under all its names, and when its return is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from tests.books import signed
from tests.merge_builders import a_register, a_return_of, action, changes, merged, registered, states, together
from toolkit import tasks
from toolkit.excel.read import read_workbook
from toolkit.excel.write import write_pack
from toolkit.model.identity import Services
from toolkit.model.plan import Plan
from toolkit.reading.parse import parse
from toolkit.register.sign_off import sign_off
from toolkit.returns.issue import issue, register_pack
from toolkit.rules.ask import validate
from toolkit.sheets.services import service_of

FRONT_DOOR, CONTACT_CENTRE = "Front Door", "Contact Centre"
RENAMED = {"name": CONTACT_CENTRE, "also_written_as": "Front Door; Duty desk"}
CHANGED = {"EX1": {"where_now": "Guide at the printer's"}}


def of_front_door(*services: dict[str, object], **settings: object) -> Plan:
    rows = [registered("EX1", FRONT_DOOR), registered("EX2", "Duty desk"), registered("EX3", "Health")]
    return a_register(rows, settings=settings, services=list(services))


def test_a_service_has_one_key_under_all_its_names():
    services = Services([("Contact Centre", ["Front Door", "Duty"]), ("Duty", [])])

    assert services.same("contact-centre", "FRONT DOOR")
    assert not services.same("Duty", "Front Door"), "its own name goes before another's other name"
    assert not services.same("", "")
    assert services.key("Health") == "health"


def test_actions_under_a_services_other_names_go_out_in_one_return():
    assert list(issue(of_front_door(RENAMED))) == [CONTACT_CENTRE, "Health"]
    assert list(issue(of_front_door())) == [FRONT_DOOR, "Duty desk", "Health"]


def test_a_return_made_before_a_rename_is_merged_into_the_service_of_today():
    before = of_front_door()
    came = a_return_of(before, FRONT_DOOR, CHANGED)

    done = merged(of_front_door(RENAMED), came)

    assert done.reconciles
    assert states(done) == {"Front Door.xlsx": "Read", "Health": "Missing"}
    assert action(done.register, "EX1")["where_now"] == "Guide at the printer's"
    assert ("EX1", "Service", FRONT_DOOR, CONTACT_CENTRE, "Changed") in changes(done)
    assert set(done.returns_log["service"]) == {CONTACT_CENTRE, "Health"}


def test_a_rename_in_the_middle_of_a_period_keeps_what_came_in_under_the_old_name():
    """The log keeps the name of the day, and the service is not called missing under its new one."""
    first = of_front_door()
    came = a_return_of(first, FRONT_DOOR, CHANGED)
    half = merged(first, came).register
    renamed = a_register(half["Actions"].to_dict("records"), services=[RENAMED])
    logs = {name: half[name] for name in ("Returns", "Changes", "Control totals")}
    renamed = replace(renamed, tables={**renamed.tables, **logs})

    done = merged(renamed, came, a_return_of(first, "Health", {"EX3": {"where_now": "Two clinics open"}}))

    assert done.reconciles
    assert states(done) == {"Front Door.xlsx": "Already merged", "Health.xlsx": "Read"}
    assert FRONT_DOOR in set(done.register["Returns"]["service"])
    assert "Missing" not in set(done.register["Returns"]["state"][done.register["Returns"]["service"] != "Duty desk"])


def test_a_listed_name_is_no_second_spelling_and_no_second_service():
    """C-09 and P-03 know what the register says."""
    alone, listed = of_front_door(), of_front_door({"name": FRONT_DOOR, "also_written_as": "Front-Door"})
    for register in (alone, listed):
        register["Actions"].loc[register["Actions"]["ref"] == "EX2", "service"] = "Front-Door"
    assert [f.ref for f in validate(alone).findings if f.rule == "C-09"] == ["EX2"]
    assert not [f for f in validate(listed).findings if f.rule == "C-09"]

    one = a_return_of(alone, FRONT_DOOR)
    other = a_return_of(
        alone, FRONT_DOOR, {"EX1": {"status": "On hold"}}, source="b.xlsx", settings={"service": "Duty desk"}
    )
    both = together(one, other)
    assert {f.rule for f in validate(both, last=alone).findings} & {"P-03"}
    assert not {f.rule for f in validate(both, last=of_front_door(RENAMED)).findings} & {"P-03"}


def test_a_service_with_a_last_day_of_its_own_is_late_after_that_day_and_not_before():
    early, longer = dt.date(2026, 9, 25), dt.date(2026, 10, 15)
    listed = [{"name": "Health", "due_back": early}, {"name": FRONT_DOOR, "due_back": longer}]
    register = of_front_door(*listed, returns_due=dt.date(2026, 9, 28))
    health = a_return_of(register, "Health", {"EX3": {"where_now": "Two clinics open"}})
    front_door = a_return_of(register, FRONT_DOOR, CHANGED)

    done = merged(register, health, front_door)

    assert states(done)["Health.xlsx"] == "Late"
    assert states(done)["Front Door.xlsx"] == "Read"
    reason = done.returns_log["reason"][done.returns_log["file"] == "Health.xlsx"].iloc[0]
    assert reason.startswith("Signed on 29 September 2026; it was due by 25 September 2026.")
    assert "sheet Services" in reason
    given = merged(register, health, deadline=dt.date(2026, 9, 30))
    assert states(given)["Health.xlsx"] == "Read", "a deadline that is given goes before all"


def test_last_months_day_makes_no_return_of_this_month_late():
    due = {"name": "Health", "due_back": dt.date(2026, 9, 25)}
    register = of_front_door(due)
    signed_off = sign_off(register, by="Director", on=dt.date(2026, 10, 20)).register

    assert service_of(register, "Health").due_back == dt.date(2026, 9, 25)
    assert service_of(signed_off, "Health").due_back is None


def test_a_return_says_who_it_is_for_and_where_it_goes(tmp_path: Path):
    listed = {
        "name": CONTACT_CENTRE, "also_written_as": "Front Door", "contact": "Business manager",
        "address": "contact.centre@example.gov.uk", "due_back": dt.date(2026, 10, 7),
    }  # fmt: skip
    register = of_front_door(listed, send_to="improvement@example.gov.uk", returns_due=dt.date(2026, 10, 9))
    path = write_pack(register_pack(register), tmp_path / "Register.xlsx")

    # Of two services the sheet says nothing, which is asked about before anything is issued.
    tasks.issue(path, tmp_path / "issued", anyway=True)

    returned, _ = parse([read_workbook(tmp_path / "issued" / "Contact Centre.xlsx")])
    says = returned.settings.iloc[0]
    assert says["filled_in_by"] == "Business manager, contact.centre@example.gov.uk"
    assert says["due_back"] == dt.date(2026, 10, 7)
    guide = read_workbook(tmp_path / "issued" / "Contact Centre.xlsx").sheet("Guide")
    cells = [value for _, row in guide for value in row]
    assert "improvement@example.gov.uk, by 7 October 2026" in cells
    health, _ = parse([read_workbook(tmp_path / "issued" / "Health.xlsx")])
    assert health.settings.iloc[0]["due_back"] == dt.date(2026, 10, 9)
    assert health.settings.iloc[0]["filled_in_by"] is None

    signed(tmp_path / "issued" / "Contact Centre.xlsx")
    done = tasks.merge(path, tmp_path / "issued", tmp_path / "Next.xlsx")
    assert done.reconciles
    assert not [line for line in done.answer["proposed"] if line["sheet"] == "Settings"]  # type: ignore[union-attr]
