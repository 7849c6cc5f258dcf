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
from collections.abc import Callable
from pathlib import Path

from benchmarks.make import make_period


def merge_period(folder: Path) -> None:
    """The main job on closed files, as the command line does it."""
    from toolkit import tasks

    returns = folder / "returns"
    checked = tasks.check([returns])
    assert not checked.unread
    done = tasks.merge(folder / "register.xlsx", returns, folder / "next.xlsx")
    assert done.reconciles


def merge_only(folder: Path) -> None:
    """The merge alone: read, three-way compare, rate and write the next register."""
    from toolkit import tasks

    assert tasks.merge(folder / "register.xlsx", folder / "returns", folder / "next.xlsx").reconciles


def plain_pandas(folder: Path) -> None:
    """What a short script does: one sheet of each file, one after the other. No check, no compare, no log."""
    import pandas as pd

    files = sorted((folder / "returns").glob("*.xlsx"))
    frames = [pd.read_excel(path, sheet_name="Actions", header=3) for path in files]
    pd.concat(frames, ignore_index=True)


def _timed(work: Callable[[Path], None], folder: Path, answer: multiprocessing.SimpleQueue) -> None:
    began = time.perf_counter()
    work(folder)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    answer.put((took, peak))


def measure(work: Callable[[Path], None], folder: Path) -> tuple[float, float]:
    """Seconds, imports included, and peak memory in MiB of one way, in a new process."""
    context = multiprocessing.get_context("spawn")
    answer = context.SimpleQueue()
    process = context.Process(target=_timed, args=(work, folder, answer))
    process.start()
    took, peak = answer.get()
    process.join()
    return took, peak


def main() -> None:
    """Make the period, run each way three times in turn, and print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--returns", type=int, default=60)
    parser.add_argument("--actions", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    ways = {"check, then merge and write": merge_period, "merge and write": merge_only,
            "pandas read_excel + concat": plain_pandas}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_period(folder, returns=given.returns, actions=given.actions)
        seen: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
        for _ in range(given.runs):
            for way, work in ways.items():
                seen[way].append(measure(work, folder))
    base = sorted(took for took, _ in seen["pandas read_excel + concat"])[given.runs // 2]
    print(f"{given.returns} returns of {given.actions} actions; median of {given.runs} runs")
    print(f"{'':32}{'seconds':>9}{'ratio':>8}{'peak MiB':>10}")
    for way, runs in seen.items():
        took = sorted(took for took, _ in runs)[given.runs // 2]
        print(f"{way:32}{took:9.2f}{took / base:8.2f}{max(peak for _, peak in runs):10.0f}")


if __name__ == "__main__":
    main()
