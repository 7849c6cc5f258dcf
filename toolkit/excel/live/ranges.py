"""Ranges of an open sheet: as areas, by what is alike in them, and by what of them is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from toolkit.excel.live.xl import shown_in, xw
from toolkit.model.grid import Area


def block(sheet: xw.Sheet, area: Area) -> xw.Range:
    """The range of an area."""
    return sheet.range(area[:2], area[2:])


def area_of(rng: xw.Range) -> Area:
    """The area of a range."""
    rows, columns = rng.shape
    return rng.row, rng.column, rng.row + rows - 1, rng.column + columns - 1


def alike(rng: xw.Range, ask: Callable[[xw.Range], Any], wanted: Sequence[bool]) -> Iterator[tuple[int, Any]]:
    """A trait of every wanted row of a range, such as its number format: position and answer.

    Excel answers for a whole range where its cells are alike, and None where they are not; so a range of few kinds
    takes few questions.
    """
    if not any(wanted):
        return
    first, last = wanted.index(True), len(wanted) - list(reversed(wanted)).index(True)
    part = rng[first:last, :]
    answer = ask(part)
    if answer is not None or last - first == 1:
        yield from ((n, answer) for n in range(first, last) if wanted[n])
        return
    middle = (last - first) // 2
    for start, rest in ((first, part[:middle, :]), (first + middle, part[middle:, :])):
        yield from ((start + n, found) for n, found in alike(rest, ask, wanted[start : start + rest.shape[0]]))


def pieces(sheet: xw.Sheet, area: Area) -> Iterator[Area]:
    """Parts of an area that can each be written at once: what is shown side by side, and what is hidden in bits.

    Of a block with hidden rows in it, Excel writes the first element into every cell that is shown and passes over the
    others; with a filter on, it passes over hidden columns too. A hidden row is written on its own, a cell of a hidden
    column on its own. The filter is left alone: what it asks for could not be put back for certain.
    """
    rows, columns = seen(sheet, area)
    for first, last in _stretches(area[0], area[2], rows):
        for left, right in _stretches(area[1], area[3], columns):
            if left in columns or first == last:
                yield first, left, last, right
            else:
                yield from ((row, left, row, right) for row in range(first, last + 1))


def seen(sheet: xw.Sheet, area: Area) -> tuple[Collection[int], Collection[int]]:
    """The rows and the columns of an area that are shown; a filter, a group or somebody hides the others."""
    top, left, bottom, right = area
    rows, columns = range(top, bottom + 1), range(left, right + 1)
    if len(rows) == len(columns) == 1:
        return rows, columns
    rng = block(sheet, area)
    shown = shown_in(rng)
    if shown is None:
        return _asked(rng, rows, columns)
    return (
        {row for first, _, last, _ in shown for row in range(first, last + 1)},
        {column for _, first, _, last in shown for column in range(first, last + 1)},
    )


def _asked(rng: xw.Range, rows: range, columns: range) -> tuple[Collection[int], Collection[int]]:
    """The same on a Mac, where one answer is for all the rows of a range."""
    hidden = dict(alike(rng, lambda part: part.rows.hidden, [True] * len(rows)))
    shown = {rows[n] for n, answer in hidden.items() if answer is False}
    if rng.columns.hidden is False:
        return shown, columns
    return shown, {column for n, column in enumerate(columns) if rng[:1, n : n + 1].columns.hidden is False}


def _stretches(first: int, last: int, shown: Collection[int]) -> Iterator[tuple[int, int]]:
    """First and last of every stretch that is shown, and each number that is not on its own."""
    start = first
    for number in range(first, last + 1):
        if number == last or number not in shown or number + 1 not in shown:
            yield start, number
            start = number + 1
