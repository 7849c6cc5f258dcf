"""The one chart of the board's pages: stacked bars of ratings, in the ratings' colours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.excel.styled_cells import FONT, INK, RULE, SERIES, SERIES_EDGE, SERIES_INK
from toolkit.model.pack import Chart, Table

ROW = 17
"""Pixels of an ordinary row."""


def draw(
    book: Workbook,
    sheet: Worksheet,
    chart: Chart,
    table: Table,
    *,
    at: tuple[int, int],
    table_at: tuple[int, int],
    size: tuple[int, int],
) -> None:
    """Put the chart at a row and column; its figures stay in the table, whose first heading is at ``table_at``.

    Rows and columns count from 0; ``size`` is width and height in pixels.
    """
    headings = [column.heading for column in table.columns]
    heading_row, left = table_at
    starts = list(accumulate((column.span for column in table.columns), initial=left))
    first, last = heading_row + 1, heading_row + len(_bars(table))
    name, category = sheet.get_name(), starts[headings.index(chart.category)]
    drawn = book.add_chart({"type": "bar", "subtype": "stacked"})
    for heading in chart.series:
        column = starts[headings.index(heading)]
        drawn.add_series(
            {
                "name": [name, heading_row, column],
                "categories": [name, first, category, last, category],
                "values": [name, first, column, last, column],
                "fill": {"color": SERIES.get(heading, "#17375E")},
                "border": {"color": SERIES_EDGE.get(heading, "#FFFFFF"), "width": 0.75},
                "gap": 45,
                # A nought says nothing in a bar of no length.
                "data_labels": {
                    "value": True,
                    "num_format": "0;;;",
                    "position": "center",
                    "font": {"name": FONT, "size": 9, "color": SERIES_INK.get(heading, "#FFFFFF")},
                },
            }
        )
    _dress(drawn, chart.title)
    drawn.set_size({"width": size[0], "height": size[1]})
    options = {"object_position": 2, "description": chart.alt or alt_text(chart, table), "x_offset": 2, "y_offset": 3}
    sheet.insert_chart(*at, drawn, options)


def alt_text(chart: Chart, table: Table) -> str:
    """The chart in words, where its maker gave none: every bar with its figures."""
    headings = [column.heading for column in table.columns]
    return f"{chart.title}. " + " ".join(_bar(row, headings, chart) for row in _bars(table))


def _bars(table: Table) -> Sequence[Sequence[object]]:
    """The rows that are drawn: not the total, nor a note under the others."""
    rows = table.rows[: len(table.rows) - bool(table.total)]
    return [row for row in rows if len(row) == len(table.columns)]


def _bar(row: Sequence[object], headings: Sequence[str], chart: Chart) -> str:
    said = [f"{row[headings.index(s)]} {s}" for s in chart.series if row[headings.index(s)]]
    return f"{row[headings.index(chart.category)]}: {', '.join(said) or 'none'}."


def _dress(drawn: Any, title: str) -> None:
    plain = {"name": FONT, "size": 9, "color": INK, "bold": False}
    drawn.set_title({"name": title, "overlay": False, "name_font": {**plain, "size": 11, "bold": True}})
    drawn.set_legend({"position": "bottom", "font": plain})
    # Every bar has its name, however many there are.
    drawn.set_y_axis(
        {"reverse": True, "interval_unit": 1, "num_font": plain, "line": {"color": RULE}, "major_tick_mark": "none"}
    )
    # Only whole actions: the axis must not count in halves.
    drawn.set_x_axis(
        {
            "num_font": plain,
            "num_format": "0",
            "min": 0,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": "#E3E6EA", "width": 0.75}},
            "label_position": "high",
        }
    )
    drawn.set_chartarea({"border": {"color": RULE}, "fill": {"color": "#FFFFFF"}})
