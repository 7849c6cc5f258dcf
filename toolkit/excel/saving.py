"""Putting a finished file where it belongs: whole or not at all, with the old one kept beside it."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from contextlib import ExitStack
from pathlib import Path

from toolkit.errors import CannotWrite

_LOCKS = ("~${}", ".~lock.{}#")
"""What Excel and LibreOffice put beside a workbook they have open."""
_BACKUP = re.compile(r"\.backup( \d+)?$")
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')


def replace(target: Path, data: bytes, *, backup: bool = False, stamp: str | None = None) -> Path | None:
    """Make the file hold the data, all of it or none; gives the backup of the old file, if asked for.

    Raises CannotWrite where the file is open elsewhere or its folder takes no files.
    """
    target = Path(os.path.realpath(target))
    _refuse_open(target)
    try:
        with ExitStack() as undo:
            temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
            undo.callback(temporary.unlink, missing_ok=True)
            _write(temporary, data)
            if target.exists():
                shutil.copymode(target, temporary)
            kept = _backup_name(target, stamp) if backup and target.exists() else None
            if kept is not None:
                undo.callback(kept.unlink, missing_ok=True)
                _write(kept, target.read_bytes())
                shutil.copystat(target, kept)
            os.replace(temporary, target)
            undo.pop_all()
    except OSError as error:
        raise CannotWrite(
            f"{target.name} could not be written ({error.strerror}). If it is open in Excel, close it "
            "in Excel and try again; otherwise check that you may save files in its folder."
        ) from error
    return kept


def is_backup(path: Path) -> bool:
    """Whether a file is what ``replace`` kept of another, by its name."""
    return _BACKUP.search(path.stem) is not None


def _refuse_open(target: Path) -> None:
    """A Mac or a shared folder lets a file be replaced while it is open, and the next save undoes it."""
    for lock in _LOCKS:
        beside = target.with_name(lock.format(target.name))
        if target.exists() and beside.exists():
            raise CannotWrite(
                f"{target.name} is open, here or on somebody else's computer. Close it in Excel and try "
                f"again. If nobody has it open, delete the file {beside.name} beside it first."
            )


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _backup_name(target: Path, stamp: str | None) -> Path:
    """A name not taken yet: 'Plan.backup.xlsx', or with a stamp 'Plan (before STAMP).xlsx'."""
    extra = ".backup" if stamp is None else f" (before {_NOT_IN_NAMES.sub('.', stamp)})"
    names = (f"{target.stem}{extra}{n}{target.suffix}" for n in ["", *(f" {i}" for i in range(2, 1000))])
    return next(path for path in map(target.with_name, names) if not path.exists())
