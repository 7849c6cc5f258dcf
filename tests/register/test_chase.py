"""Who is chased, and the words and drafts they are chased with."""

from __future__ import annotations

import datetime as dt
import email
from email.policy import default

import pytest

from tests.merge_builders import a_register, a_return_of, merged, registered, together
from toolkit.errors import ToolkitError
from toolkit.model.plan import Plan
from toolkit.register.chase import Chased, message_of, who_is_chased
from toolkit.register.draft_message import addresses, draft
from toolkit.register.standing import standing_of
from toolkit.rules.ask import validate
from toolkit.sheets.services import Service

CHANGED = {"where_now": "Guide printed and sent to every school"}
DUE = dt.date(2026, 10, 9)


def plan_of_services(**settings: object) -> Plan:
    names = ("Early Help", "Health", "Housing", "Police", "Schools")
    rows = [registered(f"EX{n}", name) for n, name in enumerate(names, start=1)]
    listed = [{"name": "Health", "contact": "Named nurse", "address": "nurse@example.nhs.uk"}]
    return a_register(rows, settings={"returns_due": DUE} | settings, services=listed)


def chased(register: Plan, *returns: Plan, unread: object = ()) -> dict[str, Chased]:
    done = merged(register, *returns, unread=unread)
    came = together(*returns) if returns else register.of([])
    findings = validate(came, last=register).findings if returns else ()
    found, _ = who_is_chased(done.register["Returns"], came, standing_of(register), register, findings)
    return {one.service.name: one for one in found}


def test_each_service_is_asked_for_what_its_own_return_lacks():
    register = plan_of_services()
    sound = a_return_of(register, "Early Help", {"EX1": CHANGED})
    unsigned = a_return_of(
        register, "Health", {"EX2": CHANGED}, settings={"signed_off_by": None, "signed_off_on": None}
    )
    late = a_return_of(register, "Housing", {"EX3": CHANGED}, settings={"signed_off_on": dt.date(2026, 10, 12)})
    wrong = a_return_of(register, "Police", {"EX4": CHANGED}, settings={"period": "2026-08"})

    asked = chased(register, sound, unsigned, late, wrong)

    assert {name: one.why for name, one in asked.items()} == {
        "Health": ("Not signed",),
        "Housing": ("Late",),
        "Police": ("Wrong period",),
        "Schools": ("Not returned",),
    }
    assert (
        asked["Housing"]
        .said[0]
        .startswith("Housing.xlsx came late. It was signed on 12 October 2026; the last day was 9 October 2026.")
    )
    assert "It says 2026-08." in asked["Police"].said[0]
    assert asked["Schools"].said == ("We have no return from Schools for 2026-09 yet.",)


def test_errors_are_asked_about_and_the_first_are_named():
    register = plan_of_services()
    faulty = a_return_of(register, "Health", {"EX2": CHANGED | {"status": "Complete", "still_to_do": None}})

    asked = chased(register, faulty)["Health"]

    assert asked.why == ("Errors",)
    assert asked.errors >= 2
    assert f"{asked.errors} errors to put right" in asked.said[0]
    assert asked.files == ("Health.xlsx",)
    assert (asked.service.contact, asked.due) == ("Named nurse", DUE)


def test_a_service_that_has_returned_soundly_is_left_in_peace_in_later_merges_too():
    register = plan_of_services()
    came = a_return_of(register, "Early Help", {"EX1": CHANGED})
    after = merged(register, came).register

    assert "Early Help" not in chased(register, came)
    assert "Early Help" not in chased(after, came)
    assert "Early Help" not in chased(after)


def test_a_file_that_cannot_be_read_is_asked_of_the_service_its_name_names():
    register = plan_of_services()
    locked = ToolkitError("Health final.xlsx has a password. Save it without one, and send it again.")
    stray = ToolkitError("Scan 1.xlsx is damaged. Save it again in Excel.")
    done = merged(register, unread=[("Health final.xlsx", locked), ("Scan 1.xlsx", stray)])

    found, unknown = who_is_chased(done.register["Returns"], register.of([]), standing_of(register), register, ())

    health = next(one for one in found if one.service.name == "Health")
    assert health.why == ("Cannot be read",)
    assert health.said == (str(locked),)
    assert unknown == [("Scan 1.xlsx", str(stray))]


def one_of(**fields: object) -> Chased:
    given = {"service": Service("Health"), "why": ("Not returned",), "said": ("We have no return yet.",)} | fields
    return Chased(**given)  # type: ignore[arg-type]


def test_a_council_writes_the_words_itself_and_blanks_are_filled_in():
    words = {"chase_subject": "{Service}: {period}", "chase_text": "To {contact}\n{what}\n{ send to } by {due}"}
    register = plan_of_services(**words, send_to="plans@example.gov.uk")

    subject, text = message_of(one_of(due=DUE), register, "")

    assert subject == "Health: 2026-09"
    assert text == "To colleague\nWe have no return yet.\nplans@example.gov.uk by 9 October 2026\n"


def test_a_blank_nobody_knows_is_named_with_those_there_are():
    register = plan_of_services(chase_text="Dear {colleague}, where is it?")

    with pytest.raises(ToolkitError, match=r"Chasing text: there is no blank \{colleague\}\. There are \{service\}"):
        message_of(one_of(), register, "")


def test_our_own_words_say_who_what_where_and_by_when():
    register = plan_of_services(send_to="plans@example.gov.uk")

    subject, text = message_of(one_of(due=DUE), register, "With this message goes Health.xlsx.")

    assert subject == "Children's services improvement plan: the return of Health for 2026-09"
    assert text.startswith("Dear colleague,\n\nWe have no return yet.\n\nWith this message goes Health.xlsx.\n\n")
    assert "Send it to plans@example.gov.uk. The last day for this period is 9 October 2026." in text
    assert "\n\n\n" not in message_of(one_of(), register, "")[1]


def test_a_draft_is_a_message_any_mail_program_reads():
    words = "Grüße, € and a line " + "that goes on " * 120
    data = draft(
        "Where is it? ✓", words, to="a@example.gov.uk; b@example.gov.uk", sender="plans@example.gov.uk",
        on=dt.date(2026, 10, 9), attached=[("Früh Hilfe.xlsx", b"PK\x03\x04")],
    )  # fmt: skip

    read = email.message_from_bytes(data, policy=default)
    assert not read.defects
    assert [str(a) for a in read["To"].addresses] == ["a@example.gov.uk", "b@example.gov.uk"]
    assert (read["From"], read["X-Unsent"], read["Subject"]) == ("plans@example.gov.uk", "1", "Where is it? ✓")
    assert read["Date"].datetime.date() == dt.date(2026, 10, 9)
    assert read.get_body().get_content().strip() == words.strip()
    workbook = next(iter(read.iter_attachments()))
    assert (workbook.get_filename(), workbook.get_content()) == ("Früh Hilfe.xlsx", b"PK\x03\x04")
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")


@pytest.mark.parametrize("written", [None, "", "Shared mailbox", "a@b", "a b@example.org", "x@example.org\nBcc: y"])
def test_what_is_no_address_names_nobody(written: str | None):
    assert addresses(written) == ()
    data = draft("Subject", "Text\n", to=written, sender=written, on=dt.date(2026, 10, 9), attached=())

    read = email.message_from_bytes(data, policy=default)
    assert not read.defects
    assert read["To"] is None
    assert read["Bcc"] is None
    assert str(read["From"]) == "Performance team:;"
