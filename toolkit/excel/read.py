"""A closed workbook as a Grid, or a CannotRead that says which file, what was seen and what to do."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from toolkit.errors import CannotRead
from toolkit.excel.bounded import parser_errors
from toolkit.excel.probe import Kind, bytes_of, kind_of
from toolkit.excel.xls import xls_sheets
from toolkit.excel.xlsx import xlsx_sheets
from toolkit.model.english import printable
from toolkit.model.grid import Grid, Sheet

THREADS = 2
"""One reads while the other waits for a shared drive; on a local disk most of the work is Python's, one at a time."""
AHEAD = 2 * THREADS
"""Files read before they are asked for; more would only fill memory."""


def read_workbook(path: Path, *, source: str | None = None, password: str | None = None) -> Grid:
    """Read one .xlsx, .xlsm, .xltx, .xltm, .xlam, .ods or .xls file, going by what it is and not by its name.

    ``source`` is the file's name in findings and logs, by default its own. Raises CannotRead for everything that
    stands in the way. Macros and links are never run or followed; the bytes are read once.
    """
    source = source or printable(path.name)
    return grid_of(bytes_of(path, source), source=source, password=password)


def grid_of(data: bytes, *, source: str, password: str | None = None) -> Grid:
    """The Grid of a workbook's bytes; ``sha256`` is that of the bytes given, encrypted or not."""
    content, kind = content_of(data, source=source, password=password)
    with parser_errors(source):
        sheets = _sheets(kind, source, content)
    return Grid(source, tuple(sheets), hashlib.sha256(data).hexdigest())


def content_of(data: bytes, *, source: str, password: str | None = None) -> tuple[bytes, Kind]:
    """A workbook's bytes without their encryption, and what they are."""
    kind = kind_of(source, data)
    if kind is Kind.LOCKED or (kind is Kind.XLS and password):
        from toolkit.excel.unlock import unlocked

        data = unlocked(source, data, password)
        kind = kind_of(source, data)
    return data, kind


def read_many(
    paths: Iterable[Path], *, executor: Executor | None = None, password: str | None = None
) -> Iterator[tuple[Path, str, Grid | CannotRead]]:
    """Read many files, in order of their names: path, source, and the Grid or why there is none.

    ``executor`` may be any: two threads by default, or processes, or a cluster's, which are given all files at once.
    """
    named = source_names(paths)
    read = partial(_read_one, password=password)
    with ThreadPoolExecutor(THREADS) if executor is None else nullcontext(executor) as pool:
        waiting = deque[tuple[Path, str, Future[Grid | CannotRead]]]()
        for source, path in named.items():
            waiting.append((path, source, pool.submit(read, path, source)))
            if executor is None and len(waiting) > AHEAD:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())


def _result(path: Path, source: str, reading: Future[Grid | CannotRead]) -> tuple[Path, str, Grid | CannotRead]:
    return path, source, reading.result()


def source_names(paths: Iterable[Path]) -> dict[str, Path]:
    """What each file is called: its name, or where two have the same, its path below the folder they share."""
    files = sorted({Path(os.path.abspath(path)) for path in paths}, key=lambda path: (path.name.casefold(), str(path)))
    folded = [path.name.casefold() for path in files]
    alike = [path for path, name in zip(files, folded, strict=True) if folded.count(name) > 1]
    root = Path(os.path.commonpath([path.parent for path in alike])) if alike else Path()
    named: dict[str, Path] = {}
    for path in files:
        name = printable(path.relative_to(root).as_posix() if path in alike else path.name)
        numbered = (f"{name} ({number})" for number in range(2, len(files) + 2))
        named[next(free for free in (name, *numbered) if free not in named)] = path
    return named


def _read_one(path: Path, source: str, password: str | None) -> Grid | CannotRead:
    try:
        return read_workbook(path, source=source, password=password)
    except CannotRead as error:
        return error


def _sheets(kind: Kind, source: str, data: bytes) -> list[Sheet]:
    if kind is Kind.ODS:
        # Its reader loads lxml, and few files need it.
        from toolkit.excel.ods import ods_sheets

        return ods_sheets(source, data)
    return xls_sheets(source, data) if kind is Kind.XLS else xlsx_sheets(source, data)
