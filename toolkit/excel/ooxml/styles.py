"""A workbook's numbered cell styles: what a style says that the value does not, and styles for what we write."""

from __future__ import annotations

import colorsys
import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from toolkit.errors import CannotWrite
from toolkit.excel.ooxml.package import Element, Package, parsed, tag

GENERAL = "general"
DATE_FORMAT = "dd/mm/yyyy"
MOMENT_FORMAT = "dd/mm/yyyy hh:mm"
TIME_FORMAT = "hh:mm"

_BUILT_IN = {9: "0%", 10: "0.00%", 17: "mmm-yy"}
_BUILT_IN_DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_BUILT_IN_TIMES = {*range(18, 22), *range(45, 48)}
_FIRST_FREE_FORMAT = 164
_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\[\]]*\]')
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

    count: int = 0
    """How many styles there are."""
    formats: Mapping[int, str] = field(default_factory=dict)
    """Number formats that show a month or a year without the day, and percentages."""
    fills: Mapping[int, str] = field(default_factory=dict)
    """Solid fills in a rating colour: ``red``, ``amber``, ``green``, ``blue``."""


def _letters(code: str) -> set[str]:
    """The letters of a number format's first section that stand for a part of a date or time."""
    return set(_NOT_LETTERS.sub("", code.partition(";")[0]).lower())


def says_more(code: str) -> bool:
    """Whether a number format shows a month or a year without the day, or a percentage."""
    letters = _letters(code)
    hides_day = bool(letters & set("my")) and not letters & set("dhseg")
    return hides_day or code.rstrip().endswith("%")


def _codes(root: Element) -> dict[int, str]:
    """The workbook's own number formats."""
    return {_number(e, "numFmtId"): e.get("formatCode", "") for e in root.iterfind("{*}numFmts/{*}numFmt")}


def _number(element: Element, name: str) -> int:
    text = element.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


@lru_cache(maxsize=32)
def looks_of(styles: bytes, theme: bytes = b"") -> Looks:
    """What the styles of a workbook say; all the returns made from one template share one answer.

    Raises ``ParseError`` where the XML is broken.
    """
    root = parsed(styles)
    codes = _BUILT_IN | _codes(root)
    fills = [_fill(e, theme) for e in root.iterfind("{*}fills/{*}fill")]
    cells = list(root.iterfind("{*}cellXfs/{*}xf"))
    formats = {n: codes.get(_number(e, "numFmtId"), "") for n, e in enumerate(cells)}
    telling = {code for code in set(formats.values()) if says_more(code)}
    coloured = {n: fills[at] for n, e in enumerate(cells) if 0 <= (at := _number(e, "fillId")) < len(fills)}
    return Looks(
        len(cells),
        {n: code for n, code in formats.items() if code in telling},
        {n: colour for n, colour in coloured.items() if colour},
    )


class Styles:
    """The styles of a workbook being changed; added to only so that a date shows as a date, a number as a number."""

    def __init__(self, package: Package, part: str | None) -> None:
        self._package = package
        self._part = part
        self._fitting: dict[tuple[int, str], int] = {}

    def fitting(self, style: int, code: str) -> int:
        """The style itself where it shows what the format code shows (a date, a number), else its twin that does."""
        if (style, code) not in self._fitting:
            fits = self._shows(style, code) if self._part or code != GENERAL else True
            self._fitting[style, code] = style if fits else self._twin(style, code)
        return self._fitting[style, code]

    def wraps(self, style: int) -> bool:
        """Whether long text goes on in a further line of its cell."""
        formats = self._formats if self._part else []
        alignment = formats[style].find(tag("alignment")) if style < len(formats) else None
        return alignment is not None and alignment.get("wrapText") in ("1", "true")

    @property
    def _root(self) -> Element:
        if self._part is None:
            raise CannotWrite(
                f"{self._package.name} has no cell styles, so a date would show as a number. "
                "Open it in Excel, save it and try again."
            )
        return self._package.tree(self._part)

    # Read once and kept true below: a file may hold a style for every cell.
    @cached_property
    def _formats(self) -> list[Element]:
        return list(self._root.iterfind(f"{tag('cellXfs')}/{tag('xf')}"))

    @cached_property
    def _codes(self) -> dict[int, str]:
        return _codes(self._root)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {code.lower(): number for number, code in reversed(self._codes.items())}

    @cached_property
    def _numbered(self) -> dict[object, int]:
        return {_alike(element): number for number, element in reversed(list(enumerate(self._formats)))}

    def _shows(self, style: int, code: str) -> bool:
        number = _number(self._formats[style], "numFmtId") if style < len(self._formats) else 0
        custom = self._codes.get(number)
        if custom is None:
            is_date, is_time = number in _BUILT_IN_DATES, number in _BUILT_IN_TIMES
        else:
            letters = _letters(custom)
            is_date, is_time = bool(letters & set("dy")), bool(letters & set("hs"))
        if code == GENERAL:
            return not (is_date or is_time)
        return is_time if code == TIME_FORMAT else is_date

    def _twin(self, style: int, code: str) -> int:
        """A style like the given one but for its number format: one there is, or a new one."""
        formats, parent = self._formats, self._root.find(tag("cellXfs"))
        if parent is None:
            raise CannotWrite(
                f"{self._package.name} is incomplete: it has no list of cell styles. "
                "Open it in Excel, let Excel repair it, save it and try again."
            )
        twin = copy.deepcopy(formats[style]) if style < len(formats) else parent.makeelement(tag("xf"), {})
        twin.set("numFmtId", str(self._format_number(code)))
        twin.set("applyNumberFormat", "1")
        number = self._numbered.setdefault(_alike(twin), len(formats))
        if number == len(formats):
            parent.append(twin)
            formats.append(twin)
            parent.set("count", str(len(formats)))
        return number

    def _format_number(self, code: str) -> int:
        if code == GENERAL:
            return 0
        if code in self._numbers:
            return self._numbers[code]
        parent = self._root.find(tag("numFmts"))
        if parent is None:
            parent = self._root.makeelement(tag("numFmts"), {})
            self._root.insert(0, parent)
        number = max([_FIRST_FREE_FORMAT - 1, *self._codes]) + 1
        parent.append(parent.makeelement(tag("numFmt"), {"numFmtId": str(number), "formatCode": code}))
        parent.set("count", str(len(parent)))
        self._codes[number], self._numbers[code] = code, number
        return number


def _alike(element: Element) -> object:
    """What makes two styles the same, in whatever order it is written."""
    return element.tag, tuple(sorted(element.attrib.items())), tuple(_alike(child) for child in element)


def _fill(element: Element, theme: bytes) -> str:
    pattern = element.find("{*}patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return ""
    colour = pattern.find("{*}fgColor")
    return "" if colour is None else _family(_rgb(colour, theme))


def _rgb(colour: Element, theme: bytes) -> str:
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
    scheme = parsed(theme).find(".//{*}clrScheme")
    if scheme is None:
        return {}
    named = {e.tag.rpartition("}")[2]: e[0].get("lastClr") or e[0].get("val", "") for e in scheme if len(e)}
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
