"""Charts as SVG, readable in black and white.

Plain SVG 1.1 with sizes in attributes: the program that makes PDF knows no more.
Written by hand because reportlab.graphics, which Odoo brings along, gives its parts the
ids ``clip`` and ``group`` in every drawing: several charts on a page would clash.
"""

import math
import unicodedata
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from odoo.tools.misc import format_decimalized_number

Series = tuple[str, Sequence[Any]]

WIDTH = 1200
BAR_WIDTH = 580
LABELS = 130
VALUES = 60
BAR = 11
HEIGHT = 200
#: So many lines across at most, besides that of zero.
MOST_STEPS = 6
TINY = 1e-9
FILLS = ("#1f3864", "#b5b5b5", "#6f8fc4", "#404040", "#d9d9d9", "#7f7f7f")
DASHES = ("", "6 3", "2 2", "9 3 2 3", "4 4", "1 3", "8 2", "3 1")
INK = "#333333"
FONT = 'font-size="9"'


def draw(
    kind: str, labels: list[str], series: list[Series], is_rtl: bool = False
) -> Markup:
    """A chart of one or more series of numbers, one for each label.

    :param kind: see :class:`.document.Chart`
    :return: empty where all numbers are empty or zero
    """
    numbers = [float(n) for _name, values in series for n in values if n is not None]
    if not any(numbers):
        return Markup()
    drawing = {"bar": _bars, "column": _columns, "line": _lines, "pareto": _pareto}
    return drawing[kind](labels, series, is_rtl)


def trend(values: Sequence[Any], width: int = 90, height: int = 16) -> Markup:
    """A small line of numbers; it is interrupted where one is empty."""
    numbers = [float(value) for value in values if value is not None]
    if len(numbers) < 2:
        return Markup()
    low, high = min(numbers), max(numbers)
    step = (width - 4) / (len(values) - 1)

    def place(value):
        share = (float(value) - low) / (high - low) if high > low else 0.5
        return height - 3 - share * (height - 6)

    points = [
        None if value is None else (2 + at * step, place(value))
        for at, value in enumerate(values)
    ]
    return _svg(width, height, _path(points, INK, "", 1.2) + _dot(points[-1], INK, 1.8))


def _bars(labels, series, is_rtl):
    """Horizontal bars from a line of zero, the numbers behind them."""
    line = len(series) * BAR + 7
    height = len(labels) * line + 6 + (16 if len(series) > 1 else 0)
    low, high = _range(series)
    scale = (BAR_WIDTH - LABELS - 2 * VALUES) / (high - low)
    zero = LABELS + VALUES - low * scale
    parts = [_line(zero, 0, zero, len(labels) * line + 2, INK)]
    for at, label in enumerate(labels):
        top = at * line + 4
        middle = top + (line - 7) / 2 + 3
        parts.append(_text(LABELS - 6, middle, short(label, 24), "end"))
        for number, (_name, values) in enumerate(series):
            parts.append(_bar(zero, top + number * BAR, values[at], scale, number))
    if len(series) > 1:
        parts.append(_legend(series, height - 5))
    return _svg(BAR_WIDTH, height, Markup().join(parts), is_rtl)


def _bar(zero, top, value, scale, number):
    value = float(value or 0)
    length = abs(value) * scale
    left = zero if value >= 0 else zero - length
    text = _text(
        zero + (length + 4 if value >= 0 else -length - 4),
        top + BAR - 3,
        short_number(value),
        "start" if value >= 0 else "end",
    )
    return _rect(left, top, length, BAR - 1, number) + text


