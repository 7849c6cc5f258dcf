"""A workbook that somebody saves while it is worked on is never written over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.books import register_file, return_file
from toolkit import tasks
from toolkit.errors import CannotWrite
from toolkit.tasks import writing_back


def somebody_saves(path: Path) -> bytes:
    """Another person's change, saved in another program."""
    book = load_workbook(path)
    book["Actions"]["C5"] = "Words of a second person"
    book.save(path)
    return path.read_bytes()


def while_at_work(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[bytes]:
    """Has somebody save the file between the reading and the writing."""
    saved: list[bytes] = []
    patch = writing_back.patch

    def late(*args: object, **named: object):
        saved.append(somebody_saves(path))
        return patch(*args, **named)

    monkeypatch.setattr(writing_back, "patch", late)
    return saved


SIGN_OFF = {"by": "Director", "on": dt.date(2026, 10, 20)}


@pytest.mark.parametrize(
    ("made", "work"),
    [
        (register_file, lambda path: tasks.sign_off(path, **SIGN_OFF)),
        (register_file, tasks.settle),
    ],
    ids=["sign-off", "settle"],
)
def test_a_register_that_changed_since_it_was_read_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Callable[[Path], Path], work: Callable[[Path], object]
):
    path = made(tmp_path)
    saved = while_at_work(monkeypatch, path)

    with pytest.raises(CannotWrite, match=r"changed by somebody while this was at work \(Actions row 5, EX1: Action"):
        work(path)
    assert path.read_bytes() == saved[0]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_of_several_returns_only_the_one_that_changed_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first, second = return_file(tmp_path), return_file(tmp_path, "Health")
    was = second.read_bytes()
    saved = while_at_work(monkeypatch, first)
    done = tasks.refresh([first, second])

    assert first.read_bytes() == saved[-1]
    assert second.read_bytes() != was
    assert "Early Help.xlsx was changed by somebody" in str(done.unwritten[0][1])


def test_what_is_saved_at_the_very_end_is_seen_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Between the last look at the file and its replacement."""
    from toolkit.excel import saving

    path = register_file(tmp_path)
    saved: list[bytes] = []
    write = saving._write

    def late(file: Path, data: bytes) -> None:
        write(file, data)
        if file.suffix == ".tmp":
            saved.append(somebody_saves(path))

    monkeypatch.setattr(saving, "_write", late)
    with pytest.raises(CannotWrite, match="was changed by somebody"):
        tasks.sign_off(path, **SIGN_OFF)
    assert path.read_bytes() == saved[0]
