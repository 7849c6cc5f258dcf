"""A thousand damaged returns, the same ones every time: each is read and refreshed, or refused in a sentence.

What is read is looked at: every cell that stands in a part the damage left alone is read as it is in the sound return,
and a refusal says which part or sheet is broken. What is written changes no other sheet. Each has a process of its own,
with bounds of processor time and memory. What is found here becomes a fast test beside what it found.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.books import filled_in, return_file
from tests.excel.hostile import parts_of_a_return, squeezed
from tests.excel.undamaged import contradicted
from toolkit.errors import CannotRead, ToolkitError
from toolkit.excel.patch import patch
from toolkit.excel.read import grid_of, read_workbook
from toolkit.model.edits import Edit
from toolkit.model.grid import Grid
from toolkit.reading.parse import parse
from toolkit.returns.refresh import refresh_edits
from toolkit.rules.ask import validate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork, and no bounds for one file"),
]
SECONDS, MEGABYTES = 20, 1024
NUMBERS = (b"-1", b"0", b"99999", b"4294967296", b"x", b"", b"1e300", b"A0", b"XFD1048577")
_ATTRIBUTE = re.compile(rb'[\w:]+="([^"]*)"')
_ELEMENT = re.compile(rb"<([\w:]+)(?: [^<>]*)?(?:/>|>[^<>]*</\1>)")


def flipped(chance: random.Random) -> bytes:
    """One to eight bits of the file turned over."""
    data = bytearray(squeezed(parts_of_a_return()))
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _changed(chance: random.Random, change: Callable[[bytes, random.Random], bytes]) -> bytes:
    """A return with one XML part changed under a sound zip."""
    parts = parts_of_a_return()
    name = chance.choice([part for part in sorted(parts) if part.endswith((".xml", ".rels"))])
    parts[name] = change(parts[name], chance)
    return squeezed(parts)


def dropped(chance: random.Random) -> bytes:
    """One element taken out of a part."""

    def drop(xml: bytes, chance: random.Random) -> bytes:
        found = list(_ELEMENT.finditer(xml))
        if not found:
            return xml
        one = chance.choice(found)
        return xml[: one.start()] + xml[one.end() :]

    return _changed(chance, drop)


def repeated(chance: random.Random) -> bytes:
    """One element of a part there twice, or five hundred times."""

    def repeat(xml: bytes, chance: random.Random) -> bytes:
        found = list(_ELEMENT.finditer(xml))
        if not found:
            return xml
        one = chance.choice(found)
        return xml[: one.end()] + one[0] * chance.choice((1, 500)) + xml[one.end() :]

    return _changed(chance, repeat)


def renumbered(chance: random.Random) -> bytes:
    """What one attribute or cell says put in place of by a number that is none, or is out of range."""

    def renumber(xml: bytes, chance: random.Random) -> bytes:
        found = [*_ATTRIBUTE.finditer(xml), *re.finditer(rb"<v>([^<]*)</v>", xml)]
        if not found:
            return xml
        one = chance.choice(found)
        return xml[: one.start(1)] + chance.choice(NUMBERS) + xml[one.end(1) :]

    return _changed(chance, renumber)


def huge(chance: random.Random) -> bytes:
    """One attribute of a hundred thousand characters."""

    def enlarge(xml: bytes, chance: random.Random) -> bytes:
        one = chance.choice(list(_ATTRIBUTE.finditer(xml)))
        return xml[: one.start(1)] + chance.choice((b"A", b"9", b"[", b"&quot;")) * 100_000 + xml[one.end(1) :]

    return _changed(chance, enlarge)


def removed(chance: random.Random) -> bytes:
    """A return without one or two of its parts."""
    parts = parts_of_a_return()
    for name in chance.sample(sorted(parts), chance.randint(1, 2)):
        del parts[name]
    return squeezed(parts)


def swapped(chance: random.Random) -> bytes:
    """Two parts in each other's place, or one in place of both."""
    parts = parts_of_a_return()
    one, other = chance.sample(sorted(parts), 2)
    parts[one], parts[other] = parts[other], chance.choice((parts[one], parts[other]))
    return squeezed(parts)


def cut(chance: random.Random) -> bytes:
    """One part cut off somewhere."""
    return _changed(chance, lambda xml, chance: xml[: chance.randrange(len(xml))])


VAGUE = "a.xlsx is damaged and cannot be read"
KINDS = {flipped: 250, dropped: 250, repeated: 100, renumbered: 250, huge: 60, removed: 40, swapped: 60, cut: 40}


