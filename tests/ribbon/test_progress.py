"""How far the work is, said in time and not too often; and an end to waiting for an Excel that gives no answer."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from tests.excel.engine import ExcelSaysNo
from toolkit.ribbon.progress import NO_ANSWER, Progress, Watchdog

ROOT = Path(__file__).parents[2]


def test_counts_are_shown_after_two_seconds_and_no_faster_than_they_can_be_read():
    seconds = iter([0.0, 1.0, 2.1, 2.2, 2.7])
    shown: list[str] = []
    progress = Progress(show=shown.append, clock=lambda: next(seconds))
    for number in range(1, 5):
        progress.tell(number, 9, "reading sheet")

    assert shown == ["reading sheet, 2 of 9", "reading sheet, 4 of 9"]


def test_files_are_counted_as_they_come_and_once_they_have_come_the_count_goes():
    seconds = iter([0.0, 1.0, 2.1, 3.0])
    shown: list[str] = []
    progress = Progress(show=shown.append, clock=lambda: next(seconds))

    assert list(progress.watch("abc", "Reading", 3)) == ["a", "b", "c"]
    assert shown == ["reading, 2 of 3", "reading, 3 of 3", ""]


def test_an_excel_that_shows_nothing_is_not_asked_again_and_stops_nothing():
    seconds = iter([0.0, 3.0, 6.0])
    asked: list[str] = []

    def busy(how_far: str) -> None:
        asked.append(how_far)
        raise ExcelSaysNo("busy", 0x80010001)

    progress = Progress(show=busy, clock=lambda: next(seconds))

    assert list(progress.watch("ab", "Reading", 2)) == ["a", "b"]
    assert asked == ["reading, 1 of 2"]


def test_the_watchdog_ends_a_wait_without_a_sign_of_life():
    ended = threading.Event()
    with Watchdog(0.01, ended.set):
        assert ended.wait(60)


def test_the_watchdog_lets_work_end_by_itself():
    ended = threading.Event()
    with Watchdog(3600, ended.set) as watchdog:
        watchdog.feed()

    assert not ended.is_set()


def test_the_program_ends_with_a_code_of_its_own_and_says_so():
    program = (
        f"import sys, threading; sys.path.insert(0, {str(ROOT)!r})\n"
        "from toolkit.ribbon.progress import Progress\n"
        "with Progress(gave_up=lambda: print('no answer', flush=True), patience=0.01).waiting():\n"
        "    threading.Event().wait()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)

    assert (done.returncode, done.stdout) == (NO_ANSWER, "no answer\n")
