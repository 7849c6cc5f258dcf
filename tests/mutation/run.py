"""Tests run on code with a fault in it: each fault in a process of its own, forked from one that has loaded libraries.

A fault is given to the test files that call the function it stands in, until a test fails: those that call it
themselves first, the quickest first. Which they are is seen once, with each file in a process of its own, so that
nothing one file remembers hides a call from another. Limits are in processor time: a busy machine decides nothing.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import json
import os
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import NoReturn

import pytest

from tests.mutation.mutate import Mutation, mutated

LIBRARIES = ("pandas", "pandera.pandas", "pytest", "hypothesis", "openpyxl", "lxml.etree", "xlsxwriter", "rapidfuzz")
MEMORY = 4 << 30
_ARGUMENTS = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain", "-m", "not slow"]


@dataclass
class Calls:
    """What each test of a file calls, as (path, function), and the processor seconds it takes."""

    functions: dict[str, frozenset[tuple[str, str]]]
    """"" for what is called before the first test."""
    seconds: dict[str, float]

    @property
    def all(self) -> frozenset[tuple[str, str]]:
        """What any test of the file calls."""
        return frozenset().union(*self.functions.values())


class _Watch:
    """A pytest plugin, and a tracer that looks at calls alone."""

    def __init__(self, wanted: Mapping[str, str]) -> None:
        self._wanted, self._test = wanted, ""
        self.functions: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self.seconds: dict[str, float] = {}

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        if frame.f_code.co_filename in self._wanted:
            self.functions[self._test].add((self._wanted[frame.f_code.co_filename], _plain(frame.f_code)))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item):
        self._test, began = item.nodeid, time.process_time()
        # Some tests set a tracer of their own.
        sys.settrace(self)
        done = yield
        self.seconds[item.nodeid] = time.process_time() - began
        return done


class _InOrder:
    """A pytest plugin: tests in the order they are most likely to notice, and soonest."""

    def __init__(self, order: Sequence[str]) -> None:
        self._places = {test: place for place, test in enumerate(order)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self._places.get(item.nodeid, len(self._places)))


def _plain(code: CodeType) -> str:
    """A function's name as ``mutate`` gives it: a comprehension belongs to the function it stands in."""
    return ".".join(name for name in code.co_qualname.split(".") if not name.startswith("<"))


def calls_of(root: Path, sources: Sequence[str], tests: Sequence[str]) -> dict[str, Calls]:
    """What each test file calls. Raises RuntimeError where one fails as it is."""
    _load()
    wanted = {str(root / path): path for path in sources}
    with tempfile.TemporaryDirectory() as folder:
        return {test: _calls(root, test, wanted, Path(folder) / "calls.json") for test in tests}


def _calls(root: Path, test: str, wanted: Mapping[str, str], note: Path) -> Calls:
    pid = os.fork()
    if not pid:
        _leave(lambda: _watched(root, test, _Watch(wanted), note))
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise RuntimeError(f"{test} fails before any fault is put in. Mend it, then run this again.")
    functions, seconds = json.loads(note.read_text())
    return Calls({test: frozenset(map(tuple, called)) for test, called in functions.items()}, seconds)


def _watched(root: Path, test: str, watch: _Watch, note: Path) -> int:
    sys.settrace(watch)
    code = _pytest(root, [test], watch)
    sys.settrace(None)
    note.write_text(json.dumps([{test: sorted(called) for test, called in watch.functions.items()}, watch.seconds]))
    return code


def control_of(chosen: Sequence[Mutation], calls: Mapping[str, Calls]) -> Mutation | None:
    """The sound twin of the fault that most test files are given, in the order they would be given it."""
    given = [one for one in chosen if _concerned(one, calls)]
    return max(given, key=lambda one: len(_concerned(one, calls))).sound() if given else None


def outcomes(
    root: Path, chosen: Sequence[Mutation], texts: Mapping[str, str], calls: Mapping[str, Calls], jobs: int
) -> Iterator[tuple[Mutation, bool]]:
    """Each fault, as it is done, and whether a test noticed: by failing, or by never coming to an end.

    ``texts``: the sources the faults were found in, which somebody may be changing meanwhile.
    """
    running: dict[int, Mutation] = {}
    waiting = list(chosen)
    while waiting or running:
        while waiting and len(running) < jobs:
            mutation = waiting.pop(0)
            files = _concerned(mutation, calls)
            if files:
                running[_start(root, _Faulty(root, mutation, texts[mutation.path]), files, calls)] = mutation
            else:
                yield mutation, False
        if running:
            pid, status = os.wait()
            yield running.pop(pid), os.waitstatus_to_exitcode(status) != 0


def _concerned(mutation: Mutation, calls: Mapping[str, Calls]) -> list[str]:
    """The test files that call the function; a module, or a class's body, is called by whoever imports it."""
    return [test for test, seen in calls.items() if (mutation.path, mutation.function) in seen.all]


def _start(root: Path, faulty: _Faulty, files: Sequence[str], calls: Mapping[str, Calls]) -> int:
    own = (faulty.mutation.path, faulty.mutation.function)
    seconds = {test: s for file in files for test, s in calls[file].seconds.items()}
    calling = {test for file in files for test, functions in calls[file].functions.items() if own in functions}
    order = sorted(seconds, key=lambda test: (test not in calling, seconds[test]))
    pid = os.fork()
    if pid:
        return pid
    # The seconds were taken with the tracer on, and a fault may make a slow way of a quick one.
    limit = int(2 * sum(seconds.values())) + 20
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    sys.meta_path.insert(0, faulty)
    _leave(lambda: _pytest(root, files, _InOrder(order)))


def _leave(work: Callable[[], int]) -> NoReturn:
    """Ends a forked process, whatever happens in it: it must never go on as a second of its parent."""
    code = 1
    try:
        code = work()
    finally:
        os._exit(code)


class _Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with the fault in it, and leaves all others to whoever imports them otherwise."""

    def __init__(self, root: Path, mutation: Mutation, text: str) -> None:
        self._path, self.mutation, self._text = root / mutation.path, mutation, text
        parts = Path(mutation.path).with_suffix("").parts
        self._name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def find_spec(self, name, path=None, target=None):
        if name != self._name:
            return None
        inside = [str(self._path.parent)] if self._path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(name, self._path, loader=self, submodule_search_locations=inside)

    def exec_module(self, module) -> None:
        exec(compile(mutated(self.mutation, self._text), str(self._path), "exec"), module.__dict__)


def _pytest(root: Path, tests: Sequence[str], plugin: object) -> int:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"
    os.chdir(root)
    return int(pytest.main([*_ARGUMENTS, *tests], plugins=[plugin]))


def _load() -> None:
    """Libraries take seconds to load, and are the same for every fault; nothing of ours may be among them."""
    for name in LIBRARIES:
        importlib.import_module(name)
    assert "toolkit" not in sys.modules
