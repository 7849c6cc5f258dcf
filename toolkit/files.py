"""Which files a command takes, and which it may write: no file that was read is ever harmed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import CannotRead, CannotWrite, ToolkitError
from toolkit.excel.saving import RECORD, is_backup
from toolkit.excel.stamp import stamped
from toolkit.model.english import counted, printable

PathLike = str | os.PathLike[str]
Paths = PathLike | Iterable[PathLike]
WORKBOOKS = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods"}
LONGEST = 255
"""Characters a file's name may have, on Windows and elsewhere."""
LONGEST_PATH = 218
"""Characters of a full path that Excel opens (Microsoft's knowledge base, 213983)."""
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³")}
"""Names Windows keeps for devices, whatever stands after the dot."""


@dataclass(frozen=True)
class Found:
    """The files a command was given: those to read, and those of folders that are passed over, each with its reason."""

    files: list[Path] = field(default_factory=list)
    passed: list[tuple[str, CannotRead]] = field(default_factory=list)
    named: frozenset[Path] = frozenset()
    """Those of the files that were named themselves, and not found in a folder."""


def path_of(given: object, what: str) -> Path:
    """One path. Raises TypeError for anything but a string or a Path."""
    if isinstance(given, str | os.PathLike) and isinstance(os.fspath(given), str):
        return Path(given)
    raise TypeError(f"{what} must be a path (a string or a Path), not {type(given).__name__}.")


def paths_of(given: object, what: str) -> list[Path]:
    """One path or several. Raises TypeError for anything else."""
    if isinstance(given, Iterable) and not isinstance(given, str | bytes | os.PathLike | Mapping):
        return [path_of(one, f"each of {what}") for one in given]
    return [path_of(given, what)]


def find(paths: Sequence[Path], *, output: Path | None = None, kind: str = "") -> Found:
    """The files named, and all those in folders named, in order of name.

    ``output``, of a ``kind`` such as "Plan Register", is what the command is to write: where it lies in such a folder
    from an earlier run, and nobody has changed it since, it is not one of the files to read. Raises ToolkitError where
    a path is not there.
    """
    files: list[Path] = []
    passed: list[tuple[str, CannotRead]] = []
    named: set[Path] = set()
    for path in paths:
        if os.path.isdir(path):
            for inside, why_not in _inside(path):
                if why_not is not None:
                    passed.append((printable(inside.relative_to(path).as_posix()), why_not))
                elif output is None or not same_file(inside, output) or not is_ours(inside, kind):
                    files.append(inside)
        elif os.path.exists(path):
            files.append(path)
            named.add(path)
        else:
            raise ToolkitError(f"{printable(path)} is not there. Check the name, or give the folder it lies in.")
    return Found(files, passed, frozenset(named))


def nothing_in(paths: Sequence[Path], passed: Sequence[tuple[str, ToolkitError]]) -> ToolkitError:
    """Why there is nothing to do with folders that hold no workbook."""
    seen = f" (it holds {', '.join(name for name, _ in passed[:5])})" if passed else ""
    return ToolkitError(f"There is no workbook in {', '.join(map(printable, paths))}{seen}.")


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to the same file: through links, other spellings and other cases too."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))


def may_write(
    target: Path, *, read: Mapping[str, Iterable[Path]], replace: bool, suffixes: Sequence[str] = (".xlsx",)
) -> None:
    """Raises CannotWrite where a file may not be written: it was read, is there already, or no file can be called so.

    ``read``: the files the command reads, by what they are to it ("the register itself"). ``replace``: a file that is
    there may give way to the new one, and is kept as a backup.
    """
    shown = printable(target)
    if (reason := unusable(target.name)) is not None:
        raise CannotWrite(f"{shown} cannot be written: {reason}.")
    if os.path.isdir(target):
        raise CannotWrite(f"{shown} is a folder. Give the name of a file in it.")
    if suffixes and target.suffix.lower() not in suffixes:
        raise CannotWrite(f"{shown} was not written. Choose a name that ends in {' or '.join(suffixes)}.")
    for what, paths in read.items():
        if any(same_file(path, target) for path in paths):
            raise CannotWrite(
                f"{shown} is {what}. A file that was read is never written over: choose a name of its own, with -o."
            )
    if os.path.lexists(target) and not replace:
        raise CannotWrite(
            f"{shown} is already there. Choose another name. On the command line, --replace puts the new file in its "
            "place, and keeps the old one as a backup."
        )
    _refuse_no_folder(target)
    if target.suffix.lower() in WORKBOOKS:
        refuse_long_path(target)


