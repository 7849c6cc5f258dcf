"""Tests run on code with a fault in it: each fault in a process of its own, forked from one that has loaded libraries.

A fault is given to the test files that call the function it stands in, the quickest first, until one fails. Which
they are is seen once, with each file in a process of its own, so that nothing one file remembers hides a call from
another. Limits are in processor time: how busy the machine is decides nothing.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import json
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType

from tests.mutation.mutate import Mutation, mutated

LIBRARIES = ("pandas", "pandera.pandas", "pytest", "hypothesis", "openpyxl", "lxml.etree", "xlsxwriter", "rapidfuzz")
MEMORY = 4 << 30
_ARGUMENTS = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain", "-m", "not slow"]


@dataclass
class Calls:
    """What one test file calls, by (path, first line of the function), and the processor seconds it takes."""

    functions: frozenset[tuple[str, str]]
    seconds: float


@dataclass
class _Seen:
    """A pytest plugin and profiler in one: which functions of some files are called."""

    wanted: Mapping[str, str]
    functions: set[tuple[str, str]] = field(default_factory=set)

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename in self.wanted:
            self.functions.add((self.wanted[frame.f_code.co_filename], _plain(frame.f_code)))


def _plain(code: CodeType) -> str:
    """A function's name as ``mutate`` gives it: a comprehension belongs to the function it stands in."""
    names = [name for name in code.co_qualname.split(".") if not name.startswith("<")]
    return ".".join(names)


def calls_of(root: Path, sources: Sequence[str], tests: Sequence[str]) -> dict[str, Calls]:
    """What each test file calls. Raises RuntimeError where one fails as it is."""
    _load()
    wanted = {str(root / path): path for path in sources}
    with tempfile.TemporaryDirectory() as folder:
        return {test: _calls(root, test, wanted, Path(folder) / "calls.json") for test in tests}


def _calls(root: Path, test: str, wanted: Mapping[str, str], note: Path) -> Calls:
    pid = os.fork()
    if not pid:
        seen = _Seen(wanted)
        sys.setprofile(seen)
        code = _pytest(root, [test])
        sys.setprofile(None)
        note.write_text(json.dumps(sorted(seen.functions)))
        os._exit(code)
    _, status, used = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{test} fails before any fault is put in. Mend it, then run this again.")
    return Calls(frozenset((path, name) for path, name in json.loads(note.read_text())), used.ru_utime + used.ru_stime)


def outcomes(
    root: Path, chosen: Sequence[Mutation], calls: Mapping[str, Calls], jobs: int
) -> Iterator[tuple[Mutation, bool]]:
    """Each fault, as it is done, and whether a test noticed: by failing, or by never coming to an end."""
    running: dict[int, Mutation] = {}
    waiting = list(chosen)
    while waiting or running:
        while waiting and len(running) < jobs:
            mutation = waiting.pop(0)
            tests = _concerned(mutation, calls)
            if tests:
                running[_start(root, mutation, tests, sum(calls[test].seconds for test in tests))] = mutation
            else:
                yield mutation, False
        if running:
            pid, status = os.wait()
            yield running.pop(pid), os.waitstatus_to_exitcode(status) != 0


def _concerned(mutation: Mutation, calls: Mapping[str, Calls]) -> list[str]:
    """The test files that call the function, the quickest first; what stands at a module's top concerns all."""
    own = (mutation.path, mutation.function)
    called = {one for seen in calls.values() for one in seen.functions}
    # A class body is called once, by whoever imports it first, and so is a module.
    at_import = not mutation.function or own not in called
    tests = [test for test, seen in calls.items() if at_import or own in seen.functions]
    return sorted(tests, key=lambda test: calls[test].seconds)


def _start(root: Path, mutation: Mutation, tests: Sequence[str], seconds: float) -> int:
    pid = os.fork()
    if pid:
        return pid
    # The seconds were taken with the profiler on, which makes them two or three times what they are.
    limit = int(2 * seconds) + 10
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    sys.meta_path.insert(0, _Faulty(root, mutation))
    os._exit(_pytest(root, tests))


class _Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with the fault in it, and leaves all others to whoever imports them otherwise."""

    def __init__(self, root: Path, mutation: Mutation) -> None:
        self._path, self._mutation = root / mutation.path, mutation
        parts = Path(mutation.path).with_suffix("").parts
        self._name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def find_spec(self, name, path=None, target=None):
        if name != self._name:
            return None
        inside = [str(self._path.parent)] if self._path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(name, self._path, loader=self, submodule_search_locations=inside)

    def exec_module(self, module) -> None:
        tree = mutated(self._mutation, self._path.read_text("utf-8"))
        exec(compile(tree, str(self._path), "exec"), module.__dict__)


def _pytest(root: Path, tests: Sequence[str]) -> int:
    import pytest

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"
    os.chdir(root)
    return int(pytest.main([*_ARGUMENTS, *tests]))


def _load() -> None:
    """Libraries take seconds to load, and are the same for every fault; nothing of ours may be among them."""
    for name in LIBRARIES:
        importlib.import_module(name)
    assert "toolkit" not in sys.modules
