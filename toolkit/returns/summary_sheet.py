"""The Summary sheet of a return: laid out once, so that a refresh can write into it cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from toolkit.model.dates.answer import show_date
from toolkit.model.edits import Cached, Edit, FillBlock, FillTable, SetCells
from toolkit.model.grid import Value
from toolkit.model.pack import Cells, Gap, Line, PackColumn, PackSheet, Table
from toolkit.model.plan import Plan
from toolkit.model.schemes import RATED, Rating, Scheme, key
from toolkit.rating.summarise import COUNTED, Summary
from toolkit.returns.look import COUNTS_CELL, cell_value, counts_text
from toolkit.returns.what_was_sent import written_edits
from toolkit.sheets.parts import counted as counted_once

SHEET, TABLE = "Summary", "SummaryByTheme"
AS_AT, COUNTS, WHY, KEY_HEADING = (2, 1), (3, 1), (4, 1), (6, 1)
"""Excel's row and column of each line."""
KEY_TOP, KEY_ROWS = 7, len(Rating)
"""The key of the ratings: a rating and its meaning a row. A scheme with fewer ratings leaves rows blank."""
WIDTHS = (30, 12, 46, 15, 9, 9, 9, 9, 9, 9, 9, 9, 12)
ALL = "All actions"
NOT_YET = "Not worked out yet: on the tab 'Improvement plan' choose Refresh."

_COLUMNS = (
    PackColumn("Theme"),
    PackColumn("Rating", "rating"),
    PackColumn("Why", "wrap"),
    PackColumn("Direction"),
    PackColumn("Actions", "whole"),
    *(PackColumn(rating, "whole") for rating in COUNTED),
    PackColumn("Previous rating", "rating"),
)


def summary_sheet(scheme: Scheme | str, summary: Summary | None = None) -> PackSheet:
    """The sheet, filled in where there is something to sum up."""
    as_at, counts, why = (NOT_YET, "", "") if summary is None else _lines(summary)
    meanings: list[list[Value]] = _key_rows(summary.scheme if summary else scheme)
    meanings += [[None, None]] * (KEY_ROWS - len(meanings))
    blocks = (
        Line("Summary", "title"),
        Line(as_at, "subtitle"),
        Line(counts, "strong"),
        Line(why, "text"),
        Gap(),
        Line(_key_heading(summary.scheme if summary else scheme), "heading"),
        Cells(meanings, ("rating", "meaning")),
        Gap(),
        Line("By theme", "heading"),
        Table(_COLUMNS, _theme_rows(summary) if summary else [], name=TABLE),
    )
    return PackSheet(SHEET, blocks, WIDTHS, tab="worked out")


def summary_edits(plan: Plan, source: str, summary: Summary) -> list[Edit]:
    """What a refresh writes into a return's Summary and into the live counts of its Actions sheet.

    No edits for a file not made from the template: it has no such sheet.
    """
    if cell_value(plan.settings.at[source, "template_version"]) is None:
        return []
    as_at, counts, why = _lines(summary)
    heading = _key_heading(summary.scheme)
    written = written_edits(plan, source, SHEET, summary_texts(summary.scheme, summary))
    return [
        SetCells(SHEET, {AS_AT: as_at, COUNTS: counts, WHY: why, KEY_HEADING: heading}),
        FillBlock(SHEET, KEY_TOP, 1, _key_rows(summary.scheme), KEY_TOP + KEY_ROWS - 1, width=2),
        FillTable(SHEET, TABLE, _theme_rows(summary)),
        *count_edits(plan, source, summary.counts),
        *written,
    ]


def summary_texts(scheme: Scheme | str, summary: Summary | None = None) -> list[str]:
    """All that the sheet says and a refresh writes anew."""
    lines = [[_key_heading(scheme)], [NOT_YET] if summary is None else _lines(summary)]
    rows = [*lines, *_key_rows(scheme), *(_theme_rows(summary) if summary else [])]
    return [str(value) for row in rows for value in row if value is not None]


def count_edits(plan: Plan, source: str, counts: Mapping[str, int] | None = None) -> list[Edit]:
    """What the live counts of the Actions sheet come to; without ``counts``, with the ratings as they stand there.

    A closed file whose every formula has its result is opened as it is, and Excel does not ask to save it.
    """
    if cell_value(plan.settings.at[source, "template_version"]) is None:
        return []
    actions = plan["Actions"]
    here = counted_once(actions[actions.index.get_level_values("source") == source])
    counts = Counter(here["rating"].dropna().map(str)) if counts is None else counts
    text = counts_text(int(here["ref"].notna().sum()), counts)
    return [SetCells(plan.layouts[source, "Actions"].sheet, {COUNTS_CELL: Cached(text)})]


def _lines(summary: Summary) -> tuple[str, str, str]:
    percent = summary.percent
    said = [f"{n} {rating}{_share(rating, percent)}" for rating, n in summary.counts.items() if n]
    total = f"{summary.actions} {'action' if summary.actions == 1 else 'actions'}"
    counts = f"{total}: {', '.join(said)}. Shares are of the {summary.rated} rated." if said else f"{total}."
    return f"As at {show_date(summary.as_at)}", counts, f"Overall {summary.rating}. {summary.why}"


def _share(rating: str, percent: dict[str, float]) -> str:
    return f" ({percent[rating]}%)" if rating in [r.value for r in RATED] else ""


def _key_heading(scheme: Scheme | str) -> str:
    return f"What the ratings mean ({Scheme(scheme)} scheme)"


def _key_rows(scheme: Scheme | str) -> list[list[Value]]:
    return [[str(rating), meaning] for rating, meaning in key(scheme)]


def _theme_rows(summary: Summary) -> list[list[Value]]:
    """One row a theme, under one for all actions."""
    rows = [
        [str(theme) or "No theme", row["rating"], row["why"], row["direction"], int(row["actions"]),
         *(int(row[rating]) for rating in COUNTED), row["previous"]]
        for theme, row in summary.themes.iterrows()
    ]  # fmt: skip
    counts = [summary.counts[rating] for rating in COUNTED]
    whole: list[object] = [ALL, summary.rating, summary.why, None, summary.actions, *counts, None]
    return [[_plain(value) for value in row] for row in [whole, *rows]]


def _plain(value: object) -> Value:
    value = cell_value(value)
    return str(value) if isinstance(value, str) else value
