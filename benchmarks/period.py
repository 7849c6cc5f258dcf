"""One period of a large plan: 60 returns of 100 actions read, checked, merged and written.

Beside it, in the same run, what pandas alone takes to read one sheet of each of the same files and put them together:
the ratio is the figure to watch. Each way runs in a process of its own, so that peak memory is its own.
Run: python -m benchmarks.period [--returns 60] [--actions 100]
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import NamedTuple


class Taken(NamedTuple):
    """What one run took, imports included: seconds, seconds of processor time, and peak memory in MiB."""

    seconds: float
    cpu: float
    peak: float


# Every way imports what it needs inside, so that its seconds have the loading in them.


def merge_period(folder: Path) -> None:
    """The main job on closed files: returns read, checked by every rule and merged; the register rated and written."""
    from toolkit import tasks

    checked = tasks.check([folder / "returns"])
    assert not checked.unread
    assert tasks.merge(folder / "register.xlsx", checked, folder / "next.xlsx").reconciles


def merge_only(folder: Path) -> None:
    """The merge alone: read, three-way compare, rate and write the next register."""
    from toolkit import tasks

    assert tasks.merge(folder / "register.xlsx", folder / "returns", folder / "next.xlsx").reconciles


def issue_all(folder: Path) -> None:
    """One return a service, from the register."""
    from toolkit import tasks

    tasks.issue(folder / "register.xlsx", folder / "issued", replace=True)


def plain_pandas(folder: Path) -> None:
    """What a short script does: one sheet of each file, one after the other. No check, no compare, no log."""
    import pandas as pd

    files = sorted((folder / "returns").glob("*.xlsx"))
    frames = [pd.read_excel(path, sheet_name="Actions", header=3) for path in files]
    pd.concat(frames, ignore_index=True)


def quick_pandas(folder: Path) -> None:
    """The same with pandas' fastest reader."""
    import pandas as pd

    files = sorted((folder / "returns").glob("*.xlsx"))
    frames = [pd.read_excel(path, sheet_name="Actions", header=3, engine="calamine") for path in files]
    pd.concat(frames, ignore_index=True)


def make(folder: Path, returns: int, actions: int) -> None:
    """Make the files, in a process whose memory counts for none of the ways."""
    from benchmarks.make import make_period

    make_period(folder, returns=returns, actions=actions)


def _timed(work: Callable[[Path], None], folder: Path, answer: SimpleQueue[Taken]) -> None:
    began = time.perf_counter()
    work(folder)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    answer.put(Taken(took, time.process_time(), peak))


def measure(work: Callable[[Path], None], folder: Path) -> Taken:
    """What one way takes in a new process."""
    context = multiprocessing.get_context("spawn")
    answer = context.SimpleQueue()
    process = context.Process(target=_timed, args=(work, folder, answer))
    process.start()
    taken = answer.get()
    process.join()
    return taken


def main() -> None:
    """Make the period, run each way three times in turn, and print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--returns", type=int, default=60)
    parser.add_argument("--actions", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    plain = "pandas read_excel + concat"
    ways = {
        "read, check, merge and write": merge_period,
        "merge and write": merge_only,
        "issue": issue_all,
        plain: plain_pandas,
        "the same with calamine": quick_pandas,
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        making = multiprocessing.get_context("spawn").Process(target=make, args=(folder, given.returns, given.actions))
        making.start()
        making.join()
        seen: dict[str, list[Taken]] = {way: [] for way in ways}
        for _ in range(given.runs):
            for way, work in ways.items():
                seen[way].append(measure(work, folder))
    base = _median(taken.seconds for taken in seen[plain])
    print(f"{given.returns} returns of {given.actions} actions; median of {given.runs} runs")
    print(f"{'':32}{'seconds':>9}{'ratio':>8}{'CPU':>7}{'peak MiB':>10}")
    for way, runs in seen.items():
        seconds, cpu = _median(taken.seconds for taken in runs), _median(taken.cpu for taken in runs)
        peak = max(taken.peak for taken in runs)
        print(f"{way:32}{seconds:9.2f}{seconds / base:8.2f}{cpu:7.2f}{peak:10.0f}")


def _median(figures: Iterable[float]) -> float:
    ordered = sorted(figures)
    return ordered[len(ordered) // 2]


if __name__ == "__main__":
    main()
