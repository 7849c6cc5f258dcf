"""What people ask for, end to end on closed workbooks: read, steps, write.

Both doors call these. Progress is reported here: ``watch`` is handed the files as they come, what is being done, and
how many there are, and gives them on.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.tasks.blanks import new
    from toolkit.tasks.boards import board
    from toolkit.tasks.carrying import carry_forward
    from toolkit.tasks.chasing import ChaseDone, Letter, chase
    from toolkit.tasks.deciding import correct, settle
    from toolkit.tasks.frames import Frames, rate, read
    from toolkit.tasks.issue_returns import Issued, issue
    from toolkit.tasks.looking_back import History, history
    from toolkit.tasks.mending import Fixed, fix, undo_fix
    from toolkit.tasks.merging import FileState, MergeDone, merge
    from toolkit.tasks.opening import Opened, Watch, unwatched
    from toolkit.tasks.publishing import Publishable, publishable
    from toolkit.tasks.returns import Checked, Refreshed, check, refresh, write_findings
    from toolkit.tasks.signing import sign_off

__all__ = [
    "ChaseDone",
    "Checked",
    "FileState",
    "Fixed",
    "Frames",
    "History",
    "Issued",
    "Letter",
    "MergeDone",
    "Opened",
    "Publishable",
    "Refreshed",
    "Watch",
    "board",
    "carry_forward",
    "chase",
    "check",
    "correct",
    "fix",
    "history",
    "issue",
    "merge",
    "new",
    "publishable",
    "rate",
    "read",
    "refresh",
    "settle",
    "sign_off",
    "undo_fix",
    "unwatched",
    "write_findings",
]

_HOMES = {
    "toolkit.tasks.blanks": ("new",),
    "toolkit.tasks.boards": ("board",),
    "toolkit.tasks.carrying": ("carry_forward",),
    "toolkit.tasks.merging": ("FileState", "MergeDone", "merge"),
    "toolkit.tasks.signing": ("sign_off",),
    "toolkit.tasks.looking_back": ("History", "history"),
    "toolkit.tasks.publishing": ("Publishable", "publishable"),
    "toolkit.tasks.chasing": ("ChaseDone", "Letter", "chase"),
    "toolkit.tasks.frames": ("Frames", "rate", "read"),
    "toolkit.tasks.issue_returns": ("Issued", "issue"),
    "toolkit.tasks.opening": ("Opened", "Watch", "unwatched"),
    "toolkit.tasks.deciding": ("correct", "settle"),
    "toolkit.tasks.mending": ("Fixed", "fix", "undo_fix"),
    "toolkit.tasks.returns": ("Checked", "Refreshed", "check", "refresh", "write_findings"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}
"""Where each name lives."""


def __getattr__(name: str) -> object:
    # Loaded when first asked for: a check needs nothing of merging, boards or XlsxWriter.
    if name not in _HOME:
        raise AttributeError(f"module 'toolkit.tasks' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