def _columns(labels, series, is_rtl, right=VALUES // 2):
    """Vertical bars; what is negative hangs below the line of zero."""
    low, high = _range(series)
    parts = [_grid(low, high, right)]
    step = (WIDTH - VALUES - right) / len(labels)
    width = step * 0.8 / len(series)
    for number, (_name, values) in enumerate(series):
        for at, value in enumerate(values):
            value = float(value or 0)
            top, bottom = (_y(v, low, high) for v in (max(value, 0), min(value, 0)))
            left = VALUES + at * step + step * 0.1 + number * width
            parts.append(_rect(left, top, width, bottom - top, number))
    parts.append(_labels_below(labels, step))
    if len(series) > 1:
        parts.append(_legend(series, HEIGHT + 44))
    height = HEIGHT + (50 if len(series) > 1 else 32)
    return _svg(WIDTH, height, Markup().join(parts), is_rtl)


def _pareto(labels, series, is_rtl):
    """Columns, and the share that they add up to as a line from 0 to 100 %."""
    (name, values), (share_name, shares) = series
    low, high = _range([(name, values)])
    right, step = 40, (WIDTH - VALUES - 40) / len(labels)
    parts = [_grid(low, high, right), _labels_below(labels, step)]
    for at, value in enumerate(values):
        value = float(value or 0)
        top, bottom = (_y(v, low, high) for v in (max(value, 0), min(value, 0)))
        left = VALUES + at * step + step * 0.1
        parts.append(_rect(left, top, step * 0.8, bottom - top, 0))
    points = [
        None if share is None else (VALUES + (at + 0.5) * step, _y(share, 0, 1))
        for at, share in enumerate(shares)
    ]
    parts.append(_path(points, INK, DASHES[1], 1.4))
    for share in (0, 0.5, 1):
        percent = f"{share * 100:.0f}%"
        parts.append(_text(WIDTH - right + 5, _y(share, 0, 1) + 3, percent, "start"))
    legend = [(name, values), (share_name, shares)]
    parts.append(_legend(legend, HEIGHT + 44, lines={1}))
    return _svg(WIDTH, HEIGHT + 50, Markup().join(parts), is_rtl)


def _lines(labels, series, is_rtl):
    """One line for each series, told apart by dashes and marks."""
    low, high = _range(series)
    step = (WIDTH - VALUES - 20) / max(len(labels) - 1, 1)
    parts = [_grid(low, high, 20)]
    for number, (_name, values) in enumerate(series):
        points = [
            None if value is None else (VALUES + at * step, _y(value, low, high))
            for at, value in enumerate(values)
        ]
        color = FILLS[number % len(FILLS)]
        parts.append(_path(points, color, DASHES[number % len(DASHES)], 1.6))
        parts += [_dot(point, color, 1.8) for point in points if point]
    every = max(math.ceil(len(labels) / 8), 1)
    for at in range(0, len(labels), every):
        parts.append(_text(VALUES + at * step, HEIGHT + 14, labels[at], "middle"))
    parts.append(_legend(series, HEIGHT + 34, lines=set(range(len(series)))))
    return _svg(WIDTH, HEIGHT + 42, Markup().join(parts), is_rtl)


def _range(series):
    """(lowest, highest) value to show, with zero between them."""
    numbers = [float(n) for _name, values in series for n in values if n is not None]
    low, high = min(0, *numbers), max(0, *numbers)
    return (low, high) if high > low else (low, low + 1)


def _y(value, low, high):
    return 8 + (HEIGHT - 16) * (1 - (float(value) - low) / (high - low))


def _grid(low, high, right):
    """Lines across at round numbers, the one of zero darker."""
    parts = []
    for tick in ticks(low, high):
        y = _y(tick, low, high)
        parts.append(_line(VALUES, y, WIDTH - right, y, "#dddddd" if tick else INK))
        parts.append(_text(VALUES - 5, y + 3, short_number(tick), "end"))
    return Markup().join(parts)


def ticks(low: float, high: float) -> list[float]:
    """The round numbers from one to another: three to seven of them.

    They are 1, 2 or 5 times a power of ten apart. Not 2.5 times: 12.5 would have to be
    written with a digit more than its neighbours, and there are no half customers.
    """
    power = 10.0 ** math.floor(math.log10((high - low) / MOST_STEPS))
    step = next(
        s * power
        for s in (1, 2, 5, 10)
        if (high - low) / (s * power) <= MOST_STEPS + TINY
    )
    first, last = math.ceil(low / step - TINY), math.floor(high / step + TINY)
    return [number * step for number in range(first, last + 1)]


def _labels_below(labels, step):
    """Names below columns, as many as have room."""
    every = max(math.ceil(70 / step), 1)
    return Markup().join(
        _text(
            VALUES + (at + 0.5) * step,
            HEIGHT + 12,
            short(labels[at], max(int(step * every / 6), 3)),
            "middle",
        )
        for at in range(0, len(labels), every)
    )


def _legend(series, y, lines=()):
    parts, x = [], VALUES
    for number, (name, _values) in enumerate(series):
        if number in lines:
            color = FILLS[number % len(FILLS)]
            points = [(x, y - 3), (x + 18, y - 3)]
            dash = DASHES[number % len(DASHES)]
            parts.append(_path(points, color, dash, 1.6))
        else:
            parts.append(_rect(x, y - 8, 10, 8, number))
        text = short(name, 22)
        parts.append(_text(x + 22, y, text, "start"))
        x += 34 + _width(text) * 5.5
    return Markup().join(parts)


def short(text: str, width: int) -> str:
    """A text of at most so many characters; Chinese ones count twice."""
    if _width(text) <= width:
        return text
    while text and _width(text) > width - 1:
        text = text[: -max(1, (len(text) - width) // 2)]
    return f"{text}…"


def short_number(value: float) -> str:
    """A number as an axis shows it: 1.5k, 2M."""
    if value < 0:
        return f"-{short_number(-value)}"
    if value < 1000:
        return f"{value:,.0f}" if value >= 10 or not value % 1 else f"{value:.1f}"
    return format_decimalized_number(value, decimal=1)


def _width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _svg(width, height, content, is_rtl=False):
    """A left-to-right drawing, also in a text from right to left."""
    align = "float:right" if is_rtl else ""
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" '
        'viewBox="0 0 %s %s" direction="ltr" style="%s">%s</svg>'
    ) % (width, round(height), width, round(height), align, content)


def _text(x, y, text, anchor):
    return Markup('<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s" %s>%s</text>') % (
        x,
        y,
        anchor,
        INK,
        Markup(FONT),
        text,
    )


def _rect(x, y, width, height, number):
    return Markup(
        '<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s" '
        'stroke="%s" stroke-width="0.5"/>'
    ) % (x, y, width, height, FILLS[number % len(FILLS)], INK)


def _line(x1, y1, x2, y2, color):
    return Markup(
        '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="0.6"/>'
    ) % (x1, y1, x2, y2, color)


def _dot(point, color, radius):
    if not point:
        return Markup()
    return Markup('<circle cx="%.1f" cy="%.1f" r="%s" fill="%s"/>') % (
        *point,
        radius,
        color,
    )


def _path(points, color, dash, width):
    """A line through points; None interrupts it."""
    steps, pen_up = [], True
    for point in points:
        if point:
            steps.append(f"{'M' if pen_up else 'L'}{point[0]:.1f} {point[1]:.1f}")
        pen_up = not point
    return Markup(
        '<path d="%s" fill="none" stroke="%s" stroke-width="%s" stroke-dasharray="%s"/>'
    ) % (" ".join(steps), color, width, dash or "none")
