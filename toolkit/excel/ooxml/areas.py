"""Cells and areas by Excel's names, read and written."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.model.grid import Area, Cell, address, column_letter

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

LONGEST_FORMULA = 8_192
"""Characters that Excel allows in one formula."""

_NAME = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_WHOLE = re.compile(r"\s*[+-]?[0-9]{1,15}\s*")
_LONGEST_NUMBER = 20


class Misstated(ValueError):
    """What only a damaged file says: a place, number or count that is none, or that counts what is not there."""


def whole_number(text: str) -> int:
    """A whole number as a file spells it; raises Misstated where it is none."""
    if not _WHOLE.fullmatch(text):
        raise Misstated(f"{text[:_LONGEST_NUMBER]!r} is not a whole number")
    return int(text)


def any_number(text: str) -> float:
    """A number as a file spells it; raises Misstated where it is none."""
    try:
        return float(text)
    except ValueError as error:
        raise Misstated(f"{text[:_LONGEST_NUMBER]!r} is not a number") from error


def cell_of(name: str) -> Cell:
    """Row and column of a cell: ``J7`` is (7, 10)."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise Misstated(f"{name[:_LONGEST_NUMBER]!r} is not the name of a cell")
    return int(match[2]), column_of(match[1])


def column_of(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def area_of(name: str) -> Area:
    """The area of a name such as ``A1:C9`` or ``B2``."""
    first, _, last = name.partition(":")
    top, left = cell_of(first)
    bottom, right = cell_of(last or first)
    return top, left, bottom, right


def area_name(area: Area) -> str:
    """Excel's name for an area; of one cell, the cell's."""
    top, left, bottom, right = area
    first, last = address(top, left), address(bottom, right)
    return first if first == last else f"{first}:{last}"


def holds(area: Area, cell: Cell) -> bool:
    """Whether the cell lies in the area."""
    return area[0] <= cell[0] <= area[2] and area[1] <= cell[1] <= area[3]


def meet(a: Area, b: Area) -> bool:
    """Whether two areas share a cell."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def without(area: Area, hole: Area) -> list[Area]:
    """What is left of an area, as at most four areas, once the cells of another are taken out."""
    if not meet(area, hole):
        return [area]
    top, left, bottom, right = area
    upper, lower = max(top, hole[0]), min(bottom, hole[2])
    pieces = [
        (top, left, hole[0] - 1, right),
        (upper, left, lower, hole[1] - 1),
        (upper, hole[3] + 1, lower, right),
        (hole[2] + 1, left, bottom, right),
    ]
    return [p for p in pieces if p[0] <= p[2] and p[1] <= p[3]]


def around(cells: list[Cell]) -> Area:
    """The smallest area that holds every cell."""
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    return min(rows), min(columns), max(rows), max(columns)


# Text in quotes, sheet names in quotes and [table columns] come first, so that nothing inside them is moved. What
# opens and does not close is read once: none of these gives back what it took.
_PIECES = re.compile(
    r"""(?P<kept>"(?:[^"]++|"")*+"|'(?:[^']++|'')*+'|\[(?:[^\[\]]++|\[[^\[\]]*+\])*+\])"""
    r"""|(?<![\w.\\$])(?P<cell>(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7}))(?![\w.\\(!])"""
    r"""|(?<![\w.\\$])(?P<columns>(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3}))(?![\w.\\(!])"""
    r"""|(?<![\w.\\$])(?P<rows>(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7}))(?![\w.\\(!])"""
)


@lru_cache(maxsize=64)
def moved(formula: str, *, down: int, right: int) -> str:
    """The formula as it reads in a cell so many rows down and columns to the right.

    Raises Misstated for one longer than Excel allows.
    """
    if len(formula) > LONGEST_FORMULA:
        raise Misstated(f"a formula of {len(formula):,} characters")

    def column(fixed: str, letters: str) -> str:
        # Excel wraps round at the edge of the sheet when it copies a shared formula.
        number = column_of(letters)
        return fixed + (letters if fixed else column_letter((number + right - 1) % LAST_COLUMN + 1))

    def row(fixed: str, digits: str) -> str:
        return fixed + (digits if fixed else str((int(digits) + down - 1) % LAST_ROW + 1))

    def piece(match: re.Match[str]) -> str:
        if match["cell"] and column_of(match[4]) <= LAST_COLUMN and 0 < int(match[6]) <= LAST_ROW:
            return column(match[3], match[4]) + row(match[5], match[6])
        if match["columns"]:
            return f"{column(match[8], match[9])}:{column(match[10], match[11])}"
        if match["rows"]:
            return f"{row(match[13], match[14])}:{row(match[15], match[16])}"
        return match[0]

    return _PIECES.sub(piece, formula)
