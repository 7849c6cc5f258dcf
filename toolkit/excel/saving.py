"""Putting a finished file where it belongs: whole or not at all, with the old one kept beside it."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from contextlib import ExitStack
from pathlib import Path

from toolkit.errors import CannotWrite, ChangedMeanwhile
from toolkit.model.english import printable

_LOCKS = ("~${}", ".~lock.{}#")
"""What Excel and LibreOffice put beside a workbook they have open."""
RECORD = ".plan-toolkit.sha256"
"""Beside backups: the checksum and name of each, a line a file, as ``sha256sum`` writes them.

A backup is the old file to the last byte, so it cannot carry a mark itself."""
_BACKUP = re.compile(r"(\.backup| \(before .+\))( \d+)?$")
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
_MAX_RECORD = 4 << 20


def replace(
    target: Path, data: bytes, *, backup: bool = False, stamp: str | None = None, was: bytes | None = None
) -> Path | None:
    """Make the file hold the data, all of it or none; gives the backup of the old file, if asked for.

    ``was``: what the file held when it was read; where it no longer does, nothing is written. Raises CannotWrite
    where the file is open elsewhere or its folder takes no files, and ChangedMeanwhile.
    """
    target = Path(os.path.realpath(target))
    _refuse_open(target)
    try:
        with ExitStack() as undo:
            temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
            undo.callback(temporary.unlink, missing_ok=True)
            _write(temporary, data)
            kept = None
            if target.exists():
                shutil.copymode(target, temporary)
                kept = _kept(target, stamp, undo) if backup else None
            if was is not None and target.read_bytes() != was:
                raise ChangedMeanwhile(f"{printable(target.name)} was changed since it was read.")
            os.replace(temporary, target)
            undo.pop_all()
    except OSError as error:
        raise CannotWrite(
            f"{printable(target.name)} could not be written ({error.strerror}). If it is open in Excel, close it "
            "in Excel and try again; otherwise check that you may save files in its folder."
        ) from error
    if kept is not None:
        _record(kept)
    return kept


def is_backup(path: Path) -> bool:
    """Whether a file is what ``replace`` kept of another: by name and checksum, for anybody may use the name."""
    if _BACKUP.search(path.stem) is None:
        return False
    try:
        return _line(path) in _recorded(path.parent)
    except OSError:
        return False


def _refuse_open(target: Path) -> None:
    """A Mac or a shared folder lets a file be replaced while it is open, and the next save undoes it."""
    for lock in _LOCKS:
        beside = target.with_name(lock.format(target.name))
        # Not Path.exists, which raises where the lock's name would be too long.
        if os.path.exists(target) and os.path.exists(beside):
            raise CannotWrite(
                f"{printable(target.name)} is open, here or on somebody else's computer. Close it in Excel and try "
                f"again. If nobody has it open, delete the file {printable(beside.name)} beside it first."
            )


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _kept(target: Path, stamp: str | None, undo: ExitStack) -> Path:
    """A copy of the file as it is: one kept before, where it has the same bytes, or else a new one."""
    data = target.read_bytes()
    for path in _backup_names(target, stamp):
        if not os.path.lexists(path):
            undo.callback(path.unlink, missing_ok=True)
            _write(path, data)
            shutil.copystat(target, path)
            return path
        if is_backup(path) and path.read_bytes() == data:
            return path
    raise FileExistsError(17, f"{target.name} has a thousand backups already")


def _backup_names(target: Path, stamp: str | None) -> list[Path]:
    """Names a backup may have: 'Plan.backup.xlsx', or with a stamp 'Plan (before STAMP).xlsx'."""
    extra = ".backup" if stamp is None else f" (before {_NOT_IN_NAMES.sub('.', stamp)})"
    numbers = ["", *(f" {number}" for number in range(2, 1000))]
    return [target.with_name(f"{target.stem}{extra}{number}{target.suffix}") for number in numbers]


def _record(kept: Path) -> None:
    """Note that a file is a backup of ours. Where that fails it is taken for somebody's: read, and never lost."""
    try:
        line = _line(kept)
        if line not in _recorded(kept.parent):
            with (kept.parent / RECORD).open("ab") as record:
                record.write(line + b"\n")
    except OSError:
        return


def _recorded(folder: Path) -> set[bytes]:
    try:
        with (folder / RECORD).open("rb") as record:
            return set(record.read(_MAX_RECORD).splitlines())
    except FileNotFoundError:
        return set()


def _line(path: Path) -> bytes:
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{checksum}  ".encode() + os.fsencode(path.name)
