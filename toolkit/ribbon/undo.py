"""What the last button wrote over, kept in the person's profile so that Undo last can put it back.

Excel's own Undo ends where a program has written. The workbook itself is given nothing to keep.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path

from toolkit.errors import CannotWrite
from toolkit.excel.live.blocks import Block, Formula, Held
from toolkit.excel.live.editing import Overwritten
from toolkit.excel.live.trouble import PartlyWritten

KEPT = 20
"""Workbooks for which the last button can be undone; older ones are forgotten."""


def remember(folder: Path, book: str, task: str, done: Sequence[Overwritten]) -> None:
    """Keep what a task wrote over in a workbook, in place of what was kept for it before."""
    if not done:
        return
    folder.mkdir(parents=True, exist_ok=True)
    kept = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in kept[KEPT - 1 :]:
        old.unlink(missing_ok=True)
    blocks = [_packed(one) for one in done]
    half = _file(folder, book).with_suffix(".new")
    half.write_text(json.dumps({"task": task, "blocks": blocks}), encoding="utf-8")
    os.replace(half, _file(folder, book))


@contextmanager
def keeping(folder: Path, book: str, task: str) -> Iterator[Callable[[Sequence[Overwritten]], None]]:
    """Gives what a task tells before each block it overwrites, so that Undo last knows of it whatever happens.

    Where nothing is changed in the end, what was kept before comes back. Raises CannotWrite where nothing can be kept.
    """
    path = _file(folder, book)
    before = path.read_bytes() if path.is_file() else None

    def keep(done: Sequence[Overwritten]) -> None:
        try:
            remember(folder, book, task, done)
        except OSError as error:
            raise CannotWrite(
                f"Nothing can be kept for Undo last in {folder}: {error.strerror}. Ask your IT help desk to make room "
                "there, then press the button again."
            ) from error

    try:
        yield keep
    except PartlyWritten:
        raise
    except BaseException:
        with suppress(OSError):
            if before is None:
                forget(folder, book)
            else:
                path.write_bytes(before)
        raise


def recalled(folder: Path, book: str) -> tuple[str, list[Overwritten]] | None:
    """The last task and what it wrote over in a workbook of that name; None where there is nothing to undo."""
    path = _file(folder, book)
    if not path.is_file():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return kept["task"], [_unpacked(one) for one in kept["blocks"]]


def forget(folder: Path, book: str) -> None:
    """What was put back cannot be put back again."""
    _file(folder, book).unlink(missing_ok=True)


def _file(folder: Path, book: str) -> Path:
    return folder / f"{hashlib.sha256(book.casefold().encode()).hexdigest()[:16]}.json"


_BLOCKS = ("before", "after", "beside")


def _packed(one: Overwritten) -> dict[str, object]:
    kept = {one_of.name: getattr(one, one_of.name) for one_of in fields(one) if one_of.name not in _BLOCKS}
    return kept | {name: [[_json(cell) for cell in row] for row in getattr(one, name)] for name in _BLOCKS}


def _unpacked(kept: dict[str, object]) -> Overwritten:
    blocks: dict[str, Block] = {name: [[_held(cell) for cell in row] for row in kept[name]] for name in _BLOCKS}  # type: ignore[attr-defined]
    return Overwritten(**(kept | blocks))  # type: ignore[arg-type]


def _json(cell: Held) -> object:
    match cell:
        case Formula():
            return {"formula": cell.text}
        case dt.datetime():
            return {"moment": cell.isoformat()}
        case dt.date():
            return {"day": cell.isoformat()}
        case dt.time():
            return {"time": cell.isoformat()}
    return cell


def _held(packed: object) -> Held:
    match packed:
        case {"formula": str(text)}:
            return Formula(text)
        case {"moment": str(text)}:
            return dt.datetime.fromisoformat(text)
        case {"day": str(text)}:
            return dt.date.fromisoformat(text)
        case {"time": str(text)}:
            return dt.time.fromisoformat(text)
    return packed  # type: ignore[return-value]
