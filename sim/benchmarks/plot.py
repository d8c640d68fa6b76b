"""Bar chart of the measured ratios against their targets, as an SVG."""

from html import escape
from math import log10
from typing import Any

from lodeflow.benchmarks.aims import AIMS

WIDTH, ROW, LEFT, TOP = 900, 30, 400, 40
REACH = 1.0
"""Decades shown to either side of the target."""


def picture(found: dict[str, Any]) -> str:
    """SVG with one bar per ratio on a logarithmic scale, its target in the middle, better to the right.

    ``found`` is the result of ``suite.measure``.
    """
    lines, middle = [], _place(1.0, least=True, ship=1.0)
    for row, aim in enumerate(AIMS):
        value, y = found["ratios"][aim.key], TOP + ROW * row
        at, goal = (_place(better, least=aim.least, ship=aim.ship) for better in (value, aim.reach_for))
        colour = {"reached": "#1b7837", "met": "#5aae61", "MISSED": "#b2182b"}[aim.met(value)]
        lines += [
            f'<text x="{LEFT - 10}" y="{y + 5}" text-anchor="end">{escape(aim.words)}</text>',
            f'<line x1="{middle}" x2="{at}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="10"/>',
            f'<line x1="{goal}" x2="{goal}" y1="{y - 9}" y2="{y + 9}" stroke="#333" stroke-dasharray="3 2"/>',
            f'<text x="{WIDTH - 5}" y="{y + 5}" text-anchor="end">{value:,.3g}</text>',
        ]
    bottom = TOP + ROW * len(AIMS)
    height, legend = bottom + 10, "to ship; better to the right, a decade either side; dashed: to reach for"
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        '<g font-size="13">',
        f'<text x="{middle}" y="18" text-anchor="middle">{legend}</text>',
        f'<line x1="{middle}" x2="{middle}" y1="{TOP - 15}" y2="{bottom - 10}" stroke="#999"/>',
    ]
    return "\n".join([*head, *lines, "</g></svg>\n"])


def _place(value: float, *, least: bool, ship: float) -> float:
    """Horizontal position of a value, its target in the middle and a decade to either side."""
    decades = log10(max(value, 1e-9) / ship) * (1.0 if least else -1.0)
    half = (WIDTH - 70 - LEFT) / 2.0
    return round(LEFT + half + half * max(-REACH, min(REACH, decades)), 1)
