"""Small tables to rate, and strategies for large ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd
from hypothesis import strategies as st

from toolkit.model.schemes import STATUSES

REPORT = date(2015, 4, 1)


def table(rows: Sequence[Mapping[str, object]], source: str = "Care.xlsx") -> pd.DataFrame:
    """Rows as they come out of one workbook."""
    places = [(source, number) for number in range(4, 4 + len(rows))]
    index = pd.MultiIndex.from_tuples(places, names=["source", "row"]) if places else None
    return pd.DataFrame(list(rows), index=index, dtype=object)


def day(days_from_report: int) -> date:
    return REPORT + timedelta(days_from_report)


dates = st.none() | st.integers(-120, 400).map(day)
maybe = st.sampled_from([True, False, None])
counts = st.sampled_from([0, 1, 2, 3, None])
refs = st.sampled_from(["1", "2", "3"])

actions = st.fixed_dictionaries(
    {
        "ref": refs | st.none(),
        "status": st.sampled_from([*STATUSES, None, "", "Nearly there"]),
        "where_now": st.sampled_from([None, " ", "-", "Little progress.", "Two posts filled."]),
        "outstanding": maybe,
        "due": dates,
        "tbc": maybe,
        "tbc_periods": counts,
        "revised": dates,
        "revised_agreed": maybe,
        "start": dates,
        "completed": dates,
        "evidence_stage": st.sampled_from(["None", "Claimed", "Filed", "Checked", "Embedded", None]),
        "confidence": st.sampled_from(["On track", "At risk", "Off track", None]),
        "times_moved": counts,
        "updated": dates,
    }
)

milestones = st.fixed_dictionaries(
    {
        "action_ref": refs | st.none(),
        "due": dates,
        "tbc": maybe,
        "critical": maybe,
        "done_on": dates,
    }
)
