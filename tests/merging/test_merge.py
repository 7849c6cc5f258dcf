"""What holds of every merge, whatever came in; and what the worked cases leave open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from tests.budget import tries
from tests.builders import an_action
from tests.merge_builders import (
    EARLY_HELP,
    HEALTH,
    REGISTER,
    SENT,
    SIGNED_ON,
    a_register,
    a_return_of,
    action,
    changes,
    merged,
    proposed,
    registered,
    states,
    together,
)
from toolkit.errors import CannotRead
from toolkit.merging.merge_returns import merge
from toolkit.merging.receipt import Merged
from toolkit.model.identity import canonical, ref_key
from toolkit.model.plan import Book, Plan
from toolkit.sheets.actions import ACTIONS
from toolkit.sheets.columns import Owner
from toolkit.sheets.every_sheet import spec_of

SERVICES = (EARLY_HELP, HEALTH, "Education")
VALUES = {
    "status": st.sampled_from(["Not started", "In progress", "Complete", "Transferred", "On hold", "Finished"]),
    "where_now": st.sampled_from(["Met in May", "Draft agreed", "CLEAR", None]),
    "notes": st.sampled_from(["Some words", "Other words", "CLEAR", None]),
    "completed_on": st.sampled_from([dt.date(2026, 9, 1), dt.date(2026, 8, 1), "CLEAR", "soon", None]),
    "due_as_written": st.sampled_from(["May 2027", "June 2027", None]),
    "revised_due": st.sampled_from(["July 2027", "August 2027", None]),
    "revision_agreed_by": st.sampled_from(["Board", None]),
    "theme": st.sampled_from(["Front door", "Prevention", None]),
    "action": st.sampled_from(["Open a nurture room in every school", "Agree the rota", None]),
    "updated_on": st.sampled_from([dt.date(2026, 9, 20), dt.date(2026, 9, 28), None]),
}
CHANGES = st.fixed_dictionaries({}, optional=VALUES)
BY_THE_TEAM = CHANGES.filter(lambda c: "CLEAR" not in c.values() and c.get("action", "") is not None)
EVIDENCE = st.lists(
    st.fixed_dictionaries({
        "no": st.sampled_from(["1", "2", "3", "E4", None]), "what": st.sampled_from(["Minutes", "Audit", "Survey"]),
        "action_ref": st.sampled_from(["EX0", "EX1", None]), "state": st.sampled_from(["Filed", "Promised"]),
    }),
    max_size=3,
)  # fmt: skip


@st.composite
def registers(draw: st.DrawFn) -> Plan:
    size = draw(st.integers(1, 6))
    rows = [registered(f"EX{n}", draw(st.sampled_from(SERVICES)), **draw(BY_THE_TEAM)) for n in range(size)]
    evidence = [{"no": "1", "what": "Minutes", "action_ref": "EX0", "state": "Filed"}]
    return a_register(rows, evidence=evidence)


@st.composite
def returns_of(draw: st.DrawFn, register: Plan, service: str, source: str) -> Plan:
    actions = register["Actions"]
    own = list(actions["ref"][actions["service"] == service])
    changed = {ref: draw(CHANGES) for ref in own if draw(st.booleans())}
    new = st.sampled_from(["EX0", "EX7", "EX8", "ex8 ", None])
    extra = [an_action(draw(new), **draw(CHANGES)) for _ in range(draw(st.integers(0, 2)))]  # type: ignore[arg-type]
    gone = draw(st.lists(st.sampled_from(own), unique=True)) if own and draw(st.booleans()) else []
    said = {
        "signed_off_on": draw(st.sampled_from([SIGNED_ON, dt.date(2026, 9, 20), None])),
        "nil_return": draw(st.sampled_from(["Yes", None])),
        "plan_code": draw(st.sampled_from(["EX", "EX", "EX", "OTHER"])),
    }
    others = {"evidence": draw(EVIDENCE)} if draw(st.booleans()) else {}
    return a_return_of(
        register, service, changed, source=source, add=extra, drop=gone, settings=said,
        issued=draw(st.sampled_from([True, True, False])), **others,
    )  # fmt: skip


@st.composite
def periods(draw: st.DrawFn) -> tuple[Plan, list[Plan]]:
    """A register, perhaps changed by the team since it was issued, and what came back."""
    issued = draw(registers())
    files = [f"{n}.xlsx" for n in range(draw(st.integers(0, 4)))]
    returns = [draw(returns_of(issued, draw(st.sampled_from(SERVICES)), name)) for name in files]
    if returns and draw(st.booleans()):
        twin = returns[0]
        returns.append(renamed(twin, "copy.xlsx"))
    edited = draw(BY_THE_TEAM)
    actions = issued["Actions"].copy()
    for column, value in edited.items():
        actions.loc[actions.index[0], column] = value
    return replace(issued, tables=issued.tables | {"Actions": actions}), returns


def renamed(plan: Plan, source: str) -> Plan:
    """A byte-for-byte copy under another name."""
    old = plan.sources[0]
    return replace(
        plan,
        tables={name: table.rename(index={old: source}, level="source") for name, table in plan.tables.items()},
        settings=plan.settings.rename(index={old: source}),
        books={source: plan.books[old]},
        layouts={(source, sheet): layout for (_, sheet), layout in plan.layouts.items()},
        issued={name: table.rename(index={old: source}, level="source") for name, table in plan.issued.items()},
        fingerprints=dict.fromkeys([source], next(iter(plan.fingerprints.values()), "")),
    )


sometimes = tries(
    15,
    suppress_health_check=list(HealthCheck),
    # A register takes minutes to shrink; the seed that is printed is enough to find it again.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def same_registers(one: Plan, other: Plan) -> None:
    for name in one.tables:
        pd.testing.assert_frame_equal(one[name], other[name], obj=name)
    pd.testing.assert_frame_equal(one.settings, other.settings)


@sometimes
@given(periods())
def test_control_totals_agree_and_every_file_has_one_line(period: tuple[Plan, list[Plan]]):
    register, returns = period
    done = merged(register, *returns)

    wrong = done.control_totals[done.control_totals["agrees"] != "Yes"]
    assert wrong.empty, wrong[["total", "service", "working"]].to_string()
    log = done.register["Returns"]
    assert sorted(log["file"].dropna()) == sorted(r.sources[0] for r in returns)
    sent_out = register["Actions"][register["Actions"]["status"] != "Transferred"]
    assert set(sent_out["service"]) <= set(log["service"].dropna())


@sometimes
@given(periods())
def test_merging_the_same_files_again_changes_nothing(period: tuple[Plan, list[Plan]]):
    register, returns = period
    once = merged(register, *returns)
    again = merged(once.register, *returns)

    same_registers(once.register, again.register)
    assert again.changes.empty
    assert again.reconciles


@sometimes
@given(periods(), st.randoms())
def test_the_order_of_files_changes_nothing(period: tuple[Plan, list[Plan]], random):
    register, returns = period
    shuffled = random.sample(returns, len(returns))

    same_registers(merged(register, *returns).register, merged(register, *shuffled).register)


@sometimes
@given(periods())
def test_nothing_that_was_typed_is_lost_and_the_teams_words_stand(period: tuple[Plan, list[Plan]]):
    register, returns = period
    done = merged(register, *returns)
    kept = " ".join(everything_kept(done))
    for returned in returns:
        as_sent = set(cells_of(returned.issued, "Actions")) if returned.issued else set()
        for sheet in SENT if states(done)[returned.sources[0]] != "Duplicate" else ():
            for value in cells_of(returned.tables, sheet):
                assert value in as_sent or value in kept, (returned.sources[0], sheet, value)
    before, after = register["Actions"], done.register["Actions"]
    assert list(after["ref"][: len(before)]) == list(before["ref"])
    for column in (c.id for c in ACTIONS.columns if c.owner is Owner.TEAM):
        assert list(after[column][: len(before)]) == list(before[column]), column


def everything_kept(done: Merged) -> list[str]:
    """Every value of the next register and its logs."""
    tables = [done.register[name] for name in (*SENT, "Changes", "Proposed changes and conflicts", "Set aside")]
    values = {canonical(v) for table in tables for column in table.columns for v in table[column]}
    days = {value for table in tables for column in table for value in table[column] if isinstance(value, dt.date)}
    return sorted({v for v in values if v} | {f"{d.day} {d:%B %Y}" for d in days})


def cells_of(tables: Mapping[str, pd.DataFrame], sheet: str) -> list[str]:
    """Every value a service can have typed, but for numbers of evidence, which may be given anew."""
    numbers = {("Actions", "evidence_refs"), ("Evidence", "no")}
    typed = [c.id for c in spec_of(sheet).columns_of(Book.RETURN) if c.owner is not Owner.TOOLKIT]
    values = [v for c in typed for v in tables[sheet][c] if v is not None and (sheet, c) not in numbers]
    said = [f"{v.day} {v:%B %Y}" if isinstance(v, dt.date) else canonical(v) for v in values]
    return [v for v in said if v and v != "CLEAR"]


def test_a_file_that_cannot_be_read_never_stops_the_rest():
    register = a_register()
    locked = CannotRead("secret.xlsx asks for a password. Take it off and save.", state="Password")
    done = merged(
        register, a_return_of(register, changes={"EX1": {"notes": "Said"}}), unread=[("secret.xlsx", locked)],
        fingerprints={"secret.xlsx": "ab" * 32},
    )  # fmt: skip

    line = done.returns_log[done.returns_log["file"] == "secret.xlsx"].iloc[0]
    assert (line["state"], line["reason"], line["sha256"]) == ("Password", str(locked), "ab" * 32)
    assert action(done.register, "EX1")["notes"] == "Said"


def test_a_return_that_is_not_signed_waits():
    register = a_register()
    done = merged(register, a_return_of(register, changes={"EX1": {"notes": "Said"}}, settings={"signed_off_on": None}))

    assert states(done)["Early Help.xlsx"] == "Not signed"
    assert list(done.set_aside["value"].dropna()) == ["Said"]
    row = action(done.register, "EX1")
    assert (row["return_state"], row["rating"]) == ("Not returned", "Not rated")
    assert row["why"] == "The return from Early Help for 2026-09 is not signed. Last rated Green."
    assert done.register.settings.iloc[0]["register_issue"] == 3

    signed = a_return_of(register, changes={"EX1": {"notes": "Said"}})
    then = merged(done.register, signed)
    assert list(then.register["Returns"]["state"]) == ["Missing", "Read"], "the signed file came under the same name"
    assert then.reconciles


def test_a_file_taken_later_in_the_period_gives_up_its_old_line():
    register = a_register(settings={"returns_due": dt.date(2026, 9, 25)})
    returned = a_return_of(register, changes={"EX1": {"notes": "Said"}})
    late = merged(register, returned)
    taken = merged(late.register, returned, deadline=SIGNED_ON)

    assert list(late.register["Returns"]["state"]) == ["Late", "Missing"]
    assert list(taken.register["Returns"]["state"]) == ["Missing", "Read"]
    assert taken.register["Set aside"].empty
    assert taken.reconciles


def test_a_second_merge_of_a_period_adds_to_the_first():
    register = a_register()
    first = merged(register, a_return_of(register, changes={"EX1": {"status": "Complete"}}))
    second = merged(first.register, a_return_of(register, HEALTH, add=[an_action("EX9", action="Open a nurture room")]))

    assert list(second.register["Returns"]["state"]) == ["Read", "Read"]
    assert second.returns_log["reason"].iloc[0] is None, "made from the period's own issue, it is no stale copy"
    assert list(second.register["Actions"]["return_state"]) == ["Returned"] * 4
    assert second.register.settings.iloc[0]["register_issue"] == 5
    open_actions = second.control_totals[second.control_totals["total"].str.startswith("Open")].iloc[-1]
    assert open_actions["working"] == "3 opening + 1 new + 0 reopened - 1 closed = 3 closing."


def test_a_correction_by_the_same_service_replaces_its_earlier_values():
    register = a_register()
    early = {"signed_off_on": dt.date(2026, 9, 20)}
    first = merged(register, a_return_of(
        register, changes={"EX1": {"status": "On hold", "notes": "First"}, "EX2": {"notes": "Too soon"}},
        settings=early, source="first.xlsx",
    ))  # fmt: skip
    again = a_return_of(register, changes={"EX1": {"status": "Complete", "notes": "Second"}}, source="second.xlsx")
    second = merged(first.register, again)

    assert [action(second.register, "EX1")[c] for c in ("status", "notes")] == ["Complete", "Second"]
    assert action(second.register, "EX2")["notes"] == "Too soon", "the second file left it as it was sent"
    assert proposed(second) == [("Held", "EX1", "Status"), ("Held", "EX1", "Notes")], "what was replaced is listed"
    assert second.reconciles


def test_of_two_copies_the_plainer_name_stands():
    register = a_register()
    returned = a_return_of(register, changes={"EX1": {"notes": "Said"}})
    done = merged(register, renamed(returned, "Early Help (copy).xlsx"), returned)

    assert states(done) == {"Early Help.xlsx": "Read", "Early Help (copy).xlsx": "Duplicate", HEALTH: "Missing"}


def test_nil_with_changes_is_taken_as_a_return_and_noted():
    register = a_register()
    returned = a_return_of(register, changes={"EX1": {"notes": "Said"}}, settings={"nil_return": "Yes"})
    line = merged(register, returned).returns_log.iloc[0]

    assert line["state"] == "Read"
    assert line["reason"] == "Nil return was chosen, but cells have changed: taken as a return."


def test_a_word_that_is_not_in_the_list_is_held():
    register = a_register()
    returned = a_return_of(register, changes={"EX1": {"status": "Done"}, "EX2": {"confidence": "at RISK"}})
    done = merged(register, returned)

    assert proposed(done) == [("Held", "EX1", "Status")]
    assert action(done.register, "EX2")["confidence"] == "At risk"


def test_a_date_retyped_as_a_true_date_is_no_change():
    register = a_register([registered("EX1", due_as_written="31 March 2027")])
    done = merged(register, a_return_of(register, changes={"EX1": {"due_as_written": dt.date(2027, 3, 31)}}))

    assert states(done)["Early Help.xlsx"] == "Unchanged, not confirmed"


def test_an_agreed_date_stands_until_another_is_agreed():
    agreed = {"revised_due": "June 2027", "revision_reason": "Staff left", "revision_agreed_by": "Board"}
    register = a_register([registered("EX1", **agreed)])
    done = merged(register, a_return_of(register, changes={"EX1": {"revised_due": "December 2027"}}))

    assert action(done.register, "EX1")["revised_due"] == "June 2027"
    assert proposed(done) == [("Proposed", "EX1", "Revised due")]


def test_a_service_cannot_agree_its_own_date():
    register = a_register()
    asked = {"revised_due": "June 2027", "revision_reason": "Staff left", "revision_agreed_by": "Head of Early Help"}
    done = merged(register, a_return_of(register, changes={"EX1": asked}))

    row = action(done.register, "EX1")
    assert (row["revised_due"], row["revision_agreed_by"]) == ("June 2027", None)
    assert proposed(done) == [("Proposed", "EX1", "Revision agreed by"), ("Proposed", "EX1", "Revised due")]


def test_required_columns_cannot_be_cleared():
    register = a_register()
    done = merged(register, a_return_of(register, changes={"EX1": {"lead": "CLEAR"}}))

    assert action(done.register, "EX1")["lead"] == "Head of Early Help"
    assert proposed(done) == [("Proposed", "EX1", "Accountable lead")]


def test_a_ref_with_other_words_and_another_date_is_asked_about():
    register = a_register()
    other = {"action": "Buy a minibus", "theme": "Transport", "due_as_written": "May 2028", "status": "Complete"}
    done = merged(register, a_return_of(register, changes={"EX1": other}))

    assert [kind for kind, *_ in proposed(done)] == ["Question"]
    assert action(done.register, "EX1")["status"] == "In progress"
    assert action(done.register, "EX1")["return_state"] == "Not returned"


def test_two_services_may_not_use_one_new_ref():
    register = a_register()
    room, rota = an_action("EX9", action="Open a nurture room"), an_action("ex9", action="Agree a weekend rota")
    done = merged(register, a_return_of(register, add=[room]), a_return_of(register, HEALTH, add=[rota]))

    assert len(done.register["Actions"]) == 3
    assert [(kind, ref) for kind, ref, _ in proposed(done)] == [("Question", "EX9")]
    assert set(done.set_aside["file"]) == {"Early Help.xlsx", "Health.xlsx"}
    assert done.reconciles


def test_an_action_added_by_the_team_since_the_issue_is_not_missing():
    issued = a_register()
    returned = a_return_of(issued, changes={"EX1": {"notes": "Said"}})
    register = a_register([registered("EX1"), registered("EX2"), registered("EX3", HEALTH), registered("EX4")])
    done = merged(register, returned)

    row = action(done.register, "EX4")
    assert (row["return_state"], row["rating"]) == ("Not sent", "Green")
    assert proposed(done) == []
    assert done.reconciles


def test_a_row_without_a_ref_at_the_end_is_a_question_and_not_a_part():
    register = a_register()
    done = merged(register, a_return_of(register, add=[an_action(None, action="Open a nurture room")]))  # type: ignore[arg-type]

    assert [kind for kind, *_ in proposed(done)] == ["Question"]
    assert "Open a nurture room" in set(done.set_aside["value"])


def test_parts_that_come_again_under_their_parents_ref_are_updated():
    register = a_register([registered("QP4", action="Agree protocols"), registered("QP5")])
    blank = {"ref": None, "theme": None}
    part = an_action(**blank, action="Protocol with the courts", lead="Head of Legal")  # type: ignore[arg-type]
    rows = [registered("QP4", action="Agree protocols"), part, registered("QP5")]
    early = {"signed_off_on": dt.date(2026, 9, 1)}
    first = merged(register, a_return_of(register, rows=rows, source="a.xlsx", settings=early))
    rows[1] = part | {"status": "Complete"}
    second = merged(first.register, a_return_of(register, rows=rows, source="b.xlsx"))

    assert sorted(second.register["Actions"]["ref"]) == ["QP4", "QP4a", "QP4b", "QP5"]
    assert action(second.register, "QP4b")["status"] == "Complete"


def test_evidence_numbered_alike_by_two_services_is_numbered_on():
    register = a_register(evidence=[{"no": "1", "what": "Minutes of March", "action_ref": "EX1", "state": "Filed"}])
    sent = {"no": "1", "what": "Minutes of March", "action_ref": "EX1", "state": "Filed"}
    guide = {"no": "2", "what": "The printed guide", "action_ref": "EX1", "state": "Filed"}
    audit = {"no": "2", "what": "Audit of clinics", "action_ref": "EX3", "state": "Filed"}
    help_ = a_return_of(register, changes={"EX1": {"evidence_refs": "1; 2"}}, evidence=[sent, guide])
    health = a_return_of(register, HEALTH, {"EX3": {"evidence_refs": "2"}}, evidence=[sent, audit])
    done = merged(register, help_, health)

    assert list(done.register["Evidence"]["no"]) == ["1", "2", "3"]
    assert [action(done.register, ref)["evidence_refs"] for ref in ("EX1", "EX3")] == ["1; 2", "3"]
    assert ("3", "No", "2", "3", "Changed") in changes(done)


def test_two_returns_that_disagree_on_a_figure_are_a_conflict():
    figure = {"measure_ref": "M1", "period": "2026-09", "value": 70}
    measures = [{"ref": "M1", "measure": "Visits on time", "kind": "Performance", "unit": "%", "good_is": "High"}]
    register = a_register(measures=measures, measure_values=[figure])
    one = a_return_of(register, measure_values=[figure | {"value": 71}])
    other = a_return_of(register, HEALTH, measure_values=[figure | {"value": 72}])
    done = merged(register, one, other)

    assert done.register["Measure values"]["value"].iloc[0] == 70
    assert proposed(done) == [("Conflict", "M1|2026-09", "Value")] * 2
    agreed = merged(register, one, a_return_of(register, HEALTH, measure_values=[figure | {"value": "71"}]))
    assert agreed.register["Measure values"]["value"].iloc[0] == 71
    assert len(agreed.changes) == 1


def test_milestones_of_a_new_action_come_with_it_and_others_are_proposed():
    register = a_register()
    step = {"no": "1", "milestone": "Agree the brief", "due_as_written": "May 2027"}
    done = merged(register, a_return_of(
        register, add=[an_action("EX9", action="Open a nurture room")],
        milestones=[step | {"action_ref": "EX9"}, step | {"action_ref": "EX1"}],
    ))  # fmt: skip

    assert list(done.register["Milestones"]["action_ref"]) == ["EX9"]
    assert proposed(done) == [("Proposed", "EX1|1", "New row")]


def test_settings_a_service_changed_are_proposed():
    register = a_register()
    done = merged(register, a_return_of(register, settings={"amber_days": 90}))

    assert proposed(done) == [("Proposed", "Amber window days", "Amber window days")]


def test_logs_of_earlier_periods_stay_before_the_new_lines():
    register = a_register()
    first = merged(register, a_return_of(register, changes={"EX1": {"notes": "Said"}})).register
    later = replace(first, settings=first.settings.assign(period="2026-10"))
    done = merged(later, a_return_of(later, changes={"EX1": {"notes": "Said more"}}))

    for sheet in ("Returns", "Changes", "Control totals"):
        assert list(done.register[sheet]["period"].unique()) == ["2026-09", "2026-10"], sheet
        rows = list(done.register[sheet].index.get_level_values("row"))
        assert rows == sorted(set(rows))


def test_columns_the_register_has_of_its_own_are_kept():
    register = a_register()
    register.tables["Actions"]["our_colour"] = ["teal", "grey", "teal"]
    done = merged(register, a_return_of(register, add=[an_action("EX9", action="Open a nurture room")]))

    assert list(done.register["Actions"]["our_colour"]) == ["teal", "grey", "teal", None]


def test_the_receipt_and_the_json_say_what_was_done():
    register = a_register()
    done = merged(register, a_return_of(register, changes={"EX1": {"notes": "Said"}}))

    assert done.receipt[0] == "Register issue 4, period 2026-09."
    assert done.receipt[-1].endswith("agree.")
    said = done.as_json()
    assert (said["register_issue"], said["reconciles"], said["actions"]) == (4, True, 3)
    assert said["changes"][0]["new"] == "Said"  # type: ignore[index]


@pytest.mark.parametrize("source", [REGISTER, "anything.xlsx"])
def test_the_register_keeps_its_name(source: str):
    register = renamed(a_register(), source)

    assert merged(register, a_return_of(a_register())).register.sources == [source]


def test_refs_are_compared_without_case_and_spaces():
    register = a_register()
    rows = [registered(" ex1 ", notes="Said"), registered("EX2")]
    rows[0]["action"] = action(register, "EX1")["action"]
    done = merge(register, together(a_return_of(register, rows=rows)))

    assert action(done.register, "EX1")["notes"] == "Said"
    assert ref_key(" EX1 ") == "EX1"
