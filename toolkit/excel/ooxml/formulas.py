"""Formulas moved from one cell to another, as Excel moves them: relative references follow, fixed ones stay."""

from __future__ import annotations

import re

from toolkit.excel.ooxml.areas import LAST_COLUMN, LAST_ROW, column_of
from toolkit.model.grid import column_letter

# Text in quotes, sheet names in quotes and [table columns] come first, so that nothing inside them is moved.
_PIECES = re.compile(
    r"""(?P<kept>"(?:[^"]|"")*"|'(?:[^']|'')*'|\[(?:[^\[\]]|\[[^\[\]]*\])*\])"""
    r"""|(?<![\w.\\$])(?P<cell>(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7}))(?![\w.\\(!])"""
    r"""|(?<![\w.\\$])(?P<columns>(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3}))(?![\w.\\(!])"""
    r"""|(?<![\w.\\$])(?P<rows>(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7}))(?![\w.\\(!])"""
)


def moved(formula: str, *, down: int, right: int) -> str:
    """The formula as it reads in a cell so many rows down and columns to the right."""

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