def refuse_long_path(workbook: Path) -> None:
    """Raises CannotWrite for a path too long for Excel, which says of such a file that it could not be found."""
    if (length := len(os.path.abspath(workbook))) > LONGEST_PATH:
        raise CannotWrite(
            f"{printable(workbook)} was not written: its full path would have {length} characters, and Excel opens no "
            f"file of more than {LONGEST_PATH}. Choose a folder with a shorter path."
        )


def is_ours(path: Path, kind: str) -> bool:
    """Whether we wrote a file of this kind, and nobody has changed it since."""
    subject = stamped(path)
    return subject is not None and subject.startswith(kind)


def unusable(name: str) -> str | None:
    """Why no file can be called so, on one kind of computer or another; None where it can."""
    longest = max(len(os.fsencode(name)), len(name.encode("utf-16-le", "surrogatepass")) // 2)
    if longest > LONGEST:
        return f"its name is {longest} characters long, and a file's may have {LONGEST}"
    if name.split(".")[0].strip().casefold() in _DEVICES:
        return f"Windows keeps the name {name.split('.')[0].strip()} for itself"
    if any(ord(character) < 32 for character in name):
        return "there is a line break or a control character in its name"
    return None


def make_folder(folder: Path, workbooks: Iterable[Path] = ()) -> None:
    """Make a folder for these workbooks, and those it lies in. Raises CannotWrite where that cannot be."""
    for workbook in workbooks:
        refuse_long_path(workbook)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise CannotWrite(f"The folder {printable(folder)} cannot be made: {why}.") from error


def _refuse_no_folder(target: Path) -> None:
    """A path that leads through a file leads nowhere."""
    above = next((folder for folder in target.absolute().parents if os.path.lexists(folder)), None)
    if above is not None and not os.path.isdir(above):
        raise CannotWrite(f"{printable(target)} cannot be written: {printable(above)} is a file, not a folder.")


def _inside(folder: Path) -> Iterator[tuple[Path, CannotRead | None]]:
    """Every file in a folder and the folders in it, each with the reason where it is not to be read."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield folder, CannotRead(f"{printable(folder)} may not be opened ({error.strerror}).", state="No permission")
        return
    for entry in entries:
        path = Path(entry.path)
        why_not = _why_not(path)
        if why_not is None and os.path.isdir(path):
            yield from _inside(path)
        else:
            yield path, why_not


def _why_not(path: Path) -> CannotRead | None:
    """Why something found in a folder is not read; what was named itself is always tried."""
    name = printable(path.name)
    if path.name == RECORD:
        return CannotRead(f"{name} is the toolkit's own list of the backups it keeps here.", state="List of backups")
    if path.name.startswith(".~lock."):
        return CannotRead(f"{name} says that somebody has a workbook open in LibreOffice.", state="Lock file")
    if path.name.startswith("."):
        return _hidden(path)
    if os.path.islink(path) and not os.path.isfile(path):
        seen = "a folder, which is not looked into" if os.path.isdir(path) else "a file that is not there"
        return CannotRead(f"{name} is a link to {seen}. Put the workbook itself into the folder.", state="Link")
    if not os.path.isfile(path) and not os.path.isdir(path):
        return CannotRead(f"{name} is neither a file nor a folder, so it was not opened.", state="Not a file")
    if is_backup(path):
        return CannotRead(f"{name} is a backup the toolkit made of a file before changing it.", state="Backup")
    return None


def _hidden(path: Path) -> CannotRead:
    name = printable(path.name)
    if os.path.isdir(path) and not os.path.islink(path):
        holds = counted(sum(len(files) for _, _, files in os.walk(path)), "file")
        return CannotRead(f"{name} is a hidden folder with {holds}, not looked into.", state="Hidden")
    return CannotRead(
        f"{name} is a hidden file and was not read. If it is a return, give it a name that does not begin with a dot.",
        state="Hidden",
    )
