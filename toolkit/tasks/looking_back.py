"""What registers remember: one action's life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

import pandas as pd

from toolkit.files import PathLike, Paths, may_write, path_of, paths_of
from toolkit.model.english import printable
from toolkit.register.history import Event, in_words
from toolkit.register.history import history as events_of
from toolkit.register.history_pack import history_pack
from toolkit.tasks.opening import latest_day, open_one, uncollected


@dataclass(frozen=True)
class History:
    """What happened to one action, in order."""

    ref: str
    found: Sequence[Event]
    said: Sequence[str] = ()

    @property
    def events(self) -> pd.DataFrame:
        """A row an event: plan, ref, period, kind, words, who, on, source."""
        columns = [field.name for field in fields(Event)]
        return pd.DataFrame([asdict(event) for event in self.found], columns=columns, dtype=object)

    @property
    def lines(self) -> list[str]:
        """The same in words, period by period."""
        lines: list[str] = []
        before: tuple[str, str] | None = None
        for event in self.found:
            if (event.plan, event.period) != before:
                lines.append(f"{event.plan} {event.ref}, {event.period or 'no period'}".strip())
                before = event.plan, event.period
            lines.append(f"  {in_words(event)}")
        return [*lines, *self.said]


@uncollected()
def history(
    ref: str,
    registers: Paths,
    *,
    output: PathLike | None = None,
    replace: bool = False,
    password: str | None = None,
) -> History:
    """One action from first issue to now: changes with who and file, dates moved, ratings signed off, decisions.

    ``registers``: one, several issues of it, or those of plans that follow each other, in any order; an action that
    was carried forward is followed. ``output``: where to write it as a workbook. Raises ToolkitError where no action
    has the ref, CannotRead for a register, and CannotWrite for the output.
    """
    paths = paths_of(registers, "the registers")
    target = None if output is None else path_of(output, "the output")
    if target is not None:
        may_write(target, read={"one of the registers": paths}, replace=replace)
    plans = [open_one(path, password=password) for path in paths]
    found = events_of(plans, ref)
    if target is None:
        return History(ref, found)
    # What writes workbooks is loaded by whoever wants one.
    from toolkit.tasks.writing import write

    pack = history_pack(found, ref, created=max(latest_day(plan, "report_date") for plan in plans))
    return History(ref, found, [*write(pack, target), f"Written: {printable(target)}"])
