"""What is asked of a register between two merges: carry out what was decided."""

from __future__ import annotations

from toolkit.excel.patch import patch
from toolkit.files import PathLike, make_folder, may_write, path_of, same_file
from toolkit.merging.settle_register import settle_register
from toolkit.model.edits import Edit
from toolkit.model.english import printable
from toolkit.model.plan import Plan
from toolkit.register.register_edits import register_edits
from toolkit.returns.summary_sheet import count_edits
from toolkit.tasks.opening import open_one


def settle(
    register: PathLike, *, output: PathLike | None = None, replace: bool = False, password: str | None = None
) -> list[str]:
    """Carry out every Accept and Reject on the register's Proposed changes and conflicts, and rate it again.

    In place, with a backup of the register as it was, or in a copy. Gives what came of each decision and what still
    waits, in words. Raises CannotRead, CannotWrite, or ToolkitError where the period is signed off.
    """
    path = path_of(register, "the register")
    target = None if output is None else path_of(output, "the output")
    if target is not None and same_file(path, target):
        target = None
    if target is not None:
        may_write(target, read={"the register itself": [path]}, replace=replace, suffixes=(".xlsx", ".xlsm"))
    plan = open_one(path, password=password)
    edits, said = settling_edits(plan)
    if target is not None:
        make_folder(target.parent)
    result = patch(path, edits, target=target)
    said.append(f"Written: {printable(result.path)}{'.' * bool(result.warning)}{result.warning}")
    was = "The register" if target is None else "The file"
    return said + ([f"{was} as it was: {printable(result.backup.name)}"] if result.backup else [])


def settling_edits(plan: Plan) -> tuple[list[Edit], list[str]]:
    """What settling writes into the workbook of a register, and what came of each decision in words."""
    settled, said = settle_register(plan)
    return [*register_edits(plan, settled), *count_edits(plan, plan.sources[0])], said
