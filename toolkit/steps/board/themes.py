"""Themes: what each is rated and why, as a table and as the chart drawn from it."""

from __future__ import annotations

from toolkit.model.pack import Chart, Content, Gap, Line, PackColumn, PackSheet, Table
from toolkit.model.rating import SEVERITY, Rating
from toolkit.model.words import counted
from toolkit.steps.board.position import Position
from toolkit.steps.board.words import heading

MOST_THEMES = 18
"""More than this do not fit the Summary: it shows the worst, and a sheet of their own shows all."""
NAME, ON_SUMMARY, ALL = "Themes", "ByTheme", "AllThemes"
SPANS = (3, 2, 2)
"""Of theme, rating and why on the Summary, whose columns are narrow."""
WIDTHS = (46, 12, 56, 12, 14, 9)
COUNT_WIDTH = 8.5


def meanings(at: Position) -> dict[str, str]:
    """The key of this plan's scheme, and any rating that was typed in although the scheme has no such word."""
    strange = {r.value: "Not a rating of this scheme" for r in Rating if at.summary.counts[r]}
    return strange | at.summary.meanings


def ratings(at: Position) -> list[str]:
    """Ratings as columns of a table and bars of a chart, in the order in which boards print them."""
    return [rating.value for rating in Rating if rating.value in meanings(at)]


def on_summary(at: Position) -> Table:
    """Every theme in the plan's order or, where they are too many for a page, the worst of them."""
    themes = at.summary.themes
    if len(themes) <= MOST_THEMES:
        return _table(at, range(len(themes)), ON_SUMMARY, SPANS)
    worst = sorted(range(len(themes)), key=lambda n: (SEVERITY.index(themes["rating"].iloc[n]), n))[:MOST_THEMES]
    more = counted(len(themes) - MOST_THEMES, "other theme")
    return _table(at, sorted(worst), ON_SUMMARY, SPANS, last=f"The worst rated are shown; {more} on {NAME}.")


def chart(at: Position, table: str, rows: int) -> Chart:
    """The themes of a table of this module, a bar each."""
    return Chart("Ratings by theme", table, "Theme", ratings(at), rows=rows)


def themes_sheet(at: Position) -> PackSheet:
    """All themes of a plan that has too many for its Summary."""
    themes = at.summary.themes
    said = f"{counted(len(themes), 'theme')} in the order of the plan, and {counted(at.summary.actions, 'action')}."
    blocks = (
        *heading(NAME, at, said),
        _table(at, range(len(themes)), ALL, (1, 1, 1)),
        Gap(),
        chart(at, ALL, len(themes) * 2),
    )
    widths = (*WIDTHS, *(COUNT_WIDTH for _ in ratings(at)))
    return PackSheet(NAME, blocks, widths, tab=at.summary.rating)


def no_chart() -> Line:
    """What stands in the chart's place where there is nothing to draw."""
    return Line("There is nothing to draw yet: the plan holds no actions.", "note")


def _table(at: Position, places: range | list[int], name: str, spans: tuple[int, int, int], last: str = "") -> Table:
    shown = ratings(at)
    columns = (
        PackColumn("Theme", "wrap", span=spans[0]),
        PackColumn("Rating", "rating", span=spans[1]),
        PackColumn("Why", "wrap", span=spans[2]),
        PackColumn("Last period", "centre"),
        PackColumn("Direction", "centre"),
        PackColumn("Actions", "whole"),
        *(PackColumn(rating, "whole") for rating in shown),
    )
    rows: list[list[Content]] = []
    for theme, r in at.summary.themes.iloc[list(places)].iterrows():
        before = r["previous"] if isinstance(r["previous"], str) else "–"
        counts = [int(r[rating]) for rating in shown]
        rows.append([str(theme), r["rating"], r["why"], before, r["direction"], int(r["actions"]), *counts])
    styles = {}
    if last:
        styles[len(rows)] = "note"
        rows.append([last])
    return Table(columns, rows, name=name, row_styles=styles, empty="The plan holds no actions yet.")
