"""A closed workbook as a Grid, or a CannotRead that says which file, what was seen and what to do."""

from __future__ import annotations

import hashlib
import io
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from toolkit.errors import CannotRead
from toolkit.excel.bounded import Allowance, damaged
from toolkit.excel.looks import Looks, looks_of
from toolkit.excel.ods import ods_sheets
from toolkit.excel.ooxml.areas import area_of
from toolkit.excel.parts import Parts, SheetPart, WorkbookParts, no_sheets
from toolkit.excel.probe import Kind, bytes_of, kind_of
from toolkit.excel.scan import Scan, scan_sheet
from toolkit.excel.xls import plain_rows, xls_sheets
from toolkit.model.english import printable
from toolkit.model.grid import Area, Grid, Sheet, Value

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
    content, kind = data, kind_of(source, data)
    if kind is Kind.LOCKED or (kind is Kind.XLS and password):
        from toolkit.excel.unlock import unlocked

        content = unlocked(source, data, password)
        kind = kind_of(source, content)
    with _parser_errors(source):
        sheets = _SHEETS[kind](source, content)
    return Grid(source, tuple(sheets), hashlib.sha256(data).hexdigest())


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


def _xlsx_sheets(source: str, data: bytes) -> list[Sheet]:
    book = WorkbookParts(source, data)
    listed = book.sheets
    if not listed:
        raise no_sheets(source)
    allowance = Allowance(source)
    allowance.sheets(len(listed))
    looks = looks_of(book.styles, book.theme) if book.styles else Looks()
    wanted = frozenset(looks.formats) | frozenset(looks.fills)
    scans: list[Scan] = []

    def safe() -> Iterator[bytes]:
        for sheet in listed:
            where, xml = f"{source}, sheet '{sheet.name}',", book.parts.xml(sheet.part)
            scan, xml = scan_sheet(where, xml, styles=wanted, shared=book.shared_texts, allowance=allowance)
            scans.append(scan)
            yield xml

    parsed = CalamineWorkbook.from_filelike(io.BytesIO(book.small(safe(), len(listed))))
    return [
        _sheet(entry, scan, _rows(parsed.get_sheet_by_index(n)), looks, _tables(book.parts, entry.part, scan))
        for n, (entry, scan) in enumerate(zip(listed, scans, strict=True))
    ]


def _sheet(entry: SheetPart, scan: Scan, rows: list[list[Value]], looks: Looks, tables: dict[str, Area]) -> Sheet:
    sheet = Sheet(entry.name, rows)
    formats, fills = {}, {}
    for cell, style in scan.styled.items():
        value = sheet.at(*cell)
        if value is None and style in looks.fills:
            fills[cell] = looks.fills[style]
        elif style in looks.formats and value is not None and not isinstance(value, str | bool):
            formats[cell] = looks.formats[style]
    return Sheet(
        entry.name, rows, entry.visible, scan.hidden_rows, scan.merged, scan.errors, scan.formulas, formats, fills,
        tables, scan.far,
    )  # fmt: skip


def _tables(parts: Parts, part: str, scan: Scan) -> dict[str, Area]:
    """The sheet's Excel tables: name to area, headings included."""
    if not scan.has_tables:
        return {}
    roots = [parts.tree(target) for kind, target in parts.related(part).values() if kind == "table"]
    try:
        return {root.get("displayName") or root.get("name") or "": area_of(root.get("ref", "")) for root in roots}
    except ValueError as error:
        raise damaged(parts.source) from error


def _rows(parsed: CalamineSheet) -> list[list[Value]]:
    return plain_rows(parsed.start or (0, 0), parsed.to_python(skip_empty_area=True))


_SHEETS = {Kind.XLSX: _xlsx_sheets, Kind.ODS: ods_sheets, Kind.XLS: xls_sheets}


@contextmanager
def _parser_errors(source: str) -> Iterator[None]:
    """Whatever the parser stumbles over means that the file is damaged."""
    try:
        yield
    except (CalamineError, etree.XMLSyntaxError) as error:
        raise damaged(source) from error
    except BaseException as error:
        # A panic in the parser is no Exception, and its class can be told only by its name.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(source) from error
