"""Writing into the workbook that was read: never over what somebody has saved in it meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.errors import CannotWrite, ChangedMeanwhile, ToolkitError
from toolkit.excel.patch import PatchResult, patch
from toolkit.excel.read import read_workbook
from toolkit.files import PathLike, make_folder, may_write, path_of, same_file
from toolkit.model.edits import Edit
from toolkit.model.english import counted, listed, printable
from toolkit.model.plan import Plan
from toolkit.reading.parse import parse
from toolkit.sheets.every_sheet import SHEETS
from toolkit.tasks.opening import ITSELF

MOST_NAMED = 8


def places(register: PathLike, output: PathLike | None, replace: bool) -> tuple[Path, Path | None]:
    """The register, and where a copy is wanted, that copy, once it is known that it may be written."""
    path = path_of(register, "the register")
    target = None if output is None else path_of(output, "the output")
    if target is None or same_file(path, target):
        return path, None
    may_write(target, read={ITSELF: [path]}, replace=replace, suffixes=(".xlsx", ".xlsm"))
    return path, target


def written(plan: Plan, path: Path, edits: Sequence[Edit], target: Path | None, password: str | None) -> list[str]:
    """Write into the register, or its copy, and say where it stands and what is kept of how it was."""
    if target is not None:
        make_folder(target.parent)
    result = write_back(plan, plan.sources[0], path, edits, target=target, password=password)
    said = [f"Written: {printable(result.path)}{'.' * bool(result.warning)}{result.warning}"]
    was = "The register" if target is None else "The file"
    return said + ([f"{was} as it was: {printable(result.backup.name)}"] if result.backup else [])


def write_back(
    plan: Plan,
    source: str,
    path: Path,
    edits: Sequence[Edit],
    *,
    target: Path | None = None,
    password: str | None = None,
) -> PatchResult:
    """Make the edits in the workbook that ``source`` of the plan was read from, or in a copy of it at ``target``.

    Raises CannotWrite, naming what has changed, where the file is not the one that was read any more; and what
    ``patch`` raises.
    """
    try:
        return patch(path, edits, target=target, read=plan.fingerprints.get(source))
    except ChangedMeanwhile as error:
        what = _what(plan, source, path, password)
        raise CannotWrite(
            f"{printable(path.name)} was changed by somebody while this was at work{what}. "
            "Nothing was written. Run it again: it then starts from what is there now."
        ) from error


def _what(plan: Plan, source: str, path: Path, password: str | None) -> str:
    """What is no longer as it was read, where the file can be read."""
    try:
        now, _ = parse([read_workbook(path, password=password)], book=plan.books[source])
    except ToolkitError:
        return ""
    changed = [place for spec in SHEETS for place in _changed(plan, source, now, spec.name)] if now.sources else []
    if not changed:
        return ""
    more = f" and {counted(len(changed) - MOST_NAMED, 'other cell')}" if len(changed) > MOST_NAMED else ""
    return f" ({'; '.join(changed[:MOST_NAMED])}{more})"


def _changed(plan: Plan, source: str, now: Plan, sheet: str) -> list[str]:
    """Cells of one sheet that differ, by row; rows that came or went are counted."""
    was = plan[sheet]
    was = was[was.index.get_level_values("source") == source].droplevel("source")
    is_ = now[sheet].droplevel("source")
    headings = {c.id: c.heading for spec in SHEETS if spec.name == sheet for c in spec.columns}
    said: list[str] = []
    if len(was) != len(is_):
        said.append(f"{sheet} has {counted(len(is_), 'row')}, and had {len(was)}")
    for row in was.index.intersection(is_.index):
        before, after = was.loc[row], is_.loc[row]
        columns = [headings[c] for c in headings if not _same(before[c], after[c])]
        if columns:
            name = next((str(v) for v in (before.iloc[0], after.iloc[0]) if v is not None), "")
            said.append(f"{sheet} row {row}{f', {name}' if name else ''}: {listed(columns)}")
    return said


def _same(one: object, other: object) -> bool:
    return one is other or one == other or (one is None and other is None)
