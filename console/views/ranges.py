"""Drawings of what lies somewhere between two ends: a dot on a line for each, as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from xml.etree.ElementTree import Element, SubElement, tostring

from console.views.charts import FONT, INKS, WIDTH, Ink

ROW, TOP, AXIS, EDGE = 34, 8, 28, 40
LABELS = 240
LONGEST = 32
TICKS = 5


@dataclass(frozen=True)
class Range:
    """From `low` to `high` with its middle; `came` is what it turned out to be, where known."""

    label: str
    low: float
    middle: float
    high: float
    came: float | None = None


def ranges(drawn: Sequence[Range], ink: Ink, words: Callable[[float], str]) -> bytes:
    """One under the other on an axis from 0 on; `words` says a value."""
    height = TOP + ROW * len(drawn) + AXIS
    box = f"0 0 {WIDTH} {height}"
    size = {"width": str(WIDTH), "height": str(height), "font-family": FONT, "font-size": "13"}
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box, **size})
    ends = [value for one in drawn for value in (one.high, one.came or 0.0)]
    ticks = list(_ticks(max(ends, default=0.0)))
    for tick in ticks:
        _tick(svg, _x(tick, ticks[-1]), height, words(tick), ink)
    for number, one in enumerate(drawn):
        _row(svg, one, TOP + ROW * number + ROW / 2, ticks[-1], ink)
    return tostring(svg)


def _row(svg: Element, one: Range, y: float, most: float, ink: Ink) -> None:
    writing, _, colour = INKS[ink]
    label = one.label if len(one.label) <= LONGEST else f"{one.label[: LONGEST - 1]}…"
    _text(svg, LABELS - 14, y + 4, label, writing, "end")
    low, middle, high = (_x(value, most) for value in (one.low, one.middle, one.high))
    line = {"x1": f"{low:.1f}", "x2": f"{high:.1f}", "y1": f"{y:.1f}", "y2": f"{y:.1f}"}
    SubElement(svg, "line", {**line, "stroke": colour, "stroke-width": "3"})
    _dot(svg, middle, y, {"r": "6", "fill": colour})
    if one.came is not None:
        came = {"r": "5", "fill": "none", "stroke": writing, "stroke-width": "2"}
        _dot(svg, _x(one.came, most), y, came)


def _tick(svg: Element, x: float, height: float, words: str, ink: Ink) -> None:
    _, quiet, _ = INKS[ink]
    bottom = height - AXIS
    line = {"x1": f"{x:.1f}", "x2": f"{x:.1f}", "y1": str(TOP), "y2": f"{bottom:.1f}"}
    SubElement(svg, "line", {**line, "stroke": quiet, "stroke-opacity": "0.35"})
    _text(svg, x, bottom + 18, words, quiet, "middle")


def _dot(svg: Element, x: float, y: float, look: dict[str, str]) -> None:
    SubElement(svg, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", **look})


def _text(svg: Element, x: float, y: float, words: str, colour: str, anchor: str) -> None:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "fill": colour}
    SubElement(svg, "text", place).text = words


def _x(value: float, most: float) -> float:
    return LABELS + (WIDTH - LABELS - EDGE) * value / most


def _ticks(most: float) -> Iterator[float]:
    """From 0 to what is above it all, in steps of 1, 2 or 5 times a power of ten."""
    rough = (most or 1.0) / TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    for number in range(ceil((most or 1.0) / step) + 1):
        yield number * step
