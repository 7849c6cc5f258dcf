"""What is asked of one return: mend it where that is certain, say what else may be meant, and take it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from toolkit.excel.patch import PatchResult
from toolkit.excel.read import read_workbook
from toolkit.files import PathLike, make_folder, may_write, path_of, same_file
from toolkit.mending.find import Mending, find_mends
from toolkit.mending.log import mending_edits, undoing
from toolkit.mending.mend import Mend
from toolkit.model.edits import Edit
from toolkit.model.english import counted, listed, printable
from toolkit.model.plan import Plan
from toolkit.tasks.writing_back import write_back

MEND_COLUMNS = ["number", "sheet", "cell", "ref", "column", "before", "after", "rule", "why", "certain", "made"]


@dataclass(frozen=True)
class Fixed:
    """What may be mended in a return, and what was."""

    path: Path
    mending: Mending
    made: tuple[Mend, ...] = ()
    lines: list[str] = field(default_factory=list)
    """What was written, and what is kept of how it was."""

    @property
    def mends(self) -> pd.DataFrame:
        """Every mend, a row a cell: ``made`` says whether it was; ``certain`` that nobody need look at it."""
        made = {mend.number for mend in self.made}
        rows = [mend.as_json() | {"made": mend.number in made} for mend in self.mending.mends]
        return pd.DataFrame(rows, columns=MEND_COLUMNS, dtype=object)

    @property
    def exit_code(self) -> int:
        """1 where something certain is left as it was, else 0."""
        return int(any(mend.number not in {m.number for m in self.made} for mend in self.mending.certain))

    def as_json(self) -> dict[str, object]:
        """Every mend as the command line gives it out."""
        mends: list[dict[str, object]] = [{str(k): v for k, v in row.items()} for row in self.mends.to_dict("records")]
        return {"file": self.mending.grid.source, "mends": mends, "written": self.lines}


def fix(
    path: PathLike,
    *,
    only: Iterable[str | int] | None = None,
    preview: bool = False,
    output: PathLike | None = None,
    replace: bool = False,
    password: str | None = None,
) -> Fixed:
    """Mend a return in place, with a backup, or as a copy at ``output``; every change is logged on its sheet Mended.

    Without ``only`` what is certain is mended. ``only`` names what else: numbers and cells name any mend of the list,
    a rule its certain ones. ``preview``: nothing is written. Raises CannotRead, NotAPlan, CannotWrite, and
    ToolkitError for a register, and where ``only`` names what is not there.
    """
    return make(preview_of(path, password=password), only=() if preview else only, output=output, replace=replace,
                password=password)  # fmt: skip


def preview_of(path: PathLike, *, password: str | None = None) -> Fixed:
    """What may be mended, with nothing written."""
    place = path_of(path, "the return")
    return Fixed(place, find_mends(read_workbook(place, password=password)))


def make(
    found: Fixed,
    *,
    only: Iterable[str | int] | None = None,
    output: PathLike | None = None,
    replace: bool = False,
    password: str | None = None,
) -> Fixed:
    """Make what was chosen of a preview."""
    mending = found.mending
    mends = mending.certain if only is None else mending.chosen(map(str, only))
    if not mends:
        return found
    edits = mending_edits(mending.grid, mending.plan, mends)
    said = _written(mending.plan, found.path, edits, output, replace, password)
    cells = f"{counted(len(mends), 'cell')} mended. The sheet Mended lists what stood there before."
    return Fixed(found.path, mending, tuple(mends), list(filter(None, [cells, mending.to_sign_again, *said])))


def undo_fix(
    path: PathLike, *, output: PathLike | None = None, replace: bool = False, password: str | None = None
) -> list[str]:
    """Put back what the last fix of a return changed, but for cells that were changed again since.

    Raises ToolkitError where no fix is known, and what reading and writing raise.
    """
    place = path_of(path, "the return")
    mending = find_mends(read_workbook(place, password=password))
    done = undoing(mending.grid, mending.plan)
    said = [f"{counted(len(done.restored), 'cell')} put back as before the last fix."]
    if done.left:
        said.append(f"Changed again since, and left as it is: {listed(done.left)}.")
    return said + _written(mending.plan, place, done.edits, output, replace, password)


def _written(
    plan: Plan, path: Path, edits: Sequence[Edit], output: PathLike | None, replace: bool, password: str | None
) -> list[str]:
    target = None if output is None else path_of(output, "the output")
    if target is not None and same_file(path, target):
        target = None
    if target is not None:
        may_write(target, read={"the return itself": [path]}, replace=replace, suffixes=(".xlsx", ".xlsm"))
        make_folder(target.parent)
    result: PatchResult = write_back(plan, plan.sources[0], path, edits, target=target, password=password)
    was = "The return" if target is None else "The file"
    kept = [f"{was} as it was: {printable(result.backup.name)}"] if result.backup else []
    return [f"Written: {printable(result.path)}{'.' * bool(result.warning)}{result.warning}", *kept]
