"""Sound code that a room's tests fail at is said, and no score is made of it."""

from __future__ import annotations

import pytest

from tests.mutation import __main__ as command
from tests.mutation.mutate import NONE, Mutation, mutations
from tests.mutation.run import Calls, control_of

SOURCE = "def one(a):\n    return a < 1\n\n\ndef two(a):\n    return a < 2\n"
FAULTS = mutations("a.py", SOURCE)


def called(*functions: str) -> Calls:
    return Calls({"a test": frozenset(("a.py", name) for name in functions)}, {"a test": 0.1})


CALLS = {"test_a.py": called("one"), "test_b.py": called("one", "two")}


def test_the_control_is_the_function_that_most_test_files_call():
    control = control_of(FAULTS[::-1], CALLS)

    assert control is not None
    assert (control.path, control.function, control.number) == ("a.py", "one", NONE)


def test_where_no_test_calls_a_function_there_is_nothing_to_control():
    assert control_of(FAULTS, {"test_c.py": called("three")}) is None


@pytest.mark.parametrize("noticed", [False, True])
def test_tests_that_fail_at_sound_code_stop_the_room(monkeypatch: pytest.MonkeyPatch, noticed: bool):
    given: list[Mutation] = []

    def outcomes(root, chosen, texts, calls, jobs):
        given.extend(chosen)
        return [(one, noticed) for one in chosen]

    monkeypatch.setattr(command, "outcomes", outcomes)

    if noticed:
        with pytest.raises(SystemExit, match=r"rating: its tests fail at sound code too \(a\.py, one\)"):
            command._control("rating", FAULTS, {"a.py": SOURCE}, CALLS)
    else:
        command._control("rating", FAULTS, {"a.py": SOURCE}, CALLS)
    assert [one.number for one in given] == [NONE]
