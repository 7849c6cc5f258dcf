"""What a service keeps beside the template's cells is listed, to the letter, and never merged."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd

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
    returned.facts = pd.DataFrame(facts, columns=FACT_COLUMNS, dtype=object)

    assert aside(returned) == [("Actions", "A2", "", "Draft 2")]


def test_what_a_merge_says_can_be_given_out_as_json():
    done = merged(a_register(), with_own_column(a_return_of(a_register(), changes={"EX1": {"notes": "Said"}})))

    assert json.loads(json.dumps(done.as_json()))["register_issue"] == 4
