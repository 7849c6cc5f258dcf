"""Improvement plans for children's services: check, refresh, issue, merge and report.

The names listed in ``__all__`` are the public ones; everything else may move.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.errors import (
        CannotDecide,
        CannotRead,
        CannotWrite,
        DoesNotReconcile,
        NotAPlan,
        NotIssued,
        SignedWorkbook,
        ToolkitError,
    )
    from toolkit.model.dates import read_plan_date
    from toolkit.model.dates.answer import PlanDate
    from toolkit.model.finding import Finding, Report, Severity
    from toolkit.model.plan import Book
    from toolkit.model.schemes import Rating, Scheme
    from toolkit.tasks import (
        ChaseDone,
        Checked,
        FileState,
        Fixed,
        Frames,
        History,
        Issued,
        Letter,
        MergeDone,
        Publishable,
        Refreshed,
        board,
        carry_forward,
        chase,
        check,
        correct,
        fix,
        history,
        issue,
        merge,
        new,
        publishable,
        rate,
        read,
        refresh,
        settle,
        sign_off,
        undo_fix,
        write_findings,
    )

__version__ = "0.1.0"

__all__ = [
    "Book",
    "CannotDecide",
    "CannotRead",
    "CannotWrite",
    "ChaseDone",
    "Checked",
    "DoesNotReconcile",
    "FileState",
    "Finding",
    "Fixed",
    "Frames",
    "History",
    "Issued",
    "Letter",
    "MergeDone",
    "NotAPlan",
    "NotIssued",
    "PlanDate",
    "Publishable",
    "Rating",
    "Refreshed",
    "Report",
    "Scheme",
    "Severity",
    "SignedWorkbook",
    "ToolkitError",
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
    "read_plan_date",
    "refresh",
    "settle",
    "sign_off",
    "undo_fix",
    "write_findings",
]

_HOMES = {
    "toolkit.errors": (
        "CannotDecide",
        "CannotRead",
        "CannotWrite",
        "DoesNotReconcile",
        "NotAPlan",
        "NotIssued",
        "SignedWorkbook",
        "ToolkitError",
    ),
    "toolkit.model.finding": ("Finding", "Report", "Severity"),
    "toolkit.model.dates": ("PlanDate", "read_plan_date"),
    "toolkit.model.schemes": ("Rating", "Scheme"),
    "toolkit.model.plan": ("Book",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}
"""Where each public name lives, if not in ``toolkit.tasks``."""


def __getattr__(name: str) -> object:
    # Loaded when first asked for: a command must be able to answer Ctrl+C before pandas is in memory.
    if name not in __all__:
        raise AttributeError(f"module 'toolkit' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME.get(name, "toolkit.tasks")), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
