"""A module of the add-in as one kind of computer compiles it, compiled once: every test looks at the same few."""

from __future__ import annotations

from functools import cache

from pyopenvba.interpreter._ast import Module
from pyopenvba.interpreter._parse import parse_module
from pyopenvba.interpreter._preprocess import strip_directives


@cache
def compiled(name: str, source: str, *, mac: bool) -> Module:
    """What running it never changes. Raises VBACompileError."""
    constants: dict[str, object] = {"Mac": mac, "MacOffice16": mac, "Win32": not mac, "Win64": not mac}
    return parse_module(strip_directives(source, constants=constants), name=name)
