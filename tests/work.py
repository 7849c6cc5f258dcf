"""How much work something is, whatever the machine and whoever else is using it."""

from __future__ import annotations

import sys
from collections.abc import Callable


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
