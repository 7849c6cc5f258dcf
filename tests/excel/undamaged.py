"""What a reader must still say of a damaged workbook: all that stands in the parts the damage left alone."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from functools import cache

from toolkit.excel.read import grid_of
from toolkit.model.grid import Grid, Sheet

BOOK, RELATIONS, ROOT = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"
STYLES, TEXTS = "xl/styles.xml", "xl/sharedStrings.xml"
_SHEET = re.compile(r'<sheet name="([^"]+)"[^>]*r:id="(\w+)"')
_TARGET = re.compile(r'<Relationship Id="(\w+)"[^>]*Target="([^"]+)"')


def contradicted(sound: bytes, damaged: bytes, read: Grid) -> list[str]:
    """The sheets of which something was read that their undamaged parts do not say.

    Every cell counts, with its kind: words where the list of texts is whole, figures and dates where the styles are.
    Where it is the list of sheets that is damaged, each sheet that was read must still be one of the sound ones.
    """
    whole, sheets = _whole(sound, damaged), _sheet_parts(sound)
    listed = {BOOK, RELATIONS, ROOT} <= whole
    if not listed and not set(sheets.values()) <= whole:
        return []
    before = {sheet.name: _said(sheet, whole) for sheet in _read(sound).sheets}
    wrong = [f"{name} is gone" for name in before if listed and read.sheet(name) is None]
    for sheet in read.sheets:
        if not listed and _said(sheet, whole) not in before.values():
            wrong.append(f"{sheet.name} is none of the sheets there were")
        if listed and sheets.get(sheet.name) in whole and _said(sheet, whole) != before[sheet.name]:
            wrong.append(f"{sheet.name} says something else")
    return wrong


def _said(sheet: Sheet, whole: set[str]) -> object:
    cells = {
        (row, column): (type(value).__name__, value)
        for row, values in sheet
        for column, value in enumerate(values, start=1)
        if value is not None and (TEXTS if isinstance(value, str) else STYLES) in whole
    }
    return cells, sheet.errors, sheet.formulas, sheet.merged, sheet.hidden_rows


@cache
def _read(data: bytes) -> Grid:
    return grid_of(data, source="sound.xlsx")


def _whole(sound: bytes, damaged: bytes) -> set[str]:
    left = _parts(damaged)
    return {name for name, content in _parts(sound).items() if left.get(name) == content}


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts that can be unpacked."""
    found = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                try:
                    found[name] = archive.read(name)
                except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
                    continue
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return {}
    return found


@cache
def _sheet_parts(sound: bytes) -> dict[str, str]:
    parts = _parts(sound)
    targets = dict(_TARGET.findall(_with_id_first(parts[RELATIONS].decode())))
    return {name: f"xl/{targets[id]}" for name, id in _SHEET.findall(parts[BOOK].decode())}


def _with_id_first(relations: str) -> str:
    return re.sub(r'<Relationship ([^>]*?) ?Id="(\w+)"', r'<Relationship Id="\2" \1', relations)
