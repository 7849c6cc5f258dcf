"""What is asked of a register for a meeting: the board's pack."""

from __future__ import annotations

from pathlib import Path

from toolkit.board_pack import pack_of
from toolkit.excel.write import as_bytes
from toolkit.files import (
    PathLike,
    may_write,
    path_of,
)
from toolkit.model.pack import Pack
from toolkit.model.plan import Plan
from toolkit.register.next_register import rated_register
from toolkit.tasks.opening import (
    ITSELF,
    Tell,
    Watch,
    in_steps,
    open_one,
    register_paths,
    unheard,
    unwatched,
)
from toolkit.tasks.publishing import why_not_yet
from toolkit.tasks.writing import write, write_pdf


def board(
    register: PathLike | Plan,
    output: PathLike,
    *,
    previous: PathLike | None = None,
    pdf: bool = False,
    replace: bool = False,
    password: str | None = None,
    watch: Watch = unwatched,
    tell: Tell = unheard,
) -> list[Path]:
    """Make the board's pack, as a workbook or, where ``output`` ends in .pdf, as a PDF; ``pdf`` asks for both.

    The register is rated as it stands, and not changed. What keeps the pack from being published (it may identify a
    child, or is marked) is told to ``tell``; the pack is made all the same, since most boards meet in private.
    ``replace``: also where a file is there, which is then kept as a backup; ``tell`` is told its name, and which
    ratings are no longer those the register held.
    Raises DoesNotReconcile, saying where, when the control totals do not agree; CannotWrite where the output is a
    register that was read or is there already, or no PDF can be made; and CannotRead for a register.
    """
    target = path_of(output, "the board's pack")
    only_pdf = target.suffix.lower() == ".pdf"
    wanted = [target, target.with_suffix(".pdf")] if pdf and not only_pdf else [target]
    read = {ITSELF: register_paths(register), "the register of the last meeting": register_paths(previous)}
    for path in wanted:
        may_write(path, read=read, replace=replace, suffixes=(".xlsx", ".pdf"))
    with in_steps(watch, 2 + len(wanted)) as step:
        step()
        last = open_one(previous, password=password) if previous is not None else None
        rated = rated_register(open_one(register, password=password))
        step()
        pack = pack_of(rated, last)
        said = [rated.differences] if rated.differences else []
        for path in wanted:
            step()
            as_a_pdf = path.suffix.lower() == ".pdf"
            said += write_pdf(pack, path, there=not only_pdf) if as_a_pdf else write(pack, path)
        said += _not_yet(pack, target, written=not only_pdf)
    for line in said:
        tell(line)
    return wanted


def _not_yet(pack: Pack, target: Path, *, written: bool) -> list[str]:
    """Why the pack that was made is not to be published yet, if so."""
    why = why_not_yet(target.read_bytes() if written else as_bytes(pack), target.name)
    return [f"{why} 'plan-toolkit publishable' lists every place."] if why else []
