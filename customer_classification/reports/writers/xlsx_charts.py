"""Native charts of a workbook, drawn from the cells of their table."""

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ..document import Chart, Table

#: Dark to light, told apart in black and white, with a mark and a dash for lines.
COLORS = ("#1F3864", "#A6A6A6", "#5B7DB1", "#404040", "#BDD0E9", "#7F7F7F")
DASHES = ("solid", "dash", "round_dot", "long_dash", "dash_dot", "square_dot")
MARKS = ("circle", "square", "triangle", "diamond", "x", "plus")
CHART_TYPES = {"bar": "bar", "column": "column", "line": "line", "pareto": "column"}
BARS = 12


def chart_rows(chart: Chart, count: int) -> int:
    """How many rows of a table a chart shows."""
    return min(chart.limit, count)


def add_chart(
    workbook: Workbook,
    sheet: Worksheet,
    table: Table,
    chart: Chart,
    first: int,
    rows: int,
    corner: tuple[int, int],
) -> None:
    """Draw a chart of some rows of a sheet; it reads their cells.

    :param table: whose columns stand in the columns of the sheet, from the first on
    :param first: the first row, counted from 0
    :param rows: how many rows, see :func:`chart_rows`
    :param corner: (row, column) of its upper left corner, counted from 0
    """
    drawing = workbook.add_chart({"type": CHART_TYPES[chart.kind]})
    bars = chart.series[:1] if chart.kind == "pareto" else chart.series
    for number, name in enumerate(bars):
        series = _series(sheet, table, chart, name, first, rows)
        drawing.add_series(series | _look(chart.kind, number))
    if chart.kind == "pareto":
        drawing.combine(_cumulated(workbook, sheet, table, chart, first, rows))
    _axes(drawing, chart)
    drawing.set_title({"name": chart.title, "name_font": {"size": 11}})
    drawing.set_legend({"none": True} if len(chart.series) == 1 else _legend())
    height = 320 + (max(rows - BARS, 0) * 14 if chart.kind == "bar" else 0)
    drawing.set_size({"width": 760, "height": height})
    sheet.insert_chart(*corner, drawing)


def _series(sheet, table, chart, name, first, rows):
    """Labels and numbers of one column."""
    labels, place = table.position(chart.labels), table.position(name)
    last = first + rows - 1
    return {
        "name": table.columns[place].label,
        "categories": [sheet.get_name(), first, labels, last, labels],
        "values": [sheet.get_name(), first, place, last, place],
    }


def _look(kind, number):
    color = COLORS[number % len(COLORS)]
    if kind != "line":
        return {"fill": {"color": color}, "border": {"color": "#404040"}, "gap": 60}
    return {
        "line": {
            "color": color,
            "width": 1.75,
            "dash_type": DASHES[number % len(DASHES)],
        },
        "marker": {
            "type": MARKS[number % len(MARKS)],
            "size": 4,
            "fill": {"color": color},
            "border": {"color": color},
        },
    }


def _cumulated(workbook, sheet, table, chart, first, rows):
    """The second series as a line on an axis from 0 to 100 %."""
    line = workbook.add_chart({"type": "line"})
    series = _series(sheet, table, chart, chart.series[1], first, rows)
    line.add_series(series | _look("line", 3) | {"y2_axis": True})
    line.set_y2_axis({"min": 0, "max": 1, "num_format": "0%"})
    return line


def _axes(drawing, chart):
    lines = {"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    numbers = {"num_format": "#,##0", **lines}
    if chart.kind == "bar":
        drawing.set_y_axis({"reverse": True, "label_position": "low"})
        drawing.set_x_axis(numbers)
        return
    labels = {"label_position": "low"}
    if chart.labels == "date":
        labels |= {"num_format": "yyyy-mm", "text_axis": True}
    drawing.set_x_axis(labels)
    drawing.set_y_axis(numbers)


def _legend():
    return {"position": "bottom"}
