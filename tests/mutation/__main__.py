"""``make mutation``: the score of each room, and the faults its tests did not notice. Needs fork: not for Windows.

Before a room's faults comes a control: sound code, compiled and given to the tests in the same way. Tests that fail at
it would notice anything, and no score is counted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.mutation.mutate import Mutation, mutations, sample
from tests.mutation.run import Calls, calls_of, control_of, outcomes

ROOT = Path(__file__).parents[2]
ROOMS = {
    "rating": (["toolkit/rating/*.py"], ["tests/rating/test_*.py", "tests/test_cases.py"]),
    "merge": (
        ["toolkit/merging/*.py", "toolkit/register/standing.py", "toolkit/register/control_totals.py"],
        ["tests/merging/test_*.py"],
    ),
    "rules": (["toolkit/rules/*.py"], ["tests/rules/test_*.py"]),
    "patch": (
        ["toolkit/excel/patch.py", "toolkit/excel/ooxml/*.py"],
        ["tests/excel/test_patch*.py", "tests/excel/ooxml/test_*.py"],
    ),
}
"""Room to its sources and its tests. A fault is given to its own room's tests only."""
EACH = 75
"""Faults a room: 300 in all."""


def main(argv: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="make mutation", description=__doc__)
    asked.add_argument("rooms", nargs="*", choices=[*ROOMS, []], help="all, where none is named")
    asked.add_argument("--each", type=int, default=EACH, help=f"faults a room ({EACH})")
    asked.add_argument("--jobs", type=int, default=2, help="how many at a time (2)")
    asked.add_argument("--in", dest="within", default="", help="only faults in functions with this in their name")
    given = asked.parse_args(argv)
    scores = [_room(room, given.each, given.jobs, given.within) for room in given.rooms or ROOMS]
    noticed, tried = map(sum, zip(*scores, strict=True))
    print(f"In all: {noticed} of {tried} noticed ({_share(noticed, tried)}).")
    return 0


def _room(room: str, each: int, jobs: int, within: str) -> tuple[int, int]:
    sources, tests = ([str(p.relative_to(ROOT)) for glob in globs for p in _files(glob)] for globs in ROOMS[room])
    texts = {path: (ROOT / path).read_text("utf-8") for path in sources}
    found = [one for path, text in texts.items() for one in mutations(path, text)]
    chosen = sample([one for one in found if within in one.function], each)
    began = time.monotonic()
    calls = calls_of(ROOT, sources, tests)
    _control(room, chosen, texts, calls)
    left: list[Mutation] = []
    for mutation, noticed in outcomes(ROOT, chosen, texts, calls, jobs):
        if not noticed:
            left.append(mutation)
            print(f"  not noticed  {mutation}", flush=True)
    score = len(chosen) - len(left), len(chosen)
    took = f"{(time.monotonic() - began) / 60:.0f} min"
    print(f"{room}: {score[0]} of {score[1]} noticed ({_share(*score)}), of {len(found)} there could be; {took}.")
    return score


def _control(room: str, chosen: Sequence[Mutation], texts: Mapping[str, str], calls: Mapping[str, Calls]) -> None:
    """Raises SystemExit where sound code is taken for a fault."""
    sound = control_of(chosen, calls)
    if sound is None:
        return
    for control, noticed in outcomes(ROOT, [sound], texts, calls, jobs=1):
        if noticed:
            where = f"{control.path}, {control.function or 'top'}"
            sys.exit(
                f"{room}: its tests fail at sound code too ({where}), run in the order for that function. One of them "
                "needs another to have run before it, or more time or memory than it gets; mend that first. "
                "No score was counted."
            )


def _files(glob: str) -> list[Path]:
    return sorted(ROOT.glob(glob))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
