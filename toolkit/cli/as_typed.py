"""What stands after a command, taken as it was typed: a path, a word, or nothing at all.

Typer hands every value to pydantic, which takes a third as long to load as pandas. Days still go that way, since they
can be wrong in a way that has to be explained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

_PLAIN: dict[object, Callable[[Any], object]] = {
    str: str,
    Path: Path,
    list[Path]: lambda paths: [Path(path) for path in paths],
}


def take_as_typed(parameters: Iterable[Any]) -> None:
    """Let parameters of plain words and paths take their values themselves; of the others, only where none is given.

    Whatever is missing goes on to Typer, which knows how to ask for it. So does everything with an older Typer, which
    describes its parameters in another way.
    """
    for parameter in parameters:
        described = getattr(parameter, "type_descriptor", None)
        if described is not None:
            parameter.process_value = _taking(parameter, _PLAIN.get(described.annotation))


def _taking(parameter: Any, make: Callable[[Any], object] | None) -> Callable[[Any, Any], object]:
    by_typer, then = parameter.process_value, parameter.callback

    def process(context: Any, value: Any) -> object:
        if parameter.value_is_missing(value):
            if parameter.required or parameter.nargs != 1:
                return by_typer(context, value)
            taken = None
        elif make is None:
            return by_typer(context, value)
        else:
            taken = make(value)
        return then(context, parameter, taken) if then else taken

    return process