@cache
def _sound() -> bytes:
    return squeezed(parts_of_a_return())


@cache
def _texts() -> frozenset[str]:
    """Every text of the sound return."""
    return texts_of(grid_of(_sound(), source="a.xlsx"))


def texts_of(grid: Grid) -> frozenset[str]:
    return frozenset(v for sheet in grid.sheets for row in sheet.rows for v in row if isinstance(v, str))


@pytest.fixture(scope="module")
def edits(tmp_path_factory) -> list[Edit]:
    """What a refresh writes into the return."""
    path = filled_in(return_file(tmp_path_factory.mktemp("sound")))
    plan, _ = parse([read_workbook(path)])
    return list(refresh_edits(plan, validate(plan)).edits)


def outcome(data: bytes, path: Path, edits: list[Edit]) -> dict[str, object]:
    """What became of one file, read and then written into."""
    path.write_bytes(data)
    told: dict[str, object] = {}
    before = None
    try:
        before = grid_of(data, source=path.name)
        told["strange"] = len(texts_of(before) - _texts())
        told["misread"] = contradicted(_sound(), data, before)
    except CannotRead as error:
        told["refused"] = str(error)
    try:
        patch(path, edits, backup=False)
    except ToolkitError as error:
        told["unwritten"] = str(error)
        told["harmed"] = path.read_bytes() != data
        return told
    # Writing looks only into the parts concerned, so that it may go well in a file that cannot be read.
    told["moved"] = [] if before is None else _moved(before, read_workbook(path), {edit.sheet for edit in edits})
    return told


def _moved(before: Grid, after: Grid, written: set[str]) -> list[str]:
    """The sheets that hold something else now, and into which nothing was written."""
    now = {sheet.name: sheet.rows for sheet in after.sheets}
    return [s.name for s in before.sheets if s.name not in written and now.get(s.name) != s.rows]


def alone(data: bytes, path: Path, edits: list[Edit]) -> dict[str, object]:
    """The same, done in a process of its own within bounds; what ended it where it did not end well."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            _bound()
            said = outcome(data, path, edits)
        except BaseException as error:
            frame = error.__traceback__
            while frame is not None and frame.tb_next is not None:
                frame = frame.tb_next
            said = {"crashed": f"{error!r} in {frame.tb_frame.f_code.co_qualname if frame else '?'}"[:300]}
        os.write(write, json.dumps(said).encode()[:60_000])
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return json.loads(said) if said and status == 0 else {"crashed": f"ended with {status}"}


def _bound() -> None:
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0]) if sys.platform == "linux" else 0
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if pages:
        most = pages * resource.getpagesize() + (MEGABYTES << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _wrong(told: dict[str, object]) -> str:
    """What must never become of a file; nothing where all is well."""
    if "crashed" in told:
        return str(told["crashed"])
    if told.get("harmed"):
        return "changed, though it could not be written"
    if told.get("misread") or told.get("moved"):
        return f"read: {told.get('misread')}; changed where nothing was written: {told.get('moved')}"
    said = [str(told[name]) for name in ("refused", "unwritten") if name in told]
    return next((f"says only: {text}" for text in said if "a.xlsx" not in text or not text.endswith(".")), "")


def _all_of(kind: Callable[[random.Random], bytes], count: int) -> Iterator[tuple[int, bytes]]:
    for seed in range(count):
        yield seed, kind(random.Random(f"{kind.__name__} {seed}"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_damaged_return_is_read_and_written_or_refused_in_a_sentence(kind, edits, tmp_path: Path):
    _texts()
    told = {seed: alone(data, tmp_path / "a.xlsx", edits) for seed, data in _all_of(kind, KINDS[kind])}

    assert {seed: wrong for seed, one in told.items() if (wrong := _wrong(one))} == {}
    if kind is not flipped:
        # Under a sound zip it is known which part is broken.
        assert [seed for seed, one in told.items() if VAGUE in str(one.get("refused"))] == []
    # Nobody's words are made up: damage loses a text, or garbles the one it hit.
    assert all(one.get("strange", 0) <= (2 if kind is not swapped else 500) for one in told.values())


def test_a_return_cut_off_at_any_hundredth_is_refused_and_left_as_it_is(edits, tmp_path: Path):
    sound = squeezed(parts_of_a_return())
    told = [alone(sound[: len(sound) * n // 100], tmp_path / "a.xlsx", edits) for n in range(100)]

    assert [(n, wrong) for n, one in enumerate(told) if (wrong := _wrong(one))] == []
    assert all("refused" in one and "unwritten" in one for one in told)
