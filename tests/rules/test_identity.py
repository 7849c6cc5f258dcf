"""References: what a row without one is offered."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from tests.builders import SOURCE, a_plan, an_action
from toolkit.steps.frames import table_of
from toolkit.steps.validate import validate


def test_a_new_row_is_never_offered_the_ref_of_an_action_that_has_gone():
    sent = table_of("Actions", [an_action("EX1"), an_action("EX2")], [(SOURCE, 5), (SOURCE, 6)])
    sent.index = pd.MultiIndex.from_tuples([(SOURCE, "EX1"), (SOURCE, "EX2")], names=["source", "key"])
    new = an_action(action="Tell every school who to ring") | {"ref": None}
    plan = replace(a_plan([an_action("EX1"), new]), issued={"Actions": sent})

    said = [finding.message for finding in validate(plan).findings if finding.rule == "I-01"]

    assert said == ["Row 6 has no reference. It will be offered EX3."]
