"""HTML by small functions: whatever is not markup already is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


class Markup(str):
    """Text that is HTML and stands as it is."""

    __slots__ = ()


Child = str | Iterable["Child"]


def element(name: str, *children: Child, **attributes: str | None) -> Markup:
    """The element with its children in order; `class_` is `class`, and None leaves one out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{said}>{''.join(map(_written, children))}</{name}>")


def _written(child: Child) -> str:
    if isinstance(child, Markup):
        return child
    if isinstance(child, str):
        return escape(child, quote=False)
    return "".join(map(_written, child))
