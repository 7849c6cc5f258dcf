"""What a cell's style says that its value does not: a month without a day, a percentage, a rating colour."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

_BUILT_IN = {9: "0%", 10: "0.00%", 17: "mmm-yy"}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]|_.')
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)))
_INDEXED = {
    2: "FF0000", 3: "00FF00", 4: "0000FF", 5: "FFFF00", 10: "FF0000", 11: "00FF00", 12: "0000FF", 13: "FFFF00",
    17: "008000", 30: "0066CC", 40: "00CCFF", 42: "CCFFCC", 43: "FFFF99", 45: "FF99CC", 47: "FFCC99", 48: "3366FF",
    50: "99CC00", 51: "FFCC00", 52: "FF9900", 53: "FF6600", 57: "339966",
}  # fmt: skip
"""Excel's first palette, where its colours could be a rating."""
_HUES = {"red": (-15, 18), "amber": (18, 70), "green": (70, 170), "blue": (185, 255)}
_FAINT, _FAINT_BLUE = 0.13, 0.25
"""Below this spread of red, green and blue a fill is shading. Pale blue bands are the fashion in tables."""


@dataclass(frozen=True)
class Looks:
    """Style numbers of a workbook that say something, and what."""

    formats: Mapping[int, str] = field(default_factory=dict)
    """Number formats that show a month or a year without the day, and percentages."""
    fills: Mapping[int, str] = field(default_factory=dict)
    """Solid fills in a rating colour: ``red``, ``amber``, ``green``, ``blue``."""


@lru_cache(maxsize=32)
def looks_of(styles: bytes, theme: bytes = b"") -> Looks:
    """Read a workbook's styles; all the returns made from one template share one answer.

    Raises ``etree.XMLSyntaxError`` where the XML is broken.
    """
    root = etree.fromstring(styles, _parser())
    codes = dict(_BUILT_IN)
    codes |= {_number(e, "numFmtId"): e.get("formatCode", "") for e in root.iterfind("{*}numFmts/{*}numFmt")}
    fills = [_fill(e, theme) for e in root.iterfind("{*}fills/{*}fill")]
    cells = list(root.iterfind("{*}cellXfs/{*}xf"))
    formats = {n: codes.get(_number(e, "numFmtId"), "") for n, e in enumerate(cells)}
    telling = {code for code in set(formats.values()) if says_more(code)}
    coloured = {n: fills[at] for n, e in enumerate(cells) if 0 <= (at := _number(e, "fillId")) < len(fills)}
    return Looks(
        {n: code for n, code in formats.items() if code in telling},
        {n: colour for n, colour in coloured.items() if colour},
    )


def says_more(code: str) -> bool:
    """Whether a number format shows a month or a year without the day, or a percentage."""
    return _hides_day(code) or code.rstrip().endswith("%")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _number(element: etree._Element, name: str) -> int:
    text = element.get(name, "")
    return int(text) if text.isdigit() else -1


def _hides_day(code: str) -> bool:
    """Whether a number format shows a month or a year, and no day or time."""
    letters = set(_QUOTED.sub("", code.split(";")[0]).lower())
    return bool(letters & {"m", "y"}) and not letters & {"d", "h", "s", "e", "g"}


def _fill(element: etree._Element, theme: bytes) -> str:
    pattern = element.find("{*}patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return ""
    colour = pattern.find("{*}fgColor")
    return "" if colour is None else _family(_rgb(colour, theme))


def _rgb(colour: etree._Element, theme: bytes) -> str:
    """Six figures of red, green and blue, tint included; empty where it cannot be told."""
    if colour.get("rgb"):
        rgb = colour.get("rgb", "")[-6:]
    elif colour.get("indexed"):
        rgb = _INDEXED.get(_number(colour, "indexed"), "")
    else:
        rgb = _theme_colours(theme).get(_number(colour, "theme"), "")
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", rgb):
        return ""
    tint = colour.get("tint", "0")
    return _tinted(rgb, float(tint) if re.fullmatch(r"-?[0-9]*\.?[0-9]+", tint) else 0)


@lru_cache(maxsize=32)
def _theme_colours(theme: bytes) -> dict[int, str]:
    if not theme:
        return {}
    scheme = etree.fromstring(theme, _parser()).find(".//{*}clrScheme")
    if scheme is None:
        return {}
    named = {etree.QName(e).localname: e[0].get("lastClr") or e[0].get("val", "") for e in scheme if len(e)}
    return {number: named.get(name) or "" for number, name in enumerate(_THEME_ORDER)}


def _tinted(rgb: str, tint: float) -> str:
    if not tint:
        return rgb
    hue, light, full = colorsys.rgb_to_hls(*(int(rgb[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    light = light * (1 + tint) if tint < 0 else light + (1 - light) * tint
    return "".join(f"{round(min(max(part, 0), 1) * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, full))


def _family(rgb: str) -> str:
    """The rating colour a fill would be taken for; empty for grey, shading and other colours."""
    if not rgb:
        return ""
    parts = [int(rgb[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    hue = colorsys.rgb_to_hls(*parts)[0] * 360
    hue = hue - 360 if hue > 345 else hue
    family = next((name for name, (low, high) in _HUES.items() if low <= hue < high), "")
    least = _FAINT_BLUE if family == "blue" else _FAINT
    return family if max(parts) - min(parts) >= least else ""
