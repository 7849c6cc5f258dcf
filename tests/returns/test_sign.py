"""Signing a return, and saying that nothing has changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.builders import SOURCE, a_plan
from tests.merge_builders import a_register, a_return_of, registered
from toolkit.errors import ToolkitError
from toolkit.model.edits import SetCells
from toolkit.model.finding import Finding, Report, Severity
from toolkit.model.plan import Layout, Plan
from toolkit.returns.sign import before_signing, changes_since_issue, nil_edits, setting_edits, signing_edits

ON = dt.date(2026, 9, 30)


def a_finding(rule: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(rule, severity, SOURCE, "Actions", "Wrong.", "Put it right.")


def with_settings(plan: Plan) -> Plan:
    """The plan with its Settings laid out as the template does."""
    names = list(plan.settings.columns)
    layout = Layout("Settings", 0, dict.fromkeys(names, 2), rows={name: 4 + n for n, name in enumerate(names)},
                    headings={name: name for name in names})  # fmt: skip
    return replace(plan, layouts={**plan.layouts, (plan.sources[0], "Settings"): layout})


class TestSigning:
    def test_a_sound_return_is_signed_on_the_day_given(self):
        plan = with_settings(a_plan())
        layout = plan.layouts[SOURCE, "Settings"]

        edits = signing_edits(plan, Report((a_finding("P-05"), a_finding("T-01", Severity.WARNING))), on=ON)
        assert edits == [SetCells("Settings", {(layout.rows["signed_off_on"], 2): ON})]

    def test_an_error_stands_in_the_way(self):
        with pytest.raises(ToolkitError, match="cannot be signed yet"):
            signing_edits(with_settings(a_plan()), Report((a_finding("E-01"),)), on=ON)

    def test_whoever_signs_must_be_named(self):
        plan = with_settings(a_plan(settings={"signed_off_by": None}))

        with pytest.raises(ToolkitError, match="Type your role beside 'Signed off by'"):
            signing_edits(plan, Report(), on=ON)

    def test_that_it_is_not_signed_is_left_out_of_what_is_listed(self):
        assert before_signing(Report((a_finding("P-05"), a_finding("E-01")))).brief() == [("E-01", "Actions", None)]

    def test_a_label_that_is_gone_is_named(self):
        with pytest.raises(ToolkitError, match="no line 'Signed off on' any more"):
            setting_edits(a_plan(), {"signed_off_on": ON})


class TestNilReturn:
    def sent(self, *args: object, **kwargs: object) -> Plan:
        register = a_register([registered("EX1"), registered("EX2")], risks=[{"ref": "R1", "risk": "Snow"}])
        return with_settings(a_return_of(register, "Early Help", *args, **kwargs))

    def test_an_unchanged_return_is_marked(self):
        plan = self.sent()
        row = plan.layouts[plan.sources[0], "Settings"].rows["nil_return"]

        assert changes_since_issue(plan) == []
        assert nil_edits(plan) == [SetCells("Settings", {(row, 2): "Yes"})]

    def test_what_the_service_changed_is_named(self):
        plan = self.sent({"EX1": {"status": "On hold", "notes": "Waiting"}}, drop=["EX2"], add=[registered("EX9")],
                         risks=[{"ref": "R1", "risk": "Ice"}])  # fmt: skip

        assert changes_since_issue(plan) == [
            "Actions EX1: Status and Notes", "Actions EX9 is new", "Actions EX2 is gone", "Risks R1: Risk",
        ]  # fmt: skip
        with pytest.raises(ToolkitError, match=r"not a nil return.*Actions EX1: Status and Notes; "):
            nil_edits(plan)

    @pytest.mark.parametrize("fields", [{"rating": "Blue"}, {"notes": "  "}, {"where_now": "Draft guide  tested"}])
    def test_what_is_not_the_services_or_no_change_is_none(self, fields: dict):
        register = a_register([registered("EX1", where_now="Draft guide tested")])

        assert changes_since_issue(with_settings(a_return_of(register, "Early Help", {"EX1": fields}))) == []

    def test_many_changes_are_counted(self):
        register = a_register([registered(f"EX{n}") for n in range(1, 10)])
        changes = {f"EX{n}": {"status": "On hold"} for n in range(1, 10)}

        with pytest.raises(ToolkitError, match="EX6: Status; and 3 more"):
            nil_edits(with_settings(a_return_of(register, "Early Help", changes)))

    def test_without_a_record_of_what_was_sent_nothing_can_be_said(self):
        with pytest.raises(ToolkitError, match="carries no record of what was sent out"):
            changes_since_issue(a_plan())
