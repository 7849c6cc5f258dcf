"""What a service keeps beside the template's cells is listed, to the letter, and never merged."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pandas as pd
import pytest

from tests.builders import an_action
from tests.merge_builders import EARLY_HELP, a_register, a_return_of, merged
from toolkit.model.plan import FACT_COLUMNS, Layout, Plan, Seen

SOURCE = f"{EARLY_HELP}.xlsx"


def aside(plan: Plan) -> list[tuple[str, str, str, str]]:
    done = merged(a_register(), plan)
    assert done.reconciles
    return [tuple(line) for line in done.set_aside[["sheet", "ref", "column", "value"]].fillna("").to_numpy().tolist()]


def with_own_column(plan: Plan) -> Plan:
    at = plan.layouts[SOURCE, "Actions"]
    layout = Layout(**vars(at) | {"extra": {"Team use": 34}})
    layouts = plan.layouts | {(SOURCE, "Actions"): layout}
    return replace(plan, layouts=layouts, extras={(SOURCE, "Actions"): {"Team use": {5: "Ring the school", 6: 3}}})


def test_every_cell_of_a_column_of_their_own_is_listed_with_its_place():
    returned = with_own_column(a_return_of(a_register(), changes={"EX1": {"notes": "Said"}}))

    assert aside(returned) == [("Actions", "AH5", "Team use", "Ring the school"), ("Actions", "AH6", "Team use", "3")]


def test_a_sheet_of_their_own_is_named():
    returned = a_return_of(a_register(), changes={"EX1": {"notes": "Said"}})

    assert aside(replace(returned, other_sheets={SOURCE: ("My notes",)})) == [("My notes", "", "", "")]


def test_a_text_above_the_headings_is_listed_and_the_guides_is_not():
    returned = a_return_of(a_register(), changes={"EX1": {"notes": "Said"}})
    place = {"source": SOURCE, "kind": Seen.ABOVE_TABLE, "row": 2, "cell": "A2"}
    facts = [
        place | {"table": table, "sheet": table, "text": text}
        for table, text in (("Actions", "Draft 2"), ("Guide", "Improvement plan"))
    ]
    returned = replace(returned, facts=pd.DataFrame(facts, columns=FACT_COLUMNS, dtype=object))

    assert aside(returned) == [("Actions", "A2", "", "Draft 2")]


def test_what_a_merge_says_can_be_given_out_as_json():
    done = merged(a_register(), with_own_column(a_return_of(a_register(), changes={"EX1": {"notes": "Said"}})))

    assert json.loads(json.dumps(done.as_json()))["register_issue"] == 4


def test_nothing_typed_into_a_file_that_is_not_merged_is_lost():
    rows = {"rating": "Blue", "where_now": "Opened"}
    late = {"signed_off_on": dt.date(2026, 9, 29), "amber_days": 90, "nil_return": "Perhaps", "plan_code": "OTHER"}
    returned = with_own_column(a_return_of(a_register(), changes={"EX1": rows}, settings=late))
    place = {"source": SOURCE, "kind": Seen.OUTSIDE_TABLE, "row": 9, "cell": "C9", "table": "Actions", "text": "See me"}
    facts = pd.DataFrame([place | {"sheet": "Actions"}], columns=FACT_COLUMNS, dtype=object)
    returned = replace(returned, facts=facts)
    said = {(column, value) for _, _, column, value in aside(replace(returned, other_sheets={SOURCE: ("My notes",)}))}

    assert {
        ("Rating", "Blue"), ("Where are we now", "Opened"), ("Team use", "Ring the school"), ("Team use", "3"),
        ("", "See me"), ("Amber window days", "90"), ("Nil return", "Perhaps"), ("", ""),
    } <= said  # fmt: skip


def test_a_day_of_signing_that_is_no_date_is_told():
    returned = a_return_of(a_register(), changes={"EX1": {"notes": "Said"}}, settings={"signed_off_on": None})
    typed = {(SOURCE, "Settings"): {(22, "signed_off_on"): "early October"}}

    assert ("Settings", "", "Signed off on", "early October") in aside(replace(returned, typed=typed))


@pytest.mark.parametrize("ref", ["EX9", "CLEAR", None])
def test_a_new_row_of_nothing_but_clear_is_set_aside(ref: str | None):
    row = an_action(ref, action="CLEAR", where_now="We began")  # type: ignore[arg-type]
    done = aside(a_return_of(a_register(), add=[row]))

    assert ("Where are we now", "We began") in {(column, value) for _, _, column, value in done}


def test_what_is_set_aside_of_a_sheet_with_a_space_before_its_name_is_the_same_line_when_it_is_read_again():
    returned = a_return_of(a_register(), changes={"EX1": {"notes": "Said"}})
    place = {"source": SOURCE, "kind": Seen.NOTE, "row": 5, "cell": "B5", "table": "Actions", "sheet": " Actions"}
    facts = pd.DataFrame([place | {"text": "Ask"}], columns=FACT_COLUMNS, dtype=object)

    assert aside(replace(returned, facts=facts)) == [("Actions", "B5", "", "Ask")]
