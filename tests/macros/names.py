"""What Excel's compiler would refuse in the macros, and the interpreter only where it runs: names and labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from pyopenvba.interpreter._ast import Dim, Label, Module, Name, OnError, Procedure
from pyopenvba.interpreter._constants_data import EXCEL_CONSTANTS
from pyopenvba.interpreter._intrinsics import INTRINSICS

from tests.macros.compiled import compiled

OF_EXCEL = {"activecell", "activesheet", "activeworkbook", "application"}
OF_VBA = {"err", "applescripttask", "getsetting"}
OF_VBA |= {"vbcrlf", "vblf", "vbcr", "vbtextcompare"}
OF_VBA |= {"vbyesno", "vbyes", "vbno", "vbquestion", "vbinformation", "vbexclamation", "vbdefaultbutton2"}
EXCELS = {name.lower() for name in EXCEL_CONSTANTS}


def name_problems(modules: dict[str, str]) -> list[str]:
    """Names and labels that are declared nowhere, on either kind of computer."""
    problems: set[str] = set()
    for mac in (False, True):
        parsed = [compiled(name, text, mac=mac) for name, text in modules.items()]
        shared = {name for module in parsed for name in _shared(module, public=True)}
        for module in parsed:
            for procedure in module.procedures:
                known = shared | _shared(module, public=False) | OF_EXCEL | OF_VBA | EXCELS | set(INTRINSICS)
                problems |= set(_unknown(module.name, procedure, known))
    return sorted(problems)


def _unknown(module: str, procedure: Procedure, known: set[str]) -> Iterator[str]:
    nodes = list(_nodes(procedure.body))
    own = {procedure.name.lower(), *(param.name.lower() for param in procedure.params)}
    own |= {one.name.lower() for node in nodes if isinstance(node, Dim) for one in node.decls}
    labels = {node.name.lower() for node in nodes if isinstance(node, Label)}
    for node in nodes:
        if isinstance(node, Name) and node.name.lower().removesuffix("$") not in known | own:
            yield f"{module}.{procedure.name} uses {node.name}, which is declared nowhere"
        if isinstance(node, OnError) and node.label and node.label.lower() not in labels:
            yield f"{module}.{procedure.name} goes to the label {node.label}, which is not there"


def _shared(module: Module, *, public: bool) -> set[str]:
    """Names of a module that the whole project sees, or that the module itself sees."""
    seen = {one.name.lower() for one in module.procedures if not public or one.scope == "public"}
    for constants in module.constants:
        if not public or constants.scope == "public":
            seen |= {name.lower() for name, *_ in constants.names}
    for variables in module.variables:
        if not public or variables.scope == "public":
            seen |= {one.name.lower() for one in variables.decls}
    return seen


def _nodes(part: object) -> Iterator[object]:
    if is_dataclass(part):
        yield part
        for field in fields(part):
            yield from _nodes(getattr(part, field.name))
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _nodes(one)
