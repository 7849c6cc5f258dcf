"""Patterns that are compiled when they are first used.

Dates and rules know some hundred and fifty, which take a quarter as long to compile as pandas takes to load; a check of
one return uses less than half of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

_ASKED = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class _Pattern:
    """A pattern as it was written; its first use puts the compiled one's methods in its place."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self.flags)
        for method in _ASKED:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


if TYPE_CHECKING:
    pattern_of = re.compile
else:
    pattern_of = _Pattern
