"""The list of findings in a return, once a refresh has written it."""

from __future__ import annotations

from pathlib import Path

import toolkit
from tests.books import filled_in, return_file
from toolkit.excel.read import read_workbook
from toolkit.returns import refresh


def _listed(path: Path) -> list[str]:
    sheet = read_workbook(path).sheet("Check results")
    assert sheet is not None
    texts = [[str(value or "") for value in row] for row in sheet.rows]
    (at,) = (row.index("What is wrong") for row in texts if "What is wrong" in row)
    head = next(n for n, row in enumerate(texts) if "What is wrong" in row)
    return [row[at] for row in texts[head + 1 :] if row[at:] and row[at]]


def test_more_findings_than_anybody_would_read_are_counted_and_the_first_are_listed(tmp_path: Path, monkeypatch):
    path = filled_in(return_file(tmp_path))
    toolkit.refresh(path)
    # What was typed over a worked-out cell is found once.
    toolkit.refresh(path)
    everything = _listed(path)
    monkeypatch.setattr(refresh, "MOST_LISTED", 2)

    toolkit.refresh(path)

    assert len(everything) > 3
    first, second, more = _listed(path)
    assert [first, second] == everything[:2]
    assert more == f"And {len(everything) - 2} more: check with --report to have them all listed."
