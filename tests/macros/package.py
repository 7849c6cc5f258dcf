"""What must hold in the add-in as a file, said in words; comparing bytes says only that something is wrong."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile

import olefile
from lxml import etree
from pyopenvba.vba import decompress

from toolkit.excel.addin import ADDIN_TYPE, PROJECT, RIBBON_PARTS

LIBRARIES = {"stdole", "Office"}
"""What the project refers to, beside VBA and Excel, which every project has."""
ATTRIBUTES = {
    "customUI": set(),
    "ribbon": set(),
    "tabs": set(),
    "tab": {"id", "label", "keytip", "insertAfterMso"},
    "group": {"id", "label"},
    "button": {"id", "label", "size", "imageMso", "keytip", "onAction", "screentip", "supertip"},
}
"""Elements of the ribbon that are used, and of their attributes in Microsoft's schema those that are used."""
MOST = {"label": 1024, "screentip": 1024, "supertip": 1024, "keytip": 3}
"""Characters the schema allows."""


def schema_problems(ribbon: str) -> list[str]:
    """Elements, attributes and values that Excel's schema of the ribbon does not have: one, and the tab is gone."""
    problems = []
    for element in etree.fromstring(ribbon.encode("ascii")).iter():
        kind, name = etree.QName(element).localname, element.get("id", "")
        if kind not in ATTRIBUTES:
            problems.append(f"the ribbon has an element {kind}, which is not known")
            continue
        for attribute, value in element.attrib.items():
            if attribute not in ATTRIBUTES[kind]:
                problems.append(f"{name} has an attribute {attribute}, which a {kind} does not have")
            if len(value) > MOST.get(str(attribute), len(value)):
                problems.append(
                    f"{name} has a {attribute} of {len(value)} characters; {MOST[str(attribute)]} are allowed"
                )
        if element.get("size", "normal") not in ("normal", "large"):
            problems.append(f"{name} has the size {element.get('size')}, and only normal and large are known")
    return problems


def package_problems(addin: bytes) -> list[str]:
    """What is wrong with the add-in's parts: their types, what leads to them, and the VBA project."""
    with zipfile.ZipFile(io.BytesIO(addin)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return [*_type_problems(parts), *_relation_problems(parts), *_project_problems(parts[PROJECT])]


def _type_problems(parts: dict[str, bytes]) -> list[str]:
    types = etree.fromstring(parts["[Content_Types].xml"])
    named = {e.get("PartName").removeprefix("/"): e.get("ContentType") for e in types if e.get("PartName")}
    endings = {e.get("Extension"): e.get("ContentType") for e in types if e.get("Extension")}
    problems = [f"{name} is listed and not there" for name in named if name not in parts]
    for name in parts.keys() - {"[Content_Types].xml"}:
        if name not in named and name.rpartition(".")[2] not in endings:
            problems.append(f"{name} has no type")
    if named.get("xl/workbook.xml") != ADDIN_TYPE:
        problems.append(f"the workbook is typed {named.get('xl/workbook.xml')}, not as an add-in")
    if named.get(PROJECT, endings.get("bin")) != "application/vnd.ms-office.vbaProject":
        problems.append("the macros are not typed as a VBA project")
    return problems


def _relation_problems(parts: dict[str, bytes]) -> list[str]:
    problems, led_to = [], {}
    for name in (name for name in parts if name.endswith(".rels")):
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in etree.fromstring(parts[name]):
            target = posixpath.normpath(posixpath.join(folder, relation.get("Target"))).removeprefix("/")
            led_to[target] = relation.get("Type")
            if target not in parts:
                problems.append(f"{name} leads to {target}, which is not there")
    for part, (namespace, kind) in RIBBON_PARTS.items():
        if led_to.get(part) != kind:
            problems.append(f"{part} is led to as {led_to.get(part)}, so Excel does not read it as a ribbon")
        if part in parts and etree.QName(etree.fromstring(parts[part])).namespace != namespace:
            problems.append(f"{part} is in another namespace than {namespace}")
    if PROJECT not in led_to:
        problems.append("nothing leads to the macros")
    return problems


def _project_problems(project: bytes) -> list[str]:
    with olefile.OleFileIO(io.BytesIO(project)) as streams:
        inside = {name[-1] for name in streams.listdir() if name[0] == "VBA"} - {"_VBA_PROJECT", "dir"}
        listed = streams.openstream("PROJECT").read().decode("ascii")
        records = decompress(streams.openstream("VBA/dir").read())
    said = set(re.findall(r"^(?:Module|Document)=(\w+)", listed, re.MULTILINE))
    problems = [f"the project lists {one}, which is not there" for one in sorted(said - inside)]
    problems += [f"the project does not list {one}" for one in sorted(inside - said)]
    found = re.findall(rb"\x16\x00(.)\x00\x00\x00(\w+)>\x00", records, re.DOTALL)
    refers = {name.decode("ascii") for size, name in found if len(name) == size[0]}
    problems += [f"the project refers to {one}, which may be missing elsewhere" for one in sorted(refers - LIBRARIES)]
    return problems
