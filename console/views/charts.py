"""Drawings of what stands in a table beside them, made on the server: pictures, no scripts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

Ink = Literal["light", "dark"]

# As tokens.css has them, by day and by night: writing, what is quiet, and the bars.
INKS: dict[Ink, tuple[str, str, str]] = {
    "light": ("#1c211e", "#565d59", "#3d5a80"),
    "dark": ("#e9ece9", "#a8b0ab", "#9dbde8"),
}
WIDTH, ROW, MARGIN = 860, 30, 70
MOST = 40
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"


@dataclass(frozen=True)
class Bar:
    """A bar with its name; none where there is too little to draw."""

    label: str
    value: float | None


def bars(drawn: Sequence[Bar], ink: Ink, *, is_rate: bool) -> bytes:
    """Horizontal bars as SVG, in the order given and as many as can be read."""
    pygal = _pygal()
    shown = list(drawn[:MOST])[::-1]
    chart = pygal.HorizontalBar(
        js=(),
        style=_style(ink),
        show_legend=False,
        width=WIDTH,
        height=MARGIN + ROW * len(shown),
        margin=8,
        value_formatter=_percent if is_rate else _whole,
        no_data_text="Nothing to draw yet",
        include_x_axis=True,
        min_scale=2,
        max_scale=7,
        truncate_label=-1,
    )
    chart.x_labels = [bar.label for bar in shown]
    chart.add("", [bar.value for bar in shown])
    return _without_scripts(chart)


@lru_cache(maxsize=1)
def _pygal() -> Any:  # noqa: ANN401 -- it has no types
    """Loaded with the first drawing, and without what it hangs into every import.

    That looks for its maps, which we do not draw, in a way that Python warns of.
    """
    import pygal  # noqa: PLC0415 -- see above

    sys.meta_path[:] = [
        each for each in sys.meta_path if not isinstance(each, pygal.PluginImportFixer)
    ]
    return pygal


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}".replace(".0%", "%")


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


@lru_cache(maxsize=2)
def _style(ink: Ink) -> Any:  # noqa: ANN401 -- pygal has no types
    writing, quiet, bar = INKS[ink]
    return _pygal().style.Style(
        background="transparent",
        plot_background="transparent",
        foreground=writing,
        foreground_strong=writing,
        foreground_subtle=quiet,
        colors=(bar,),
        font_family=FONT,
        label_font_size=13,
        major_label_font_size=13,
        no_data_font_size=16,
        opacity=1,
        guide_stroke_color=quiet,
        major_guide_stroke_color=quiet,
    )


def _without_scripts(chart: Any) -> bytes:  # noqa: ANN401 -- as above
    """What is drawn alone: pygal writes a script into every chart."""
    tree = chart.render_tree()
    for parent in tree.iter():
        for script in [each for each in parent if str(each.tag).endswith("script")]:
            parent.remove(script)
    return bytes(_pygal().etree.etree.tostring(tree, encoding="utf-8"))
