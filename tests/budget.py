"""What is tried at every `make test`, and what waits for `make test-slow`, which tries all of it: CI runs both."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable
from typing import Any

import pytest
from hypothesis import settings

FEWEST = 4
_FULL = os.environ.get("HYPOTHESIS_PROFILE", "house") != "house"


def tries(most: int, **more: Any) -> settings:
    """So many examples of a property in `make test-slow`; in `make test` a quarter of them, always the same."""
    return settings(max_examples=most if _FULL else max(most // 4, FEWEST), deadline=None, **more)


def some(values: Iterable[object], *, at_once: Container[object]) -> list[Any]:
    """The parameters of a test; those not named are the same again for another button or file, and wait for CI.

    As in pytest, a tuple is the parameters of one try where a test has several.
    """
    return [pytest.param(*_several(one), marks=() if one in at_once else pytest.mark.slow) for one in values]


def _several(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)
