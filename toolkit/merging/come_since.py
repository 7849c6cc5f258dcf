"""Questions after rows that were missing from a return, once another return of the service has brought them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from toolkit.merging.compare import Item
from toolkit.model.identity import canonical, row_key
from toolkit.register.to_settle import is_open

GONE = "was sent out and is not in the return"
"""What such a question says, of an action (P-01) as of any other row."""


def come_since(log: pd.DataFrame, items: Iterable[Item], issue: int) -> pd.DataFrame:
    """The list with those questions closed; ``items``: the rows that were merged just now."""
    came: Mapping[tuple[str, str], str] = {(item.sheet, item.key): item.source for item in items}
    answers = [
        f"It has come since, in {file}, merged in issue {issue}." if (file := _came(line, came)) else line["answer"]
        for line in log.to_dict("records")
    ]
    return log.assign(answer=pd.Series(answers, index=log.index, dtype=object))


def _came(line: Mapping[object, object], came: Mapping[tuple[str, str], str]) -> str:
    asked = line["kind"] == "Question" and GONE in (canonical(line["why"]) or "")
    if not asked or not is_open({str(name): value for name, value in line.items()}):
        return ""
    return came.get((str(line["sheet"]), row_key((canonical(line["ref"]) or "").split("|"))), "")
