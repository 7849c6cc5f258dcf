"""Improvement plans for children's services: check, refresh, issue, merge and report.

The names listed in ``__all__`` are the public ones; everything else may move.
"""

from __future__ import annotations

__version__ = "0.1.0"
