"""How much work something is, whatever the machine and whoever else is using it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import CodeType, FrameType


def calls_in(work: Callable[[], object]) -> int:
    """How many functions are called, ours and libraries': the same every time, as seconds are not."""
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def times_called(work: Callable[[], object], *functions: Callable[..., object]) -> list[int]:
    """How often each of these functions of ours is called, under whatever names they were imported."""
    calls: Counter[CodeType] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            calls[frame.f_code] += 1

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return [calls[function.__code__] for function in functions]
