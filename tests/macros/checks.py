"""What must hold between the ribbon and the macros. Each check returns a list of problems, empty when all is well."""

from __future__ import annotations

import json
import re
from pathlib import Path

from lxml import etree
from pyopenvba.exceptions import VBACompileError
from pyopenvba.interpreter._ast import Procedure

from tests.macros.compiled import compiled

OFFICE = json.loads((Path(__file__).parent / "office_names.json").read_text("ascii"))
"""Names that are in all of Microsoft's lists for Excel. An unknown one shows no picture, or puts the tab last, and
nothing says so."""

AT_ONCE = {
    "IptNextProblem": "next-problem",
    "IptClearMarks": "clear-marks",
    "IptExplainRule": "explain-rule",
    "IptKey": "key",
    "IptGuide": "guide",
}
"""The buttons that the add-in answers itself, without Python."""

TYPES = {"Boolean", "Collection", "IRibbonControl", "ListColumn", "ListObject", "Long", "Object", "Range", "String"}
TYPES |= {"Variant", "Worksheet"}
"""The types the macros use: VBA's own, Excel's and Office's. An unknown one stops every macro from compiling."""

# What Excel passes to a callback; with other parameters it says "Wrong number of arguments" or nothing at all.
SIGNATURES = {
    ("button", "onAction"): ["IRibbonControl"],
    ("toggleButton", "onAction"): ["IRibbonControl", "Boolean"],
    ("customUI", "onLoad"): ["IRibbonUI"],
}


def callbacks(ribbon: str) -> list[str]:
    """The callback of every button, in the ribbon's order."""
    return [e.get("onAction", "") for e in _elements(ribbon) if e.get("onAction")]


def ribbon_problems(ribbon: str, modules: dict[str, str]) -> list[str]:
    """Ids, labels, icons and callbacks of the ribbon, against the macros on both kinds of computer."""
    problems = _id_problems(ribbon)
    for element in _elements(ribbon):
        tag, name = etree.QName(element).localname, element.get("id", "")
        if element.get("label") and element.get("getLabel"):
            problems.append(f"{name} has both a label and a getLabel")
        if tag == "button" and not element.get("label"):
            problems.append(f"{name} has no label")
        for attribute in ("imageMso", "insertAfterMso"):
            known = element.get(attribute)
            if known is not None and known not in OFFICE[attribute]:
                problems.append(f"{name} has the {attribute} {known}, which is not in Microsoft's lists for Excel")
        for attribute, callback in element.attrib.items():
            if str(attribute).startswith(("on", "get")):
                problems += _callback_problems((tag, str(attribute)), str(callback), modules)
    return problems


def module_problems(modules: dict[str, str]) -> list[str]:
    """Faults of the sources themselves that Excel would meet only when it compiles them."""
    problems = []
    for name, source in modules.items():
        if not source.isascii():
            problems.append(f"{name} holds characters outside ASCII")
        if not source.startswith(f'Attribute VB_Name = "{name}"\r\nOption Explicit\r\n'):
            problems.append(f"{name} does not begin with its own name and Option Explicit")
        for kind in sorted(set(re.findall(r"\bAs (?:New )?(\w+)", re.sub(r'"[^"]*"|\'.*', "", source))) - TYPES):
            problems.append(f"{name} declares something As {kind}, a type of no library that the add-in refers to")
        for word in ("Declare", "cmd.exe", "AddReference", "Application.Run"):
            if re.search(rf"\b{re.escape(word)}\b", source):
                problems.append(f"{name} uses {word}")
    for mac in (False, True):
        problems += _duplicate_problems(modules, mac=mac)
    return problems


def source_problems(inside: dict[str, str], modules: dict[str, str]) -> list[str]:
    """Where the sources inside the built add-in differ from those in the folder."""
    names = sorted(inside.keys() | modules.keys())
    return [f"{name} is not the same inside and outside" for name in names if inside.get(name) != modules.get(name)]


def _elements(ribbon: str) -> list[etree._Element]:
    return [e for e in etree.fromstring(ribbon.encode("utf-8")).iter() if isinstance(e.tag, str)]


def _id_problems(ribbon: str) -> list[str]:
    problems: list[str] = []
    seen: set[str] = set()
    for element in _elements(ribbon):
        tag = etree.QName(element).localname
        ids = [element.get(kind) for kind in ("id", "idMso", "idQ") if element.get(kind)]
        if tag in ("tab", "group", "button") and len(ids) != 1:
            problems.append(f"a {tag} has {len(ids)} ids instead of one")
        for name in ids:
            if name in seen:
                problems.append(f"the id {name} is there twice")
            seen.add(str(name))
            if element.get("id") and not str(name).startswith("ipt"):
                problems.append(f"the id {name} does not begin with ipt, and may clash with another add-in's")
    return problems


def _callback_problems(kind: tuple[str, str], callback: str, modules: dict[str, str]) -> list[str]:
    if kind not in SIGNATURES:
        return [f"{callback} is the {kind[1]} of a {kind[0]}, and what Excel passes to that is not written down"]
    problems = []
    for mac in (False, True):
        found = [p for _, p in _procedures(modules, mac=mac) if p.name.lower() == callback.lower()]
        if not found:
            problems.append(f"{callback} is called by the ribbon and is in no module")
        for procedure in found:
            if procedure.kind != "sub" or procedure.scope != "public":
                problems.append(f"{callback} is not a public Sub")
            if [p.declared for p in procedure.params] != SIGNATURES[kind]:
                problems.append(f"{callback} takes other parameters than Excel passes")
    return sorted(set(problems))


def _duplicate_problems(modules: dict[str, str], *, mac: bool) -> list[str]:
    try:
        names = [(module, procedure.name.lower()) for module, procedure in _procedures(modules, mac=mac)]
    except VBACompileError as fault:
        return [f"the macros do not compile: {fault}"]
    return sorted({f"{module} has two procedures {name}" for module, name in names if names.count((module, name)) > 1})


def _procedures(modules: dict[str, str], *, mac: bool) -> list[tuple[str, Procedure]]:
    """Every procedure beside its module's name, as one kind of computer compiles them."""
    return [
        (module, procedure)
        for module, source in modules.items()
        for procedure in compiled(module, source, mac=mac).procedures
    ]
