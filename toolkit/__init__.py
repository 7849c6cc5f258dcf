"""Improvement plans for children's services: check, refresh, issue, merge and report.

The names listed in ``__all__`` are the public ones; everything else may move.
"""

from __future__ import annotations

from toolkit.errors import (
    CannotDecide,
    CannotRead,
    CannotWrite,
    DoesNotReconcile,
    NotAPlan,
    SignedWorkbook,
    ToolkitError,
)
from toolkit.model.finding import Finding, Report, Severity
from toolkit.model.plan_date import PlanDate, read_plan_date
from toolkit.model.rating import Rating, Scheme
from toolkit.sheets import Book
from toolkit.tasks import board, check, issue, merge, new, refresh, sign_off, write_findings

__version__ = "0.1.0"

__all__ = [
    "Book",
    "CannotDecide",
    "CannotRead",
    "CannotWrite",
    "DoesNotReconcile",
    "Finding",
    "NotAPlan",
    "PlanDate",
    "Rating",
    "Report",
    "Scheme",
    "Severity",
    "SignedWorkbook",
    "ToolkitError",
    "board",
    "check",
    "issue",
    "merge",
    "new",
    "read_plan_date",
    "refresh",
    "sign_off",
    "write_findings",
]
