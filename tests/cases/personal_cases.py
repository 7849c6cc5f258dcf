"""Worked cases of personal data: words, and whether somebody must look at them before they are published.

`python -m tests.cases.personal_cases` writes what is measured on them into docs/personal-data.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from toolkit.model.personal import personal_data

Case = dict[str, Any]
CASES = Path(__file__).with_name("personal_data.json")
PAGE = Path(__file__).parents[2] / "docs" / "personal-data.md"
BEGINS, ENDS = "<!-- measured: python -m tests.cases.personal_cases -->\n", "<!-- end of what is measured -->"


def run(cases: Sequence[Case]) -> list[tuple[str, str | None]]:
    """Each case's words, and what is wrong; None when it comes out as it says."""
    return [(repr(case["text"]), problem_with(case)) for case in cases]


def problem_with(case: Case) -> str | None:
    """What was expected and what was seen, where that differs."""
    seen = personal_data(case["text"])
    if bool(seen) == case["personal"]:
        return None
    expected = "personal data" if case["personal"] else "nothing"
    return f"expected {expected}, seen {seen.words or 'nothing'} (weight {seen.weight})"


def measured(cases: Sequence[Case]) -> tuple[float, float]:
    """Precision and recall: of what was found, how much should be; of what should be, how much was found."""
    found = [case for case in cases if personal_data(case["text"])]
    right = sum(case["personal"] for case in found)
    return right / len(found), right / sum(case["personal"] for case in cases)


def in_words(cases: Sequence[Case]) -> str:
    """The figures as the documentation gives them."""
    personal = [case for case in cases if case["personal"]]
    precision, recall = measured(cases)
    wrong = [case for case in cases if problem_with(case)]
    lines = [
        f"{len(cases)} strings, {len(personal)} of them personal data: "
        f"**precision {precision:.1%}, recall {recall:.1%}**.",
        "",
        "| about | strings | found |",
        "|---|---:|---:|",
    ]
    for about in dict.fromkeys(case["about"] for case in cases):
        here = [case for case in cases if case["about"] == about]
        kind = "" if here[0]["personal"] else "no personal data: "
        lines.append(f"| {kind}{about} | {len(here)} | {sum(bool(personal_data(c['text'])) for c in here)} |")
    lines += ["", "Not as they should be: " + "; ".join(f"`{case['text']}`" for case in wrong) + "."] if wrong else []
    return "\n".join(lines) + "\n"


def page_with(text: str) -> str:
    """The page with the figures as they are now."""
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    pattern = re.escape(BEGINS) + ".*?" + re.escape(ENDS)
    return re.sub(pattern, lambda _: BEGINS + in_words(cases) + ENDS, text, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
